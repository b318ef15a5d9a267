/* The description of the API, as the server gives it: it has the routes of the table and no others, and what a running server
 * answers is as it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <cmocka.h>

#include "visit.h"
#include "web/route.h"

#define RULES "\"tick_s\":60,\"least\":0,\"mean\":0.02,\"windows\":[{}],\"gap_days\":0"
#define DEPTH_MAX 12
#define WANG_SHA256 "28fd4093c3a66850e8fa036d72786dcf3fee673719c310764e0f74b926ee002e" /* of the roster below */

static cJSON *fetch(const struct stand *stand)
{
    struct reply reply = visit(stand, (struct visit){"GET", "/openapi.json", NULL, NULL, 0});
    assert_int_equal(reply.status, 200);
    cJSON *document = cJSON_Parse(sibu_text_get(&reply.body));
    assert_non_null(document);
    reply_clear(&reply);
    return document;
}

/* ---- The routes ---- */
static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* What programs ask for; pages and their parts are no API. */
static int is_described(const struct route *route)
{
    const char *end = strrchr(route->path, '/');
    return begins(route->path, "/v1/") || begins(route->path, "/feed/") || strcmp(route->path, "/healthz") == 0 ||
           strcmp(route->path, "/readyz") == 0 || strcmp(route->path, "/metrics") == 0 ||
           strcmp(route->path, "/openapi.json") == 0 || (begins(route->path, "/w/*/") && strlen(end) > 1);
}

/* A path of the description as the table writes it: "/w/{token}/seen" is "/w/" "*" "/seen". */
static void star(const char *path, char out[128])
{
    size_t length = 0;
    for (; *path != '\0' && length + 1 < 128; path++) {
        out[length++] = *path == '{' ? '*' : *path;
        if (*path == '{') {
            path = strchr(path, '}');
            assert_non_null(path);
        }
    }
    out[length] = '\0';
}

static int names(const char *method, const char *word)
{
    for (; *method != '\0' && *word != '\0'; method++, word++) {
        if (*method - 'A' != *word - 'a') {
            return 0;
        }
    }
    return *method == *word;
}

static const cJSON *find_operation(const cJSON *document, const struct route *route)
{
    const cJSON *path = NULL;
    char starred[128];
    cJSON_ArrayForEach(path, cJSON_GetObjectItemCaseSensitive(document, "paths"))
    {
        const cJSON *operation = NULL;
        star(path->string, starred);
        cJSON_ArrayForEach(operation, path)
        {
            if (strcmp(starred, route->path) == 0 && names(route->method, operation->string)) {
                return operation;
            }
        }
    }
    return NULL;
}

static void every_route_of_the_api_is_described(void **state)
{
    (void)state;
    struct stand stand;
    size_t count = 0, described = 0;
    const struct route *routes = route_table(&count);
    stand_open(&stand, RULES);
    cJSON *document = fetch(&stand);
    for (size_t i = 0; i < count; i++) {
        if (is_described(&routes[i])) {
            const cJSON *operation = find_operation(document, &routes[i]);
            if (operation == NULL) {
                fail_msg("%s %s is not described", routes[i].method, routes[i].path);
            }
            const cJSON *answers = cJSON_GetObjectItemCaseSensitive(operation, "responses");
            if ((cJSON_GetObjectItemCaseSensitive(answers, "429") != NULL) != (routes[i].cost > 0)) {
                fail_msg("%s %s: whether it may be refused for haste", routes[i].method, routes[i].path);
            }
            described++;
        }
    }
    assert_true(described > 25);
    cJSON_Delete(document);
    stand_close(&stand);
}

static int is_route(const char *path, const char *method)
{
    size_t count = 0;
    const struct route *routes = route_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(routes[i].path, path) == 0 && names(routes[i].method, method)) {
            return 1;
        }
    }
    return 0;
}

static void nothing_is_described_that_is_not_there(void **state)
{
    (void)state;
    struct stand stand;
    const cJSON *path = NULL, *operation = NULL;
    char starred[128];
    stand_open(&stand, RULES);
    cJSON *document = fetch(&stand);
    cJSON_ArrayForEach(path, cJSON_GetObjectItemCaseSensitive(document, "paths"))
    {
        star(path->string, starred);
        cJSON_ArrayForEach(operation, path)
        {
            if (!is_route(starred, operation->string)) {
                fail_msg("%s %s is described and not there", operation->string, path->string);
            }
        }
    }
    cJSON_Delete(document);
    stand_close(&stand);
}

