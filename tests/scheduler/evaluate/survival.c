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
    sibu_json_close(document);
    sibu_text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_worked_out_by_hand),          cmocka_unit_test(the_censored_leave_those_at_risk),
        cmocka_unit_test(a_measure_without_events_says_never), cmocka_unit_test(everybody_at_once_is_a_median_too),
        cmocka_unit_test(the_silent_make_the_median_later),    cmocka_unit_test(the_estimate_is_that_of_r),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
