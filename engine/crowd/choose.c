/* Phase: which goal. Everybody thinks it over about once a second, a tenth of them at a time.
 *
 * The time to a goal is the longer of the walk and the queue: all who are nearer to it go before, and it lets through
 * so many a second. One keeps a goal unless another is 10 % better (Ehtamo et al., as in FDS+Evac).
 */
#include <math.h>

#include "crowd/phase.h"
#include "crowd/queue.h"
#include "crowd/sort.h"

#define BINS 512u
#define BIN_S 1.0f /* length of way in a bin, s at 1 m/s; the last bin holds all that is longer */
#define FLOW_PER_M_S 1.6f /* persons through a metre of open door in a second: between IMO's 1.33 and 1.9 measured */
#define INERTIA 0.9f
#define THINK_TICKS 20u

_Bool crowd_queue_open(struct crowd *crowd)
{
    const struct sibu_ways *ways = crowd->ways;
    crowd->queue.ahead = sibu_arena_take(&crowd->arena, (size_t)ways->goal_count * BINS, sizeof(uint32_t));
    crowd->queue.per_s = sibu_arena_take(&crowd->arena, ways->goal_count, sizeof(float));
    if (!crowd->queue.ahead || !crowd->queue.per_s) {
        return 0;
    }
    for (uint32_t goal = 0; ways->kind == SIBU_GOAL_EXIT && goal < ways->goal_count; goal++) {
        const struct sibu_exit *exit = &ways->map.site->exits[goal];
        float flow = (float)sibu_line_length(&exit->line) * FLOW_PER_M_S;
        float limit = (float)exit->flow_per_s;
        crowd->queue.per_s[goal] = limit > 0.0f && limit < flow ? limit : flow;
    }
    return 1;
}

static uint32_t bin_of(float length)
{
    return length < (float)(BINS - 1) * BIN_S ? (uint32_t)(length / BIN_S) : BINS - 1;
}

static float seconds_to(const struct crowd *crowd, const struct crowd_self *self, uint32_t goal)
{
    float length = way_length(crowd->ways, goal, self->node);
    float walk = length / self->speed, per_s = crowd->queue.per_s[goal];
    if (length >= WAY_FAR || !(per_s > 0.0f)) {
        return length >= WAY_FAR ? WAY_FAR : walk;
    }
    float wait = (float)crowd->queue.ahead[goal * BINS + bin_of(length)] / per_s;
    return walk > wait ? walk : wait;
}

uint16_t crowd_best_goal(const struct crowd *crowd, size_t body)
{
    const struct crowd_self *self = &crowd->now.self[body];
    uint16_t best = self->goal;
    float least = best == CROWD_WAITING ? WAY_FAR : seconds_to(crowd, self, best) * INERTIA;
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        float seconds = seconds_to(crowd, self, goal);
        if (seconds < least) {
            least = seconds;
            best = (uint16_t)goal;
        }
    }
    return best;
}

/* Counts anew who is ahead of whom: a histogram of lengths for each goal, summed up from the goal. */
static void count_queues(struct crowd *crowd)
{
    uint32_t *ahead = crowd->queue.ahead;
    for (size_t i = 0; i < (size_t)crowd->ways->goal_count * BINS; i++) {
        ahead[i] = 0;
    }
    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->now.goal[i] != CROWD_WAITING && crowd->now.rank[i] < WAY_FAR) {
            ahead[crowd->now.goal[i] * BINS + bin_of(crowd->now.rank[i])]++;
        }
    }
    for (uint32_t goal = 0; goal < crowd->ways->goal_count; goal++) {
        uint32_t sum = 0;
        for (uint32_t bin = 0; bin < BINS; bin++) {
            uint32_t here = ahead[goal * BINS + bin];
            ahead[goal * BINS + bin] = sum;
            sum += here;
        }
    }
}

void crowd_choose(struct crowd *crowd)
{
    if (crowd->ways->goal_count < 2) {
        return;
    }
    if (crowd->ticks % THINK_TICKS == 0) {
        count_queues(crowd);
    }
    for (size_t i = 0; i < crowd->count; i++) {
        struct crowd_self *self = &crowd->now.self[i];
        _Bool fixed = crowd->now.goal[i] == CROWD_WAITING || self->assigned;
        if (fixed || (crowd->ticks + self->who) % THINK_TICKS != 0) {
            continue;
        }
        uint16_t goal = crowd_best_goal(crowd, i);
        if (goal != self->goal) {
            self->goal = goal;
            self->best = WAY_FAR;
            crowd->now.goal[i] = goal;
        }
    }
}
