/* What results move: the stated rule, case by case. Shares and limits by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/result.h"

static void a_share_is_millionths_rounded_down(void **state)
{
    (void)state;
    static const struct {
        uint32_t expected, checked_in, share;
    } CASES[] = {{1, 0, 0},      {1, 1, 1000000},           {3, 1, 333333},           {3, 2, 666666},
                 {7, 6, 857142}, {999999, 999999, 1000000}, {999999, 999998, 999998}, {999999, 1, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(result_share(CASES[i].expected, CASES[i].checked_in), CASES[i].share);
    }
}

static void the_mean_of_the_last_drills_moves_one_step(void **state)
{
    (void)state;
    static const struct {
        struct result_rule rule;
        uint32_t shares[RESULT_KEPT];
        size_t count;
        int move;
    } CASES[] = {
        {{0, 0, 0}, {0}, 0, 0}, /* no rule */
        {{0, 800, 950}, {0, 0}, 2, 0},
        {{2, 800, 950}, {0}, 0, 0}, /* fewer than it asks for */
        {{2, 800, 950}, {0}, 1, 0},
        {{2, 800, 950}, {0, 0}, 2, 1},
        {{2, 800, 950}, {799999, 800000}, 2, 1}, /* below by one millionth */
        {{2, 800, 950}, {800000, 800000}, 2, 0}, /* not below */
        {{2, 800, 950}, {600000, 1000000}, 2, 0}, /* the mean, not the worst */
        {{2, 800, 950}, {949999, 950000}, 2, 0},
        {{2, 800, 950}, {950000, 950000}, 2, -1},
        {{2, 800, 950}, {1000000, 900000}, 2, -1},
        {{2, 800, 950}, {1000000, 1000000, 0, 0}, 4, 1}, /* only the last ones */
        {{2, 800, 950}, {0, 0, 1000000, 1000000}, 4, -1},
        {{1, 800, 950}, {0, 900000}, 2, 0},
        {{3, 500, 500}, {0, 500000, 999999}, 3, 1}, /* nothing in between: 499999.67 */
        {{3, 500, 500}, {0, 500000, 1000000}, 3, -1},
        {{1, 0, 1000}, {0}, 1, 0}, /* nothing is below 0 */
        {{1, 1000, 1000}, {999999}, 1, 1},
        {{1, 1000, 1000}, {1000000}, 1, -1},
        {{8, 800, 950}, {0, 900000, 900000, 900000, 900000, 900000, 900000, 900000}, 8, 1},
        {{7, 800, 950}, {0, 900000, 900000, 900000, 900000, 900000, 900000, 900000}, 8, 0},
        {{8, 800, 950}, {900000, 900000, 900000, 900000, 900000, 900000, 900000}, 7, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int move = result_move(&CASES[i].rule, CASES[i].shares, CASES[i].count);
        if (move != CASES[i].move) {
            fail_msg("case %zu: %d instead of %d", i, move, CASES[i].move);
        }
    }
}

/* Whichever way the grades run, the third is the larger: more drills. */
static void a_step_is_to_the_next_value_of_any_grade(void **state)
{
    (void)state;
    static const struct {
        double values[4];
        size_t grade;
        double steps[3];
    } CASES[] = {
        {{1, 1.5, 2, 3}, 0, {1, 1, 1.5}},   {{1, 1.5, 2, 3}, 1, {1, 1.5, 2}},   {{1, 1.5, 2, 3}, 3, {2, 3, 3}},
        {{3, 2.5, 2, 1.5}, 0, {2.5, 3, 3}}, {{3, 2.5, 2, 1.5}, 1, {2, 2.5, 3}}, {{3, 2.5, 2, 1.5}, 3, {1.5, 1.5, 2}},
        {{2, 2, 2, 2}, 2, {2, 2, 2}},       {{2, 2, 3, 3}, 1, {2, 2, 3}}, /* grades that are alike are no step apart */
        {{5, 1, 4, 2}, 3, {1, 2, 4}}, /* in no order at all */
        {{5, 1, 4, 2}, 0, {4, 5, 5}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double steps[3];
        result_steps(CASES[i].values, CASES[i].grade, steps);
        for (size_t k = 0; k < 3; k++) {
            if (steps[k] < CASES[i].steps[k] || steps[k] > CASES[i].steps[k]) {
                fail_msg("case %zu, step %zu: %g instead of %g", i, k, steps[k], CASES[i].steps[k]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_millionths_rounded_down),
        cmocka_unit_test(the_mean_of_the_last_drills_moves_one_step),
        cmocka_unit_test(a_step_is_to_the_next_value_of_any_grade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
