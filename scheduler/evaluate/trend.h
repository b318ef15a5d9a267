/* Do the values of a site's drills go up or down over time, and how fast? Without assuming any distribution.
 *
 * Speed: the median of the slopes between all pairs (Theil 1950, Sen 1968); its 95 % interval are the slopes that
 * Kendall's test of what is left would not refuse (Hollander and Wolfe, Nonparametric Statistical Methods (1999),
 * section 9.3). Whether it is a trend at all: Mann 1945 and Kendall, S = pairs that rise less pairs that fall. The
 * variance counts ties in values and in times (Kendall, Rank Correlation Methods (1975), chapter 4); z is with the
 * correction for continuity. Pure.
 */
#pragma once
#include "evaluate/between.h"
#include "sibu/fault.h"

#define TREND_POINTS_MAX 4000 /* the slopes are all kept at once */
#define TREND_EXACT_MAX 40 /* exact chances up to here, where nothing is tied */

struct trend {
    uint32_t n;
    double slope; /* per unit of time; 0 where all are at one time */
    double level; /* value = level + slope * time has half of the points above it */
    int bounded; /* whether there is an interval: with 4 points or fewer none holds with 95 % */
    double slope_low, slope_high;
    int64_t s;
    double variance, z; /* of S were there no trend; z 0 where the variance is 0 */
    double p_normal; /* two-sided, from z */
    double p_exact; /* two-sided, over all orders of n values; negative where tied or n > TREND_EXACT_MAX */
    double p; /* the exact one where there is one */
};

/* In any order; errors do not count. SIBU_LIMIT above TREND_POINTS_MAX. */
SIBU_MUST_USE enum sibu_status trend_take(const struct between_value *points, size_t count, struct trend *out,
                                          struct sibu_fault *fault);
