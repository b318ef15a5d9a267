/* The courier's thread against witnesses and a beacon on loopback: the test's main thread takes what it brings, another one
 * looks on all the time, parties hang, errands are given up, and the end comes while a request is under way.
 *
 * Witnesses go by the kernel's clock, so ticks have one second. A witness that hangs is a socket that listens and is served by
 * nobody.
 */
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../chance/stand.h"
#include "base/clock.h"
#include "base/file.h"
#include "book.h"
#include "sibu/hash.h"
#include "web/http.h"
#include "web/witness_server.h"
#include "witness/courier.h"

#define PLACES 3
#define TICKS 3 /* as many as the stand-in has rounds */
#define TIMEOUT_MS 2000
#define PATIENCE_MS 60000
#define PATIENCE_US (PATIENCE_MS * INT64_C(1000))

/* Where a witness is. */
struct place {
    char folder[64];
    struct desk *desk;
    int fd; /* -1: the server's */
    uint16_t port;
    struct witness_server *server; /* NULL: it hangs */
};
struct town {
    struct place places[PLACES];
    struct stand *stand;
    struct book book;
    struct tree_array rows;
    struct courier *courier;
    pthread_t onlooker;
    atomic_int is_over;
    struct courier_epoch begin;
    struct ledger_epoch agreed;
};

static void open_place(struct place *place)
{
    struct sibu_fault fault;
    memcpy(place->folder, "/tmp/sibu-courier-XXXXXX", sizeof "/tmp/sibu-courier-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    assert_int_equal(desk_open(&place->desk, place->folder, NULL, &fault), SIBU_OK);
    assert_int_equal(http_listen("127.0.0.1", 0, &place->fd, &place->port, &fault), SIBU_OK);
}

/* It answers from now on, what has been asked so far too. */
static void serve(struct place *place)
{
    struct sibu_fault fault;
    struct witness_server_def def = {.fd = place->fd, .desk = place->desk};
    assert_int_equal(witness_server_open(&place->server, &def, &fault), SIBU_OK);
    place->fd = -1;
}

static void close_place(struct place *place)
{
    witness_server_close(place->server);
    if (place->fd >= 0) {
        close(place->fd);
    }
    desk_close(place->desk);
    file_remove_folder(place->folder);
}

/* As the threads that answer HTTP do. */
static void *look_on(void *data)
{
    struct town *town = data;
    while (!atomic_load(&town->is_over)) {
        struct sibu_fault fault;
        struct ledger_link link;
        (void)courier_trouble(town->courier, &fault);
        (void)courier_fetched(town->courier, -1, 0, &link);
        clock_rest(500);
    }
    return NULL;
}

static void end_courier(struct town *town)
{
    if (town->courier != NULL) {
        atomic_store(&town->is_over, 1);
        pthread_join(town->onlooker, NULL);
        courier_close(town->courier);
        town->courier = NULL;
    }
}

static struct courier_witness witness_at(const struct place *place)
{
    struct courier_witness witness = {.key = *desk_key_of(place->desk)};
    (void)snprintf(witness.url, sizeof witness.url, "http://127.0.0.1:%u", (unsigned)place->port);
    return witness;
}

static int set_up(void **state)
{
    struct sibu_fault fault;
    struct town *town = calloc(1, sizeof *town);
    assert_non_null(town);
    book_fill(&town->book, 0, 0);
    town->rows = (struct tree_array){town->book.leaves, BOOK_ROWS};
    town->stand = stand_open();
    town->begin.epoch = book_epoch(&town->book, 1, 1, 0);
    struct courier_parties *parties = &town->begin.parties;
    for (size_t i = 0; i < PLACES; i++) {
        open_place(&town->places[i]);
        parties->witnesses[i] = witness_at(&town->places[i]);
    }
    parties->witness_count = PLACES;
    parties->has_beacon = 1;
    parties->url_count = 1;
    assert_true(sibu_unhex(parties->chain, sizeof parties->chain, TOY_HASH));
    stand_address(town->stand, "ok", parties->urls[0]);
    assert_int_equal(courier_open(&town->courier, tree_leaves_of(&town->rows), TIMEOUT_MS, &fault), SIBU_OK);
    assert_int_equal(pthread_create(&town->onlooker, NULL, look_on, town), 0);
    *state = town;
    return 0;
}

static int tear_down(void **state)
{
    struct town *town = *state;
    end_courier(town);
    for (size_t i = 0; i < PLACES; i++) {
        close_place(&town->places[i]);
    }
    stand_close(town->stand);
    free(town);
    return 0;
}

/* Whether somebody has come to a place that hangs; waits for it. */
static int has_come(const struct place *place, int wait_ms)
{
    struct pollfd door = {.fd = place->fd, .events = POLLIN};
    return poll(&door, 1, wait_ms) == 1;
}

/* An epoch that begins in a moment. Where that was too soon for a slow machine, another one. */
static void agree(struct town *town)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    enum courier_answer answer = COURIER_REFUSED;
    while (answer != COURIER_AGREED) {
        if (answer == COURIER_REFUSED) {
            town->begin.epoch.who.epoch++;
            town->begin.epoch.first_tick = (int64_t)time(NULL) + 2;
            courier_begin(town->courier, &town->begin);
        }
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
        answer = courier_begun(town->courier, &town->begin.epoch, &town->agreed);
    }
    assert_int_equal(town->agreed.witness_count, town->begin.parties.witness_count);
    assert_true(town->agreed.has_beacon && beacon_chain_is_whole(&town->agreed.beacon));
}

