/* The product-limit estimate against published values (R's package survival) and against tables worked out by hand.
 */
#include <string.h>

#include "evaluate/measure.h"
#include "near.h"

/* 10 people; one event each at 1 to 5 s, two at 6 s, three censored at 9 s: S falls by tenths. */
static void a_table_worked_out_by_hand(void **state)
{
    (void)state;
    struct survival_subject subjects[] = {{9, 0}, {6, 1}, {1, 1}, {2, 1}, {9, 0},
                                          {3, 1}, {6, 1}, {4, 1}, {5, 1}, {9, 0}};
    struct survival_step steps[10];
    static const double WAITING[] = {0.9, 0.8, 0.7, 0.6, 0.5, 0.3};
    size_t count = survival_curve(subjects, 10, steps);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_near(steps[i].waiting, WAITING[i], 1e-12);
        assert_near(steps[i].error, sqrt(WAITING[i] * (1 - WAITING[i]) / 10), 1e-12); /* no censoring before the end */
        assert_int_equal(steps[i].at_risk, 10 - i);
    }
    assert_int_equal(steps[5].events, 2);
    assert_near(survival_quantile(steps, count, 0.1), 1, 0);
    assert_near(survival_quantile(steps, count, 0.5), 5, 0); /* exactly a half at 5 s */
    assert_near(survival_quantile(steps, count, 0.7), 6, 0);
    assert_true(survival_quantile(steps, count, 0.71) < 0.0);
    assert_near(survival_mean(steps, count, 9.0), 1 + .9 + .8 + .7 + .6 + .5 + 3 * .3, 1e-12);
}

/* Somebody censored in between counts at his own time, and then no more. */
static void the_censored_leave_those_at_risk(void **state)
{
    (void)state;
    struct survival_subject subjects[] = {{2, 1}, {2, 0}, {4, 1}, {5, 0}};
    struct survival_step steps[4];
    assert_int_equal(survival_curve(subjects, 4, steps), 2);
    assert_int_equal(steps[0].at_risk, 4); /* censored at 2 s: still at risk at 2 s */
    assert_near(steps[0].waiting, 0.75, 1e-12);
    assert_int_equal(steps[1].at_risk, 2);
    assert_near(steps[1].waiting, 0.375, 1e-12);
}

static void a_measure_without_events_says_never(void **state)
{
    (void)state;
    struct survival_subject silent[] = {{300, 0}, {300, 0}, {300, 0}};
    struct measure measure;
    struct sibu_fault fault;
    assert_int_equal(measure_take(silent, 3, &measure, &fault), SIBU_OK);
    assert_int_equal(measure.n, 3);
    assert_int_equal(measure.censored, 3);
    assert_true(measure.median_s < 0 && measure.p10_s < 0 && measure.p90_s < 0 && measure.max_s < 0);
    assert_near(measure.mean_s, 300, 0);
    assert_int_equal(measure_take(NULL, 0, &measure, &fault), SIBU_OK);
    assert_int_equal(measure.n, 0);
    assert_true(measure.mean_s < 0 && measure.median_s < 0);
}

static void everybody_at_once_is_a_median_too(void **state)
{
    (void)state;
    struct survival_subject same[] = {{7, 1}, {7, 1}, {7, 1}};
    struct measure measure;
    struct sibu_fault fault;
    assert_int_equal(measure_take(same, 3, &measure, &fault), SIBU_OK);
    assert_int_equal(measure.censored, 0);
    assert_true(measure.median_s == 7 && measure.p10_s == 7 && measure.p90_s == 7 && measure.max_s == 7);
    assert_near(measure.mean_s, 7, 1e-12);
}

/* Leaving the silent out would give 76.5 s: "the commonest lie of drill reports". */
static void the_silent_make_the_median_later(void **state)
{
    (void)state;
    static const double TIMES[] = {35, 42, 42, 58, 61, 73, 80, 95, 95, 120, 150, 180};
    struct survival_subject subjects[15];
    struct measure measure;
    struct sibu_fault fault;
    for (size_t i = 0; i < 15; i++) {
        subjects[i] = (struct survival_subject){i < 12 ? TIMES[i] : 300, i < 12};
    }
    assert_int_equal(measure_take(subjects, 15, &measure, &fault), SIBU_OK);
    assert_int_equal(measure.n, 15);
    assert_int_equal(measure.censored, 3);
    assert_near(measure.median_s, 95, 0);
    assert_near(measure.median_low_s, 42, 0);
    assert_near(measure.median_high_s, 150, 0);
    assert_near(measure.p10_s, 42, 0);
    assert_true(measure.p90_s < 0);
    assert_near(measure.max_s, 180, 0);
    assert_near(measure.mean_s, 128.73333, 1e-4);
}

