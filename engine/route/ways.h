/* All ways of a site: the map and one field for each goal (each exit, or each muster area).
 *
 * Depends on: route/way_field.h. Immutable once open: any number of worlds and threads may share it. What closes or
 * slows makes its own copy: route/way_change.h.
 */
#pragma once
#include "route/way_field.h"
#include "sibu/world.h"

#define WAY_EXIT_NEAR 0.6f /* a way this short leads straight to the exit's line, s at 1 m/s */

struct sibu_ways {
    struct way_map map;
    enum sibu_goal kind;
    uint32_t goal_count; /* exits or musters of the site */
    struct way_sign **signs; /* by goal, then node; see way_signs_new */
    struct way_seed_list *seeds; /* by goal: where its field begins */
    uint8_t *leads_out; /* by node; see way_mark_out. NULL in a world's own copy, which places nobody */
    float *depth_m; /* by goal: how deep the deepest point of a muster area is inside it; 0 for exits */
};

/* Room for the fields of so many goals, at least one: one block with a stride that is an odd number of cache lines,
 * because the signs of one node for all goals are read together, and must not all fall to the same few lines of the
 * cache. NULL: no memory. */
struct way_sign **way_signs_new(uint32_t goals, size_t nodes);
void way_signs_free(struct way_sign **signs); /* NULL is allowed */

/* Which nodes lead out, by node: 1 where a way leads to an exit or a muster area, or without `stairs` one that takes no
 * stair. The caller frees it with sibu_array_free. NULL: no memory. (way_out.c) */
uint8_t *way_mark_out(const struct way_map *map, _Bool stairs);

/* What a person sees who stands at (x, y) on `floor` and heads for `goal`. */
struct way_view {
    float length; /* seconds to the goal at 1 m/s on the level; WAY_FAR: no way from here */
    float dx, dy; /* unit vector, or 0, 0 at the goal itself */
};

/* Looks from (x, y), in the cell of `node`. The direction is blended from the nodes around that no wall hides, so it
 * turns smoothly and never leads through a wall. */
struct way_view way_look(const struct sibu_ways *ways, uint32_t goal, uint32_t node, float x, float y);

struct way_walker {
    float x, y, radius; /* m */
    uint32_t goal;
    uint16_t floor;
};
/* Turns the direction of a view so that it leads straight through a door or exit close by, if that is on the way;
 * whether it is. (way_door.c) */
_Bool way_through_door(const struct sibu_ways *ways, const struct way_walker *walker, struct way_view *view);

/* Says that way_look will be asked for this soon, in two steps some bodies apart: memory is slow, so it is told early. */
static inline void way_tell_early(const struct sibu_ways *ways, uint32_t goal, uint32_t node)
{
    __builtin_prefetch(&ways->map.links[node]);
    __builtin_prefetch(&ways->signs[goal][node]);
}

static inline void way_tell_again(const struct sibu_ways *ways, uint32_t goal, uint32_t node, float y)
{
    if (ways->map.calm[node]) {
        unsigned link = way_off_middle(&ways->map, y, ways->map.origin_y) < 0.0f ? WAY_SOUTH : WAY_NORTH;
        __builtin_prefetch(&ways->signs[goal][ways->map.links[node][link]]);
    }
}

/* The offset from (x, y) to the nearest point of an exit's line that people aim at; its length returns. */
float way_exit_offset(const struct sibu_line *line, float x, float y, float *dx, float *dy);

/* The length of the way from a node alone: cheaper, for the choice of a goal. */
static inline float way_length(const struct sibu_ways *ways, uint32_t goal, uint32_t node)
{
    return node == WAY_NONE ? WAY_FAR : ways->signs[goal][node].length;
}

/* How far (x, y) is inside the polygon, from its nearest edge; negative outside. */
float way_depth_inside(const struct sibu_polygon *polygon, float x, float y);
