/* Tasks: what wardens and helpers do before they leave, and the few lists that are kept for it.
 *
 * Depends on: world/path.h. Only world/ sees this. Whoever has a task is led by the world, node by node, until it is
 * over (task.c); what a warden does is sweep.c, what a helper does help.c. People without a task cost nothing.
 *
 * A task passes through its phases in their order, and each has an end in time, so that nobody stays behind for ever.
 */
#pragma once
#include "world/path.h"

enum task_phase {
    TASK_AHEAD, /* the person has not set out */
    TASK_GOING, /* to the next part of the zone, or to the one to help */
    TASK_STAYING, /* in the swept zone until it is empty; beside the one who is helped, all the way out */
    TASK_OVER
};
struct world_task {
    uint32_t person;
    uint32_t sweep; /* index + 1, or 0 */
    uint32_t helps; /* index + 1 of a person, or 0 */
    uint16_t goal; /* that was given, or CROWD_WAITING */
    uint8_t phase; /* enum task_phase */
    uint8_t apart; /* 1: whom they help is not of their group, so they leave it */
    double end_s; /* of the phase, at the latest */
    float stopped_s[2]; /* of the helper and of who is helped: see world_blocked_for */
    double next_s; /* not before that another path is looked for */
    struct path path;
};
struct world_sweep { /* one zone, for all its wardens */
    uint32_t zone;
    uint8_t *unseen; /* by node: 1 until a warden has seen it */
    uint32_t *spots; /* the unseen ones: every second node of every second row */
    size_t spot_count;
    uint32_t *waiting; /* who stood in the zone at the beginning and has not been seen to leave */
    size_t waiting_count;
};
struct world_tasks {
    struct world_task *items;
    size_t count;
    uint32_t *of; /* by person: index + 1, or 0; NULL: nobody has a task */
    struct world_sweep *sweeps;
    size_t sweep_count;
    struct path_finder finder; /* owned */
};
