/* See ranking_page.h. */
#include "report/ranking_page.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart_interval.h"
#include "report/document_html.h"
#include "report/html_frame.h"

#define ROWS_MAX 30 /* in one picture */
#define AMOUNT_BYTES 96
#define EDGE 0.04 /* of the width, free on both sides */

struct page { /* the page in one language, as it is made */
    const struct ranking_told *told;
    enum sibu_language language;
    struct document *out;
};

static void say_values(const struct page *page, enum document_element element, enum sibu_say_id id,
                       const char *const *values, int count)
{
    struct sibu_text text = {0};
    sibu_say_with(&text, page->language, id, values, count);
    document_open(page->out, element, 0, "");
    document_text(page->out, sibu_text_get(&text));
    document_close(page->out, element);
    page->out->failed |= !sibu_text_ok(&text);
    sibu_text_clear(&text);
}

static void add_words(const struct page *page, enum document_element element, unsigned flags, const char *words)
{
    document_open(page->out, element, flags, "");
    document_text(page->out, words);
    document_close(page->out, element);
}

static void add_said(const struct page *page, enum document_element element, enum sibu_say_id id)
{
    add_words(page, element, 0, sibu_say(page->language, id));
}

static void begin_section(const struct page *page, enum sibu_say_id heading)
{
    document_open(page->out, DOCUMENT_SECTION, 0, "");
    add_said(page, DOCUMENT_HEADING, heading);
}

static void end_section(const struct page *page)
{
    document_close(page->out, DOCUMENT_SECTION);
}

static enum sibu_say_id title_of(enum ranking_by by)
{
    static const enum sibu_say_id TITLES[] = {SIBU_SAY_RANKING_TITLE_SITE, SIBU_SAY_RANKING_TITLE_SECTOR,
                                              SIBU_SAY_RANKING_TITLE_COUNTY, SIBU_SAY_RANKING_TITLE_BRANCH};
    return TITLES[by];
}

/* "2", or "=2" where others share it. */
static void rank_text(const struct ranking_unit *unit, char out[24])
{
    (void)snprintf(out, 24, "%s%u", unit->place.tied > 1 ? "=" : "", (unsigned)unit->place.rank);
}

static void add_head(const struct page *page)
{
    const struct ranking_told *told = page->told;
    char drills[24], units[24];
    (void)snprintf(drills, sizeof drills, "%zu", told->drills);
    (void)snprintf(units, sizeof units, "%zu", told->ranking->count);
    document_open(page->out, DOCUMENT_HEADER, 0, "");
    add_said(page, DOCUMENT_TITLE, title_of(told->by));
    if (told->ranking->count > 0) {
        say_values(page, DOCUMENT_WHEN, SIBU_SAY_RANKING_PERIOD,
                   (const char *const[]){told->first, told->last, drills, units}, 4);
    } else {
        add_said(page, DOCUMENT_WHEN, SIBU_SAY_RANKING_NONE);
    }
    document_close(page->out, DOCUMENT_HEADER);
}

static int any_tied(const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++) {
        if (ranking->units[i].place.tied > 1) {
            return 1;
        }
    }
    return 0;
}

/* What the width stands for: all intervals and values, and the mean. */
static void find_range(const struct ranking *ranking, double *from, double *to)
{
    *from = *to = ranking->units[0].fair;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct ranking_unit *unit = &ranking->units[i];
        *from = fmin(*from, fmin(unit->low, unit->measured));
        *to = fmax(*to, fmax(unit->high, unit->measured));
    }
    double edge = fmax((*to - *from) * EDGE, 0.01);
    *from -= edge;
    *to += edge;
}

