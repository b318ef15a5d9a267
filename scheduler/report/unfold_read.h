/* The events that unfolded in a drill, from its record, with the update that told of each and whom that reached. Inside
 * report/ only.
 */
#pragma once
#include "report/report.h"

/* Reads the rows; those that are not what they should be are counted and left out. Strings are copied into the arena.
 * Fails as the record does, or for want of memory. */
SIBU_MUST_USE enum sibu_status unfold_read(struct report_unfolding *out, const struct evaluation *evaluation,
                                           struct sibu_record *record, struct sibu_arena *arena,
                                           struct sibu_fault *fault);
/* Fills in whom the update of each event reached, from deliveries and responses (unfold_reach.c). The events have their
 * alerts already. */
SIBU_MUST_USE enum sibu_status unfold_reach(struct report_unfold *events, size_t count,
                                            const struct evaluation *evaluation, struct sibu_record *record,
                                            struct sibu_fault *fault);
/* Where an event was, as a reader says it: the site's name of the place, else the row's own, else the id. Never NULL. */
const char *unfold_place(const struct report *report, const struct sibu_unfold_row *row, enum sibu_language language);
