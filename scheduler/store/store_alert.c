/* The filing of alerts: who is to be told, and on which ways.
 *
 * Depends on libsodium (base64). One item for each person and way, so that a restart needs to know nothing more;
 * an item of a later step has `unanswered`: it goes away as soon as the person answers. Steps are each person's own: one at
 * which there is no address for the person is none, so that nobody waits for a way that cannot be gone.
 */
#include <sodium.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/text.h"
#include "store/rooms.h"

static const struct store_way POST = {.channel = "http", .address = "url"};

/* The first 16 bytes of a hash over what the message is to whom, as 22 characters. */
static void make_key(const struct store_way *way, const char *identifier, int64_t drill, uint32_t person, char out[23])
{
    uint8_t bytes[SIBU_HASH_BYTES];
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu deliver v1");
    sibu_hash_integer(&hash, (uint64_t)drill);
    sibu_hash_text(&hash, identifier);
    sibu_hash_integer(&hash, person);
    sibu_hash_text(&hash, way->channel);
    sibu_hash_done(&hash, bytes);
    sodium_bin2base64(out, 23, bytes, 16, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static enum sibu_status end_earlier(struct store *store, int64_t drill, struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "UPDATE outbox SET state = 'superseded' WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND state = 'waiting'");
    store_put_integer(&query, drill);
    return store_query_run(&query, fault);
}

static enum sibu_status add_alert(struct store *store, int64_t drill, const struct store_alert *alert, int64_t *key,
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "INSERT INTO alert (/*+site_no, key,*/ drill, sequence, identifier, xml, sent_us, expires_us, ends_earlier, to_wardens) VALUES"
        " (/*+?1 >> 32, next_key('alert', ?1 >> 32),*/ ?1, (SELECT coalesce(max(sequence), 0) + 1 FROM alert WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1), ?2, ?3, ?4, ?5, ?6, ?7) RETURNING key");
    store_put_integer(&query, drill);
    store_put_text(&query, alert->identifier);
    store_put_text(&query, alert->xml);
    store_put_integer(&query, alert->sent_us);
    store_put_integer(&query, alert->expires_us);
    store_put_integer(&query, alert->ends_earlier != 0);
    store_put_integer(&query, alert->to_wardens != 0);
    return store_query_number(&query, 0, key, fault);
}

/* An alert that is being filed. */
struct filing {
    struct store *store;
    const struct store_alert *alert;
    int64_t drill, alert_key;
    const struct store_way *ways;
    size_t way_count;
};

/* How long after the alert a step begins. */
static int64_t wait_of(const struct filing *filing, uint32_t step)
{
    size_t i = 0;
    while (i + 1 < filing->way_count && filing->ways[i].step < step) {
        i++;
    }
    return filing->ways[i].wait_us;
}

static enum sibu_status add_item(const struct filing *filing, const struct store_way *way, uint32_t person,
                                 uint32_t step, struct sibu_fault *fault)
{
    char key[23];
    int by_steps = filing->alert->reach == STORE_BY_STEPS;
    make_key(way, filing->alert->identifier, filing->drill, person, key);
    struct store_query query = store_query(
        filing->store,
        "INSERT INTO outbox (/*+site_no, key,*/ alert, drill, person, channel, address, idempotency_key, step, unanswered,"
        " due_us, expires_us, attempt, state) VALUES (/*+?2 >> 32, next_key('outbox', ?2 >> 32),*/ ?1, ?2, nullif(?3, 0), ?4, ?5, ?6, ?7, ?8, ?9,"
        " ?10, 0, 'waiting')");
    store_put_integer(&query, filing->alert_key);
    store_put_integer(&query, filing->drill);
    store_put_integer(&query, person);
    store_put_text(&query, way->channel);
    store_put_text(&query, way->address);
    store_put_text(&query, key);
    store_put_integer(&query, by_steps ? step : 0);
    store_put_integer(&query, by_steps && step > 0);
    store_put_integer(&query, filing->alert->sent_us + (by_steps ? wait_of(filing, step) : 0));
    store_put_integer(&query, filing->alert->expires_us);
    return store_query_run(&query, fault);
}

/* Those whom the alert is for. */
struct recipient {
    uint32_t person;
    int has_answered;
    const char *kinds; /* of the person's addresses: "email,phone" */
};

