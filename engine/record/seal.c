/* The end of writing, and the proof that nothing was changed since: see sibu/record.h and docs/record.md.
 *
 * Depends on: chain. A seal is one row for each table: how many rows it has, and a hash over all of them.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "record/chain.h"

static enum sibu_status put_seal(struct sibu_record *record, size_t table, struct sibu_fault *fault)
{
    int64_t rows = 0;
    uint8_t hash[SIBU_HASH_BYTES];
    enum sibu_status status = chain_table_hash(record, table, &rows, hash, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct query query = query_open(record, QUERY_PUT_SEAL);
    query_put_text(&query, chain_table(table));
    query_put_integer(&query, rows);
    query_put_bytes(&query, hash, sizeof hash);
    return query_run(&query, fault);
}

static enum sibu_status put_all_seals(struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(record, fault);
    for (size_t i = 0; i < CHAIN_TABLES && status == SIBU_OK; i++) {
        status = put_seal(record, i, fault);
    }
    if (status != SIBU_OK) {
        return record_put_done(record, 0, status, fault);
    }
    return sibu_record_commit(record, fault);
}

/* Everything into the one file: no journal is left, and the head says so (file.c looks there). */
static enum sibu_status fold_journal(struct sibu_record *record, struct sibu_fault *fault)
{
    struct query query = query_open_text(record, "PRAGMA journal_mode = DELETE", "SQLite");
    struct sibu_arena arena = {0};
    int folded = query_next(&query) && strcmp(query_text(&query, 0, 32, &arena), "delete") == 0;
    enum sibu_status status = query_close(&query, fault);
    sibu_arena_clear(&arena);
    return status == SIBU_OK && !folded ? record_fault(record, SQLITE_BUSY, fault) : status;
}

enum sibu_status sibu_record_seal(struct sibu_record *record, struct sibu_fault *fault)
{
    if (!record->writable || record->in_transaction || record->broken) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "只读或有未提交的事务，无法封存",
                              "it is read-only or has an open transaction: it cannot be sealed");
    }
    enum sibu_status status = record->sealed ? SIBU_OK : put_all_seals(record, fault);
    if (status == SIBU_OK) {
        record->sealed = 1;
        status = fold_journal(record, fault);
    }
    if (status == SIBU_OK && chmod(record->path, 0444) != 0) {
        status = sibu_fault_set(fault, SIBU_IO, record->path, "无法设为只读", "it cannot be made read-only");
    }
    return status;
}

/* With the indexes: through one that was changed a reader sees other rows than those that are sealed. */
static enum sibu_status check_file(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct query query = query_open_text(record, "PRAGMA integrity_check(1)", "integrity_check");
    int sound = query_next(&query) && strcmp(query_text(&query, 0, 4096, &arena), "ok") == 0;
    enum sibu_status status = query_close(&query, fault);
    sibu_arena_clear(&arena);
    if (status == SIBU_BAD_INPUT || (status == SIBU_OK && !sound)) {
        return sibu_fault_set(fault, SIBU_NO, record->path, "数据库文件已损坏", "the database file is damaged");
    }
    return status;
}

static enum sibu_status check_row(struct sibu_record *record, const struct sibu_record_event *event, int64_t row,
                                  uint8_t hash[SIBU_HASH_BYTES], struct sibu_fault *fault)
{
    uint8_t expected[SIBU_HASH_BYTES];
    chain_hash(hash, row, event, expected);
    if (memcmp(expected, event->hash, sizeof expected) != 0) {
        char place[240];
        (void)snprintf(place, sizeof place, "%.200s:event:%lld", record->path, (long long)row);
        return sibu_fault_set(fault, SIBU_NO, place, "事件表第 %lld 行与哈希链不符：该行或之前的行被改动过",
                              "row %lld of the events does not fit the chain: it or one before it was changed",
                              (long long)row);
    }
    memcpy(hash, expected, sizeof expected);
    return SIBU_OK;
}

static enum sibu_status check_chain(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_record_event *events = NULL;
    size_t count = 0;
    uint8_t hash[SIBU_HASH_BYTES] = {0};
    enum sibu_status status = sibu_record_events(record, &arena, &events, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = check_row(record, &events[i], (int64_t)i + 1, hash, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* What the seal says of a table, against what is there. */
static enum sibu_status check_table(struct sibu_record *record, struct query *seals, size_t table,
                                    struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    uint8_t hash[SIBU_HASH_BYTES];
    int64_t rows = 0;
    size_t length = 0;
    enum sibu_status status = chain_table_hash(record, table, &rows, hash, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const char *name = query_text(seals, 0, RECORD_NAME_MAX, &arena);
    int64_t sealed_rows = query_integer(seals, 1, 0, INT64_MAX);
    const void *sealed = query_bytes(seals, 2, SIBU_HASH_BYTES, &length);
    int same = strcmp(name, chain_table(table)) == 0 && sealed_rows == rows && sealed != NULL &&
               length == sizeof hash && memcmp(sealed, hash, sizeof hash) == 0;
    sibu_arena_clear(&arena);
    if (!same) {
        char place[240];
        (void)snprintf(place, sizeof place, "%.200s:%s", record->path, chain_table(table));
        return sibu_fault_set(fault, SIBU_NO, place, "表 %s 与封存时不符（现有 %lld 行，封存时 %lld 行）",
                              "the table %s is not as it was sealed (%lld rows now, %lld then)", chain_table(table),
                              (long long)rows, (long long)sealed_rows);
    }
    return SIBU_OK;
}

static enum sibu_status check_seal(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    struct query seals = query_open(record, QUERY_SEALS);
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < CHAIN_TABLES && status == SIBU_OK; i++) {
        if (query_next(&seals)) {
            status = check_table(record, &seals, i, fault);
        } else {
            status = sibu_fault_set(fault, SIBU_NO, record->path, "封存记录不全", "the seal is not complete");
        }
    }
    enum sibu_status closed = query_close(&seals, status == SIBU_OK ? fault : &ignored);
    return status == SIBU_OK ? closed : status;
}

enum sibu_status sibu_record_verify(struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = check_file(record, fault);
    if (status == SIBU_OK) {
        status = check_chain(record, fault);
    }
    return status == SIBU_OK && record->sealed ? check_seal(record, fault) : status;
}

enum sibu_status sibu_record_fingerprint(struct sibu_record *record, uint8_t out[32], struct sibu_fault *fault)
{
    if (!record->sealed) {
        return sibu_fault_set(fault, SIBU_NO, record->path, "记录尚未封存", "the record is not sealed yet");
    }
    struct sibu_arena arena = {0};
    struct sibu_hash hash;
    struct query seals = query_open(record, QUERY_SEALS);
    sibu_hash_init(&hash, "sibu record v1");
    for (size_t i = 0; i < CHAIN_TABLES && query_next(&seals); i++) {
        size_t length = 0;
        sibu_hash_text(&hash, query_text(&seals, 0, RECORD_NAME_MAX, &arena));
        sibu_hash_integer(&hash, (uint64_t)query_integer(&seals, 1, 0, INT64_MAX));
        const void *bytes = query_bytes(&seals, 2, SIBU_HASH_BYTES, &length);
        sibu_hash_field(&hash, bytes == NULL ? "" : bytes, length);
    }
    sibu_hash_done(&hash, out);
    sibu_arena_clear(&arena);
    return query_close(&seals, fault);
}
