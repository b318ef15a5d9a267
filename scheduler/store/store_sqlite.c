/* The connection, transactions and queries of the store. See store_sqlite.h for the invariants.
 *
 * Depends on sqlite3, libsodium (its entropy is made ready here). Durable: WAL with synchronous=FULL, so that COMMIT
 * returns only after the log has reached the disk.
 */
#include "store/store_sqlite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000

/* What a result code means: the words carry the text of SQLite, which names tables and columns but no values. */
static enum sibu_status fault_of_other(struct store *store, int code, struct sibu_fault *fault)
{
    const char *said = sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return sibu_fault_set(fault, SIBU_NO_MEMORY, store->path, "内存不足", "there is no memory left");
    case SQLITE_TOOBIG:
        return sibu_fault_set(fault, SIBU_LIMIT, store->path, "有一项数据超过了允许的大小",
                              "a value or list is larger than what the database takes");
    case SQLITE_CONSTRAINT:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "数据不符合数据库的规则 (%s)",
                              "a value breaks a rule of the database (%s)", said);
    case SQLITE_CORRUPT:
        return sibu_fault_set(fault, SIBU_IO, store->path, "数据库文件已损坏，请用备份恢复",
                              "the database file is damaged; put back a backup");
    case SQLITE_NOTADB:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "这不是数据库文件，请指定另一个文件",
                              "this is not a database file; name another one");
    default:
        return sibu_fault_set(fault, SIBU_IO, store->path, "数据库读写失败 (%s)，请检查磁盘和权限",
                              "reading or writing the database failed (%s); check the disk and its permissions", said);
    }
}

enum sibu_status store_fault(struct store *store, int code, struct sibu_fault *fault)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return sibu_fault_set(fault, SIBU_IO, store->path, "磁盘已满，请腾出空间后再试",
                              "the disk is full; make room and try again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return sibu_fault_set(fault, SIBU_IO, store->path, "另一个程序占用数据库超过 %d 秒，请关闭它后再试",
                              "another program has kept the database locked for %d seconds; end it and try again",
                              BUSY_TIMEOUT_MS / 1000);
    default:
        return fault_of_other(store, code, fault);
    }
}

void store_lock(struct store *store)
{
    int failed = pthread_mutex_lock(&store->mutex);
    assert(failed == 0);
    (void)failed;
}

void store_unlock(struct store *store)
{
    int failed = pthread_mutex_unlock(&store->mutex);
    assert(failed == 0);
    (void)failed;
}

enum sibu_status store_begin(struct store *store, struct sibu_fault *fault)
{
    store_lock(store);
    enum sibu_status status = store_run(store, "BEGIN IMMEDIATE", fault);
    if (status != SIBU_OK) {
        store_unlock(store);
    }
    return status;
}

enum sibu_status store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        status = store_run(store, "COMMIT", fault);
    }
    if (status != SIBU_OK && !sqlite3_get_autocommit(store->connection)) {
        struct sibu_fault unheard; /* the first fault is the one to tell */
        enum sibu_status undone = store_run(store, "ROLLBACK", &unheard);
        (void)undone;
    }
    store_unlock(store);
    return status;
}

/* The place of this constant among the prepared ones; the first free place where it is new. */
static struct store_statement *find_statement(struct store *store, const char *sql)
{
    size_t i = 0;
    while (i < STORE_STATEMENTS_MAX && store->statements[i].sql != NULL && store->statements[i].sql != sql) {
        i++;
    }
    assert(i < STORE_STATEMENTS_MAX);
    return &store->statements[i];
}

struct store_query store_query(struct store *store, const char *sql)
{
    struct store_query query = {.store = store, .code = SQLITE_OK};
    struct store_statement *statement = find_statement(store, sql);
    if (statement->prepared == NULL) {
        query.code =
            sqlite3_prepare_v3(store->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->prepared, NULL);
        statement->sql = query.code == SQLITE_OK ? sql : NULL;
    }
    query.prepared = statement->prepared;
    return query;
}

static void keep_code(struct store_query *query, int code)
{
    if (query->code == SQLITE_OK) {
        query->code = code;
    }
}

void store_put_text(struct store_query *query, const char *text)
{
    query->put++;
    if (query->code == SQLITE_OK) {
        keep_code(query, sqlite3_bind_text(query->prepared, query->put, text == NULL ? "" : text, -1, SQLITE_STATIC));
    }
}

void store_put_integer(struct store_query *query, int64_t value)
{
    query->put++;
    if (query->code == SQLITE_OK) {
        keep_code(query, sqlite3_bind_int64(query->prepared, query->put, value));
    }
}

void store_put_bytes(struct store_query *query, const void *bytes, int length)
{
    query->put++;
    if (query->code == SQLITE_OK) {
        keep_code(query, sqlite3_bind_blob(query->prepared, query->put, bytes, length, SQLITE_STATIC));
    }
}

int store_step(struct store_query *query)
{
    if (query->code != SQLITE_OK) {
        return 0;
    }
    int code = sqlite3_step(query->prepared);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        query->code = code;
    }
    return code == SQLITE_ROW;
}

