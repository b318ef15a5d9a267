/* What the budgets of branches cost, and whether what a branch is to have at the least comes about: exact figures over the spans
 * of months that the periods under way have in common, on ticks of an hour, as for the budgets of groups (odds_budget.h).
 * Rules only: nothing is drawn. Pure. Depends on: odds_hours, odds_budget.
 */
#pragma once
#include "draw/odds_budget.h"
#include "draw/odds_hours.h"

struct odds_branch {
    int reckoned; /* 0: nothing can be drawn there in these periods, or it has too many different laws; the rest is 0 */
    uint32_t sites; /* that are drawn for; a group that is drawn together counts as one */
    uint32_t spans; /* how many it is the average of */
    struct odds_budget mean; /* of a span; only `drawn` where there is no ceiling */
    double used_up_most; /* the chance of the span that is likeliest to use it up */
    double short_of; /* the chance that a span has fewer than the least */
    double first_day; /* the chance of a drill in the first 24 h of a span */
    uint32_t
        leasts; /* that the rules of its sites ask for in a period together; 0 where periods are longer than a span */
};
/* The figures of a budget of the plan's policy. */
SIBU_MUST_USE enum sibu_status odds_of_branch(const struct plan *plan, const struct outlook *outlook,
                                              const struct policy_budget *budget, struct odds_branch *out,
                                              struct sibu_fault *fault);
