/* sibu ledger export: the ledger of the draw as lines that anyone can check, with or without Sibu. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/data_folder.h"
#include "store/ledger_file.h"
#include "store/store_where.h"

static const struct command_option OPTIONS[] = {
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"}},
    {NULL, NULL, {NULL, NULL}},
};

static enum sibu_status write_out(struct sibu_text *text, struct sibu_fault *fault)
{
    int good = sibu_text_ok(text) && fwrite(sibu_text_get(text), 1, text->length, stdout) == text->length;
    sibu_text_clear(text);
    return good ? SIBU_OK : sibu_fault_set(fault, SIBU_IO, "stdout", "写不出去", "cannot be written to");
}

static enum sibu_status write_row(void *data, const struct store_ledger_row *row, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    (void)data;
    ledger_line_row(&text, row);
    return write_out(&text, fault);
}

static enum sibu_status write_head(void *data, int64_t size, const char *note, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    (void)data;
    ledger_line_head(&text, size, note);
    return write_out(&text, fault);
}

/* A file is read without changing it, as who checks it does; a database is asked. */
static enum sibu_status give(const char *where, const struct ledger_sink *sink, struct sibu_fault *fault)
{
    if (strncmp(where, "postgres", 8) != 0) {
        return ledger_file_read(where, sink, fault);
    }
    struct store *store = NULL;
    enum sibu_status status = store_open(&store, where, fault);
    if (status == SIBU_OK) {
        status = store_ledger_give(store, sink, fault);
    }
    store_close(store);
    return status;
}

static int run(struct command_call *call)
{
    char folder[4096], path[STORE_WHERE_BYTES];
    struct sibu_fault fault;
    struct ledger_sink sink = {write_row, write_head, NULL};
    enum sibu_status status = data_folder(call, folder, &fault);
    if (status == SIBU_OK) {
        status = store_where(folder, path, &fault);
    }
    if (status == SIBU_OK) {
        status = give(path, &sink, &fault);
    }
    return status == SIBU_OK && fflush(stdout) == 0 ? 0 : command_fail(call, &fault);
}

const struct command COMMAND_LEDGER_EXPORT = {
    .name = "ledger export",
    .arguments = "",
    .summary = {"把抽取账本写成逐行文本，任何人都能核对",
                "write the ledger of the draw as lines that anyone can check"},
    .options = OPTIONS,
    .run = run,
};
