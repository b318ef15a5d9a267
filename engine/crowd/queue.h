/* The choice of a goal by travel time and queue. See choose.c.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

SIBU_MUST_USE _Bool crowd_queue_open(struct crowd *crowd);
/* The goal that takes the body the least time, or CROWD_WAITING where it can reach none. */
uint16_t crowd_best_goal(const struct crowd *crowd, size_t body);
/* Gives a body that walks a goal as if it had none yet. `keep`: only where no way leads to the one that it has. Where
 * there is no way at all it stands. */
void crowd_choose_anew(struct crowd *crowd, size_t body, _Bool keep);
