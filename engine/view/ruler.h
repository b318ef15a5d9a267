/* Measuring on the plan: points set one after the other, and the metres of straight line between them. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/geometry.h"

#define RULER_POINTS_MAX 64

struct ruler { /* all zero: not measuring */
    int on;
    uint32_t floor; /* where its points lie; index in the site */
    struct sibu_point points[RULER_POINTS_MAX]; /* m */
    size_t count;
};

/* Begins, or ends and forgets the points. */
void ruler_toggle(struct ruler *ruler);
/* Sets a point. On another floor than those before it, it is the first of a new line; beyond RULER_POINTS_MAX nothing
 * happens. */
void ruler_add(struct ruler *ruler, uint32_t floor, struct sibu_point at_m);
void ruler_take_back(struct ruler *ruler); /* the last point */
double ruler_piece_m(const struct ruler *ruler,
                     size_t piece); /* from point `piece` to the next; 0 where there is none */
double ruler_length_m(const struct ruler *ruler); /* of all pieces */
