/* Several servers on one store, in one process: whose turn it is to draw, and what the others know of it. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "nodes.h"

#include "web/server_turn.h"

#define LEASE_US 400000
#define LONG_LEASE_US (INT64_C(300) * 1000000)
#define PATIENCE_US (INT64_C(20) * 1000000) /* real time; only a failing test waits so long */

static void open_all(struct nodes *nodes, int64_t lease_us)
{
    nodes_open(nodes, NODES_SELDOM, lease_us);
    for (int i = 0; i < NODES_MAX; i++) {
        nodes_serve(nodes, i);
    }
}

static void each_tick_is_drawn_by_one_and_known_to_all(void **state)
{
    (void)state;
    struct nodes nodes;
    open_all(&nodes, LONG_LEASE_US);
    for (int tick = 0; tick < 9; tick++) {
        int drew = 0;
        clock_set_us(&nodes.clock, NODES_MORNING_US + tick * NODES_MINUTE_US);
        for (int i = 0; i < 2 * NODES_MAX; i++) {
            drew += nodes_step(&nodes, (tick + i) % NODES_MAX).drew;
        }
        assert_int_equal(drew, 1);
    }
    assert_int_equal(nodes_rows(&nodes, "tick"), 9);
    assert_int_equal(nodes_rows(&nodes, "start"), NODES_MAX);
    assert_int_equal(nodes_rows(&nodes, "rules"), 1);
    assert_int_equal(nodes_rows(&nodes, "skip"), 0);
    assert_int_equal(nodes_draws(&nodes, 0) + nodes_draws(&nodes, 1) + nodes_draws(&nodes, 2), 1);
    for (int i = 0; i < NODES_MAX; i++) {
        assert_int_equal(book_counts(nodes.servers[i]->book)->ticks, 9);
        assert_memory_equal(book_hash(nodes.servers[i]->book), book_hash(nodes.servers[0]->book), 32);
        assert_string_equal(nodes.servers[i]->officer_key, nodes.servers[0]->officer_key);
    }
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

/* Steps all that are open until one of them draws. */
static int wait_for_holder(struct nodes *nodes)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (clock_monotonic_us() < until_us) {
        for (int i = 0; i < NODES_MAX; i++) {
            if (nodes->servers[i] != NULL) {
                (void)nodes_step(nodes, i);
                if (nodes_draws(nodes, i)) {
                    return i;
                }
            }
        }
        clock_rest(2000);
    }
    fail_msg("nobody draws");
    return -1;
}

