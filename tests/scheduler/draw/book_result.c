/* Results of drills in the ledger, and that nothing but them moves a site. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"

/* Two sites and no gap to speak of; two results move a site from a mean of 3 a month to 4, or to 2. */
#define LAW(mean)                                                                                                      \
    "{\"law\":\"max-entropy\",\"period\":\"month\",\"least\":1,\"most\":6,\"mean\":" mean ",\"gap_ticks\":24,"         \
    "\"timezone\":\"Asia/Shanghai\",\"windows\":[[480,1080,1000],[1920,2520,1000]],\"never\":[],\"closed\":[]}"
#define RULES(laws, results, a, b)                                                                                     \
    "{\"format\":1,\"tick_s\":3600,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":[],\"laws\":[" laws               \
    "],\"groups\":[{\"group\":"                                                                                        \
    "\"all\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,\"concurrent\":0" results                                 \
    "}],\"units\":[{\"unit\":\"*all\",\"group\":0,"                                                                    \
    "\"law\":0,\"draws\":false},{\"unit\":\"a\",\"group\":0," a "},{\"unit\":\"b\",\"group\":0," b "}]}"
#define RESULTS ",\"results\":[2,800,950]"
#define UNIT(law, moved) "\"law\":" law ",\"draws\":true,\"moved\":" moved ",\"steps\":[2,3,4]"
#define STILL RULES(LAW("3"), RESULTS, UNIT("0", "0"), UNIT("0", "0"))
#define A_MORE RULES(LAW("3") "," LAW("4"), RESULTS, UNIT("1", "1"), UNIT("0", "0"))
#define B_MORE RULES(LAW("3") "," LAW("4"), RESULTS, UNIT("0", "0"), UNIT("1", "1"))
#define A_FEWER RULES(LAW("3") "," LAW("2"), RESULTS, UNIT("1", "-1"), UNIT("0", "0"))
#define WITHOUT RULES(LAW("3"), "", "\"law\":0,\"draws\":true", "\"law\":0,\"draws\":true")

#define SITE_A 1

static void put_result(struct scribe *scribe, uint32_t expected, uint32_t checked_in)
{
    struct ledger_result result = {book_result_due(scribe->book), expected, checked_in};
    struct sibu_text body = {0};
    assert_string_not_equal(result.drill, "");
    ledger_result_body(&body, &result);
    scribe_put(scribe, "result", &body);
}

/* A drill at site a at once, and its end. */
static void hold_at_a(struct scribe *scribe)
{
    struct ledger_now now = {.unit = SITE_A};
    struct sibu_text body = {0};
    ledger_now_body(&body, &now);
    scribe_put(scribe, "now", &body);
    scribe_drills(scribe, "");
}

/* A ledger behind the first tick; what is drawn is not held, so that only ours have results. */
static void begin(struct scribe *scribe, const char *rules)
{
    scribe_open(scribe, rules, "Asia/Shanghai");
    (void)scribe_tick(scribe, 0);
    scribe_drills(scribe, "nobody on shift");
}

static void go_on(struct scribe *scribe, int ticks)
{
    for (int i = 0; i < ticks; i++) {
        (void)scribe_tick(scribe, 0);
        scribe_drills(scribe, "nobody on shift");
    }
}

/* Whether the book of these rows refuses one more row, of this kind and body, and says why. */
static void assert_not_taken(const struct scribe *scribe, const char *kind, const char *bytes, const char *why)
{
    struct book *book = NULL;
    struct sibu_fault fault = {0};
    char place[64];
    struct ledger_row row = {.row = scribe->count + 1, .time_us = scribe->now_us, .kind = kind, .body = bytes};
    assert_int_equal(scribe_read(scribe->rows, scribe->count, &book, &fault), 0);
    ledger_hash(&row, book_hash(book), row.hash);
    (void)snprintf(place, sizeof place, "ledger:%d", scribe->count + 1);
    if (book_take(book, &row, &fault) != SIBU_NO || strcmp(fault.place, place) != 0 ||
        strstr(fault.what[SIBU_EN], why) == NULL) {
        fail_msg("%s %s: %s: %s", kind, bytes, fault.place, fault.what[SIBU_EN]);
    }
    book_close(book);
}

static void refuse_result(const struct scribe *scribe, const char *drill, uint32_t checked_in, const char *why)
{
    struct ledger_result result = {drill, 10, checked_in};
    struct sibu_text body = {0};
    ledger_result_body(&body, &result);
    assert_not_taken(scribe, "result", sibu_text_get(&body), why);
    sibu_text_clear(&body);
}

/* The first tick at which rules that are written now may be in force. */
static int64_t due(const struct scribe *scribe)
{
    return scribe->now_us / INT64_C(3600000000) + 25;
}

