/* The notifier against real peers on loopback: what is sent, what is tried again, and what the store knows afterwards. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "../store/fixture.h"

#include "base/clock.h"
#include "notify/cap.h"
#include "notify/notify.h"
#include "peer.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)
#define PATIENCE_US (20 * SECOND) /* real time; only a failing test waits so long */

struct scene {
    struct fixture f;
    struct clock clock;
    struct peer *peer;
    struct notify *notify;
    int64_t drill;
    struct sibu_text xml;
};

static void write_alert(struct scene *s, enum alert_kind kind)
{
    static const struct alert_place PLACE = {"Z1", {{"工艺区", "Process area"}}};
    struct alert alert = {.kind = kind,
                          .drill = "2026-000017",
                          .number = 1,
                          .site = {"park", {{"化工园", "Park"}}},
                          .utc_offset_s = 28800,
                          .sent_us = T0,
                          .expires_us = T0 + 1200 * SECOND,
                          .family = "fire",
                          .category = "Fire",
                          .headline = {{"火灾", "Fire"}},
                          .zones = &PLACE,
                          .zone_count = 1,
                          .musters = &PLACE,
                          .muster_count = 1,
                          .base_url = "http://127.0.0.1:1"};
    assert_int_equal(cap_write(&alert, &s->xml, &s->f.fault), SIBU_OK);
}

/* A store with a drill of `count` people, whose clock shows T0 and runs `speed` times faster. */
static void scene_open(struct scene *s, size_t count, double speed)
{
    memset(s, 0, sizeof *s);
    fixture_open(&s->f);
    s->drill = fixture_drill(&s->f, count, "");
    s->peer = peer_open();
    clock_init_standing(&s->clock, T0);
    clock_set_speed(&s->clock, speed);
    write_alert(s, ALERT_START);
}

/* The person with this number (from 1) is at the address. */
static void live_at(struct scene *s, size_t number, const char *url)
{
    char id[32];
    size_t unknown = 0;
    (void)snprintf(id, sizeof id, "W%03zu", number);
    struct store_person person = {.site = "park", .id = id, .url = url};
    assert_int_equal(store_addresses_put(s->f.store, &person, 1, &unknown, &s->f.fault), SIBU_OK);
    assert_int_equal(unknown, 0);
}

static void live_at_peer(struct scene *s, size_t number, const char *path)
{
    char url[128];
    peer_address(s->peer, path, url);
    live_at(s, number, url);
}

static void put_alert_named(struct scene *s, const char *identifier, int ends_earlier, int64_t valid_s)
{
    int64_t now_us = clock_now_us(&s->clock);
    struct store_alert alert = {.identifier = identifier,
                                .ends_earlier = ends_earlier,
                                .xml = sibu_text_get(&s->xml),
                                .sent_us = now_us,
                                .expires_us = now_us + valid_s * SECOND};
    assert_int_equal(store_alert_put(s->f.store, s->drill, &alert, &s->f.fault), SIBU_OK);
}

static void put_alert(struct scene *s, int64_t valid_s)
{
    put_alert_named(s, "sibu.park.2026-000017.1", 0, valid_s);
}

static void start(struct scene *s, int total_timeout_ms)
{
    struct notify_options options = {.base_url = "http://127.0.0.1:8080", .total_timeout_ms = total_timeout_ms};
    assert_int_equal(notify_open(&s->notify, s->f.store, &s->clock, &options, &s->f.fault), SIBU_OK);
}

static void scene_close(struct scene *s)
{
    notify_close(s->notify);
    peer_close(s->peer);
    clock_clear(&s->clock);
    sibu_text_clear(&s->xml);
    fixture_close(&s->f);
}

static size_t waiting(struct scene *s)
{
    size_t count = 0;
    int64_t next_us = 0;
    assert_int_equal(store_outbox_waiting(s->f.store, NULL, &count, &next_us, &s->f.fault), SIBU_OK);
    return count;
}

static void wait_for_end(struct scene *s)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (waiting(s) > 0) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
    }
}

