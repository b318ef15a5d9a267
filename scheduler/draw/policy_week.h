/* The week of a policy: its windows laid over each other as disjoint pieces. Depends on: policy. Pure. */
#pragma once
#include "draw/policy.h"

/* Fills rules->segments from rules->windows (the arena gives the memory). Two windows that overlap with different
 * weights contradict each other: then *first and *second are their indexes and SIBU_NO returns. */
SIBU_MUST_USE enum sibu_status policy_week_lay(struct policy_rules *rules, struct sibu_arena *arena, uint32_t *first,
                                               uint32_t *second);
