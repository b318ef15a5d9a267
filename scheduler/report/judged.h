/* A record's report with its judgement: what evaluators said, from the file beside the record; the rating; the findings. For whoever
 * makes reports of closed drills: commands, the server, and verify, which makes a signed one again.
 *
 * Depends on: report, sheet_file. Reads the record, the sheets beside it, and the rules of a file or those that come with Sibu.
 */
#pragma once
#include "evaluate/sheet_file.h"
#include "report/report.h"

struct judged_def {
    const char *record; /* path */
    const char *rules; /* path of rating rules; NULL: the record's */
    uint32_t sheets_most; /* the first so many sheets; SHEETS_MAX for all */
};
struct judged {
    struct report report;
    struct sheets sheets; /* the report's answers live here */
    struct sibu_record *record; /* open until the end */
};
/* Rates by the rules of the file where one is given, else by the record's; looks for findings by the record's rules. Records of
 * before hold neither, and those that come with Sibu are taken. A report says which. SIBU_NO where a sheet does not hold. To be
 * closed whatever it returns. */
SIBU_MUST_USE enum sibu_status judged_open(struct judged *out, const struct judged_def *def, struct sibu_fault *fault);
void judged_close(struct judged *judged); /* all zero is allowed */
