/* Rings: closed lines of straight edges, without the first point repeated.
 *
 * Depends on: sibu/geometry.h. Pure.
 */
#pragma once
#include "sibu/geometry.h"

/* m2; above 0 where the ring turns counter-clockwise. */
double ring_signed_area(struct sibu_ring ring);
/* Area times centroid, and the signed area: sums over rings give the centroid of a polygon with holes. */
struct ring_moment {
    double area_m2, x_m3, y_m3;
};
struct ring_moment ring_moment(struct sibu_ring ring, struct sibu_point origin);
/* Whether an upward or downward ray count is odd: inside, by the half-open rule of polygon.c. */
int ring_contains(struct sibu_ring ring, struct sibu_point point);
struct sibu_point ring_next(struct sibu_ring ring, uint32_t index); /* the point after `index`, around the end */
