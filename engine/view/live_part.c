/* See live_part.h. */
#include "view/live_part.h"

#include <string.h>

#include "sibu/json.h"

#define PEOPLE_MOST 200000
#define DRILLS_MOST 1000
#define DOCUMENT_BYTES ((size_t)64 << 20)
#define TIME_MOST_US (INT64_C(1) << 53)
#define REACH_M 1e7

struct reading {
    struct live_part *out;
    struct sibu_arena *arena;
    struct sibu_fault *fault;
};

static enum sibu_status no_memory(struct reading *reading)
{
    return sibu_fault_set(reading->fault, SIBU_NO_MEMORY, "", "内存不足，无法读取服务器的回答",
                          "no memory for the server's answer");
}

/* A member that is a text of at most max bytes, copied. */
static enum sibu_status read_text(struct reading *reading, struct sibu_json_value object, const char *key, size_t max,
                                  const char **out)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string(object, key, max, &text, reading->fault);
    *out = status == SIBU_OK ? sibu_arena_text(reading->arena, text, strlen(text)) : "";
    return status == SIBU_OK && *out == NULL ? no_memory(reading) : status;
}

/* Several of them, in order: `keys` ends with NULL. */
static enum sibu_status read_texts(struct reading *reading, struct sibu_json_value object, const char *const *keys,
                                   size_t max, const char **const *out)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; keys[i] != NULL && status == SIBU_OK; i++) {
        status = read_text(reading, object, keys[i], max, out[i]);
    }
    return status;
}

static enum sibu_status read_number(struct reading *reading, struct sibu_json_value object, const char *key,
                                    int64_t most, int64_t *out)
{
    return sibu_json_integer(object, key, 0, most, out, reading->fault);
}

/* ---- The draw ---- */

static void write_draw(struct sibu_text *text, struct sibu_json_value drawn, const double at_m[2])
{
    static const char *const WORDS[] = {"family", "zone", "floor", "t0"};
    struct sibu_json_value name = sibu_json_member(drawn, "family_name");
    sibu_text_add(text, "{\"family_name\":{\"zh\":");
    sibu_text_add_json(text, sibu_json_as_string(sibu_json_member(name, "zh")));
    sibu_text_add(text, ",\"en\":");
    sibu_text_add_json(text, sibu_json_as_string(sibu_json_member(name, "en")));
    sibu_text_add(text, "}");
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        sibu_text_addf(text, ",\"%s\":", WORDS[i]);
        sibu_text_add_json(text, sibu_json_as_string(sibu_json_member(drawn, WORDS[i])));
    }
    sibu_text_addf(text, ",\"x_m\":%.3f,\"y_m\":%.3f}", at_m[0], at_m[1]);
}

