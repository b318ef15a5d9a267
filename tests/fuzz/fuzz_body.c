/* Any bytes as the body of a request, through the readers of the routes themselves: forms and JSON, of workers and officers. A
 * server of the little works runs a drill; the handler answers as it does over HTTP, and whatever it has taken, the drill goes on
 * and its record takes it. The first byte says which route; TOKEN and DRILL in the body stand for those of the server.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "fuzz.h"
#include "stand.h"
#include "web/route.h"
#include "web/session.h"

static const struct {
    const char *method, *pattern, *path; /* as in the table; as asked for, with what stands for the star */
} ROUTES[] = {{"POST", "/v1/answer", "/v1/answer"},
              {"POST", "/v1/check-in", "/v1/check-in"},
              {"PUT", "/v1/addresses", "/v1/addresses"},
              {"POST", "/v1/sightings", "/v1/sightings"},
              {"POST", "/v1/surprise", "/v1/surprise"},
              {"POST", "/v1/now", "/v1/now"},
              {"POST", "/v1/stop", "/v1/stop"},
              {"POST", "/w/*/push", "/w/TOKEN/push"},
              {"POST", "/w/*", "/w/TOKEN"},
              {"POST", "/c/*", "/c/0410000000"},
              {"POST", "/tick", "/tick"},
              {"POST", "/", "/"},
              {"POST", "/accounts", "/accounts"},
              {"POST", "/sign-in", "/sign-in"},
              {"POST", "/join/*", "/join/nothing"},
              {"POST", "/password", "/password"},
              {"POST", "/roster", "/roster"},
              {"POST", "/policy", "/policy"},
              {"POST", "/v1/roster", "/v1/roster"},
              {"POST", "/v1/policy", "/v1/policy"},
              {"PUT", "/v1/roster", "/v1/roster"},
              {"PUT", "/v1/policy", "/v1/policy"}};
#define ROUTE_COUNT (sizeof ROUTES / sizeof ROUTES[0])

struct place {
    struct stand stand;
    struct sibu_arena arena;
    const char *token, *drill;
    int is_open, is_registered;
    unsigned inputs; /* that it has taken */
};
#define INPUTS_MOST 3000 /* then another server: the drill of this one may have ended, and what it has kept grows */

static struct place *the_place(void)
{
    static struct place place; /* one server for all inputs: the process has nothing else */
    return &place;
}

static void close_place(void)
{
    struct place *place = the_place();
    if (place->is_open) {
        sibu_arena_clear(&place->arena);
        stand_close(&place->stand);
    }
    place->is_open = 0;
    place->inputs = 0;
}

static void open_place(void)
{
    struct place *place = the_place();
    struct store_person *people = NULL;
    struct drill_view view;
    struct sibu_fault fault = {0};
    size_t count = 0;
    stand_open(&place->stand, "\"tick_s\":600,\"least\":0,\"mean\":0.01");
    place->is_open = 1;
    finding(!place->is_registered && atexit(close_place) != 0, "nobody would close it");
    place->is_registered = 1;
    (void)stand_step(&place->stand, STAND_MORNING_US);
    finding(server_now(place->stand.server, "", &fault) != SIBU_OK, "no drill");
    (void)stand_step(&place->stand, STAND_MORNING_US + 1000000);
    finding(store_people(place->stand.server->store, NULL, &place->arena, &people, &count, &fault) != SIBU_OK ||
                count == 0 ||
                drill_look(place->stand.server->drill, "little-works", &place->arena, &view, &fault) != SIBU_OK ||
                !view.running,
            "no drill, or nobody in it");
    place->token = people[0].token;
    place->drill = view.id;
}

static struct place *find_place(void)
{
    struct place *place = the_place();
    if (place->inputs++ >= INPUTS_MOST) {
        close_place();
    }
    if (!place->is_open) {
        open_place();
    }
    return place;
}

/* The text with the words put in. */
static void fill(const struct place *place, const char *text, struct sibu_text *out)
{
    while (*text != '\0') {
        if (strncmp(text, "TOKEN", 5) == 0 || strncmp(text, "DRILL", 5) == 0) {
            sibu_text_add(out, *text == 'T' ? place->token : place->drill);
            text += 5;
        } else {
            sibu_text_add_bytes(out, text++, 1);
        }
    }
}

static const struct route *find_route(size_t which)
{
    size_t count = 0;
    const struct route *table = route_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].method, ROUTES[which].method) == 0 && strcmp(table[i].path, ROUTES[which].pattern) == 0) {
            return &table[i];
        }
    }
    finding(1, "no such route");
    return NULL;
}

static void judge(const struct place *place, const struct http_answer *answer)
{
    const char *body = sibu_text_get(&answer->body);
    struct sibu_fault fault = {0};
    int closed = 0;
    /* What was read and goes to the intake has no connection here to rest. */
    int rests = answer->status == 503 && strstr(body, "no connection") != NULL;
    finding(answer->status < 200 || (answer->status >= 500 && !rests), "it did not answer, or failed");
    finding(!sibu_utf8_valid(body, answer->body.length), "an answer that is no UTF-8");
    finding(answer->location != NULL && strpbrk(answer->location, "\r\n") != NULL, "a second line in a header");
    if (answer->status < 400) {
        finding(drill_step(place->stand.server->drill, &closed, &fault) != SIBU_OK, "the drill is held up");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const struct caller CALLER = {
        .kind = CALLER_KEY, .name = "key", .roles = ROLES_ALL, .role_list = "officer", .branch = ""};
    struct place *place = find_place();
    struct sibu_text body = {.max_length = 1 << 20}, path = {0};
    struct http_request request = {.caller = &CALLER, .address = "127.0.0.1"};
    struct http_answer answer = {.status = 500};
    if (length == 0) {
        return 0;
    }
    size_t which = (bytes[0] + 256u - '@') % ROUTE_COUNT;
    const struct route *route = find_route(which);
    const char *given = sibu_arena_text(&request.arena, (const char *)bytes + 1, length - 1);
    finding(given == NULL, "out of memory");
    fill(place, given, &body);
    fill(place, ROUTES[which].path, &path);
    request.method = route->method;
    request.path = sibu_text_get(&path);
    request.body = sibu_text_get(&body);
    request.body_length = body.length;
    route->answer(place->stand.server, &request, &answer);
    judge(place, &answer);
    sibu_text_clear(&answer.body);
    sibu_text_clear(&body);
    sibu_text_clear(&path);
    sibu_arena_clear(&request.arena);
    return 0;
}
