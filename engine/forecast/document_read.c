/* Reading a forecast document, and comparing a drill with it. See sibu/forecast_document.h.
 *
 * Depends on: sibu/json.h, forecast/document_keys.h.
 */
#include <math.h>
#include <string.h>

#include "forecast/document_keys.h"
#include "sibu/forecast_document.h"
#include "sibu/json.h"

#define PEOPLE_MAX 1000000
#define TIME_MAX_S 1e7
#define EVENTS_MAX 1000 /* and more than any drill has */
#define DOSE_MAX 1e12
#define CONSTANT_MAX 1000.0
#define NAME_BYTES_MAX 40

static enum sibu_status bad(struct sibu_json_value value, struct sibu_fault *fault)
{
    char place[240];
    sibu_json_place(value, NULL, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "预测数据前后矛盾", "the forecast contradicts itself here");
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "forecast", "内存不足", "no memory left");
}

static enum sibu_status read_times(struct sibu_forecast *out, struct sibu_json_value curves, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(curves, "t_s", 1, SIBU_CURVE_POINTS_MAX + 1, &list, fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->points = sibu_json_count(list);
    double *times_s = sibu_arena_take(arena, out->points, sizeof *times_s);
    if (!times_s) {
        return no_memory(fault);
    }
    struct sibu_json_value item = sibu_json_first(list);
    for (size_t k = 0; k < out->points; k++) {
        times_s[k] = sibu_json_as_number(item);
        _Bool follows = k == 0 ? times_s[k] >= 0.0 && times_s[k] <= 0.0 : times_s[k] > times_s[k - 1];
        if (sibu_json_kind(item) != SIBU_JSON_NUMBER || !follows || times_s[k] > TIME_MAX_S) {
            return bad(item, fault);
        }
        item = sibu_json_next(item);
    }
    out->times_s = times_s;
    return SIBU_OK;
}

static uint32_t *value_in(struct sibu_band *band, size_t quantile)
{
    return quantile == 0 ? &band->p5 : quantile == 1 ? &band->p50 : &band->p95;
}

static enum sibu_status read_quantile(const struct sibu_forecast *out, struct sibu_json_value curve, size_t quantile,
                                      struct sibu_band *band, struct sibu_fault *fault)
{
    struct sibu_json_value list;
    enum sibu_status status =
        sibu_json_array(curve, DOCUMENT_QUANTILES[quantile], out->points, out->points, &list, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_json_value item = sibu_json_first(list);
    for (size_t k = 0; k < out->points; k++) {
        double value = sibu_json_as_number(item);
        double least = k == 0 ? 0.0 : (double)*value_in(&band[k - 1], quantile);
        double lower = quantile == 0 ? 0.0 : (double)*value_in(&band[k], quantile - 1);
        if (sibu_json_kind(item) != SIBU_JSON_NUMBER || !(value >= least) || !(value >= lower) ||
            value > (double)out->people) {
            return bad(item, fault);
        }
        *value_in(&band[k], quantile) = (uint32_t)value;
        item = sibu_json_next(item);
    }
    return SIBU_OK;
}

static enum sibu_status read_curve(struct sibu_forecast *out, struct sibu_json_value curves, enum sibu_curve which,
                                   struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_json_value curve;
    struct sibu_band *band = sibu_arena_take(arena, out->points, sizeof *band);
    if (!band) {
        return no_memory(fault);
    }
    enum sibu_status status = sibu_json_object(curves, sibu_curve_name((enum sibu_curve)which), &curve, fault);
    for (size_t quantile = 0; quantile < 3 && status == SIBU_OK; quantile++) {
        status = read_quantile(out, curve, quantile, band, fault);
    }
    out->curves[which] = band;
    return status;
}

static enum sibu_status read_curves(struct sibu_forecast *out, struct sibu_json_value root, struct sibu_arena *arena,
                                    struct sibu_fault *fault)
{
    struct sibu_json_value curves;
    enum sibu_status status = sibu_json_object(root, "curves", &curves, fault);
    if (status == SIBU_OK) {
        status = read_times(out, curves, arena, fault);
    }
    for (int curve = 0; curve < SIBU_CURVES && status == SIBU_OK; curve++) {
        status = read_curve(out, curves, (enum sibu_curve)curve, arena, fault);
    }
    return status;
}

static enum sibu_status read_spread(struct sibu_json_value air, const char *key, double most, struct sibu_spread *out,
                                    struct sibu_fault *fault)
{
    struct sibu_json_value spread;
    enum sibu_status status = sibu_json_object(air, key, &spread, fault);
    double *const values[3] = {&out->p5, &out->p50, &out->p95};
    for (size_t i = 0; i < 3 && status == SIBU_OK; i++) {
        double least = i > 0 ? *values[i - 1] : 0.0;
        status = sibu_json_number(spread, DOCUMENT_QUANTILES[i], least, most, values[i], fault);
    }
    return status;
}

static enum sibu_status read_smoke(struct sibu_json_value air, struct sibu_smoke *out, struct sibu_fault *fault)
{
    const char *name = "";
    size_t law = 0;
    enum sibu_status status = sibu_json_string(air, "smoke_law", NAME_BYTES_MAX, &name, fault);
    while (law < SIBU_SMOKE_LAWS && strcmp(DOCUMENT_SMOKE_LAWS[law], name) != 0) {
        law++;
    }
    if (status != SIBU_OK || law == SIBU_SMOKE_LAWS) {
        return status != SIBU_OK ? status : bad(sibu_json_member(air, "smoke_law"), fault);
    }
    out->law = (enum sibu_smoke_law)law;
    status = sibu_json_number(air, "least", 0.0, CONSTANT_MAX, &out->least, fault);
    return status == SIBU_OK ? sibu_json_number(air, "sign_constant", 0.0, CONSTANT_MAX, &out->sign_constant, fault)
                             : status;
}

/* Not there: the air was clean. */
static enum sibu_status read_air(struct sibu_forecast *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value air;
    double people = (double)out->people;
    if (sibu_json_kind(sibu_json_member(root, "air")) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(root, "air", &air, fault);
    if (status == SIBU_OK) {
        status = read_smoke(air, &out->air.smoke, fault);
    }
    if (status == SIBU_OK) {
        status = read_spread(air, "in_smoke", people, &out->air.in_smoke, fault);
    }
    if (status == SIBU_OK) {
        status = read_spread(air, "dosed", people, &out->air.dosed, fault);
    }
    if (status == SIBU_OK) {
        status = read_spread(air, "overcome", people, &out->air.overcome, fault);
    }
    if (status == SIBU_OK) {
        status = read_spread(air, "most_dose", DOSE_MAX, &out->air.most_dose, fault);
    }
    out->air.known = status == SIBU_OK;
    return status;
}

static enum sibu_status read_events(struct sibu_forecast *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    int64_t events = 0;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_kind(sibu_json_member(root, "events")) != SIBU_JSON_ABSENT) { /* older ones do not say: none */
        status = sibu_json_integer(root, "events", 0, EVENTS_MAX, &events, fault);
    }
    out->events = (uint32_t)events;
    return status;
}

static enum sibu_status read_root(struct sibu_forecast *out, struct sibu_json_value root, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    int64_t format = 0, runs = 0, people = 0;
    enum sibu_status status = sibu_json_integer(root, "format", 1, 1, &format, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "runs", 0, SIBU_RUNS_MAX, &runs, fault);
    }
    if (status != SIBU_OK || runs == 0) {
        return status;
    }
    status = sibu_json_integer(root, "people", 1, PEOPLE_MAX, &people, fault);
    out->people = (uint32_t)people;
    if (status == SIBU_OK) {
        status = read_curves(out, root, arena, fault);
    }
    if (status == SIBU_OK) {
        status = read_events(out, root, fault);
    }
    if (status == SIBU_OK) {
        status = read_air(out, root, fault);
    }
    out->runs = status == SIBU_OK ? (uint32_t)runs : 0;
    return status;
}

enum sibu_status sibu_forecast_read(struct sibu_forecast *out, const char *bytes, size_t length,
                                    struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_json *json = NULL;
    *out = (struct sibu_forecast){0};
    enum sibu_status status = sibu_json_open(&json, "forecast", bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_root(out, sibu_json_root(json), arena, fault);
    }
    sibu_json_close(json);
    return status;
}

/* How much later than the slow edge the drill had `count`: until when the edge had no more. */
static double late_s(const struct sibu_forecast *forecast, const struct sibu_band *band, size_t at, uint32_t count)
{
    size_t k = at;
    while (k > 0 && band[k].p5 > count) {
        k--;
    }
    return forecast->times_s[at] - forecast->times_s[k];
}

/* How much earlier than the fast edge: from when on that has as many. */
static double early_s(const struct sibu_forecast *forecast, const struct sibu_band *band, size_t at, uint32_t count)
{
    for (size_t k = at; k < forecast->points; k++) {
        if (band[k].p95 >= count) {
            return forecast->times_s[k] - forecast->times_s[at];
        }
    }
    return HUGE_VAL;
}

struct sibu_departure sibu_forecast_compare(const struct sibu_forecast *forecast, enum sibu_curve curve,
                                            const uint32_t *counts, size_t points)
{
    const struct sibu_band *band = forecast->curves[curve];
    struct sibu_departure out = {0};
    for (size_t k = 0; k < points; k++) {
        _Bool below = counts[k]<band[k].p5, above = counts[k]> band[k].p95;
        uint32_t by = below ? band[k].p5 - counts[k] : above ? counts[k] - band[k].p95 : 0;
        if (by > 0 && !out.left) {
            out.left = 1;
            out.first_s = forecast->times_s[k];
            out.first_below = below;
        }
        if (by > out.most) {
            out.most = by;
            out.most_s = forecast->times_s[k];
            out.most_below = below;
            out.apart_s = below ? late_s(forecast, band, k, counts[k]) : early_s(forecast, band, k, counts[k]);
        }
    }
    return out;
}
