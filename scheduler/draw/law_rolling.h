/* A rolling greatest gap in place of a calendar's deadline: how predictable it would be. For comparison only; no draw
 * uses it.
 *
 * The gap between two starts is x ticks, least <= x <= most, P(x) ~ z^x: the least informative law with these limits and
 * this mean (z = 1 at the middle). The hazard at age x (ticks since the last start) is P(x) / P(gap >= x), 1 at the end.
 * In the long run each tick finds the age x with the chance P(gap >= x) / mean. Doubles with + - * / only.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/occupancy.h"

#define ROLLING_GAP_MAX 10000000u

struct rolling_law {
    uint32_t least, most; /* ticks */
    double mean;
    double z; /* above 1 where the mean is nearer to the most */
    double bits; /* entropy of one gap; a period of n ticks holds n / mean of it */
    struct occupancy_state *ages; /* [most]: at age 1 .. most, the long-run chance q to be there, and the hazard h */
};

/* 1 <= least < most <= ROLLING_GAP_MAX, least < mean < most; else SIBU_BAD_INPUT. */
SIBU_MUST_USE enum sibu_status rolling_open(struct rolling_law *out, uint32_t least, uint32_t most, double mean,
                                            struct sibu_fault *fault);
void rolling_close(struct rolling_law *law);
double rolling_hazard(const struct rolling_law *law, uint32_t age); /* 1 from most on */

/* Bits a tick without any mean wanted (Shannon's channel with gaps of least .. most ticks, 1 <= least < most): log2 z with
 * the sum of z^-x over least <= x <= most = 1. The capacity of the run-length-limited code (d, k) is that of d+1 .. k+1. */
double rolling_capacity(uint32_t least, uint32_t most);
