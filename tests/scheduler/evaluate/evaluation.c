/* Every number of a drill against the table it was made of (drill_table.c), worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/evaluation.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6)) {
        fail_msg("%.9g is not %.9g", value, expected);
    }
}

struct opened {
    struct sibu_record *record;
    char path[64];
    struct evaluation evaluation;
};

static struct evaluation *evaluate(struct opened *opened)
{
    struct sibu_fault fault = {0};
    if (evaluation_open(&opened->evaluation, opened->record, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    return &opened->evaluation;
}

static struct evaluation *open_table(struct opened *opened)
{
    opened->record = table_record(opened->path);
    return evaluate(opened);
}

static void close_table(struct opened *opened)
{
    evaluation_close(&opened->evaluation);
    table_clear(opened->record, opened->path);
}

static void everybody_expected_is_counted_once(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_group *all = &open_table(&opened)->all;
    assert_int_equal(all->expected, 6);
    assert_int_equal(all->alerted, 5);
    assert_int_equal(all->acknowledged, 4);
    assert_int_equal(all->checked_in, 3);
    assert_int_equal(all->need_help, 1);
    assert_int_equal(all->cannot, 1);
    assert_int_equal(all->missing, 1);
    assert_int_equal(opened.evaluation.missing_count, 1);
    assert_string_equal(opened.evaluation.missing[0]->id, "W5");
    assert_int_equal(opened.evaluation.missing[0]->number, 5);
    assert_int_equal(opened.evaluation.missing[0]->last_us, 0);
    assert_string_equal(opened.evaluation.end, "all-clear");
    assert_int_equal(opened.evaluation.end_us - opened.evaluation.t0_us, 300000000);
    close_table(&opened);
}

struct expected_measure {
    uint32_t n, censored;
    double p10_s, median_s, p90_s, max_s, mean_s;
};

static void check_measure(const struct measure *found, const struct expected_measure *expected)
{
    assert_int_equal(found->n, expected->n);
    assert_int_equal(found->censored, expected->censored);
    assert_near(found->p10_s, expected->p10_s);
    assert_near(found->median_s, expected->median_s);
    assert_near(found->p90_s, expected->p90_s);
    assert_near(found->max_s, expected->max_s);
    assert_near(found->mean_s, expected->mean_s);
}

/* Sorted, the six have: alerted 1 1 1.5 2 35 -; acknowledged 10 12 20 30 - -; answer 9 10 18.5 29 - of five (W4 from 35 s);
 * started 20 25 40 90 - -; out 60 70 80 - - -; checked in 100 120 180 - - -. Silent ones are censored at 300 s. */
static void measures_hold_the_silent(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_group *all = &open_table(&opened)->all;
    check_measure(&all->alert, &(struct expected_measure){6, 1, 1, 1.5, -1, 35, (1 + 1 + 1.5 + 2 + 35 + 300) / 6});
    check_measure(&all->acknowledgement, &(struct expected_measure){6, 2, 10, 20, -1, 30, (72 + 600) / 6.0});
    check_measure(&all->answer, &(struct expected_measure){5, 1, 9, 18.5, -1, 29, (9 + 10 + 18.5 + 29 + 265) / 5});
    check_measure(&all->pre_movement, &(struct expected_measure){6, 2, 20, 40, -1, 90, (175 + 600) / 6.0});
    check_measure(&all->evacuation, &(struct expected_measure){6, 3, 60, 80, -1, 80, (210 + 900) / 6.0});
    check_measure(&all->muster, &(struct expected_measure){6, 3, 100, 180, -1, 180, (400 + 900) / 6.0});
    close_table(&opened);
}

static void zones_are_counted_for_themselves(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = open_table(&opened);
    assert_int_equal(evaluation->zone_count, 2); /* nobody in Z3 was expected */
    const struct evaluation_group *z1 = &evaluation->zones[0], *z2 = &evaluation->zones[1];
    assert_string_equal(z1->zone, "Z1");
    assert_int_equal(z1->expected, 3);
    assert_int_equal(z1->cannot, 1);
    assert_int_equal(z1->missing, 0);
    assert_near(z1->muster.median_s, 120);
    assert_string_equal(z2->zone, "Z2");
    assert_int_equal(z2->expected, 3);
    assert_int_equal(z2->need_help, 1);
    assert_int_equal(z2->missing, 1);
    assert_near(z2->muster.median_s, MEASURE_NEVER); /* two of three never came */
    assert_near(z2->acknowledgement.p10_s, 30);
    close_table(&opened);
}

static void places_and_curves_count_the_expected(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = open_table(&opened);
    assert_int_equal(evaluation->exit_count, 2);
    assert_string_equal(evaluation->exits[0].id, "E1");
    assert_int_equal(evaluation->exits[0].people, 2); /* the visitor is in no count */
    assert_near(evaluation->exits[0].first_s, 60);
    assert_near(evaluation->exits[0].last_s, 70);
    assert_int_equal(evaluation->muster_count, 2);
    assert_int_equal(evaluation->musters[1].people, 1);
    assert_near(evaluation->musters[1].first_s, 180);
    assert_int_equal(evaluation->checked_in.count, 3);
    assert_near(evaluation->checked_in.points[1].time_s, 120);
    assert_int_equal(evaluation->checked_in.points[1].people, 2);
    assert_int_equal(evaluation->alerted.count, 4); /* two at 1.0 s are one point */
    assert_int_equal(evaluation->alerted.points[0].people, 2);
    assert_int_equal(evaluation->alerted.points[3].people, 5);
    close_table(&opened);
}