/* ---- The answers ---- */
struct checked {
    const cJSON *document, *schema, *value;
    const char *where;
    int depth;
};
static void check(struct checked it);

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* "#/components/schemas/NAME" */
static const cJSON *follow(const cJSON *document, const cJSON *schema)
{
    const cJSON *reference = member(schema, "$ref");
    if (reference == NULL) {
        return schema;
    }
    const char *name = strrchr(reference->valuestring, '/');
    const cJSON *found = member(member(member(document, "components"), "schemas"), name + 1);
    if (found == NULL) {
        fail_msg("%s leads nowhere", reference->valuestring);
    }
    return found;
}

static int is_of(const cJSON *value, const char *type)
{
    static const struct {
        const char *name;
        cJSON_bool (*holds)(const cJSON *value);
    } TYPES[] = {{"string", cJSON_IsString}, {"number", cJSON_IsNumber}, {"integer", cJSON_IsNumber},
                 {"boolean", cJSON_IsBool},  {"object", cJSON_IsObject}, {"array", cJSON_IsArray},
                 {"null", cJSON_IsNull}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (strcmp(TYPES[i].name, type) == 0) {
            return TYPES[i].holds(value) &&
                   (strcmp(type, "integer") != 0 || value->valuedouble == (double)(int64_t)value->valuedouble);
        }
    }
    return 0;
}

static void check_type(const struct checked *it)
{
    const cJSON *type = member(it->schema, "type"), *one = NULL;
    int holds = type == NULL || (cJSON_IsString(type) && is_of(it->value, type->valuestring));
    if (cJSON_IsArray(type)) {
        cJSON_ArrayForEach(one, type)
        {
            holds = holds || is_of(it->value, one->valuestring);
        }
    }
    const cJSON *words = member(it->schema, "enum");
    int is_word = words == NULL || !cJSON_IsString(it->value);
    cJSON_ArrayForEach(one, words)
    {
        is_word = is_word || strcmp(one->valuestring, it->value->valuestring) == 0;
    }
    if (!holds || !is_word) {
        fail_msg("%s: \"%s\" is not as described", it->where, it->value->string != NULL ? it->value->string : "");
    }
}

static void check_members(const struct checked *it)
{
    const cJSON *name = NULL, *one = NULL, *more = member(it->schema, "additionalProperties");
    cJSON_ArrayForEach(name, member(it->schema, "required"))
    {
        if (member(it->value, name->valuestring) == NULL) {
            fail_msg("%s: \"%s\" is missing", it->where, name->valuestring);
        }
    }
    cJSON_ArrayForEach(one, it->value)
    {
        const cJSON *schema = member(member(it->schema, "properties"), one->string);
        if (schema == NULL && cJSON_IsFalse(more)) {
            fail_msg("%s: \"%s\" is not described", it->where, one->string);
        }
        schema = schema == NULL && cJSON_IsObject(more) ? more : schema;
        if (schema != NULL) {
            check((struct checked){it->document, schema, one, it->where, it->depth + 1});
        }
    }
}

/* Of `oneOf` with a null: null, or the other. */
static const cJSON *choose(const struct checked *it)
{
    const cJSON *ways = member(it->schema, "oneOf");
    return ways == NULL ? it->schema : cJSON_GetArrayItem(ways, cJSON_IsNull(it->value) ? 1 : 0);
}

static void check(struct checked it)
{
    const cJSON *one = NULL;
    assert_true(it.depth < DEPTH_MAX);
    it.schema = choose(&it);
    it.schema = follow(it.document, it.schema);
    check_type(&it);
    if (cJSON_IsObject(it.value)) {
        check_members(&it);
    }
    const cJSON *items = cJSON_IsArray(it.value) ? member(it.schema, "items") : NULL;
    for (one = items != NULL ? it.value->child : NULL; one != NULL; one = one->next) {
        check((struct checked){it.document, items, one, it.where, it.depth + 1});
    }
}

