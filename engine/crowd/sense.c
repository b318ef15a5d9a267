/* Phase: where everybody is, where their way leads from there, and whether they are getting on. */
#include <math.h>

#include "crowd/phase.h"

#define PROGRESS_S 0.1f /* the way must be this much shorter to count as getting on */
#define SLOW_MUCH 128 /* who holds back this much of their speed is waiting */
#define BLOCK 16u /* bodies */
#define STEP_ASIDE_M_PER_S 0.6f /* how fast somebody who stands makes room */

/* The free speed on the node: on a stair less, by the way one goes. */
static float limit_on(const struct crowd *crowd, const struct crowd_self *self)
{
    const struct way_map *map = &crowd->ways->map;
    uint16_t stair = self->calm ? 0 : map->nodes[self->node].stair;
    if (stair == 0) {
        return self->speed;
    }
    const struct way_stair *way = &map->stairs[stair - 1];
    float along = self->dir_x * way->direction_x + self->dir_y * way->direction_y;
    const struct crowd_pace *pace = &crowd->paces[self->who];
    float own = (along >= 0.0f) == way->rises ? pace->up : pace->down;
    if (own > 0.0f) {
        return own * way->plan_share;
    }
    return self->speed * (along >= 0.0f ? way->factor_to : way->factor_from);
}

/* Whether the body is about to pass a door or in one: then it goes straight through. */
static _Bool at_door(const struct crowd *crowd, size_t i, struct way_view *view)
{
    const struct crowd_bodies *now = &crowd->now;
    const struct crowd_self *self = &now->self[i];
    const struct way_walker walker = {
        .x = now->x[i], .y = now->y[i], .radius = now->radius[i], .goal = self->goal, .floor = self->floor};
    return way_through_door(crowd->ways, &walker, view);
}

static void look(struct crowd *crowd, size_t i)
{
    struct crowd_bodies *now = &crowd->now;
    struct crowd_self *self = &now->self[i];
    struct way_view view = way_look(crowd->ways, self->goal, self->node, now->x[i], now->y[i]);
    self->at_door = !self->calm && at_door(crowd, i, &view);
    if (view.dx * view.dx + view.dy * view.dy > 0.0f) {
        self->dir_x = view.dx;
        self->dir_y = view.dy;
    }
    now->rank[i] = view.length;
}

/* Who gets nearer, or stands to let others catch up, has patience. */
static void bear(struct crowd *crowd, size_t i)
{
    struct crowd_bodies *now = &crowd->now;
    struct crowd_self *self = &now->self[i];
    if (now->rank[i] < self->best - PROGRESS_S) {
        self->best = now->rank[i];
        now->patience[i] = 0.0f;
    } else if (self->slow >= SLOW_MUCH) {
        now->patience[i] = 0.0f;
    } else {
        now->patience[i] += crowd->step_s * (float)crowd->period;
    }
}

uint32_t crowd_node_of(const struct crowd *crowd, size_t body)
{
    const struct way_map *map = &crowd->ways->map;
    const struct crowd_self *self = &crowd->now.self[body];
    float x = crowd->now.x[body], y = crowd->now.y[body];
    uint32_t node = way_node_at(map, self->floor, x, y);
    if (map->shut_count > 0) {
        node = way_node_this_side(map, self->floor, node, x, y);
    }
    return node == WAY_NONE ? self->node : node; /* a corner without a node: by the last one it had */
}

static _Bool looks(const struct crowd *crowd, size_t i)
{
    return crowd->now.goal[i] < CROWD_ERRAND;
}

static void find_place(struct crowd *crowd, size_t i)
{
    struct crowd_self *self = &crowd->now.self[i];
    self->node = crowd_node_of(crowd, i);
    if (looks(crowd, i)) {
        way_tell_early(crowd->ways, self->goal, self->node);
    }
}

void crowd_sense_one(struct crowd *crowd, size_t i)
{
    const struct way_map *map = &crowd->ways->map;
    struct crowd_bodies *now = &crowd->now;
    struct crowd_self *self = &now->self[i];
    self->calm = map->calm[self->node];
    now->stair[i] = self->calm ? 0 : map->nodes[self->node].stair;
    self->at_door = 0;
    float fastest = STEP_ASIDE_M_PER_S;
    if (now->goal[i] != CROWD_WAITING) {
        if (looks(crowd, i)) {
            look(crowd, i);
        }
        bear(crowd, i);
        float limit = limit_on(crowd, self) * (crowd->hindered ? crowd->hindered[self->who] : 1.0f);
        if (self->slow > 0) {
            limit *= (float)(UINT8_MAX - self->slow) / (float)UINT8_MAX;
        }
        crowd->limit[i] = limit;
        fastest = limit > fastest ? limit : fastest;
    }
    crowd->move_m[i] = fastest * crowd->step_s;
}

/* In small blocks, so that the memory of many bodies is fetched at the same time. */
static void sense_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    for (size_t from = slice->from; from < slice->to; from += BLOCK) {
        size_t to = slice->to - from < BLOCK ? slice->to : from + BLOCK;
        for (size_t i = from; i < to; i++) {
            find_place(crowd, i);
        }
        for (size_t i = from; i < to; i++) {
            const struct crowd_self *self = &crowd->now.self[i];
            if (looks(crowd, i)) {
                way_tell_again(crowd->ways, self->goal, self->node, crowd->now.y[i]);
            }
        }
        for (size_t i = from; i < to; i++) {
            crowd_sense_one(crowd, i);
        }
    }
}

void crowd_sense(struct crowd *crowd)
{
    crowd_each_slice(crowd, sense_slice);
}
