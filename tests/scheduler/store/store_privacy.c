/* One person in the store: all of it is given out, and once forgotten no byte of them is in any file of the folder, freed pages
 * and the log beside the database included; everybody else stays as they were. */
#include "store/store_privacy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fixture.h"
#include "store/store_reach.h"

#define SECOND ((int64_t)1000000)

static const struct store_person LEAVER = {.id = "KX-7719",
                                           .name = "欧阳若曦",
                                           .name_en = "Quillon Abernathy",
                                           .zone = "Z1",
                                           .shift = "day",
                                           .role = "worker",
                                           .language = "zh",
                                           .pace = "normal",
                                           .url = "http://phone.example/quillon",
                                           .email = "quillon@plant.example",
                                           .phone = "+8613912345678"};
static const struct store_person STAYER = {.id = "W001",
                                           .name = "王芳",
                                           .name_en = "Wang Fang",
                                           .zone = "Z1",
                                           .shift = "day",
                                           .role = "worker",
                                           .language = "zh",
                                           .pace = "normal",
                                           .email = "fang@plant.example"};
/* An address that they had before, and the push subscription, are theirs too. */
static const char *const TRACES[] = {"KX-7719",           "欧阳若曦",  "Quillon Abernathy", "phone.example/quillon",
                                     "quillon@plant",     "139123456", "old-mail@home",     "a freed page of",
                                     "push.example.net/q"};

static void import(struct fixture *f, const struct store_person *people, size_t count)
{
    assert_int_equal(store_people_import(f->store, "park", people, count, &f->fault), SIBU_OK);
}

static int holds(const char *bytes, size_t length, const char *trace)
{
    size_t wanted = strlen(trace);
    const char *end = bytes + length;
    for (const char *at = bytes; at != NULL && at + wanted <= end; at++) {
        at = memchr(at, trace[0], (size_t)(end - at));
        if (at == NULL || (at + wanted <= end && memcmp(at, trace, wanted) == 0)) {
            return at != NULL;
        }
    }
    return 0;
}

/* Whether a file may hold anything of a person. Of PostgreSQL's the first 16384 are its own; 2619 samples ours. */
static int is_looked_at(const struct fixture *f, const char *name)
{
    long number = strtol(name, NULL, 10);
    return name[0] != '.' && (!f->is_postgres || number >= 16384 || number == 2619);
}

/* How many of the words are in some file of the folder: the store's own, or that of PostgreSQL's tables. */
static int traces_in(const struct fixture *f, const char *const *words, size_t count)
{
    int found = 0;
    char files[200];
    (void)snprintf(files, sizeof files, "%s", f->folder);
    if (f->is_postgres) {
        assert_true(fixture_sql(f, "CHECKPOINT"));
        fixture_postgres_files(f, files, sizeof files);
    }
    for (size_t i = 0; i < count; i++) {
        DIR *folder = opendir(files);
        int is_there = 0;
        assert_non_null(folder);
        for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
            char path[500];
            struct sibu_text text = {0};
            struct sibu_fault ignored;
            (void)snprintf(path, sizeof path, "%s/%s", files, entry->d_name);
            if (is_looked_at(f, entry->d_name) && file_read(path, (size_t)64 << 20, &text, &ignored) == SIBU_OK) {
                is_there |= holds(sibu_text_get(&text), text.length, words[i]);
            }
            sibu_text_clear(&text);
        }
        (void)closedir(folder);
        found += is_there;
    }
    return found;
}

/* Wardens are told that the leaver is silent, by name. */
static void name_to_wardens(struct fixture *f, int64_t drill)
{
    static const struct store_way WAY[] = {{.channel = "mail", .address = "email"}};
    static const uint32_t SILENT[] = {1};
    const struct store_alert alert = {.identifier = "the-silent",
                                      .xml = "<alert>尚未应答：欧阳若曦 Quillon Abernathy</alert>",
                                      .sent_us = FIXTURE_T0_US,
                                      .expires_us = FIXTURE_T0_US + 600 * SECOND,
                                      .ways = WAY,
                                      .way_count = 1,
                                      .to_wardens = 1,
                                      .named = SILENT,
                                      .named_count = 1};
    assert_int_equal(store_alert_put(f->store, drill, &alert, &f->fault), SIBU_OK);
}

