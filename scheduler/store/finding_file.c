/* The ledger of findings in a server's database, read only, row by row: see store_findings.h. Depends on sqlite3. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/store_findings.h"

struct checking {
    sqlite3 *connection;
    sqlite3_stmt *rows;
    const char *path;
    int64_t count;
    uint8_t before[SIBU_HASH_BYTES];
    int whole; /* 0: a text of the row was none, or had a NUL inside, which would hide what stands behind it */
};

static enum sibu_status wrong_row(const struct checking *checking, const char *zh, const char *en,
                                  struct sibu_fault *fault)
{
    char place[400];
    (void)snprintf(place, sizeof place, "%s:finding:%" PRId64, checking->path, checking->count + 1);
    return sibu_fault_set(fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

static const char *text_at(struct checking *checking, int column)
{
    const char *text = (const char *)sqlite3_column_text(checking->rows, column);
    if (text == NULL || strlen(text) != (size_t)sqlite3_column_bytes(checking->rows, column)) {
        checking->whole = 0;
        return "";
    }
    return text;
}

static struct store_finding_row read_row(struct checking *checking)
{
    struct store_finding_row row = {.row = sqlite3_column_int64(checking->rows, 0),
                                    .time_us = sqlite3_column_int64(checking->rows, 1),
                                    .due_us = sqlite3_column_int64(checking->rows, 10),
                                    .value = sqlite3_column_int64(checking->rows, 11)};
    const char **const words[] = {&row.site, &row.kind,  &row.place, &row.event,
                                  &row.who,  &row.drill, &row.mark,  &row.owner};
    const char **const texts[] = {&row.zh, &row.en, &row.file};
    checking->whole = 1;
    for (int i = 0; i < (int)(sizeof words / sizeof words[0]); i++) {
        *words[i] = text_at(checking, 2 + i);
    }
    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++) {
        *texts[i] = text_at(checking, 12 + i);
    }
    return row;
}

static enum sibu_status check_row(struct checking *checking, struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    const struct store_finding_row row = read_row(checking);
    if (row.row != checking->count + 1) {
        return wrong_row(checking, "问题清单缺了这一行", "this row of the ledger of findings is missing", fault);
    }
    store_finding_hash(&row, checking->before, hash);
    const void *kept = sqlite3_column_blob(checking->rows, 15);
    if (kept == NULL || sqlite3_column_bytes(checking->rows, 15) != (int)sizeof hash ||
        memcmp(kept, hash, sizeof hash) != 0 || !checking->whole) {
        return wrong_row(checking, "问题清单的这一行被改动过，或前面的行被改动过",
                         "this row of the ledger of findings was changed, or one before it was", fault);
    }
    memcpy(checking->before, hash, sizeof hash);
    checking->count++;
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
        return wrong_row(checking, "问题清单读不出来", "the ledger of findings cannot be read", fault);
    }
    return status;
}

/* Whether the file is of a version that has the ledger, by what it says of itself. */
static int has_ledger(sqlite3 *connection)
{
    sqlite3_stmt *statement = NULL;
    int64_t version = 0;
    if (sqlite3_prepare_v2(connection, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        version = sqlite3_column_int64(statement, 0);
    }
    (void)sqlite3_finalize(statement);
    return version >= STORE_FINDINGS_SINCE;
}

static enum sibu_status check_database(struct checking *checking, struct sibu_fault *fault)
{
    static const char SQL[] = "SELECT row, time_us, site, kind, place, event, who, drill, mark, owner, due_us, value,"
                              " zh, en, file, hash FROM finding ORDER BY row";
    if (!has_ledger(checking->connection)) {
        return SIBU_OK;
    }
    if (sqlite3_prepare_v2(checking->connection, SQL, -1, &checking->rows, NULL) != SQLITE_OK) {
        return wrong_row(checking, "问题清单不在了，或读不出来", "the ledger of findings is gone, or cannot be read",
                         fault);
    }
    return check_rows(checking, fault);
}

enum sibu_status finding_file_check(const char *path, int64_t *rows, struct sibu_fault *fault)
{
    struct checking checking = {.path = path};
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