static void refuse_rules(const struct scribe *scribe, const char *rules)
{
    struct sibu_text body = {0};
    ledger_rules_body(&body, due(scribe), rules);
    assert_not_taken(scribe, "rules", sibu_text_get(&body), "otherwise than its results");
    sibu_text_clear(&body);
}

/* The next tick, as it would be drawn. */
static void refuse_tick(struct scribe *scribe, const char *why)
{
    struct ledger_tick tick = {.r = {5}};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    int64_t now_us = scribe->now_us;
    scribe->now_us = draw_tick_time_us(3600, book_next_tick(scribe->book)) + 3;
    assert_int_equal(book_draw(scribe->book, &tick, &fault), SIBU_OK);
    ledger_tick_body(&body, &tick);
    assert_not_taken(scribe, "tick", sibu_text_get(&body), why);
    sibu_text_clear(&body);
    scribe->now_us = now_us;
}

static void a_result_is_told_once_of_a_drill_that_has_ended(void **state)
{
    (void)state;
    struct scribe scribe;
    begin(&scribe, STILL);
    refuse_result(&scribe, "2026-000001", 5, "none to tell"); /* unknown */
    hold_at_a(&scribe);
    refuse_result(&scribe, "2026-000002", 5, "none to tell");
    refuse_result(&scribe, "2026-000001", 11, "more people");
    assert_not_taken(&scribe, "result", "{\"drill\":\"2026-000001\",\"expected\":10,\"checked_in\":5}", "form");
    put_result(&scribe, 10, 5);
    refuse_result(&scribe, "2026-000001", 5, "none to tell"); /* twice */
    uint32_t shares[RESULT_KEPT];
    assert_int_equal(book_results(scribe.book, "a", shares), 1);
    assert_int_equal(shares[0], 500000);
    assert_int_equal(book_results(scribe.book, "b", shares), 0);
    assert_int_equal(book_results(scribe.book, "*all", shares), 0);
    go_on(&scribe, 1);
    scribe_close(&scribe);
}

static void a_drill_that_runs_or_was_aborted_has_no_result(void **state)
{
    (void)state;
    static const char *const HOWS[] = {"abort", "real-emergency"};
    for (size_t i = 0; i < 2; i++) {
        struct scribe scribe;
        begin(&scribe, STILL);
        hold_at_a(&scribe);
        scribe.count--; /* the row of its end, which says "all-clear" */
        struct ledger_row end = scribe.rows[scribe.count];
        refuse_result(&scribe, "2026-000001", 5, "none to tell");
        struct ledger_end other = {"2026-000001", HOWS[i]};
        struct sibu_text body = {0};
        ledger_end_body(&body, &other);
        end.body = sibu_text_get(&body);
        scribe.rows[scribe.count++] = end;
        scribe_repair(scribe.rows, scribe.count - 1, scribe.count);
        refuse_result(&scribe, "2026-000001", 5, "none to tell");
        sibu_text_clear(&body);
        scribe_close(&scribe);
    }
}

static void a_result_that_the_rules_ask_for_cannot_be_left_out(void **state)
{
    (void)state;
    struct scribe scribe;
    struct book *book = NULL;
    struct sibu_fault fault;
    begin(&scribe, STILL);
    hold_at_a(&scribe);
    refuse_tick(&scribe, "result");
    /* nor by a drill that follows at once */
    int count = scribe.count;
    struct ledger_now now = {.unit = SITE_A};
    struct sibu_text body = {0};
    ledger_now_body(&body, &now);
    scribe_put(&scribe, "now", &body);
    assert_int_equal(scribe_read(scribe.rows, scribe.count, &book, &fault), 0);
    struct draw_tick tick;
    uint32_t unit = 0;
    assert_true(book_waiting(book, &tick, &unit));
    struct ledger_drill drill = {
        .tick = tick.index, .unit = unit, .site = SITE_A, .asked = tick.gate, .drill = "2026-000002", .reason = ""};
    ledger_drill_body(&body, &drill);
    assert_not_taken(&scribe, "drill", sibu_text_get(&body), "result");
    sibu_text_clear(&body);
    book_close(book);
    assert_int_equal(scribe.count, count + 1);
    scribe_close(&scribe);
}

static void where_nothing_moves_a_result_may_be_left_out(void **state)
{
    (void)state;
    struct scribe scribe;
    uint32_t shares[RESULT_KEPT];
    begin(&scribe, WITHOUT);
    hold_at_a(&scribe);
    go_on(&scribe, 1);
    assert_string_equal(book_result_due(scribe.book), ""); /* and does not come later */
    refuse_result(&scribe, "2026-000001", 5, "none to tell");
    go_on(&scribe, 24);
    hold_at_a(&scribe);
    put_result(&scribe, 10, 5);
    assert_int_equal(book_results(scribe.book, "a", shares), 1);
    scribe_close(&scribe);
}

