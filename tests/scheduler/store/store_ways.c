/* The ways of an alert: what goes at once, what waits for its step, and what makes a step come sooner or not at all. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)

static const struct store_way WAYS[] = {
    {"post", "url", 0, 0},
    {"siren", "", 0, 0},
    {"mail", "email", 1, 60 * SECOND},
    {"sms", "phone", 2, 120 * SECOND},
};

static void put_on(struct fixture *f, int64_t drill, const char *identifier, int64_t sent_us, enum store_reach reach,
                   const struct store_way *ways)
{
    struct store_alert alert = {.identifier = identifier,
                                .xml = "x",
                                .sent_us = sent_us,
                                .expires_us = sent_us + 600 * SECOND,
                                .reach = reach,
                                .ends_earlier = reach != STORE_BY_STEPS,
                                .ways = ways,
                                .way_count = sizeof WAYS / sizeof WAYS[0]};
    assert_int_equal(store_alert_put(f->store, drill, &alert, &f->fault), SIBU_OK);
}

static void put(struct fixture *f, int64_t drill, const char *identifier, int64_t sent_us, enum store_reach reach)
{
    put_on(f, drill, identifier, sent_us, reach, WAYS);
}

/* A drill of two people who have every address. */
static int64_t begin(struct fixture *f)
{
    fixture_open(f);
    int64_t drill = fixture_drill(f, 2, "http://127.0.0.1:9/");
    assert_true(fixture_sql(
        f,
        "INSERT INTO address (/*+site_no,*/ person, kind, value) SELECT /*+site_no,*/ key, 'email', id || '@x.example' FROM person"));
    assert_true(fixture_sql(
        f,
        "INSERT INTO address (/*+site_no,*/ person, kind, value) SELECT /*+site_no,*/ key, 'phone', '1380000' || key FROM person"));
    return drill;
}

static size_t take(struct fixture *f, const char *channel, int64_t now_us, struct store_outbox_item **items)
{
    struct store_lease lease = {now_us, now_us + 30 * SECOND, 10, channel, NULL};
    size_t count = 0;
    assert_int_equal(store_outbox_take(f->store, lease, &f->arena, items, &count, &f->fault), SIBU_OK);
    return count;
}

static void finish(struct fixture *f, const struct store_outbox_item *item, const char *fault, int forgets)
{
    struct store_outbox_result result = {.item = item->key,
                                         .delivery = {.started_us = T0,
                                                      .ended_us = T0 + SECOND,
                                                      .alert = item->identifier,
                                                      .person = item->person,
                                                      .channel = "any",
                                                      .key = item->idempotency_key,
                                                      .attempt = item->attempt,
                                                      .fault = fault},
                                         .forgets = forgets,
                                         .address = item->address};
    assert_int_equal(store_outbox_finish(f->store, &result, 1, &f->fault), SIBU_OK);
}

static void answer(struct fixture *f, int64_t drill, uint32_t person)
{
    struct sibu_record_response response = {
        .received_us = T0 + SECOND, .person = person, .kind = "acknowledge", .key = "k"};
    int is_new = 0;
    int64_t received_us = 0;
    assert_int_equal(store_response_put(f->store, drill, &response, &is_new, &received_us, &f->fault), SIBU_OK);
}

static void each_way_has_its_own_item_key_and_time(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *post = NULL, *mail = NULL, *siren = NULL, *sms = NULL;
    int64_t drill = begin(&f);
    size_t count = 0;
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "post", T0, &post), 2);
    assert_int_equal(take(&f, "siren", T0, &siren), 1); /* one for all */
    assert_int_equal(siren[0].person, 0);
    assert_string_equal(siren[0].address, "");
    assert_int_equal(take(&f, "mail", T0 + 59 * SECOND, &mail), 0);
    assert_int_equal(take(&f, "mail", T0 + 60 * SECOND, &mail), 2);
    assert_string_equal(mail[1].address, "W002@x.example");
    assert_string_not_equal(mail[0].idempotency_key, post[0].idempotency_key);
    assert_int_equal(take(&f, "sms", T0 + 60 * SECOND, &sms), 0);
    assert_int_equal(store_outbox_waiting_of(f.store, drill, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 3); /* later steps keep no drill waiting */
    fixture_close(&f);
}

