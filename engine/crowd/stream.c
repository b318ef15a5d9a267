/* Where two streams meet, each keeps to its right before it is too late to: people look some metres ahead for that, but
 * at streams, not at persons. So lanes form by themselves, and a corridor is not blocked by two fronts.
 */
#include "crowd/stream.h"

#include "crowd/sort.h"

#define AGAINST -0.5f /* cosine between two ways, below which they are opposed */
#define WITH 0.95f /* mean cosine, above which nobody in a cell can be opposed */

#define LOOK 2u /* one looks that far every other thought */

#define LOOKS 3u

static const float LOOKS_M[LOOKS] = {1.5f, 3.0f, 4.5f};

static _Bool somebody_opposed(const struct crowd *crowd, uint32_t cell, float dx, float dy)
{
    const struct crowd_bodies *now = &crowd->now;
    uint32_t from = crowd->first[cell], to = crowd->first[cell + 1];
    float along = (float)crowd->flow[cell].x * dx + (float)crowd->flow[cell].y * dy;
    if (from == to || along > WITH * CROWD_FLOW * (float)(to - from)) {
        return 0;
    }
    for (uint32_t k = from; k < to; k++) {
        const struct crowd_self *other = &now->self[k];
        if (now->goal[k] != CROWD_WAITING && other->dir_x * dx + other->dir_y * dy < AGAINST) {
            return 1;
        }
    }
    return 0;
}

/* Whether the way has turned off before it comes to the point (x, y): then what is there is in another room. */
static _Bool turns_off(const struct crowd *crowd, size_t i, float x, float y)
{
    const struct crowd_self *self = &crowd->now.self[i];
    uint32_t node = way_node_at(&crowd->ways->map, self->floor, x, y);
    return node == WAY_NONE || way_length(crowd->ways, self->goal, node) >= crowd->now.rank[i];
}

/* Whether somebody comes towards body `i` on its way. That somebody does is rare, so it is asked first. */
static _Bool is_met(const struct crowd *crowd, size_t i)
{
    const struct crowd_self *self = &crowd->now.self[i];
    const float x = crowd->now.x[i], y = crowd->now.y[i];
    size_t met = 0;
    while (met < LOOKS &&
           !somebody_opposed(
               crowd, crowd_cell_of(crowd, self->floor, x + self->dir_x * LOOKS_M[met], y + self->dir_y * LOOKS_M[met]),
               self->dir_x, self->dir_y)) {
        met++;
    }
    if (met == LOOKS) {
        return 0;
    }
    for (size_t n = 0; n <= met; n++) {
        if (turns_off(crowd, i, x + self->dir_x * LOOKS_M[n], y + self->dir_y * LOOKS_M[n])) {
            return 0;
        }
    }
    return 1;
}

static void sum_up(struct crowd *crowd, struct crowd_slice *slice)
{
    const struct crowd_bodies *now = &crowd->now;
    uint32_t last = UINT32_MAX;
    for (size_t i = slice->from; i < slice->to; i++) {
        if (now->goal[i] == CROWD_WAITING) {
            continue;
        }
        uint32_t cell = crowd_cell_of(crowd, now->self[i].floor, now->x[i], now->y[i]);
        const struct crowd_flow before = cell == last ? crowd->flow[cell] : (struct crowd_flow){0, 0};
        crowd->flow[cell] = (struct crowd_flow){(int16_t)(before.x + (int)(now->self[i].dir_x * CROWD_FLOW)),
                                                (int16_t)(before.y + (int)(now->self[i].dir_y * CROWD_FLOW))};
        last = cell;
    }
}

static void look_ahead(struct crowd *crowd, struct crowd_slice *slice)
{
    for (size_t i = slice->from; i < slice->to; i++) {
        struct crowd_self *self = &crowd->now.self[i];
        if (crowd->now.goal[i] != CROWD_WAITING && (crowd->thoughts + self->who) % LOOK == 0) {
            self->met = is_met(crowd, i);
        }
    }
}

void crowd_stream(struct crowd *crowd)
{
    crowd_each_slice(crowd, sum_up);
    crowd_each_slice(crowd, look_ahead);
}
