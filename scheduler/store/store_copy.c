/* One store into another, row by row: see store_copy.h.
 *
 * A row's hash takes each value with its length, so that no two lists of rows give the same bytes.
 */
#include "store/store_copy.h"

#include <stdio.h>
#include <string.h>

#include "store/copy_tables.h"
#include "store/query.h"

#define ROWS_BETWEEN_LOOKS 1000

struct copying {
    struct store *from, *to;
    const struct store_copy_watch *watch;
};

static enum sibu_status stopped(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, "", "已停止，什么也没有改变", "stopped; nothing was changed");
}

static int goes_on(const struct store_copy_watch *watch, const char *table, int64_t rows)
{
    return watch == NULL || rows % ROWS_BETWEEN_LOOKS != 0 || watch->goes_on(watch->data, table, rows);
}

static void hash_row(struct sibu_hash *hash, struct store_query *row, const char *kinds)
{
    for (int i = 0; kinds[i] != '\0'; i++) {
        if (kinds[i] == 'i') {
            sibu_hash_integer(hash, (uint64_t)store_integer(row, i));
        } else {
            struct store_bytes value = store_bytes(row, i);
            sibu_hash_field(hash, value.bytes == NULL ? "" : value.bytes, value.length);
        }
    }
}

static void put_row(struct store_query *out, struct store_query *row, const char *kinds)
{
    for (int i = 0; kinds[i] != '\0'; i++) {
        struct store_bytes value = kinds[i] == 'i' ? (struct store_bytes){NULL, 0} : store_bytes(row, i);
        if (kinds[i] == 'i') {
            store_put_integer(out, store_integer(row, i));
        } else if (kinds[i] == 't') {
            store_put_text(out, value.bytes);
        } else {
            store_put_bytes(out, value.bytes, (int)value.length);
        }
    }
}

static enum sibu_status write_row(struct store *to, const struct copy_table *table, struct store_query *row,
                                  struct sibu_fault *fault)
{
    struct store_query out = store_query(to, table->write);
    put_row(&out, row, table->kinds);
    return store_query_run(&out, fault);
}

/* Counts and hashes the rows of a table and, where `to` is not NULL, writes them there. */
static enum sibu_status walk(const struct copying *copying, struct store *from, struct store *to,
                             const struct copy_table *table, struct store_copy_sum *sum, struct sibu_fault *fault)
{
    struct sibu_hash hash;
    enum sibu_status status = SIBU_OK;
    struct store_query row = store_query(from, table->read);
    row.is_streamed = 1;
    *sum = (struct store_copy_sum){.table = table->name};
    sibu_hash_init(&hash, "sibu table");
    sibu_hash_text(&hash, table->name);
    while (status == SIBU_OK && store_step(&row)) {
        hash_row(&hash, &row, table->kinds);
        status = to == NULL ? SIBU_OK : write_row(to, table, &row, fault);
        sum->rows++;
        if (status == SIBU_OK && !goes_on(copying->watch, table->name, sum->rows)) {
            status = stopped(fault);
        }
    }
    sibu_hash_done(&hash, sum->hash);
    struct sibu_fault second;
    enum sibu_status ended = store_query_end(&row, status == SIBU_OK ? fault : &second);
    return status == SIBU_OK ? ended : status;
}

static enum sibu_status copy_table(const struct copying *copying, const struct copy_table *table,
                                   struct store_copy_sum *sum, struct sibu_fault *fault)
{
    enum sibu_status status = goes_on(copying->watch, table->name, 0) ? SIBU_OK : stopped(fault);
    if (status == SIBU_OK && table->before != NULL) {
        struct store_query before = store_query(copying->to, table->before);
        status = store_query_run(&before, fault);
    }
    return status == SIBU_OK ? walk(copying, copying->from, copying->to, table, sum, fault) : status;
}

/* Reads what was written. */
static enum sibu_status compare(const struct copying *copying, const struct copy_table *table,
                                const struct store_copy_sum *sent, struct sibu_fault *fault)
{
    struct store_copy_sum arrived;
    enum sibu_status status = walk(copying, copying->to, NULL, table, &arrived, fault);
    if (status == SIBU_OK && (arrived.rows != sent->rows || memcmp(arrived.hash, sent->hash, sizeof sent->hash) != 0)) {
        return sibu_fault_set(fault, SIBU_NO, copying->to->path,
                              "表 %s 写入后与来源不同（%lld 行，来源 %lld 行）：什么也没有改变",
                              "table %s is not what was read (%lld rows, of %lld): nothing was changed", table->name,
                              (long long)arrived.rows, (long long)sent->rows);
    }
    return status;
}

