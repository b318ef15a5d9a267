/* Drawing people again and again: against what the drawing must give where that can be counted, against a million draws
 * with another generator (numpy 1.24), and by how often the intervals hold.
 */
#include "evaluate/bootstrap.h"

#include <string.h>

#include "evaluate/chance.h"
#include "near.h"
#include "sibu/random.h"

static struct bootstrap_def def_of(uint64_t seed, uint32_t runs, double until_s)
{
    struct bootstrap_def def = {.runs = runs, .until_s = until_s};
    sibu_key_of_seed(def.key, seed);
    return def;
}

static struct bootstrap take(const struct survival_subject *subjects, size_t count, struct bootstrap_def def)
{
    struct bootstrap out;
    struct sibu_fault fault;
    assert_int_equal(bootstrap_take(subjects, count, &def, &out, &fault), SIBU_OK);
    return out;
}

/* All 27 draws of {1, 2, 4}: the mean's deviation is that of one value over the root of three, sqrt(14 / 27). Of the 27
 * means one is 1 (3.7 %) and one is 4. The median is 1 in 7 of 27 draws. */
static void three_people_are_drawn_as_counted(void **state)
{
    (void)state;
    static const struct survival_subject THREE[] = {{4, 1}, {1, 1}, {2, 1}};
    struct bootstrap found = take(THREE, 3, def_of(1, 40000, 10.0));
    assert_near(found.mean_error_s, sqrt(14.0 / 27.0), 0.01);
    assert_near(found.mean_low_s, 1.0, 1e-12);
    assert_near(found.mean_high_s, 4.0, 1e-12);
    assert_near(found.median_low_s, 1.0, 0.0);
    assert_near(found.median_high_s, 4.0, 0.0);
}

/* Drawn from n, the median is at most the j-th of them with the chance that more than half of n draws are among the
 * first j: binomial. For 21 that is 1.8 % for the 6th and 5.6 % for the 7th, and the same from above. */
static void the_medians_bounds_are_those_counted(void **state)
{
    (void)state;
    struct survival_subject subjects[21];
    for (size_t i = 0; i < 21; i++) {
        subjects[i] = (struct survival_subject){10.0 * (double)(i + 1), 1};
    }
    assert_true(chance_binomial_least(11, 21, 6.0 / 21.0) < 0.02 && chance_binomial_least(11, 21, 7.0 / 21.0) > 0.05);
    struct bootstrap found = take(subjects, 21, def_of(2, BOOTSTRAP_RUNS, 210.0));
    assert_near(found.median_low_s, 70.0, 0.0);
    assert_near(found.median_high_s, 150.0, 0.0);
}

/* The people of vectors.json (survival), 2,000,000 draws by numpy: restricted mean to 300 s from 84.467 to 178.933,
 * deviation 24.249 (by the formula of the standard error 24.252). And ten of whom some are censored in between, 60,000
 * draws: mean to 35 s from 14.475 to 28.167, deviation 3.507, median from 9 to 40. */
static void the_published_people_vary_as_with_another_generator(void **state)
{
    (void)state;
    static const double TIMES[] = {35, 42, 42, 58, 61, 73, 80, 95, 95, 120, 150, 180, 300, 300, 300};
    static const struct survival_subject TEN[] = {{4, 1},  {9, 1},  {9, 0},  {13, 1}, {17, 0},
                                                  {20, 1}, {22, 1}, {22, 1}, {31, 0}, {40, 1}};
    struct survival_subject subjects[15];
    for (size_t i = 0; i < 15; i++) {
        subjects[i] = (struct survival_subject){TIMES[i], i < 12};
    }
    struct bootstrap found = take(subjects, 15, def_of(3, 40000, 300.0));
    assert_near(found.mean_low_s, 84.467, 0.8);
    assert_near(found.mean_high_s, 178.933, 0.8);
    assert_near(found.mean_error_s, 24.249, 0.35);
    found = take(TEN, 10, def_of(4, 40000, 35.0));
    assert_near(found.mean_low_s, 14.475, 0.15);
    assert_near(found.mean_high_s, 28.167, 0.15);
    assert_near(found.mean_error_s, 3.507, 0.05);
    assert_near(found.median_low_s, 9.0, 0.0);
    assert_near(found.median_high_s, 40.0, 0.0);
}

