/* Slants: how lengths go along walls that lie across the lattice.
 *
 * Depends on: route/way_field.h. Where a node has its four neighbours, its length follows from them. Beside a wall that
 * runs slantwise it has not, and the way would go in steps, a third too long, and lean off the wall. There the nodes at
 * the corners count too: from a neighbour and the corner beside it the length is that of a straight front between the
 * two (Sethian and Vladimirsky, Fast methods for the eikonal equation on unstructured meshes, PNAS 97, 2000).
 */
#pragma once
#include "route/way_field.h"

enum way_corner { WAY_NORTH_EAST, WAY_NORTH_WEST, WAY_SOUTH_EAST, WAY_SOUTH_WEST };

/* Finds them: pairs of nodes at each other's corners of which one lacks a neighbour, with no wall nearer to the straight
 * line between than the clearance, on one floor, off stairs, and far from doors and exits, which may be shut. Links are
 * made before. False: no memory. */
SIBU_MUST_USE _Bool way_slants_find(struct way_map *map);

struct way_front_line { /* what follows for a node over its slants */
    float length; /* WAY_FAR: nothing */
    float dx, dy; /* which way the front comes from; not a unit vector */
};
/* The shortest that follows for a node that has slants. With the properties that way_field.h asks for. */
struct way_front_line way_slant_front(const struct way_march *march, const struct way_sign *signs, uint32_t node);
