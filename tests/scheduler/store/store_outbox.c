/* Alerts and the outbox of the store: who is due when, and what ends an item. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)

static void put(struct fixture *f, int64_t drill, const char *identifier, int64_t sent_us, int ends_earlier)
{
    struct store_alert alert = {.identifier = identifier,
                                .xml = identifier,
                                .sent_us = sent_us,
                                .expires_us = sent_us + 600 * SECOND,
                                .ends_earlier = ends_earlier};
    assert_int_equal(store_alert_put(f->store, drill, &alert, &f->fault), SIBU_OK);
}

static size_t take(struct fixture *f, int64_t now_us, size_t most, struct store_outbox_item **items)
{
    size_t count = 0;
    assert_int_equal(store_outbox_take(f->store, (struct store_lease){now_us, now_us + 60 * SECOND, most, NULL, NULL},
                                       &f->arena, items, &count, &f->fault),
                     SIBU_OK);
    return count;
}

static void finish(struct fixture *f, const struct store_outbox_item *item, const char *fault, int64_t next_us)
{
    struct store_outbox_result result = {.item = item->key,
                                         .delivery = {.started_us = T0,
                                                      .ended_us = T0 + SECOND,
                                                      .alert = item->identifier,
                                                      .person = item->person,
                                                      .channel = "http",
                                                      .key = item->idempotency_key,
                                                      .attempt = item->attempt,
                                                      .result = fault[0] == '\0' ? 200 : 503,
                                                      .fault = fault},
                                         .next_us = next_us};
    assert_int_equal(store_outbox_finish(f->store, &result, 1, &f->fault), SIBU_OK);
}

static size_t waiting(struct fixture *f, int64_t *next_us)
{
    size_t count = 0;
    assert_int_equal(store_outbox_waiting(f->store, NULL, &count, next_us, &f->fault), SIBU_OK);
    return count;
}

static size_t deliveries(struct fixture *f, int64_t drill, struct sibu_record_delivery **items)
{
    size_t count = 0;
    assert_int_equal(store_deliveries(f->store, (struct store_from){drill, 0}, &f->arena, items, &count, &f->fault),
                     SIBU_OK);
    return count;
}

static void an_alert_is_due_once_for_each_expected_person(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    int64_t next_us = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 5, "http://127.0.0.1:9/");
    put(&f, drill, "sibu.park.1", T0, 0);
    assert_int_equal(waiting(&f, &next_us), 5);
    assert_true(next_us == T0);
    assert_int_equal(take(&f, T0 - 1, 10, &items), 0);
    assert_int_equal(take(&f, T0, 3, &items), 3);
    assert_int_equal(items[0].person, 1);
    assert_string_equal(items[2].xml, "sibu.park.1");
    assert_int_equal(strlen(items[0].idempotency_key), 22);
    assert_string_not_equal(items[0].idempotency_key, items[1].idempotency_key);
    assert_int_equal(strlen(items[0].token), 22);
    assert_int_equal(take(&f, T0, 10, &items), 2);
    assert_int_equal(take(&f, T0, 10, &items), 0);
    assert_int_equal(store_events(f.store, (struct store_from){drill, 1}, &f.arena, &events, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(events[0].kind, "alert");
    assert_string_equal(events[0].detail, "{\"identifier\":\"sibu.park.1\",\"recipients\":5,\"without_address\":0}");
    fixture_close(&f);
}

static void answer(struct fixture *f, int64_t drill, uint32_t person, const char *kind)
{
    const struct sibu_record_response response = {.received_us = T0 + SECOND,
                                                  .person = person,
                                                  .kind = kind,
                                                  .place = strcmp(kind, "check-in") == 0 ? "m1" : "",
                                                  .key = kind};
    int is_new = 0;
    int64_t received_us = 0;
    assert_int_equal(store_response_put(f->store, drill, &response, &is_new, &received_us, &f->fault), SIBU_OK);
}

/* Of five, the second has checked in, the third has only acknowledged. */
static void an_update_can_spare_those_who_have_arrived(void **state)
{
    (void)state;
    static const uint32_t WANTED[] = {1, 3, 4, 5};
    struct fixture f;
    struct store_outbox_item *items = NULL;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 5, "http://127.0.0.1:9/");
    answer(&f, drill, 2, "acknowledge");
    answer(&f, drill, 2, "check-in");
    answer(&f, drill, 3, "acknowledge");
    struct store_alert alert = {.identifier = "sibu.park.2",
                                .xml = "x",
                                .sent_us = T0 + 2 * SECOND,
                                .expires_us = T0 + 600 * SECOND,
                                .spares_arrived = 1};
    assert_int_equal(store_alert_put(f.store, drill, &alert, &f.fault), SIBU_OK);
    assert_int_equal(take(&f, T0 + 2 * SECOND, 10, &items), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(items[i].person, WANTED[i]);
    }
    put(&f, drill, "sibu.park.3", T0 + 3 * SECOND, 1);
    assert_int_equal(take(&f, T0 + 3 * SECOND, 10, &items), 5); /* an end is for all */
    fixture_close(&f);
}

