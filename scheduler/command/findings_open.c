/* The ledger of findings of a data folder: see findings_open.h. */
#include "command/findings_open.h"

#include "base/clock.h"
#include "command/data_folder.h"
#include "store/store_where.h"

int64_t findings_now_us(void)
{
    struct clock clock;
    clock_init_real(&clock);
    int64_t now_us = clock_now_us(&clock);
    clock_clear(&clock);
    return now_us;
}

enum sibu_status findings_open(struct findings_open *out, const struct command_call *call, struct sibu_fault *fault)
{
    char folder[4096], path[STORE_WHERE_BYTES];
    struct store_finding_row *rows = NULL;
    size_t count = 0;
    *out = (struct findings_open){0};
    enum sibu_status status = data_folder(call, folder, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_where_there(folder, path, fault);
    if (status == SIBU_OK) {
        status = store_open(&out->store, path, fault);
    }
    if (status == SIBU_OK) {
        status = store_findings(out->store, command_value(call, "site"), &out->arena, &rows, &count, fault);
    }
    return status == SIBU_OK ? finding_book_open(&out->book, rows, count, fault) : status;
}

void findings_close(struct findings_open *findings)
{
    finding_book_close(&findings->book);
    sibu_arena_clear(&findings->arena);
    store_close(findings->store);
}
