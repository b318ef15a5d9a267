/* How drills stand, and what is written under a claim besides states and alerts. See store_follow.h. */
#include "store/store_follow.h"

#include <string.h>

#include "store/rooms.h"

static void read_standing(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_standing *standing = item;
    const char **const texts[] = {&standing->id, &standing->state, &standing->ended, &standing->record,
                                  &standing->driver};
    int64_t *const numbers[] = {&standing->drill,     &standing->end_us, &standing->events,
                                &standing->responses, &standing->alerts, &standing->unfolded_us};
    const int text_count = (int)(sizeof texts / sizeof texts[0]);
    const int number_count = (int)(sizeof numbers / sizeof numbers[0]);
    for (int i = 0; i < text_count; i++) {
        *texts[i] = store_text(query, i, arena);
    }
    for (int i = 0; i < number_count; i++) {
        *numbers[i] = store_integer(query, text_count + i);
    }
}

#define LAST(table)                                                                                                    \
    " (SELECT coalesce(max(t.sequence), 0) FROM " table " t WHERE /*+t.site_no = d.site_no AND*/ t.drill = d.key)"

enum sibu_status store_standings(struct store *store, struct sibu_arena *arena, struct store_standing **items,
                                 size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store,
        "SELECT d.id, " STORE_STATE ", " STORE_ENDED
        ", d.record, coalesce((SELECT c.holder FROM claim c WHERE c.name = 'drill/' || d.id AND c.until_us > " STORE_NOW
        "), ''), d.key, d.end_us," LAST("event") "," LAST("response") "," LAST(
            "alert") ", d.unfolded_us FROM drill d WHERE d.state <> 'closed' ORDER BY " STORE_AGE("d.key"));
    enum sibu_status status = store_query_list(&query, &list, read_standing, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

static enum sibu_status fault_of_moved(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, "drill", "这次演练在此期间已有变化，这次写入没有保存",
                          "the drill has moved on meanwhile; nothing of this write was kept");
}

enum sibu_status store_stand_check(struct store *store, int64_t drill, const struct store_stand *stand,
                                   struct sibu_fault *fault)
{
    if (stand == NULL) {
        return SIBU_OK;
    }
    struct store_query query =
        store_query(store, "SELECT " STORE_STATE "," LAST("alert") "," LAST(
                               "event") " FROM drill d WHERE /*+d.site_no = ?1 >> 32 AND*/ d.key = ?1");
    store_put_integer(&query, drill);
    int is_so = 0;
    if (store_step(&query)) {
        struct store_bytes state = store_bytes(&query, 0);
        is_so = state.length == strlen(stand->state) && memcmp(state.bytes, stand->state, state.length) == 0 &&
                (stand->alerts < 0 || store_integer(&query, 1) == stand->alerts) &&
                (stand->events < 0 || store_integer(&query, 2) == stand->events);
    }
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && !is_so ? fault_of_moved(fault) : status;
}

static enum sibu_status file_events(struct store *store, const struct store_event_filing *filing,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = store_claim_check(store, filing->claim, fault);
    if (status == SIBU_OK) {
        status = store_drill_check_open(store, filing->drill, fault);
    }
    if (status == SIBU_OK) {
        status = store_stand_check(store, filing->drill, filing->stand, fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < filing->count; i++) {
        status = store_event_add(store, filing->drill, &filing->events[i], fault);
    }
    return status;
}

enum sibu_status store_events_file(struct store *store, const struct store_event_filing *filing,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    return status == SIBU_OK ? store_end(store, file_events(store, filing, fault), fault) : status;
}

static enum sibu_status put_unfolded(struct store *store, int64_t drill, int64_t time_us, struct sibu_fault *fault)
{
    enum sibu_status status = store_drill_check_open(store, drill, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "UPDATE drill SET unfolded_us = ?2 WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1"
                           " AND unfolded_us < ?2");
    store_put_integer(&query, drill);
    store_put_integer(&query, time_us);
    return store_query_run(&query, fault);
}

enum sibu_status store_unfolded_put(struct store *store, const struct store_claim *claim, int64_t drill,
                                    int64_t time_us, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_claim_check(store, claim, fault);
    return store_end(store, status == SIBU_OK ? put_unfolded(store, drill, time_us, fault) : status, fault);
}

static enum sibu_status move_record(struct store *store, int64_t drill, const char *path, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE drill SET record = ?2 WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1");
    store_put_integer(&query, drill);
    store_put_text(&query, path);
    return store_query_run(&query, fault);
}

enum sibu_status store_record_move(struct store *store, const struct store_claim *claim, int64_t drill,
                                   const char *path, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_claim_check(store, claim, fault);
    return store_end(store, status == SIBU_OK ? move_record(store, drill, path, fault) : status, fault);
}