static void a_lease_that_ends_makes_the_item_due_again_with_the_same_key(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *first = NULL, *second = NULL;
    struct sibu_record_delivery *rows = NULL;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 10, &first), 1);
    fixture_reopen(&f); /* the program dies with the attempt under way */
    assert_int_equal(take(&f, T0 + 59 * SECOND, 10, &second), 0);
    assert_int_equal(take(&f, T0 + 60 * SECOND, 10, &second), 1);
    assert_string_equal(second[0].idempotency_key, first[0].idempotency_key);
    assert_int_equal(second[0].attempt, 2);
    assert_int_equal(deliveries(&f, drill, &rows), 0);
    fixture_close(&f);
}

static void give_back(struct fixture *f, const struct store_outbox_item *item)
{
    struct store_outbox_result result = {.item = item->key,
                                         .is_unsent = 1,
                                         .next_us = T0 + SECOND,
                                         .delivery = {.alert = "a", .channel = "http", .attempt = item->attempt}};
    assert_int_equal(store_outbox_finish(f->store, &result, 1, &f->fault), SIBU_OK);
}

static void what_did_not_go_out_is_due_as_if_it_had_not_been_taken_unless_it_is_over(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *first = NULL, *second = NULL;
    struct sibu_record_delivery *rows = NULL;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 1, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 10, &first), 1);
    give_back(&f, first);
    give_back(&f, first); /* told twice: the item is not ours any more */
    assert_int_equal(take(&f, T0, 10, &second), 0);
    assert_int_equal(take(&f, T0 + SECOND, 10, &second), 1);
    assert_int_equal(second[0].attempt, 1);
    assert_string_equal(second[0].idempotency_key, first[0].idempotency_key);
    put(&f, drill, "b", T0 + SECOND, 1); /* says all there is to say now */
    give_back(&f, second);
    assert_int_equal(take(&f, T0 + 2 * SECOND, 10, &first), 1);
    assert_string_equal(first[0].identifier, "b");
    assert_int_equal(deliveries(&f, drill, &rows), 0);
    fixture_close(&f);
}

static void an_end_is_kept_and_decides_when_the_item_is_due(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    struct sibu_record_delivery *rows = NULL;
    int64_t next_us = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 3, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 10, &items), 3);
    finish(&f, &items[0], "", 0);
    finish(&f, &items[1], "http", T0 + 5 * SECOND);
    finish(&f, &items[2], "http", 0);
    assert_int_equal(waiting(&f, &next_us), 1);
    assert_true(next_us == T0 + 5 * SECOND);
    assert_int_equal(take(&f, T0 + 600 * SECOND - 1, 10, &items), 1);
    assert_int_equal(items[0].person, 2);
    assert_int_equal(items[0].attempt, 2);
    finish(&f, &items[0], "", 0);
    assert_int_equal(waiting(&f, &next_us), 0);
    assert_true(next_us == INT64_MAX);
    assert_int_equal(deliveries(&f, drill, &rows), 4);
    assert_string_equal(rows[1].fault, "http");
    assert_int_equal(rows[1].result, 503);
    assert_int_equal(rows[3].attempt, 2);
    assert_string_equal(rows[3].key, rows[1].key);
    fixture_close(&f);
}

