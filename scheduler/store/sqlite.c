/* SQLite behind the store: one file. See query.h for what each function of a driver does.
 *
 * Depends on sqlite3. Durable: WAL with synchronous=FULL, so that COMMIT returns only after the log has reached the disk. A
 * transaction that writes holds the whole file, so that nothing more need be held. Who has the store open holds a shared lock
 * (flock) on the file's folder, which leaves nothing behind. A prepared statement is a sqlite3_stmt.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/query.h"

#define BUSY_TIMEOUT_MS 5000

static enum store_failure failure_of(struct store *store, int code)
{
    (void)snprintf(store->said, sizeof store->said, "%s",
                   sqlite3_errstr(code)); /* names tables and columns, no values */
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return STORE_FINE;
    case SQLITE_NOMEM:
        return STORE_NO_MEMORY;
    case SQLITE_TOOBIG:
        return STORE_TOO_LARGE;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_NOTNULL ? STORE_MISSING : STORE_RULE;
    case SQLITE_CORRUPT:
        return STORE_DAMAGED;
    case SQLITE_NOTADB:
        return STORE_FOREIGN;
    case SQLITE_FULL:
        return STORE_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STORE_BUSY;
    default:
        return STORE_FAILED;
    }
}

static enum store_failure run(struct store *store, const char *sql)
{
    return failure_of(store, sqlite3_exec(store->connection, sql, NULL, NULL, NULL));
}

static int give(sqlite3_stmt *prepared, int place, const struct store_value *value)
{
    switch (value->kind) {
    case STORE_INTEGER:
        return sqlite3_bind_int64(prepared, place, value->integer);
    case STORE_TEXT:
        return sqlite3_bind_text(prepared, place, value->bytes, value->length, SQLITE_STATIC);
    case STORE_BYTES:
    default:
        return sqlite3_bind_blob(prepared, place, value->bytes, value->length, SQLITE_STATIC);
    }
}

static enum store_failure start(struct store_query *query)
{
    int code = SQLITE_OK;
    if (query->statement->prepared == NULL) {
        sqlite3_stmt *prepared = NULL;
        code = sqlite3_prepare_v3(query->store->connection, query->statement->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &prepared, NULL);
        query->statement->prepared = prepared;
    }
    query->rows = query->statement->prepared;
    for (int i = 0; i < query->put && code == SQLITE_OK; i++) {
        code = give(query->rows, i + 1, &query->values[i]);
    }
    return failure_of(query->store, code);
}

static int next(struct store_query *query)
{
    int code = sqlite3_step(query->rows);
    query->failure = failure_of(query->store, code);
    if (code == SQLITE_DONE) {
        query->changed = sqlite3_changes(query->store->connection);
    }
    return code == SQLITE_ROW;
}

static int64_t integer(const struct store_query *query, int column)
{
    return sqlite3_column_int64(query->rows, column);
}

static struct store_bytes bytes(const struct store_query *query, int column)
{
    int is_text = sqlite3_column_type(query->rows, column) == SQLITE_TEXT;
    const void *value =
        is_text ? (const void *)sqlite3_column_text(query->rows, column) : sqlite3_column_blob(query->rows, column);
    return (struct store_bytes){value, (size_t)sqlite3_column_bytes(query->rows, column)};
}

static const char *name(const struct store_query *query, int column)
{
    return sqlite3_column_name(query->rows, column);
}

static void end(struct store_query *query)
{
    if (query->rows != NULL) {
        sqlite3_reset(query->rows); /* its code is the one that the step gave */
        sqlite3_clear_bindings(query->rows);
        query->rows = NULL;
    }
}

static int is_within(struct store *store)
{
    return !sqlite3_get_autocommit(store->connection);
}

static enum store_failure ready(struct store *store)
{
    (void)store;
    return STORE_FINE;
}

static enum store_failure hold(struct store *store, const char *held)
{
    (void)store;
    (void)held;
    return STORE_FINE;
}

/* The log into the file, and of length 0. *busy is 1 where somebody else reads it. */
static enum store_failure empty_log(struct store *store, int *busy)
{
    sqlite3_stmt *prepared = NULL;
    int code = sqlite3_prepare_v2(store->connection, "PRAGMA wal_checkpoint(TRUNCATE)", -1, &prepared, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(prepared);
        *busy = code == SQLITE_ROW ? sqlite3_column_int(prepared, 0) : 1;
    }
    (void)sqlite3_finalize(prepared);
    return failure_of(store, code);
}

static enum store_failure wipe(struct store *store, int *busy)
{
    enum store_failure failure = run(store, "VACUUM");
    return failure == STORE_FINE ? empty_log(store, busy) : failure;
}

static enum store_failure tidy(struct store *store)
{
    int busy = 0;
    return empty_log(store, &busy); /* busy: the next time does it */
}

static void shut(struct store *store)
{
    for (size_t i = 0; i < STORE_STATEMENTS_MAX; i++) {
        sqlite3_finalize(store->statements[i].prepared);
    }
    sqlite3_close(store->connection);
    if (store->folder >= 0) {
        close(store->folder);
    }
}

static enum store_failure alone(struct store *store, int *is_alone)
{
    *is_alone = store->folder >= 0 && flock(store->folder, LOCK_EX | LOCK_NB) == 0;
    return STORE_FINE;
}

static const struct store_driver SQLITE = {
    .begin = "BEGIN IMMEDIATE",
    .begin_still = "BEGIN",
    .run = run,
    .start = start,
    .next = next,
    .integer = integer,
    .bytes = bytes,
    .name = name,
    .end = end,
    .is_within = is_within,
    .ready = ready,
    .hold = hold,
    .wipe = wipe,
    .tidy = tidy,
    .alone = alone,
    .close = shut,
};

/* Makes the file where there is none, so that nobody else can read it: SQLite would leave that to the umask. One that is there
 * is not opened: closing it again would let go of the locks that another connection of this process has on it. */
static enum sibu_status make_file(struct store *store, const char *path, struct sibu_fault *fault)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST && access(path, R_OK | W_OK) == 0) {
        return SIBU_OK;
    }
    if (file < 0) {
        char said[96] = "";
        (void)strerror_r(errno, said, sizeof said);
        return sibu_fault_set(fault, SIBU_IO, store->path, "无法打开数据库文件 (%s)，请检查文件夹和权限",
                              "the database file cannot be opened (%s); check the folder and its permissions", said);
    }
    close(file);
    return SIBU_OK;
}

/* Only who moves a store away has it alone. A file system that knows no such locks keeps nobody out. */
static enum sibu_status lock_folder(struct store *store, const char *path, struct sibu_fault *fault)
{
    char folder[4200];
    const char *slash = strrchr(path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash == NULL || slash == path ? 1 : (int)(slash - path),
                   slash == NULL ? "." : path);
    store->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->folder >= 0 && flock(store->folder, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return sibu_fault_set(fault, SIBU_IO, store->path, "正在被搬移或恢复，请稍后再试",
                              "is being moved or restored; try again later");
    }
    return SIBU_OK;
}

enum sibu_status store_sqlite_open(struct store *store, const char *path, struct sibu_fault *fault)
{
    sqlite3 *connection = NULL;
    enum sibu_status status = make_file(store, path, fault);
    if (status != SIBU_OK) {
        return status;
    }
    int code = sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    store->driver = &SQLITE;
    store->connection = connection;
    status = lock_folder(store, path, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (code != SQLITE_OK) {
        return store_fault(store, failure_of(store, code), fault);
    }
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, BUSY_TIMEOUT_MS);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, STORE_VALUE_BYTES_MAX);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return store_sqlite_schema(store, fault);
}
