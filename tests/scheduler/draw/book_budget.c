/* Budgets of branches: a ceiling on what is held at the sites of a branch together, whatever groups they are in; what they forbid is
 * not held, and not refused where they do not forbid it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"

/* Two groups: works with a and b, each drawn by itself; office with d and e, drawn together. */
enum { WORKS, A, B, OFFICE, D, E };
#define LAW                                                                                                            \
    "{\"law\":\"max-entropy\",\"period\":\"half-year\",\"least\":0,\"most\":8,\"mean\":0.01,\"gap_ticks\":24,"         \
    "\"timezone\":\"Asia/Shanghai\",\"windows\":[[0,10080,1000]],\"never\":[],\"closed\":[]}"
#define GROUP(id) "{\"group\":\"" id "\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,\"concurrent\":0}"
#define UNIT(id, group, draws) "{\"unit\":\"" id "\",\"group\":" group ",\"law\":0,\"draws\":" draws "}"
#define UNITS                                                                                                          \
    UNIT("*works", "0", "false")                                                                                       \
    "," UNIT("a", "0", "true") "," UNIT("b", "0", "true") "," UNIT("*office", "1", "true") "," UNIT(                   \
        "d", "1", "false") "," UNIT("e", "1", "false")
#define RULES(budgets)                                                                                                 \
    "{\"format\":1,\"tick_s\":3600,\"delay_s\":86400,\"concurrent\":64,\"interlocks\":[],\"laws\":[" LAW               \
    "],\"groups\":[" GROUP("works") "," GROUP("office") "],\"units\":[" UNITS "]" budgets "}"
/* One drill a month at a and d, three a quarter at all. */
#define BUDGETS                                                                                                        \
    ",\"budgets\":[{\"branch\":\"east\",\"law\":0,\"months\":1,\"most\":1,\"sites\":[1,4]},"                           \
    "{\"branch\":\"\",\"law\":0,\"months\":3,\"most\":3,\"sites\":[1,2,4,5]}]"

static void open_world(struct scribe *scribe)
{
    scribe_open(scribe, RULES(BUDGETS), "Asia/Shanghai");
    (void)scribe_tick(scribe, 0);
    scribe_drills(scribe, "nobody on shift");
}

/* The book's word on a row, which is kept where it takes it. */
static enum sibu_status put(struct scribe *scribe, const char *kind, struct sibu_text *body, struct sibu_fault *fault)
{
    struct ledger_row row = {.row = book_counts(scribe->book)->rows + 1, .time_us = scribe->now_us, .kind = kind};
    row.body = sibu_text_get(body);
    ledger_hash(&row, book_hash(scribe->book), row.hash);
    enum sibu_status status = book_take(scribe->book, &row, fault);
    sibu_text_clear(body);
    return status;
}

/* The next ticks until the armed surprise of the unit has struck: it waits for its row then. */
static void strike(struct scribe *scribe, uint32_t unit)
{
    scribe_surprise(scribe, unit, 3600);
    for (int i = 0; i < 3; i++) {
        struct draw_tick tick;
        uint32_t started = 0;
        (void)scribe_tick(scribe, 0);
        if (book_waiting(scribe->book, &tick, &started)) {
            assert_int_equal(started, unit);
            return;
        }
    }
    fail_msg("no surprise");
}

/* Of the start whose turn it is: held where there is no reason. */
static enum sibu_status say_drill(struct scribe *scribe, uint32_t site, const char *number, const char *reason)
{
    struct draw_tick tick;
    struct sibu_fault fault;
    uint32_t unit = 0;
    struct sibu_text body = {0};
    assert_true(book_waiting(scribe->book, &tick, &unit));
    struct ledger_drill drill = {.tick = tick.index,
                                 .unit = unit,
                                 .site = site,
                                 .asked = tick.gate,
                                 .u = tick.u,
                                 .threshold = tick.threshold,
                                 .drill = number,
                                 .reason = reason};
    ledger_drill_body(&body, &drill);
    return put(scribe, "drill", &body, &fault);
}

/* A drill that has ended again. */
static void hold(struct scribe *scribe, uint32_t unit, uint32_t site, const char *number)
{
    strike(scribe, unit);
    assert_string_equal(book_obstacle(scribe->book, unit, site), "");
    assert_int_equal(say_drill(scribe, site, number, ""), SIBU_OK);
    scribe_end(scribe);
}

static void a_branchs_budget_is_one_for_its_sites_in_all_groups(void **state)
{
    (void)state;
    struct scribe scribe;
    open_world(&scribe);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, D);
    assert_string_equal(book_obstacle(scribe.book, D, D), "budget");
    assert_string_equal(book_obstacle(scribe.book, A, A), "budget");
    assert_string_equal(book_obstacle(scribe.book, B, B), ""); /* of the whole alone, which has two left */
    assert_string_equal(book_obstacle(scribe.book, E, E), "");
    assert_int_equal(say_drill(&scribe, D, "", "budget"), SIBU_OK);
    assert_int_equal(book_counts(scribe.book)->not_held_budget, 1);
    scribe_close(&scribe);
}