static void wait_for_requests(struct scene *s, size_t count)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (peer_count(s->peer) < count) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
    }
}

static size_t rows(struct scene *s, struct sibu_record_delivery **items)
{
    size_t count = 0;
    assert_int_equal(
        store_deliveries(s->f.store, (struct store_from){s->drill, 0}, &s->f.arena, items, &count, &s->f.fault),
        SIBU_OK);
    return count;
}

static void everybody_is_sent_the_alert_with_a_link_of_their_own(void **state)
{
    (void)state;
    struct scene s;
    struct store_person *people = NULL;
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    scene_open(&s, 30, 1);
    for (size_t i = 1; i <= 30; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "/ok/W%03zu", i);
        live_at_peer(&s, i, path);
    }
    start(&s, 0);
    put_alert(&s, 1200);
    notify_wake(s.notify);
    wait_for_end(&s);
    assert_int_equal(peer_count(s.peer), 30);
    assert_int_equal(store_people(s.f.store, "park", &s.f.arena, &people, &count, &s.f.fault), SIBU_OK);
    for (size_t i = 0; i < 30; i++) {
        struct peer_request request = peer_request(s.peer, i);
        size_t person = 0;
        assert_int_equal(sscanf(request.path, "/ok/W%zu", &person), 1);
        char link[160];
        (void)snprintf(link, sizeof link, "<http://127.0.0.1:8080/w/%s>; rel=\"answer\"", people[person - 1].token);
        assert_string_equal(request.link, link);
        assert_string_equal(request.type, "application/cap+xml");
        assert_string_equal(request.exercise, "true");
        assert_int_equal(strlen(request.key), 22);
        assert_int_equal(request.body_bytes, s.xml.length);
        assert_true(request.body_hash == peer_hash(sibu_text_get(&s.xml), s.xml.length));
    }
    assert_int_equal(rows(&s, &items), 30);
    for (size_t i = 0; i < 30; i++) {
        assert_true(items[i].result == 200 && items[i].attempt == 1);
        assert_string_equal(items[i].fault, "");
        assert_string_equal(items[i].channel, "http");
        assert_true(items[i].started_us >= T0 && items[i].ended_us >= items[i].started_us);
    }
    int64_t until_us = clock_monotonic_us() + PATIENCE_US; /* the counts follow the store by a moment */
    while (notify_counts(s.notify).accepted < 30 && clock_monotonic_us() < until_us) {
        clock_rest(1000);
    }
    struct notify_counts counts = notify_counts(s.notify);
    assert_true(counts.attempts == 30 && counts.accepted == 30 && counts.given_up == 0 && counts.under_way == 0);
    scene_close(&s);
}

static void a_real_emergency_is_not_marked_as_an_exercise(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 1, 1);
    write_alert(&s, ALERT_REAL_EMERGENCY);
    live_at_peer(&s, 1, "/ok");
    put_alert(&s, 1200);
    start(&s, 0);
    wait_for_end(&s);
    assert_string_equal(peer_request(s.peer, 0).exercise, "false");
    scene_close(&s);
}

static void a_busy_peer_is_asked_again_when_it_says_and_with_the_same_key(void **state)
{
    (void)state;
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    scene_open(&s, 1, 10);
    live_at_peer(&s, 1, "/busy");
    put_alert(&s, 1200);
    start(&s, 0);
    wait_for_end(&s);
    assert_int_equal(rows(&s, &items), 2);
    assert_int_equal(items[0].result, 429);
    assert_string_equal(items[0].fault, "http");
    assert_int_equal(items[1].result, 200);
    assert_int_equal(items[1].attempt, 2);
    assert_true(items[1].started_us - items[0].ended_us >= 10 * SECOND); /* its real second, on our clock */
    assert_string_equal(peer_request(s.peer, 0).key, peer_request(s.peer, 1).key);
    scene_close(&s);
}

