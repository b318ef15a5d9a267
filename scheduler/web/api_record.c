/* GET /v1/record: what is known of a drill so far, in parts, for viewers that follow it. See route.h.
 *
 * The asker says what it has: `have`, names of documents (and "people") between commas; `events` and `deliveries`, how many rows
 * of each. It gets what is new, the oldest first, and `more` says that it should ask again at once. Rows are those that the
 * drill's record has or is about to have (docs/record.md), so a record can be built of them.
 *
 * Of the draw only the place, the hazard and T0 are told: the rest decides what unfolds, and would tell it beforehand.
 * Without `drill` the answer is the list of those that run. Where none runs it is always the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sibu/forecast_document.h"
#include "sibu/json.h"
#include "sibu/unfold.h"
#include "web/route.h"
#include "web/scope.h"

#define ROWS_MOST 10000 /* of a kind, in one answer */
#define DOCUMENT_BYTES_ENOUGH ((size_t)1 << 20) /* after that no other document is begun */
#define ROW_MOST INT64_C(1000000000)

/* What the asker has already. */
struct known {
    const char *have; /* "site,scenario,people"; may be "" */
    int64_t events, deliveries;
};
/* The answer on one drill while it is put together. */
struct telling {
    struct http_request *request;
    struct sibu_text *out;
    struct store *store;
    struct store_drill drill;
    struct known known;
    int more;
};

static int has(const struct known *known, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = known->have; *at != '\0';) {
        size_t word = strcspn(at, ",");
        if (word == length && strncmp(at, name, length) == 0) {
            return 1;
        }
        at += word + (at[word] == ',');
    }
    return 0;
}

/* How many rows the asker says it has; -1: it does not say so in digits alone. */
static int64_t rows_of(const struct http_request *request, const char *name)
{
    int64_t value = 0;
    const char *text = http_query(request, name);
    for (const char *at = text != NULL ? text : ""; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || value > ROW_MOST) {
            return -1;
        }
        value = value * 10 + (*at - '0');
    }
    return value;
}

static void add_member(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value != NULL ? value : "");
}

/* The places of the draw, each under its own name; nothing else of it. */
static enum sibu_status add_drawn(struct telling *telling, struct sibu_fault *fault)
{
    static const char *const WORDS[] = {"zone", "floor", "t0"};
    struct sibu_json *document = NULL;
    double at_m[2] = {0.0, 0.0};
    const char *draw = telling->drill.draw != NULL ? telling->drill.draw : "";
    enum sibu_status status = sibu_json_open(&document, "draw", draw, strlen(draw), fault);
    struct sibu_json_value root = status == SIBU_OK ? sibu_json_root(document) : (struct sibu_json_value){NULL, NULL};
    if (status == SIBU_OK) {
        status = sibu_json_number(root, "x_m", -1e7, 1e7, &at_m[0], fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(root, "y_m", -1e7, 1e7, &at_m[1], fault);
    }
    if (status == SIBU_OK) {
        struct sibu_json_value name = sibu_json_member(root, "family_name");
        sibu_text_add(telling->out, ",\"drawn\":{\"family\":");
        sibu_text_add_json(telling->out, telling->drill.family);
        sibu_text_add(telling->out, ",\"family_name\":{\"zh\":");
        sibu_text_add_json(telling->out, sibu_json_as_string(sibu_json_member(name, "zh")));
        add_member(telling->out, "en", sibu_json_as_string(sibu_json_member(name, "en")));
        sibu_text_add(telling->out, "}");
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            add_member(telling->out, WORDS[i], sibu_json_as_string(sibu_json_member(root, WORDS[i])));
        }
        sibu_text_addf(telling->out, ",\"x_m\":%.3f,\"y_m\":%.3f}", at_m[0], at_m[1]);
    }
    sibu_json_close(document);
    return status;
}

