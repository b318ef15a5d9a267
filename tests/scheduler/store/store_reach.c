/* What the store knows of reaching people: proofs over all drills, openings that count once, and a drill's evidence. */
#include "store/store_reach.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define T0 FIXTURE_T0_US
#define SECOND ((int64_t)1000000)

static const struct store_way WAYS[] = {{"post", "url", 0, 0}, {"siren", "", 0, 0}, {"mail", "email", 1, 60 * SECOND}};

static void put(struct fixture *f, int64_t drill, const char *identifier, int64_t sent_us)
{
    struct store_alert alert = {.identifier = identifier,
                                .xml = identifier,
                                .sent_us = sent_us,
                                .expires_us = sent_us + 600 * SECOND,
                                .ways = WAYS,
                                .way_count = sizeof WAYS / sizeof WAYS[0]};
    assert_int_equal(store_alert_put(f->store, drill, &alert, &f->fault), SIBU_OK);
}

/* Attempts for everybody who waits for the channel; all end so. */
static void try_all(struct fixture *f, const char *channel, int64_t now_us, const char *fault)
{
    struct store_outbox_item *items = NULL;
    size_t count = 0;
    struct store_lease lease = {now_us, now_us + 30 * SECOND, 10, channel, NULL};
    assert_int_equal(store_outbox_take(f->store, lease, &f->arena, &items, &count, &f->fault), SIBU_OK);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct store_outbox_result result = {.item = items[i].key,
                                             .delivery = {.started_us = now_us,
                                                          .ended_us = now_us + SECOND,
                                                          .alert = items[i].identifier,
                                                          .person = items[i].person,
                                                          .channel = channel,
                                                          .key = items[i].idempotency_key,
                                                          .attempt = items[i].attempt,
                                                          .fault = fault},
                                             .next_us = fault[0] != '\0' ? now_us + 2 * SECOND : 0};
        assert_int_equal(store_outbox_finish(f->store, &result, 1, &f->fault), SIBU_OK);
    }
}

static int64_t begin(struct fixture *f)
{
    fixture_open(f);
    int64_t drill = fixture_drill(f, 2, "http://127.0.0.1:9/");
    put(f, drill, "a", T0);
    return drill;
}

static size_t proofs(struct fixture *f, struct store_proof **items)
{
    size_t count = 0;
    assert_int_equal(store_proofs(f->store, &f->arena, items, &count, &f->fault), SIBU_OK);
    return count;
}

static void a_proof_is_the_last_of_each_person_and_channel(void **state)
{
    (void)state;
    struct fixture f;
    struct store_proof *items = NULL;
    int64_t drill = begin(&f);
    assert_int_equal(proofs(&f, &items), 0);
    try_all(&f, "post", T0, "timeout");
    try_all(&f, "post", T0 + 10 * SECOND, "http");
    assert_int_equal(proofs(&f, &items), 2);
    assert_string_equal(items[0].channel, "post");
    assert_int_equal(items[0].accepted_us, 0);
    assert_int_equal(items[0].failed_us, T0 + 11 * SECOND);
    assert_string_equal(items[0].fault, "http");
    try_all(&f, "post", T0 + 20 * SECOND, "");
    try_all(&f, "siren", T0, ""); /* is nobody's proof */
    put(&f, drill, "b", T0 + 30 * SECOND);
    try_all(&f, "post", T0 + 40 * SECOND, "");
    assert_int_equal(proofs(&f, &items), 2);
    assert_int_equal(items[1].accepted_us, T0 + 41 * SECOND);
    assert_int_equal(items[1].failed_us, T0 + 11 * SECOND);
    assert_string_equal(items[1].fault, "http");
    assert_true(fixture_sql(&f, "UPDATE person SET listed = 0 WHERE id = 'W001'"));
    assert_int_equal(proofs(&f, &items), 1);
    fixture_close(&f);
}

static void another_address_has_no_proof(void **state)
{
    (void)state;
    struct fixture f;
    struct store_proof *items = NULL;
    (void)begin(&f);
    try_all(&f, "post", T0, "");
    assert_true(fixture_sql(&f, "UPDATE address SET value = value WHERE person = 1"));
    assert_int_equal(proofs(&f, &items), 2);
    assert_true(fixture_sql(&f, "UPDATE address SET value = 'http://127.0.0.1:8/' WHERE person = 1"));
    assert_int_equal(proofs(&f, &items), 1);
    assert_int_equal(items[0].person, 2);
    assert_true(fixture_sql(&f, "DELETE FROM address WHERE person = 2"));
    assert_int_equal(proofs(&f, &items), 0);
    fixture_close(&f);
}

