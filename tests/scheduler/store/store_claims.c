/* Claims: one holder at a time, fences that only rise, and writes of a holder that was followed by another. What the outside
 * does here is to let leases pass: by the database's clock, which no server sets. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/query.h"
#include "store/store_ledger.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)

static enum sibu_status try_take(struct fixture *f, const char *name, const char *node, struct store_claim *out)
{
    return store_claim_take(f->store, name, node, 600 * SECOND, out, &f->fault);
}

static struct store_claim take(struct fixture *f, const char *name, const char *node)
{
    struct store_claim claim;
    assert_int_equal(try_take(f, name, node, &claim), SIBU_OK);
    assert_string_equal(claim.name, name);
    assert_string_equal(claim.holder, node);
    assert_true(claim.fence > 0);
    return claim;
}

static void let_leases_pass(struct fixture *f)
{
    assert_true(fixture_sql(f, "UPDATE claim SET until_us = 1 WHERE until_us > 0"));
}

static void a_claim_has_one_holder_until_its_lease_has_passed(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim other;
    fixture_open(&f);
    struct store_claim first = take(&f, "tick", "east");
    assert_int_equal(first.fence, 1);
    assert_int_equal(try_take(&f, "tick", "west", &other), SIBU_NO);
    assert_int_equal(other.fence, 0);
    assert_true(strlen(f.fault.what[SIBU_ZH]) > 0 && strlen(f.fault.what[SIBU_EN]) > 0);
    assert_int_equal(take(&f, "drill/1", "west").fence, 1); /* another name */
    let_leases_pass(&f);
    assert_int_equal(take(&f, "tick", "west").fence, 2);
    assert_int_equal(try_take(&f, "tick", "east", &other), SIBU_NO);
    assert_int_equal(store_claim_renew(f.store, &first, SECOND, &f.fault), SIBU_NO);
    fixture_close(&f);
}

static void a_lease_is_renewed_and_lasts_as_long_as_is_asked_for(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim other;
    fixture_open(&f);
    struct store_claim claim = take(&f, "tick", "east");
    int64_t until_us = claim.until_us;
    assert_int_equal(store_claim_renew(f.store, &claim, 1200 * SECOND, &f.fault), SIBU_OK);
    assert_in_range(claim.until_us - until_us, 600 * SECOND, 660 * SECOND);
    assert_int_equal(claim.fence, 1);
    let_leases_pass(&f); /* nobody came meanwhile */
    assert_int_equal(store_claim_renew(f.store, &claim, 600 * SECOND, &f.fault), SIBU_OK);
    assert_int_equal(try_take(&f, "tick", "west", &other), SIBU_NO);
    fixture_close(&f);
}

/* The lease is over when it says so, by itself: the one test that waits for a clock. */
static void a_lease_passes_by_the_clock_of_the_database(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim claim, next;
    enum sibu_status status = SIBU_NO;
    fixture_open(&f);
    assert_int_equal(store_claim_take(f.store, "tick", "east", SECOND / 4, &claim, &f.fault), SIBU_OK);
    while (status == SIBU_NO) {
        status = store_claim_take(f.store, "tick", "west", SECOND, &next, &f.fault);
    }
    assert_int_equal(status, SIBU_OK);
    assert_in_range(next.until_us - claim.until_us, SECOND, 30 * SECOND); /* so not before */
    fixture_close(&f);
}

