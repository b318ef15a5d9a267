/* Times at which no drill may start, read from an iCalendar file (RFC 5545): holidays, shutdowns.
 *
 * Every VEVENT that is not cancelled counts, also one marked TRANSP:TRANSPARENT. Recurrences are expanded (RRULE, RDATE,
 * EXDATE, RECURRENCE-ID), DTSTART always being one of them. Dates, and times without a zone, are meant by the wall clock of
 * the zone given; times with TZID by the file's VTIMEZONE or else the IANA zone of that name (read from
 * /usr/share/zoneinfo); times with Z by UTC. An event without DTEND lasts its DURATION, else a date lasts that day; a time
 * without either is a moment and shuts nothing. DTEND equal to DTSTART is a day for a date, a moment for a time. An end by
 * DTEND keeps the length in seconds when it comes again, one by DURATION its days by the wall clock.
 *
 * The file is believed in nothing: what cannot be read, was cut off, is not UTF-8 or has no end is a fault that names the
 * line, and nothing is taken. Not read, and refused: EXRULE, RANGE, RSCALE, BYWEEKNO, rules finer than FREQ=DAILY.
 * Two events of one UID both count, unless one is the other's RECURRENCE-ID.
 *
 * Threads: see ics_repeat.h: let one thread at a time read calendars. Depends on: zone, plan (to open zones), libical.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/zone.h"
#include "sibu/memory.h"

#define CALENDAR_ICS_BYTES_MAX ((size_t)4 << 20)
#define CALENDAR_ICS_OCCURRENCES_MAX 10000 /* in the window; besides at most 2,000 events in the file */

struct calendar_ics {
    const char *name; /* stands for the file in faults */
    const char *bytes;
    size_t length;
    const struct zone *zone; /* the site's */
    int64_t from_us, to_us; /* the window, UTC microseconds, within the years 1602 to 2499 */
};

struct ics_never {
    int64_t from_us, to_us; /* UTC microseconds, [from, to); may reach out of the window */
    const char *summary; /* in the arena, at most 200 bytes of valid UTF-8; "" where none */
};

/* All that overlap the window, ascending by (from, to, summary), equal ones once. *out is in the arena; NULL where there is
 * none. */
SIBU_MUST_USE enum sibu_status calendar_ics_read(const struct calendar_ics *calendar, struct sibu_arena *arena,
                                                 struct ics_never **out, size_t *count, struct sibu_fault *fault);
