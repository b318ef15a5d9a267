/* Ways to places that are no goals: the shortest path over the map's nodes, sight, and walking along a path.
 *
 * Depends on: route/ways.h, route/way_heap.h. One thread a finder; a path is a value.
 */
#pragma once
#include "route/way_heap.h"
#include "route/ways.h"

#define PATH_NODES 128u /* of a longer path only the beginning is kept; its end is found when that is walked */

struct path {
    uint32_t nodes[PATH_NODES];
    uint32_t count, at; /* `at`: whom one heads to now */
    uint32_t beyond; /* nodes that follow but are not kept */
    uint32_t target; /* the last node of all */
};
struct path_finder { /* memory for one search, by node; close it also when it failed to open */
    struct way_heap heap;
    float *length; /* s at 1 m/s */
    uint32_t *from;
    uint32_t *seen_in; /* the search in which length and from were set */
    uint32_t search;
};
struct path_wish { /* what is looked for: a node, or the nearest that is marked */
    uint32_t node; /* WAY_NONE: any that is marked */
    const uint8_t *marked; /* by node */
};

SIBU_MUST_USE _Bool path_finder_open(struct path_finder *finder, size_t nodes);
void path_finder_close(struct path_finder *finder);
/* Finds the shortest path from `start`; it keeps clear of walls, and crosses no exit where exits are the goals. False:
 * there is none. */
SIBU_MUST_USE _Bool path_find(struct path_finder *finder, const struct sibu_ways *ways, uint32_t start,
                              struct path_wish wish, struct path *path);
/* Where to head from (x, y) to walk along the path, and how far it is still. Direction 0, 0: the end of what is kept. */
struct way_view path_look(struct path *path, const struct way_map *map, uint32_t floor, float x, float y);
/* Whether no wall stands between two points of a floor. */
_Bool path_sees(const struct way_map *map, uint32_t floor, struct sibu_point from, struct sibu_point to);