static void fences_rise_over_restarts_and_after_giving_up(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct store_claim first = take(&f, "tick", "east");
    assert_int_equal(store_claim_give_up(f.store, &first, &f.fault), SIBU_OK);
    assert_int_equal(store_claim_renew(f.store, &first, SECOND, &f.fault), SIBU_NO);
    fixture_reopen(&f);
    struct store_claim second = take(&f, "tick", "west");
    assert_int_equal(second.fence, 2);
    struct store_claim again = take(&f, "tick", "west"); /* started anew: its earlier life is over */
    assert_int_equal(again.fence, 3);
    assert_int_equal(store_claim_renew(f.store, &second, SECOND, &f.fault), SIBU_NO);
    assert_int_equal(store_claim_give_up(f.store, &first, &f.fault), SIBU_OK); /* not any more: changes nothing */
    assert_int_equal(store_claim_renew(f.store, &again, SECOND, &f.fault), SIBU_OK);
    assert_false(fixture_sql(&f, "UPDATE claim SET fence = 2 WHERE name = 'tick'"));
    assert_false(fixture_sql(&f, "UPDATE claim SET holder = 'east' WHERE name = 'tick'"));
    assert_false(fixture_sql(&f, "DELETE FROM claim WHERE name = 'tick'"));
    fixture_close(&f);
}

