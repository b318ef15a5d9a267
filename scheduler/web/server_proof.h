/* The other parties of a server's draw: epochs that begin, links that come (docs/proof.md). Inside web/ only.
 *
 * In the data folder: epoch-NNNNNN.seed, the seed of the server's own links of an epoch, mode 0600, there before anybody is told
 * its anchor, and removed, as those of plans that came to nothing, once a later epoch's links are asked for. In the store,
 * "epoch-N": the addresses that the epoch was agreed on, for the days in which the policy names others already.
 */
#pragma once
#include <stdint.h>

#include "witness/courier.h"

struct server;

#define SERVER_LEAVES 512

struct server_proof {
    struct courier *courier; /* NULL: the draw is local and stays so */
    struct chain *chain; /* the server's own links */
    uint64_t chain_epoch; /* of which epoch; 0: none */
    int64_t fetching; /* the tick that the courier is asked for; INT64_MIN: none */
    int plans; /* 1: the courier is asked for an epoch */
    struct witness_epoch planned;
    struct chain *planned_chain; /* of it, made once: until it is in force, or another is planned; NULL: none */
    uint64_t tried; /* the greatest number that an epoch was planned with */
    int64_t plan_after_us, tell_after_us; /* monotonic */
    int64_t lapse_us; /* how long to wait after a plan that not all answer */
    uint64_t lost_epoch; /* whose seed is not there any more; 0: none */
    struct { /* the courier's thread alone: a page of the ledger's leaves */
        uint64_t from, count;
        struct tree_hash hashes[SERVER_LEAVES];
    } leaves;
};

/* SIBU_BAD_INPUT where the policy's proof cannot be had (a demonstration's seed, a token file that is none). */
SIBU_MUST_USE enum sibu_status proof_open(struct server *server, struct sibu_fault *fault);
/* Of several servers, for one that begins to draw: what it knew of plans and links is from before. */
SIBU_MUST_USE enum sibu_status proof_take_over(struct server *server, struct sibu_fault *fault);
void proof_close(struct server *server);
/* Brings the ledger's epochs to what the policy says, as far as others have answered: writes an "epoch" row where one is due. */
SIBU_MUST_USE enum sibu_status proof_step(struct server *server, struct sibu_fault *fault);
/* Whether the links of the tick that is open are there; fills in all of the row but tick, outcomes and starts. Waits wait_ms at
 * most. Where they cannot even be asked for (the seed is gone, a party is named nowhere) the log says so each minute. */
int proof_links(struct server *server, int wait_ms, struct ledger_link *out);
/* Why the draw waits, where it does: an answer is false where nothing is late. */
int proof_waits(struct server *server, struct sibu_fault *why);