static const cJSON *schema_of(const cJSON *document, const struct route *route, long status)
{
    char number[8];
    (void)snprintf(number, sizeof number, "%ld", status);
    const cJSON *answer = member(member(find_operation(document, route), "responses"), number);
    if (member(answer, "$ref") != NULL) {
        answer = member(member(member(document, "components"), "responses"), "No");
    }
    const cJSON *schema = member(member(member(answer, "content"), "application/json"), "schema");
    if (schema == NULL) {
        fail_msg("%s %s: the answer %s is not described", route->method, route->path, number);
    }
    return schema;
}

/* Asks, and holds the answer against the description of `route`. */
static void expect(const struct stand *stand, const cJSON *document, const struct visit *what, const char *route,
                   long status)
{
    struct reply reply = visit(stand, *what);
    struct route row = {what->method, route, RIGHT_ANYBODY, ROUTE_OPEN, NULL, 0, 0};
    if (reply.status != status) {
        fail_msg("%s: %ld: %s", what->path, reply.status, sibu_text_get(&reply.body));
    }
    cJSON *value = cJSON_Parse(sibu_text_get(&reply.body));
    assert_non_null(value);
    check((struct checked){document, schema_of(document, &row, status), value, what->path, 0});
    cJSON_Delete(value);
    reply_clear(&reply);
}

static void fill(const char *text, const char *token, char out[400])
{
    const char *at = strstr(text, "TOKEN");
    (void)snprintf(out, 400, "%.*s%s%s", at != NULL ? (int)(at - text) : (int)strlen(text), text,
                   at != NULL ? token : "", at != NULL ? at + 5 : "");
}

static void read_token(const struct stand *stand, char out[64])
{
    struct reply reply = visit(stand, (struct visit){"GET", "/v1/people", NULL, NULL, 1});
    cJSON *value = cJSON_Parse(sibu_text_get(&reply.body));
    const cJSON *token = member(cJSON_GetArrayItem(member(value, "people"), 0), "token");
    assert_true(cJSON_IsString(token));
    (void)snprintf(out, 64, "%s", token->valuestring);
    cJSON_Delete(value);
    reply_clear(&reply);
}

