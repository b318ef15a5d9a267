/* The crowd's memory, and its bodies coming and going; the step as a list of phases. See crowd.h. */
#include "crowd/crowd.h"

#include <assert.h>
#include <math.h>

#include "crowd/contact.h"
#include "crowd/gate.h"
#include "crowd/law.h"
#include "crowd/phase.h"
#include "crowd/queue.h"
#include "crowd/sort.h"
#include "crowd/stream.h"

#define SLICES_A_MEMBER 16u /* of a team: who is done sooner helps the others */

static _Bool open_bodies(struct crowd_bodies *bodies, struct sibu_arena *arena, size_t n)
{
    float **const arrays[] = {&bodies->x,      &bodies->y,    &bodies->vx,      &bodies->vy,
                              &bodies->radius, &bodies->rank, &bodies->patience};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        *arrays[i] = sibu_arena_take(arena, n, sizeof(float));
        if (!*arrays[i]) {
            return 0;
        }
    }
    bodies->goal = sibu_arena_take(arena, n, sizeof *bodies->goal);
    bodies->stair = sibu_arena_take(arena, n, sizeof *bodies->stair);
    bodies->company = sibu_arena_take(arena, n, sizeof *bodies->company);
    bodies->stuck = sibu_arena_take(arena, n, sizeof *bodies->stuck);
    bodies->self = sibu_arena_take(arena, n, sizeof *bodies->self);
    return bodies->goal && bodies->stair && bodies->company && bodies->stuck && bodies->self;
}

static _Bool open_slices(struct crowd *crowd, size_t n)
{
    crowd->slice_count = crowd->team ? team_members(crowd->team) * SLICES_A_MEMBER : 1;
    crowd->slices = sibu_arena_take(&crowd->arena, crowd->slice_count, sizeof *crowd->slices);
    crowd->key = sibu_arena_take(&crowd->arena, n, sizeof *crowd->key);
    crowd->busy = crowd->key;
    _Bool stairs = crowd->ways->map.site->stair_count > 0;
    crowd->paces = stairs ? sibu_arena_take(&crowd->arena, n, sizeof *crowd->paces) : NULL;
    if (!crowd->slices) {
        crowd->slice_count = 0;
        return 0;
    }
    return crowd->key && (crowd->paces || !stairs) && crowd_contacts_open(crowd);
}

_Bool crowd_open(struct crowd *crowd, const struct sibu_ways *ways, size_t capacity, struct team *team)
{
    *crowd = (struct crowd){.ways = ways, .capacity = capacity, .team = team};
    size_t n = capacity + CROWD_PADDING;
    return open_bodies(&crowd->now, &crowd->arena, n) && open_bodies(&crowd->spare, &crowd->arena, n) &&
           open_slices(crowd, n) && crowd_cells_open(crowd) && crowd_queue_open(crowd) && crowd_gates_open(crowd);
}

void crowd_close(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->slice_count; i++) {
        sibu_array_free(crowd->slices[i].own);
    }
    sibu_arena_clear(&crowd->arena);
    *crowd = (struct crowd){0};
}

size_t crowd_memory(const struct crowd *crowd)
{
    size_t bytes = crowd->arena.used_bytes;
    for (unsigned i = 0; i < crowd->slice_count; i++) {
        bytes += crowd->slices[i].own_capacity * sizeof *crowd->slices[i].own;
    }
    return bytes;
}

struct round { /* one phase for all slices */
    struct crowd *crowd;
    void (*work)(struct crowd *crowd, struct crowd_slice *slice);
};

static void do_slice(void *of, unsigned slice)
{
    const struct round *round = of;
    round->work(round->crowd, &round->crowd->slices[slice]);
}

void crowd_each_slice(struct crowd *crowd, void (*work)(struct crowd *crowd, struct crowd_slice *slice))
{
    struct round round = {.crowd = crowd, .work = work};
    team_do(crowd->team, crowd->slice_count, do_slice, &round);
}

