/* Phase: the invariants, made certain. A move that would break one is halved, then undone; of two who would overlap,
 * the one who does not go first gives way.
 *
 * Where everybody stood before was good, so undoing moves always ends well: each round shortens at least one move, and
 * with all of them undone nothing is left to object to. Each round judges all by the positions of the round before, so
 * the order of bodies makes no difference.
 */
#include <string.h>

#include "crowd/contact.h"
#include "crowd/phase.h"

static _Bool hits_wall(const struct crowd *crowd, size_t i)
{
    const struct way_map *map = &crowd->ways->map;
    float x = crowd->to_x[i], y = crowd->to_y[i], from_x = crowd->now.x[i], from_y = crowd->now.y[i];
    uint16_t floor = crowd->now.self[i].floor;
    if (!crowd_clear_of_walls(map, floor, x, y, crowd->now.radius[i])) {
        return 1;
    }
    if (map->shut_count > 0 &&
        crowd_kept_by_shut(piece_near(&map->walls, floor, x, y), (struct sibu_point){(double)from_x, (double)from_y},
                           (struct sibu_point){(double)x, (double)y}, crowd->now.radius[i])) {
        return 1;
    }
    /* Between two places clear of a wall on its two sides lie almost two radii: a shorter move has not crossed it. */
    float dx = x - from_x, dy = y - from_y, radius = crowd->now.radius[i];
    return dx * dx + dy * dy > radius * radius &&
           piece_wall_between(piece_near(&map->walls, floor, from_x, from_y), from_x, from_y, x, y);
}

/* Whether i and k would stand further apart if i had stayed where it was. */
static _Bool undoing_helps(const struct crowd *crowd, size_t i, size_t k)
{
    if (crowd->level[i] == GUARD_STAYS) {
        return 0;
    }
    float dx = crowd->to_x[i] - crowd->to_x[k], dy = crowd->to_y[i] - crowd->to_y[k];
    float old_x = crowd->now.x[i] - crowd->to_x[k], old_y = crowd->now.y[i] - crowd->to_y[k];
    return old_x * old_x + old_y * old_y > dx * dx + dy * dy;
}

/* Of two who would overlap, whether i is the one to shorten its move: the one whose move brought them together, or
 * where both did, the one who does not go first. Of a pair with a move left, one at least is always told so. */
static _Bool is_guilty(const struct crowd *crowd, size_t i, size_t k)
{
    _Bool mine = undoing_helps(crowd, i, k), theirs = undoing_helps(crowd, k, i);
    if (mine != theirs) {
        return mine;
    }
    int first = crowd_first(&crowd->now, i, k);
    return first < 0 || (first == 0 && i > k) || crowd->level[k] == GUARD_STAYS;
}

static _Bool hits_body(const struct crowd *crowd, struct contact_run contacts, size_t i)
{
    const struct crowd_bodies *now = &crowd->now;
    for (uint32_t c = 0; c < contacts.count; c++) {
        uint32_t k = contacts.items[c];
        float dx = crowd->to_x[i] - crowd->to_x[k], dy = crowd->to_y[i] - crowd->to_y[k];
        if (!crowd_clear_of_body(dx, dy, now->radius[i] + now->radius[k]) && is_guilty(crowd, i, k)) {
            return 1;
        }
    }
    return 0;
}

/* Marks in `suspect` who must give way: 2 for them; 0 for all others that were looked at. */
static void judge_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    slice->guilty = 0;
    for (size_t n = 0; n < slice->busy_count; n++) {
        size_t i = crowd->busy[slice->from + n];
        if (!crowd->suspect[i]) {
            continue;
        }
        _Bool guilty = crowd->level[i] != GUARD_STAYS &&
                       (hits_wall(crowd, i) || hits_body(crowd, crowd_contacts(crowd, slice, i), i));
        crowd->suspect[i] = guilty ? 2 : 0;
        slice->guilty = slice->guilty || guilty;
    }
}

static _Bool judge(struct crowd *crowd)
{
    _Bool any = 0;
    crowd_each_slice(crowd, judge_slice);
    for (unsigned s = 0; s < crowd->slice_count; s++) {
        any = any || crowd->slices[s].guilty;
    }
    return any;
}

static void shorten(struct crowd *crowd, size_t i)
{
    float x = crowd->now.x[i], y = crowd->now.y[i];
    crowd->level[i]--;
    _Bool half = crowd->level[i] == GUARD_HALF;
    crowd->to_x[i] = half ? x + (crowd->to_x[i] - x) * 0.5f : x;
    crowd->to_y[i] = half ? y + (crowd->to_y[i] - y) * 0.5f : y;
}

/* By the caller alone, because suspicion goes over the borders of slices; they are few. */
static void shorten_slice(struct crowd *crowd, const struct crowd_slice *slice)
{
    for (size_t n = 0; n < slice->busy_count; n++) {
        size_t i = crowd->busy[slice->from + n];
        if (crowd->suspect[i] != 2) {
            continue;
        }
        shorten(crowd, i);
        crowd->suspect[i] = 1;
        struct contact_run contacts = crowd_contacts(crowd, slice, i);
        for (uint32_t c = 0; c < contacts.count; c++) {
            uint32_t k = contacts.items[c];
            crowd->suspect[k] = crowd->suspect[k] == 2 ? 2 : 1;
        }
    }
}

void crowd_guard(struct crowd *crowd)
{
    memset(crowd->level, GUARD_WHOLE, crowd->count);
    memset(crowd->suspect, 1, crowd->count);
    while (judge(crowd)) {
        for (unsigned s = 0; s < crowd->slice_count; s++) {
            if (crowd->slices[s].guilty) {
                shorten_slice(crowd, &crowd->slices[s]);
            }
        }
    }
}