static void read_recipient(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct recipient *recipient = item;
    recipient->person = (uint32_t)store_integer(query, 0);
    recipient->has_answered = (int)store_integer(query, 1);
    recipient->kinds = store_text(query, 2, arena);
}

static enum sibu_status list_recipients(const struct filing *filing, struct store_list *list, struct sibu_fault *fault)
{
    struct store_query query = store_query(
        filing->store,
        "SELECT p.number, EXISTS (SELECT 1 FROM response r WHERE /*+r.site_no = p.site_no AND*/ r.drill = p.drill AND r.person = p.number),"
        " (SELECT coalesce(/*-*/group_concat(kind)/*-*//*+string_agg(kind, ',')*/, '') FROM address a"
        " WHERE /*+a.site_no = p.site_no AND*/ a.person = p.person)"
        " FROM participant p WHERE /*+p.site_no = ?1 >> 32 AND*/ p.drill = ?1 AND p.expected = 1 AND (?2 = 0 OR NOT EXISTS (SELECT 1"
        " FROM response r WHERE /*+r.site_no = p.site_no AND*/ r.drill = p.drill AND r.person = p.number AND r.kind = 'check-in'))"
        " AND (?3 = 0 OR p.person IN (SELECT key FROM person WHERE /*+site_no = p.site_no AND*/ role = 'warden')) ORDER BY p.number");
    store_put_integer(&query, filing->drill);
    store_put_integer(&query, filing->alert->spares_arrived != 0);
    store_put_integer(&query, filing->alert->to_wardens != 0);
    return store_query_list(&query, list, read_recipient, fault);
}

/* Which of the person's own steps a way belongs to: how many steps before the way's there are with an address. No kind of
 * address is a part of another's name. */
static uint32_t step_of(const struct filing *filing, const struct store_way *way, const struct recipient *recipient)
{
    uint32_t steps = 0;
    const struct store_way *last = NULL;
    for (size_t i = 0; i < filing->way_count && filing->ways[i].step < way->step; i++) {
        const struct store_way *earlier = &filing->ways[i];
        if (earlier->address[0] != '\0' && strstr(recipient->kinds, earlier->address) != NULL) {
            steps += last == NULL || last->step != earlier->step;
            last = earlier;
        }
    }
    return steps;
}

/* Whether the person was told something of this drill on this way. */
static enum sibu_status was_tried(const struct filing *filing, const struct store_way *way, uint32_t person, int *tried,
                                  struct sibu_fault *fault)
{
    struct store_query query =
        store_query(filing->store, "SELECT 1 FROM outbox WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND person = ?2"
                                   " AND channel = ?3 AND attempt > 0");
    store_put_integer(&query, filing->drill);
    store_put_integer(&query, person);
    store_put_text(&query, way->channel);
    *tried = store_step(&query);
    return store_query_end(&query, fault);
}

static enum sibu_status is_meant(const struct filing *filing, const struct store_way *way,
                                 const struct recipient *recipient, int *meant, struct sibu_fault *fault)
{
    *meant = step_of(filing, way, recipient) == 0 || filing->alert->reach == STORE_EVERYWHERE ||
             (filing->alert->reach == STORE_BY_STEPS && !recipient->has_answered);
    return !*meant && filing->alert->reach == STORE_WHERE_TRIED
               ? was_tried(filing, way, recipient->person, meant, fault)
               : SIBU_OK;
}

/* The items of one way: one for each recipient, or one for all. */
static enum sibu_status add_way(const struct filing *filing, const struct store_way *way,
                                const struct store_list *recipients, struct sibu_fault *fault)
{
    const struct recipient *items = recipients->items;
    if (way->address[0] == '\0') {
        return filing->alert->to_wardens ? SIBU_OK : add_item(filing, way, 0, way->step, fault);
    }
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < recipients->count; i++) {
        int meant = 0;
        status = is_meant(filing, way, &items[i], &meant, fault);
        if (status == SIBU_OK && meant) {
            status = add_item(filing, way, items[i].person, step_of(filing, way, &items[i]), fault);
        }
    }
    return status;
}

static enum sibu_status add_items(const struct filing *filing, const struct store_list *recipients,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < filing->way_count; i++) {
        status = add_way(filing, &filing->ways[i], recipients, fault);
    }
    return status;
}

