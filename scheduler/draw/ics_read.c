/* Components and properties of iCalendar: see ics_read.h. */
#include "draw/ics_read.h"

#include <string.h>
#include <strings.h>

#define DEPTH_MAX 8
#define UID_BYTES_MAX 500

enum component { OTHER, CALENDAR, EVENT, TIMEZONE, OBSERVANCE };

struct open_component {
    const char *name;
    enum component kind;
    int line;
    unsigned seen; /* bit of each property that it has had */
};

struct reader {
    struct ics_calendar *out;
    const char *file;
    struct sibu_arena *arena;
    struct open_component open[DEPTH_MAX];
    size_t depth;
};

static enum sibu_status bad_value(const struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                          "%s 的值“%.60s”不合规定（RFC 5545，%d 至 %d 年）；请改正后重新导出",
                          "%s cannot be \"%.60s\" (RFC 5545, years %d to %d): mend it and export again", line->name,
                          line->value, ICS_YEAR_MIN, ICS_YEAR_MAX);
}

static enum sibu_status too_many(const struct reader *reader, int line, const char *what, int most,
                                 struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_LIMIT, ics_place(reader->file, line).text,
                          "%s 超过 %d 个；请删去旧的，或把日历拆成几个文件",
                          "%s: more than %d; remove old ones, or divide the calendar into several files", what, most);
}

static struct ics_series *series_of(struct reader *reader)
{
    struct ics_calendar *out = reader->out;
    return reader->open[reader->depth - 1].kind == EVENT ? &out->events->series : &out->zones->observances->series;
}

static enum sibu_status read_time(const struct reader *reader, const struct ics_line *line, struct ics_time *out,
                                  struct sibu_fault *fault)
{
    return ics_time_read(line->value, strlen(line->value), line->tzid, out) ? SIBU_OK : bad_value(reader, line, fault);
}

static enum sibu_status take_uid(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    reader->out->events->uid = line->value;
    return strlen(line->value) > UID_BYTES_MAX ? bad_value(reader, line, fault) : SIBU_OK;
}

static enum sibu_status take_summary(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    (void)fault;
    reader->out->events->summary = line->value;
    return SIBU_OK;
}

static enum sibu_status take_status(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    (void)fault;
    reader->out->events->is_cancelled = strcasecmp(line->value, "CANCELLED") == 0;
    return SIBU_OK;
}

static enum sibu_status take_start(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    struct ics_series *series = series_of(reader);
    series->has_start = 1;
    series->start_line = line->number;
    return read_time(reader, line, &series->start, fault);
}

static enum sibu_status take_end(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    reader->out->events->has_end = 1;
    return read_time(reader, line, &reader->out->events->end, fault);
}

static enum sibu_status take_span(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    reader->out->events->has_span = 1;
    return ics_span_read(line->value, strlen(line->value), &reader->out->events->span) ? SIBU_OK
                                                                                       : bad_value(reader, line, fault);
}

static enum sibu_status take_original(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    if (line->range[0] != '\0') {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                              "不支持 RANGE=%.20s；请把改动之后的各次写成单独的事件",
                              "RANGE=%.20s is not read: write what changes from here on as an event of its own",
                              line->range);
    }
    reader->out->events->has_original = 1;
    return read_time(reader, line, &reader->out->events->original, fault);
}

static enum sibu_status take_rule(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    (void)fault;
    series_of(reader)->rule = line->value;
    series_of(reader)->rule_line = line->number;
    return SIBU_OK;
}

static enum sibu_status keep_dates(struct reader *reader, const struct ics_line *line, struct ics_dates **list,
                                   struct sibu_fault *fault)
{
    struct ics_dates *dates = sibu_arena_take(reader->arena, 1, sizeof *dates);
    if (dates == NULL) {
        return ics_no_memory(reader->file, fault);
    }
    *dates = (struct ics_dates){.value = line->value, .tzid = line->tzid, .line = line->number, .next = *list};
    *list = dates;
    return SIBU_OK;
}

static enum sibu_status take_dates(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    return keep_dates(reader, line, &series_of(reader)->dates, fault);
}

static enum sibu_status take_except(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    return keep_dates(reader, line, &series_of(reader)->except, fault);
}

static enum sibu_status refuse_rule(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                          "不支持 EXRULE；请用 EXDATE 逐一列出例外",
                          "EXRULE is not read: list the exceptions by EXDATE");
}

static enum sibu_status take_tzid(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    (void)fault;
    reader->out->zones->tzid = line->value;
    return SIBU_OK;
}

static enum sibu_status take_before(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    struct ics_observance *observance = reader->out->zones->observances;
    observance->has_before = 1;
    return ics_offset_read(line->value, &observance->before_s) ? SIBU_OK : bad_value(reader, line, fault);
}

