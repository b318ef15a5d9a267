/* One step of a world: who starts, where all go, what is noticed, and the digest of it.
 *
 * Depends on: world/world_state.h. One thread a world. Allocates nothing once the crowd's list of contacts has grown to
 * its size.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "world/world_state.h"

#define STARTERS_A_PART 64u /* people whose minds one thread makes up at a time */
#define HEADING_SLOW_M_PER_S 0.1f /* slower, a heading says nothing */
#define HEADING_EASE 0.2f /* how much of the new heading is shown at once */

static void find_slice(void *of, unsigned part)
{
    struct sibu_world *world = of;
    const struct crowd_slice *slice = &world->crowd.slices[part];
    for (size_t i = slice->from; i < slice->to; i++) {
        world->people.body[world->crowd.now.self[i].who] = (uint32_t)i;
    }
}

void world_set_out(struct sibu_world *world, uint32_t person)
{
    world->people.state[person] = SIBU_PERSON_WALKING;
    world->walking++;
    world->waiting -= world_will_start(world->people.premovement_s[person]);
}

static void start_one(struct sibu_world *world, uint32_t person, double time_s, double end_s)
{
    double step_s = world->def.step_s / (double)world->divisions;
    if (world->people.state[person] != SIBU_PERSON_WAITING) {
        return; /* swept out before their time, or told to go */
    }
    float share = (float)((end_s - time_s) / step_s);
    uint32_t task = world->tasks.of ? world->tasks.of[person] : 0;
    if (task > 0) {
        world_begin_task(world, &world->tasks.items[task - 1], time_s, share);
    } else {
        crowd_start(&world->crowd, world->people.body[person], share);
    }
    world_add_event(world,
                    (struct sibu_event){.time_s = time_s, .person = person, .kind = SIBU_EVENT_START, .place = 0});
    world_set_out(world, person);
}

void world_start(struct sibu_world *world, uint32_t person, double time_s, double end_s)
{
    uint32_t of = world->groups.of ? world->groups.of[person] : 0;
    start_one(world, person, time_s, end_s);
    for (uint32_t k = 0; of > 0 && k < world->groups.items[of - 1].count; k++) {
        uint32_t member = world->groups.members[world->groups.items[of - 1].first + k];
        if (world_will_start(world->people.premovement_s[member])) {
            start_one(world, member, time_s, end_s);
        }
    }
}

struct starters { /* of world->starting, from <= i < started */
    struct sibu_world *world;
    size_t from;
};

static _Bool is_waiting(const struct sibu_world *world, uint32_t person)
{
    return world->people.state[person] == SIBU_PERSON_WAITING;
}

/* They make up their minds; nobody sees what the others have in mind, so that can be done side by side. */
static void decide_some(void *of, unsigned part)
{
    const struct starters *starters = of;
    struct sibu_world *world = starters->world;
    size_t first = starters->from + (size_t)part * STARTERS_A_PART, end = first + STARTERS_A_PART;
    for (size_t i = first; i < end && i < world->started; i++) {
        if (is_waiting(world, world->starting[i])) {
            crowd_decide(&world->crowd, world->people.body[world->starting[i]]);
        }
    }
}

static void start_some(const struct starters *starters, double time_s, double end_s, _Bool assigned)
{
    struct sibu_world *world = starters->world;
    for (size_t i = starters->from; i < world->started; i++) {
        uint32_t person = world->starting[i];
        double start_s = world->people.premovement_s[person];
        if (is_waiting(world, person) && (!assigned || world->crowd.now.self[world->people.body[person]].assigned)) {
            world_start(world, person, start_s < time_s ? time_s : start_s, end_s);
        }
    }
}

/* Whether somebody sets out before end_s. */
static _Bool starts_until(const struct sibu_world *world, double end_s)
{
    return world->started < world->starting_count &&
           world->people.premovement_s[world->starting[world->started]] < end_s;
}

/* Everybody whose pre-movement ends within this step sets out, for the share of it that is left: who was given a goal
 * first, so that the others see them go; those then make up their minds before any of them is seen to go. */
static void start_people(struct sibu_world *world, double time_s, double step_s)
{
    struct starters starters = {.world = world, .from = world->started};
    while (starts_until(world, time_s + step_s)) {
        world->started++;
    }
    size_t count = world->started - starters.from;
    if (count > 0) {
        start_some(&starters, time_s, time_s + step_s, 1);
        team_do(world->team, (unsigned)((count + STARTERS_A_PART - 1) / STARTERS_A_PART), decide_some, &starters);
        start_some(&starters, time_s, time_s + step_s, 0);
    }
}

