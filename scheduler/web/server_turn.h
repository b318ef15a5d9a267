/* Whose turn it is, of several servers on one store: to open, to draw (docs/store.md). Inside web/ only; where there
 * is one server all is its turn, and nothing here does anything.
 *
 * Who has the claim "tick" draws; the others read what it writes into their books. Depends on: node, the ledger's rows.
 */
#pragma once
#include "sibu/fault.h"

struct server;

/* Waits until no other server is opening, and is then the one that does; and the end of that. */
SIBU_MUST_USE enum sibu_status turn_to_open(struct server *server, struct sibu_fault *fault);
void turn_opened(struct server *server);
/* Reads the ledger to its end, and takes the turn to draw where nobody has it: sets server->draws. With the draw's mutex. */
SIBU_MUST_USE enum sibu_status turn_take(struct server *server, struct sibu_fault *fault);
/* Sets server->draws where the turn is held already. */
void turn_hold(struct server *server);
/* After the rows: server->draws is 0 again. A write that was overtaken is none that failed: the next step decides anew. */
SIBU_MUST_USE enum sibu_status turn_leave(struct server *server, enum sibu_status status, struct sibu_fault *fault);
/* Whether what is done once for all servers is done here. */
int turn_is_ours(struct server *server);
/* What a person asked for is not here (SIBU_NO): of several servers it may be on the one where it was begun, and the fault says
 * so. Returns the status. */
SIBU_MUST_USE enum sibu_status turn_elsewhere(const struct server *server, enum sibu_status status,
                                              struct sibu_fault *fault);
