/* See replay.h. This file opens what a record holds: site, draw and frames; people and events are in replay_people.c
 * and replay_events.c.
 */
#include "view/replay.h"

#include <stdio.h>
#include <string.h>

#include "sibu/json.h"
#include "sibu/unfold.h"
#include "view/replay_events.h"

#define FIRST_PLAUSIBLE_US INT64_C(946684800000000) /* the year 2000 */
#define LAST_PLAUSIBLE_US INT64_C(253370764799000000) /* the end of 9998: what is shown of a record goes on after it */

/* "drill.drill:site": a document inside the record, as the place of a fault. */
static void document_place(const struct replay *replay, const char *document, char place[240])
{
    (void)snprintf(place, 240, "%.200s:%s", replay->path, document);
}

static enum sibu_status open_site(struct replay *replay, struct sibu_fault *fault)
{
    const char *bytes = NULL;
    size_t length = 0;
    char place[240];
    document_place(replay, "site", place);
    enum sibu_status status = sibu_record_document(replay->record, "site", &replay->arena, &bytes, &length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (bytes == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, replay->path, "记录中没有厂区图 (site)，无法显示",
                              "the record holds no site, so there is nothing to show it on");
    }
    return sibu_site_open(&replay->site, place, bytes, length, fault);
}

static uint32_t floor_of(const struct sibu_site *site, struct sibu_json_value value)
{
    if (sibu_json_kind(value) == SIBU_JSON_NUMBER) {
        double index = sibu_json_as_number(value);
        return index >= 0.0 && index < (double)site->floor_count ? (uint32_t)index : SIBU_NONE;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, sibu_json_as_string(value)) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

static const char *keep_text(struct replay *replay, const char *text)
{
    const char *kept = sibu_arena_text(&replay->arena, text, strlen(text));
    return kept != NULL ? kept : "";
}

static struct sibu_name read_name(struct replay *replay, struct sibu_json_value root)
{
    struct sibu_json_value name = sibu_json_member(root, "family_name");
    const char *family = sibu_json_as_string(sibu_json_member(root, "family"));
    const char *zh = sibu_json_as_string(sibu_json_member(name, "zh"));
    const char *en = sibu_json_as_string(sibu_json_member(name, "en"));
    return (struct sibu_name){
        {keep_text(replay, zh[0] != '\0' ? zh : family), keep_text(replay, en[0] != '\0' ? en : family)}};
}

static int digits(const char *text)
{
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' ? (text[0] - '0') * 10 + text[1] - '0'
                                                                                : -1;
}

/* How far the site's clocks are ahead, from the end of "2026-11-23T14:30:00+08:00". */
static void read_zone(struct replay *replay, const char *t0)
{
    if (strlen(t0) != 25 || (t0[19] != '+' && t0[19] != '-') || t0[22] != ':') {
        return;
    }
    int hours = digits(t0 + 20), minutes = digits(t0 + 23);
    if (hours >= 0 && hours <= 18 && minutes >= 0 && minutes < 60) {
        replay->ahead_s = (t0[19] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
        replay->zone_known = 1;
    }
}

static enum sibu_status read_origin(struct replay *replay, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct replay_origin *origin = &replay->origin;
    enum sibu_status status = sibu_json_number(root, "x_m", -1e7, 1e7, &origin->at_m.x, fault);
    if (status == SIBU_OK) {
        status = sibu_json_number(root, "y_m", -1e7, 1e7, &origin->at_m.y, fault);
    }
    if (status == SIBU_OK) {
        origin->floor = floor_of(replay->site, sibu_json_member(root, "floor"));
        origin->zone = sibu_site_find_zone(replay->site, sibu_json_as_string(sibu_json_member(root, "zone")));
        origin->family = read_name(replay, root);
        read_zone(replay, sibu_json_as_string(sibu_json_member(root, "t0")));
        origin->known = 1;
    }
    return status;
}

/* The draw is not there in a simulation; where it is, its place must be readable. */
static enum sibu_status open_draw(struct replay *replay, struct sibu_fault *fault)
{
    const char *bytes = NULL;
    size_t length = 0;
    char place[240];
    document_place(replay, "draw", place);
    enum sibu_status status = sibu_record_document(replay->record, "draw", &replay->arena, &bytes, &length, fault);
    if (status != SIBU_OK || bytes == NULL) {
        return status;
    }
    struct sibu_json *document = NULL;
    status = sibu_json_open(&document, place, bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_origin(replay, sibu_json_root(document), fault);
    }
    sibu_json_close(document);
    return status;
}

/* The last forecast of the drill that can be read; without one the drill itself is there. */
static enum sibu_status open_forecast(struct replay *replay, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    uint32_t events = SIBU_UNFOLD_MOST + 1;
    while (events > 0 && status == SIBU_OK && replay->forecast.runs == 0) {
        const char *bytes = NULL;
        size_t length = 0;
        struct sibu_fault ignored;
        char name[SIBU_FORECAST_NAME_BYTES];
        sibu_forecast_name(--events, name);
        status = sibu_record_document(replay->record, name, &replay->arena, &bytes, &length, fault);
        if (status == SIBU_OK && bytes != NULL &&
            sibu_forecast_read(&replay->forecast, bytes, length, &replay->arena, &ignored) != SIBU_OK) {
            replay->forecast = (struct sibu_forecast){0};
        }
    }
    return status;
}

static enum sibu_status open_frames(struct replay *replay, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_frames(replay->record, &replay->frame_count, &replay->frames_per_s, fault);
    if (status != SIBU_OK || replay->frame_count == 0) {
        return status;
    }
    if (!(replay->frames_per_s > 0.0) || replay->frames_per_s > 1000.0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, replay->path, "轨迹帧率 %g 无效，应在 0 到 1000 之间",
                              "a trajectory of %g frames a second cannot be, it must be in 0 to 1000",
                              replay->frames_per_s);
    }
    struct sibu_record_frame frame;
    status = sibu_record_frame(replay->record, 0, &frame, fault);
    replay->first_frame_s = status == SIBU_OK ? frame.time_s : 0.0;
    return status;
}

/* The frames are part of the time that is shown. */
static enum sibu_status widen_by_frames(struct replay *replay, struct sibu_fault *fault)
{
    if (replay->frame_count == 0) {
        return SIBU_OK;
    }
    double last_s = replay->first_frame_s + (double)(replay->frame_count - 1) / replay->frames_per_s;
    if (!(replay->first_frame_s >= -REPLAY_SPAN_MAX_S) || !(last_s <= REPLAY_SPAN_MAX_S)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, replay->path, "轨迹时间超出 400 天，记录已损坏",
                              "the trajectory lies more than 400 days from T0: the record is damaged");
    }
    replay->from_s = replay->first_frame_s < replay->from_s ? replay->first_frame_s : replay->from_s;
    replay->to_s = last_s > replay->to_s ? last_s : replay->to_s;
    return SIBU_OK;
}

