/* Straight pieces between two points: which side of one a point is on, how far away, where two meet.
 *
 * Depends on: sibu/geometry.h. Pure: no memory, no state, any thread. Exact in the same way on every machine
 * (+ - * / sqrt only).
 */
#pragma once
#include "sibu/geometry.h"

struct segment {
    struct sibu_point a, b;
};

/* Twice the signed area of the triangle o, a, b in m2: above 0 when b lies left of the way from o to a. */
double point_side(struct sibu_point o, struct sibu_point a, struct sibu_point b);
double point_distance(struct sibu_point a, struct sibu_point b);

/* The place on the segment that is nearest to `point`: its share of the way from a to b in [0, 1]. A segment without
 * length gives 0. */
double segment_nearest(struct segment segment, struct sibu_point point);
struct sibu_point segment_at(struct segment segment, double share);
double segment_point_distance(struct segment segment, struct sibu_point point);

/* 0 where they touch or cross. */
double segment_distance(struct segment first, struct segment second);

/* True when the way `way` crosses the segment `line`, with the share of the way in [0, 1] where it does. A point on the
 * line counts as lying right of it, so a way that ends on the line and one that goes on from there cross it once in
 * all; of the two ends of `line` one belongs to it, so two lines joined at a point are crossed once there. Lines
 * without length and ways along the line cross nothing. */
int segment_crossed(struct segment line, struct segment way, double *share);