int64_t store_integer(struct store_query *query, int column)
{
    return sqlite3_column_int64(query->prepared, column);
}

const char *store_text(struct store_query *query, int column, struct sibu_arena *arena)
{
    const unsigned char *text = sqlite3_column_text(query->prepared, column);
    int length = sqlite3_column_bytes(query->prepared, column);
    const char *copy = text == NULL ? NULL : sibu_arena_text(arena, (const char *)text, (size_t)length);
    if (copy == NULL) {
        keep_code(query, SQLITE_NOMEM);
        return "";
    }
    return copy;
}

void store_hash(struct store_query *query, int column, uint8_t out[SIBU_HASH_BYTES])
{
    const void *hash = sqlite3_column_blob(query->prepared, column);
    memset(out, 0, SIBU_HASH_BYTES);
    if (hash != NULL && sqlite3_column_bytes(query->prepared, column) == SIBU_HASH_BYTES) {
        memcpy(out, hash, SIBU_HASH_BYTES);
    }
}

enum sibu_status store_query_end(struct store_query *query, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (query->code != SQLITE_OK) {
        status = store_fault(query->store, query->code, fault);
    }
    if (query->prepared != NULL) {
        sqlite3_reset(query->prepared); /* its code is the one that the step gave */
        sqlite3_clear_bindings(query->prepared);
    }
    return status;
}

enum sibu_status store_query_run(struct store_query *query, struct sibu_fault *fault)
{
    while (store_step(query)) {
        continue;
    }
    return store_query_end(query, fault);
}

enum sibu_status store_run(struct store *store, const char *sql, struct sibu_fault *fault)
{
    int code = sqlite3_exec(store->connection, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        return store_fault(store, sqlite3_extended_errcode(store->connection), fault);
    }
    return SIBU_OK;
}

/* A place for one more item, or NULL with the reason in *code. An arena frees nothing, so the list doubles: at most as
 * much again is left behind. */
static void *list_add(struct store_list *list, int *code)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        void *items = sibu_arena_take(list->arena, capacity, list->item_bytes);
        if (items == NULL || list->count >= STORE_ROWS_MAX) {
            *code = items == NULL ? SQLITE_NOMEM : SQLITE_TOOBIG;
            return NULL;
        }
        if (list->count > 0) {
            memcpy(items, list->items, list->count * list->item_bytes);
        }
        list->items = items;
        list->capacity = capacity;
    }
    return (char *)list->items + list->item_bytes * list->count++;
}

enum sibu_status store_query_list(struct store_query *query, struct store_list *list,
                                  void (*read)(struct store_query *query, struct sibu_arena *arena, void *item),
                                  struct sibu_fault *fault)
{
    while (store_step(query)) {
        int code = SQLITE_OK;
        void *item = list_add(list, &code);
        if (item == NULL) {
            keep_code(query, code);
            break;
        }
        read(query, list->arena, item);
    }
    return store_query_end(query, fault);
}

/* Makes the file where there is none, so that nobody else can read it: SQLite would leave that to the umask. */
static enum sibu_status make_file(struct store *store, const char *path, struct sibu_fault *fault)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        char said[96] = "";
        (void)strerror_r(errno, said, sizeof said);
        return sibu_fault_set(fault, SIBU_IO, store->path, "无法打开数据库文件 (%s)，请检查文件夹和权限",
                              "the database file cannot be opened (%s); check the folder and its permissions", said);
    }
    close(file);
    return SIBU_OK;
}

static enum sibu_status connect_file(struct store *store, const char *path, struct sibu_fault *fault)
{
    int code = sqlite3_open_v2(path, &store->connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        return store_fault(store, code, fault);
    }
    sqlite3_extended_result_codes(store->connection, 1);
    sqlite3_busy_timeout(store->connection, BUSY_TIMEOUT_MS);
    sqlite3_limit(store->connection, SQLITE_LIMIT_LENGTH, STORE_VALUE_BYTES_MAX);
    sqlite3_db_config(store->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return store_schema_open(store, fault);
}

static enum sibu_status open_all(struct store *store, const char *path, struct sibu_fault *fault)
{
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, store->path, "系统不提供随机数", "the system gives no entropy");
    }
    enum sibu_status status = make_file(store, path, fault);
    return status == SIBU_OK ? connect_file(store, path, fault) : status;
}

enum sibu_status store_open(struct store **out, const char *path, struct sibu_fault *fault)
{
    *out = NULL;
    struct store *store = sibu_array_new(1, sizeof *store);
    if (store == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "there is no memory left");
    }
    (void)snprintf(store->path, sizeof store->path, "%s", path);
    pthread_mutex_init(&store->mutex, NULL);
    enum sibu_status status = open_all(store, path, fault);
    if (status != SIBU_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return SIBU_OK;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    for (size_t i = 0; i < STORE_STATEMENTS_MAX; i++) {
        sqlite3_finalize(store->statements[i].prepared);
    }
    sqlite3_close(store->connection);
    pthread_mutex_destroy(&store->mutex);
    sibu_array_free(store);
}
