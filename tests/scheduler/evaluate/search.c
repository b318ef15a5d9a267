/* Groups, latencies, calls for help, the search for the silent and wardens' sweeps, of a drill whose every number is
 * worked out by hand in the comments.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/evaluation.h"

#define NO TABLE_NONE
#define NEVER MEASURE_NEVER
#define PEOPLE 10

/* Wardens are told of the silent at 100 s; the end is at 300 s. */
static const struct table_who WHO[PEOPLE] = {
    {"Z1", "day", "worker", 1}, {"Z1", "day", "warden", 1},   {"Z1", "night", "worker", 1},
    {"Z2", "day", "worker", 1}, {"Z2", "night", "worker", 1}, {"Z2", "night", "contractor", 1},
    {"Z2", "day", "worker", 1}, {"Z3", "day", "worker", 1},   {"Z3", "day", "visitor", 0},
    {"Z3", "", "worker", 1},
};
static const struct {
    uint32_t person;
    struct table_attempt attempt;
} ATTEMPTS[] = {
    {1, {1, 2, "sms", ""}},  {2, {1, 4, "push", ""}},     {3, {2, 3, "push", "gone"}},
    {3, {8, 9, "sms", ""}},  {3, {14, 15, "push", ""}}, /* reached before, by sms */
    {4, {3, 5, "push", ""}}, {5, {2, 3, "push", "gone"}}, /* and never again */
    {7, {1, 3, "push", ""}}, {8, {1, 3, "push", ""}},     {9, {1, 2, "sms", ""}},
};
/* 0, 1, 2: first step, exit, and then answers. */
static const struct {
    uint32_t person;
    double started_s, out_s, acknowledged_s, check_in_s, help_s, cannot_s;
    const char *ticked_by; /* NULL: checked in by themselves */
} DOINGS[] = {
    {1, 10, 40, 5, 60, NO, NO, NULL},     {2, 12, 52, 6, 70, NO, NO, NULL},
    {3, 20, 90, NO, 130, NO, NO, "wang"}, {4, NO, NO, NO, 150, 50, NO, "wang"}, /* a warden came */
    {5, NO, NO, NO, NO, 80, NO, NULL}, /* nobody came */
    {6, 30, NO, NO, 160, NO, NO, "li"},   {7, NO, NO, NO, NO, NO, 20, NULL},
    {8, NO, NO, NO, 310, NO, NO, "wang"}, /* found after the end */
    {9, NO, NO, NO, 120, 90, NO, NULL}, /* not expected: counts as a call, and nowhere else */
};

static void put_check_in(struct sibu_record *record, double at_s, uint32_t person, const char *by)
{
    char detail[64] = "{\"source\":\"code\",\"found\":\"good\",\"by\":\"a warden?\"}";
    if (by != NULL) {
        (void)snprintf(detail, sizeof detail, "{\"source\":\"warden\",\"by\":\"%s\"}", by);
    }
    table_response(record, at_s, person, "check-in", "M1");
    table_told(record, at_s, "check-in", person, detail);
}

static void put_doings(struct sibu_record *record)
{
    for (size_t i = 0; i < sizeof DOINGS / sizeof DOINGS[0]; i++) {
        const uint32_t person = DOINGS[i].person;
        const double answers_s[] = {DOINGS[i].acknowledged_s, DOINGS[i].help_s, DOINGS[i].cannot_s};
        static const char *const KINDS[] = {"acknowledge", "need-help", "cannot"};
        for (size_t k = 0; k < 3; k++) {
            if (answers_s[k] >= 0) {
                table_response(record, answers_s[k], person, KINDS[k], "");
            }
        }
        if (DOINGS[i].started_s >= 0) {
            table_event(record, DOINGS[i].started_s, "start", person, "");
        }
        if (DOINGS[i].out_s >= 0) {
            table_event(record, DOINGS[i].out_s, "exit", person, "E1");
        }
        if (DOINGS[i].check_in_s >= 0) {
            put_check_in(record, DOINGS[i].check_in_s, person, DOINGS[i].ticked_by);
        }
    }
}

struct opened {
    struct sibu_record *record;
    char path[64];
    struct evaluation evaluation;
};

