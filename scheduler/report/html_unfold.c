/* What happened while the drill ran, event by event as it was drawn, and whom each update reached. See html_part.h. */
#include <stdio.h>

#include "report/html_part.h"
#include "report/unfold_read.h"

static void add_note(const struct page *page, enum sibu_say_id id)
{
    html_add(page, "<p class=\"note\">");
    html_say(page, id);
    html_add(page, "</p>\n");
}

/* "0.21 a minute at the most, 43 % of it at that moment": how the event was drawn. */
static void add_odds(const struct page *page, const struct sibu_unfold_row *row)
{
    char rate[32], share[32];
    const char *const values[] = {rate, share};
    (void)snprintf(rate, sizeof rate, "%.3g", row->rate_per_min);
    (void)snprintf(share, sizeof share, "%.0f", row->share * 100.0);
    html_add(page, "<small>");
    html_say_values(page, SIBU_SAY_MSEL_ODDS, values, 2);
    html_add(page, "</small>");
}

static void add_detail(const struct page *page, const struct sibu_unfold_row *row)
{
    char first[32], second[32];
    const char *const values[] = {first, second};
    if (row->has_point) {
        (void)snprintf(first, sizeof first, "%.1f", row->x_m);
        (void)snprintf(second, sizeof second, "%.1f", row->y_m);
        html_add(page, "<small>");
        html_say_values(page, SIBU_SAY_MSEL_POINT, values, 2);
        html_add(page, "</small>");
    }
    if (row->has_bearing) {
        (void)snprintf(first, sizeof first, "%.0f", row->bearing_deg);
        html_add(page, "<small>");
        html_say_values(page, SIBU_SAY_MSEL_BEARING, values, 1);
        html_add(page, "</small>");
    }
}

static void add_spans(const struct page *page, enum sibu_say_id id, const double *seconds, int count)
{
    struct sibu_text texts[2] = {{0}, {0}};
    const char *values[2] = {"", ""};
    for (int i = 0; i < count; i++) {
        say_duration(&texts[i], page->language, seconds[i]);
        values[i] = sibu_text_get(&texts[i]);
    }
    html_add(page, "<small>");
    html_say_values(page, id, values, count);
    html_add(page, "</small>");
    sibu_text_clear(&texts[0]);
    sibu_text_clear(&texts[1]);
}

static void add_answers(const struct page *page, const struct report_unfold *event)
{
    struct sibu_text after = {0};
    char count[32];
    say_duration(&after, page->language, event->answer_median_s);
    (void)snprintf(count, sizeof count, "%u", (unsigned)event->answered);
    const char *const values[] = {count, sibu_text_get(&after)};
    html_add(page, "<small>");
    html_say_values(page, SIBU_SAY_MSEL_ANSWERED, values, 2);
    html_add(page, "</small>");
    sibu_text_clear(&after);
}

static void add_reached(const struct page *page, const struct report_unfold *event)
{
    const double spans_s[] = {event->reach_median_s, event->reach_max_s};
    html_add(page, "<td class=\"whom\">");
    if (event->alert[0] == '\0') {
        html_say(page, SIBU_SAY_MSEL_NO_UPDATE);
    } else {
        html_say_count(page, SIBU_SAY_MSEL_REACHED, event->reached);
    }
    if (event->reached > 0) {
        add_spans(page, SIBU_SAY_MSEL_REACH_TIMES, spans_s, 2);
    }
    if (event->answered > 0) {
        add_answers(page, event);
    }
    html_add(page, "</td>");
}

/* Only an exit has people on their way to it; for the rest, 0 says nothing. */
static void add_heading(const struct page *page, const struct sibu_unfold_row *row)
{
    if (row->what == SIBU_UNFOLD_EXIT_LOST || row->heading_persons > 0) {
        html_cell_count(page, row->heading_persons);
    } else {
        html_add(page, "<td class=\"n faint\">");
        html_say(page, SIBU_SAY_REPORT_DASH);
        html_add(page, "</td>");
    }
}

static void add_event(const struct page *page, const struct report_unfold *event)
{
    const struct sibu_unfold_row *row = &event->row;
    sibu_text_addf(page->out, "<tr><td class=\"n\">%u</td><td class=\"n\">", (unsigned)row->number);
    say_clock_s(page->out, event->at_s);
    html_add(page, "<small>");
    say_time_of_day(page->out, row->time_us, page->report->draw.offset_s);
    html_add(page, "</small></td><td>");
    html_say(page, sibu_unfold_sentence(row->what));
    add_odds(page, row);
    html_add(page, "</td><td>");
    html_text(page, unfold_place(page->report, row, page->language));
    add_detail(page, row);
    html_add(page, "</td>");
    add_heading(page, row);
    html_add(page, "<td class=\"words\">");
    html_text(page, row->words.in[page->language]);
    html_add(page, "</td>");
    add_reached(page, event);
    html_add(page, "</tr>\n");
}

static void add_unreadable(const struct page *page)
{
    const struct report_unfolding *unfolding = &page->report->unfolding;
    char count[32];
    (void)snprintf(count, sizeof count, "%zu", unfolding->unreadable);
    const char *const values[] = {count, unfolding->first_unreadable.place,
                                  unfolding->first_unreadable.what[page->language]};
    html_add(page, "<p class=\"note\">");
    html_say_values(page, SIBU_SAY_MSEL_UNREADABLE, values, 3);
    html_add(page, "</p>\n");
}

static void add_table(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_MSEL_NUMBER, SIBU_SAY_REPORT_SINCE_T0, SIBU_SAY_MSEL_WHAT,
                                             SIBU_SAY_MSEL_WHERE,  SIBU_SAY_MSEL_HEADING,    SIBU_SAY_MSEL_UPDATE,
                                             SIBU_SAY_MSEL_WHOM};
    html_add(page, "<div class=\"wide\"><table class=\"unfolded\">\n<thead><tr>");
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        int is_number = i < 2 || i == 4;
        html_add(page, is_number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        html_say(page, HEADS[i]);
        html_add(page, "</th>");
    }
    html_add(page, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < page->report->unfolding.count; i++) {
        add_event(page, &page->report->unfolding.events[i]);
    }
    html_end_table(page);
}

void html_unfold(const struct page *page)
{
    const struct report_unfolding *unfolding = &page->report->unfolding;
    if (unfolding->count == 0 && unfolding->unreadable == 0 && !page->report->scenario.known) {
        return; /* a drill in which nothing could unfold */
    }
    html_section(page, SIBU_SAY_MSEL_TITLE);
    if (unfolding->count > 0) {
        add_table(page);
        add_note(page, SIBU_SAY_MSEL_NOBODY_WROTE);
        add_note(page, SIBU_SAY_MSEL_TIMES_NOTE);
    } else {
        add_note(page, SIBU_SAY_MSEL_NOTHING);
    }
    if (unfolding->unreadable > 0) {
        add_unreadable(page);
    }
    html_scenario(page);
    html_end_section(page);
}
