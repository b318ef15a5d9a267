/* Several drills at one time: as many as the rules let, in the installation and in each group, and never two at one site. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"

/* Two groups: works with a, b and c, office with d and e. Always open; of a group each site, or the group, is drawn. */
enum { WORKS, A, B, C, OFFICE, D, E };
#define LAW                                                                                                            \
    "{\"law\":\"max-entropy\",\"period\":\"month\",\"least\":0,\"most\":8,\"mean\":0.01,\"gap_ticks\":24,"             \
    "\"timezone\":\"Asia/Shanghai\",\"windows\":[[0,10080,1000]],\"never\":[],\"closed\":[]}"
#define UNIT(id, group, draws) "{\"unit\":\"" id "\",\"group\":" group ",\"law\":0,\"draws\":" draws "}"

#define UNITS                                                                                                          \
    UNIT("*works", "0", "false")                                                                                       \
    "," UNIT("a", "0", "true") "," UNIT("b", "0", "true") "," UNIT("c", "0", "true") "," UNIT(                         \
        "*office", "1", "true") "," UNIT("d", "1", "false") "," UNIT("e", "1", "false")

static void write_rules(struct sibu_text *out, int concurrent, int of_works, int budget)
{
    sibu_text_addf(out,
                   "{\"format\":1,\"tick_s\":3600,\"delay_s\":86400,\"concurrent\":%d,\"interlocks\":[],\"laws\":[" LAW
                   "],\"groups\":[{\"group\":\"works\",\"law\":0,\"interlocks\":0,\"most_per_month\":%d,"
                   "\"concurrent\":%d},{\"group\":\"office\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,"
                   "\"concurrent\":0}],\"units\":[" UNITS "]}",
                   concurrent, budget, of_works);
}

static void open_world(struct scribe *scribe, int concurrent, int of_works, int budget)
{
    struct sibu_text rules = {0};
    write_rules(&rules, concurrent, of_works, budget);
    scribe_open(scribe, sibu_text_get(&rules), "Asia/Shanghai");
    sibu_text_clear(&rules);
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

static enum sibu_status ask_now(struct scribe *scribe, uint32_t unit, struct sibu_fault *fault)
{
    struct ledger_now now = {.unit = unit, .r = {1}};
    struct sibu_text body = {0};
    ledger_now_body(&body, &now);
    return put(scribe, "now", &body, fault);
}

/* Of the start whose turn it is: held where there is no reason. */
static enum sibu_status say_drill(struct scribe *scribe, uint32_t site, const char *number, const char *reason,
                                  struct sibu_fault *fault)
{
    struct draw_tick tick;
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
    return put(scribe, "drill", &body, fault);
}

static void hold(struct scribe *scribe, uint32_t unit, uint32_t site, const char *number)
{
    struct sibu_fault fault;
    assert_int_equal(ask_now(scribe, unit, &fault), SIBU_OK);
    assert_string_equal(book_obstacle(scribe->book, unit, site), "");
    assert_int_equal(say_drill(scribe, site, number, "", &fault), SIBU_OK);
}

static enum sibu_status end(struct scribe *scribe, const char *number, struct sibu_fault *fault)
{
    struct ledger_end row = {number, "all-clear"};
    struct sibu_text body = {0};
    ledger_end_body(&body, &row);
    return put(scribe, "end", &body, fault);
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

static void two_sites_hold_at_once_and_end_in_any_order(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 2, 0, 0);
    hold(&scribe, A, A, "2026-000001");
    hold(&scribe, B, B, "2026-000002");
    assert_int_equal(book_running(scribe.book), 2);
    assert_string_equal(book_running_drill(scribe.book, 0), "2026-000001");
    assert_string_equal(book_running_drill(scribe.book, 1), "2026-000002");
    assert_string_equal(book_running_drill(scribe.book, 2), "");
    assert_int_equal(end(&scribe, "2026-000001", &fault), SIBU_OK);
    assert_int_equal(book_running(scribe.book), 1);
    assert_string_equal(book_running_drill(scribe.book, 0), "2026-000002");
    hold(&scribe, A, A, "2026-000003");
    assert_int_equal(end(&scribe, "2026-000003", &fault), SIBU_OK);
    assert_int_equal(end(&scribe, "2026-000002", &fault), SIBU_OK);
    assert_int_equal(book_running(scribe.book), 0);
    assert_int_equal(end(&scribe, "2026-000002", &fault), SIBU_NO);
    scribe_close(&scribe);
}

static void beyond_the_installations_limit_nothing_is_held_and_limit_is_the_reason(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    double bits = 0.0;
    open_world(&scribe, 2, 0, 0);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, B);
    assert_int_equal(say_drill(&scribe, B, "2026-000002", "", &fault), SIBU_OK);
    assert_int_equal(book_surprise_fits(scribe.book, D, scribe.now_us, 3600, &bits, &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "concurrent"));
    strike(&scribe, D);
    assert_string_equal(book_obstacle(scribe.book, D, D), "limit");
    assert_int_equal(say_drill(&scribe, D, "", "limit", &fault), SIBU_OK);
    assert_int_equal(book_counts(scribe.book)->not_held_limit, 1);
    assert_int_equal(ask_now(&scribe, D, &fault), SIBU_NO);
    scribe_close(&scribe);
}

