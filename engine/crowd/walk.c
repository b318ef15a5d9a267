/* Phase: heading and speed of everybody who walks, and with them where they would be if nobody were in the way.
 *
 * The heading is the one of eight that brings one on most within the next 1.5 s, when all others go on as they do.
 * The speed follows from the gap on that heading: v = gap / T, at most the free speed (the speed law of Tordeux,
 * Chraibi and Seyfried, Collision-free speed model, 2016; gap there is s - l). First order: no forces, no masses.
 *
 * So that no arch stands for ever in front of a door: one does not stop for those who have the longer way to the same
 * goal, one only slows down to a creep, and they make room.
 */
#include <math.h>

#include "crowd/contact.h"
#include "crowd/lanes.h"
#include "crowd/law.h"
#include "crowd/phase.h"

#define WALL_SIGHT_M 0.4f /* beyond the radius */
#define STUCK_S 1.5f
#define KEEP_COSINE 0.93969262f /* who is met turns 20 degrees to the right, where there is room */
#define KEEP_SINE 0.34202014f
#define FACED_M 1.0f /* so near, somebody is a leader or an opponent */
#define MAKE_WAY_M 1.2f /* so near to somebody who is stuck and goes first, one steps back */
#define MAKE_WAY_M_PER_S 0.3f
#define OTHERS_MAX 96u

#define WALLS_MAX 32u /* the nearest that are looked at first; more are never near one body */

struct walker {
    const struct crowd *crowd;
    size_t body;
    struct piece_run pieces; /* walls that may be near */
    struct lane_wall walls[WALLS_MAX];
    size_t wall_count;
    struct other others[OTHERS_MAX];
    size_t count;
    int company; /* how many with the same goal are around */
    int faced; /* 1: somebody with another goal is close ahead */
    int led; /* 1: somebody ahead goes first, so waiting is in order */
    float away_x, away_y; /* from the stuck ones to make way for; 0, 0: there are none */
};

/* How long one goes on towards k at least: those who make room, make room. */
static float least_time(const struct crowd_bodies *now, size_t i, size_t k)
{
    return crowd_first(now, i, k) > 0 ? 0.3f * LANE_FREE_S : 0.0f;
}

/* Whether the body sees k at the offset (x, y): not behind its back and not behind a wall. */
static _Bool in_view(const struct walker *walker, size_t k, float x, float y)
{
    const struct crowd_bodies *now = &walker->crowd->now;
    size_t i = walker->body;
    const struct crowd_self *self = &now->self[i];
    return x * self->dir_x + y * self->dir_y >= -(now->radius[i] + now->radius[k]) && walker->count < OTHERS_MAX &&
           !piece_wall_between(walker->pieces, now->x[i], now->y[i], now->x[k], now->y[k]);
}

static void keep_in_mind(struct walker *walker, size_t k, float x, float y)
{
    const struct crowd_bodies *now = &walker->crowd->now;
    size_t i = walker->body;
    float reach = now->radius[i] + now->radius[k], gap2 = x * x + y * y - reach * reach;
    walker->others[walker->count++] = (struct other){.x = x,
                                                     .y = y,
                                                     .vx = now->vx[k],
                                                     .vy = now->vy[k],
                                                     .reach = reach,
                                                     .gap2 = gap2 > 0.0f ? gap2 : 0.0f,
                                                     .least_s = least_time(now, i, k)};
}

/* What somebody near means for the body beside being in the way: a leader, an opponent, one to make way for. */
static void relate(struct walker *walker, size_t k, float x, float y)
{
    const struct crowd_bodies *now = &walker->crowd->now;
    size_t i = walker->body;
    float distance2 = x * x + y * y;
    if (now->stuck[k] && distance2 < MAKE_WAY_M * MAKE_WAY_M && distance2 > 0.0f && crowd_first(now, i, k) < 0) {
        walker->away_x -= x / distance2;
        walker->away_y -= y / distance2;
    }
    if (distance2 >= FACED_M * FACED_M || now->goal[k] == CROWD_WAITING) {
        return;
    }
    if (now->goal[k] != now->goal[i]) {
        walker->faced = 1;
    } else if (now->rank[k] < now->rank[i]) {
        walker->led = 1;
    }
}