static enum sibu_status take_after(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    struct ics_observance *observance = reader->out->zones->observances;
    observance->has_after = 1;
    return ics_offset_read(line->value, &observance->after_s) ? SIBU_OK : bad_value(reader, line, fault);
}

static enum sibu_status check_version(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    if (strcmp(line->value, "2.0") == 0) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                          "日历的版本是“%.20s”；请导出为 iCalendar 2.0（.ics）",
                          "the calendar's version is \"%.20s\": export it as iCalendar 2.0 (.ics)", line->value);
}

/* The properties that count, by the component that they stand in. `many`: may stand there more than once. */
static const struct property {
    enum component kind;
    const char *name;
    enum sibu_status (*take)(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault);
    int many;
} PROPERTIES[] = {
    {CALENDAR, "VERSION", check_version, 0},
    {EVENT, "UID", take_uid, 0},
    {EVENT, "SUMMARY", take_summary, 1},
    {EVENT, "STATUS", take_status, 0},
    {EVENT, "DTSTART", take_start, 0},
    {EVENT, "DTEND", take_end, 0},
    {EVENT, "DURATION", take_span, 0},
    {EVENT, "RECURRENCE-ID", take_original, 0},
    {EVENT, "RRULE", take_rule, 0},
    {EVENT, "RDATE", take_dates, 1},
    {EVENT, "EXDATE", take_except, 1},
    {EVENT, "EXRULE", refuse_rule, 0},
    {TIMEZONE, "TZID", take_tzid, 0},
    {OBSERVANCE, "DTSTART", take_start, 0},
    {OBSERVANCE, "RRULE", take_rule, 0},
    {OBSERVANCE, "RDATE", take_dates, 1},
    {OBSERVANCE, "TZOFFSETFROM", take_before, 0},
    {OBSERVANCE, "TZOFFSETTO", take_after, 0},
};

static enum sibu_status take_property(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    struct open_component *open = &reader->open[reader->depth - 1];
    for (size_t i = 0; i < sizeof PROPERTIES / sizeof PROPERTIES[0]; i++) {
        const struct property *property = &PROPERTIES[i];
        if (property->kind != open->kind || strcmp(property->name, line->name) != 0) {
            continue;
        }
        if (!property->many && (open->seen & (1u << i)) != 0) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                                  "%s 在同一处出现了两次；请删去一个", "%s stands here twice: remove one", line->name);
        }
        open->seen |= 1u << i;
        return property->take(reader, line, fault);
    }
    return SIBU_OK;
}

static enum sibu_status begin_event(struct reader *reader, int line, struct sibu_fault *fault)
{
    struct ics_event *event = sibu_arena_take(reader->arena, 1, sizeof *event);
    if (event == NULL) {
        return ics_no_memory(reader->file, fault);
    }
    *event = (struct ics_event){.line = line, .uid = "", .summary = "", .next = reader->out->events};
    reader->out->events = event;
    reader->out->event_count++;
    return reader->out->event_count > ICS_EVENTS_MAX ? too_many(reader, line, "VEVENT", ICS_EVENTS_MAX, fault)
                                                     : SIBU_OK;
}

static enum sibu_status begin_zone(struct reader *reader, int line, struct sibu_fault *fault)
{
    struct ics_vtimezone *zone = sibu_arena_take(reader->arena, 1, sizeof *zone);
    if (zone == NULL) {
        return ics_no_memory(reader->file, fault);
    }
    *zone = (struct ics_vtimezone){.line = line, .tzid = "", .next = reader->out->zones};
    reader->out->zones = zone;
    reader->out->zone_count++;
    return reader->out->zone_count > ICS_ZONES_MAX ? too_many(reader, line, "VTIMEZONE", ICS_ZONES_MAX, fault)
                                                   : SIBU_OK;
}

static enum sibu_status begin_observance(struct reader *reader, int line, struct sibu_fault *fault)
{
    struct ics_vtimezone *zone = reader->out->zones;
    struct ics_observance *observance = sibu_arena_take(reader->arena, 1, sizeof *observance);
    if (observance == NULL) {
        return ics_no_memory(reader->file, fault);
    }
    *observance = (struct ics_observance){.line = line, .next = zone->observances};
    zone->observances = observance;
    zone->count++;
    return zone->count > ICS_OBSERVANCES_MAX ? too_many(reader, line, "STANDARD", ICS_OBSERVANCES_MAX, fault) : SIBU_OK;
}

