/* A report's PDF in two steps, the second of which may be done beside other work on the report: its languages are laid out beside
 * each other, then painted. What comes out is what report_pdf makes. Inside report/ only.
 *
 * Depends on: report, base/beside.h.
 */
#pragma once
#include "report/report.h"

struct report_pages;
/* NULL: no memory. The caller closes the pages; the report lives as long as they do. */
struct report_pages *report_pages_open(const struct report *report, const struct report_paper *wanted);
/* Appends the bytes. Fails for want of memory, and as cairo does. */
SIBU_MUST_USE enum sibu_status report_pages_paint(const struct report_pages *pages, struct sibu_text *out,
                                                  struct sibu_fault *fault);
void report_pages_close(struct report_pages *pages); /* NULL is allowed */
