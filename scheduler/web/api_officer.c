/* The API of officers and of what works for them: people and their addresses, gates, surprise, stop. See route.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/json.h"
#include "web/audit.h"
#include "web/route.h"
#include "web/scope.h"
#include "web/session.h"
#include "web/stop.h"
#include "web/two_persons.h"

#define LIST_MAX 20000

static void add_person(struct sibu_text *out, const struct store_person *person, int expected)
{
    const char *const pairs[][2] = {{"{\"site\":", person->site},   {",\"id\":", person->id},
                                    {",\"zone\":", person->zone},   {",\"pace\":", person->pace},
                                    {",\"shift\":", person->shift}, {",\"language\":", person->language},
                                    {",\"token\":", person->token}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        sibu_text_add(out, pairs[i][0]);
        sibu_text_add_json(out, pairs[i][1]);
    }
    sibu_text_addf(out, ",\"expected_now\":%s}", expected ? "true" : "false");
}

/* Whether the person's shift is on now. */
static int expected_now(const struct server *server, const struct store_person *person)
{
    const struct plan *plan = server->def.plan;
    uint32_t site = plan_find_site(plan, person->site);
    if (site == SIBU_NONE) {
        return 0;
    }
    const struct roster *roster = plan->sites[site].roster;
    for (size_t i = 0; i < roster->count; i++) {
        if (strcmp(roster->people[i].id, person->id) == 0) {
            return plan_expects(plan, site, i, clock_now_us(server->def.clock));
        }
    }
    return 0;
}

void api_people(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t count = 0;
    if (store_people(server->store, http_query(request, "site"), &request->arena, &people, &count, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    count = scope_people(server, request, people, count);
    answer->status = 200;
    sibu_text_add(&answer->body, "{\"people\":[");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(&answer->body, i > 0 ? "," : "");
        add_person(&answer->body, &people[i], expected_now(server, &people[i]));
    }
    sibu_text_add(&answer->body, "]}\n");
}

/* The site's file as it was read: for simulated phones and for viewers. */
void api_site(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const char *id = http_query(request, "site");
    const struct plan *plan = server->def.plan;
    uint32_t site = id != NULL ? plan_find_site(plan, id) : plan->site_count == 1 ? 0 : SIBU_NONE;
    if (site == SIBU_NONE || !scope_index(server, request, site)) {
        http_answer_no(answer, 404, "there is no such site");
        return;
    }
    const struct plan_site *found = &server->def.plan->sites[site];
    answer->status = 200;
    answer->type = "application/geo+json";
    sibu_text_add_bytes(&answer->body, found->site_bytes, found->site_length);
}

static enum sibu_status read_list(struct http_request *request, struct sibu_json **document, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_json_open(document, "body", request->body, request->body_length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_json_value root = sibu_json_root(*document);
    if (sibu_json_kind(root) != SIBU_JSON_ARRAY || sibu_json_count(root) > LIST_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "body", "要一个最多 %d 项的数组",
                              "takes an array of at most %d items", LIST_MAX);
    }
    return SIBU_OK;
}

/* Alerts go to http and https addresses without credentials, and nowhere else. */
static int url_fits(const char *url)
{
    return (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) &&
           strpbrk(url, " \t\r\n\"<>\\@") == NULL;
}

static enum sibu_status read_address(struct sibu_json_value item, struct store_person *person, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"site", "id", "url", NULL};
    enum sibu_status status = sibu_json_only(item, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "site", 64, &person->site, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "id", 64, &person->id, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "url", 1000, &person->url, fault);
    }
    if (status == SIBU_OK && person->url[0] != '\0' && !url_fits(person->url)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "url", "要 http 或 https 地址", "takes an http or https address");
    }
    return status;
}

