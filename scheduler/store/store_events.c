/* What happened in a drill, row by row: events, deliveries, responses. Rows are only added, and read behind a sequence
 * number.
 *
 * A sequence number is given inside the transaction that writes, so there is never a gap.
 */
#include <inttypes.h>
#include <string.h>

#include "store/rooms.h"

enum sibu_status store_event_add(struct store *store, int64_t drill, const struct sibu_record_event *event,
                                 struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "INSERT INTO event (/*+site_no,*/ drill, sequence, time_us, kind, person, place, detail) VALUES (/*+?1 >> 32,*/ ?1,"
        " (SELECT coalesce((SELECT sequence FROM event WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 ORDER BY sequence DESC LIMIT 1), 0) + 1), ?2, ?3, ?4, ?5, ?6)");
    store_put_integer(&query, drill);
    store_put_integer(&query, event->time_us);
    store_put_text(&query, event->kind);
    store_put_integer(&query, event->person);
    store_put_text(&query, event->place);
    store_put_text(&query, event->detail);
    return store_query_run(&query, fault);
}

static enum sibu_status add_events(struct store *store, int64_t drill, const struct sibu_record_event *events,
                                   size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = store_drill_check_open(store, drill, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        status = store_event_add(store, drill, &events[i], fault);
    }
    return status;
}

enum sibu_status store_events_put(struct store *store, int64_t drill, const struct sibu_record_event *events,
                                  size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, add_events(store, drill, events, count, fault), fault);
}

enum sibu_status store_event_put(struct store *store, int64_t drill, const struct sibu_record_event *event,
                                 struct sibu_fault *fault)
{
    return store_events_put(store, drill, event, 1, fault);
}

/* The rows of one kind behind `after`, in the order of their numbers. */
static enum sibu_status read_after(struct store *store, const char *sql, struct store_from from,
                                   struct store_list *list,
                                   void (*read)(struct store_query *query, struct sibu_arena *arena, void *item),
                                   struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query = store_query(store, sql);
    store_put_integer(&query, from.drill);
    store_put_integer(&query, from.after);
    enum sibu_status status = store_query_list(&query, list, read, fault);
    store_unlock(store);
    return status;
}

static void read_event(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct sibu_record_event *event = item;
    event->time_us = store_integer(query, 0);
    event->kind = store_text(query, 1, arena);
    event->person = (uint32_t)store_integer(query, 2);
    event->place = store_text(query, 3, arena);
    event->detail = store_text(query, 4, arena);
}