void crowd_add(struct crowd *crowd, const struct crowd_body *body)
{
    assert(crowd->count < crowd->capacity);
    struct crowd_bodies *now = &crowd->now;
    size_t i = crowd->count++;
    now->x[i] = body->x;
    now->y[i] = body->y;
    now->vx[i] = 0.0f;
    now->vy[i] = 0.0f;
    now->radius[i] = body->radius;
    now->rank[i] = WAY_FAR;
    now->patience[i] = 0.0f;
    now->stuck[i] = 0;
    now->company[i] = 0;
    now->goal[i] = CROWD_WAITING;
    uint32_t node = way_node_at(&crowd->ways->map, body->floor, body->x, body->y);
    now->stair[i] = node == WAY_NONE ? 0 : crowd->ways->map.nodes[node].stair;
    now->self[i] = (struct crowd_self){.who = body->who,
                                       .node = node,
                                       .speed = body->speed,
                                       .best = WAY_FAR,
                                       .goal = body->goal,
                                       .assigned = body->goal != CROWD_WAITING,
                                       .floor = body->floor};
    if (crowd->paces) {
        crowd->paces[body->who] = (struct crowd_pace){body->down, body->up};
    }
    crowd->max_radius = body->radius > crowd->max_radius ? body->radius : crowd->max_radius;
    const float speeds[] = {body->speed, body->down, body->up};
    for (size_t k = 0; k < sizeof speeds / sizeof speeds[0]; k++) {
        crowd->max_speed = speeds[k] > crowd->max_speed ? speeds[k] : crowd->max_speed;
    }
}

void crowd_decide(struct crowd *crowd, size_t body)
{
    crowd->now.self[body].goal = crowd_best_goal(crowd, body);
}

void crowd_start(struct crowd *crowd, size_t body, float share)
{
    struct crowd_self *self = &crowd->now.self[body];
    self->share = crowd_share_of(share);
    self->fresh = 1;
    crowd_choose_anew(crowd, body, self->goal != CROWD_WAITING);
    crowd->now.patience[body] = 0.0f;
    crowd->now.stuck[body] = 0;
}

void crowd_lead(struct crowd *crowd, size_t body, const struct way_view *view)
{
    struct crowd_self *self = &crowd->now.self[body];
    uint32_t errands = CROWD_WAITING - CROWD_ERRAND;
    self->goal = self->goal == CROWD_WAITING ? 0 : self->goal; /* of the ways; not headed for */
    self->dir_x = view->dx;
    self->dir_y = view->dy;
    self->fresh |= self->share == 0;
    self->share = self->share > 0 ? self->share : UINT8_MAX;
    crowd->now.goal[body] = (uint16_t)(CROWD_ERRAND + self->who % errands); /* one's own: nobody is ahead of one */
    crowd->now.rank[body] = view->length;
}

void crowd_set_speed(struct crowd *crowd, size_t body, float speed, float down, float up)
{
    struct crowd_self *self = &crowd->now.self[body];
    self->speed = speed;
    if (crowd->paces) {
        crowd->paces[self->who] = (struct crowd_pace){down, up};
    }
    crowd->max_speed = speed > crowd->max_speed ? speed : crowd->max_speed;
}

void crowd_halt(struct crowd *crowd, size_t body)
{
    crowd->now.self[body].share = 0;
    crowd->now.self[body].goal = CROWD_WAITING;
    crowd->now.goal[body] = CROWD_WAITING;
    crowd->now.patience[body] = 0.0f;
    crowd->now.stuck[body] = 0;
}

void crowd_reroute(struct crowd *crowd, const struct sibu_ways *ways)
{
    crowd->ways = ways;
    for (size_t i = 0; i < crowd->count; i++) {
        struct crowd_self *self = &crowd->now.self[i];
        uint16_t goal = crowd->now.goal[i];
        _Bool walks = goal < ways->goal_count || (goal == CROWD_WAITING && self->share > 0);
        if (!self->gone && walks) {
            self->node = crowd_node_of(crowd, i);
            crowd_choose_anew(crowd, i, self->assigned);
        }
    }
}

