/* Wardens: they walk through their zone until every place in it was in sight, send off whom they see waiting, and leave
 * last.
 *
 * Depends on: world/world_state.h. One thread a world. The next place is always the nearest that no warden of the zone
 * has seen. A zone counts as swept as well where nobody can get to what is left of it, and a warden stays in a swept
 * zone only for so long.
 */
#include "world/world_state.h"

#define SIGHT_M 5.0f /* what is further off, or behind a wall, may hide somebody */
#define PLACE_SIGHT_M 4.0f /* of the places that are looked at: somebody in a corner stands up to a metre beyond one */
#define LOOK_TICKS 5u
#define SWEEP_MAX_S 900.0
#define STAY_MAX_S 60.0 /* in a swept zone, for those who walk out of it */
#define COUNT_TICKS 20u
#define BLOCKED_S 20.0f /* who cannot get any nearer to a place for so long lets it be */

static _Bool is_in(const struct sibu_zone *zone, uint32_t floor, float x, float y)
{
    return floor == zone->floor && sibu_polygon_contains(&zone->polygon, (double)x, (double)y);
}

static _Bool leads_out(const struct sibu_ways *ways, uint32_t node)
{
    for (uint32_t goal = 0; goal < ways->goal_count; goal++) {
        if (way_length(ways, goal, node) < WAY_FAR) {
            return 1;
        }
    }
    return 0;
}

/* Every second node of every second row: a room that a person fits in has one. */
static _Bool is_spot(const struct sibu_world *world, const struct sibu_zone *zone, uint32_t node)
{
    const struct way_map *map = &world->ways->map;
    const struct way_node *at = &map->nodes[node];
    long column = (long)(((double)at->x - map->origin_x) * map->cells_per_m);
    long row = (long)(((double)at->y - map->origin_y) * map->cells_per_m);
    return column % 2 == 0 && row % 2 == 0 && !at->tight && is_in(zone, at->floor, at->x, at->y) &&
           leads_out(world->ways, node);
}

static _Bool open_sweep(struct sibu_world *world, struct world_sweep *sweep)
{
    const struct sibu_zone *zone = &world->def.site->zones[sweep->zone];
    size_t nodes = world->ways->map.node_count;
    sweep->unseen = sibu_arena_take(&world->arena, nodes, 1);
    for (uint32_t node = 0; sweep->unseen && node < nodes; node++) {
        sweep->unseen[node] = is_spot(world, zone, node);
        sweep->spot_count += sweep->unseen[node];
    }
    sweep->spots = sibu_arena_take(&world->arena, sweep->spot_count + 1, sizeof *sweep->spots);
    sweep->waiting = sibu_arena_take(&world->arena, world->count, sizeof *sweep->waiting);
    if (!sweep->unseen || !sweep->spots || !sweep->waiting) {
        return 0;
    }
    for (uint32_t node = 0, count = 0; node < nodes; node++) {
        if (sweep->unseen[node]) {
            sweep->spots[count++] = node;
        }
    }
    for (size_t i = 0; i < world->count; i++) {
        const struct world_people *people = &world->people;
        if (world->def.people[i].sweeps == 0 && world_will_start(people->premovement_s[i]) &&
            is_in(zone, people->floor[i], people->x[i], people->y[i])) {
            sweep->waiting[sweep->waiting_count++] = (uint32_t)i;
        }
    }
    return 1;
}

/* The zone's sweep, begun by its first warden: index + 1. */
static uint32_t sweep_of(struct world_tasks *tasks, uint32_t zone)
{
    for (size_t k = 0; k < tasks->sweep_count; k++) {
        if (tasks->sweeps[k].zone == zone) {
            return (uint32_t)k + 1;
        }
    }
    tasks->sweeps[tasks->sweep_count++].zone = zone;
    return (uint32_t)tasks->sweep_count;
}

_Bool world_open_sweeps(struct sibu_world *world)
{
    struct world_tasks *tasks = &world->tasks;
    tasks->sweeps = sibu_arena_take(&world->arena, tasks->count, sizeof *tasks->sweeps);
    for (size_t i = 0; tasks->sweeps && i < tasks->count; i++) {
        uint32_t zone = world->def.people[tasks->items[i].person].sweeps;
        tasks->items[i].sweep = zone > 0 ? sweep_of(tasks, zone - 1) : 0;
    }
    _Bool opened = tasks->sweeps != NULL;
    for (size_t k = 0; opened && k < tasks->sweep_count; k++) {
        opened = open_sweep(world, &tasks->sweeps[k]);
    }
    return opened;
}

