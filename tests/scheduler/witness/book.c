/* A ledger for the tests: see book.h. */
#include "book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

void book_fill(struct book *book, uint8_t flavour, size_t fork)
{
    static const uint8_t SEED[NOTE_SEED_BYTES] = {1, 2, 3};
    memset(book, 0, sizeof *book);
    assert_true(note_signer_init(&book->signer, "plant.example/sibu", NOTE_LOG, SEED));
    for (size_t i = 0; i < BOOK_ROWS; i++) {
        const uint8_t row[2] = {(uint8_t)i, i < fork ? 0 : flavour};
        book->leaves[i] = tree_leaf(row, sizeof row);
        book->trees[i + 1] = book->trees[i];
        tree_add(&book->trees[i + 1], &book->leaves[i]);
    }
}

struct witness_epoch book_epoch(const struct book *book, uint64_t number, int64_t tick_s, int64_t first_tick)
{
    struct witness_epoch epoch = {.ticks = 10, .tick_s = tick_s, .first_tick = first_tick, .log = book->signer.key};
    memset(epoch.who.id, 7, sizeof epoch.who.id);
    epoch.who.epoch = number;
    return epoch;
}

struct witness_ask book_ask(const struct book *book, const struct witness_epoch *epoch, int64_t tick, size_t old_size,
                            size_t size)
{
    struct witness_ask ask = {.who = epoch->who, .tick = tick, .old_size = old_size};
    struct tree_array array = {book->leaves, BOOK_ROWS};
    struct tree_leaves leaves = tree_leaves_of(&array);
    char line[NOTE_LINE_MAX];
    memcpy(ask.note.checkpoint.origin, book->signer.key.name, strlen(book->signer.key.name) + 1);
    ask.note.checkpoint.head = (struct tree_head){size, tree_root(&book->trees[size])};
    if (old_size <= size) {
        assert_true(tree_prove_growth(&book->trees[old_size], &leaves, size, &ask.growth));
    }
    note_sign(&book->signer, &ask.note.checkpoint, 0, line);
    assert_true(note_add_line(&ask.note, line));
    return ask;
}
