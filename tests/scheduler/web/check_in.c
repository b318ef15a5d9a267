/* Check-ins by codes, at a server with a drill: each is kept, the doubtful ones are flagged, in memory, after a restart and in
 * the record. */
#include "web/check_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/json.h"
#include "visit.h"
#include "web/route.h"

#define SECOND_US INT64_C(1000000)
#define SITE "little-works"

struct scene {
    struct stand stand;
    struct sibu_arena arena;
    struct store_person *people;
    size_t count;
};

static void open_scene(struct scene *scene)
{
    struct sibu_fault fault = {0};
    *scene = (struct scene){.count = 0};
    stand_open(&scene->stand, "\"tick_s\":600,\"least\":0,\"mean\":0.01");
    (void)stand_step(&scene->stand, STAND_MORNING_US);
    assert_int_equal(server_now(scene->stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&scene->stand, STAND_MORNING_US + SECOND_US);
    assert_int_equal(
        store_people(scene->stand.server->store, NULL, &scene->arena, &scene->people, &scene->count, &fault), SIBU_OK);
}

static void close_scene(struct scene *scene)
{
    sibu_arena_clear(&scene->arena);
    stand_close(&scene->stand);
}

static struct drill_view look(struct scene *scene)
{
    struct drill_view view;
    struct sibu_fault fault;
    assert_int_equal(drill_look(scene->stand.server->drill, SITE, &scene->arena, &view, &fault), SIBU_OK);
    assert_true(view.running);
    return view;
}

/* The status of a check-in of the n-th person, sent as phones send it. */
static long post(struct scene *scene, size_t person, const char *members)
{
    char body[800];
    (void)snprintf(body, sizeof body, "{\"token\":\"%s\",\"key\":\"key-%s-1\",%s}", scene->people[person].token,
                   scene->people[person].id, members);
    return visit_status(&scene->stand, (struct visit){"POST", "/v1/check-in", body, NULL, 0});
}

static void code_now(struct scene *scene, const char *point, char out[CODE_TEXT_BYTES + 16])
{
    char code[CODE_TEXT_BYTES];
    assert_true(check_in_code(scene->stand.server, SITE, point, code));
    (void)snprintf(out, CODE_TEXT_BYTES + 16, "\"code\":\"%s\"", code);
}

/* Why the n-th person's check-in is doubtful; "" where it is not, NULL where there is none. */
static const char *doubt_of(struct scene *scene, size_t person)
{
    struct drill_view view = look(scene);
    struct drill_person_view one;
    struct sibu_fault fault;
    assert_int_equal(
        drill_look_person(scene->stand.server->drill, scene->people[person].token, &scene->arena, &one, &fault),
        SIBU_OK);
    for (size_t i = 0; i < view.doubt_count; i++) {
        if (strcmp(view.doubts[i].id, scene->people[person].id) == 0) {
            return view.doubts[i].why;
        }
    }
    return one.muster.checked_in ? "" : NULL;
}

enum { FRESH, STALE, LATE, FORGED, NONE, WRONG, PRINTED, OPENED, PEOPLE };

static void send_all(struct scene *scene)
{
    char now[CODE_TEXT_BYTES + 16], printed[CODE_TEXT_BYTES], members[500], seen[CODE_SEEN_BYTES];
    code_now(scene, "M1", now);
    (void)snprintf(printed, sizeof printed, "%.*s", (int)strlen(now) - 9, now + 8);
    code_seen_write(scene->stand.server->code_secret, printed, STAND_MORNING_US + 2 * SECOND_US, seen);
    assert_int_equal(post(scene, FRESH, now), 200);
    (void)stand_step(&scene->stand, STAND_MORNING_US + 100 * SECOND_US);
    assert_int_equal(post(scene, STALE, now), 200);
    (void)snprintf(members, sizeof members, "%s,\"client_us\":%lld,\"phone_us\":77", now,
                   (long long)(STAND_MORNING_US + 5 * SECOND_US));
    assert_int_equal(post(scene, LATE, members), 200);
    (void)snprintf(members, sizeof members, "%s,\"seen\":\"%s\"", now, seen);
    assert_int_equal(post(scene, OPENED, members), 200); /* its page was opened in time: a hand takes its time */
    assert_int_equal(post(scene, FORGED, "\"code\":\"no code at all\",\"point\":\"M1\""), 200);
    assert_int_equal(post(scene, NONE, "\"point\":\"M1\""), 200);
    code_now(scene, "M1", now);
    (void)snprintf(members, sizeof members, "%s,\"point\":\"M9\"", now);
    assert_int_equal(post(scene, WRONG, members), 200);
    assert_true(check_in_code_kept(scene->stand.server, CODE_PRINTED, SITE, "M1", printed));
    (void)snprintf(members, sizeof members, "\"code\":\"%s\"", printed);
    assert_int_equal(post(scene, PRINTED, members), 200);
}

static void assert_flags(struct scene *scene)
{
    static const char *const WHY[PEOPLE] = {"", "stale", "", "forged", "", "wrong-point", "", ""};
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_non_null(doubt_of(scene, i));
        assert_string_equal(doubt_of(scene, i), WHY[i]);
    }
    struct drill_view view = look(scene);
    assert_int_equal(view.counts.checked_in, PEOPLE);
    assert_int_equal(view.counts.doubtful, 3);
    assert_int_equal(view.doubt_count, 3);
    assert_int_equal(view.at_muster[0], PEOPLE);
}

