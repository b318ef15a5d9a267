/* Writing a forecast document. See sibu/forecast_document.h; keys in docs/record.md.
 *
 * Depends on: forecast/document_keys.h.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "forecast/document_keys.h"
#include "forecast/members.h"
#include "sibu/forecast_document.h"

const char *sibu_curve_name(enum sibu_curve curve)
{
    static const char *const NAMES[SIBU_CURVES] = {[SIBU_CURVE_ACKNOWLEDGED] = "acknowledged",
                                                   [SIBU_CURVE_MOVING] = "moving",
                                                   [SIBU_CURVE_OUT] = "out",
                                                   [SIBU_CURVE_ARRIVED] = "arrived",
                                                   [SIBU_CURVE_CHECKED_IN] = "checked_in"};
    return NAMES[curve];
}

const char *const DOCUMENT_QUANTILES[3] = {"p5", "p50", "p95"};
const char *const DOCUMENT_SMOKE_LAWS[SIBU_SMOKE_LAWS] = {[SIBU_SMOKE_SHARE] = "share",
                                                          [SIBU_SMOKE_ABSOLUTE] = "absolute",
                                                          [SIBU_SMOKE_IRRITANT] = "irritant",
                                                          [SIBU_SMOKE_PLAIN] = "plain",
                                                          [SIBU_SMOKE_SEEN] = "seen"};

void sibu_forecast_name(uint32_t events, char out[SIBU_FORECAST_NAME_BYTES])
{
    if (events == 0) {
        (void)snprintf(out, SIBU_FORECAST_NAME_BYTES, "forecast");
    } else {
        (void)snprintf(out, SIBU_FORECAST_NAME_BYTES, "forecast-%" PRIu32, events);
    }
}

static void add_band(struct sibu_text *out, const struct sibu_band *band, size_t points)
{
    for (size_t quantile = 0; quantile < 3; quantile++) {
        sibu_text_addf(out, "%s\"%s\":[", quantile > 0 ? "]," : "{", DOCUMENT_QUANTILES[quantile]);
        for (size_t i = 0; i < points; i++) {
            uint32_t value = quantile == 0 ? band[i].p5 : quantile == 1 ? band[i].p50 : band[i].p95;
            sibu_text_addf(out, "%s%" PRIu32, i > 0 ? "," : "", value);
        }
    }
    sibu_text_add(out, "]}");
}

static enum sibu_status add_curves(struct sibu_text *out, const struct sibu_ensemble *ensemble, double interval_s,
                                   struct sibu_fault *fault)
{
    size_t points = sibu_ensemble_points(ensemble);
    struct sibu_band *band = sibu_array_new(points, sizeof *band);
    if (!band) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "forecast", "内存不足", "out of memory");
    }
    sibu_text_add(out, ",\"curves\":{\"t_s\":[");
    for (size_t i = 0; i < points; i++) {
        sibu_text_addf(out, "%s%.6g", i > 0 ? "," : "", (double)i * interval_s);
    }
    sibu_text_add(out, "]");
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        sibu_text_addf(out, ",\"%s\":", sibu_curve_name((enum sibu_curve)curve));
        sibu_ensemble_band(ensemble, (enum sibu_curve)curve, band);
        add_band(out, band, points);
    }
    sibu_text_add(out, "}");
    sibu_array_free(band);
    return SIBU_OK;
}

/* `"key":{"p5":..,"p50":..,"p95":..}`; null for what was not reached, or nobody did. */
static void add_quantiles(struct sibu_text *out, const char *key, const struct sibu_summary *summary)
{
    static const size_t WANTED[] = {0, 2, 4}; /* of SIBU_QUANTILE_PERCENTS */
    sibu_text_addf(out, ",\"%s\":", key);
    for (size_t i = 0; i < 3; i++) {
        double value = summary->quantiles[WANTED[i]].value;
        sibu_text_addf(out, "%s\"p%u\":", i > 0 ? "," : "{", SIBU_QUANTILE_PERCENTS[WANTED[i]]);
        if (isfinite(value)) {
            sibu_text_addf(out, "%.6g", value);
        } else {
            sibu_text_add(out, "null");
        }
    }
    sibu_text_add(out, "}");
}

static void add_measure(struct sibu_text *out, const struct sibu_ensemble *ensemble, const char *key,
                        enum sibu_measure measure, uint32_t place)
{
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, measure, place, &summary);
    add_quantiles(out, key, &summary);
}