static void who_has_answered_gets_no_later_step(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    answer(&f, drill, 1);
    assert_int_equal(take(&f, "post", T0, &items), 2); /* the first step is for all */
    assert_int_equal(take(&f, "mail", T0 + 60 * SECOND, &items), 1);
    assert_int_equal(items[0].person, 2);
    put(&f, drill, "b", T0 + 61 * SECOND, STORE_BY_STEPS); /* nor those of an alert that follows */
    assert_int_equal(take(&f, "sms", T0 + 400 * SECOND, &items), 2);
    assert_int_equal(items[0].person, 2);
    assert_int_equal(items[1].person, 2);
    fixture_close(&f);
}

static void a_way_given_up_brings_the_next_step_forward(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL, *mails = NULL;
    int64_t drill = begin(&f);
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "post", T0, &items), 2);
    finish(&f, &items[0], "http", 0);
    finish(&f, &items[1], "", 0);
    assert_int_equal(take(&f, "mail", T0 + SECOND, &mails), 1);
    assert_int_equal(mails[0].person, items[0].person);
    assert_int_equal(take(&f, "sms", T0 + SECOND, &items), 0); /* one step at a time */
    finish(&f, &mails[0], "refused", 0);
    assert_int_equal(take(&f, "sms", T0 + SECOND, &items), 1);
    fixture_close(&f);
}

static void a_channel_that_is_down_is_gone_round(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "post", T0, &items), 2);
    finish(&f, &items[0], "", 0);
    assert_int_equal(store_outbox_go_round(f.store, "post", T0 + 5 * SECOND, &f.fault), SIBU_OK);
    assert_int_equal(take(&f, "mail", T0 + 4 * SECOND, &items), 0);
    assert_int_equal(take(&f, "mail", T0 + 5 * SECOND, &items), 1);
    assert_int_equal(items[0].person, 2); /* who was reached is not told twice */
    assert_int_equal(take(&f, "sms", T0 + 6 * SECOND, &items), 0);
    fixture_close(&f);
}

static void an_end_follows_the_ways_of_the_call_and_a_real_emergency_takes_them_all(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    answer(&f, drill, 1);
    assert_int_equal(take(&f, "mail", T0 + 60 * SECOND, &items), 1); /* to the second person */
    put(&f, drill, "end", T0 + 70 * SECOND, STORE_WHERE_TRIED);
    assert_int_equal(take(&f, "post", T0 + 70 * SECOND, &items), 2);
    assert_int_equal(take(&f, "siren", T0 + 70 * SECOND, &items), 1);
    assert_int_equal(take(&f, "mail", T0 + 70 * SECOND, &items), 1);
    assert_int_equal(items[0].person, 2);
    assert_string_equal(items[0].identifier, "end");
    assert_int_equal(take(&f, "sms", T0 + 300 * SECOND, &items), 0); /* superseded, and never told there */
    put(&f, drill, "real", T0 + 301 * SECOND, STORE_EVERYWHERE);
    assert_int_equal(take(&f, "mail", T0 + 301 * SECOND, &items), 2);
    assert_int_equal(take(&f, "sms", T0 + 301 * SECOND, &items), 2);
    fixture_close(&f);
}

static void forget(struct fixture *f, const char *where)
{
    char statement[100];
    (void)snprintf(statement, sizeof statement, "DELETE FROM address WHERE %s", where);
    assert_true(fixture_sql(f, statement));
}

static void who_has_no_address_for_the_first_way_is_told_by_the_next_at_once(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    size_t count = 0;
    forget(&f, "kind = 'url' AND person = (SELECT max(key) FROM person)");
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "post", T0, &items), 1);
    assert_int_equal(items[0].person, 1);
    assert_int_equal(store_outbox_waiting_of(f.store, drill, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 3); /* the siren, a post, and the mail that comes first for the other */
    assert_int_equal(take(&f, "mail", T0, &items), 1);
    assert_int_equal(items[0].person, 2);
    assert_int_equal(take(&f, "sms", T0 + 59 * SECOND, &items), 0);
    assert_int_equal(take(&f, "sms", T0 + 60 * SECOND, &items), 1); /* and the delay is counted from there */
    assert_int_equal(items[0].person, 2);
    answer(&f, drill, 2);
    /* Who has answered is told of what follows, on that way alone. */
    put(&f, drill, "b", T0 + 70 * SECOND, STORE_BY_STEPS);
    assert_int_equal(take(&f, "mail", T0 + 70 * SECOND, &items), 3);
    assert_string_equal(items[0].identifier, "b");
    assert_int_equal(items[0].person, 2);
    assert_string_equal(items[1].identifier, "a");
    assert_int_equal(take(&f, "sms", T0 + 500 * SECOND, &items), 2);
    assert_int_equal(items[0].person, 1);
    assert_int_equal(items[1].person, 1);
    fixture_close(&f);
}

