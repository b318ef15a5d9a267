/* The curves of the panel. See curves.h. */
#include <math.h>
#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/area.h"
#include "view/chart.h"
#include "view/curves.h"
#include "view/widget_ids.h"

#define HEIGHT_LEAST 112 /* of a diagram, at scale 1, where several share the panel */
#define BAND_LINE 5 /* the colour of the forecast's median */
#define LEVEL_STRIP 10 /* of the levels of service, at the right of the axis */

struct line { /* one line's values: of an exit or a zone */
    const struct curves_course *course;
    const struct replay *replay;
    uint32_t index;
};

static double mustered_at(const void *of, double time_s)
{
    const struct line *line = of;
    return (double)replay_curve_at(&line->replay->gathered, time_s);
}

static double answered_at(const void *of, double time_s)
{
    const struct line *line = of;
    return (double)replay_curve_at(&line->replay->answered, time_s);
}

static double expected_at(const void *of, double time_s)
{
    const struct line *line = of;
    double people[3];
    return replay_expected_at(line->replay, time_s, people) ? people[1] : (double)NAN;
}

static double flow_at(const void *of, double time_s)
{
    const struct line *line = of;
    return exit_flows_at(&line->course->flows, line->index, time_s);
}

static double passed_at(const void *of, double time_s)
{
    const struct line *line = of;
    return (double)exit_flows_count(&line->course->flows, line->index, time_s);
}

static double density_at(const void *of, double time_s)
{
    const struct line *line = of;
    return zone_course_at(&line->course->zones, line->index, time_s);
}

/* Between the forecast's 5 and 95 %. */
static void draw_band(struct canvas *canvas, const struct chart *chart, const struct replay *replay)
{
    for (int32_t x = chart->track.x; x < chart->track.x + chart->track.width; x++) {
        double people[3];
        if (!replay_expected_at(replay, timeline_s(&chart->time, x), people)) {
            return;
        }
        int32_t high = chart_y(chart, people[2]), low = chart_y(chart, people[0]);
        raster_fill_rect(canvas->raster, (struct raster_rect){x, high, 1, low - high},
                         (canvas->theme->text & 0xffffffu) | 0x30000000u);
    }
}

static void draw_mustered(struct canvas *canvas, const struct curves_course *course, struct view_state *view,
                          struct raster_rect box)
{
    const struct replay *replay = view->replay;
    struct line line = {course, replay, 0};
    struct chart_name names[3];
    size_t count = 1;
    enum sibu_say_id in = replay->drill ? SIBU_SAY_WORD_CHECKED_IN : SIBU_SAY_VIEW_OUT;
    double now_s = view->playback.time_s;
    names[0].line = 0;
    (void)snprintf(names[0].text, sizeof names[0].text, "%.60s %.0f", sibu_say(view->language, in),
                   mustered_at(&line, now_s));
    if (replay->drill) {
        names[count].line = 1;
        (void)snprintf(names[count++].text, sizeof names[0].text, "%.60s %.0f",
                       sibu_say(view->language, SIBU_SAY_WORD_ACKNOWLEDGED), answered_at(&line, now_s));
    }
    if (replay->forecast.runs > 0) {
        double people[3];
        (void)replay_expected_at(replay, now_s, people);
        names[count].line = BAND_LINE;
        (void)snprintf(names[count++].text, sizeof names[0].text, "%.60s %.0f–%.0f",
                       sibu_say(view->language, SIBU_SAY_VIEW_CURVES_FORECAST), people[0], people[2]);
    }
    struct chart_def def = {sibu_say(view->language, SIBU_SAY_VIEW_CURVES_MUSTERED),
                            chart_top((double)replay->expected_count), names, count};
    struct chart chart = chart_open(canvas, view, box, &def);
    if (replay->forecast.runs > 0) {
        draw_band(canvas, &chart, replay);
        chart_line(canvas, &chart, view->theme, BAND_LINE, expected_at, &line);
    }
    if (replay->drill) {
        chart_line(canvas, &chart, view->theme, 1, answered_at, &line);
    }
    chart_line(canvas, &chart, view->theme, 0, mustered_at, &line);
    chart_close(canvas, view, &chart, WIDGET_CURVES + CURVES_MUSTERED);
}

/* A diagram with a line for each of the first few exits or zones. */
struct many {
    enum curves kind;
    enum sibu_say_id title, none; /* none: the sentence where there is no line */
    double most; /* value */
    const uint32_t *order;
    size_t count;
    chart_value *value;
};

static const char *name_of(const struct view_state *view, const struct many *many, uint32_t index)
{
    const struct sibu_site *site = view->replay->site;
    return many->kind == CURVES_DENSITY ? site->zones[index].name.in[view->language]
                                        : site->exits[index].name.in[view->language];
}

/* The name, the value now, and of people in all also the mean flow. */
static void say_line(const struct view_state *view, const struct many *many, const struct line *line, char out[96])
{
    double now = many->value(line, view->playback.time_s);
    const char *name = name_of(view, many, line->index);
    if (isnan(now)) {
        (void)snprintf(out, 96, "%.60s", name);
    } else if (many->kind == CURVES_PASSED) {
        (void)snprintf(out, 96, "%.60s %.0f (Ø %.2f/s)", name, now, exit_flows_mean(&line->course->flows, line->index));
    } else {
        (void)snprintf(out, 96, "%.60s %.2f", name, now);
    }
}

