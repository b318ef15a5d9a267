/* See trend_lines.h. */
#include "report/trend_lines.h"

#include "report/trend_read.h"

#define WIDTH_LEAST 1e-9 /* of a band, in the unit of its figure */

const char *trend_unit(int kind)
{
    static const char *const NAMES[] = {[FIGURE_SHARE] = "share", [FIGURE_SECONDS] = "s", [FIGURE_TIMES] = "times"};
    return kind == TREND_SCORE ? "points" : NAMES[figure_unit((enum figure_kind)kind)];
}

const char *trend_name(int kind)
{
    return kind == TREND_SCORE ? "score" : figure_name((enum figure_kind)kind);
}

int trend_more_is_better(int kind)
{
    return kind == TREND_SCORE || figure_unit((enum figure_kind)kind) == FIGURE_SHARE;
}

static struct figure figure_of(const struct earlier *earlier, const struct figures *figures, int kind)
{
    return kind == TREND_SCORE ? earlier_score(earlier, figures) : figures->of[kind];
}

static int at_one_time(const struct trend_line *line)
{
    return line->count < 2 || !(line->points[line->count - 1].time > line->points[0].time);
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* The points of a line, this drill last. */
static enum sibu_status take_points(struct report *report, struct trend_line *line, struct sibu_fault *fault)
{
    const struct earlier *earlier = &report->earlier;
    struct between_value *points = sibu_arena_take(&report->arena, earlier->drill_count + 1, sizeof *points);
    uint32_t *drills = sibu_arena_take(&report->arena, earlier->drill_count + 1, sizeof *drills);
    if (points == NULL || drills == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i <= earlier->drill_count; i++) {
        int is_newest = i == earlier->drill_count;
        const struct figures *figures = is_newest ? &report->trend.figures : &earlier->drills[i].figures;
        struct figure figure = figure_of(earlier, figures, line->kind);
        double apart_us = is_newest ? 0.0 : (double)earlier->drills[i].t0_us - (double)report->evaluation.t0_us;
        if (figure.known) {
            drills[line->count] = (uint32_t)i;
            points[line->count++] = (struct between_value){apart_us / TREND_DAY_US, figure.value, figure.error};
            line->has_newest = is_newest;
        }
    }
    line->points = points;
    line->drills = drills;
    return SIBU_OK;
}

/* Earlier drills that are all alike, to the last digit, say nothing of how far apart drills fall by chance. */
static int hold_against(const struct trend_line *line, enum between_about about, struct change *out)
{
    int is_told = change_of_newest(line->points, line->count, about, out) && out->high - out->low > WIDTH_LEAST;
    *out = is_told ? *out : (struct change){0};
    return is_told;
}

static enum sibu_status make_line(struct report *report, int kind, struct sibu_fault *fault)
{
    struct trend_line *line = &report->trend.lines[kind];
    line->kind = kind;
    enum sibu_status status = take_points(report, line, fault);
    if (status != SIBU_OK || at_one_time(line)) {
        return status;
    }
    line->has_trend = 1;
    if (line->has_newest) {
        line->has_level = hold_against(line, BETWEEN_LEVEL, &line->level);
        line->has_line = hold_against(line, BETWEEN_LINE, &line->line);
        report->trend.compared += line->has_level ? 1 : 0;
    }
    return trend_take(line->points, line->count, &line->trend, fault);
}

static uint32_t count_measured(const struct earlier *earlier)
{
    uint32_t count = 0;
    for (size_t i = 0; i < earlier->drill_count; i++) {
        int any = 0;
        for (int kind = 0; kind < FIGURES; kind++) {
            any |= earlier->drills[i].figures.of[kind].known;
        }
        count += any ? 1 : 0;
    }
    return count;
}

enum sibu_status trend_read(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct forecast_time forecast;
    enum sibu_status status = forecast_time_read(&forecast, &report->evaluation, record, fault);
    if (status != SIBU_OK || !report->earlier.known) {
        return status;
    }
    figures_take(&report->trend.figures, &report->evaluation, &forecast);
    report->trend.known = 1;
    report->trend.measured = count_measured(&report->earlier);
    for (int kind = 0; kind < TREND_LINES && status == SIBU_OK; kind++) {
        status = make_line(report, kind, fault);
    }
    return status;
}
