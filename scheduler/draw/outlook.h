/* What the rules of a plan mean, in figures: open hours, expected drills, and what cannot be kept. For `policy check`.
 *
 * Rules only: nothing is drawn here, and no figure depends on a past or coming outcome. Pure: the time is an argument.
 * Depends on: plan, tick.
 */
#pragma once
#include <stdint.h>

#include "draw/plan.h"
#include "sibu/memory.h"

struct outlook_site {
    double drills_per_half_year; /* expected; by grade weights, and by who is on shift when */
    double none_share; /* about how many half-years hold no drill of this site: exp(-drills_per_half_year) */
};

/* A calendar half-year. */
struct outlook_half {
    int64_t from_us, to_us;
    double open_hours; /* of the windows, without the never-times */
    int crowded; /* 1: gap and never-times leave no room for the mean; fewer drills will be drawn */
};

struct outlook {
    double open_hours_per_week; /* of 168, never-times left aside */
    double nobody_share; /* of the weight of a week: nobody is on shift at any site then */
    double closed_share; /* of a half-year: too soon after a drill, and known by everybody to be so */
    struct outlook_half halves[2]; /* this one and the next */
    struct outlook_site *sites; /* as in the plan */
    double *families; /* per family of the plan: expected drills in a half-year */
    double *shifts; /* per shift of the policy: the share of the week's weight at which it is on */
    size_t *shift_people; /* per shift: people in all rosters */
};

/* Works the figures out for the half-years from now_us on. The arena gives the memory. */
SIBU_MUST_USE enum sibu_status outlook_make(const struct plan *plan, int64_t now_us, struct sibu_arena *arena,
                                            struct outlook *out, struct sibu_fault *fault);
