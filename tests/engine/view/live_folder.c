/* The folder of a live view: for its user alone, gone with the viewer, and where that died, with the next one that starts.
 */
#include "cmocka_first.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "view/live_folder.h"

static int is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void put_file(const char *folder, const char *name)
{
    char path[700];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
}

static int own_temporary(void **state)
{
    static char path[400];
    size_t length = getcwd(path, sizeof path - 40) != NULL ? strlen(path) : 0;
    (void)snprintf(path + length, 40, "/view_live_folder.XXXXXX");
    *state = mkdtemp(path);
    return *state == NULL || setenv("TMPDIR", path, 1) != 0;
}

/* It is empty: all that was made below it went. */
static int leave_temporary(void **state)
{
    return rmdir(*state);
}

static void it_is_for_its_user_and_goes_with_what_is_in_it(void **state)
{
    struct live_folder folder, none = {.lock = 0};
    struct sibu_fault fault;
    struct stat facts;
    char path[LIVE_FOLDER_PATH];
    assert_int_equal(live_folder_open(&folder, &fault), SIBU_OK);
    (void)snprintf(path, sizeof path, "%s", folder.path);
    assert_memory_equal(path, *state, strlen(*state));
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
    put_file(path, "1.drill");
    put_file(path, "1.drill-wal");
    live_folder_close(&folder);
    assert_false(is_there(path));
    live_folder_close(&folder);
    live_folder_close(&none);
}

/* A process that makes a folder and dies with it. Writes its path. */
static void die_with_a_folder(const char *note)
{
    struct live_folder folder;
    struct sibu_fault fault;
    pid_t child = fork();
    int how = 0;
    if (child == 0) {
        FILE *file = live_folder_open(&folder, &fault) == SIBU_OK ? fopen(note, "w") : NULL;
        int written = file != NULL && fputs(folder.path, file) >= 0 && fclose(file) == 0;
        _exit(written ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
}

static void what_a_dead_one_left_goes_with_the_next_and_what_is_in_use_stays(void **state)
{
    struct live_folder living, next;
    struct sibu_fault fault;
    char note[600], left[LIVE_FOLDER_PATH] = "", foreign[600], aim[600], link[600];
    (void)snprintf(note, sizeof note, "%s/note", (char *)*state);
    (void)snprintf(foreign, sizeof foreign, "%s/sibu-live-other", (char *)*state);
    (void)snprintf(aim, sizeof aim, "%s/aim", (char *)*state);
    (void)snprintf(link, sizeof link, "%s/sibu-live-link", (char *)*state);
    assert_int_equal(live_folder_open(&living, &fault), SIBU_OK);
    put_file(living.path, "1.drill");
    die_with_a_folder(note);
    FILE *file = fopen(note, "r");
    assert_non_null(file);
    assert_non_null(fgets(left, sizeof left, file));
    assert_int_equal(fclose(file), 0);
    put_file(left, "7.drill");
    assert_int_equal(mkdir(foreign, 0700), 0); /* one that is not held, and never was */
    assert_int_equal(mkdir(aim, 0700), 0);
    put_file(aim, "in-use");
    assert_int_equal(symlink(aim, link), 0);

    assert_int_equal(live_folder_open(&next, &fault), SIBU_OK);
    assert_false(is_there(left));
    assert_true(is_there(living.path) && is_there(foreign) && is_there(link) && is_there(aim));
    live_folder_close(&next);
    assert_true(is_there(living.path));
    live_folder_close(&living);
    (void)snprintf(foreign, sizeof foreign, "%s/aim/in-use", (char *)*state);
    assert_int_equal(unlink(foreign) | unlink(link) | rmdir(aim) | unlink(note), 0);
    (void)snprintf(foreign, sizeof foreign, "%s/sibu-live-other", (char *)*state);
    assert_int_equal(rmdir(foreign), 0);
}

static void without_a_place_for_it_the_reason_is_told(void **state)
{
    (void)state;
    struct live_folder folder;
    struct sibu_fault fault = {0};
    char before[600];
    (void)snprintf(before, sizeof before, "%s", getenv("TMPDIR"));
    assert_int_equal(setenv("TMPDIR", "/no/such/place", 1), 0);
    assert_int_equal(live_folder_open(&folder, &fault), SIBU_IO);
    assert_string_equal(folder.path, "");
    assert_string_not_equal(fault.what[SIBU_ZH], "");
    live_folder_close(&folder);
    assert_int_equal(setenv("TMPDIR", before, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_for_its_user_and_goes_with_what_is_in_it),
        cmocka_unit_test(what_a_dead_one_left_goes_with_the_next_and_what_is_in_use_stays),
        cmocka_unit_test(without_a_place_for_it_the_reason_is_told),
    };
    return cmocka_run_group_tests(tests, own_temporary, leave_temporary);
}
