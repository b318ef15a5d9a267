/* Proofs, page openings, and the evidence of a drill: see store_reach.h.
 *
 * Proofs are kept by a trigger as deliveries come in, so that nobody has to look through those of
 * years while check-ins wait.
 */
#include "store/store_reach.h"

#include <string.h>

#include "store/rooms.h"

/* Runs a query to its end, under the lock it was prepared with. */
static enum sibu_status list_and_unlock(struct store_query *query, struct store_list *list,
                                        void (*read)(struct store_query *, struct sibu_arena *, void *),
                                        struct sibu_fault *fault)
{
    enum sibu_status status = store_query_list(query, list, read, fault);
    store_unlock(query->store);
    return status;
}

static void read_proof(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_proof *proof = item;
    proof->person = store_integer(query, 0);
    proof->channel = store_text(query, 1, arena);
    proof->accepted_us = store_integer(query, 2);
    proof->failed_us = store_integer(query, 3);
    proof->fault = store_text(query, 4, arena);
}

enum sibu_status store_proofs(struct store *store, struct sibu_arena *arena, struct store_proof **items, size_t *count,
                              struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT f.person, f.channel, f.accepted_us, f.failed_us, f.fault FROM proof f JOIN person h"
               " ON /*+h.site_no = f.site_no AND*/ h.key = f.person WHERE h.listed = 1 ORDER BY f.person, f.channel");
    enum sibu_status status = list_and_unlock(&query, &list, read_proof, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_push(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_push *push = item;
    push->person = store_integer(query, 0);
    push->value = store_text(query, 1, arena);
}

enum sibu_status store_pushes(struct store *store, struct sibu_arena *arena, struct store_push **items, size_t *count,
                              struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store,
        "SELECT a.person, a.value FROM address a JOIN person h ON /*+h.site_no = a.site_no AND*/ h.key = a.person"
        " WHERE a.kind = 'push' AND h.listed = 1 ORDER BY a.person");
    enum sibu_status status = list_and_unlock(&query, &list, read_push, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

/* Whether a roster names the person, and whether what is kept is this very value. */
static enum sibu_status look_at_push(struct store *store, int64_t person, const char *value, int *listed, int *same,
                                     struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store,
        "SELECT h.listed, coalesce(a.value, '') = ?2 FROM person h LEFT JOIN address a"
        " ON /*+a.site_no = h.site_no AND*/ a.person = h.key AND a.kind = 'push' WHERE /*+h.site_no = ?1 >> 32 AND*/ h.key = ?1");
    store_put_integer(&query, person);
    store_put_text(&query, value);
    *listed = *same = 0;
    if (store_step(&query)) {
        *listed = (int)store_integer(&query, 0);
        *same = (int)store_integer(&query, 1);
    }
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && !*listed
               ? sibu_fault_set(fault, SIBU_NO, "push", "花名册里没有这个人", "no roster names this person")
               : status;
}

enum sibu_status store_push_put(struct store *store, int64_t person, const char *value, struct sibu_fault *fault)
{
    int listed = 0, same = 0;
    store_lock(store);
    enum sibu_status status = look_at_push(store, person, value, &listed, &same, fault);
    store_unlock(store);
    if (status == SIBU_OK && !same) {
        status = store_begin(store, fault);
        if (status == SIBU_OK) {
            status = store_end(store, store_address_set(store, person, "push", value, fault), fault);
        }
    }
    return status;
}

static enum sibu_status put_opening(struct store *store, const struct store_opening *opening, struct sibu_fault *fault)
{
    static const char *const SIGNS[] = {[STORE_OPENED] = "opened", [STORE_SEEN] = "seen"};
    struct store_query query = store_query(
        store,
        "INSERT INTO opening (/*+site_no,*/ drill, person, sign, time_us) SELECT /*+p.site_no,*/ p.drill, p.number, ?3, ?4 FROM drill d"
        " JOIN participant p ON /*+p.site_no = d.site_no AND*/ p.drill = d.key WHERE d.id = ?1 AND d.state <> 'closed' AND p.person = ?2"
        " ON CONFLICT (/*+site_no,*/ drill, person, sign) DO NOTHING");
    store_put_text(&query, opening->drill);
    store_put_integer(&query, opening->person);
    store_put_text(&query, SIGNS[opening->sign]);
    store_put_integer(&query, opening->time_us);
    return store_query_run(&query, fault);
}

enum sibu_status store_openings_put(struct store *store, const struct store_opening *items, size_t count,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        status = put_opening(store, &items[i], fault);
    }
    return store_end(store, status, fault);
}

