/* The drill among the runs of its forecast, curve by curve, exit by exit, zone by zone. See part.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_axis.h"
#include "report/part.h"

#define ROWS_MAX 15 /* the furthest off; the rest is in the JSON */
#define RARE 0.05

struct compared {
    const struct evaluation_comparison **rows;
    size_t count;
    size_t rare, left; /* of them: p at most RARE; outside the band at some time */
    struct sibu_arena arena;
};

static int is_place(const struct evaluation_comparison *comparison)
{
    return comparison->kind[0] != '\0';
}

/* How many the area is shared by: the most that either had come to by the end. */
static uint32_t people_of(const struct comparison *figures)
{
    uint32_t drill = figures->counts[figures->points - 1], runs = figures->band[figures->points - 1].p50;
    return drill > runs ? drill : runs;
}

/* How much later each was on average, in seconds; 0 where nobody came in either. */
static double later_s(const struct comparison *figures)
{
    uint32_t people = people_of(figures);
    return people > 0 ? -figures->area_person_s / (double)people : 0.0;
}

/* The curves of all people in their order, then the least likely places first, of equals the furthest off. */
static int compare(const void *a, const void *b)
{
    const struct evaluation_comparison *left = *(const struct evaluation_comparison *const *)a;
    const struct evaluation_comparison *right = *(const struct evaluation_comparison *const *)b;
    double left_far = fabs(later_s(&left->figures)), right_far = fabs(later_s(&right->figures));
    if (is_place(left) != is_place(right)) {
        return is_place(left) - is_place(right);
    }
    if (!is_place(left)) {
        return (int)left->curve - (int)right->curve;
    }
    if (left->figures.p < right->figures.p || left->figures.p > right->figures.p) {
        return left->figures.p < right->figures.p ? -1 : 1;
    }
    if (left_far < right_far || left_far > right_far) {
        return left_far > right_far ? -1 : 1;
    }
    int order = strcmp(left->kind, right->kind);
    return order != 0 ? order : strcmp(left->id, right->id);
}

static int collect(const struct evaluation *evaluation, struct compared *out)
{
    out->rows = sibu_arena_take(&out->arena, evaluation->comparison_count, sizeof *out->rows);
    for (size_t i = 0; out->rows != NULL && i < evaluation->comparison_count; i++) {
        const struct evaluation_comparison *comparison = &evaluation->comparisons[i];
        if (comparison->figures.points < 2) {
            continue;
        }
        out->rows[out->count++] = comparison;
        out->rare += comparison->figures.p <= RARE ? 1 : 0;
        out->left += comparison->figures.departure.left ? 1 : 0;
    }
    if (out->count > 0) {
        qsort(out->rows, out->count, sizeof *out->rows, compare);
    }
    return out->rows != NULL;
}

static void say_name(const struct part *part, const struct evaluation_comparison *comparison, struct sibu_text *out)
{
    int is_exit = strcmp(comparison->kind, "exit") == 0;
    const char *const values[] = {is_exit ? report_exit_name(part->report, comparison->id, part->language)
                                          : report_zone_name(part->report, comparison->id, part->language)};
    if (is_place(comparison)) {
        sibu_say_with(out, part->language, is_exit ? SIBU_SAY_CHART_AMONG_EXIT : SIBU_SAY_CHART_AMONG_ZONE, values, 1);
        return;
    }
    sibu_text_add(out, sibu_say(part->language, comparison->curve == SIBU_CURVE_ACKNOWLEDGED
                                                    ? SIBU_SAY_CHART_AMONG_ACKNOWLEDGED
                                                : comparison->curve == SIBU_CURVE_OUT ? SIBU_SAY_CHART_AMONG_OUT
                                                                                      : SIBU_SAY_CHART_AMONG_HERE));
}

/* "12 s later", "12 s earlier", "as the median"; behind counts more than half a second. */
static void add_later(const struct part *part, int is_known, double seconds)
{
    struct sibu_text time = {0};
    say_duration(&time, part->language, fabs(seconds));
    const char *const values[] = {sibu_text_get(&time)};
    part_open(part, DOCUMENT_CELL, is_known ? DOCUMENT_NUMBER : DOCUMENT_NUMBER | DOCUMENT_FAINT);
    if (!is_known) {
        part_say(part, SIBU_SAY_REPORT_DASH);
    } else if (fabs(seconds) < 0.5) {
        part_say(part, SIBU_SAY_CHART_AMONG_SAME);
    } else {
        part_say_values(part, seconds > 0.0 ? SIBU_SAY_CHART_AMONG_LATER : SIBU_SAY_CHART_AMONG_EARLIER, values, 1);
    }
    part_close(part, DOCUMENT_CELL);
    sibu_text_clear(&time);
}

