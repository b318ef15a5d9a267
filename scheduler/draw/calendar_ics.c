/* Events of a calendar as never-times: see calendar_ics.h. What the file says is read by ics_read.c; here it is expanded. */
#include "draw/calendar_ics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "draw/ics_read.h"
#include "draw/ics_repeat.h"
#include "draw/ics_zone.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US (86400 * SECOND_US)
#define STEPS_MAX 300000 /* about a second */

/* Occurrences that do not take place: moments, and whole dates on the event's clock. Both ascending. */
struct absent {
    int64_t *moments_us, *days;
    size_t moment_count, day_count, moment_capacity, day_capacity;
};

struct expansion {
    const struct calendar_ics *in;
    struct ics_calendar calendar;
    struct ics_zones zones;
    struct sibu_arena *arena; /* the caller's */
    struct ics_never *found;
    size_t count, capacity;
    int64_t steps_left;
};

/* One event while it is expanded. */
struct event {
    const struct ics_event *def;
    const struct zone *zone; /* NULL: UTC */
    struct ics_span span; /* what to add: days by the clock, seconds */
    struct absent absent;
    const char *summary; /* NULL until it is needed */
};

static enum sibu_status zone_of(struct expansion *expansion, const struct ics_time *time, int line,
                                const struct zone **out, struct sibu_fault *fault)
{
    *out = time->clock == ICS_UTC ? NULL : expansion->in->zone;
    return time->clock == ICS_ZONED ? ics_zones_find(&expansion->zones, time->tzid, line, out, fault) : SIBU_OK;
}

static int64_t wall_us(const struct zone *zone, int64_t days, int32_t second)
{
    return zone == NULL ? days * DAY_US + second * SECOND_US : zone_utc_us(zone, days, second);
}

static enum sibu_status moment(struct expansion *expansion, const struct ics_time *time, int line, int64_t *out_us,
                               struct sibu_fault *fault)
{
    const struct zone *zone = NULL;
    enum sibu_status status = zone_of(expansion, time, line, &zone, fault);
    if (status == SIBU_OK) {
        *out_us = wall_us(zone, time->days, time->second);
    }
    return status;
}

static enum sibu_status too_many(const struct expansion *expansion, const struct ics_event *def,
                                 struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_LIMIT, ics_place(expansion->in->name, def->line).text,
        "到事件“%.60s”为止，日历在所问的时间内已超过 %d 次；请减少重复的事件",
        "with the event \"%.60s\" the calendar has more than %d occurrences in the time asked for: have fewer",
        def->uid, CALENDAR_ICS_OCCURRENCES_MAX);
}