static enum sibu_status put_addresses(struct server *server, struct http_request *request, struct sibu_json_value list,
                                      size_t *unknown, struct sibu_fault *fault)
{
    size_t count = sibu_json_count(list);
    size_t at = 0;
    struct store_person *people = sibu_arena_take(&request->arena, count + 1, sizeof *people);
    if (people == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (struct sibu_json_value item = sibu_json_first(list); sibu_json_kind(item) != SIBU_JSON_ABSENT;
         item = sibu_json_next(item)) {
        enum sibu_status status = read_address(item, &people[at++], fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    size_t reached = scope_people(server, request, people, count);
    char object[32];
    (void)snprintf(object, sizeof object, "%zu", count); /* whose they are is not the trail's to tell */
    enum sibu_status status = audit_asked(server, request, "addresses", object, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_addresses_put(server->store, people, reached, unknown, fault);
    *unknown += count - reached; /* of another branch: nobody who is known to the caller */
    if (status == SIBU_OK) {
        notify_wake(server->notify);
    }
    audit_ended(server, request, "addresses", object, status);
    return status;
}

void api_addresses(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    size_t unknown = 0;
    enum sibu_status status = read_list(request, &document, &fault);
    if (status == SIBU_OK) {
        status = put_addresses(server, request, sibu_json_root(document), &unknown, &fault);
    }
    if (status == SIBU_OK) {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"known\":%zu,\"unknown\":%zu}\n",
                       sibu_json_count(sibu_json_root(document)) - unknown, unknown);
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_json_close(document);
}

static enum sibu_status read_sighting(struct sibu_json_value item, struct drill_sighting *sighting,
                                      struct sibu_fault *fault)
{
    enum sibu_status status = sibu_json_string(item, "id", 64, &sighting->id, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string_or(item, "site", "", &sighting->site, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "kind", 16, &sighting->kind, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(item, "place", "", &sighting->place, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(item, "time_us", 0, INT64_C(1) << 53, &sighting->time_us, fault);
    }
    return status;
}

static enum sibu_status put_sightings(struct server *server, struct http_request *request, struct sibu_json_value list,
                                      size_t *unknown, struct sibu_fault *fault)
{
    size_t count = sibu_json_count(list);
    size_t at = 0;
    struct drill_sighting *sightings = sibu_arena_take(&request->arena, count + 1, sizeof *sightings);
    if (sightings == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (struct sibu_json_value item = sibu_json_first(list); sibu_json_kind(item) != SIBU_JSON_ABSENT;
         item = sibu_json_next(item)) {
        enum sibu_status status = read_sighting(item, &sightings[at], fault);
        if (status != SIBU_OK) {
            return status;
        }
        /* who has a branch has to say at which site: an id alone may be somebody's of another branch */
        at += scope_is_whole(request) || scope_site(server, request, sightings[at].site) ? 1U : 0U;
    }
    enum sibu_status status = drill_sight(server->drill, sightings, at, unknown, fault);
    *unknown += count - at;
    return status;
}

void api_sightings(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    size_t unknown = 0;
    enum sibu_status status = read_list(request, &document, &fault);
    if (status == SIBU_OK) {
        status = put_sightings(server, request, sibu_json_root(document), &unknown, &fault);
    }
    if (status == SIBU_OK) {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"ok\":true,\"unknown\":%zu}\n", unknown);
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_json_close(document);
}

/* Reads who is meant, and for a surprise in how long a window; asks; answers. */
static void answer_wish(struct server *server, struct http_request *request, struct http_answer *answer, int at_once)
{
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    struct wish wish = {.unit = ""};
    struct wish_end end = {.waits = 0};
    enum sibu_status status = sibu_json_open(&document, "body", request->body, request->body_length, &fault);
    if (status == SIBU_OK && !at_once) {
        status = sibu_json_integer(sibu_json_root(document), "within_s", 60, 7 * 86400, &wish.within_s, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(sibu_json_root(document), "unit", "", &wish.unit, &fault);
    }
    if (status == SIBU_OK) {
        status = wish_ask(server, request, &wish, &end, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        answer->status = 202;
        sibu_text_add(&answer->body, end.waits ? "{\"ok\":true,\"waits\":true" : "{\"ok\":true");
        if (!at_once && !end.waits) {
            sibu_text_addf(&answer->body, ",\"entropy_bits\":%.2f", end.bits);
        }
        sibu_text_add(&answer->body, "}\n");
    }
    sibu_json_close(document);
}

void api_surprise(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_wish(server, request, answer, 0);
}

void api_now(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_wish(server, request, answer, 1);
}

void api_stop(struct server *server, struct http_request *request, struct http_answer *answer)
{
    static const char *const HOWS[] = {"all-clear", "abort", "real-emergency", "mustered", NULL};
    static const enum drill_state STATES[] = {DRILL_ALL_CLEAR, DRILL_ABORT, DRILL_REAL_EMERGENCY, DRILL_MUSTERED};
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    const char *which = "";
    size_t how = 0;
    enum sibu_status status = sibu_json_open(&document, "body", request->body, request->body_length, &fault);
    if (status == SIBU_OK) {
        status = sibu_json_choice(sibu_json_root(document), "how", HOWS, &how, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(sibu_json_root(document), "drill", "", &which, &fault);
    }
    if (status == SIBU_OK && STATES[how] != DRILL_REAL_EMERGENCY && !session_may(request, RIGHT_DRILLS)) {
        page_refused(server, request, answer);
        sibu_json_close(document);
        return;
    }
    if (status == SIBU_OK) {
        status = stop_drill(server, request, which, STATES[how], &fault);
    }
    if (status == SIBU_OK) {
        answer->status = 200;
        sibu_text_add(&answer->body, "{\"ok\":true}\n");
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_json_close(document);
}
