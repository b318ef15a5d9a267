/* Records compared: see verify_records.h. Depends on: book, ledger, record. */
#include "command/verify_records.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/ledger.h"
#include "sibu/json.h"
#include "sibu/memory.h"

#define RECORDS_MAX 1000000

/* Only a text that fits is one that could be compared. */
static void take_text(struct sibu_json_value object, const char *key, char *out, size_t size)
{
    const char *text = sibu_json_as_string(sibu_json_member(object, key));
    (void)snprintf(out, size, "%s", strlen(text) < size ? text : "");
}

static void read_document(struct verify_record *out, const char *bytes, size_t length)
{
    struct sibu_json *json = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&json, "draw", bytes, length, &ignored) != SIBU_OK) {
        return;
    }
    struct sibu_json_value root = sibu_json_root(json);
    struct sibu_json_value tick = sibu_json_member(root, "tick");
    take_text(root, "drill", out->drill, sizeof out->drill);
    take_text(tick, "u", out->u, sizeof out->u);
    take_text(tick, "threshold", out->threshold, sizeof out->threshold);
    take_text(tick, "gate", out->gate, sizeof out->gate);
    take_text(tick, "R", out->R, sizeof out->R);
    out->has_draw =
        out->drill[0] != '\0' && sibu_json_integer(tick, "index", 0, INT64_C(1) << 53, &out->tick, &ignored) == SIBU_OK;
    out->has_head = head_read(root, &out->head);
    ledger_document_hash(bytes, length, out->hash);
    sibu_json_close(json);
}