/* Both take part in a drill; the leaver is silent at first, answers, opens the page and has a push subscription. */
static void live_through_a_drill(struct fixture *f, const char *end)
{
    struct store_person *people = NULL;
    size_t count = 0;
    struct store_person earlier = LEAVER;
    earlier.email = "old-mail@home.example";
    import(f, (struct store_person[]){earlier, STAYER}, 2);
    import(f, (struct store_person[]){LEAVER, STAYER}, 2);
    assert_int_equal(store_people(f->store, "park", &f->arena, &people, &count, &f->fault), SIBU_OK);
    assert_int_equal(count, 2);
    assert_int_equal(
        store_push_put(f->store, people[0].key, "{\"endpoint\":\"https://push.example.net/q\"}", &f->fault), SIBU_OK);
    struct store_participant in[2] = {{.person = people[0].key, .number = 1, .expected = 1},
                                      {.person = people[1].key, .number = 2, .expected = 1}};
    struct store_drill drill = {.id = "2026-000001",
                                .site = "park",
                                .family = "fire",
                                .zone = "Z1",
                                .t0_us = FIXTURE_T0_US,
                                .record = "records/2026-000001.drill",
                                .draw = "{}"};
    assert_int_equal(store_drill_open(f->store, &drill, in, 2, &f->fault), SIBU_OK);
    name_to_wardens(f, drill.key);
    struct sibu_record_response response = {
        .received_us = FIXTURE_T0_US + SECOND, .person = 1, .kind = "check-in", .place = "M1", .key = "a-key"};
    struct store_keeping ticked = {
        .drill = drill.key, .response = &response, .detail = "{\"source\":\"officer\",\"by\":\"anna the officer\"}"};
    assert_int_equal(store_responses_keep(f->store, &ticked, 1, &f->fault), SIBU_OK);
    assert_int_equal(ticked.status, SIBU_OK);
    struct store_opening opening = {drill.id, people[0].key, STORE_SEEN, FIXTURE_T0_US + SECOND};
    assert_int_equal(store_openings_put(f->store, &opening, 1, &f->fault), SIBU_OK);
    struct sibu_record_event event = {.time_us = FIXTURE_T0_US + 2 * SECOND, .kind = end, .place = "", .detail = ""};
    assert_int_equal(store_drill_state(f->store, drill.key, end, &event, NULL, &f->fault), SIBU_OK);
}

static enum sibu_status forget(struct fixture *f, const char *id)
{
    const struct store_who who = {NULL, id};
    const struct store_audit row = {.time_us = FIXTURE_T0_US,
                                    .who = "system",
                                    .roles = "",
                                    .action = "person-delete",
                                    .address = "",
                                    .result = "ok"};
    return store_person_forget(f->store, &who, &row, &f->fault);
}

static void everything_of_a_person_is_given_out(void **state)
{
    static const char *const PARTS[] = {
        "\"name\":\"欧阳若曦\"",
        "\"name_en\":\"Quillon Abernathy\"",
        "\"value\":\"+8613912345678\"",
        "\"value\":\"quillon@plant.example\"",
        "push.example.net/q",
        "\"drills\":[{\"drill\":\"2026-000001\",\"number\":1,\"expected\":true,\"record\":",
        "\"openings\":[{\"drill\":\"2026-000001\",\"sign\":\"seen\",\"time_us\":",
        "\"answers\":[{\"drill\":\"2026-000001\",\"kind\":\"check-in\",\"place\":\"M1\"",
        "\"named\":[{\"drill\":\"2026-000001\",\"alert\":\"the-silent\"",
        "\"events\":[{\"drill\":\"2026-000001\",\"kind\":\"check-in\""};
    struct fixture f;
    struct sibu_text text = {0};
    const char **records = NULL;
    size_t count = 0;
    (void)state;
    fixture_open(&f);
    live_through_a_drill(&f, "closed");
    const struct store_who who = {"park", "KX-7719"}, nobody = {NULL, "KX-7718"}, elsewhere = {"other", "KX-7719"};
    assert_int_equal(store_person_export(f.store, &who, &text, &f.fault), SIBU_OK);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (strstr(sibu_text_get(&text), PARTS[i]) == NULL) {
            fail_msg("%s is not in %s", PARTS[i], sibu_text_get(&text));
        }
    }
    assert_null(strstr(sibu_text_get(&text), "王芳"));
    assert_non_null(strstr(sibu_text_get(&text), "{\\\"source\\\":\\\"officer\\\"}"));
    assert_null(strstr(sibu_text_get(&text), "anna")); /* who ticked them off is an officer's own */
    assert_int_equal(store_person_records(f.store, &who, &f.arena, &records, &count, &f.fault), SIBU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(records[0], "records/2026-000001.drill");
    assert_int_equal(store_person_export(f.store, &nobody, &text, &f.fault), SIBU_NO);
    assert_int_equal(store_person_export(f.store, &elsewhere, &text, &f.fault), SIBU_NO);
    sibu_text_clear(&text);
    fixture_close(&f);
}

