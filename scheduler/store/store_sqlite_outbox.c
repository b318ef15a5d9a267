/* Alerts and the outbox: who is still to be told what.
 *
 * Depends on sqlite3, libsodium (base64). An item is "waiting" until one of its attempts is accepted or it is given up,
 * superseded by a later alert, or expired. Taking an item moves its due time to the lease's end and counts the attempt:
 * so where the taker dies it is due again by itself.
 */
#include <sodium.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/text.h"
#include "store/store_sqlite.h"

#define CHANNEL "http"

/* The first 16 bytes of a hash over what the message is to whom, as 22 characters. */
static void make_key(const char *identifier, int64_t drill, uint32_t person, char out[23])
{
    uint8_t bytes[SIBU_HASH_BYTES];
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu deliver v1");
    sibu_hash_integer(&hash, (uint64_t)drill);
    sibu_hash_text(&hash, identifier);
    sibu_hash_integer(&hash, person);
    sibu_hash_text(&hash, CHANNEL);
    sibu_hash_done(&hash, bytes);
    sodium_bin2base64(out, 23, bytes, 16, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static enum sibu_status end_earlier(struct store *store, int64_t drill, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE outbox SET state = 'superseded' WHERE drill = ?1 AND state = 'waiting'");
    store_put_integer(&query, drill);
    return store_query_run(&query, fault);
}

static enum sibu_status add_alert(struct store *store, int64_t drill, const struct store_alert *alert,
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "INSERT INTO alert (drill, sequence, identifier, xml, sent_us, expires_us, ends_earlier) VALUES (?1,"
               " (SELECT coalesce(max(sequence), 0) + 1 FROM alert WHERE drill = ?1), ?2, ?3, ?4, ?5, ?6)");
    store_put_integer(&query, drill);
    store_put_text(&query, alert->identifier);
    store_put_text(&query, alert->xml);
    store_put_integer(&query, alert->sent_us);
    store_put_integer(&query, alert->expires_us);
    store_put_integer(&query, alert->ends_earlier != 0);
    return store_query_run(&query, fault);
}

static enum sibu_status add_item(struct store *store, int64_t alert_key, int64_t drill, uint32_t person,
                                 const struct store_alert *alert, struct sibu_fault *fault)
{
    char key[23];
    make_key(alert->identifier, drill, person, key);
    struct store_query query = store_query(store, "INSERT INTO outbox (alert, drill, person, idempotency_key, due_us,"
                                                  " expires_us, attempt, state)"
                                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 'waiting')");
    store_put_integer(&query, alert_key);
    store_put_integer(&query, drill);
    store_put_integer(&query, person);
    store_put_text(&query, key);
    store_put_integer(&query, alert->sent_us);
    store_put_integer(&query, alert->expires_us);
    return store_query_run(&query, fault);
}

/* Those whom the alert is for. */
struct recipient {
    uint32_t person;
    int has_address;
};

static void read_recipient(struct store_query *query, struct sibu_arena *arena, void *item)
{
    (void)arena;
    struct recipient *recipient = item;
    recipient->person = (uint32_t)store_integer(query, 0);
    recipient->has_address = (int)store_integer(query, 1);
}

static enum sibu_status list_recipients(struct store *store, int64_t drill, int spares_arrived, struct store_list *list,
                                        struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT p.number, h.url <> '' FROM participant p JOIN person h ON h.key = p.person"
                           " WHERE p.drill = ?1 AND p.expected = 1 AND NOT (?2 AND EXISTS (SELECT 1 FROM response r"
                           " WHERE r.drill = p.drill AND r.person = p.number AND r.kind = 'check-in'))"
                           " ORDER BY p.number");
    store_put_integer(&query, drill);
    store_put_integer(&query, spares_arrived != 0);
    return store_query_list(&query, list, read_recipient, fault);
}

static enum sibu_status add_items(struct store *store, int64_t drill, const struct store_alert *alert,
                                  const struct store_list *recipients, struct sibu_fault *fault)
{
    int64_t alert_key = sqlite3_last_insert_rowid(store->connection);
    const struct recipient *items = recipients->items;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < recipients->count; i++) {
        status = add_item(store, alert_key, drill, items[i].person, alert, fault);
    }
    return status;
}

