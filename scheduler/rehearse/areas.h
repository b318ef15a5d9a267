/* Whether origins lie as they should: by the zones' weights, and evenly over each zone's area.
 *
 * Depends on: sibu/site.h. Each zone in which something can arise is cut in four; how many origins fall into each part is
 * compared with its weight (Pearson's chi-square). What a part's area is, is reckoned exactly. Pure but for its memory.
 */
#pragma once
#include "sibu/site.h"

#define AREAS_PARTS 4u

struct areas {
    const struct sibu_site *site;
    double *shares; /* by zone and part: the share of all origins that belongs there */
    size_t *counts; /* how many have come */
};
SIBU_MUST_USE _Bool areas_open(struct areas *areas, const struct sibu_site *site); /* 0: no memory */
void areas_close(struct areas *areas);
void areas_add(struct areas *areas, uint32_t zone, double x_m, double y_m);
/* Chi-square over all parts; those in which fewer than five are expected count as one. `*freedom`: degrees of freedom. */
double areas_chi2(const struct areas *areas, size_t origins, size_t *freedom);
/* The part of the polygon's area inside the box, m2 (Sutherland and Hodgman, Reentrant polygon clipping, 1974: what its
 * bridges along the edges enclose is nothing). */
double areas_inside(const struct sibu_polygon *polygon, const struct sibu_box *box);