/* Takes [from, to) down where it overlaps the window. */
static enum sibu_status take(struct expansion *expansion, struct event *event, int64_t from_us, int64_t to_us,
                             struct sibu_fault *fault)
{
    if (from_us >= to_us || from_us >= expansion->in->to_us || to_us <= expansion->in->from_us) {
        return SIBU_OK;
    }
    void *found = expansion->found;
    if (expansion->count == CALENDAR_ICS_OCCURRENCES_MAX) {
        return too_many(expansion, event->def, fault);
    }
    if (event->summary == NULL) {
        event->summary = ics_text(expansion->arena, event->def->summary);
    }
    if (event->summary == NULL || !sibu_array_reserve(&found, &expansion->capacity, expansion->count + 1,
                                                      sizeof *expansion->found, CALENDAR_ICS_OCCURRENCES_MAX)) {
        return ics_no_memory(expansion->in->name, fault);
    }
    expansion->found = found;
    expansion->found[expansion->count++] = (struct ics_never){from_us, to_us, event->summary};
    return SIBU_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static int is_among(const int64_t *numbers, size_t count, int64_t number)
{
    return count > 0 && bsearch(&number, numbers, count, sizeof *numbers, compare_numbers) != NULL;
}

static int append(int64_t **numbers, size_t *count, size_t *capacity, int64_t number)
{
    void *items = *numbers;
    if (!sibu_array_reserve(&items, capacity, *count + 1, sizeof number, CALENDAR_ICS_BYTES_MAX)) {
        return 0;
    }
    *numbers = items;
    (*numbers)[(*count)++] = number;
    return 1;
}

static enum sibu_status add_absent(struct expansion *expansion, struct absent *absent, const struct ics_time *time,
                                   int line, struct sibu_fault *fault)
{
    int64_t time_us = 0;
    if (time->clock == ICS_DATE) {
        return append(&absent->days, &absent->day_count, &absent->day_capacity, time->days)
                   ? SIBU_OK
                   : ics_no_memory(expansion->in->name, fault);
    }
    enum sibu_status status = moment(expansion, time, line, &time_us, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return append(&absent->moments_us, &absent->moment_count, &absent->moment_capacity, time_us)
               ? SIBU_OK
               : ics_no_memory(expansion->in->name, fault);
}

static enum sibu_status bad_date(const struct expansion *expansion, const struct ics_dates *dates,
                                 struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(expansion->in->name, dates->line).text,
                          "“%.60s”不是日期或时刻，或与 DTSTART 不一致；请改正",
                          "\"%.60s\" is no date or time, or not of the kind that DTSTART is: mend it", dates->value);
}

static enum sibu_status find_excepted(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (const struct ics_dates *dates = event->def->series.except; dates != NULL; dates = dates->next) {
        const char *at = dates->value;
        size_t length = 0;
        const char *item = ics_item(&at, &length);
        for (; item != NULL && status == SIBU_OK; item = ics_item(&at, &length)) {
            struct ics_time time;
            status = ics_time_read(item, length, dates->tzid, &time)
                         ? add_absent(expansion, &event->absent, &time, dates->line, fault)
                         : bad_date(expansion, dates, fault);
        }
    }
    return status;
}

/* The occurrences that other events stand for. */
static enum sibu_status find_overridden(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    const struct ics_event *other = event->def->has_original ? NULL : expansion->calendar.events;
    for (; other != NULL && status == SIBU_OK; other = other->next) {
        if (other->has_original && other->uid[0] != '\0' && strcmp(other->uid, event->def->uid) == 0) {
            status = add_absent(expansion, &event->absent, &other->original, other->line, fault);
        }
    }
    return status;
}

static enum sibu_status find_absent(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    struct absent *absent = &event->absent;
    enum sibu_status status = find_excepted(expansion, event, fault);
    if (status == SIBU_OK) {
        status = find_overridden(expansion, event, fault);
    }
    if (absent->moment_count > 0) {
        qsort(absent->moments_us, absent->moment_count, sizeof *absent->moments_us, compare_numbers);
    }
    if (absent->day_count > 0) {
        qsort(absent->days, absent->day_count, sizeof *absent->days, compare_numbers);
    }
    return status;
}

/* The end of what begins at this wall time of the event's clock. */
static int64_t end_us(const struct event *event, const struct ics_time *start, int64_t from_us)
{
    int64_t after_days_us =
        event->span.days == 0 ? from_us : wall_us(event->zone, start->days + event->span.days, start->second);
    return after_days_us + event->span.seconds * SECOND_US;
}

/* One occurrence of the event, from a wall time of its clock. */
static enum sibu_status occur(struct expansion *expansion, struct event *event, const struct ics_time *start,
                              struct sibu_fault *fault)
{
    int64_t from_us = wall_us(event->zone, start->days, start->second);
    const struct absent *absent = &event->absent;
    if (is_among(absent->days, absent->day_count, start->days) ||
        is_among(absent->moments_us, absent->moment_count, from_us)) {
        return SIBU_OK;
    }
    return take(expansion, event, from_us, end_us(event, start, from_us), fault);
}

static int past_until(const struct event *event, const struct ics_repeat *repeat, const struct ics_time *start)
{
    const struct ics_time *until = &repeat->until;
    if (!repeat->has_until) {
        return 0;
    }
    if (until->clock == ICS_DATE) {
        return start->days > until->days;
    }
    const struct zone *zone = until->clock == ICS_UTC ? NULL : event->zone;
    return wall_us(event->zone, start->days, start->second) > wall_us(zone, until->days, until->second);
}

/* Occurrences by the rule; DTSTART has been taken. */
static enum sibu_status expand_rule(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    const struct ics_series *series = &event->def->series;
    struct ics_repeat repeat;
    struct ics_time start;
    int is_there = 1;
    struct ics_repeat_def def = {expansion->in->name, series, expansion->in->to_us / DAY_US + 2,
                                 &expansion->steps_left};
    enum sibu_status status = ics_repeat_open(&repeat, &def, fault);
    while (status == SIBU_OK) {
        status = ics_repeat_next(&repeat, &start, &is_there, fault);
        if (!is_there || past_until(event, &repeat, &start)) {
            break;
        }
        if (start.days != series->start.days || start.second != series->start.second) {
            status = occur(expansion, event, &start, fault);
        }
    }
    ics_repeat_close(&repeat);
    return status;
}

/* An item of RDATE: a date or time of DTSTART's kind, or "begin/end", "begin/duration". */
static enum sibu_status expand_date(struct expansion *expansion, struct event *event, const struct ics_dates *dates,
                                    const char *item, size_t length, struct sibu_fault *fault)
{
    struct event own = *event;
    struct ics_time start, end;
    const char *slash = memchr(item, '/', length);
    size_t before = slash == NULL ? length : (size_t)(slash - item);
    if (!ics_time_read(item, before, dates->tzid, &start) ||
        (start.clock == ICS_DATE) != (event->def->series.start.clock == ICS_DATE)) {
        return bad_date(expansion, dates, fault);
    }
    enum sibu_status status = zone_of(expansion, &start, dates->line, &own.zone, fault);
    if (status == SIBU_OK && slash != NULL && !ics_span_read(slash + 1, length - before - 1, &own.span)) {
        int64_t end_at_us = 0;
        if (!ics_time_read(slash + 1, length - before - 1, dates->tzid, &end) || end.clock == ICS_DATE) {
            return bad_date(expansion, dates, fault);
        }
        status = moment(expansion, &end, dates->line, &end_at_us, fault);
        own.span = (struct ics_span){0, (end_at_us - wall_us(own.zone, start.days, start.second)) / SECOND_US};
    }
    if (status == SIBU_OK) {
        status = occur(expansion, &own, &start, fault);
    }
    event->summary = own.summary;
    return status;
}

static enum sibu_status expand_dates(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (const struct ics_dates *dates = event->def->series.dates; dates != NULL; dates = dates->next) {
        const char *at = dates->value;
        size_t length = 0;
        const char *item = ics_item(&at, &length);
        for (; item != NULL && status == SIBU_OK; item = ics_item(&at, &length)) {
            status = expand_date(expansion, event, dates, item, length, fault);
        }
    }
    return status;
}

/* The length by DTEND: whole days for dates, else seconds. */
static enum sibu_status span_to_end(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    const struct ics_event *def = event->def;
    const struct ics_time *start = &def->series.start;
    int64_t end_at_us = 0;
    enum sibu_status status = moment(expansion, &def->end, def->line, &end_at_us, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int is_date = start->clock == ICS_DATE;
    event->span.days = is_date ? def->end.days - start->days : 0;
    event->span.seconds = is_date ? 0 : (end_at_us - wall_us(event->zone, start->days, start->second)) / SECOND_US;
    if (is_date != (def->end.clock == ICS_DATE) || event->span.days < 0 || event->span.seconds < 0) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, ics_place(expansion->in->name, def->line).text,
            "事件“%.60s”的 DTEND 早于 DTSTART，或一个是日期、另一个是时刻；请改正",
            "the event \"%.60s\" ends before it begins, or one of the two is a date and the other a time: mend it",
            def->uid);
    }
    if (is_date && event->span.days == 0) {
        event->span.days = 1;
    }
    return SIBU_OK;
}