static struct chart_interval_row row_of(const struct page *page, const struct ranking_unit *unit,
                                        struct sibu_arena *arena)
{
    static const enum chart_interval_look LOOKS[] = {[RANKING_MIDDLE] = CHART_INTERVAL_MIDDLE,
                                                     [RANKING_BEST] = CHART_INTERVAL_ABOVE,
                                                     [RANKING_BEHIND] = CHART_INTERVAL_BELOW};
    char rank[24], amount[AMOUNT_BYTES];
    struct sibu_text name = {0};
    rank_text(unit, rank);
    sibu_text_addf(&name, "%s · %s", rank, unit->names[page->language]);
    int length = snprintf(amount, sizeof amount, "%.2f (%.2f – %.2f)", unit->fair, unit->low, unit->high);
    const char *kept_name = sibu_arena_text(arena, sibu_text_get(&name), name.length);
    const char *kept_amount = sibu_arena_text(arena, amount, length > 0 ? (size_t)length : 0);
    page->out->failed |= kept_name == NULL || kept_amount == NULL;
    sibu_text_clear(&name);
    return (struct chart_interval_row){.name = kept_name != NULL ? kept_name : "",
                                       .amount = kept_amount != NULL ? kept_amount : "",
                                       .value = unit->fair,
                                       .low = unit->low,
                                       .high = unit->high,
                                       .measured = unit->measured,
                                       .look = LOOKS[unit->standing]};
}

static void describe(const struct page *page, size_t first, size_t count, struct sibu_text *out)
{
    for (size_t i = first; i < first + count; i++) {
        const struct ranking_unit *unit = &page->told->ranking->units[i];
        char rank[24], fair[24], low[24], high[24];
        rank_text(unit, rank);
        (void)snprintf(fair, sizeof fair, "%.2f", unit->fair);
        (void)snprintf(low, sizeof low, "%.2f", unit->low);
        (void)snprintf(high, sizeof high, "%.2f", unit->high);
        const char *const values[] = {unit->names[page->language], rank, fair, low, high};
        sibu_say_with(out, page->language, SIBU_SAY_RANKING_DESC, values, 5);
    }
}

static void add_picture(const struct page *page, const struct chart_interval_row *rows, size_t first,
                        const double range[2])
{
    const struct ranking *ranking = page->told->ranking;
    size_t count = ranking->count - first < ROWS_MAX ? ranking->count - first : ROWS_MAX;
    const struct chart_intervals chart = {.rows = rows + first,
                                          .count = count,
                                          .from = range[0],
                                          .to = range[1],
                                          .mean = ranking->mean,
                                          .has_mean = ranking->count > 1};
    struct sibu_text description = {0};
    char id[48];
    struct drawing *drawing = document_draw(page->out);
    chart_intervals_paint(drawing, &chart);
    describe(page, first, count, &description);
    (void)snprintf(id, sizeof id, "ranking-%s-%zu", page->language == SIBU_ZH ? "zh" : "en", first / ROWS_MAX + 1);
    document_picture(page->out, &(struct document_picture){.drawing = drawing,
                                                           .kind = "chart",
                                                           .id = id,
                                                           .title = sibu_say(page->language, SIBU_SAY_RANKING_CHART),
                                                           .description = sibu_text_get(&description)});
    sibu_text_clear(&description);
}

static struct drawing *begin_item(const struct page *page)
{
    struct drawing *ornament = document_draw(page->out);
    ornament->width = 36.0;
    ornament->height = 16.0;
    document_open(page->out, DOCUMENT_LEGEND_ITEM, 0, "");
    return ornament;
}

static void end_item(const struct page *page, const struct drawing *ornament, const char *words)
{
    document_picture(page->out, &(struct document_picture){.drawing = ornament});
    document_text(page->out, words);
    document_close(page->out, DOCUMENT_LEGEND_ITEM);
}

