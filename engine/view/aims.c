/* See aims.h. */
#include "view/aims.h"

#include <math.h>
#include <stdio.h>

#include "sibu/catalogue.h"
#include "sibu/memory.h"
#include "view/chart.h"

#define WIDTH 1.5 /* of a line, at scale 1 */
#define WIDTH_CHOSEN 4.0
#define ALPHA 0x90000000u
#define RING 7.0 /* around a person */
#define HEAD 8.0 /* of the arrow at the end */
#define DASH_PX 9.0
#define DASHES_MAX 400 /* in one line: a longer one is cut off far outside the picture */

uint32_t aims_of(const struct view_state *view, uint32_t person)
{
    const struct replay *replay = view->replay;
    double time_s = view->playback.time_s;
    if (person == SIBU_NONE || state_reached(&replay->people[person].times, MOMENT_ARRIVED, time_s) ||
        state_reached(&replay->people[person].times, MOMENT_CHECKED_IN, time_s)) {
        return SIBU_NONE;
    }
    return replay->aim_count > 0 ? replay_aim_at(replay, person, time_s) : replay_went_at(replay, person, time_s);
}

/* The floor of a place, and its middle. */
static uint32_t place_floor(const struct sibu_site *site, uint32_t place, struct sibu_point *middle)
{
    if (place >= site->exit_count) {
        const struct sibu_muster *muster = &site->musters[place - site->exit_count];
        *middle = sibu_polygon_centre(&muster->polygon);
        return muster->floor;
    }
    const struct sibu_line *line = &site->exits[place].line;
    struct sibu_point from = line->points[0], to = line->points[line->count - 1];
    *middle = (struct sibu_point){(from.x + to.x) / 2.0, (from.y + to.y) / 2.0};
    return site->exits[place].floor;
}

static uint32_t colour_of(const struct view_state *view, uint32_t place)
{
    return chart_colour(view->theme, (int)(place % CHART_LINES));
}

struct way { /* from a person to a place, pixels */
    struct sibu_point from, to;
    double length;
};

static struct raster_point point_along(const struct way *way, double px)
{
    double share = way->length > 0.0 ? px / way->length : 0.0;
    return (struct raster_point){raster_fixed(way->from.x + share * (way->to.x - way->from.x)),
                                 raster_fixed(way->from.y + share * (way->to.y - way->from.y))};
}

static void draw_dashes(struct canvas *canvas, const struct way *way, const struct raster_pen *pen)
{
    double dash = DASH_PX * canvas->scale;
    for (int i = 0; i < DASHES_MAX && i * dash < way->length; i += 2) {
        double end = (i + 1) * dash;
        struct raster_point line[2] = {point_along(way, i * dash),
                                       point_along(way, end < way->length ? end : way->length)};
        (void)raster_stroke(canvas->raster, line, 2, pen);
    }
}

static void draw_head(struct canvas *canvas, const struct way *way, const struct raster_pen *pen)
{
    double size = HEAD * canvas->scale;
    if (way->length < size) {
        return;
    }
    double x = (way->to.x - way->from.x) / way->length * size, y = (way->to.y - way->from.y) / way->length * size;
    struct raster_point head[3] = {{raster_fixed(way->to.x - x - y * 0.5), raster_fixed(way->to.y - y + x * 0.5)},
                                   {raster_fixed(way->to.x), raster_fixed(way->to.y)},
                                   {raster_fixed(way->to.x - x + y * 0.5), raster_fixed(way->to.y - y - x * 0.5)}};
    (void)raster_stroke(canvas->raster, head, 3, pen);
}

