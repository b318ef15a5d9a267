/* Values of iCalendar (RFC 5545 section 3.3): dates, times, durations, offsets, texts.
 *
 * Readers return 0 where the text is no such value, whole. Depends on: date, memory. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"

#define ICS_YEAR_MIN 1601 /* where Outlook lets its time zones begin */
#define ICS_YEAR_MAX 2500 /* libical stops in 2582 */

/* By which clock a time is meant. */
enum ics_clock { ICS_DATE, ICS_FLOATING, ICS_UTC, ICS_ZONED };

struct ics_time {
    int64_t days; /* the date on that clock (date.h) */
    int32_t second; /* of the day, in [0, 86400]; 0 for a date */
    enum ics_clock clock;
    const char *tzid; /* where ICS_ZONED */
};
/* "20270101" or "20270101T080000" or "20270101T080000Z"; `tzid` is that of its line, "" where none. */
int ics_time_read(const char *text, size_t length, const char *tzid, struct ics_time *out);

/* How long: days by the wall clock, then seconds. */
struct ics_span {
    int64_t days, seconds;
};
/* "P1W", "P2DT3H", "PT90M"; up to ten years, not negative. */
int ics_span_read(const char *text, size_t length, struct ics_span *out);

/* "+0800", "-033000": seconds east of UTC. */
int ics_offset_read(const char *text, int32_t *offset_s);

/* `count` digits as a number, or -1. */
int64_t ics_digits(const char *text, size_t count);

/* A TEXT value for a person to read: escapes resolved, control characters as spaces, cut to 200 bytes at a character's
 * end. In the arena; NULL where there is no memory. `value` is valid UTF-8. */
const char *ics_text(struct sibu_arena *arena, const char *value);

/* The next part of a list divided by commas: moves *at behind it and gives its length; NULL after the last. */
const char *ics_item(const char **at, size_t *length);