static void add_legend(const struct page *page)
{
    static const struct {
        enum chart_interval_look look;
        enum sibu_say_id says;
    } ITEMS[] = {{CHART_INTERVAL_ABOVE, SIBU_SAY_RANKING_LEGEND_BEST},
                 {CHART_INTERVAL_MIDDLE, SIBU_SAY_RANKING_LEGEND_MIDDLE},
                 {CHART_INTERVAL_BELOW, SIBU_SAY_RANKING_LEGEND_BEHIND}};
    document_open(page->out, DOCUMENT_LEGEND, 0, "");
    for (size_t i = 0; i < sizeof ITEMS / sizeof ITEMS[0]; i++) {
        struct drawing *ornament = begin_item(page);
        chart_interval_mark(ornament, ITEMS[i].look, (const double[]){18.0, 8.0});
        end_item(page, ornament, sibu_say(page->language, ITEMS[i].says));
    }
    if (page->told->ranking->count > 1) {
        char mean[24];
        struct sibu_text words = {0};
        (void)snprintf(mean, sizeof mean, "%.2f", page->told->ranking->mean);
        struct drawing *ornament = begin_item(page);
        drawing_line(ornament, &(struct drawing_paint){.role = DRAWING_LIMIT}, (const double[]){18.0, 0.0},
                     (const double[]){18.0, 16.0});
        sibu_say_with(&words, page->language, SIBU_SAY_RANKING_MEAN, (const char *const[]){mean}, 1);
        end_item(page, ornament, sibu_text_get(&words));
        sibu_text_clear(&words);
    }
    document_close(page->out, DOCUMENT_LEGEND);
}

static void add_chart(const struct page *page)
{
    const struct ranking *ranking = page->told->ranking;
    struct sibu_arena arena = {0};
    double range[2];
    struct chart_interval_row *rows = sibu_arena_take(&arena, ranking->count, sizeof *rows);
    if (rows == NULL) {
        page->out->failed = 1;
        return;
    }
    for (size_t i = 0; i < ranking->count; i++) {
        rows[i] = row_of(page, &ranking->units[i], &arena);
    }
    find_range(ranking, &range[0], &range[1]);
    begin_section(page, SIBU_SAY_RANKING_CHART);
    add_said(page, DOCUMENT_PARAGRAPH, SIBU_SAY_RANKING_WHAT);
    document_open(page->out, DOCUMENT_CHART, 0, "");
    for (size_t first = 0; first < ranking->count; first += ROWS_MAX) {
        add_picture(page, rows, first, range);
    }
    add_legend(page);
    document_close(page->out, DOCUMENT_CHART);
    add_said(page, DOCUMENT_NOTE, ranking->shrunk ? SIBU_SAY_RANKING_SHRUNK : SIBU_SAY_RANKING_PLAIN);
    if (any_tied(ranking)) {
        add_said(page, DOCUMENT_NOTE, SIBU_SAY_RANKING_TIED);
    }
    end_section(page);
    sibu_arena_clear(&arena);
}

/* Those of one standing by name, or that there are none. */
static void add_standing(const struct page *page, enum ranking_standing standing, const enum sibu_say_id says[3])
{
    const struct ranking *ranking = page->told->ranking;
    size_t count = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        count += ranking->units[i].standing == standing ? 1 : 0;
    }
    begin_section(page, says[0]);
    add_said(page, DOCUMENT_PARAGRAPH, count > 0 ? says[1] : says[2]);
    if (count > 0) {
        document_open(page->out, DOCUMENT_LIST, 0, "");
        for (size_t i = 0; i < ranking->count; i++) {
            if (ranking->units[i].standing == standing) {
                struct sibu_text text = {0};
                sibu_text_addf(&text, "%s: %.2f (%.2f – %.2f)", ranking->units[i].names[page->language],
                               ranking->units[i].fair, ranking->units[i].low, ranking->units[i].high);
                add_words(page, DOCUMENT_ITEM, 0, sibu_text_get(&text));
                sibu_text_clear(&text);
            }
        }
        document_close(page->out, DOCUMENT_LIST);
    }
    end_section(page);
}

static void add_number(const struct page *page, const char *format, double value)
{
    char number[48];
    (void)snprintf(number, sizeof number, strcmp(format, "count") == 0 ? "%.0f" : "%.2f", value);
    add_words(page, DOCUMENT_CELL, DOCUMENT_NUMBER, number);
}