static enum sibu_status find_span(struct expansion *expansion, struct event *event, struct sibu_fault *fault)
{
    const struct ics_event *def = event->def;
    if (def->has_end) {
        return span_to_end(expansion, event, fault);
    }
    event->span = def->span;
    if (!def->has_span && def->series.start.clock == ICS_DATE) {
        event->span.days = 1;
    }
    return SIBU_OK;
}

static enum sibu_status expand_event(struct expansion *expansion, const struct ics_event *def, struct sibu_fault *fault)
{
    struct event event = {.def = def};
    const struct ics_time *start = &def->series.start;
    enum sibu_status status = zone_of(expansion, start, def->series.start_line, &event.zone, fault);
    if (status == SIBU_OK) {
        status = find_span(expansion, &event, fault);
    }
    if (status == SIBU_OK) {
        status = find_absent(expansion, &event, fault);
    }
    if (status == SIBU_OK) {
        status = occur(expansion, &event, start, fault);
    }
    if (status == SIBU_OK && def->series.rule != NULL) {
        status = expand_rule(expansion, &event, fault);
    }
    if (status == SIBU_OK) {
        status = expand_dates(expansion, &event, fault);
    }
    sibu_array_free(event.absent.days);
    sibu_array_free(event.absent.moments_us);
    return status;
}

