/* Lists and documents out of a record: every row checked, and every list bounded before memory is taken for it.
 *
 * Depends on: query. Rows are numbered 1, 2, 3 ...: where one is missing, the record is damaged.
 */
#include <string.h>

#include "record/query.h"

/* No row takes less than this in the file, so a list cannot be longer than the file allows. */
#define ROW_BYTES_MIN 8

#define COLUMNS_MAX 10 /* of a row, its number with it */

struct list {
    struct sibu_record *record;
    struct sibu_arena *arena;
    struct query query;
    void *items;
    size_t count; /* as the table's last row says; rows that come while we read are left for the next time */
    size_t read;
    const char *before[COLUMNS_MAX]; /* what a column said in the row before, or NULL */
};

static enum sibu_status read_pragma(struct sibu_record *record, const char *sql, int64_t *value,
                                    struct sibu_fault *fault)
{
    struct query query = query_open_text(record, sql, "SQLite");
    *value = query_next(&query) ? query_integer(&query, 0, 0, INT64_MAX) : 0;
    return query_close(&query, fault);
}

static enum sibu_status count_rows(struct sibu_record *record, enum query_name name, size_t *count,
                                   struct sibu_fault *fault)
{
    struct query query = query_open(record, name);
    *count = query_next(&query) ? (size_t)query_integer(&query, 0, 0, RECORD_ROWS_MAX) : 0;
    return query_close(&query, fault);
}

static enum sibu_status check_size(const struct list *list, struct sibu_fault *fault)
{
    int64_t pages = 0, page_bytes = 0;
    enum sibu_status status = read_pragma(list->record, "PRAGMA page_count", &pages, fault);
    if (status == SIBU_OK) {
        status = read_pragma(list->record, "PRAGMA page_size", &page_bytes, fault);
    }
    if (status == SIBU_OK && (int64_t)list->count > pages * page_bytes / ROW_BYTES_MIN) {
        status = record_damaged(list->record, "row", fault);
    }
    return status;
}

static enum sibu_status list_open(struct list *list, enum query_name last, enum query_name rows, size_t item_bytes,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = count_rows(list->record, last, &list->count, fault);
    if (status == SIBU_OK) {
        status = check_size(list, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    list->items = sibu_arena_take(list->arena, list->count, item_bytes);
    if (list->items == NULL) {
        return record_no_memory(list->record, fault);
    }
    list->query = query_open(list->record, rows);
    return SIBU_OK;
}

/* The next row, whose first column is its number. */
static int list_next(struct list *list)
{
    if (list->read == list->count) {
        return 0;
    }
    if (!query_next(&list->query)) {
        query_doubt(&list->query);
        return 0;
    }
    list->read++;
    (void)query_integer(&list->query, 0, (int64_t)list->read, (int64_t)list->read);
    return 1;
}

static enum sibu_status list_close(struct list *list, size_t *count, struct sibu_fault *fault)
{
    enum sibu_status status = query_close(&list->query, fault);
    *count = status == SIBU_OK ? list->count : 0;
    return status;
}

/* Shifts, roles, kinds: from row to row they are mostly the same, and then the same piece of memory. */
static const char *text_of(struct list *list, int column, size_t max_bytes)
{
    const char *text = query_text_again(&list->query, column, max_bytes, list->arena, list->before[column]);
    list->before[column] = text;
    return text;
}

static const char *word(struct list *list, int column)
{
    return text_of(list, column, SIBU_RECORD_WORD_MAX);
}

static uint32_t person_number(struct list *list, int column, int64_t least)
{
    return (uint32_t)query_integer(&list->query, column, least, RECORD_PEOPLE_MAX);
}

enum sibu_status sibu_record_document(struct sibu_record *record, const char *name, struct sibu_arena *arena,
                                      const char **bytes, size_t *length, struct sibu_fault *fault)
{
    *bytes = NULL;
    *length = 0;
    struct query query = query_open(record, QUERY_DOCUMENT);
    query_put_text(&query, name);
    int no_memory = 0;
    if (query_next(&query)) {
        const char *stored = query_bytes(&query, 0, RECORD_DOCUMENT_MAX, length);
        *bytes = stored == NULL ? NULL : sibu_arena_text(arena, stored, *length);
        no_memory = stored != NULL && *bytes == NULL;
    }
    enum sibu_status status = query_close(&query, fault);
    return status == SIBU_OK && no_memory ? record_no_memory(record, fault) : status;
}

enum sibu_status sibu_record_people(struct sibu_record *record, struct sibu_arena *arena,
                                    struct sibu_record_person **items, size_t *count, struct sibu_fault *fault)
{
    struct list list = {.record = record, .arena = arena};
    enum sibu_status status = list_open(&list, QUERY_LAST_PERSON, QUERY_PEOPLE, sizeof **items, fault);
    *items = list.items;
    *count = 0;
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; list_next(&list); i++) {
        (*items)[i] = (struct sibu_record_person){.number = person_number(&list, 1, 1),
                                                  .expected = (int)query_integer(&list.query, 2, 0, 1),
                                                  .id = word(&list, 3),
                                                  .name = word(&list, 4),
                                                  .zone = word(&list, 5),
                                                  .shift = word(&list, 6),
                                                  .role = word(&list, 7),
                                                  .pace = word(&list, 8),
                                                  .language = word(&list, 9)};
    }
    return list_close(&list, count, fault);
}

static void read_hash(struct query *query, int column, uint8_t out[SIBU_HASH_BYTES])
{
    size_t length = 0;
    const void *bytes = query_bytes(query, column, SIBU_HASH_BYTES, &length);
    if (bytes != NULL && length == SIBU_HASH_BYTES) {
        memcpy(out, bytes, length);
    } else {
        query_doubt(query);
    }
}

enum sibu_status sibu_record_events(struct sibu_record *record, struct sibu_arena *arena,
                                    struct sibu_record_event **items, size_t *count, struct sibu_fault *fault)
{
    struct list list = {.record = record, .arena = arena};
    enum sibu_status status = list_open(&list, QUERY_LAST_EVENT, QUERY_EVENTS, sizeof **items, fault);
    *items = list.items;
    *count = 0;
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; list_next(&list); i++) {
        struct sibu_record_event *event = &(*items)[i];
        event->time_us = query_integer(&list.query, 1, INT64_MIN, INT64_MAX);
        event->person = person_number(&list, 2, 0);
        read_hash(&list.query, 3, event->hash);
        event->kind = word(&list, 4);
        event->place = word(&list, 5);
        event->detail = text_of(&list, 6, SIBU_RECORD_DETAIL_MAX);
    }
    return list_close(&list, count, fault);
}

