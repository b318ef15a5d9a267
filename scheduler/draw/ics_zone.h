/* The time zones that an iCalendar file names by TZID: its own VTIMEZONE where it has one of that name, else the zone of
 * that name in /usr/share/zoneinfo (plan_zone_open; not libical's copy, so that one database decides).
 *
 * A VTIMEZONE is turned into a TZif file in memory and opened as every other zone, so that times that the clock shows
 * twice or never are treated alike (zone.h). Depends on: ics_repeat, zone, plan (which reads the file). One thread a table.
 */
#pragma once
#include "draw/ics_read.h"
#include "draw/zone.h"

struct ics_zone_entry {
    const char *tzid;
    struct zone *zone;
};

/* All zero but for the first four. */
struct ics_zones {
    const char *file; /* for faults */
    const struct ics_calendar *calendar;
    struct sibu_arena *arena;
    int64_t *steps_left; /* ics_repeat.h */
    struct ics_zone_entry entries[ICS_ZONES_MAX];
    size_t count;
};

/* The zone, which lives until the table is closed. `line` is where it is named. */
SIBU_MUST_USE enum sibu_status ics_zones_find(struct ics_zones *zones, const char *tzid, int line,
                                              const struct zone **out, struct sibu_fault *fault);
void ics_zones_close(struct ics_zones *zones);