#define NONE_IN(table) " AND NOT EXISTS (SELECT 1 FROM " table ")"

static enum sibu_status check_empty(struct store *store, struct sibu_fault *fault)
{
    int64_t is_empty = 0;
    struct store_query query = store_query(
        store, "SELECT 1 WHERE 1 = 1" NONE_IN("setting") NONE_IN("ledger") NONE_IN("account") NONE_IN("audit")
                   NONE_IN("finding") NONE_IN("person") NONE_IN("drill") NONE_IN("invitation") NONE_IN("session"));
    enum sibu_status status = store_query_number(&query, 0, &is_empty, fault);
    if (status == SIBU_OK && !is_empty) {
        return sibu_fault_set(fault, SIBU_NO, store->path, "里面已有数据，只能写进空的数据库",
                              "holds data already; only an empty database is written to");
    }
    return status;
}

/* One of the two waits while the other works. */
static enum sibu_status be_patient(struct store *store, struct sibu_fault *fault)
{
    int64_t ignored = 0;
    struct store_query query =
        store_query(store, "SELECT 1/*+, set_config('idle_in_transaction_session_timeout', '0', true)*/");
    return store_query_number(&query, 0, &ignored, fault);
}

static enum sibu_status copy_all(const struct copying *copying, struct store_copy_sum *sums, struct sibu_fault *fault)
{
    enum sibu_status status = check_empty(copying->to, fault);
    if (status == SIBU_OK) {
        status = be_patient(copying->from, fault);
    }
    if (status == SIBU_OK) {
        status = be_patient(copying->to, fault);
    }
    for (size_t i = 0; i < STORE_COPY_TABLES && status == SIBU_OK; i++) {
        status = copy_table(copying, &COPY_TABLES[i], &sums[i], fault);
    }
    for (size_t i = 0; i < STORE_COPY_TABLES && status == SIBU_OK; i++) {
        status = compare(copying, &COPY_TABLES[i], &sums[i], fault);
    }
    return status;
}

enum sibu_status store_copy(struct store *from, struct store *to, const struct store_copy_watch *watch,
                            struct store_copy_sum sums[STORE_COPY_TABLES], struct sibu_fault *fault)
{
    const struct copying copying = {from, to, watch};
    struct sibu_fault unheard;
    enum sibu_status status = store_begin_still(from, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_begin(to, fault);
    if (status == SIBU_OK) {
        status = store_end(to, copy_all(&copying, sums, fault), fault);
    }
    enum sibu_status read = store_end(from, status, status == SIBU_OK ? fault : &unheard);
    (void)read; /* it has only read, and what was written is kept */
    return status;
}

enum sibu_status store_alone(struct store *store, struct sibu_fault *fault)
{
    int is_alone = 0;
    store_lock(store);
    enum store_failure failure = store->driver->alone(store, &is_alone);
    enum sibu_status status = failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
    store_unlock(store);
    if (status == SIBU_OK && !is_alone) {
        return sibu_fault_set(fault, SIBU_NO, store->path, "有服务器或其他程序正在使用，请先停止",
                              "a server or another program uses it: stop that first");
    }
    return status;
}

struct drill_path {
    int64_t key;
    const char *record;
};

static void read_path(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct drill_path *path = item;
    path->key = store_integer(query, 0);
    path->record = store_text(query, 1, arena);
}

static enum sibu_status put_path(struct store *store, const char *folder, const struct drill_path *drill,
                                 struct sibu_fault *fault)
{
    char path[4200];
    const char *slash = strrchr(drill->record, '/');
    (void)snprintf(path, sizeof path, "%s/%s", folder, slash == NULL ? drill->record : slash + 1);
    struct store_query query =
        store_query(store, "UPDATE drill SET record = ?2 WHERE /*+site_no = ?1 >> 32 AND */key = ?1");
    store_put_integer(&query, drill->key);
    store_put_text(&query, path);
    return store_query_run(&query, fault);
}

enum sibu_status store_records_in(struct store *store, const char *folder, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_list list = {.arena = &arena, .item_bytes = sizeof(struct drill_path)};
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "SELECT key, record FROM drill WHERE record <> ''");
    status = store_query_list(&query, &list, read_path, fault);
    for (size_t i = 0; i < list.count && status == SIBU_OK; i++) {
        status = put_path(store, folder, (const struct drill_path *)list.items + i, fault);
    }
    status = store_end(store, status, fault);
    sibu_arena_clear(&arena);
    return status;
}
