/* The outbox: what is due, and what became of attempts.
 *
 * Taking an item moves its due time to the lease's end and counts the attempt: so where the taker
 * dies it is due again by itself, or at once where another comes in its place.
 */
#include <string.h>

#include "sibu/text.h"
#include "store/rooms.h"

static void read_item(struct store_query *query, struct sibu_arena *arena, void *out)
{
    struct store_outbox_item *item = out;
    item->key = store_integer(query, 0);
    item->drill = store_integer(query, 1);
    item->person = (uint32_t)store_integer(query, 2);
    item->expires_us = store_integer(query, 3);
    item->attempt = (int)store_integer(query, 4) + 1;
    item->address = store_text(query, 5, arena);
    item->token = store_text(query, 6, arena);
    item->language = store_text(query, 7, arena);
    item->identifier = store_text(query, 8, arena);
    item->idempotency_key = store_text(query, 9, arena);
    item->site = store_text(query, 10, arena);
    item->to_wardens = (int)store_integer(query, 11);
    item->alert = store_integer(query, 12);
}

/* The person behind an item, and the address that the item needs; for an item that is for all: none. */
#define WITH_PERSON                                                                                                    \
    " LEFT JOIN participant p ON /*+p.site_no = o.site_no AND*/ p.drill = o.drill AND p.number = o.person"             \
    " LEFT JOIN person h ON /*+h.site_no = p.site_no AND*/ h.key = p.person LEFT JOIN address d ON /*+d.site_no = h.site_no AND*/ d.person = h.key AND d.kind = o.address"
#define HAS_ADDRESS " (o.person IS NULL OR d.value IS NOT NULL)"
/* Whether the person of the item `e` has the address that it needs. */
#define CAN_GO                                                                                                                         \
    " EXISTS (SELECT 1 FROM participant p JOIN address d ON /*+d.site_no = p.site_no AND*/ d.person = p.person AND d.kind = e.address" \
    " WHERE /*+p.site_no = e.site_no AND*/ p.drill = e.drill AND p.number = e.person)"

/* In the order of the index, so that it ends with the last item that there is room for and sorts nothing: left to itself
 * SQLite takes outbox_due, reads and sorts all that wait, and does so again for each handful. */
static enum sibu_status list_due(struct store *store, const struct store_lease *lease, struct store_list *list,
                                 struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "SELECT o.key, o.drill, coalesce(o.person, 0), o.expires_us, o.attempt, coalesce(d.value, ''),"
        " coalesce(h.token, ''), coalesce(h.language, ''), a.identifier, o.idempotency_key,"
        " (SELECT site FROM drill WHERE /*+drill.site_no = o.site_no AND*/ drill.key = o.drill), a.to_wardens, o.alert FROM outbox o /*-*/INDEXED BY outbox_order/*-*/" WITH_PERSON
        " LEFT JOIN alert a ON /*+a.site_no = o.site_no AND*/ a.key = o.alert WHERE o.state = 'waiting' AND o.channel = ?3"
        " AND o.due_us <= ?1 AND" HAS_ADDRESS
        " ORDER BY " STORE_AGE("o.alert") " DESC, o.attempt, o.due_us, o.key LIMIT ?2"
                                          " /*+FOR UPDATE OF o SKIP LOCKED*/");
    store_put_integer(&query, lease->now_us);
    store_put_integer(&query, lease->most > STORE_ROWS_MAX ? STORE_ROWS_MAX : (int64_t)lease->most);
    store_put_text(&query, lease->channel == NULL ? "http" : lease->channel);
    return store_query_list(&query, list, read_item, fault);
}

static enum sibu_status drop_expired(struct store *store, int64_t now_us, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE outbox SET state = 'expired' WHERE /*-*/state = 'waiting' AND expires_us <= ?1/*-*/"
                           " /*+(site_no, key) IN (SELECT site_no, key FROM outbox WHERE state = 'waiting'"
                           " AND expires_us <= ?1 FOR UPDATE SKIP LOCKED)*/");
    store_put_integer(&query, now_us);
    return store_query_run(&query, fault);
}

#define ONE_OF_THE_KEYS                                                                                                \
    "/*-*/key IN (SELECT value FROM json_each(?1))/*-*//*+(site_no, key) IN (SELECT item::bigint >> 32, item::bigint"  \
    " FROM jsonb_array_elements_text(?1::jsonb) AS item)*/"
