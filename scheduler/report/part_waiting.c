/* Who was still waited for: survival curves of all people and of each zone, and their tables. See part.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_colour.h"
#include "report/chart_wait.h"
#include "report/part_panels.h"

#define GREY "#6b7682"
#define ZONE_LEAST 5u /* people of a zone that has a chart: a curve of fewer says no more than their times */
#define MARKS 9 /* rows of the table at most: the marks of the axis, and the end */

static const struct {
    enum waiting_for what;
    enum sibu_say_id label;
    const char *colour, *dashes;
} CURVES[CHART_WAITS_MAX] = {
    {WAITING_ACKNOWLEDGED, SIBU_SAY_CHART_WAIT_ACKNOWLEDGED, CHART_ORANGE, "9 4"},
    {WAITING_OUT, SIBU_SAY_CHART_WAIT_OUT, CHART_PURPLE, "14 4 3 4"},
    {WAITING_ACCOUNTED, SIBU_SAY_CHART_WAIT_ACCOUNTED, CHART_BLUE, ""},
};

struct waited { /* of all people, the curves that have anything to show */
    struct waiting of[CHART_WAITS_MAX];
    int which[CHART_WAITS_MAX]; /* of CURVES */
    int count;
    struct sibu_arena arena;
};

static double until_s(const struct part *part)
{
    return ((double)part->report->evaluation.end_us - (double)part->report->evaluation.t0_us) / 1e6;
}

static int take(const struct part *part, struct waited *out)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    struct sibu_fault fault;
    for (int i = 0; i < CHART_WAITS_MAX; i++) {
        if (CURVES[i].what == WAITING_OUT && evaluation->all.evacuation.n == 0) {
            continue; /* nobody was seen at an exit: that says nothing of who was out */
        }
        if (waiting_take(&out->of[out->count], evaluation, CURVES[i].what, NULL, &out->arena, &fault) != SIBU_OK) {
            part->out->failed = 1;
            return 0;
        }
        out->which[out->count++] = i;
    }
    return 1;
}

/* "12%": of a share. */
static void percent(char out[16], double share)
{
    (void)snprintf(out, 16, "%.0f", floor(share * 100.0 + 0.5));
}

static void describe(const struct part *part, const struct waited *waited, struct sibu_text *out)
{
    sibu_text_add(out, sibu_say(part->language, SIBU_SAY_CHART_WAIT_DESC));
    for (int i = 0; i < waited->count; i++) {
        char share[16];
        percent(share, waiting_at(&waited->of[i], waited->of[i].end_s).waiting);
        const char *const values[] = {sibu_say(part->language, CURVES[waited->which[i]].label), share};
        sibu_say_with(out, part->language, SIBU_SAY_CHART_WAIT_DESC_END, values, 2);
    }
}

static void add_curves(const struct part *part, const struct waited *waited)
{
    struct sibu_text description = {0};
    struct chart_waits chart = {.size = CHART_WHOLE,
                                .x_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                                .y_label = sibu_say(part->language, SIBU_SAY_CHART_WAIT_AXIS),
                                .until_s = until_s(part),
                                .count = waited->count};
    for (int i = 0; i < waited->count; i++) {
        int which = waited->which[i];
        chart.curves[i] = (struct chart_wait){&waited->of[i], CURVES[which].colour, CURVES[which].dashes, 2.5, 0};
    }
    describe(part, waited, &description);
    struct drawing *drawing = document_draw(part->out);
    chart_waits_paint(drawing, &chart);
    part_chart(part, drawing, "waiting", SIBU_SAY_CHART_WAIT_TITLE, sibu_text_get(&description));
    sibu_text_clear(&description);
}

static void add_line(const struct part *part, const char *colour, const char *dashes, enum sibu_say_id label)
{
    struct drawing *ornament = part_legend_item(part);
    const struct drawing_paint paint = {.role = DRAWING_CURVE, .stroke = colour, .width = 2.5, .dashes = dashes};
    drawing_line(ornament, &paint, (const double[]){0.0, 8.0}, (const double[]){36.0, 8.0});
    part_legend_words(part, ornament, label);
}