/* Whoever is given it finds itself the holder, and takes it up as what an earlier start of it had. */
static void a_claim_is_handed_over(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim other, *held = NULL;
    size_t count = 0;
    fixture_open(&f);
    struct store_claim first = take(&f, "drill/1", "east");
    assert_int_equal(store_claim_hand(f.store, &first, "", SECOND, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(store_claim_hand(f.store, &first, "west", 60 * SECOND, &f.fault), SIBU_OK);
    assert_int_equal(store_claims(f.store, "drill/", &f.arena, &held, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(held->holder, "west");
    assert_int_equal(held->fence, 2);
    assert_int_equal(store_claim_renew(f.store, &first, SECOND, &f.fault), SIBU_NO);
    assert_int_equal(store_claim_hand(f.store, &first, "south", SECOND, &f.fault),
                     SIBU_NO); /* not its to give any more */
    assert_int_equal(store_claim_take(f.store, "drill/1", "east", SECOND, &other, &f.fault), SIBU_NO);
    struct store_claim second = take(&f, "drill/1", "west");
    assert_int_equal(second.fence, 3);
    fixture_close(&f);
}

static void what_is_out_of_range_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim claim;
    char name[STORE_CLAIM_NAME_MAX + 1];
    fixture_open(&f);
    memset(name, 'x', sizeof name);
    name[STORE_CLAIM_NAME_MAX] = '\0';
    assert_int_equal(try_take(&f, name, "east", &claim), SIBU_BAD_INPUT);
    name[STORE_CLAIM_NAME_MAX - 1] = '\0';
    assert_int_equal(try_take(&f, name, "east", &claim), SIBU_OK);
    assert_int_equal(try_take(&f, "tick", name, &claim), SIBU_BAD_INPUT);
    assert_int_equal(try_take(&f, "", "east", &claim), SIBU_BAD_INPUT);
    assert_int_equal(try_take(&f, "tick", "", &claim), SIBU_BAD_INPUT);
    assert_int_equal(store_claim_take(f.store, "tick", "east", 0, &claim, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(store_claim_take(f.store, "tick", "east", INT64_MAX, &claim, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM claim"), 1);
    fixture_close(&f);
}

static void the_servers_that_live_are_listed(void **state)
{
    (void)state;
    struct fixture f;
    struct store_claim *items = NULL;
    size_t count = 0;
    fixture_open(&f);
    (void)take(&f, "node/dead", "dead");
    let_leases_pass(&f);
    struct store_claim gone = take(&f, "node/gone", "gone");
    assert_int_equal(store_claim_give_up(f.store, &gone, &f.fault), SIBU_OK);
    (void)take(&f, "node/west", "west");
    (void)take(&f, "node/east", "east");
    (void)take(&f, "nod", "east");
    assert_int_equal(store_claims(f.store, "node/", &f.arena, &items, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 2);
    assert_string_equal(items[0].name, "node/east");
    assert_string_equal(items[1].holder, "west");
    assert_int_equal(items[1].fence, 1);
    fixture_close(&f);
}

/* Another connection tries while a transaction has looked at the claim. */
static void nobody_takes_a_claim_in_the_middle_of_a_write_under_it(void **state)
{
    (void)state;
    struct fixture f;
    struct store *west = NULL;
    struct store_claim other;
    fixture_open(&f);
    struct store_claim claim = take(&f, "tick", "east");
    let_leases_pass(&f);
    assert_int_equal(store_open(&west, f.path, &f.fault), SIBU_OK);
    assert_int_equal(store_begin(f.store, &f.fault), SIBU_OK);
    assert_int_equal(store_claim_check(f.store, &claim, &f.fault), SIBU_OK);
    if (f.is_postgres) { /* SQLite has one writer: the other would wait for it */
        assert_int_equal(store_claim_take(west, "tick", "west", SECOND, &other, &f.fault), SIBU_NO);
    }
    assert_int_equal(store_end(f.store, SIBU_OK, &f.fault), SIBU_OK);
    assert_int_equal(store_claim_take(west, "tick", "west", SECOND, &other, &f.fault), SIBU_OK);
    assert_int_equal(store_begin(f.store, &f.fault), SIBU_OK);
    assert_int_equal(store_claim_check(f.store, &claim, &f.fault), SIBU_NO);
    assert_int_equal(store_end(f.store, SIBU_NO, &f.fault), SIBU_NO);
    store_close(west);
    fixture_close(&f);
}

static enum sibu_status put_row(struct fixture *f, int64_t row, int64_t tick, const struct store_claim *claim)
{
    struct store_ledger_row made = {.row = row, .time_us = T0, .kind = "tick", .body = "{}"};
    struct store_ledger_head head = {.size = row, .note = "note"};
    return store_ledger_put_in_turn(f->store, &made, &head, (struct store_ledger_turn){claim, tick}, &f->fault);
}

static void a_tick_is_drawn_once_by_its_holder_in_the_ledgers_next_row(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct store_claim east = take(&f, "tick", "east");
    assert_int_equal(put_row(&f, 1, 0, &east), SIBU_OK);
    assert_int_equal(put_row(&f, 2, 70, &east), SIBU_OK);
    assert_int_equal(put_row(&f, 3, 70, &east), SIBU_NO); /* drawn */
    assert_int_equal(put_row(&f, 2, 71, &east), SIBU_NO); /* its hash would not be over row 2 */
    assert_int_equal(put_row(&f, 4, 71, &east), SIBU_NO);
    let_leases_pass(&f);
    assert_int_equal(put_row(&f, 3, 71, &east), SIBU_OK); /* late, and nobody has come */
    struct store_claim west = take(&f, "tick", "west");
    assert_int_equal(put_row(&f, 4, 72, &east), SIBU_NO);
    assert_int_equal(put_row(&f, 4, 0, &east), SIBU_NO);
    assert_int_equal(put_row(&f, 4, 71, &west), SIBU_NO); /* the other drew it */
    assert_int_equal(put_row(&f, 4, 72, &west), SIBU_OK);
    assert_int_equal(put_row(&f, 5, 0, NULL), SIBU_OK);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM ledger"), 5);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM ledger_head"), 1); /* and none of what was refused */
    assert_int_equal(fixture_number(&f, "SELECT row FROM drawn WHERE tick = 71"), 3);
    assert_false(fixture_sql(&f, "DELETE FROM drawn"));
    fixture_close(&f);
}

static enum sibu_status move(struct fixture *f, int64_t drill, const char *to, const struct store_claim *claim)
{
    struct sibu_record_event event = {.time_us = T0 + SECOND, .kind = to};
    struct store_alert alert = {
        .identifier = to, .xml = "x", .sent_us = T0 + SECOND, .expires_us = T0 + 600 * SECOND, .claim = claim};
    struct store_drill_move asked = {.drill = drill, .state = to, .event = &event, .claim = claim};
    asked.alert = strcmp(to, "closed") == 0 ? NULL : &alert;
    return store_drill_move(f->store, &asked, &f->fault);
}

static void a_drill_is_driven_by_the_holder_of_its_claim_alone(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 2, "http://127.0.0.1:9/");
    struct store_claim east = take(&f, "drill/2026-000017", "east");
    assert_int_equal(move(&f, drill, "running", &east), SIBU_OK);
    let_leases_pass(&f);
    struct store_claim west = take(&f, "drill/2026-000017", "west");
    assert_int_equal(move(&f, drill, "abort", &east), SIBU_NO);
    struct store_alert late = {
        .identifier = "late", .xml = "x", .sent_us = T0, .expires_us = T0 + 600 * SECOND, .claim = &east};
    assert_int_equal(store_alert_put(f.store, drill, &late, &f.fault), SIBU_NO);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM event WHERE kind = 'abort'"), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM alert"), 1);
    assert_int_equal(move(&f, drill, "all-clear", &west), SIBU_OK);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM drill WHERE state = 'all-clear'"), 1);
    assert_int_equal(move(&f, drill, "closed", &west), SIBU_OK);
    struct store_drill next = {
        .id = "2026-000018", .site = "park", .family = "f", .zone = "Z1", .record = "r", .draw = "{}", .claim = &east};
    assert_int_equal(store_drill_open(f.store, &next, NULL, 0, &f.fault), SIBU_NO);
    next.claim = &west;
    struct store_claim drew = take(&f, "tick", "west"); /* and was followed before it opened what it drew */
    (void)take(&f, "tick", "west");
    next.turn = &drew;
    assert_int_equal(store_drill_open(f.store, &next, NULL, 0, &f.fault), SIBU_NO);
    next.turn = NULL;
    assert_int_equal(store_drill_open(f.store, &next, NULL, 0, &f.fault), SIBU_OK);
    fixture_close(&f);
}

static size_t take_items(struct fixture *f, int64_t now_us, size_t most, const struct store_claim *claim,
                         struct store_outbox_item **items)
{
    size_t count = 0;
    struct store_lease lease = {now_us, now_us + 60 * SECOND, most, NULL, claim};
    assert_int_equal(store_outbox_take(f->store, lease, &f->arena, items, &count, &f->fault), SIBU_OK);
    return count;
}

static int64_t alert_all(struct fixture *f, size_t people)
{
    int64_t drill = fixture_drill(f, people, "http://127.0.0.1:9/");
    struct store_alert alert = {.identifier = "a", .xml = "x", .sent_us = T0, .expires_us = T0 + 600 * SECOND};
    assert_int_equal(store_alert_put(f->store, drill, &alert, &f->fault), SIBU_OK);
    return drill;
}

static void release(struct fixture *f, const struct store_claim *claim)
{
    assert_int_equal(store_outbox_release(f->store, claim, NULL, T0 + SECOND, &f->fault), SIBU_OK);
}

static void the_leases_of_dead_servers_are_freed_and_no_others(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    fixture_open(&f);
    (void)alert_all(&f, 10);
    struct store_claim dead = take(&f, "node/dead", "dead");
    struct store_claim before = take(&f, "node/east", "east"); /* its life before the restart */
    assert_int_equal(take_items(&f, T0, 1, &dead, &items), 1);
    assert_int_equal(take_items(&f, T0, 2, &before, &items), 2);
    let_leases_pass(&f);
    struct store_claim west = take(&f, "node/west", "west"), east = take(&f, "node/east", "east");
    assert_int_equal(take_items(&f, T0, 3, &west, &items), 3);
    assert_int_equal(take_items(&f, T0, 3, NULL, &items), 3); /* by a server that claims nothing */
    release(&f, &east);
    assert_int_equal(take_items(&f, T0 + SECOND, 10, &east, &items), 4); /* 1 + 2, and 1 that nobody had */
    release(&f, &east); /* what it sends just now is not dead */
    assert_int_equal(take_items(&f, T0 + SECOND, 10, &east, &items), 0);
    release(&f, NULL);
    assert_int_equal(take_items(&f, T0 + SECOND, 10, NULL, &items), 3);
    assert_int_equal(store_claim_give_up(f.store, &west, &f.fault), SIBU_OK);
    release(&f, &east);
    assert_int_equal(take_items(&f, T0 + SECOND, 10, &east, &items), 3);
    fixture_close(&f);
}

static void a_server_that_lost_its_claim_takes_and_frees_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    size_t count = 0;
    fixture_open(&f);
    (void)alert_all(&f, 2);
    struct store_claim before = take(&f, "node/east", "east"), east = take(&f, "node/east", "east");
    struct store_lease lease = {T0, T0 + 60 * SECOND, 1, NULL, &before};
    assert_int_equal(store_outbox_take(f.store, lease, &f.arena, &items, &count, &f.fault), SIBU_NO);
    assert_int_equal(count, 0);
    assert_int_equal(store_outbox_release(f.store, &before, NULL, T0, &f.fault), SIBU_NO);
    assert_int_equal(take_items(&f, T0, 10, &east, &items), 2);
    fixture_close(&f);
}

static void finish(struct fixture *f, const struct store_outbox_item *item, const struct store_claim *claim,
                   const char *fault, int is_unsent)
{
    struct store_outbox_result result = {.item = item->key,
                                         .delivery = {.started_us = T0,
                                                      .ended_us = T0 + SECOND,
                                                      .alert = item->identifier,
                                                      .person = item->person,
                                                      .channel = "http",
                                                      .key = item->idempotency_key,
                                                      .attempt = item->attempt,
                                                      .result = 503,
                                                      .fault = fault},
                                         .is_unsent = is_unsent,
                                         .next_us = is_unsent ? T0 + SECOND : 0,
                                         .claim = claim};
    assert_int_equal(store_outbox_finish(f->store, &result, 1, &f->fault), SIBU_OK);
}

/* West gives back unsent what it took from east, and takes it again: it has the number of east's attempt once more. */
static void a_late_end_counts_for_its_own_taking_alone_unless_it_was_accepted(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *first = NULL, *second = NULL, *third = NULL;
    fixture_open(&f);
    (void)alert_all(&f, 1);
    struct store_claim east = take(&f, "node/east", "east"), west = take(&f, "node/west", "west");
    assert_int_equal(take_items(&f, T0, 1, &east, &first), 1);
    finish(&f, first, &east, "", 1);
    assert_int_equal(take_items(&f, T0 + SECOND, 1, &west, &second), 1);
    assert_int_equal(second->attempt, first->attempt);
    finish(&f, first, &east, "busy", 0); /* would give it up; the row is kept, the item is west's */
    finish(&f, first, NULL, "", 1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM outbox WHERE state = 'waiting' AND attempt = 1"), 1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM delivery"), 1);
    finish(&f, second, &west, "", 1);
    assert_int_equal(take_items(&f, T0 + SECOND, 1, &west, &third), 1);
    finish(&f, first, &east, "", 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM outbox WHERE state = 'accepted'"), 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_has_one_holder_until_its_lease_has_passed),
        cmocka_unit_test(a_lease_is_renewed_and_lasts_as_long_as_is_asked_for),
        cmocka_unit_test(a_lease_passes_by_the_clock_of_the_database),
        cmocka_unit_test(fences_rise_over_restarts_and_after_giving_up),
        cmocka_unit_test(a_claim_is_handed_over),
        cmocka_unit_test(what_is_out_of_range_is_refused),
        cmocka_unit_test(the_servers_that_live_are_listed),
        cmocka_unit_test(nobody_takes_a_claim_in_the_middle_of_a_write_under_it),
        cmocka_unit_test(a_tick_is_drawn_once_by_its_holder_in_the_ledgers_next_row),
        cmocka_unit_test(a_drill_is_driven_by_the_holder_of_its_claim_alone),
        cmocka_unit_test(the_leases_of_dead_servers_are_freed_and_no_others),
        cmocka_unit_test(a_server_that_lost_its_claim_takes_and_frees_nothing),
        cmocka_unit_test(a_late_end_counts_for_its_own_taking_alone_unless_it_was_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