static void each_is_kept_and_the_doubtful_ones_are_flagged(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene);
    send_all(&scene);
    assert_flags(&scene);
    assert_int_equal(post(&scene, FORGED, "\"code\":\"no code at all\",\"point\":\"M1\""), 200); /* known: as it was */
    assert_flags(&scene);
    server_close(scene.stand.server);
    stand_serve(&scene.stand);
    assert_flags(&scene);
    close_scene(&scene);
}

/* The detail of the check-in of the n-th person in the record. */
static const char *detail_of(struct scene *scene, size_t person)
{
    struct sibu_record *record = NULL;
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    struct sibu_fault fault;
    const char *detail = "";
    assert_int_equal(sibu_record_open(&record, look(scene).record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_events(record, &scene->arena, &events, &count, &fault), SIBU_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(events[i].kind, "check-in") == 0 && events[i].person == person + 1) {
            detail = events[i].detail;
        }
    }
    sibu_record_close(record);
    return detail;
}

static void the_record_says_what_spoke_for_each(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene);
    send_all(&scene);
    (void)stand_step(&scene.stand, STAND_MORNING_US + 101 * SECOND_US);
    assert_string_equal(detail_of(&scene, FRESH),
                        "{\"source\":\"code\",\"found\":\"good\",\"steps\":0,\"doubtful\":false}");
    assert_string_equal(detail_of(&scene, STALE),
                        "{\"source\":\"code\",\"found\":\"stale\",\"steps\":-5,\"doubtful\":true}");
    assert_string_equal(detail_of(&scene, LATE),
                        "{\"source\":\"code\",\"found\":\"late\",\"steps\":0,\"doubtful\":false,\"phone_us\":77}");
    assert_string_equal(detail_of(&scene, NONE), "");
    assert_string_equal(detail_of(&scene, PRINTED),
                        "{\"source\":\"printed\",\"found\":\"good\",\"steps\":0,\"doubtful\":false}");
    close_scene(&scene);
}

static void a_warden_settles_a_doubt(void **state)
{
    (void)state;
    struct scene scene;
    struct sibu_fault fault;
    enum drill_verdict verdict;
    open_scene(&scene);
    assert_int_equal(post(&scene, 0, "\"code\":\"no code\",\"point\":\"M1\""), 200);
    assert_string_equal(doubt_of(&scene, 0), "forged");
    struct drill_seen seen = {.drill = look(&scene).id, .place = "M1", .number = 1};
    assert_int_equal(drill_tick_off(scene.stand.server->drill, &seen, &verdict, &fault), SIBU_OK);
    assert_int_equal(verdict, DRILL_TAKEN);
    assert_string_equal(doubt_of(&scene, 0), "");
    seen.number = 2; /* who has no phone at all */
    seen.by = "wanda \"w\"";
    assert_int_equal(drill_tick_off(scene.stand.server->drill, &seen, &verdict, &fault), SIBU_OK);
    assert_int_equal(drill_tick_off(scene.stand.server->drill, &seen, &verdict, &fault), SIBU_OK);
    assert_int_equal(verdict, DRILL_KNOWN);
    assert_int_equal(look(&scene).counts.checked_in, 2);
    (void)stand_step(&scene.stand, STAND_MORNING_US + 2 * SECOND_US);
    assert_string_equal(detail_of(&scene, 1), "{\"source\":\"warden\",\"by\":\"wanda \\\"w\\\"\"}");
    const struct {
        uint32_t number;
        enum drill_verdict verdict;
    } ENDS[] = {{99, DRILL_NONE},
                {(uint32_t)scene.count + 1, DRILL_NONE},
                {(uint32_t)scene.count, DRILL_TAKEN},
                {0, DRILL_NONE}};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        seen.number = ENDS[i].number;
        assert_int_equal(drill_tick_off(scene.stand.server->drill, &seen, &verdict, &fault), SIBU_OK);
        assert_int_equal(verdict, ENDS[i].verdict);
    }
    close_scene(&scene);
}

