/* What the store does in PostgreSQL when the outside fails: other databases, other versions, no server, lost connections,
 * locks, and kills. */
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "store/store_privacy.h"

static void expect_refused(struct fixture *f)
{
    struct store *store = NULL;
    assert_int_equal(store_open(&store, f->path, &f->fault), SIBU_BAD_INPUT);
    assert_null(store);
    assert_true(strlen(f->fault.what[SIBU_ZH]) > 0 && strlen(f->fault.what[SIBU_EN]) > 0);
}

static void a_newer_schema_is_refused_by_its_number(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    assert_true(fixture_sql(&f, "UPDATE sibu_schema SET version = 99"));
    expect_refused(&f);
    assert_non_null(strstr(f.fault.what[SIBU_EN], "99"));
    assert_int_equal(fixture_number(&f, "SELECT version FROM sibu_schema"), 99);
    fixture_close(&f);
}

static void a_database_that_is_not_ours_is_refused_and_left_as_it_is(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    assert_true(fixture_sql(&f, "ALTER TABLE sibu_schema RENAME TO diary"));
    expect_refused(&f);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND"
                                        " tablename = 'sibu_schema'"),
                     0);
    fixture_close(&f);
}

static void a_step_that_fails_leaves_nothing_behind(void **state)
{
    (void)state;
    struct fixture f;
    struct store *store = NULL;
    fixture_open(&f);
    store_close(f.store);
    f.store = NULL;
    /* An empty schema but for a function, so that the step comes as far as the functions, its last but one piece. */
    assert_true(fixture_sql(&f,
                            "DO $$ DECLARE s text := current_schema(); BEGIN EXECUTE format('DROP SCHEMA %I CASCADE',"
                            " s); EXECUTE format('CREATE SCHEMA %I', s); END $$"));
    assert_true(fixture_sql(&f, "CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$"));
    assert_int_equal(store_open(&store, f.path, &f.fault), SIBU_IO);
    assert_null(store);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"), 0);
    assert_true(fixture_sql(&f, "DROP FUNCTION keep_row()"));
    assert_int_equal(store_open(&f.store, f.path, &f.fault), SIBU_OK);
    fixture_close(&f);
}

static void addresses_that_lead_nowhere_are_told_without_a_password(void **state)
{
    (void)state;
    struct store *store = NULL;
    struct sibu_fault fault;
    assert_int_equal(store_open(&store, "postgresql://127.0.0.1:1/sibu", &fault), SIBU_IO);
    assert_int_equal(store_open(&store, "postgresql://sibu:secret@127.0.0.1:1/sibu", &fault), SIBU_BAD_INPUT);
    assert_null(strstr(fault.place, "secret"));
    assert_null(strstr(fault.what[SIBU_EN], "secret"));
    assert_int_equal(store_open(&store, "postgresql://[nothing/", &fault), SIBU_BAD_INPUT);
    assert_null(store);
}

/* Ends the store's connection, which has the name of the fixture's schema. */
static void cut_off(struct fixture *f)
{
    const char *name = strrchr(f->folder, '-') + 1;
    char sql[200];
    (void)snprintf(sql, sizeof sql,
                   "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 't_%s' AND"
                   " pid <> pg_backend_pid()",
                   name);
    assert_true(fixture_sql(f, sql));
}

static enum sibu_status answer(struct fixture *f, int64_t drill, const char *key, int *is_new)
{
    int64_t received_us = 0;
    struct sibu_record_response response = {
        .received_us = 1, .person = 1, .kind = "check-in", .place = "M1", .key = key};
    return store_response_put(f->store, drill, &response, is_new, &received_us, &f->fault);
}

static void a_lost_connection_is_made_again_at_the_next_call(void **state)
{
    (void)state;
    struct fixture f;
    struct store_drill *drills = NULL;
    size_t count = 0;
    int is_new = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "");
    cut_off(&f);
    assert_int_equal(answer(&f, drill, "key-0001", &is_new), SIBU_IO); /* it is found out by trying */
    assert_int_equal(is_new, 0);
    assert_int_equal(answer(&f, drill, "key-0001", &is_new), SIBU_OK);
    assert_int_equal(is_new, 1);
    cut_off(&f);
    assert_int_equal(store_drills_open(f.store, &f.arena, &drills, &count, &f.fault), SIBU_IO);
    assert_int_equal(store_drills_open(f.store, &f.arena, &drills, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM response"), 1);
    fixture_close(&f);
}

static void a_drill_that_somebody_keeps_locked_is_told_and_works_again_after(void **state)
{
    (void)state;
    struct fixture f;
    int is_new = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "");
    PGconn *other = PQconnectdb(f.path);
    PQclear(PQexec(other, "BEGIN"));
    PGresult *locked = PQexec(other, "SELECT 1 FROM drill FOR UPDATE");
    assert_int_equal(PQntuples(locked), 1);
    PQclear(locked);
    assert_int_equal(answer(&f, drill, "key-0001", &is_new), SIBU_IO); /* after 5 s */
    assert_non_null(strstr(f.fault.what[SIBU_EN], "locked"));
    PQfinish(other);
    assert_int_equal(answer(&f, drill, "key-0001", &is_new), SIBU_OK);
    fixture_close(&f);
}

