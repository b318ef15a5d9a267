/* The rosters that officers brought, which lie in the data folder, when somebody is deleted: for sibu person delete.
 *
 * Nobody who is deleted is in a roster that is in force; but one that is in force no more, or waits for the next start, may have them.
 */
#pragma once
#include "roster/roster_without.h"
#include "store/store_privacy.h"

/* By which names the person goes; before they are forgotten. Strings belong to the arena. */
SIBU_MUST_USE enum sibu_status person_kept_name(struct store *store, const struct store_who *who,
                                                struct sibu_arena *arena, struct roster_who *out,
                                                struct sibu_fault *fault);
/* Writes each kept roster that has the person anew without them: *count of them. Where somebody of the same id and name is in a roster
 * of another site, that is left alone: nobody can say whose file it is. SIBU_IO, naming a file that cannot be read or written. */
SIBU_MUST_USE enum sibu_status person_kept_remove(struct store *store, const char *folder, const struct roster_who *who,
                                                  size_t *count, struct sibu_fault *fault);
