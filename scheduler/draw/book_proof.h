/* What a book knows of a draw that others have a part in: epochs, the tick that is open, and what its links make of it
 * (docs/proof.md). See book.h for the rest. Owned by one thread, like the book.
 */
#pragma once
#include "draw/book.h"
#include "draw/ledger_proof.h"

#define BOOK_EPOCH_S_MAX (INT64_C(366) * 86400)
#define BOOK_EPOCH_AHEAD_S 30 /* between an epoch's row and its first tick, at least */

/* The epoch in force, or the last one that was; NULL: none yet, the draw is local. */
const struct ledger_epoch *book_epoch(const struct book *book);
const struct ledger_epoch *book_next_epoch(const struct book *book); /* that waits; NULL: none */
uint64_t book_last_epoch(const struct book *book); /* the greatest number of any row: the next one is above it */
/* The first tick that an epoch with these other parties may begin at, if its row is written at this moment. */
int64_t book_epoch_from(const struct book *book, const struct ledger_epoch *epoch, int64_t time_us);

/* Which row the next tick wants. */
enum book_turn {
    BOOK_TURN_NONE, /* no rules yet, or a shared epoch has ended: only "skip" */
    BOOK_TURN_TICK,
    BOOK_TURN_OPEN,
    BOOK_TURN_LINK /* it is open */
};
enum book_turn book_turn(const struct book *book);

/* The tick that is open; NULL: none. *head (may be NULL): the ledger's with that row as its last. */
const struct ledger_open *book_opened(const struct book *book, struct tree_head *head);
/* The number of the next tick's links in the epoch in force, and the link known last: of the server (party 0), or of the
 * witness party - 1. */
int64_t book_link_number(const struct book *book);
struct chain_known book_known(const struct book *book, size_t party);
/* The bytes that a tick's R is made of, one after the other; returns how many. `has_beacon`: the last is its randomness. */
size_t book_parts(const struct ledger_link *link, int has_beacon, uint8_t parts[DRAW_PARTS_MAX][32]);

/* Fills in tick and rules of the row; plan and closed are the caller's. Nothing is taken yet. SIBU_NO: it is not its turn, or
 * a period is due. */
SIBU_MUST_USE enum sibu_status book_draw_open(const struct book *book, struct ledger_open *open,
                                              struct sibu_fault *fault);
/* Fills in tick, outcomes and starts of the row from its links, by the hazards of the open tick. SIBU_NO: none is open. */
SIBU_MUST_USE enum sibu_status book_draw_link(struct book *book, struct ledger_link *link, struct sibu_fault *fault);
