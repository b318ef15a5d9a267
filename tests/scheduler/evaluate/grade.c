/* Grades by hand: the default rule (A from 90, B from 80, C from 65, hysteresis 2, mean of two, one step better at most). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evaluate/grade.h"

static const struct grade_rule RULE = {2, {50, 20, 20, 10}, {9000, 8000, 6500}, 200, 1};

struct step {
    char base, now;
    int32_t before, last; /* scores */
    char next;
    int32_t mean;
};

static void a_grade_moves_one_step_and_only_beyond_the_hysteresis(void **state)
{
    (void)state;
    static const struct step STEPS[] = {
        {'B', 'B', 8500, 8500, 'B', 8500}, /* inside the band */
        {'B', 'B', 7800, 7800, 'B', 7800}, /* 2 below it: not beyond */
        {'B', 'B', 7799, 7798, 'C', 7799}, /* 7798.5, rounded */
        {'B', 'B', 0, 0, 'C', 0}, /* however bad, one step */
        {'B', 'C', 0, 0, 'D', 0},
        {'B', 'D', 0, 0, 'D', 0}, /* there is none worse */
        {'B', 'D', 6699, 6700, 'C', 6700}, /* 6699.5, rounded: from 65 + 2 on */
        {'B', 'D', 6699, 6699, 'D', 6699},
        {'B', 'C', 10000, 10000, 'B', 10000},
        {'B', 'B', 9200, 9200, 'A', 9200}, /* one better than the site file's */
        {'C', 'B', 10000, 10000, 'B', 10000}, /* two better: no */
        {'D', 'D', 10000, 10000, 'C', 10000},
        {'A', 'A', 10000, 10000, 'A', 10000},
    };
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        const struct step *step = &STEPS[i];
        const int32_t scores[] = {10000, step->before, step->last}; /* what was before does not count */
        int32_t mean = 0;
        char next = grade_next(&RULE, step->base, step->now, scores, 3, &mean);
        if (next != step->next || mean != step->mean) {
            fail_msg("case %zu: %c, %d", i, next, (int)mean);
        }
    }
}

static void with_too_few_drills_nothing_moves(void **state)
{
    (void)state;
    const int32_t scores[] = {0};
    int32_t mean = 0;
    assert_int_equal(grade_next(&RULE, 'B', 'B', scores, 1, &mean), 'B');
    assert_int_equal(mean, -1);
}

static void a_score_is_the_weighted_mean_of_what_is_known(void **state)
{
    (void)state;
    assert_int_equal(grade_score(&RULE, &(struct grade_figures){{1, 1, 1, 1}}), 10000);
    assert_int_equal(grade_score(&RULE, &(struct grade_figures){{0.5, 1, 1, 0}}), 6500);
    assert_int_equal(grade_score(&RULE, &(struct grade_figures){{0.9, 0.5, -1, -1}}), 7857); /* (45 + 10) / 70 */
    assert_int_equal(grade_score(&RULE, &(struct grade_figures){{-1, -1, -1, -1}}), -1);
}

static void the_forecast_counts_fully_until_it_is_met_and_not_at_all_at_twice(void **state)
{
    (void)state;
    static const double RATIOS[] = {0.2, 1.0, 1.25, 2.0, 7.0}, SHARES[] = {1.0, 1.0, 0.75, 0.0, 0.0};
    for (size_t i = 0; i < 5; i++) {
        double share = grade_forecast_share(RATIOS[i]);
        assert_true(share >= SHARES[i] - 1e-12 && share <= SHARES[i] + 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grade_moves_one_step_and_only_beyond_the_hysteresis),
        cmocka_unit_test(with_too_few_drills_nothing_moves),
        cmocka_unit_test(a_score_is_the_weighted_mean_of_what_is_known),
        cmocka_unit_test(the_forecast_counts_fully_until_it_is_met_and_not_at_all_at_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
