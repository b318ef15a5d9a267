/* See plan.h. */
#include "view/plan.h"

#include "view/aims.h"
#include "view/density_layer.h"
#include "view/hazard_layer.h"
#include "view/people.h"

enum sibu_status plan_read(const struct plan *plan, const struct view_state *view, size_t people_budget, int *behind,
                           struct sibu_fault *fault)
{
    double time_s = view->playback.time_s;
    enum sibu_status status = motion_seek(plan->motion, view->replay, time_s, fault);
    if (status == SIBU_OK && view->layers.trail_s > 0.0) {
        status = trail_seek(plan->trail, view->replay, time_s, view->layers.trail_s, fault);
    }
    *behind = 0;
    if (status == SIBU_OK && layers_is_density(&view->layers)) {
        status = density_layer_seek(plan->density, view, &plan->motion->now, people_budget, fault);
        *behind = density_layer_is_behind(plan->density, view);
    }
    if (status == SIBU_OK && layers_is_hazard(&view->layers)) {
        status = hazard_layer_seek(plan->hazard, view, fault);
    }
    return status;
}

/* What lies on the ground, under the people. */
static void draw_layers(const struct plan *plan, struct canvas *canvas, const struct view_state *view)
{
    if (layers_is_density(&view->layers)) {
        density_layer_draw(canvas, plan->density, view);
    }
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_draw(canvas, plan->hazard, view);
    }
    if (view->layers.trail_s > 0.0) {
        trail_draw(canvas, plan->trail, view, &plan->motion->now);
    }
    if (view->layers.aims) {
        aims_draw(canvas, view, &plan->motion->now);
    }
}

void plan_legend(const struct plan *plan, struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    if (layers_is_density(&view->layers)) {
        density_layer_legend(canvas, plan->density, view, box);
    }
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_legend(canvas, plan->hazard, view, box);
    }
    if (view->layers.aims) {
        aims_note(canvas, view, box);
    }
}

enum sibu_status plan_draw(const struct plan *plan, struct canvas *canvas, const struct view_state *view,
                           struct sibu_fault *fault)
{
    struct raster_rect window = view->cameras[view->floor].window;
    enum sibu_status status = scene_prepare(plan->scene, canvas, view, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct raster_rect before = raster_clip(canvas->raster, window);
    scene_draw(plan->scene, canvas, view, plan->tally);
    draw_layers(plan, canvas, view);
    ghosts_draw(canvas, &plan->ghosts, view, &plan->motion->now);
    status = people_draw(canvas, plan->markers, view, &plan->motion->now, fault);
    scene_draw_over(plan->scene, canvas, view, plan->tally);
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_sources(canvas, plan->hazard, view);
    }
    if (view->layers.aims) {
        aims_draw_counts(canvas, view, &plan->motion->now);
    }
    (void)raster_clip(canvas->raster, before);
    return status;
}