static enum sibu_status open_people(struct replay *replay, struct sibu_fault *fault)
{
    struct sibu_record_event *events = NULL;
    size_t event_count = 0;
    enum sibu_status status = sibu_record_events(replay->record, &replay->arena, &events, &event_count, fault);
    if (status == SIBU_OK) {
        status = replay_take_people(replay, events, event_count, fault);
    }
    if (status == SIBU_OK) {
        status = replay_take_events(replay, events, event_count, fault);
    }
    if (status == SIBU_OK) {
        status = replay_take_deliveries(replay, fault);
    }
    return status;
}

static enum sibu_status open_parts(struct replay *replay, struct sibu_fault *fault)
{
    enum sibu_status status = open_site(replay, fault);
    if (status == SIBU_OK && replay->site->floor_count == 0) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, replay->path, "记录中的厂区没有楼层",
                                "the site in the record has no floor");
    }
    if (status == SIBU_OK) {
        status = open_draw(replay, fault);
    }
    if (status == SIBU_OK) {
        status = open_forecast(replay, fault);
    }
    if (status == SIBU_OK) {
        status = open_frames(replay, fault);
    }
    if (status == SIBU_OK) {
        status = open_people(replay, fault);
    }
    return status == SIBU_OK ? widen_by_frames(replay, fault) : status;
}

enum sibu_status replay_open(struct replay *out, const char *path, struct sibu_fault *fault)
{
    *out = (struct replay){.path = path};
    enum sibu_status status = sibu_record_open(&out->record, path, fault);
    if (status == SIBU_OK) {
        status = open_parts(out, fault);
    }
    if (status != SIBU_OK) {
        replay_close(out);
    }
    return status;
}

void replay_close(struct replay *replay)
{
    sibu_record_close(replay->record);
    sibu_site_close(replay->site);
    sibu_arena_clear(&replay->arena);
    *replay = (struct replay){0};
}

uint32_t replay_find(const struct replay *replay, uint32_t number)
{
    const struct replay_person *people = replay->people;
    if (number >= 1 && number <= replay->people_count && people[number - 1].number == number) {
        return number - 1; /* numbers without gaps: nearly always */
    }
    size_t low = 0, high = replay->people_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (people[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < replay->people_count && people[low].number == number ? (uint32_t)low : SIBU_NONE;
}

size_t replay_curve_at(const struct replay_curve *curve, double time_s)
{
    size_t low = 0, high = curve->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (curve->times_s[middle] <= time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The last point at or before time_s. */
static size_t point_before(const struct sibu_forecast *forecast, double time_s)
{
    size_t low = 0, high = forecast->points;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (forecast->times_s[middle] <= time_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

int replay_expected_at(const struct replay *replay, double time_s, double out[3])
{
    const struct sibu_forecast *forecast = &replay->forecast;
    if (forecast->runs == 0) {
        return 0;
    }
    size_t k = point_before(forecast, time_s), next = k + 1 < forecast->points ? k + 1 : k;
    const struct sibu_band *a = &forecast->curves[SIBU_CURVE_CHECKED_IN][k];
    const struct sibu_band *b = &forecast->curves[SIBU_CURVE_CHECKED_IN][next];
    double step_s = forecast->times_s[next] - forecast->times_s[k];
    double share = step_s > 0.0 && time_s > forecast->times_s[k] ? (time_s - forecast->times_s[k]) / step_s : 0.0;
    out[0] = (double)a->p5 + share * ((double)b->p5 - (double)a->p5);
    out[1] = (double)a->p50 + share * ((double)b->p50 - (double)a->p50);
    out[2] = (double)a->p95 + share * ((double)b->p95 - (double)a->p95);
    return 1;
}

int replay_has_calendar(const struct replay *replay)
{
    return replay->t0_us >= FIRST_PLAUSIBLE_US && replay->t0_us <= LAST_PLAUSIBLE_US;
}

int replay_is_real(const struct replay *replay, double time_s)
{
    for (size_t i = 0; i < replay->mark_count && replay->marks[i].time_s <= time_s; i++) {
        if (replay->marks[i].kind == REPLAY_MARK_REAL_EMERGENCY) {
            return 1;
        }
    }
    return 0;
}
