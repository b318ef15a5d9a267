/* What watches the server over HTTP: /readyz says which part does not work, /metrics is OpenMetrics, names nobody, and tells
 * nothing of a drill before T0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "open_metrics.h"
#include "visit.h"
#include "web/metrics.h"

#define RULES "\"tick_s\":60,\"least\":0,\"mean\":0.02,\"windows\":[{}],\"gap_days\":0"
#define MINUTE_US (INT64_C(60) * 1000000)
#define PATIENCE_US (INT64_C(20) * 1000000)

static struct reply get_metrics(const struct stand *stand)
{
    struct reply reply = visit(stand, (struct visit){"GET", "/metrics", NULL, NULL, 1});
    assert_int_equal(reply.status, 200);
    assert_string_equal(open_metrics_fault(sibu_text_get(&reply.body)), "");
    return reply;
}

static double value(const struct stand *stand, const char *sample)
{
    struct reply reply = get_metrics(stand);
    double found = open_metrics_value(sibu_text_get(&reply.body), sample);
    reply_clear(&reply);
    return found;
}

/* Until the sample is `least` or more. */
static void expect_at_least(const struct stand *stand, const char *sample, double least)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (value(stand, sample) < least) {
        if (clock_monotonic_us() > until_us) {
            fail_msg("%s stays under %g", sample, least);
        }
        clock_rest(10000);
    }
}

static void the_reader_of_these_tests_knows_the_rules(void **state)
{
    (void)state;
#define HEAD "# TYPE a counter\n# HELP a words\n"
    static const struct {
        const char *text;
        int is_good;
    } TEXTS[] = {
        {HEAD "a_total 1\n# EOF\n", 1},
        {HEAD "a_total{x=\"1\",y=\"\\\"\"} 1\n# EOF\n", 1},
        {"# TYPE a_bytes gauge\n# HELP a_bytes w\n# UNIT a_bytes bytes\na_bytes 1\n# EOF\n", 1},
        {"# TYPE a_bytes gauge\n# HELP a_bytes w\n# UNIT a_bytes seconds\na_bytes 1\n# EOF\n", 0},
        {HEAD "a_total 1\n", 0},
        {HEAD "a_total 1\n# EOF", 0},
        {HEAD "a_total 1\n# EOF\na_total 2\n", 0},
        {HEAD "a 1\n# EOF\n", 0},
        {HEAD "a_total -1\n# EOF\n", 0},
        {HEAD "a_total one\n# EOF\n", 0},
        {HEAD "a_total 1\na_total 2\n# EOF\n", 0},
        {HEAD "a_total{x=1} 1\n# EOF\n", 0},
        {HEAD "b_total 1\n# EOF\n", 0},
        {HEAD "\n# EOF\n", 0},
        {"# TYPE a counter\na_total 1\n# HELP a words\n# EOF\n", 0},
        {"a_total 1\n# EOF\n", 0},
        {HEAD HEAD "# EOF\n", 0},
        {"# TYPE 1a counter\n# EOF\n", 0},
        {"# TYPE a histogram\n# HELP a w\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 3\n# EOF\n",
         1},
        {"# TYPE a histogram\n# HELP a w\na_bucket{le=\"1.0\"} 3\na_bucket{le=\"+Inf\"} 2\n# EOF\n", 0},
        {"# TYPE a histogram\n# HELP a w\na_bucket{le=\"+Inf\"} 2\na_count 3\n# EOF\n", 0},
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        const char *fault = open_metrics_fault(TEXTS[i].text);
        if ((fault[0] == '\0') != TEXTS[i].is_good) {
            fail_msg("%s\n%s", TEXTS[i].text, fault);
        }
    }
}

