/* A frame of a record at rest comes straight from the file's pages, and holds what SQLite would have said: also where the
 * rows are out of order, where they are few or many, and where values are stored in fewer bytes than usual.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "record/page_read.h"

#define PEOPLE 3000u
#define FRAMES 6u

static char sealed[512];

/* Whole, short, long, negative: SQLite stores each in another way. */
static float coordinate(uint32_t person, uint32_t frame)
{
    static const float KINDS[] = {0.0F, 1.0F, -1.0F, 0.3F, 127.0F, -129.0F, 40000.0F, -9000000.0F, 1e7F, 1e-30F};
    return KINDS[(person * 7 + frame) % 10] + (person % 3 == 0 ? 0.0F : (float)frame);
}

struct room {
    uint32_t person[PEOPLE];
    float x_m[PEOPLE], y_m[PEOPLE], heading_x[PEOPLE], heading_y[PEOPLE];
    uint16_t floor[PEOPLE];
};

/* Frame 2 is empty, frame 3 holds one person; in the others some are away, and some change floor. */
static size_t fill(struct room *room, uint32_t frame)
{
    size_t count = 0;
    for (uint32_t i = 1; i <= PEOPLE && frame != 2 && !(frame == 3 && i > 1); i++) {
        if ((i + frame) % 11 == 0 && i > 1) {
            continue;
        }
        float x = coordinate(i, frame);
        room->person[count] = i * 300;
        room->x_m[count] = x > 1e7F ? 1e7F : x;
        room->y_m[count] = coordinate(i + 5, frame) > 1e7F ? -5.5F : coordinate(i + 5, frame);
        room->heading_x[count] = i % 4 == 0 ? 1.0F : 0.6F;
        room->heading_y[count] = i % 4 == 0 ? 0.0F : -0.8F;
        room->floor[count++] = (uint16_t)((i + frame / 2) % 5 == 0);
    }
    return count;
}

