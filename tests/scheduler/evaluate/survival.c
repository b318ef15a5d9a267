/* The product-limit estimate against published values (R's package survival, in shared/data/alert/vectors.json) and
 * against tables worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/measure.h"
#include "sibu/json.h"
#include "sibu/text.h"

#define SUBJECTS_MAX 64

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.9g is not %.9g", value, expected);
    }
}

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

/* vectors.json: survival, kept here too, so that it is checked where that file is not: R survival 3.5-3 and an own
 * calculation. The last three are that package's rmean of other people, some of them censored in between. */
static void the_mean_has_the_error_of_r(void **state)
{
    (void)state;
    static const double TIMES[] = {35, 42, 42, 58, 61, 73, 80, 95, 95, 120, 150, 180, 300, 300, 300};
    static const struct survival_subject TEN[] = {{4, 1},  {9, 1},  {9, 0},  {13, 1}, {17, 0},
                                                  {20, 1}, {22, 1}, {22, 1}, {31, 0}, {40, 1}};
    struct survival_subject subjects[15];
    struct survival_step steps[15];
    for (size_t i = 0; i < 15; i++) {
        subjects[i] = (struct survival_subject){TIMES[i], i < 12};
    }
    size_t count = survival_curve(subjects, 15, steps);
    assert_near(survival_mean(steps, count, 300.0), 128.73333, 5.1e-6);
    assert_near(survival_mean_error(steps, count, 300.0), 24.25173, 5.1e-6);
    assert_near(survival_mean_error(steps, count, 100.0), 6.19423866126, 1e-9);
    memcpy(subjects, TEN, sizeof TEN);
    count = survival_curve(subjects, 10, steps);
    assert_near(survival_mean(steps, count, 35.0), 21.16285714286, 1e-9);
    assert_near(survival_mean_error(steps, count, 35.0), 3.44930653444, 1e-9);
    assert_near(survival_mean_error(steps, count, 40.0), 4.15472460697, 1e-9);
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

static void read_vectors(struct sibu_text *text)
{
    char path[4096], block[4096];
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(path, sizeof path, "%s/../shared/data/alert/vectors.json", source != NULL ? source : ".");
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: no %s\n", path);
        skip();
        return;
    }
    for (size_t got = fread(block, 1, sizeof block, file); got > 0; got = fread(block, 1, sizeof block, file)) {
        sibu_text_add_bytes(text, block, got);
    }
    (void)fclose(file);
}

/* Rows of the file: t, at risk, events, S, standard error, lower, upper. */
static void check_row(const struct survival_step *step, struct sibu_json_value row)
{
    const double found[] = {step->time_s, step->at_risk, step->events, step->waiting,
                            step->error,  step->low,     step->high};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        assert_near(found[i], sibu_json_as_number(sibu_json_item(row, i)), i < 3 ? 0.0 : 5.1e-5);
    }
}

static void check_quantile(const struct survival_step *steps, size_t count, double q, struct sibu_json_value expected)
{
    double found[3] = {survival_quantile(steps, count, q), 0, 0};
    survival_interval(steps, count, q, &found[1], &found[2]);
    for (size_t i = 0; i < 3; i++) {
        struct sibu_json_value value = sibu_json_item(expected, i);
        assert_near(found[i], sibu_json_kind(value) == SIBU_JSON_NULL ? MEASURE_NEVER : sibu_json_as_number(value),
                    0.0);
    }
}

static void the_estimate_is_that_of_r(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    struct survival_subject subjects[SUBJECTS_MAX];
    struct survival_step steps[SUBJECTS_MAX];
    read_vectors(&text);
    assert_int_equal(sibu_json_open(&document, "vectors.json", sibu_text_get(&text), text.length, &fault), SIBU_OK);
    struct sibu_json_value root = sibu_json_member(sibu_json_root(document), "survival");
    struct sibu_json_value rows = sibu_json_member(root, "km");
    size_t count = sibu_json_count(sibu_json_member(root, "times_s"));
    assert_true(count > 0 && count <= SUBJECTS_MAX);
    for (size_t i = 0; i < count; i++) {
        subjects[i].time_s = sibu_json_as_number(sibu_json_item(sibu_json_member(root, "times_s"), i));
        subjects[i].happened = sibu_json_as_number(sibu_json_item(sibu_json_member(root, "event"), i)) > 0.5;
    }
    size_t step_count = survival_curve(subjects, count, steps);
    assert_int_equal(step_count, sibu_json_count(rows));
    for (size_t i = 0; i < step_count; i++) {
        check_row(&steps[i], sibu_json_item(rows, i));
    }
    check_quantile(steps, step_count, 0.25, sibu_json_member(root, "q25"));
    check_quantile(steps, step_count, 0.5, sibu_json_member(root, "median"));
    check_quantile(steps, step_count, 0.75, sibu_json_member(root, "q75"));
    assert_near(survival_mean(steps, step_count, 300.0), sibu_json_as_number(sibu_json_member(root, "rmst_300")), 1e-5);
    assert_near(survival_mean_error(steps, step_count, 300.0), sibu_json_as_number(sibu_json_member(root, "rmst_se")),
                1e-5);
    sibu_json_close(document);
    sibu_text_clear(&text);
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