static void what_the_limit_forbids_cannot_be_held_nor_refused_for_another_reason(void **state)
{
    (void)state;
    static const struct {
        const char *number, *reason;
    } ROWS[] = {{"2026-000003", ""}, {"", "a drill runs"}, {"", "budget"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct scribe scribe;
        struct sibu_fault fault;
        open_world(&scribe, 2, 0, 0);
        hold(&scribe, A, A, "2026-000001");
        hold(&scribe, B, B, "2026-000002");
        strike(&scribe, D);
        assert_int_equal(say_drill(&scribe, D, ROWS[i].number, ROWS[i].reason, &fault), SIBU_NO);
        scribe_close(&scribe);
    }
}

static void limit_is_no_reason_where_it_is_not_reached(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 2, 0, 0);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, D);
    assert_int_equal(say_drill(&scribe, D, "", "limit", &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "does not hold"));
    scribe_close(&scribe);
}

static void a_site_has_one_drill_at_a_time_whatever_the_limit(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    double bits = 0.0;
    open_world(&scribe, 64, 0, 0);
    hold(&scribe, A, A, "2026-000001");
    assert_int_equal(book_surprise_fits(scribe.book, A, scribe.now_us, 3600, &bits, &fault), SIBU_NO);
    assert_int_equal(book_surprise_fits(scribe.book, B, scribe.now_us, 3600, &bits, &fault), SIBU_OK);
    strike(&scribe, A);
    assert_string_equal(book_obstacle(scribe.book, A, A), "a drill runs");
    assert_int_equal(say_drill(&scribe, A, "", "a drill runs", &fault), SIBU_OK);
    assert_int_equal(book_counts(scribe.book)->not_held_running, 1);
    strike(&scribe, A);
    assert_int_equal(say_drill(&scribe, A, "2026-000002", "", &fault), SIBU_NO);
    scribe_close(&scribe);
}

static void at_the_site_goes_before_limit_and_limit_before_budget(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 2, 1, 1);
    hold(&scribe, A, A, "2026-000001");
    strike(&scribe, A);
    assert_string_equal(book_obstacle(scribe.book, A, A), "a drill runs");
    assert_string_equal(book_obstacle(scribe.book, B, B), "limit"); /* of its group */
    assert_string_equal(book_obstacle(scribe.book, D, D), "");
    assert_int_equal(say_drill(&scribe, A, "", "a drill runs", &fault), SIBU_OK);
    assert_int_equal(end(&scribe, "2026-000001", &fault), SIBU_OK);
    assert_string_equal(book_obstacle(scribe.book, B, B), "budget");
    scribe_close(&scribe);
}

static void a_groups_limit_holds_for_its_own_sites_alone(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 4, 2, 0);
    hold(&scribe, A, A, "2026-000001");
    hold(&scribe, WORKS, B, "2026-000002");
    assert_string_equal(book_obstacle(scribe.book, C, C), "limit");
    assert_int_equal(book_runs_at(scribe.book, WORKS), 0); /* c is free */
    hold(&scribe, D, D, "2026-000003");
    hold(&scribe, E, E, "2026-000004");
    assert_int_equal(book_runs_at(scribe.book, OFFICE), 1);
    assert_string_equal(book_obstacle(scribe.book, OFFICE, OFFICE), "a drill runs"); /* at both of its sites */
    assert_int_equal(ask_now(&scribe, OFFICE, &fault), SIBU_NO);
    scribe_close(&scribe);
}