static void the_mean_of_a_measure_has_an_interval(void **state)
{
    (void)state;
    struct survival_subject one[] = {{5, 1}, {300, 0}}, all[] = {{10, 1}, {20, 1}, {30, 1}};
    struct measure measure;
    struct sibu_fault fault;
    assert_int_equal(measure_take(one, 2, &measure, &fault), SIBU_OK);
    assert_near(measure.mean_s, 152.5, 1e-9);
    assert_true(measure.mean_low_s < 0 && measure.mean_high_s < 0); /* of one there is no spread */
    assert_int_equal(measure_take(all, 3, &measure, &fault), SIBU_OK);
    double half = 1.959963984540054 * sqrt(200.0 / 3.0 / 3.0); /* nobody censored: variance of the values / n */
    assert_near(measure.mean_low_s, 20.0 - half, 1e-9);
    assert_near(measure.mean_high_s, 20.0 + half, 1e-9);
}

/* `count` people, one a second; the last `silent` never, until `count` seconds and a half. */
static struct measure measure_of(size_t count, size_t silent)
{
    struct survival_subject subjects[200];
    struct measure measure;
    struct sibu_fault fault;
    for (size_t i = 0; i < count; i++) {
        int seen = i + silent < count;
        subjects[i] = (struct survival_subject){seen ? (double)(i + 1) : (double)count + 0.5, seen};
    }
    assert_int_equal(measure_take(subjects, count, &measure, &fault), SIBU_OK);
    return measure;
}

/* 59: S <= 0.05 from the 57th on (2/59); P(X <= 52) = 0.027, P(X <= 53) = 0.074 of 59 with 0.95. 100: the 95th;
 * P(X <= 90) = 0.028, P(X <= 91) = 0.063; P(X >= 99) = 0.037, P(X >= 98) = 0.118. */
static void a_p95_is_said_only_where_it_is_bounded(void **state)
{
    (void)state;
    struct measure few = measure_of(MEASURE_P95_N_MIN - 1, 0);
    assert_true(few.p95_s < 0 && few.p95_low_s < 0 && few.p95_high_s < 0 && few.p90_s > 0);
    struct measure enough = measure_of(MEASURE_P95_N_MIN, 0);
    assert_near(enough.p95_s, 57, 0);
    assert_near(enough.p95_low_s, 53, 0);
    assert_near(enough.p95_high_s, 59, 0);
    struct measure hundred = measure_of(100, 0);
    assert_near(hundred.p95_s, 95, 0);
    assert_near(hundred.p95_low_s, 91, 0);
    assert_near(hundred.p95_high_s, 99, 0);
}

/* Two of 100 never: the 99th is one of them. Twenty never: it is not before the end, and that is all that is known. */
static void the_silent_leave_a_p95_unbounded(void **state)
{
    (void)state;
    struct measure two = measure_of(100, 2);
    assert_near(two.p95_s, 95, 0);
    assert_near(two.p95_low_s, 91, 0);
    assert_true(two.p95_high_s < 0);
    struct measure twenty = measure_of(100, 20);
    assert_true(twenty.p95_s < 0 && twenty.p95_high_s < 0);
    assert_near(twenty.p95_low_s, 100.5, 0);
}

/* vectors.json, survival: R's survival 3.5-3 and an own calculation. Three people never did it. */
static size_t published(struct survival_subject subjects[15])
{
    static const double TIMES[] = {35, 42, 42, 58, 61, 73, 80, 95, 95, 120, 150, 180, 300, 300, 300};
    for (size_t i = 0; i < 15; i++) {
        subjects[14 - i] = (struct survival_subject){TIMES[i], i < 12};
    }
    return 15;
}

