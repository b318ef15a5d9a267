/* See picture.h. */
#include "view/picture.h"

#include "view/bars.h"
#include "view/compare.h"
#include "view/compare_bar.h"
#include "view/compare_strip.h"
#include "view/follow.h"
#include "view/live_bar.h"
#include "view/notes_draw.h"
#include "view/panel.h"
#include "view/plan.h"
#include "view/rail.h"
#include "view/ruler_draw.h"
#include "view/timeline.h"
#include "view/tools_bar.h"

#define LEGEND_RADIUS 5.0 /* pixels at scale 1 */

enum sibu_status picture_resize(struct picture *picture, int32_t width, int32_t height, struct sibu_fault *fault)
{
    if (picture->frame.width == width && picture->frame.height == height) {
        return SIBU_OK;
    }
    raster_close(&picture->frame);
    picture->layout = layout_of(width, height, picture->least_scale);
    enum sibu_status status = raster_open(&picture->frame, width, height, fault);
    if (status == SIBU_OK && picture->text != NULL) {
        status = text_rescale(picture->text, picture->layout.scale, fault);
    }
    return status;
}

enum sibu_status picture_set_scale(struct picture *picture, double least, struct sibu_fault *fault)
{
    picture->least_scale = least;
    picture->layout = layout_of(picture->frame.width, picture->frame.height, least);
    return text_rescale(picture->text, picture->layout.scale, fault);
}