static void metrics_are_open_metrics_for_who_may_see_them(void **state)
{
    struct stand stand;
    char type[256];
    (void)state;
    stand_open(&stand, RULES);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", "/metrics", NULL, NULL, 0}), 401);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", "/nowhere", NULL, NULL, 0}), 404);
    assert_int_equal(visit_status(&stand, (struct visit){"GET", "/healthz", NULL, NULL, 0}), 200);
    struct reply reply = get_metrics(&stand);
    reply_header(&reply, "Content-Type", type);
    assert_string_equal(type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    const char *text = sibu_text_get(&reply.body);
    assert_true(open_metrics_value(text, "sibu_requests_total{class=\"4xx\"}") == 2.0);
    assert_true(open_metrics_value(text, "sibu_requests_total{class=\"2xx\"}") == 1.0);
    assert_true(open_metrics_value(text, "sibu_streams") == 0.0);
    assert_true(open_metrics_value(text, "process_resident_memory_bytes") > 1e6);
    reply_clear(&reply);
    stand_close(&stand);
}

/* The text without what requests and pages of memory change: the rest must stand still until T0. */
static void still_text(const struct stand *stand, struct sibu_text *out)
{
    struct reply reply = get_metrics(stand);
    for (const char *line = sibu_text_get(&reply.body); *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        if (strncmp(line, "sibu_requests_total", 19) != 0 && strncmp(line, "process_resident", 16) != 0) {
            sibu_text_add_bytes(out, line, length);
        }
        line += length;
    }
    reply_clear(&reply);
}

static int stands_still(const struct stand *stand, const struct sibu_text *before)
{
    struct sibu_text now = {0};
    still_text(stand, &now);
    int is = strcmp(sibu_text_get(&now), sibu_text_get(before)) == 0;
    sibu_text_clear(&now);
    return is;
}

static void before_a_drill_nothing_moves(void **state)
{
    struct stand stand;
    struct sibu_text before = {0};
    int64_t time_us = STAND_MORNING_US;
    (void)state;
    stand_open(&stand, RULES);
    still_text(&stand, &before);
    assert_true(before.length > 1000);
    stand_surprise(&stand, 600);
    assert_true(stands_still(&stand, &before));
    while (!stand_step(&stand, time_us).began) {
        assert_true(stands_still(&stand, &before));
        time_us += MINUTE_US;
    }
    assert_false(stands_still(&stand, &before));
    sibu_text_clear(&before);
    stand_close(&stand);
}

/* The link of W01, whose number and name must not come out. */
static void find_token(const struct stand *stand, char out[32])
{
    struct reply reply = visit(stand, (struct visit){"GET", "/v1/people", NULL, NULL, 1});
    const char *person = strstr(sibu_text_get(&reply.body), "\"W01\"");
    assert_non_null(person);
    const char *at = strstr(person, "\"token\":\"");
    assert_non_null(at);
    (void)snprintf(out, 32, "%.22s", at + strlen("\"token\":\""));
    reply_clear(&reply);
}

static void a_drill_shows_in_counts_without_names(void **state)
{
    struct stand stand;
    char token[32], body[300];
    int64_t time_us = STAND_MORNING_US;
    (void)state;
    stand_open(&stand, RULES);
    find_token(&stand, token);
    (void)snprintf(body, sizeof body,
                   "[{\"site\":\"little-works\",\"id\":\"W01\",\"url\":\"http://127.0.0.1:9/138-0013-8000\"},"
                   "{\"site\":\"little-works\",\"id\":\"W02\",\"url\":\"%s/w/%s/seen\"}]",
                   server_base_url(stand.server), token); /* which takes any post */
    assert_int_equal(visit_status(&stand, (struct visit){"PUT", "/v1/addresses", body, NULL, 1}), 200);
    stand_surprise(&stand, 600);
    while (!stand_step(&stand, time_us).began) {
        time_us += MINUTE_US;
    }
    expect_at_least(&stand, "sibu_deliveries_total{way=\"http\",result=\"again\"}", 1.0); /* nobody listens there */
    expect_at_least(&stand, "sibu_deliveries_total{way=\"http\",result=\"accepted\"}", 1.0);
    expect_at_least(&stand, "sibu_outbox_items{way=\"http\",state=\"waiting\"}", 1.0);
    double answered = value(&stand, "sibu_requests_total{class=\"2xx\"}"); /* and this is one more */
    (void)snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"here-i-am\",\"point\":\"M1\"}", token);
    for (int i = 0; i < 2; i++) { /* the second is none */
        assert_int_equal(visit_status(&stand, (struct visit){"POST", "/v1/check-in", body, NULL, 0}), 200);
    }
    struct reply reply = get_metrics(&stand);
    const char *text = sibu_text_get(&reply.body);
    assert_true(open_metrics_value(text, "sibu_answers_total{kind=\"check-in\"}") == 1.0);
    assert_true(open_metrics_value(text, "sibu_requests_total{class=\"2xx\"}") == answered + 3.0);
    assert_true(open_metrics_value(text, "sibu_store_batch_count") == 2.0);
    assert_true(open_metrics_value(text, "sibu_store_batch_bucket{le=\"1.0\"}") == 2.0);
    assert_true(open_metrics_value(text, "sibu_way_down{way=\"http\"}") == 0.0);
    const char *const SECRETS[] = {
        token, "W01", "王建国", "Jianguo", "138-0013-8000", "127.0.0.1", server_officer_key(stand.server), "here-i-am"};
    for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0]; i++) {
        assert_null(strstr(text, SECRETS[i]));
    }
    reply_clear(&reply);
    stand_close(&stand);
}