static void a_failing_peer_is_tried_until_the_alert_expires_and_not_after(void **state)
{
    (void)state;
    static const char *const PATHS[] = {"/fail", "/reset"};
    static const char *const FAULTS[] = {"http", "broken"};
    for (size_t i = 0; i < 2; i++) {
        struct scene s;
        struct sibu_record_delivery *items = NULL;
        scene_open(&s, 1, 100);
        live_at_peer(&s, 1, PATHS[i]);
        put_alert(&s, 120);
        start(&s, 0);
        wait_for_end(&s);
        size_t count = rows(&s, &items);
        assert_in_range(count, 3, 8); /* waits of 1..2, 2..4, 4..8 ... s within 120 s, less the time the tries take */
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(items[k].attempt, (int)k + 1);
            assert_string_equal(items[k].fault, FAULTS[i]);
            assert_string_equal(items[k].key, items[0].key);
            assert_true(items[k].started_us < T0 + 125 * SECOND);
            assert_int_equal(items[k].result, i == 0 ? 503 : 0);
        }
        assert_in_range(peer_count(s.peer), count, 2 * count); /* a lost connection that was used before is retried */
        scene_close(&s);
    }
}

static void an_end_that_is_final_is_tried_once(void **state)
{
    (void)state;
    static const struct {
        const char *path, *fault;
        int result;
    } CASES[] = {{"/gone", "http", 410}, {"/redirect", "http", 302}, {"/large", "", 200}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct scene s;
        struct sibu_record_delivery *items = NULL;
        scene_open(&s, 1, 100);
        live_at_peer(&s, 1, CASES[i].path);
        put_alert(&s, 1200);
        start(&s, 0);
        wait_for_end(&s);
        assert_int_equal(rows(&s, &items), 1);
        assert_int_equal(items[0].result, CASES[i].result);
        assert_string_equal(items[0].fault, CASES[i].fault);
        assert_int_equal(peer_count(s.peer), 1); /* nobody was redirected */
        scene_close(&s);
    }
}

static void addresses_that_cannot_be_used_are_given_up_without_a_word_to_anybody(void **state)
{
    (void)state;
    static const char *const URLS[] = {"file:///etc/passwd", "gopher://127.0.0.1/x",    "http://",
                                       "nonsense",           "http://127.0.0.1:99999/", "ftp://127.0.0.1/"};
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        struct scene s;
        struct sibu_record_delivery *items = NULL;
        scene_open(&s, 1, 1);
        live_at(&s, 1, strcmp(URLS[i], "nonsense") == 0 ? "://nonsense" : URLS[i]);
        put_alert(&s, 1200);
        start(&s, 0);
        wait_for_end(&s);
        assert_int_equal(rows(&s, &items), 1);
        assert_string_equal(items[0].fault, "address");
        assert_int_equal(items[0].result, 0);
        scene_close(&s);
    }
}

static void a_port_where_nobody_listens_is_a_failed_connection(void **state)
{
    (void)state;
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    char url[64];
    scene_open(&s, 1, 100);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/", (unsigned)peer_closed_port());
    live_at(&s, 1, url);
    put_alert(&s, 30);
    start(&s, 0);
    wait_for_end(&s);
    assert_true(rows(&s, &items) >= 2);
    assert_string_equal(items[0].fault, "connect");
    scene_close(&s);
}

static void mute_peers_do_not_delay_the_others(void **state)
{
    (void)state;
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    char url[64];
    uint16_t port = 0;
    int listener = peer_mute_open(&port);
    scene_open(&s, 60, 1);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/", (unsigned)port);
    for (size_t i = 1; i <= 60; i++) {
        if (i <= 20) {
            live_at(&s, i, url);
        } else {
            live_at_peer(&s, i, "/ok");
        }
    }
    put_alert(&s, 1200);
    start(&s, 60000); /* the mute ones stay under way for a minute */
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (notify_counts(s.notify).accepted < 40) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
    }
    assert_true(notify_counts(s.notify).under_way == 20);
    assert_int_equal(rows(&s, &items), 40);
    scene_close(&s); /* and closing does not wait for them */
    peer_mute_close(listener);
}

