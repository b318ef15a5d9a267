/* Times, names and sentences as a reader of the report sees them. Inside report/ only. Pure.
 */
#pragma once
#include "report/report.h"

/* "42.5 s" (one decimal below 10 s), "3 min 05 s", "1 h 02 min"; "not reached" where seconds is negative. */
void say_duration(struct sibu_text *out, enum sibu_language language, double seconds);
/* "3:05.2": minutes, seconds and a tenth, for tables; a dash where seconds is negative. */
void say_clock_s(struct sibu_text *out, double seconds);
/* "14:30:05" and "2026-11-23 14:30:05" on a wall clock offset_s east of UTC. */
void say_time_of_day(struct sibu_text *out, int64_t time_us, int32_t offset_s);
void say_date_and_time(struct sibu_text *out, int64_t time_us, int32_t offset_s);
/* ISO 8601 to the millisecond on that clock: "2026-11-23T14:30:05.250+08:00". */
void say_iso(struct sibu_text *out, int64_t time_us, int32_t offset_s);
/* "+08:00". */
void say_offset(struct sibu_text *out, int32_t offset_s);
/* The sentence with {0} replaced by the number. */
void say_count(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, uint64_t count);
/* "Drill evaluation · Qingyu Chemical Park · 2026-11-23 14:30:00": what a report is called. */
void say_title(struct sibu_text *out, const struct report *report, enum sibu_language language);
