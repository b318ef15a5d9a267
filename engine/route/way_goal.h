/* Where the goals' fields begin: in sight of an exit's line, or deep inside a muster area.
 *
 * Depends on: route/way_field.h. One thread.
 */
#pragma once
#include "route/way_field.h"

/* The nodes that see the exit's line from within half a metre. False: no memory. */
SIBU_MUST_USE _Bool way_goal_exit(const struct way_map *map, uint32_t exit, struct way_seed_list *list);

/* The nodes deepest inside the muster area, and how deep they are. False: no memory. */
SIBU_MUST_USE _Bool way_goal_muster(const struct way_map *map, uint32_t muster, struct way_seed_list *list,
                                    float *depth_m);