static void see_all(struct walker *walker, const struct around *around)
{
    const struct crowd_bodies *now = &walker->crowd->now;
    const uint16_t goal = now->goal[walker->body];
    for (uint32_t n = 0; n < around->count; n++) {
        uint32_t k = around->body[n];
        walker->company += now->goal[k] == goal;
        if (in_view(walker, k, around->x[n], around->y[n])) {
            keep_in_mind(walker, k, around->x[n], around->y[n]);
            relate(walker, k, around->x[n], around->y[n]);
        }
    }
}

static void see_walls(struct walker *walker)
{
    const struct crowd_bodies *now = &walker->crowd->now;
    size_t i = walker->body;
    float radius = now->radius[i], sight = radius + WALL_SIGHT_M;
    for (size_t w = 0; w < walker->pieces.count && walker->wall_count < WALLS_MAX; w++) {
        float dx, dy, distance2 = piece_offset(&walker->pieces.items[w], now->x[i], now->y[i], &dx, &dy);
        if (distance2 < sight * sight && distance2 > 0.0f) {
            float distance = sqrtf(distance2), room = distance - radius;
            walker->walls[walker->wall_count++] =
                (struct lane_wall){.x = dx / distance, .y = dy / distance, .room = room > 0.0f ? room : 0.0f};
        }
    }
}

/* The speed that the gaps on the heading allow. */
static float speed_on(const struct walker *walker, float x, float y, float most)
{
    float speed = most;
    for (size_t k = 0; k < walker->count; k++) {
        const struct other *other = &walker->others[k];
        float along = other->x * x + other->y * y;
        float aside2 = other->x * other->x + other->y * other->y - along * along;
        float strip = other->reach * STRIP;
        if (along <= 0.0f || aside2 >= (other->least_s > 0.0f ? other->reach * other->reach : strip * strip)) {
            continue;
        }
        float gap = along - sqrtf(other->reach * other->reach - aside2);
        float least = 0.0f;
        if (other->least_s > 0.0f) {
            least = CREEP_M_PER_S;
        } else {
            gap -= BUFFER_M;
        }
        float allowed = gap > 0.0f ? gap / TIME_GAP_S : 0.0f;
        allowed = allowed > least ? allowed : least;
        speed = allowed < speed ? allowed : speed;
    }
    return speed;
}

static void last_heading(const struct crowd_bodies *now, size_t i, float last[2])
{
    float speed = sqrtf(now->vx[i] * now->vx[i] + now->vy[i] * now->vy[i]);
    float scale = speed > 0.1f ? 1.0f / speed : 0.0f;
    last[0] = now->vx[i] * scale;
    last[1] = now->vy[i] * scale;
}

/* The cap that the walls put on the heading, m/s. */
static float cap_of(const struct walker *walker, const struct lanes *lanes, size_t lane)
{
    float cap = LANE_UNCAPPED;
    for (size_t w = 0; w < walker->wall_count; w++) {
        float here = lane_wall_cap(lanes, lane, &walker->walls[w]);
        cap = here < cap ? here : cap;
    }
    return cap;
}

/* Whether nothing at all is in the way of the heading. */
static _Bool is_free(const struct walker *walker, const struct lanes *lanes, size_t lane, float speed)
{
    for (size_t k = 0; k < walker->count; k++) {
        const struct other *other = &walker->others[k];
        if (!lane_misses(lanes, lane, other, speed)) {
            return 0;
        }
    }
    return cap_of(walker, lanes, lane) >= speed * 1.0001f;
}

/* The best heading; the weighing of all eight is spared where the first is free. */
static size_t best_lane(const struct walker *walker, struct lanes *lanes, float speed)
{
    size_t first = lanes_first(lanes);
    if (is_free(walker, lanes, first, speed)) {
        return first;
    }
    for (size_t k = 0; k < walker->count; k++) {
        lanes_meet(lanes, &walker->others[k], speed);
    }
    for (size_t w = 0; w < walker->wall_count; w++) {
        lanes_wall(lanes, &walker->walls[w]);
    }
    return lanes_best(lanes, speed);
}