/* The i-th tick of the epoch, from 1 on, with a head that has grown since the last. */
static struct courier_tick tick_of(const struct town *town, int64_t i)
{
    struct courier_tick tick = {.parties = town->begin.parties, .epoch = town->begin.epoch, .round = i};
    tick.tick = tick.epoch.first_tick + i - 1;
    tick.note = book_ask(&town->book, &tick.epoch, tick.tick, 0, (size_t)(20 * i)).note;
    tick.beacon = town->agreed.beacon;
    for (size_t k = 0; k < PLACES; k++) {
        memcpy(tick.known[k].link, town->agreed.witnesses[k].anchor, sizeof tick.known[k].link);
    }
    return tick;
}

static void wait_for_it(struct town *town, const struct courier_tick *tick, struct ledger_link *out)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (!courier_fetched(town->courier, tick->tick, 300, out)) {
        assert_true(clock_monotonic_us() < until_us);
    }
}

static void check_link(const struct town *town, int64_t i, const struct ledger_link *link)
{
    assert_int_equal(link->witness_count, PLACES);
    for (size_t k = 0; k < PLACES; k++) {
        struct chain_known later = {.number = i}, anchor = {.number = 0};
        memcpy(later.link, link->witnesses[k].link, sizeof later.link);
        memcpy(anchor.link, town->agreed.witnesses[k].anchor, sizeof anchor.link);
        assert_true(chain_leads(&town->begin.epoch.who, &later, &anchor));
        assert_true(link->witnesses[k].time_s >= town->begin.epoch.first_tick + i - 1);
        assert_true(link->witnesses[k].receipt[0] != '\0');
    }
    assert_int_equal(link->round, i);
    assert_int_equal(link->signature_bytes, 48);
}

/* Errands are given again and again while the courier is on its way with the last one. */
static void what_is_asked_for_last_is_brought_whole(void **state)
{
    struct town *town = *state;
    struct sibu_fault fault;
    struct ledger_link link;
    for (size_t i = 0; i < PLACES; i++) {
        serve(&town->places[i]);
    }
    agree(town);
    for (int64_t i = 1; i <= TICKS; i++) {
        struct courier_tick tick = tick_of(town, i);
        for (int again = 0; again < 10; again++) {
            courier_fetch(town->courier, &tick);
            clock_rest(1000);
            assert_false(courier_fetched(town->courier, tick.tick + 1, 0, &link));
        }
        wait_for_it(town, &tick, &link);
        check_link(town, i, &link);
        assert_false(courier_fetched(town->courier, tick.tick - 1, 0, &link));
    }
    assert_false(courier_trouble(town->courier, &fault));
}

/* The tick that is given up while the first witness hangs is asked of nobody else. */
static void an_errand_that_is_given_up_goes_to_nobody_else(void **state)
{
    struct town *town = *state;
    struct sibu_fault fault;
    struct ledger_link link;
    struct courier_parties all = town->begin.parties;
    town->begin.parties.witness_count = 0;
    agree(town);
    town->begin.parties = all;
    struct courier_tick given_up = tick_of(town, 1);
    struct courier_tick next = tick_of(town, 2);
    next.parties.witness_count = 0; /* the beacon alone */
    courier_fetch(town->courier, &given_up);
    assert_true(has_come(&town->places[0], PATIENCE_MS)); /* and hangs there */
    courier_fetch(town->courier, &next);
    wait_for_it(town, &next, &link);
    assert_int_equal(link.witness_count, 0);
    assert_int_equal(link.round, 2);
    assert_false(has_come(&town->places[1], 0));
    assert_false(courier_fetched(town->courier, given_up.tick, 0, &link));
    assert_false(courier_trouble(town->courier, &fault)); /* it is over */
}

static void the_end_waits_for_one_request_and_asks_nobody_else(void **state)
{
    struct town *town = *state;
    struct courier_tick tick = tick_of(town, 1);
    courier_begin(town->courier, &town->begin);
    courier_fetch(town->courier, &tick);
    assert_true(has_come(&town->places[0], PATIENCE_MS));
    end_courier(town);
    assert_false(has_come(&town->places[1], 0));
    assert_false(has_come(&town->places[2], 0));
}

/* Nobody answers, and then all do: what hung is asked again. */
static void who_hung_is_asked_again(void **state)
{
    struct town *town = *state;
    struct sibu_fault fault;
    town->begin.epoch.first_tick = (int64_t)time(NULL) + 86400; /* it need not come */
    courier_begin(town->courier, &town->begin);
    assert_true(has_come(&town->places[0], PATIENCE_MS));
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    while (!courier_trouble(town->courier, &fault)) {
        assert_true(clock_monotonic_us() < until_us);
        clock_rest(2000);
    }
    assert_int_equal(fault.status, SIBU_IO);
    for (size_t i = 0; i < PLACES; i++) {
        serve(&town->places[i]);
    }
    agree(town);
    assert_false(courier_trouble(town->courier, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_asked_for_last_is_brought_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_errand_that_is_given_up_goes_to_nobody_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_waits_for_one_request_and_asks_nobody_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_hung_is_asked_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
