/* The rows of a draw that others have a part in: "epoch", "open", "link" (docs/proof.md). What ledger.h is for the rest.
 *
 * All rows of one kind have one size within an epoch, so that nothing about the outcome shows in lengths. Pure.
 */
#pragma once
#include "draw/beacon.h"
#include "draw/chain.h"
#include "draw/ledger.h"
#include "draw/note.h"
#include "draw/receipt.h"

#define LEDGER_WITNESSES_MAX 4
#define LEDGER_PROOF_MAX 4096 /* with the NUL: of every body here */
#define LEDGER_TICK_END INT64_C(999999999999) /* where a local epoch ends: never */

/* Another party, and what it told before the epoch began. */
struct ledger_party {
    struct note_key key; /* NOTE_COSIGNATURE */
    uint8_t anchor[CHAIN_LINK_BYTES];
};
/* Whose links and rounds make the ticks [from_tick, to_tick). Neither witnesses nor beacon: a local epoch. */
struct ledger_epoch {
    uint64_t epoch;
    int64_t from_tick, to_tick;
    uint8_t anchor[CHAIN_LINK_BYTES]; /* of the server's own chain; zeros where it is local */
    struct ledger_party witnesses[LEDGER_WITNESSES_MAX];
    size_t witness_count;
    int has_beacon;
    struct beacon_chain beacon;
};
int ledger_epoch_is_shared(const struct ledger_epoch *epoch);
/* The same other parties: keys in their order, and the beacon's chain. Anchors are left aside. */
int ledger_epoch_is_like(const struct ledger_epoch *a, const struct ledger_epoch *b);

/* What a tick will be drawn by, before anybody has its links. */
struct ledger_open {
    int64_t tick, rules;
    uint8_t plan[SIBU_HASH_BYTES];
    uint32_t closed;
};

/* What a witness gave for the tick. */
struct ledger_given {
    uint8_t link[CHAIN_LINK_BYTES];
    int64_t time_s; /* of the witness's clock, seconds since 1970 */
    char receipt[RECEIPT_CODE_MAX];
};
struct ledger_link {
    int64_t tick;
    uint8_t link[CHAIN_LINK_BYTES]; /* the server's own */
    struct ledger_given witnesses[LEDGER_WITNESSES_MAX];
    size_t witness_count;
    int64_t round; /* of the beacon; 0: none */
    uint8_t signature[BEACON_SIGNATURE_BYTES_MAX], previous[BEACON_SIGNATURE_BYTES_MAX];
    size_t signature_bytes, previous_bytes;
    uint8_t outcomes[SIBU_HASH_BYTES];
    int64_t starts;
};

void ledger_epoch_body(struct sibu_text *out, const struct ledger_epoch *epoch);
void ledger_open_body(struct sibu_text *out, const struct ledger_open *open);
void ledger_link_body(struct sibu_text *out, const struct ledger_link *link);
/* The reverse: false unless the body is, byte for byte, one that the function above would write, and its numbers are in the
 * ranges that docs/proof.md gives for the row alone. */
int ledger_epoch_read(const char *body, struct ledger_epoch *out);
int ledger_open_read(const char *body, struct ledger_open *out);
int ledger_link_read(const char *body, struct ledger_link *out);