/* Two poor drills: the move has to be written, and waits like every rule. */
static void two_poor_results_move_the_site_and_nothing_else_does(void **state)
{
    (void)state;
    struct scribe scribe;
    begin(&scribe, STILL);
    refuse_rules(&scribe, A_MORE);
    refuse_rules(&scribe, A_FEWER);
    hold_at_a(&scribe);
    put_result(&scribe, 10, 5);
    refuse_rules(&scribe, A_MORE); /* one is not two */
    go_on(&scribe, 30);
    hold_at_a(&scribe);
    put_result(&scribe, 0, 0); /* nobody was expected: does not count */
    refuse_rules(&scribe, A_MORE);
    go_on(&scribe, 30);
    hold_at_a(&scribe);
    put_result(&scribe, 9, 8); /* the mean is 0.694444 */
    refuse_rules(&scribe, STILL);
    refuse_rules(&scribe, A_FEWER);
    refuse_rules(&scribe, B_MORE);
    refuse_tick(&scribe, "results move a site");
    assert_true(book_moves_due(scribe.book));
    int64_t from = due(&scribe);
    scribe_rules(&scribe, A_MORE, from);
    assert_false(book_moves_due(scribe.book));
    while (book_next_tick(scribe.book) < from) {
        assert_int_equal(book_rules(scribe.book)->units[SITE_A].moved, 0);
        go_on(&scribe, 1);
    }
    assert_int_equal(book_rules(scribe.book)->units[SITE_A].moved, 1);
    scribe_close(&scribe);
}

/* The hazard of site a at the first open tick once rules are in force that followed two drills of this result. */
static double hazard_after(uint32_t checked_in, const char *rules)
{
    struct scribe scribe;
    enum draw_gate gate;
    double hazard = 0.0;
    begin(&scribe, STILL);
    for (int i = 0; i < 2; i++) {
        hold_at_a(&scribe);
        put_result(&scribe, 10, checked_in);
    }
    scribe_rules(&scribe, rules, due(&scribe));
    go_on(&scribe, 26);
    for (int i = 0; i < 168 && hazard <= 0.0; i++) {
        go_on(&scribe, 1);
        hazard = book_hazard(scribe.book, SITE_A, 0, &gate);
    }
    scribe_close(&scribe);
    return hazard;
}

static void a_move_changes_the_hazard(void **state)
{
    (void)state;
    double own = hazard_after(9, STILL);
    assert_true(own > 0.0);
    assert_true(hazard_after(7, A_MORE) > 1.1 * own);
    assert_true(hazard_after(10, A_FEWER) < 0.9 * own);
}

/* While rules wait, further results move nothing: they do once those are in force. */
static void moves_that_wait_are_not_put_off_by_the_next(void **state)
{
    (void)state;
    struct scribe scribe;
    begin(&scribe, STILL);
    for (int i = 0; i < 2; i++) {
        hold_at_a(&scribe);
        put_result(&scribe, 10, 0);
    }
    int64_t from = due(&scribe);
    scribe_rules(&scribe, A_MORE, from);
    for (int i = 0; i < 2; i++) {
        hold_at_a(&scribe);
        put_result(&scribe, 10, 10);
    }
    assert_false(book_moves_due(scribe.book));
    while (book_next_tick(scribe.book) < from) {
        go_on(&scribe, 1);
    }
    assert_true(book_moves_due(scribe.book));
    scribe_rules(&scribe, A_FEWER, due(&scribe));
    go_on(&scribe, 26);
    assert_int_equal(book_rules(scribe.book)->units[SITE_A].moved, -1);
    scribe_close(&scribe);
}

/* Only the last eight are kept, and rules that come into force keep them. */
static void eight_results_are_remembered_through_new_rules(void **state)
{
    (void)state;
    struct scribe scribe;
    uint32_t shares[RESULT_KEPT];
    begin(&scribe, WITHOUT);
    for (uint32_t i = 0; i < 10; i++) {
        hold_at_a(&scribe);
        put_result(&scribe, 10, 9 - i);
    }
    scribe_rules(&scribe, A_MORE, due(&scribe));
    go_on(&scribe, 26);
    assert_int_equal(book_rules(scribe.book)->units[SITE_A].moved, 1);
    assert_int_equal(book_results(scribe.book, "a", shares), 8);
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(shares[i], (7 - i) * 100000);
    }
    scribe_close(&scribe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_is_told_once_of_a_drill_that_has_ended),
        cmocka_unit_test(a_drill_that_runs_or_was_aborted_has_no_result),
        cmocka_unit_test(a_result_that_the_rules_ask_for_cannot_be_left_out),
        cmocka_unit_test(where_nothing_moves_a_result_may_be_left_out),
        cmocka_unit_test(two_poor_results_move_the_site_and_nothing_else_does),
        cmocka_unit_test(a_move_changes_the_hazard),
        cmocka_unit_test(moves_that_wait_are_not_put_off_by_the_next),
        cmocka_unit_test(eight_results_are_remembered_through_new_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
