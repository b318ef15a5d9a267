/* How many people each exit and each assembly point saw, as bars. See html_part.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart_bar.h"
#include "report/chart_colour.h"
#include "report/html_part.h"

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

static uint32_t capacity_of(const struct page *page, const char *muster)
{
    uint32_t index = page->report->site == NULL ? SIBU_NONE : sibu_site_find_muster(page->report->site, muster);
    return index == SIBU_NONE ? 0 : page->report->site->musters[index].capacity_persons;
}

struct places {
    const struct evaluation_place *items;
    size_t count;
    int are_musters;
    enum sibu_say_id title, none;
    const char *colour, *id;
};

static const char *amount(const struct page *page, uint32_t people, uint32_t capacity, struct sibu_arena *arena)
{
    struct sibu_text text = {0};
    char numbers[2][16];
    const char *const values[] = {numbers[0], numbers[1]};
    (void)snprintf(numbers[0], sizeof numbers[0], "%u", (unsigned)people);
    (void)snprintf(numbers[1], sizeof numbers[1], "%u", (unsigned)capacity);
    sibu_say_with(&text, page->language, capacity > 0 ? SIBU_SAY_REPORT_BAR_CAPACITY : SIBU_SAY_REPORT_BAR_PEOPLE,
                  values, capacity > 0 ? 2 : 1);
    const char *copy = sibu_arena_text(arena, sibu_text_get(&text), text.length);
    sibu_text_clear(&text);
    return copy != NULL ? copy : "";
}

static struct chart_bar bar_of(const struct page *page, const struct places *places,
                               const struct evaluation_place *place, struct sibu_arena *arena)
{
    struct chart_bar bar = {.value = place->people};
    bar.mark = places->are_musters ? capacity_of(page, place->id) : 0;
    bar.name = places->are_musters ? report_muster_name(page->report, place->id, page->language)
                                   : report_exit_name(page->report, place->id, page->language);
    bar.name = bar.name[0] != '\0' ? bar.name : sibu_say(page->language, SIBU_SAY_REPORT_PLACE_UNKNOWN);
    bar.amount = amount(page, place->people, bar.mark, arena);
    return bar;
}

static void add_bars(const struct page *page, const struct places *places, struct sibu_arena *arena)
{
    struct ranked *ranked = sibu_arena_take(arena, places->count, sizeof *ranked);
    struct chart_bar *bars = sibu_arena_take(arena, places->count, sizeof *bars);
    char id[32];
    if (ranked == NULL || bars == NULL) {
        page->out->failed = 1;
        return;
    }
    for (size_t i = 0; i < places->count; i++) {
        ranked[i].place = &places->items[i];
    }
    qsort(ranked, places->count, sizeof *ranked, compare);
    for (size_t i = 0; i < places->count; i++) {
        bars[i] = bar_of(page, places, ranked[i].place, arena);
    }
    (void)snprintf(id, sizeof id, "%s-%s", places->id, html_code(page->language));
    struct chart_bars chart = {.id = id,
                               .title = sibu_say(page->language, places->title),
                               .description = sibu_say(page->language, SIBU_SAY_REPORT_BARS_DESC),
                               .colour = places->colour,
                               .bars = bars,
                               .count = places->count};
    chart_bars_draw(page->out, &chart);
}

static void add_places(const struct page *page, const struct places *places)
{
    struct sibu_arena arena = {0};
    html_section(page, places->title);
    if (places->count == 0) {
        html_add(page, "<p>");
        html_say(page, places->none);
        html_add(page, "</p>\n");
    } else {
        add_bars(page, places, &arena);
    }
    html_end_section(page);
    sibu_arena_clear(&arena);
}

void html_places(const struct page *page)
{
    const struct evaluation *evaluation = &page->report->evaluation;
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
    add_places(page, &musters);
    add_places(page, &exits);
}
