/* See board_course.h. */
#include "web/board_course.h"

#include <stdio.h>

#include "report/chart_colour.h"
#include "report/chart_line.h"
#include "sibu/forecast_document.h"
#include "web/page.h"

#define LEAST_S 120.0 /* that the chart shows */

/* A step up at each time, up to now. */
static enum sibu_status curve_of(const struct drill_times *times, struct sibu_arena *arena,
                                 struct evaluation_curve *out, struct sibu_fault *fault)
{
    struct evaluation_point *points = sibu_arena_take(arena, times->count + 1, sizeof *points);
    if (points == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < times->count; i++) {
        points[i] = (struct evaluation_point){times->items_s[i] > 0.0 ? times->items_s[i] : 0.0, (uint32_t)i + 1};
    }
    *out = (struct evaluation_curve){points, times->count};
    return SIBU_OK;
}

/* The first time by which the slowest runs have as many as they ever get: what comes after shows nothing. */
static double forecast_end_s(const struct sibu_forecast *forecast)
{
    const struct sibu_band *band = forecast->curves[SIBU_CURVE_CHECKED_IN];
    size_t last = forecast->points - 1;
    while (last > 0 && band[last - 1].p5 == band[forecast->points - 1].p5) {
        last--;
    }
    return forecast->times_s[last];
}

static void add_legend(struct sibu_text *out, enum sibu_language language, int has_band)
{
    static const struct {
        const char *mark;
        enum sibu_say_id says;
    } LINES[] = {{"<path class=\"band\" fill=\"" CHART_BLUE "\" d=\"M0 1H36V15H0Z\"/>", SIBU_SAY_PAGE_COURSE_BAND},
                 {"<path class=\"curve\" stroke=\"" CHART_BLUE "\" stroke-width=\"3.5\" d=\"M0 8H36\"/>",
                  SIBU_SAY_PAGE_CHECKED_IN},
                 {"<path class=\"curve\" stroke=\"" CHART_ORANGE
                  "\" stroke-width=\"2.5\" stroke-dasharray=\"9 4\" d=\"M0 8H36\"/>",
                  SIBU_SAY_PAGE_ACKNOWLEDGED}};
    sibu_text_add(out, "<ul class=\"legend\">");
    for (size_t i = has_band ? 0 : 1; i < 3; i++) {
        sibu_text_addf(out, "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\">%s</svg> ", LINES[i].mark);
        page_say(out, language, LINES[i].says);
        sibu_text_add(out, "</li>");
    }
    sibu_text_add(out, "</ul>\n");
    if (!has_band) {
        sibu_text_add(out, "<p class=\"soft\">");
        page_say(out, language, SIBU_SAY_PAGE_COURSE_WAITS);
        sibu_text_add(out, "</p>\n");
    }
}

static void describe(struct sibu_text *out, enum sibu_language language, const struct muster_counts *counts)
{
    char numbers[3][16];
    const char *const values[] = {numbers[0], numbers[1], numbers[2]};
    const uint32_t from[] = {counts->acknowledged, counts->checked_in, counts->expected};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(numbers[i], sizeof numbers[i], "%u", (unsigned)from[i]);
    }
    sibu_say_with(out, language, SIBU_SAY_PAGE_COURSE_DESC, values, 3);
}

static void draw(struct sibu_text *out, const struct drill_view *drill, const struct evaluation_curve curves[2],
                 const struct sibu_forecast *forecast, enum sibu_language language)
{
    struct sibu_text description = {0};
    double now_s = (double)((drill->end_us > 0 ? drill->end_us : drill->now_us) - drill->t0_us) / 1e6;
    describe(&description, language, &drill->counts);
    struct chart_line chart = {.id = "course",
                               .title = sibu_say(language, SIBU_SAY_PAGE_COURSE),
                               .description = sibu_text_get(&description),
                               .x_label = sibu_say(language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                               .y_label = sibu_say(language, SIBU_SAY_REPORT_AXIS_PEOPLE),
                               .limit_label = sibu_say(language, SIBU_SAY_PAGE_EXPECTED),
                               .until_s = now_s > LEAST_S ? now_s : LEAST_S,
                               .limit = drill->counts.expected,
                               .curves = {{&curves[0], CHART_ORANGE, "9 4", 2.5}, {&curves[1], CHART_BLUE, "", 3.5}},
                               .curve_count = 2};
    if (forecast->runs > 0) {
        double end_s = forecast_end_s(forecast);
        chart.until_s = end_s > chart.until_s ? end_s : chart.until_s;
        chart.bands[0] = (struct chart_band){.times_s = forecast->times_s,
                                             .people = forecast->curves[SIBU_CURVE_CHECKED_IN],
                                             .count = forecast->points,
                                             .colour = CHART_BLUE};
        chart.band_count = 1;
    }
    chart.seen_s = now_s;
    chart_line_draw(out, &chart);
    sibu_text_clear(&description);
}

enum sibu_status board_course_draw(struct sibu_text *out, struct sibu_arena *arena, const struct drill_view *drill,
                                   const struct drill_course *course, enum sibu_language language,
                                   struct sibu_fault *fault)
{
    struct evaluation_curve curves[2];
    struct sibu_forecast forecast = {.runs = 0};
    enum sibu_status status = curve_of(&course->acknowledged, arena, &curves[0], fault);
    if (status == SIBU_OK) {
        status = curve_of(&course->checked_in, arena, &curves[1], fault);
    }
    if (status == SIBU_OK && course->forecast != NULL) {
        status = sibu_forecast_read(&forecast, course->forecast, course->forecast_length, arena, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_COURSE);
    sibu_text_add(out, "</h2>\n");
    draw(out, drill, curves, &forecast, language);
    add_legend(out, language, forecast.runs > 0);
    return SIBU_OK;
}
