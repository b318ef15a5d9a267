/* What the store does when the outside fails: other files, other versions, locks, full disks, and kills. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static void write_bytes(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static size_t read_bytes(const char *path, char *bytes, size_t most)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, most, file);
    assert_int_equal(fclose(file), 0);
    return length;
}

static void the_file_belongs_to_its_owner_alone(void **state)
{
    (void)state;
    struct fixture f;
    struct stat about;
    mode_t before = umask(0);
    fixture_open(&f);
    umask(before);
    assert_int_equal(stat(f.path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    fixture_close(&f);
}

/* Expects that `path` is refused as SIBU_BAD_INPUT and not changed by a byte. */
static void expect_refused(struct fixture *f)
{
    static char before[1 << 18], after[1 << 18];
    struct store *store = NULL;
    size_t length = read_bytes(f->path, before, sizeof before);
    assert_int_equal(store_open(&store, f->path, &f->fault), SIBU_BAD_INPUT);
    assert_null(store);
    assert_true(strlen(f->fault.what[SIBU_ZH]) > 0 && strlen(f->fault.what[SIBU_EN]) > 0);
    assert_int_equal(read_bytes(f->path, after, sizeof after), length);
    assert_memory_equal(before, after, length);
}

static void files_that_are_not_ours_are_refused_and_left_as_they_are(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    store_close(f.store);
    f.store = NULL;

    static const char TEXT[] = "这是一份值班表，不是数据库。This is a list of shifts and no database at all.\n";
    write_bytes(f.path, TEXT, sizeof TEXT - 1);
    expect_refused(&f);

    assert_int_equal(unlink(f.path), 0);
    assert_true(fixture_sql(&f, "CREATE TABLE diary (day TEXT)"));
    expect_refused(&f);

    assert_int_equal(unlink(f.path), 0);
    assert_true(fixture_sql(&f, "PRAGMA application_id = 1396294229; CREATE TABLE event (x)")); /* a drill record */
    expect_refused(&f);
    fixture_close(&f);
}

static void a_newer_schema_is_refused_by_its_number(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    store_close(f.store);
    f.store = NULL;
    assert_true(fixture_sql(&f, "PRAGMA user_version = 99"));
    expect_refused(&f);
    assert_non_null(strstr(f.fault.what[SIBU_EN], "99"));
    fixture_close(&f);
}

static void a_folder_that_is_not_there_is_told_with_its_path(void **state)
{
    (void)state;
    struct store *store = NULL;
    struct sibu_fault fault;
    assert_int_equal(store_open(&store, "/nowhere/at/all/sibu.db", &fault), SIBU_IO);
    assert_string_equal(fault.place, "/nowhere/at/all/sibu.db");
}

static void a_file_that_another_program_keeps_locked_is_told_and_works_again_after(void **state)
{
    (void)state;
    struct fixture f;
    sqlite3 *other = NULL;
    fixture_open(&f);
    assert_int_equal(sqlite3_open(f.path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_setting_put(f.store, "a", "b", &f.fault), SIBU_IO); /* after 5 s */
    assert_non_null(strstr(f.fault.what[SIBU_EN], "locked"));
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_int_equal(store_setting_put(f.store, "a", "b", &f.fault), SIBU_OK);
    fixture_close(&f);
}

/* Writes until the system refuses, by a limit on the size of files; nothing half done may remain. */
static void when_the_disk_is_full_nothing_half_done_remains_and_later_calls_succeed(void **state)
{
    (void)state;
    struct fixture f;
    struct rlimit before, small;
    int64_t received_us = 0;
    int is_new = 0, kept = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    small = before;
    small.rlim_cur = 600000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);

    enum sibu_status status = SIBU_OK;
    char key[24];
    struct sibu_record_response response = {
        .received_us = 1, .person = 1, .kind = "check-in", .place = "M1", .key = key};
    while (status == SIBU_OK && kept < 100000) {
        (void)snprintf(key, sizeof key, "key-%08d", kept);
        status = store_response_put(f.store, drill, &response, &is_new, &received_us, &f.fault);
        kept += status == SIBU_OK;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, SIBU_IO);
    assert_non_null(strstr(f.fault.what[SIBU_EN], "disk"));
    assert_int_equal(is_new, 0);
    assert_true(kept > 0);

    assert_int_equal(store_response_put(f.store, drill, &response, &is_new, &received_us, &f.fault), SIBU_OK);
    assert_int_equal(is_new, 1); /* the one that was refused had not been kept */
    fixture_reopen(&f);
    struct sibu_record_response *responses = NULL;
    struct sibu_record_event *events = NULL;
    size_t response_count = 0, event_count = 0;
    assert_int_equal(
        store_responses(f.store, (struct store_from){drill, 0}, &f.arena, &responses, &response_count, &f.fault),
        SIBU_OK);
    assert_int_equal(store_events(f.store, (struct store_from){drill, 1}, &f.arena, &events, &event_count, &f.fault),
                     SIBU_OK);
    assert_int_equal(response_count, kept + 1);
    assert_int_equal(event_count, kept + 1);
    fixture_close(&f);
}

