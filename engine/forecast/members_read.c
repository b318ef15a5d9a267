/* Reading the members of a forecast document. See members.h and sibu/forecast_document.h.
 *
 * Depends on: sibu/json.h.
 */
#include <string.h>

#include "forecast/members.h"
#include "sibu/json.h"

#define ID_BYTES_MAX 256u
#define TIME_MAX_S 1e7

static enum sibu_status bad(struct sibu_json_value value, struct sibu_fault *fault)
{
    char place[240];
    sibu_json_place(value, NULL, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "预测中各次模拟的数据有误",
                          "the forecast's runs are wrong here");
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "forecast", "内存不足", "no memory left");
}

static enum sibu_status read_times(struct sibu_members *out, struct sibu_json_value members, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(members, "t_s", 2, MEMBER_POINTS_MAX, &list, fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t points = sibu_json_count(list), k = 0;
    double *times_s = sibu_arena_take(arena, points, sizeof *times_s);
    if (!times_s) {
        return no_memory(fault);
    }
    for (struct sibu_json_value item = sibu_json_first(list); k < points; item = sibu_json_next(item), k++) {
        times_s[k] = sibu_json_as_number(item);
        _Bool follows = k == 0 ? times_s[k] >= 0.0 && times_s[k] <= 0.0 : times_s[k] > times_s[k - 1];
        if (sibu_json_kind(item) != SIBU_JSON_NUMBER || !follows || times_s[k] > TIME_MAX_S) {
            return bad(item, fault);
        }
    }
    out->times_s = times_s;
    out->points = points;
    return SIBU_OK;
}

/* The digits at *at, and the blank behind them. 0: there are none, or too many. */
static _Bool take_number(const char **at, uint32_t *out)
{
    const char *begin = *at;
    uint32_t value = 0;
    for (; **at >= '0' && **at <= '9' && *at - begin < 8; ++*at) {
        value = value * 10 + (uint32_t)(**at - '0');
    }
    *out = value;
    _Bool taken = *at > begin && (**at == '\0' || (**at == ' ' && (*at)[1] != '\0'));
    *at += **at == ' ' ? 1 : 0;
    return taken;
}

/* One run's increments into its counts; what is not there is 0. */
static _Bool read_run(const char *text, size_t points, uint32_t people, uint32_t *counts)
{
    uint32_t more = 0, sum = 0;
    for (size_t k = 0; k < points; k++) {
        if (*text != '\0') {
            if (!take_number(&text, &more) || more > people - sum) {
                return 0;
            }
            sum += more;
        }
        counts[k] = sum;
    }
    return *text == '\0';
}

struct reading {
    struct sibu_members *out;
    uint32_t people;
    struct sibu_arena *arena;
    struct sibu_fault *fault;
};

/* The list `key` of `object`, of so many runs. */
static enum sibu_status read_curve(const struct reading *reading, struct sibu_json_value object, const char *key,
                                   uint32_t runs, struct sibu_member_curve *out)
{
    struct sibu_json_value list;
    size_t points = reading->out->points;
    uint32_t *counts = sibu_arena_take(reading->arena, runs, points * sizeof *counts), i = 0;
    if (!counts) {
        return no_memory(reading->fault);
    }
    enum sibu_status status = sibu_json_array(object, key, runs, runs, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value item = sibu_json_first(list); i < runs; item = sibu_json_next(item), i++) {
        if (sibu_json_kind(item) != SIBU_JSON_STRING ||
            !read_run(sibu_json_as_string(item), points, reading->people, counts + i * points)) {
            return bad(item, reading->fault);
        }
    }
    out->counts = counts;
    return SIBU_OK;
}

static enum sibu_status read_place(const struct reading *reading, struct sibu_json_value item,
                                   struct sibu_member_curve *out)
{
    const char *id = "";
    enum sibu_status status = sibu_json_string(item, "id", ID_BYTES_MAX, &id, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->id = sibu_arena_text(reading->arena, id, strlen(id));
    return out->id ? read_curve(reading, item, "runs", reading->out->place_runs, out) : no_memory(reading->fault);
}

static enum sibu_status read_places(const struct reading *reading, struct sibu_json_value members, const char *key,
                                    const struct sibu_member_curve **out, size_t *count)
{
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(members, key, 0, MEMBER_PLACES_MAX, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t places = sibu_json_count(list), i = 0;
    struct sibu_member_curve *items = sibu_arena_take(reading->arena, places, sizeof *items);
    if (!items) {
        return no_memory(reading->fault);
    }
    for (struct sibu_json_value item = sibu_json_first(list); i < places && status == SIBU_OK; i++) {
        status = read_place(reading, item, &items[i]);
        item = sibu_json_next(item);
    }
    *out = items;
    *count = places;
    return status;
}

static enum sibu_status read_curves(const struct reading *reading, struct sibu_json_value members)
{
    static const enum sibu_curve CURVES[] = {SIBU_CURVE_ACKNOWLEDGED, SIBU_CURVE_OUT, SIBU_CURVE_CHECKED_IN};
    struct sibu_members *out = reading->out;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof CURVES / sizeof CURVES[0] && status == SIBU_OK; i++) {
        out->curves[CURVES[i]].id = "";
        status = read_curve(reading, members, sibu_curve_name(CURVES[i]), out->runs, &out->curves[CURVES[i]]);
    }
    if (status == SIBU_OK) {
        status = read_places(reading, members, "exits", &out->exits, &out->exit_count);
    }
    return status == SIBU_OK ? read_places(reading, members, "zones", &out->zones, &out->zone_count) : status;
}

static enum sibu_status read_members(const struct reading *reading, struct sibu_json_value root)
{
    struct sibu_json_value members;
    struct sibu_members *out = reading->out;
    int64_t runs = 0, place_runs = 0;
    if (sibu_json_kind(sibu_json_member(root, "members")) == SIBU_JSON_ABSENT) {
        return SIBU_OK; /* as forecasts were before */
    }
    enum sibu_status status = sibu_json_object(root, "members", &members, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(members, "runs", 1, SIBU_MEMBERS_MAX, &runs, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(members, "place_runs", 0, runs, &place_runs, reading->fault);
    }
    if (status == SIBU_OK) {
        status = read_times(out, members, reading->arena, reading->fault);
    }
    out->runs = (uint32_t)runs;
    out->place_runs = (uint32_t)place_runs;
    return status == SIBU_OK ? read_curves(reading, members) : status;
}

enum sibu_status sibu_members_read(struct sibu_members *out, const struct sibu_forecast *forecast, const char *bytes,
                                   size_t length, struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_json *json = NULL;
    const struct reading reading = {out, forecast->people, arena, fault};
    *out = (struct sibu_members){0};
    enum sibu_status status = sibu_json_open(&json, "forecast", bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_members(&reading, sibu_json_root(json));
    }
    if (status != SIBU_OK) {
        *out = (struct sibu_members){0};
    }
    sibu_json_close(json);
    return status;
}
