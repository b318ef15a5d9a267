/* What is noticed of a body's way in one step: lines crossed, a stair's middle, the arrival.
 *
 * Depends on: world/world_state.h. One thread a world.
 */
#include <assert.h>
#include <stdlib.h>

#include "world/world_state.h"

#define MUSTER_EDGE_M 0.3f /* who has arrived is this far inside, if the area is large enough */
#define MUSTER_DEEP 0.85f /* share of the greatest depth beyond which nobody has to go; the field begins at 0.9 */
#define MUSTER_PATIENCE_S 3.0f /* who is inside and gets no further has arrived as well */

void world_add_event(struct sibu_world *world, struct sibu_event event)
{
    void *items = world->events;
    _Bool grown = sibu_array_reserve(&items, &world->event_capacity, world->event_count + 1, sizeof event,
                                     SIZE_MAX / sizeof event);
    assert(grown); /* an event lost would be a lie */
    world->events = items;
    world->events[world->event_count++] = event;
}

static int by_time(const void *left, const void *right)
{
    const struct sibu_event *a = left, *b = right;
    int order = (a->time_s > b->time_s) - (a->time_s < b->time_s);
    order = order ? order : (a->person > b->person) - (a->person < b->person);
    order = order ? order : (a->kind > b->kind) - (a->kind < b->kind);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

void world_sort_events(struct sibu_world *world)
{
    qsort(world->events, world->event_count, sizeof *world->events, by_time);
}

struct track { /* one body's way in this step */
    struct sibu_world *world;
    size_t body;
    struct sibu_point from, to;
    double start_s, lasts_s;
};

static struct track track_of(struct sibu_world *world, size_t i, double time_s)
{
    const struct crowd *crowd = &world->crowd;
    double share = (double)crowd->now.self[i].share;
    struct track track = {.world = world, .body = i, .start_s = time_s, .lasts_s = (double)crowd->step_s};
    if (share > 0.0 && share < 1.0) { /* it started within this step */
        track.start_s += track.lasts_s * (1.0 - share);
        track.lasts_s *= share;
    }
    track.from = (struct sibu_point){(double)crowd->now.x[i], (double)crowd->now.y[i]};
    track.to = (struct sibu_point){(double)crowd->to_x[i], (double)crowd->to_y[i]};
    return track;
}

static void note(const struct track *track, enum sibu_event_kind kind, uint32_t place, double share)
{
    world_add_event(track->world, (struct sibu_event){.time_s = track->start_s + share * track->lasts_s,
                                                      .person = track->world->crowd.now.self[track->body].who,
                                                      .kind = (uint16_t)kind,
                                                      .place = (uint16_t)place});
}

/* Somebody who stood and waited is swept out of an exit by others: that was their start. */
static void set_out(const struct track *track, double share)
{
    struct sibu_world *world = track->world;
    uint32_t who = world->crowd.now.self[track->body].who;
    if (world->people.state[who] == SIBU_PERSON_WAITING) {
        note(track, SIBU_EVENT_START, 0, share);
        world_set_out(world, who);
    }
}

static void finish(const struct track *track)
{
    struct sibu_world *world = track->world;
    uint8_t *state = &world->people.state[world->crowd.now.self[track->body].who];
    size_t *among = *state == SIBU_PERSON_OVERCOME ? &world->overcome : &world->walking; /* pushed out by others */
    *state = SIBU_PERSON_DONE;
    (*among)--;
    world->done++;
}

/* Doors and exits crossed. True where that ends the person's way. */
static _Bool cross_lines(const struct track *track)
{
    struct sibu_world *world = track->world;
    const struct crowd_self *self = &world->crowd.now.self[track->body];
    struct piece_run run = piece_near(&world->ways->map.lines, self->floor, (float)track->from.x, (float)track->from.y);
    _Bool out = 0;
    for (size_t k = 0; k < run.count; k++) {
        double share;
        if (!piece_crossed(&run.items[k], track->from, track->to, &share)) {
            continue;
        }
        crowd_pass_gate(&track->world->crowd, run.items[k].kind, run.items[k].index);
        _Bool exit = run.items[k].kind == PIECE_EXIT;
        _Bool ends = exit && world->def.goal == SIBU_GOAL_EXIT;
        if (ends) {
            set_out(track, share);
        }
        note(track, exit ? SIBU_EVENT_EXIT : SIBU_EVENT_DOOR, run.items[k].index, share);
        out = out || ends;
    }
    return out;
}

/* On a stair the floor changes with the half one is in. */
static void change_floor(const struct track *track)
{
    struct sibu_world *world = track->world;
    struct crowd_self *self = &world->crowd.now.self[track->body];
    uint16_t index = world->crowd.now.stair[track->body];
    if (index == 0) {
        return;
    }
    const struct way_stair *stair = &world->ways->map.stairs[index - 1];
    uint16_t floor = way_stair_floor(stair, (float)track->to.x, (float)track->to.y);
    if (floor == self->floor) {
        return;
    }
    double x = (double)stair->direction_x, y = (double)stair->direction_y;
    double from = track->from.x * x + track->from.y * y, to = track->to.x * x + track->to.y * y;
    double share = ((double)stair->middle - from) / (to - from);
    self->floor = floor;
    world->people.floor[self->who] = floor;
    note(track, SIBU_EVENT_STAIR, (uint32_t)index - 1, share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share);
}

/* Whether a walker to a muster area has arrived: as deep inside as drawn for them, or inside and no longer moving. */
static _Bool has_arrived(const struct track *track)
{
    const struct sibu_world *world = track->world;
    const struct crowd_self *self = &world->crowd.now.self[track->body];
    if (world->def.goal != SIBU_GOAL_MUSTER || world->crowd.now.goal[track->body] != self->goal ||
        self->goal == CROWD_WAITING || world->ways->map.nodes[self->node].muster != self->goal + 1) {
        return 0;
    }
    float deepest = world->ways->depth_m[self->goal] * MUSTER_DEEP;
    float edge = deepest < MUSTER_EDGE_M ? deepest : MUSTER_EDGE_M;
    float wanted = edge + world->people.deep[self->who] * (deepest - edge);
    const struct sibu_polygon *area = &world->def.site->musters[self->goal].polygon;
    float depth = way_depth_inside(area, (float)track->to.x, (float)track->to.y);
    return depth >= wanted || (depth >= edge && world->crowd.now.patience[track->body] > MUSTER_PATIENCE_S);
}

void world_notice(struct sibu_world *world, size_t i, double time_s)
{
    struct track track = track_of(world, i, time_s);
    if (cross_lines(&track)) {
        finish(&track);
        return;
    }
    change_floor(&track);
    if (has_arrived(&track)) {
        note(&track, SIBU_EVENT_ARRIVE, world->crowd.now.self[i].goal, 1.0);
        finish(&track);
    }
}
