/* Which files `sibu verify` looks at: the arguments, and for a server's data folder its ledger and all its records. */
#pragma once
#include "command/command.h"
#include "sibu/memory.h"

struct verify_file {
    const char *path; /* in the list's arena */
    int is_ledger;
};
/* All zero at first. Records stand before ledgers; else the order is that of the arguments, in a folder that of the names. */
struct verify_files {
    struct sibu_arena arena;
    struct verify_file *items;
    size_t count, capacity, ledgers;
    int has_folder;
};
/* SIBU_BAD_INPUT for a folder that is no data folder. The caller clears the list in any case. */
SIBU_MUST_USE enum sibu_status verify_files_list(struct verify_files *files, const struct command_call *call,
                                                 struct sibu_fault *fault);
void verify_files_clear(struct verify_files *files);
