/* Ledger, drills, events and responses of the store. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/store_ledger.h"

static void the_ledger_gives_back_its_rows_in_order(void **state)
{
    (void)state;
    struct fixture f;
    struct store_ledger_row last, *rows = NULL;
    size_t count = 0;
    fixture_open(&f);
    assert_int_equal(store_ledger_last(f.store, &f.arena, &last, &f.fault), SIBU_NO);
    for (int i = 1; i <= 5; i++) {
        struct store_ledger_row row = {.time_us = i * 1000, .kind = "tick", .body = "{\"n\":1}"};
        struct store_ledger_head head = {.size = i, .kept = i == 2, .note = "n"};
        memset(row.hash, i, sizeof row.hash);
        assert_int_equal(store_ledger_put(f.store, &row, &head, &f.fault), SIBU_OK);
    }
    assert_int_equal(store_ledger_last(f.store, &f.arena, &last, &f.fault), SIBU_OK);
    assert_true(last.row == 5 && last.time_us == 5000 && last.hash[31] == 5);
    assert_int_equal(store_ledger(f.store, (struct store_ledger_part){2, 2}, &f.arena, &rows, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 2);
    assert_true(rows[0].row == 3 && rows[1].row == 4 && rows[1].hash[0] == 4);
    assert_string_equal(rows[1].body, "{\"n\":1}");
    fixture_close(&f);
}

static void what_happened_cannot_be_changed_even_from_outside(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    fixture_drill(&f, 2, "");
    struct store_ledger_row row = {.time_us = 1, .kind = "tick", .body = "{}"}, last;
    struct store_ledger_head head = {.size = 1, .kept = 1, .note = "n"};
    assert_int_equal(store_ledger_put(f.store, &row, &head, &f.fault), SIBU_OK);
    static const char *const ATTEMPTS[] = {"UPDATE ledger SET body = 'x'",
                                           "DELETE FROM ledger",
                                           "DELETE FROM event",
                                           "UPDATE event SET time_us = 0",
                                           "UPDATE ledger_head SET note = 'x'",
                                           "DELETE FROM ledger_head"};
    for (size_t i = 0; i < sizeof ATTEMPTS / sizeof ATTEMPTS[0]; i++) {
        assert_false(fixture_sql(&f, ATTEMPTS[i]));
    }
    assert_int_equal(store_ledger_last(f.store, &f.arena, &last, &f.fault), SIBU_OK);
    assert_string_equal(last.body, "{}");
    fixture_close(&f);
}

static void a_drill_opens_with_its_people_and_its_first_event(void **state)
{
    (void)state;
    struct fixture f;
    struct store_drill drill;
    struct store_participant *people = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    fixture_open(&f);
    struct store_drill *open = NULL;
    assert_int_equal(store_drills_open(f.store, &f.arena, &open, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 0);
    int64_t key = fixture_drill(&f, 3, "");
    assert_int_equal(store_drills_open(f.store, &f.arena, &open, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    drill = open[0];
    assert_true(drill.key == key && drill.t0_us == FIXTURE_T0_US && drill.end_us == 0);
    assert_string_equal(drill.state, "alerting");
    assert_string_equal(drill.family, "fire-hot-work");
    assert_int_equal(store_participants(f.store, key, &f.arena, &people, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 3);
    assert_int_equal(people[2].number, 3);
    assert_int_equal(people[2].expected, 1);
    assert_string_equal(people[2].who.id, "W003");
    assert_true(people[2].person == people[2].who.key);
    assert_int_equal(store_events(f.store, (struct store_from){key, 0}, &f.arena, &events, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(events[0].kind, "drawn");
    assert_string_equal(events[0].place, "Z1");
    assert_true(events[0].time_us == FIXTURE_T0_US);
    fixture_close(&f);
}

static void a_site_has_one_drill_at_a_time(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    int64_t key = fixture_drill(&f, 1, "");
    struct store_drill second = {.id = "2026-000018", .site = "park", .t0_us = FIXTURE_T0_US + 1};
    struct store_drill elsewhere = {.id = "2026-000019", .site = "works", .t0_us = FIXTURE_T0_US + 2};
    assert_int_equal(store_drill_open(f.store, &second, NULL, 0, &f.fault), SIBU_NO);
    assert_true(second.key == 0);
    assert_int_equal(store_drill_open(f.store, &elsewhere, NULL, 0, &f.fault), SIBU_OK);
    struct sibu_record_event end = {.time_us = FIXTURE_T0_US + 9};
    assert_int_equal(store_drill_state(f.store, key, "closed", &end, NULL, &f.fault), SIBU_OK);
    assert_int_equal(store_drill_open(f.store, &second, NULL, 0, &f.fault), SIBU_OK);

    int64_t t0_us = 0;
    size_t drills = 0;
    assert_int_equal(store_last_start(f.store, "park", &t0_us, &drills, &f.fault), SIBU_OK);
    assert_true(t0_us == FIXTURE_T0_US + 1 && drills == 2);
    assert_int_equal(store_last_start(f.store, NULL, &t0_us, &drills, &f.fault), SIBU_OK);
    assert_true(t0_us == FIXTURE_T0_US + 2 && drills == 3);
    assert_int_equal(store_last_start(f.store, "nowhere", &t0_us, &drills, &f.fault), SIBU_OK);
    assert_true(t0_us == 0 && drills == 0);
    fixture_close(&f);
}

static void a_refused_drill_leaves_nothing_behind(void **state)
{
    (void)state;
    struct fixture f;
    struct store_drill drill = {.id = "2026-1", .site = "park", .state = "alerting"};
    struct store_participant nobody = {.person = 12345, .number = 1, .expected = 1};
    fixture_open(&f);
    assert_int_equal(store_drill_open(f.store, &drill, &nobody, 1, &f.fault), SIBU_BAD_INPUT);
    assert_true(drill.key == 0);
    assert_int_equal(store_drill_by_id(f.store, "2026-1", &f.arena, &drill, &f.fault), SIBU_NO);
    drill = (struct store_drill){.id = "2026-1", .site = "park", .state = "dancing"};
    assert_int_equal(store_drill_open(f.store, &drill, NULL, 0, &f.fault), SIBU_BAD_INPUT);
    fixture_close(&f);
}

static void the_end_is_when_the_drill_first_left_running(void **state)
{
    (void)state;
    struct fixture f;
    struct store_drill drill;
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    fixture_open(&f);
    int64_t key = fixture_drill(&f, 1, "");
    static const char *const STATES[] = {"running", "abort", "real-emergency", "closed"};
    for (int i = 0; i < 4; i++) {
        struct sibu_record_event event = {.time_us = 100 * (i + 1), .kind = "x", .detail = "{\"who\":\"officer\"}"};
        assert_int_equal(store_drill_state(f.store, key, STATES[i], &event, NULL, &f.fault), SIBU_OK);
        assert_int_equal(store_drill_by_id(f.store, "2026-000017", &f.arena, &drill, &f.fault), SIBU_OK);
        assert_true(drill.end_us == (i == 0 ? 0 : 200));
        assert_string_equal(drill.state, STATES[i]);
    }
    assert_int_equal(store_events(f.store, (struct store_from){key, 1}, &f.arena, &events, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 4);
    assert_string_equal(events[2].kind, "real-emergency");
    assert_string_equal(events[2].detail, "{\"who\":\"officer\"}");
    fixture_close(&f);
}

static void a_closed_drill_takes_nothing_more(void **state)
{
    (void)state;
    struct fixture f;
    int is_new = 1;
    int64_t received_us = 0;
    fixture_open(&f);
    int64_t key = fixture_drill(&f, 1, "");
    struct sibu_record_event event = {.time_us = 5, .kind = "exit"};
    struct sibu_record_response response = {.received_us = 6, .person = 1, .kind = "acknowledge", .key = "abcdefgh"};
    struct store_alert alert = {.identifier = "a", .xml = "<a/>", .expires_us = 9};
    assert_int_equal(store_drill_state(f.store, key, "closed", &event, NULL, &f.fault), SIBU_OK);
    assert_int_equal(store_drill_state(f.store, key, "running", &event, NULL, &f.fault), SIBU_NO);
    assert_int_equal(store_event_put(f.store, key, &event, &f.fault), SIBU_NO);
    assert_int_equal(store_alert_put(f.store, key, &alert, &f.fault), SIBU_NO);
    assert_int_equal(store_response_put(f.store, key, &response, &is_new, &received_us, &f.fault), SIBU_NO);
    assert_int_equal(is_new, 0);
    struct store_drill *open = NULL;
    size_t count = 1;
    assert_int_equal(store_drills_open(f.store, &f.arena, &open, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 0);
    fixture_close(&f);
}

static void a_key_counts_once_for_each_person(void **state)
{
    (void)state;
    struct fixture f;
    static const struct {
        uint32_t person;
        const char *kind, *key;
        enum sibu_status status;
        int is_new;
        int64_t received_us;
    } CASES[] = {
        {1, "acknowledge", "key-0001", SIBU_OK, 1, 100}, {1, "acknowledge", "key-0001", SIBU_OK, 0, 100},
        {1, "check-in", "key-0001", SIBU_OK, 0, 100},    {1, "check-in", "key-0002", SIBU_OK, 1, 103},
        {2, "need-help", "key-0001", SIBU_OK, 1, 104},   {3, "acknowledge", "key-0001", SIBU_NO, 0, 0},
        {2, "dance", "key-0003", SIBU_BAD_INPUT, 0, 0},  {2, "cannot", "", SIBU_BAD_INPUT, 0, 0},
        {2, "cannot", "key-0003", SIBU_OK, 1, 108},
    };
    fixture_open(&f);
    int64_t key = fixture_drill(&f, 2, "");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int is_new = 7;
        int64_t received_us = 0;
        struct sibu_record_response response = {.received_us = 100 + (int64_t)i,
                                                .client_us = 50,
                                                .person = CASES[i].person,
                                                .kind = CASES[i].kind,
                                                .place = "M1",
                                                .key = CASES[i].key};
        assert_int_equal(store_response_put(f.store, key, &response, &is_new, &received_us, &f.fault), CASES[i].status);
        assert_int_equal(is_new, CASES[i].is_new);
        if (CASES[i].status == SIBU_OK) {
            assert_true(received_us == CASES[i].received_us);
        }
    }
    struct sibu_record_response *responses = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    assert_int_equal(store_responses(f.store, (struct store_from){key, 0}, &f.arena, &responses, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 4);
    assert_string_equal(responses[1].kind, "check-in");
    assert_string_equal(responses[1].place, "M1");
    assert_true(responses[1].client_us == 50);
    assert_int_equal(store_events(f.store, (struct store_from){key, 1}, &f.arena, &events, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 4);
    assert_string_equal(events[0].kind, "acknowledged");
    assert_string_equal(events[3].kind, "cannot");
    assert_int_equal(events[3].person, 2);
    fixture_close(&f);
}

static void a_follower_goes_on_behind_the_last_row_it_knows(void **state)
{
    (void)state;
    struct fixture f;
    struct sibu_record_event *events = NULL, many[300];
    size_t count = 0;
    int64_t after = 0;
    fixture_open(&f);
    int64_t key = fixture_drill(&f, 1, "");
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 300; i++) {
            many[i] = (struct sibu_record_event){.time_us = round * 300 + i, .kind = "door", .person = 1};
        }
        assert_int_equal(store_events_put(f.store, key, many, 300, &f.fault), SIBU_OK);
        assert_int_equal(store_events(f.store, (struct store_from){key, after}, &f.arena, &events, &count, &f.fault),
                         SIBU_OK);
        assert_int_equal(count, round == 0 ? 301 : 300);
        assert_true(events[count - 1].time_us == round * 300 + 299);
        after += (int64_t)count;
    }
    fixture_reopen(&f);
    assert_int_equal(store_events(f.store, (struct store_from){key, after}, &f.arena, &events, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 0);
    fixture_close(&f);
}

/* Of five answers in one go: one breaks a rule in its own row, one only in its event's, one is of nobody. */
static void what_is_wrong_with_one_answer_changes_nothing_for_the_others(void **state)
{
    (void)state;
    struct fixture f;
    struct sibu_record_response *kept = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0, event_count = 0;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 4, "");
    char *huge = sibu_arena_take(&f.arena, STORE_VALUE_BYTES_MAX + 2, 1);
    assert_non_null(huge);
    memset(huge, 'x', STORE_VALUE_BYTES_MAX + 1);
    struct sibu_record_response responses[] = {
        {.received_us = 1, .person = 1, .kind = "acknowledge", .key = "key-one-1"},
        {.received_us = 2, .person = 2, .kind = "acknowledge", .key = ""},
        {.received_us = 3, .person = 3, .kind = "check-in", .place = huge, .key = "key-three"},
        {.received_us = 4, .person = 9, .kind = "acknowledge", .key = "key-nobody"},
        {.received_us = 5, .person = 4, .kind = "check-in", .place = "M1", .key = "key-four-4"}};
    static const enum sibu_status WANTED[] = {SIBU_OK, SIBU_BAD_INPUT, SIBU_LIMIT, SIBU_NO, SIBU_OK};
    struct store_keeping items[5];
    for (size_t i = 0; i < 5; i++) {
        items[i] = (struct store_keeping){.drill = drill, .response = &responses[i]};
    }
    assert_int_equal(store_responses_keep(f.store, items, 5, &f.fault), SIBU_OK);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(items[i].status, WANTED[i]);
        assert_int_equal(items[i].is_new, WANTED[i] == SIBU_OK);
    }
    fixture_reopen(&f);
    assert_int_equal(store_responses(f.store, (struct store_from){drill, 0}, &f.arena, &kept, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(store_events(f.store, (struct store_from){drill, 1}, &f.arena, &events, &event_count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 2);
    assert_string_equal(kept[0].key, "key-one-1");
    assert_string_equal(kept[1].key, "key-four-4");
    assert_int_equal(event_count, 2);
    assert_int_equal(events[1].person, 4);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_gives_back_its_rows_in_order),
        cmocka_unit_test(what_happened_cannot_be_changed_even_from_outside),
        cmocka_unit_test(a_drill_opens_with_its_people_and_its_first_event),
        cmocka_unit_test(a_site_has_one_drill_at_a_time),
        cmocka_unit_test(a_refused_drill_leaves_nothing_behind),
        cmocka_unit_test(the_end_is_when_the_drill_first_left_running),
        cmocka_unit_test(a_closed_drill_takes_nothing_more),
        cmocka_unit_test(a_key_counts_once_for_each_person),
        cmocka_unit_test(a_follower_goes_on_behind_the_last_row_it_knows),
        cmocka_unit_test(what_is_wrong_with_one_answer_changes_nothing_for_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