/* Of 4 flights, 4 people answer at once and 4 not at all: the ninth is taken, as fast as it went, and gets no flight. It
 * goes back after two seconds, which is why this takes so long: else it would be told of a fire after the all-clear. */
static void what_waits_too_long_behind_slow_peers_is_not_sent_when_it_is_over(void **state)
{
    (void)state;
    enum { PEOPLE = 9 };
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    struct notify_options options = {.base_url = "http://127.0.0.1:8080", .concurrency = 4, .total_timeout_ms = 60000};
    int64_t next_us = 0, until_us = clock_monotonic_us() + PATIENCE_US;
    size_t count = 0, told_ninth = 0;
    scene_open(&s, PEOPLE, 1);
    for (size_t i = 1; i <= PEOPLE; i++) {
        live_at_peer(&s, i, i <= 4 ? "/ok" : i < PEOPLE ? "/slow" : "/ok/ninth");
    }
    put_alert(&s, 1200);
    assert_int_equal(notify_open(&s.notify, s.f.store, &s.clock, &options, &s.f.fault), SIBU_OK);
    wait_for_requests(&s, PEOPLE - 1);
    do { /* leased it is due in a minute, back it is due now */
        clock_rest(2000);
        assert_int_equal(store_outbox_waiting(s.f.store, NULL, &count, &next_us, &s.f.fault), SIBU_OK);
        assert_true(clock_monotonic_us() < until_us);
    } while (count != 5 || next_us <= T0 + SECOND || next_us > T0 + 30 * SECOND);
    put_alert_named(&s, "sibu.park.2026-000017.2", 1, 1200);
    notify_wake(s.notify);
    peer_release(s.peer);
    wait_for_end(&s);
    assert_true(rows(&s, &items) >= 8 + PEOPLE);
    for (size_t i = 0; i < peer_count(s.peer); i++) {
        told_ninth += strcmp(peer_request(s.peer, i).path, "/ok/ninth") == 0;
    }
    assert_int_equal(told_ninth, 1);
    scene_close(&s);
}

static void a_mute_peer_is_a_timeout(void **state)
{
    (void)state;
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    char url[64];
    uint16_t port = 0;
    int listener = peer_mute_open(&port);
    scene_open(&s, 1, 1);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/", (unsigned)port);
    live_at(&s, 1, url);
    put_alert(&s, 1);
    start(&s, 150);
    wait_for_end(&s);
    assert_int_equal(rows(&s, &items), 1);
    assert_string_equal(items[0].fault, "timeout");
    assert_true(items[0].ended_us - items[0].started_us >= SECOND / 10);
    scene_close(&s);
    peer_mute_close(listener);
}

static void what_was_taken_by_a_program_that_died_is_delivered_at_once_by_the_next(void **state)
{
    (void)state;
    struct scene s;
    struct store_outbox_item *taken = NULL;
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    scene_open(&s, 1, 0);
    live_at_peer(&s, 1, "/ok");
    put_alert(&s, 1200);
    assert_int_equal(store_outbox_take(s.f.store, (struct store_lease){T0, T0 + 60 * SECOND, 10, NULL, NULL},
                                       &s.f.arena, &taken, &count, &s.f.fault),
                     SIBU_OK);
    assert_int_equal(count, 1);
    fixture_reopen(&s.f); /* it died, with the alert perhaps sent and nothing kept */
    start(&s, 0); /* the clock stands: the lease would hold for ever */
    wait_for_end(&s);
    assert_int_equal(rows(&s, &items), 1);
    assert_int_equal(items[0].attempt, 2); /* of the first nobody saw the end */
    assert_string_equal(items[0].key, taken[0].idempotency_key);
    assert_string_equal(peer_request(s.peer, 0).key, taken[0].idempotency_key);
    scene_close(&s);
}