static enum sibu_status read_draw(struct reading *reading, struct sibu_json_value drill)
{
    struct sibu_json_value drawn;
    double at_m[2] = {0.0, 0.0};
    enum sibu_status status = sibu_json_object(drill, "drawn", &drawn, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_number(drawn, "x_m", -REACH_M, REACH_M, &at_m[0], reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(drawn, "y_m", -REACH_M, REACH_M, &at_m[1], reading->fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_text text = {.max_length = SIBU_RECORD_DETAIL_MAX};
    write_draw(&text, drawn, at_m);
    if (!sibu_text_ok(&text)) {
        status = sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "drawn", "太长", "is too long");
    } else {
        reading->out->draw = sibu_arena_text(reading->arena, sibu_text_get(&text), text.length);
        status = reading->out->draw != NULL ? SIBU_OK : no_memory(reading);
    }
    sibu_text_clear(&text);
    return status;
}

/* ---- Documents and people ---- */

/* What a viewer wants; "forecast-5" is the last that there can be. */
static int is_wanted(const char *name)
{
    static const char FORECAST[] = "forecast-";
    size_t length = sizeof FORECAST - 1;
    return strcmp(name, "site") == 0 || strcmp(name, "scenario") == 0 || strcmp(name, "forecast") == 0 ||
           (strncmp(name, FORECAST, length) == 0 && name[length] >= '1' && name[length] <= '5' &&
            name[length + 1] == '\0');
}

static enum sibu_status read_documents(struct reading *reading, struct sibu_json_value drill)
{
    struct live_part *out = reading->out;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(drill, "documents", 0, LIVE_PART_DOCUMENTS, &list, reading->fault);
    for (struct sibu_json_value item = status == SIBU_OK ? sibu_json_first(list) : (struct sibu_json_value){NULL, NULL};
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        struct live_document *document = &out->documents[out->document_count];
        status = read_text(reading, item, "name", LIVE_ID_BYTES, &document->name);
        if (status == SIBU_OK && is_wanted(document->name)) {
            status = read_text(reading, item, "text", DOCUMENT_BYTES, &document->text);
            out->document_count++;
        }
    }
    return status;
}

static enum sibu_status read_person(struct reading *reading, struct sibu_json_value item,
                                    struct sibu_record_person *person)
{
    static const char *const KEYS[] = {"id", "name", "zone", "role", NULL};
    const char **const into[] = {&person->id, &person->name, &person->zone, &person->role};
    int64_t number = 0;
    enum sibu_status status = read_number(reading, item, "number", PEOPLE_MOST, &number);
    person->number = (uint32_t)number;
    person->expected = sibu_json_as_bool(sibu_json_member(item, "expected"));
    return status == SIBU_OK ? read_texts(reading, item, KEYS, SIBU_RECORD_WORD_MAX, into) : status;
}

static enum sibu_status read_people(struct reading *reading, struct sibu_json_value drill)
{
    struct sibu_json_value list;
    if (sibu_json_kind(sibu_json_member(drill, "people")) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(drill, "people", 1, PEOPLE_MOST, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t count = 0;
    reading->out->people = sibu_arena_take(reading->arena, sibu_json_count(list), sizeof *reading->out->people);
    if (reading->out->people == NULL) {
        return no_memory(reading);
    }
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = read_person(reading, item, &reading->out->people[count++]);
    }
    reading->out->people_count = count;
    return status;
}

/* ---- Rows ---- */

static enum sibu_status read_event(struct reading *reading, struct sibu_json_value item,
                                   struct sibu_record_event *event)
{
    static const char *const KEYS[] = {"kind", "place", NULL};
    const char **const into[] = {&event->kind, &event->place};
    int64_t person = 0;
    enum sibu_status status = read_number(reading, item, "time_us", TIME_MOST_US, &event->time_us);
    if (status == SIBU_OK) {
        status = read_number(reading, item, "person", PEOPLE_MOST, &person);
        event->person = (uint32_t)person;
    }
    if (status == SIBU_OK) {
        status = read_texts(reading, item, KEYS, SIBU_RECORD_WORD_MAX, into);
    }
    return status == SIBU_OK ? read_text(reading, item, "detail", SIBU_RECORD_DETAIL_MAX, &event->detail) : status;
}

static enum sibu_status read_delivery(struct reading *reading, struct sibu_json_value item,
                                      struct sibu_record_delivery *delivery)
{
    static const char *const KEYS[] = {"channel", "alert", NULL};
    static const char *const NUMBERS[] = {"started_us", "ended_us", "person", "attempt", "result"};
    static const int64_t MOST[] = {TIME_MOST_US, TIME_MOST_US, PEOPLE_MOST, 1000000, 999};
    const char **const into[] = {&delivery->channel, &delivery->alert};
    int64_t numbers[5] = {0};
    enum sibu_status status = read_texts(reading, item, KEYS, SIBU_RECORD_WORD_MAX, into);
    for (size_t i = 0; i < 5 && status == SIBU_OK; i++) {
        status = read_number(reading, item, NUMBERS[i], MOST[i], &numbers[i]);
    }
    delivery->started_us = numbers[0];
    delivery->ended_us = numbers[1];
    delivery->person = (uint32_t)numbers[2];
    delivery->attempt = (int)numbers[3];
    delivery->result = (int)numbers[4];
    delivery->key = "";
    delivery->fault = sibu_json_as_bool(sibu_json_member(item, "accepted")) ? "" : "not accepted";
    return status;
}

static enum sibu_status read_events(struct reading *reading, struct sibu_json_value drill)
{
    struct live_part *out = reading->out;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(drill, "events", 0, LIVE_PART_ROWS, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->events = sibu_arena_take(reading->arena, sibu_json_count(list) + 1, sizeof *out->events);
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = out->events == NULL ? no_memory(reading) : read_event(reading, item, &out->events[out->event_count++]);
    }
    return status;
}

static enum sibu_status read_deliveries(struct reading *reading, struct sibu_json_value drill)
{
    struct live_part *out = reading->out;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(drill, "deliveries", 0, LIVE_PART_ROWS, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->deliveries = sibu_arena_take(reading->arena, sibu_json_count(list) + 1, sizeof *out->deliveries);
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = out->deliveries == NULL ? no_memory(reading)
                                         : read_delivery(reading, item, &out->deliveries[out->delivery_count++]);
    }
    return status;
}

/* ---- The whole ---- */

static enum sibu_status read_drill(struct reading *reading, struct sibu_json_value drill)
{
    static enum sibu_status (*const PARTS[])(struct reading *, struct sibu_json_value) = {
        read_draw, read_documents, read_people, read_events, read_deliveries};
    static const char *const KEYS[] = {"id", "site", "state", NULL};
    struct live_part *out = reading->out;
    const char **const into[] = {&out->id, &out->site, &out->state};
    enum sibu_status status = read_texts(reading, drill, KEYS, LIVE_ID_BYTES - 1, into);
    if (status == SIBU_OK) {
        status = read_number(reading, drill, "t0_us", TIME_MOST_US, &out->t0_us);
    }
    if (status == SIBU_OK) {
        status = read_number(reading, drill, "now_us", TIME_MOST_US, &out->now_us);
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        status = PARTS[i](reading, drill);
    }
    out->more = sibu_json_as_bool(sibu_json_member(drill, "more"));
    out->is_drill = status == SIBU_OK;
    return status;
}

static enum sibu_status read_running(struct reading *reading, struct sibu_json_value root)
{
    struct live_part *out = reading->out;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(root, "drills", 0, DRILLS_MOST, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->running = sibu_arena_take(reading->arena, sibu_json_count(list) + 1, sizeof *out->running);
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = out->running == NULL
                     ? no_memory(reading)
                     : read_text(reading, item, "id", LIVE_ID_BYTES - 1, &out->running[out->running_count++]);
    }
    return status;
}

static enum sibu_status read_whole(struct reading *reading, struct sibu_json_value root)
{
    struct sibu_json_value drill = sibu_json_member(root, "drill");
    enum sibu_status status = read_running(reading, root);
    if (status != SIBU_OK || sibu_json_kind(drill) == SIBU_JSON_NULL) {
        return status;
    }
    status = sibu_json_object(root, "drill", &drill, reading->fault);
    return status == SIBU_OK ? read_drill(reading, drill) : status;
}

enum sibu_status live_part_read(struct live_part *out, const char *name, const char *bytes, size_t length,
                                struct sibu_arena *arena, struct sibu_fault *fault)
{
    *out = (struct live_part){.id = "", .site = "", .state = "", .draw = ""};
    struct reading reading = {out, arena, fault};
    struct sibu_json *document = NULL;
    enum sibu_status status = sibu_json_open(&document, name, bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_whole(&reading, sibu_json_root(document));
    }
    sibu_json_close(document);
    return status;
}