/* The levels of service as a strip of their colours along the right edge, with their letters where they fit. */
static void draw_levels(struct canvas *canvas, const struct view_state *view, const struct chart *chart)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->faint};
    int32_t small = text_height(canvas->text, TEXT_SMALL), width = canvas_px(canvas, LEVEL_STRIP);
    double from = 0.0;
    for (int i = 0; i < SERVICE_LEVELS && from < chart->top; i++) {
        double to = i < SERVICE_F ? SERVICE_MOST[view->layers.service][i] : chart->top;
        to = to < chart->top ? to : chart->top;
        int32_t top = chart_y(chart, to), bottom = chart_y(chart, from);
        struct raster_rect strip = {chart->track.x + chart->track.width, top, width / 2, bottom - top};
        raster_fill_rect(canvas->raster, strip, area_colour(view->theme, i));
        char letter[2] = {(char)('A' + i), '\0'};
        if (bottom - top >= small - canvas_px(canvas, 3)) {
            (void)canvas_text(canvas,
                              (struct raster_rect){strip.x + width / 2 + 1, (top + bottom - small) / 2, width, small},
                              &style, letter);
        }
        from = to;
    }
}

static void draw_many(struct canvas *canvas, const struct curves_course *course, struct view_state *view,
                      struct raster_rect box, const struct many *many)
{
    struct chart_name names[CHART_LINES];
    struct line lines[CHART_LINES];
    size_t count = many->count < CHART_LINES ? many->count : CHART_LINES;
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct line){course, view->replay, many->order[i]};
        names[i].line = (int)i;
        say_line(view, many, &lines[i], names[i].text);
    }
    struct chart_def def = {sibu_say(view->language, many->title), chart_top(many->most), names, count};
    struct chart chart = chart_open(canvas, view, box, &def);
    if (many->kind == CURVES_DENSITY) {
        draw_levels(canvas, view, &chart);
    }
    for (size_t i = chart.named; i > 0; i--) { /* no line without its name */
        chart_line(canvas, &chart, view->theme, (int)i - 1, many->value, &lines[i - 1]);
    }
    if (count == 0) {
        chart_say(canvas, &chart, sibu_say(view->language, many->none));
    }
    chart_close(canvas, view, &chart, WIDGET_CURVES + (uint32_t)many->kind);
}

static void draw_kind(struct canvas *canvas, const struct curves_course *course, struct view_state *view,
                      struct raster_rect box, enum curves kind)
{
    const struct exit_flows *flows = &course->flows;
    const struct zone_course *zones = &course->zones;
    double crowded = zones->shown > 0 ? zones->peak[zones->order[0]] : 0.0;
    struct many flow = {CURVES_FLOW,
                        SIBU_SAY_VIEW_CURVES_FLOW,
                        SIBU_SAY_VIEW_CURVES_NO_EXITS,
                        flows->peak_per_s,
                        flows->order,
                        flows->shown,
                        flow_at};
    struct many passed = {CURVES_PASSED,
                          SIBU_SAY_VIEW_CURVES_PASSED,
                          SIBU_SAY_VIEW_CURVES_NO_EXITS,
                          (double)flows->most,
                          flows->order,
                          flows->shown,
                          passed_at};
    struct many density = {CURVES_DENSITY,
                           SIBU_SAY_VIEW_CURVES_DENSITY,
                           zones->done < zones->samples ? SIBU_SAY_VIEW_CURVES_RECKONING : SIBU_SAY_VIEW_DENSITY_NONE,
                           crowded,
                           zones->order,
                           zones->shown,
                           density_at};
    switch (kind) {
    case CURVES_MUSTERED:
        draw_mustered(canvas, course, view, box);
        break;
    case CURVES_FLOW:
        draw_many(canvas, course, view, box, &flow);
        break;
    case CURVES_PASSED:
        draw_many(canvas, course, view, box, &passed);
        break;
    case CURVES_DENSITY:
        draw_many(canvas, course, view, box, &density);
        break;
    case CURVES_NONE:
    case CURVES_ALL:
        break;
    }
}

void curves_draw(struct canvas *canvas, const struct curves_course *course, struct view_state *view,
                 struct raster_rect box)
{
    if (view->curves != CURVES_ALL) {
        draw_kind(canvas, course, view, box, view->curves);
        return;
    }
    int32_t fit = box.height / canvas_px(canvas, HEIGHT_LEAST);
    int32_t count = fit < 1 ? 1 : fit < CURVES_KINDS ? fit : CURVES_KINDS;
    for (int32_t i = 0; i < count; i++) {
        int32_t top = box.height * i / count, bottom = box.height * (i + 1) / count;
        struct raster_rect part = {box.x, box.y + top, box.width, bottom - top};
        draw_kind(canvas, course, view, part, (enum curves)(CURVES_MUSTERED + i));
    }
}