/* A file of the version before: what is known of earlier drills counts. */
static void proofs_of_an_older_file_are_found_in_its_deliveries(void **state)
{
    (void)state;
    struct fixture f;
    struct store_proof *items = NULL;
    (void)begin(&f);
    if (f.is_postgres) { /* has never been of a version without them */
        fixture_close(&f);
        return;
    }
    try_all(&f, "post", T0, "http");
    try_all(&f, "post", T0 + 10 * SECOND, "");
    assert_true(fixture_sql(
        &f, FIXTURE_BEFORE_CLAIMS
        "DROP TABLE proof; DROP TABLE opening; DROP INDEX alert_sent; DROP TRIGGER proof_kept;"
        "DROP TRIGGER proof_over_1; DROP TRIGGER proof_over_2; DROP TABLE account;"
        "DROP TABLE invitation; DROP TABLE session; DROP TABLE audit; DROP TABLE finding; DROP TABLE sheet; DROP TABLE figure; DROP TABLE signed;"
        "ALTER TABLE person DROP COLUMN left_us; DROP INDEX participant_person; DROP TRIGGER alert_kept_1;"
        "ALTER TABLE drill DROP COLUMN stage; DROP TABLE named; ALTER TABLE alert DROP COLUMN to_wardens; DROP INDEX outbox_silence;"
        " CREATE TRIGGER alert_kept_1 BEFORE UPDATE ON alert BEGIN SELECT raise(ABORT, 'kept'); END; PRAGMA user_version = 3"));
    fixture_reopen(&f);
    assert_int_equal(proofs(&f, &items), 2);
    assert_int_equal(items[0].accepted_us, T0 + 11 * SECOND);
    assert_int_equal(items[0].failed_us, T0 + SECOND);
    assert_string_equal(items[0].fault, "http");
    fixture_close(&f);
}

static void open_page(struct fixture *f, int64_t person, enum store_sign sign, int64_t time_us)
{
    struct store_opening opening = {"2026-000017", person, sign, time_us};
    assert_int_equal(store_openings_put(f->store, &opening, 1, &f->fault), SIBU_OK);
}

/* The evidence of a person in a stage, or NULL. */
static const struct store_evidence *find(struct fixture *f, int64_t drill, uint32_t person, enum store_stage stage)
{
    struct store_evidence *items = NULL;
    size_t count = 0;
    assert_int_equal(store_evidences(f->store, drill, &f->arena, &items, &count, &f->fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (items[i].person == person && items[i].stage == stage && strcmp(items[i].channel, "mail") != 0) {
            return &items[i];
        }
    }
    return NULL;
}

static void the_first_opening_counts_and_is_no_answer(void **state)
{
    (void)state;
    struct fixture f;
    int64_t drill = begin(&f), person = 0;
    struct store_person *people = NULL;
    size_t count = 0;
    assert_int_equal(store_people(f.store, NULL, &f.arena, &people, &count, &f.fault), SIBU_OK);
    person = people[0].key;
    open_page(&f, person, STORE_OPENED, T0 + 5 * SECOND);
    open_page(&f, person, STORE_OPENED, T0 + 9 * SECOND);
    open_page(&f, person, STORE_SEEN, T0 + 6 * SECOND);
    open_page(&f, 4711, STORE_OPENED, T0 + SECOND); /* nobody */
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_OPENED)->time_us, T0 + 5 * SECOND);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_SEEN)->time_us, T0 + 6 * SECOND);
    assert_null(find(&f, drill, 2, STORE_STAGE_OPENED));
    assert_null(find(&f, drill, 1, STORE_STAGE_ANSWERED));
    struct sibu_record_response *responses = NULL;
    assert_int_equal(store_responses(f.store, (struct store_from){drill, 0}, &f.arena, &responses, &count, &f.fault),
                     SIBU_OK);
    assert_int_equal(count, 0);
    fixture_close(&f);
}

static void a_closed_drill_takes_no_opening(void **state)
{
    (void)state;
    struct fixture f;
    int64_t drill = begin(&f);
    struct sibu_record_event event = {.time_us = T0 + SECOND, .kind = "closed"};
    assert_int_equal(store_drill_state(f.store, drill, "closed", &event, NULL, &f.fault), SIBU_OK);
    open_page(&f, 1, STORE_OPENED, T0 + 5 * SECOND);
    assert_null(find(&f, drill, 1, STORE_STAGE_OPENED));
    fixture_close(&f);
}

static void answer(struct fixture *f, int64_t drill, const char *kind, int64_t time_us)
{
    struct sibu_record_response response = {.received_us = time_us, .person = 1, .kind = kind, .key = kind};
    int is_new = 0;
    int64_t received_us = 0;
    assert_int_equal(store_response_put(f->store, drill, &response, &is_new, &received_us, &f->fault), SIBU_OK);
}

