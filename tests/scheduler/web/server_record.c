/* GET /v1/record over real HTTP: a viewer that adds part to part has what the record has; nothing that decides what is to come
 * is told; and before a drill nothing changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cJSON.h>
#include <cmocka.h>

#include "sibu/record.h"
#include "visit.h"

#define RULES "\"tick_s\":600,\"least\":0,\"mean\":0.01,\"limit_s\":600"
#define SECOND_US INT64_C(1000000)

static cJSON *ask(const struct stand *stand, const char *path)
{
    struct reply reply = visit(stand, (struct visit){"GET", path, NULL, NULL, 1});
    if (reply.status != 200) {
        fail_msg("%s: %ld %s", path, reply.status, sibu_text_get(&reply.body));
    }
    cJSON *value = cJSON_Parse(sibu_text_get(&reply.body));
    assert_non_null(value);
    reply_clear(&reply);
    return value;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
    if (found == NULL) {
        fail_msg("no \"%s\"", name);
    }
    return found;
}

static void open_drill(struct stand *stand)
{
    struct sibu_fault fault = {0};
    *stand = (struct stand){.finishes = 1};
    stand_open_as_set(stand, RULES);
    (void)stand_step(stand, STAND_MORNING_US);
    assert_int_equal(server_now(stand->server, "", &fault), SIBU_OK);
    (void)stand_step(stand, STAND_MORNING_US + SECOND_US);
}

/* What a viewer has gathered. */
struct gathered {
    int documents, people, events, deliveries;
    char have[200], id[64], state[32];
    char kinds[2000]; /* of the events, each with a blank behind it */
};

static void gather_rows(struct gathered *gathered, const cJSON *drill)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, member(drill, "documents"))
    {
        gathered->documents++;
        (void)strncat(gathered->have, member(item, "name")->valuestring, 40);
        (void)strncat(gathered->have, ",", 2);
    }
    cJSON_ArrayForEach(item, member(drill, "events"))
    {
        gathered->events++;
        (void)strncat(gathered->kinds, member(item, "kind")->valuestring, 40);
        (void)strncat(gathered->kinds, " ", 2);
    }
    gathered->deliveries += cJSON_GetArraySize(member(drill, "deliveries"));
    if (cJSON_GetObjectItemCaseSensitive(drill, "people") != NULL) {
        gathered->people += cJSON_GetArraySize(member(drill, "people"));
        (void)strncat(gathered->have, "people,", 8);
    }
}

/* Asks for what is new, as a viewer does. */
static void gather(const struct stand *stand, struct gathered *gathered)
{
    char path[400];
    (void)snprintf(path, sizeof path, "/v1/record?drill=%s&have=%s&events=%d&deliveries=%d",
                   gathered->id[0] != '\0' ? gathered->id : "little-works", gathered->have, gathered->events,
                   gathered->deliveries);
    cJSON *value = ask(stand, path);
    const cJSON *drill = member(value, "drill");
    assert_true(cJSON_IsObject(drill));
    (void)snprintf(gathered->id, sizeof gathered->id, "%s", member(drill, "id")->valuestring);
    (void)snprintf(gathered->state, sizeof gathered->state, "%s", member(drill, "state")->valuestring);
    gather_rows(gathered, drill);
    cJSON_Delete(value);
}

static void before_a_drill_the_answer_is_always_the_same(void **state)
{
    (void)state;
    struct stand stand;
    const char *const NOTHING = "{\"drill\":null,\"drills\":[]}\n";
    stand_open(&stand, RULES);
    for (int i = 0; i < 3; i++) {
        (void)stand_step(&stand, STAND_MORNING_US + i * 700 * SECOND_US);
        struct reply reply = visit(&stand, (struct visit){"GET", "/v1/record", NULL, NULL, 1});
        assert_string_equal(sibu_text_get(&reply.body), NOTHING);
        reply_clear(&reply);
        assert_true(visit_has(&stand, (struct visit){"GET", "/v1/record?drill=little-works", NULL, NULL, 1}, NOTHING));
    }
    stand_close(&stand);
}

