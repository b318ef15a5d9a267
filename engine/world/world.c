/* Opening, closing and reading a world. The step is step.c, what is refused check.c, what is noticed event.c.
 *
 * Depends on: world/world_state.h, sibu/random.h. One thread a world.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/random.h"
#include "world/world_state.h"

#define EVENTS_AT_START                                                                                                \
    64u /* beside one a person: there are more when all set out at once, and cross something as well */

struct sibu_world_def sibu_world_default(void)
{
    return (struct sibu_world_def){.goal = SIBU_GOAL_EXIT, .step_s = 0.05, .seed = 1};
}

static enum sibu_status no_memory(const struct sibu_world_def *def, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足，放不下 %zu 人",
                          "no memory left for %zu people", def->people_count);
}

static _Bool open_people(struct world_people *people, struct sibu_arena *arena, size_t n)
{
    people->id = sibu_arena_take(arena, n, sizeof *people->id);
    people->x = sibu_arena_take(arena, n, sizeof *people->x);
    people->y = sibu_arena_take(arena, n, sizeof *people->y);
    people->heading_x = sibu_arena_take(arena, n, sizeof *people->heading_x);
    people->heading_y = sibu_arena_take(arena, n, sizeof *people->heading_y);
    people->floor = sibu_arena_take(arena, n, sizeof *people->floor);
    people->state = sibu_arena_take(arena, n, sizeof *people->state);
    people->premovement_s = sibu_arena_take(arena, n, sizeof *people->premovement_s);
    people->body = sibu_arena_take(arena, n, sizeof *people->body);
    people->taste = sibu_arena_take(arena, n, sizeof *people->taste);
    return people->id && people->x && people->y && people->heading_x && people->heading_y && people->floor &&
           people->state && people->premovement_s && people->body && people->taste;
}

static _Bool open_arrays(struct sibu_world *world)
{
    size_t n = world->count + 1;
    void *events = NULL;
    if (!sibu_array_reserve(&events, &world->event_capacity, n + EVENTS_AT_START, sizeof *world->events,
                            SIZE_MAX / sizeof *world->events)) {
        return 0;
    }
    world->events = events;
    world->starting = sibu_arena_take(&world->arena, n, sizeof *world->starting);
    world->block_hashes =
        sibu_arena_take(&world->arena, world_digest_blocks(world->count) + 1, sizeof *world->block_hashes);
    _Bool deep = world->def.goal == SIBU_GOAL_MUSTER;
    world->people.deep = deep ? sibu_arena_take(&world->arena, n, sizeof *world->people.deep) : NULL;
    return world->starting && world->block_hashes && (world->people.deep || !deep) &&
           open_people(&world->people, &world->arena, n) &&
           crowd_open(&world->crowd, world->ways, world->count, world->team);
}

_Bool world_will_start(double premovement_s)
{
    return premovement_s >= 0.0 && isfinite(premovement_s);
}

/* Where in a stair a person stands says which floor they are on, whichever of its two floors was given. */
static uint16_t floor_of(const struct way_map *map, const struct sibu_person_def *person)
{
    uint32_t node = way_node_at(map, person->floor, (float)person->x_m, (float)person->y_m);
    uint16_t stair = node == WAY_NONE ? 0 : map->nodes[node].stair;
    if (stair == 0) {
        return (uint16_t)person->floor;
    }
    return way_stair_floor(&map->stairs[stair - 1], (float)person->x_m, (float)person->y_m);
}