void crowd_assign(struct crowd *crowd, size_t body, uint16_t goal)
{
    assert(goal < crowd->ways->goal_count);
    crowd->now.self[body].goal = goal;
    crowd->now.self[body].assigned = 1;
    crowd->now.self[body].best = WAY_FAR;
    crowd->now.goal[body] = goal;
}

void crowd_remove(struct crowd *crowd, size_t body)
{
    crowd->now.self[body].gone = 1;
}

_Bool crowd_thinks(const struct crowd *crowd)
{
    return crowd->since == 0 || crowd->since >= crowd->period;
}

static void set_step(struct crowd *crowd, float step_s)
{
    unsigned period = (unsigned)(CROWD_THOUGHT_S / step_s + 0.5f);
    crowd->step_s = step_s;
    crowd->period = period > 1 ? period : 1;
}

_Bool crowd_plan(struct crowd *crowd, float step_s)
{
    assert(step_s > 0.0f && step_s <= SUBSTEP_MAX_S * 1.0001f);
    if (crowd_thinks(crowd)) {
        set_step(crowd, step_s);
        crowd_sense(crowd);
        crowd_choose(crowd);
        crowd_stream(crowd);
        if (!crowd_walk(crowd)) {
            crowd->since = 0;
            return 0;
        }
        crowd->thoughts++;
        crowd->since = 0;
    }
    crowd_go(crowd);
    crowd_settle(crowd);
    crowd_gate(crowd);
    crowd_guard(crowd);
    crowd->since++;
    return 1;
}

void crowd_rest(struct crowd *crowd)
{
    if (crowd_thinks(crowd)) {
        crowd->thoughts++;
        crowd->since = 0;
    }
    crowd->since++;
}

static void move_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    struct crowd_bodies *now = &crowd->now;
    float per_s = 1.0f / crowd->step_s;
    for (size_t i = slice->from; i < slice->to; i++) {
        now->vx[i] = (crowd->to_x[i] - now->x[i]) * per_s;
        now->vy[i] = (crowd->to_y[i] - now->y[i]) * per_s;
        now->x[i] = crowd->to_x[i];
        now->y[i] = crowd->to_y[i];
        now->stuck[i] = crowd->will_stick[i];
        now->company[i] = crowd->will_company[i];
        now->self[i].held = crowd->level[i] == GUARD_STAYS && !now->self[i].held;
        if (now->goal[i] != CROWD_WAITING) {
            now->self[i].share = UINT8_MAX;
        }
    }
}

void crowd_move(struct crowd *crowd)
{
    crowd_each_slice(crowd, move_slice);
}

_Bool crowd_clear_of_body(float dx, float dy, float radii)
{
    float least = radii * CROWD_KEPT;
    return dx * dx + dy * dy >= least * least;
}

_Bool crowd_clear_of_walls(const struct way_map *map, uint32_t floor, float x, float y, float radius)
{
    float least = radius * CROWD_KEPT;
    struct piece_run run = piece_near(&map->walls, floor, x, y);
    for (size_t i = 0; i < run.count; i++) {
        float dx, dy;
        if (run.items[i].kind == PIECE_WALL && piece_offset(&run.items[i], x, y, &dx, &dy) < least * least) {
            return 0;
        }
    }
    return 1;
}

_Bool crowd_kept_by_shut(struct piece_run walls, struct sibu_point from, struct sibu_point to, float radius)
{
    float least = radius * CROWD_KEPT;
    for (size_t i = 0; i < walls.count; i++) {
        const struct piece *piece = &walls.items[i];
        float dx, dy;
        double share;
        if (piece->kind == PIECE_WALL) {
            continue;
        }
        float after = piece_offset(piece, (float)to.x, (float)to.y, &dx, &dy);
        _Bool nearer = after < least * least && after < piece_offset(piece, (float)from.x, (float)from.y, &dx, &dy);
        if (nearer || piece_crossed(piece, from, to, &share)) {
            return 1;
        }
    }
    return 0;
}