static void answers_are_as_described(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *route, *body;
        int as_officer;
        long status;
    } ASKED[] = {
        {"GET", "/healthz", "/healthz", NULL, 0, 200},
        {"GET", "/readyz", "/readyz", NULL, 0, 200},
        {"GET", "/v1/time", "/v1/time", NULL, 0, 200},
        {"GET", "/v1/people", "/v1/people", NULL, 1, 200},
        {"GET", "/v1/people", "/v1/people", NULL, 0, 401},
        {"GET", "/v1/muster", "/v1/muster", NULL, 1, 200},
        {"GET", "/v1/record", "/v1/record", NULL, 1, 200},
        {"POST", "/v1/now", "/v1/now", "{}", 1, 202},
        {"POST", "/v1/now", "/v1/now", "{\"unit\":1}", 1, 400},
        {"POST", "/v1/surprise", "/v1/surprise", "{\"within_s\":1}", 1, 400},
        {"GET", "/v1/muster", "/v1/muster", NULL, 1, 200},
        {"POST", "/v1/answer", "/v1/answer", "{\"token\":\"TOKEN\",\"key\":\"key-answer\",\"answer\":\"need-help\"}", 0,
         200},
        {"POST", "/v1/answer", "/v1/answer", "{\"token\":\"TOKEN\",\"key\":\"key-answer\",\"answer\":\"perhaps\"}", 0,
         400},
        {"POST", "/v1/answer", "/v1/answer", "{\"token\":\"nobody\",\"key\":\"key-answer\",\"answer\":\"cannot\"}", 0,
         404},
        {"POST", "/v1/check-in", "/v1/check-in", "{\"token\":\"TOKEN\",\"key\":\"key-checks\",\"point\":\"M1\"}", 0,
         200},
        {"GET", "/w/TOKEN/state", "/w/*/state", NULL, 0, 200},
        {"POST", "/w/TOKEN/seen", "/w/*/seen", "", 0, 200},
        {"GET", "/w/nobody/state", "/w/*/state", NULL, 0, 404},
        {"GET", "/v1/muster", "/v1/muster", NULL, 1, 200},
        {"GET", "/v1/record?drill=little-works", "/v1/record", NULL, 1, 200},
        {"GET", "/v1/record?events=-1", "/v1/record", NULL, 1, 400},
        {"GET", "/v1/evidence", "/v1/evidence", NULL, 1, 200},
        {"GET", "/v1/reachability", "/v1/reachability", NULL, 1, 200},
        {"POST", "/v1/sightings", "/v1/sightings",
         "[{\"id\":\"W01\",\"kind\":\"exit\",\"place\":\"E1\",\"time_us\":1}]", 1, 200},
        {"GET", "/v1/feeds", "/v1/feeds", NULL, 1, 200},
        {"GET", "/v1/statistics", "/v1/statistics", NULL, 1, 200},
        {"GET", "/v1/findings", "/v1/findings", NULL, 1, 200},
        {"GET", "/v1/findings?show=some", "/v1/findings", NULL, 1, 400},
        {"POST", "/v1/findings", "/v1/findings", "{\"finding\":1,\"do\":\"close\",\"text\":\"x\"}", 1, 400},
        {"GET", "/v1/roster", "/v1/roster", NULL, 1, 200},
        {"GET", "/v1/roster?site=nowhere", "/v1/roster", NULL, 1, 400},
        {"POST", "/v1/roster", "/v1/roster", "id,name,zone,shift\nW01,Wang,shop,always\n", 1, 200},
        {"POST", "/v1/roster", "/v1/roster", "id,name,zone,shift\nW01,Wang,nowhere,always\n", 1, 400},
        {"PUT", "/v1/roster?sha256=" WANG_SHA256, "/v1/roster", "", 1, 202},
        {"PUT", "/v1/roster?sha256=" WANG_SHA256, "/v1/roster", "", 1, 409},
        {"GET", "/v1/roster", "/v1/roster", NULL, 1, 200},
        {"GET", "/v1/policy", "/v1/policy", NULL, 1, 200},
        {"POST", "/v1/policy", "/v1/policy", "{\"format\":1}", 1, 400},
        {"POST", "/v1/stop", "/v1/stop", "{\"how\":\"later\"}", 1, 400},
        {"POST", "/v1/stop", "/v1/stop", "{\"how\":\"all-clear\"}", 1, 200},
    };
    struct stand stand;
    char token[64], path[400], body[400];
    stand_open(&stand, RULES);
    (void)stand_step(&stand, STAND_MORNING_US);
    cJSON *document = fetch(&stand);
    read_token(&stand, token);
    for (size_t i = 0; i < sizeof ASKED / sizeof ASKED[0]; i++) {
        fill(ASKED[i].path, token, path);
        fill(ASKED[i].body != NULL ? ASKED[i].body : "", token, body);
        struct visit what = {ASKED[i].method, path, ASKED[i].body != NULL ? body : NULL, NULL, ASKED[i].as_officer};
        expect(&stand, document, &what, ASKED[i].route, ASKED[i].status);
        (void)stand_step(&stand, STAND_MORNING_US + 1000000);
    }
    cJSON_Delete(document);
    stand_close(&stand);
}

/* The little works with a lower assembly point, in the caller's memory. */
static char *other_site(void)
{
    char path[512], *text = calloc(1, 8000);
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", getenv("SIBU_SOURCE"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 7999, file) > 1000);
    assert_int_equal(fclose(file), 0);
    char *capacity = strstr(text, "\"capacity\": 60");
    assert_non_null(capacity);
    capacity[strlen("\"capacity\": ")] = '5';
    return text;
}

static void what_a_plan_changes_is_as_described(void **state)
{
    (void)state;
    struct stand stand;
    char path[120], *site = other_site();
    stand_open(&stand, RULES);
    cJSON *document = fetch(&stand);
    const struct visit look = {"POST", "/v1/site", site, NULL, 1};
    expect(&stand, document, &look, "/v1/site", 200);
    struct reply reply = visit(&stand, look);
    cJSON *value = cJSON_Parse(sibu_text_get(&reply.body));
    const cJSON *parts = member(value, "parts");
    assert_int_equal(cJSON_GetArraySize(parts), 1);
    assert_string_equal(member(cJSON_GetArrayItem(parts, 0), "id")->valuestring, "M1");
    (void)snprintf(path, sizeof path, "/v1/site?sha256=%s", member(value, "sha256")->valuestring);
    expect(&stand, document, &(struct visit){"PUT", path, "", NULL, 1}, "/v1/site", 202);
    expect(&stand, document, &(struct visit){"PUT", path, "", NULL, 1}, "/v1/site", 409);
    expect(&stand, document, &(struct visit){"POST", "/v1/site?site=nowhere", site, NULL, 1}, "/v1/site", 400);
    expect(&stand, document, &(struct visit){"POST", "/v1/site", "{\"features\":[]}", NULL, 1}, "/v1/site", 400);
    expect(&stand, document, &(struct visit){"GET", "/v1/policy", NULL, NULL, 1}, "/v1/policy", 200);
    free(site);
    cJSON_Delete(value);
    reply_clear(&reply);
    cJSON_Delete(document);
    stand_close(&stand);
}

