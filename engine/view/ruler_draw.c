/* See ruler_draw.h. */
#include "view/ruler_draw.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/caption.h"

#define SHOWN_LEAST_M 0.005 /* shorter pieces have no words */

void ruler_say(char out[32], double length_m)
{
    (void)snprintf(out, 32, length_m < 100.0 ? "%.2f" : "%.1f", length_m);
}

static void words_of(const struct canvas *canvas, enum sibu_say_id sentence, double length_m, char out[96])
{
    char metres[32];
    const char *value = metres;
    struct sibu_text text = {0};
    ruler_say(metres, length_m);
    sibu_say_with(&text, canvas->language, sentence, &value, 1);
    (void)snprintf(out, 96, "%s", sibu_text_get(&text));
    sibu_text_clear(&text);
}

/* A line with a light edge, so that it is seen on any ground. */
static void draw_line(struct canvas *canvas, const struct raster_point *points, uint32_t count)
{
    struct raster_pen edge = {raster_fixed(5.0 * canvas->scale), canvas->theme->panel, 0};
    struct raster_pen line = {raster_fixed(2.0 * canvas->scale), canvas->theme->focus, 0};
    (void)raster_stroke(canvas->raster, points, count, &edge);
    (void)raster_stroke(canvas->raster, points, count, &line);
    for (uint32_t i = 0; i < count; i++) {
        raster_disc(canvas->raster, points[i], raster_fixed(5.0 * canvas->scale), canvas->theme->panel);
        raster_disc(canvas->raster, points[i], raster_fixed(3.5 * canvas->scale), canvas->theme->focus);
    }
}

static void draw_words(struct canvas *canvas, struct raster_point a, struct raster_point b, const char *words)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->panel};
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 14), tall = canvas_px(canvas, 20);
    int32_t x = (a.x / 2 + b.x / 2) / RASTER_ONE - width / 2, y = (a.y / 2 + b.y / 2) / RASTER_ONE - tall / 2;
    canvas_pill(canvas, (struct raster_rect){x, y, width, tall}, canvas->theme->text, &style, words);
}

static void draw_cross(struct canvas *canvas, struct raster_rect plan)
{
    int32_t x = plan.x + plan.width / 2, y = plan.y + plan.height / 2, arm = canvas_px(canvas, 9);
    int32_t line = canvas_px(canvas, 1);
    raster_fill_rect(canvas->raster, (struct raster_rect){x - arm, y, 2 * arm + line, line}, canvas->theme->focus);
    raster_fill_rect(canvas->raster, (struct raster_rect){x, y - arm, line, 2 * arm + line}, canvas->theme->focus);
}

/* The ruler as it would be with a point under the pointer. */
static struct ruler with_pointer(struct canvas *canvas, struct view_state *view, struct raster_rect plan)
{
    struct ruler ruler = view->teach.ruler;
    const struct widget_input *input = &canvas->widgets->input;
    if (ruler.count > 0 && !view->teach.still && raster_rect_holds(plan, input->x, input->y)) {
        ruler_add(&ruler, view->floor, camera_m(view_state_camera(view), (double)input->x, (double)input->y));
    }
    return ruler;
}

static void draw_pieces(struct canvas *canvas, struct view_state *view, const struct ruler *ruler)
{
    struct raster_point points[RULER_POINTS_MAX];
    char words[96];
    for (size_t i = 0; i < ruler->count; i++) {
        points[i] = camera_fixed(view_state_camera(view), ruler->points[i].x, ruler->points[i].y);
    }
    draw_line(canvas, points, (uint32_t)ruler->count);
    for (size_t i = 0; i + 1 < ruler->count; i++) {
        if (ruler_piece_m(ruler, i) >= SHOWN_LEAST_M) {
            words_of(canvas, SIBU_SAY_VIEW_RULER_METRES, ruler_piece_m(ruler, i), words);
            draw_words(canvas, points[i], points[i + 1], words);
        }
    }
}

void ruler_draw(struct canvas *canvas, struct view_state *view, struct raster_rect plan)
{
    if (!view->teach.ruler.on) {
        return;
    }
    struct ruler ruler = with_pointer(canvas, view, plan);
    struct raster_rect before = raster_clip(canvas->raster, plan);
    if (ruler.count > 0 && ruler.floor == view->floor) {
        draw_pieces(canvas, view, &ruler);
    }
    (void)raster_clip(canvas->raster, before);
    if (!view->teach.still) {
        draw_cross(canvas, plan);
    }
}

void ruler_draw_words(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    struct caption look = {TEXT_BODY, canvas->theme->text, canvas->theme->panel, 0};
    char words[96];
    if (view->teach.ruler.on && view->teach.ruler.count >= 2) {
        words_of(canvas, SIBU_SAY_VIEW_RULER_TOTAL, ruler_length_m(&view->teach.ruler), words);
        (void)caption_draw(canvas, box, &look, words);
    } else if (view->teach.ruler.on && !view->teach.still) {
        (void)caption_draw(canvas, box, &look, sibu_say(canvas->language, SIBU_SAY_VIEW_RULER_BEGIN));
    }
}
