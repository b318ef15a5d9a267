/* The time that people needed against the time that the hazard left them, as a chart and a table. See part.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_axis.h"
#include "report/chart_spans.h"
#include "report/part_panels.h"

#define DRAWN_MAX 16 /* places with a bar, of those whose required time is known; the table has all */

static const char *place_name(const struct part *part, const struct evaluation_margin *margin)
{
    return strcmp(margin->kind, "exit") == 0 ? report_exit_name(part->report, margin->id, part->language)
                                             : report_zone_name(part->report, margin->id, part->language);
}

/* The least margin first; places without one behind all others. */
static int compare(const void *a, const void *b)
{
    const struct evaluation_margin *left = *(const struct evaluation_margin *const *)a;
    const struct evaluation_margin *right = *(const struct evaluation_margin *const *)b;
    double left_s = left->has_rset ? left->margin_s : HUGE_VAL, right_s = right->has_rset ? right->margin_s : HUGE_VAL;
    if (left_s < right_s || left_s > right_s) {
        return left_s < right_s ? -1 : 1;
    }
    int order = strcmp(right->kind, left->kind); /* zones, then exits */
    return order != 0 ? order : strcmp(left->id, right->id);
}

static void say_margin(const struct part *part, const struct evaluation_margin *margin, struct sibu_text *out)
{
    struct sibu_text time = {0};
    chart_say_time(&time, fabs(margin->margin_s));
    const char *const values[] = {sibu_text_get(&time)};
    if (margin->has_rset) {
        sibu_say_with(out, part->language,
                      margin->margin_s < 0.0 ? SIBU_SAY_CHART_MARGIN_SHORT : SIBU_SAY_CHART_MARGIN_SPARE, values, 1);
    } else {
        sibu_text_add(
            out, sibu_say(part->language, margin->is_few ? SIBU_SAY_CHART_MARGIN_FEW : SIBU_SAY_CHART_MARGIN_NEVER));
    }
    sibu_text_clear(&time);
}

static struct chart_span_row row_of(const struct part *part, const struct evaluation_margin *margin,
                                    struct sibu_arena *arena)
{
    struct sibu_text amount = {0};
    say_margin(part, margin, &amount);
    const char *copy = sibu_arena_text(arena, sibu_text_get(&amount), amount.length);
    part->out->failed |= copy == NULL;
    sibu_text_clear(&amount);
    return (struct chart_span_row){.name = place_name(part, margin),
                                   .amount = copy != NULL ? copy : "",
                                   .spans_s = {margin->alarm_s, margin->pre_s, margin->move_s},
                                   .mark_s = margin->aset_s};
}

static void add_charts(const struct part *part, const struct evaluation_margin *const *margins, size_t count)
{
    struct sibu_arena arena = {0};
    struct chart_span_row rows[DRAWN_MAX];
    size_t all = 0;
    char id[32];
    while (all < count && all < DRAWN_MAX && margins[all]->has_rset) { /* these stand first */
        rows[all] = row_of(part, margins[all], &arena);
        all++;
    }
    for (size_t first = 0; first < all; first += CHART_SPAN_ROWS_MAX) {
        size_t shown = all - first < CHART_SPAN_ROWS_MAX ? all - first : CHART_SPAN_ROWS_MAX;
        const struct chart_spans chart = {sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0), rows, all, first,
                                          shown};
        struct drawing *drawing = document_draw(part->out);
        chart_spans_paint(drawing, &chart);
        (void)snprintf(id, sizeof id, "margins-%zu", first / CHART_SPAN_ROWS_MAX + 1);
        part_chart(part, drawing, id, SIBU_SAY_CHART_MARGIN_TITLE,
                   sibu_say(part->language, SIBU_SAY_CHART_MARGIN_DESC));
    }
    sibu_arena_clear(&arena);
}

