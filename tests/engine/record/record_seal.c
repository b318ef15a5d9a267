/* A sealed record stands still: nothing can be added, and what somebody changes in spite of that is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static char sealed[512];

static void seal_afresh(const char *name)
{
    struct sibu_fault fault;
    (void)snprintf(sealed, sizeof sealed, "%s", fixture_path(name));
    struct sibu_record *record = fixture_make(sealed);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    sibu_record_close(record);
}

static void a_sealed_record_is_one_read_only_file(void **state)
{
    (void)state;
    static const char *const BESIDE[] = {"-wal", "-shm", "-journal", ".making"};
    struct stat about;
    seal_afresh("one.drill");
    assert_int_equal(stat(sealed, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0444);
    for (size_t i = 0; i < sizeof BESIDE / sizeof BESIDE[0]; i++) {
        char beside[600];
        (void)snprintf(beside, sizeof beside, "%s%s", sealed, BESIDE[i]);
        assert_int_not_equal(access(beside, F_OK), 0);
    }
}

static void a_sealed_record_takes_nothing_more(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    struct sibu_record_event event = {.time_us = 1, .kind = "start"};
    const char *path = fixture_path("more.drill");
    record = fixture_make(path);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK); /* once more does no harm */
    sibu_record_close(record);
    assert_int_equal(sibu_record_continue(&record, path, &fault), SIBU_BAD_INPUT);
    assert_null(record);
    assert_int_equal(sibu_record_open(&record, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_event(record, &event, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_BAD_INPUT);
    sibu_record_close(record);
}

static void rows_cannot_be_changed_or_taken_out(void **state)
{
    (void)state;
    static const char *const TABLES[] = {"document", "person", "event",        "delivery",
                                         "response", "floor",  "floor_change", "seal"};
    seal_afresh("append.drill");
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof sql, "DELETE FROM %s", TABLES[i]);
        assert_int_equal(fixture_try(sealed, sql) & 0xff, SQLITE_CONSTRAINT);
    }
    assert_int_equal(fixture_try(sealed, "UPDATE event SET time_us = 0 WHERE row = 1") & 0xff, SQLITE_CONSTRAINT);
    assert_int_equal(fixture_try(sealed, "UPDATE response SET received_us = 0") & 0xff, SQLITE_CONSTRAINT);
}

/* Takes the guard of a table away, changes it, and puts the guard back: what a forger would do. */
static void forge(const char *table, const char *change)
{
    char sql[1200];
    (void)snprintf(sql, sizeof sql,
                   "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema; BEGIN; DROP TRIGGER %s_kept_update;"
                   " DROP TRIGGER %s_kept_delete; %s;"
                   " CREATE TRIGGER %s_kept_update BEFORE UPDATE ON %s BEGIN SELECT raise(ABORT, 'a drill record is"
                   " append-only'); END; CREATE TRIGGER %s_kept_delete BEFORE DELETE ON %s BEGIN SELECT raise(ABORT,"
                   " 'a drill record is append-only'); END; COMMIT",
                   table, table, change, table, table, table, table);
    fixture_tamper(sealed, sql);
}

struct forgery {
    const char *table, *change, *named; /* what the verdict must name */
};

