/* A node: this server among several on one store (docs/store.md). It holds the claim "node/ID" for as long as it lives, and
 * those that it has taken besides, and renews each at every third of the lease.
 *
 * Renewals have a thread and a connection to the store of their own, so that neither an evaluation nor a large
 * write costs a claim. One that the clock's thread needs (NODE_TICK) is let go where that has not come round for
 * NODE_STUCK_US: another draws then. What is held is told by this machine's monotonic clock, reckoned from before the call
 * that took or renewed it: so nobody else can have it yet. A write is safe without that, by its fence.
 *
 * Thread safe but for opening and closing.
 */
#pragma once
#include "store/store_claims.h"

#define NODE_TICK "tick" /* who has it draws */
#define NODE_STUCK_US (INT64_C(60) * 1000000)
#define NODE_LEASE_US (INT64_C(10) * 1000000) /* where nothing else is said */
#define NODES_SEEN_MAX 64
#define NODE_ID_MAX 40 /* letters */

struct node;
struct node_def {
    const char *where; /* of the store, as store_open takes it */
    const char *id; /* letters, digits, -, _ and . */
    int64_t lease_us; /* 0: NODE_LEASE_US */
};
/* Whether it is an id: 1 to NODE_ID_MAX of those letters. */
int node_id_fits(const char *id);
/* Takes "node/ID" and starts the thread. SIBU_BAD_INPUT: it is no id. The caller closes it. */
SIBU_MUST_USE enum sibu_status node_open(struct node **out, const struct node_def *def, struct sibu_fault *fault);
/* Gives up all that is held. NULL is allowed. */
void node_close(struct node *node);

const char *node_id(const struct node *node);
int64_t node_lease_us(const struct node *node);
const struct store_claim *node_claim(const struct node *node); /* "node/ID"; as long as the node */
int node_lives(void *node); /* it is held; a renewal that comes late may bring it back */
/* Another process has taken the id: for good. SIBU_BAD_INPUT then, in words; else SIBU_OK. */
SIBU_MUST_USE enum sibu_status node_is_over(struct node *node, struct sibu_fault *fault);
void node_beat(struct node *node); /* the clock's thread comes round */

/* Takes a claim and keeps it renewed until it is lost or given up. SIBU_NO: another has it. SIBU_LIMIT: too many. */
SIBU_MUST_USE enum sibu_status node_take(struct node *node, const char *name, struct sibu_fault *fault);
/* Whether it is held now; *out (may be NULL) is a copy of it. */
int node_holds(struct node *node, const char *name, struct store_claim *out);
/* Renews it at once: for whoever has reason to think that it is lost. It is forgotten where it is. */
void node_check(struct node *node, const char *name);
void node_give_up(struct node *node, const char *name); /* nothing where it is not held */
/* The ids of the nodes that lived when this one last renewed, by name; returns how many, at most NODES_SEEN_MAX. */
size_t node_living(struct node *node, char out[NODES_SEEN_MAX][STORE_NODE_MAX]);