/* Keys of items as a JSON array, for one statement that changes them all: each statement of its own would open the table
 * and its indexes again. */
static void add_key(struct sibu_text *keys, int64_t key)
{
    sibu_text_addf(keys, "%c%lld", keys->length == 0 ? '[' : ',', (long long)key);
}

/* The array is whole; without a key it is empty. */
static enum sibu_status end_keys(struct sibu_text *keys, struct sibu_fault *fault)
{
    sibu_text_add(keys, keys->length == 0 ? "[]" : "]");
    return sibu_text_ok(keys) ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "outbox", "内存不足", "out of memory");
}

static enum sibu_status read_xml(struct store *store, const char *identifier, struct sibu_arena *arena,
                                 const char **xml, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT xml FROM alert WHERE identifier = ?1");
    store_put_text(&query, identifier);
    *xml = store_step(&query) ? store_text(&query, 0, arena) : "";
    return store_query_end(&query, fault);
}

/* The text of an alert is read once for all of its items. */
static enum sibu_status read_texts(struct store *store, struct store_list *list, struct sibu_fault *fault)
{
    struct store_outbox_item *items = list->items;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < list->count; i++) {
        if (i > 0 && strcmp(items[i].identifier, items[i - 1].identifier) == 0) {
            items[i].xml = items[i - 1].xml;
        } else {
            status = read_xml(store, items[i].identifier, list->arena, &items[i].xml, fault);
        }
    }
    return status;
}

/* Whose the items are: of no claim, "" and 0. The values that ?N and ?N + 1 of a statement stand for. */
static void put_owner(struct store_query *query, const struct store_claim *claim)
{
    store_put_text(query, claim == NULL ? "" : claim->name);
    store_put_integer(query, claim == NULL ? 0 : claim->fence);
}

static enum sibu_status lease_items(struct store *store, const struct store_lease *lease, const struct store_list *list,
                                    struct sibu_fault *fault)
{
    const struct store_outbox_item *items = list->items;
    struct sibu_text keys = {.max_length = 0};
    for (size_t i = 0; i < list->count; i++) {
        add_key(&keys, items[i].key);
    }
    enum sibu_status status = end_keys(&keys, fault);
    if (status == SIBU_OK) {
        struct store_query query =
            store_query(store, "UPDATE outbox SET due_us = ?2, attempt = attempt + 1, owner = ?3, fence = ?4"
                               " WHERE " ONE_OF_THE_KEYS);
        store_put_text(&query, sibu_text_get(&keys));
        store_put_integer(&query, lease->lease_us);
        put_owner(&query, lease->claim);
        status = store_query_run(&query, fault);
    }
    sibu_text_clear(&keys);
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
    status = store_claim_check(store, lease.claim, fault);
    if (status == SIBU_OK) {
        status = drop_expired(store, lease.now_us, fault);
    }
    if (status == SIBU_OK) {
        status = list_due(store, &lease, &list, fault);
    }
    if (status == SIBU_OK) {
        status = read_texts(store, &list, fault);
    }
    if (status == SIBU_OK && list.count > 0) {
        status = lease_items(store, &lease, &list, fault);
    }
    status = store_end(store, status, fault);
    if (status == SIBU_OK) {
        *items = list.items;
        *count = list.count;
    }
    return status;
}

static enum sibu_status release_items(struct store *store, const char *channel, int is_claimed, int64_t now_us,
                                      struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "UPDATE outbox SET due_us = ?2 WHERE state = 'waiting' AND channel = ?1 AND attempt > 0 AND due_us > ?2"
        " AND (idempotency_key, attempt) NOT IN (SELECT key, attempt FROM delivery WHERE drill IN"
        " (SELECT drill FROM outbox WHERE state = 'waiting' AND channel = ?1))"
        " AND (CASE WHEN owner = '' THEN 0 ELSE 1 END) = ?3 AND NOT EXISTS (SELECT 1 FROM claim c"
        " WHERE c.name = outbox.owner AND c.fence = outbox.fence AND c.holder <> '' AND c.until_us > " STORE_NOW ")");
    store_put_text(&query, channel == NULL ? "http" : channel);
    store_put_integer(&query, now_us);
    store_put_integer(&query, is_claimed);
    return store_query_run(&query, fault);
}