static void batches_are_counted_by_their_sizes(void **state)
{
    (void)state;
    static const size_t SIZES[] = {1, 2, 3, 4, 32, 33, 1000};
    static const char NODES[][STORE_NODE_MAX] = {"east", "west-2"};
    struct metrics metrics = {.resident_bytes = 1, .nodes = NODES, .node_count = 2, .draws = 1};
    struct sibu_text text = {0};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        tally_batch(&metrics.tally, SIZES[i]);
    }
    tally_answer(&metrics.tally, "need-help");
    tally_answer(&metrics.tally, "nonsense");
    metrics_write(&metrics, &text);
    assert_string_equal(open_metrics_fault(sibu_text_get(&text)), "");
    static const struct {
        const char *sample;
        double value;
    } WANTED[] = {{"sibu_store_batch_bucket{le=\"1.0\"}", 1},
                  {"sibu_store_batch_bucket{le=\"2.0\"}", 2},
                  {"sibu_store_batch_bucket{le=\"4.0\"}", 4},
                  {"sibu_store_batch_bucket{le=\"16.0\"}", 4},
                  {"sibu_store_batch_bucket{le=\"32.0\"}", 5},
                  {"sibu_store_batch_bucket{le=\"+Inf\"}", 7},
                  {"sibu_store_batch_sum", 1075},
                  {"sibu_node_lives{node=\"west-2\"}", 1},
                  {"sibu_node_draws", 1},
                  {"sibu_answers_total{kind=\"need-help\"}", 1},
                  {"sibu_answers_total{kind=\"check-in\"}", 0},
                  {"process_resident_memory_bytes", 1048576}};
    for (size_t i = 0; i < sizeof WANTED / sizeof WANTED[0]; i++) {
        double found = open_metrics_value(sibu_text_get(&text), WANTED[i].sample);
        if (found < WANTED[i].value || found > WANTED[i].value) {
            fail_msg("%s is %g", WANTED[i].sample, found);
        }
    }
    sibu_text_clear(&text);
}

static void ready_is_who_does_all_of_its_work(void **state)
{
    (void)state;
#define NOW (INT64_C(1000) * 1000000)
    static const struct {
        struct ready_signs signs;
        struct ready_parts parts;
    } CASES[] = {
        {{1, 1, NOW, NOW, 0}, {1, 1, 1}},
        {{0, 1, NOW, NOW, 0}, {0, 1, 1}},
        {{1, 0, NOW, NOW, 0}, {1, 0, 1}},
        {{1, 1, 0, NOW, 0}, {1, 0, 1}},
        {{1, 1, NOW, 0, 0}, {1, 1, 0}},
        {{1, 1, NOW - READY_STEP_US + 1, NOW - READY_TURN_US + 1, 0}, {1, 1, 1}},
        {{1, 1, NOW - READY_STEP_US, NOW, 0}, {1, 0, 1}},
        {{1, 1, NOW, NOW - READY_TURN_US, 0}, {1, 1, 0}},
        {{1, 1, NOW, NOW, 1}, {1, 1, 0}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct ready_parts parts = ready_judge(&CASES[i].signs, NOW);
        if (memcmp(&parts, &CASES[i].parts, sizeof parts) != 0) {
            fail_msg("case %zu: %d %d %d", i, parts.store, parts.draw, parts.notifier);
        }
    }
}

/* Until /readyz answers so: what the store said is known for a second. */
static void expect_ready(const struct stand *stand, long status, const char *body)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    for (;;) {
        struct reply reply = visit(stand, (struct visit){"GET", "/readyz", NULL, NULL, 0});
        int is = reply.status == status && strcmp(sibu_text_get(&reply.body), body) == 0;
        if (!is && clock_monotonic_us() > until_us) {
            fail_msg("%ld %s", reply.status, sibu_text_get(&reply.body));
        }
        reply_clear(&reply);
        if (is) {
            return;
        }
        clock_rest(20000);
    }
}

