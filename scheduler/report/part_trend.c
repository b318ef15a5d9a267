/* The drill among the site's earlier ones: what changed by more than chance, charts over the dates, drill by drill. See part.h. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "report/chart_colour.h"
#include "report/chart_trend.h"
#include "report/part.h"

#define NOISE_P 0.05
#define CHART_POINTS_MIN 2

static const enum sibu_say_id NAMES[TREND_LINES] = {
    [FIGURE_ALERTED] = SIBU_SAY_TREND_ALERTED,
    [FIGURE_ACKNOWLEDGED] = SIBU_SAY_TREND_ACKNOWLEDGED,
    [FIGURE_CHECKED_IN] = SIBU_SAY_TREND_CHECKED_IN,
    [FIGURE_ACCOUNTED] = SIBU_SAY_TREND_ACCOUNTED,
    [FIGURE_ANSWER_MEDIAN] = SIBU_SAY_TREND_ANSWER_MEDIAN,
    [FIGURE_MUSTER_MEDIAN] = SIBU_SAY_TREND_MUSTER_MEDIAN,
    [FIGURE_MUSTER_P90] = SIBU_SAY_TREND_MUSTER_P90,
    [FIGURE_FORECAST] = SIBU_SAY_TREND_FORECAST_TIME,
    [TREND_SCORE] = SIBU_SAY_TREND_SCORE,
};

static int is_percent(int kind)
{
    return kind != TREND_SCORE && figure_unit((enum figure_kind)kind) != FIGURE_SECONDS;
}

static int is_seconds(int kind)
{
    return kind != TREND_SCORE && figure_unit((enum figure_kind)kind) == FIGURE_SECONDS;
}

/* Shares and scores have a highest value, which bands and slopes do not know of. */
static double most_of(int kind)
{
    int is_share = is_percent(kind) && figure_unit((enum figure_kind)kind) == FIGURE_SHARE;
    return kind == TREND_SCORE ? 100.0 : is_share ? 1.0 : (double)INFINITY;
}

static double held(int kind, double value)
{
    return fmin(fmax(value, 0.0), most_of(kind));
}

static void say_value(const struct part *part, int kind, double value, struct sibu_text *out)
{
    value = held(kind, value);
    if (is_seconds(kind)) {
        say_duration(out, part->language, value);
    } else {
        sibu_text_addf(out, is_percent(kind) ? "%.1f %%" : "%.1f", is_percent(kind) ? 100.0 * value : value);
    }
}

