/* Where the other parties of an epoch are reached: by the policy, or, where it names them no more, as it was agreed on when
 * the epoch was opened. Inside web/ only.
 */
#pragma once
#include "draw/ledger_proof.h"
#include "witness/courier.h"

struct server;

/* Those of the policy, with their tokens. SIBU_BAD_INPUT where a token file holds none. */
SIBU_MUST_USE enum sibu_status parties_of_policy(const struct server *server, struct courier_parties *out,
                                                 struct sibu_fault *fault);
/* Who they are, without anchors. */
void parties_epoch(const struct courier_parties *parties, struct ledger_epoch *out);
/* Keeps the policy's addresses for the epoch of this number. */
SIBU_MUST_USE enum sibu_status parties_keep(struct server *server, uint64_t epoch, struct sibu_fault *fault);
/* Those of an epoch of the ledger. SIBU_NO where a party is named nowhere any more. */
SIBU_MUST_USE enum sibu_status parties_of_epoch(struct server *server, const struct ledger_epoch *epoch,
                                                struct courier_parties *out, struct sibu_fault *fault);
