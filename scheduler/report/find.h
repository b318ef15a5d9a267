/* What a report's drill showed that must be mended, by the rules that its record has held since T0, or by others. See
 * evaluate/finding.h.
 *
 * Depends on: report, finding. Inside a report it is owned by it.
 */
#pragma once
#include "report/report.h"

/* Looks by the record's own rules where it has some that can be read. */
SIBU_MUST_USE enum sibu_status find_open(struct report *report, struct sibu_record *record, struct sibu_fault *fault);
void find_close(struct report *report);
/* The same thing as earlier drills of the site had left it at T0; NULL where they had not, or the record does not say. */
const struct earlier_finding *find_before(const struct report *report, const struct finding_look *look);
/* What this drill says of what earlier ones had left. */
enum finding_word find_word(const struct report *report, const struct earlier_finding *before);
/* When it is to be mended: so many days after the drill's end, microseconds since 1970. What was open already, and is no graver
 * now, keeps its due time, as in the ledger (finding_book.h); what is graver is never due later than before. */
int64_t find_due_us(const struct report *report, const struct finding_look *look);
/* How many were found that are so grave. */
size_t find_count(const struct report *report, enum finding_severity severity);
/* Appends ,"findings":{...} or null; keys in docs/report.md (json_findings.c). */
void find_json(const struct report *report, struct sibu_text *out);
