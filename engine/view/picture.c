/* See picture.h. */
#include "view/picture.h"

#include "view/bars.h"
#include "view/density_layer.h"
#include "view/follow.h"
#include "view/hazard_layer.h"
#include "view/layers_bar.h"
#include "view/live_bar.h"
#include "view/panel.h"
#include "view/people.h"
#include "view/timeline.h"

#define PLAN_MARGIN 44 /* around a fitted plan, at scale 1: room for labels */
#define LEGEND_RADIUS 5.0 /* pixels at scale 1 */

enum sibu_status picture_resize(struct picture *picture, int32_t width, int32_t height, struct sibu_fault *fault)
{
    if (picture->frame.width == width && picture->frame.height == height) {
        return SIBU_OK;
    }
    raster_close(&picture->frame);
    picture->layout = layout_of(width, height);
    enum sibu_status status = raster_open(&picture->frame, width, height, fault);
    if (status == SIBU_OK && picture->text != NULL) {
        status = text_rescale(picture->text, picture->layout.scale, fault);
    }
    return status;
}

enum sibu_status picture_open(struct picture *picture, const struct replay *replay, int32_t width, int32_t height,
                              struct sibu_fault *fault)
{
    *picture = (struct picture){.widgets = {.input = {.x = -1, .y = -1}}, .people_budget = DENSITY_WHOLE};
    motion_open(&picture->motion);
    trail_open(&picture->trail);
    enum sibu_status status = picture_resize(picture, width, height, fault);
    if (status == SIBU_OK) {
        status = text_open(&picture->text, picture->layout.scale, fault);
    }
    if (status == SIBU_OK) {
        status = scene_open(&picture->scene, replay->site, fault);
    }
    if (status == SIBU_OK) {
        status = tally_open(&picture->tally, replay, fault);
    }
    if (status != SIBU_OK) {
        picture_close(picture);
    }
    return status;
}

enum sibu_status picture_renew(struct picture *picture, const struct replay *replay, int fields,
                               struct sibu_fault *fault)
{
    if (fields) {
        hazard_course_close(&picture->hazard);
    }
    tally_close(&picture->tally);
    return tally_open(&picture->tally, replay, fault);
}

void picture_close(struct picture *picture)
{
    raster_close(&picture->frame);
    canvas_close(&picture->canvas);
    text_close(picture->text);
    scene_close(&picture->scene);
    marker_close(&picture->people_markers);
    marker_close(&picture->legend_markers);
    motion_close(&picture->motion);
    trail_close(&picture->trail);
    density_course_close(&picture->density);
    hazard_course_close(&picture->hazard);
    tally_close(&picture->tally);
    *picture = (struct picture){0};
}

static void set_canvas(struct picture *picture, const struct view_state *view)
{
    struct canvas *canvas = &picture->canvas;
    canvas->raster = &picture->frame;
    canvas->text = picture->text;
    canvas->theme = theme_of(view->theme);
    canvas->language = view->language;
    canvas->scale = picture->layout.scale;
    canvas->widgets = &picture->widgets;
}

/* What lies on the ground, under the people. */
static void draw_layers(struct picture *picture, const struct view_state *view)
{
    if (layers_is_density(&view->layers)) {
        density_layer_draw(&picture->canvas, &picture->density, view);
    }
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_draw(&picture->canvas, &picture->hazard, view);
    }
    if (view->layers.trail_s > 0.0) {
        trail_draw(&picture->canvas, &picture->trail, view, &picture->motion.now);
    }
}

static void draw_legend(struct picture *picture, const struct view_state *view)
{
    if (layers_is_density(&view->layers)) {
        density_layer_legend(&picture->canvas, &picture->density, view, picture->layout.plan);
    }
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_legend(&picture->canvas, &picture->hazard, view, picture->layout.plan);
    }
}

static enum sibu_status draw_plan(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    struct canvas *canvas = &picture->canvas;
    view_state_place(view, picture->layout.plan, canvas_px(canvas, PLAN_MARGIN));
    enum sibu_status status = scene_prepare(&picture->scene, canvas, view, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct raster_rect before = raster_clip(canvas->raster, picture->layout.plan);
    scene_draw(&picture->scene, canvas, view, &picture->tally);
    draw_layers(picture, view);
    status = people_draw(canvas, &picture->people_markers, view, &picture->motion.now, fault);
    scene_draw_over(&picture->scene, canvas, view, &picture->tally);
    if (layers_is_hazard(&view->layers)) {
        hazard_layer_sources(canvas, &picture->hazard, view);
    }
    (void)raster_clip(canvas->raster, before);
    draw_legend(picture, view);
    bars_zoom(canvas, picture->layout.plan);
    layers_bar(canvas, view, picture->layout.plan);
    live_bar(canvas, view, picture->layout.plan);
    return status;
}

static void draw_around(struct picture *picture, struct view_state *view)
{
    struct canvas *canvas = &picture->canvas;
    const struct layout *layout = &picture->layout;
    struct panel_facts facts = {view, &picture->tally, &picture->motion, &picture->legend_markers};
    bars_banner(canvas, view, layout->banner);
    bars_floors(canvas, view, &picture->tally, layout->tabs);
    uint32_t pressed = panel_draw(canvas, &facts, layout->panel);
    if (pressed != SIBU_NONE) {
        view_state_choose(view, pressed, &picture->motion.now);
    }
    bars_controls(canvas, view, layout->controls);
    timeline_draw(canvas, view, layout->timeline);
}

/* Reads from the record what the moment needs: where everybody is, and has been. */
static enum sibu_status read_moment(struct picture *picture, const struct view_state *view, struct sibu_fault *fault)
{
    double time_s = view->playback.time_s;
    enum sibu_status status = motion_seek(&picture->motion, view->replay, time_s, fault);
    if (status == SIBU_OK && view->layers.trail_s > 0.0) {
        status = trail_seek(&picture->trail, view->replay, time_s, view->layers.trail_s, fault);
    }
    picture->behind = 0;
    if (status == SIBU_OK && layers_is_density(&view->layers)) {
        status = density_layer_seek(&picture->density, view, &picture->motion.now, picture->people_budget, fault);
        picture->behind = density_layer_is_behind(&picture->density, view);
    }
    if (status == SIBU_OK && layers_is_hazard(&view->layers)) {
        status = hazard_layer_seek(&picture->hazard, view, fault);
    }
    return status;
}

enum sibu_status picture_draw(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    set_canvas(picture, view);
    widget_begin(&picture->widgets);
    picture->widgets.blocked = view->help_open;
    enum sibu_status status = read_moment(picture, view, fault);
    if (status == SIBU_OK) {
        follow_go_along(view, &picture->motion.now);
        int32_t radius = (int32_t)(LEGEND_RADIUS * picture->layout.scale * 16.0);
        status = marker_make(&picture->legend_markers, radius, view->theme, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    tally_take(&picture->tally, view->replay, &picture->motion, view->playback.time_s);
    status = draw_plan(picture, view, fault);
    if (status != SIBU_OK) {
        return status;
    }
    draw_around(picture, view);
    if (view->help_open) {
        picture->widgets.blocked = 0;
        int32_t top = picture->layout.banner.height;
        struct raster_rect below = {0, top, picture->frame.width, picture->frame.height - top};
        bars_sheet(&picture->canvas, below);
    }
    bars_tip(&picture->canvas);
    widget_end(&picture->widgets);
    return SIBU_OK;
}