static void add_row(const struct page *page, const struct ranking_unit *unit)
{
    char rank[24], interval[64];
    rank_text(unit, rank);
    (void)snprintf(interval, sizeof interval, "%.2f – %.2f", unit->low, unit->high);
    document_open(page->out, DOCUMENT_ROW, 0, "");
    add_words(page, DOCUMENT_CELL, 0, rank);
    add_words(page, DOCUMENT_ROW_HEAD, 0, unit->names[page->language]);
    add_number(page, "ratio", unit->fair);
    add_words(page, DOCUMENT_CELL, DOCUMENT_NUMBER, interval);
    add_number(page, "ratio", unit->measured);
    add_number(page, "count", unit->drills);
    add_number(page, "count", unit->people);
    add_number(page, "count", unit->by_then);
    add_number(page, "count", unit->expected);
    document_close(page->out, DOCUMENT_ROW);
}

static void add_table(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {
        SIBU_SAY_RANKING_RANK,     SIBU_SAY_RANKING_UNIT,     SIBU_SAY_RANKING_FAIR,
        SIBU_SAY_RANKING_INTERVAL, SIBU_SAY_RANKING_MEASURED, SIBU_SAY_RANKING_DRILLS,
        SIBU_SAY_RANKING_PEOPLE,   SIBU_SAY_RANKING_BY_THEN,  SIBU_SAY_RANKING_FORECAST};
    const struct ranking *ranking = page->told->ranking;
    begin_section(page, SIBU_SAY_RANKING_TABLE);
    document_open(page->out, DOCUMENT_TABLE, 0, "");
    document_open(page->out, DOCUMENT_HEAD, 0, "");
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        add_words(page, DOCUMENT_HEAD_CELL, i >= 2 ? DOCUMENT_NUMBER : 0, sibu_say(page->language, HEADS[i]));
    }
    document_close(page->out, DOCUMENT_HEAD);
    document_open(page->out, DOCUMENT_BODY, 0, "");
    for (size_t i = 0; i < ranking->count; i++) {
        add_row(page, &ranking->units[i]);
    }
    document_close(page->out, DOCUMENT_BODY);
    document_close(page->out, DOCUMENT_TABLE);
    end_section(page);
}

static void add_left_out(const struct page *page)
{
    const struct ranking_told *told = page->told;
    const uint32_t counts[] = {told->broken_off, told->without_forecast, told->of_another_time, told->without_label,
                               told->elsewhere};
    char words[5][16];
    uint32_t sum = 0;
    for (size_t i = 0; i < 5; i++) {
        (void)snprintf(words[i], sizeof words[i], "%" PRIu32, counts[i]);
        sum += counts[i];
    }
    if (sum > 0) {
        say_values(page, DOCUMENT_NOTE, SIBU_SAY_RANKING_LEFT,
                   (const char *const[]){words[0], words[1], words[2], words[3], words[4]}, 5);
    }
}

static void add_all(const struct page *page)
{
    static const enum sibu_say_id BEST[] = {SIBU_SAY_RANKING_BEST_TITLE, SIBU_SAY_RANKING_BEST,
                                            SIBU_SAY_RANKING_BEST_NONE};
    static const enum sibu_say_id BEHIND[] = {SIBU_SAY_RANKING_BEHIND_TITLE, SIBU_SAY_RANKING_BEHIND,
                                              SIBU_SAY_RANKING_BEHIND_NONE};
    add_head(page);
    if (page->told->ranking->count > 0) {
        add_chart(page);
        add_standing(page, RANKING_BEST, BEST);
        add_standing(page, RANKING_BEHIND, BEHIND);
        add_table(page);
    }
    add_left_out(page);
    add_said(page, DOCUMENT_FOOTER, SIBU_SAY_RANKING_FOOTER);
}

void ranking_html(const struct ranking_told *told, enum sibu_language first, struct sibu_text *out)
{
    html_frame_begin(out, first, sibu_say(first, title_of(told->by)));
    html_frame_switch(out, first);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        struct document document = {.language = (enum sibu_language)i};
        const struct page page = {told, (enum sibu_language)i, &document};
        add_all(&page);
        out->failed |= document.failed;
        html_frame_article(out, (enum sibu_language)i);
        document_html(out, &document);
        html_frame_end_article(out);
        document_clear(&document);
    }
    html_frame_end(out);
}
