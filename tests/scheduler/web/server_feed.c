/* The feeds of alerts over HTTP: nothing before a drill, kinds apart, asked for again by tag and date, gone after two
 * weeks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "notify/cap.h"
#include "visit.h"

#define RULES "\"tick_s\":60,\"least\":0,\"mean\":0.02,\"windows\":[{}],\"gap_days\":0"
#define MINUTE_US (INT64_C(60) * 1000000)
#define DAY_US (24 * 60 * MINUTE_US)

/* The paths of the feeds, with the key, as the server tells them. */
struct paths {
    char exercise[200], actual[200];
};

static void find_path(const struct stand *stand, const char *text, const char *name, char out[200])
{
    char begin[32];
    (void)snprintf(begin, sizeof begin, "\"%s\":\"", name);
    const char *at = strstr(text, begin);
    assert_non_null(at);
    at += strlen(begin) + strlen(server_base_url(stand->server));
    (void)snprintf(out, 200, "%.*s", (int)strcspn(at, "\""), at);
}

static struct paths find_paths(const struct stand *stand, const char *method)
{
    struct paths paths;
    struct reply reply = visit(stand, (struct visit){method, "/v1/feeds", NULL, NULL, 1});
    assert_int_equal(reply.status, 200);
    find_path(stand, sibu_text_get(&reply.body), "exercise", paths.exercise);
    find_path(stand, sibu_text_get(&reply.body), "actual", paths.actual);
    reply_clear(&reply);
    return paths;
}

static struct reply get(const struct stand *stand, const char *path)
{
    return visit(stand, (struct visit){"GET", path, NULL, NULL, 0});
}

/* Until a drill begins. */
static int64_t strike(struct stand *stand)
{
    int64_t time_us = STAND_MORNING_US;
    stand_surprise(stand, 600);
    for (int i = 0; i < 12 && !stand_step(stand, time_us).began; i++) {
        time_us += MINUTE_US;
    }
    assert_int_equal(stand_number(stand->data, "SELECT count(*) FROM drill"), 1);
    return time_us;
}

static void who_shows_no_key_reads_nothing(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    struct paths first = find_paths(&stand, "GET");
    assert_int_equal(visit_status(&stand, (struct visit){"GET", "/v1/feeds", NULL, NULL, 0}), 401);
    static const char *const CLOSED[] = {"/feed/exercise.atom", "/feed/actual.atom?key=", "/feed/exercise.atom?key=x",
                                         "/feed/sibu.little-works.2026-000001.1.xml"};
    for (size_t i = 0; i < sizeof CLOSED / sizeof CLOSED[0]; i++) {
        assert_int_equal(visit_status(&stand, (struct visit){"GET", CLOSED[i], NULL, NULL, 0}), 403);
    }
    assert_true(visit_has(&stand, (struct visit){"GET", first.exercise, NULL, NULL, 0}, strchr(first.exercise, '?')));
    struct paths same = find_paths(&stand, "GET"), renewed = find_paths(&stand, "POST");
    assert_string_equal(first.exercise, same.exercise);
    assert_string_not_equal(first.exercise, renewed.exercise);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", first.exercise, NULL, NULL, 0}), 403);
    assert_true(
        visit_has(&stand, (struct visit){"GET", renewed.exercise, NULL, NULL, 0}, strchr(renewed.exercise, '?')));
    stand_close(&stand);
}

static void expect_same(struct reply *a, struct reply *b)
{
    assert_int_equal(a->status, b->status);
    assert_string_equal(sibu_text_get(&a->head), sibu_text_get(&b->head));
    assert_string_equal(sibu_text_get(&a->body), sibu_text_get(&b->body));
    reply_clear(b);
}

/* Before T0 an armed drill is not to be told from none; two weeks after it nothing tells that it was. */
static void before_and_long_after_a_drill_it_is_as_without_one(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    struct paths paths = find_paths(&stand, "GET");
    struct reply before = get(&stand, paths.exercise), before_actual = get(&stand, paths.actual);
    assert_int_equal(before.status, 200);
    stand_surprise(&stand, 600);
    struct reply armed = get(&stand, paths.exercise);
    expect_same(&before, &armed);
    int64_t time_us = STAND_MORNING_US;
    while (!stand_step(&stand, time_us).began) {
        struct reply waiting = get(&stand, paths.exercise);
        expect_same(&before, &waiting);
        time_us += MINUTE_US;
    }
    struct reply running = get(&stand, paths.exercise), actual = get(&stand, paths.actual);
    assert_string_not_equal(sibu_text_get(&before.body), sibu_text_get(&running.body));
    expect_same(&before_actual, &actual);
    clock_set_us(&stand.clock, time_us + 14 * DAY_US - MINUTE_US);
    struct reply late = get(&stand, paths.exercise);
    expect_same(&running, &late);
    clock_set_us(&stand.clock, time_us + 14 * DAY_US + MINUTE_US);
    struct reply gone = get(&stand, paths.exercise);
    expect_same(&before, &gone);
    reply_clear(&running);
    reply_clear(&before);
    reply_clear(&before_actual);
    stand_close(&stand);
}

