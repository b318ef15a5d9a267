/* A record's report with its judgement: what evaluators said, from the file beside the record; the rating; the findings. Shared by
 * the commands evaluate and report.
 */
#pragma once
#include "command/command.h"
#include "evaluate/sheet_file.h"
#include "report/report.h"

struct judged {
    struct report report;
    struct sheets sheets; /* the report's answers live here */
};
/* Rates by the rules of the file where one is given, else by the record's; looks for findings by the record's rules. Records of
 * before hold neither, and those that come with Sibu are taken. A report says which. To be closed whatever it returns. */
SIBU_MUST_USE enum sibu_status judged_open(struct judged *out, const char *record, const char *rules,
                                           struct sibu_fault *fault);
void judged_close(struct judged *judged); /* all zero is allowed */
