/* What the rules of a plan mean, in figures: open hours, expected drills, and what cannot be kept. For `policy check`.
 *
 * Rules only: nothing is drawn here, and no figure depends on a past or coming outcome. Pure: the time is an argument.
 * Depends on: plan, rules, period_law.
 */
#pragma once
#include <stdint.h>

#include "draw/plan.h"
#include "draw/rules.h"
#include "sibu/memory.h"

struct outlook_site {
    uint32_t law; /* index in the rules */
    double drills_per_half_year; /* expected and held: somebody is on shift */
};

/* A calendar period of a law. */
struct outlook_period {
    int64_t from_us, to_us;
    double open_hours; /* of the windows, without the never-times */
    uint32_t fits; /* drills that the period holds at most */
    double mean; /* that is drawn: less than asked where the period is too short */
    double none_share; /* how likely a period without any drill is */
    int crowded; /* 1: it cannot hold what the rules ask of it */
};
struct outlook_law {
    uint32_t group; /* the first group with this law */
    double closed_share; /* of all time: too soon after a drill, and known by everybody to be so */
    struct outlook_period periods[2]; /* this one and the next */
};
struct outlook_group {
    double open_hours_per_week; /* of 168, never-times left aside */
    double nobody_share; /* of the weight of a week: nobody is on shift at any of its sites then */
};

struct outlook {
    struct rules *rules; /* of the plan; owned by the outlook */
    struct outlook_law *laws; /* as in the rules */
    struct outlook_group *groups; /* as in the plan */
    struct outlook_site *sites; /* as in the plan */
    double *families; /* per family of the plan: expected drills in a half-year */
    double *shifts; /* per shift of the policy: the share of the drills that begin while it is on */
    size_t *shift_people; /* per shift: people in all rosters */
};

/* Works the figures out for the periods from now_us on. The arena gives the memory; outlook_clear gives back the rules. */
SIBU_MUST_USE enum sibu_status outlook_make(const struct plan *plan, int64_t now_us, struct sibu_arena *arena,
                                            struct outlook *out, struct sibu_fault *fault);
void outlook_clear(struct outlook *outlook);
/* How many periods of this kind a half-year has. */
double outlook_periods_per_half_year(enum policy_period period);
