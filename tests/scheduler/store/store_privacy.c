/* One person in the store: all of it is given out, and once forgotten no byte of them is in any file of the folder, freed pages
 * and the log beside the database included; everybody else stays as they were. */
#include "store/store_privacy.h"

#include <dirent.h>
#include <stdio.h>
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
    for (size_t i = 0; i + wanted <= length; i++) {
        if (memcmp(bytes + i, trace, wanted) == 0) {
            return 1;
        }
    }
    return 0;
}

/* How many of the words are in some file of the folder. */
static int traces_in(const struct fixture *f, const char *const *words, size_t count)
{
    int found = 0;
    for (size_t i = 0; i < count; i++) {
        DIR *folder = opendir(f->folder);
        int is_there = 0;
        assert_non_null(folder);
        for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
            char path[400];
            struct sibu_text text = {0};
            struct sibu_fault ignored;
            (void)snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
            if (entry->d_name[0] != '.' && file_read(path, (size_t)64 << 20, &text, &ignored) == SIBU_OK) {
                is_there |= holds(sibu_text_get(&text), text.length, words[i]);
            }
            sibu_text_clear(&text);
        }
        (void)closedir(folder);
        found += is_there;
    }
    return found;
}

/* Both take part in a drill; the leaver answers, opens the page and has a push subscription. */
static void live_through_a_drill(struct fixture *f, const char *end)
{
    struct store_person *people = NULL;
    size_t count = 0;
    int is_new = 0;
    int64_t received_us = 0;
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
    struct sibu_record_response response = {
        .received_us = FIXTURE_T0_US + SECOND, .person = 1, .kind = "check-in", .place = "M1", .key = "a-key"};
    assert_int_equal(store_response_put(f->store, drill.key, &response, &is_new, &received_us, &f->fault), SIBU_OK);
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
    fixture_open(&f);
    live_through_a_drill(&f, "closed");
    assert_true(fixture_sql(&f, "PRAGMA secure_delete = OFF; CREATE TABLE scrap (a TEXT); INSERT INTO scrap VALUES"
                                " ('a freed page of theirs'); DROP TABLE scrap"));
    assert_int_equal(traces_in(&f, TRACES, COUNT), COUNT); /* the old address too: in the log, or in a freed page */
    assert_int_equal(forget(&f, "KX-7719"), SIBU_NO); /* a roster names them */
    assert_string_equal(f.fault.place, "id");
    import(&f, &STAYER, 1);
    assert_int_equal(traces_in(&f, TRACES, COUNT), COUNT);
    assert_int_equal(forget(&f, "KX-7719"), SIBU_OK);
    assert_int_equal(traces_in(&f, TRACES, COUNT), 0);
    assert_int_equal(traces_in(&f, OTHERS, 2), 2);
    assert_int_equal(audit_file_check(f.path, &rows, &f.fault), SIBU_OK);
    assert_int_equal(rows, 1);
    assert_int_equal(forget(&f, "KX-7719"), SIBU_NO); /* nobody is of this id */
    fixture_reopen(&f);
    assert_int_equal(traces_in(&f, TRACES, COUNT), 0);
    assert_true(fixture_sql(&f, "SELECT 1 / (SELECT count(*) FROM response)")); /* what was done in the drill stays */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_of_a_person_is_given_out),
        cmocka_unit_test(who_is_forgotten_leaves_no_byte_behind),
        cmocka_unit_test(nobody_is_forgotten_while_their_drill_goes_on),
        cmocka_unit_test(one_id_of_two_sites_needs_the_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