static void put_person(struct sibu_world *world, size_t i, const uint8_t key[32])
{
    const struct sibu_person_def *def = &world->def.people[i];
    struct world_people *people = &world->people;
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, key, "muster place", def->id);
    people->id[i] = def->id;
    people->x[i] = (float)def->x_m;
    people->y[i] = (float)def->y_m;
    people->heading_x[i] = 1.0f;
    people->floor[i] = floor_of(&world->ways->map, def);
    people->state[i] = SIBU_PERSON_WAITING;
    people->premovement_s[i] = def->premovement_s;
    if (people->deep) {
        people->deep[i] = (float)sibu_draw_unit(&stream);
    }
    sibu_pcg64_open(&stream, key, "taste", def->id);
    people->taste[i] = (uint32_t)sibu_pcg64_next(&stream);
    if (world_will_start(def->premovement_s)) {
        world->waiting++;
        world->starting[world->starting_count++] = (uint32_t)i;
    }
    crowd_add(&world->crowd, &(struct crowd_body){.who = (uint32_t)i,
                                                  .x = people->x[i],
                                                  .y = people->y[i],
                                                  .radius = (float)def->radius_m,
                                                  .speed = (float)def->speed_m_per_s,
                                                  .down = (float)def->down_m_per_s,
                                                  .up = (float)def->up_m_per_s,
                                                  .goal = def->goal ? (uint16_t)(def->goal - 1) : CROWD_WAITING,
                                                  .floor = people->floor[i]});
}

/* What everybody knows; no memory is spent where all know all. */
static _Bool open_minds(struct sibu_world *world)
{
    _Bool all = 1;
    for (size_t i = 0; i < world->count; i++) {
        all = all && world->def.people[i].familiar == 0;
    }
    if (!all) {
        world->people.familiar = sibu_arena_take(&world->arena, world->count, sizeof *world->people.familiar);
        for (size_t i = 0; world->people.familiar && i < world->count; i++) {
            world->people.familiar[i] = world->def.people[i].familiar;
        }
    }
    world->crowd.minds = (struct crowd_minds){.familiar = world->people.familiar, .taste = world->people.taste};
    return all || world->people.familiar;
}

struct start_order {
    double time_s;
    uint32_t person;
};

static int by_start(const void *left, const void *right)
{
    const struct start_order *a = left, *b = right;
    int by_time = (a->time_s > b->time_s) - (a->time_s < b->time_s);
    return by_time ? by_time : (a->person > b->person) - (a->person < b->person);
}

static _Bool sort_starting(struct sibu_world *world)
{
    struct start_order *order = sibu_array_new(world->starting_count, sizeof *order);
    if (!order) {
        return 0;
    }
    for (size_t i = 0; i < world->starting_count; i++) {
        uint32_t person = world->starting[i];
        order[i] = (struct start_order){.time_s = world->people.premovement_s[person], .person = person};
    }
    qsort(order, world->starting_count, sizeof *order, by_start);
    for (size_t i = 0; i < world->starting_count; i++) {
        world->starting[i] = order[i].person;
    }
    sibu_array_free(order);
    return 1;
}

static enum sibu_status open_ways(struct sibu_world *world, struct sibu_fault *fault)
{
    double radius = SIBU_WAYS_RADIUS_M;
    for (size_t i = 0; i < world->count; i++) {
        radius = world->def.people[i].radius_m > radius ? world->def.people[i].radius_m : radius;
    }
    world->ways = world->def.ways;
    if (world->ways && (double)world->ways->map.clearance_m + 1e-6 >= radius) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_ways_open(&world->own_ways, world->def.site, world->def.goal, radius, fault);
    world->ways = world->own_ways;
    return status;
}

static enum sibu_status open_team(struct sibu_world *world, struct sibu_fault *fault)
{
    if (world->def.threads < 2) {
        return SIBU_OK;
    }
    world->team = team_open(world->def.threads);
    return world->team ? SIBU_OK
                       : sibu_fault_set(fault, SIBU_LIMIT, world->def.site->id, "系统不能再开 %u 个线程",
                                        "the system has no %u threads to give", world->def.threads);
}