static void add_departure(const struct part *part, const struct sibu_departure *departure)
{
    struct sibu_text when = {0};
    chart_say_time(&when, departure->first_s);
    const char *const values[] = {sibu_text_get(&when)};
    part_open(part, DOCUMENT_CELL, departure->left ? 0 : DOCUMENT_FAINT);
    if (departure->left) {
        part_say_values(part, departure->first_below ? SIBU_SAY_CHART_AMONG_BELOW : SIBU_SAY_CHART_AMONG_ABOVE, values,
                        1);
    } else {
        part_say(part, SIBU_SAY_CHART_AMONG_INSIDE);
    }
    part_close(part, DOCUMENT_CELL);
    sibu_text_clear(&when);
}

static void add_row(const struct part *part, const struct evaluation_comparison *comparison)
{
    const struct comparison *figures = &comparison->figures;
    struct sibu_text name = {0};
    char area[32], chance[32];
    say_name(part, comparison, &name);
    (void)snprintf(area, sizeof area, "%s%.0f",
                   figures->area_person_s <= -0.5  ? "\342\210\222"
                   : figures->area_person_s >= 0.5 ? "+"
                                                   : "",
                   fabs(figures->area_person_s));
    (void)snprintf(chance, sizeof chance, figures->p < 0.1 ? "%.3f" : "%.2f", figures->p);
    part_row(part, sibu_text_get(&name));
    add_departure(part, &figures->departure);
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, area);
    add_later(part, people_of(figures) > 0, later_s(figures));
    add_later(part, figures->has_shift, figures->shift_s);
    part_words(part, DOCUMENT_CELL, figures->p <= RARE ? DOCUMENT_NUMBER | DOCUMENT_BAD : DOCUMENT_NUMBER, chance);
    part_end_row(part);
    sibu_text_clear(&name);
}

/* How many curves left their band, and how many lie further off than chance would have it; with few runs no p is so small. */
static void add_sentence(const struct part *part, const struct compared *compared)
{
    char numbers[5][24];
    const uint32_t runs = compared->rows[0]->figures.runs;
    const int is_few = (1.0 / ((double)runs + 1.0)) > RARE;
    (void)snprintf(numbers[0], sizeof numbers[0], "%zu", compared->count);
    (void)snprintf(numbers[1], sizeof numbers[1], "%u", (unsigned)runs);
    (void)snprintf(numbers[2], sizeof numbers[2], "%zu", compared->left);
    (void)snprintf(numbers[3], sizeof numbers[3], "%zu", compared->rare);
    (void)snprintf(numbers[4], sizeof numbers[4], "%.1f", RARE * (double)compared->count);
    if (is_few) {
        (void)snprintf(numbers[3], sizeof numbers[3], "%.3f", 1.0 / ((double)runs + 1.0));
    }
    const char *const values[] = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    part_say_values(part, is_few ? SIBU_SAY_CHART_AMONG_FEW : SIBU_SAY_CHART_AMONG_SENTENCE, values, is_few ? 4 : 5);
    part_close(part, DOCUMENT_PARAGRAPH);
}

static void add_section(const struct part *part, const struct compared *compared)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHART_AMONG_WHAT,  SIBU_SAY_CHART_AMONG_BAND,
                                             SIBU_SAY_CHART_AMONG_AREA,  SIBU_SAY_CHART_AMONG_EACH,
                                             SIBU_SAY_CHART_AMONG_SHIFT, SIBU_SAY_CHART_AMONG_CHANCE};
    part_section(part, SIBU_SAY_CHART_AMONG_TITLE);
    add_sentence(part, compared);
    part_table(part, "", HEADS, 6, PART_NUMBERS_FROM(2));
    for (size_t i = 0; i < compared->count && i < ROWS_MAX; i++) {
        add_row(part, compared->rows[i]);
    }
    part_end_table(part);
    if (compared->count > ROWS_MAX) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_CHART_AMONG_MORE, compared->count - ROWS_MAX);
        part_close(part, DOCUMENT_NOTE);
    }
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_AMONG_NOTE);
    part_end_section(part);
}

void part_comparison(const struct part *part)
{
    struct compared compared = {.count = 0};
    if (!collect(&part->report->evaluation, &compared)) {
        part->out->failed = 1;
    } else if (compared.count > 0) {
        add_section(part, &compared);
    }
    sibu_arena_clear(&compared.arena);
}