/* `told`: the detail of the alert at 100 s. */
static const struct evaluation *open_drill(struct opened *opened, const char *told)
{
    struct sibu_fault fault = {0};
    opened->record = table_empty(opened->path);
    assert_int_equal(sibu_record_begin(opened->record, &fault), SIBU_OK);
    table_event(opened->record, 0, "drawn", 0, "Z1");
    for (uint32_t i = 0; i < PEOPLE; i++) {
        table_someone(opened->record, i + 1, &WHO[i]);
    }
    for (size_t i = 0; i < sizeof ATTEMPTS / sizeof ATTEMPTS[0]; i++) {
        table_attempt(opened->record, ATTEMPTS[i].person, &ATTEMPTS[i].attempt);
    }
    put_doings(opened->record);
    table_told(opened->record, 100, "alert", 0, told);
    table_event(opened->record, 300, "all-clear", 0, "");
    table_event(opened->record, 340, "mustered", 0, "");
    assert_int_equal(sibu_record_commit(opened->record, &fault), SIBU_OK);
    if (evaluation_open(&opened->evaluation, opened->record, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    return &opened->evaluation;
}

static void close_drill(struct opened *opened)
{
    evaluation_close(&opened->evaluation);
    table_clear(opened->record, opened->path);
}

#define TO_WARDENS "{\"identifier\":\"a.2\",\"to\":\"wardens\",\"silent\":4}"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6)) {
        fail_msg("%.9g is not %.9g", value, expected);
    }
}

static void check_measure(const struct measure *found, uint32_t n, uint32_t censored, double median_s, double max_s,
                          double mean_s)
{
    assert_int_equal(found->n, n);
    assert_int_equal(found->censored, censored);
    assert_near(found->median_s, median_s);
    assert_near(found->max_s, max_s);
    assert_near(found->mean_s, mean_s);
}

/* Sent: 1 1 1 1 2 2 3, and two never (300). From the first attempt to the acceptance: 1 2 2 2 3 7 (the first failed), and
 * one of the seven never (298). Step to exit: 30 40 70, and W6 not until 300 (270). */
static void latencies_run_from_the_first_attempt(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_group *all = &open_drill(&opened, TO_WARDENS)->all;
    check_measure(&all->sent, 9, 2, 2, 3, 611 / 9.0);
    check_measure(&all->delivery, 7, 1, 2, 7, 45);
    check_measure(&all->movement, 4, 1, 40, 70, 102.5);
    close_drill(&opened);
}

struct expected_group {
    const char *kind, *id;
    uint32_t expected, checked_in;
    double complete_s;
};

/* Accounted for at: W1 60, W2 70, W3 130, W4 50 (help), W5 80 (help), W6 160, W7 20 (cannot), W8 and W10 never. */
static void every_shift_role_and_channel_is_a_group(void **state)
{
    (void)state;
    static const struct expected_group GROUPS[] = {
        {"shift", "", 1, 0, NEVER},        {"shift", "day", 5, 4, NEVER},    {"shift", "night", 3, 2, 160},
        {"role", "contractor", 1, 1, 160}, {"role", "warden", 1, 1, 70},     {"role", "worker", 7, 4, NEVER},
        {"channel", "", 3, 1, NEVER},      {"channel", "push", 4, 3, NEVER}, {"channel", "sms", 2, 2, 130},
    };
    struct opened opened;
    const struct evaluation *evaluation = open_drill(&opened, TO_WARDENS);
    assert_int_equal(evaluation->group_count, sizeof GROUPS / sizeof GROUPS[0]);
    for (size_t i = 0; i < evaluation->group_count; i++) {
        const struct evaluation_group *group = &evaluation->groups[i];
        assert_string_equal(group->kind, GROUPS[i].kind);
        assert_string_equal(group->id, GROUPS[i].id);
        assert_string_equal(group->zone, "");
        assert_int_equal(group->expected, GROUPS[i].expected);
        assert_int_equal(group->checked_in, GROUPS[i].checked_in);
        assert_near(group->complete_s, GROUPS[i].complete_s);
    }
    check_measure(&evaluation->groups[7].accounted, 4, 1, 50, 70, (20 + 50 + 70 + 300) / 4.0);
    check_measure(&evaluation->groups[2].delivery, 2, 1, 7, 7, (7 + 298) / 2.0);
    close_drill(&opened);
}

static void a_muster_is_complete_when_the_last_is_accounted_for(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = open_drill(&opened, TO_WARDENS);
    assert_near(evaluation->all.complete_s, NEVER);
    assert_near(evaluation->zones[0].complete_s, 130);
    assert_near(evaluation->zones[1].complete_s, 160); /* who asked for help, or cannot, is accounted for */
    assert_near(evaluation->zones[2].complete_s, NEVER);
    assert_string_equal(evaluation->zones[1].kind, "zone");
    assert_string_equal(evaluation->zones[1].id, "Z2");
    assert_near(evaluation->all_clear_s, 300);
    assert_near(evaluation->mustered_s, 340);
    check_measure(&evaluation->all.accounted, 9, 2, 80, 160, (20 + 50 + 60 + 70 + 80 + 130 + 160 + 600) / 9.0);
    close_drill(&opened);
}

