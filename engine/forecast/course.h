/* The course of one run: how many people had acknowledged, set out, got out, arrived and checked in at each point of a
 * grid of times, and what each person does about the alert.
 *
 * Depends on: sibu/forecast.h. One thread. Clear it with course_clear.
 */
#pragma once
#include "sibu/forecast.h"

/* The same by place, for runs that are kept as members. */
struct course_places {
    size_t points; /* of each curve; 0: not counted */
    double interval_s;
    uint32_t exits, zones; /* of the site */
    uint32_t *counts; /* the caller's: [exits + zones][points]; until course_end as below */
    const uint32_t *zone; /* by person: where they started; SIBU_NONE: nowhere */
};

struct course {
    size_t points; /* of each curve; 0: no curves are asked for */
    double interval_s;
    size_t people;
    uint32_t *counts; /* [SIBU_CURVES][points], the caller's; until course_end: how many by when it first counts */
    struct sibu_answer *answers; /* by person; NULL: there is no law, and everybody walks */
    uint8_t *is_out; /* by person: 1 once an exit was crossed */
    struct course_places places; /* set by the caller before the first step, or all zero */
};

/* Draws the answers of the people by the definition's law and the run's seed, and makes those who stay stay: their
 * pre-movement becomes infinite. The
 * caller sets `counts` to the run's slot of zeros before the first step where there are points. */
SIBU_MUST_USE enum sibu_status course_open(struct course *course, const struct sibu_ensemble_def *def, uint64_t seed,
                                           struct sibu_person_def *people, struct sibu_fault *fault);
void course_clear(struct course *course);
/* Counts the events of the last step. */
void course_step(struct course *course, const struct sibu_world *world);
/* Turns counts by point into counts up to each point. Once, at the end of the run. */
void course_end(struct course *course);
/* Points of a grid from 0 to until_s, both included; 0 where interval_s is 0. */
size_t course_points(double interval_s, double until_s);