static void begin_place(struct sibu_text *out, uint32_t index, const char *id)
{
    sibu_text_add(out, index > 0 ? ",{\"id\":" : "{\"id\":");
    sibu_text_add_json(out, id);
}

static void add_places(struct sibu_text *out, const struct sibu_ensemble *ensemble, const struct sibu_site *site)
{
    sibu_text_add(out, ",\"zones\":[");
    for (uint32_t i = 0; i < site->zone_count; i++) {
        begin_place(out, i, site->zones[i].id);
        add_measure(out, ensemble, "clear_s", SIBU_MEASURE_ZONE_CLEAR, i);
        add_measure(out, ensemble, "arrived_s", SIBU_MEASURE_ZONE_OUT, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "],\"exits\":[");
    for (uint32_t i = 0; i < site->exit_count; i++) {
        begin_place(out, i, site->exits[i].id);
        add_measure(out, ensemble, "people", SIBU_MEASURE_EXIT, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "],\"musters\":[");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        begin_place(out, i, site->musters[i].id);
        add_measure(out, ensemble, "people", SIBU_MEASURE_MUSTER, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_law(struct sibu_text *out, const struct sibu_answer_law *law)
{
    sibu_text_addf(out,
                   ",\"answers\":{\"help\":%.6g,\"cannot\":%.6g,\"silent\":%.6g,\"forgets\":%.6g,\"absent\":%.6g,"
                   "\"answer_mu\":%.17g,\"answer_sigma\":%.6g,\"scan_mu\":%.17g,\"scan_sigma\":%.6g}",
                   law->help, law->cannot, law->silent, law->forgets, law->absent, law->answer_mu, law->answer_sigma,
                   law->scan_mu, law->scan_sigma);
}

static void add_closures(struct sibu_text *out, const struct sibu_ensemble_def *def)
{
    sibu_text_add(out, ",\"closures\":[");
    for (size_t i = 0; i < def->closure_count; i++) {
        begin_place(out, (uint32_t)i, def->site->exits[def->closures[i].exit].id);
        sibu_text_addf(out, ",\"t_s\":%.6g}", def->closures[i].time_s);
    }
    sibu_text_add(out, "]");
}

static void add_air(struct sibu_text *out, const struct sibu_ensemble *ensemble, const struct sibu_world_air *air)
{
    if (!air) {
        return;
    }
    sibu_text_addf(out, ",\"air\":{\"smoke_law\":\"%s\",\"least\":%.6g,\"sign_constant\":%.6g",
                   DOCUMENT_SMOKE_LAWS[air->smoke.law], air->smoke.least, air->smoke.sign_constant);
    add_measure(out, ensemble, "in_smoke", SIBU_MEASURE_IN_SMOKE, 0);
    add_measure(out, ensemble, "dosed", SIBU_MEASURE_DOSED, 0);
    add_measure(out, ensemble, "overcome", SIBU_MEASURE_OVERCOME, 0);
    add_measure(out, ensemble, "most_dose", SIBU_MEASURE_MOST_DOSE, 0);
    sibu_text_add(out, "}");
}

enum sibu_status sibu_forecast_write(struct sibu_text *out, const struct sibu_ensemble *ensemble,
                                     const struct sibu_ensemble_def *def, uint32_t events, struct sibu_fault *fault)
{
    sibu_text_addf(out, "{\"format\":1,\"events\":%" PRIu32, events);
    sibu_text_addf(out, ",\"runs\":%zu,\"seed\":%" PRIu64 ",\"people\":%zu,\"step_s\":%.6g,\"until_s\":%.6g",
                   sibu_ensemble_finished(ensemble), def->seed, def->cast.people, def->step_s, def->until_s);
    add_law(out, def->answers);
    enum sibu_status status = add_curves(out, ensemble, def->curve_s, fault);
    if (status != SIBU_OK) {
        return status;
    }
    add_measure(out, ensemble, "t50_s", SIBU_MEASURE_T50, 0);
    add_measure(out, ensemble, "t95_s", SIBU_MEASURE_T95, 0);
    add_places(out, ensemble, def->site);
    add_closures(out, def);
    members_write(out, ensemble, def);
    add_air(out, ensemble, def->air);
    sibu_text_add(out, "}");
    return sibu_text_ok(out) ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "forecast", "内存不足", "out of memory");
}
