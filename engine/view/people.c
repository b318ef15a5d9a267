/* See people.h. */
#include "view/people.h"

#define BODY_M 0.22
#define RADIUS_MIN_PX 3.5
#define NOSE_MIN_PX 7.0 /* from this radius on, the heading is shown */

int32_t people_radius(const struct canvas *canvas, const struct camera *camera)
{
    double least = RADIUS_MIN_PX * canvas->scale;
    double radius = BODY_M * camera->px_per_m;
    double held = radius > least ? radius : least;
    held = held < (double)MARKER_RADIUS_MAX ? held : (double)MARKER_RADIUS_MAX;
    return (int32_t)(held * 8.0 + 0.5) * 2; /* in steps of an eighth of a pixel: zooming makes few new sets */
}

static enum state state_of(const struct view_state *view, uint32_t person)
{
    if (person == SIBU_NONE) {
        return STATE_WALKING;
    }
    return state_at(&view->replay->people[person].times, view->playback.time_s);
}

/* A light line from the middle of a walker to the front. */
static void draw_nose(struct canvas *canvas, const struct camera *camera, const struct motion_frame *now, size_t i,
                      int32_t radius)
{
    int32_t reach = radius * (RASTER_ONE / 16);
    double reach_m = (double)reach / RASTER_ONE / camera->px_per_m, x_m = (double)now->x_m[i],
           y_m = (double)now->y_m[i];
    struct raster_point line[2] = {
        camera_fixed(camera, x_m, y_m),
        camera_fixed(camera, x_m + (double)now->heading_x[i] * reach_m, y_m + (double)now->heading_y[i] * reach_m)};
    struct raster_pen pen = {reach / 4, 0xffffffffu, 0};
    (void)raster_stroke(canvas->raster, line, 2, &pen);
}

static int is_near(const struct raster *raster, struct raster_point at, int32_t side)
{
    struct raster_rect box = {at.x / RASTER_ONE - side, at.y / RASTER_ONE - side, 2 * side, 2 * side};
    return raster_rect_meet(box, raster->clip);
}

struct layer { /* which people are drawn in one go */
    int urgent; /* 1: who needs help, 0: all others */
    int noses;
};

static void draw_layer(struct canvas *canvas, struct marker_set *markers, const struct view_state *view,
                       const struct motion_frame *now, struct layer layer)
{
    const struct camera *camera = &view->cameras[view->floor];
    for (size_t i = 0; i < now->count; i++) {
        if (now->floor[i] != view->floor) {
            continue;
        }
        struct raster_point at = camera_fixed(camera, (double)now->x_m[i], (double)now->y_m[i]);
        enum state state = state_of(view, now->person[i]);
        if ((state == STATE_HELP) != layer.urgent || !is_near(canvas->raster, at, markers->side)) {
            continue;
        }
        marker_draw(canvas->raster, markers, state, at);
        if (layer.noses && state == STATE_WALKING) {
            draw_nose(canvas, camera, now, i, markers->radius);
        }
    }
}

static void draw_chosen(struct canvas *canvas, const struct marker_set *markers, const struct view_state *view,
                        const struct motion_frame *now)
{
    for (size_t i = 0; view->chosen != SIBU_NONE && i < now->count; i++) {
        if (now->person[i] != view->chosen || now->floor[i] != view->floor) {
            continue;
        }
        struct raster_point at = camera_fixed(&view->cameras[view->floor], (double)now->x_m[i], (double)now->y_m[i]);
        int32_t radius = markers->radius * (RASTER_ONE / 16) * 3 / 2 + raster_fixed(6.0 * canvas->scale);
        int32_t thick = raster_fixed(3.0 * canvas->scale);
        raster_ring(canvas->raster, at, radius + thick / 2, 2 * thick, canvas->theme->ground);
        raster_ring(canvas->raster, at, radius, thick, canvas->theme->focus);
    }
}

enum sibu_status people_draw(struct canvas *canvas, struct marker_set *markers, const struct view_state *view,
                             const struct motion_frame *now, struct sibu_fault *fault)
{
    int32_t radius = people_radius(canvas, &view->cameras[view->floor]);
    enum sibu_status status = marker_make(markers, radius, view->theme, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int noses = radius >= (int32_t)(NOSE_MIN_PX * 16.0 * canvas->scale);
    draw_chosen(canvas, markers, view, now);
    draw_layer(canvas, markers, view, now, (struct layer){0, noses});
    draw_layer(canvas, markers, view, now, (struct layer){1, noses});
    return SIBU_OK;
}

uint32_t people_at(const struct view_state *view, const struct motion_frame *now, struct sibu_point px, double reach_px)
{
    const struct camera *camera = &view->cameras[view->floor];
    double best = reach_px * reach_px;
    uint32_t found = SIBU_NONE;
    for (size_t i = 0; i < now->count; i++) {
        struct sibu_point at = camera_px(camera, (double)now->x_m[i], (double)now->y_m[i]);
        double off = (at.x - px.x) * (at.x - px.x) + (at.y - px.y) * (at.y - px.y);
        if (now->floor[i] == view->floor && now->person[i] != SIBU_NONE && off <= best) {
            best = off;
            found = now->person[i];
        }
    }
    return found;
}
