/* Claims: which of several servers on one database does what only one may do at a time. A claim is a name ("tick",
 * "drill/2026-000017", "node/east-1") that one node holds until a time: its lease. Who stops renewing it is followed by another.
 * docs/store.md tells servers' keepers of it; store.h says what every call may return.
 *
 * Every taking has a fence, a number larger than any that this name had before, kept for good: rows of claims are never
 * deleted. What a holder writes is fenced: the transaction looks at name, holder and fence, and keeps others from taking the claim
 * until it ends. So a server that stood still past its lease and does not know it writes nothing any more.
 *
 * Invariants: 1. a write counts by its fence alone, no clock has a part in that; a lease that has passed but was not taken
 * by anybody still counts. 2. Clocks decide only when another may take the claim, and there is one for all: the database's
 * (real time; SQLite's is the machine's, which is the only one there). Clocks of servers may differ as they like. One of the
 * database that jumps makes a takeover early or late, never two holders. 3. Claims are locked before drills and before names
 * (query.h).
 *
 * How long a holder may go on with what cannot be fenced (a message, a siren): until `lease_us` of its own monotonic clock after
 * the moment before the call that took or renewed the claim. A renewal each third of the lease leaves room for two that fail.
 */
#pragma once
#include "store/store.h"

#define STORE_CLAIM_NAME_MAX 128 /* bytes, with the NUL */
#define STORE_NODE_MAX 64 /* bytes, with the NUL */
#define STORE_LEASE_US_MAX 86400000000 /* a day */

/* Copies are as good as the original: what counts stands in the database. */
struct store_claim {
    char name[STORE_CLAIM_NAME_MAX];
    char holder[STORE_NODE_MAX]; /* the node: one id for each server, the same after its restart */
    int64_t fence; /* 1.. */
    int64_t until_us; /* by the database's clock */
};
/* Takes the claim for lease_us (1 .. STORE_LEASE_US_MAX) where nobody holds it, its lease has passed, or the same node has it: then
 * what the node wrote with before (an earlier start of it, perhaps still about) is over. SIBU_NO, without waiting, where another node holds
 * it, is about to, or is in the middle of a write under it; *out is all zero then. SIBU_BAD_INPUT: name or node is empty
 * or too long, lease_us is out of range. */
SIBU_MUST_USE enum sibu_status store_claim_take(struct store *store, const char *name, const char *node,
                                                int64_t lease_us, struct store_claim *out, struct sibu_fault *fault);
/* The lease ends lease_us from now; the fence stays. SIBU_NO where the claim was taken by another or given up: it is over.
 * Any other fault: try again while the lease lasts. */
SIBU_MUST_USE enum sibu_status store_claim_renew(struct store *store, struct store_claim *claim, int64_t lease_us,
                                                 struct sibu_fault *fault);
/* It is `node`'s from now on, with a new fence, for lease_us: that one takes it up as what it had before. SIBU_NO where the claim is
 * not held any more; else as store_claim_take. */
SIBU_MUST_USE enum sibu_status store_claim_hand(struct store *store, const struct store_claim *claim, const char *node,
                                                int64_t lease_us, struct sibu_fault *fault);
/* Others may take it at once. Nothing where it is not held any more. */
SIBU_MUST_USE enum sibu_status store_claim_give_up(struct store *store, const struct store_claim *claim,
                                                   struct sibu_fault *fault);
/* For rooms of the store, between store_begin and store_end, before any drill or name is locked: SIBU_NO where the claim is not
 * held with this fence any more; else nobody takes it before the transaction ends. NULL: SIBU_OK, nothing is claimed. */
SIBU_MUST_USE enum sibu_status store_claim_check(struct store *store, const struct store_claim *claim,
                                                 struct sibu_fault *fault);
/* The claims that are held and whose lease has not passed, their names beginning with `prefix`, by name: "node/" gives the
 * servers that live. */
SIBU_MUST_USE enum sibu_status store_claims(struct store *store, const char *prefix, struct sibu_arena *arena,
                                            struct store_claim **items, size_t *count, struct sibu_fault *fault);
