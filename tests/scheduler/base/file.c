/* Files: read and written whole, and refused with one clear line. */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int make_folder(void **state)
{
    static char folder[64];
    (void)snprintf(folder, sizeof folder, "/tmp/sibu-file-XXXXXX");
    *state = mkdtemp(folder);
    return *state != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/a/b", (const char *)*state);
    (void)rmdir(path);
    (void)snprintf(path, sizeof path, "%s/a", (const char *)*state);
    (void)rmdir(path);
    return rmdir(*state);
}

static void what_is_written_is_read_again(void **state)
{
    char path[128];
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct stat about;
    (void)snprintf(path, sizeof path, "%s/key", (const char *)*state);
    assert_int_equal(file_write(path, "hello\0there", 11, 0600, &fault), SIBU_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(file_write(path, "again", 5, 0600, &fault), SIBU_OK);
    assert_int_equal(file_read(path, 5, &text, &fault), SIBU_OK);
    assert_string_equal(sibu_text_get(&text), "again");
    sibu_text_clear(&text);
    assert_int_equal(file_read(path, 4, &text, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, path);
    sibu_text_clear(&text);
    assert_int_equal(unlink(path), 0);
}

static void a_file_is_made_once(void **state)
{
    char path[128];
    struct sibu_fault fault;
    struct sibu_text text = {0};
    (void)snprintf(path, sizeof path, "%s/key", (const char *)*state);
    assert_int_equal(file_make(path, "first", 5, 0600, &fault), SIBU_OK);
    assert_int_equal(file_make(path, "second", 6, 0600, &fault), SIBU_NO);
    assert_string_equal(fault.place, path);
    assert_int_equal(file_read(path, 100, &text, &fault), SIBU_OK);
    assert_string_equal(sibu_text_get(&text), "first");
    sibu_text_clear(&text);
    assert_int_equal(unlink(path), 0); /* and nothing is left beside it: the folder can be removed */
}

static void what_is_no_file_is_refused_by_name(void **state)
{
    char path[128];
    struct sibu_fault fault;
    struct sibu_text text = {0};
    (void)snprintf(path, sizeof path, "%s/none", (const char *)*state);
    assert_int_equal(file_read(path, 100, &text, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.what[SIBU_EN], "there is no such file");
    assert_int_equal(file_read(*state, 100, &text, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.what[SIBU_EN], "is not a regular file");
    assert_int_equal(file_write("/nonexistent/folder/file", "x", 1, 0600, &fault), SIBU_IO);
    sibu_text_clear(&text);
}

static void folders_are_made_with_those_above(void **state)
{
    char path[128];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/a/b", (const char *)*state);
    assert_int_equal(file_make_folder(path, &fault), SIBU_OK);
    assert_int_equal(file_make_folder(path, &fault), SIBU_OK);
    assert_int_equal(access(path, W_OK), 0);
}

static void a_folder_is_removed_with_all_in_it_but_not_what_links_lead_to(void **state)
{
    char path[160];
    char outside[160];
    char link[200];
    struct sibu_fault fault;
    (void)snprintf(outside, sizeof outside, "%s/outside", (const char *)*state);
    (void)snprintf(path, sizeof path, "%s/work/records", (const char *)*state);
    assert_int_equal(file_write(outside, "x", 1, 0600, &fault), SIBU_OK);
    assert_int_equal(file_make_folder(path, &fault), SIBU_OK);
    (void)snprintf(link, sizeof link, "%s/link", path);
    assert_int_equal(symlink(outside, link), 0);
    (void)snprintf(link, sizeof link, "%s/one.drill", path);
    assert_int_equal(file_write(link, "x", 1, 0444, &fault), SIBU_OK);
    (void)snprintf(path, sizeof path, "%s/work", (const char *)*state);
    file_remove_folder(path);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(access(outside, F_OK), 0);
    assert_int_equal(unlink(outside), 0);
}

static void paths_are_seen_from_the_file_that_names_them(void **state)
{
    static const char *const CASES[][3] = {
        {"a/b/policy.json", "../sites/x.geojson", "a/b/../sites/x.geojson"},
        {"policy.json", "x.csv", "x.csv"},
        {"a/policy.json", "/abs/x.csv", "/abs/x.csv"},
    };
    char out[4096];
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        file_beside(CASES[i][0], CASES[i][1], out);
        assert_string_equal(out, CASES[i][2]);
    }
}

static void data_is_found_beside_the_program_or_where_one_says(void **state)
{
    char path[4096], expected[4096];
    (void)state;
    assert_int_equal(unsetenv("SIBU_SHARE"), 0);
    file_share("scenarios/findings.json", path);
    assert_int_equal(access(path, R_OK), 0);
    (void)snprintf(expected, sizeof expected, "%s/share/sibu/scenarios/findings.json", getenv("SIBU_BUILD"));
    assert_string_equal(path, expected); /* above tests/scheduler/base, where this program is */
    assert_int_equal(setenv("SIBU_SHARE", "/elsewhere", 1), 0);
    file_share("scenarios/findings.json", path);
    assert_string_equal(path, "/elsewhere/scenarios/findings.json");
    assert_int_equal(unsetenv("SIBU_SHARE"), 0);
    file_share("scenarios/not-there.json", path); /* where it was to be installed, for the fault that is told */
    assert_non_null(strstr(path, "/share/sibu/scenarios/not-there.json"));
    assert_null(strstr(path, getenv("SIBU_BUILD")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_file_is_made_once),
        cmocka_unit_test(what_is_no_file_is_refused_by_name),
        cmocka_unit_test(folders_are_made_with_those_above),
        cmocka_unit_test(a_folder_is_removed_with_all_in_it_but_not_what_links_lead_to),
        cmocka_unit_test(paths_are_seen_from_the_file_that_names_them),
        cmocka_unit_test(data_is_found_beside_the_program_or_where_one_says),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
