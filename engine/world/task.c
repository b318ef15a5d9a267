/* Who has a task, and how they are led. See task.h.
 *
 * Depends on: world/world_state.h. One thread a world. Allocates only when the world is opened.
 */
#include "world/world_state.h"

static _Bool open_arrays(struct sibu_world *world, size_t count)
{
    struct world_tasks *tasks = &world->tasks;
    tasks->items = sibu_arena_take(&world->arena, count, sizeof *tasks->items);
    tasks->of = sibu_arena_take(&world->arena, world->count, sizeof *tasks->of);
    return tasks->items && tasks->of && path_finder_open(&tasks->finder, world->ways->map.node_count);
}

static struct world_task task_of(const struct sibu_person_def *people, size_t i)
{
    const struct sibu_person_def *person = &people[i];
    _Bool strangers = person->helps > 0 && people[person->helps - 1].group != person->group;
    return (struct world_task){
        .person = (uint32_t)i, .helps = person->helps, .goal = CROWD_WAITING, .apart = strangers && person->group > 0};
}

_Bool world_open_tasks(struct sibu_world *world)
{
    const struct sibu_person_def *people = world->def.people;
    size_t count = 0;
    for (size_t i = 0; i < world->count; i++) {
        count += people[i].helps > 0 || people[i].sweeps > 0;
    }
    if (count == 0) {
        return 1;
    }
    if (!open_arrays(world, count)) {
        return 0;
    }
    for (size_t i = 0; i < world->count; i++) {
        if (people[i].helps > 0 || people[i].sweeps > 0) {
            world->tasks.items[world->tasks.count++] = task_of(people, i);
            world->tasks.of[i] = (uint32_t)world->tasks.count;
        }
    }
    return world_open_sweeps(world);
}

void world_begin_task(struct sibu_world *world, struct world_task *task, double time_s, float share)
{
    struct crowd_self *self = &world->crowd.now.self[world->people.body[task->person]];
    task->goal = self->assigned ? self->goal : CROWD_WAITING;
    task->phase = TASK_GOING;
    self->share = crowd_share_of(share);
    if (task->sweep > 0) {
        world_begin_sweep(world, task, time_s);
    } else {
        world_begin_help(world, task, time_s);
    }
}

void world_end_task(struct sibu_world *world, struct world_task *task)
{
    size_t body = world->people.body[task->person];
    struct crowd_self *self = &world->crowd.now.self[body];
    task->phase = TASK_OVER;
    self->slow = 0;
    self->goal = task->goal;
    self->assigned = task->goal != CROWD_WAITING;
    crowd_start(&world->crowd, body, self->share > 0 ? (float)self->share / (float)UINT8_MAX : 1.0f);
}

_Bool world_follow_path(struct sibu_world *world, struct world_task *task)
{
    size_t body = world->people.body[task->person];
    const struct crowd_bodies *now = &world->crowd.now;
    struct way_view view = path_look(&task->path, &world->ways->map, now->self[body].floor, now->x[body], now->y[body]);
    if (!(view.dx * view.dx + view.dy * view.dy > 0.0f)) {
        return 0;
    }
    crowd_lead(&world->crowd, body, &view);
    return 1;
}

_Bool world_seek(struct sibu_world *world, struct world_task *task, struct path_wish wish)
{
    struct crowd_self *self = &world->crowd.now.self[world->people.body[task->person]];
    if (self->node == WAY_NONE || !path_find(&world->tasks.finder, world->ways, self->node, wish, &task->path)) {
        return 0;
    }
    self->best = WAY_FAR;
    (void)world_follow_path(world, task); /* if it is at the end already, that is seen in the next step */
    return 1;
}

void world_do_tasks(struct sibu_world *world, double time_s, double end_s)
{
    for (size_t i = 0; i < world->tasks.count; i++) {
        struct world_task *task = &world->tasks.items[i];
        if (task->phase == TASK_AHEAD || task->phase == TASK_OVER ||
            world->people.state[task->person] >= SIBU_PERSON_DONE) {
            continue;
        }
        if (task->sweep > 0) {
            world_sweep(world, task, time_s, end_s);
        } else {
            world_help(world, task, time_s, end_s);
        }
    }
}
