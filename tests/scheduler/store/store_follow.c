/* How a drill stands for servers that follow it, and writes that count only while it stands so. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/store_follow.h"

#define NAME "drill/2026-000017"
#define MINUTE_US INT64_C(60000000)

static struct store_standing standing(struct fixture *f)
{
    struct store_standing *items = NULL;
    size_t count = 0;
    assert_int_equal(store_standings(f->store, &f->arena, &items, &count, &f->fault), SIBU_OK);
    assert_int_equal(count, 1);
    return items[0];
}

static enum sibu_status answer(struct fixture *f, int64_t drill, uint32_t person, int64_t *received_us)
{
    const struct sibu_record_response response = {
        .received_us = FIXTURE_T0_US + 1, .person = person, .kind = "acknowledge", .key = "k"};
    struct store_keeping item = {.drill = drill, .response = &response};
    assert_int_equal(store_responses_keep(f->store, &item, 1, &f->fault), SIBU_OK);
    *received_us = item.received_us;
    return item.status;
}

static enum sibu_status move(struct fixture *f, int64_t drill, const char *state, const struct store_claim *claim,
                             const struct store_stand *stand)
{
    const struct sibu_record_event event = {.time_us = FIXTURE_T0_US + 1, .kind = state};
    const struct store_drill_move move = {
        .drill = drill, .state = state, .event = &event, .claim = claim, .stand = stand};
    return store_drill_move(f->store, &move, &f->fault);
}

static void a_standing_counts_each_kind_and_names_the_driver(void **state)
{
    struct fixture f;
    struct store_claim claim;
    int64_t received_us = 0;
    (void)state;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 3, "");
    struct store_standing now = standing(&f);
    assert_int_equal(now.drill, drill);
    assert_string_equal(now.id, "2026-000017");
    assert_string_equal(now.state, "alerting");
    assert_string_equal(now.ended, "");
    assert_string_equal(now.driver, "");
    assert_int_equal(now.events, 1);
    assert_int_equal(now.responses, 0);
    assert_int_equal(now.alerts, 0);
    assert_int_equal(answer(&f, drill, 1, &received_us), SIBU_OK);
    assert_int_equal(store_claim_take(f.store, NAME, "east", MINUTE_US, &claim, &f.fault), SIBU_OK);
    assert_int_equal(move(&f, drill, "abort", &claim, NULL), SIBU_OK);
    assert_int_equal(move(&f, drill, "mustered", &claim, NULL), SIBU_OK);
    now = standing(&f);
    assert_string_equal(now.state, "mustered");
    assert_string_equal(now.ended, "abort");
    assert_string_equal(now.driver, "east");
    assert_int_equal(now.events, 4);
    assert_int_equal(now.responses, 1);
    assert_int_equal(now.end_us, FIXTURE_T0_US + 1);
    assert_true(fixture_sql(&f, "UPDATE claim SET until_us = 1"));
    assert_string_equal(standing(&f).driver, ""); /* its lease has passed */
    fixture_close(&f);
}

/* Whoever writes by an old look writes nothing. */
static void a_write_counts_only_where_the_drill_stands_so(void **state)
{
    struct fixture f;
    (void)state;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 3, "");
    const struct store_stand now = {"alerting", 0, -1}, other = {"running", 0, -1}, told = {"alerting", 1, -1},
                             behind = {"alerting", 0, 0}, any = {"alerting", -1, 1};
    const struct sibu_record_event event = {.time_us = FIXTURE_T0_US, .kind = "unfold"};
    struct store_event_filing filing = {drill, &event, 1, NULL, &other};
    assert_int_equal(store_events_file(f.store, &filing, &f.fault), SIBU_NO);
    filing.stand = &told;
    assert_int_equal(store_events_file(f.store, &filing, &f.fault), SIBU_NO);
    filing.stand = &behind;
    assert_int_equal(store_events_file(f.store, &filing, &f.fault), SIBU_NO);
    assert_int_equal(standing(&f).events, 1);
    filing.stand = &any;
    assert_int_equal(store_events_file(f.store, &filing, &f.fault), SIBU_OK);
    assert_int_equal(standing(&f).events, 2);
    struct store_alert alert = {
        .identifier = "a.1", .xml = "<alert/>", .sent_us = FIXTURE_T0_US, .stand = &told, .of = &event};
    assert_int_equal(store_alert_put(f.store, drill, &alert, &f.fault), SIBU_NO);
    assert_int_equal(standing(&f).events, 2); /* nor what it would have told of */
    alert.stand = &now;
    assert_int_equal(store_alert_put(f.store, drill, &alert, &f.fault), SIBU_OK);
    assert_int_equal(standing(&f).events, 4);
    assert_int_equal(move(&f, drill, "all-clear", NULL, &now), SIBU_NO); /* somebody has told something */
    assert_int_equal(move(&f, drill, "all-clear", NULL, &told), SIBU_OK);
    assert_int_equal(move(&f, drill, "abort", NULL, &told), SIBU_NO);
    assert_string_equal(standing(&f).state, "all-clear");
    fixture_close(&f);
}