enum sibu_status store_outbox_release(struct store *store, const struct store_claim *claim, const char *channel,
                                      int64_t now_us, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_claim_check(store, claim, fault);
    if (status == SIBU_OK) {
        status = release_items(store, channel, claim != NULL, now_us, fault);
    }
    return store_end(store, status, fault);
}

/* Not INSERT ... SELECT: for that SQLite would open a table in memory for each row, since a trigger waits for it. */
static enum sibu_status add_delivery(struct store *store, int64_t item, const struct sibu_record_delivery *delivery,
                                     struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "INSERT INTO delivery (/*+site_no,*/ drill, sequence, started_us, ended_us, alert, person, channel, key, attempt,"
        " result, fault) VALUES (/*+?1 >> 32,*/ (SELECT drill FROM outbox WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1), (SELECT coalesce(max(d.sequence), 0)"
        " + 1 FROM delivery d WHERE /*+d.site_no = ?1 >> 32 AND*/ d.drill = (SELECT drill FROM outbox WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1)), ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8, ?9, ?10)");
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
    if (query.failure == STORE_MISSING) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "outbox", "发件箱里没有这一项",
                              "there is no such item in the outbox");
    }
    return status;
}

static int is_accepted(const struct store_outbox_result *result)
{
    const char *said = result->delivery.fault;
    return said == NULL || said[0] == '\0';
}

/* What was not accepted counts only for the attempt that the item waits for, and for who has it. */
static enum sibu_status move_item(struct store *store, const struct store_outbox_result *result,
                                  struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE outbox SET state = CASE WHEN ?2 = 0 THEN 'given-up' ELSE state END,"
                           " due_us = CASE WHEN ?2 = 0 THEN due_us ELSE ?2 END"
                           " WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 AND state = 'waiting' AND attempt = ?3"
                           " AND owner = ?4 AND fence = ?5");
    store_put_integer(&query, result->item);
    store_put_integer(&query, result->next_us);
    store_put_integer(&query, result->delivery.attempt);
    put_owner(&query, result->claim);
    return store_query_run(&query, fault);
}

/* The next step of the same alert for the same person, where there is one that has not begun, is due at once: unless
 * another way of this step or of an earlier one has been accepted, or still may be; without an address it cannot. */
static enum sibu_status hasten_next(struct store *store, const struct store_outbox_result *result,
                                    struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "UPDATE outbox SET due_us = CASE WHEN ?2 < due_us THEN ?2 ELSE due_us END"
        " WHERE (/*+site_no,*/ key) IN (SELECT /*+n.site_no,*/ n.key FROM outbox g JOIN outbox n"
        " ON /*+n.site_no = g.site_no AND*/ n.drill = g.drill AND n.person = g.person AND n.alert = g.alert"
        " WHERE /*+g.site_no = ?1 >> 32 AND*/ g.key = ?1 AND g.state = 'given-up' AND n.state = 'waiting' AND n.attempt = 0 AND n.step ="
        " (SELECT min(m.step) FROM outbox m WHERE /*+m.site_no = g.site_no AND*/ m.drill = g.drill AND m.person = g.person"
        " AND m.alert = g.alert AND m.state = 'waiting' AND m.attempt = 0 AND m.step > g.step)"
        " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE /*+e.site_no = g.site_no AND*/ e.drill = g.drill AND e.person = g.person"
        " AND e.alert = g.alert AND e.step <= g.step AND (e.state = 'accepted'"
        " OR (e.state = 'waiting' AND" CAN_GO "))))");
    store_put_integer(&query, result->item);
    store_put_integer(&query, result->delivery.ended_us);
    return store_query_run(&query, fault);
}

static enum sibu_status forget_address(struct store *store, const struct store_outbox_result *result,
                                       struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "DELETE FROM address WHERE value = ?2 AND /*+site_no = ?1 >> 32 AND*/ (person, kind) = (SELECT p.person, o.address FROM outbox o"
        " JOIN participant p ON /*+p.site_no = o.site_no AND*/ p.drill = o.drill AND p.number = o.person WHERE /*+o.site_no = ?1 >> 32 AND*/ o.key = ?1)");
    store_put_integer(&query, result->item);
    store_put_text(&query, result->address);
    return store_query_run(&query, fault);
}