enum sibu_status sibu_record_deliveries(struct sibu_record *record, struct sibu_arena *arena,
                                        struct sibu_record_delivery **items, size_t *count, struct sibu_fault *fault)
{
    struct list list = {.record = record, .arena = arena};
    enum sibu_status status = list_open(&list, QUERY_LAST_DELIVERY, QUERY_DELIVERIES, sizeof **items, fault);
    *items = list.items;
    *count = 0;
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; list_next(&list); i++) {
        struct sibu_record_delivery *delivery = &(*items)[i];
        delivery->started_us = query_integer(&list.query, 1, INT64_MIN, INT64_MAX);
        delivery->ended_us = query_integer(&list.query, 2, INT64_MIN, INT64_MAX);
        delivery->person = person_number(&list, 3, 0);
        delivery->attempt = (int)query_integer(&list.query, 4, INT32_MIN, INT32_MAX);
        delivery->result = (int)query_integer(&list.query, 5, INT32_MIN, INT32_MAX);
        delivery->alert = word(&list, 6);
        delivery->channel = word(&list, 7);
        delivery->key = word(&list, 8);
        delivery->fault = text_of(&list, 9, SIBU_RECORD_DETAIL_MAX);
    }
    return list_close(&list, count, fault);
}

enum sibu_status sibu_record_responses(struct sibu_record *record, struct sibu_arena *arena,
                                       struct sibu_record_response **items, size_t *count, struct sibu_fault *fault)
{
    struct list list = {.record = record, .arena = arena};
    enum sibu_status status = list_open(&list, QUERY_LAST_RESPONSE, QUERY_RESPONSES, sizeof **items, fault);
    *items = list.items;
    *count = 0;
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; list_next(&list); i++) {
        struct sibu_record_response *response = &(*items)[i];
        response->received_us = query_integer(&list.query, 1, INT64_MIN, INT64_MAX);
        response->client_us = query_integer(&list.query, 2, INT64_MIN, INT64_MAX);
        response->person = person_number(&list, 3, 1);
        response->kind = word(&list, 4);
        response->place = word(&list, 5);
        response->key = word(&list, 6);
    }
    return list_close(&list, count, fault);
}

enum sibu_status sibu_record_count(struct sibu_record *record, struct sibu_record_counts *counts,
                                   struct sibu_fault *fault)
{
    static const enum query_name LAST[] = {QUERY_LAST_PERSON, QUERY_LAST_EVENT, QUERY_LAST_DELIVERY,
                                           QUERY_LAST_RESPONSE, QUERY_LAST_FRAME};
    *counts = (struct sibu_record_counts){0};
    size_t *const to[] = {&counts->people, &counts->events, &counts->deliveries, &counts->responses, &counts->frames};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof LAST / sizeof LAST[0] && status == SIBU_OK; i++) {
        status = count_rows(record, LAST[i], to[i], fault);
    }
    return status;
}
