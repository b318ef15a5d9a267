/* One goal's field: from every node, how long the way is and which way it goes. Made by fast marching.
 *
 * Depends on: route/way_map.h. Immutable once solved: any number of threads may read it.
 * Source: J. A. Sethian, A fast marching level set method for monotonically advancing fronts, PNAS 93 (1996).
 */
#pragma once
#include "route/way_map.h"

#define WAY_FAR 1e30f /* no way */

/* What a person sees from where they stand: 8 bytes, so that one access to memory brings it all. */
struct way_sign {
    float length; /* seconds to the goal at 1 m/s on the level, or WAY_FAR */
    int16_t dx, dy; /* the direction to take, unit vector times WAY_SIGN_SCALE; 0, 0: none */
};
#define WAY_SIGN_SCALE 32767.0f

struct way_seed { /* a node from which the goal is in sight */
    uint32_t node;
    float length; /* as in way_sign */
    float dx, dy; /* unit vector, or 0, 0 */
};

/* Solves the field into signs[map->node_count]. `obey_cuts`: no way leads across an exit line; else ways lead out through
 * exits and never back in: who has left a building does not walk through another. False: no memory. */
SIBU_MUST_USE _Bool way_field_solve(const struct way_map *map, const struct way_seed *seeds, size_t seed_count,
                                    _Bool obey_cuts, struct way_sign *signs);