/* A code is signed by the server, and its point may be gone by now, or another site's: where somebody is, it does not say then. */
static void a_code_of_elsewhere_gives_no_place(void **state)
{
    (void)state;
    static const char *const PLACES[][2] = {{SITE, "M9"}, {"other-works", "M1"}, {SITE, "M1"}};
    struct scene scene;
    char code[CODE_TEXT_BYTES], members[500], sql[200];
    open_scene(&scene);
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        assert_true(check_in_code_kept(scene.stand.server, CODE_PRINTED, PLACES[i][0], PLACES[i][1], code));
        (void)snprintf(members, sizeof members, "\"code\":\"%s\"", code);
        assert_int_equal(post(&scene, i, members), 200); /* never refused */
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM response WHERE person = %zu AND place = '%s'", i + 1,
                       PLACES[i][1]);
        assert_int_equal(stand_number(scene.stand.data, sql), i == 2);
    }
    assert_int_equal(look(&scene).counts.checked_in, 3);
    close_scene(&scene);
}

static void what_a_phone_kept_since_another_drill_is_no_answer_to_this(void **state)
{
    (void)state;
    struct scene scene;
    char members[100];
    open_scene(&scene);
    assert_int_equal(post(&scene, 0, "\"point\":\"M1\",\"drill\":\"2020-000001\""), 409);
    assert_null(doubt_of(&scene, 0));
    (void)snprintf(members, sizeof members, "\"point\":\"M1\",\"drill\":\"%s\"", look(&scene).id);
    assert_int_equal(post(&scene, 0, members), 200);
    assert_int_equal(post(&scene, 1, "\"key\":\"twice-00\""), 400);
    assert_int_equal(post(&scene, 1, "\"drill\":7"), 400);
    assert_int_equal(post(&scene, 1, "\"code\":7"), 400);
    assert_int_equal(post(&scene, 1, "\"phone_us\":-1,\"point\":\"M1\""), 400);
    close_scene(&scene);
}

/* The place of a form that is no text is none; the check-in counts, and the record goes on. */
static void a_form_of_bytes_that_are_no_text_harms_nothing(void **state)
{
    (void)state;
    struct scene scene;
    char path[200];
    static const char BODY[] = "answer=check-in&point=%FF%FE";
    struct http_answer answer = {0};
    open_scene(&scene);
    (void)snprintf(path, sizeof path, "/w/%s", scene.people[NONE].token);
    struct http_request request = {
        .method = "POST", .path = path, .body = BODY, .body_length = sizeof BODY - 1, .address = ""};
    route_answer(scene.stand.server, &request, &answer);
    assert_int_equal(answer.status, 303);
    sibu_text_clear(&answer.body);
    sibu_arena_clear(&request.arena);
    assert_string_equal(doubt_of(&scene, NONE), "");
    (void)stand_step(&scene.stand, STAND_MORNING_US + 3 * SECOND_US); /* fails where the record does not take it */
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_of_bytes_that_are_no_text_harms_nothing),
        cmocka_unit_test(each_is_kept_and_the_doubtful_ones_are_flagged),
        cmocka_unit_test(the_record_says_what_spoke_for_each),
        cmocka_unit_test(a_warden_settles_a_doubt),
        cmocka_unit_test(a_code_of_elsewhere_gives_no_place),
        cmocka_unit_test(what_a_phone_kept_since_another_drill_is_no_answer_to_this),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
