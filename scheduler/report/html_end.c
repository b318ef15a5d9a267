/* The end of the page: who is missing, what became of the alerts, and what the figures cannot say. See html_part.h. */
#include <string.h>

#include "report/html_part.h"

#define MISSING_MAX 500 /* rows; the rest is in the CSV */

static enum sibu_say_id sign_of(const char *kind)
{
    static const char *const KINDS[] = {"acknowledge", "start", "door", "exit", "arrive"};
    static const enum sibu_say_id SIGNS[] = {SIBU_SAY_REPORT_SIGN_ACKNOWLEDGE, SIBU_SAY_REPORT_SIGN_START,
                                             SIBU_SAY_REPORT_SIGN_DOOR, SIBU_SAY_REPORT_SIGN_EXIT,
                                             SIBU_SAY_REPORT_SIGN_ARRIVE};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(kind, KINDS[i]) == 0) {
            return SIGNS[i];
        }
    }
    return SIBU_SAY_REPORT_SIGN_NONE;
}

static void add_missing(const struct page *page, const struct evaluation_person *person)
{
    const struct evaluation *evaluation = &page->report->evaluation;
    sibu_text_addf(page->out, "<tr><td class=\"n\">%u</td><td>", (unsigned)person->number);
    html_text(page, person->id);
    html_add(page, "</td><td>");
    html_text(page, report_zone_name(page->report, person->zone, page->language));
    html_add(page, "</td><td>");
    html_say(page, sign_of(person->last_kind));
    html_add(page, "</td><td class=\"n\">");
    if (person->last_kind[0] != '\0') {
        say_clock_s(page->out, ((double)person->last_us - (double)evaluation->t0_us) / 1e6);
    }
    html_add(page, "</td><td class=\"n faint\">");
    if (person->last_kind[0] != '\0') {
        say_time_of_day(page->out, person->last_us, page->report->draw.offset_s);
    }
    html_add(page, "</td></tr>\n");
}

void html_missing(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_PERSON_NUMBER, SIBU_SAY_REPORT_PERSON_ID,
                                             SIBU_SAY_REPORT_ZONE,          SIBU_SAY_REPORT_LAST_SIGN,
                                             SIBU_SAY_REPORT_SINCE_T0,      SIBU_SAY_REPORT_CLOCK};
    const struct evaluation *evaluation = &page->report->evaluation;
    html_section(page, SIBU_SAY_REPORT_MISSING_TITLE);
    if (evaluation->missing_count == 0) {
        html_add(page, "<p>");
        html_say(page, SIBU_SAY_REPORT_MISSING_NONE);
        html_add(page, "</p>\n");
        html_end_section(page);
        return;
    }
    html_table(page, HEADS, 6, 4);
    for (size_t i = 0; i < evaluation->missing_count && i < MISSING_MAX; i++) {
        add_missing(page, evaluation->missing[i]);
    }
    html_end_table(page);
    if (evaluation->missing_count > MISSING_MAX) {
        html_add(page, "<p class=\"note\">");
        html_say_count(page, SIBU_SAY_REPORT_MISSING_MORE, evaluation->missing_count - MISSING_MAX);
        html_add(page, "</p>\n");
    }
    html_end_section(page);
}

struct fact {
    enum sibu_say_id label;
    uint32_t count;
};

static void add_late(const struct page *page)
{
    struct sibu_text limit = {0};
    say_duration(&limit, page->language, EVALUATION_LATE_S);
    const char *const values[] = {sibu_text_get(&limit)};
    html_say_values(page, SIBU_SAY_REPORT_PEOPLE_LATE, values, 1);
    sibu_text_clear(&limit);
}

void html_deliveries(const struct page *page)
{
    const struct evaluation_deliveries *deliveries = &page->report->evaluation.deliveries;
    const struct fact facts[] = {
        {SIBU_SAY_REPORT_PEOPLE_REACHED, deliveries->reached},
        {SIBU_SAY_REPORT_PEOPLE_LATE, deliveries->late},
        {SIBU_SAY_REPORT_PEOPLE_UNREACHED, deliveries->unreached},
        {SIBU_SAY_REPORT_DELIVERY_ATTEMPTS, deliveries->attempts},
        {SIBU_SAY_REPORT_DELIVERY_ACCEPTED, deliveries->accepted},
        {SIBU_SAY_REPORT_DELIVERY_FAILED, deliveries->failed},
        {SIBU_SAY_REPORT_DELIVERY_RETRIES, deliveries->retries},
        {SIBU_SAY_REPORT_DELIVERY_DUPLICATES, deliveries->duplicates},
    };
    html_section(page, SIBU_SAY_REPORT_DELIVERIES_TITLE);
    html_add(page, "<dl class=\"counts\">\n");
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        html_add(page, "<dt>");
        if (facts[i].label == SIBU_SAY_REPORT_PEOPLE_LATE) {
            add_late(page);
        } else {
            html_say(page, facts[i].label);
        }
        sibu_text_addf(page->out, "</dt><dd>%u</dd>\n", (unsigned)facts[i].count);
    }
    html_add(page, "</dl>\n<p class=\"note\">");
    html_say(page, SIBU_SAY_REPORT_DELIVERIES_NOTE);
    html_add(page, "</p>\n");
    html_end_section(page);
}

void html_limits(const struct page *page)
{
    static const enum sibu_say_id LIMITS[] = {SIBU_SAY_REPORT_LIMIT_BOUND, SIBU_SAY_REPORT_LIMIT_CENSORED,
                                              SIBU_SAY_REPORT_LIMIT_CLOCK, SIBU_SAY_REPORT_LIMIT_ROSTER,
                                              SIBU_SAY_REPORT_LIMIT_GATES};
    html_section(page, SIBU_SAY_REPORT_LIMITS_TITLE);
    html_add(page, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        html_add(page, "<li>");
        html_say(page, LIMITS[i]);
        html_add(page, "</li>\n");
    }
    if (page->report->evaluation.late_responses > 0) {
        html_add(page, "<li>");
        html_say_count(page, SIBU_SAY_REPORT_LIMIT_LATE, page->report->evaluation.late_responses);
        html_add(page, "</li>\n");
    }
    html_add(page, "</ul>\n");
    html_end_section(page);
}
