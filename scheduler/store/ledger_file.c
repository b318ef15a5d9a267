/* The ledger in a server's database, read only: see ledger_file.h. Depends on sqlite3. */
#include "store/ledger_file.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define APPLICATION 0x53494253
#define MAGIC "SQLite format 3"
#define BEGIN_BYTES 100 /* the head of an SQLite database */
#define MARK_AT 68
#define LINE_BYTES 63 /* of a line, in which its members show */

/* The first bytes of a regular file. What is none (a pipe, say) is not waited for. */
static size_t begins(const char *path, char out[BEGIN_BYTES])
{
    struct stat about;
    FILE *file = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? fopen(path, "rb") : NULL;
    size_t length = file != NULL ? fread(out, 1, BEGIN_BYTES, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return length;
}

static int is_database(const char *bytes, size_t length)
{
    return length >= sizeof MAGIC && memcmp(bytes, MAGIC, sizeof MAGIC) == 0;
}

static int64_t number_at(const char *bytes, size_t at, size_t count)
{
    int64_t number = 0;
    for (size_t i = at; i < at + count; i++) {
        number = 256 * number + (unsigned char)bytes[i];
    }
    return number;
}

/* The application id in the file's head; 0 where so much is not there. A database whose journal has not been folded into
 * it yet may have it there only. */
static int64_t mark_of(const char *bytes, size_t length)
{
    return length >= MARK_AT + 4 && is_database(bytes, length) ? number_at(bytes, MARK_AT, 4) : 0;
}

int64_t ledger_file_mark(const char *path)
{
    char bytes[BEGIN_BYTES];
    return mark_of(bytes, begins(path, bytes));
}

/* Lines whose first one has one of the two: where a byte was changed it still is a ledger, but a damaged one. */
static int is_lines(const char *bytes, size_t length)
{
    char text[LINE_BYTES + 1];
    length = length < LINE_BYTES ? length : LINE_BYTES;
    for (size_t i = 0; i < length; i++) {
        text[i] = bytes[i];
        if (text[i] == '\0') {
            text[i] = '?';
        }
    }
    text[length] = '\0';
    return strstr(text, "\"row\":1,") != NULL || strstr(text, ",\"time_us\":") != NULL;
}

/* Where all of a database is in its file, the head says how many pages that are: a missing end need not be one that
 * holds rows, and then SQLite would not see it. (Bytes 24 and 92 are the same where the number is to be relied on.) */
static int is_cut_off(const char *path, const char *bytes, size_t length)
{
    char journal[4200];
    struct stat about, beside;
    (void)snprintf(journal, sizeof journal, "%s-wal", path);
    if (length < BEGIN_BYTES) {
        return 1;
    }
    if ((stat(journal, &beside) == 0 && beside.st_size > 0) || stat(path, &about) != 0 ||
        number_at(bytes, 24, 4) != number_at(bytes, 92, 4)) {
        return 0;
    }
    int64_t page_bytes = number_at(bytes, 16, 2);
    page_bytes = page_bytes == 1 ? 65536 : page_bytes;
    return about.st_size < page_bytes * number_at(bytes, 28, 4);
}

struct reading {
    sqlite3 *connection;
    sqlite3_stmt *rows, *heads;
    const char *path;
    const struct ledger_sink *sink;
    struct sibu_fault *fault;
};

static enum sibu_status broken(const struct reading *reading)
{
    int code = sqlite3_errcode(reading->connection);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
        sqlite3_extended_errcode(reading->connection) == SQLITE_IOERR_SHORT_READ) {
        return sibu_fault_set(reading->fault, SIBU_NO, reading->path, "账本的数据库已损坏或被截断：%s",
                              "the ledger's database is damaged or cut off: %s", sqlite3_errmsg(reading->connection));
    }
    return sibu_fault_set(reading->fault, SIBU_NO, reading->path, "数据库读不出来：%s",
                          "the database cannot be read: %s", sqlite3_errmsg(reading->connection));
}

