/* Straight through doors. See ways.h.
 *
 * The field leads everybody to the middle of a narrow opening, one behind the other. People take the door as wide as it
 * is: each goes for the nearest point of its line that leaves room for their shoulders, and in the door straight on.
 */
#include <math.h>

#include "route/ways.h"

#define NEAR_M 0.75f /* of the line: as far as pieces are surely found */
#define PAST_M 0.2f /* so far behind the line one still goes straight on: walls are thick */
#define BESIDE_M 0.15f /* who is no further to the side of the opening aims at it; others go by the field */
#define BEYOND_M 0.35f /* what is aimed at lies so far behind the line, so that one is past it when one gets there */
#define TOWARDS_COSINE 0.4f /* who goes along the line does not want through */
#define SHOULDER_M 0.02f /* is left on either side */

/* A line as seen by who stands before it or just past it. */
struct gate {
    float across_x, across_y; /* unit vector, through it */
    float ahead; /* how far it is to the line, m; negative: past it */
    float aside_x, aside_y; /* to the nearest point of the opening, along the line, m */
    float aside; /* the length of that */
};

static _Bool look_at_gate(const struct piece *piece, float x, float y, float radius, const struct way_view *view,
                          struct gate *gate)
{
    float line_x = piece->bx - piece->ax, line_y = piece->by - piece->ay;
    float length = sqrtf(line_x * line_x + line_y * line_y), half = 0.5f * length - radius - SHOULDER_M;
    if (!(half > 0.0f)) {
        return 0;
    }
    line_x /= length;
    line_y /= length;
    float across = view->dx * -line_y + view->dy * line_x, side = across < 0.0f ? -1.0f : 1.0f;
    float middle_x = 0.5f * (piece->ax + piece->bx) - x, middle_y = 0.5f * (piece->ay + piece->by) - y;
    float along = middle_x * line_x + middle_y * line_y;
    float aside = along > half ? along - half : along < -half ? along + half : 0.0f;
    *gate = (struct gate){.across_x = -line_y * side,
                          .across_y = line_x * side,
                          .aside_x = aside * line_x,
                          .aside_y = aside * line_y,
                          .aside = fabsf(aside)};
    gate->ahead = middle_x * gate->across_x + middle_y * gate->across_y;
    return across * side >= TOWARDS_COSINE && gate->ahead < NEAR_M && gate->ahead > -PAST_M && gate->aside < BESIDE_M;
}

/* Whether no wall is in between, and one gets nearer to the goal behind it. */
static _Bool leads_on(const struct sibu_ways *ways, const struct way_walker *walker, const struct gate *gate,
                      float length)
{
    float on = (gate->ahead > 0.0f ? gate->ahead : 0.0f) + BEYOND_M;
    float x = walker->x + gate->aside_x + gate->across_x * on, y = walker->y + gate->aside_y + gate->across_y * on;
    uint32_t beyond = way_node_at(&ways->map, walker->floor, x, y);
    struct piece_run walls = piece_near(&ways->map.walls, walker->floor, walker->x, walker->y);
    if (piece_wall_between(walls, walker->x, walker->y, x - gate->across_x * BEYOND_M, y - gate->across_y * BEYOND_M)) {
        return 0;
    }
    return way_length(ways, walker->goal, beyond) < length;
}

_Bool way_through_door(const struct sibu_ways *ways, const struct way_walker *walker, struct way_view *view)
{
    struct piece_run run = piece_near(&ways->map.lines, walker->floor, walker->x, walker->y);
    for (size_t k = 0; k < run.count; k++) {
        struct gate gate;
        if (look_at_gate(&run.items[k], walker->x, walker->y, walker->radius, view, &gate) &&
            leads_on(ways, walker, &gate, view->length)) {
            float on = (gate.ahead > 0.0f ? gate.ahead : 0.0f) + BEYOND_M;
            float dx = gate.aside_x + gate.across_x * on, dy = gate.aside_y + gate.across_y * on;
            float scale = 1.0f / sqrtf(dx * dx + dy * dy);
            view->dx = dx * scale;
            view->dy = dy * scale;
            return 1;
        }
    }
    return 0;
}
