/* What becomes of the record of a closed drill: it is evaluated, reported, and sealed for good. The edge: writes files.
 */
#pragma once
#include "sibu/fault.h"
#include "sibu/text.h"

/* Writes the evaluation of the record at `path`, which another connection may be writing to; `out` is the caller's. */
SIBU_MUST_USE enum sibu_status finish_evaluate(const char *path, struct sibu_text *out, struct sibu_fault *fault);
/* Puts the evaluation into the record as its document "evaluation", writes the report as a page to `html` and as JSON to
 * `json` (NULL: not written), and seals the record. `first` is the language that the page shows first. */
SIBU_MUST_USE enum sibu_status finish_record(const char *record, const char *html, const char *json,
                                             enum sibu_language first, struct sibu_fault *fault);
