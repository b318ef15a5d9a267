/* The forecast of a drill, made at T0: an ensemble of simulated evacuations of the people who are expected, each where
 * they work, and the course of the drill that is to be expected from it, as the record's document "forecast"
 * (docs/record.md).
 *
 * It is reckoned on threads of its own with the lowest right to the cores, so that alerts never wait for it. What comes
 * out follows from site, people, seed and the number of runs alone, not from machine, threads or time. What is assumed:
 * the alert reaches everybody at T0; people answer by sibu/answer.h and set out by world/population.c; all ways are open
 * and the air is clean, whatever the hazard.
 */
#pragma once
#include "sibu/forecast.h"

/* As many runs as fit into the budget, and at least so many; a site so large that these take longer than the limit gets
 * those that were begun by then; likewise a drill that has been over for the patience, on its own clock: a demonstration
 * that runs faster than life is not held up. */
#define FORECAST_RUNS_LEAST 100u
#define FORECAST_RUNS_MAX 1000u
#define FORECAST_BUDGET_S 2.0
#define FORECAST_LIMIT_S 60.0
#define FORECAST_PATIENCE_S 60 /* of the drill's clock, once it could close */
/* Steps are coarse where two trial evacuations with coarse and fine steps agree to this share in the times when half and
 * 95 % have arrived, else fine: in long queues at narrow doors coarse steps are up to 15 % too slow. */
#define FORECAST_COARSE_S 0.25
#define FORECAST_FINE_S 0.1
#define FORECAST_AGREES 0.03
#define FORECAST_POINTS_MAX 600u /* of a curve, over the longest time that a drill may last */

struct forecast_def {
    const struct sibu_site *site; /* must outlive the forecast */
    const struct sibu_placement *who; /* of each expected; copied. NULL: anywhere in the start areas */
    size_t people; /* at least 1 */
    uint64_t seed; /* forecast_seed */
    double until_s; /* the longest that the drill may last, at least 1 */
};

/* The seed of a drill's forecast: from R of the tick in the document "draw" where it has one, else from its bytes. */
uint64_t forecast_seed(const char *draw, size_t length);
/* The ensemble that is run, on all cores, with coarse steps: `answers` is the caller's and must outlive it. */
struct sibu_ensemble_def forecast_ensemble(const struct forecast_def *def, struct sibu_answer_law *answers);
/* Finds the ways, which the caller closes after the ensemble, and which steps are fine enough, and puts both into the
 * definition. Fails as the ensemble would. */
SIBU_MUST_USE enum sibu_status forecast_prepare(struct sibu_ensemble_def *def, struct sibu_ways **ways,
                                                struct sibu_fault *fault);

struct forecast;
/* Begins in the background. The caller closes it. SIBU_NO_MEMORY, SIBU_IO: no thread can be had. */
SIBU_MUST_USE enum sibu_status forecast_begin(struct forecast **out, const struct forecast_def *def,
                                              struct sibu_fault *fault);
/* The document, once it is there: valid until the forecast is closed. NULL: it is still being made. A forecast that
 * could not be made is a document too, without runs and with the reason. Any thread. */
const char *forecast_take(struct forecast *forecast, size_t *length);
/* Ends it with the runs that have been begun, at least one. Any thread. */
void forecast_hurry(struct forecast *forecast);
/* Calls off what is not done and waits for the runs under way to notice. NULL is allowed. */
void forecast_close(struct forecast *forecast);