/* The path behind the first message's link. */
static void find_message(const struct stand *stand, const struct reply *feed, char out[400])
{
    static const char LINK[] = "type=\"application/cap+xml\" href=\"";
    const char *at = strstr(sibu_text_get(&feed->body), LINK);
    assert_non_null(at);
    at += strlen(LINK) + strlen(server_base_url(stand->server));
    (void)snprintf(out, 400, "%.*s", (int)strcspn(at, "\""), at);
}

static void it_leads_to_the_message_as_it_was_filed(void **state)
{
    struct stand stand;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    struct store_cap *caps = NULL;
    size_t count = 0;
    char path[400], type[256];
    (void)state;
    stand_open(&stand, RULES);
    int64_t t0_us = strike(&stand);
    struct paths paths = find_paths(&stand, "GET");
    struct reply feed = get(&stand, paths.exercise);
    find_message(&stand, &feed, path);
    struct reply message = get(&stand, path);
    assert_int_equal(store_caps(stand.server->store, 0, &arena, &caps, &count, &fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(message.status, 200);
    assert_string_equal(sibu_text_get(&message.body), caps[0].xml);
    assert_int_equal(cap_check("message", sibu_text_get(&message.body), message.body.length, &fault), SIBU_OK);
    reply_header(&message, "Content-Type", type);
    assert_string_equal(type, "application/cap+xml");
    reply_header(&feed, "Content-Type", type);
    assert_string_equal(type, "application/atom+xml; charset=utf-8");
    clock_set_us(&stand.clock, t0_us + 14 * DAY_US + MINUTE_US);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", path, NULL, NULL, 0}), 404);
    reply_clear(&feed);
    reply_clear(&message);
    sibu_arena_clear(&arena);
    stand_close(&stand);
}

static void a_real_emergency_stands_in_the_other_feed_alone(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, RULES);
    (void)strike(&stand);
    struct paths paths = find_paths(&stand, "GET");
    assert_false(visit_has(&stand, (struct visit){"GET", paths.actual, NULL, NULL, 0}, "<entry>"));
    assert_int_equal(visit_status(&stand, (struct visit){"POST", "/v1/stop", "{\"how\":\"real-emergency\"}", NULL, 1}),
                     200);
    struct reply exercise = get(&stand, paths.exercise), actual = get(&stand, paths.actual);
    assert_non_null(strstr(sibu_text_get(&actual.body), "REAL EMERGENCY"));
    assert_null(strstr(sibu_text_get(&actual.body), "DRILL:"));
    assert_null(strstr(sibu_text_get(&actual.body), "Exercise"));
    assert_non_null(strstr(sibu_text_get(&exercise.body), "DRILL:"));
    assert_null(strstr(sibu_text_get(&exercise.body), "REAL EMERGENCY"));
    reply_clear(&exercise);
    reply_clear(&actual);
    stand_close(&stand);
}

/* As in HTTP: in Greenwich, whatever the site's zone is. */
static void write_http_date(int64_t time_us, char out[32])
{
    struct tm utc;
    time_t time_s = (time_t)(time_us / 1000000);
    assert_non_null(gmtime_r(&time_s, &utc));
    assert_true(strftime(out, 32, "%a, %d %b %Y %H:%M:%S GMT", &utc) > 0);
}

static void who_has_it_already_gets_304(void **state)
{
    struct stand stand;
    char tag[256], date[256], header[300], wanted[32];
    (void)state;
    stand_open(&stand, RULES);
    int64_t t0_us = strike(&stand);
    write_http_date(t0_us, wanted);
    struct paths paths = find_paths(&stand, "GET");
    struct reply feed = get(&stand, paths.exercise);
    reply_header(&feed, "ETag", tag);
    reply_header(&feed, "Last-Modified", date);
    assert_true(tag[0] == '"');
    assert_string_equal(date + strlen(date) - 3, "GMT");
    assert_string_equal(date, wanted);
    (void)snprintf(header, sizeof header, "If-None-Match: \"other\", W/%s", tag);
    struct reply known = visit(&stand, (struct visit){"GET", paths.exercise, NULL, header, 0});
    assert_int_equal(known.status, 304);
    assert_int_equal(known.body.length, 0);
    (void)snprintf(header, sizeof header, "If-Modified-Since: %s", date);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", paths.exercise, NULL, header, 0}), 304);
    clock_set_us(&stand.clock, t0_us + MINUTE_US);
    assert_int_equal(visit_status(&stand, (struct visit){"POST", "/v1/stop", "{\"how\":\"all-clear\"}", NULL, 1}), 200);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", paths.exercise, NULL, header, 0}), 200);
    (void)snprintf(header, sizeof header, "If-None-Match: %s", tag);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", paths.exercise, NULL, header, 0}), 200);
    reply_clear(&feed);
    reply_clear(&known);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_shows_no_key_reads_nothing),
        cmocka_unit_test(before_and_long_after_a_drill_it_is_as_without_one),
        cmocka_unit_test(it_leads_to_the_message_as_it_was_filed),
        cmocka_unit_test(a_real_emergency_stands_in_the_other_feed_alone),
        cmocka_unit_test(who_has_it_already_gets_304),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