/* Adds the record's document where it has one that the asker has not. */
static enum sibu_status add_document(struct telling *telling, struct sibu_record *record, const char *name,
                                     size_t *told_bytes, struct sibu_fault *fault)
{
    const char *bytes = NULL;
    size_t length = 0;
    if (has(&telling->known, name)) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_record_document(record, name, &telling->request->arena, &bytes, &length, fault);
    if (status != SIBU_OK || bytes == NULL) {
        return status;
    }
    if (*told_bytes > DOCUMENT_BYTES_ENOUGH) {
        telling->more = 1;
        return SIBU_OK;
    }
    sibu_text_addf(telling->out, "%s{\"name\":\"%s\",\"text\":", *told_bytes > 0 ? "," : "", name);
    sibu_text_add_json(telling->out, bytes);
    sibu_text_add(telling->out, "}");
    *told_bytes += length + 1;
    return SIBU_OK;
}

static enum sibu_status add_documents(struct telling *telling, struct sibu_record *record, struct sibu_fault *fault)
{
    size_t told_bytes = 0;
    sibu_text_add(telling->out, ",\"documents\":[");
    enum sibu_status status = add_document(telling, record, "site", &told_bytes, fault);
    if (status == SIBU_OK) {
        status = add_document(telling, record, "scenario", &told_bytes, fault);
    }
    for (uint32_t events = 0; events <= SIBU_UNFOLD_MOST && status == SIBU_OK; events++) {
        char name[SIBU_FORECAST_NAME_BYTES];
        sibu_forecast_name(events, name);
        status = add_document(telling, record, name, &told_bytes, fault);
    }
    sibu_text_add(telling->out, "]");
    return status;
}

static enum sibu_status add_people(struct telling *telling, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_record_person *people = NULL;
    size_t count = 0;
    if (has(&telling->known, "people")) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_record_people(record, &telling->request->arena, &people, &count, fault);
    sibu_text_add(telling->out, ",\"people\":[");
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        sibu_text_addf(telling->out, "%s{\"number\":%u", i > 0 ? "," : "", (unsigned)people[i].number);
        add_member(telling->out, "id", people[i].id);
        add_member(telling->out, "name", people[i].name);
        add_member(telling->out, "zone", people[i].zone);
        add_member(telling->out, "role", people[i].role);
        sibu_text_addf(telling->out, ",\"expected\":%s}", people[i].expected ? "true" : "false");
    }
    sibu_text_add(telling->out, "]");
    return status;
}

/* Out of the record, which is opened beside whoever writes it. One that is not filled yet has nothing to tell. */
static enum sibu_status add_kept(struct telling *telling, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct sibu_record_counts counts = {0};
    enum sibu_status status = sibu_record_open(&record, telling->drill.record, fault);
    if (status == SIBU_OK) {
        status = sibu_record_count(record, &counts, fault);
    }
    if (status == SIBU_OK && counts.people == 0) {
        status = sibu_fault_set(fault, SIBU_IO, telling->drill.id, "记录还没有写好，请稍后再问",
                                "the record is not written yet: ask again");
    }
    if (status == SIBU_OK) {
        status = add_documents(telling, record, fault);
    }
    if (status == SIBU_OK) {
        status = add_people(telling, record, fault);
    }
    sibu_record_close(record);
    return status;
}

static enum sibu_status add_events(struct telling *telling, struct sibu_fault *fault)
{
    struct sibu_record_event *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_events(telling->store, (struct store_from){telling->drill.key, telling->known.events},
                     &telling->request->arena, &items, &count, fault);
    telling->more |= count > ROWS_MOST;
    sibu_text_add(telling->out, ",\"events\":[");
    for (size_t i = 0; i < count && i < ROWS_MOST && status == SIBU_OK; i++) {
        sibu_text_addf(telling->out, "%s{\"time_us\":%" PRId64 ",\"person\":%u", i > 0 ? "," : "", items[i].time_us,
                       (unsigned)items[i].person);
        add_member(telling->out, "kind", items[i].kind);
        add_member(telling->out, "place", items[i].place);
        add_member(telling->out, "detail", items[i].detail);
        sibu_text_add(telling->out, "}");
    }
    sibu_text_add(telling->out, "]");
    return status;
}

