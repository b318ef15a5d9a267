/* Random polygons for the laws of geometry: stars around a centre, which never cross themselves. */
#pragma once
#include "sibu/geometry.h"

#define STAR_POINTS 48

struct star {
    struct sibu_point points[STAR_POINTS];
    struct sibu_ring ring;
    struct sibu_polygon polygon;
    struct sibu_point centre; /* sees every edge from its left */
};

/* A number in [0, 1) from a splitmix64 sequence: enough for tests, needs no other module. */
double star_random(uint64_t *state);
/* 3 to STAR_POINTS corners, within 60 m of a centre that lies within 5 km of the origin. */
void star_make(struct star *star, uint64_t *state);