static void an_attempt_broken_off_by_closing_is_made_again(void **state)
{
    (void)state;
    struct scene s;
    struct sibu_record_delivery *items = NULL;
    scene_open(&s, 1, 0);
    live_at_peer(&s, 1, "/slow");
    put_alert(&s, 1200);
    start(&s, 0);
    wait_for_requests(&s, 1);
    notify_close(s.notify);
    assert_int_equal(rows(&s, &items), 0);
    assert_int_equal(waiting(&s), 1);
    peer_release(s.peer);
    clock_set_us(&s.clock, T0 + 60 * SECOND);
    start(&s, 0);
    wait_for_end(&s);
    assert_int_equal(rows(&s, &items), 1);
    assert_string_equal(peer_request(s.peer, 0).key, peer_request(s.peer, 1).key);
    scene_close(&s);
}

static void an_address_that_comes_later_gets_the_alert(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 1, 1);
    put_alert(&s, 1200);
    start(&s, 0);
    live_at_peer(&s, 1, "/ok");
    notify_wake(s.notify);
    wait_for_requests(&s, 1);
    wait_for_end(&s);
    scene_close(&s);
}

static void an_end_that_the_store_could_not_keep_is_kept_later_and_not_sent_again(void **state)
{
    (void)state;
    struct scene s;
    struct rlimit before, none;
    struct sibu_record_delivery *items = NULL;
    scene_open(&s, 1, 1);
    live_at_peer(&s, 1, "/slow");
    put_alert(&s, 1200);
    start(&s, 0);
    wait_for_requests(&s, 1);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0; /* as if the disk were full */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    peer_release(s.peer);
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (notify_counts(s.notify).under_way > 0 && clock_monotonic_us() < until_us) {
        clock_rest(1000);
    }
    clock_rest(20000);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    wait_for_end(&s);
    assert_int_equal(rows(&s, &items), 1);
    assert_int_equal(items[0].attempt, 1);
    assert_string_equal(items[0].fault, "");
    assert_int_equal(peer_count(s.peer), 1);
    scene_close(&s);
}

static void options_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct notify_options CASES[] = {
        {.base_url = NULL},
        {.base_url = ""},
        {.base_url = "127.0.0.1:80"},
        {.base_url = "ftp://a"},
        {.base_url = "http://a/"},
        {.base_url = "http://a>\r\nX: y"},
        {.base_url = "http://a b"},
        {.base_url = "http://a", .concurrency = 65},
        {.base_url = "http://a", .concurrency = -1},
        {.base_url = "http://a", .total_timeout_ms = -1},
    };
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct notify *notify = NULL;
        assert_int_equal(notify_open(&notify, NULL, NULL, &CASES[i], &fault), SIBU_BAD_INPUT);
        assert_null(notify);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_sent_the_alert_with_a_link_of_their_own),
        cmocka_unit_test(a_real_emergency_is_not_marked_as_an_exercise),
        cmocka_unit_test(a_busy_peer_is_asked_again_when_it_says_and_with_the_same_key),
        cmocka_unit_test(a_failing_peer_is_tried_until_the_alert_expires_and_not_after),
        cmocka_unit_test(an_end_that_is_final_is_tried_once),
        cmocka_unit_test(addresses_that_cannot_be_used_are_given_up_without_a_word_to_anybody),
        cmocka_unit_test(a_port_where_nobody_listens_is_a_failed_connection),
        cmocka_unit_test(mute_peers_do_not_delay_the_others),
        cmocka_unit_test(what_waits_too_long_behind_slow_peers_is_not_sent_when_it_is_over),
        cmocka_unit_test(a_mute_peer_is_a_timeout),
        cmocka_unit_test(what_was_taken_by_a_program_that_died_is_delivered_at_once_by_the_next),
        cmocka_unit_test(an_attempt_broken_off_by_closing_is_made_again),
        cmocka_unit_test(an_address_that_comes_later_gets_the_alert),
        cmocka_unit_test(an_end_that_the_store_could_not_keep_is_kept_later_and_not_sent_again),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