/* What another transaction still sees stays in the files: then nobody is told that it has gone. */
static void expect_unwiped_beside(struct fixture *f, const char *url, const char *work)
{
    PGconn *other = PQconnectdb(url);
    PQclear(PQexec(other, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
    PQclear(PQexec(other, work));
    assert_int_equal(PQtransactionStatus(other), PQTRANS_INTRANS);
    assert_int_equal(store_scrub(f->store, &f->fault), SIBU_IO);
    assert_non_null(strstr(f->fault.what[SIBU_EN], "another program uses the database"));
    PQfinish(other);
    assert_int_equal(store_scrub(f->store, &f->fault), SIBU_OK);
}

static void what_a_reader_still_sees_is_not_called_wiped(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open_apart(&f);
    expect_unwiped_beside(&f, f.path, "SELECT count(*) FROM person");
    fixture_close(&f);
}

/* What began to write in another database of the server counts too: no snapshot taken since is younger than it. */
static void what_is_written_in_another_database_keeps_rows_too(void **state)
{
    (void)state;
    struct fixture f;
    char url[300];
    fixture_open_apart(&f);
    (void)snprintf(url, sizeof url, "postgresql://sibu@/template1?%.*s", (int)strcspn(strstr(f.path, "host="), "&"),
                   strstr(f.path, "host="));
    expect_unwiped_beside(&f, url, "SELECT pg_current_xact_id()");
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

/* Two servers write into one drill; both are killed in the middle of it. Returns how many answers they had told. */
static size_t kill_both(const char *path, int64_t drill, int round)
{
    int ends[2], exit_status = 0;
    char told[64];
    pid_t children[2];
    size_t count = 0;
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            close(ends[0]);
            write_for_ever(path, drill, 2 * round + i, ends[1]);
        }
    }
    close(ends[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(ends[0], told, sizeof told);
        count += got > 0 ? (size_t)got : 0;
        for (int i = 0; count >= 100 && i < 2; i++) {
            (void)kill(children[i], SIGKILL); /* what is in the pipe still counts: it was told */
        }
    }
    close(ends[0]);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(waitpid(children[i], &exit_status, 0), children[i]);
        assert_true(WIFSIGNALED(exit_status));
    }
    return count;
}

static void what_two_servers_acknowledged_is_there_after_kills_in_one_sequence(void **state)
{
    (void)state;
    struct fixture f;
    size_t told = 0, rounds = 3;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "");
    for (size_t round = 0; round < rounds; round++) {
        told += kill_both(f.path, drill, (int)round);
    }
    int is_new = 0;
    assert_int_equal(answer(&f, drill, "the-last", &is_new), SIBU_OK); /* behind what the killed may still have done */
    int64_t count = fixture_number(&f, "SELECT count(*) FROM response");
    assert_in_range(count, told + 1, told + 1 + 2 * rounds);
    assert_int_equal(fixture_number(&f, "SELECT max(sequence) FROM response"), count);
    assert_int_equal(fixture_number(&f, "SELECT max(sequence) FROM event"), count + 1); /* "drawn" is the first */
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM event"), count + 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_newer_schema_is_refused_by_its_number),
        cmocka_unit_test(a_database_that_is_not_ours_is_refused_and_left_as_it_is),
        cmocka_unit_test(a_step_that_fails_leaves_nothing_behind),
        cmocka_unit_test(addresses_that_lead_nowhere_are_told_without_a_password),
        cmocka_unit_test(a_lost_connection_is_made_again_at_the_next_call),
        cmocka_unit_test(a_drill_that_somebody_keeps_locked_is_told_and_works_again_after),
        cmocka_unit_test(what_a_reader_still_sees_is_not_called_wiped),
        cmocka_unit_test(what_is_written_in_another_database_keeps_rows_too),
        cmocka_unit_test(what_two_servers_acknowledged_is_there_after_kills_in_one_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
