/* The forecast of a drill, made at T0: an ensemble of simulated evacuations of the people who are expected, each where
 * they work, and the course of the drill that is to be expected from it, as the record's document "forecast"
 * (docs/record.md).
 *
 * It is reckoned on threads of its own with the lowest right to the cores, so that alerts never wait for it. What comes
 * out follows from site, people, hazard, events, seed and the number of runs alone, not from machine, threads or time.
 * What is assumed: the alert reaches everybody at T0; people answer by sibu/answer.h and set out by world/population.c; an
 * exit is open until an event says that it is lost; people walk on through smoke by SIBU_SMOKE_SHARE, and nobody falls.
 */
#pragma once
#include "sibu/field_course.h"
#include "sibu/forecast.h"

/* As many runs as fit into the budget, and at least so many; a site so large that these take longer than the limit gets
 * those that were begun by then. A drill that has been over for the patience, on its own clock, waits for a few only: a
 * demonstration that runs faster than life is not held up for long. */
#define FORECAST_RUNS_LEAST 100u
#define FORECAST_RUNS_MAX 1000u
#define FORECAST_RUNS_FEW 20u /* fewer have no band of 5 to 95 % */
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
    const struct sibu_field_law *law; /* of the hazard that was drawn; copied. NULL: the air is clean */
    struct sibu_field_place origin; /* where it broke out */
    const struct sibu_unfold_event *events; /* what has unfolded, in its order; copied */
    size_t event_count; /* at most SIBU_UNFOLD_MOST */
};

/* The seed of a drill's forecast: from R of the tick in the document "draw" where it has one, else from its bytes. */
uint64_t forecast_seed(const char *draw, size_t length);
/* The ensemble that is run, on all cores, with coarse steps: `answers` is the caller's and must outlive it. */
struct sibu_ensemble_def forecast_ensemble(const struct forecast_def *def, struct sibu_answer_law *answers);
/* What the runs stand on: it must outlive the ensemble. */
struct forecast_ground {
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_field_course *course; /* NULL: clean air */
    struct sibu_world_air air;
    struct sibu_closure closures[SIBU_UNFOLD_MOST];
    struct sibu_detour *detours[SIBU_UNFOLD_MOST]; /* by closure */
    size_t closure_count;
};
/* Finds the ways, the hazard's fields and the exits lost, and which steps are fine enough, and puts them into the
 * ensemble's definition. Fails as the ensemble and the fields would. The caller closes it, also where it fails. */
SIBU_MUST_USE enum sibu_status forecast_prepare(struct forecast_ground *ground, const struct forecast_def *of,
                                                struct sibu_ensemble_def *def, struct sibu_fault *fault);
void forecast_ground_close(struct forecast_ground *ground);

struct forecast;
/* Begins in the background. The caller closes it. SIBU_NO_MEMORY, SIBU_IO: no thread can be had. */
SIBU_MUST_USE enum sibu_status forecast_begin(struct forecast **out, const struct forecast_def *def,
                                              struct sibu_fault *fault);
/* The document, once it is there: valid until the forecast is closed. NULL: it is still being made. A forecast that
 * could not be made is a document too, without runs and with the reason. Any thread. */
const char *forecast_take(struct forecast *forecast, size_t *length);
/* The drill is over, or something has happened that it does not know of: it ends as soon as FORECAST_RUNS_FEW are done, or
 * the limit has passed. Any thread. */
void forecast_hurry(struct forecast *forecast);
/* Calls off what is not done and waits for the runs under way to notice. NULL is allowed. */
void forecast_close(struct forecast *forecast);
