/* Epochs, open ticks and links for a scribe's ledger: witnesses and a beacon played by the test, whose bytes come from a seed. */
#pragma once
#include "draw/book_proof.h"
#include "scribe.h"

#define SCRIBE_LINKS 4000

/* The parties of one epoch. `seed` makes all their links. */
struct scribe_parties {
    struct scribe *scribe;
    struct ledger_epoch epoch;
    struct chain *chains[1 + LEDGER_WITNESSES_MAX]; /* the server's first */
    struct note_signer signers[LEDGER_WITNESSES_MAX];
    uint8_t seed;
};

/* Parties whose epoch of this number begins at `from`; period_s 0: no beacon. Writes nothing. The caller closes them. */
void parties_open(struct scribe_parties *parties, struct scribe *scribe, uint64_t number, int64_t from);
/* Adds `witnesses` of the keys first_key, first_key + 1, ... and a beacon of this period. */
void parties_add(struct scribe_parties *parties, size_t witnesses, uint8_t first_key, int64_t period_s);
void parties_close(struct scribe_parties *parties);
/* The epoch's row. */
void scribe_epoch(const struct scribe_parties *parties);
/* Opens the next tick at its moment (or now, where that is later), with the periods before it. */
void scribe_open_tick(struct scribe *scribe, uint32_t closed);
/* What all parties give for the tick that is open, as it should be; outcomes are not filled in. */
void parties_give(const struct scribe_parties *parties, struct ledger_link *link);
/* Draws by these links and writes the row. Returns how many start. */
int64_t scribe_link(struct scribe *scribe, struct ledger_link *link);
/* A whole tick. */
int64_t scribe_shared_tick(const struct scribe_parties *parties, uint32_t closed);
