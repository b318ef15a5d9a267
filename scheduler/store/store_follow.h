/* Several servers on one database that host the same drills: how a drill stands, and writes that count only if it stands so
 * still. store.h says what every call may return, store_claims.h what a claim is; drill/drill.h is who uses it.
 *
 * One server drives a drill, under the claim "drill/ID"; all follow its rows by their numbers. What people decide is written by
 * whatever server they talk to, under no claim. Both decide by what they know, and what they know may be old by the time that they
 * write: so the transaction compares, with the drill's row locked, and nothing of the write is kept where the drill has moved on.
 */
#pragma once
#include "store/store_outbox.h"

/* How a drill stands by what the writer knows. */
struct store_stand {
    const char *state; /* as in struct store_drill */
    int64_t alerts; /* how many were filed; -1: whatever it is */
    int64_t events; /* the sequence number of the last one; -1: whatever it is */
};

/* The drills that are not closed, in the order in which they were opened, in one statement that sees one moment: for a look
 * several times a second. */
struct store_standing {
    int64_t drill, end_us;
    const char *id, *state, *ended, *record; /* as in struct store_drill */
    const char *driver; /* the node that holds "drill/ID" by a lease that has not passed; "": nobody */
    int64_t events, responses, alerts; /* the sequence number of the last of each */
    int64_t unfolded_us; /* see store_unfolded_put */
};
SIBU_MUST_USE enum sibu_status store_standings(struct store *store, struct sibu_arena *arena,
                                               struct store_standing **items, size_t *count, struct sibu_fault *fault);

/* Events in one transaction, in the order given. SIBU_NO, with nothing kept: the claim was taken over, the drill is closed or
 * does not stand so any more. */
struct store_event_filing {
    int64_t drill;
    const struct sibu_record_event *events;
    size_t count;
    const struct store_claim *claim; /* NULL: under none */
    const struct store_stand *stand; /* NULL: however it stands */
};
SIBU_MUST_USE enum sibu_status store_events_file(struct store *store, const struct store_event_filing *filing,
                                                 struct sibu_fault *fault);

/* What unfolds in the drill is drawn up to this moment: an answer that is kept from now on, and an end of the drill, get a time
 * that is not before it, whatever clock its server has. So whoever reads the answers afterwards draws the same again. Never goes
 * back. SIBU_NO: the claim was taken over, or the drill is closed. */
SIBU_MUST_USE enum sibu_status store_unfolded_put(struct store *store, const struct store_claim *claim, int64_t drill,
                                                  int64_t time_us, struct sibu_fault *fault);
/* The drill's record is this file from now on, also where the drill is closed. SIBU_NO: the claim was taken over. */
SIBU_MUST_USE enum sibu_status store_record_move(struct store *store, const struct store_claim *claim, int64_t drill,
                                                 const char *path, struct sibu_fault *fault);
