/* The officer's board while a drill runs: the map fills, the chart follows, who asks for help stands above all, and nothing of
 * it is there before T0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "visit.h"
#include "visitor.h"

#define RULES "\"tick_s\":60,\"least\":0,\"mean\":0.02,\"windows\":[{}],\"gap_days\":0"
#define SECOND_US INT64_C(1000000)
#define PATIENCE_US (60 * SECOND_US)

/* A drill at once; its T0. */
static int64_t strike(struct stand *stand)
{
    struct sibu_fault fault;
    (void)stand_step(stand, STAND_MORNING_US);
    assert_int_equal(server_now(stand->server, "", &fault), SIBU_OK);
    (void)stand_step(stand, STAND_MORNING_US);
    return stand_number(stand->data, "SELECT t0_us FROM drill");
}

static void answer(const struct stand *stand, const char *id, const char *kind, const char *place)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t count = 0;
    int64_t received_us = 0;
    enum drill_verdict verdict = DRILL_NOBODY;
    assert_int_equal(store_people(stand->server->store, NULL, &arena, &people, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(people[i].id, id) == 0) {
            struct drill_answer given = {.token = people[i].token, .kind = kind, .place = place, .key = kind};
            assert_int_equal(drill_take(server_drill(stand->server), &given, &verdict, &received_us, &fault), SIBU_OK);
        }
    }
    assert_int_equal(verdict, DRILL_TAKEN);
    sibu_arena_clear(&arena);
}

static int board_has(const struct stand *stand, const char *language, const char *text)
{
    char path[16];
    (void)snprintf(path, sizeof path, "/?lang=%s", language);
    struct reply page = visit_page(stand, path);
    int has = page.status == 200 && strstr(sibu_text_get(&page.body), text) != NULL;
    reply_clear(&page);
    return has;
}

static void the_map_fills_as_people_check_in(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    (void)stand_step(&stand, STAND_MORNING_US);
    assert_false(board_has(&stand, "en", "<svg class=\"plan\""));
    int64_t t0_us = strike(&stand);
    assert_true(board_has(&stand, "en", "aria-label=\"Map of "));
    assert_true(board_has(&stand, "zh", "aria-label=\"平面图："));
    assert_true(board_has(&stand, "en", ">0/60</text>"));
    assert_true(board_has(&stand, "en", "<g class=\"origin\""));
    assert_true(board_has(&stand, "en", "<path class=\"zone hit\""));
    assert_true(board_has(&stand, "en", "width=\"70\" height=\"0\"/>"));
    clock_set_us(&stand.clock, t0_us + 30 * SECOND_US);
    answer(&stand, "W01", "check-in", "M1");
    answer(&stand, "W02", "check-in", "M1");
    assert_true(board_has(&stand, "en", ">2/60</text>"));
    assert_true(board_has(&stand, "en", "width=\"70\" height=\"2\"/>")); /* of 70 */
    stand_close(&stand);
}

static void who_asks_for_help_stands_above_all(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    int64_t t0_us = strike(&stand);
    assert_false(board_has(&stand, "en", "Asking for help:"));
    clock_set_us(&stand.clock, t0_us + 5 * SECOND_US);
    answer(&stand, "W06", "need-help", "");
    assert_true(board_has(&stand, "en", "<b>Asking for help: 杨磊 (Yard)</b></p>\n<div class=\"tiles\">"));
    assert_true(board_has(&stand, "zh", "<b>求助：杨磊 (堆场)</b>"));
    answer(&stand, "W06", "check-in", "M1");
    assert_false(board_has(&stand, "en", "Asking for help:"));
    stand_close(&stand);
}

/* The forecast comes from threads of its own: it is waited for on the real clock. */
static void the_chart_shows_who_came_when_before_the_forecast(void **state)
{
    struct stand stand;
    struct clock real;
    (void)state;
    stand_open(&stand, RULES);
    int64_t t0_us = strike(&stand);
    assert_true(board_has(&stand, "en", "<svg class=\"chart\""));
    clock_set_us(&stand.clock, t0_us + 60 * SECOND_US);
    answer(&stand, "W01", "acknowledge", "");
    /* in the chart of 120 s: from x = 66 to 694, so 60 s is at 380, and there it ends */
    assert_true(board_has(&stand, "en", "stroke-dasharray=\"9 4\" d=\"M66.0 336.0H380.0V"));
    assert_true(board_has(&stand, "en", "d=\"M66.0 336.0H380.0\"/>")); /* nobody has checked in */
    clock_init_real(&real);
    int64_t from_us = clock_now_us(&real);
    while (!board_has(&stand, "en", "class=\"band\"") && clock_now_us(&real) - from_us < PATIENCE_US) {
        assert_true(board_has(&stand, "en", "The forecast is still being made."));
        (void)stand_step(&stand, t0_us + 61 * SECOND_US);
        clock_rest(20000);
    }
    clock_clear(&real);
    assert_true(board_has(&stand, "en", "forecast: checked in"));
    assert_false(board_has(&stand, "en", "The forecast is still being made."));
    stand_close(&stand);
}

static void the_board_renews_itself_with_and_without_a_script(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    assert_true(board_has(&stand, "en", "<noscript><meta http-equiv=\"refresh\" content=\"10\"/></noscript>"));
    (void)strike(&stand);
    assert_true(board_has(&stand, "en", "<noscript><meta http-equiv=\"refresh\" content=\"2\"/></noscript>"));
    assert_true(visit_has(&stand, (struct visit){"GET", "/board.js", NULL, NULL, 0}, "isEqualNode"));
    stand_close(&stand);
}

static int64_t mustered(const struct stand *stand)
{
    return stand_number(stand->data, "SELECT count(*) FROM event WHERE kind = 'mustered' AND detail LIKE '%officer%'");
}