/* Each object says all its members, or what others it may have. */
static void check_closed(const cJSON *schema, const char *where, int depth)
{
    const cJSON *one = NULL, *type = member(schema, "type");
    assert_true(depth < DEPTH_MAX);
    if ((cJSON_IsString(type) && strcmp(type->valuestring, "object") == 0) || member(schema, "properties") != NULL) {
        if (member(schema, "additionalProperties") == NULL) {
            fail_msg("%s: an object that may hold anything", where);
        }
    }
    cJSON_ArrayForEach(one, schema)
    {
        if (cJSON_IsObject(one) || cJSON_IsArray(one)) {
            check_closed(one, one->string != NULL ? one->string : where, depth + 1);
        }
    }
}

/* A token in a path is a secret, and said to be one. */
static void check_tokens(const cJSON *document)
{
    const cJSON *path = NULL, *operation = NULL, *parameter = NULL;
    int found = 0;
    cJSON_ArrayForEach(path, member(document, "paths"))
    {
        cJSON_ArrayForEach(operation, path)
        {
            cJSON_ArrayForEach(parameter, member(operation, "parameters"))
            {
                if (strcmp(member(parameter, "name")->valuestring, "token") == 0) {
                    const cJSON *format = member(member(parameter, "schema"), "format");
                    assert_true(cJSON_IsString(format));
                    assert_string_equal(format->valuestring, "password");
                    found++;
                }
            }
        }
    }
    assert_int_equal(found, 7);
}

static void nothing_is_left_open(void **state)
{
    (void)state;
    struct stand stand;
    stand_open(&stand, RULES);
    cJSON *document = fetch(&stand);
    check_closed(member(member(document, "components"), "schemas"), "schemas", 0);
    check_tokens(document);
    cJSON_Delete(document);
    stand_close(&stand);
}

static void check_event(const struct stand *stand, const cJSON *document, const char *has)
{
    struct sibu_arena arena = {0};
    struct sibu_text data = {0};
    struct sibu_fault fault = {0};
    struct drill_view drill;
    assert_int_equal(drill_glance(server_drill(stand->server), "little-works", &arena, &drill, &fault), SIBU_OK);
    server_event_data(stand->server, &drill, &data);
    assert_non_null(strstr(sibu_text_get(&data), has));
    cJSON *said = cJSON_Parse(sibu_text_get(&data));
    assert_non_null(said);
    check((struct checked){document, member(member(member(document, "components"), "schemas"), "Shown"), said, "event",
                           0});
    cJSON_Delete(said);
    sibu_text_clear(&data);
    sibu_arena_clear(&arena);
}

static void events_are_as_described(void **state)
{
    (void)state;
    struct stand stand;
    struct sibu_fault fault = {0};
    stand_open(&stand, RULES);
    cJSON *document = fetch(&stand);
    (void)stand_step(&stand, STAND_MORNING_US);
    check_event(&stand, document, "{\"drill\":null}");
    assert_int_equal(server_now(stand.server, "", &fault), SIBU_OK);
    (void)stand_step(&stand, STAND_MORNING_US + 1000000);
    check_event(&stand, document, "\"alert\":1");
    cJSON_Delete(document);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_of_the_api_is_described),
        cmocka_unit_test(nothing_is_described_that_is_not_there),
        cmocka_unit_test(answers_are_as_described),
        cmocka_unit_test(what_a_plan_changes_is_as_described),
        cmocka_unit_test(nothing_is_left_open),
        cmocka_unit_test(events_are_as_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