static void every_stage_of_a_drill_has_its_first_time(void **state)
{
    (void)state;
    struct fixture f;
    int64_t drill = begin(&f);
    try_all(&f, "post", T0, "timeout");
    try_all(&f, "post", T0 + 10 * SECOND, "");
    put(&f, drill, "b", T0 + 20 * SECOND);
    try_all(&f, "post", T0 + 21 * SECOND, "");
    try_all(&f, "siren", T0 + SECOND, "");
    answer(&f, drill, "acknowledge", T0 + 30 * SECOND);
    answer(&f, drill, "check-in", T0 + 90 * SECOND);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_QUEUED)->time_us, T0);
    assert_string_equal(find(&f, drill, 1, STORE_STAGE_QUEUED)->word, "accepted");
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_ACCEPTED)->time_us, T0 + 11 * SECOND);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_ACCEPTED)->times, 2);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_FAILED)->time_us, T0 + SECOND);
    assert_string_equal(find(&f, drill, 1, STORE_STAGE_FAILED)->word, "timeout");
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_ANSWERED)->time_us, T0 + 30 * SECOND);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_CHECKED_IN)->time_us, T0 + 90 * SECOND);
    assert_null(find(&f, drill, 2, STORE_STAGE_ANSWERED));
    assert_int_equal(find(&f, drill, 0, STORE_STAGE_ACCEPTED)->time_us, T0 + 2 * SECOND); /* the siren, for all */
    fixture_close(&f);
}

static void what_became_of_the_newest_alert_is_said_and_when_the_first_was_filed(void **state)
{
    (void)state;
    struct fixture f;
    int64_t drill = begin(&f);
    try_all(&f, "post", T0, "timeout");
    try_all(&f, "post", T0 + 10 * SECOND, "");
    put(&f, drill, "b", T0 + 20 * SECOND);
    assert_string_equal(find(&f, drill, 1, STORE_STAGE_QUEUED)->word, "waiting");
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_QUEUED)->time_us, T0);
    assert_string_equal(find(&f, drill, 0, STORE_STAGE_QUEUED)->word, "waiting");
    try_all(&f, "post", T0 + 21 * SECOND, "refused");
    put(&f, drill, "c", T0 - 5 * SECOND); /* the clock was set back: by its number it is the newest */
    try_all(&f, "post", T0 + 22 * SECOND, "");
    assert_string_equal(find(&f, drill, 1, STORE_STAGE_QUEUED)->word, "accepted");
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_FAILED)->time_us, T0 + 22 * SECOND);
    assert_string_equal(find(&f, drill, 1, STORE_STAGE_FAILED)->word, "refused");
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_FAILED)->times, 2);
    assert_int_equal(find(&f, drill, 1, STORE_STAGE_ACCEPTED)->time_us, T0 + 11 * SECOND);
    fixture_close(&f);
}

static void a_push_address_is_kept_changed_and_forgotten(void **state)
{
    (void)state;
    struct fixture f;
    struct store_push *items = NULL;
    size_t count = 0;
    (void)begin(&f);
    assert_int_equal(store_push_put(f.store, 1, "one", &f.fault), SIBU_OK);
    assert_int_equal(store_push_put(f.store, 1, "two", &f.fault), SIBU_OK);
    assert_int_equal(store_pushes(f.store, &f.arena, &items, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(items[0].value, "two");
    assert_int_equal(store_push_put(f.store, 1, "", &f.fault), SIBU_OK);
    assert_int_equal(store_pushes(f.store, &f.arena, &items, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_push_put(f.store, 99, "x", &f.fault), SIBU_NO);
    assert_true(fixture_sql(&f, "UPDATE person SET listed = 0 WHERE key = 1"));
    assert_int_equal(store_push_put(f.store, 1, "x", &f.fault), SIBU_NO);
    fixture_close(&f);
}

static void alerts_come_newest_first_and_leave(void **state)
{
    (void)state;
    struct fixture f;
    struct store_cap *items = NULL, one;
    size_t count = 0;
    int64_t drill = begin(&f), before[2] = {0}, after[2] = {0};
    assert_int_equal(store_caps_mark(f.store, T0 - 1, before, &f.fault), SIBU_OK);
    put(&f, drill, "b", T0 + 5 * SECOND);
    assert_int_equal(store_caps_mark(f.store, T0 - 1, after, &f.fault), SIBU_OK);
    assert_true(after[0] == before[0] + 1 && after[1] > before[1]);
    assert_int_equal(store_caps(f.store, T0 - 1, &f.arena, &items, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 2);
    assert_string_equal(items[0].identifier, "b");
    assert_string_equal(items[1].xml, "a");
    assert_int_equal(store_caps(f.store, T0, &f.arena, &items, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(store_cap(f.store, "a", T0 - 1, &f.arena, &one, &f.fault), SIBU_OK);
    assert_string_equal(one.xml, "a");
    assert_int_equal(store_cap(f.store, "a", T0, &f.arena, &one, &f.fault), SIBU_NO);
    assert_int_equal(store_cap(f.store, "c", 0, &f.arena, &one, &f.fault), SIBU_NO);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_is_the_last_of_each_person_and_channel),
        cmocka_unit_test(another_address_has_no_proof),
        cmocka_unit_test(proofs_of_an_older_file_are_found_in_its_deliveries),
        cmocka_unit_test(the_first_opening_counts_and_is_no_answer),
        cmocka_unit_test(a_closed_drill_takes_no_opening),
        cmocka_unit_test(every_stage_of_a_drill_has_its_first_time),
        cmocka_unit_test(what_became_of_the_newest_alert_is_said_and_when_the_first_was_filed),
        cmocka_unit_test(a_push_address_is_kept_changed_and_forgotten),
        cmocka_unit_test(alerts_come_newest_first_and_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