static void add_signs(const struct part *part)
{
    struct drawing *band = part_legend_item(part), *mark = part_legend_item(part);
    drawing_rect(band, &(struct drawing_paint){.role = DRAWING_BAND, .fill = CHART_BLUE},
                 (const double[]){0.0, 1.0, 36.0, 14.0}, 0.0);
    part_legend_words(part, band, SIBU_SAY_CHART_WAIT_BAND);
    drawing_line(mark, &(struct drawing_paint){.role = DRAWING_CURVE, .stroke = CHART_BLUE, .width = 2.5, .dashes = ""},
                 (const double[]){18.0, 8.0}, (const double[]){36.0, 8.0});
    chart_wait_mark(mark, CHART_BLUE, (const double[]){34.0, 8.0});
    part_legend_words(part, mark, SIBU_SAY_CHART_WAIT_CENSORED);
}

static void add_legend(const struct part *part, const struct waited *waited)
{
    part_open(part, DOCUMENT_LEGEND, 0);
    for (int i = 0; i < waited->count; i++) {
        const int which = waited->which[i];
        add_line(part, CURVES[which].colour, CURVES[which].dashes, CURVES[which].label);
    }
    add_signs(part);
    part_close(part, DOCUMENT_LEGEND);
}

/* "63% (58–68)". */
static void add_share(const struct part *part, const struct survival_step *step)
{
    char share[16], low[16], high[16];
    const char *const values[] = {share, low, high};
    percent(share, step->waiting);
    percent(low, step->low);
    percent(high, step->high);
    part_open(part, DOCUMENT_CELL, DOCUMENT_NUMBER);
    part_say_values(part, SIBU_SAY_CHART_WAIT_SHARE, values, 3);
    part_close(part, DOCUMENT_CELL);
}

static void add_row(const struct part *part, const struct waited *waited, double time_s)
{
    struct sibu_text time = {0};
    chart_say_time(&time, time_s);
    part_row(part, sibu_text_get(&time));
    for (int i = 0; i < waited->count; i++) {
        const struct survival_step step = waiting_at(&waited->of[i], time_s);
        add_share(part, &step);
    }
    part_end_row(part);
    sibu_text_clear(&time);
}

/* At the marks of the axis after T0, and at the end. */
static void add_table(const struct part *part, const struct waited *waited)
{
    const struct chart_axis axis = chart_axis_time(until_s(part), chart_frame_x_marks(CHART_WHOLE));
    enum sibu_say_id heads[CHART_WAITS_MAX + 1] = {SIBU_SAY_REPORT_AXIS_SINCE_T0};
    for (int i = 0; i < waited->count; i++) {
        heads[i + 1] = CURVES[waited->which[i]].label;
    }
    part_open(part, DOCUMENT_FOLD, 0);
    part_sentence(part, DOCUMENT_FOLD_TITLE, SIBU_SAY_REPORT_CURVE_TABLE);
    part_table(part, "", heads, waited->count + 1, PART_NUMBERS_FROM(1));
    for (int i = 1; i < chart_axis_marks(&axis) && i < MARKS; i++) {
        if (chart_axis_mark(&axis, i) < axis.to - 1.0) {
            add_row(part, waited, chart_axis_mark(&axis, i));
        }
    }
    add_row(part, waited, until_s(part));
    part_end_table(part);
    part_close(part, DOCUMENT_FOLD);
}

/* Zones by when half of their people were accounted for: the slowest first, those that never came so far before all. */
static int compare(const void *a, const void *b)
{
    const struct evaluation_group *left = *(const struct evaluation_group *const *)a;
    const struct evaluation_group *right = *(const struct evaluation_group *const *)b;
    double left_s = left->accounted.median_s < 0.0 ? HUGE_VAL : left->accounted.median_s;
    double right_s = right->accounted.median_s < 0.0 ? HUGE_VAL : right->accounted.median_s;
    if (left_s < right_s || left_s > right_s) {
        return left_s > right_s ? -1 : 1;
    }
    return strcmp(left->zone, right->zone);
}