static int compare_nevers(const void *a, const void *b)
{
    const struct ics_never *left = a, *right = b;
    if (left->from_us != right->from_us) {
        return left->from_us < right->from_us ? -1 : 1;
    }
    if (left->to_us != right->to_us) {
        return left->to_us < right->to_us ? -1 : 1;
    }
    return strcmp(left->summary, right->summary);
}

/* Sorts what was found into the caller's arena, equal ones once. */
static enum sibu_status hand_over(struct expansion *expansion, struct ics_never **out, size_t *count,
                                  struct sibu_fault *fault)
{
    if (expansion->count == 0) {
        return SIBU_OK;
    }
    struct ics_never *nevers = sibu_arena_take(expansion->arena, expansion->count, sizeof *nevers);
    if (nevers == NULL) {
        return ics_no_memory(expansion->in->name, fault);
    }
    qsort(expansion->found, expansion->count, sizeof *nevers, compare_nevers);
    size_t kept = 0;
    for (size_t i = 0; i < expansion->count; i++) {
        if (kept == 0 || compare_nevers(&nevers[kept - 1], &expansion->found[i]) != 0) {
            nevers[kept++] = expansion->found[i];
        }
    }
    *out = nevers;
    *count = kept;
    return SIBU_OK;
}

static enum sibu_status expand_all(struct expansion *expansion, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    const struct ics_event *def = expansion->calendar.events;
    for (; def != NULL && status == SIBU_OK; def = def->next) {
        if (!def->is_cancelled) {
            status = expand_event(expansion, def, fault);
        }
    }
    return status;
}

static enum sibu_status read_all(struct expansion *expansion, struct sibu_arena *scratch, struct sibu_fault *fault)
{
    const struct calendar_ics *in = expansion->in;
    struct ics_lines lines;
    if (in->length > CALENDAR_ICS_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, in->name, "日历文件大于 4 MiB；请删去旧的事件和附件",
                              "the calendar is larger than 4 MiB: remove old events and attachments");
    }
    enum sibu_status status = ics_lines_open(&lines, in->name, in->bytes, in->length, scratch, fault);
    return status == SIBU_OK ? ics_read(&expansion->calendar, &lines, scratch, fault) : status;
}

enum sibu_status calendar_ics_read(const struct calendar_ics *calendar, struct sibu_arena *arena,
                                   struct ics_never **out, size_t *count, struct sibu_fault *fault)
{
    assert(calendar->from_us < calendar->to_us);
    *out = NULL;
    *count = 0;
    struct sibu_arena scratch = {0};
    struct expansion expansion = {.in = calendar, .arena = arena, .steps_left = STEPS_MAX};
    expansion.zones.file = calendar->name;
    expansion.zones.calendar = &expansion.calendar;
    expansion.zones.arena = &scratch;
    expansion.zones.steps_left = &expansion.steps_left;
    enum sibu_status status = read_all(&expansion, &scratch, fault);
    if (status == SIBU_OK) {
        status = expand_all(&expansion, fault);
    }
    if (status == SIBU_OK) {
        status = hand_over(&expansion, out, count, fault);
    }
    sibu_array_free(expansion.found);
    ics_zones_close(&expansion.zones);
    sibu_arena_clear(&scratch);
    return status;
}
