/* Exits that were lost while the drill ran. See scene.h. */
#include "view/scene.h"

#define ARM 9.0 /* from the middle of the cross to an end, at scale 1 */

/* On a light edge, so that it is seen on the exit's green and in the dark too. */
static void draw_cross(struct canvas *canvas, struct raster_point at)
{
    int32_t arm = raster_fixed(ARM * canvas->scale), unit = raster_fixed(canvas->scale);
    const struct raster_point falling[2] = {{at.x - arm, at.y - arm}, {at.x + arm, at.y + arm}};
    const struct raster_point rising[2] = {{at.x - arm, at.y + arm}, {at.x + arm, at.y - arm}};
    const struct raster_pen pens[2] = {{7 * unit, canvas->theme->danger_text, 0}, {4 * unit, canvas->theme->danger, 0}};
    for (int i = 0; i < 2; i++) {
        (void)raster_stroke(canvas->raster, falling, 2, &pens[i]);
        (void)raster_stroke(canvas->raster, rising, 2, &pens[i]);
    }
}

void scene_lost_exits(struct canvas *canvas, const struct view_state *view)
{
    const struct replay *replay = view->replay;
    for (uint32_t i = 0; i < replay->site->exit_count; i++) {
        const struct sibu_exit *exit = &replay->site->exits[i];
        if (exit->floor != view->floor || replay->exit_lost_s[i] > view->playback.time_s || exit->line.count == 0) {
            continue;
        }
        const struct sibu_point *from = &exit->line.points[0], *to = &exit->line.points[exit->line.count - 1];
        draw_cross(canvas, camera_fixed(&view->cameras[view->floor], (from->x + to->x) / 2.0, (from->y + to->y) / 2.0));
    }
}
