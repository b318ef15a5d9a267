/* Heads of a ledger that somebody has kept (--head, or the draw document of a record), compared with the ledger that
 * is verified: where one differs there are two histories. */
#pragma once
#include "command/command.h"
#include "command/verify_faults.h"
#include "draw/book.h"
#include "draw/head.h"

struct verify_head {
    struct head_claim claim;
    const char *record; /* whose draw document says so: its path; NULL: --head */
    int reached; /* 1: the ledger has so many rows; `here` is its head then */
    struct tree_head here;
};
/* All zero at first. */
struct verify_heads {
    struct verify_head *items; /* ascending by size, once the ledger is looked at */
    size_t count, capacity, next, given;
    uint64_t rows; /* of the ledger, as far as it was looked at */
    struct tree_head last; /* once the end was looked at */
};
/* All --head of the call. SIBU_BAD_INPUT where one is no head. */
SIBU_MUST_USE enum sibu_status verify_heads_read(struct verify_heads *heads, const struct command_call *call,
                                                 struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status verify_heads_add(struct verify_heads *heads, const struct tree_head *head,
                                                const char *record, struct sibu_fault *fault);
/* To be called before the first row, then with the book before each row is taken, and once at the end with is_end. */
void verify_heads_begin(struct verify_heads *heads);
void verify_heads_look(struct verify_heads *heads, const struct book *book, int is_end);
/* One finding for each head that is not the ledger's. */
void verify_heads_judge(const struct verify_heads *heads, struct verify_faults *faults);
void verify_heads_clear(struct verify_heads *heads);
