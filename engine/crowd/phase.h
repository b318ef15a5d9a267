/* The phases of a step, in their order. See crowd.h; each file says what its phase does.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

void crowd_sense_one(struct crowd *crowd, size_t body);
void crowd_sense(struct crowd *crowd); /* where am I, where does the way lead, am I getting on? */
void crowd_choose(struct crowd *crowd); /* is another goal better? about once a second each */
SIBU_MUST_USE _Bool crowd_walk(struct crowd *crowd); /* who is around, heading and speed; false: no memory */
void crowd_go(struct crowd *crowd); /* where everybody would be if nobody were in the way */
void crowd_settle(struct crowd *crowd); /* bodies pushed apart and off walls */
void crowd_gate(struct crowd *crowd); /* who has to wait in front of a door that lets through only so many? */
void crowd_guard(struct crowd *crowd); /* moves that would break an invariant are shortened */

/* The node of the map that a body stands at: of its own side of shut doors; the last one where there is none. */
uint32_t crowd_node_of(const struct crowd *crowd, size_t body);

/* How much of its move the guard leaves to a body. */
enum guard_level { GUARD_STAYS = 0, GUARD_HALF, GUARD_WHOLE };

/* Who goes first where a and b both want to: 1 a, -1 b, 0 neither. Antisymmetric. */
int crowd_first_of_others(const struct crowd_bodies *bodies, size_t a, size_t b); /* where their goals differ */
static inline int crowd_first(const struct crowd_bodies *bodies, size_t a, size_t b)
{
    if (bodies->goal[a] != bodies->goal[b] || bodies->goal[a] == CROWD_WAITING) {
        return crowd_first_of_others(bodies, a, b);
    }
    float later = bodies->rank[b] - bodies->rank[a];
    return later > 0.0f ? 1 : later < 0.0f ? -1 : a < b ? 1 : -1;
}

/* Whether the body stands, and makes room no more. */
static inline _Bool crowd_stands_fast(const struct crowd_bodies *bodies, size_t body)
{
    return bodies->stuck[body] == CROWD_STUCK && bodies->goal[body] == CROWD_WAITING;
}

/* The rows of cells around a body: runs of bodies that lie one after the other. On a stair the other floor's too. */
struct crowd_run {
    uint32_t from, to; /* bodies from <= k < to */
    uint16_t stair; /* 0: all of them; else only those on this stair */
};
#define CROWD_RUNS_MAX 6
size_t crowd_runs(const struct crowd *crowd, size_t body, struct crowd_run runs[CROWD_RUNS_MAX]);
