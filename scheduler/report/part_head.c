/* The top of the page: verdict, key figures, what was drawn, and the proof of it. See part.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/part.h"

static void add_kind(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    part_open(part, DOCUMENT_KIND, 0);
    part_sentence(part, DOCUMENT_BADGE, SIBU_SAY_WORD_DRILL_CAPTION);
    part_sentence(part, DOCUMENT_SPAN, SIBU_SAY_REPORT_TITLE);
    if (draw->drill[0] != '\0') {
        const char *const values[] = {draw->drill};
        part_text(part, " ");
        part_open(part, DOCUMENT_SPAN, 0);
        part_say_values(part, SIBU_SAY_REPORT_DRILL_NUMBER, values, 1);
        part_close(part, DOCUMENT_SPAN);
    }
    part_close(part, DOCUMENT_KIND);
}

/* "2026-11-23 14:30:05 (UTC+08:00)". */
static void add_moment(const struct part *part, int64_t time_us)
{
    struct sibu_text text = {0}, offset = {0};
    say_offset(&offset, part->report->draw.offset_s);
    const char *const values[] = {sibu_text_get(&offset)};
    say_date_and_time(&text, time_us, part->report->draw.offset_s);
    sibu_say_with(&text, part->language, SIBU_SAY_REPORT_UTC_OFFSET, values, 1);
    part_text(part, sibu_text_get(&text));
    sibu_text_clear(&text);
    sibu_text_clear(&offset);
}

static const char *site_name(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    if (part->report->site != NULL) {
        return part->report->site->name.in[part->language];
    }
    return draw->site_name.in[part->language][0] != '\0' ? draw->site_name.in[part->language] : draw->site;
}

static const char *family_name(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    return draw->family_name.in[part->language][0] != '\0' ? draw->family_name.in[part->language] : draw->family;
}

static void add_share(const struct part *part, uint32_t count)
{
    uint32_t expected = part->report->evaluation.all.expected;
    char share[16];
    if (expected == 0) {
        return;
    }
    (void)snprintf(share, sizeof share, "%.1f", 100.0 * (double)count / (double)expected);
    const char *const values[] = {share};
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, SIBU_SAY_REPORT_OF_EXPECTED, values, 1);
    part_close(part, DOCUMENT_SMALL);
}

struct tile {
    enum sibu_say_id label;
    uint32_t count;
    int bad; /* 1: any at all is bad news */
};

static void add_tile(const struct part *part, const struct tile *tile)
{
    part_open(part, DOCUMENT_TILE, tile->bad && tile->count > 0 ? DOCUMENT_ALARM : tile->bad ? DOCUMENT_FINE : 0);
    part_number(part, DOCUMENT_FIGURE, 0, tile->count);
    part_sentence(part, DOCUMENT_SPAN, tile->label);
    if (tile->label == SIBU_SAY_REPORT_TILE_ACKNOWLEDGED || tile->label == SIBU_SAY_REPORT_TILE_CHECKED_IN) {
        add_share(part, tile->count);
    }
    part_close(part, DOCUMENT_TILE);
}

static void add_tiles(const struct part *part)
{
    const struct evaluation_group *all = &part->report->evaluation.all;
    const struct tile tiles[] = {
        {SIBU_SAY_REPORT_TILE_EXPECTED, all->expected, 0},
        {SIBU_SAY_REPORT_TILE_ACKNOWLEDGED, all->acknowledged, 0},
        {SIBU_SAY_REPORT_TILE_CHECKED_IN, all->checked_in, 0},
        {SIBU_SAY_REPORT_TILE_MISSING, all->missing, 1},
        {SIBU_SAY_REPORT_TILE_HELP, all->need_help, 1},
        {SIBU_SAY_REPORT_TILE_CANNOT, all->cannot, 0},
    };
    document_open(part->out, DOCUMENT_TILES, 0, sibu_say(part->language, SIBU_SAY_REPORT_KEY_FIGURES));
    for (size_t i = 0; i < sizeof tiles / sizeof tiles[0]; i++) {
        add_tile(part, &tiles[i]);
    }
    part_close(part, DOCUMENT_TILES);
}

void part_head(const struct part *part)
{
    const struct evaluation_group *all = &part->report->evaluation.all;
    struct sibu_text verdict = {0};
    report_verdict(part->report, part->language, &verdict);
    part_open(part, DOCUMENT_HEADER, all->missing > 0 || all->need_help > 0 ? DOCUMENT_BAD : 0);
    add_kind(part);
    part_words(part, DOCUMENT_TITLE, 0, site_name(part));
    part_open(part, DOCUMENT_WHEN, 0);
    add_moment(part, part->report->evaluation.t0_us);
    part_text(part, part->report->draw.hash[0] != '\0' ? " · " : "");
    part_text(part, family_name(part));
    part_close(part, DOCUMENT_WHEN);
    part_words(part, DOCUMENT_VERDICT, 0, sibu_text_get(&verdict));
    add_tiles(part);
    part_close(part, DOCUMENT_HEADER);
    sibu_text_clear(&verdict);
}