static enum sibu_status tell_event(struct store *store, int64_t drill, const struct store_alert *alert,
                                   const struct store_list *recipients, struct sibu_fault *fault)
{
    const struct recipient *items = recipients->items;
    size_t without = 0;
    for (size_t i = 0; i < recipients->count; i++) {
        without += !items[i].has_address;
    }
    struct sibu_text detail = {.max_length = 4096};
    sibu_text_add(&detail, "{\"identifier\":");
    sibu_text_add_json(&detail, alert->identifier);
    sibu_text_addf(&detail, ",\"recipients\":%zu,\"without_address\":%zu}", recipients->count, without);
    struct sibu_record_event event = {.time_us = alert->sent_us, .kind = "alert", .detail = sibu_text_get(&detail)};
    enum sibu_status status = sibu_text_ok(&detail) ? store_event_add(store, drill, &event, fault)
                                                    : sibu_fault_set(fault, SIBU_LIMIT, "alert", "警报的标识太长",
                                                                     "the identifier of the alert is too long");
    sibu_text_clear(&detail);
    return status;
}

static enum sibu_status put_alert(struct store *store, int64_t drill, const struct store_alert *alert,
                                  struct store_list *recipients, struct sibu_fault *fault)
{
    enum sibu_status status = store_drill_check_open(store, drill, fault);
    if (status == SIBU_OK) {
        status = list_recipients(store, drill, alert->spares_arrived, recipients, fault);
    }
    if (status == SIBU_OK && alert->ends_earlier) {
        status = end_earlier(store, drill, fault);
    }
    if (status == SIBU_OK) {
        status = add_alert(store, drill, alert, fault);
    }
    if (status == SIBU_OK) {
        status = add_items(store, drill, alert, recipients, fault);
    }
    if (status == SIBU_OK) {
        status = tell_event(store, drill, alert, recipients, fault);
    }
    return status;
}

enum sibu_status store_alert_add(struct store *store, int64_t drill, const struct store_alert *alert,
                                 struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_list recipients = {.arena = &arena, .item_bytes = sizeof(struct recipient)};
    enum sibu_status status = put_alert(store, drill, alert, &recipients, fault);
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status store_alert_put(struct store *store, int64_t drill, const struct store_alert *alert,
                                 struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, store_alert_add(store, drill, alert, fault), fault);
}

static void read_item(struct store_query *query, struct sibu_arena *arena, void *out)
{
    struct store_outbox_item *item = out;
    item->key = store_integer(query, 0);
    item->drill = store_integer(query, 1);
    item->person = (uint32_t)store_integer(query, 2);
    item->expires_us = store_integer(query, 3);
    item->attempt = (int)store_integer(query, 4) + 1;
    item->url = store_text(query, 5, arena);
    item->token = store_text(query, 6, arena);
    item->language = store_text(query, 7, arena);
    item->identifier = store_text(query, 8, arena);
    item->idempotency_key = store_text(query, 9, arena);
}

static enum sibu_status list_due(struct store *store, int64_t now_us, size_t most, struct store_list *list,
                                 struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "SELECT o.key, o.drill, o.person, o.expires_us, o.attempt, h.url, h.token, h.language, a.identifier,"
               " o.idempotency_key FROM outbox o JOIN alert a ON a.key = o.alert"
               " JOIN participant p ON p.drill = o.drill AND p.number = o.person JOIN person h ON h.key = p.person"
               " WHERE o.state = 'waiting' AND o.due_us <= ?1 AND h.url <> ''"
               " ORDER BY o.alert DESC, o.attempt, o.due_us, o.key LIMIT ?2");
    store_put_integer(&query, now_us);
    store_put_integer(&query, most > STORE_ROWS_MAX ? STORE_ROWS_MAX : (int64_t)most);
    return store_query_list(&query, list, read_item, fault);
}

static enum sibu_status drop_expired(struct store *store, int64_t now_us, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE outbox SET state = 'expired' WHERE state = 'waiting' AND expires_us <= ?1");
    store_put_integer(&query, now_us);
    return store_query_run(&query, fault);
}

static enum sibu_status lease_item(struct store *store, int64_t key, int64_t lease_us, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE outbox SET due_us = ?2, attempt = attempt + 1 WHERE key = ?1");
    store_put_integer(&query, key);
    store_put_integer(&query, lease_us);
    return store_query_run(&query, fault);
}

static enum sibu_status read_xml(struct store *store, const char *identifier, struct sibu_arena *arena,
                                 const char **xml, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT xml FROM alert WHERE identifier = ?1");
    store_put_text(&query, identifier);
    *xml = store_step(&query) ? store_text(&query, 0, arena) : "";
    return store_query_end(&query, fault);
}

