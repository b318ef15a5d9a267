/* A time zone of the IANA database, read from the bytes of a TZif file (RFC 8536, versions 1 to 4).
 *
 * Times before the first transition use the first type; after the last one the footer's rule goes on for ever.
 * Files with leap seconds ("right/...") are refused: times are POSIX times. A zone is immutable once open and may be read by
 * any number of threads. Depends on: nothing but memory. The bytes are read at the edge (plan.c).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

struct zone;

/* Reads a zone. `name` ("Europe/Berlin") is copied and stands for the file in faults. The caller closes it. */
SIBU_MUST_USE enum sibu_status zone_open(struct zone **out, const char *name, const char *bytes, size_t length,
                                         struct sibu_fault *fault);
void zone_close(struct zone *zone); /* NULL is allowed */
const char *zone_name(const struct zone *zone);

/* True for a name that can be a zone's and leads nowhere else as part of a path: letters, digits, "+-_", parts divided
 * by single slashes, none of them beginning with a dot. */
int zone_name_valid(const char *name);

/* Seconds east of UTC at the UTC time given. */
int32_t zone_offset_s(const struct zone *zone, int64_t time_us);

/* The first moment after `time_us` at which the offset may change; INT64_MAX where it never does again. */
int64_t zone_next_change_us(const struct zone *zone, int64_t time_us);

/* A moment as the clock on the wall shows it. */
struct zone_local {
    int32_t year, month, day; /* 2026, 1..12, 1..31 */
    int32_t hour, minute, second, microsecond;
    int32_t weekday; /* 0 Monday .. 6 Sunday */
    int64_t days; /* the date as a day number (date.h) */
    int32_t offset_s;
};
void zone_local(const struct zone *zone, int64_t time_us, struct zone_local *out);

/* The UTC time of a wall clock's reading: day number and second of the day, in [0, 86400]. Where the clock is set back
 * and shows it twice, the earlier; where it is set forward and never shows it, the moment of the change. */
int64_t zone_utc_us(const struct zone *zone, int64_t days, int32_t second_of_day);

/* "2026-11-23T14:30:00+08:00" (25 characters and NUL; microseconds are left off). */
void zone_time_text(const struct zone *zone, int64_t time_us, char out[32]);