/* Without what a channel's answer said: addresses may stand in it. */
static enum sibu_status add_deliveries(struct telling *telling, struct sibu_fault *fault)
{
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_deliveries(telling->store, (struct store_from){telling->drill.key, telling->known.deliveries},
                         &telling->request->arena, &items, &count, fault);
    telling->more |= count > ROWS_MOST;
    sibu_text_add(telling->out, ",\"deliveries\":[");
    for (size_t i = 0; i < count && i < ROWS_MOST && status == SIBU_OK; i++) {
        const struct sibu_record_delivery *item = &items[i];
        sibu_text_addf(telling->out,
                       "%s{\"started_us\":%" PRId64 ",\"ended_us\":%" PRId64 ",\"person\":%u,\"attempt\":%d,"
                       "\"result\":%d,\"accepted\":%s",
                       i > 0 ? "," : "", item->started_us, item->ended_us, (unsigned)item->person, item->attempt,
                       item->result, item->fault == NULL || item->fault[0] == '\0' ? "true" : "false");
        add_member(telling->out, "channel", item->channel);
        add_member(telling->out, "alert", item->alert);
        sibu_text_add(telling->out, "}");
    }
    sibu_text_add(telling->out, "]");
    return status;
}

static enum sibu_status add_drill(struct telling *telling, int64_t now_us, struct sibu_fault *fault)
{
    const struct store_drill *drill = &telling->drill;
    sibu_text_add(telling->out, "{\"id\":");
    sibu_text_add_json(telling->out, drill->id);
    add_member(telling->out, "site", drill->site);
    add_member(telling->out, "state", drill->state);
    sibu_text_addf(telling->out, ",\"t0_us\":%" PRId64 ",\"now_us\":%" PRId64, drill->t0_us, now_us);
    enum sibu_status status = add_drawn(telling, fault);
    if (status == SIBU_OK) {
        status = add_kept(telling, fault);
    }
    if (status == SIBU_OK) {
        status = add_events(telling, fault);
    }
    if (status == SIBU_OK) {
        status = add_deliveries(telling, fault);
    }
    sibu_text_addf(telling->out, ",\"more\":%s}", telling->more ? "true" : "false");
    return status;
}

/* The drill that is meant: by number or site one that runs, else by number one that is closed. SIBU_NO: there is none. */
static enum sibu_status find_drill(struct server *server, struct telling *telling, int64_t *now_us,
                                   struct sibu_fault *fault)
{
    struct drill_view view;
    struct sibu_arena *arena = &telling->request->arena;
    const char *which = http_query(telling->request, "drill");
    if (which == NULL || which[0] == '\0') {
        return SIBU_NO;
    }
    enum sibu_status status = drill_glance(server->drill, which, arena, &view, fault);
    if (status != SIBU_OK) {
        return status;
    }
    *now_us = view.now_us;
    return scope_past_one(server, telling->request, view.running ? view.id : which, &telling->drill, fault);
}

static void add_running(struct sibu_text *out, const struct plan *plan, const struct drill_brief *items, size_t count)
{
    sibu_text_add(out, ",\"drills\":[");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        sibu_text_add_json(out, items[i].id);
        add_member(out, "site", plan->sites[items[i].site].site->id);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]}\n");
}

static enum sibu_status tell(struct server *server, struct telling *telling, struct sibu_fault *fault)
{
    struct drill_brief *items = NULL;
    size_t count = 0;
    int64_t now_us = 0;
    sibu_text_add(telling->out, "{\"drill\":");
    enum sibu_status status = find_drill(server, telling, &now_us, fault);
    if (status == SIBU_NO) {
        sibu_text_add(telling->out, "null");
        status = SIBU_OK;
    } else if (status == SIBU_OK) {
        status = add_drill(telling, now_us, fault);
    }
    if (status == SIBU_OK) {
        status = scope_drills(server, telling->request, &items, &count, fault);
    }
    if (status == SIBU_OK) {
        add_running(telling->out, server->def.plan, items, count);
    }
    return status;
}

void api_record(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    const char *have = http_query(request, "have");
    struct telling telling = {
        .request = request,
        .out = &answer->body,
        .store = server->store,
        .known = {have != NULL ? have : "", rows_of(request, "events"), rows_of(request, "deliveries")}};
    if (telling.known.events < 0 || telling.known.deliveries < 0) {
        http_answer_no(answer, 400, "events and deliveries are numbers of rows");
        return;
    }
    if (tell(server, &telling, &fault) == SIBU_OK) {
        answer->status = 200;
        return;
    }
    sibu_text_clear(&answer->body);
    http_answer_fault(answer, &fault);
}
