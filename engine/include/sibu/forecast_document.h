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

/* Appends the document of an ensemble that was run by this definition, which has a law of answers and curves.
 * SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status sibu_forecast_write(struct sibu_text *out, const struct sibu_ensemble *ensemble,
                                                   const struct sibu_ensemble_def *def, struct sibu_fault *fault);

struct sibu_forecast {
    uint32_t runs; /* 0: it could not be made, and nothing else is there */
    uint32_t people;
    size_t points; /* at least 1 */
    const double *times_s; /* ascending from 0 */
    const struct sibu_band *curves[SIBU_CURVES]; /* p5 <= p50 <= p95 <= people, each from point to point no less */
};
/* Reads and checks the document's bytes. The lists live in the arena. SIBU_BAD_INPUT: it is none, naming the place;
 * SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status sibu_forecast_read(struct sibu_forecast *out, const char *bytes, size_t length,
                                                  struct sibu_arena *arena, struct sibu_fault *fault);

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