static void a_late_end_counts_only_where_it_was_accepted(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        int64_t next_us;
        size_t waiting;
    } CASES[] = {{"", 0, 0}, {"timeout", 0, 1}, {"timeout", T0 + SECOND, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fixture f;
        struct store_outbox_item *late = NULL, *now = NULL;
        struct sibu_record_delivery *rows = NULL;
        int64_t next_us = 0;
        fixture_open(&f);
        int64_t drill = fixture_drill(&f, 1, "http://127.0.0.1:9/");
        put(&f, drill, "a", T0, 0);
        assert_int_equal(take(&f, T0, 1, &late), 1);
        assert_int_equal(take(&f, T0 + 61 * SECOND, 1, &now), 1);
        finish(&f, late, CASES[i].fault, CASES[i].next_us);
        assert_int_equal(waiting(&f, &next_us), CASES[i].waiting);
        if (CASES[i].waiting > 0) {
            assert_true(next_us == T0 + 121 * SECOND); /* the lease of the attempt that goes on */
        }
        assert_int_equal(deliveries(&f, drill, &rows), 1);
        fixture_close(&f);
    }
}

/* Of four, two were taken by one who died, one failed and waits for its time, one was not taken yet. */
static void what_a_dead_taker_held_is_due_at_once_and_a_pause_stays_one(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t next_us = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 4, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 3, &items), 3);
    finish(&f, &items[1], "http", T0 + 30 * SECOND);
    fixture_reopen(&f);
    assert_int_equal(store_outbox_release(f.store, NULL, "mail", T0 + SECOND, &f.fault),
                     SIBU_OK); /* another channel's */
    assert_int_equal(take(&f, T0 + SECOND, 10, &items), 1);
    assert_int_equal(items[0].person, 4);
    finish(&f, &items[0], "", 0);
    assert_int_equal(store_outbox_release(f.store, NULL, NULL, T0 + SECOND, &f.fault), SIBU_OK);
    assert_int_equal(take(&f, T0 + SECOND, 10, &items), 2);
    assert_int_equal(items[0].person, 1);
    assert_int_equal(items[1].person, 3);
    assert_int_equal(items[1].attempt, 2);
    assert_int_equal(waiting(&f, &next_us), 3);
    assert_true(next_us == T0 + 30 * SECOND);
    /* An attempt that failed is known; the next one of the same item, taken by one who died, is not. */
    assert_int_equal(take(&f, T0 + 30 * SECOND, 10, &items), 1);
    assert_int_equal(store_outbox_release(f.store, NULL, NULL, T0 + 31 * SECOND, &f.fault), SIBU_OK);
    assert_int_equal(take(&f, T0 + 31 * SECOND, 10, &items), 3);
    fixture_close(&f);
}

static void nothing_is_given_out_once_it_has_expired(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t next_us = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 2, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 1, &items), 1);
    struct store_outbox_item under_way = items[0];
    assert_int_equal(take(&f, T0 + 600 * SECOND, 10, &items), 0);
    assert_int_equal(waiting(&f, &next_us), 0);
    finish(&f, &under_way, "http", T0 + 700 * SECOND);
    assert_int_equal(waiting(&f, &next_us), 0);
    fixture_close(&f);
}

