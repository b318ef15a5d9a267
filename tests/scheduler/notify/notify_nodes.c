/* Notifiers of several servers on one store: what one that died had taken is sent by another, and nobody sends what may be
 * another's by now. */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "../store/fixture.h"

#include "base/clock.h"
#include "notify/cap.h"
#include "notify/notify.h"
#include "peer.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)
#define PATIENCE_US (20 * SECOND) /* real time; only a failing test waits so long */
#define LONG_LEASE_US (300 * SECOND)
#define LOOK_US 20000

struct scene {
    struct fixture f;
    struct clock clock;
    struct peer *peer;
    int64_t drill;
    struct sibu_text xml;
    struct store_claim west;
    atomic_int west_holds;
    struct notify *notify; /* west's */
};

static void write_alert(struct scene *s)
{
    static const struct alert_place PLACE = {"Z1", {{"工艺区", "Process area"}}};
    struct alert alert = {.kind = ALERT_START,
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

static void live_at_peer(struct scene *s, size_t number)
{
    char id[32], path[48], url[128];
    size_t unknown = 0;
    (void)snprintf(id, sizeof id, "W%03zu", number);
    (void)snprintf(path, sizeof path, "/ok/%s", id);
    peer_address(s->peer, path, url);
    struct store_person person = {.site = "park", .id = id, .url = url};
    assert_int_equal(store_addresses_put(s->f.store, &person, 1, &unknown, &s->f.fault), SIBU_OK);
}

static void scene_open(struct scene *s, size_t people)
{
    memset(s, 0, sizeof *s);
    fixture_open(&s->f);
    s->drill = fixture_drill(&s->f, people, "");
    s->peer = peer_open();
    clock_init_standing(&s->clock, T0);
    clock_set_speed(&s->clock, 1);
    write_alert(s);
    struct store_alert alert = {.identifier = "sibu.park.2026-000017.1",
                                .xml = sibu_text_get(&s->xml),
                                .sent_us = T0,
                                .expires_us = T0 + 1200 * SECOND};
    assert_int_equal(store_alert_put(s->f.store, s->drill, &alert, &s->f.fault), SIBU_OK);
}

static int holds(void *data)
{
    struct scene *s = data;
    return atomic_load(&s->west_holds);
}

static void start_west(struct scene *s)
{
    struct notify_options options = {.base_url = "http://127.0.0.1:8080",
                                     .claim = &s->west,
                                     .holds = holds,
                                     .data = s,
                                     .look_us = LOOK_US,
                                     .node = "west"};
    atomic_store(&s->west_holds, 1);
    assert_int_equal(store_claim_take(s->f.store, "node/west", "west", LONG_LEASE_US, &s->west, &s->f.fault), SIBU_OK);
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

static void wait_for_requests(struct scene *s, size_t count)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (peer_count(s->peer) < count) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
    }
}

/* As a server that takes what is due and is then heard of no more. *key: of its item. */
static struct store_claim take_and_die(struct scene *s, char key[32])
{
    struct store_claim east;
    struct sibu_arena arena = {0};
    struct store_outbox_item *items = NULL;
    size_t count = 0;
    assert_int_equal(store_claim_take(s->f.store, "node/east", "east", LONG_LEASE_US, &east, &s->f.fault), SIBU_OK);
    struct store_lease lease = {T0 + SECOND, T0 + 1000 * SECOND, 10, NULL, &east};
    assert_int_equal(store_outbox_take(s->f.store, lease, &arena, &items, &count, &s->f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    (void)snprintf(key, 32, "%s", items[0].idempotency_key);
    sibu_arena_clear(&arena);
    return east;
}

static void what_a_server_that_died_had_is_sent_by_another(void **state)
{
    (void)state;
    struct scene s;
    char key[32];
    scene_open(&s, 2);
    clock_set_us(&s.clock, T0 + SECOND);
    live_at_peer(&s, 1);
    struct store_claim east = take_and_die(&s, key);
    start_west(&s);
    live_at_peer(&s, 2); /* nobody wakes west: it looks by itself */
    wait_for_requests(&s, 1);
    assert_string_equal(peer_request(s.peer, 0).path, "/ok/W002"); /* the first's is in hand: east lives */
    assert_int_equal(store_claim_give_up(s.f.store, &east, &s.f.fault), SIBU_OK);
    wait_for_requests(&s, 2);
    assert_string_equal(peer_request(s.peer, 1).path, "/ok/W001");
    assert_string_equal(peer_request(s.peer, 1).key, key);
    scene_close(&s);
}

static void a_server_whose_claim_has_passed_begins_to_send_nothing(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, 2);
    clock_set_us(&s.clock, T0 + SECOND);
    start_west(&s);
    live_at_peer(&s, 1);
    wait_for_requests(&s, 1);
    atomic_store(&s.west_holds, 0);
    live_at_peer(&s, 2);
    notify_wake(s.notify);
    int64_t turned_us = clock_monotonic_us(), until_us = turned_us + PATIENCE_US;
    for (int turns = 0; turns < 5; turns++) { /* it goes round, and sends nothing */
        while (notify_turned_us(s.notify) <= turned_us) {
            assert_true(clock_monotonic_us() < until_us);
            clock_rest(2000);
        }
        turned_us = clock_monotonic_us();
    }
    assert_int_equal(peer_count(s.peer), 1);
    atomic_store(&s.west_holds, 1);
    wait_for_requests(&s, 2);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_server_that_died_had_is_sent_by_another),
        cmocka_unit_test(a_server_whose_claim_has_passed_begins_to_send_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