enum sibu_status picture_open_with(struct picture *picture, struct text_kit *text, const struct replay *replay,
                                   int32_t width, int32_t height, struct sibu_fault *fault)
{
    *picture = (struct picture){
        .widgets = {.input = {.x = -1, .y = -1}}, .people_budget = DENSITY_WHOLE, .text = text, .least_scale = 1.0};
    motion_open(&picture->motion);
    trail_open(&picture->trail);
    enum sibu_status status = picture_resize(picture, width, height, fault);
    if (status == SIBU_OK && text == NULL) {
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

enum sibu_status picture_open(struct picture *picture, const struct replay *replay, int32_t width, int32_t height,
                              struct sibu_fault *fault)
{
    return picture_open_with(picture, NULL, replay, width, height, fault);
}

struct text_kit *picture_take_text(struct picture *picture)
{
    struct text_kit *text = picture->text;
    picture->text = NULL;
    return text;
}

enum sibu_status picture_renew(struct picture *picture, const struct replay *replay, int fields,
                               struct sibu_fault *fault)
{
    if (fields) {
        hazard_course_close(&picture->hazard);
    }
    tally_close(&picture->tally);
    enum sibu_status status = curves_grow(&picture->curves, fault);
    return status == SIBU_OK ? tally_open(&picture->tally, replay, fault) : status;
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
    curves_close(&picture->curves);
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

static struct plan plan_of(struct picture *picture)
{
    return (struct plan){.scene = &picture->scene,
                         .markers = &picture->people_markers,
                         .motion = &picture->motion,
                         .trail = &picture->trail,
                         .density = &picture->density,
                         .hazard = &picture->hazard,
                         .tally = &picture->tally};
}

/* A line around each of several floors, and a thicker one around that which keys move. */
static void draw_cells(struct canvas *canvas, const struct view_state *view)
{
    for (int chosen = 0; chosen <= 1 && view->cell_count > 1; chosen++) {
        for (size_t i = 0; i < view->cell_count; i++) {
            if ((view->floors_up[view->cells[i].level] == view->floor) == chosen) {
                raster_frame(canvas->raster, view->cells[i].window, canvas_px(canvas, chosen ? 2 : 1),
                             chosen ? canvas->theme->accent : canvas->theme->panel_edge);
            }
        }
    }
}

/* The floors that are shown, and beside them the plan of the other record, where there is one. */
static enum sibu_status draw_floors(struct picture *picture, struct view_state *view, const struct compare_boxes *boxes,
                                    struct sibu_fault *fault)
{
    struct canvas *canvas = &picture->canvas;
    struct plan plan = plan_of(picture);
    enum sibu_status status = SIBU_OK;
    plan.ghosts = compare_ghosts(view);
    if (compare_is_on(view) || view->cell_count > 1) {
        raster_fill_rect(canvas->raster, picture->layout.plan, canvas->theme->backdrop);
    }
    for (size_t i = 0; i < view->cell_count && status == SIBU_OK; i++) {
        struct view_state on = *view; /* as if this floor were the one that is shown */
        on.floor = view->floors_up[view->cells[i].level];
        status = plan_draw(&plan, canvas, &on, fault);
    }
    if (status == SIBU_OK && boxes->there.width > 0) {
        status = compare_draw(canvas, view, boxes, fault);
    }
    draw_cells(canvas, view);
    plan_legend(&plan, canvas, view, boxes->here);
    return status;
}

static enum sibu_status draw_plan(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    struct canvas *canvas = &picture->canvas;
    compare_keep_one_floor(view);
    struct compare_boxes boxes = compare_plans(canvas, view, picture->layout.plan);
    view_state_place(view, boxes.here, compare_margin(canvas, view, &boxes));
    enum sibu_status status = draw_floors(picture, view, &boxes, fault);
    notes_draw_list(canvas, view, picture->layout.plan);
    compare_captions(canvas, view, picture->layout.plan);
    live_bar(canvas, view, picture->layout.plan);
    return status;
}

/* What a trainer works with, over the plan. */
static void draw_teaching(struct picture *picture, struct view_state *view)
{
    struct canvas *canvas = &picture->canvas;
    struct raster_rect plan = picture->layout.plan;
    notes_draw_spoken(canvas, view, plan);
    ruler_draw(canvas, view, plan);
    int32_t used = tools_said(canvas, view, plan);
    plan.y += used;
    plan.height -= used;
    ruler_draw_words(canvas, view, plan);
}

static void draw_panels(struct picture *picture, struct view_state *view)
{
    struct canvas *canvas = &picture->canvas;
    const struct layout *layout = &picture->layout;
    struct panel_facts facts = {view, &picture->tally, &picture->motion, &picture->legend_markers};
    struct raster_rect tabs = layout->tabs;
    compare_buttons(canvas, view, &tabs);
    bars_floors(canvas, view, &picture->tally, tabs);
    tools_bar(canvas, view, layout->tools);
    uint32_t pressed = panel_draw(canvas, &facts, layout->panel);
    if (pressed != SIBU_NONE) {
        view_state_choose(view, pressed, &picture->motion.now);
    }
    bars_controls(canvas, view, layout->controls);
}

static void draw_around(struct picture *picture, struct view_state *view)
{
    struct canvas *canvas = &picture->canvas;
    const struct layout *layout = &picture->layout;
    bars_banner(canvas, view, layout->banner);
    rail_draw(canvas, view, layout);
    if (view->teach.presenting) {
        tools_present(canvas, view, &picture->tally, layout->plan);
    } else {
        draw_panels(picture, view);
    }
    if (view->curves != CURVES_NONE) {
        curves_draw(canvas, &picture->curves, view, layout->curves);
    }
    compare_strip_draw(canvas, view, layout->difference);
    timeline_draw(canvas, view, layout->timeline);
    notes_draw_flags(canvas, view, layout->timeline);
    draw_teaching(picture, view);
}

/* The sheet of functions. Whoever presses one wants to see what it does: the sheet goes. */
static void draw_sheet(struct picture *picture, struct view_state *view, struct raster_rect below)
{
    enum action chosen;
    view->help_pages = bars_sheet(&picture->canvas, below, view->help_open, &chosen);
    if (chosen != ACTION_NONE) {
        view->help_open = 0;
        picture->widgets.focus = 0;
        picture->widgets.fired = chosen == ACTION_HELP ? ACTION_NONE : chosen;
    }
}

/* What lies over everything and alone answers: the sheet of keys, or the field for a note. */
static void draw_uppermost(struct picture *picture, struct view_state *view)
{
    int32_t top = picture->layout.banner.height;
    struct raster_rect below = {0, top, picture->frame.width, picture->frame.height - top};
    picture->caret = (struct raster_rect){0};
    picture->widgets.blocked = 0;
    if (view->help_open > 0) {
        draw_sheet(picture, view, below);
    } else if (view->teach.editing && !view->teach.still) {
        notes_draw_field(&picture->canvas, view, below, &picture->caret);
    }
}

/* Reads from the records what the moment needs, and goes to where it is to be seen. */
static enum sibu_status read_moment(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    const struct plan plan = plan_of(picture);
    enum sibu_status status = plan_read(&plan, view, picture->people_budget, &picture->behind, fault);
    if (status != SIBU_OK) {
        return status;
    }
    compare_arrive(view, &picture->motion.now);
    follow_go_along(view, &picture->motion.now);
    tally_take(&picture->tally, view->replay, &picture->motion, view->playback.time_s);
    status = compare_read(view, picture->people_budget, &picture->behind, fault);
    return status == SIBU_OK ? curves_seek(&picture->curves, view, picture->people_budget, &picture->behind, fault)
                             : status;
}

enum sibu_status picture_draw(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    int32_t width = picture->frame.width, height = picture->frame.height;
    picture->layout = view->teach.presenting ? layout_presenting(width, height, picture->least_scale)
                                             : layout_of(width, height, picture->least_scale);
    compare_strip_room(&picture->layout, view);
    rail_lay_out(&picture->layout);
    curves_lay_out(&picture->layout, view->curves);
    set_canvas(picture, view);
    widget_begin(&picture->widgets);
    picture->widgets.blocked = view->help_open > 0 || view->teach.editing;
    enum sibu_status status = read_moment(picture, view, fault);
    if (status == SIBU_OK) {
        int32_t radius = (int32_t)(LEGEND_RADIUS * picture->layout.scale * 16.0);
        status = marker_make(&picture->legend_markers, radius, view->theme, fault);
    }
    if (status == SIBU_OK) {
        status = draw_plan(picture, view, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    draw_around(picture, view);
    draw_uppermost(picture, view);
    bars_tip(&picture->canvas);
    widget_end(&picture->widgets);
    return SIBU_OK;
}