/* The button is there between the end and the closing, and does it once. */
static void the_officer_closes_the_muster_from_the_board(void **state)
{
    static const char BUTTON[] = "value=\"mustered\"";
    struct stand stand;
    struct visitor officer;
    char fields[128];
    (void)state;
    stand_open(&stand, RULES);
    (void)strike(&stand);
    visitor_init(&officer, &stand);
    (void)snprintf(fields, sizeof fields, "key=%s", server_officer_key(stand.server));
    assert_int_equal(visitor_ask(&officer, "POST", "/sign-in", fields), 303);
    assert_int_equal(visitor_get(&officer, "/?lang=en"), 200);
    assert_false(visitor_sees(&officer, BUTTON));
    const char *secret = strstr(sibu_text_get(&officer.body), "name=\"form\" value=\"");
    assert_non_null(secret);
    (void)snprintf(officer.form, sizeof officer.form, "form=%.64s", secret + strlen("name=\"form\" value=\""));
    assert_int_equal(visitor_post(&officer, "/", "do=mustered"), 409); /* it still runs */
    assert_int_equal(visitor_post(&officer, "/", "do=all-clear"), 303);
    assert_int_equal(visitor_get(&officer, "/?lang=en"), 200);
    assert_true(visitor_sees(&officer, BUTTON));
    assert_int_equal(visitor_ask(&officer, "POST", "/", "do=mustered"), 403); /* without the form's secret */
    assert_int_equal(visitor_post(&officer, "/", "do=mustered&drill=2026-000099"), 409);
    assert_int_equal(mustered(&stand), 0);
    assert_int_equal(visitor_post(&officer, "/", "do=mustered&drill=2026-000001"), 303);
    assert_int_equal(mustered(&stand), 1);
    assert_int_equal(visitor_get(&officer, "/?lang=en"), 200);
    assert_false(visitor_sees(&officer, BUTTON));
    assert_int_equal(visitor_post(&officer, "/", "do=mustered&drill=2026-000001"), 409);
    assert_int_equal(mustered(&stand), 1);
    visitor_clear(&officer);
    stand_close(&stand);
}

static void the_officer_closes_the_muster_over_the_api(void **state)
{
    static const struct visit CLOSE = {"POST", "/v1/stop", "{\"how\":\"mustered\"}", NULL, 1};
    struct stand stand;
    struct visit nobody = CLOSE;
    nobody.as_officer = 0;
    (void)state;
    stand_open(&stand, RULES);
    assert_int_equal(visit_status(&stand, CLOSE), 409); /* nothing runs */
    (void)strike(&stand);
    assert_int_equal(visit_status(&stand, CLOSE), 409);
    assert_int_equal(visit_status(&stand, (struct visit){"POST", "/v1/stop", "{\"how\":\"all-clear\"}", NULL, 1}), 200);
    assert_in_range(visit_status(&stand, nobody), 401, 403);
    assert_int_equal(mustered(&stand), 0);
    assert_true(visit_has(&stand, CLOSE, "\"ok\":true"));
    assert_int_equal(mustered(&stand), 1);
    assert_true(visit_has(&stand, (struct visit){"GET", "/v1/muster", NULL, NULL, 1}, "\"state\":\"mustered\""));
    assert_int_equal(visit_status(&stand, CLOSE), 409);
    stand_close(&stand);
}

/* The page of W02, as it is without a script. */
static int page_has(const struct stand *stand, const char *text)
{
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t count = 0;
    char path[64];
    assert_int_equal(store_people(stand->server->store, NULL, &arena, &people, &count, &fault), SIBU_OK);
    assert_string_equal(people[1].id, "W02");
    (void)snprintf(path, sizeof path, "/w/%s?lang=en", people[1].token);
    int has = visit_has(stand, (struct visit){"GET", path, NULL, NULL, 0}, text);
    sibu_arena_clear(&arena);
    return has;
}

static void after_the_end_the_page_asks_only_where_people_are(void **state)
{
    static const char OVER[] = "<p class=\"kept over\" role=\"status\">", WAY[] = "value=\"acknowledge\"";
    static const char HELP[] = "value=\"need-help\"", THERE[] = "value=\"check-in\"";
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    int64_t t0_us = strike(&stand);
    assert_true(page_has(&stand, WAY) && page_has(&stand, HELP) && page_has(&stand, THERE));
    assert_false(page_has(&stand, OVER));
    assert_int_equal(visit_status(&stand, (struct visit){"POST", "/v1/stop", "{\"how\":\"all-clear\"}", NULL, 1}), 200);
    assert_true(page_has(&stand, OVER) && page_has(&stand, THERE));
    assert_false(page_has(&stand, WAY) || page_has(&stand, HELP));
    (void)stand_step(&stand, t0_us + 60 * SECOND_US);
    assert_true(page_has(&stand, OVER) && page_has(&stand, THERE)); /* mustered: who is late may say so */
    /* as a server leaves it that died with the evaluation's event on disk */
    stand_stop(&stand);
    assert_int_equal(stand_number(stand.data, "UPDATE drill SET stage = 'evaluated'"), -1);
    stand_serve(&stand);
    assert_true(page_has(&stand, OVER));
    assert_false(page_has(&stand, THERE));
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_map_fills_as_people_check_in),
        cmocka_unit_test(who_asks_for_help_stands_above_all),
        cmocka_unit_test(the_chart_shows_who_came_when_before_the_forecast),
        cmocka_unit_test(the_board_renews_itself_with_and_without_a_script),
        cmocka_unit_test(the_officer_closes_the_muster_from_the_board),
        cmocka_unit_test(the_officer_closes_the_muster_over_the_api),
        cmocka_unit_test(after_the_end_the_page_asks_only_where_people_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
