/* All that the store keeps of one person, given out, and forgotten.
 *
 * Part of the store: what store.h says of it holds here. A person is named by the roster's id, and the site where one id is
 * of several people. Records (files of their own, docs/record.md) are not touched: store_person_records says which
 * have the person in them.
 */
#pragma once
#include "sibu/text.h"
#include "store/store_audit.h"

struct store_who {
    const char *site; /* NULL: whichever has the id */
    const char *id;
};
/* Appends one JSON object: what the roster says, link, addresses, proofs, and each drill with its openings, answers,
 * deliveries and events, but not which officer ticked them off: that is the officer's. SIBU_NO: nobody is of this id. SIBU_BAD_INPUT: several sites have one, and none was named. */
SIBU_MUST_USE enum sibu_status store_person_export(struct store *store, const struct store_who *who,
                                                   struct sibu_text *out, struct sibu_fault *fault);
/* Paths of the records that have the person in them, in the order of the drills. */
SIBU_MUST_USE enum sibu_status store_person_records(struct store *store, const struct store_who *who,
                                                    struct sibu_arena *arena, const char ***paths, size_t *count,
                                                    struct sibu_fault *fault);
/* Takes the person out of every table. Where drills had them a row stays that says nothing but their number there, under the
 * id "#KEY"; the file is then written anew, so that no freed page holds anything of them. Writes the audit row with the
 * object "#KEY" in the same transaction. SIBU_NO: as above, or a roster names them still, or a drill that they are in is not closed.
 * SIBU_IO also where another program reads the file all the while: the person is gone then, and store_scrub does the
 * rest. */
SIBU_MUST_USE enum sibu_status store_person_forget(struct store *store, const struct store_who *who,
                                                   const struct store_audit *row, struct sibu_fault *fault);
/* Writes the file anew and empties the log beside it. */
SIBU_MUST_USE enum sibu_status store_scrub(struct store *store, struct sibu_fault *fault);

/* How long is kept of people who left their roster what is personal of them. */
struct store_keeping_time {
    int64_t now_us; /* who is found gone for the first time left now */
    int64_t keep_us; /* who left so long ago, or longer, is forgotten; at least 0 */
    int32_t most; /* people at a time, so that nobody waits long for the store; at least 1 */
};
/* Forgets as store_person_forget does, with an audit row "person-expire" each, those whose time is over, at most so many: *count of
 * them; fewer than `most` says that nobody is left. With them go sessions and links of officers whose time is over. Does
 * nothing while any drill is not closed. What goes is overwritten where it stands, and the log beside the file
 * emptied where nobody reads it; the file is not written anew, which may take seconds: store_scrub_due does that. */
SIBU_MUST_USE enum sibu_status store_people_expire(struct store *store, const struct store_keeping_time *time,
                                                   int32_t *count, struct sibu_fault *fault);
/* store_scrub, where people were forgotten since the last and no drill is open. */
SIBU_MUST_USE enum sibu_status store_scrub_due(struct store *store, struct sibu_fault *fault);
