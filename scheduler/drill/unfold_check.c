/* See unfold_check.h. */
#include "drill/unfold_check.h"

#include <stdio.h>
#include <string.h>

#include "drill/unfolding.h"
#include "sibu/hash.h"
#include "sibu/json.h"

#define YEAR_9999_US 253402300799e6

struct check {
    struct sibu_record *record;
    const struct sibu_families *families;
    struct sibu_fault *fault;
    struct sibu_arena arena;
    const char *draw;
    int64_t t0_us, end_us;
    struct sibu_site *site;
    struct sibu_record_person *people;
    struct sibu_record_response *responses;
    struct sibu_record_event *events;
    size_t people_count, response_count, event_count;
};

static enum sibu_status document(struct check *check, const char *name, const char **bytes, size_t *length)
{
    return sibu_record_document(check->record, name, &check->arena, bytes, length, check->fault);
}

/* T0, and whether the families are those of the draw. */
static enum sibu_status read_draw(struct check *check, _Bool *same)
{
    struct sibu_json *json = NULL;
    const char *hash = "";
    char mine[2 * SIBU_HASH_BYTES + 1];
    double t0_us = 0.0;
    enum sibu_status status = sibu_json_open(&json, "draw", check->draw, strlen(check->draw), check->fault);
    if (status == SIBU_OK) {
        status = sibu_json_string_or(sibu_json_root(json), "families_hash", "", &hash, check->fault);
    }
    sibu_hex(mine, check->families->hash, sizeof check->families->hash);
    *same = strcmp(mine, hash) == 0;
    if (status == SIBU_OK && *same) {
        status = sibu_json_number(sibu_json_root(json), "t0_us", 0.0, YEAR_9999_US, &t0_us, check->fault);
    }
    check->t0_us = (int64_t)t0_us;
    sibu_json_close(json);
    return status;
}

