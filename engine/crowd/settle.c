/* Phase: bodies that would overlap are pushed apart, and off walls, in a few passes over all of them.
 *
 * Who goes first is pushed least: the others make room. What is left after the passes is the guard's.
 */
#include <math.h>
#include <string.h>

#include "crowd/contact.h"
#include "crowd/phase.h"

#define PASSES 4 /* even: who is not busy lies in one buffer only after an even number */
#define SHARE_FIRST 0.2f /* of the overlap, for who goes first; the other takes the rest */
#define EASE 0.8f /* less than all of it: several neighbours push at once */

static float share_of(const struct crowd_bodies *now, size_t i, size_t k)
{
    if (crowd_stands_fast(now, i) || crowd_stands_fast(now, k)) {
        return crowd_stands_fast(now, i) ? 0.0f : 1.0f;
    }
    int first = crowd_first(now, i, k);
    return first > 0 ? SHARE_FIRST : first < 0 ? 1.0f - SHARE_FIRST : 0.5f;
}

static void push_off_others(const struct crowd *crowd, struct contact_run contacts, size_t i, float *x, float *y)
{
    const struct crowd_bodies *now = &crowd->now;
    float push_x = 0.0f, push_y = 0.0f;
    for (uint32_t c = 0; c < contacts.count; c++) {
        uint32_t k = contacts.items[c];
        float dx = crowd->to_x[i] - crowd->to_x[k], dy = crowd->to_y[i] - crowd->to_y[k];
        float radii = now->radius[i] + now->radius[k], distance2 = dx * dx + dy * dy;
        if (distance2 >= radii * radii || !(distance2 > 0.0f)) {
            continue;
        }
        float distance = sqrtf(distance2);
        float push = (radii - distance) * share_of(now, i, k) * EASE / distance;
        push_x += dx * push;
        push_y += dy * push;
    }
    *x = crowd->to_x[i] + push_x;
    *y = crowd->to_y[i] + push_y;
}

static void push_off_walls(const struct crowd *crowd, size_t i, float *x, float *y)
{
    float radius = crowd->now.radius[i];
    struct piece_run run = piece_near(&crowd->ways->map.walls, crowd->now.self[i].floor, *x, *y);
    for (size_t w = 0; w < run.count; w++) {
        float dx, dy, distance2 = piece_offset(&run.items[w], *x, *y, &dx, &dy);
        if (distance2 >= radius * radius || !(distance2 > 0.0f)) {
            continue;
        }
        float distance = sqrtf(distance2);
        float push = (radius - distance) / distance;
        *x -= dx * push;
        *y -= dy * push;
    }
}

/* Nobody goes further than their longest way: the contacts hold for no more. */
static void keep_short(const struct crowd *crowd, size_t i, float *x, float *y)
{
    float dx = *x - crowd->now.x[i], dy = *y - crowd->now.y[i];
    float moved2 = dx * dx + dy * dy, most = crowd->move_m[i];
    if (moved2 > most * most) {
        float scale = most / sqrtf(moved2) * 0.9999f;
        *x = crowd->now.x[i] + dx * scale;
        *y = crowd->now.y[i] + dy * scale;
    }
}

/* Whether the pass before has moved the body or a contact of it. If not, this pass finds what that one has found. */
static _Bool is_stirred(const uint8_t *moved, struct contact_run contacts, size_t i)
{
    unsigned any = moved[i];
    for (uint32_t c = 0; c < contacts.count; c++) {
        any |= moved[contacts.items[c]];
    }
    return any != 0;
}

static void settle_one(struct crowd *crowd, struct contact_run contacts, size_t i)
{
    float x, y;
    push_off_others(crowd, contacts, i, &x, &y);
    push_off_walls(crowd, i, &x, &y);
    keep_short(crowd, i, &x, &y);
    crowd->aside_x[i] = x;
    crowd->aside_y[i] = y;
    crowd->moves[i] = x < crowd->to_x[i] || x > crowd->to_x[i] || y < crowd->to_y[i] || y > crowd->to_y[i];
}

static void settle_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    for (size_t n = 0; n < slice->busy_count; n++) {
        size_t i = crowd->busy[slice->from + n];
        struct contact_run contacts = crowd_contacts(crowd, slice, i);
        if (is_stirred(crowd->moved, contacts, i)) {
            settle_one(crowd, contacts, i);
        } else {
            crowd->aside_x[i] = crowd->to_x[i];
            crowd->aside_y[i] = crowd->to_y[i];
            crowd->moves[i] = 0;
        }
    }
}

/* All read the one buffer and write the other; who is not busy has the same place in both. */
void crowd_settle(struct crowd *crowd)
{
    memset(crowd->moved, 1, crowd->count); /* all are looked at in the first pass */
    for (int pass = 0; pass < PASSES; pass++) {
        crowd_each_slice(crowd, settle_slice);
        float *x = crowd->to_x, *y = crowd->to_y;
        crowd->to_x = crowd->aside_x;
        crowd->to_y = crowd->aside_y;
        crowd->aside_x = x;
        crowd->aside_y = y;
        uint8_t *moved = crowd->moved;
        crowd->moved = crowd->moves;
        crowd->moves = moved;
    }
}