/* As if it had not been taken; nothing where it is over, or somebody else has taken it since. */
static enum sibu_status give_back(struct store *store, const struct store_outbox_result *result,
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "UPDATE outbox SET due_us = ?2, attempt = attempt - 1 WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1"
               " AND state = 'waiting' AND attempt = ?3 AND owner = ?4 AND fence = ?5");
    store_put_integer(&query, result->item);
    store_put_integer(&query, result->next_us);
    store_put_integer(&query, result->delivery.attempt);
    put_owner(&query, result->claim);
    return store_query_run(&query, fault);
}

/* *accepted: the keys of the items that are. */
static enum sibu_status finish_item(struct store *store, const struct store_outbox_result *result,
                                    struct sibu_text *accepted, struct sibu_fault *fault)
{
    if (result->is_unsent) {
        return give_back(store, result, fault);
    }
    enum sibu_status status = add_delivery(store, result->item, &result->delivery, fault);
    if (is_accepted(result)) {
        add_key(accepted, result->item);
    } else if (status == SIBU_OK) {
        status = move_item(store, result, fault);
        if (status == SIBU_OK && result->next_us == 0) {
            status = hasten_next(store, result, fault);
        }
    }
    return status == SIBU_OK && result->forgets ? forget_address(store, result, fault) : status;
}

/* Accepted is accepted, however late. */
static enum sibu_status accept_items(struct store *store, struct sibu_text *keys, struct sibu_fault *fault)
{
    enum sibu_status status = end_keys(keys, fault);
    if (status == SIBU_OK) {
        struct store_query query = store_query(store, "UPDATE outbox SET state = 'accepted' WHERE " ONE_OF_THE_KEYS);
        store_put_text(&query, sibu_text_get(keys));
        status = store_query_run(&query, fault);
    }
    return status;
}

/* Nobody else adds to the drills of these items before the end of the transaction. */
static enum sibu_status lock_drills(struct store *store, const struct store_outbox_result *results, size_t count,
                                    struct sibu_fault *fault)
{
    struct sibu_text keys = {.max_length = 0};
    for (size_t i = 0; i < count; i++) {
        add_key(&keys, results[i].item);
    }
    enum sibu_status status = end_keys(&keys, fault);
    if (status == SIBU_OK) {
        struct store_query query = store_query(
            store, "SELECT 1 FROM drill WHERE (/*+site_no,*/ key) IN (SELECT /*+site_no,*/ drill FROM outbox"
                   " WHERE " ONE_OF_THE_KEYS ") ORDER BY key /*+FOR UPDATE*/");
        store_put_text(&query, sibu_text_get(&keys));
        status = store_query_run(&query, fault);
    }
    sibu_text_clear(&keys);
    return status;
}

static enum sibu_status finish_all(struct store *store, const struct store_outbox_result *results, size_t count,
                                   struct sibu_fault *fault)
{
    struct sibu_text accepted = {.max_length = 0};
    enum sibu_status status = lock_drills(store, results, count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        status = finish_item(store, &results[i], &accepted, fault);
    }
    if (status == SIBU_OK && accepted.length > 0) {
        status = accept_items(store, &accepted, fault);
    }
    sibu_text_clear(&accepted);
    return status;
}

enum sibu_status store_outbox_finish(struct store *store, const struct store_outbox_result *results, size_t count,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, finish_all(store, results, count, fault), fault);
}

enum sibu_status store_outbox_go_round(struct store *store, const char *channel, int64_t now_us,
                                       struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(
        store,
        "UPDATE outbox SET due_us = ?2 WHERE state = 'waiting' AND attempt = 0 AND step > 0 AND due_us > ?2"
        " AND EXISTS (SELECT 1 FROM outbox e WHERE /*+e.site_no = outbox.site_no AND*/ e.drill = outbox.drill AND e.person = outbox.person"
        " AND e.alert = outbox.alert AND e.channel = ?1 AND e.state = 'waiting' AND e.step < outbox.step AND" CAN_GO
        " AND NOT EXISTS (SELECT 1 FROM outbox c WHERE /*+c.site_no = e.site_no AND*/ c.drill = e.drill AND c.person = e.person"
        " AND c.alert = e.alert AND c.step > e.step AND c.step < outbox.step))");
    store_put_text(&query, channel);
    store_put_integer(&query, now_us);
    return store_end(store, store_query_run(&query, fault), fault);
}

