/* The ledger of findings and grades: rows only ever added, in a chain of hashes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/rooms.h"
#include "store/store_findings.h"

#define COLUMNS "row, time_us, site, kind, place, event, who, drill, mark, owner, due_us, value, zh, en, file, hash"

void store_finding_hash(const struct store_finding_row *row, const uint8_t before[SIBU_HASH_BYTES],
                        uint8_t out[SIBU_HASH_BYTES])
{
    const char *const texts[] = {row->site, row->kind,  row->place, row->event, row->who, row->drill,
                                 row->mark, row->owner, row->zh,    row->en,    row->file};
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu finding v1");
    sibu_hash_field(&hash, before, SIBU_HASH_BYTES);
    sibu_hash_integer(&hash, (uint64_t)row->row);
    sibu_hash_integer(&hash, (uint64_t)row->time_us);
    sibu_hash_integer(&hash, (uint64_t)row->due_us);
    sibu_hash_integer(&hash, (uint64_t)row->value);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sibu_hash_text(&hash, texts[i]);
    }
    sibu_hash_done(&hash, out);
}

static enum sibu_status read_last(struct store *store, int64_t *row, uint8_t hash[SIBU_HASH_BYTES],
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT row, hash FROM finding ORDER BY row DESC LIMIT 1");
    *row = 0;
    memset(hash, 0, SIBU_HASH_BYTES);
    if (store_step(&query)) {
        *row = store_integer(&query, 0);
        store_hash(&query, 1, hash);
    }
    return store_query_end(&query, fault);
}

/* A copy without NULL, and whether every text fits. */
static int complete(struct store_finding_row *row)
{
    const char **const words[] = {&row->site,  &row->kind, &row->place, &row->event, &row->who,
                                  &row->drill, &row->mark, &row->owner, &row->file};
    const char **const texts[] = {&row->zh, &row->en};
    int fits = 1;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        *words[i] = *words[i] != NULL ? *words[i] : "";
        fits &= strlen(*words[i]) <= STORE_FINDING_WORD_MAX;
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = *texts[i] != NULL ? *texts[i] : "";
        fits &= strlen(*texts[i]) <= STORE_FINDING_TEXT_MAX;
    }
    return fits;
}

static enum sibu_status put_row(struct store *store, const struct store_finding_row *row, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "INSERT INTO finding (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                           " ?12, ?13, ?14, ?15, ?16)");
    const char *const words[] = {row->site, row->kind,  row->place, row->event,
                                 row->who,  row->drill, row->mark,  row->owner};
    store_put_integer(&query, row->row);
    store_put_integer(&query, row->time_us);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        store_put_text(&query, words[i]);
    }
    store_put_integer(&query, row->due_us);
    store_put_integer(&query, row->value);
    store_put_text(&query, row->zh);
    store_put_text(&query, row->en);
    store_put_text(&query, row->file);
    store_put_bytes(&query, row->hash, sizeof row->hash);
    return store_query_run(&query, fault);
}

/* A drill is judged once, whoever tries again. */
static enum sibu_status check_new(struct store *store, const struct store_finding_row *row, struct sibu_fault *fault)
{
    if (strcmp(row->event, "drilled") != 0) {
        return SIBU_OK;
    }
    struct store_query query = store_query(store, "SELECT 1 FROM finding WHERE event = 'drilled' AND drill = ?1");
    store_put_text(&query, row->drill);
    int known = store_step(&query);
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && known) {
        return sibu_fault_set(fault, SIBU_NO, row->drill, "这次演练的问题已经登记",
                              "the findings of this drill are in the ledger already");
    }
    return status;
}

static enum sibu_status add_rows(struct store *store, const struct store_finding_row *rows, size_t count,
                                 struct sibu_fault *fault)
{
    int64_t last = 0;
    uint8_t before[SIBU_HASH_BYTES];
    enum sibu_status status = store_hold(store, "finding", fault);
    if (status == SIBU_OK) {
        status = read_last(store, &last, before, fault);
    }
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        struct store_finding_row row = rows[i];
        if (!complete(&row)) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "finding", "文字太长（说明最多 4000 字节，其余最多 240 字节）",
                                  "has a text that is too long (4,000 bytes of a reason or proof, else 240)");
        }
        row.row = ++last;
        store_finding_hash(&row, before, row.hash);
        memcpy(before, row.hash, sizeof before);
        status = check_new(store, &row, fault);
        if (status == SIBU_OK) {
            status = put_row(store, &row, fault);
        }
    }
    return status;
}

enum sibu_status store_findings_add(struct store *store, const struct store_finding_row *rows, size_t count,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, add_rows(store, rows, count, fault), fault);
}

static void read_row(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_finding_row *row = item;
    const char **const words[] = {&row->site, &row->kind,  &row->place, &row->event,
                                  &row->who,  &row->drill, &row->mark,  &row->owner};
    row->row = store_integer(query, 0);
    row->time_us = store_integer(query, 1);
    for (int i = 0; i < (int)(sizeof words / sizeof words[0]); i++) {
        *words[i] = store_text(query, 2 + i, arena);
    }
    row->due_us = store_integer(query, 10);
    row->value = store_integer(query, 11);
    row->zh = store_text(query, 12, arena);
    row->en = store_text(query, 13, arena);
    row->file = store_text(query, 14, arena);
    store_hash(query, 15, row->hash);
}

enum sibu_status store_findings(struct store *store, const char *site, struct sibu_arena *arena,
                                struct store_finding_row **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT " COLUMNS " FROM finding WHERE ?1 = '' OR site = ?1 ORDER BY row");
    store_put_text(&query, site);
    enum sibu_status status = store_query_list(&query, &list, read_row, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

/* Whether the row that was read follows the one with the hash `before`, which becomes its own. */
static int follows(const struct store_finding_row *row, int64_t number, uint8_t before[SIBU_HASH_BYTES])
{
    uint8_t hash[SIBU_HASH_BYTES];
    store_finding_hash(row, before, hash);
    memcpy(before, hash, sizeof hash);
    return row->row == number && memcmp(row->hash, hash, sizeof hash) == 0;
}

enum sibu_status store_findings_check(struct store *store, int64_t *rows, struct sibu_fault *fault)
{
    uint8_t before[SIBU_HASH_BYTES] = {0};
    int sound = 1;
    *rows = 0;
    store_lock(store);
    struct store_query query = store_query(store, "SELECT " COLUMNS " FROM finding ORDER BY row");
    while (sound && store_step(&query)) {
        struct sibu_arena arena = {0};
        struct store_finding_row row = {0};
        read_row(&query, &arena, &row);
        sound = follows(&row, *rows + 1, before);
        *rows += sound;
        sibu_arena_clear(&arena);
    }
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && !sound) {
        char place[300];
        (void)snprintf(place, sizeof place, "%s:finding:%" PRId64, store->path, *rows + 1);
        status = sibu_fault_set(fault, SIBU_NO, place, "问题清单的这一行缺了或被改动过，或前面的行被改动过",
                                "this row of the ledger of findings is missing or was changed, or one before it was");
    }
    store_unlock(store);
    return status;
}
