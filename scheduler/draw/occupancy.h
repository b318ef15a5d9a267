/* Where a period's draw may be at each tick, and how likely: the forward pass through any hazard.
 *
 * q(t, k) is the chance that the unit is free at tick t with k starts behind it: q(0, 0) = 1; at each tick q h starts and
 * is free again at t + g with k + 1, q (1 - h) goes on. Exact; nothing is drawn. What is missing from 1 is in a gap.
 * Depends on: law, memory. Reading: any number of threads.
 */
#pragma once
#include <stdint.h>

#include "draw/law.h"

#define OCCUPANCY_CELLS_MAX ((size_t)1 << 24) /* ticks * (most + 1): 256 MB */

struct occupancy_def {
    double (*hazard)(const void *of, uint32_t tick, uint32_t starts); /* in [0, 1]; not asked from most on */
    const void *of;
    uint32_t ticks, gap_ticks, most; /* as in law.h */
};

struct occupancy_state {
    double q, h; /* the chance of being there, the hazard there */
};

struct occupancy {
    uint32_t ticks, gap_ticks, most;
    struct occupancy_state *states; /* [ticks * (most + 1)]: tick by tick, starts 0 .. most. h is 0 where q is */
    double *p; /* [ticks]: the chance that a drill starts at this tick: sum of q h over the starts before it */
    double mean; /* expected starts: sum of p */
    double bits; /* entropy of the whole period: sum of q h2(h), in bits. Nobody's expected log-loss is lower */
};

/* SIBU_LIMIT: more cells than OCCUPANCY_CELLS_MAX. */
SIBU_MUST_USE enum sibu_status occupancy_open(struct occupancy *out, const struct occupancy_def *def,
                                              struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status occupancy_open_law(struct occupancy *out, const struct law *law,
                                                  struct sibu_fault *fault);
void occupancy_close(struct occupancy *occupancy); /* all zero is allowed */

const struct occupancy_state *occupancy_at(const struct occupancy *occupancy, uint32_t tick, uint32_t starts);

double occupancy_log2(double x); /* x > 0 */
double occupancy_entropy(double h); /* h2: bits of one coin */