static void another_draws_when_the_one_that_did_stops(void **state)
{
    (void)state;
    struct nodes nodes;
    open_all(&nodes, LEASE_US);
    for (int tick = 0; tick < 5; tick++) {
        clock_set_us(&nodes.clock, NODES_MORNING_US + tick * NODES_MINUTE_US);
        int holder = wait_for_holder(&nodes);
        nodes_stop(&nodes, holder);
        int next = wait_for_holder(&nodes);
        assert_int_not_equal(next, holder);
        nodes_serve(&nodes, holder);
    }
    assert_int_equal(nodes_rows(&nodes, "tick"), 5);
    assert_int_equal(nodes_rows(&nodes, "start"), NODES_MAX + 5);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

/* Two that both believe that it is their turn: the claim that the second took ends the first's. */
static void who_was_followed_draws_from_no_stale_book(void **state)
{
    (void)state;
    struct nodes nodes;
    struct store *store = NULL;
    struct store_claim claim;
    open_all(&nodes, LONG_LEASE_US);
    int holder = wait_for_holder(&nodes), other = (holder + 1) % NODES_MAX;
    assert_int_equal(store_open(&store, nodes.f.path, &nodes.f.fault), SIBU_OK);
    assert_true(
        fixture_sql(&nodes.f, "UPDATE claim SET until_us = 0 WHERE name = 'tick'")); /* as if the lease had passed */
    assert_int_equal(node_take(nodes.servers[other]->node, NODE_TICK, &nodes.f.fault), SIBU_OK);
    assert_true(nodes_draws(&nodes, holder) && nodes_draws(&nodes, other));
    clock_set_us(&nodes.clock, NODES_MORNING_US + NODES_MINUTE_US);
    int64_t before = nodes_rows(&nodes, "tick");
    assert_int_equal(nodes_step(&nodes, holder).drew, 0);
    assert_false(nodes_draws(&nodes, holder)); /* it has noticed */
    assert_int_equal(nodes_rows(&nodes, "tick"), before);
    assert_int_equal(nodes_step(&nodes, other).drew, 1);
    assert_int_equal(nodes_step(&nodes, holder).drew, 0);
    assert_int_equal(nodes_rows(&nodes, "tick"), before + 1);
    assert_int_equal(store_claim_take(store, NODE_TICK, "elsewhere", 1000, &claim, &nodes.f.fault), SIBU_NO);
    store_close(store);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

static void officers_ask_any_of_them(void **state)
{
    (void)state;
    struct nodes nodes;
    struct sibu_fault fault = {0};
    double bits = 0.0;
    open_all(&nodes, LONG_LEASE_US);
    int holder = wait_for_holder(&nodes), other = (holder + 1) % NODES_MAX;
    (void)nodes_step(&nodes, other);
    assert_int_equal(server_surprise(nodes.servers[other], "", 7200, &bits, &fault), SIBU_OK);
    clock_set_us(&nodes.clock, NODES_MORNING_US + NODES_MINUTE_US);
    assert_int_equal(nodes_step(&nodes, holder).drew, 1); /* it has read the row first */
    assert_int_equal(book_counts(nodes.servers[holder]->book)->surprises, 1);
    assert_int_equal(server_surprise(nodes.servers[(other + 1) % NODES_MAX], "", 7200, &bits, &fault), SIBU_NO);
    assert_int_equal(nodes_rows(&nodes, "surprise"), 1);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

/* A thread that steps one server until it is told to stop. */
struct stepping {
    struct server *server;
    atomic_int stops;
};

static void *step_on(void *data)
{
    struct stepping *stepping = data;
    while (!atomic_load(&stepping->stops)) {
        struct server_news news;
        struct sibu_fault fault;
        if (server_step(stepping->server, &news, &fault) != SIBU_OK) {
            (void)fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        }
        clock_rest(5000);
    }
    return NULL;
}

static void a_drill_at_once_is_begun_by_the_one_that_draws(void **state)
{
    (void)state;
    struct nodes nodes;
    pthread_t thread;
    struct sibu_fault fault = {0};
    open_all(&nodes, LONG_LEASE_US);
    int holder = wait_for_holder(&nodes), other = (holder + 1) % NODES_MAX;
    struct stepping stepping = {.server = nodes.servers[holder], .stops = 0};
    assert_int_equal(pthread_create(&thread, NULL, step_on, &stepping), 0);
    enum sibu_status status = server_now(nodes.servers[other], "", &fault);
    atomic_store(&stepping.stops, 1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(status, SIBU_OK);
    assert_int_equal(nodes_rows(&nodes, "now"), 1);
    assert_int_equal(nodes_rows(&nodes, "drill"), 1);
    assert_int_equal(fixture_number(&nodes.f, "SELECT count(*) FROM drill"), 1);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

/* An officer's row that the one that drew did not live to act on. */
static void ask(struct nodes *nodes, int number)
{
    struct server *server = nodes->servers[number];
    struct ledger_now row = {0};
    struct sibu_text body = {0};
    ledger_now_body(&body, &row);
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    assert_int_equal(ledger_follow(server, &nodes->f.fault), SIBU_OK);
    assert_int_equal(ledger_put(server, "now", &body, &nodes->f.fault), SIBU_OK);
    pthread_mutex_unlock(&server->draw_mutex);
    sibu_text_clear(&body);
}

static void a_start_left_behind_is_held_while_its_moment_lasts(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct nodes nodes;
        open_all(&nodes, LEASE_US);
        int holder = wait_for_holder(&nodes), other = (holder + 1) % NODES_MAX;
        (void)nodes_step(&nodes, other);
        ask(&nodes, holder);
        nodes_stop(&nodes, holder);
        if (late) {
            clock_set_us(&nodes.clock, NODES_MORNING_US + 3 * NODES_MINUTE_US);
        }
        (void)wait_for_holder(&nodes);
        assert_int_equal(nodes_rows(&nodes, "drill"), 1);
        assert_int_equal(fixture_number(&nodes.f, "SELECT count(*) FROM drill"), !late);
        assert_int_equal(fixture_number(&nodes.f, "SELECT count(*) FROM ledger WHERE kind = 'drill' AND body LIKE"
                                                  " '%the server stopped%'"),
                         late);
        nodes_check_ledger(&nodes);
        nodes_close(&nodes);
    }
}

static void one_that_is_opening_leaves_starts_to_the_one_that_draws(void **state)
{
    (void)state;
    struct nodes nodes;
    nodes_open(&nodes, NODES_SELDOM, LONG_LEASE_US);
    nodes_serve(&nodes, 0);
    assert_int_equal(wait_for_holder(&nodes), 0);
    ask(&nodes, 0);
    nodes_serve(&nodes, 1);
    assert_int_equal(nodes_rows(&nodes, "drill"), 0);
    (void)nodes_step(&nodes, 1);
    assert_int_equal(nodes_rows(&nodes, "drill"), 0);
    assert_int_equal(nodes_step(&nodes, 0).began, 1);
    assert_int_equal(nodes_rows(&nodes, "drill"), 1);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

/* Steps all that are open, a minute each time, until the ledger has a row "end". */
static void step_to_end(struct nodes *nodes)
{
    int64_t until_us = clock_monotonic_us() + 3 * PATIENCE_US;
    while (nodes_rows(nodes, "end") == 0) {
        assert_true(clock_monotonic_us() < until_us);
        clock_set_us(&nodes->clock, clock_now_us(&nodes->clock) + NODES_MINUTE_US);
        for (int i = 0; i < NODES_MAX; i++) {
            if (nodes->servers[i] != NULL) {
                (void)nodes_step(nodes, i);
            }
        }
        clock_rest(20000); /* leases and forecasts go by real time */
    }
}

static void a_drill_of_a_server_that_died_is_ended_by_another_once(void **state)
{
    (void)state;
    struct nodes nodes;
    struct sibu_fault fault = {0};
    open_all(&nodes, LEASE_US);
    int holder = wait_for_holder(&nodes);
    assert_int_equal(server_now(nodes.servers[holder], "", &fault), SIBU_OK);
    (void)nodes_step(&nodes, holder);
    nodes_stop(&nodes, holder);
    step_to_end(&nodes);
    for (int i = 0; i < NODES_MAX; i++) {
        if (nodes.servers[i] != NULL) {
            (void)nodes_step(&nodes, i);
        }
    }
    assert_int_equal(nodes_rows(&nodes, "end"), 1);
    assert_int_equal(nodes_rows(&nodes, "result"), 1);
    assert_int_equal(nodes_rows(&nodes, "drill"), 1);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

static void the_same_id_started_again_ends_the_first(void **state)
{
    (void)state;
    struct nodes nodes;
    struct server *again = NULL;
    struct server_news news = {0};
    struct sibu_fault fault = {0};
    nodes_open(&nodes, NODES_SELDOM, LEASE_US);
    nodes_serve(&nodes, 0);
    assert_int_equal(wait_for_holder(&nodes), 0);
    assert_int_equal(nodes_try(&nodes, 0, &again, &fault), SIBU_OK); /* at once: the id is its own */
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (!news.is_over && clock_monotonic_us() < until_us) {
        (void)!server_step(nodes.servers[0], &news, &fault);
        clock_rest(2000);
    }
    assert_true(news.is_over);
    assert_int_equal(server_step(nodes.servers[0], &news, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "east");
    assert_non_null(strstr(fault.what[SIBU_EN], "started with this id"));
    assert_true(fault.what[SIBU_ZH][0] != '\0');
    clock_set_us(&nodes.clock, NODES_MORNING_US + NODES_MINUTE_US);
    server_close(nodes.servers[0]); /* takes nothing from the second */
    nodes.servers[0] = again;
    assert_int_equal(wait_for_holder(&nodes), 0);
    assert_int_equal(nodes_rows(&nodes, "tick"), 2);
    nodes_check_ledger(&nodes);
    nodes_close(&nodes);
}

static void one_without_an_id_is_not_started_beside_them(void **state)
{
    (void)state;
    struct nodes nodes;
    struct server *alone = NULL;
    struct sibu_fault fault = {0};
    nodes_open(&nodes, NODES_SELDOM, LONG_LEASE_US);
    nodes_serve(&nodes, 0);
    struct server_def def = nodes.servers[0]->def;
    def.node = NULL;
    assert_int_equal(server_open(&alone, &def, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "east"));
    nodes_stop(&nodes, 0);
    assert_int_equal(server_open(&alone, &def, &fault), SIBU_OK); /* which gave its id up */
    server_close(alone);
    nodes_close(&nodes);
}

static void an_id_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const NONE[] = {"", "a b", "\xe4\xb8\x9c", "a/b", "0123456789012345678901234567890123456789x"};
    assert_true(node_id_fits("A.z_0-9"));
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++) {
        assert_false(node_id_fits(NONE[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tick_is_drawn_by_one_and_known_to_all),
        cmocka_unit_test(another_draws_when_the_one_that_did_stops),
        cmocka_unit_test(who_was_followed_draws_from_no_stale_book),
        cmocka_unit_test(officers_ask_any_of_them),
        cmocka_unit_test(a_drill_at_once_is_begun_by_the_one_that_draws),
        cmocka_unit_test(a_start_left_behind_is_held_while_its_moment_lasts),
        cmocka_unit_test(one_that_is_opening_leaves_starts_to_the_one_that_draws),
        cmocka_unit_test(a_drill_of_a_server_that_died_is_ended_by_another_once),
        cmocka_unit_test(the_same_id_started_again_ends_the_first),
        cmocka_unit_test(one_without_an_id_is_not_started_beside_them),
        cmocka_unit_test(an_id_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
