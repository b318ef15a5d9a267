/* How people came through each exit over time, and the tables of that. See part.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_colour.h"
#include "report/chart_columns.h"
#include "report/part_panels.h"
#include "report/site_map_lost.h"

#define ROWS_MAX 30 /* of the table by time */
#define NAMED_MAX 6 /* columns of it: the exits that most people came through */
#define LISTED_MAX 60 /* rows of the table by exit */

struct flows {
    const struct evaluation_flow **ranked; /* by how many came */
    size_t count;
    struct sibu_arena arena;
};

static int compare(const void *a, const void *b)
{
    const struct evaluation_flow *left = *(const struct evaluation_flow *const *)a;
    const struct evaluation_flow *right = *(const struct evaluation_flow *const *)b;
    if (left->crossings != right->crossings) {
        return left->crossings > right->crossings ? -1 : 1;
    }
    return strcmp(left->id, right->id);
}

static size_t windows_of(const struct evaluation *evaluation)
{
    size_t windows = 1;
    for (size_t i = 0; i < evaluation->flow_count; i++) {
        windows = evaluation->flows[i].window_count > windows ? evaluation->flows[i].window_count : windows;
    }
    return windows;
}

/* How many windows are put together so that there are no more than so many: the first of 1, 2, 3, 6 and, from there on, its
 * doubles that is enough. */
static size_t together(size_t windows, size_t most)
{
    size_t each = 1;
    while ((windows + each - 1) / each > most) {
        each = each < 3 ? each + 1 : each * 2;
    }
    return each;
}

/* People of the windows from `from` on, so many. */
static uint32_t sum(const struct evaluation_flow *flow, size_t from, size_t windows)
{
    uint32_t people = 0;
    for (size_t i = from; i < from + windows && i < flow->window_count; i++) {
        people += flow->windows[i];
    }
    return people;
}

static uint32_t most_of(const struct flows *flows, size_t windows, size_t each)
{
    uint32_t most = 1;
    for (size_t k = 0; k < flows->count && k < PANELS_MAX; k++) {
        for (size_t from = 0; from < windows; from += each) {
            uint32_t people = sum(flows->ranked[k], from, each);
            most = people > most ? people : most;
        }
    }
    return most;
}

static const char *name_of(const struct part *part, const struct evaluation_flow *flow)
{
    return report_exit_name(part->report, flow->id, part->language);
}

/* "1.3": persons a second. */
static void rate(char out[24], double per_s)
{
    (void)snprintf(out, 24, "%.1f", per_s);
}

static void caption(const struct part *part, const struct evaluation_flow *flow, struct sibu_text *out)
{
    char people[16], most[24];
    struct sibu_text when = {0};
    (void)snprintf(people, sizeof people, "%u", (unsigned)flow->crossings);
    rate(most, flow->most_per_s);
    chart_say_time(&when, flow->most_s);
    const char *const values[] = {name_of(part, flow), people, most, sibu_text_get(&when)};
    sibu_say_with(out, part->language, SIBU_SAY_CHART_FLOW_EXIT, values, 4);
    sibu_text_clear(&when);
}

static void say_axis(const struct part *part, double each_s, struct sibu_text *out)
{
    struct sibu_text length = {0};
    say_duration(&length, part->language, each_s);
    const char *const values[] = {sibu_text_get(&length)};
    sibu_say_with(out, part->language, SIBU_SAY_CHART_FLOW_AXIS, values, 1);
    sibu_text_clear(&length);
}

static void say_lost(const struct part *part, double lost_s, struct sibu_text *out)
{
    struct sibu_text when = {0};
    chart_say_time(&when, lost_s);
    const char *const values[] = {sibu_text_get(&when)};
    sibu_say_with(out, part->language, SIBU_SAY_CHART_FLOW_LOST, values, 1);
    sibu_text_clear(&when);
}

/* What is the same in all charts. */
static struct chart_columns chart_of(const struct part *part, const struct flows *flows, size_t windows, size_t each)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    return (struct chart_columns){.size = flows->count == 1 ? CHART_WHOLE : CHART_PANEL,
                                  .x_label = sibu_say(part->language, SIBU_SAY_REPORT_AXIS_SINCE_T0),
                                  .until_s = evaluation->flow_window_s * (double)((windows + each - 1) / each * each),
                                  .each_s = evaluation->flow_window_s * (double)each,
                                  .count = (windows + each - 1) / each,
                                  .most = most_of(flows, windows, each),
                                  .colour = CHART_GREEN};
}

static void add_panel(const struct part *part, const struct flows *flows, size_t place, struct chart_columns chart)
{
    const struct evaluation_flow *flow = flows->ranked[place];
    const size_t each = (size_t)(chart.each_s / part->report->evaluation.flow_window_s + 0.5);
    uint32_t values[CHART_COLUMNS_MAX];
    struct sibu_text words = {0}, axis = {0}, lost = {0};
    for (size_t i = 0; i < chart.count; i++) {
        values[i] = sum(flow, i * each, each);
    }
    say_axis(part, chart.each_s, &axis);
    chart.values = values;
    chart.y_label = sibu_text_get(&axis);
    chart.lost_s = site_map_lost_s(part->report, flow->id);
    say_lost(part, chart.lost_s, &lost);
    chart.lost_label = sibu_text_get(&lost);
    caption(part, flow, &words);
    struct drawing *drawing = document_draw(part->out);
    chart_columns_paint(drawing, &chart);
    part_panel(part, &(struct part_panel){.drawing = drawing,
                                          .id = "flow",
                                          .number = place + 1,
                                          .words = sibu_text_get(&words),
                                          .description = sibu_say(part->language, SIBU_SAY_CHART_FLOW_DESC),
                                          .is_alone = flows->count == 1});
    sibu_text_clear(&words);
    sibu_text_clear(&axis);
    sibu_text_clear(&lost);
}

