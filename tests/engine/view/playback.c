/* The clock of a replay. */
#include "cmocka_first.h"

#include <math.h>

#include "view/playback.h"

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-9);
}

static void time_runs_with_speed_and_direction(void **state)
{
    (void)state;
    struct playback clock = playback_open(-2.0, 100.0);
    assert_near(clock.time_s, 0.0);
    playback_advance(&clock, 1.0);
    assert_near(clock.time_s, 0.0); /* it opens still */
    playback_play(&clock);
    playback_advance(&clock, 0.5);
    assert_near(clock.time_s, 0.5);
    playback_speed(&clock, 16.0);
    playback_advance(&clock, 0.5);
    assert_near(clock.time_s, 8.5);
    playback_reverse(&clock);
    assert_int_equal(clock.playing, 1);
    playback_advance(&clock, 0.25);
    assert_near(clock.time_s, 4.5);
    playback_reverse(&clock);
    assert_int_equal(clock.playing, 0);
}

static void it_stops_at_both_ends_and_starts_over(void **state)
{
    (void)state;
    struct playback clock = playback_open(-2.0, 10.0);
    playback_play(&clock);
    playback_advance(&clock, 1000.0);
    assert_near(clock.time_s, 10.0);
    assert_int_equal(clock.playing, 0);
    playback_play(&clock);
    assert_near(clock.time_s, -2.0);
    playback_pause(&clock);
    playback_reverse(&clock);
    assert_near(clock.time_s, 10.0);
    playback_advance(&clock, 1000.0);
    assert_near(clock.time_s, -2.0);
    assert_int_equal(clock.playing, 0);
}

static void seeking_is_held_to_the_record(void **state)
{
    (void)state;
    struct playback clock = playback_open(-2.0, 10.0);
    static const double CASES[][2] = {{5.0, 5.0}, {-100.0, -2.0}, {1e300, 10.0}, {-(double)INFINITY, -2.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        playback_seek(&clock, CASES[i][0]);
        assert_near(clock.time_s, CASES[i][1]);
    }
    playback_seek(&clock, 3.0);
    playback_seek(&clock, (double)NAN);
    assert_near(clock.time_s, 3.0);
}

static void a_step_stands_still(void **state)
{
    (void)state;
    struct playback clock = playback_open(0.0, 10.0);
    playback_play(&clock);
    playback_step(&clock, 0.1);
    assert_int_equal(clock.playing, 0);
    assert_near(clock.time_s, 0.1);
    playback_step(&clock, -1.0);
    assert_near(clock.time_s, 0.0);
}

static void speeds_go_through_the_round_ones(void **state)
{
    (void)state;
    static const double UP[] = {2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 64.0};
    static const double DOWN[] = {32.0, 16.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.1};
    struct playback clock = playback_open(0.0, 10.0);
    for (size_t i = 0; i < sizeof UP / sizeof UP[0]; i++) {
        playback_faster(&clock);
        assert_near(clock.speed, UP[i]);
    }
    for (size_t i = 0; i < sizeof DOWN / sizeof DOWN[0]; i++) {
        playback_slower(&clock);
        assert_near(clock.speed, DOWN[i]);
    }
    playback_speed(&clock, 3.0);
    playback_faster(&clock);
    assert_near(clock.speed, 4.0);
    playback_speed(&clock, 1e9);
    assert_near(clock.speed, 64.0);
    playback_speed(&clock, -1.0);
    assert_near(clock.speed, 0.1);
}

static void the_slider_and_the_speed_agree(void **state)
{
    (void)state;
    static const double SPEEDS[] = {0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
    assert_near(playback_speed_share(0.1), 0.0);
    assert_near(playback_speed_share(64.0), 1.0);
    for (size_t i = 0; i < sizeof SPEEDS / sizeof SPEEDS[0]; i++) {
        assert_near(playback_speed_of(playback_speed_share(SPEEDS[i])), SPEEDS[i]);
    }
    assert_near(playback_speed_of(-5.0), 0.1);
    assert_near(playback_speed_of(5.0), 64.0);
}

static void events_are_found_both_ways(void **state)
{
    (void)state;
    static const double TIMES_S[] = {0.0, 0.5, 0.5, 9.0, 92.0};
    static const struct {
        double from_s;
        int direction;
        double to_s;
    } CASES[] = {{0.0, 1, 0.5},  {0.5, 1, 9.0},  {91.9, 1, 92.0}, {92.0, 1, 92.0},
                 {0.0, -1, 0.0}, {0.2, -1, 0.0}, {9.0, -1, 0.5},  {500.0, -1, 92.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_near(playback_next(TIMES_S, 5, CASES[i].from_s, CASES[i].direction), CASES[i].to_s);
    }
    assert_near(playback_next(NULL, 0, 7.0, 1), 7.0);
}

static void a_record_without_length_can_be_shown(void **state)
{
    (void)state;
    struct playback clock = playback_open(3.0, 3.0);
    playback_play(&clock);
    playback_advance(&clock, 1.0);
    assert_near(clock.time_s, 3.0);
    assert_int_equal(clock.playing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_runs_with_speed_and_direction), cmocka_unit_test(it_stops_at_both_ends_and_starts_over),
        cmocka_unit_test(seeking_is_held_to_the_record),      cmocka_unit_test(a_step_stands_still),
        cmocka_unit_test(speeds_go_through_the_round_ones),   cmocka_unit_test(the_slider_and_the_speed_agree),
        cmocka_unit_test(events_are_found_both_ways),         cmocka_unit_test(a_record_without_length_can_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
