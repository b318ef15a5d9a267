/* Several drills in one server: each at its own site, with its own people, end and record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/file.h"
#include "sibu/record.h"
#include "stand.h"
#include "web/server_state.h"

#define MORNING_US (INT64_C(1795392000) * 1000000) /* Monday 2026-11-23, 08:00 in Shanghai */
#define SECOND_US INT64_C(1000000)

struct bench {
    char folder[64], data[80];
    struct plan *plan;
    struct clock clock;
    struct server *server;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

static void put_file(const struct bench *bench, const char *name, const char *bytes)
{
    char path[128];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/%s", bench->folder, name);
    assert_int_equal(file_write(path, bytes, strlen(bytes), 0600, &fault), SIBU_OK);
}

static const char *source(void)
{
    return getenv("SIBU_SOURCE") != NULL ? getenv("SIBU_SOURCE") : ".";
}

/* The little works under another id. */
static void put_site(struct bench *bench, const char *name, const char *id)
{
    char path[4096];
    struct sibu_text site = {0}, copy = {0};
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", source());
    assert_int_equal(file_read(path, 1 << 20, &site, &bench->fault), SIBU_OK);
    const char *at = strstr(sibu_text_get(&site), "little-works");
    assert_non_null(at);
    sibu_text_add_bytes(&copy, sibu_text_get(&site), (size_t)(at - sibu_text_get(&site)));
    sibu_text_add(&copy, id);
    sibu_text_add(&copy, at + strlen("little-works"));
    put_file(bench, name, sibu_text_get(&copy));
    sibu_text_clear(&site);
    sibu_text_clear(&copy);
}

#define PAIR(n) "{\"site\":\"" n ".geojson\",\"roster\":\"roster.csv\"}"

/* Three sites with the same people's ids: one and two in a group, three in another. */
static void write_files(struct bench *bench, int concurrent, int of_works)
{
    char own[32] = "";
    struct sibu_text policy = {0};
    put_file(bench, "roster.csv",
             "id,name,zone,shift,role,language,pace\nW1,Ward,shop,always,warden,en,normal\n"
             "W2,Work,shop,always,worker,zh,fast\nW3,Yard,yard,always,worker,zh,normal\n");
    put_site(bench, "one.geojson", "one");
    put_site(bench, "two.geojson", "two");
    put_site(bench, "three.geojson", "three");
    if (of_works > 0) {
        (void)snprintf(own, sizeof own, "\"concurrent\":%d,", of_works);
    }
    sibu_text_addf(&policy,
                   "{\"format\":1,\"tick_s\":60,\"mean\":0.01,\"least\":0,\"most\":4,\"gap_days\":0,\"concurrent\":%d,"
                   "\"windows\":[{}],\"families\":\"%s/scenarios/families\",\"groups\":[{\"id\":\"works\",%s\"sites\":"
                   "[" PAIR("one") "," PAIR("two") "]},{\"id\":\"office\",\"sites\":[" PAIR("three") "]}]}",
                   concurrent, source(), own);
    put_file(bench, "policy.json", sibu_text_get(&policy));
    sibu_text_clear(&policy);
}

static void serve(struct bench *bench)
{
    struct server_def def = {
        .plan = bench->plan, .clock = &bench->clock, .folder = bench->data, .address = "127.0.0.1"};
    if (server_open(&bench->server, &def, &bench->fault) != SIBU_OK) {
        fail_msg("%s: %s", bench->fault.place, bench->fault.what[SIBU_EN]);
    }
}

static struct server_news step_at(struct bench *bench, int64_t time_us)
{
    struct server_news news;
    clock_set_us(&bench->clock, time_us);
    if (server_step(bench->server, &news, &bench->fault) != SIBU_OK) {
        fail_msg("%s: %s", bench->fault.place, bench->fault.what[SIBU_EN]);
    }
    return news;
}

static void set_up(struct bench *bench, int concurrent, int of_works)
{
    char path[128];
    memset(bench, 0, sizeof *bench);
    (void)snprintf(bench->folder, sizeof bench->folder, "/tmp/sibu-several-XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    (void)snprintf(bench->data, sizeof bench->data, "%s/data", bench->folder);
    write_files(bench, concurrent, of_works);
    (void)snprintf(path, sizeof path, "%s/policy.json", bench->folder);
    if (plan_open(&bench->plan, path, &bench->fault) != SIBU_OK) {
        fail_msg("%s: %s", bench->fault.place, bench->fault.what[SIBU_EN]);
    }
    clock_init_standing(&bench->clock, MORNING_US);
    serve(bench);
    (void)step_at(bench, MORNING_US);
}

static void tear_down(struct bench *bench)
{
    server_close(bench->server);
    plan_close(bench->plan);
    clock_clear(&bench->clock);
    sibu_arena_clear(&bench->arena);
    file_remove_folder(bench->folder);
}

static void start(struct bench *bench, const char *unit)
{
    if (server_now(bench->server, unit, &bench->fault) != SIBU_OK) {
        fail_msg("%s: %s", unit, bench->fault.what[SIBU_EN]);
    }
}

static struct drill_view look(struct bench *bench, const char *which)
{
    struct drill_view view;
    assert_int_equal(drill_look(server_drill(bench->server), which, &bench->arena, &view, &bench->fault), SIBU_OK);
    return view;
}

static size_t count_drills(struct bench *bench)
{
    struct drill_brief *items = NULL;
    size_t count = 0;
    assert_int_equal(drill_list(server_drill(bench->server), &bench->arena, &items, &count, &bench->fault), SIBU_OK);
    return count;
}

static enum sibu_status end(struct bench *bench, const char *which, enum drill_state how)
{
    return drill_stop(server_drill(bench->server), &(struct drill_end){which, how, "officer"}, &bench->fault);
}

static const struct store_person *person_of(struct bench *bench, const char *site, const char *id)
{
    struct store_person *people = NULL;
    size_t count = 0;
    assert_int_equal(store_people(bench->server->store, site, &bench->arena, &people, &count, &bench->fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(people[i].id, id) == 0) {
            return &people[i];
        }
    }
    fail_msg("nobody %s", id);
    return NULL;
}

static enum drill_verdict answer(struct bench *bench, const char *site, const char *id, const char *kind)
{
    enum drill_verdict verdict = DRILL_NOBODY;
    int64_t received_us = 0;
    struct drill_answer given = {
        .token = person_of(bench, site, id)->token, .kind = kind, .place = "M1", .key = "the-same-key"};
    assert_int_equal(drill_take(server_drill(bench->server), &given, &verdict, &received_us, &bench->fault), SIBU_OK);
    return verdict;
}

static void answers_go_to_the_drill_of_the_persons_site(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, 2, 0);
    start(&bench, "one");
    assert_int_equal(answer(&bench, "two", "W1", "acknowledge"), DRILL_NONE);
    start(&bench, "two");
    assert_int_equal(count_drills(&bench), 2);
    assert_int_equal(answer(&bench, "one", "W1", "check-in"), DRILL_TAKEN);
    assert_int_equal(answer(&bench, "two", "W1", "need-help"), DRILL_TAKEN); /* the same key: of another person */
    assert_int_equal(answer(&bench, "two", "W2", "acknowledge"), DRILL_TAKEN);
    assert_int_equal(answer(&bench, "two", "W2", "acknowledge"), DRILL_KNOWN);
    assert_int_equal(answer(&bench, "three", "W1", "acknowledge"), DRILL_NONE);
    struct drill_view one = look(&bench, "one");
    struct drill_view two = look(&bench, "2026-000002");
    assert_string_equal(one.id, "2026-000001");
    assert_string_equal(bench.plan->sites[two.site].site->id, "two");
    assert_true(one.counts.checked_in == 1 && one.counts.acknowledged == 0 && one.counts.need_help == 0);
    assert_true(two.counts.checked_in == 0 && two.counts.acknowledged == 1 && two.counts.need_help == 1);
    assert_false(look(&bench, NULL).running); /* which of them? */
    assert_false(look(&bench, "three").running);
    struct drill_person_view person;
    assert_int_equal(drill_look_person(server_drill(bench.server), person_of(&bench, "two", "W2")->token, &bench.arena,
                                       &person, &bench.fault),
                     SIBU_OK);
    assert_true(person.in_drill && person.muster.acknowledged);
    assert_string_equal(person.drill, "2026-000002");
    tear_down(&bench);
}

static void beyond_the_limit_and_twice_at_a_site_none_begins(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, 2, 0);
    start(&bench, "one");
    assert_int_equal(server_now(bench.server, "one", &bench.fault), SIBU_NO);
    start(&bench, "three");
    int64_t rows = stand_number(bench.data, "SELECT count(*) FROM ledger");
    assert_int_equal(server_now(bench.server, "two", &bench.fault), SIBU_NO);
    assert_non_null(strstr(bench.fault.what[SIBU_EN], "concurrent"));
    double bits = 0.0;
    assert_int_equal(server_surprise(bench.server, "two", 3600, &bits, &bench.fault), SIBU_NO);
    assert_int_equal(stand_number(bench.data, "SELECT count(*) FROM ledger"), rows);
    assert_int_equal(count_drills(&bench), 2);
    tear_down(&bench);
    set_up(&bench, 3, 1); /* the group's own limit */
    start(&bench, "one");
    assert_int_equal(server_now(bench.server, "two", &bench.fault), SIBU_NO);
    start(&bench, "three");
    tear_down(&bench);
}

