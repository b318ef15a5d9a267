/* Frames: any one of them by its index, everybody on the right floor, and nothing between two frames.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "fixture.h"

static void check_frame(struct sibu_record *record, size_t index)
{
    struct sibu_fault fault;
    struct sibu_record_frame frame;
    assert_int_equal(sibu_record_frame(record, index, &frame, &fault), SIBU_OK);
    assert_true(frame.time_s == (double)index / 4.0);
    assert_int_equal(frame.count, index >= 2 ? 2 : 1);
    assert_int_equal(frame.person[0], 1);
    assert_true(frame.x_m[0] == 0.5f + (float)index);
    assert_true(frame.heading_x[0] == 1.0f);
    assert_int_equal(frame.floor[0], index >= 3 && index < 6 ? 1 : 0);
    if (frame.count == 2) {
        assert_int_equal(frame.person[1], 2);
        assert_true(frame.x_m[1] == 18.25f && frame.y_m[1] == 3.0f && frame.heading_y[1] == -1.0f);
        assert_int_equal(frame.floor[1], 1);
    }
}

static void any_frame_can_be_read_in_any_order(void **state)
{
    (void)state;
    static const size_t ORDER[] = {0, 7, 3, 2, 1, 6, 5, 4, 0, 7};
    struct sibu_fault fault;
    struct sibu_record_frame frame;
    size_t count = 0;
    double frames_per_s = 0.0;
    struct sibu_record *record = fixture_make(fixture_path("frames.drill"));
    assert_int_equal(sibu_record_frames(record, &count, &frames_per_s, &fault), SIBU_OK);
    assert_int_equal(count, 8);
    assert_true(frames_per_s == 4.0);
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++) {
        check_frame(record, ORDER[i]);
    }
    assert_int_equal(sibu_record_frame(record, 8, &frame, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_frame(record, SIZE_MAX, &frame, &fault), SIBU_BAD_INPUT);
    sibu_record_close(record);
}

static enum sibu_status put_one(struct sibu_record *record, double time_s, uint32_t person, float x_m, uint16_t floor)
{
    struct sibu_fault fault;
    const float zero = 0.0f;
    struct sibu_record_frame frame = {time_s, 1, &person, &x_m, &zero, &zero, &zero, &floor};
    return sibu_record_put_frame(record, &frame, &fault);
}

static void frames_follow_each_other_without_a_gap(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    struct sibu_record_frame frame;
    assert_int_equal(sibu_record_create(&record, fixture_path("gap.drill"), fixture_site(), 10.0, &fault), SIBU_OK);
    assert_int_equal(put_one(record, -1.0, 1, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 12.0, 1, 0, 0), SIBU_OK); /* the first may be anywhere */
    assert_int_equal(put_one(record, 12.0, 1, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 12.2, 1, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 12.11, 1, 0, 1), SIBU_OK); /* near enough: frame 121 */
    assert_int_equal(put_one(record, (double)NAN, 1, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(sibu_record_frame(record, 1, &frame, &fault), SIBU_OK);
    assert_true(fabs(frame.time_s - 12.1) < 1e-9);
    assert_int_equal(frame.floor[0], 1);
    sibu_record_close(record);
}

static void a_frame_that_cannot_be_is_refused(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    assert_int_equal(sibu_record_create(&record, fixture_path("cannot.drill"), fixture_site(), 1.0, &fault), SIBU_OK);
    assert_int_equal(put_one(record, 0.0, 0, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 0.0, 1000001, 0, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 0.0, 1, NAN, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 0.0, 1, INFINITY, 0), SIBU_BAD_INPUT);
    assert_int_equal(put_one(record, 0.0, 1, 0, 2), SIBU_BAD_INPUT); /* the site has two floors */
    const uint32_t twice[] = {5, 5};
    const float zeros[] = {0, 0};
    const uint16_t floors[] = {0, 0};
    struct sibu_record_frame frame = {0.0, 2, twice, zeros, zeros, zeros, zeros, floors};
    assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_BAD_INPUT);
    frame.count = 0; /* and one that nobody is in can be */
    assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_OK);
    assert_int_equal(sibu_record_frame(record, 0, &frame, &fault), SIBU_OK);
    assert_int_equal(frame.count, 0);
    sibu_record_close(record);
}

