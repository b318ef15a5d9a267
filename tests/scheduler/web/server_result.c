/* Drills that went badly, and well, on a standing clock: their results in the ledger, and what they move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "stand.h"
#include "web/route.h"
#include "web/statistics.h"

/* The little works is of grade B: 0.02 in a half-year, a step up 0.04, down 0.01; and 12 people are on duty. */
#define COUNTS "\"tick_s\":60,\"least\":0,\"windows\":[{}],\"gap_days\":0,"
#define MEANS COUNTS "\"mean\":{\"A\":0.04,\"B\":0.02,\"C\":0.01,\"D\":0.01}"
#define RESULTS MEANS ",\"results\":{\"drills\":2,\"poor_below\":0.8,\"good_from\":0.95}"
#define TOGETHER RESULTS ",\"together\":true"
#define SITE "little-works"
#define PEOPLE 13 /* of whom one is not on duty */
#define EXPECTED 12
#define MINUTE_US (INT64_C(60) * 1000000)
#define DAY_US (24 * 60 * MINUTE_US)

/* The first `count` people of the works check in. */
static void check_in(const struct stand *stand, size_t count)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t known = 0;
    assert_int_equal(store_people(stand->server->store, SITE, &arena, &people, &known, &fault), SIBU_OK);
    assert_int_equal(known, PEOPLE);
    for (size_t i = 0; i < count; i++) {
        struct drill_answer answer = {.token = people[i].token, .kind = "check-in", .place = "M1", .key = "one"};
        enum drill_verdict verdict;
        int64_t received_us = 0;
        assert_int_equal(drill_take(stand->server->drill, &answer, &verdict, &received_us, &fault), SIBU_OK);
        assert_int_equal(verdict, DRILL_TAKEN);
    }
    sibu_arena_clear(&arena);
}

/* Steps until the drill's end is in the ledger; returns the moment. Its forecast is made on a thread of its own, and is told
 * to make haste by a clock that is far on. */
