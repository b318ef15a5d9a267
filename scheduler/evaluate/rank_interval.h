/* Ranks of sites of which only intervals are known: nobody is put before another whose interval overlaps his.
 *
 * Two things are said of each: the ranks it may have (best: one more than there are surely before it; worst: as many as
 * there are not surely behind it; for a table with intervals), and its rank with ties: those that hang together by
 * overlaps, one with the next, share one, as in 1, 1, 1, 4. Intervals that touch overlap. That two 95 % intervals do
 * not overlap is a stricter test than 5 % (for equal errors 0.6 %), on the safe side for a public list (Schenker and
 * Gentleman 2001). Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

/* Lower is better: times. For shares, where more is better, give the negatives. low <= high; infinite is allowed. */
struct rank_interval {
    double low, high;
};

struct rank_place {
    uint32_t best, worst; /* 1 <= rank <= best <= worst <= count */
    uint32_t rank; /* the same for all that are tied */
    uint32_t tied; /* how many share it, itself too: 1 where it stands alone */
};

SIBU_MUST_USE enum sibu_status rank_intervals(const struct rank_interval *intervals, size_t count,
                                              struct rank_place *places, struct sibu_fault *fault);
