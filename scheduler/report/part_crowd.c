/* How closely people stood, and what they would have met of the hazard: both where the record knows where people were. See part.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_bar.h"
#include "report/chart_colour.h"
#include "report/part_panels.h"

#define BARS_MAX 10
#define DOSE_SAID 10.0

static const char *place_name(const struct part *part, const struct evaluation_density *place)
{
    return strcmp(place->kind, "exit") == 0 ? report_exit_name(part->report, place->id, part->language)
                                            : report_zone_name(part->report, place->id, part->language);
}

/* Where it was dense for longest first. */
static int compare(const void *a, const void *b)
{
    const struct evaluation_density *left = *(const struct evaluation_density *const *)a;
    const struct evaluation_density *right = *(const struct evaluation_density *const *)b;
    if (left->above_s[0] < right->above_s[0] || left->above_s[0] > right->above_s[0]) {
        return left->above_s[0] > right->above_s[0] ? -1 : 1;
    }
    int order = strcmp(right->kind, left->kind); /* zones, then exits */
    return order != 0 ? order : strcmp(left->id, right->id);
}

static const char *amount(const struct part *part, double seconds, struct sibu_arena *arena)
{
    struct sibu_text text = {0};
    say_duration(&text, part->language, seconds);
    const char *copy = sibu_arena_text(arena, sibu_text_get(&text), text.length);
    part->out->failed |= copy == NULL;
    sibu_text_clear(&text);
    return copy != NULL ? copy : "";
}

/* The longest: how long anybody stood in more than the first level, and, as a mark, in more than the second. */
static void add_bars(const struct part *part, const struct evaluation_density *const *places, size_t count,
                     struct sibu_arena *arena)
{
    struct chart_bar bars[BARS_MAX];
    size_t shown = count < BARS_MAX ? count : BARS_MAX;
    for (size_t i = 0; i < shown; i++) {
        bars[i] = (struct chart_bar){.name = place_name(part, places[i]),
                                     .amount = amount(part, places[i]->above_s[0], arena),
                                     .value = (uint32_t)(places[i]->above_s[0] + 0.5),
                                     .mark = (uint32_t)(places[i]->above_s[1] + 0.5)};
    }
    const struct chart_bars chart = {.colour = CHART_ORANGE, .bars = bars, .all = shown, .count = shown};
    struct drawing *drawing = document_draw(part->out);
    chart_bars_paint(drawing, &chart);
    part_chart(part, drawing, "density", SIBU_SAY_CHART_DENSITY_TITLE,
               sibu_say(part->language, SIBU_SAY_CHART_DENSITY_DESC));
}

static void add_cell(const struct part *part, int digits, double value)
{
    char number[32];
    (void)snprintf(number, sizeof number, "%.*f", digits, value);
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, number);
}

static void add_table(const struct part *part, const struct evaluation_density *const *places, size_t count)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHART_PLACE,         SIBU_SAY_CHART_DENSITY_MOST,
                                             SIBU_SAY_CHART_DENSITY_ABOVE, SIBU_SAY_CHART_DENSITY_PERSONS,
                                             SIBU_SAY_CHART_DENSITY_FOUR,  SIBU_SAY_CHART_DENSITY_FOUR_PERSONS};
    part_table(part, "", HEADS, 6, PART_NUMBERS_FROM(1));
    for (size_t i = 0; i < count; i++) {
        part_row(part, place_name(part, places[i]));
        add_cell(part, 2, places[i]->most_per_m2);
        for (int level = 0; level < DENSITY_LEVELS; level++) {
            add_cell(part, 0, places[i]->above_s[level]);
            add_cell(part, 0, places[i]->person_s[level]);
        }
        part_end_row(part);
    }
    part_end_table(part);
}

static void add_places(const struct part *part)
{
    const struct evaluation_densities *densities = &part->report->evaluation.density;
    struct sibu_arena arena = {0};
    const struct evaluation_density **places = sibu_arena_take(&arena, densities->place_count, sizeof *places);
    size_t count = 0;
    part->out->failed |= places == NULL;
    for (size_t i = 0; places != NULL && i < densities->place_count; i++) {
        if (densities->places[i].most_per_m2 > 0.0) {
            places[count++] = &densities->places[i];
        }
    }
    if (count > 0) {
        qsort(places, count, sizeof *places, compare);
        add_bars(part, places, count, &arena);
        add_table(part, places, count);
    } else {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_DENSITY_NEVER);
    }
    sibu_arena_clear(&arena);
}

static void add_count(const struct part *part, enum sibu_say_id what, uint32_t count)
{
    part_row(part, sibu_say(part->language, what));
    part_cell_count(part, count);
    part_end_row(part);
}

static void add_exposure(const struct part *part)
{
    const struct evaluation_exposure *exposure = &part->report->evaluation.exposure;
    char dose[32];
    if (!exposure->is_measured) {
        return;
    }
    /* beyond that a dose says no more than that */
    (void)snprintf(dose, sizeof dose, exposure->most_dose > DOSE_SAID ? "> %.0f" : "%.3g",
                   exposure->most_dose > DOSE_SAID ? DOSE_SAID : exposure->most_dose);
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_CHART_EXPOSURE_TITLE);
    part_table(part, "", NULL, 0, 0);
    add_count(part, SIBU_SAY_CHART_EXPOSURE_PEOPLE, exposure->people);
    add_count(part, SIBU_SAY_REPORT_FORECAST_DOSED, exposure->dosed);
    add_count(part, SIBU_SAY_REPORT_FORECAST_OVERCOME, exposure->overcome);
    part_row(part, sibu_say(part->language, SIBU_SAY_REPORT_FORECAST_MOST_DOSE));
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, dose);
    part_end_row(part);
    add_count(part, SIBU_SAY_CHART_EXPOSURE_TEN, exposure->sight_below_10_m);
    add_count(part, SIBU_SAY_CHART_EXPOSURE_FIVE, exposure->sight_below_5_m);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_EXPOSURE_NOTE);
}

void part_crowd(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    if (part->report->site == NULL) {
        return;
    }
    part_section(part, SIBU_SAY_CHART_DENSITY_TITLE);
    if (evaluation->density.is_measured) {
        add_places(part);
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_DENSITY_NOTE);
        add_exposure(part);
    } else {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_DENSITY_NONE);
    }
    part_end_section(part);
}
