/* The top of the page: verdict, key figures, what was drawn, and the proof of it. See html_part.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/html_part.h"

static void add_kind(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    html_add(page, "<p class=\"kind\"><b>");
    html_say(page, SIBU_SAY_WORD_DRILL_CAPTION);
    html_add(page, "</b> <span>");
    html_say(page, SIBU_SAY_REPORT_TITLE);
    html_add(page, "</span>");
    if (draw->drill[0] != '\0') {
        const char *const values[] = {draw->drill};
        html_add(page, " <span>");
        html_say_values(page, SIBU_SAY_REPORT_DRILL_NUMBER, values, 1);
        html_add(page, "</span>");
    }
    html_add(page, "</p>\n");
}

/* "2026-11-23 14:30:05 (UTC+08:00)". */
static void add_moment(const struct page *page, int64_t time_us)
{
    struct sibu_text text = {0}, offset = {0};
    say_offset(&offset, page->report->draw.offset_s);
    const char *const values[] = {sibu_text_get(&offset)};
    say_date_and_time(&text, time_us, page->report->draw.offset_s);
    sibu_say_with(&text, page->language, SIBU_SAY_REPORT_UTC_OFFSET, values, 1);
    html_text(page, sibu_text_get(&text));
    sibu_text_clear(&text);
    sibu_text_clear(&offset);
}

static const char *site_name(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    if (page->report->site != NULL) {
        return page->report->site->name.in[page->language];
    }
    return draw->site_name.in[page->language][0] != '\0' ? draw->site_name.in[page->language] : draw->site;
}

static const char *family_name(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    return draw->family_name.in[page->language][0] != '\0' ? draw->family_name.in[page->language] : draw->family;
}

static void add_share(const struct page *page, uint32_t count)
{
    uint32_t expected = page->report->evaluation.all.expected;
    char share[16];
    if (expected == 0) {
        return;
    }
    (void)snprintf(share, sizeof share, "%.1f", 100.0 * (double)count / (double)expected);
    const char *const values[] = {share};
    html_add(page, "<small>");
    html_say_values(page, SIBU_SAY_REPORT_OF_EXPECTED, values, 1);
    html_add(page, "</small>");
}

struct tile {
    enum sibu_say_id label;
    uint32_t count;
    int bad; /* 1: any at all is bad news */
};

static void add_tile(const struct page *page, const struct tile *tile)
{
    html_add(page, tile->bad && tile->count > 0 ? "<li class=\"alarm\">" : tile->bad ? "<li class=\"fine\">" : "<li>");
    sibu_text_addf(page->out, "<b>%" PRIu32 "</b><span>", tile->count);
    html_say(page, tile->label);
    html_add(page, "</span>");
    if (tile->label == SIBU_SAY_REPORT_TILE_ACKNOWLEDGED || tile->label == SIBU_SAY_REPORT_TILE_CHECKED_IN) {
        add_share(page, tile->count);
    }
    html_add(page, "</li>\n");
}

static void add_tiles(const struct page *page)
{
    const struct evaluation_group *all = &page->report->evaluation.all;
    const struct tile tiles[] = {
        {SIBU_SAY_REPORT_TILE_EXPECTED, all->expected, 0},
        {SIBU_SAY_REPORT_TILE_ACKNOWLEDGED, all->acknowledged, 0},
        {SIBU_SAY_REPORT_TILE_CHECKED_IN, all->checked_in, 0},
        {SIBU_SAY_REPORT_TILE_MISSING, all->missing, 1},
        {SIBU_SAY_REPORT_TILE_HELP, all->need_help, 1},
        {SIBU_SAY_REPORT_TILE_CANNOT, all->cannot, 0},
    };
    html_add(page, "<ul class=\"tiles\" aria-label=\"");
    html_say(page, SIBU_SAY_REPORT_KEY_FIGURES);
    html_add(page, "\">\n");
    for (size_t i = 0; i < sizeof tiles / sizeof tiles[0]; i++) {
        add_tile(page, &tiles[i]);
    }
    html_add(page, "</ul>\n");
}

void html_head(const struct page *page)
{
    const struct evaluation_group *all = &page->report->evaluation.all;
    struct sibu_text verdict = {0};
    report_verdict(page->report, page->language, &verdict);
    html_add(page, all->missing > 0 || all->need_help > 0 ? "<header class=\"bad\">\n" : "<header>\n");
    add_kind(page);
    html_add(page, "<h1>");
    html_text(page, site_name(page));
    html_add(page, "</h1>\n<p class=\"when\">");
    add_moment(page, page->report->evaluation.t0_us);
    html_add(page, page->report->draw.hash[0] != '\0' ? " · " : "");
    html_text(page, family_name(page));
    html_add(page, "</p>\n<p class=\"verdict\">");
    html_text(page, sibu_text_get(&verdict));
    html_add(page, "</p>\n");
    add_tiles(page);
    html_add(page, "</header>\n");
    sibu_text_clear(&verdict);
}

static void add_fact(const struct page *page, enum sibu_say_id label, const char *fact)
{
    if (fact[0] == '\0') {
        return;
    }
    html_add(page, "<dt>");
    html_say(page, label);
    html_add(page, "</dt><dd>");
    html_text(page, fact);
    html_add(page, "</dd>\n");
}