static void add_legend(const struct part *part)
{
    static const enum sibu_say_id SPANS[CHART_SPANS] = {SIBU_SAY_CHART_MARGIN_ALARM, SIBU_SAY_CHART_MARGIN_PRE,
                                                        SIBU_SAY_CHART_MARGIN_MOVE};
    part_open(part, DOCUMENT_LEGEND, 0);
    for (int i = 0; i < CHART_SPANS; i++) {
        struct drawing *ornament = part_legend_item(part);
        drawing_rect(ornament, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_SPAN_COLOURS[i]},
                     (const double[]){0.0, 2.0, 36.0, 12.0}, 0.0);
        part_legend_words(part, ornament, SPANS[i]);
    }
    struct drawing *mark = part_legend_item(part);
    drawing_rect(mark, &(struct drawing_paint){.role = DRAWING_MARK}, (const double[]){16.0, 0.0, 4.0, 16.0}, 0.0);
    part_legend_words(part, mark, SIBU_SAY_CHART_MARGIN_ASET);
    part_close(part, DOCUMENT_LEGEND);
}

/* "2:38", or a dash. */
static void add_clock(const struct part *part, int is_known, double seconds)
{
    struct sibu_text time = {0};
    if (is_known && seconds >= 0.0) {
        chart_say_time(&time, seconds);
    } else {
        sibu_text_add(&time, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    }
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, sibu_text_get(&time));
    sibu_text_clear(&time);
}

static void add_row(const struct part *part, const struct evaluation_margin *margin)
{
    struct sibu_text words = {0};
    int is_short = margin->has_rset && margin->margin_s < 0.0;
    say_margin(part, margin, &words);
    part_row(part, place_name(part, margin));
    part_cell_count(part, margin->people);
    add_clock(part, 1, margin->aset_s);
    add_clock(part, 1, margin->alarm_s);
    add_clock(part, 1, margin->pre_s);
    add_clock(part, 1, margin->move_s);
    add_clock(part, margin->has_rset, margin->rset_s);
    part_words(part, DOCUMENT_CELL, is_short ? DOCUMENT_NUMBER | DOCUMENT_BAD : DOCUMENT_NUMBER, sibu_text_get(&words));
    part_number(part, DOCUMENT_CELL, margin->caught > 0 ? DOCUMENT_NUMBER | DOCUMENT_BAD : DOCUMENT_NUMBER,
                margin->caught);
    part_end_row(part);
    sibu_text_clear(&words);
}

static void add_table(const struct part *part, const struct evaluation_margin *const *margins, size_t count)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHART_PLACE,
                                             SIBU_SAY_REPORT_PEOPLE_MEASURED,
                                             SIBU_SAY_CHART_MARGIN_HEAD_ASET,
                                             SIBU_SAY_CHART_MARGIN_ALARM,
                                             SIBU_SAY_CHART_MARGIN_PRE,
                                             SIBU_SAY_CHART_MARGIN_MOVE,
                                             SIBU_SAY_CHART_MARGIN_HEAD_RSET,
                                             SIBU_SAY_CHART_MARGIN_HEAD,
                                             SIBU_SAY_CHART_MARGIN_CAUGHT};
    part_table(part, "", HEADS, 9, PART_NUMBERS_FROM(1));
    for (size_t i = 0; i < count; i++) {
        add_row(part, margins[i]);
    }
    part_end_table(part);
}

/* Where there are any. */
static void add_places(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    size_t count = evaluation->margin_count;
    struct sibu_arena arena = {0};
    const struct evaluation_margin **margins = sibu_arena_take(&arena, count, sizeof *margins);
    part->out->failed |= margins == NULL;
    for (size_t i = 0; margins != NULL && i < count; i++) {
        margins[i] = &evaluation->margins[i];
    }
    if (margins != NULL) {
        qsort(margins, count, sizeof *margins, compare);
        if (margins[0]->has_rset) {
            part_open(part, DOCUMENT_CHART, 0);
            add_charts(part, margins, count);
            add_legend(part);
            part_close(part, DOCUMENT_CHART);
        }
        add_table(part, margins, count);
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_MARGIN_NOTE);
    }
    sibu_arena_clear(&arena);
}

void part_margin(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    if (!evaluation->hazard.is_known || evaluation->flow_count == 0) {
        return;
    }
    part_section(part, SIBU_SAY_CHART_MARGIN_TITLE);
    if (evaluation->margin_count > 0) {
        add_places(part);
    } else {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_MARGIN_NONE);
    }
    part_end_section(part);
}