/* What an answer ends. */
struct ending {
    int has_steps; /* later steps of alerts wait for the person's silence */
    int64_t told; /* the alert that told wardens of this person and of others who all have answered by now; 0: none */
};

/* Asked at every answer of a drill that awaits some; only where it finds something, anything is changed. */
static enum sibu_status find_ending(struct store *store, int64_t drill, uint32_t person, struct ending *ending,
                                    struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "SELECT EXISTS (SELECT 1 FROM outbox o WHERE /*+o.site_no = ?1 >> 32 AND*/ o.drill = ?1 AND o.person = ?2 AND o.unanswered = 1"
        " AND o.state = 'waiting'), (SELECT a.key FROM alert a WHERE /*+a.site_no = ?1 >> 32 AND*/ a.drill = ?1 AND a.to_wardens = 1"
        " AND EXISTS (SELECT 1 FROM named m WHERE /*+m.site_no = a.site_no AND*/ m.alert = a.key AND m.person = ?2) AND NOT EXISTS"
        " (SELECT 1 FROM named n WHERE /*+n.site_no = a.site_no AND*/ n.alert = a.key AND NOT EXISTS (SELECT 1 FROM response r"
        " WHERE /*+r.site_no = ?1 >> 32 AND*/ r.drill = ?1 AND r.person = n.person)))");
    store_put_integer(&query, drill);
    store_put_integer(&query, person);
    int has_row = store_step(&query);
    ending->has_steps = has_row && store_integer(&query, 0) != 0;
    ending->told = has_row ? store_integer(&query, 1) : 0;
    return store_query_end(&query, fault);
}

/* Answered: what waits for one person's silence, or what tells of them; the other of the two is 0. */
static enum sibu_status end_waiting(struct store *store, int64_t drill, uint32_t person, int64_t told,
                                    struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, told != 0
                   ? "UPDATE outbox SET state = 'answered' WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND alert = ?2"
                     " AND state = 'waiting'"
                   : "UPDATE outbox SET state = 'answered' WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND person = ?2"
                     " AND state = 'waiting' AND unanswered = 1");
    store_put_integer(&query, drill);
    store_put_integer(&query, told != 0 ? told : person);
    return store_query_run(&query, fault);
}

enum sibu_status store_outbox_answered(struct store *store, int64_t drill, uint32_t person, struct sibu_fault *fault)
{
    struct ending ending;
    enum sibu_status status = find_ending(store, drill, person, &ending, fault);
    if (status == SIBU_OK && ending.has_steps) {
        status = end_waiting(store, drill, person, 0, fault);
    }
    return status == SIBU_OK && ending.told != 0 ? end_waiting(store, drill, 0, ending.told, fault) : status;
}

enum sibu_status store_outbox_waiting(struct store *store, const char *channel, size_t *count, int64_t *next_us,
                                      struct sibu_fault *fault)
{
    *count = 0;
    *next_us = INT64_MAX;
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT count(*), min(o.due_us) FROM outbox o" WITH_PERSON
                           " WHERE o.state = 'waiting' AND" HAS_ADDRESS " AND (?1 = 1 OR o.channel = ?2)");
    store_put_integer(&query, channel == NULL);
    store_put_text(&query, channel);
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
    struct store_query query =
        store_query(store, "SELECT count(*) FROM outbox o" WITH_PERSON " WHERE o.state = 'waiting' AND" HAS_ADDRESS
                           " AND /*+o.site_no = ?1 >> 32 AND*/ o.drill = ?1 AND o.step = 0");
    store_put_integer(&query, drill);
    *count = store_step(&query) ? (size_t)store_integer(&query, 0) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

static void read_sum(struct store_query *query, struct sibu_arena *arena, void *out)
{
    struct store_outbox_sum *sum = out;
    sum->channel = store_text(query, 0, arena);
    sum->state = store_text(query, 1, arena);
    sum->count = store_integer(query, 2);
}

enum sibu_status store_outbox_sums(struct store *store, struct sibu_arena *arena, struct store_outbox_sum **items,
                                   size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT channel, state, count(*) FROM outbox WHERE drill IN"
                           " (SELECT key FROM drill WHERE state <> 'closed') GROUP BY channel, state");
    enum sibu_status status = store_query_list(&query, &list, read_sum, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}
