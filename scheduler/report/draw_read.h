/* The document "draw" of a record, as far as a report tells of it. Inside report/ only. Pure but for the record.
 */
#pragma once
#include "report/report.h"

/* Strings are copied into the arena. A document that is missing, or is not what it should be, gives empty facts. */
SIBU_MUST_USE enum sibu_status draw_read(struct report_draw *out, struct sibu_record *record, struct sibu_arena *arena,
                                         struct sibu_fault *fault);
/* The offset at the end of "2026-11-23T14:30:00+08:00" in seconds east of UTC; 0 where there is none. */
int32_t draw_offset_s(const char *t0);