/* What BEGIN:name opens, inside of `parent`. */
static enum component kind_of(const char *name, enum component parent)
{
    static const struct {
        const char *name;
        enum component parent, kind;
    } KINDS[] = {{"VEVENT", CALENDAR, EVENT},
                 {"VTIMEZONE", CALENDAR, TIMEZONE},
                 {"STANDARD", TIMEZONE, OBSERVANCE},
                 {"DAYLIGHT", TIMEZONE, OBSERVANCE}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].parent == parent && strcasecmp(KINDS[i].name, name) == 0) {
            return KINDS[i].kind;
        }
    }
    return OTHER;
}

static enum sibu_status not_a_calendar(const struct reader *reader, int line, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line).text,
                          "不是 iCalendar 文件（应以 BEGIN:VCALENDAR 开头）；请重新导出日历（.ics）",
                          "no iCalendar file (it begins with BEGIN:VCALENDAR): export the calendar (.ics) again");
}

static enum sibu_status begin(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    enum component kind = CALENDAR;
    if (reader->depth > 0) {
        kind = kind_of(line->value, reader->open[reader->depth - 1].kind);
    } else if (strcasecmp(line->value, "VCALENDAR") != 0) {
        return not_a_calendar(reader, line->number, fault);
    }
    if (reader->depth == DEPTH_MAX) {
        return too_many(reader, line->number, "BEGIN", DEPTH_MAX, fault);
    }
    reader->open[reader->depth++] = (struct open_component){.name = line->value, .kind = kind, .line = line->number};
    switch (kind) {
    case EVENT:
        return begin_event(reader, line->number, fault);
    case TIMEZONE:
        return begin_zone(reader, line->number, fault);
    case OBSERVANCE:
        return begin_observance(reader, line->number, fault);
    case CALENDAR:
    case OTHER:
        break;
    }
    return SIBU_OK;
}

/* The event or observance that ends here has what it needs. */
static int is_whole(const struct reader *reader, enum component kind)
{
    if (kind == EVENT) {
        const struct ics_event *event = reader->out->events;
        return event->series.has_start && !(event->has_end && event->has_span);
    }
    if (kind == OBSERVANCE) {
        const struct ics_observance *observance = reader->out->zones->observances;
        return observance->series.has_start && observance->has_before && observance->has_after &&
               observance->series.start.clock == ICS_FLOATING;
    }
    return kind != TIMEZONE || (reader->out->zones->tzid[0] != '\0' && reader->out->zones->count > 0);
}

static enum sibu_status end(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    const struct open_component *open = reader->depth == 0 ? NULL : &reader->open[reader->depth - 1];
    if (open == NULL || strcasecmp(open->name, line->value) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(reader->file, line->number).text,
                              "END:%.40s 没有对应的 BEGIN；文件已损坏，请重新导出",
                              "END:%.40s ends nothing that was begun: the file is damaged, export it again",
                              line->value);
    }
    if (!is_whole(reader, open->kind)) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, ics_place(reader->file, open->line).text,
            "%.20s 缺少必需的内容（DTSTART、TZID、TZOFFSETFROM、TZOFFSETTO），或同时有 DTEND 和 DURATION",
            "%.20s lacks what it needs (DTSTART, TZID, TZOFFSETFROM, TZOFFSETTO), or has both DTEND and DURATION",
            open->name);
    }
    reader->depth--;
    return SIBU_OK;
}

static enum sibu_status take_line(struct reader *reader, const struct ics_line *line, struct sibu_fault *fault)
{
    if (strcmp(line->name, "BEGIN") == 0) {
        return begin(reader, line, fault);
    }
    if (reader->depth == 0) {
        return not_a_calendar(reader, line->number, fault);
    }
    return strcmp(line->name, "END") == 0 ? end(reader, line, fault) : take_property(reader, line, fault);
}

enum sibu_status ics_read(struct ics_calendar *out, struct ics_lines *lines, struct sibu_arena *arena,
                          struct sibu_fault *fault)
{
    *out = (struct ics_calendar){0};
    struct reader reader = {.out = out, .file = lines->file, .arena = arena};
    struct ics_line line = {.name = ""};
    if (strncasecmp(lines->bytes + strspn(lines->bytes, "\r\n"), "BEGIN:VCALENDAR", 15) != 0) {
        return not_a_calendar(&reader, 1, fault);
    }
    while (line.name != NULL) {
        enum sibu_status status = ics_lines_next(lines, &line, fault);
        if (status == SIBU_OK && line.name != NULL) {
            status = take_line(&reader, &line, fault);
        }
        if (status != SIBU_OK) {
            return status;
        }
    }
    if (reader.depth > 0) {
        const struct open_component *open = &reader.open[reader.depth - 1];
        return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(lines->file, open->line).text,
                              "%.40s 没有结束（缺 END）；文件不完整，请重新导出或下载",
                              "%.40s never ends (END is missing): the file was cut off, export or fetch it again",
                              open->name);
    }
    return SIBU_OK;
}