static void add_value(const struct part *part, int kind, int is_known, double value)
{
    struct sibu_text text = {0};
    if (is_known) {
        say_value(part, kind, value, &text);
    } else {
        sibu_text_add(&text, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    }
    part_words(part, DOCUMENT_CELL, is_known ? DOCUMENT_NUMBER : DOCUMENT_NUMBER | DOCUMENT_FAINT,
               sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void add_band(const struct part *part, const struct trend_line *line)
{
    struct sibu_text text = {0};
    if (line->has_level) {
        say_value(part, line->kind, line->level.low, &text);
        sibu_text_add(&text, " – ");
        say_value(part, line->kind, line->level.high, &text);
    } else {
        sibu_text_add(&text, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    }
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static enum sibu_say_id verdict_of(const struct trend_line *line)
{
    if (!line->has_newest) {
        return SIBU_SAY_TREND_NOT_NOW;
    }
    if (!line->has_level) {
        return SIBU_SAY_TREND_TOO_FEW;
    }
    if (!line->level.more_than_noise) {
        return SIBU_SAY_TREND_NOISE;
    }
    int is_better = (line->level.difference > 0.0) == trend_more_is_better(line->kind);
    return is_better ? SIBU_SAY_TREND_BETTER : SIBU_SAY_TREND_WORSE;
}

/* "+1.2", of values in percent, seconds or points; no sign before what is nought. */
static void number_text(char out[32], int kind, double per_day)
{
    double value = per_day * TREND_DAYS * (is_percent(kind) ? 100.0 : 1.0);
    (void)snprintf(out, 32, fabs(value) < 0.05 ? "0.0" : "%+.1f", value);
}

static void say_slope(const struct part *part, const struct trend_line *line, struct sibu_text *out)
{
    const struct trend *trend = &line->trend;
    char slope[32], low[32], high[32];
    struct sibu_text bounds = {0};
    number_text(slope, line->kind, trend->slope);
    number_text(low, line->kind, trend->slope_low);
    number_text(high, line->kind, trend->slope_high);
    sibu_say_with(&bounds, part->language, SIBU_SAY_TREND_SLOPE_BOUNDS, (const char *const[]){slope, low, high}, 3);
    const char *const values[] = {trend->bounded ? sibu_text_get(&bounds) : slope};
    sibu_say_with(out, part->language,
                  is_percent(line->kind)   ? SIBU_SAY_TREND_SLOPE_PERCENT
                  : is_seconds(line->kind) ? SIBU_SAY_TREND_SLOPE_SECONDS
                                           : SIBU_SAY_TREND_SLOPE_POINTS,
                  values, 1);
    if (trend->p < NOISE_P) {
        int is_better = (trend->slope > 0.0) == trend_more_is_better(line->kind);
        sibu_text_add(out, sibu_say(part->language, is_better ? SIBU_SAY_TREND_RISES : SIBU_SAY_TREND_FALLS));
    }
    sibu_text_clear(&bounds);
}

static void add_slope(const struct part *part, const struct trend_line *line)
{
    struct sibu_text text = {0};
    if (line->has_trend) {
        say_slope(part, line, &text);
    } else {
        sibu_text_add(&text, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    }
    part_words(part, DOCUMENT_CELL, DOCUMENT_WORDS, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void add_line(const struct part *part, const struct trend_line *line)
{
    enum sibu_say_id verdict = verdict_of(line);
    unsigned flags = verdict == SIBU_SAY_TREND_WORSE ? DOCUMENT_WORDS | DOCUMENT_BAD : DOCUMENT_WORDS;
    if (line->count == 0) {
        return;
    }
    part_row(part, sibu_say(part->language, NAMES[line->kind]));
    add_value(part, line->kind, line->has_newest, line->points[line->count - 1].value);
    add_value(part, line->kind, line->has_level, line->level.expected);
    add_band(part, line);
    part_words(part, DOCUMENT_CELL, flags, sibu_say(part->language, verdict));
    add_slope(part, line);
    part_end_row(part);
}

static void add_table(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_TREND_FIGURE, SIBU_SAY_TREND_NOW,  SIBU_SAY_TREND_EXPECTED,
                                             SIBU_SAY_TREND_BAND,   SIBU_SAY_TREND_SAYS, SIBU_SAY_TREND_SLOPE};
    part_table(part, "", HEADS, 6, 0xeu);
    add_line(part, &part->report->trend.lines[TREND_SCORE]);
    for (int kind = 0; kind < FIGURES; kind++) {
        add_line(part, &part->report->trend.lines[kind]);
    }
    part_end_table(part);
}

/* "2026-11-23" on the site's clock. */
static void say_date(const struct part *part, int64_t time_us, struct sibu_text *out)
{
    struct sibu_text text = {0};
    say_date_and_time(&text, time_us, part->report->draw.offset_s);
    sibu_text_addf(out, "%.10s", sibu_text_get(&text));
    sibu_text_clear(&text);
}

static int64_t time_of(const struct report *report, const struct trend_line *line, size_t point)
{
    uint32_t drill = line->drills[point];
    return drill < report->earlier.drill_count ? report->earlier.drills[drill].t0_us : report->evaluation.t0_us;
}

/* What the chart shows, for whoever does not see it. */
static void describe(const struct part *part, const struct trend_line *line, struct sibu_text *out)
{
    struct sibu_text from = {0}, to = {0}, value = {0}, low = {0}, high = {0};
    char count[24];
    (void)snprintf(count, sizeof count, "%zu", line->count);
    say_date(part, time_of(part->report, line, 0), &from);
    say_date(part, time_of(part->report, line, line->count - 1), &to);
    const char *const values[] = {sibu_say(part->language, NAMES[line->kind]), count, sibu_text_get(&from),
                                  sibu_text_get(&to)};
    sibu_say_with(out, part->language, SIBU_SAY_TREND_CHART_DESC, values, 4);
    if (line->has_newest) {
        say_value(part, line->kind, line->points[line->count - 1].value, &value);
        sibu_say_with(out, part->language, SIBU_SAY_TREND_CHART_DESC_NOW, (const char *const[]){sibu_text_get(&value)},
                      1);
    }
    if (line->has_level) {
        say_value(part, line->kind, line->level.low, &low);
        say_value(part, line->kind, line->level.high, &high);
        const char *const band[] = {sibu_text_get(&low), sibu_text_get(&high)};
        sibu_say_with(out, part->language, SIBU_SAY_TREND_CHART_DESC_BAND, band, 2);
    }
    struct sibu_text *const all[] = {&from, &to, &value, &low, &high};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        sibu_text_clear(all[i]);
    }
}

static void paint(const struct part *part, const struct trend_line *line, struct drawing *drawing)
{
    double most = most_of(line->kind), scale = is_percent(line->kind) ? 100.0 : 1.0;
    const struct chart_trend chart = {.points = line->points,
                                      .count = line->count,
                                      .has_newest = line->has_newest,
                                      .t0_us = part->report->evaluation.t0_us,
                                      .offset_s = part->report->draw.offset_s,
                                      .scale = scale,
                                      .unit = is_seconds(line->kind)   ? CHART_TREND_SECONDS
                                              : is_percent(line->kind) ? CHART_TREND_PERCENT
                                                                       : CHART_TREND_NUMBERS,
                                      .most = isfinite(most) ? most * scale : 0.0,
                                      .has_band = line->has_level,
                                      .low = held(line->kind, line->level.low),
                                      .high = held(line->kind, line->level.high),
                                      .expected = held(line->kind, line->level.expected),
                                      .has_line = line->has_trend,
                                      .level = line->trend.level,
                                      .slope = line->trend.slope,
                                      .y_label = sibu_say(part->language, NAMES[line->kind]),
                                      .newest_label = sibu_say(part->language, SIBU_SAY_TREND_LEGEND_NOW)};
    chart_trend_paint(drawing, &chart);
}

static void add_legend(const struct part *part)
{
    part_open(part, DOCUMENT_LEGEND, 0);
    struct drawing *dot = part_legend_item(part);
    drawing_line(dot, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){18.0, 0.0},
                 (const double[]){18.0, 16.0});
    drawing_circle(dot, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_BLUE}, (const double[]){18.0, 8.0},
                   4.5);
    part_legend_words(part, dot, SIBU_SAY_TREND_LEGEND_EARLIER);
    struct drawing *now = part_legend_item(part);
    (void)drawing_path(now, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_RED}, "");
    drawing_move(now, 18.0, 0.0);
    drawing_to(now, 26.0, 8.0);
    drawing_to(now, 18.0, 16.0);
    drawing_to(now, 10.0, 8.0);
    drawing_close(now);
    part_legend_words(part, now, SIBU_SAY_TREND_LEGEND_NOW);
    struct drawing *band = part_legend_item(part);
    drawing_rect(band, &(struct drawing_paint){.role = DRAWING_BAND, .fill = CHART_SKY},
                 (const double[]){0.0, 1.0, 36.0, 14.0}, 0.0);
    drawing_line(band, &(struct drawing_paint){.role = DRAWING_MIDDLE, .stroke = CHART_BLUE},
                 (const double[]){0.0, 8.0}, (const double[]){36.0, 8.0});
    part_legend_words(part, band, SIBU_SAY_TREND_LEGEND_BAND);
    struct drawing *line = part_legend_item(part);
    const struct drawing_paint paint = {
        .role = DRAWING_CURVE, .stroke = CHART_ORANGE, .width = 2.5, .dashes = CHART_TREND_DASHES};
    drawing_line(line, &paint, (const double[]){0.0, 8.0}, (const double[]){36.0, 8.0});
    part_legend_words(part, line, SIBU_SAY_TREND_LEGEND_LINE);
    part_close(part, DOCUMENT_LEGEND);
}

static void add_chart(const struct part *part, const struct trend_line *line)
{
    struct sibu_text description = {0};
    char id[48];
    if (line->count < CHART_POINTS_MIN) {
        return;
    }
    describe(part, line, &description);
    (void)snprintf(id, sizeof id, "trend-%s-%s", trend_name(line->kind), part_code(part->language));
    struct drawing *drawing = document_draw(part->out);
    paint(part, line, drawing);
    part_open(part, DOCUMENT_CHART, 0);
    document_picture(part->out, &(struct document_picture){.drawing = drawing,
                                                           .kind = "chart",
                                                           .id = id,
                                                           .title = sibu_say(part->language, NAMES[line->kind]),
                                                           .description = sibu_text_get(&description)});
    add_legend(part);
    part_close(part, DOCUMENT_CHART);
    sibu_text_clear(&description);
}

static const int SHOWN[] = {TREND_SCORE, FIGURE_CHECKED_IN, FIGURE_ACCOUNTED, FIGURE_MUSTER_MEDIAN, FIGURE_FORECAST};

static void add_drill(const struct part *part, size_t index)
{
    const struct report *report = part->report;
    const struct earlier *earlier = &report->earlier;
    int is_newest = index == earlier->drill_count;
    const struct earlier_drill *drill = is_newest ? NULL : &earlier->drills[index];
    const struct figures *figures = is_newest ? &report->trend.figures : &drill->figures;
    struct sibu_text date = {0};
    say_date(part, is_newest ? report->evaluation.t0_us : drill->t0_us, &date);
    part_open(part, DOCUMENT_ROW, is_newest ? DOCUMENT_STRONG : 0);
    part_words(part, DOCUMENT_CELL, 0, sibu_text_get(&date));
    part_words(part, DOCUMENT_CELL, 0, is_newest ? report->draw.drill : drill->drill);
    part_cell_count(part, is_newest ? report->evaluation.all.expected : drill->expected);
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        struct figure figure = SHOWN[i] == TREND_SCORE ? earlier_score(earlier, figures) : figures->of[SHOWN[i]];
        add_value(part, SHOWN[i], figure.known, figure.value);
    }
    part_end_row(part);
    sibu_text_clear(&date);
}

static void add_drills(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_TREND_DATE,          SIBU_SAY_TREND_DRILL,
                                             SIBU_SAY_TREND_PEOPLE,        SIBU_SAY_TREND_SCORE,
                                             SIBU_SAY_TREND_CHECKED_IN,    SIBU_SAY_TREND_ACCOUNTED,
                                             SIBU_SAY_TREND_MUSTER_MEDIAN, SIBU_SAY_TREND_FORECAST_TIME};
    part_open(part, DOCUMENT_FOLD, 0);
    part_sentence(part, DOCUMENT_FOLD_TITLE, SIBU_SAY_TREND_TABLE);
    part_table(part, "", HEADS, 8, PART_NUMBERS_FROM(2));
    for (size_t i = 0; i <= part->report->earlier.drill_count; i++) {
        add_drill(part, i);
    }
    part_end_table(part);
    part_close(part, DOCUMENT_FOLD);
}

static void add_note(const struct part *part)
{
    char compared[16], outside[16];
    (void)snprintf(compared, sizeof compared, "%" PRIu32, part->report->trend.compared);
    (void)snprintf(outside, sizeof outside, "%.1f", NOISE_P * part->report->trend.compared);
    part_open(part, DOCUMENT_NOTE, 0);
    part_say_values(part, SIBU_SAY_TREND_NOTE, (const char *const[]){compared, outside}, 2);
    part_close(part, DOCUMENT_NOTE);
}

static void add_basis(const struct part *part)
{
    const struct report_trend *trend = &part->report->trend;
    char earlier[24], measured[16];
    (void)snprintf(earlier, sizeof earlier, "%zu", part->report->earlier.drill_count);
    (void)snprintf(measured, sizeof measured, "%" PRIu32, trend->measured);
    int are_all = trend->measured == part->report->earlier.drill_count;
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    part_say_values(part, are_all ? SIBU_SAY_TREND_BASIS_ALL : SIBU_SAY_TREND_BASIS,
                    (const char *const[]){earlier, measured}, are_all ? 1 : 2);
    part_close(part, DOCUMENT_PARAGRAPH);
    if (trend->measured < CHANGE_EARLIER_MIN) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_TREND_FEW);
    }
}

void part_trend(const struct part *part)
{
    static const int CHARTS[] = {TREND_SCORE, FIGURE_MUSTER_MEDIAN, FIGURE_FORECAST};
    const struct report_trend *trend = &part->report->trend;
    if (!trend->known || trend->measured == 0) {
        return;
    }
    part_section(part, SIBU_SAY_TREND_TITLE);
    add_basis(part);
    add_table(part);
    if (trend->compared > 0) {
        add_note(part);
    }
    for (size_t i = 0; i < sizeof CHARTS / sizeof CHARTS[0]; i++) {
        add_chart(part, &trend->lines[CHARTS[i]]);
    }
    add_drills(part);
    part_end_section(part);
}
