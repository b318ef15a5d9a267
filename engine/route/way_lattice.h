/* The first half of making a map: which cells of the lattice have a node, and where it stands in the cell.
 *
 * Depends on: route/way_map.h. One thread.
 */
#pragma once
#include "route/way_map.h"

/* Fills the tables of nodes of all floors. The map has its walls, stairs, box and floors' sizes. False: no memory. */
SIBU_MUST_USE _Bool way_lattice_fill(struct way_map *map);
