/* The map of where a body can walk: nodes in a lattice of 0.25 m (coarser on huge sites) over all floors, and links between them.
 *
 * Depends on: route/piece.h. Read-only once open: any number of threads may read it.
 * All floors share the lattice, so a node in a stair stands in both of its floors' tables: the same unknown, twice.
 *
 * Invariants: 1. a link never crosses a wall and keeps the map's clearance from all walls; 2. links go both ways;
 * 3. a node stands in its cell, at its middle where that is clear, else where the cell is clearest; 4. `tight` nodes
 * are nearer to a wall than the clearance: a way may begin there but never lead through.
 */
#pragma once
#include "route/piece.h"

#define WAY_CELL_M 0.25
#define WAY_CELL_MAX_M 1.0 /* of sites so large that their fields would not fit else */
#define WAY_NONE UINT32_MAX
#define WAY_CLEAR_MAX_M 0.6f /* clearances are not told apart beyond this */

enum way_link { WAY_EAST, WAY_WEST, WAY_NORTH, WAY_SOUTH };

struct way_node {
    float x, y; /* m */
    float cost; /* seconds a metre at a free speed of 1 m/s: more near walls and on stairs */
    float clear_m; /* distance to the nearest wall, at most WAY_CLEAR_MAX_M */
    uint16_t floor; /* of a node in a stair: the floor whose half it is in */
    uint16_t stair; /* index + 1, or 0 */
    uint8_t tight; /* 1: see invariant 4 */
    uint8_t cut; /* bit per link: 1 where it crosses an exit line */
    uint16_t muster; /* index + 1 of the muster area it is in, or 0 */
    uint8_t outside; /* 1: a muster area can be reached from here without crossing an exit line */
};
struct way_floor { /* the floor's part of the lattice, and its nodes */
    int32_t column, row; /* of its lower left cell */
    uint32_t columns, rows;
    uint32_t *nodes; /* by cell; WAY_NONE where nobody can stand */
};
struct way_stair {
    float middle; /* where label changes: dot(position, direction), m */
    float direction_x, direction_y; /* from `floor` to `to` */
    float factor_to, factor_from; /* speed on the level times this, going to `to` and back */
    float plan_share; /* length in the plan of a metre along the incline */
    _Bool rises; /* going to `to` is going up */
    uint16_t floor, to;
};
struct way_map {
    const struct sibu_site *site;
    double origin_x, origin_y; /* of lattice cell (0, 0), m */
    float cell_m; /* a cell's side; a power of two, so that dividing by it is exact */
    double cells_per_m;
    float clearance_m; /* the body radius that the map is made for */
    struct sibu_box box; /* of all floors, with a margin */
    struct way_floor *floors;
    struct way_stair *stairs;
    struct way_node *nodes;
    uint32_t (*links)[4]; /* by node and enum way_link; WAY_NONE where there is no way */
    /* By node: 1 where it has its eight neighbours, east and west numbered next to it, the same north and south of it, no
     * link is cut, and no wall, line, stair or muster area is near: pieces need not be looked for from anywhere in its cell. */
    uint8_t *calm;
    uint32_t *slant_of; /* by node: which of `slants` is its own, or WAY_NONE; see way_slant.h */
    uint32_t (*slants)[4]; /* by enum way_corner: the nodes at its corners that count, or WAY_NONE */
    size_t node_count;
    struct piece_grid walls; /* pieces of another kind than PIECE_WALL among them are shut doors and exits */
    size_t shut_count; /* how many lines are shut */
    struct piece_grid lines; /* doors and exits */
    struct sibu_arena arena; /* owns all of it but `nodes` and `links` */
};

/* Makes the map for bodies of radius `clearance_m`. Faults: SIBU_LIMIT where the site is too large for the lattice, or so
 * large that the lattice is too coarse for one of its doors, a
 * stair too short to stand on, no memory. The map is the caller's to clear, also after a fault. */
SIBU_MUST_USE enum sibu_status way_map_open(struct way_map *map, const struct sibu_site *site, float clearance_m,
                                            struct sibu_fault *fault);
void way_map_clear(struct way_map *map);

/* Adds the pieces of all walls. False: no memory, or too many. */
SIBU_MUST_USE _Bool way_walls_collect(const struct sibu_site *site, struct piece_list *list);

/* Whether the link crosses an exit line. */
static inline _Bool way_is_cut(const struct way_node *node, unsigned link)
{
    return ((unsigned)node->cut >> link & 1u) != 0;
}

/* Whether the link leads back in through an exit: from where one can walk to a muster area to where one cannot. */
static inline _Bool way_leads_in(const struct way_node *from, const struct way_node *to, unsigned link)
{
    return from->outside && !to->outside && way_is_cut(from, link);
}

/* The node of the cell that holds (x, y), or WAY_NONE. */
static inline uint32_t way_node_at(const struct way_map *map, uint32_t floor, float x, float y)
{
    const struct way_floor *table = &map->floors[floor];
    double column = ((double)x - map->origin_x) * map->cells_per_m - (double)table->column;
    double row = ((double)y - map->origin_y) * map->cells_per_m - (double)table->row;
    if (!(column >= 0.0 && row >= 0.0 && column < (double)table->columns && row < (double)table->rows)) {
        return WAY_NONE;
    }
    return table->nodes[(size_t)row * table->columns + (size_t)column];
}

/* How far a coordinate is from the middle of its cell, in cells: -0.5 to 0.5. */
static inline float way_off_middle(const struct way_map *map, float value, double origin)
{
    double cells = ((double)value - origin) * map->cells_per_m;
    return (float)(cells - (double)(int64_t)cells - 0.5);
}

/* The floor whose half of the stair the point is in. */
uint16_t way_stair_floor(const struct way_stair *stair, float x, float y);

/* `node`, the node of the cell that holds (x, y), if no shut line stands between; else the nearest beside it of which that
 * is true, or `node` where there is none. */
uint32_t way_node_this_side(const struct way_map *map, uint32_t floor, uint32_t node, float x, float y);