static void a_later_alert_goes_first_and_ends_the_earlier_one_where_it_says_so(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t next_us = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 2, "http://127.0.0.1:9/");
    put(&f, drill, "evacuate", T0, 0);
    put(&f, drill, "update", T0 + SECOND, 0);
    assert_int_equal(take(&f, T0 + SECOND, 1, &items), 1);
    assert_string_equal(items[0].identifier, "update");
    put(&f, drill, "all-clear", T0 + 2 * SECOND, 1);
    assert_int_equal(waiting(&f, &next_us), 2);
    finish(&f, &items[0], "timeout", T0 + 3 * SECOND); /* was under way when it was superseded */
    assert_int_equal(take(&f, T0 + 100 * SECOND, 10, &items), 2);
    assert_string_equal(items[0].identifier, "all-clear");
    assert_string_equal(items[1].identifier, "all-clear");
    assert_ptr_equal(items[0].xml, items[1].xml);

    struct store_alert *alerts = NULL;
    size_t count = 0;
    assert_int_equal(store_alerts(f.store, (struct store_from){drill, 1}, &f.arena, &alerts, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 2);
    assert_string_equal(alerts[1].identifier, "all-clear");
    assert_true(alerts[1].ends_earlier == 1 && alerts[1].sent_us == T0 + 2 * SECOND);
    fixture_close(&f);
}

static void those_tried_least_go_before_those_that_failed(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 4, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 2, &items), 2);
    finish(&f, &items[0], "timeout", T0);
    finish(&f, &items[1], "timeout", T0);
    assert_int_equal(take(&f, T0, 4, &items), 4);
    static const uint32_t ORDER[] = {3, 4, 1, 2};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(items[i].person, ORDER[i]);
    }
    fixture_close(&f);
}

static void who_has_no_address_is_told_as_soon_as_there_is_one(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t next_us = 0;
    size_t unknown = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 2, "");
    put(&f, drill, "a", T0, 0);
    assert_int_equal(take(&f, T0, 10, &items), 0);
    assert_int_equal(waiting(&f, &next_us), 0);
    struct store_person address = {.site = "park", .id = "W002", .url = "http://127.0.0.1:9/"};
    assert_int_equal(store_addresses_put(f.store, &address, 1, &unknown, &f.fault), SIBU_OK);
    assert_int_equal(waiting(&f, &next_us), 1);
    assert_int_equal(take(&f, T0 + SECOND, 10, &items), 1);
    assert_int_equal(items[0].person, 2);
    assert_string_equal(items[0].address, "http://127.0.0.1:9/");
    fixture_close(&f);
}

static void an_identifier_is_used_once_and_an_unknown_item_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct store_alert *alerts = NULL;
    struct sibu_record_delivery *rows = NULL;
    size_t count = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 2, "http://127.0.0.1:9/");
    put(&f, drill, "a", T0, 0);
    struct store_alert again = {.identifier = "a", .xml = "b", .sent_us = T0, .expires_us = T0 + 1, .ends_earlier = 1};
    assert_int_equal(store_alert_put(f.store, drill, &again, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(store_alerts(f.store, (struct store_from){drill, 0}, &f.arena, &alerts, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(waiting(&f, &(int64_t){0}), 2);
    struct store_outbox_result unknown = {.item = 999, .delivery = {.alert = "a", .person = 1, .attempt = 1}};
    assert_int_equal(store_outbox_finish(f.store, &unknown, 1, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(deliveries(&f, drill, &rows), 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_is_due_once_for_each_expected_person),
        cmocka_unit_test(an_update_can_spare_those_who_have_arrived),
        cmocka_unit_test(a_lease_that_ends_makes_the_item_due_again_with_the_same_key),
        cmocka_unit_test(what_did_not_go_out_is_due_as_if_it_had_not_been_taken_unless_it_is_over),
        cmocka_unit_test(an_end_is_kept_and_decides_when_the_item_is_due),
        cmocka_unit_test(a_late_end_counts_only_where_it_was_accepted),
        cmocka_unit_test(what_a_dead_taker_held_is_due_at_once_and_a_pause_stays_one),
        cmocka_unit_test(nothing_is_given_out_once_it_has_expired),
        cmocka_unit_test(a_later_alert_goes_first_and_ends_the_earlier_one_where_it_says_so),
        cmocka_unit_test(those_tried_least_go_before_those_that_failed),
        cmocka_unit_test(who_has_no_address_is_told_as_soon_as_there_is_one),
        cmocka_unit_test(an_identifier_is_used_once_and_an_unknown_item_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