static const char *floor_name(const struct page *page)
{
    const struct sibu_site *site = page->report->site;
    for (uint32_t i = 0; site != NULL && i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, page->report->draw.floor) == 0) {
            return site->floors[i].name.in[page->language];
        }
    }
    return page->report->draw.floor;
}

static void add_point(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    char x[32], y[32];
    (void)snprintf(x, sizeof x, "%.1f", draw->x_m);
    (void)snprintf(y, sizeof y, "%.1f", draw->y_m);
    const char *const values[] = {floor_name(page), x, y};
    struct sibu_text text = {0};
    if (draw->has_point) {
        sibu_say_with(&text, page->language, SIBU_SAY_REPORT_DRAWN_POINT_AT, values, 3);
        add_fact(page, SIBU_SAY_REPORT_DRAWN_POINT, sibu_text_get(&text));
    }
    sibu_text_clear(&text);
}

static void add_how(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    if (draw->hash[0] == '\0') {
        return;
    }
    enum sibu_say_id how = draw->seeded     ? SIBU_SAY_REPORT_HOW_SEEDED
                           : draw->surprise ? SIBU_SAY_REPORT_HOW_SURPRISE
                                            : SIBU_SAY_REPORT_HOW_CHANCE;
    add_fact(page, SIBU_SAY_REPORT_DRAWN_HOW, sibu_say(page->language, how));
}

static enum sibu_say_id end_sentence(const char *end)
{
    if (strcmp(end, "all-clear") == 0) {
        return SIBU_SAY_REPORT_EVENT_ALL_CLEAR;
    }
    if (strcmp(end, "abort") == 0) {
        return SIBU_SAY_REPORT_EVENT_ABORT;
    }
    if (strcmp(end, "real-emergency") == 0) {
        return SIBU_SAY_REPORT_EVENT_REAL_EMERGENCY;
    }
    return end[0] == '\0' ? SIBU_SAY_REPORT_EVENT_NOT_ENDED : SIBU_SAY_REPORT_EVENT_CLOSED;
}

static void add_end(const struct page *page)
{
    const struct evaluation *evaluation = &page->report->evaluation;
    struct sibu_text lasted = {0}, text = {0};
    say_duration(&lasted, page->language, ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6);
    const char *const values[] = {sibu_say(page->language, end_sentence(evaluation->end)), sibu_text_get(&lasted)};
    sibu_say_with(&text, page->language, SIBU_SAY_REPORT_END_AFTER, values, 2);
    add_fact(page, SIBU_SAY_REPORT_DRAWN_END, sibu_text_get(&text));
    sibu_text_clear(&lasted);
    sibu_text_clear(&text);
}

/* What everybody was told of the ledger, and what for. */
static void add_ledger(const struct page *page)
{
    char head[HEAD_SHORT_BYTES];
    const char *const values[] = {head};
    if (!page->report->draw.has_ledger) {
        return;
    }
    head_short(&page->report->draw.ledger, head);
    html_add(page, "<p>");
    html_say_values(page, SIBU_SAY_REPORT_PROOF_HEAD, values, 1);
    html_add(page, "<br/>");
    html_say(page, SIBU_SAY_REPORT_PROOF_HEAD_USE);
    html_add(page, "</p>");
}

static void add_proof(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    char tick[32];
    if (draw->hash[0] == '\0') {
        return;
    }
    (void)snprintf(tick, sizeof tick, "%" PRId64, draw->tick);
    const char *const values[] = {tick, draw->u, draw->threshold};
    html_add(page, "<div class=\"proof\"><h3>");
    html_say(page, SIBU_SAY_REPORT_PROOF_TITLE);
    html_add(page, "</h3><p>");
    if (draw->has_tick) {
        html_say_values(page, SIBU_SAY_REPORT_PROOF_TICK, values, 3);
    } else {
        html_say(page, SIBU_SAY_REPORT_PROOF_HASH);
    }
    html_add(page, "<br/><code>");
    html_text(page, draw->hash);
    html_add(page, "</code></p>");
    add_ledger(page);
    html_add(page, "<p>");
    html_say(page, SIBU_SAY_REPORT_PROOF_CHECK);
    html_add(page, "</p></div>\n");
}

void html_drawn(const struct page *page)
{
    html_section(page, SIBU_SAY_REPORT_DRAWN_TITLE);
    html_add(page, "<dl>\n<dt>");
    html_say(page, SIBU_SAY_REPORT_DRAWN_TIME);
    html_add(page, "</dt><dd>");
    add_moment(page, page->report->evaluation.t0_us);
    html_add(page, "</dd>\n");
    add_fact(page, SIBU_SAY_REPORT_DRAWN_SITE, site_name(page));
    add_fact(page, SIBU_SAY_REPORT_DRAWN_ZONE, report_zone_name(page->report, page->report->draw.zone, page->language));
    add_point(page);
    add_fact(page, SIBU_SAY_REPORT_DRAWN_FAMILY, family_name(page));
    add_how(page);
    add_end(page);
    html_add(page, "</dl>\n");
    add_proof(page);
    html_end_section(page);
}