static int64_t wait_for_end(struct stand *stand, int64_t time_us)
{
    int64_t ends = stand_rows(stand, "end");
    for (int i = 1; i < 4000 && stand_rows(stand, "end") == ends; i++) {
        time_us += i <= 12 ? MINUTE_US : 0;
        (void)stand_step(stand, time_us);
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_int_equal(stand_rows(stand, "end"), ends + 1);
    return time_us;
}

/* A drill at once, in which so many check in; then two who do so when it is over already, and do not count. */
static int64_t hold(struct stand *stand, int64_t time_us, size_t arrive, enum drill_state how)
{
    struct sibu_fault fault;
    (void)stand_step(stand, time_us);
    assert_int_equal(server_now(stand->server, "", &fault), SIBU_OK);
    clock_set_us(&stand->clock, time_us + 20 * 1000000);
    check_in(stand, arrive);
    clock_set_us(&stand->clock, time_us + 30 * 1000000);
    if (arrive < EXPECTED) {
        assert_int_equal(drill_stop(server_drill(stand->server), &(struct drill_end){"", how, "officer"}, &fault),
                         SIBU_OK);
    }
    clock_set_us(&stand->clock, time_us + 31 * 1000000);
    if (arrive + 2 <= EXPECTED) {
        struct sibu_arena arena = {0};
        struct store_person *people = NULL;
        size_t known = 0;
        assert_int_equal(store_people(stand->server->store, SITE, &arena, &people, &known, &fault), SIBU_OK);
        for (size_t i = arrive; i < arrive + 2; i++) {
            struct drill_answer late = {.token = people[i].token, .kind = "check-in", .place = "M1", .key = "late"};
            enum drill_verdict verdict;
            int64_t received_us = 0;
            assert_int_equal(drill_take(stand->server->drill, &late, &verdict, &received_us, &fault), SIBU_OK);
        }
        sibu_arena_clear(&arena);
    }
    return wait_for_end(stand, time_us);
}

static const struct rules_unit *site_in_force(const struct stand *stand)
{
    const struct rules *rules = book_rules(stand->server->book);
    return &rules->units[rules_find_unit(rules, SITE)];
}

static double hazard(const struct stand *stand)
{
    enum draw_gate gate;
    return book_hazard(stand->server->book, rules_find_unit(book_rules(stand->server->book), SITE), 0, &gate);
}

static void two_poor_drills_lead_to_more(void **state)
{
    (void)state;
    struct stand stand;
    uint32_t shares[RESULT_KEPT];
    int64_t from_tick = 0;
    stand_open(&stand, RESULTS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 5, DRILL_ALL_CLEAR);
    assert_int_equal(stand_number(stand.data,
                                  "SELECT count(*) FROM ledger WHERE kind = 'result' AND body ="
                                  " '{\"drill\":\"2026-000001\",\"expected\":    12,\"checked_in\":     5}'"),
                     1);
    assert_int_equal(stand_number(stand.data, "SELECT count(*) FROM ledger AS a JOIN ledger AS b ON b.row = a.row + 1"
                                              " WHERE a.kind = 'end' AND b.kind = 'result'"),
                     1);
    time_us = hold(&stand, time_us + MINUTE_US, 7, DRILL_ALL_CLEAR); /* the mean is 0.5 */
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_int_equal(book_results(stand.server->book, SITE, shares), 2);
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    assert_non_null(book_next_rules(stand.server->book, &from_tick));
    double before = hazard(&stand);
    assert_int_equal(site_in_force(&stand)->moved, 0);
    (void)stand_step(&stand, from_tick * MINUTE_US - MINUTE_US);
    assert_int_equal(site_in_force(&stand)->moved, 1); /* at the next tick */
    (void)stand_step(&stand, from_tick * MINUTE_US);
    assert_true(from_tick * MINUTE_US >= time_us + DAY_US);
    assert_true(before > 0.0 && hazard(&stand) > 1.8 * before);
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    stand_close(&stand);
}

static void good_drills_lead_to_fewer_and_middling_ones_back(void **state)
{
    (void)state;
    struct stand stand;
    int64_t from_tick = 0;
    stand_open(&stand, RESULTS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, EXPECTED, DRILL_ALL_CLEAR); /* ends by itself */
    time_us = hold(&stand, time_us + MINUTE_US, EXPECTED, DRILL_ALL_CLEAR);
    double before = hazard(&stand);
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_non_null(book_next_rules(stand.server->book, &from_tick));
    (void)stand_step(&stand, from_tick * MINUTE_US);
    assert_int_equal(site_in_force(&stand)->moved, -1);
    assert_true(hazard(&stand) < 0.7 * before && hazard(&stand) > 0.0);
    time_us = hold(&stand, (from_tick + 1) * MINUTE_US, 8, DRILL_ALL_CLEAR); /* with the last one 0.833: neither */
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_non_null(book_next_rules(stand.server->book, &from_tick));
    (void)stand_step(&stand, from_tick * MINUTE_US);
    assert_int_equal(site_in_force(&stand)->moved, 0);
    assert_int_equal(stand_rows(&stand, "rules"), 3);
    stand_close(&stand);
}

static void what_is_no_measure_moves_nothing(void **state)
{
    (void)state;
    struct stand stand;
    stand_open(&stand, RESULTS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 0, DRILL_ABORT);
    time_us = hold(&stand, time_us + MINUTE_US, 0, DRILL_REAL_EMERGENCY);
    time_us = hold(&stand, time_us + MINUTE_US, 0, DRILL_ALL_CLEAR);
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_int_equal(stand_rows(&stand, "result"), 1);
    assert_int_equal(stand_rows(&stand, "rules"), 1); /* one result is not two */
    stand_close(&stand);
    stand_open(&stand, MEANS); /* no rule: results are told, and move nothing */
    time_us = hold(&stand, STAND_MORNING_US, 0, DRILL_ALL_CLEAR);
    time_us = hold(&stand, time_us + MINUTE_US, 0, DRILL_ALL_CLEAR);
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_int_equal(stand_rows(&stand, "result"), 2);
    assert_int_equal(stand_rows(&stand, "rules"), 1);
    stand_close(&stand);
}

/* Started again: nothing is written anew, and a move that waits goes on to wait. A rule that comes later takes what is
 * remembered. */
static void a_restart_changes_no_rules(void **state)
{
    (void)state;
    struct stand stand;
    int64_t from_tick = 0, again = 0;
    stand_open(&stand, MEANS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 0, DRILL_ALL_CLEAR);
    time_us = hold(&stand, time_us + MINUTE_US, 0, DRILL_ALL_CLEAR);
    stand_stop(&stand);
    stand_change(&stand, RESULTS);
    stand_serve(&stand);
    assert_int_equal(stand_rows(&stand, "rules"), 2);
    const struct rules *next = book_next_rules(stand.server->book, &from_tick);
    assert_non_null(next);
    assert_int_equal(next->units[rules_find_unit(next, SITE)].moved, 1);
    time_us = hold(&stand, time_us + MINUTE_US, EXPECTED, DRILL_ALL_CLEAR); /* the mean is 0.5: still poor */
    time_us = hold(&stand, time_us + MINUTE_US, EXPECTED, DRILL_ALL_CLEAR); /* and now it is good */
    for (int i = 0; i < 2; i++) {
        stand_stop(&stand);
        clock_set_us(&stand.clock, time_us += MINUTE_US);
        stand_serve(&stand);
        (void)stand_step(&stand, time_us);
    }
    assert_int_equal(stand_rows(&stand, "rules"), 2); /* what waits is not put off */
    assert_non_null(book_next_rules(stand.server->book, &again));
    assert_int_equal(again, from_tick);
    (void)stand_step(&stand, from_tick * MINUTE_US);
    assert_int_equal(site_in_force(&stand)->moved, 1);
    (void)stand_step(&stand, (from_tick + 1) * MINUTE_US);
    assert_int_equal(stand_rows(&stand, "rules"), 3);
    next = book_next_rules(stand.server->book, &from_tick);
    assert_non_null(next);
    assert_int_equal(next->units[rules_find_unit(next, SITE)].moved, -1);
    stand_stop(&stand);
    stand_serve(&stand);
    (void)stand_step(&stand, from_tick * MINUTE_US);
    assert_int_equal(site_in_force(&stand)->moved, -1);
    assert_int_equal(stand_rows(&stand, "rules"), 3);
    stand_close(&stand);
}

/* A server that died between the rows of a drill's end and of its result tells the result at its next start. */
static void a_result_that_is_missing_is_told_at_the_start(void **state)
{
    (void)state;
    struct stand stand;
    stand_open(&stand, RESULTS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 5, DRILL_ALL_CLEAR);
    assert_int_equal(stand_number(stand.data, "SELECT kind = 'result' FROM ledger ORDER BY row DESC LIMIT 1"), 1);
    stand_stop(&stand);
    assert_int_equal(stand_number(stand.data, "DROP TRIGGER ledger_kept_2"), -1);
    assert_int_equal(stand_number(stand.data, "DROP TRIGGER ledger_head_kept_2"), -1);
    assert_int_equal(stand_number(stand.data, "DELETE FROM ledger_head WHERE size = (SELECT max(row) FROM ledger)"),
                     -1);
    assert_int_equal(stand_number(stand.data, "DELETE FROM ledger WHERE kind = 'result'"), -1);
    clock_set_us(&stand.clock, time_us + MINUTE_US);
    stand_serve(&stand);
    assert_int_equal(stand_number(stand.data,
                                  "SELECT count(*) FROM ledger WHERE kind = 'result' AND body ="
                                  " '{\"drill\":\"2026-000001\",\"expected\":    12,\"checked_in\":     5}'"),
                     1);
    assert_int_equal(stand_step(&stand, time_us + 2 * MINUTE_US).drew, 1);
    stand_close(&stand);
}

/* Where one draw is for the whole group, the site's weight in it moves, and the group's mean stays. */
static void in_a_draw_together_the_weight_moves(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_arena arena = {0};
    int64_t from_tick = 0;
    stand_open(&stand, TOGETHER);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 0, DRILL_ALL_CLEAR);
    time_us = hold(&stand, time_us + MINUTE_US, 0, DRILL_ALL_CLEAR);
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_non_null(book_next_rules(stand.server->book, &from_tick));
    const double *weights = server_site_weights(stand.server, 0, &arena);
    assert_true(weights[0] >= 1.5 && weights[0] <= 1.5);
    (void)stand_step(&stand, from_tick * MINUTE_US);
    weights = server_site_weights(stand.server, 0, &arena);
    assert_true(weights[0] >= 2.0 && weights[0] <= 2.0);
    assert_true(book_rules(stand.server->book)->laws[0].mean <= 0.02);
    sibu_arena_clear(&arena);
    stand_close(&stand);
}