enum sibu_status store_events(struct store *store, struct store_from from, struct sibu_arena *arena,
                              struct sibu_record_event **items, size_t *count, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT time_us, kind, person, place, detail FROM event WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND"
        " sequence > ?2 ORDER BY sequence";
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    enum sibu_status status = read_after(store, SQL, from, &list, read_event, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_delivery(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct sibu_record_delivery *delivery = item;
    delivery->started_us = store_integer(query, 0);
    delivery->ended_us = store_integer(query, 1);
    delivery->alert = store_text(query, 2, arena);
    delivery->person = (uint32_t)store_integer(query, 3);
    delivery->channel = store_text(query, 4, arena);
    delivery->key = store_text(query, 5, arena);
    delivery->attempt = (int)store_integer(query, 6);
    delivery->result = (int)store_integer(query, 7);
    delivery->fault = store_text(query, 8, arena);
}

enum sibu_status store_deliveries(struct store *store, struct store_from from, struct sibu_arena *arena,
                                  struct sibu_record_delivery **items, size_t *count, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT started_us, ended_us, alert, person, channel, key, attempt, result, fault"
        " FROM delivery WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND sequence > ?2 ORDER BY sequence";
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    enum sibu_status status = read_after(store, SQL, from, &list, read_delivery, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_response(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct sibu_record_response *response = item;
    response->received_us = store_integer(query, 0);
    response->client_us = store_integer(query, 1);
    response->person = (uint32_t)store_integer(query, 2);
    response->kind = store_text(query, 3, arena);
    response->place = store_text(query, 4, arena);
    response->key = store_text(query, 5, arena);
}

enum sibu_status store_responses(struct store *store, struct store_from from, struct sibu_arena *arena,
                                 struct sibu_record_response **items, size_t *count, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT received_us, client_us, person, kind, place, key FROM response WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
        " AND sequence > ?2 ORDER BY sequence";
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    enum sibu_status status = read_after(store, SQL, from, &list, read_response, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_alert(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_alert *alert = item;
    alert->identifier = store_text(query, 0, arena);
    alert->xml = store_text(query, 1, arena);
    alert->sent_us = store_integer(query, 2);
    alert->expires_us = store_integer(query, 3);
    alert->ends_earlier = (int)store_integer(query, 4);
    alert->to_wardens = (int)store_integer(query, 5);
}

enum sibu_status store_alerts(struct store *store, struct store_from from, struct sibu_arena *arena,
                              struct store_alert **items, size_t *count, struct sibu_fault *fault)
{
    static const char SQL[] =
        "SELECT identifier, xml, sent_us, expires_us, ends_earlier, to_wardens FROM alert WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
        " AND sequence > ?2 ORDER BY sequence";
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    enum sibu_status status = read_after(store, SQL, from, &list, read_alert, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

/* Where the rows of a drill stand in a transaction that adds to them: found once for all that follow each other. */
struct end_of_rows {
    int64_t drill; /* 0: none yet */
    int is_open;
    int awaits; /* an answer may end what waits for somebody's silence, or what tells of the silent */
    int64_t responses, events; /* the sequence numbers of the last ones */
    int64_t unfolded_us; /* no answer comes before it */
};

static enum sibu_status find_end(struct store *store, int64_t drill, struct end_of_rows *end, struct sibu_fault *fault)
{
    if (end->drill == drill) {
        return SIBU_OK;
    }
    struct store_query query = store_query(
        store,
        /* not max(): without statistics that goes through all rows of the drill */
        "SELECT coalesce((SELECT sequence FROM response WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
        " ORDER BY sequence DESC LIMIT 1), 0),"
        " coalesce((SELECT sequence FROM event WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 ORDER BY sequence DESC LIMIT 1), 0)"
        ", unfolded_us, EXISTS (SELECT 1 FROM outbox WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND unanswered = 1"
        " AND state = 'waiting') OR EXISTS (SELECT 1 FROM alert WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
        " AND to_wardens = 1) FROM drill WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 AND state <> 'closed' AND stage <> 'evaluated'");
    store_put_integer(&query, drill);
    end->is_open = store_step(&query);
    if (end->is_open) {
        end->responses = store_integer(&query, 0);
        end->events = store_integer(&query, 1);
        end->unfolded_us = store_integer(&query, 2);
        end->awaits = store_integer(&query, 3) != 0;
    }
    end->drill = drill;
    return store_query_end(&query, fault);
}

/* When this person's key came first; SIBU_NO where it never came, because the person has no part in the drill. */
static enum sibu_status find_response(struct store *store, struct store_keeping *item, struct sibu_fault *fault)
{
    int is_there = 0;
    struct store_query query =
        store_query(store, "SELECT received_us FROM response WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
                           " AND person = ?2 AND key = ?3");
    store_put_integer(&query, item->drill);
    store_put_integer(&query, item->response->person);
    store_put_text(&query, item->response->key);
    if (store_step(&query)) {
        is_there = 1;
        item->received_us = store_integer(&query, 0);
    }
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && !is_there
               ? sibu_fault_set(fault, SIBU_NO, "drill", "此人没有参加这次演练", "this person has no part in the drill")
               : status;
}

/* *added is 0 where nothing was: this person has used the key before, or has no part in the drill. */
static enum sibu_status add_response(struct store *store, const struct store_keeping *item, int64_t sequence,
                                     int *added, struct sibu_fault *fault)
{
    const struct sibu_record_response *response = item->response;
    struct store_query query = store_query(
        store, "INSERT INTO response (/*+site_no,*/ drill, sequence, received_us, client_us, person, kind, place, key)"
               " SELECT /*+site_no,*/ drill, ?2, ?3, ?4, number, ?6, ?7, ?8 FROM participant"
               " WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 AND number = ?5"
               " ON CONFLICT (/*+site_no,*/ drill, person, key) DO NOTHING");
    store_put_integer(&query, item->drill);
    store_put_integer(&query, sequence);
    store_put_integer(&query, item->received_us);
    store_put_integer(&query, response->client_us);
    store_put_integer(&query, response->person);
    store_put_text(&query, response->kind);
    store_put_text(&query, response->place);
    store_put_text(&query, response->key);
    enum sibu_status status = store_query_run(&query, fault);
    *added = status == SIBU_OK && query.changed > 0;
    return status;
}

/* How an event tells of an answer: in the past tense. */
static const char *told_as(const char *kind)
{
    return strcmp(kind, "acknowledge") == 0 ? "acknowledged" : kind;
}

/* The event of a response that was added: the end's last one. And what the answer ends. */
static enum sibu_status follow_response(struct store *store, const struct store_keeping *item,
                                        const struct end_of_rows *end, struct sibu_fault *fault)
{
    const struct sibu_record_response *response = item->response;
    struct store_query query =
        store_query(store, "INSERT INTO event (/*+site_no,*/ drill, sequence, time_us, kind, person, place,"
                           " detail) VALUES (/*+?1 >> 32,*/ ?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    store_put_integer(&query, item->drill);
    store_put_integer(&query, end->events);
    store_put_integer(&query, item->received_us);
    store_put_text(&query, told_as(response->kind));
    store_put_integer(&query, response->person);
    store_put_text(&query, response->place);
    store_put_text(&query, item->detail);
    enum sibu_status status = store_query_run(&query, fault);
    return status == SIBU_OK && end->awaits ? store_outbox_answered(store, item->drill, response->person, fault)
                                            : status;
}

static enum sibu_status keep_response(struct store *store, struct store_keeping *item, struct end_of_rows *end,
                                      struct sibu_fault *fault)
{
    int added = 0;
    enum sibu_status status = find_end(store, item->drill, end, fault);
    if (status == SIBU_OK && !end->is_open) {
        return sibu_fault_set(fault, SIBU_NO, "drill", "这次演练已经结束归档", "this drill is closed");
    }
    if (status == SIBU_OK) {
        item->received_us = item->received_us > end->unfolded_us ? item->received_us : end->unfolded_us;
        status = add_response(store, item, end->responses + 1, &added, fault);
    }
    if (status != SIBU_OK || !added) {
        return status == SIBU_OK ? find_response(store, item, fault) : status;
    }
    end->responses++;
    end->events++;
    item->is_new = 1;
    item->sequence = end->responses;
    return follow_response(store, item, end, fault);
}

/* What is kept in one transaction. */
struct keeping {
    struct store_keeping *items;
    size_t count;
    int together; /* all rows of a drill by one statement; what breaks a rule is then found by doing it again one by one */
};

/* A fault of the answer, not of the store. */
static int is_its_own(enum sibu_status status)
{
    return status == SIBU_BAD_INPUT || status == SIBU_LIMIT;
}

/* The drill behind `last` in the order of their keys; INT64_MAX: there is none. */
static int64_t next_drill(const struct store_keeping *items, size_t count, int64_t last)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        next = items[i].drill > last && items[i].drill < next ? items[i].drill : next;
    }
    return next;
}

/* The answers of a drill as JSON: [[place in the list, ...], ...]. */
static void write_answers(const struct keeping *all, int64_t drill, int64_t least_us, struct sibu_text *out)
{
    const char *before = "[";
    for (size_t i = 0; i < all->count; i++) {
        const struct sibu_record_response *response = all->items[i].response;
        if (all->items[i].drill != drill) {
            continue;
        }
        const char *const texts[] = {response->kind, response->place, response->key, told_as(response->kind),
                                     all->items[i].detail};
        int64_t received_us = response->received_us > least_us ? response->received_us : least_us;
        sibu_text_addf(out, "%s[%zu,%" PRId64 ",%" PRId64 ",%u", before, i, received_us, response->client_us,
                       (unsigned)response->person);
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            sibu_text_add(out, ",");
            sibu_text_add_json(out, texts[k] != NULL ? texts[k] : "");
        }
        sibu_text_add(out, "]");
        before = ",";
    }
    sibu_text_add(out, strcmp(before, "[") == 0 ? "[]" : "]");
}

/* Adds responses and events of those that are new, in the order of the list, and marks them. For PostgreSQL alone. Each answer
 * looks for its person and its key by a subquery of its own: joined, a plan that knows nothing of new tables goes through all
 * participants for each batch. */
static enum sibu_status add_together(struct store *store, const struct keeping *all, const struct end_of_rows *end,
                                     struct sibu_fault *fault)
{
    struct sibu_text answers = {.max_length = (size_t)64 << 20};
    write_answers(all, end->drill, end->unfolded_us, &answers);
    if (!sibu_text_ok(&answers)) {
        sibu_text_clear(&answers);
        return sibu_fault_set(fault, SIBU_LIMIT, "drill", "一次应答太多", "too many answers at once");
    }
    struct store_query query = store_query(
        store,
        "WITH given AS MATERIALIZED (SELECT (a ->> 0)::bigint AS i, (a ->> 1)::bigint AS received_us, (a ->> 2)::bigint AS client_us,"
        " (a ->> 3)::bigint AS person, a ->> 4 AS kind, a ->> 5 AS place, (a ->> 6) COLLATE \"C\" AS key, a ->> 7 AS said,"
        " a ->> 8 AS detail FROM jsonb_array_elements(?2::jsonb) AS a),"
        " fresh AS (SELECT DISTINCT ON (g.person, g.key) g.* FROM given g WHERE (SELECT p.number FROM participant p"
        " WHERE p.site_no = ?1 >> 32 AND p.drill = ?1 AND p.number = g.person) IS NOT NULL AND (SELECT r.sequence FROM"
        " response r WHERE r.site_no = ?1 >> 32 AND r.drill = ?1 AND r.person = g.person AND r.key = g.key) IS NULL"
        " ORDER BY g.person, g.key, g.i),"
        " numbered AS (SELECT fresh.*, row_number() OVER (ORDER BY i) AS n FROM fresh),"
        " kept AS (INSERT INTO response (site_no, drill, sequence, received_us, client_us, person, kind, place, key)"
        " SELECT ?1 >> 32, ?1, ?3 + n, received_us, client_us, person, kind, place, key FROM numbered),"
        " told AS (INSERT INTO event (site_no, drill, sequence, time_us, kind, person, place, detail)"
        " SELECT ?1 >> 32, ?1, ?4 + n, received_us, said, person, place, detail FROM numbered)"
        " SELECT i, received_us, ?3 + n FROM numbered ORDER BY i");
    store_put_integer(&query, end->drill);
    store_put_text(&query, sibu_text_get(&answers));
    store_put_integer(&query, end->responses);
    store_put_integer(&query, end->events);
    while (store_step(&query)) {
        struct store_keeping *item = &all->items[store_integer(&query, 0)];
        item->received_us = store_integer(&query, 1);
        item->sequence = store_integer(&query, 2);
        item->is_new = 1;
    }
    enum sibu_status status = store_query_end(&query, fault);
    sibu_text_clear(&answers);
    return status;
}

/* Those of one drill by one statement; what is not new is then looked for, each. */
static enum sibu_status keep_together(struct store *store, const struct keeping *all, struct end_of_rows *end,
                                      struct sibu_fault *fault)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].drill == end->drill) {
            all->items[i].is_new = 0;
        }
    }
    enum sibu_status status = add_together(store, all, end, fault);
    for (size_t i = 0; i < all->count && status == SIBU_OK; i++) {
        struct store_keeping *item = &all->items[i];
        if (item->drill != end->drill) {
            continue;
        }
        if (!item->is_new) {
            item->status = find_response(store, item, &item->fault);
        } else if (end->awaits) {
            item->status = store_outbox_answered(store, item->drill, item->response->person, &item->fault);
        }
        if (item->status != SIBU_OK && item->status != SIBU_NO) {
            *fault = item->fault;
            status = item->status;
        }
    }
    return status;
}

/* Those of one drill that were not refused before, in the order in which they came. *refused: the one that was refused now. */
static enum sibu_status keep_of_drill(struct store *store, const struct keeping *all, int64_t drill,
                                      const struct store_keeping **refused, struct sibu_fault *fault)
{
    struct end_of_rows end = {.drill = 0};
    enum sibu_status found = all->together ? find_end(store, drill, &end, fault) : SIBU_OK;
    if (found != SIBU_OK || (all->together && end.is_open)) {
        return found == SIBU_OK ? keep_together(store, all, &end, fault) : found;
    }
    for (size_t i = 0; i < all->count; i++) {
        struct store_keeping *item = &all->items[i];
        if (item->drill != drill || is_its_own(item->status)) {
            continue;
        }
        item->received_us = item->response->received_us;
        item->is_new = 0;
        item->status = keep_response(store, item, &end, &item->fault);
        if (item->status != SIBU_OK && item->status != SIBU_NO) {
            *refused = is_its_own(item->status) ? item : NULL;
            *fault = item->fault;
            return item->status;
        }
    }
    return SIBU_OK;
}

/* Drill by drill in the order of their keys, so that two who keep answers of the same drills never wait for each other, and each
 * drill's end is looked for once. Nobody else adds to a drill from here to the end of the transaction. */
static enum sibu_status keep_all(struct store *store, const struct keeping *all, const struct store_keeping **refused,
                                 struct sibu_fault *fault)
{
    *fault = (struct sibu_fault){0};
    enum sibu_status status = SIBU_OK;
    for (int64_t drill = next_drill(all->items, all->count, INT64_MIN); status == SIBU_OK && drill != INT64_MAX;
         drill = next_drill(all->items, all->count, drill)) {
        status = store_drill_check_open(store, drill, fault);
        if (status == SIBU_OK || status == SIBU_NO) { /* that it is closed is told at each answer */
            status = keep_of_drill(store, all, drill, refused, fault);
        }
    }
    return status;
}

static enum sibu_status keep_once(struct store *store, const struct keeping *all, const struct store_keeping **refused,
                                  struct sibu_fault *fault)
{
    *refused = NULL;
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return store_end(store, keep_all(store, all, refused, fault), fault);
}

/* One that breaks a rule may have been kept by half: all is undone, and done again without it. */
enum sibu_status store_responses_keep(struct store *store, struct store_keeping *items, size_t count,
                                      struct sibu_fault *fault)
{
    const struct store_keeping *refused = NULL;
    struct keeping all = {items, count, store->driver->is_far && count > 1};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; all.together && i < count; i++) {
        items[i].status = SIBU_OK;
    }
    if (all.together) {
        status = keep_once(store, &all, &refused, fault);
        if (!is_its_own(status)) {
            return status;
        }
        all.together = 0;
    }
    for (size_t i = 0; i < count; i++) {
        items[i].status = SIBU_OK;
    }
    do {
        status = keep_once(store, &all, &refused, fault);
    } while (refused != NULL);
    return status;
}

enum sibu_status store_response_put(struct store *store, int64_t drill, const struct sibu_record_response *response,
                                    int *is_new, int64_t *received_us, struct sibu_fault *fault)
{
    struct store_keeping item = {.drill = drill, .response = response};
    enum sibu_status status = store_responses_keep(store, &item, 1, fault);
    *received_us = item.received_us;
    *is_new = status == SIBU_OK && item.is_new;
    if (status == SIBU_OK && item.status != SIBU_OK) {
        *fault = item.fault;
    }
    return status == SIBU_OK ? item.status : status;
}
