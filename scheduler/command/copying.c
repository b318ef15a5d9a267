/* One store copied into another for a command: see copying.h. */
#include "command/copying.h"

#include <inttypes.h>
#include <stdio.h>

#include "command/verify_ledger.h"
#include "store/store_audit.h"
#include "store/store_findings.h"

static int tell_progress(void *data, const char *table, int64_t rows)
{
    const struct command_call *call = data;
    char line[80];
    (void)snprintf(line, sizeof line, "%s %" PRId64, table, rows);
    command_progress(call, line);
    return *call->stop == 0;
}

enum sibu_status copying_goes_on(const struct command_call *call, struct sibu_fault *fault)
{
    return *call->stop == 0
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO, "", "已停止，什么也没有改变", "stopped; nothing was changed");
}

static void look_away(void *data, const struct book *book, const struct ledger_row *row)
{
    (void)data;
    (void)book;
    (void)row;
}

enum sibu_status copying_check(struct store *store, struct copying *out, struct sibu_fault *fault)
{
    struct ledger_verdict verdict;
    const struct ledger_watch watch = {look_away, NULL};
    int64_t rows = 0;
    enum sibu_status status = verify_ledger_store(store, &watch, &verdict, fault);
    if (status == SIBU_OK) {
        status = store_audit_check(store, &rows, fault);
    }
    if (status == SIBU_OK) {
        status = store_findings_check(store, &rows, fault);
    }
    out->is_whole = status == SIBU_OK;
    out->broken = *fault;
    return status == SIBU_NO ? SIBU_OK : status;
}

enum sibu_status copying_run(const struct command_call *call, struct store *from, struct store *to, struct copying *out,
                             struct sibu_fault *fault)
{
    union {
        const struct command_call *in;
        void *data;
    } both = {.in = call};
    const struct store_copy_watch watch = {tell_progress, both.data};
    enum sibu_status status = store_copy(from, to, &watch, out->sums, fault);
    out->rows = 0;
    for (size_t i = 0; i < STORE_COPY_TABLES && status == SIBU_OK; i++) {
        out->rows += out->sums[i].rows;
    }
    return status == SIBU_OK ? copying_check(to, out, fault) : status;
}

void copying_json(const struct copying *copying, struct sibu_text *text)
{
    sibu_text_addf(text, "\"rows\":%" PRId64 ",\"whole\":%s,\"tables\":[", copying->rows,
                   copying->is_whole ? "true" : "false");
    for (size_t i = 0; i < STORE_COPY_TABLES; i++) {
        const struct store_copy_sum *sum = &copying->sums[i];
        char hex[2 * SIBU_HASH_BYTES + 1];
        sibu_hex(hex, sum->hash, sizeof sum->hash);
        sibu_text_addf(text, "%s{\"table\":\"%s\",\"rows\":%" PRId64 ",\"hash\":\"%s\"}", i == 0 ? "" : ",", sum->table,
                       sum->rows, hex);
    }
    sibu_text_add(text, "]");
}

int copying_answer(const struct command_call *call, const struct copying *copying, struct sibu_text *text)
{
    int exit_status = command_answer(call, text);
    return exit_status == 0 && !copying->is_whole ? command_fail(call, &copying->broken) : exit_status;
}