static void check_quantile(const struct survival_step *steps, size_t count, double q, const double expected[3])
{
    double found[3] = {survival_quantile(steps, count, q), 0, 0};
    survival_interval(steps, count, q, &found[1], &found[2]);
    for (size_t i = 0; i < 3; i++) {
        assert_near(found[i], expected[i], 0.0);
    }
}

/* t, at risk, events, S, standard error, lower, upper. */
static void the_estimate_is_that_of_r(void **state)
{
    (void)state;
    static const double ROWS[][7] = {
        {35, 15, 1, 0.9333, 0.0644, 0.6126, 0.9903}, {42, 14, 2, 0.8, 0.1033, 0.4998, 0.9307},
        {58, 12, 1, 0.7333, 0.1142, 0.4362, 0.8905}, {61, 11, 1, 0.6667, 0.1217, 0.3753, 0.8456},
        {73, 10, 1, 0.6, 0.1265, 0.3176, 0.7965},    {80, 9, 1, 0.5333, 0.1288, 0.2632, 0.7438},
        {95, 8, 2, 0.4, 0.1265, 0.1649, 0.6276},     {120, 6, 1, 0.3333, 0.1217, 0.1215, 0.564},
        {150, 5, 1, 0.2667, 0.1142, 0.0826, 0.4963}, {180, 4, 1, 0.2, 0.1033, 0.0489, 0.4239}};
    struct survival_subject subjects[15];
    struct survival_step steps[15];
    size_t count = survival_curve(subjects, published(subjects), steps);
    assert_int_equal(count, 10);
    for (size_t i = 0; i < count; i++) {
        const double found[] = {steps[i].time_s, steps[i].at_risk, steps[i].events, steps[i].waiting,
                                steps[i].error,  steps[i].low,     steps[i].high};
        for (size_t j = 0; j < 7; j++) {
            assert_near(found[j], ROWS[i][j], j < 3 ? 0.0 : 5.1e-5);
        }
    }
    check_quantile(steps, count, 0.25, (const double[]){58, 35, 80});
    check_quantile(steps, count, 0.5, (const double[]){95, 42, 150});
    check_quantile(steps, count, 0.75, (const double[]){180, 95, MEASURE_NEVER});
    assert_near(survival_mean(steps, count, 300.0), 128.73333, 5.1e-6);
    assert_near(survival_mean_error(steps, count, 300.0), 24.25173, 5.1e-6);
}

/* summary(survfit, rmean): of the same people up to 100 s, and of others, some of them censored in between. */
static void the_mean_has_the_error_of_r(void **state)
{
    (void)state;
    static const struct survival_subject TEN[] = {{4, 1},  {9, 1},  {9, 0},  {13, 1}, {17, 0},
                                                  {20, 1}, {22, 1}, {22, 1}, {31, 0}, {40, 1}};
    struct survival_subject subjects[15];
    struct survival_step steps[15];
    size_t count = survival_curve(subjects, published(subjects), steps);
    assert_near(survival_mean(steps, count, 100.0), 78.73333333333, 1e-9);
    assert_near(survival_mean_error(steps, count, 100.0), 6.19423866126, 1e-9);
    memcpy(subjects, TEN, sizeof TEN);
    count = survival_curve(subjects, 10, steps);
    assert_near(survival_mean(steps, count, 35.0), 21.16285714286, 1e-9);
    assert_near(survival_mean_error(steps, count, 35.0), 3.44930653444, 1e-9);
    assert_near(survival_mean_error(steps, count, 40.0), 4.15472460697, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_worked_out_by_hand),
        cmocka_unit_test(the_censored_leave_those_at_risk),
        cmocka_unit_test(a_measure_without_events_says_never),
        cmocka_unit_test(everybody_at_once_is_a_median_too),
        cmocka_unit_test(the_mean_has_the_error_of_r),
        cmocka_unit_test(the_mean_of_a_measure_has_an_interval),
        cmocka_unit_test(a_p95_is_said_only_where_it_is_bounded),
        cmocka_unit_test(the_silent_leave_a_p95_unbounded),
        cmocka_unit_test(the_silent_make_the_median_later),
        cmocka_unit_test(the_estimate_is_that_of_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
