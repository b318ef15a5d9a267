/* What devices answered to the messages of a drill: see store_outbox.h.
 *
 * Which drill it was is found by the outbox item whose key the answer's begins with, so that a restart
 * in between loses nothing.
 */
#include <string.h>

#include "sibu/text.h"
#include "store/rooms.h"

#define KEY_CHARACTERS 22

/* The drill of the item that the key names, where it is open; 0: none. */
static enum sibu_status find_drill(struct store *store, const char *key, int64_t *drill, struct sibu_fault *fault)
{
    char item[KEY_CHARACTERS + 1] = "";
    *drill = 0;
    if (strlen(key) <= KEY_CHARACTERS || key[KEY_CHARACTERS] != '.') {
        return SIBU_OK;
    }
    memcpy(item, key, KEY_CHARACTERS);
    struct store_query query =
        store_query(store, "SELECT o.drill FROM outbox o JOIN drill d ON /*+d.site_no = o.site_no AND*/ d.key = o.drill"
                           " WHERE o.idempotency_key = ?1 AND o.person IS NULL AND d.state <> 'closed'");
    store_put_text(&query, item);
    if (store_step(&query)) {
        *drill = store_integer(&query, 0);
    }
    return store_query_end(&query, fault);
}

/* Whether there is room for the event and it is not there yet. */
static enum sibu_status is_news(struct store *store, int64_t drill, const struct sibu_record_event *event, int *news,
                                struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "SELECT count(*) < ?4 AND count(CASE WHEN place = ?2 AND detail = ?3 THEN 1 END) = 0 FROM event"
               " WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND kind = 'device'");
    store_put_integer(&query, drill);
    store_put_text(&query, event->place);
    store_put_text(&query, event->detail);
    store_put_integer(&query, STORE_DEVICE_ANSWERS_MAX);
    *news = store_step(&query) && store_integer(&query, 0) != 0;
    return store_query_end(&query, fault);
}

static void write_detail(const struct store_device_answer *answer, struct sibu_text *out)
{
    sibu_text_add(out, "{\"device\":");
    sibu_text_add_json(out, answer->device);
    sibu_text_add(out, ",\"key\":");
    sibu_text_add_json(out, answer->key);
    sibu_text_addf(out, ",\"result\":\"%s\"}", answer->is_done ? "done" : "failed");
}

static enum sibu_status keep_answer(struct store *store, const struct store_device_answer *answer,
                                    struct sibu_fault *fault)
{
    int64_t drill = 0;
    int news = 0;
    enum sibu_status status = find_drill(store, answer->key, &drill, fault);
    if (status != SIBU_OK || drill == 0) {
        return status;
    }
    status = store_drill_check_open(store, drill, fault);
    if (status != SIBU_OK) {
        return status == SIBU_NO ? SIBU_OK : status; /* closed just now */
    }
    struct sibu_text detail = {.max_length = 4096};
    write_detail(answer, &detail);
    struct sibu_record_event event = {
        .time_us = answer->at_us, .kind = "device", .place = answer->zone, .detail = sibu_text_get(&detail)};
    status = sibu_text_ok(&detail) ? is_news(store, drill, &event, &news, fault)
                                   : sibu_fault_set(fault, SIBU_NO_MEMORY, "outbox", "内存不足", "out of memory");
    if (status == SIBU_OK && news) {
        status = store_event_add(store, drill, &event, fault);
    }
    sibu_text_clear(&detail);
    return status;
}

enum sibu_status store_device_answers_put(struct store *store, const struct store_device_answer *answers, size_t count,
                                          struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = keep_answer(store, &answers[i], fault);
    }
    return store_end(store, status, fault);
}