static void deliveries_are_counted_by_attempt_and_by_person(void **state)
{
    (void)state;
    struct opened opened = {.record = NULL};
    opened.record = table_record(opened.path);
    table_delivery(opened.record, 40.0, 5, 1, "timeout");
    table_delivery(opened.record, 50.0, 5, 2, "HTTP 503");
    table_delivery(opened.record, 310.0, 5, 3,
                   ""); /* after the end: an accepted attempt, but nobody was reached in time */
    table_delivery(opened.record, 5.0, 1, 2, ""); /* twice */
    const struct evaluation_deliveries *found = &evaluate(&opened)->deliveries;
    assert_int_equal(found->attempts, 10);
    assert_int_equal(found->accepted, 8);
    assert_int_equal(found->failed, 2);
    assert_int_equal(found->retries, 3);
    assert_int_equal(found->duplicates, 1);
    assert_int_equal(found->reached, 5);
    assert_int_equal(found->late, 1);
    assert_int_equal(found->unreached, 1);
    close_table(&opened);
}

/* A check-in after the end makes a person safe, and no time better. */
static void what_comes_after_the_end_counts_but_takes_no_time(void **state)
{
    (void)state;
    struct opened opened = {.record = NULL};
    opened.record = table_record(opened.path);
    table_response(opened.record, 305.0, 5, "check-in", "M2");
    const struct evaluation *evaluation = evaluate(&opened);
    assert_int_equal(evaluation->all.checked_in, 4);
    assert_int_equal(evaluation->all.missing, 0);
    assert_int_equal(evaluation->all.muster.censored, 3);
    assert_int_equal(evaluation->late_responses, 1);
    assert_int_equal(evaluation->musters[1].people, 2);
    assert_near(evaluation->musters[1].last_s, 180);
    close_table(&opened);
}

static void signs_of_life_are_kept_for_the_missing(void **state)
{
    (void)state;
    struct opened opened = {.record = NULL};
    opened.record = table_record(opened.path);
    table_event(opened.record, 44.0, "door", 5, "D3");
    table_event(opened.record, 43.0, "start", 5, "");
    table_event(opened.record, 80.0, "alert", 5, ""); /* what we do is no sign of life */
    const struct evaluation_person *missing = evaluate(&opened)->missing[0];
    assert_string_equal(missing->last_kind, "door");
    assert_int_equal(missing->last_us, TABLE_T0_US + 44000000);
    close_table(&opened);
}

struct ending {
    const char *kinds[3];
    const char *end;
    double end_s;
};

static void the_end_is_the_first_end(void **state)
{
    (void)state;
    static const struct ending ENDINGS[] = {
        {{"all-clear", "closed", NULL}, "all-clear", 10},
        {{"abort", "closed", NULL}, "abort", 10},
        {{"all-clear", "real-emergency", "closed"}, "real-emergency", 10}, /* its name, but the time of the first */
        {{"closed", NULL, NULL}, "closed", 10},
        {{NULL, NULL, NULL}, "", 7}, /* still running: up to the last thing known */
    };
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        struct opened opened = {.record = NULL};
        opened.record = table_empty(opened.path);
        table_event(opened.record, 0, "drawn", 0, "Z1");
        table_event(opened.record, 7, "running", 0, "");
        for (size_t k = 0; k < 3 && ENDINGS[i].kinds[k] != NULL; k++) {
            table_event(opened.record, 10 + (double)k, ENDINGS[i].kinds[k], 0, "");
        }
        const struct evaluation *evaluation = evaluate(&opened);
        assert_string_equal(evaluation->end, ENDINGS[i].end);
        assert_int_equal(evaluation->end_us, TABLE_T0_US + (int64_t)(ENDINGS[i].end_s * 1e6));
        assert_int_equal(evaluation->all.expected, 0);
        assert_near(evaluation->all.muster.median_s, MEASURE_NEVER);
        close_table(&opened);
    }
}

static void a_record_without_a_drill_is_refused(void **state)
{
    (void)state;
    struct evaluation evaluation;
    struct sibu_fault fault;
    char path[64];
    struct sibu_record *record = table_empty(path);
    assert_int_equal(evaluation_open(&evaluation, record, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "no drill"));
    table_event(record, 0, "drawn", 0, "");
    table_event(record, -5, "all-clear", 0, "");
    assert_int_equal(evaluation_open(&evaluation, record, &fault), SIBU_BAD_INPUT);
    table_clear(record, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_expected_is_counted_once),
        cmocka_unit_test(measures_hold_the_silent),
        cmocka_unit_test(zones_are_counted_for_themselves),
        cmocka_unit_test(places_and_curves_count_the_expected),
        cmocka_unit_test(deliveries_are_counted_by_attempt_and_by_person),
        cmocka_unit_test(what_comes_after_the_end_counts_but_takes_no_time),
        cmocka_unit_test(signs_of_life_are_kept_for_the_missing),
        cmocka_unit_test(the_end_is_the_first_end),
        cmocka_unit_test(a_record_without_a_drill_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
