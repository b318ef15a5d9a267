/* The shared clock: stands, runs at its speed, never jumps when its speed changes. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_standing_clock_shows_what_it_was_set_to(void **unused)
{
    (void)unused;
    struct clock clock;
    clock_init_standing(&clock, 1000);
    clock_rest(2000);
    assert_int_equal(clock_now_us(&clock), 1000);
    assert_int_equal(clock_real_us_until(&clock, 2000), INT64_MAX);
    assert_int_equal(clock_real_us_until(&clock, 1000), 0);
    clock_set_us(&clock, 5000);
    assert_int_equal(clock_now_us(&clock), 5000);
    clock_clear(&clock);
}

static void a_running_clock_runs_at_its_speed(void **unused)
{
    (void)unused;
    struct clock clock;
    clock_init_standing(&clock, 0);
    clock_set_speed(&clock, 100.0);
    int64_t from_us = clock_monotonic_us();
    clock_rest(20000);
    int64_t shown_us = clock_now_us(&clock);
    int64_t passed_us = clock_monotonic_us() - from_us;
    assert_true(shown_us >= 20000 * 100);
    assert_true(shown_us <= passed_us * 100 + 100000);
    clock_clear(&clock);
}

static void a_change_of_speed_does_not_move_the_time(void **unused)
{
    (void)unused;
    struct clock clock;
    clock_init_standing(&clock, 77);
    int64_t last_us = clock_now_us(&clock);
    for (int i = 0; i < 200; i++) {
        clock_set_speed(&clock, i % 2 == 0 ? 1000.0 : 0.0);
        int64_t now_us = clock_now_us(&clock);
        assert_true(now_us >= last_us);
        last_us = now_us;
    }
    clock_set_speed(&clock, 0.0);
    int64_t stands_us = clock_now_us(&clock);
    clock_set_speed(&clock, 0.0);
    assert_int_equal(clock_now_us(&clock), stands_us);
    clock_clear(&clock);
}

static void the_wait_for_a_moment_counts_in_real_time(void **unused)
{
    (void)unused;
    struct clock clock;
    clock_init_standing(&clock, 0);
    clock_set_speed(&clock, 10.0);
    int64_t wait_us = clock_real_us_until(&clock, 10000000);
    assert_in_range(wait_us, 900000, 1000001);
    clock_clear(&clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_standing_clock_shows_what_it_was_set_to),
        cmocka_unit_test(a_running_clock_runs_at_its_speed),
        cmocka_unit_test(a_change_of_speed_does_not_move_the_time),
        cmocka_unit_test(the_wait_for_a_moment_counts_in_real_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
