/* What is remembered of the window: written and read again, damaged and newer files, and places off the screen. */
#include "cmocka_first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view/habit.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "view_habit.XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void write_bytes(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void the_file_is_where_the_standard_says(void **state)
{
    (void)state;
    char path[SIDE_FILE_PATH_MAX];
    assert_true(habit_path(path, "/s", "/h"));
    assert_string_equal(path, "/s/sibu/view.json");
    assert_true(habit_path(path, NULL, "/h"));
    assert_string_equal(path, "/h/.local/state/sibu/view.json");
    assert_true(habit_path(path, "relative", "/h"));
    assert_string_equal(path, "/h/.local/state/sibu/view.json");
    assert_false(habit_path(path, "", NULL));
    assert_false(habit_path(path, NULL, "relative"));
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    char path[128];
    struct sibu_fault fault;
    struct habit habit, out = {{-30, 40, 1300, 700}, 1, SIBU_EN, THEME_DARK, 0};
    (void)snprintf(path, sizeof path, "%s/deep/er/view.json", folder);
    assert_int_equal(habit_read(&habit, path, &fault), SIBU_OK);
    assert_true(habit.language == -1 && habit.theme == -1 && habit.window.width == 0);
    assert_int_equal(habit_write(&out, path, &fault), SIBU_OK);
    assert_int_equal(habit_read(&habit, path, &fault), SIBU_OK);
    assert_memory_equal(&habit, &out, sizeof out);
    out = habit_none();
    assert_int_equal(habit_write(&out, path, &fault), SIBU_OK);
    assert_int_equal(habit_read(&habit, path, &fault), SIBU_OK);
    assert_memory_equal(&habit, &out, sizeof out);
}

static void a_damaged_file_is_told_of_and_not_used(void **state)
{
    (void)state;
    static const char *const DAMAGED[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"format\": \"other\", \"version\": 1}",
        "{\"format\": \"sibu-view\"}",
        "{\"format\": \"sibu-view\", \"version\": 1, \"width\": 800}",
        "{\"format\": \"sibu-view\", \"version\": 1, \"theme\": \"dark\", \"language\": \"xx\"}",
        "{\"format\": \"sibu-view\", \"version\": 1, \"width\": 1e9, \"height\": 5, \"x\": 0, \"y\": 0}",
        "{\"format\": \"sibu-view\", \"version\": 1, \"width\": 800, \"height\": 600, \"x\": 1e300, \"y\": 0}",
    };
    char path[128];
    (void)snprintf(path, sizeof path, "%s/damaged.json", folder);
    for (size_t i = 0; i < sizeof DAMAGED / sizeof DAMAGED[0]; i++) {
        struct habit habit, none = habit_none();
        struct sibu_fault fault = {0};
        write_bytes(path, DAMAGED[i]);
        assert_int_equal(habit_read(&habit, path, &fault), SIBU_BAD_INPUT);
        assert_non_null(strstr(fault.place, "damaged.json"));
        assert_memory_equal(&habit, &none, sizeof none);
        assert_int_equal(habit_write(&habit, path, &fault), SIBU_OK); /* and gives way to a whole one */
        assert_int_equal(habit_read(&habit, path, &fault), SIBU_OK);
    }
}

static void a_newer_file_is_left_alone(void **state)
{
    (void)state;
    char path[128], bytes[128];
    struct habit habit;
    struct sibu_fault fault = {0};
    (void)snprintf(path, sizeof path, "%s/newer.json", folder);
    write_bytes(path, "{\"format\": \"sibu-view\", \"version\": 2, \"theme\": 7}");
    assert_int_equal(habit_read(&habit, path, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "newer"));
    assert_int_equal(habit_write(&habit, path, &fault), SIBU_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(bytes, sizeof bytes, file));
    (void)fclose(file);
    assert_string_equal(bytes, "{\"format\": \"sibu-view\", \"version\": 2, \"theme\": 7}");
}

static void what_is_no_file_is_no_trap(void **state)
{
    (void)state;
    char path[128];
    struct habit habit;
    struct sibu_fault fault = {0};
    (void)snprintf(path, sizeof path, "%s/pipe.json", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(habit_read(&habit, path, &fault), SIBU_BAD_INPUT);
    assert_int_equal(habit_read(&habit, folder, &fault), SIBU_BAD_INPUT);
    habit = habit_none();
    (void)snprintf(path, sizeof path, "%s/pipe.json/under/view.json", folder);
    assert_int_equal(habit_write(&habit, path, &fault), SIBU_IO);
}

static void a_window_is_always_whole_on_a_screen(void **state)
{
    (void)state;
    static const struct raster_rect SCREENS[] = {{0, 0, 1920, 1080}, {1920, 200, 1280, 1024}, {-800, 0, 800, 600}};
    static const struct {
        struct raster_rect window;
        size_t screens;
        struct raster_rect placed;
    } CASES[] = {
        {{100, 100, 1280, 800}, 1, {100, 100, 1280, 800}},
        {{1900, 1000, 1280, 800}, 1, {640, 280, 1280, 800}},
        {{-5000, -5000, 1280, 800}, 1, {0, 0, 1280, 800}},
        {{0, 0, 5000, 4000}, 1, {0, 0, 1920, 1080}},
        {{10, 10, 1, 1}, 1, {10, 10, 640, 480}},
        {{2000, 300, 1000, 700}, 3, {2000, 300, 1000, 700}}, /* on the second */
        {{2000, 300, 1000, 700}, 1, {920, 300, 1000, 700}}, /* which is not there any more */
        {{1800, 300, 1000, 700}, 3, {1920, 300, 1000, 700}}, /* mostly on the second */
        {{-700, 10, 1000, 700}, 3, {-800, 0, 800, 600}}, /* larger than the screen it is on */
        {{-100000, 100000, 8192, 8192}, 3, {0, 0, 1920, 1080}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct raster_rect got = habit_place(CASES[i].window, SCREENS, CASES[i].screens);
        if (memcmp(&got, &CASES[i].placed, sizeof got) != 0) {
            fail_msg("case %zu: %d,%d %dx%d", i, got.x, got.y, got.width, got.height);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_where_the_standard_says),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_damaged_file_is_told_of_and_not_used),
        cmocka_unit_test(a_newer_file_is_left_alone),
        cmocka_unit_test(what_is_no_file_is_no_trap),
        cmocka_unit_test(a_window_is_always_whole_on_a_screen),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
