/* What happened when: the drill's states and its firsts and lasts, in the order of time. See part.h. */
#include <stdlib.h>
#include <string.h>

#include "report/part.h"

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

static void add_what(const struct part *part, const struct moment *moment)
{
    if (moment->person == NULL) {
        part_say(part, moment->what);
        return;
    }
    struct sibu_text number = {0};
    sibu_text_addf(&number, "%u", (unsigned)moment->person->number);
    const char *const values[] = {sibu_text_get(&number),
                                  report_zone_name(part->report, moment->person->zone, part->language)};
    part_say_values(part, moment->what, values, 2);
    sibu_text_clear(&number);
}

static void add_row(const struct part *part, const struct moment *moment)
{
    int64_t time_us = part->report->evaluation.t0_us + (int64_t)(moment->time_s * 1e6);
    part_open(part, DOCUMENT_ROW, moment->strong ? DOCUMENT_STRONG : 0);
    part_cell_clock(part, moment->time_s);
    part_cell_time(part, DOCUMENT_NUMBER | DOCUMENT_FAINT, time_us);
    part_open(part, DOCUMENT_CELL, 0);
    add_what(part, moment);
    part_close(part, DOCUMENT_CELL);
    part_end_row(part);
}

void part_course(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_SINCE_T0, SIBU_SAY_REPORT_CLOCK, SIBU_SAY_REPORT_WHAT};
    struct course course = {.count = 0};
    take_states(&course, &part->report->evaluation);
    take_marks(&course, &part->report->evaluation);
    take_answers(&course, &part->report->evaluation);
    qsort(course.moments, (size_t)course.count, sizeof course.moments[0], compare);
    part_section(part, SIBU_SAY_REPORT_COURSE_TITLE);
    part_timeline(part);
    part_table(part, "course", HEADS, 3, 3u);
    for (int i = 0; i < course.count; i++) {
        add_row(part, &course.moments[i]);
    }
    part_end_table(part);
    if (course.more > 0) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_REPORT_EVENT_MORE, course.more);
        part_close(part, DOCUMENT_NOTE);
    }
    part_end_section(part);
}
