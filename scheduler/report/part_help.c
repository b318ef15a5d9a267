/* Calls for help, the search for the silent, and whom wardens ticked off. See part.h. */
#include <stdio.h>
#include <string.h>

#include "report/part.h"

#define SWEEPS_MAX 60 /* rows; the rest is in the JSON */

static void add_count(const struct part *part, enum sibu_say_id what, uint32_t count)
{
    part_row(part, sibu_say(part->language, what));
    part_cell_count(part, count);
    part_end_row(part);
}

/* Nothing where there is no such time. */
static void add_time(const struct part *part, enum sibu_say_id what, double seconds)
{
    if (seconds >= 0.0) {
        part_row(part, sibu_say(part->language, what));
        part_cell_duration(part, seconds);
        part_end_row(part);
    }
}

static void add_help(const struct part *part)
{
    const struct evaluation_help *help = &part->report->evaluation.help;
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_CHART_HELP_CALLS);
    if (help->calls == 0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_HELP_NONE);
        return;
    }
    part_table(part, "", NULL, 0, 0);
    add_count(part, SIBU_SAY_CHART_HELP_PEOPLE, help->calls);
    add_count(part, SIBU_SAY_CHART_HELP_TICKED, help->ticked);
    add_count(part, SIBU_SAY_CHART_HELP_CAME, help->checked_in);
    add_count(part, SIBU_SAY_CHART_HELP_OPEN, help->open);
    add_time(part, SIBU_SAY_CHART_HELP_MEDIAN, help->closing.median_s);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_HELP_NOTE);
}

static void add_search(const struct part *part)
{
    const struct evaluation_search *search = &part->report->evaluation.search;
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_CHART_SEARCH_TITLE);
    if (search->told_s < 0.0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_SEARCH_NONE);
    }
    part_table(part, "", NULL, 0, 0);
    if (search->told_s >= 0.0) {
        add_time(part, SIBU_SAY_CHART_SEARCH_TOLD, search->told_s);
        add_count(part, SIBU_SAY_CHART_SEARCH_DECLARED, search->declared);
        add_count(part, SIBU_SAY_CHART_SEARCH_FOUND, search->found);
        add_count(part, SIBU_SAY_CHART_SEARCH_LATE, search->found_late);
        add_count(part, SIBU_SAY_CHART_SEARCH_OPEN, search->open);
        add_time(part, SIBU_SAY_CHART_SEARCH_MEDIAN, search->finding.median_s);
    }
    add_count(part, SIBU_SAY_CHART_SEARCH_MISSING, search->missing_at_end);
    add_count(part, SIBU_SAY_CHART_SEARCH_AFTER, search->found_after_end);
    part_end_table(part);
}

/* Wardens are numbered in the order of their accounts, as in the JSON: the page holds no names. */
static void say_warden(const struct part *part, size_t number, const char *by, struct sibu_text *out)
{
    char text[24];
    const char *const values[] = {text};
    (void)snprintf(text, sizeof text, "%zu", number);
    if (by[0] == '\0' || strcmp(by, "key") == 0) {
        sibu_text_add(out,
                      sibu_say(part->language, by[0] == '\0' ? SIBU_SAY_WORD_UNKNOWN : SIBU_SAY_CHART_SWEEP_OFFICER));
    } else {
        sibu_say_with(out, part->language, SIBU_SAY_CHART_SWEEP_WARDEN, values, 1);
    }
}

static void add_zone(const struct part *part, const char *warden, const struct evaluation_sweep_zone *zone)
{
    part_row(part, warden);
    part_words(part, DOCUMENT_CELL, 0, report_zone_name(part->report, zone->zone, part->language));
    part_cell_count(part, zone->ticks);
    part_cell_clock(part, zone->first_s);
    part_cell_clock(part, zone->last_s);
    part_cell_clock(part, zone->complete_s);
    part_end_row(part);
}

static void add_rows(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    size_t rows = 0;
    for (size_t i = 0; i < evaluation->sweep_count; i++) {
        const struct evaluation_sweep *sweep = &evaluation->sweeps[i];
        struct sibu_text warden = {0};
        say_warden(part, i + 1, sweep->by, &warden);
        for (size_t k = 0; k < sweep->zone_count && rows < SWEEPS_MAX; k++, rows++) {
            add_zone(part, sibu_text_get(&warden), &sweep->zones[k]);
        }
        sibu_text_clear(&warden);
    }
}

static void add_sweeps(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_WORD_WARDEN, SIBU_SAY_REPORT_ZONE, SIBU_SAY_CHART_SWEEP_TICKS,
                                             SIBU_SAY_CHART_FIRST, SIBU_SAY_CHART_LAST,  SIBU_SAY_CHART_SWEEP_COMPLETE};
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_CHART_SWEEP_TITLE);
    if (part->report->evaluation.sweep_count == 0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_CHART_SWEEP_NONE);
        return;
    }
    part_table(part, "", HEADS, 6, PART_NUMBERS_FROM(2));
    add_rows(part);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_SWEEP_NOTE);
}

void part_help(const struct part *part)
{
    part_section(part, SIBU_SAY_CHART_HELP_TITLE);
    add_help(part);
    add_search(part);
    add_sweeps(part);
    part_end_section(part);
}