static int make(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    struct room *room = malloc(sizeof *room);
    (void)snprintf(sealed, sizeof sealed, "%s", fixture_path("pages.drill"));
    assert_int_equal(sibu_record_create(&record, sealed, fixture_site(), 2.0, &fault), SIBU_OK);
    assert_int_equal(sibu_record_begin(record, &fault), SIBU_OK);
    for (uint32_t i = 0; i < FRAMES; i++) {
        struct sibu_record_frame frame = {(double)(i + 7) / 2.0, fill(room, i),   room->person, room->x_m, room->y_m,
                                          room->heading_x,       room->heading_y, room->floor};
        assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_OK);
    }
    assert_int_equal(sibu_record_commit(record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    sibu_record_close(record);
    free(room);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    fixture_clear();
    return 0;
}

static void copy_file(const char *to)
{
    static uint8_t bytes[1 << 16];
    FILE *in = fopen(sealed, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    for (size_t got = fread(bytes, 1, sizeof bytes, in); got > 0; got = fread(bytes, 1, sizeof bytes, in)) {
        assert_int_equal(fwrite(bytes, 1, got, out), got);
    }
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

static struct sibu_record *open_record(const char *path)
{
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    if (sibu_record_open(&record, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return record;
}

/* Every frame is as it was put, bit by bit. */
static void check_frames(struct sibu_record *record)
{
    static const uint32_t ORDER[FRAMES] = {5, 0, 3, 1, 4, 2};
    struct room *room = malloc(sizeof *room);
    for (uint32_t i = 0; i < FRAMES; i++) {
        struct sibu_fault fault;
        struct sibu_record_frame frame;
        size_t count = fill(room, ORDER[i]);
        assert_int_equal(sibu_record_frame(record, ORDER[i], &frame, &fault), SIBU_OK);
        assert_int_equal(frame.count, count);
        if (count > 0) {
            assert_memory_equal(frame.person, room->person, count * sizeof *room->person);
            assert_memory_equal(frame.x_m, room->x_m, count * sizeof *room->x_m);
            assert_memory_equal(frame.y_m, room->y_m, count * sizeof *room->y_m);
            assert_memory_equal(frame.heading_x, room->heading_x, count * sizeof *room->heading_x);
            assert_memory_equal(frame.heading_y, room->heading_y, count * sizeof *room->heading_y);
            assert_memory_equal(frame.floor, room->floor, count * sizeof *room->floor);
        }
    }
    free(room);
}

/* How many frames the pages give; the others are left to SQLite. */
static int count_straight(struct sibu_record *record)
{
    int straight = 0;
    for (uint32_t i = 0; i < FRAMES; i++) {
        size_t count = 0;
        straight += page_read_frame(record, (int64_t)i + 7, &count);
    }
    return straight;
}

static void a_record_as_it_was_written_is_read_from_its_pages(void **state)
{
    (void)state;
    struct sibu_record *record = open_record(sealed);
    assert_int_equal(count_straight(record), FRAMES);
    check_frames(record);
    sibu_record_close(record);
}

/* Nobody has to say so: what is still open for writing is read through SQLite. */
static void a_record_that_may_grow_is_not(void **state)
{
    (void)state;
    const char *path = fixture_path("wal.drill");
    copy_file(path);
    fixture_tamper(path, "PRAGMA journal_mode = WAL");
    struct sibu_record *record = open_record(path);
    assert_int_equal(count_straight(record), 0);
    check_frames(record);
    sibu_record_close(record);
}

static void every_size_of_a_page_is_known(void **state)
{
    (void)state;
    static const int SIZES[] = {512, 1024, 8192, 65536};
    const char *path = fixture_path("size.drill");
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        char change[64];
        (void)snprintf(change, sizeof change, "PRAGMA page_size = %d; VACUUM", SIZES[i]);
        copy_file(path);
        fixture_tamper(path, change);
        struct sibu_record *record = open_record(path);
        assert_int_equal(count_straight(record), FRAMES);
        check_frames(record);
        sibu_record_close(record);
    }
}

/* How another program may have written the same rows, and how many frames still stand one row after the other. */
static void rows_in_any_order_give_the_same_frames(void **state)
{
    (void)state;
    static const struct {
        const char *change;
        int straight;
    } CASES[] = {
        {"UPDATE trajectory_data SET rowid = rowid + 1000000", FRAMES},
        {"UPDATE trajectory_data SET rowid = 10000000 - rowid", 2}, /* the empty frame, and the one of one person */
        {"UPDATE trajectory_data SET rowid = -rowid", 1},
        {"UPDATE trajectory_data SET rowid = rowid + 9000000 WHERE frame = 8 AND id = 600000", FRAMES - 1},
        {"UPDATE trajectory_data SET rowid = rowid + 9000000 WHERE frame = 7 AND id = 899700", FRAMES - 1},
        {"UPDATE trajectory_data SET rowid = 9000000 - rowid WHERE frame = 8 AND id IN (600, 900)", FRAMES - 1},
        {"UPDATE trajectory_data SET rowid = 9000000 WHERE frame = 8 AND id = 600;" /* another frame's in its place */
         "UPDATE trajectory_data SET rowid = 1 + (SELECT rowid FROM trajectory_data WHERE frame = 8 AND id = 300)"
         " WHERE frame = 11 AND id = 600",
         FRAMES - 2},
        {"CREATE TEMP TABLE kept AS SELECT * FROM trajectory_data; DELETE FROM trajectory_data;"
         " INSERT INTO trajectory_data SELECT * FROM kept ORDER BY id, frame",
         2},
    };
    const char *path = fixture_path("order.drill");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        copy_file(path);
        fixture_tamper(path, CASES[i].change);
        struct sibu_record *record = open_record(path);
        int straight = count_straight(record);
        if (straight != CASES[i].straight) {
            fail_msg("%d frames, not %d: %s", straight, CASES[i].straight, CASES[i].change);
        }
        check_frames(record);
        sibu_record_close(record);
    }
}

/* What cannot be is left to SQLite, which says so. */
static void values_of_another_kind_are_not_read(void **state)
{
    (void)state;
    static const char *const CHANGES[] = {
        "UPDATE trajectory_data SET pos_x = 'far' WHERE frame = 8 AND id = 600",
        "UPDATE trajectory_data SET pos_y = 2e7 WHERE frame = 8 AND id = 600",
        "UPDATE trajectory_data SET ori_y = -1e999 WHERE frame = 8 AND id = 600",
        "UPDATE trajectory_data SET ori_x = x'0102' WHERE frame = 8 AND id = 600",
        "UPDATE trajectory_data SET id = 300 WHERE frame = 8 AND id = 600", /* twice */
        "UPDATE trajectory_data SET id = 300.5 WHERE frame = 8 AND id = 600",
        "UPDATE trajectory_data SET id = 4294967896 WHERE frame = 8 AND id = 899700", /* cut to 32 bits it would do */
    };
    const char *path = fixture_path("value.drill");
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        struct sibu_fault fault = {0};
        struct sibu_record_frame frame;
        copy_file(path);
        fixture_tamper(path, CHANGES[i]);
        struct sibu_record *record = open_record(path);
        int straight = count_straight(record);
        if (straight != (int)FRAMES - 1 || sibu_record_frame(record, 1, &frame, &fault) != SIBU_BAD_INPUT) {
            fail_msg("%d frames: %s", straight, CHANGES[i]);
        }
        assert_non_null(strstr(fault.what[SIBU_EN], "damaged"));
        sibu_record_close(record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_as_it_was_written_is_read_from_its_pages),
        cmocka_unit_test(a_record_that_may_grow_is_not),
        cmocka_unit_test(every_size_of_a_page_is_known),
        cmocka_unit_test(rows_in_any_order_give_the_same_frames),
        cmocka_unit_test(values_of_another_kind_are_not_read),
    };
    return cmocka_run_group_tests(tests, make, clear);
}
