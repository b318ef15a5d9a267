/* What a limit on the drills that run at one time costs: figures for sites that are drawn independently.
 *
 * Every drill is taken to run as long as it may, and a drawn start that is not held as if it ran: so these are upper bounds,
 * and close ones where few are lost. Within them nothing is approximate: with A_t starts in the last n ticks, t included,
 * and R_t without it, the starts of t that find the limit c reached, in any order, are (A_t - c)+ - (R_t - c)+.
 *
 * Depends on: memory. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

/* Sites with one law, on ticks that all laws have in common. */
struct odds_concurrent_law {
    const double *p; /* per tick: the chance that one site starts */
    uint32_t sites;
};
struct odds_concurrent_def {
    const struct odds_concurrent_law *laws;
    size_t count;
    size_t ticks;
    size_t length; /* ticks from a start to the first at which its drill has ended; 1: it has by the next tick */
    uint32_t most; /* c: drills at one time, 1 to 64 */
};
struct odds_concurrent {
    double lost; /* expected starts that find as many drills running as may, over all ticks */
    double
        full; /* expected share of the time with as many running: the others are safe, and know it; 0 without others */
};
SIBU_MUST_USE enum sibu_status odds_concurrent_reckon(const struct odds_concurrent_def *def,
                                                      struct odds_concurrent *out, struct sibu_fault *fault);