static void show_heading(struct world_people *people, uint32_t who, float vx, float vy)
{
    float speed = sqrtf(vx * vx + vy * vy);
    if (speed < HEADING_SLOW_M_PER_S) {
        return;
    }
    float x = people->heading_x[who] + (vx / speed - people->heading_x[who]) * HEADING_EASE;
    float y = people->heading_y[who] + (vy / speed - people->heading_y[who]) * HEADING_EASE;
    float length = sqrtf(x * x + y * y);
    people->heading_x[who] = length > 0.1f ? x / length : vx / speed;
    people->heading_y[who] = length > 0.1f ? y / length : vy / speed;
}

static void show_slice(void *of, unsigned part)
{
    struct sibu_world *world = of;
    const struct crowd_bodies *now = &world->crowd.now;
    const struct crowd_slice *slice = &world->crowd.slices[part];
    for (size_t i = slice->from; i < slice->to; i++) {
        uint32_t who = now->self[i].who;
        if (now->self[i].gone) {
            continue;
        }
        world->people.x[who] = now->x[i];
        world->people.y[who] = now->y[i];
        show_heading(&world->people, who, now->vx[i], now->vy[i]);
        if (world->people.state[who] == SIBU_PERSON_DONE) {
            crowd_remove(&world->crowd, i);
        }
    }
}

/* Marks those of whom there may be something to notice: near a line, on a stair, in an assembly area. Most are not. */
static void mark_slice(void *of, unsigned part)
{
    struct sibu_world *world = of;
    struct crowd *crowd = &world->crowd;
    const struct crowd_slice *slice = &crowd->slices[part];
    for (size_t i = slice->from; i < slice->to; i++) {
        const struct crowd_self *self = &crowd->now.self[i];
        if (self->calm || self->gone) {
            crowd->suspect[i] = 0;
            continue;
        }
        struct piece_run lines = piece_near(&world->ways->map.lines, self->floor, crowd->now.x[i], crowd->now.y[i]);
        crowd->suspect[i] =
            lines.count > 0 || crowd->now.stair[i] != 0 || world->ways->map.nodes[self->node].muster != 0;
    }
}

/* While nobody has set out, a step in which nobody moved is followed by others just like it, until somebody does. */
static _Bool nothing_happens(const struct sibu_world *world, double end_s)
{
    return world->still && !world->change && !world->detour && !starts_until(world, end_s);
}

/* Whether all stand where they stood. */
static _Bool all_stand(const struct crowd *crowd)
{
    _Bool still = crowd->thoughts > 0;
    for (size_t i = 0; i < crowd->count && still; i++) {
        float vx = crowd->now.vx[i], vy = crowd->now.vy[i];
        still = crowd->now.goal[i] == CROWD_WAITING && !(vx * vx + vy * vy > 0.0f);
    }
    return still;
}

static _Bool is_still(const struct sibu_world *world)
{
    return world->started == 0 && world->walking == 0 && world->tasks.count == 0 && !world->def.air &&
           all_stand(&world->crowd);
}

/* One division of a step. The list of contacts is the one thing that may still have to grow; where there is no memory
 * for that, nobody moves, which is safe, and the next try may succeed. */
static void step_once(struct sibu_world *world)
{
    double step_s = world->def.step_s / (double)world->divisions, time_s = (double)world->steps * step_s;
    if (nothing_happens(world, time_s + step_s)) {
        crowd_rest(&world->crowd);
        world->steps++;
        return;
    }
    if (crowd_thinks(&world->crowd)) {
        crowd_sort(&world->crowd);
        team_do(world->team, world->crowd.slice_count, find_slice, world);
    }
    world_breathe(world, time_s, step_s);
    start_people(world, time_s, step_s);
    world_do_tasks(world, time_s, time_s + step_s);
    world_keep_together(world);
    world_accompany(world);
    world->agent_steps += world->walking;
    world->steps++;
    if (!crowd_plan(&world->crowd, (float)step_s)) {
        return;
    }
    team_do(world->team, world->crowd.slice_count, mark_slice, world);
    for (size_t i = 0; i < world->crowd.count; i++) {
        if (world->crowd.suspect[i]) {
            world_notice(world, i, time_s);
        }
    }
    crowd_move(&world->crowd);
    team_do(world->team, world->crowd.slice_count, show_slice, world);
    world->still = is_still(world);
}

void sibu_world_step(struct sibu_world *world)
{
    world->event_count = 0;
    for (unsigned i = 0; i < world->divisions; i++) {
        step_once(world);
    }
    world_sort_events(world);
    if (!world->def.without_digest) {
        world_digest_step(world);
    }
}
