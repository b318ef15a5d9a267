/* A roster's text without one person: for whom nothing is to be kept any more.
 *
 * Pure. Any thread. Depends on: sibu/csv.h.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"
#include "sibu/text.h"

struct roster_who {
    const char *id;
    const char *name,
        *name_en; /* whoever has the id and one of these names is meant: ids of two sites may be the same */
};
/* How many rows of the file are the person's; with `out`, which may be NULL, all other rows, as CSV in UTF-8. What a reader makes
 * of them is what it was. SIBU_BAD_INPUT: it is no CSV, or has no columns of ids and names. */
SIBU_MUST_USE enum sibu_status roster_without(const char *bytes, size_t length, const struct roster_who *who,
                                              struct sibu_text *out, size_t *count, struct sibu_fault *fault);
