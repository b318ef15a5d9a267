/* Who did what in a drill, as members of the report's JSON object (docs/report.md). Inside report/ only.
 */
#pragma once
#include "report/report.h"

/* ,"all_clear_s":..,"mustered_s":..,"groups":[..],"help":{..},"search":{..},"wardens":[..],"flows":{..},"density":{..} */
void json_course(const struct report *report, struct sibu_text *out);

/* ,"comparison":{..} or null (json_comparison.c) */
void json_comparison(const struct report *report, struct sibu_text *out);

/* ,"exposure":{..} or null,"margins":[..] or null (json_margin.c) */
void json_margin(const struct report *report, struct sibu_text *out);

/* Of json.c, each with a comma before it: a group's counts and measures; a measure by its key. */
void json_group(const struct evaluation_group *group, struct sibu_text *out);
void json_measure(const char *key, const struct measure *measure, struct sibu_text *out);