#define FAILS(table, event) "CREATE TRIGGER gone BEFORE " event " ON " table " BEGIN SELECT raise(ABORT, 'gone'); END"
#define READY "{\"ok\":true,\"store\":true,\"draw\":true,\"notifier\":true}\n"

static void a_part_that_fails_is_named_and_comes_back(void **state)
{
    struct stand stand;
    struct server_news news;
    struct sibu_fault fault;
    (void)state;
    stand_open(&stand, RULES);
    expect_ready(&stand, 503, "{\"ok\":false,\"store\":true,\"draw\":false,\"notifier\":true}\n"); /* no step yet */
    (void)stand_step(&stand, STAND_MORNING_US);
    expect_ready(&stand, 200, READY);
    (void)stand_number(stand.data, FAILS("setting", "INSERT"));
    expect_ready(&stand, 503, "{\"ok\":false,\"store\":false,\"draw\":true,\"notifier\":true}\n");
    (void)stand_number(stand.data, "DROP TRIGGER gone");
    expect_ready(&stand, 200, READY);
    (void)stand_number(stand.data, FAILS("ledger", "INSERT"));
    clock_set_us(&stand.clock, STAND_MORNING_US + MINUTE_US);
    assert_true(server_step(stand.server, &news, &fault) != SIBU_OK);
    expect_ready(&stand, 503, "{\"ok\":false,\"store\":true,\"draw\":false,\"notifier\":true}\n");
    (void)stand_number(stand.data, "DROP TRIGGER gone");
    (void)stand_step(&stand, STAND_MORNING_US + MINUTE_US);
    expect_ready(&stand, 200, READY);
    stand_close(&stand);
}

/* That a drill was drawn and could not be filed yet must not show. */
static void a_drill_that_cannot_begin_yet_does_not_show(void **state)
{
    struct stand stand;
    struct server_news news;
    struct sibu_fault fault;
    int64_t time_us = STAND_MORNING_US;
    int failed = 0;
    (void)state;
    stand_open(&stand, RULES);
    (void)stand_step(&stand, time_us);
    expect_ready(&stand, 200, READY);
    (void)stand_number(stand.data, FAILS("ledger WHEN new.kind = 'drill'", "INSERT"));
    stand_surprise(&stand, 600);
    for (int i = 0; i < 12 && !failed; i++) {
        time_us += MINUTE_US;
        clock_set_us(&stand.clock, time_us);
        failed = server_step(stand.server, &news, &fault) != SIBU_OK;
        struct reply reply = visit(&stand, (struct visit){"GET", "/readyz", NULL, NULL, 0});
        assert_string_equal(sibu_text_get(&reply.body), READY);
        reply_clear(&reply);
    }
    assert_true(failed);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reader_of_these_tests_knows_the_rules),
        cmocka_unit_test(metrics_are_open_metrics_for_who_may_see_them),
        cmocka_unit_test(before_a_drill_nothing_moves),
        cmocka_unit_test(a_drill_shows_in_counts_without_names),
        cmocka_unit_test(batches_are_counted_by_their_sizes),
        cmocka_unit_test(ready_is_who_does_all_of_its_work),
        cmocka_unit_test(a_part_that_fails_is_named_and_comes_back),
        cmocka_unit_test(a_drill_that_cannot_begin_yet_does_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