enum sibu_status verify_records_add(struct verify_records *records, struct sibu_record *record, const char *path,
                                    struct sibu_fault *fault)
{
    void *items = records->items;
    struct sibu_arena arena = {0};
    const char *bytes = NULL;
    size_t length = 0;
    struct verify_record item = {.path = path};
    enum sibu_status status = sibu_record_document(record, "draw", &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL) {
        read_document(&item, bytes, length);
    }
    sibu_arena_clear(&arena);
    if (status != SIBU_OK) {
        return status;
    }
    if (!sibu_array_reserve(&items, &records->capacity, records->count + 1, sizeof item, RECORDS_MAX)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    records->items = items;
    records->items[records->count++] = item;
    return SIBU_OK;
}

/* The first member that is not as in the ledger's row; NULL where all are. */
static const char *compare(const struct verify_record *record, const struct ledger_drill *drill,
                           const struct draw_tick *tick)
{
    char u[17], threshold[17], R[65];
    if (memcmp(record->hash, drill->document, sizeof record->hash) != 0) {
        return "draw";
    }
    (void)snprintf(u, sizeof u, "%016" PRIx64, drill->u);
    (void)snprintf(threshold, sizeof threshold, "%016" PRIx64, drill->threshold);
    sibu_hex(R, tick->R, sizeof tick->R);
    if (record->tick != drill->tick) {
        return "tick.index";
    }
    if (strcmp(record->u, u) != 0) {
        return "tick.u";
    }
    if (strcmp(record->threshold, threshold) != 0) {
        return "tick.threshold";
    }
    if (strcmp(record->gate, draw_gate_letter(drill->asked)) != 0) {
        return "tick.gate";
    }
    return strcmp(record->R, R) != 0 ? "tick.R" : NULL;
}

/* A drill begins behind the row that it came from, and before its own. */
static int is_head_in_place(const struct verify_records *records, const struct verify_record *record, int64_t row)
{
    return !record->has_head || (record->head.size >= (uint64_t)records->drawn && record->head.size < (uint64_t)row);
}

static void keep_held(struct verify_records *records, const char *drill, int64_t row, int has_record)
{
    void *held = records->held;
    if (!sibu_array_reserve(&held, &records->held_capacity, records->held_count + 1, sizeof *records->held,
                            RECORDS_MAX)) {
        records->out_of_memory = 1;
        return;
    }
    records->held = held;
    struct verify_held *item = &records->held[records->held_count++];
    *item = (struct verify_held){.row = row, .has_record = has_record};
    (void)snprintf(item->drill, sizeof item->drill, "%s", drill);
}

static void take_drill(struct verify_records *records, const struct book *book, const struct ledger_row *row)
{
    struct ledger_drill drill;
    struct draw_tick tick;
    char keep[LEDGER_BODY_MAX];
    uint32_t unit = 0;
    int has_record = 0;
    if (!ledger_drill_read(row->body, &drill, keep) || drill.drill[0] == '\0' || !book_waiting(book, &tick, &unit)) {
        return; /* not held; or no row by the rules, and the book says so */
    }
    for (size_t i = 0; i < records->count; i++) {
        struct verify_record *record = &records->items[i];
        if (!record->has_draw || strcmp(record->drill, drill.drill) != 0) {
            continue;
        }
        has_record = 1;
        record->row = row->row;
        record->differs = compare(record, &drill, &tick);
        if (record->differs == NULL && !is_head_in_place(records, record, row->row)) {
            record->differs = "ledger.size";
        }
    }
    keep_held(records, drill.drill, row->row, has_record);
}

void verify_records_look(struct verify_records *records, const struct book *book, const struct ledger_row *row)
{
    if (strcmp(row->kind, "tick") == 0 || strcmp(row->kind, "link") == 0 || strcmp(row->kind, "now") == 0) {
        records->drawn = row->row;
    } else if (strcmp(row->kind, "drill") == 0) {
        take_drill(records, book, row);
    }
}

static enum sibu_status judge(const struct verify_record *record, struct sibu_fault *fault)
{
    char place[240];
    long long row = (long long)record->row;
    (void)snprintf(place, sizeof place, "%.230s:draw", record->path);
    if (!record->has_draw) {
        return sibu_fault_set(fault, SIBU_NO, place, "记录里没有抽取结果：不是本账本的演练的记录",
                              "it holds no draw: it is no record of a drill of the ledger");
    }
    if (record->row == 0) {
        return sibu_fault_set(fault, SIBU_NO, place, "账本里没有演练 %s", "its drill %s is not in the ledger",
                              record->drill);
    }
    if (record->differs != NULL && strcmp(record->differs, "draw") == 0) {
        return sibu_fault_set(fault, SIBU_NO, place, "抽取结果不是账本第 %lld 行所记的那一份",
                              "its draw document is not the one of the ledger's row %lld", row);
    }
    if (record->differs != NULL) {
        return sibu_fault_set(fault, SIBU_NO, place, "抽取结果中的 %s 与账本第 %lld 行不符",
                              "%s in its draw document is not that of the ledger's row %lld", record->differs, row);
    }
    return record->has_head ? SIBU_OK
                            : sibu_fault_set(fault, SIBU_NO, place, "抽取结果里没有账本头",
                                             "its draw document names no head of the ledger");
}

void verify_records_judge(const struct verify_records *records, int all, struct verify_faults *faults)
{
    struct sibu_fault fault;
    char place[64];
    for (size_t i = 0; i < records->count; i++) {
        if (judge(&records->items[i], &fault) != SIBU_OK) {
            verify_faults_add(faults, SIBU_NO, &fault);
        }
    }
    for (size_t i = 0; all && i < records->held_count; i++) {
        const struct verify_held *held = &records->held[i];
        if (!held->has_record) {
            (void)snprintf(place, sizeof place, "ledger:%" PRId64, held->row);
            (void)sibu_fault_set(&fault, SIBU_NO, place, "演练 %s 举行过，却没有它的记录",
                                 "the drill %s was held, and its record is not here", held->drill);
            verify_faults_add(faults, SIBU_NO, &fault);
        }
    }
    if (records->out_of_memory) {
        (void)sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
        verify_faults_add(faults, SIBU_NO_MEMORY, &fault);
    }
}

void verify_records_clear(struct verify_records *records)
{
    sibu_array_free(records->items);
    sibu_array_free(records->held);
    memset(records, 0, sizeof *records);
}
