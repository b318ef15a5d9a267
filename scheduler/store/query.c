/* Opening a store, its lock, transactions and queries, whatever database is behind it. See query.h for the invariants.
 *
 * Depends on libsodium (its entropy is made ready here).
 */
#include "store/query.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define BUSY_S 5 /* as the drivers tell their databases */

/* What the rest means. */
static enum sibu_status fault_of_other(struct store *store, enum store_failure failure, struct sibu_fault *fault)
{
    switch ((int)failure) {
    case STORE_MISSING:
    case STORE_RULE:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "数据不符合数据库的规则 (%s)",
                              "a value breaks a rule of the database (%s)", store->said);
    case STORE_DAMAGED:
        return sibu_fault_set(fault, SIBU_IO, store->path, "数据库文件已损坏，请用备份恢复",
                              "the database file is damaged; put back a backup");
    case STORE_FOREIGN:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "这不是数据库文件，请指定另一个文件",
                              "this is not a database file; name another one");
    case STORE_CUT_OFF:
        return sibu_fault_set(fault, SIBU_IO, store->path, "数据库没有应答 (%s)，请检查数据库服务器和网络",
                              "the database does not answer (%s); check its server and the network", store->said);
    default:
        return sibu_fault_set(fault, SIBU_IO, store->path, "数据库读写失败 (%s)，请检查磁盘和权限",
                              "reading or writing the database failed (%s); check the disk and its permissions",
                              store->said);
    }
}

enum sibu_status store_fault(struct store *store, enum store_failure failure, struct sibu_fault *fault)
{
    switch ((int)failure) {
    case STORE_NO_MEMORY:
        return sibu_fault_set(fault, SIBU_NO_MEMORY, store->path, "内存不足", "there is no memory left");
    case STORE_TOO_LARGE:
        return sibu_fault_set(fault, SIBU_LIMIT, store->path, "有一项数据超过了允许的大小",
                              "a value or list is larger than what the database takes");
    case STORE_FULL:
        return sibu_fault_set(fault, SIBU_IO, store->path, "磁盘已满，请腾出空间后再试",
                              "the disk is full; make room and try again");
    case STORE_BUSY:
        return sibu_fault_set(fault, SIBU_IO, store->path, "另一个程序占用数据库超过 %d 秒，请关闭它后再试",
                              "another program has kept the database locked for %d seconds; end it and try again",
                              BUSY_S);
    default:
        return fault_of_other(store, failure, fault);
    }
}

enum sibu_status store_fault_newer(struct store *store, int64_t version, int64_t known, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path,
                          "数据库的版本是 %lld，本程序只认识到 %lld：请换用更新的 Sibu",
                          "the database is of version %lld and this program knows up to %lld: use a newer Sibu",
                          (long long)version, (long long)known);
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

enum sibu_status store_run(struct store *store, const char *sql, struct sibu_fault *fault)
{
    enum store_failure failure = store->driver->run(store, sql);
    return failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
}

static enum sibu_status begin(struct store *store, const char *sql, struct sibu_fault *fault)
{
    store_lock(store);
    enum store_failure failure = store->driver->ready(store);
    enum sibu_status status = failure == STORE_FINE ? store_run(store, sql, fault) : store_fault(store, failure, fault);
    store->is_writing = status == SIBU_OK;
    if (status != SIBU_OK) {
        store_unlock(store);
    }
    return status;
}

enum sibu_status store_begin(struct store *store, struct sibu_fault *fault)
{
    return begin(store, store->driver->begin, fault);
}

enum sibu_status store_begin_still(struct store *store, struct sibu_fault *fault)
{
    return begin(store, store->driver->begin_still, fault);
}

enum sibu_status store_end(struct store *store, enum sibu_status status, struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        status = store_run(store, "COMMIT", fault);
    }
    if (status != SIBU_OK && store->driver->is_within(store)) {
        struct sibu_fault unheard; /* the first fault is the one to tell */
        enum sibu_status undone = store_run(store, "ROLLBACK", &unheard);
        (void)undone;
    }
    store->is_writing = 0;
    store_unlock(store);
    return status;
}

enum sibu_status store_hold(struct store *store, const char *name, struct sibu_fault *fault)
{
    enum store_failure failure = store->driver->hold(store, name);
    return failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
}

/* The place of this constant among the prepared ones; the first free place where it is new. */
static struct store_statement *find_statement(struct store *store, const char *sql)
{
    size_t i = 0;
    while (i < STORE_STATEMENTS_MAX && store->statements[i].sql != NULL && store->statements[i].sql != sql) {
        i++;
    }
    assert(i < STORE_STATEMENTS_MAX);
    store->statements[i].sql = sql;
    return &store->statements[i];
}

struct store_query store_query(struct store *store, const char *sql)
{
    struct store_query query = {.store = store, .statement = find_statement(store, sql)};
    if (!store->is_writing) { /* within a transaction what is lost is lost */
        query.failure = store->driver->ready(store);
    }
    return query;
}

