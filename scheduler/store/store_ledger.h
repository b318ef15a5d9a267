/* The ledger of the draw in the store, and its signed heads. store.h says what every call may return. */
#pragma once
#include "store/store_claims.h"

/* The ledger of the draw: rows only ever added; the draw module makes body and hash. */
struct store_ledger_row {
    int64_t row, time_us; /* row: 1.. without a gap; given by the store */
    const char *kind, *body; /* draw/ledger.h */
    uint8_t hash[32];
};
struct store_ledger_head { /* signed, of the ledger of `size` rows; kept 0: the next one takes its place */
    int64_t size, kept;
    const char *note; /* draw/note.h */
};
SIBU_MUST_USE enum sibu_status store_ledger_put(struct store *store, const struct store_ledger_row *row,
                                                const struct store_ledger_head *head, /* NULL: none */
                                                struct sibu_fault *fault);
/* The same where several servers draw. SIBU_NO, and nothing is kept, where the claim was taken over, the tick has been drawn, or
 * row->row is not the next one: others have added to the ledger, and the row's hash is not over what stands there. */
struct store_ledger_turn {
    const struct store_claim *claim; /* under which the row is made ("tick"); NULL: under none */
    int64_t tick; /* that this row draws, once for ever, 1.. ; 0: it draws none */
};
SIBU_MUST_USE enum sibu_status store_ledger_put_in_turn(struct store *store, const struct store_ledger_row *row,
                                                        const struct store_ledger_head *head, /* NULL: none */
                                                        struct store_ledger_turn turn, struct sibu_fault *fault);
/* SIBU_NO where it is empty. */
SIBU_MUST_USE enum sibu_status store_ledger_last(struct store *store, struct sibu_arena *arena,
                                                 struct store_ledger_row *out, struct sibu_fault *fault);
/* The first `most` rows behind a row. */
struct store_ledger_part {
    int64_t after_row;
    size_t most;
};
SIBU_MUST_USE enum sibu_status store_ledger(struct store *store, struct store_ledger_part part,
                                            struct sibu_arena *arena, struct store_ledger_row **items, size_t *count,
                                            struct sibu_fault *fault);
