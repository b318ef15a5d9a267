/* A server's side for the tests: a ledger whose heads it signs, epochs that it defines, links that it asks for. */
#pragma once
#include "draw/note.h"
#include "witness/witness.h"

#define BOOK_ROWS 200

struct book {
    struct note_signer signer;
    struct tree_hash leaves[BOOK_ROWS];
    struct tree trees[BOOK_ROWS + 1]; /* of the first n rows */
};
/* `flavour` makes other rows from row `fork` on: two books are the same before it. */
void book_fill(struct book *book, uint8_t flavour, size_t fork);
/* An epoch of 10 ticks from first_tick on. */
struct witness_epoch book_epoch(const struct book *book, uint64_t number, int64_t tick_s, int64_t first_tick);
/* Asks for a tick with the head of `size` rows, proved from `old_size`. */
struct witness_ask book_ask(const struct book *book, const struct witness_epoch *epoch, int64_t tick, size_t old_size,
                            size_t size);
