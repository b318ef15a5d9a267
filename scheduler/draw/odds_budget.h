/* What a ceiling on the drills of a month costs: exact figures for a group of sites that are drawn independently.
 *
 * The drawn calendar is that of the sites' laws, each by itself; of each month the first n starts of the whole group are
 * held. From the n-th on everybody knows that no drill will be held before the month is over: the adversary's free time.
 *
 * A start that is not held counts for nothing in the ledger (its site is drawn again, and begins no gap), which the drawn
 * calendar leaves out. In the first month of a period chance and free time are the ledger's own all the same; later months are
 * usually used up somewhat sooner, and more starts are not held, the more so the more is lost.
 *
 * Depends on: occupancy, odds_count. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/occupancy.h"

#define ODDS_BUDGET_LAWS 64 /* a group has a mean for each grade at the most, a branch those of its groups */

/* Sites with one law. The ticks of a span count from one moment for all laws. */
struct odds_budget_law {
    const struct occupancy *occupancy;
    uint32_t sites; /* 1 or more */
    uint32_t begin; /* of its period, among the ticks that a span counts; 0 where all laws have one period */
};

struct odds_budget {
    double drawn; /* expected starts of the month */
    double used_up; /* the chance that the month has n or more of them */
    double lost; /* expected starts that are not held */
    double free; /* the expected share of the month's time that is left when they are used up */
    /* The entropy of the drawn calendar less that of the calendar up to the tick that uses the budget up: what is
     * drawn behind it, given all that was before, and never seen. */
    double bits;
};

/* Of the ticks [from, to), to > from, in the periods of all laws; `most` >= 1 is n. */
SIBU_MUST_USE enum sibu_status odds_budget_of_month(const struct odds_budget_law *laws, size_t count,
                                                    const uint32_t span[2], uint32_t most, struct odds_budget *out,
                                                    struct sibu_fault *fault);

/* What the span's beginning and end hold, whatever is held of it. */
struct odds_edges {
    double drawn; /* expected starts of the span */
    double short_of; /* the chance that it has fewer than `least` */
    double beginning; /* the chance of one or more in its first `first` ticks */
};
SIBU_MUST_USE enum sibu_status odds_budget_edges(const struct odds_budget_law *laws, size_t count,
                                                 const uint32_t span[2], const uint32_t least_and_first[2],
                                                 struct odds_edges *out, struct sibu_fault *fault);