static void a_group_is_not_held_at_a_site_that_runs_a_drill(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 4, 0, 0);
    hold(&scribe, D, D, "2026-000001");
    strike(&scribe, OFFICE);
    assert_string_equal(book_obstacle(scribe.book, OFFICE, OFFICE), "");
    assert_string_equal(book_obstacle(scribe.book, OFFICE, D), "a drill runs");
    assert_int_equal(say_drill(&scribe, D, "2026-000002", "", &fault), SIBU_NO);
    scribe_close(&scribe);
    open_world(&scribe, 4, 0, 0);
    hold(&scribe, D, D, "2026-000001");
    strike(&scribe, OFFICE);
    assert_int_equal(say_drill(&scribe, E, "2026-000002", "", &fault), SIBU_OK);
    scribe_close(&scribe);
}

static void two_drills_that_run_have_two_numbers(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_fault fault;
    open_world(&scribe, 4, 0, 0);
    hold(&scribe, A, A, "2026-000001");
    assert_int_equal(ask_now(&scribe, B, &fault), SIBU_OK);
    assert_int_equal(say_drill(&scribe, B, "2026-000001", "", &fault), SIBU_NO);
    assert_non_null(strstr(fault.what[SIBU_EN], "number"));
    scribe_close(&scribe);
}

/* New rules come into force while a drill runs: units move, and the limit is another. */
static void a_drill_runs_on_under_new_rules_at_its_own_site(void **state)
{
    (void)state;
    struct scribe scribe;
    struct sibu_text rules = {0};
    open_world(&scribe, 3, 0, 0);
    write_rules(&rules, 2, 0, 0);
    char *text = sibu_array_new(rules.length + 1, 1);
    assert_non_null(text);
    memcpy(text, sibu_text_get(&rules), rules.length);
    char *a = strstr(text, "\"unit\":\"a\""), *c = strstr(text, "\"unit\":\"c\"");
    assert_true(a != NULL && c != NULL);
    a[8] = 'c';
    c[8] = 'x'; /* c stands where a stood, a is gone, x is new */
    scribe_rules(&scribe, text, book_next_tick(scribe.book) + 24);
    hold(&scribe, A, A, "2026-000001");
    hold(&scribe, C, C, "2026-000002");
    for (int i = 0; i < 25; i++) {
        (void)scribe_tick(&scribe, 0);
    }
    int64_t from = 0;
    assert_null(book_next_rules(scribe.book, &from));
    assert_int_equal(book_running(scribe.book), 2);
    assert_int_equal(book_runs_at(scribe.book, A), 1); /* now c */
    assert_int_equal(book_runs_at(scribe.book, C), 0); /* now x */
    assert_string_equal(book_obstacle(scribe.book, B, B), "limit"); /* a's drill counts, though its site is gone */
    sibu_array_free(text);
    sibu_text_clear(&rules);
    scribe_close(&scribe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_sites_hold_at_once_and_end_in_any_order),
        cmocka_unit_test(beyond_the_installations_limit_nothing_is_held_and_limit_is_the_reason),
        cmocka_unit_test(what_the_limit_forbids_cannot_be_held_nor_refused_for_another_reason),
        cmocka_unit_test(limit_is_no_reason_where_it_is_not_reached),
        cmocka_unit_test(a_site_has_one_drill_at_a_time_whatever_the_limit),
        cmocka_unit_test(at_the_site_goes_before_limit_and_limit_before_budget),
        cmocka_unit_test(a_groups_limit_holds_for_its_own_sites_alone),
        cmocka_unit_test(a_group_is_not_held_at_a_site_that_runs_a_drill),
        cmocka_unit_test(two_drills_that_run_have_two_numbers),
        cmocka_unit_test(a_drill_runs_on_under_new_rules_at_its_own_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