/* The child writes answers and tells each one down the pipe once it is kept; it never ends by itself. */
static void write_for_ever(const char *path, int64_t drill, int round, int out)
{
    struct store *store = NULL;
    struct sibu_fault fault;
    if (store_open(&store, path, &fault) != SIBU_OK) {
        _exit(3);
    }
    for (int i = 0;; i++) {
        char key[24];
        int is_new = 0;
        int64_t received_us = 0;
        (void)snprintf(key, sizeof key, "key-%02d-%08d", round, i);
        struct sibu_record_response response = {.received_us = i, .person = 1, .kind = "acknowledge", .key = key};
        if (store_response_put(store, drill, &response, &is_new, &received_us, &fault) != SIBU_OK || !is_new ||
            write(out, "k", 1) != 1) {
            _exit(4);
        }
    }
}

/* Kills the child in the middle of its work and returns how many answers it had told. */
static size_t kill_after(const char *path, int64_t drill, int round)
{
    int ends[2], exit_status = 0;
    char told[64];
    size_t count = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_for_ever(path, drill, round, ends[1]);
    }
    close(ends[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(ends[0], told, sizeof told);
        count += got > 0 ? (size_t)got : 0;
        if (count >= 200) {
            (void)kill(child, SIGKILL); /* what is in the pipe still counts: it was told */
        }
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    assert_true(WIFSIGNALED(exit_status));
    return count;
}

static void what_was_acknowledged_is_there_after_a_kill_and_at_most_one_more(void **state)
{
    (void)state;
    struct fixture f;
    size_t told = 0, rounds = 5;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "");
    store_close(f.store);
    f.store = NULL;
    for (size_t round = 0; round < rounds; round++) {
        told += kill_after(f.path, drill, (int)round);
    }
    fixture_reopen(&f);
    struct sibu_record_response *responses = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0, event_count = 0;
    assert_int_equal(store_responses(f.store, (struct store_from){drill, 0}, &f.arena, &responses, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(store_events(f.store, (struct store_from){drill, 1}, &f.arena, &events, &event_count, &f.fault),
                     SIBU_OK);
    assert_in_range(count, told, told + rounds);
    assert_int_equal(event_count, count);
    assert_true(told >= rounds * 200);
    fixture_close(&f);
}

/* Locks of a process on a file go when it closes any descriptor of the file: another process would then remove the log that
 * the first connection still writes to. */
static void a_second_connection_of_a_process_costs_the_first_no_lock(void **state)
{
    (void)state;
    struct fixture f;
    struct store *second = NULL;
    char path[320];
    int how = 0;
    fixture_open(&f);
    assert_int_equal(store_open(&second, f.path, &f.fault), SIBU_OK);
    (void)snprintf(path, sizeof path, "%s", f.path);
    pid_t child = fork();
    if (child == 0) { /* a process inherits no locks: it sees those of the first */
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510};
        int file = open(path, O_RDWR);
        _exit(file >= 0 && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    store_close(second);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_belongs_to_its_owner_alone),
        cmocka_unit_test(a_second_connection_of_a_process_costs_the_first_no_lock),
        cmocka_unit_test(files_that_are_not_ours_are_refused_and_left_as_they_are),
        cmocka_unit_test(a_newer_schema_is_refused_by_its_number),
        cmocka_unit_test(a_folder_that_is_not_there_is_told_with_its_path),
        cmocka_unit_test(a_file_that_another_program_keeps_locked_is_told_and_works_again_after),
        cmocka_unit_test(when_the_disk_is_full_nothing_half_done_remains_and_later_calls_succeed),
        cmocka_unit_test(what_was_acknowledged_is_there_after_a_kill_and_at_most_one_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
