/* What an iCalendar file says, taken down and not yet understood: its events and its own time zones.
 *
 * Read are VCALENDAR with VEVENT and VTIMEZONE in it; other components (VALARM, VJOURNAL, ...) are passed over. Components
 * that are not closed, or closed crosswise, are a file that was cut off or patched together: a fault, nothing is taken.
 * Depends on: ics_line, ics_value. Pure; everything lives in the arena.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/ics_line.h"
#include "draw/ics_value.h"

#define ICS_EVENTS_MAX 2000
#define ICS_ZONES_MAX 100
#define ICS_OBSERVANCES_MAX 250 /* of one time zone; TZif has room for 256 kinds of offset */

/* A line of RDATE or EXDATE: dates divided by commas. */
struct ics_dates {
    const char *value, *tzid;
    int line;
    struct ics_dates *next;
};

/* When something begins, again and again. */
struct ics_series {
    struct ics_time start;
    int has_start, start_line;
    const char *rule; /* RRULE; NULL where none */
    int rule_line;
    struct ics_dates *dates, *except; /* RDATE, EXDATE; the last first */
};

struct ics_event {
    int line; /* of its BEGIN */
    const char *uid, *summary; /* "" where none */
    struct ics_series series;
    struct ics_time end; /* DTEND */
    struct ics_span span; /* DURATION */
    struct ics_time original; /* RECURRENCE-ID: the occurrence that it stands for */
    int has_end, has_span, has_original, is_cancelled;
    struct ics_event *next;
};

/* STANDARD or DAYLIGHT: from each of its beginnings on, this offset. */
struct ics_observance {
    int line;
    struct ics_series series; /* on the clock of the offset before */
    int32_t before_s, after_s;
    int has_before, has_after;
    struct ics_observance *next;
};

struct ics_vtimezone {
    int line;
    const char *tzid;
    struct ics_observance *observances; /* the last first */
    size_t count;
    struct ics_vtimezone *next;
};

struct ics_calendar {
    struct ics_event *events; /* the last first */
    size_t event_count;
    struct ics_vtimezone *zones; /* the last first */
    size_t zone_count;
};

SIBU_MUST_USE enum sibu_status ics_read(struct ics_calendar *out, struct ics_lines *lines, struct sibu_arena *arena,
                                        struct sibu_fault *fault);
