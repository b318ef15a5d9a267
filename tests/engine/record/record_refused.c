/* What is no record, or no longer one, is refused with one clear line; and no bytes make the reader fall over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static char sealed[512];
static uint8_t *bytes;
static size_t length;

static void write_file(const char *path, const uint8_t *from, size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(from, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static int make_sealed(void **state)
{
    (void)state;
    struct sibu_fault fault;
    (void)snprintf(sealed, sizeof sealed, "%s", fixture_path("sealed.drill"));
    struct sibu_record *record = fixture_make(sealed);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    sibu_record_close(record);
    FILE *file = fopen(sealed, "rb");
    assert_non_null(file);
    bytes = malloc(1 << 20);
    length = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    return length > 4096 ? 0 : -1;
}

static int clear(void **state)
{
    (void)state;
    free(bytes);
    fixture_clear();
    return 0;
}

static void check_refused(const char *path, const char *says)
{
    struct sibu_record *record = NULL;
    struct sibu_fault fault = {0};
    assert_int_equal(sibu_record_open(&record, path, &fault), SIBU_BAD_INPUT);
    assert_null(record);
    assert_non_null(strstr(fault.what[SIBU_EN], says));
    assert_true(strlen(fault.what[SIBU_ZH]) > 6);
    assert_non_null(strstr(fault.place, path));
    assert_null(strchr(fault.what[SIBU_EN], '\n'));
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    const char *path = fixture_path("none.drill");
    check_refused(path, "no such file");
    write_file(path, (const uint8_t *)"", 0);
    check_refused(path, "not a drill record");
    write_file(path, (const uint8_t *)"id,name\n1,a\n", 12);
    check_refused(path, "not a drill record");
    (void)unlink(path);
    fixture_tamper(path, "CREATE TABLE person (number INTEGER)"); /* somebody else's database */
    check_refused(path, "not a drill record");
    fixture_tamper(path, "PRAGMA application_id = 1397310037; PRAGMA user_version = 1");
    check_refused(path, "tables are not as they should be");
    (void)unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    check_refused(path, "not a drill record");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not wait for a writer */
    check_refused(path, "not a drill record");
    check_refused(":memory:", "no such file");
}

static void a_newer_format_is_refused_by_its_number(void **state)
{
    (void)state;
    const char *path = fixture_path("newer.drill");
    write_file(path, bytes, length);
    fixture_tamper(path, "PRAGMA user_version = 7");
    check_refused(path, "newer Sibu (format 7, this one reads up to 1)");
}

static void a_record_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    static const size_t CUTS[] = {100, 101, 4095, 4096, 8192, 20000};
    const char *path = fixture_path("cut.drill");
    for (size_t i = 0; i < sizeof CUTS / sizeof CUTS[0]; i++) {
        write_file(path, bytes, CUTS[i]);
        check_refused(path, "cut off");
    }
    write_file(path, bytes, length - 1);
    check_refused(path, "cut off");
}

static void foreign_things_in_the_schema_are_refused(void **state)
{
    (void)state;
    static const char *const CHANGES[] = {
        "CREATE TABLE extra (n)",
        "CREATE TRIGGER t AFTER INSERT ON person BEGIN SELECT 1; END",
        "CREATE INDEX i ON event (kind)",
        "CREATE VIEW v AS SELECT * FROM person",
        "DROP TRIGGER event_kept_update",
        "DROP TABLE frame_data",
        "DROP TABLE person; CREATE VIEW person AS SELECT 1 AS row",
        "ALTER TABLE delivery ADD COLUMN more TEXT",
        "DROP TABLE response; CREATE TABLE response (row INTEGER PRIMARY KEY, key TEXT AS (hex(row)))",
        "CREATE VIRTUAL TABLE words USING fts5(a)",
    };
    const char *path = fixture_path("schema.drill");
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        write_file(path, bytes, length);
        fixture_tamper(path, CHANGES[i]);
        check_refused(path, "tables are not as they should be");
    }
}

/* Everything that can be read from a record, once; true where all of it could be. */
static int read_everything(struct sibu_record *record)
{
    struct sibu_arena arena = {.max_bytes = 1 << 26};
    struct sibu_fault fault;
    struct sibu_record_person *people;
    struct sibu_record_event *events;
    struct sibu_record_delivery *deliveries;
    struct sibu_record_response *responses;
    const char *document;
    size_t count, frames = 0;
    double frames_per_s;
    int good = sibu_record_people(record, &arena, &people, &count, &fault) == SIBU_OK;
    good &= sibu_record_events(record, &arena, &events, &count, &fault) == SIBU_OK;
    good &= sibu_record_deliveries(record, &arena, &deliveries, &count, &fault) == SIBU_OK;
    good &= sibu_record_responses(record, &arena, &responses, &count, &fault) == SIBU_OK;
    good &= sibu_record_document(record, "alert-1", &arena, &document, &count, &fault) == SIBU_OK;
    good &= sibu_record_frames(record, &frames, &frames_per_s, &fault) == SIBU_OK;
    for (size_t i = 0; i < frames && i < 100; i++) {
        struct sibu_record_frame frame;
        good &= sibu_record_frame(record, i, &frame, &fault) == SIBU_OK;
    }
    sibu_arena_clear(&arena);
    return good;
}