static void walk_lanes(struct crowd *crowd, const struct walker *walker, struct lanes *lanes, float speed)
{
    const struct crowd_bodies *now = &crowd->now;
    size_t i = walker->body;
    size_t best = best_lane(walker, lanes, speed);
    float most = lanes->cap[best] < speed ? lanes->cap[best] : speed;
    float length = speed_on(walker, lanes->x[best], lanes->y[best], most) * crowd->step_s * now->self[i].share;
    crowd->to_x[i] = now->x[i] + lanes->x[best] * length;
    crowd->to_y[i] = now->y[i] + lanes->y[best] * length;
}

static struct piece_run walls_near(const struct crowd *crowd, size_t i)
{
    const struct crowd_self *self = &crowd->now.self[i];
    if (self->calm) {
        return (struct piece_run){.items = NULL, .count = 0};
    }
    return piece_near(&crowd->ways->map.walls, self->floor, crowd->now.x[i], crowd->now.y[i]);
}

static void open_walker(struct walker *walker, const struct crowd *crowd, size_t i)
{
    walker->crowd = crowd;
    walker->body = i;
    walker->pieces = walls_near(crowd, i);
    walker->wall_count = 0;
    walker->count = 0;
    walker->led = 0;
    walker->faced = 0;
    walker->company = 0;
    walker->away_x = 0.0f;
    walker->away_y = 0.0f;
}

static void walk_one(struct crowd *crowd, size_t i, const struct around *around)
{
    struct crowd_bodies *now = &crowd->now;
    const struct crowd_self *self = &now->self[i];
    struct walker walker;
    open_walker(&walker, crowd, i);
    see_all(&walker, around);
    see_walls(&walker);

    struct lanes lanes;
    float last[2] = {0.0f, 0.0f};
    float away = sqrtf(walker.away_x * walker.away_x + walker.away_y * walker.away_y);
    _Bool stays_stuck = now->stuck[i] && walker.faced; /* until it is past them */
    crowd->will_stick[i] = (now->patience[i] > STUCK_S || stays_stuck) && !walker.led && !(away > 0.0f);
    crowd->will_company[i] = (uint8_t)(walker.company < 255 ? walker.company : 255);
    if (away > 0.0f) {
        lanes_open(&lanes, walker.away_x / away, walker.away_y / away, last, 0);
        walk_lanes(crowd, &walker, &lanes, MAKE_WAY_M_PER_S);
        return;
    }
    last_heading(now, i, last);
    float x = self->dir_x, y = self->dir_y;
    if (self->met) {
        x = self->dir_x * KEEP_COSINE + self->dir_y * KEEP_SINE;
        y = self->dir_y * KEEP_COSINE - self->dir_x * KEEP_SINE;
    }
    lanes_open(&lanes, x, y, last, crowd->will_stick[i]);
    walk_lanes(crowd, &walker, &lanes, self->limit);
}

/* Where nobody and no wall is near, all later phases have nothing to do. */
static void note_busy(struct crowd *crowd, struct crowd_slice *slice, size_t i)
{
    crowd->aside_x[i] = crowd->to_x[i];
    crowd->aside_y[i] = crowd->to_y[i];
    if (crowd->contact_count[i] > 0 || walls_near(crowd, i).count > 0) {
        crowd->busy[slice->from + slice->busy_count++] = (uint32_t)i;
    }
}

static void walk_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    struct around around;
    slice->contact_count = 0;
    slice->busy_count = 0;
    slice->failed = 0;
    for (size_t i = slice->from; i < slice->to && !slice->failed; i++) {
        crowd->to_x[i] = crowd->now.x[i];
        crowd->to_y[i] = crowd->now.y[i];
        crowd->will_stick[i] = crowd->now.stuck[i];
        crowd->will_company[i] = crowd->now.company[i];
        crowd_look_around(crowd, i, &around);
        slice->failed = !crowd_add_contacts(crowd, slice, i, &around);
        if (crowd->now.goal[i] != CROWD_WAITING && !crowd->now.self[i].held) {
            walk_one(crowd, i, &around);
        }
        note_busy(crowd, slice, i);
    }
}

_Bool crowd_walk(struct crowd *crowd)
{
    _Bool failed = 0;
    crowd_each_slice(crowd, walk_slice);
    for (unsigned s = 0; s < crowd->slice_count; s++) {
        failed = failed || crowd->slices[s].failed;
    }
    return !failed;
}
