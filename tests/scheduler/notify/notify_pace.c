/* How fast a channel sends, and when it leaves its peer alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notify/breaker.h"
#include "notify/pace.h"

#define S ((int64_t)1000000)

/* Takes all there is at each tenth of a second of two minutes; no minute in them may have more than 1.1 times the limit. */
static void no_minute_has_more_than_the_limit_and_a_tenth(void **state)
{
    (void)state;
    static const double LIMITS[] = {1.0, 20.0, 100.0, 6000.0};
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        struct pace pace;
        size_t taken[1200], sum = 0;
        pace_open(&pace, LIMITS[i], 0);
        for (int64_t step = 0; step < 1200; step++) {
            taken[step] = pace_room(&pace, step * S / 10);
            for (size_t k = 0; k < taken[step]; k++) {
                pace_take(&pace);
            }
        }
        for (size_t step = 0; step < 600; step++) {
            size_t minute = 0;
            for (size_t k = step; k < step + 600; k++) {
                minute += taken[k];
            }
            assert_true((double)minute <= 1.1 * LIMITS[i] + 1.0);
        }
        for (size_t step = 0; step < 1200; step++) {
            sum += taken[step];
        }
        assert_true((double)sum >= 2.0 * LIMITS[i] - 1.0); /* and none of it is wasted */
    }
}

static void the_next_permit_comes_when_it_is_said(void **state)
{
    (void)state;
    struct pace pace;
    pace_open(&pace, 20.0, 0);
    assert_int_equal(pace_room(&pace, 0), 2);
    pace_take(&pace);
    pace_take(&pace);
    assert_true(pace_next_us(&pace, 0) == 3 * S);
    assert_int_equal(pace_room(&pace, 3 * S - 10), 0);
    assert_int_equal(pace_room(&pace, 3 * S), 1);
    pace_open(&pace, 0.0, 0);
    assert_true(pace_room(&pace, 0) == SIZE_MAX && pace_next_us(&pace, 7) == 7);
}

static void failures_in_a_row_open_it_and_an_answer_starts_anew(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    for (int i = 0; i < BREAKER_FAILURES - 1; i++) {
        assert_int_equal(breaker_failed(&breaker, 0), 0);
    }
    breaker_answered(&breaker);
    for (int i = 0; i < BREAKER_FAILURES - 1; i++) {
        assert_int_equal(breaker_failed(&breaker, 0), 0);
        assert_true(breaker_allows(&breaker, 0));
    }
    assert_int_equal(breaker_failed(&breaker, 0), 1);
    assert_false(breaker_allows(&breaker, BREAKER_FIRST_WAIT_US - 1));
    assert_true(breaker_next_us(&breaker, 0) == BREAKER_FIRST_WAIT_US);
}

static void one_attempt_asks_whether_it_is_up_again(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    int64_t now_us = 0, wait_us = BREAKER_FIRST_WAIT_US;
    for (int i = 0; i < BREAKER_FAILURES; i++) {
        (void)breaker_failed(&breaker, now_us);
    }
    assert_int_equal(breaker_failed(&breaker, now_us), 0); /* attempts from before it opened change nothing */
    for (int i = 0; i < 8; i++) {
        now_us += wait_us;
        assert_true(breaker_allows(&breaker, now_us));
        breaker_began(&breaker);
        assert_false(breaker_allows(&breaker, now_us));
        assert_true(breaker_next_us(&breaker, now_us) == INT64_MAX);
        assert_int_equal(breaker_failed(&breaker, now_us), 0);
        wait_us = 2 * wait_us < BREAKER_LONGEST_WAIT_US ? 2 * wait_us : BREAKER_LONGEST_WAIT_US;
        assert_true(breaker_next_us(&breaker, now_us) == now_us + wait_us);
    }
    now_us += wait_us;
    breaker_began(&breaker);
    breaker_answered(&breaker);
    breaker_began(&breaker);
    assert_true(breaker_allows(&breaker, now_us));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_minute_has_more_than_the_limit_and_a_tenth),
        cmocka_unit_test(the_next_permit_comes_when_it_is_said),
        cmocka_unit_test(failures_in_a_row_open_it_and_an_answer_starts_anew),
        cmocka_unit_test(one_attempt_asks_whether_it_is_up_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
