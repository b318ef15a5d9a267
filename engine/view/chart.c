/* See chart.h. */
#include "view/chart.h"

#include <math.h>
#include <stdio.h>

#include "view/clock_say.h"

#define PAD 6 /* around a diagram, at scale 1 */
#define LEFT 38 /* for the values of the axis */
#define TICK_PX 80 /* the time axis has a tick about that often */
#define HIGH 90 /* from this height of the track on, five values stand at the axis; below, three */
#define SWATCH 16 /* of a line, in the legend */
#define LEGEND_SHARE 4 /* of the height: at most a quarter goes to the legend, but two rows at least */

struct dash { /* pixels at scale 1; gap 0: no gaps */
    int32_t on, gap;
};
static const struct dash DASHES[CHART_LINES] = {{1, 0}, {7, 3}, {3, 3}, {12, 3}, {2, 5}, {9, 6}};
static const uint32_t COLOURS[2][CHART_LINES] = {
    [THEME_LIGHT] = {0xff00805e, 0xff0072b2, 0xffb85200, 0xffa8558a, 0xff8a6d00, 0xff3b4652},
    [THEME_DARK] = {0xff2bc29a, 0xff56b4e9, 0xffe69f00, 0xffe39bc5, 0xfff0e442, 0xffb4c0cb},
};

double chart_top(double most)
{
    static const double STEPS[] = {1.0, 2.0, 5.0};
    double ten = 0.1;
    for (int power = 0; power < 12; power++, ten *= 10.0) {
        for (int i = 0; i < 3; i++) {
            if (STEPS[i] * ten >= most * (1.0 - 1e-12)) {
                return STEPS[i] * ten;
            }
        }
    }
    return ten;
}

int32_t chart_y(const struct chart *chart, double value)
{
    double share = value / chart->top;
    double held = share > 0.0 ? (share < 1.0 ? share : 1.0) : 0.0;
    return chart->track.y + (int32_t)((1.0 - held) * (double)(chart->track.height - 1) + 0.5);
}

uint32_t chart_colour(enum theme_kind theme, int line)
{
    return COLOURS[theme == THEME_DARK ? THEME_DARK : THEME_LIGHT][line];
}

static int is_on(struct dash dash, int32_t at)
{
    return dash.gap == 0 || at % (dash.on + dash.gap) < dash.on;
}

static void draw_swatch(struct canvas *canvas, enum theme_kind theme, int line, struct raster_rect box)
{
    int32_t unit = canvas_px(canvas, 1), thick = canvas_px(canvas, 2);
    for (int32_t at = 0; at < box.width; at++) {
        if (is_on(DASHES[line], at / unit)) {
            raster_fill_rect(canvas->raster, (struct raster_rect){box.x + at, box.y + box.height / 2, 1, thick},
                             chart_colour(theme, line));
        }
    }
}

/* The entries from left to right, in as many rows as there are at the most: what finds no room is left out. Returns the
 * rows used, and in *named how many entries there are in them. */
static int32_t draw_names(struct canvas *canvas, enum theme_kind theme, struct raster_rect box,
                          const struct chart_name *names, size_t *named)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    int32_t small = text_height(canvas->text, TEXT_SMALL), swatch = canvas_px(canvas, SWATCH);
    int32_t gap = canvas_px(canvas, 4), x = box.x, row = 0, rows = box.height / small;
    size_t count = *named;
    rows = rows > 2 ? rows : 2;
    for (size_t i = 0; i < count; i++) {
        int32_t width = swatch + gap + canvas_text_width(canvas, &style, names[i].text);
        if (x > box.x && x + width > box.x + box.width) {
            x = box.x;
            row++;
        }
        if (row >= rows) {
            *named = i;
            return rows;
        }
        struct raster_rect place = {x, box.y + row * small, swatch, small};
        draw_swatch(canvas, theme, names[i].line, place);
        place.x += swatch + gap;
        place.width = box.x + box.width - place.x;
        x = place.x + canvas_text(canvas, place, &style, names[i].text) + 3 * gap;
    }
    return count > 0 ? row + 1 : 0;
}

static void draw_values(struct canvas *canvas, const struct chart *chart)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_RIGHT, canvas->theme->faint};
    int32_t small = text_height(canvas->text, TEXT_SMALL),
            parts = chart->track.height >= canvas_px(canvas, HIGH) ? 4 : 2;
    for (int32_t i = 0; i <= parts; i++) {
        char words[32];
        double value = chart->top * i / parts;
        int32_t y = chart_y(chart, value);
        (void)snprintf(words, sizeof words, "%.6g", value);
        raster_fill_rect(canvas->raster,
                         (struct raster_rect){chart->track.x, y, chart->track.width, canvas_px(canvas, 1)},
                         i == 0 ? canvas->theme->faint : canvas->theme->grid);
        int32_t width = canvas_px(canvas, LEFT - 4);
        (void)canvas_text(canvas,
                          (struct raster_rect){chart->track.x - width - canvas_px(canvas, 3),
                                               y - (i == 0 ? small - canvas_px(canvas, 2) : small / 2), width, small},
                          &style, words);
    }
}

