/* `sibu verify` on a ledger of the draw. Depends on: book, ledger_file, catalogue. */
#pragma once
#include "command/command.h"
#include "draw/book.h"
#include "store/store.h"

struct ledger_verdict {
    struct book_counts counts;
    int has_open_end; /* 1: rows behind the last signed head */
    int64_t acknowledged; /* damaged rows that an officer has acknowledged; what stands behind them was checked */
};
/* Who looks on: called with each row, sound or not, before the book takes it, and behind the last one with NULL. */
struct ledger_watch {
    void (*look)(void *data, const struct book *book, const struct ledger_row *row);
    void *data;
};
/* Checks the file. SIBU_NO: the first fault, with its row ("ledger:17") in the place. */
SIBU_MUST_USE enum sibu_status verify_ledger(const char *path, const struct ledger_watch *watch,
                                             struct ledger_verdict *out, struct sibu_fault *fault);
/* The same of an open store. */
SIBU_MUST_USE enum sibu_status verify_ledger_store(struct store *store, const struct ledger_watch *watch,
                                                   struct ledger_verdict *out, struct sibu_fault *fault);
/* What was found, in words or as members of the answer's object (a comma before each). */
void verify_ledger_words(const struct command_call *call, const char *path, const struct ledger_verdict *verdict,
                         struct sibu_text *text);
void verify_ledger_json(const struct ledger_verdict *verdict, struct sibu_text *text);
/* How likely chance alone makes a value as far from 0 as this one, of a standard normal. In (0, 1]. */
double verify_two_sided_p(double z);
