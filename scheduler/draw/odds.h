/* What an adversary is left with who knows rules, code, all history and every disk, but no tick's randomness yet: exact
 * figures for one law over one period. Nothing is simulated.
 *
 * Preparation. He may be prepared a share x of all time, and is so where the hazard is greatest: `caught` is the share of
 * the drills that start then. Without memory and without rules it would be x; the excess of it is what the rules give
 * away. Time in a gap and closed time count as time without odds.
 *
 * Depends on: occupancy. Reading: any number of threads.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/occupancy.h"

/* Bits that a drill's time holds, against anybody (the least expected log-loss). Each halving of the tick adds one bit a
 * drill: say the tick's length beside it. */
struct odds_bits {
    double period, drill, day;
};
struct odds_bits odds_bits(const struct occupancy *occupancy, double ticks_per_day);

/* States by falling hazard. */
struct odds_curve {
    struct occupancy_state *states; /* q > 0 and h > 0 only */
    size_t count;
    double time; /* all of it, in ticks */
    double mean; /* sum of q h */
};

/* Any list of states, q being expected ticks in the state. The list is copied. */
SIBU_MUST_USE enum sibu_status odds_curve_open(struct odds_curve *out, const struct occupancy_state *states,
                                               size_t count, double time, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status odds_curve_open_period(struct odds_curve *out, const struct occupancy *occupancy,
                                                      struct sibu_fault *fault);
void odds_curve_close(struct odds_curve *curve);

double odds_caught(const struct odds_curve *curve,
                   double share); /* share of the time in [0, 1]; the last state in part */
double odds_pietra(const struct odds_curve *curve); /* the greatest caught(x) - x */
double odds_gini(const struct odds_curve *curve); /* twice the area between caught(x) and x */

/* The chances of a drill within the next n ticks (the tick at hand and n - 1 more), in this period, seen before the tick:
 * what he knows who looks. In a gap too, where he knows how much of it is left. */
struct odds_window {
    const struct occupancy *occupancy; /* the caller's */
    uint32_t ticks; /* n */
    double *chances; /* [ticks of the period * (most + 1)], of the free states */
};

/* n >= 1; more than the period has is taken as all of it. */
SIBU_MUST_USE enum sibu_status odds_window_open(struct odds_window *out, const struct occupancy *occupancy,
                                                uint32_t ticks, struct sibu_fault *fault);
void odds_window_close(struct odds_window *window);

double odds_window_at(const struct odds_window *window, uint32_t tick, uint32_t starts); /* the unit being free */
double odds_window_time_above(const struct odds_window *window, double chance); /* share of the period's time */
double odds_window_drills_above(const struct odds_window *window,
                                double chance); /* share of drills, just before each */
double odds_window_worst(const struct odds_window *window); /* the greatest chance that can be met */
/* How likely a period is to hold a moment with a chance that great or greater. */
SIBU_MUST_USE enum sibu_status odds_window_ever(const struct odds_window *window, double chance, double *out,
                                                struct sibu_fault *fault);

/* Of the next start from a state that can be met (the unit being free): -log2 of the chance of its likeliest tick; 0
 * where no start can follow. */
double odds_min_entropy(const struct occupancy *occupancy, uint32_t tick, uint32_t starts);
