/* Which files `sibu verify` looks at: the arguments, for a server's data folder its ledger and all its records, and the signatures of
 * reports that lie beside records. */
#pragma once
#include "command/command.h"
#include "sibu/memory.h"

enum verify_kind { VERIFY_RECORD, VERIFY_SIGNATURE, VERIFY_LEDGER };
#define VERIFY_KINDS 3
struct verify_file {
    const char *path; /* in the list's arena */
    enum verify_kind kind;
};
/* All zero at first. Records stand before signatures, and these before ledgers; else the order is that of the arguments, in a folder that of the names. */
struct verify_files {
    struct sibu_arena arena;
    struct verify_file *items;
    size_t count, capacity, ledgers;
    int has_folder;
    const char *folder; /* the last one that was given, or NULL */
};
/* SIBU_BAD_INPUT for a folder that is no data folder. The caller clears the list in any case. */
SIBU_MUST_USE enum sibu_status verify_files_list(struct verify_files *files, const struct command_call *call,
                                                 struct sibu_fault *fault);
void verify_files_clear(struct verify_files *files);
