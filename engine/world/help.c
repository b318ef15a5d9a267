/* Helpers: they walk to the person whom they help, and the two leave together.
 *
 * Depends on: world/world_state.h. One thread a world. Who waits to be helped sets out when the helper is there; who
 * cannot walk (CARRIED_BELOW) is then carried. Who is out already, or cannot be reached, is not looked for any longer.
 */
#include "world/world_state.h"

#define BESIDE_M 1.2f
#define MOVED_M 2.0f /* who has gone so far from where the path ends has to be looked for again, */
#define SEEK_S 2.0 /* but not more often than this */
#define HELP_MAX_S 600.0
#define BLOCKED_S 3.0f
#define TOGETHER_M 1.5f /* who is helped waits where the helper is further behind, */
#define BEHIND_M                                                                                                       \
    2.1f /* and the helper goes so slowly already where they are less far behind that they come a metre after */

/* Carried with an evacuation chair, a stretcher or a sheet: the means of the devices lie between 0.6 and 0.84 m/s down a
 * stair (Hunt, Galea and Lawrence, Simulating movement devices used in hospital evacuation, Fire Technology 56 (2020));
 * we take the slowest of them, on the level too, and up the share of it that IMO MSC.1/Circ.1533 has for crew: 0.66. */
#define CARRIED_BELOW_M_PER_S 0.2f
#define CARRIED_M_PER_S 0.6f
#define CARRIED_UP_M_PER_S 0.4f

static void seek_person(struct sibu_world *world, struct world_task *task, double time_s)
{
    uint32_t node = world->crowd.now.self[world->people.body[task->helps - 1]].node;
    task->next_s = time_s + SEEK_S;
    if (node == WAY_NONE || !world_seek(world, task, (struct path_wish){.node = node})) {
        world_end_task(world, task);
    }
}

void world_begin_help(struct sibu_world *world, struct world_task *task, double time_s)
{
    task->end_s = time_s + HELP_MAX_S;
    if (world->people.state[task->helps - 1] >= SIBU_PERSON_DONE) {
        world_end_task(world, task);
    } else {
        seek_person(world, task, time_s);
    }
}

static _Bool is_beside(const struct sibu_world *world, size_t helper, size_t helped)
{
    const struct crowd_bodies *now = &world->crowd.now;
    float dx = now->x[helped] - now->x[helper], dy = now->y[helped] - now->y[helper];
    return now->self[helper].floor == now->self[helped].floor && dx * dx + dy * dy <= BESIDE_M * BESIDE_M &&
           path_sees(&world->ways->map, now->self[helper].floor,
                     (struct sibu_point){(double)now->x[helper], (double)now->y[helper]},
                     (struct sibu_point){(double)now->x[helped], (double)now->y[helped]});
}

static _Bool has_own_task(const struct sibu_world *world, uint32_t person)
{
    uint32_t task = world->tasks.of[person];
    return task > 0 && world->tasks.items[task - 1].phase < TASK_STAYING;
}

static void take_along(struct sibu_world *world, struct world_task *task, double time_s, double end_s)
{
    uint32_t person = task->helps - 1;
    size_t helped = world->people.body[person];
    if (world->crowd.now.self[helped].speed < CARRIED_BELOW_M_PER_S) {
        crowd_set_speed(&world->crowd, helped, CARRIED_M_PER_S, CARRIED_M_PER_S, CARRIED_UP_M_PER_S);
    }
    world_start(world, person, time_s, end_s);
    world_end_task(world, task); /* both walk to goals from now on */
    task->phase = TASK_STAYING;
}

/* Whether the path ends where the person no longer is. */
static _Bool has_moved(const struct sibu_world *world, const struct world_task *task, size_t helped)
{
    const struct way_node *end = &world->ways->map.nodes[task->path.target];
    float dx = world->crowd.now.x[helped] - end->x, dy = world->crowd.now.y[helped] - end->y;
    return dx * dx + dy * dy > MOVED_M * MOVED_M;
}