/* W4 asked for help at 50 s before a warden came at 150 s: help came first. */
static void what_comes_first_counts(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = open_drill(&opened, TO_WARDENS);
    double time_s;
    assert_int_equal(evaluation->all.first[EVALUATION_WAITED_FOR], 2);
    assert_int_equal(evaluation->all.first[EVALUATION_CAME], 4);
    assert_int_equal(evaluation->all.first[EVALUATION_ASKED_FOR_HELP], 2);
    assert_int_equal(evaluation->all.first[EVALUATION_STAYED], 1);
    assert_int_equal(evaluation_first(&evaluation->people[3], &time_s), EVALUATION_ASKED_FOR_HELP);
    assert_near(time_s, 50);
    assert_int_equal(evaluation->people[3].state, EVALUATION_CHECKED_IN); /* in the end */
    assert_int_equal(evaluation_first(&evaluation->people[9], &time_s), EVALUATION_WAITED_FOR);
    assert_near(time_s, NEVER);
    close_drill(&opened);
}

/* W4 100 s (a warden), W9 30 s (by itself), W5 open: 220 s until the end. */
static void calls_for_help_end_with_a_warden_or_a_check_in(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_help *help = &open_drill(&opened, TO_WARDENS)->help;
    assert_int_equal(help->calls, 3);
    assert_int_equal(help->ticked, 1);
    assert_int_equal(help->checked_in, 1);
    assert_int_equal(help->open, 1);
    check_measure(&help->closing, 3, 1, 100, 100, 350 / 3.0);
    close_drill(&opened);
}

/* Without any answer by 100 s: W3 (found after 30 s), W6 (60 s), W8 (after the end), W10 (never). */
static void the_silent_are_searched_from_when_wardens_were_told(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_search *search = &open_drill(&opened, TO_WARDENS)->search;
    assert_near(search->told_s, 100);
    assert_int_equal(search->declared, 4);
    assert_int_equal(search->found, 2);
    assert_int_equal(search->found_late, 1);
    assert_int_equal(search->open, 1);
    check_measure(&search->finding, 4, 2, 60, 60, (30 + 60 + 400) / 4.0);
    assert_int_equal(search->missing_at_end, 2);
    assert_int_equal(search->found_after_end, 1);
    close_drill(&opened);
}

static void without_word_to_wardens_nobody_is_declared(void **state)
{
    (void)state;
    static const char *const OTHERS[] = {"", "{\"identifier\":\"wardens\"}", "{\"to\":\"wardens\"", "{\"to\":7}"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        struct opened opened;
        const struct evaluation_search *search = &open_drill(&opened, OTHERS[i])->search;
        assert_near(search->told_s, NEVER);
        assert_int_equal(search->declared, 0);
        assert_int_equal(search->finding.n, 0);
        assert_int_equal(search->missing_at_end, 2);
        close_drill(&opened);
    }
}

static void check_zone(const struct evaluation_sweep_zone *zone, const char *id, double first_s, double complete_s)
{
    assert_string_equal(zone->zone, id);
    assert_int_equal(zone->ticks, 1);
    assert_near(zone->first_s, first_s);
    assert_near(zone->last_s, first_s);
    assert_near(zone->complete_s, complete_s);
}

static void a_sweep_is_what_one_warden_ticked(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = open_drill(&opened, TO_WARDENS);
    assert_int_equal(evaluation->sweep_count, 2);
    const struct evaluation_sweep *li = &evaluation->sweeps[0], *wang = &evaluation->sweeps[1];
    assert_string_equal(li->by, "li");
    assert_int_equal(li->ticks, 1);
    assert_int_equal(li->zone_count, 1);
    check_zone(&li->zones[0], "Z2", 160, 160);
    assert_string_equal(wang->by, "wang");
    assert_int_equal(wang->ticks, 3);
    assert_near(wang->first_s, 130);
    assert_near(wang->last_s, 150); /* the third was after the end */
    assert_int_equal(wang->zone_count, 3);
    check_zone(&wang->zones[0], "Z1", 130, 130);
    check_zone(&wang->zones[1], "Z2", 150, 160);
    check_zone(&wang->zones[2], "Z3", NEVER, NEVER);
    close_drill(&opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latencies_run_from_the_first_attempt),
        cmocka_unit_test(every_shift_role_and_channel_is_a_group),
        cmocka_unit_test(a_muster_is_complete_when_the_last_is_accounted_for),
        cmocka_unit_test(what_comes_first_counts),
        cmocka_unit_test(calls_for_help_end_with_a_warden_or_a_check_in),
        cmocka_unit_test(the_silent_are_searched_from_when_wardens_were_told),
        cmocka_unit_test(without_word_to_wardens_nobody_is_declared),
        cmocka_unit_test(a_sweep_is_what_one_warden_ticked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