static void statistics_tell_results_and_moves(void **state)
{
    (void)state;
    struct stand stand;
    struct statistics from;
    struct http_request request = {.method = "GET", .path = "/v1/statistics", .body = ""};
    struct sibu_fault fault;
    stand_open(&stand, RESULTS);
    int64_t time_us = hold(&stand, STAND_MORNING_US, 0, DRILL_ALL_CLEAR);
    time_us = hold(&stand, time_us + MINUTE_US, 6, DRILL_ALL_CLEAR);
    (void)stand_step(&stand, time_us + MINUTE_US);
    assert_int_equal(statistics_make(stand.server, &request, &from, &fault), SIBU_OK);
    const struct statistics_result *result = &from.results[0];
    assert_true(result->moves && result->waits);
    assert_int_equal(result->share_count, 2);
    assert_int_equal(result->shares[0], 0);
    assert_int_equal(result->shares[1], 500000);
    assert_int_equal(result->moved, 0);
    assert_int_equal(result->waiting, 1);
    struct http_answer answer = {0};
    api_statistics(stand.server, &request, &answer);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(sibu_text_get(&answer.body),
                           "\"results\":[{\"site\":\"little-works\",\"shares\":[0.000000,0.500000],"
                           "\"moves\":true,\"moved\":0,\"waiting\":1}]"));
    sibu_text_clear(&answer.body);
    sibu_arena_clear(&request.arena);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_poor_drills_lead_to_more),
        cmocka_unit_test(good_drills_lead_to_fewer_and_middling_ones_back),
        cmocka_unit_test(what_is_no_measure_moves_nothing),
        cmocka_unit_test(a_restart_changes_no_rules),
        cmocka_unit_test(a_result_that_is_missing_is_told_at_the_start),
        cmocka_unit_test(in_a_draw_together_the_weight_moves),
        cmocka_unit_test(statistics_tell_results_and_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
