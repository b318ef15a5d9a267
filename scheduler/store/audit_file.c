/* The audit trail in a server's database, read only, row by row: see store_audit.h. Depends on sqlite3. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/store_audit.h"

struct checking {
    sqlite3 *connection;
    sqlite3_stmt *rows;
    const char *path;
    const struct audit_watch *watch; /* or NULL */
    int64_t count;
    uint8_t before[SIBU_HASH_BYTES];
};

static enum sibu_status wrong_row(const struct checking *checking, const char *zh, const char *en,
                                  struct sibu_fault *fault)
{
    char place[400];
    (void)snprintf(place, sizeof place, "%s:audit:%" PRId64, checking->path, checking->count + 1);
    return sibu_fault_set(fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

static const char *text_at(const struct checking *checking, int column)
{
    const unsigned char *text = sqlite3_column_text(checking->rows, column);
    return text != NULL ? (const char *)text : "";
}

/* A NUL inside would end a text for whoever reads it, and hide what stands behind. */
static int texts_are_whole(const struct checking *checking)
{
    int whole = 1;
    for (int column = 2; column <= 7; column++) {
        whole &= strlen(text_at(checking, column)) == (size_t)sqlite3_column_bytes(checking->rows, column);
    }
    return whole;
}

static enum sibu_status check_row(struct checking *checking, struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    const struct store_audit row = {.row = sqlite3_column_int64(checking->rows, 0),
                                    .time_us = sqlite3_column_int64(checking->rows, 1),
                                    .who = text_at(checking, 2),
                                    .roles = text_at(checking, 3),
                                    .action = text_at(checking, 4),
                                    .object = text_at(checking, 5),
                                    .address = text_at(checking, 6),
                                    .result = text_at(checking, 7)};
    if (row.row != checking->count + 1) {
        return wrong_row(checking, "操作记录缺了这一行", "this row of the audit trail is missing", fault);
    }
    store_audit_hash(&row, checking->before, hash);
    const void *kept = sqlite3_column_blob(checking->rows, 8);
    if (kept == NULL || sqlite3_column_bytes(checking->rows, 8) != (int)sizeof hash ||
        memcmp(kept, hash, sizeof hash) != 0 || !texts_are_whole(checking)) {
        return wrong_row(checking, "操作记录的这一行被改动过，或前面的行被改动过",
                         "this row of the audit trail was changed, or one before it was", fault);
    }
    memcpy(checking->before, hash, sizeof hash);
    checking->count++;
    if (checking->watch != NULL) {
        checking->watch->look(checking->watch->data, &row);
    }
    return SIBU_OK;
}

static enum sibu_status check_rows(struct checking *checking, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int code = sqlite3_step(checking->rows);
    while (code == SQLITE_ROW && status == SIBU_OK) {
        status = check_row(checking, fault);
        code = status == SIBU_OK ? sqlite3_step(checking->rows) : code;
    }
    if (status == SIBU_OK && code != SQLITE_DONE) {
        return wrong_row(checking, "操作记录读不出来", "the audit trail cannot be read", fault);
    }
    return status;
}

/* How many of the tables that come with the trail are there, and whether it is: a file of an older Sibu has none of them. */
static int count_tables(sqlite3 *connection, int *has_trail)
{
    static const char SQL[] = "SELECT count(*), coalesce(sum(name = 'audit'), 0) FROM sqlite_schema"
                              " WHERE type = 'table' AND name IN ('account', 'invitation', 'session', 'audit')";
    sqlite3_stmt *statement = NULL;
    int count = 0;
    *has_trail = 0;
    if (sqlite3_prepare_v2(connection, SQL, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        count = sqlite3_column_int(statement, 0);
        *has_trail = sqlite3_column_int(statement, 1);
    }
    (void)sqlite3_finalize(statement);
    return count;
}

static enum sibu_status check_database(struct checking *checking, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT row, time_us, who, roles, action, object, address, result, hash FROM audit ORDER BY row";
    int has_trail = 0;
    int tables = count_tables(checking->connection, &has_trail);
    if (tables == 0) {
        return SIBU_OK;
    }
    if (!has_trail || sqlite3_prepare_v2(checking->connection, SQL, -1, &checking->rows, NULL) != SQLITE_OK) {
        return wrong_row(checking, "操作记录不在了，或读不出来", "the audit trail is gone, or cannot be read", fault);
    }
    return check_rows(checking, fault);
}

enum sibu_status audit_file_check(const char *path, int64_t *rows, struct sibu_fault *fault)
{
    return audit_file_read(path, NULL, rows, fault);
}

enum sibu_status audit_file_read(const char *path, const struct audit_watch *watch, int64_t *rows,
                                 struct sibu_fault *fault)
{
    struct checking checking = {.path = path, .watch = watch};
    enum sibu_status status = SIBU_OK;
    if (sqlite3_open_v2(path, &checking.connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
        (void)sqlite3_busy_timeout(checking.connection, 5000);
        status = check_database(&checking, fault);
    }
    (void)sqlite3_finalize(checking.rows);
    (void)sqlite3_close(checking.connection);
    *rows = checking.count;
    return status;
}
