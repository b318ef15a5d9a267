/* Blocks, and what leads from one to another. Inside hazard/ and scenario/ only.
 *
 * Depends on: sibu/blocks.h, route/ways.h. Read-only once open. Links are in the order of their `from`, then `to`.
 */
#pragma once
#include "route/ways.h"
#include "sibu/blocks.h"

struct block {
    float x, y; /* of the node nearest to the middle of its nodes, m: always a place where somebody can stand */
    float area_m2;
    float least_x, least_y, most_x, most_y; /* around the cells of all its nodes */
    uint32_t zone; /* of that node, or SIBU_NONE */
    uint32_t room; /* blocks between which no door, exit or edge of a roof lies have the same */
    uint16_t floor;
    uint8_t is_open; /* 1: under the sky */
};
struct block_link { /* between two neighbours, at most one of each sort */
    uint32_t from, to; /* from < to; never of two floors: stairs are closed */
    float width_m; /* of the opening */
    float distance_m; /* between the middles of both */
    uint8_t is_door; /* 1: through a door or an exit, or out under the sky: a lintel hangs there */
};
struct block_end { /* a link as one of its blocks sees it */
    uint32_t other, link;
};
struct sibu_blocks {
    const struct way_map *map;
    struct way_map own; /* where it is nobody else's */
    struct block *blocks;
    size_t count;
    struct block_link *links;
    size_t link_count;
    uint32_t *of_node; /* by node of the map */
    struct block_end *ends; /* those of block b are [first_end[b], first_end[b + 1]) */
    uint32_t *first_end; /* by block, and one more */
};

/* How far it is on foot from a block to all others of its floor, m, from middle to middle: out[count]; FLT_MAX: no way leads
 * there. `queue` has room for 2 * count. (block_way.c) */
void block_ways(const struct sibu_blocks *blocks, uint32_t from, float *out, uint32_t *queue);
/* The block where a place is, or one some metres beside it, for the place may lie in an obstacle; or SIBU_NONE. */
uint32_t block_near(const struct sibu_blocks *blocks, uint32_t floor, double x_m, double y_m);