static void values_of_the_wrong_kind_are_refused(void **state)
{
    (void)state;
    static const char *const CHANGES[] = {
        "UPDATE trajectory_data SET pos_x = 'far' WHERE frame = 3",
        "UPDATE trajectory_data SET pos_x = 9e99 WHERE frame = 3",
        "UPDATE trajectory_data SET ori_y = 1e999 WHERE frame = 3",
        "UPDATE trajectory_data SET id = -4 WHERE frame = 3",
        "UPDATE trajectory_data SET id = 1", /* twice in a frame */
        "UPDATE trajectory_data SET id = 5 WHERE frame = 0", /* somebody whose floor nobody knows */
        "UPDATE frame_data SET frame = frame + 1 WHERE rowid = 8",
        "UPDATE frame_data SET frame = 'x' WHERE rowid = 1",
        "UPDATE metadata SET value = 'fast' WHERE key = 'fps'",
        "UPDATE metadata SET value = '-1' WHERE key = 'fps'",
        "DELETE FROM metadata WHERE key = 'fps'; INSERT INTO metadata VALUES ('fps', x'00')",
        "INSERT INTO person (row, number, id, name, zone, shift, role, pace, language, expected) VALUES"
        " (40000000, 9, '', '', '', '', '', '', '', 1)",
        "INSERT INTO event (row, time_us, kind, person, place, detail, hash) VALUES (8, 1, '', 0, '', '', x'00')",
        "INSERT INTO event (time_us, kind, person, place, detail, hash) VALUES (1, '', 0, '', '', x'00')",
        "INSERT INTO event (time_us, kind, person, place, detail, hash) VALUES (1, '', -3, '', '', zeroblob(32))",
        "INSERT INTO event (time_us, kind, person, place, detail, hash) VALUES (1, cast(x'ff' AS TEXT), 0, '', '',"
        " zeroblob(32))",
        "INSERT INTO delivery (started_us, ended_us, alert, person, channel, key, attempt, result, fault) VALUES (0, 0,"
        " hex(zeroblob(600)), 0, '', '', 1, 1, '')",
        "INSERT INTO response (received_us, client_us, person, kind, place, key) VALUES (0, 0, 99999999, '', '', '')",
        "INSERT INTO floor (number, id, geometry_hash) VALUES (7, '', 0)",
        "INSERT INTO floor_change (person, frame, floor) VALUES (1, 2, 70000)",
    };
    const char *path = fixture_path("kind.drill");
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        struct sibu_record *record = NULL;
        struct sibu_fault fault;
        write_file(path, bytes, length);
        fixture_tamper(path, CHANGES[i]);
        int good = sibu_record_open(&record, path, &fault) == SIBU_OK && read_everything(record);
        if (good) {
            fail_msg("read in spite of: %s", CHANGES[i]);
        }
        sibu_record_close(record);
    }
}

/* 1500 records with up to 25 bytes changed: refused, or read with a fault, or read; never a crash, never for long. */
static void no_bytes_make_the_reader_fall(void **state)
{
    (void)state;
    const char *path = fixture_path("bytes.drill");
    uint8_t *changed = malloc(length);
    uint64_t seed = 88172645463325252u;
    int opened = 0, unsound = 0;
    for (int i = 0; i < 1500; i++) {
        struct sibu_record *record = NULL;
        struct sibu_fault fault;
        memcpy(changed, bytes, length);
        for (int k = 0; k <= i % 25; k++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            size_t range = i % 3 == 0 ? 4096 : length; /* the first page, with the head and the schema, more often */
            changed[seed % range] = (uint8_t)(seed >> 40);
        }
        write_file(path, changed, length);
        if (sibu_record_open(&record, path, &fault) == SIBU_OK) {
            opened++;
            (void)read_everything(record);
            unsound += sibu_record_verify(record, &fault) == SIBU_NO ? 1 : 0;
        }
        sibu_record_close(record);
    }
    free(changed);
    assert_true(opened > 100 && unsound > 100); /* else the changes did not reach what they should */
}

static void a_file_is_never_overwritten(void **state)
{
    (void)state;
    struct sibu_record *record = NULL;
    struct sibu_fault fault;
    const char *path = fixture_path("mine.txt");
    write_file(path, (const uint8_t *)"mine", 4);
    assert_int_equal(sibu_record_create(&record, path, fixture_site(), 4.0, &fault), SIBU_BAD_INPUT);
    assert_null(record);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, 4);
    assert_int_equal(sibu_record_create(&record, "/nonexistent/x.drill", fixture_site(), 4.0, &fault), SIBU_IO);
    assert_int_equal(sibu_record_create(&record, fixture_path("fps.drill"), fixture_site(), 0.0, &fault),
                     SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(a_newer_format_is_refused_by_its_number),
        cmocka_unit_test(a_record_that_is_cut_off_is_refused),
        cmocka_unit_test(foreign_things_in_the_schema_are_refused),
        cmocka_unit_test(values_of_the_wrong_kind_are_refused),
        cmocka_unit_test(no_bytes_make_the_reader_fall),
        cmocka_unit_test(a_file_is_never_overwritten),
    };
    return cmocka_run_group_tests(tests, make_sealed, clear);
}