static void part_by_part_it_is_the_record(void **state)
{
    (void)state;
    struct stand stand;
    struct gathered gathered = {0};
    struct sibu_fault fault = {0};
    open_drill(&stand);
    cJSON *list = ask(&stand, "/v1/record");
    assert_true(cJSON_IsNull(member(list, "drill")));
    assert_int_equal(cJSON_GetArraySize(member(list, "drills")), 1);
    cJSON_Delete(list);
    gather(&stand, &gathered);
    assert_int_equal(gathered.people, 13);
    assert_non_null(strstr(gathered.have, "site,"));
    assert_int_equal(strncmp(gathered.kinds, "drawn ", 6), 0);
    int before = gathered.events;
    gather(&stand, &gathered); /* nothing new */
    assert_int_equal(gathered.events, before);
    assert_int_equal(gathered.people, 13);
    assert_int_equal(drill_stop(stand.server->drill, &(struct drill_end){NULL, DRILL_ALL_CLEAR, "officer"}, &fault),
                     SIBU_OK);
    gather(&stand, &gathered);
    assert_non_null(strstr(gathered.kinds, " all-clear "));
    assert_null(strstr(gathered.kinds, "closed"));
    int closed = 0; /* alerts go out and the evaluation is made by other threads */
    for (int s = 120; s < 3000 && !closed; s++) {
        closed = stand_step(&stand, STAND_MORNING_US + s * SECOND_US).closed;
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_true(closed);
    gather(&stand, &gathered); /* by its number, though it runs no more */
    assert_string_equal(gathered.state, "closed");
    assert_string_equal(gathered.kinds + strlen(gathered.kinds) - strlen("closed "), "closed ");
    stand_close(&stand);
}

/* The draw's own values decide what unfolds: who had them while it runs could reckon ahead. */
static void what_decides_what_is_to_come_is_not_told(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_arena arena = {0};
    struct sibu_fault fault = {0};
    struct drill_view view;
    open_drill(&stand);
    assert_int_equal(drill_glance(stand.server->drill, "little-works", &arena, &view, &fault), SIBU_OK);
    struct store_drill drill;
    assert_int_equal(store_drill_by_id(stand.server->store, view.id, &arena, &drill, &fault), SIBU_OK);
    cJSON *draw = cJSON_Parse(drill.draw);
    struct reply reply = visit(&stand, (struct visit){"GET", "/v1/record?drill=little-works", NULL, NULL, 1});
    int secrets = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, draw) /* every hash and random value of it is a text of 64 hexadecimal digits */
    {
        const char *text = cJSON_IsString(item) ? item->valuestring : "";
        if (strlen(text) == 64 && strcmp(item->string, "families_hash") != 0) {
            secrets++;
            assert_null(strstr(sibu_text_get(&reply.body), text));
        }
    }
    assert_true(secrets >= 3);
    assert_non_null(strstr(sibu_text_get(&reply.body), "\"drawn\":{\"family\":"));
    reply_clear(&reply);
    cJSON_Delete(draw);
    sibu_arena_clear(&arena);
    stand_close(&stand);
}

static void a_part_that_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char *const PATHS[] = {"/v1/record?events=-1", "/v1/record?deliveries=1e3",
                                        "/v1/record?events=99999999999999999999"};
    struct stand stand;
    stand_open(&stand, RULES);
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        assert_int_equal(visit_status(&stand, (struct visit){"GET", PATHS[i], NULL, NULL, 1}), 400);
    }
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_drill_the_answer_is_always_the_same),
        cmocka_unit_test(part_by_part_it_is_the_record),
        cmocka_unit_test(what_decides_what_is_to_come_is_not_told),
        cmocka_unit_test(a_part_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