static void add_fact(const struct part *part, enum sibu_say_id label, const char *fact)
{
    if (fact[0] == '\0') {
        return;
    }
    part_sentence(part, DOCUMENT_TERM, label);
    part_words(part, DOCUMENT_FACT, 0, fact);
}

static const char *floor_name(const struct part *part)
{
    const struct sibu_site *site = part->report->site;
    for (uint32_t i = 0; site != NULL && i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, part->report->draw.floor) == 0) {
            return site->floors[i].name.in[part->language];
        }
    }
    return part->report->draw.floor;
}

static void add_point(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    char x[32], y[32];
    (void)snprintf(x, sizeof x, "%.1f", draw->x_m);
    (void)snprintf(y, sizeof y, "%.1f", draw->y_m);
    const char *const values[] = {floor_name(part), x, y};
    struct sibu_text text = {0};
    if (draw->has_point) {
        sibu_say_with(&text, part->language, SIBU_SAY_REPORT_DRAWN_POINT_AT, values, 3);
        add_fact(part, SIBU_SAY_REPORT_DRAWN_POINT, sibu_text_get(&text));
    }
    sibu_text_clear(&text);
}

static void add_how(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    if (draw->hash[0] == '\0') {
        return;
    }
    enum sibu_say_id how = draw->seeded     ? SIBU_SAY_REPORT_HOW_SEEDED
                           : draw->surprise ? SIBU_SAY_REPORT_HOW_SURPRISE
                                            : SIBU_SAY_REPORT_HOW_CHANCE;
    add_fact(part, SIBU_SAY_REPORT_DRAWN_HOW, sibu_say(part->language, how));
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

static void add_end(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    struct sibu_text lasted = {0}, text = {0};
    say_duration(&lasted, part->language, ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6);
    const char *const values[] = {sibu_say(part->language, end_sentence(evaluation->end)), sibu_text_get(&lasted)};
    sibu_say_with(&text, part->language, SIBU_SAY_REPORT_END_AFTER, values, 2);
    add_fact(part, SIBU_SAY_REPORT_DRAWN_END, sibu_text_get(&text));
    sibu_text_clear(&lasted);
    sibu_text_clear(&text);
}

/* What everybody was told of the ledger, and what for. */
static void add_ledger(const struct part *part)
{
    char head[HEAD_SHORT_BYTES];
    const char *const values[] = {head};
    if (!part->report->draw.has_ledger) {
        return;
    }
    head_short(&part->report->draw.ledger, head);
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    part_say_values(part, SIBU_SAY_REPORT_PROOF_HEAD, values, 1);
    document_break(part->out);
    part_say(part, SIBU_SAY_REPORT_PROOF_HEAD_USE);
    part_close(part, DOCUMENT_PARAGRAPH);
}

static void add_proof(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    char tick[32];
    if (draw->hash[0] == '\0') {
        return;
    }
    (void)snprintf(tick, sizeof tick, "%" PRId64, draw->tick);
    const char *const values[] = {tick, draw->u, draw->threshold};
    part_open(part, DOCUMENT_PROOF, 0);
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_REPORT_PROOF_TITLE);
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    if (draw->has_tick) {
        part_say_values(part, SIBU_SAY_REPORT_PROOF_TICK, values, 3);
    } else {
        part_say(part, SIBU_SAY_REPORT_PROOF_HASH);
    }
    document_break(part->out);
    part_words(part, DOCUMENT_CODE, 0, draw->hash);
    part_close(part, DOCUMENT_PARAGRAPH);
    add_ledger(part);
    part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_REPORT_PROOF_CHECK);
    part_close(part, DOCUMENT_PROOF);
}

void part_drawn(const struct part *part)
{
    part_section(part, SIBU_SAY_REPORT_DRAWN_TITLE);
    part_open(part, DOCUMENT_FACTS, 0);
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_REPORT_DRAWN_TIME);
    part_open(part, DOCUMENT_FACT, 0);
    add_moment(part, part->report->evaluation.t0_us);
    part_close(part, DOCUMENT_FACT);
    add_fact(part, SIBU_SAY_REPORT_DRAWN_SITE, site_name(part));
    add_fact(part, SIBU_SAY_REPORT_DRAWN_ZONE, report_zone_name(part->report, part->report->draw.zone, part->language));
    add_point(part);
    add_fact(part, SIBU_SAY_REPORT_DRAWN_FAMILY, family_name(part));
    add_how(part);
    add_end(part);
    part_close(part, DOCUMENT_FACTS);
    add_proof(part);
    part_end_section(part);
}