static void draw_times(struct canvas *canvas, const struct chart *chart)
{
    const struct timeline_scale *scale = &chart->time;
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->faint};
    int32_t half = canvas_px(canvas, TICK_PX) / 2, line = canvas_px(canvas, 1),
            small = text_height(canvas->text, TEXT_SMALL);
    double tick_s = clock_tick_s(scale->to_s - scale->from_s, scale->width / canvas_px(canvas, TICK_PX) + 1);
    for (double at_s = scale->from_s > 0.0 ? scale->from_s : 0.0; at_s <= scale->to_s + 1e-9; at_s += tick_s) {
        int32_t x = timeline_x(scale, at_s), bottom = chart->track.y + chart->track.height;
        char words[32];
        clock_say_short(words, sizeof words, at_s);
        raster_fill_rect(canvas->raster, (struct raster_rect){x, chart->track.y, line, chart->track.height},
                         canvas->theme->grid);
        if (x + canvas_text_width(canvas, &style, words) / 2 <=
            chart->track.x + chart->track.width + canvas_px(canvas, PAD)) {
            (void)canvas_text(canvas, (struct raster_rect){x - half, bottom, 2 * half, small}, &style, words);
        }
    }
}

struct chart chart_open(struct canvas *canvas, const struct view_state *view, struct raster_rect box,
                        const struct chart_def *def)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    int32_t pad = canvas_px(canvas, PAD), small = text_height(canvas->text, TEXT_SMALL), left = canvas_px(canvas, LEFT);
    raster_fill_rect(canvas->raster, box, canvas->theme->panel);
    raster_frame(canvas->raster, box, canvas_px(canvas, 1), canvas->theme->panel_edge);
    struct raster_rect row = {box.x + pad, box.y + pad / 2, box.width - 2 * pad, small};
    (void)canvas_text(canvas, row, &style, def->title);
    struct chart chart = {.top = def->top > 0.0 ? def->top : 1.0, .named = def->name_count};
    row.y += small;
    row.height = box.height / LEGEND_SHARE;
    row.y += small * draw_names(canvas, view->theme, row, def->names, &chart.named) + pad;
    chart.track = (struct raster_rect){box.x + left + pad, row.y, box.width - left - 4 * pad,
                                       box.y + box.height - small - pad / 2 - row.y};
    chart.track.height = chart.track.height > 8 ? chart.track.height : 8;
    chart.time = timeline_scale_of(&view->playback, chart.track);
    draw_times(canvas, &chart);
    draw_values(canvas, &chart);
    return chart;
}

void chart_line(struct canvas *canvas, const struct chart *chart, enum theme_kind theme, int line, chart_value *value,
                const void *of)
{
    int32_t thick = canvas_px(canvas, 2), unit = canvas_px(canvas, 1), before = -1;
    for (int32_t x = chart->track.x; x < chart->track.x + chart->track.width; x++) {
        double now = value(of, timeline_s(&chart->time, x));
        if (isnan(now)) {
            before = -1;
            continue;
        }
        int32_t y = chart_y(chart, now), from = before < 0 || before > y ? y : before;
        int32_t to = before > y ? before : y;
        if (is_on(DASHES[line], (x - chart->track.x) / unit) || to - from > thick) {
            raster_fill_rect(canvas->raster, (struct raster_rect){x, from - thick / 2, 1, to - from + thick},
                             chart_colour(theme, line));
        }
        before = y;
    }
}

void chart_say(struct canvas *canvas, const struct chart *chart, const char *words)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->faint};
    (void)canvas_text(canvas, chart->track, &style, words);
}

void chart_close(struct canvas *canvas, struct view_state *view, const struct chart *chart, uint32_t widget)
{
    double span_s = chart->time.to_s - chart->time.from_s;
    double share = (view->playback.time_s - chart->time.from_s) / span_s;
    if (widget_drag(canvas, chart->track, widget, 0.01, &share)) {
        playback_seek(&view->playback, chart->time.from_s + share * span_s);
    }
    int32_t x = timeline_x(&chart->time, view->playback.time_s), line = canvas_px(canvas, 2);
    raster_fill_rect(canvas->raster, (struct raster_rect){x - line / 2, chart->track.y, line, chart->track.height},
                     canvas->theme->accent);
}