static void add_panels(const struct part *part, const struct flows *flows)
{
    size_t windows = windows_of(&part->report->evaluation), each = together(windows, CHART_COLUMNS_MAX);
    const struct chart_columns chart = chart_of(part, flows, windows, each);
    part_open(part, DOCUMENT_MAPS, 0);
    for (size_t i = 0; i < flows->count && i < PANELS_MAX; i++) {
        add_panel(part, flows, i, chart);
    }
    part_close(part, DOCUMENT_MAPS);
}

static void add_rows(const struct part *part, const struct flows *flows)
{
    for (size_t i = 0; i < flows->count && i < LISTED_MAX; i++) {
        const struct evaluation_flow *flow = flows->ranked[i];
        char most[24];
        rate(most, flow->most_per_s);
        part_row(part, name_of(part, flow));
        part_cell_count(part, flow->crossings);
        part_cell_clock(part, flow->first_s);
        part_cell_clock(part, flow->last_s);
        part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, most);
        part_cell_clock(part, flow->most_s);
        part_end_row(part);
    }
}

/* A stretch of time: its beginning, the people of each named exit, and of the others. */
static void add_stretch(const struct part *part, const struct flows *flows, size_t from, size_t each)
{
    uint32_t others = 0;
    struct sibu_text time = {0};
    chart_say_time(&time, part->report->evaluation.flow_window_s * (double)from);
    part_row(part, sibu_text_get(&time));
    for (size_t i = 0; i < flows->count; i++) {
        uint32_t people = sum(flows->ranked[i], from, each);
        if (i < NAMED_MAX) {
            part_cell_count(part, people);
        } else {
            others += people;
        }
    }
    if (flows->count > NAMED_MAX) {
        part_cell_count(part, others);
    }
    part_end_row(part);
    sibu_text_clear(&time);
}

static void add_stretch_heads(const struct part *part, const struct flows *flows)
{
    part_open(part, DOCUMENT_HEAD, 0);
    part_words(part, DOCUMENT_HEAD_CELL, 0, sibu_say(part->language, SIBU_SAY_CHART_FLOW_FROM));
    for (size_t i = 0; i < flows->count && i < NAMED_MAX; i++) {
        part_words(part, DOCUMENT_HEAD_CELL, DOCUMENT_NUMBER, name_of(part, flows->ranked[i]));
    }
    if (flows->count > NAMED_MAX) {
        part_words(part, DOCUMENT_HEAD_CELL, DOCUMENT_NUMBER, sibu_say(part->language, SIBU_SAY_CHART_FLOW_OTHERS));
    }
    part_close(part, DOCUMENT_HEAD);
    part_open(part, DOCUMENT_BODY, 0);
}

/* By time, in no more than ROWS_MAX stretches. */
static void add_table(const struct part *part, const struct flows *flows)
{
    size_t windows = windows_of(&part->report->evaluation), each = together(windows, ROWS_MAX);
    struct sibu_text title = {0}, length = {0};
    say_duration(&length, part->language, part->report->evaluation.flow_window_s * (double)each);
    const char *const values[] = {sibu_text_get(&length)};
    sibu_say_with(&title, part->language, SIBU_SAY_CHART_FLOW_TABLE, values, 1);
    part_open(part, DOCUMENT_FOLD, 0);
    part_words(part, DOCUMENT_FOLD_TITLE, 0, sibu_text_get(&title));
    document_open(part->out, DOCUMENT_TABLE, 0, "");
    add_stretch_heads(part, flows);
    for (size_t from = 0; from < windows; from += each) {
        add_stretch(part, flows, from, each);
    }
    part_end_table(part);
    part_close(part, DOCUMENT_FOLD);
    sibu_text_clear(&title);
    sibu_text_clear(&length);
}

static void add_section(const struct part *part, const struct flows *flows)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_HAZARD_EXIT,     SIBU_SAY_CHART_FLOW_PEOPLE,
                                             SIBU_SAY_CHART_FIRST,     SIBU_SAY_CHART_LAST,
                                             SIBU_SAY_CHART_FLOW_MOST, SIBU_SAY_CHART_FLOW_MOST_AT};
    part_section(part, SIBU_SAY_CHART_FLOW_TITLE);
    add_panels(part, flows);
    part_table(part, "", HEADS, 6, PART_NUMBERS_FROM(1));
    add_rows(part, flows);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_FLOW_NOTE);
    if (flows->count > PANELS_MAX) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_CHART_FLOW_BUSIEST, PANELS_MAX);
        part_close(part, DOCUMENT_NOTE);
    }
    add_table(part, flows);
    part_end_section(part);
}

void part_flow(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    struct flows flows = {.count = evaluation->flow_count};
    if (flows.count == 0) {
        return; /* part_places says that no passages are known */
    }
    flows.ranked = sibu_arena_take(&flows.arena, flows.count, sizeof *flows.ranked);
    if (flows.ranked == NULL) {
        part->out->failed = 1;
        return;
    }
    for (size_t i = 0; i < flows.count; i++) {
        flows.ranked[i] = &evaluation->flows[i];
    }
    qsort(flows.ranked, flows.count, sizeof *flows.ranked, compare);
    add_section(part, &flows);
    sibu_arena_clear(&flows.arena);
}