static void who_is_forgotten_leaves_no_byte_behind(void **state)
{
    static const size_t COUNT = sizeof TRACES / sizeof TRACES[0];
    static const char *const OTHERS[] = {"王芳", "fang@plant.example"};
    struct fixture f;
    int64_t rows = 0;
    (void)state;
    fixture_open_apart(&f);
    live_through_a_drill(&f, "closed");
    assert_true(
        fixture_sql(&f, "/*-*/PRAGMA secure_delete = OFF;/*-*/ CREATE TABLE scrap (a TEXT); INSERT INTO scrap VALUES"
                        " ('a freed page of theirs'); /*-*/DROP TABLE scrap/*-*/"));
    assert_int_equal(traces_in(&f, TRACES, COUNT), COUNT); /* the old address too: in the log, or in a freed page */
    assert_int_equal(forget(&f, "KX-7719"), SIBU_NO); /* a roster names them */
    assert_string_equal(f.fault.place, "id");
    import(&f, &STAYER, 1);
    assert_int_equal(traces_in(&f, TRACES, COUNT), COUNT);
    assert_true(fixture_sql(&f, "/*+DROP TABLE scrap*/")); /* a file of its own, which PostgreSQL removes */
    assert_int_equal(forget(&f, "KX-7719"), SIBU_OK);
    assert_int_equal(traces_in(&f, TRACES, COUNT), 0);
    assert_int_equal(traces_in(&f, OTHERS, 2), 2);
    assert_int_equal(store_audit_check(f.store, &rows, &f.fault), SIBU_OK);
    assert_int_equal(rows, 1);
    assert_int_equal(forget(&f, "KX-7719"), SIBU_NO); /* nobody is of this id */
    fixture_reopen(&f);
    assert_int_equal(traces_in(&f, TRACES, COUNT), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM response"), 1); /* what was done in the drill stays */
    fixture_close(&f);
}

static void nobody_is_forgotten_while_their_drill_goes_on(void **state)
{
    struct fixture f;
    struct sibu_text text = {0};
    (void)state;
    fixture_open(&f);
    live_through_a_drill(&f, "all-clear");
    import(&f, &STAYER, 1);
    assert_int_equal(forget(&f, "KX-7719"), SIBU_NO);
    assert_int_equal(store_person_export(f.store, &(struct store_who){NULL, "KX-7719"}, &text, &f.fault), SIBU_OK);
    assert_non_null(strstr(sibu_text_get(&text), "quillon@plant.example"));
    sibu_text_clear(&text);
    fixture_close(&f);
}

static void one_id_of_two_sites_needs_the_site(void **state)
{
    struct fixture f;
    struct sibu_text text = {0};
    (void)state;
    fixture_open(&f);
    import(&f, &STAYER, 1);
    assert_int_equal(store_people_import(f.store, "mill", &STAYER, 1, &f.fault), SIBU_OK);
    assert_int_equal(store_person_export(f.store, &(struct store_who){NULL, "W001"}, &text, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(store_person_export(f.store, &(struct store_who){"mill", "W001"}, &text, &f.fault), SIBU_OK);
    assert_non_null(strstr(sibu_text_get(&text), "\"site\":\"mill\""));
    assert_int_equal(store_people_import(f.store, "mill", NULL, 0, &f.fault), SIBU_OK);
    assert_int_equal(forget(&f, "W001"), SIBU_BAD_INPUT);
    sibu_text_clear(&text);
    fixture_close(&f);
}

#define DAY (86400 * SECOND)

/* As on that day, where people are kept for 30. */
static int32_t expire(struct fixture *f, int64_t day)
{
    const struct store_keeping_time time = {FIXTURE_T0_US + day * DAY, 30 * DAY, 2};
    int32_t count = -1;
    assert_int_equal(store_people_expire(f->store, &time, &count, &f->fault), SIBU_OK);
    return count;
}

static void who_left_is_forgotten_when_the_time_is_over(void **state)
{
    static const size_t COUNT = sizeof TRACES / sizeof TRACES[0];
    static const char *const OTHERS[] = {"王芳", "fang@plant.example"};
    struct fixture f;
    int64_t rows = 0;
    (void)state;
    fixture_open_apart(&f);
    live_through_a_drill(&f, "closed");
    assert_int_equal(expire(&f, 0), 0);
    assert_int_equal(expire(&f, 100), 0); /* a roster names them */
    import(&f, &STAYER, 1);
    assert_int_equal(expire(&f, 101), 0); /* from now on they are gone */
    import(&f, (struct store_person[]){LEAVER, STAYER}, 2);
    import(&f, &STAYER, 1);
    assert_int_equal(expire(&f, 140), 0); /* they came back meanwhile: gone anew */
    assert_int_equal(expire(&f, 169), 0);
    assert_int_equal(traces_in(&f, TRACES, 4), 4);
    assert_int_equal(expire(&f, 170), 1);
    if (!f.is_postgres) {
        assert_int_equal(traces_in(&f, TRACES, COUNT), 0); /* overwritten where they stood */
    }
    assert_int_equal(traces_in(&f, OTHERS, 2), 2);
    assert_int_equal(expire(&f, 171), 0); /* once */
    assert_int_equal(store_audit_check(f.store, &rows, &f.fault), SIBU_OK);
    assert_int_equal(rows, 1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM audit WHERE action = 'person-expire' AND object = '#1'"),
                     1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM response"), 1);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM setting WHERE name = 'scrub'"), 1);
    assert_int_equal(store_scrub_due(f.store, &f.fault), SIBU_OK);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM setting WHERE name = 'scrub'"), 0);
    assert_int_equal(traces_in(&f, TRACES, COUNT), 0);
    fixture_close(&f);
}

static void in_a_drill_nobody_is_forgotten(void **state)
{
    struct fixture f;
    (void)state;
    fixture_open(&f);
    live_through_a_drill(&f, "all-clear");
    import(&f, NULL, 0);
    assert_int_equal(expire(&f, 0), 0);
    assert_int_equal(expire(&f, 100), 0); /* of any site: all drills need the store */
    assert_true(fixture_sql(&f, "UPDATE drill SET state = 'closed'"));
    assert_int_equal(expire(&f, 101), 0); /* not even noted as gone before */
    assert_int_equal(expire(&f, 131), 2);
    fixture_close(&f);
}

/* Who was in no drill goes without a row; so many at a time. */
static void few_are_forgotten_at_a_time(void **state)
{
    struct fixture f;
    (void)state;
    fixture_open(&f);
    struct store_person people[5];
    static const char *const IDS[] = {"A", "B", "C", "D", "E"};
    for (size_t i = 0; i < 5; i++) {
        people[i] = STAYER;
        people[i].id = IDS[i];
    }
    import(&f, people, 5);
    import(&f, people, 1);
    assert_int_equal(expire(&f, 0), 0);
    assert_int_equal(expire(&f, 30), 2);
    assert_int_equal(expire(&f, 30), 2);
    assert_int_equal(expire(&f, 30), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM person"), 1);
    fixture_close(&f);
}

/* What of officers has had its time: a link after a day, a session a week after it was seen last. */
static void links_and_sessions_of_officers_go_when_their_time_is_over(void **state)
{
    struct fixture f;
    (void)state;
    fixture_open(&f);
    assert_true(fixture_sql(
        &f,
        "INSERT INTO session VALUES (/*-*/zeroblob(32)/*-*//*+decode(repeat('00', 32), 'hex')*/, 1, 0, 1795512600000000)"));
    assert_true(fixture_sql(
        &f,
        "INSERT INTO invitation (key, hash, account, roles, made_by, made_us, expires_us) VALUES (1, /*-*/zeroblob(32)/*-*//*+decode(repeat('00', 32), 'hex')*/, 0, 1, 'anna', 0, 1795512600000001)"));
    assert_int_equal(expire(&f, 0), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM invitation"), 1);
    assert_int_equal(expire(&f, 7), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM invitation"), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM session"), 1);
    assert_int_equal(expire(&f, 8), 0);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM session"), 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_of_a_person_is_given_out),
        cmocka_unit_test(who_is_forgotten_leaves_no_byte_behind),
        cmocka_unit_test(nobody_is_forgotten_while_their_drill_goes_on),
        cmocka_unit_test(one_id_of_two_sites_needs_the_site),
        cmocka_unit_test(who_left_is_forgotten_when_the_time_is_over),
        cmocka_unit_test(in_a_drill_nobody_is_forgotten),
        cmocka_unit_test(few_are_forgotten_at_a_time),
        cmocka_unit_test(links_and_sessions_of_officers_go_when_their_time_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
