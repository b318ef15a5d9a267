/* The timeline's scale, its axis, and the clocks on the screen. */
#include "cmocka_first.h"

#include <math.h>

#include "view/clock_say.h"
#include "view/timeline.h"

static void seconds_and_pixels_agree(void **state)
{
    (void)state;
    struct playback clock = playback_open(-10.0, 600.0);
    struct timeline_scale scale = timeline_scale_of(&clock, (struct raster_rect){22, 700, 1236, 40});
    assert_int_equal(timeline_x(&scale, -10.0), 22);
    assert_int_equal(timeline_x(&scale, 600.0), 22 + 1235);
    assert_int_equal(timeline_x(&scale, -1e9), 22);
    assert_int_equal(timeline_x(&scale, 1e9), 22 + 1235);
    for (int32_t x = 22; x < 22 + 1236; x++) {
        assert_int_equal(timeline_x(&scale, timeline_s(&scale, x)), x);
    }
    assert_true(timeline_s(&scale, -500) <= -10.0 && timeline_s(&scale, 5000) >= 600.0);
}

static void a_record_without_length_has_a_scale(void **state)
{
    (void)state;
    struct playback clock = playback_open(5.0, 5.0);
    struct timeline_scale scale = timeline_scale_of(&clock, (struct raster_rect){0, 0, 100, 10});
    assert_true(scale.to_s > scale.from_s);
    assert_int_equal(timeline_x(&scale, 5.0), 0);
}

static void axes_have_round_steps_and_no_more_ticks_than_room(void **state)
{
    (void)state;
    static const struct {
        double span_s;
        int most;
        double step_s;
    } CASES[] = {{8.0, 10, 1.0},      {100.0, 14, 10.0},     {100.0, 7, 15.0},       {1200.0, 14, 120.0},
                 {7200.0, 10, 900.0}, {86400.0, 8, 21600.0}, {1e7, 10, 16 * 86400.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double step_s = clock_tick_s(CASES[i].span_s, CASES[i].most);
        assert_true(fabs(step_s - CASES[i].step_s) < 1e-9);
        assert_true(CASES[i].span_s / step_s <= CASES[i].most);
    }
}

static void clocks_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double time_s;
        const char *exact, *brief;
    } CASES[] = {{0.0, "T+00:00.0", "0:00"},   {0.04, "T+00:00.0", "0:00"},           {59.96, "T+00:59.9", "1:00"},
                 {205.4, "T+03:25.4", "3:25"}, {3805.4, "T+1:03:25.4", "1:03:25"},    {-2.0, "T-00:02.0", "-0:02"},
                 {-0.04, "T+00:00.0", "0:00"}, {35999.99, "T+9:59:59.9", "10:00:00"}, {0.3, "T+00:00.3", "0:00"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[32];
        clock_say(text, sizeof text, CASES[i].time_s);
        assert_string_equal(text, CASES[i].exact);
        clock_say_short(text, sizeof text, CASES[i].time_s);
        assert_string_equal(text, CASES[i].brief);
    }
}

static void the_nearest_mark_within_reach_is_found(void **state)
{
    (void)state;
    struct replay_mark marks[] = {{.time_s = 0.0}, {.time_s = 50.0}, {.time_s = 51.0}};
    struct replay replay = {.marks = marks, .mark_count = 3};
    struct playback clock = playback_open(0.0, 100.0);
    struct timeline_scale scale = timeline_scale_of(&clock, (struct raster_rect){0, 0, 1001, 10});
    assert_int_equal(timeline_mark_at(&scale, &replay, 4, 6), 0);
    assert_int_equal(timeline_mark_at(&scale, &replay, 504, 6), 1);
    assert_int_equal(timeline_mark_at(&scale, &replay, 506, 6), 2);
    assert_int_equal(timeline_mark_at(&scale, &replay, 100, 6), SIBU_NONE);
}

static void a_curve_counts_its_steps(void **state)
{
    (void)state;
    double times_s[] = {1.0, 2.0, 2.0, 5.0};
    struct replay_curve curve = {times_s, 4};
    static const struct {
        double time_s;
        size_t count;
    } CASES[] = {{0.9, 0}, {1.0, 1}, {1.5, 1}, {2.0, 3}, {4.9, 3}, {5.0, 4}, {1e9, 4}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(replay_curve_at(&curve, CASES[i].time_s), CASES[i].count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_and_pixels_agree),
        cmocka_unit_test(a_record_without_length_has_a_scale),
        cmocka_unit_test(axes_have_round_steps_and_no_more_ticks_than_room),
        cmocka_unit_test(clocks_read_as_people_write_them),
        cmocka_unit_test(the_nearest_mark_within_reach_is_found),
        cmocka_unit_test(a_curve_counts_its_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