static void key_and_people_say_all(void **state)
{
    (void)state;
    static const struct survival_subject ONE_WAY[] = {{5, 1}, {5, 0}, {9, 1}, {2.5, 1}, {30, 0}, {12, 1}, {7, 1}};
    struct survival_subject other_way[7];
    for (size_t i = 0; i < 7; i++) {
        other_way[i] = ONE_WAY[6 - i];
    }
    struct bootstrap first = take(ONE_WAY, 7, def_of(5, 499, 30.0));
    struct bootstrap again = take(other_way, 7, def_of(5, 499, 30.0));
    struct bootstrap another = take(ONE_WAY, 7, def_of(6, 499, 30.0));
    assert_memory_equal(&first, &again, sizeof first);
    assert_true(memcmp(&first, &another, sizeof first) != 0);
}

static void who_never_did_it_bounds_nothing(void **state)
{
    (void)state;
    static const struct survival_subject SILENT[] = {{300, 0}, {300, 0}, {300, 0}},
                                         HALF[] = {{9, 1}, {300, 0}, {10, 1}, {300, 0}};
    struct bootstrap found = take(SILENT, 3, def_of(7, 99, 300.0));
    assert_true(found.median_low_s < 0.0 && found.median_high_s < 0.0);
    assert_near(found.mean_low_s, 300.0, 1e-9);
    assert_near(found.mean_error_s, 0.0, 1e-9);
    found = take(HALF, 4, def_of(8, 999, 300.0));
    assert_true(found.median_low_s > 0.0 && found.median_high_s < 0.0);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    (void)state;
    static const struct survival_subject ONE[] = {{9, 1}};
    struct bootstrap_def def = def_of(9, BOOTSTRAP_RUNS_MIN - 1, 10.0);
    struct bootstrap out;
    struct sibu_fault fault;
    assert_int_equal(bootstrap_take(ONE, 1, &def, &out, &fault), SIBU_BAD_INPUT);
    def.runs = BOOTSTRAP_RUNS_MAX + 1;
    assert_int_equal(bootstrap_take(ONE, 1, &def, &out, &fault), SIBU_BAD_INPUT);
    def.runs = BOOTSTRAP_RUNS_MIN;
    assert_int_equal(bootstrap_take(ONE, 0, &def, &out, &fault), SIBU_BAD_INPUT);
    assert_int_equal(bootstrap_take(ONE, 1, &def, &out, &fault), SIBU_OK);
    assert_near(out.median_high_s, 9.0, 0.0);
}

/* 400 times fifty people, a quarter or so censored: true median 60 ln 2, true mean to 120 s 60 (1 - exp(-2)). The
 * bootstrap holds them, and so does the formula for the mean (survival_mean_error). */
static void the_intervals_hold(void **state)
{
    (void)state;
    enum { TIMES = 400, COUNT = 50 };
    struct sibu_pcg64 stream;
    int medians = 0, means = 0, formulas = 0;
    struct bootstrap_def def = def_of(10, 199, 120.0);
    sibu_pcg64_open(&stream, def.key, "people", 0);
    double median_s = 60.0 * sibu_log(2.0), mean_s = 60.0 * (1.0 - sibu_exp(-2.0));
    for (int i = 0; i < TIMES; i++) {
        struct survival_subject subjects[COUNT];
        struct survival_step steps[COUNT];
        for (size_t j = 0; j < COUNT; j++) {
            double time_s = sibu_draw_exponential(&stream, 60.0), stop_s = sibu_draw_between(&stream, 60.0, 240.0);
            subjects[j] = (struct survival_subject){time_s < stop_s ? time_s : stop_s, time_s < stop_s};
        }
        struct bootstrap found = take(subjects, COUNT, def);
        size_t count = survival_curve(subjects, COUNT, steps);
        double half_s = CHANCE_Z_95 * survival_mean_error(steps, count, 120.0);
        medians += found.median_low_s <= median_s && median_s <= found.median_high_s;
        means += found.mean_low_s <= mean_s && mean_s <= found.mean_high_s;
        formulas += fabs(survival_mean(steps, count, 120.0) - mean_s) <= half_s;
    }
    assert_between((double)medians / TIMES, 0.91, 0.98);
    assert_between((double)means / TIMES, 0.91, 0.98);
    assert_between((double)formulas / TIMES, 0.91, 0.98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_people_are_drawn_as_counted),
        cmocka_unit_test(the_medians_bounds_are_those_counted),
        cmocka_unit_test(the_published_people_vary_as_with_another_generator),
        cmocka_unit_test(key_and_people_say_all),
        cmocka_unit_test(who_never_did_it_bounds_nothing),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
        cmocka_unit_test(the_intervals_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