static void approach(struct sibu_world *world, struct world_task *task, double time_s)
{
    size_t helper = world->people.body[task->person], helped = world->people.body[task->helps - 1];
    _Bool walks = world_follow_path(world, task);
    _Bool astray = !walks || has_moved(world, task, helped) || world->crowd.now.patience[helper] > BLOCKED_S;
    if (astray && time_s >= task->next_s) {
        seek_person(world, task, time_s);
    }
}

void world_help(struct sibu_world *world, struct world_task *task, double time_s, double end_s)
{
    uint32_t person = task->helps - 1;
    if (world->people.state[person] >= SIBU_PERSON_DONE || (task->phase == TASK_GOING && time_s >= task->end_s)) {
        world_end_task(world, task);
    } else if (task->phase == TASK_GOING) {
        if (is_beside(world, world->people.body[task->person], world->people.body[person]) &&
            !has_own_task(world, person)) {
            take_along(world, task, time_s, end_s);
        } else {
            approach(world, task, time_s);
        }
    }
}

/* The pair, where both are on their way to a goal. */
static _Bool find_pair(const struct sibu_world *world, const struct world_task *task, size_t pair[2])
{
    pair[0] = world->people.body[task->person];
    pair[1] = task->helps > 0 ? world->people.body[task->helps - 1] : pair[0];
    if (task->helps == 0 || task->phase != TASK_STAYING) {
        return 0;
    }
    const uint8_t *state = world->people.state;
    const uint16_t *goal = world->crowd.now.goal;
    return state[task->person] == SIBU_PERSON_WALKING && state[task->helps - 1] == SIBU_PERSON_WALKING &&
           goal[pair[0]] < world->ways->goal_count && goal[pair[1]] < world->ways->goal_count;
}

static void go_along(struct sibu_world *world, struct world_task *task, const size_t pair[2])
{
    struct crowd_bodies *now = &world->crowd.now;
    uint16_t goal = now->goal[pair[1]];
    if (now->goal[pair[0]] != goal && way_length(world->ways, goal, now->self[pair[0]].node) < WAY_FAR) {
        crowd_assign(&world->crowd, pair[0], goal);
    }
    if (now->goal[pair[0]] != goal || now->rank[pair[0]] >= WAY_FAR || now->rank[pair[1]] >= WAY_FAR) {
        return;
    }
    float ahead = now->rank[pair[1]] - now->rank[pair[0]];
    float helper_s = world_blocked_for(world, pair[0], &task->stopped_s[0]);
    float helped_s = world_blocked_for(world, pair[1], &task->stopped_s[1]);
    world_slow_down(world, pair[0], world_share_ahead(ahead, -BEHIND_M, helped_s));
    world_slow_down(world, pair[1], world_share_ahead(-ahead, TOGETHER_M, helper_s));
}

/* Nobody holds back any more for somebody who is gone; groups do this themselves. */
static void let_go(struct sibu_world *world, uint32_t person)
{
    uint32_t task = world->tasks.of[person];
    _Bool apart = task > 0 && world->tasks.items[task - 1].apart;
    _Bool grouped = world->groups.of && world->groups.of[person] > 0 && !apart;
    if (world->people.state[person] == SIBU_PERSON_WALKING && !grouped) {
        world->crowd.now.self[world->people.body[person]].slow = 0;
    }
}

void world_accompany(struct sibu_world *world)
{
    struct world_tasks *tasks = &world->tasks;
    for (size_t i = 0; i < tasks->count; i++) {
        if (tasks->items[i].helps > 0 && tasks->items[i].phase == TASK_STAYING) {
            let_go(world, tasks->items[i].person);
            let_go(world, tasks->items[i].helps - 1);
        }
    }
    size_t pair[2];
    for (size_t i = 0; i < tasks->count; i++) {
        if (find_pair(world, &tasks->items[i], pair)) {
            go_along(world, &tasks->items[i], pair);
        }
    }
}