static void keep_failure(struct store_query *query, enum store_failure failure)
{
    if (query->failure == STORE_FINE) {
        query->failure = failure;
    }
}

static void put(struct store_query *query, struct store_value value)
{
    assert(query->put < STORE_VALUES_MAX && !query->is_started);
    query->values[query->put++] = value;
    if (value.length > STORE_VALUE_BYTES_MAX) {
        keep_failure(query, STORE_TOO_LARGE);
    }
}

void store_put_text(struct store_query *query, const char *text)
{
    const char *given = text == NULL ? "" : text;
    size_t length = strlen(given);
    int most = STORE_VALUE_BYTES_MAX + 1;
    put(query, (struct store_value){STORE_TEXT, length < (size_t)most ? (int)length : most, given, 0});
}

void store_put_integer(struct store_query *query, int64_t value)
{
    put(query, (struct store_value){STORE_INTEGER, 0, NULL, value});
}

void store_put_bytes(struct store_query *query, const void *bytes, int length)
{
    put(query, (struct store_value){STORE_BYTES, length, bytes, 0});
}

int store_step(struct store_query *query)
{
    if (query->failure != STORE_FINE) {
        return 0;
    }
    if (!query->is_started) {
        query->is_started = 1;
        query->failure = query->store->driver->start(query);
    }
    return query->failure == STORE_FINE && query->store->driver->next(query);
}

int64_t store_integer(struct store_query *query, int column)
{
    return query->store->driver->integer(query, column);
}

struct store_bytes store_bytes(struct store_query *query, int column)
{
    return query->store->driver->bytes(query, column);
}

const char *store_text(struct store_query *query, int column, struct sibu_arena *arena)
{
    struct store_bytes text = store_bytes(query, column);
    const char *copy = text.bytes == NULL ? NULL : sibu_arena_text(arena, text.bytes, text.length);
    if (copy == NULL) {
        keep_failure(query, STORE_NO_MEMORY);
        return "";
    }
    return copy;
}

void store_hash(struct store_query *query, int column, uint8_t out[SIBU_HASH_BYTES])
{
    struct store_bytes hash = store_bytes(query, column);
    memset(out, 0, SIBU_HASH_BYTES);
    if (hash.bytes != NULL && hash.length == SIBU_HASH_BYTES) {
        memcpy(out, hash.bytes, SIBU_HASH_BYTES);
    }
}

enum sibu_status store_query_end(struct store_query *query, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (query->failure != STORE_FINE) {
        status = store_fault(query->store, query->failure, fault);
    }
    query->store->driver->end(query);
    return status;
}

enum sibu_status store_query_run(struct store_query *query, struct sibu_fault *fault)
{
    while (store_step(query)) {
        continue;
    }
    return store_query_end(query, fault);
}

enum sibu_status store_query_number(struct store_query *query, int64_t otherwise, int64_t *out,
                                    struct sibu_fault *fault)
{
    *out = store_step(query) ? store_integer(query, 0) : otherwise;
    while (store_step(query)) {
        continue; /* SQLite changes rows as it is stepped */
    }
    return store_query_end(query, fault);
}

/* A place for one more item, or NULL with the reason in *failure. An arena frees nothing, so the list doubles: at most as
 * much again is left behind. */
static void *list_add(struct store_list *list, enum store_failure *failure)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        void *items = sibu_arena_take(list->arena, capacity, list->item_bytes);
        if (items == NULL || list->count >= STORE_ROWS_MAX) {
            *failure = items == NULL ? STORE_NO_MEMORY : STORE_TOO_LARGE;
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
        enum store_failure failure = STORE_FINE;
        void *item = list_add(list, &failure);
        if (item == NULL) {
            keep_failure(query, failure);
            break;
        }
        read(query, list->arena, item);
    }
    return store_query_end(query, fault);
}

static int is_address(const char *where)
{
    return strncmp(where, "postgresql://", 13) == 0 || strncmp(where, "postgres://", 11) == 0;
}

static enum sibu_status open_any(struct store *store, const char *where, struct sibu_fault *fault)
{
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, store->path, "系统不提供随机数", "the system gives no entropy");
    }
    return is_address(where) ? store_postgres_open(store, where, fault) : store_sqlite_open(store, where, fault);
}

enum sibu_status store_open(struct store **out, const char *where, struct sibu_fault *fault)
{
    *out = NULL;
    const char *place = is_address(where) ? "postgresql" : where;
    struct store *store = sibu_array_new(1, sizeof *store);
    if (store == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, place, "内存不足", "there is no memory left");
    }
    (void)snprintf(store->path, sizeof store->path, "%s", place);
    store->folder = -1;
    pthread_mutex_init(&store->mutex, NULL);
    enum sibu_status status = open_any(store, where, fault);
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
    if (store->driver != NULL) {
        store->driver->close(store);
    }
    pthread_mutex_destroy(&store->mutex);
    sibu_array_free(store);
}