static void every_forgery_is_named(void **state)
{
    (void)state;
    static const struct forgery FORGERIES[] = {
        {"event", "UPDATE event SET time_us = time_us - 1 WHERE row = 4", "row 4"},
        {"event", "UPDATE event SET place = 'M2' WHERE row = 5", "row 5"},
        {"event", "UPDATE event SET detail = '' WHERE row = 1", "row 1"},
        {"event", "DELETE FROM event WHERE row = 6", "table event"},
        {"person", "UPDATE person SET expected = 0 WHERE number = 2", "table person"},
        {"response", "UPDATE response SET received_us = received_us - 1000000 WHERE row = 1", "table response"},
        {"response", "DELETE FROM response WHERE row = 5", "table response"},
        {"delivery", "UPDATE delivery SET result = 200, fault = '' WHERE row = 2", "table delivery"},
        {"document", "UPDATE document SET bytes = x'7b7d' WHERE name = 'site'", "table document"},
        {"floor_change", "UPDATE floor_change SET floor = 0 WHERE person = 2", "table floor_change"},
        {"floor", "UPDATE floor SET id = 'F9' WHERE number = 1", "table floor "},
        {"person", "UPDATE trajectory_data SET pos_x = 0.0 WHERE frame = 2 AND id = 1", "table trajectory_data"},
        {"person", "UPDATE metadata SET value = '5.0' WHERE key = 'fps'", "table metadata"},
        {"person", "UPDATE geometry SET wkt = wkt || ' '", "table geometry"},
        {"seal", "DELETE FROM seal WHERE name = 'trajectory_data'", "seal"},
    };
    for (size_t i = 0; i < sizeof FORGERIES / sizeof FORGERIES[0]; i++) {
        struct sibu_fault fault;
        struct sibu_record *record = NULL;
        seal_afresh("forged.drill");
        forge(FORGERIES[i].table, FORGERIES[i].change);
        assert_int_equal(sibu_record_open(&record, sealed, &fault), SIBU_OK);
        assert_int_equal(sibu_record_verify(record, &fault), SIBU_NO);
        if (strstr(fault.what[SIBU_EN], FORGERIES[i].named) == NULL) {
            fail_msg("%s: %s", FORGERIES[i].change, fault.what[SIBU_EN]);
        }
        sibu_record_close(record);
        (void)unlink(sealed);
    }
}

static void the_fingerprint_is_that_of_the_contents(void **state)
{
    (void)state;
    struct sibu_fault fault;
    uint8_t first[32], second[32], third[32];
    struct sibu_record *record = NULL;
    seal_afresh("first.drill");
    assert_int_equal(sibu_record_open(&record, sealed, &fault), SIBU_OK);
    assert_int_equal(sibu_record_fingerprint(record, first, &fault), SIBU_OK);
    sibu_record_close(record);
    seal_afresh("second.drill");
    assert_int_equal(sibu_record_open(&record, sealed, &fault), SIBU_OK);
    assert_int_equal(sibu_record_fingerprint(record, second, &fault), SIBU_OK);
    sibu_record_close(record);
    assert_memory_equal(first, second, 32);
    record = fixture_make(fixture_path("third.drill"));
    assert_int_equal(sibu_record_fingerprint(record, third, &fault), SIBU_NO);
    assert_int_equal(sibu_record_put_document(record, "late", "x", 1, &fault), SIBU_OK);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_fingerprint(record, third, &fault), SIBU_OK);
    sibu_record_close(record);
    assert_memory_not_equal(first, third, 32);
}

static void a_record_in_use_is_sealed_later(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *writer = NULL, *reader = NULL;
    struct sibu_arena arena = {0};
    struct sibu_record_event *events;
    size_t count;
    const char *path = fixture_path("busy.drill");
    writer = fixture_make(path);
    assert_int_equal(sibu_record_open(&reader, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_events(reader, &arena, &events, &count, &fault), SIBU_OK);
    assert_int_equal(sibu_record_seal(writer, &fault), SIBU_IO);
    sibu_record_close(reader);
    sibu_record_close(writer); /* and even by the next who opens it */
    assert_int_equal(sibu_record_continue(&writer, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(writer, "late", "x", 1, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_seal(writer, &fault), SIBU_OK);
    sibu_record_close(writer);
    assert_int_equal(sibu_record_open(&reader, path, &fault), SIBU_OK);
    assert_int_equal(sibu_record_verify(reader, &fault), SIBU_OK);
    sibu_record_close(reader);
    sibu_arena_clear(&arena);
}

static int clear(void **state)
{
    (void)state;
    fixture_clear();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_record_is_one_read_only_file),   cmocka_unit_test(a_sealed_record_takes_nothing_more),
        cmocka_unit_test(rows_cannot_be_changed_or_taken_out),     cmocka_unit_test(every_forgery_is_named),
        cmocka_unit_test(the_fingerprint_is_that_of_the_contents), cmocka_unit_test(a_record_in_use_is_sealed_later),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