/* After the writer was gone for a while, floors are still written only where they change. */
static void floors_go_on_after_a_restart(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    struct sibu_record_frame frame;
    const char *path = fixture_path("restart.drill");
    assert_int_equal(sibu_record_create(&record, path, fixture_site(), 1.0, &fault), SIBU_OK);
    assert_int_equal(put_one(record, 0.0, 9, 0, 1), SIBU_OK);
    for (int i = 1; i < 6; i++) {
        sibu_record_close(record);
        assert_int_equal(sibu_record_continue(&record, path, &fault), SIBU_OK);
        assert_int_equal(put_one(record, i, 9, 0, i < 3 ? 1 : 0), SIBU_OK);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(sibu_record_frame(record, i, &frame, &fault), SIBU_OK);
        assert_int_equal(frame.floor[0], i < 3 ? 1 : 0);
    }
    sibu_record_close(record);
    assert_int_equal(fixture_try(path, "CREATE TEMP TABLE t (n CHECK (n = 2));"
                                       " INSERT INTO t SELECT count(*) FROM floor_change"),
                     0);
}

/* People who come, go, and change floors at different times: each frame has the floor of its moment, in any order of
 * reading, and again. */
static void floors_are_those_of_the_moment(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *record = NULL;
    const char *path = fixture_path("moment.drill");
    const uint32_t people[] = {2, 5, 6, 9};
    const float zeros[] = {0, 0, 0, 0};
    assert_int_equal(sibu_record_create(&record, path, fixture_site(), 1.0, &fault), SIBU_OK);
    for (uint32_t i = 0; i < 6; i++) {
        const uint16_t floors[] = {i % 2 == 1, i >= 3, 0, i < 4};
        size_t skipped = i % 3 == 2 ? 1 : 0; /* the first is gone in every third */
        struct sibu_record_frame frame = {i,     4 - skipped, people + skipped, zeros, zeros,
                                          zeros, zeros,       floors + skipped};
        assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_OK);
    }
    assert_int_equal(sibu_record_seal(record, &fault), SIBU_OK);
    sibu_record_close(record);
    assert_int_equal(sibu_record_open(&record, path, &fault), SIBU_OK);
    const size_t order[] = {5, 0, 0, 3, 2, 4, 1, 1, 5};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        struct sibu_record_frame frame;
        size_t i = order[k], skipped = i % 3 == 2 ? 1 : 0;
        const uint16_t floors[] = {i % 2 == 1, i >= 3, 0, i < 4};
        assert_int_equal(sibu_record_frame(record, i, &frame, &fault), SIBU_OK);
        assert_int_equal(frame.count, 4 - skipped);
        for (size_t n = 0; n < frame.count; n++) {
            assert_int_equal(frame.person[n], people[n + skipped]);
            assert_int_equal(frame.floor[n], floors[n + skipped]);
        }
    }
    sibu_record_close(record);
}

static void a_reader_sees_frames_that_come_while_it_reads(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_record *writer = NULL, *reader = NULL;
    struct sibu_record_frame frame;
    const char *path = fixture_path("live.drill");
    size_t count = 0;
    double frames_per_s;
    assert_int_equal(sibu_record_create(&writer, path, fixture_site(), 1.0, &fault), SIBU_OK);
    assert_int_equal(sibu_record_open(&reader, path, &fault), SIBU_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(put_one(writer, i, 1, (float)i, 0), SIBU_OK);
        assert_int_equal(sibu_record_frames(reader, &count, &frames_per_s, &fault), SIBU_OK);
        assert_int_equal(count, i + 1);
        assert_int_equal(sibu_record_frame(reader, (size_t)i, &frame, &fault), SIBU_OK);
        assert_true(frame.x_m[0] == (float)i);
    }
    sibu_record_close(reader);
    sibu_record_close(writer);
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
        cmocka_unit_test(any_frame_can_be_read_in_any_order),
        cmocka_unit_test(frames_follow_each_other_without_a_gap),
        cmocka_unit_test(a_frame_that_cannot_be_is_refused),
        cmocka_unit_test(floors_go_on_after_a_restart),
        cmocka_unit_test(floors_are_those_of_the_moment),
        cmocka_unit_test(a_reader_sees_frames_that_come_while_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
