/* The record's document "forecast" (docs/record.md), written and read: what was to be expected of a drill.
 *
 * Pure, any thread. Counts are persons, times seconds since T0.
 */
#pragma once
#include "sibu/forecast.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The name of the document that knows so many events: "forecast", made at T0, or "forecast-3". */
#define SIBU_FORECAST_NAME_BYTES 24u
void sibu_forecast_name(uint32_t events, char out[SIBU_FORECAST_NAME_BYTES]);

/* Appends the document of an ensemble that was run by this definition, which has a law of answers and curves, and knows
 * of so many events of the drill. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status sibu_forecast_write(struct sibu_text *out, const struct sibu_ensemble *ensemble,
                                                   const struct sibu_ensemble_def *def, uint32_t events,
                                                   struct sibu_fault *fault);

struct sibu_spread { /* quantiles over the runs */
    double p5, p50, p95;
};
/* What people met on their way in the forecast: see sibu_run. */
struct sibu_forecast_air {
    int known; /* 0: the air was clean, and nothing else is set */
    struct sibu_smoke smoke; /* how it slowed them down */
    struct sibu_spread in_smoke, dosed, overcome, most_dose;
};

struct sibu_forecast {
    uint32_t runs; /* 0: it could not be made, and nothing else is there */
    uint32_t people;
    uint32_t events; /* that it knows of */
    struct sibu_forecast_air air;
    size_t points; /* at least 1 */
    const double *times_s; /* ascending from 0 */
    const struct sibu_band *curves[SIBU_CURVES]; /* p5 <= p50 <= p95 <= people, each from point to point no less */
};
/* Reads and checks the document's bytes. The lists live in the arena. SIBU_BAD_INPUT: it is none, naming the place;
 * SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status sibu_forecast_read(struct sibu_forecast *out, const char *bytes, size_t length,
                                                  struct sibu_arena *arena, struct sibu_fault *fault);

/* How many persons each of the first runs had at a few times: what a drill is ranked among. */
struct sibu_member_curve {
    const char *id; /* of the exit or zone; "" of a curve of all */
    const uint32_t *counts; /* [runs][points], in each run from point to point no less, at most the forecast's people */
};
struct sibu_members {
    size_t points; /* 0: the document has none, and nothing else is there; else at least 2 */
    const double *times_s; /* ascending from 0 */
    uint32_t runs, place_runs; /* of the curves of all; of those by place: 0 where there are too many places */
    struct sibu_member_curve curves[SIBU_CURVES]; /* counts NULL but for acknowledged, out and checked in */
    const struct sibu_member_curve *exits,
        *zones; /* out of each exit, checked in of each zone; places without anybody */
    size_t exit_count, zone_count; /* in any run are left out */
};
/* Reads them from a forecast's document that sibu_forecast_read has taken. Likewise. */
SIBU_MUST_USE enum sibu_status sibu_members_read(struct sibu_members *out, const struct sibu_forecast *forecast,
                                                 const char *bytes, size_t length, struct sibu_arena *arena,
                                                 struct sibu_fault *fault);

/* How a drill's curve lay to a band of its forecast, looked at at the forecast's times. */
struct sibu_departure {
    int left; /* 0: it stayed inside, and nothing else is set */
    double first_s; /* when it was first seen outside */
    int first_below; /* 1: below the band then, 0: above it */
    uint32_t most; /* the most persons that it was outside by */
    double most_s; /* when that was first so */
    int most_below;
    /* How much later, or earlier above the band, the drill had as many as then than the edge of the band; HUGE_VAL where
     * the band never has so many. */
    double apart_s;
};
/* counts[k] is how many persons the drill had at times_s[k], for the first `points` times (at most the forecast's). */
struct sibu_departure sibu_forecast_compare(const struct sibu_forecast *forecast, enum sibu_curve curve,
                                            const uint32_t *counts, size_t points);

/* "checked_in" and the like: a curve's name in documents. */
const char *sibu_curve_name(enum sibu_curve curve);

#ifdef __cplusplus
}
#endif