static void a_group_goes_to_a_site_that_is_free(void **state)
{
    (void)state;
    for (int run = 0; run < 6; run++) {
        struct bench bench;
        set_up(&bench, 3, 0);
        start(&bench, "works");
        start(&bench, "works");
        assert_true(look(&bench, "one").running && look(&bench, "two").running);
        assert_int_equal(server_now(bench.server, "works", &bench.fault), SIBU_NO);
        assert_non_null(strstr(bench.fault.what[SIBU_EN], "running already"));
        tear_down(&bench);
    }
}

static void which_one_to_stop_must_be_said_but_in_an_emergency(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, 3, 0);
    start(&bench, "one");
    start(&bench, "two");
    start(&bench, "three");
    assert_int_equal(end(&bench, NULL, DRILL_ALL_CLEAR), SIBU_BAD_INPUT);
    for (int i = 1; i <= 3; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "2026-%06d", i);
        assert_non_null(strstr(bench.fault.what[SIBU_EN], id));
        assert_int_equal(look(&bench, id).state, DRILL_ALERTING);
    }
    assert_int_equal(end(&bench, "nowhere", DRILL_ABORT), SIBU_NO);
    assert_int_equal(end(&bench, "two", DRILL_ABORT), SIBU_OK);
    assert_int_equal(end(&bench, "two", DRILL_ABORT), SIBU_NO);
    assert_int_equal(look(&bench, "one").state, DRILL_ALERTING);
    assert_int_equal(look(&bench, "two").state, DRILL_ABORT);
    assert_int_equal(end(&bench, "2026-000001", DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(look(&bench, "one").state, DRILL_ALL_CLEAR);
    assert_int_equal(end(&bench, "", DRILL_ABORT), SIBU_OK); /* one is left that can end */
    assert_int_equal(look(&bench, "three").state, DRILL_ABORT);
    assert_int_equal(end(&bench, "", DRILL_ABORT), SIBU_NO);
    tear_down(&bench);

    set_up(&bench, 3, 0);
    start(&bench, "one");
    start(&bench, "two");
    start(&bench, "three");
    assert_int_equal(end(&bench, "one", DRILL_ALL_CLEAR), SIBU_OK);
    assert_int_equal(end(&bench, NULL, DRILL_REAL_EMERGENCY), SIBU_OK);
    for (int i = 0; i < 3; i++) { /* whose drill was over just now are told too */
        static const char *const SITES[] = {"one", "two", "three"};
        assert_int_equal(look(&bench, SITES[i]).state, DRILL_REAL_EMERGENCY);
    }
    assert_int_equal(stand_number(bench.data, "SELECT count(*) FROM event WHERE kind = 'real-emergency'"), 3);
    tear_down(&bench);
}

static void gates_say_whose_people_they_saw(void **state)
{
    (void)state;
    struct bench bench;
    size_t unknown = 0;
    static const struct drill_sighting SEEN[] = {{"W1", "two", "exit", "X1", 1}, {"W2", "one", "exit", "X1", 2},
                                                 {"W3", "", "exit", "X1", 3},    {"W1", "three", "exit", "X1", 4},
                                                 {"W1", "one", "flies", "", 5},  {"W9", "one", "exit", "X1", 6}};
    set_up(&bench, 2, 0);
    start(&bench, "one");
    start(&bench, "two");
    assert_int_equal(drill_sight(server_drill(bench.server), SEEN, 6, &unknown, &bench.fault), SIBU_OK);
    assert_int_equal(unknown, 4); /* W3 could be of either */
    assert_int_equal(
        stand_number(bench.data,
                     "SELECT d.site = 'two' FROM event e JOIN drill d ON d.key = e.drill WHERE e.time_us = 1"),
        1);
    assert_int_equal(
        stand_number(bench.data,
                     "SELECT d.site = 'one' FROM event e JOIN drill d ON d.key = e.drill WHERE e.time_us = 2"),
        1);
    assert_int_equal(end(&bench, "one", DRILL_ABORT), SIBU_OK);
    tear_down(&bench);
    set_up(&bench, 2, 0);
    start(&bench, "one");
    assert_int_equal(drill_sight(server_drill(bench.server), &SEEN[2], 1, &unknown, &bench.fault), SIBU_OK);
    assert_int_equal(unknown, 0); /* there is no other */
    tear_down(&bench);
}

static void alerts_that_wait_hold_up_their_own_drill_alone(void **state)
{
    (void)state;
    struct bench bench;
    size_t unknown = 0;
    struct store_person deaf = {.site = "two", .id = "W1", .url = "http://127.0.0.1:1/"};
    set_up(&bench, 2, 0);
    assert_int_equal(store_addresses_put(bench.server->store, &deaf, 1, &unknown, &bench.fault), SIBU_OK);
    assert_int_equal(unknown, 0);
    start(&bench, "one");
    start(&bench, "two");
    (void)step_at(&bench, MORNING_US + SECOND_US);
    assert_int_equal(look(&bench, "one").state, DRILL_RUNNING);
    assert_int_equal(look(&bench, "two").state, DRILL_ALERTING);
    assert_int_equal(look(&bench, "one").waiting_alerts, 0);
    assert_int_equal(look(&bench, "two").waiting_alerts, 1);
    tear_down(&bench);
}

/* Steps until `closed` drills have their rows; each must have its sealed record then. */
static void wait_for_ends(struct bench *bench, int64_t from_us, int closed)
{
    for (int i = 0; i < 2400 && closed > 0; i++) {
        struct server_news news = step_at(bench, from_us + i * SECOND_US);
        if (news.closed) {
            struct sibu_record *record = NULL;
            const char *forecast = NULL;
            size_t length = 0;
            assert_int_equal(sibu_record_open(&record, news.record, &bench->fault), SIBU_OK);
            assert_int_equal(sibu_record_verify(record, &bench->fault), SIBU_OK);
            assert_int_equal(sibu_record_document(record, "forecast", &bench->arena, &forecast, &length, &bench->fault),
                             SIBU_OK);
            assert_non_null(forecast);
            sibu_record_close(record);
            closed--;
        } else {
            (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* its forecast is being made */
        }
    }
    assert_int_equal(closed, 0);
}

static void a_restart_takes_up_all_and_each_ends_apart(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, 2, 0);
    start(&bench, "one");
    (void)step_at(&bench, MORNING_US + 5 * SECOND_US);
    start(&bench, "two");
    (void)step_at(&bench, MORNING_US + 10 * SECOND_US);
    assert_int_equal(answer(&bench, "one", "W1", "check-in"), DRILL_TAKEN);
    assert_int_equal(answer(&bench, "two", "W2", "need-help"), DRILL_TAKEN);
    server_close(bench.server);
    serve(&bench);
    assert_int_equal(count_drills(&bench), 2);
    assert_int_equal(look(&bench, "one").counts.checked_in, 1);
    assert_int_equal(look(&bench, "two").counts.need_help, 1);
    assert_int_equal(book_running(bench.server->book), 2);
    assert_int_equal(server_now(bench.server, "three", &bench.fault), SIBU_NO);
    assert_int_equal(answer(&bench, "two", "W1", "check-in"), DRILL_TAKEN);
    (void)step_at(&bench, MORNING_US + 15 * SECOND_US);

    assert_int_equal(end(&bench, "one", DRILL_ALL_CLEAR), SIBU_OK);
    wait_for_ends(&bench, MORNING_US + 80 * SECOND_US, 1);
    assert_int_equal(count_drills(&bench), 1);
    assert_int_equal(look(&bench, NULL).state, DRILL_RUNNING);
    assert_string_equal(look(&bench, NULL).id, "2026-000002");
    assert_int_equal(
        stand_number(bench.data, "SELECT count(*) FROM ledger WHERE kind = 'end' AND body LIKE '%000001%all-clear%'"),
        1);
    assert_int_equal(stand_number(bench.data, "SELECT count(*) FROM ledger WHERE kind = 'end'"), 1);
    start(&bench, "one"); /* its place is free again */
    (void)step_at(&bench, clock_now_us(&bench.clock) + SECOND_US);
    assert_int_equal(end(&bench, "two", DRILL_ABORT), SIBU_OK);
    assert_int_equal(end(&bench, "one", DRILL_REAL_EMERGENCY), SIBU_OK);
    wait_for_ends(&bench, clock_now_us(&bench.clock) + 70 * SECOND_US, 2);
    assert_int_equal(count_drills(&bench), 0);
    assert_int_equal(book_running(bench.server->book), 0);
    assert_int_equal(
        stand_number(bench.data, "SELECT count(*) FROM ledger WHERE kind = 'end' AND body LIKE '%000002%abort%'"), 1);
    assert_int_equal(
        stand_number(bench.data,
                     "SELECT count(*) FROM ledger WHERE kind = 'end' AND body LIKE '%000003%real-emergency%'"),
        1);
    server_close(bench.server); /* the ledger is read again, row by row */
    serve(&bench);
    assert_int_equal(book_counts(bench.server->book)->held, 3);
    tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_go_to_the_drill_of_the_persons_site),
        cmocka_unit_test(beyond_the_limit_and_twice_at_a_site_none_begins),
        cmocka_unit_test(a_group_goes_to_a_site_that_is_free),
        cmocka_unit_test(which_one_to_stop_must_be_said_but_in_an_emergency),
        cmocka_unit_test(gates_say_whose_people_they_saw),
        cmocka_unit_test(alerts_that_wait_hold_up_their_own_drill_alone),
        cmocka_unit_test(a_restart_takes_up_all_and_each_ends_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