static int64_t application(sqlite3 *connection)
{
    sqlite3_stmt *statement = NULL;
    int64_t mark = 0;
    if (sqlite3_prepare_v2(connection, "PRAGMA application_id", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        mark = sqlite3_column_int64(statement, 0);
    }
    (void)sqlite3_finalize(statement);
    return mark;
}

static int open_database(const char *path, sqlite3 **out)
{
    int code = sqlite3_open_v2(path, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(*out, 5000);
    }
    return code == SQLITE_OK;
}

int ledger_file_recognise(const char *path)
{
    char bytes[BEGIN_BYTES];
    size_t length = begins(path, bytes);
    sqlite3 *connection = NULL;
    if (!is_database(bytes, length)) {
        return is_lines(bytes, length);
    }
    if (mark_of(bytes, length) == APPLICATION) {
        return 1; /* sound or not */
    }
    int ours = open_database(path, &connection) && application(connection) == APPLICATION;
    (void)sqlite3_close(connection);
    return ours;
}

/* Heads of the ledger of `size` rows. */
static enum sibu_status give_heads(const struct reading *reading, int64_t size)
{
    (void)sqlite3_reset(reading->heads);
    (void)sqlite3_bind_int64(reading->heads, 1, size);
    int code = sqlite3_step(reading->heads);
    if (code == SQLITE_DONE) {
        return SIBU_OK;
    }
    const char *note = code == SQLITE_ROW ? (const char *)sqlite3_column_text(reading->heads, 0) : NULL;
    return note != NULL ? reading->sink->head(reading->sink->data, size, note, reading->fault) : broken(reading);
}

static enum sibu_status give_row(const struct reading *reading)
{
    sqlite3_stmt *at = reading->rows;
    struct store_ledger_row row = {.row = sqlite3_column_int64(at, 0),
                                   .time_us = sqlite3_column_int64(at, 1),
                                   .kind = (const char *)sqlite3_column_text(at, 2),
                                   .body = (const char *)sqlite3_column_text(at, 3)};
    const void *hash = sqlite3_column_blob(at, 4);
    int whole = row.kind != NULL && row.body != NULL && hash != NULL &&
                sqlite3_column_bytes(at, 4) == (int)sizeof row.hash &&
                strlen(row.kind) == (size_t)sqlite3_column_bytes(at, 2) &&
                strlen(row.body) == (size_t)sqlite3_column_bytes(at, 3);
    if (!whole) {
        char place[64];
        (void)snprintf(place, sizeof place, "ledger:%lld", (long long)row.row);
        return sibu_fault_set(reading->fault, SIBU_NO, place, "不是账本的行", "is no row of a ledger");
    }
    memcpy(row.hash, hash, sizeof row.hash);
    enum sibu_status status = reading->sink->row(reading->sink->data, &row, reading->fault);
    return status == SIBU_OK ? give_heads(reading, row.row) : status;
}

/* A head of rows that are not there: they were cut off. Named is the last row that is. */
static enum sibu_status check_heads(const struct reading *reading, int64_t last)
{
    static const char MORE[] = "SELECT count(*) FROM ledger_head WHERE size > ?1 OR size < 1";
    sqlite3_stmt *statement = NULL;
    char place[64];
    int64_t more = 0;
    int code = sqlite3_prepare_v2(reading->connection, MORE, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_int64(statement, 1, last);
        code = sqlite3_step(statement);
        more = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    }
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_ROW) {
        return broken(reading);
    }
    (void)snprintf(place, sizeof place, "ledger:%lld", (long long)last);
    return more == 0 ? SIBU_OK
                     : sibu_fault_set(reading->fault, SIBU_NO, place, "有账本头，却没有它所封的行：末尾被截掉过",
                                      "there is a head of more rows than there are: the end was cut off");
}

static enum sibu_status out_of_order(const struct reading *reading, int64_t row)
{
    char place[64];
    (void)snprintf(place, sizeof place, "ledger:%lld", (long long)row);
    return sibu_fault_set(reading->fault, SIBU_NO, place, "账本的数据库已损坏：行的次序不对",
                          "the ledger's database is damaged: its rows are out of order");
}

static enum sibu_status read_rows(struct reading *reading)
{
    static const char ROWS[] = "SELECT row, time_us, kind, body, hash FROM ledger ORDER BY row";
    static const char HEADS[] = "SELECT note FROM ledger_head WHERE size = ?1";
    if (sqlite3_prepare_v2(reading->connection, ROWS, -1, &reading->rows, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(reading->connection, HEADS, -1, &reading->heads, NULL) != SQLITE_OK) {
        return broken(reading);
    }
    enum sibu_status status = SIBU_OK;
    int64_t last = 0;
    int code = sqlite3_step(reading->rows);
    while (code == SQLITE_ROW && status == SIBU_OK) {
        int64_t row = sqlite3_column_int64(reading->rows, 0);
        if (row <= last) {
            return out_of_order(reading, row); /* a page that points back to one before it would be read for ever */
        }
        last = row;
        status = give_row(reading);
        code = status == SIBU_OK ? sqlite3_step(reading->rows) : code;
    }
    if (status == SIBU_OK && code != SQLITE_DONE) {
        return broken(reading);
    }
    return status == SIBU_OK ? check_heads(reading, last) : status;
}

enum sibu_status ledger_file_read(const char *path, const struct ledger_sink *sink, struct sibu_fault *fault)
{
    char bytes[BEGIN_BYTES];
    size_t length = begins(path, bytes);
    int is_ours = mark_of(bytes, length) == APPLICATION;
    if (!is_database(bytes, length) && is_lines(bytes, length)) {
        return ledger_lines_read(path, sink, fault);
    }
    struct reading reading = {.path = path, .sink = sink, .fault = fault};
    enum sibu_status status = SIBU_OK;
    if (is_ours && is_cut_off(path, bytes, length)) {
        return sibu_fault_set(fault, SIBU_NO, path, "账本的数据库已损坏或被截断",
                              "the ledger's database is damaged or cut off");
    }
    int opened = open_database(path, &reading.connection);
    if (opened && !is_ours && application(reading.connection) != APPLICATION) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是 Sibu 的账本", "is no ledger of Sibu");
    } else {
        status = opened ? read_rows(&reading) : broken(&reading);
    }
    (void)sqlite3_finalize(reading.rows);
    (void)sqlite3_finalize(reading.heads);
    (void)sqlite3_close(reading.connection);
    return status;
}