static void what_a_branchs_budget_forbids_cannot_be_held(void **state)
{
    (void)state;
    struct scribe scribe;
    open_world(&scribe);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, D);
    assert_int_equal(say_drill(&scribe, D, "2026-000002", ""), SIBU_NO);
    scribe_close(&scribe);
}

static void a_budget_is_no_reason_where_it_is_not_used_up(void **state)
{
    (void)state;
    struct scribe scribe;
    open_world(&scribe);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, B);
    assert_int_equal(say_drill(&scribe, B, "", "budget"), SIBU_NO);
    scribe_close(&scribe);
}

/* Of a group that is drawn together the other sites are left, until a budget or a drill stands against each. */
static void a_group_is_held_where_a_budget_leaves_a_site(void **state)
{
    (void)state;
    struct scribe scribe;
    open_world(&scribe);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, OFFICE);
    assert_string_equal(book_obstacle(scribe.book, OFFICE, OFFICE), "");
    assert_string_equal(book_obstacle(scribe.book, OFFICE, D), "budget");
    assert_true(book_site_spent(scribe.book, D));
    assert_false(book_site_spent(scribe.book, E));
    assert_int_equal(say_drill(&scribe, E, "2026-000002", ""), SIBU_OK); /* and runs on */
    strike(&scribe, OFFICE);
    assert_string_equal(book_obstacle(scribe.book, OFFICE, OFFICE), "budget");
    assert_int_equal(say_drill(&scribe, OFFICE, "", "budget"), SIBU_OK);
    scribe_close(&scribe);
}

static void a_month_ends_before_its_quarter(void **state)
{
    (void)state;
    struct scribe scribe;
    open_world(&scribe);
    hold(&scribe, A, A, "2026-000001");
    hold(&scribe, B, B, "2026-000002");
    scribe_skip(&scribe, 31 * 24);
    hold(&scribe, D, D, "2026-000003"); /* February */
    strike(&scribe, B);
    assert_string_equal(book_obstacle(scribe.book, B, B), "budget"); /* three in the quarter */
    assert_int_equal(say_drill(&scribe, B, "", "budget"), SIBU_OK);
    scribe_skip(&scribe, 61 * 24);
    strike(&scribe, B); /* April */
    assert_string_equal(book_obstacle(scribe.book, B, B), "");
    assert_int_equal(say_drill(&scribe, B, "2026-000004", ""), SIBU_OK);
    scribe_close(&scribe);
}

static void rules_with_budgets_that_no_policy_would_say_are_refused(void **state)
{
    (void)state;
#define BUDGET(law, months, most, sites)                                                                               \
    ",\"budgets\":[{\"branch\":\"x\",\"law\":" law ",\"months\":" months ",\"most\":" most ",\"sites\":[" sites "]}]"
    static const struct {
        const char *rules;
        int good;
    } CASES[] = {
        {RULES(BUDGET("0", "1", "1", "1,2")), 1},
        {RULES(BUDGET("0", "6", "10000", "5")), 1},
        {RULES(BUDGET("1", "1", "1", "1,2")), 0},
        {RULES(BUDGET("0", "2", "1", "1,2")), 0},
        {RULES(BUDGET("0", "1", "0", "1,2")), 0},
        {RULES(BUDGET("0", "1", "10001", "1,2")), 0},
        {RULES(BUDGET("0", "1", "1", "")), 0},
        {RULES(BUDGET("0", "1", "1", "0,1")), 0},
        {RULES(BUDGET("0", "1", "1", "2,1")), 0},
        {RULES(BUDGET("0", "1", "1", "1,1")), 0},
        {RULES(BUDGET("0", "1", "1", "6")), 0},
        {RULES(BUDGET("0", "1", "1", "1.5")), 0},
        {RULES(",\"budgets\":[]"), 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct rules *rules = NULL;
        struct sibu_fault fault;
        enum sibu_status status = rules_open(&rules, CASES[i].rules, strlen(CASES[i].rules), &fault);
        assert_int_equal(status, CASES[i].good ? SIBU_OK : SIBU_BAD_INPUT);
        rules_close(rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_branchs_budget_is_one_for_its_sites_in_all_groups),
        cmocka_unit_test(what_a_branchs_budget_forbids_cannot_be_held),
        cmocka_unit_test(a_budget_is_no_reason_where_it_is_not_used_up),
        cmocka_unit_test(a_group_is_held_where_a_budget_leaves_a_site),
        cmocka_unit_test(a_month_ends_before_its_quarter),
        cmocka_unit_test(rules_with_budgets_that_no_policy_would_say_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