/* How many of those whom the alert is for have no address for any of its ways. */
static enum sibu_status count_unreachable(const struct filing *filing, size_t recipients, size_t *out,
                                          struct sibu_fault *fault)
{
    struct store_query query = store_query(
        filing->store,
        "SELECT count(DISTINCT o.person) FROM outbox o JOIN participant p ON p.drill = o.drill AND"
        " p.number = o.person JOIN address a ON /*+a.site_no = p.site_no AND*/ a.person = p.person AND a.kind = o.address"
        " WHERE /*+o.site_no = ?1 >> 32 AND*/ o.drill = ?1 AND o.alert = ?2");
    store_put_integer(&query, filing->drill);
    store_put_integer(&query, filing->alert_key);
    *out = recipients - (store_step(&query) ? (size_t)store_integer(&query, 0) : 0);
    return store_query_end(&query, fault);
}

static enum sibu_status tell_event(const struct filing *filing, size_t recipients, size_t without,
                                   struct sibu_fault *fault)
{
    struct sibu_text detail = {.max_length = 4096};
    sibu_text_add(&detail, "{\"identifier\":");
    sibu_text_add_json(&detail, filing->alert->identifier);
    sibu_text_addf(&detail, ",\"recipients\":%zu,\"without_address\":%zu", recipients, without);
    if (filing->alert->to_wardens) {
        sibu_text_addf(&detail, ",\"to\":\"wardens\",\"silent\":%zu", filing->alert->named_count);
    }
    sibu_text_add(&detail, "}");
    struct sibu_record_event event = {
        .time_us = filing->alert->sent_us, .kind = "alert", .detail = sibu_text_get(&detail)};
    enum sibu_status status = sibu_text_ok(&detail) ? store_event_add(filing->store, filing->drill, &event, fault)
                                                    : sibu_fault_set(fault, SIBU_LIMIT, "alert", "警报的标识太长",
                                                                     "the identifier of the alert is too long");
    sibu_text_clear(&detail);
    return status;
}

/* Whom it names. */
static enum sibu_status add_named(const struct filing *filing, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < filing->alert->named_count; i++) {
        struct store_query query = store_query(
            filing->store, "INSERT INTO named (/*+site_no,*/ alert, person) VALUES (/*+?1 >> 32,*/ ?1, ?2)");
        store_put_integer(&query, filing->alert_key);
        store_put_integer(&query, filing->alert->named[i]);
        status = store_query_run(&query, fault);
    }
    return status;
}

static enum sibu_status put_items(const struct filing *filing, struct store_list *recipients, struct sibu_fault *fault)
{
    size_t without = 0;
    enum sibu_status status = list_recipients(filing, recipients, fault);
    if (status == SIBU_OK) {
        status = add_named(filing, fault);
    }
    if (status == SIBU_OK) {
        status = add_items(filing, recipients, fault);
    }
    if (status == SIBU_OK) {
        status = count_unreachable(filing, recipients->count, &without, fault);
    }
    return status == SIBU_OK ? tell_event(filing, recipients->count, without, fault) : status;
}

enum sibu_status store_alert_add(struct store *store, int64_t drill, const struct store_alert *alert,
                                 struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_list recipients = {.arena = &arena, .item_bytes = sizeof(struct recipient)};
    struct filing filing = {.store = store, .alert = alert, .drill = drill, .ways = alert->ways};
    filing.way_count = alert->way_count;
    if (filing.way_count == 0) {
        filing.ways = &POST;
        filing.way_count = 1;
    }
    enum sibu_status status = store_drill_check_open(store, drill, fault);
    if (status == SIBU_OK && alert->ends_earlier) {
        status = end_earlier(store, drill, fault);
    }
    if (status == SIBU_OK) {
        status = add_alert(store, drill, alert, &filing.alert_key, fault);
    }
    if (status == SIBU_OK) {
        status = put_items(&filing, &recipients, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status put_alert(struct store *store, int64_t drill, const struct store_alert *alert,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = store_claim_check(store, alert->claim, fault);
    if (status == SIBU_OK) {
        status = store_drill_check_open(store, drill, fault);
    }
    if (status == SIBU_OK) {
        status = store_stand_check(store, drill, alert->stand, fault);
    }
    if (status == SIBU_OK && alert->of != NULL) {
        status = store_event_add(store, drill, alert->of, fault);
    }
    return status == SIBU_OK ? store_alert_add(store, drill, alert, fault) : status;
}

enum sibu_status store_alert_put(struct store *store, int64_t drill, const struct store_alert *alert,
                                 struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, put_alert(store, drill, alert, fault), fault);
}
