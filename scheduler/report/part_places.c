/* How many people each exit and each assembly point saw, as bars. See part.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_bar.h"
#include "report/chart_colour.h"
#include "report/part.h"

#define BARS_MAX 8 /* in one picture: two of them fit on a page */

/* The places in the order of their counts. */
struct ranked {
    const struct evaluation_place *place;
};

static int compare(const void *a, const void *b)
{
    const struct evaluation_place *left = ((const struct ranked *)a)->place;
    const struct evaluation_place *right = ((const struct ranked *)b)->place;
    if (left->people != right->people) {
        return left->people > right->people ? -1 : 1;
    }
    return strcmp(left->id, right->id);
}

static uint32_t capacity_of(const struct part *part, const char *muster)
{
    uint32_t index = part->report->site == NULL ? SIBU_NONE : sibu_site_find_muster(part->report->site, muster);
    return index == SIBU_NONE ? 0 : part->report->site->musters[index].capacity_persons;
}

struct places {
    const struct evaluation_place *items;
    size_t count;
    int are_musters;
    enum sibu_say_id title, none;
    const char *colour, *id;
};

static const char *amount(const struct part *part, uint32_t people, uint32_t capacity, struct sibu_arena *arena)
{
    struct sibu_text text = {0};
    char numbers[2][16];
    const char *const values[] = {numbers[0], numbers[1]};
    (void)snprintf(numbers[0], sizeof numbers[0], "%u", (unsigned)people);
    (void)snprintf(numbers[1], sizeof numbers[1], "%u", (unsigned)capacity);
    sibu_say_with(&text, part->language, capacity > 0 ? SIBU_SAY_REPORT_BAR_CAPACITY : SIBU_SAY_REPORT_BAR_PEOPLE,
                  values, capacity > 0 ? 2 : 1);
    const char *copy = sibu_arena_text(arena, sibu_text_get(&text), text.length);
    sibu_text_clear(&text);
    return copy != NULL ? copy : "";
}

static struct chart_bar bar_of(const struct part *part, const struct places *places,
                               const struct evaluation_place *place, struct sibu_arena *arena)
{
    struct chart_bar bar = {.value = place->people};
    bar.mark = places->are_musters ? capacity_of(part, place->id) : 0;
    bar.name = places->are_musters ? report_muster_name(part->report, place->id, part->language)
                                   : report_exit_name(part->report, place->id, part->language);
    bar.name = bar.name[0] != '\0' ? bar.name : sibu_say(part->language, SIBU_SAY_REPORT_PLACE_UNKNOWN);
    bar.amount = amount(part, place->people, bar.mark, arena);
    return bar;
}

/* So many of them that the picture finds room on a page, all of one measure. */
static void add_chart(const struct part *part, const struct places *places, const struct chart_bar *bars, size_t first)
{
    char id[48];
    size_t count = places->count - first < BARS_MAX ? places->count - first : BARS_MAX;
    const struct chart_bars chart = {
        .colour = places->colour, .bars = bars, .all = places->count, .first = first, .count = count};
    struct drawing *drawing = document_draw(part->out);
    chart_bars_paint(drawing, &chart);
    (void)snprintf(id, sizeof id, "%s-%s-%zu", places->id, part_code(part->language), first / BARS_MAX + 1);
    document_picture(part->out,
                     &(struct document_picture){.drawing = drawing,
                                                .kind = "chart",
                                                .id = id,
                                                .title = sibu_say(part->language, places->title),
                                                .description = sibu_say(part->language, SIBU_SAY_REPORT_BARS_DESC)});
}

static void add_bars(const struct part *part, const struct places *places, struct sibu_arena *arena)
{
    struct ranked *ranked = sibu_arena_take(arena, places->count, sizeof *ranked);
    struct chart_bar *bars = sibu_arena_take(arena, places->count, sizeof *bars);
    if (ranked == NULL || bars == NULL) {
        part->out->failed = 1;
        return;
    }
    for (size_t i = 0; i < places->count; i++) {
        ranked[i].place = &places->items[i];
    }
    qsort(ranked, places->count, sizeof *ranked, compare);
    for (size_t i = 0; i < places->count; i++) {
        bars[i] = bar_of(part, places, ranked[i].place, arena);
    }
    for (size_t first = 0; first < places->count; first += BARS_MAX) {
        add_chart(part, places, bars, first);
    }
}

static void add_places(const struct part *part, const struct places *places)
{
    struct sibu_arena arena = {0};
    part_section(part, places->title);
    if (places->count == 0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, places->none);
    } else {
        add_bars(part, places, &arena);
    }
    part_end_section(part);
    sibu_arena_clear(&arena);
}

void part_places(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    const struct places musters = {evaluation->musters,
                                   evaluation->muster_count,
                                   1,
                                   SIBU_SAY_REPORT_MUSTERS_TITLE,
                                   SIBU_SAY_REPORT_MUSTERS_NONE,
                                   CHART_BLUE,
                                   "musters"};
    const struct places exits = {evaluation->exits,
                                 evaluation->exit_count,
                                 0,
                                 SIBU_SAY_REPORT_EXITS_TITLE,
                                 SIBU_SAY_REPORT_EXITS_NONE,
                                 CHART_GREEN,
                                 "exits"};
    add_places(part, &musters);
    add_places(part, &exits);
}