/* Who was followed does not say up to when it has drawn, nor where the record is. */
static void what_has_unfolded_and_the_record_are_fenced(void **state)
{
    struct fixture f;
    struct store_claim old, claim;
    const int64_t until_us = FIXTURE_T0_US + 5 * MINUTE_US;
    int64_t received_us = 0;
    (void)state;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 3, "");
    assert_int_equal(store_claim_take(f.store, NAME, "east", MINUTE_US, &old, &f.fault), SIBU_OK);
    assert_int_equal(store_claim_take(f.store, NAME, "east", MINUTE_US, &claim, &f.fault), SIBU_OK);
    assert_int_equal(store_unfolded_put(f.store, &old, drill, until_us, &f.fault), SIBU_NO);
    assert_int_equal(store_record_move(f.store, &old, drill, "old.drill", &f.fault), SIBU_NO);
    assert_int_equal(standing(&f).unfolded_us, 0);
    assert_string_equal(standing(&f).record, "drill.drill");
    assert_int_equal(answer(&f, drill, 1, &received_us), SIBU_OK);
    assert_int_equal(received_us, FIXTURE_T0_US + 1);
    assert_int_equal(store_unfolded_put(f.store, &claim, drill, until_us, &f.fault), SIBU_OK);
    assert_int_equal(store_unfolded_put(f.store, &claim, drill, until_us - 1, &f.fault), SIBU_OK);
    assert_int_equal(store_record_move(f.store, &claim, drill, "new.drill", &f.fault), SIBU_OK);
    assert_int_equal(standing(&f).unfolded_us, until_us); /* it never goes back */
    assert_string_equal(standing(&f).record, "new.drill");
    assert_int_equal(answer(&f, drill, 2, &received_us), SIBU_OK);
    assert_int_equal(received_us, until_us); /* by whatever clock */
    assert_int_equal(answer(&f, drill, 1, &received_us), SIBU_OK);
    assert_int_equal(received_us, FIXTURE_T0_US + 1); /* the first time stays */
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM event WHERE kind = 'acknowledged' AND time_us ="
                                        " (SELECT unfolded_us FROM drill)"),
                     1);
    assert_int_equal(move(&f, drill, "abort", &claim, NULL), SIBU_OK);
    assert_int_equal(standing(&f).end_us, until_us);
    fixture_close(&f);
}

/* The evaluation has been made of what was there. */
static void an_evaluated_drill_takes_no_answer(void **state)
{
    struct fixture f;
    int64_t received_us = 0;
    (void)state;
    fixture_open(&f);
    int64_t drill = fixture_drill(&f, 3, "");
    assert_int_equal(move(&f, drill, "abort", NULL, NULL), SIBU_OK);
    assert_int_equal(move(&f, drill, "mustered", NULL, NULL), SIBU_OK);
    assert_int_equal(answer(&f, drill, 1, &received_us), SIBU_OK);
    assert_int_equal(move(&f, drill, "evaluated", NULL, NULL), SIBU_OK);
    assert_int_equal(answer(&f, drill, 2, &received_us), SIBU_NO);
    assert_int_equal(standing(&f).responses, 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_standing_counts_each_kind_and_names_the_driver),
                                       cmocka_unit_test(a_write_counts_only_where_the_drill_stands_so),
                                       cmocka_unit_test(what_has_unfolded_and_the_record_are_fenced),
                                       cmocka_unit_test(an_evaluated_drill_takes_no_answer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
