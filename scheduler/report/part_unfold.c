/* What happened while the drill ran, event by event as it was drawn, and whom each update reached. See part.h. */
#include <stdio.h>

#include "report/part.h"
#include "report/unfold_read.h"

/* "0.21 a minute at the most, 43 % of it at that moment": how the event was drawn. */
static void add_odds(const struct part *part, const struct sibu_unfold_row *row)
{
    char rate[32], share[32];
    const char *const values[] = {rate, share};
    (void)snprintf(rate, sizeof rate, "%.3g", row->rate_per_min);
    (void)snprintf(share, sizeof share, "%.0f", row->share * 100.0);
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, SIBU_SAY_MSEL_ODDS, values, 2);
    part_close(part, DOCUMENT_SMALL);
}

static void add_detail(const struct part *part, const struct sibu_unfold_row *row)
{
    char first[32], second[32];
    const char *const values[] = {first, second};
    if (row->has_point) {
        (void)snprintf(first, sizeof first, "%.1f", row->x_m);
        (void)snprintf(second, sizeof second, "%.1f", row->y_m);
        part_open(part, DOCUMENT_SMALL, 0);
        part_say_values(part, SIBU_SAY_MSEL_POINT, values, 2);
        part_close(part, DOCUMENT_SMALL);
    }
    if (row->has_bearing) {
        (void)snprintf(first, sizeof first, "%.0f", row->bearing_deg);
        part_open(part, DOCUMENT_SMALL, 0);
        part_say_values(part, SIBU_SAY_MSEL_BEARING, values, 1);
        part_close(part, DOCUMENT_SMALL);
    }
}

static void add_spans(const struct part *part, enum sibu_say_id id, const double *seconds, int count)
{
    struct sibu_text texts[2] = {{0}, {0}};
    const char *values[2] = {"", ""};
    for (int i = 0; i < count; i++) {
        say_duration(&texts[i], part->language, seconds[i]);
        values[i] = sibu_text_get(&texts[i]);
    }
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, id, values, count);
    part_close(part, DOCUMENT_SMALL);
    sibu_text_clear(&texts[0]);
    sibu_text_clear(&texts[1]);
}

static void add_answers(const struct part *part, const struct report_unfold *event)
{
    struct sibu_text after = {0};
    char count[32];
    say_duration(&after, part->language, event->answer_median_s);
    (void)snprintf(count, sizeof count, "%u", (unsigned)event->answered);
    const char *const values[] = {count, sibu_text_get(&after)};
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, SIBU_SAY_MSEL_ANSWERED, values, 2);
    part_close(part, DOCUMENT_SMALL);
    sibu_text_clear(&after);
}

static void add_reached(const struct part *part, const struct report_unfold *event)
{
    const double spans_s[] = {event->reach_median_s, event->reach_max_s};
    part_open(part, DOCUMENT_CELL, DOCUMENT_WHOM);
    if (event->alert[0] == '\0') {
        part_say(part, SIBU_SAY_MSEL_NO_UPDATE);
    } else {
        part_say_count(part, SIBU_SAY_MSEL_REACHED, event->reached);
    }
    if (event->reached > 0) {
        add_spans(part, SIBU_SAY_MSEL_REACH_TIMES, spans_s, 2);
    }
    if (event->answered > 0) {
        add_answers(part, event);
    }
    part_close(part, DOCUMENT_CELL);
}

/* Only an exit has people on their way to it; for the rest, 0 says nothing. */
static void add_heading(const struct part *part, const struct sibu_unfold_row *row)
{
    if (row->what == SIBU_UNFOLD_EXIT_LOST || row->heading_persons > 0) {
        part_cell_count(part, row->heading_persons);
    } else {
        part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT,
                   sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    }
}

/* Since T0, and below it on the wall. */
static void add_when(const struct part *part, const struct report_unfold *event)
{
    struct sibu_text since = {0}, clock = {0};
    say_clock_s(&since, event->at_s);
    say_time_of_day(&clock, event->row.time_us, part->report->draw.offset_s);
    part_open(part, DOCUMENT_CELL, DOCUMENT_NUMBER);
    part_text(part, sibu_text_get(&since));
    part_words(part, DOCUMENT_SMALL, 0, sibu_text_get(&clock));
    part_close(part, DOCUMENT_CELL);
    sibu_text_clear(&since);
    sibu_text_clear(&clock);
}

static void add_event(const struct part *part, const struct report_unfold *event)
{
    const struct sibu_unfold_row *row = &event->row;
    part_open(part, DOCUMENT_ROW, 0);
    part_cell_count(part, row->number);
    add_when(part, event);
    part_open(part, DOCUMENT_CELL, 0);
    part_say(part, sibu_unfold_sentence(row->what));
    add_odds(part, row);
    part_close(part, DOCUMENT_CELL);
    part_open(part, DOCUMENT_CELL, 0);
    part_text(part, unfold_place(part->report, row, part->language));
    add_detail(part, row);
    part_close(part, DOCUMENT_CELL);
    add_heading(part, row);
    part_words(part, DOCUMENT_CELL, DOCUMENT_WORDS, row->words.in[part->language]);
    add_reached(part, event);
    part_end_row(part);
}

static void add_unreadable(const struct part *part)
{
    const struct report_unfolding *unfolding = &part->report->unfolding;
    char count[32];
    (void)snprintf(count, sizeof count, "%zu", unfolding->unreadable);
    const char *const values[] = {count, unfolding->first_unreadable.place,
                                  unfolding->first_unreadable.what[part->language]};
    part_open(part, DOCUMENT_NOTE, 0);
    part_say_values(part, SIBU_SAY_MSEL_UNREADABLE, values, 3);
    part_close(part, DOCUMENT_NOTE);
}

static void add_table(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_MSEL_NUMBER, SIBU_SAY_REPORT_SINCE_T0, SIBU_SAY_MSEL_WHAT,
                                             SIBU_SAY_MSEL_WHERE,  SIBU_SAY_MSEL_HEADING,    SIBU_SAY_MSEL_UPDATE,
                                             SIBU_SAY_MSEL_WHOM};
    part_table(part, "unfolded", HEADS, 7, 1u | 2u | 16u);
    for (size_t i = 0; i < part->report->unfolding.count; i++) {
        add_event(part, &part->report->unfolding.events[i]);
    }
    part_end_table(part);
}

void part_unfold(const struct part *part)
{
    const struct report_unfolding *unfolding = &part->report->unfolding;
    if (unfolding->count == 0 && unfolding->unreadable == 0 && !part->report->scenario.known) {
        return; /* a drill in which nothing could unfold */
    }
    part_section(part, SIBU_SAY_MSEL_TITLE);
    if (unfolding->count > 0) {
        add_table(part);
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_MSEL_NOBODY_WROTE);
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_MSEL_TIMES_NOTE);
    } else {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_MSEL_NOTHING);
    }
    if (unfolding->unreadable > 0) {
        add_unreadable(part);
    }
    part_scenario(part);
    part_end_section(part);
}