/* Whether the warden's body sees the point within `sight` m. */
static _Bool sees(const struct sibu_world *world, size_t body, const float at[2], float sight)
{
    const float x = at[0], y = at[1];
    const struct crowd_bodies *now = &world->crowd.now;
    float dx = x - now->x[body], dy = y - now->y[body];
    return dx * dx + dy * dy <= sight * sight &&
           path_sees(&world->ways->map, now->self[body].floor,
                     (struct sibu_point){(double)now->x[body], (double)now->y[body]},
                     (struct sibu_point){(double)x, (double)y});
}

static void see_places(const struct sibu_world *world, struct world_sweep *sweep, size_t body)
{
    for (size_t k = sweep->spot_count; k > 0; k--) {
        uint32_t spot = sweep->spots[k - 1];
        const struct way_node *at = &world->ways->map.nodes[spot];
        if (!sweep->unseen[spot] || sees(world, body, (const float[]){at->x, at->y}, PLACE_SIGHT_M)) {
            sweep->unseen[spot] = 0;
            sweep->spots[k - 1] = sweep->spots[--sweep->spot_count];
        }
    }
}

/* Who still waits and is seen sets out at once. */
static void send_off(struct sibu_world *world, struct world_sweep *sweep, size_t body, const double step[2])
{
    for (size_t k = sweep->waiting_count; k > 0; k--) {
        uint32_t person = sweep->waiting[k - 1];
        if (world->people.state[person] == SIBU_PERSON_WAITING &&
            sees(world, body, (const float[]){world->people.x[person], world->people.y[person]}, SIGHT_M)) {
            world_start(world, person, step[0], step[1]);
        }
        if (world->people.state[person] != SIBU_PERSON_WAITING) {
            sweep->waiting[k - 1] = sweep->waiting[--sweep->waiting_count];
        }
    }
}

static void look_round(struct sibu_world *world, struct world_sweep *sweep, size_t body, const double step[2])
{
    if (world->crowd.now.self[body].floor == world->def.site->zones[sweep->zone].floor) {
        see_places(world, sweep, body);
        send_off(world, sweep, body, step);
    }
}

static void stay(struct sibu_world *world, struct world_task *task, double time_s)
{
    task->phase = TASK_STAYING;
    task->end_s = time_s + STAY_MAX_S;
    crowd_halt(&world->crowd, world->people.body[task->person]);
}

/* On to the nearest place that nobody has seen; where there is none, or none that can be reached, the zone is swept. */
static void go_on(struct sibu_world *world, struct world_task *task, double time_s)
{
    struct world_sweep *sweep = &world->tasks.sweeps[task->sweep - 1];
    if (sweep->spot_count == 0 ||
        !world_seek(world, task, (struct path_wish){.node = WAY_NONE, .marked = sweep->unseen})) {
        stay(world, task, time_s);
    }
}

void world_begin_sweep(struct sibu_world *world, struct world_task *task, double time_s)
{
    task->end_s = time_s + SWEEP_MAX_S;
    go_on(world, task, time_s);
}

/* Whether somebody is on the way in the zone, or will yet set out there, who is not a warden. */
static _Bool is_empty(const struct sibu_world *world, const struct sibu_zone *zone)
{
    const struct world_people *people = &world->people;
    for (size_t i = 0; i < world->crowd.count; i++) {
        uint32_t who = world->crowd.now.self[i].who, task = world->tasks.of[who];
        _Bool leaves = people->state[who] == SIBU_PERSON_WALKING || world_will_start(people->premovement_s[who]);
        _Bool warden = task > 0 && world->tasks.items[task - 1].sweep > 0;
        if (leaves && !warden && is_in(zone, people->floor[who], people->x[who], people->y[who])) {
            return 0;
        }
    }
    return 1;
}

void world_sweep(struct sibu_world *world, struct world_task *task, double time_s, double end_s)
{
    struct world_sweep *sweep = &world->tasks.sweeps[task->sweep - 1];
    size_t body = world->people.body[task->person];
    uint64_t tick = world->steps + task->person; /* not all in the same step */
    if (tick % LOOK_TICKS == 0) {
        look_round(world, sweep, body, (const double[2]){time_s, end_s});
    }
    if (task->phase == TASK_STAYING) {
        if (time_s >= task->end_s ||
            (tick % COUNT_TICKS == 0 && is_empty(world, &world->def.site->zones[sweep->zone]))) {
            world_end_task(world, task);
        }
        return;
    }
    if (time_s >= task->end_s) {
        world_end_task(world, task);
        return;
    }
    if (world->crowd.now.patience[body] > BLOCKED_S) {
        sweep->unseen[task->path.target] = 0;
    }
    if (!sweep->unseen[task->path.target] || !world_follow_path(world, task)) {
        go_on(world, task, time_s);
    }
}
