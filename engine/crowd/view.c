/* What a body sees. See view.h. */
#include "crowd/view.h"

#include <math.h>

#define WALL_SIGHT_M 0.4f /* beyond the radius */
#define FACED_M 1.0f /* so near, somebody is a leader or an opponent */
#define MAKE_WAY_M 1.2f /* so near to somebody who is stuck and goes first, one steps back */
#define RELAY_M 0.5f
#define RELAY_S 5.0f /* who has waited so long does it */
#define YIELDED_S (0.3f * LANE_FREE_S) /* so long one goes on at least towards those who make room */

struct piece_run crowd_walls_near(const struct crowd *crowd, size_t body)
{
    const struct crowd_self *self = &crowd->now.self[body];
    if (self->calm) {
        return (struct piece_run){.items = NULL, .count = 0};
    }
    return piece_near(&crowd->ways->map.walls, self->floor, crowd->now.x[body], crowd->now.y[body]);
}

/* Those who are not behind the body's back; and how many of all have its goal. */
static size_t find_ahead(const struct crowd_bodies *now, size_t i, const struct around *around, uint32_t *ahead,
                         int *company)
{
    const struct crowd_self *self = &now->self[i];
    const float x = now->x[i], y = now->y[i], radius = now->radius[i], dir_x = self->dir_x, dir_y = self->dir_y;
    const uint16_t goal = now->goal[i];
    size_t count = 0;
    int same = 0;
    for (uint32_t n = 0; n < around->count; n++) {
        uint32_t k = around->body[n];
        float along = (now->x[k] - x) * dir_x + (now->y[k] - y) * dir_y;
        ahead[count] = k;
        count += along >= -(radius + now->radius[k]);
        same += now->goal[k] == goal;
    }
    *company = same;
    return count;
}

/* Whether the body steps back from somebody: from who is stuck and goes first; and from those ahead of it who step back
 * themselves, else they could not. */
static _Bool is_made_way_for(const struct crowd_bodies *now, size_t i, size_t k, float distance2)
{
    if (now->stuck[k] == CROWD_RETREATS) {
        return now->goal[k] == now->goal[i] && now->rank[k] < now->rank[i] && now->patience[i] > RELAY_S &&
               distance2 < RELAY_M * RELAY_M;
    }
    return now->stuck[k] == CROWD_STUCK && distance2 < MAKE_WAY_M * MAKE_WAY_M && crowd_first(now, i, k) < 0;
}

/* What somebody near means for the body beside being in the way: a leader, an opponent, one to make way for. */
static void relate(const struct crowd_bodies *now, size_t i, size_t k, const struct other *other, struct view *view)
{
    float distance2 = other->x * other->x + other->y * other->y;
    if (distance2 > 0.0f && is_made_way_for(now, i, k, distance2)) {
        view->away_x -= other->x / distance2;
        view->away_y -= other->y / distance2;
    }
    if (distance2 >= FACED_M * FACED_M || now->goal[k] == CROWD_WAITING) {
        view->stopped |= distance2 < FACED_M * FACED_M && crowd_stands_fast(now, k);
        return;
    }
    if (now->goal[k] != now->goal[i]) {
        view->faced = 1;
    } else if (now->rank[k] < now->rank[i]) {
        view->led = 1;
    }
}

static struct other look_at(const struct crowd_bodies *now, size_t i, size_t k)
{
    float x = now->x[k] - now->x[i], y = now->y[k] - now->y[i];
    float reach = now->radius[i] + now->radius[k], gap2 = x * x + y * y - reach * reach;
    return (struct other){.x = x,
                          .y = y,
                          .vx = now->vx[k],
                          .vy = now->vy[k],
                          .reach = reach,
                          .gap2 = gap2 > 0.0f ? gap2 : 0.0f,
                          .least_s = crowd_first(now, i, k) > 0 ? YIELDED_S : 0.0f};
}

static void see_others(const struct crowd *crowd, size_t i, const struct around *around, struct view *view)
{
    const struct crowd_bodies *now = &crowd->now;
    uint32_t ahead[AROUND_MAX];
    size_t count = find_ahead(now, i, around, ahead, &view->company);
    for (size_t n = 0; n < count && view->count < VIEW_OTHERS_MAX; n++) {
        uint32_t k = ahead[n];
        if (view->pieces.count > 0 && piece_wall_between(view->pieces, now->x[i], now->y[i], now->x[k], now->y[k])) {
            continue;
        }
        struct other *other = &view->others[view->count++];
        *other = look_at(now, i, k);
        relate(now, i, k, other, view);
    }
}

static void see_walls(const struct crowd *crowd, size_t i, struct view *view)
{
    const struct crowd_bodies *now = &crowd->now;
    float radius = now->radius[i], sight = radius + WALL_SIGHT_M;
    for (size_t w = 0; w < view->pieces.count && view->wall_count < VIEW_WALLS_MAX; w++) {
        float dx, dy, distance2 = piece_offset(&view->pieces.items[w], now->x[i], now->y[i], &dx, &dy);
        if (distance2 < sight * sight && distance2 > 0.0f) {
            float distance = sqrtf(distance2), room = distance - radius;
            view->walls[view->wall_count++] =
                (struct lane_wall){.x = dx / distance, .y = dy / distance, .room = room > 0.0f ? room : 0.0f};
        }
    }
}

void crowd_view(const struct crowd *crowd, size_t body, const struct around *around, struct view *view)
{
    view->pieces = crowd_walls_near(crowd, body);
    view->wall_count = 0;
    view->count = 0;
    view->led = 0;
    view->faced = 0;
    view->stopped = 0;
    view->away_x = 0.0f;
    view->away_y = 0.0f;
    see_others(crowd, body, around, view);
    see_walls(crowd, body, view);
}