static enum sibu_status read_rows(struct check *check)
{
    const char *site = NULL;
    size_t length = 0;
    enum sibu_status status = document(check, "site", &site, &length);
    if (status == SIBU_OK) {
        status = sibu_site_open(&check->site, "site", site ? site : "", site ? length : 0, check->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_people(check->record, &check->arena, &check->people, &check->people_count, check->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_responses(check->record, &check->arena, &check->responses, &check->response_count,
                                       check->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_events(check->record, &check->arena, &check->events, &check->event_count, check->fault);
    }
    return status;
}

/* The first of its ends; where it has none, the last that is known of it. */
static int64_t end_of(const struct check *check)
{
    static const char *const ENDS[] = {"all-clear", "abort", "real-emergency"};
    int64_t last_us = check->t0_us;
    for (size_t i = 0; i < check->event_count; i++) {
        for (size_t k = 0; k < sizeof ENDS / sizeof ENDS[0]; k++) {
            if (strcmp(check->events[i].kind, ENDS[k]) == 0) {
                return check->events[i].time_us;
            }
        }
        last_us = check->events[i].time_us > last_us ? check->events[i].time_us : last_us;
    }
    return last_us;
}

static enum sibu_status open_again(struct check *check, struct unfolding **out)
{
    struct unfolding_person *people = sibu_arena_take(&check->arena, check->people_count + 1, sizeof *people);
    if (!people) {
        return sibu_fault_set(check->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < check->people_count; i++) {
        people[i] = (struct unfolding_person){
            .zone = check->people[i].zone, .role = check->people[i].role, .expected = check->people[i].expected};
    }
    const struct unfolding_def def = {.site = check->site,
                                      .families = check->families,
                                      .draw = check->draw,
                                      .t0_us = check->t0_us,
                                      .people = people,
                                      .count = check->people_count};
    enum sibu_status status = unfolding_open(out, &def, check->fault);
    for (size_t i = 0; status == SIBU_OK && i < check->response_count; i++) {
        const struct sibu_record_response *response = &check->responses[i];
        unfolding_answer(*out, response->person, response->kind, response->received_us);
    }
    return status;
}

static enum sibu_status refuse(struct check *check, size_t row)
{
    char place[40];
    (void)snprintf(place, sizeof place, "event:%zu", row);
    return sibu_fault_set(check->fault, SIBU_NO, place, "展开的事件与抽取和应答不符：重新抽取得不到它",
                          "what unfolded does not follow from the draw and the answers: drawn again, it is not this");
}

/* The row's detail but for what the server added to it, and its time to the microsecond. */
static _Bool is_same(const struct unfolding *unfolding, const struct sibu_unfold_event *event, int64_t t0_us,
                     const struct sibu_record_event *row)
{
    struct sibu_text again = {0};
    unfolding_detail(unfolding, event, "", &again);
    const char *end = strstr(sibu_text_get(&again), ",\"alert\":");
    size_t length = end ? (size_t)(end - sibu_text_get(&again)) : again.length;
    _Bool same = row->time_us == t0_us + (int64_t)(event->time_s * 1e6) &&
                 strcmp(row->place, unfolding_place(unfolding, event)) == 0 &&
                 strncmp(row->detail, sibu_text_get(&again), length) == 0;
    sibu_text_clear(&again);
    return same;
}

/* What is drawn before this must be there. */
static int64_t sure_of(const struct check *check)
{
    int64_t sure_us = check->end_us - UNFOLD_SLACK_S * INT64_C(1000000);
    for (size_t i = 0; i < check->event_count; i++) {
        if (strcmp(check->events[i].kind, UNFOLD_GAP) == 0 && check->events[i].time_us < sure_us) {
            sure_us = check->events[i].time_us;
        }
    }
    return sure_us;
}

static enum sibu_status compare(struct check *check, const struct unfolding *unfolding)
{
    size_t count = 0, next = 0;
    const struct sibu_unfold_event *events = unfolding_events(unfolding, &count);
    for (size_t i = 0; i < check->event_count; i++) {
        if (strcmp(check->events[i].kind, "unfold") != 0) {
            continue;
        }
        if (next >= count || !is_same(unfolding, &events[next], check->t0_us, &check->events[i])) {
            return refuse(check, i + 1);
        }
        next++;
    }
    if (next < count && check->t0_us + (int64_t)(events[next].time_s * 1e6) < sure_of(check)) {
        return sibu_fault_set(check->fault, SIBU_NO, "event", "缺少一起展开的事件：抽取和应答说它发生过",
                              "an event that unfolded is missing: by the draw and the answers it happened");
    }
    return SIBU_OK;
}

static _Bool is_same_minute(const struct unfolding_minute *minute, int64_t t0_us, const struct sibu_record_event *row)
{
    return row->time_us == t0_us + (int64_t)(minute->time_s * 1e6) &&
           strcmp(row->detail, sibu_text_get(&minute->detail)) == 0;
}

/* The fields, minute by minute. */
static enum sibu_status compare_fields(struct check *check, const struct unfolding *unfolding)
{
    size_t count = 0, next = 0;
    const struct unfolding_minute *minutes = unfolding_minutes(unfolding, &count);
    for (size_t i = 0; i < check->event_count; i++) {
        if (strcmp(check->events[i].kind, "field") != 0) {
            continue;
        }
        if (next >= count || !is_same_minute(&minutes[next], check->t0_us, &check->events[i])) {
            return refuse(check, i + 1);
        }
        next++;
    }
    if (next < count && check->t0_us + (int64_t)(minutes[next].time_s * 1e6) < sure_of(check)) {
        return sibu_fault_set(check->fault, SIBU_NO, "event", "缺少某一分钟的险情场记录",
                              "the fields of a minute are missing");
    }
    return SIBU_OK;
}

static enum sibu_status draw_again(struct check *check)
{
    struct unfolding *unfolding = NULL;
    enum sibu_status status = open_again(check, &unfolding);
    check->end_us = end_of(check);
    if (status == SIBU_OK) {
        unfolding_step(unfolding, check->end_us);
        status = compare(check, unfolding);
    }
    if (status == SIBU_OK) {
        status = compare_fields(check, unfolding);
    }
    unfolding_close(unfolding);
    return status;
}

enum sibu_status unfold_check(struct sibu_record *record, const struct sibu_families *families,
                              enum unfold_verdict *verdict, struct sibu_fault *fault)
{
    struct check check = {.record = record, .families = families, .fault = fault};
    const char *scenario = NULL;
    size_t length = 0;
    _Bool same = 0;
    *verdict = UNFOLD_NOTHING;
    enum sibu_status status = document(&check, "scenario", &scenario, &length);
    if (status == SIBU_OK && scenario) {
        status = document(&check, "draw", &check.draw, &length);
    }
    if (status == SIBU_OK && scenario && check.draw) {
        status = read_draw(&check, &same);
        *verdict = same ? UNFOLD_FOLLOWS : UNFOLD_OTHER_FAMILIES;
    }
    if (status == SIBU_OK && same) {
        status = read_rows(&check);
    }
    if (status == SIBU_OK && same) {
        status = draw_again(&check);
    }
    sibu_site_close(check.site);
    sibu_arena_clear(&check.arena);
    return status;
}
