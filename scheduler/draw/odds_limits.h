/* What the limits of a plan cost that sites share: the drills of a month (most_per_month) and those at one time
 * (concurrent). Rules only: nothing is drawn. Pure. Depends on: odds_hours, odds_budget, odds_concurrent.
 */
#pragma once
#include "draw/odds_budget.h"
#include "draw/odds_concurrent.h"
#include "draw/odds_hours.h"

/* A group's budget over the months of its period under way, on ticks of an hour. */
struct odds_months {
    uint32_t most; /* 0: no budget, or nothing can be drawn, and the rest is 0 */
    uint32_t count; /* months of the period */
    struct odds_budget mean; /* of a month, on average over them */
    double used_up_most; /* the chance of the month that is likeliest to use it up */
};
SIBU_MUST_USE enum sibu_status odds_limits_budget(const struct plan *plan, const struct outlook *outlook,
                                                  uint32_t group, struct odds_months *out, struct sibu_fault *fault);

/* A limit on drills at one time, on the ticks of the rules, over the time that the periods under way have in common. */
struct odds_running {
    uint32_t most; /* 0: no limit of its own */
    int binds; /* 0: no more are drawn for than may run, and it costs nothing */
    int reckoned; /* 0: the periods have no time in common, or their ticks are too many */
    double lost; /* drills a year that are drawn and not held, at most */
    double full; /* share of all time with the limit reached, at most */
};
struct odds_limits {
    struct odds_months *budgets; /* as the plan's groups */
    struct odds_running *groups; /* the same */
    struct odds_running all; /* of the installation */
};
SIBU_MUST_USE enum sibu_status odds_limits_make(const struct plan *plan, const struct outlook *outlook,
                                                struct sibu_arena *arena, struct odds_limits *out,
                                                struct sibu_fault *fault);
