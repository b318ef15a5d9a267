/* The rating of a report's drill: by the rules that its record has held since T0, or by others. See evaluate/rating.h.
 *
 * Depends on: report, rating. Inside a report it is owned by it.
 */
#pragma once
#include "report/report.h"

#define RATE_DOCUMENT "rating-rules" /* of the record: the rules' bytes, put there at T0 */

/* Reads the facts, and rates by the record's own rules where it has some that can be read. */
SIBU_MUST_USE enum sibu_status rate_open(struct report *report, struct sibu_record *record, struct sibu_fault *fault);
void rate_close(struct report *report);
/* Evaluators are people too: a report numbers them from 1, in the order of their first answers; their names stand in the sheets. */
uint32_t rate_evaluator(const struct report_rating *rating, const char *who);
/* Appends ,"rating":{...} or null; keys in docs/rating.md (json_rating.c). */
void rate_json(const struct report *report, struct sibu_text *out);