static void draw_one(struct canvas *canvas, const struct view_state *view, const struct motion_frame *now, size_t i)
{
    const struct camera *camera = &view->cameras[view->floor];
    uint32_t place = aims_of(view, now->person[i]);
    struct sibu_point middle;
    if (place == SIBU_NONE) {
        return;
    }
    int chosen = now->person[i] == view->chosen;
    uint32_t colour = colour_of(view, place);
    struct raster_pen pen = {raster_fixed((chosen ? WIDTH_CHOSEN : WIDTH) * canvas->scale),
                             chosen ? colour : (colour & 0xffffffu) | ALPHA, 0};
    struct way way = {.from = camera_px(camera, (double)now->x_m[i], (double)now->y_m[i])};
    raster_ring(canvas->raster, point_along(&way, 0.0), raster_fixed(RING * canvas->scale),
                raster_fixed(2.0 * canvas->scale), colour);
    if (place_floor(view->replay->site, place, &middle) != view->floor) {
        return;
    }
    way.to = camera_px(camera, middle.x, middle.y);
    way.length =
        sqrt((way.to.x - way.from.x) * (way.to.x - way.from.x) + (way.to.y - way.from.y) * (way.to.y - way.from.y));
    if (view->replay->aim_count > 0) {
        struct raster_point line[2] = {point_along(&way, 0.0), point_along(&way, way.length)};
        (void)raster_stroke(canvas->raster, line, 2, &pen);
    } else {
        draw_dashes(canvas, &way, &pen);
    }
    draw_head(canvas, &way, &pen);
}

void aims_draw(struct canvas *canvas, const struct view_state *view, const struct motion_frame *now)
{
    for (int chosen = 0; chosen <= 1; chosen++) {
        for (size_t i = 0; i < now->count; i++) {
            int is_chosen = now->person[i] != SIBU_NONE && now->person[i] == view->chosen;
            if (now->floor[i] == view->floor && is_chosen == chosen) {
                draw_one(canvas, view, now, i);
            }
        }
    }
}

static void draw_count(struct canvas *canvas, const struct view_state *view, uint32_t place, unsigned count)
{
    struct sibu_point middle;
    char words[16];
    if (place_floor(view->replay->site, place, &middle) != view->floor) {
        return;
    }
    struct sibu_point px = camera_px(&view->cameras[view->floor], middle.x, middle.y);
    struct raster_rect window = view->cameras[view->floor].window;
    if (!(px.x >= window.x && px.x < window.x + window.width && px.y >= window.y && px.y < window.y + window.height)) {
        return;
    }
    uint32_t colour = colour_of(view, place);
    uint32_t ink =
        theme_contrast(colour, 0xff000000u) > theme_contrast(colour, 0xffffffffu) ? 0xff000000u : 0xffffffffu;
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, ink};
    (void)snprintf(words, sizeof words, "%u", count);
    int32_t height = text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 2);
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 10);
    canvas_pill(canvas, (struct raster_rect){(int32_t)px.x - width / 2, (int32_t)px.y - height / 2, width, height},
                colour, &style, words);
}

void aims_draw_counts(struct canvas *canvas, const struct view_state *view, const struct motion_frame *now)
{
    const struct sibu_site *site = view->replay->site;
    uint32_t places = site->exit_count + site->muster_count;
    unsigned *counts = sibu_array_new(places, sizeof *counts);
    for (size_t i = 0; counts != NULL && i < now->count; i++) {
        uint32_t place = aims_of(view, now->person[i]);
        if (place != SIBU_NONE) {
            counts[place]++;
        }
    }
    for (uint32_t place = 0; counts != NULL && place < places; place++) {
        if (counts[place] > 0) {
            draw_count(canvas, view, place, counts[place]);
        }
    }
    sibu_array_free(counts);
}

void aims_note(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->panel};
    const struct replay *replay = view->replay;
    enum sibu_say_id id = replay->frame_count == 0 ? SIBU_SAY_VIEW_AIMS_NOBODY : SIBU_SAY_VIEW_AIMS_WENT;
    if (replay->aim_count > 0 && replay->frame_count > 0) {
        return;
    }
    const char *words = sibu_say(view->language, id);
    int32_t most = plan.width - canvas_px(canvas, 20), height = canvas_px(canvas, 22);
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 16);
    width = width < most ? width : most;
    struct raster_rect box = {plan.x + (plan.width - width) / 2, plan.y + plan.height - height - canvas_px(canvas, 6),
                              width, height};
    canvas_pill(canvas, box, canvas->theme->text, &style, words);
}
