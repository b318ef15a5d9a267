/* The ledger of findings of a data folder, opened for one call: shared by the commands `findings ...`. */
#pragma once
#include "command/command.h"
#include "evaluate/finding_book.h"

struct findings_open {
    struct store *store;
    struct finding_book book;
    struct sibu_arena arena;
};
/* Opens the store of --data, which must be there, and reads the ledger, of --site alone where that is given. To be closed
 * whatever it returns. */
SIBU_MUST_USE enum sibu_status findings_open(struct findings_open *out, const struct command_call *call,
                                             struct sibu_fault *fault);
void findings_close(struct findings_open *findings);
int64_t findings_now_us(void);
