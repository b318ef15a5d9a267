/* What happened when: the drill's states and its firsts and lasts, in the order of time. See html_part.h. */
#include <stdlib.h>
#include <string.h>

#include "report/html_part.h"

#define SAID_MAX 20 /* answers that ask for help or decline are listed one by one up to here */
#define ROWS_MAX 64

struct moment {
    double time_s;
    int order; /* of equals: as they were found */
    enum sibu_say_id what;
    const struct evaluation_person *person; /* of whom it is told, or NULL */
    int strong;
};
struct course {
    struct moment moments[ROWS_MAX];
    int count;
    uint32_t more; /* answers that found no room */
};

static void add_moment(struct course *course, double time_s, enum sibu_say_id what, int strong)
{
    if (time_s >= 0.0 && course->count < ROWS_MAX) {
        course->moments[course->count] = (struct moment){time_s, course->count, what, NULL, strong};
        course->count++;
    }
}

static void take_states(struct course *course, const struct evaluation *evaluation)
{
    static const char *const KINDS[] = {"drawn",          "alerting", "running",   "all-clear", "abort",
                                        "real-emergency", "mustered", "evaluated", "closed"};
    static const enum sibu_say_id WHAT[] = {
        SIBU_SAY_REPORT_EVENT_DRAWN,     SIBU_SAY_REPORT_EVENT_ALERTING,  SIBU_SAY_REPORT_EVENT_RUNNING,
        SIBU_SAY_REPORT_EVENT_ALL_CLEAR, SIBU_SAY_REPORT_EVENT_ABORT,     SIBU_SAY_REPORT_EVENT_REAL_EMERGENCY,
        SIBU_SAY_REPORT_EVENT_MUSTERED,  SIBU_SAY_REPORT_EVENT_EVALUATED, SIBU_SAY_REPORT_EVENT_CLOSED};
    for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++) {
        for (size_t i = 0; i < evaluation->event_count; i++) {
            const struct sibu_record_event *event = &evaluation->events[i];
            if (strcmp(event->kind, KINDS[k]) == 0) {
                double time_s = ((double)event->time_us - (double)evaluation->t0_us) / 1e6;
                add_moment(course, time_s, WHAT[k], k != 1 && k != 2);
                break; /* a state is entered once */
            }
        }
    }
}

static double first_of(const struct evaluation_curve *curve)
{
    return curve->count > 0 ? curve->points[0].time_s : MEASURE_NEVER;
}

static void take_marks(struct course *course, const struct evaluation *evaluation)
{
    const struct measure *muster = &evaluation->all.muster;
    add_moment(course, first_of(&evaluation->alerted), SIBU_SAY_REPORT_EVENT_FIRST_ALERTED, 0);
    add_moment(course, first_of(&evaluation->acknowledged), SIBU_SAY_REPORT_EVENT_FIRST_ACKNOWLEDGED, 0);
    add_moment(course, first_of(&evaluation->out), SIBU_SAY_REPORT_EVENT_FIRST_OUT, 0);
    add_moment(course, first_of(&evaluation->checked_in), SIBU_SAY_REPORT_EVENT_FIRST_HERE, 0);
    add_moment(course, muster->median_s, SIBU_SAY_REPORT_EVENT_HALF_HERE, 0);
    add_moment(course, muster->max_s, SIBU_SAY_REPORT_EVENT_LAST_HERE, 0);
}

static const struct evaluation_person *find_person(const struct evaluation *evaluation, uint32_t number)
{
    for (size_t i = 0; i < evaluation->people_count; i++) {
        if (evaluation->people[i].number == number) {
            return &evaluation->people[i];
        }
    }
    return NULL;
}

static void take_answers(struct course *course, const struct evaluation *evaluation)
{
    int said = 0;
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        int help = strcmp(event->kind, "need-help") == 0;
        if (!help && strcmp(event->kind, "cannot") != 0) {
            continue;
        }
        const struct evaluation_person *person = said < SAID_MAX ? find_person(evaluation, event->person) : NULL;
        double time_s = ((double)event->time_us - (double)evaluation->t0_us) / 1e6;
        int before = course->count;
        if (person != NULL) {
            add_moment(course, time_s, help ? SIBU_SAY_REPORT_EVENT_NEED_HELP : SIBU_SAY_REPORT_EVENT_CANNOT, help);
        }
        if (course->count > before) {
            course->moments[before].person = person;
            said++;
        } else {
            course->more++;
        }
    }
}

static int compare(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->time_s < right->time_s || left->time_s > right->time_s) {
        return left->time_s < right->time_s ? -1 : 1;
    }
    return left->order - right->order;
}

static void add_what(const struct page *page, const struct moment *moment)
{
    if (moment->person == NULL) {
        html_say(page, moment->what);
        return;
    }
    struct sibu_text number = {0};
    sibu_text_addf(&number, "%u", (unsigned)moment->person->number);
    const char *const values[] = {sibu_text_get(&number),
                                  report_zone_name(page->report, moment->person->zone, page->language)};
    html_say_values(page, moment->what, values, 2);
    sibu_text_clear(&number);
}

static void add_row(const struct page *page, const struct moment *moment)
{
    int64_t time_us = page->report->evaluation.t0_us + (int64_t)(moment->time_s * 1e6);
    html_add(page, moment->strong ? "<tr class=\"strong\"><td class=\"n\">" : "<tr><td class=\"n\">");
    say_clock_s(page->out, moment->time_s);
    html_add(page, "</td><td class=\"n faint\">");
    say_time_of_day(page->out, time_us, page->report->draw.offset_s);
    html_add(page, "</td><td>");
    add_what(page, moment);
    html_add(page, "</td></tr>\n");
}

void html_course(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_SINCE_T0, SIBU_SAY_REPORT_CLOCK, SIBU_SAY_REPORT_WHAT};
    struct course course = {.count = 0};
    take_states(&course, &page->report->evaluation);
    take_marks(&course, &page->report->evaluation);
    take_answers(&course, &page->report->evaluation);
    qsort(course.moments, (size_t)course.count, sizeof course.moments[0], compare);
    html_section(page, SIBU_SAY_REPORT_COURSE_TITLE);
    html_add(page, "<div class=\"wide\"><table class=\"course\">\n<thead><tr>");
    for (size_t i = 0; i < 3; i++) {
        html_add(page, i < 2 ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        html_say(page, HEADS[i]);
        html_add(page, "</th>");
    }
    html_add(page, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < course.count; i++) {
        add_row(page, &course.moments[i]);
    }
    html_end_table(page);
    if (course.more > 0) {
        html_add(page, "<p class=\"note\">");
        html_say_count(page, SIBU_SAY_REPORT_EVENT_MORE, course.more);
        html_add(page, "</p>\n");
    }
    html_end_section(page);
}
