/* A ledger as a file, row by row, for whoever checks it: the server's database, or lines of JSON (docs/ledger.md).
 *
 * The database is opened for reading only and never changed. The file is hostile: what is no row of the right types is
 * refused with its number. Nothing is kept in memory but one row.
 */
#pragma once
#include "sibu/text.h"
#include "store/store_ledger.h"

/* Who takes rows and heads: each head comes right behind the row that it closes (size == row). Another status than SIBU_OK
 * ends the reading and is returned. */
struct ledger_sink {
    enum sibu_status (*row)(void *data, const struct store_ledger_row *row, struct sibu_fault *fault);
    enum sibu_status (*head)(void *data, int64_t size, const char *note, struct sibu_fault *fault);
    void *data;
};
/* True for a file that looks like one of the two, sound or not: a database, however short, that has the application id at
 * byte 68. False also where it cannot be read. */
int ledger_file_recognise(const char *path);
/* The application id at byte 68 of a file that begins as an SQLite database; 0 where there is none. */
int64_t ledger_file_mark(const char *path);
SIBU_MUST_USE enum sibu_status ledger_file_read(const char *path, const struct ledger_sink *sink,
                                                struct sibu_fault *fault);
/* The same of an open store (store_ledger.c). */
SIBU_MUST_USE enum sibu_status store_ledger_give(struct store *store, const struct ledger_sink *sink,
                                                 struct sibu_fault *fault);
/* The line of a row or a head, as it stands in a file of lines. */
void ledger_line_row(struct sibu_text *out, const struct store_ledger_row *row);
void ledger_line_head(struct sibu_text *out, int64_t size, const char *note);
/* ledger_lines.c: reads the lines. */
SIBU_MUST_USE enum sibu_status ledger_lines_read(const char *path, const struct ledger_sink *sink,
                                                 struct sibu_fault *fault);
