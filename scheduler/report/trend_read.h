/* The lines of a report's trend, from its document "earlier" and the drill's own figures. See trend_lines.h. Inside report/ only.
 */
#pragma once
#include "report/report.h"

/* Fails as the record does, or for want of memory. */
SIBU_MUST_USE enum sibu_status trend_read(struct report *report, struct sibu_record *record, struct sibu_fault *fault);
/* Appends ,"trend":{...} or null; keys in docs/report.md (json_trend.c). */
void trend_json(const struct report *report, struct sibu_text *out);
