/* Calm nodes: see way_map.calm. */
#pragma once
#include "route/way_map.h"

/* Finds them; nodes, links and pieces are there. False: no memory. */
SIBU_MUST_USE _Bool way_calm_find(struct way_map *map);