static void caption(const struct part *part, const struct evaluation_group *zone, struct sibu_text *out)
{
    struct sibu_text median = {0};
    char people[16];
    (void)snprintf(people, sizeof people, "%u", (unsigned)zone->expected);
    say_duration(&median, part->language, zone->accounted.median_s);
    const char *const values[] = {report_zone_name(part->report, zone->zone, part->language), people,
                                  sibu_text_get(&median)};
    int never = zone->accounted.median_s < 0.0;
    sibu_say_with(out, part->language, never ? SIBU_SAY_CHART_WAIT_ZONE_NEVER : SIBU_SAY_CHART_WAIT_ZONE, values,
                  never ? 2 : 3);
    sibu_text_clear(&median);
}

static void add_zone(const struct part *part, const struct evaluation_group *zone, const struct waiting *all,
                     struct sibu_arena *arena, size_t number)
{
    struct waiting own;
    struct sibu_fault fault;
    struct sibu_text words = {0};
    if (waiting_take(&own, &part->report->evaluation, WAITING_ACCOUNTED, zone->zone, arena, &fault) != SIBU_OK) {
        part->out->failed = 1;
        return;
    }
    const struct chart_waits chart = {.size = CHART_PANEL,
                                      .x_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                                      .y_label = sibu_say(part->language, SIBU_SAY_CHART_WAIT_AXIS),
                                      .until_s = until_s(part),
                                      .curves = {{all, GREY, "3 3", 1.5, 1}, {&own, CHART_BLUE, "", 2.5, 0}},
                                      .count = 2};
    struct drawing *drawing = document_draw(part->out);
    chart_waits_paint(drawing, &chart);
    caption(part, zone, &words);
    part_panel(part, &(struct part_panel){.drawing = drawing,
                                          .id = "waiting-zone",
                                          .number = number,
                                          .words = sibu_text_get(&words),
                                          .description = sibu_say(part->language, SIBU_SAY_CHART_WAIT_ZONE_DESC)});
    sibu_text_clear(&words);
}

static void add_panels(const struct part *part, const struct evaluation_group *const *zones, size_t count,
                       struct waited *waited)
{
    const struct waiting *all = &waited->of[waited->count - 1];
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_CHART_WAIT_ZONES);
    part_open(part, DOCUMENT_MAPS, 0);
    for (size_t i = 0; i < count && i < PANELS_MAX; i++) {
        add_zone(part, zones[i], all, &waited->arena, i + 1);
    }
    part_close(part, DOCUMENT_MAPS);
    part_open(part, DOCUMENT_LEGEND, 0);
    add_line(part, CHART_BLUE, "", SIBU_SAY_CHART_WAIT_OWN);
    add_line(part, GREY, "3 3", SIBU_SAY_CHART_WAIT_ALL);
    part_close(part, DOCUMENT_LEGEND);
    if (count > PANELS_MAX) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_CHART_WAIT_SLOWEST, PANELS_MAX);
        part_close(part, DOCUMENT_NOTE);
    }
}

/* Where people of several zones were expected, and enough of them in any. */
static void add_zones(const struct part *part, struct waited *waited)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    const struct evaluation_group **zones = sibu_arena_take(&waited->arena, evaluation->zone_count, sizeof *zones);
    size_t count = 0, several = 0;
    if (zones == NULL) {
        part->out->failed = 1;
        return;
    }
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        several += evaluation->zones[i].expected > 0 ? 1 : 0;
        if (evaluation->zones[i].expected >= ZONE_LEAST) {
            zones[count++] = &evaluation->zones[i];
        }
    }
    if (several > 1 && count > 0) {
        qsort(zones, count, sizeof *zones, compare);
        add_panels(part, zones, count, waited);
    }
}

void part_waiting(const struct part *part)
{
    struct waited waited = {.count = 0};
    if (part->report->evaluation.all.expected > 0 && take(part, &waited)) {
        part_section(part, SIBU_SAY_CHART_WAIT_TITLE);
        part_open(part, DOCUMENT_CHART, 0);
        add_curves(part, &waited);
        add_legend(part, &waited);
        part_close(part, DOCUMENT_CHART);
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_WAIT_NOTE);
        add_table(part, &waited);
        add_zones(part, &waited);
        part_end_section(part);
    }
    sibu_arena_clear(&waited.arena);
}
