/* One store copied into another for a command: progress, Ctrl-C, what is told of it. Shared by move, backup and restore. */
#pragma once
#include "command/command.h"
#include "store/store_copy.h"

struct copying {
    struct store_copy_sum sums[STORE_COPY_TABLES];
    int64_t rows; /* of all tables */
    int is_whole; /* 1: the chains of ledger, audit trail and findings hold */
    struct sibu_fault broken; /* where they do not: the first place */
};
/* Copies, shows progress, and checks the chains of what was copied. A broken one is no fault of the copy, which stands. */
SIBU_MUST_USE enum sibu_status copying_run(const struct command_call *call, struct store *from, struct store *to,
                                           struct copying *out, struct sibu_fault *fault);
/* The chains of the store, into the last two members. Fails where the store cannot be read. */
SIBU_MUST_USE enum sibu_status copying_check(struct store *store, struct copying *out, struct sibu_fault *fault);
/* SIBU_NO once Ctrl-C was pressed. */
SIBU_MUST_USE enum sibu_status copying_goes_on(const struct command_call *call, struct sibu_fault *fault);
/* "rows":N,"whole":true,"tables":[...] of an object. */
void copying_json(const struct copying *copying, struct sibu_text *text);
/* Prints the answer, and the broken chain where there is one. Clears the text. Returns the exit status: 1 where a chain is
 * broken. */
int copying_answer(const struct command_call *call, const struct copying *copying, struct sibu_text *text);
