/* The second half of making a map: the links between neighbouring nodes.
 *
 * Depends on: route/way_map.h. One thread.
 */
#pragma once
#include "route/way_map.h"

/* Links the nodes of the map, marks the links that cross exit lines, the nodes in muster areas, and those outside. False:
 * no memory. */
SIBU_MUST_USE _Bool way_link_all(struct way_map *map);

/* Whether one can walk straight from one node to another on the same floor with the clearance. */
_Bool way_link_clear(const struct way_map *map, const struct way_node *a, const struct way_node *b);

/* Whether the link between two nodes crosses a line of this kind and index (SIBU_NONE: any). */
_Bool way_link_crosses(const struct way_map *map, const struct way_node *a, const struct way_node *b,
                       enum piece_kind kind, uint32_t index);

/* Gives the cells of corners, whose nodes no way leaves, to a node beside them that one does. Links are made before. False:
 * no memory. (way_adopt.c) */
SIBU_MUST_USE _Bool way_adopt_corners(struct way_map *map);