static enum sibu_status fill(struct sibu_world *world, struct sibu_fault *fault)
{
    enum sibu_status status = open_team(world, fault);
    if (status == SIBU_OK) {
        status = open_ways(world, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (!open_arrays(world)) {
        return no_memory(&world->def, fault);
    }
    uint8_t key[32];
    sibu_key_of_seed(key, world->def.seed);
    world->crowd.plain = world->def.plain != 0;
    for (size_t i = 0; i < world->count; i++) {
        put_person(world, i, key);
    }
    if (!open_minds(world) || !world_open_breath(world) || !world_open_tasks(world)) {
        return no_memory(&world->def, fault);
    }
    status = world_open_groups(world, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (!sort_starting(world)) {
        return no_memory(&world->def, fault);
    }
    return world_check_places(world, fault);
}

enum sibu_status sibu_world_open(struct sibu_world **out, const struct sibu_world_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = world_check_def(def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_world *world = sibu_array_new(1, sizeof *world);
    if (!world) {
        return no_memory(def, fault);
    }
    world->def = *def;
    world->count = def->people_count;
    double divided_s = def->divided_s > 0.0 ? def->divided_s : (double)CROWD_SUBSTEP_S;
    world->divisions = (unsigned)ceil(def->step_s / divided_s - 1e-9);
    sibu_hash_init(&world->hash, "sibu world v1");
    status = fill(world, fault);
    world->def.people = NULL; /* the caller's; all that is needed is copied */
    if (status != SIBU_OK) {
        sibu_world_close(world);
        return status;
    }
    *out = world;
    return SIBU_OK;
}

void sibu_world_close(struct sibu_world *world)
{
    if (!world) {
        return;
    }
    crowd_close(&world->crowd);
    path_finder_close(&world->tasks.finder);
    way_change_close(world->change);
    team_close(world->team);
    sibu_ways_close(world->own_ways);
    sibu_array_free(world->events);
    sibu_arena_clear(&world->arena);
    sibu_array_free(world);
}

double sibu_world_time_s(const struct sibu_world *world)
{
    return (double)world->steps * world->def.step_s / (double)world->divisions;
}

struct sibu_people_view sibu_world_people(const struct sibu_world *world)
{
    const struct world_people *people = &world->people;
    return (struct sibu_people_view){.count = world->count,
                                     .id = people->id,
                                     .x_m = people->x,
                                     .y_m = people->y,
                                     .heading_x = people->heading_x,
                                     .heading_y = people->heading_y,
                                     .floor = people->floor,
                                     .state = people->state};
}

struct sibu_events sibu_world_events(const struct sibu_world *world)
{
    return (struct sibu_events){.items = world->events, .count = world->event_count};
}

size_t sibu_world_waiting(const struct sibu_world *world)
{
    return world->waiting;
}

size_t sibu_world_walking(const struct sibu_world *world)
{
    return world->walking;
}

size_t sibu_world_done(const struct sibu_world *world)
{
    return world->done;
}

size_t sibu_world_overcome(const struct sibu_world *world)
{
    return world->overcome;
}

const double *sibu_world_doses(const struct sibu_world *world)
{
    return world->breath.dose;
}

const float *sibu_world_least_shares(const struct sibu_world *world)
{
    return world->breath.least_share;
}

uint32_t sibu_world_target(const struct sibu_world *world, uint32_t person)
{
    if (person >= world->count || world->people.state[person] != SIBU_PERSON_WALKING) {
        return SIBU_NONE;
    }
    uint16_t goal = world->crowd.now.goal[world->people.body[person]];
    return goal < world->ways->goal_count ? goal : SIBU_NONE;
}

uint64_t sibu_world_agent_steps(const struct sibu_world *world)
{
    return world->agent_steps;
}

size_t sibu_world_memory(const struct sibu_world *world)
{
    return sizeof *world + world->arena.used_bytes + world->event_capacity * sizeof *world->events +
           crowd_memory(&world->crowd);
}

void sibu_world_digest(const struct sibu_world *world, uint8_t out[32])
{
    struct sibu_hash hash = world->hash;
    sibu_hash_done(&hash, out);
}
