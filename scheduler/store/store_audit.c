/* The audit trail: rows only ever added, in a chain of hashes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/rooms.h"
#include "store/store_audit.h"

void store_audit_hash(const struct store_audit *row, const uint8_t before[SIBU_HASH_BYTES],
                      uint8_t out[SIBU_HASH_BYTES])
{
    const char *const texts[] = {row->who, row->roles, row->action, row->object, row->address, row->result};
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu audit v1");
    sibu_hash_field(&hash, before, SIBU_HASH_BYTES);
    sibu_hash_integer(&hash, (uint64_t)row->row);
    sibu_hash_integer(&hash, (uint64_t)row->time_us);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sibu_hash_text(&hash, texts[i]);
    }
    sibu_hash_done(&hash, out);
}

/* A copy that fits, cut before the first byte of a character. */
static const char *cut(const char *text, char out[STORE_AUDIT_TEXT_MAX + 1])
{
    size_t length = text != NULL ? strlen(text) : 0;
    if (length > STORE_AUDIT_TEXT_MAX) {
        length = STORE_AUDIT_TEXT_MAX;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    memcpy(out, text != NULL ? text : "", length);
    out[length] = '\0';
    return out;
}

/* The number and the hash of the last row; 0 where there is none. */
static enum sibu_status read_last(struct store *store, int64_t *row, uint8_t hash[SIBU_HASH_BYTES],
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT row, hash FROM audit ORDER BY row DESC LIMIT 1");
    *row = 0;
    memset(hash, 0, SIBU_HASH_BYTES);
    if (store_step(&query)) {
        *row = store_integer(&query, 0);
        store_hash(&query, 1, hash);
    }
    return store_query_end(&query, fault);
}

enum sibu_status store_audit_add(struct store *store, const struct store_audit *given, struct sibu_fault *fault)
{
    char texts[6][STORE_AUDIT_TEXT_MAX + 1];
    uint8_t before[SIBU_HASH_BYTES];
    struct store_audit row = {.time_us = given->time_us,
                              .who = cut(given->who, texts[0]),
                              .roles = cut(given->roles, texts[1]),
                              .action = cut(given->action, texts[2]),
                              .object = cut(given->object, texts[3]),
                              .address = cut(given->address, texts[4]),
                              .result = cut(given->result, texts[5])};
    enum sibu_status status = store_hold(store, "audit", fault);
    if (status == SIBU_OK) {
        status = read_last(store, &row.row, before, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    row.row++;
    store_audit_hash(&row, before, row.hash);
    struct store_query query =
        store_query(store, "INSERT INTO audit (row, time_us, who, roles, action, object, address, result, hash)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    store_put_integer(&query, row.row);
    store_put_integer(&query, row.time_us);
    for (size_t i = 0; i < 6; i++) {
        store_put_text(&query, texts[i]);
    }
    store_put_bytes(&query, row.hash, sizeof row.hash);
    return store_query_run(&query, fault);
}

enum sibu_status store_audit_put(struct store *store, const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, store_audit_add(store, row, fault), fault);
}

static void read_row(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_audit *row = item;
    row->row = store_integer(query, 0);
    row->time_us = store_integer(query, 1);
    row->who = store_text(query, 2, arena);
    row->roles = store_text(query, 3, arena);
    row->action = store_text(query, 4, arena);
    row->object = store_text(query, 5, arena);
    row->address = store_text(query, 6, arena);
    row->result = store_text(query, 7, arena);
    store_hash(query, 8, row->hash);
}

enum sibu_status store_audit(struct store *store, struct store_audit_part part, struct sibu_arena *arena,
                             struct store_audit **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT row, time_us, who, roles, action, object, address, result, hash FROM audit"
                           " WHERE row < ?1 ORDER BY row DESC LIMIT ?2");
    store_put_integer(&query, part.before > 0 ? part.before : INT64_MAX);
    store_put_integer(&query, part.most > STORE_ROWS_MAX ? STORE_ROWS_MAX : (int64_t)part.most);
    enum sibu_status status = store_query_list(&query, &list, read_row, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

/* Whether the row that was read follows the one with the hash `before`, which becomes its own. */
static int follows(const struct store_audit *row, int64_t number, uint8_t before[SIBU_HASH_BYTES])
{
    uint8_t hash[SIBU_HASH_BYTES];
    store_audit_hash(row, before, hash);
    memcpy(before, hash, sizeof hash);
    return row->row == number && memcmp(row->hash, hash, sizeof hash) == 0;
}

enum sibu_status store_audit_check(struct store *store, int64_t *rows, struct sibu_fault *fault)
{
    uint8_t before[SIBU_HASH_BYTES] = {0};
    int sound = 1;
    *rows = 0;
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT row, time_us, who, roles, action, object, address, result, hash FROM audit ORDER BY row");
    while (sound && store_step(&query)) {
        struct sibu_arena arena = {0};
        struct store_audit row = {0};
        read_row(&query, &arena, &row);
        sound = follows(&row, *rows + 1, before);
        *rows += sound;
        sibu_arena_clear(&arena);
    }
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && !sound) {
        char place[300];
        (void)snprintf(place, sizeof place, "%s:audit:%" PRId64, store->path, *rows + 1);
        status = sibu_fault_set(fault, SIBU_NO, place, "操作记录的这一行缺了或被改动过，或前面的行被改动过",
                                "this row of the audit trail is missing or was changed, or one before it was");
    }
    store_unlock(store);
    return status;
}
