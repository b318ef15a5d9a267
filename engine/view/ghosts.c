/* See ghosts.h. */
#include "view/ghosts.h"

#include "view/compare_twin.h"
#include "view/people.h"

#define FAINT 0xa0000000u
#define THICK 1.5 /* of an outline, at scale 1 */

static int is_seen(const struct canvas *canvas, struct raster_point at, int32_t reach)
{
    int32_t side = reach / RASTER_ONE + 2;
    struct raster_rect box = {at.x / RASTER_ONE - side, at.y / RASTER_ONE - side, 2 * side, 2 * side};
    return raster_rect_meet(box, canvas->raster->clip);
}

/* From the ghost of the chosen person to the person, where both are on the floor. */
static void draw_tie(struct canvas *canvas, struct raster_point ghost, const struct view_state *view,
                     const struct motion_frame *here)
{
    for (size_t i = 0; i < here->count; i++) {
        if (here->person[i] == view->chosen && here->floor[i] == view->floor) {
            const struct camera *camera = &view->cameras[view->floor];
            struct raster_point line[2] = {ghost, camera_fixed(camera, (double)here->x_m[i], (double)here->y_m[i])};
            struct raster_pen pen = {raster_fixed(2.0 * canvas->scale), canvas->theme->focus, 0};
            (void)raster_stroke(canvas->raster, line, 2, &pen);
        }
    }
}

void ghosts_draw(struct canvas *canvas, const struct ghosts *ghosts, const struct view_state *view,
                 const struct motion_frame *here)
{
    const struct camera *camera = &view->cameras[view->floor];
    int32_t radius = people_radius(canvas, camera) * (RASTER_ONE / 16), thick = raster_fixed(THICK * canvas->scale);
    uint32_t floor = ghosts->now != NULL ? compare_floor_of(view->replay->site, view->floor, ghosts->site) : SIBU_NONE;
    uint32_t colour = (canvas->theme->text & 0xffffffu) | FAINT;
    for (size_t i = 0; floor != SIBU_NONE && i < ghosts->now->count; i++) {
        if (ghosts->now->floor[i] != floor) {
            continue;
        }
        struct raster_point at = camera_fixed(camera, (double)ghosts->now->x_m[i], (double)ghosts->now->y_m[i]);
        int chosen = ghosts->chosen != SIBU_NONE && ghosts->now->person[i] == ghosts->chosen;
        if (chosen) {
            draw_tie(canvas, at, view, here);
        }
        if (is_seen(canvas, at, radius)) {
            raster_ring(canvas->raster, at, radius, chosen ? 2 * thick : thick, chosen ? canvas->theme->focus : colour);
        }
    }
}
