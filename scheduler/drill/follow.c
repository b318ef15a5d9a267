/* The record follows the store: rows of each kind, in order, from where the record stopped. See live.h.
 *
 * Events, deliveries and responses are the same structs on both sides, so nothing is translated and nothing is lost. The
 * alerts' texts are documents of the record, named by their order: "alert-1", "alert-2", ...
 *
 * What comes in is checked before it is stored. A text that stands in the store all the same and that no record takes is
 * replaced by a note of its length: one bad row never keeps the rows after it, and the drill, from going on.
 */
#include <stdio.h>
#include <string.h>

#include "drill/live.h"

/* Puts a note in the place of a text that the record would refuse. */
static enum sibu_status make_fit(const char **text, size_t max_bytes, struct sibu_arena *arena,
                                 struct sibu_fault *fault)
{
    size_t length = *text != NULL ? strlen(*text) : 0;
    if (length == 0 || (length <= max_bytes && sibu_utf8_valid(*text, length))) {
        return SIBU_OK;
    }
    char note[80];
    int written = snprintf(note, sizeof note, "{\"left_out\":\"%zu bytes that no record takes\"}", length);
    *text = sibu_arena_text(arena, note, (size_t)written);
    return *text != NULL ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* The same for the texts of a row, each with its limit; ends with NULL. */
struct row_text {
    const char **text;
    size_t max_bytes;
};
static enum sibu_status make_row_fit(const struct row_text *texts, struct sibu_arena *arena, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; texts[i].text != NULL && status == SIBU_OK; i++) {
        status = make_fit(texts[i].text, texts[i].max_bytes, arena, fault);
    }
    return status;
}

static enum sibu_status put_event(struct live *live, struct sibu_record_event *item, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    const struct row_text texts[] = {{&item->kind, SIBU_RECORD_WORD_MAX},
                                     {&item->place, SIBU_RECORD_WORD_MAX},
                                     {&item->detail, SIBU_RECORD_DETAIL_MAX},
                                     {NULL, 0}};
    enum sibu_status status = make_row_fit(texts, arena, fault);
    return status == SIBU_OK ? sibu_record_put_event(live->record, item, fault) : status;
}

static enum sibu_status put_delivery(struct live *live, struct sibu_record_delivery *item, struct sibu_arena *arena,
                                     struct sibu_fault *fault)
{
    const struct row_text texts[] = {{&item->alert, SIBU_RECORD_WORD_MAX},
                                     {&item->channel, SIBU_RECORD_WORD_MAX},
                                     {&item->key, SIBU_RECORD_WORD_MAX},
                                     {&item->fault, SIBU_RECORD_DETAIL_MAX},
                                     {NULL, 0}};
    enum sibu_status status = make_row_fit(texts, arena, fault);
    return status == SIBU_OK ? sibu_record_put_delivery(live->record, item, fault) : status;
}

static enum sibu_status put_response(struct live *live, struct sibu_record_response *item, struct sibu_arena *arena,
                                     struct sibu_fault *fault)
{
    const struct row_text texts[] = {{&item->kind, SIBU_RECORD_WORD_MAX},
                                     {&item->place, SIBU_RECORD_WORD_MAX},
                                     {&item->key, SIBU_RECORD_WORD_MAX},
                                     {NULL, 0}};
    enum sibu_status status = make_row_fit(texts, arena, fault);
    return status == SIBU_OK ? sibu_record_put_response(live->record, item, fault) : status;
}

static enum sibu_status follow_events(struct live *live, struct store *store, int64_t after, struct sibu_arena *arena,
                                      struct sibu_fault *fault)
{
    struct sibu_record_event *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_events(store, (struct store_from){live->drill.key, after}, arena, &items, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = put_event(live, &items[i], arena, fault);
    }
    return status;
}

static enum sibu_status follow_deliveries(struct live *live, struct store *store, int64_t after,
                                          struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_record_delivery *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_deliveries(store, (struct store_from){live->drill.key, after}, arena, &items, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = put_delivery(live, &items[i], arena, fault);
    }
    return status;
}

static enum sibu_status follow_responses(struct live *live, struct store *store, int64_t after,
                                         struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_record_response *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_responses(store, (struct store_from){live->drill.key, after}, arena, &items, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = put_response(live, &items[i], arena, fault);
    }
    return status;
}

/* Whether the record holds the text of alert `number` already. */
static enum sibu_status has_alert(struct live *live, uint32_t number, struct sibu_arena *arena, int *has,
                                  struct sibu_fault *fault)
{
    char name[32];
    const char *bytes = NULL;
    size_t length = 0;
    (void)snprintf(name, sizeof name, "alert-%u", (unsigned)number);
    enum sibu_status status = sibu_record_document(live->record, name, arena, &bytes, &length, fault);
    *has = bytes != NULL;
    return status;
}

static enum sibu_status follow_alerts(struct live *live, struct store *store, struct sibu_arena *arena,
                                      struct sibu_fault *fault)
{
    if (live->alerts_in_record >= live->alert_count) {
        return SIBU_OK;
    }
    struct store_alert *items = NULL;
    size_t count = 0;
    enum sibu_status status =
        store_alerts(store, (struct store_from){live->drill.key, 0}, arena, &items, &count, fault);
    for (uint32_t i = live->alerts_in_record; i < count && status == SIBU_OK; i++) {
        char name[32];
        int has = 0;
        (void)snprintf(name, sizeof name, "alert-%u", (unsigned)i + 1);
        status = has_alert(live, i + 1, arena, &has, fault);
        if (status == SIBU_OK && !has) {
            status = sibu_record_put_document(live->record, name, items[i].xml, strlen(items[i].xml), fault);
        }
        live->alerts_in_record += status == SIBU_OK ? 1 : 0;
    }
    return status;
}

static enum sibu_status follow_all(struct live *live, struct store *store, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    struct sibu_record_counts have;
    enum sibu_status status = sibu_record_count(live->record, &have, fault);
    if (status == SIBU_OK) {
        status = follow_events(live, store, (int64_t)have.events, arena, fault);
    }
    if (status == SIBU_OK) {
        status = follow_deliveries(live, store, (int64_t)have.deliveries, arena, fault);
    }
    if (status == SIBU_OK) {
        status = follow_responses(live, store, (int64_t)have.responses, arena, fault);
    }
    return status == SIBU_OK ? follow_alerts(live, store, arena, fault) : status;
}

enum sibu_status live_follow(struct live *live, struct store *store, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    enum sibu_status status = sibu_record_begin(live->record, fault);
    if (status == SIBU_OK) {
        status = follow_all(live, store, &arena, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_commit(live->record, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}
