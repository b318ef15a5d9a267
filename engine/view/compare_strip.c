/* See compare_strip.h. */
#include "view/compare_strip.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/compare_bar.h"
#include "view/compare_difference.h"
#include "view/timeline.h"
#include "view/widget_ids.h"

#define HEIGHT 60 /* at scale 1 */
#define HEIGHT_LOW 48 /* in a low window */

void compare_strip_room(struct layout *layout, const struct view_state *view)
{
    const struct raster_rect line = layout->timeline;
    int32_t units =
        (double)(line.y + line.height + layout->controls.height) < 640.0 * layout->scale ? HEIGHT_LOW : HEIGHT;
    int32_t tall = (int32_t)(units * layout->scale + 0.5);
    layout->difference = (struct raster_rect){0, 0, 0, 0};
    if (compare_is_on(view)) {
        layout->difference = (struct raster_rect){line.x, line.y - tall, line.width, tall};
        layout->plan.height -= tall;
        layout->panel.height -= tall;
    }
}

int32_t compare_strip_height(double persons, double most, int32_t half_px)
{
    double share = persons / most;
    double held = share > -1.0 ? (share < 1.0 ? share : 1.0) : -1.0;
    return (int32_t)(held * (double)half_px + (held < 0.0 ? -0.5 : 0.5));
}

struct strip { /* where things stand */
    struct raster_rect track;
    struct timeline_scale scale;
    double most; /* persons at the upper and lower edge */
    int32_t middle, half; /* pixels: the line of no difference, and from there to an edge */
};

static struct strip strip_of(const struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    int32_t side = canvas_px(canvas, 22), above = canvas_px(canvas, 4);
    struct strip strip = {.track = {box.x + side, box.y + above, box.width - 2 * side, box.height - 2 * above}};
    strip.scale = timeline_scale_of(&view->playback, strip.track);
    strip.most = compare_difference_round(view->compare->most);
    strip.half = strip.track.height / 2 - 1;
    strip.middle = strip.track.y + strip.track.height / 2;
    return strip;
}

static int32_t y_of(const struct strip *strip, double persons)
{
    return strip->middle - compare_strip_height(persons, strip->most, strip->half);
}

/* From one height to another, at least one pixel. */
static void draw_column(struct canvas *canvas, int32_t x, int32_t a, int32_t b, uint32_t colour)
{
    int32_t top = a < b ? a : b, bottom = a < b ? b : a;
    raster_fill_rect(canvas->raster, (struct raster_rect){x, top, 1, bottom - top + 1}, colour);
}

static void draw_curve(struct canvas *canvas, const struct view_state *view, const struct strip *strip)
{
    const struct theme *theme = canvas->theme;
    int32_t before = strip->middle;
    for (int32_t x = strip->track.x; x < strip->track.x + strip->track.width; x++) {
        double time_s = timeline_s(&strip->scale, x);
        struct compare_difference at = compare_difference_at(view->replay, compare_other(view), time_s);
        int32_t y = y_of(strip, at.persons);
        uint32_t colour = at.persons < 0.0 ? theme->danger : theme->curve_in;
        if (at.has_band) {
            draw_column(canvas, x, y_of(strip, at.low), y_of(strip, at.high), (theme->text & 0xffffffu) | 0x38000000u);
        }
        if (y != strip->middle) {
            draw_column(canvas, x, strip->middle, y, (colour & 0xffffffu) | 0x58000000u);
        }
        draw_column(canvas, x, before, y, colour);
        before = y;
    }
}

/* A word on a ground of its own, so that it is read over the curve. */
static void draw_word(struct canvas *canvas, struct raster_rect box, enum text_align align, const char *words)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, align, canvas->theme->text};
    if (words[0] == '\0') {
        return;
    }
    int32_t width = canvas_text_width(canvas, &style, words) + canvas_px(canvas, 8);
    width = width < box.width ? width : box.width;
    struct raster_rect ground = {align == TEXT_RIGHT ? box.x + box.width - width : box.x, box.y, width, box.height};
    raster_fill_rect(canvas->raster, ground, (canvas->theme->raised & 0xffffffu) | 0xc0000000u);
    (void)canvas_text(canvas, raster_rect_inset(ground, canvas_px(canvas, 1)), &style, words);
}

static void draw_words(struct canvas *canvas, const struct view_state *view, const struct strip *strip)
{
    char words[200];
    int32_t line = text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 2), pad = canvas_px(canvas, 4);
    struct raster_rect row = {strip->track.x + pad, strip->track.y + 1, strip->track.width - 2 * pad, line};
    enum sibu_say_id title = view->replay->drill ? SIBU_SAY_COMPARE_DIFFERENCE : SIBU_SAY_COMPARE_DIFFERENCE_OUT;
    struct compare_difference now = compare_difference_at(view->replay, compare_other(view), view->playback.time_s);
    (void)snprintf(words, sizeof words, "%s: %+.0f%s%s", sibu_say(canvas->language, title),
                   now.persons > -0.5 && now.persons < 0.5 ? 0.0 : now.persons, now.has_band ? "   " : "",
                   now.has_band ? sibu_say(canvas->language, SIBU_SAY_COMPARE_DIFFERENCE_BAND) : "");
    struct raster_rect left = {row.x, row.y, row.width - canvas_px(canvas, 60), row.height};
    draw_word(canvas, left, TEXT_RIGHT, words);
    (void)snprintf(words, sizeof words, "%+.0f", strip->most);
    draw_word(canvas, row, TEXT_RIGHT, words);
    (void)snprintf(words, sizeof words, "%+.0f", -strip->most);
    row.y = left.y = strip->track.y + strip->track.height - line - 1;
    draw_word(canvas, row, TEXT_RIGHT, words);
    draw_word(canvas, left, TEXT_RIGHT, compare_note_words(view));
}

void compare_strip_draw(struct canvas *canvas, struct view_state *view, struct raster_rect box)
{
    if (box.height <= 0) {
        return;
    }
    const struct strip strip = strip_of(canvas, view, box);
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     canvas->theme->panel_edge);
    raster_fill_rect(canvas->raster, strip.track, canvas->theme->raised);
    draw_curve(canvas, view, &strip);
    raster_fill_rect(canvas->raster, (struct raster_rect){strip.track.x, strip.middle, strip.track.width, 1},
                     canvas->theme->faint);
    raster_frame(canvas->raster, raster_rect_inset(strip.track, -canvas_px(canvas, 1)), canvas_px(canvas, 1),
                 canvas->theme->panel_edge);
    draw_words(canvas, view, &strip);
    double span_s = strip.scale.to_s - strip.scale.from_s;
    double share = (view->playback.time_s - strip.scale.from_s) / span_s;
    if (widget_drag(canvas, strip.track, WIDGET_DIFFERENCE, 0.01, &share)) {
        playback_seek(&view->playback, strip.scale.from_s + share * span_s);
    }
    int32_t line = canvas_px(canvas, 2), x = timeline_x(&strip.scale, view->playback.time_s);
    raster_fill_rect(canvas->raster, (struct raster_rect){x - line / 2, strip.track.y, line, strip.track.height},
                     canvas->theme->accent);
}