static void read_evidence(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_evidence *evidence = item;
    evidence->person = (uint32_t)store_integer(query, 0);
    evidence->channel = store_text(query, 1, arena);
    evidence->stage = (enum store_stage)store_integer(query, 2);
    evidence->time_us = store_integer(query, 3);
    evidence->word = store_text(query, 4, arena);
    evidence->times = store_integer(query, 5);
}

/* The numbers in the third column are those of enum store_stage. Of what was accepted the first counts, of what was not the
 * last, with what was said of it. */
static const char EVIDENCE[] =
    "SELECT person, channel, 0, first_us, state, 0 FROM (SELECT coalesce(o.person, 0) AS person, o.channel, o.state,"
    " min(a.sent_us) OVER same AS first_us, a.sequence = max(a.sequence) OVER same AS is_newest FROM outbox o JOIN alert a"
    " ON /*+a.site_no = o.site_no AND*/ a.key = o.alert WHERE /*+o.site_no = ?1 >> 32 AND*/ o.drill = ?1"
    " WINDOW same AS (PARTITION BY o.person, o.channel)) AS filed WHERE is_newest"
    " UNION ALL SELECT person, channel, CASE WHEN fault = '' THEN 1 ELSE 2 END, ended_us, fault, times FROM (SELECT person,"
    " channel, fault, ended_us, count(*) OVER (PARTITION BY person, channel, fault = '') AS times, row_number() OVER"
    " (PARTITION BY person, channel, fault = '' ORDER BY CASE WHEN fault = '' THEN ended_us ELSE -ended_us END, sequence)"
    " AS place FROM delivery WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1) AS ended WHERE place = 1"
    " UNION ALL SELECT person, '', CASE WHEN sign = 'seen' THEN 4 ELSE 3 END, time_us, '', 1 FROM opening"
    " WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1"
    " UNION ALL SELECT person, '', CASE WHEN kind = 'check-in' THEN 6 ELSE 5 END, min(received_us), kind, count(*)"
    " FROM response WHERE /*+site_no = ?1 >> 32 AND*/ drill = ?1 GROUP BY person, kind"
    " ORDER BY 1, 2, 3, 4";

enum sibu_status store_evidences(struct store *store, int64_t drill, struct sibu_arena *arena,
                                 struct store_evidence **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, EVIDENCE);
    store_put_integer(&query, drill);
    enum sibu_status status = list_and_unlock(&query, &list, read_evidence, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

static void read_cap(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_cap *cap = item;
    cap->identifier = store_text(query, 0, arena);
    cap->xml = store_text(query, 1, arena);
    cap->sent_us = store_integer(query, 2);
}

enum sibu_status store_caps(struct store *store, int64_t after_us, struct sibu_arena *arena, struct store_cap **items,
                            size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT identifier, xml, sent_us FROM alert WHERE to_wardens = 0 AND sent_us > ?1"
                           " ORDER BY sent_us DESC, key DESC");
    store_put_integer(&query, after_us);
    enum sibu_status status = list_and_unlock(&query, &list, read_cap, fault);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_caps_mark(struct store *store, int64_t after_us, int64_t mark[2], struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query = store_query(store, "SELECT count(*), coalesce(max(" STORE_AGE(
                                                      "key") "), 0) FROM alert WHERE to_wardens = 0 AND sent_us > ?1");
    store_put_integer(&query, after_us);
    if (store_step(&query)) {
        mark[0] = store_integer(&query, 0);
        mark[1] = store_integer(&query, 1);
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

enum sibu_status store_cap(struct store *store, const char *identifier, int64_t after_us, struct sibu_arena *arena,
                           struct store_cap *out, struct sibu_fault *fault)
{
    int found = 0;
    *out = (struct store_cap){.identifier = "", .xml = ""};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT identifier, xml, sent_us FROM alert WHERE to_wardens = 0 AND identifier = ?1 AND sent_us > ?2");
    store_put_text(&query, identifier);
    store_put_integer(&query, after_us);
    if (store_step(&query)) {
        read_cap(&query, arena, out);
        found = 1;
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status == SIBU_OK && !found
               ? sibu_fault_set(fault, SIBU_NO, "identifier", "没有这条警报", "there is no such alert")
               : status;
}
