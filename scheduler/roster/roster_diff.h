/* What another roster would change: who comes, who leaves, and what of whom. People are known by their id.
 *
 * Pure. Any thread. Depends on: roster.
 */
#pragma once
#include "roster/roster.h"
#include "roster/roster_cell.h"

struct roster_change {
    const struct roster_person *before, *after; /* NULL: comes; NULL: leaves */
    unsigned fields; /* bit c: the cell of enum roster_column c differs; 0 where one of the two is NULL */
};
struct roster_diff {
    const struct roster_change *changes; /* in the order of ids; in the caller's arena */
    size_t count, come, leave, change; /* count = come + leave + change */
    const char *empty_shift; /* one that had somebody and has nobody after, or NULL */
};
/* Compares two rosters, which must outlive the answer. False: no memory. */
SIBU_MUST_USE int roster_diff_make(const struct roster *before, const struct roster *after, struct sibu_arena *arena,
                                   struct roster_diff *out);
/* The cell of the column as the roster means it: "worker" where it was empty. Static, or the person's. */
const char *roster_cell_of(const struct roster_person *person, enum roster_column column);