/* Leases each item; the text of an alert is read once for all of its items. */
static enum sibu_status lease_items(struct store *store, int64_t lease_us, struct store_list *list,
                                    struct sibu_fault *fault)
{
    struct store_outbox_item *items = list->items;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < list->count; i++) {
        if (i > 0 && strcmp(items[i].identifier, items[i - 1].identifier) == 0) {
            items[i].xml = items[i - 1].xml;
        } else {
            status = read_xml(store, items[i].identifier, list->arena, &items[i].xml, fault);
        }
        if (status == SIBU_OK) {
            status = lease_item(store, items[i].key, lease_us, fault);
        }
    }
    return status;
}

enum sibu_status store_outbox_take(struct store *store, struct store_lease lease, struct sibu_arena *arena,
                                   struct store_outbox_item **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    *items = NULL;
    *count = 0;
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = drop_expired(store, lease.now_us, fault);
    if (status == SIBU_OK) {
        status = list_due(store, lease.now_us, lease.most, &list, fault);
    }
    if (status == SIBU_OK) {
        status = lease_items(store, lease.lease_us, &list, fault);
    }
    status = store_end(store, status, fault);
    if (status == SIBU_OK) {
        *items = list.items;
        *count = list.count;
    }
    return status;
}

static enum sibu_status add_delivery(struct store *store, int64_t item, const struct sibu_record_delivery *delivery,
                                     struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "INSERT INTO delivery (drill, sequence, started_us, ended_us, alert, person, channel, key, attempt,"
               " result, fault) SELECT o.drill, (SELECT coalesce(max(d.sequence), 0) + 1 FROM delivery d"
               " WHERE d.drill = o.drill), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM outbox o WHERE o.key = ?1");
    store_put_integer(&query, item);
    store_put_integer(&query, delivery->started_us);
    store_put_integer(&query, delivery->ended_us);
    store_put_text(&query, delivery->alert);
    store_put_integer(&query, delivery->person);
    store_put_text(&query, delivery->channel);
    store_put_text(&query, delivery->key);
    store_put_integer(&query, delivery->attempt);
    store_put_integer(&query, delivery->result);
    store_put_text(&query, delivery->fault);
    enum sibu_status status = store_query_run(&query, fault);
    if (status == SIBU_OK && sqlite3_changes(store->connection) == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "outbox", "发件箱里没有这一项",
                              "there is no such item in the outbox");
    }
    return status;
}

/* Accepted is accepted, however late. Anything else counts only for the attempt that the item waits for. */
static enum sibu_status move_item(struct store *store, const struct store_outbox_result *result,
                                  struct sibu_fault *fault)
{
    const char *said = result->delivery.fault;
    int accepted = said == NULL || said[0] == '\0';
    struct store_query query = store_query(
        store, "UPDATE outbox SET state = CASE WHEN ?2 THEN 'accepted' WHEN ?3 = 0 THEN 'given-up' ELSE state END,"
               " due_us = iif(?3 = 0, due_us, ?3) WHERE key = ?1 AND (?2 OR (state = 'waiting' AND attempt = ?4))");
    store_put_integer(&query, result->item);
    store_put_integer(&query, accepted);
    store_put_integer(&query, result->next_us);
    store_put_integer(&query, result->delivery.attempt);
    return store_query_run(&query, fault);
}

enum sibu_status store_outbox_finish(struct store *store, const struct store_outbox_result *results, size_t count,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        status = add_delivery(store, results[i].item, &results[i].delivery, fault);
        if (status == SIBU_OK) {
            status = move_item(store, &results[i], fault);
        }
    }
    return store_end(store, status, fault);
}

#define WAITING                                                                                                        \
    " FROM outbox o JOIN participant p ON p.drill = o.drill AND p.number = o.person JOIN person h ON h.key = p.person" \
    " WHERE o.state = 'waiting' AND h.url <> ''"

enum sibu_status store_outbox_waiting(struct store *store, size_t *count, int64_t *next_us, struct sibu_fault *fault)
{
    *count = 0;
    *next_us = INT64_MAX;
    store_lock(store);
    struct store_query query = store_query(store, "SELECT count(*), min(o.due_us)" WAITING);
    if (store_step(&query)) {
        *count = (size_t)store_integer(&query, 0);
        if (*count > 0) {
            *next_us = store_integer(&query, 1);
        }
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

enum sibu_status store_outbox_waiting_of(struct store *store, int64_t drill, size_t *count, struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query = store_query(store, "SELECT count(*)" WAITING " AND o.drill = ?1");
    store_put_integer(&query, drill);
    *count = store_step(&query) ? (size_t)store_integer(&query, 0) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}
