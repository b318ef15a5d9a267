/* What unfolded, as members of the report's JSON object. Inside report/ only. Pure.
 */
#pragma once
#include "report/report.h"

/* Appends ,"hazard":{...} or null (json_hazard.c). */
void json_hazard(const struct report *report, struct sibu_text *out);
/* Appends ,"msel":[...],"msel_unreadable":N,"scenario":{...} or null; keys in docs/report.md. */
void json_unfold(const struct report *report, struct sibu_text *out);