static void a_way_in_between_without_an_address_is_no_step(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    forget(&f, "kind = 'email'");
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "sms", T0 + 59 * SECOND, &items), 0);
    assert_int_equal(take(&f, "sms", T0 + 60 * SECOND, &items), 2);
    assert_true(fixture_sql(
        &f,
        "INSERT INTO address (/*+site_no,*/ person, kind, value) SELECT /*+site_no,*/ key, 'email', id || '@y.example' FROM person"));
    assert_int_equal(take(&f, "mail", T0 + 60 * SECOND, &items), 2); /* as soon as there is one */
    fixture_close(&f);
}

static void two_ways_of_one_step_are_one_step(void **state)
{
    (void)state;
    static const struct store_way TWO[] = {{"post", "url", 0, 0},
                                           {"mail", "email", 0, 0},
                                           {"sms", "phone", 1, 60 * SECOND},
                                           {"push", "push", 2, 120 * SECOND}};
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    put_on(&f, drill, "a", T0, STORE_BY_STEPS, TWO);
    assert_int_equal(take(&f, "mail", T0, &items), 2);
    answer(&f, drill, 1);
    put_on(&f, drill, "b", T0 + SECOND, STORE_WHERE_TRIED, TWO);
    assert_int_equal(take(&f, "mail", T0 + SECOND, &items), 2);
    assert_int_equal(take(&f, "sms", T0 + 300 * SECOND, &items), 0);
    put_on(&f, drill, "c", T0 + 301 * SECOND, STORE_BY_STEPS, TWO);
    assert_int_equal(take(&f, "sms", T0 + 360 * SECOND, &items), 0);
    assert_int_equal(take(&f, "sms", T0 + 361 * SECOND, &items), 1);
    fixture_close(&f);
}

static void a_way_without_an_address_neither_holds_the_next_step_back_nor_brings_it_forward(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    forget(&f, "kind = 'url'");
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "mail", T0, &items), 2);
    assert_int_equal(store_outbox_go_round(f.store, "post", T0 + SECOND, &f.fault), SIBU_OK);
    assert_int_equal(take(&f, "sms", T0 + 2 * SECOND, &items), 0);
    assert_int_equal(take(&f, "mail", T0 + 31 * SECOND, &items), 2);
    finish(&f, &items[0], "refused", 0);
    assert_int_equal(take(&f, "sms", T0 + 31 * SECOND, &items), 1);
    fixture_close(&f);
}

static void an_address_that_is_none_any_more_is_forgotten(void **state)
{
    (void)state;
    struct fixture f;
    struct store_outbox_item *items = NULL;
    int64_t drill = begin(&f);
    put(&f, drill, "a", T0, STORE_BY_STEPS);
    assert_int_equal(take(&f, "mail", T0 + 60 * SECOND, &items), 2);
    finish(&f, &items[0], "gone", 1);
    assert_true(fixture_sql(&f, "UPDATE address SET value = 'new@x.example' WHERE value = 'W002@x.example'"));
    finish(&f, &items[1], "gone", 1); /* another one by now: it stays */
    put(&f, drill, "b", T0 + SECOND, STORE_EVERYWHERE);
    assert_int_equal(take(&f, "mail", T0 + SECOND, &items), 1);
    assert_string_equal(items[0].address, "new@x.example");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_has_its_own_item_key_and_time),
        cmocka_unit_test(who_has_answered_gets_no_later_step),
        cmocka_unit_test(a_way_given_up_brings_the_next_step_forward),
        cmocka_unit_test(a_channel_that_is_down_is_gone_round),
        cmocka_unit_test(an_end_follows_the_ways_of_the_call_and_a_real_emergency_takes_them_all),
        cmocka_unit_test(who_has_no_address_for_the_first_way_is_told_by_the_next_at_once),
        cmocka_unit_test(a_way_in_between_without_an_address_is_no_step),
        cmocka_unit_test(two_ways_of_one_step_are_one_step),
        cmocka_unit_test(a_way_without_an_address_neither_holds_the_next_step_back_nor_brings_it_forward),
        cmocka_unit_test(an_address_that_is_none_any_more_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
