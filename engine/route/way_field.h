/* One goal's field: from every node, how long the way is and which way it goes. Solved whole, or mended where links or
 * costs have changed.
 *
 * Depends on: route/way_map.h, route/way_front.h. A solved field may be read by any number of threads.
 * Source of the scheme: J. A. Sethian, A fast marching level set method for monotonically advancing fronts, PNAS 93
 * (1996): the first-order upwind solution of |grad length| = slowness.
 *
 * Lengths are multiples of WAY_QUANTUM_S, so that in floating point as well 1. a node's length rises, or stays, when a
 * neighbour's does; 2. it is greater than each of the lengths that it follows from. Then the lengths are one and the
 * same whatever the order in which nodes are looked at: a mended field equals a solved one bit for bit, and nothing has
 * to be sorted. (Knuth, A generalization of Dijkstra's algorithm, 1977, has the argument.)
 */
#pragma once
#include "route/way_front.h"
#include "route/way_map.h"

#define WAY_FAR 1e30f /* no way */
#define WAY_QUANTUM_S (1.0f / 2048.0f) /* half a millimetre of open floor; exact up to 8,192 s */

/* What a person sees from where they stand: 8 bytes, so that one access to memory brings it all. */
struct way_sign {
    float length; /* seconds to the goal at 1 m/s on the level, or WAY_FAR */
    int16_t dx, dy; /* the direction to take, unit vector times WAY_SIGN_SCALE; 0, 0: none */
};
#define WAY_SIGN_SCALE 32767.0f

struct way_seed { /* a node from which the goal is in sight */
    uint32_t node;
    float length; /* as in way_sign; rounded to the quantum where it is planted */
    float dx, dy; /* unit vector, or 0, 0 */
};
struct way_seed_list { /* by node, each node once; clear it with sibu_array_free */
    struct way_seed *items;
    size_t count, capacity;
};

struct way_march { /* where a field is solved: the map's links and costs, and room to work in */
    size_t node_count;
    const uint32_t (*links)[4]; /* the map's, as the two that follow */
    const uint32_t *slant_of;
    const uint32_t (*slants)[4];
    struct way_front front; /* and the spots */
    float plain_s; /* the step's time of most nodes: on open floor */
    float *rises; /* by difference in quanta, for that step: see way_field.c */
    uint32_t *touched; /* nodes whose sign has changed */
    size_t touched_count;
    float *was; /* by place in `touched`: the length that has been forgotten */
    uint8_t *mark; /* by node: 1 it is in `touched` */
};

/* The time of a step at the cost (seconds a metre), in quanta; at least one. */
float way_step_time(const struct way_map *map, float cost);

/* Room for marching over the map. `obey_cuts`: no way leads across an exit line; else ways lead out through exits and
 * never back in: who has left a building does not walk through another. False: no memory; close it all the same. */
SIBU_MUST_USE _Bool way_march_open(struct way_march *march, const struct way_map *map, _Bool obey_cuts);
void way_march_close(struct way_march *march);
/* Takes over the links of one node, after they have changed in the map. */
void way_march_link(struct way_march *march, const struct way_map *map, _Bool obey_cuts, uint32_t node);

/* Solves the field into signs[node_count]. Allocates nothing. */
void way_field_solve(struct way_march *march, const struct way_seed_list *seeds, struct way_sign *signs);
/* Mends a field that was solved before the times or links of the `dirty` nodes changed (both ends of a changed link are
 * dirty): what followed from them is forgotten and found anew, and nothing else is looked at. The result equals that of
 * way_field_solve bit for bit. Allocates nothing. */
void way_field_mend(struct way_march *march, const struct way_seed_list *seeds, const uint32_t *dirty, size_t count,
                    struct way_sign *signs);
