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
#include "crowd/view.h"

#define STUCK_S 1.5f
#define KEEP_COSINE 0.93969262f /* who is met turns 20 degrees to the right, where there is room */
#define KEEP_SINE 0.34202014f
/* And 60 degrees if that has brought nothing for a while: so nobody stays in the others' lane. */
#define YIELD_COSINE 0.5f
#define YIELD_SINE 0.86602540f
#define MAKE_WAY_M_PER_S 0.3f
#define OFF_WALLS_M 0.2f /* so near to a wall one comes off it, */
#define OFF_WALLS 0.4f /* at a wall itself so much for each metre that one goes on */
#define PASSING_M 0.05f /* more than two bodies, and one gets past the other */
#define DOORWAY_M 0.75f /* from its line */
#define PRESSED_S 90.0f /* so long one stands behind somebody before one takes them along */
#define PRESSED_M 1.0f
#define TAKEN_ALONG 1.0f /* patience of who stands, and is */

/* The speed that the gaps on the heading allow. */
static float speed_on(const struct view *view, float x, float y, float most, float time_gap_s)
{
    float speed = most;
    for (size_t k = 0; k < view->count; k++) {
        const struct other *other = &view->others[k];
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
        float allowed = gap > 0.0f ? gap / time_gap_s : 0.0f;
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
static float cap_of(const struct view *view, const struct lanes *lanes, size_t lane)
{
    float cap = LANE_UNCAPPED;
    for (size_t w = 0; w < view->wall_count; w++) {
        float here = lane_wall_cap(lanes, lane, &view->walls[w]);
        cap = here < cap ? here : cap;
    }
    return cap;
}

/* Whether nothing at all is in the way of the heading. */
static _Bool is_free(const struct view *view, const struct lanes *lanes, size_t lane, float speed)
{
    for (size_t k = 0; k < view->count; k++) {
        if (!lane_misses(lanes, lane, &view->others[k], speed)) {
            return 0;
        }
    }
    return cap_of(view, lanes, lane) >= speed * 1.0001f;
}

/* The best heading; the weighing of all eight is spared where the first is free. */
static size_t best_lane(const struct view *view, struct lanes *lanes, float speed)
{
    size_t first = lanes_first(lanes);
    if (is_free(view, lanes, first, speed)) {
        return first;
    }
    for (size_t k = 0; k < view->count; k++) {
        if (!lanes_walks_away(&view->others[k], speed)) {
            lanes_meet(lanes, &view->others[k], speed);
        }
    }
    for (size_t w = 0; w < view->wall_count; w++) {
        lanes_wall(lanes, &view->walls[w]);
    }
    return lanes_best(lanes, speed);
}

static float time_gap(const struct crowd *crowd, size_t i)
{
    return crowd->now.stair[i] ? STAIR_TIME_GAP_S : crowd->now.self[i].at_door ? DOOR_TIME_GAP_S : TIME_GAP_S;
}

static void walk_lanes(struct crowd *crowd, size_t i, const struct view *view, struct lanes *lanes, float speed)
{
    size_t best = best_lane(view, lanes, speed);
    float most = lanes->cap[best] < speed ? lanes->cap[best] : speed;
    float speed_now = speed_on(view, lanes->x[best], lanes->y[best], most, time_gap(crowd, i));
    crowd->plan_x[i] = lanes->x[best] * speed_now;
    crowd->plan_y[i] = lanes->y[best] * speed_now;
}

/* The way as it leads, or to the right of it where others come towards one. */
static void keep_right(const struct crowd_self *self, _Bool has_waited, float way[2])
{
    way[0] = self->dir_x;
    way[1] = self->dir_y;
    if (self->met) {
        float cosine = has_waited ? YIELD_COSINE : KEEP_COSINE, sine = has_waited ? YIELD_SINE : KEEP_SINE;
        way[0] = self->dir_x * cosine + self->dir_y * sine;
        way[1] = self->dir_y * cosine - self->dir_x * sine;
    }
}

/* Where there is no door, one does not brush along a wall but comes off it little by little. */
static void keep_off_walls(const struct view *view, float way[2])
{
    float x = way[0], y = way[1];
    for (size_t w = 0; w < view->wall_count; w++) {
        const struct lane_wall *wall = &view->walls[w];
        float share = wall->room < OFF_WALLS_M ? OFF_WALLS * (1.0f - wall->room / OFF_WALLS_M) : 0.0f;
        x -= wall->x * share;
        y -= wall->y * share;
    }
    float size = sqrtf(x * x + y * y);
    if (size > 0.5f) {
        way[0] = x / size;
        way[1] = y / size;
    }
}

static void walk_one(struct crowd *crowd, size_t i, const struct around *around)
{
    struct crowd_bodies *now = &crowd->now;
    const struct crowd_self *self = &now->self[i];
    struct view view;
    crowd_view(crowd, i, around, &view);

    struct lanes lanes;
    float last[2] = {0.0f, 0.0f};
    float away = sqrtf(view.away_x * view.away_x + view.away_y * view.away_y);
    _Bool stays_stuck = now->stuck[i] == CROWD_STUCK && view.faced; /* until it is past them */
    _Bool sticks = (now->patience[i] > STUCK_S || stays_stuck) && !view.led && (view.faced || !view.stopped);
    crowd->will_stick[i] = away > 0.0f ? CROWD_RETREATS : sticks ? CROWD_STUCK : 0;
    crowd->will_company[i] = (uint8_t)(view.company < 255 ? view.company : 255);
    if (away > 0.0f) {
        lanes_open(&lanes, view.away_x / away, view.away_y / away, last, 0);
        walk_lanes(crowd, i, &view, &lanes, MAKE_WAY_M_PER_S);
        return;
    }
    last_heading(now, i, last);
    float way[2];
    keep_right(self, now->patience[i] > STUCK_S, way);
    if (!self->at_door) {
        keep_off_walls(&view, way);
    }
    lanes_open(&lanes, way[0], way[1], last, sticks);
    walk_lanes(crowd, i, &view, &lanes, crowd->limit[i]);
}

/* Where nobody and no wall is near, settling and guarding have nothing to do. */
static void note_busy(struct crowd *crowd, struct crowd_slice *slice, size_t i)
{
    if (crowd->contact_count[i] > 0 || crowd_walls_near(crowd, i).count > 0) {
        crowd->busy[slice->from + slice->busy_count++] = (uint32_t)i;
    }
}

/* Whether nobody can get past somebody here. In a door one can be walked out of it, so that does not count. */
static _Bool is_narrow(const struct crowd *crowd, size_t i)
{
    const struct crowd_self *self = &crowd->now.self[i];
    const struct way_map *map = &crowd->ways->map;
    const float x = crowd->now.x[i], y = crowd->now.y[i];
    if (self->calm || map->nodes[self->node].clear_m >= 2.0f * crowd->now.radius[i] + PASSING_M) {
        return 0;
    }
    struct piece_run lines = piece_near(&map->lines, self->floor, x, y);
    _Bool at_line = 0;
    for (size_t k = 0; k < lines.count && !at_line; k++) {
        float dx, dy;
        at_line = piece_offset(&lines.items[k], x, y, &dx, &dy) < DOORWAY_M * DOORWAY_M;
    }
    return !at_line;
}

/* Whether somebody close by has lost all patience. */
static _Bool is_pressed(const struct crowd_bodies *now, size_t i, const struct around *around)
{
    for (uint32_t n = 0; n < around->count; n++) {
        uint32_t k = around->body[n];
        float dx = now->x[k] - now->x[i], dy = now->y[k] - now->y[i];
        if (now->goal[k] != CROWD_WAITING && now->patience[k] > PRESSED_S &&
            dx * dx + dy * dy < PRESSED_M * PRESSED_M) {
            return 1;
        }
    }
    return 0;
}

/* Who stands makes room, but is not driven along a passage in which there is none, until others have stood behind them
 * for too long: then they are taken along, and it remains so. */
static void stand(struct crowd *crowd, size_t i, const struct around *around)
{
    struct crowd_bodies *now = &crowd->now;
    _Bool narrow = is_narrow(crowd, i);
    if (narrow && is_pressed(now, i, around)) {
        now->patience[i] = TAKEN_ALONG;
    }
    crowd->will_stick[i] = narrow && now->patience[i] < TAKEN_ALONG ? CROWD_STUCK : 0;
    crowd->will_company[i] = now->company[i];
}

static void think(struct crowd *crowd, size_t i, const struct around *around)
{
    crowd->plan_x[i] = 0.0f;
    crowd->plan_y[i] = 0.0f;
    if (crowd->now.goal[i] != CROWD_WAITING) {
        walk_one(crowd, i, around);
    } else {
        stand(crowd, i, around);
    }
    crowd->now.self[i].fresh = 0;
}

static void walk_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    struct around around;
    struct around_rows rows = {.cell = UINT32_MAX};
    crowd_contacts_begin(crowd, slice);
    slice->busy_count = 0;
    slice->failed = 0;
    for (size_t i = slice->from; i < slice->to && !slice->failed; i++) {
        crowd_look_around(crowd, i, &rows, &around);
        slice->failed = !crowd_add_contacts(crowd, slice, i, &around);
        think(crowd, i, &around);
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

/* Those who set out between two thoughts don't wait for the next one. */
static void think_at_once(struct crowd *crowd, size_t i)
{
    struct around around;
    struct around_rows rows = {.cell = UINT32_MAX};
    crowd_sense_one(crowd, i);
    crowd_look_around(crowd, i, &rows, &around);
    think(crowd, i, &around);
}

static void go_slice(struct crowd *crowd, struct crowd_slice *slice)
{
    struct crowd_bodies *now = &crowd->now;
    for (size_t i = slice->from; i < slice->to; i++) {
        const struct crowd_self *self = &now->self[i];
        if (self->fresh) {
            think_at_once(crowd, i);
        }
        float time_s = self->held || now->goal[i] == CROWD_WAITING
                           ? 0.0f
                           : crowd->step_s * ((float)self->share / (float)UINT8_MAX);
        crowd->to_x[i] = now->x[i] + crowd->plan_x[i] * time_s;
        crowd->to_y[i] = now->y[i] + crowd->plan_y[i] * time_s;
        crowd->aside_x[i] = crowd->to_x[i];
        crowd->aside_y[i] = crowd->to_y[i];
    }
}

void crowd_go(struct crowd *crowd)
{
    crowd_each_slice(crowd, go_slice);
}
