/* Drills and who takes part in them.
 *
 * One drill of a site is open at a time: a unique index keeps it, whatever the caller does.
 */
#include <string.h>

#include "store/rooms.h"

static enum sibu_status check_no_drill(struct store *store, const char *site, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT 1 FROM drill WHERE site = ?1 AND state <> 'closed'");
    store_put_text(&query, site);
    int running = store_step(&query);
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && running) {
        return sibu_fault_set(fault, SIBU_NO, site, "这个场所正在演练，结束后才能开始下一次",
                              "a drill is running at this site; the next can begin when it has ended");
    }
    return status;
}

static enum sibu_status add_drill(struct store *store, struct store_drill *drill, struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "INSERT INTO drill (/*+site_no, key,*/ id, site, family, zone, state, record, draw, t0_us, end_us)"
               " VALUES (/*+site_of(?2), next_key('drill', site_of(?2)),*/ ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)"
               " RETURNING key");
    const char *const texts[] = {
        drill->id,     drill->site, drill->family, drill->zone, drill->state == NULL ? "alerting" : drill->state,
        drill->record, drill->draw};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        store_put_text(&query, texts[i]);
    }
    store_put_integer(&query, drill->t0_us);
    return store_query_number(&query, 0, &drill->key, fault);
}

static enum sibu_status add_participants(struct store *store, int64_t drill, const struct store_participant *people,
                                         size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        struct store_query query = store_query(
            store,
            "INSERT INTO participant (/*+site_no,*/ drill, number, person, expected) VALUES (/*+?1 >> 32,*/ ?1, ?2, ?3, ?4)");
        store_put_integer(&query, drill);
        store_put_integer(&query, people[i].number);
        store_put_integer(&query, people[i].person);
        store_put_integer(&query, people[i].expected != 0);
        status = store_query_run(&query, fault);
    }
    return status;
}

static enum sibu_status open_drill(struct store *store, struct store_drill *drill,
                                   const struct store_participant *people, size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = store_claim_check(store, drill->claim, fault);
    if (status == SIBU_OK) {
        status = store_claim_check(store, drill->turn, fault);
    }
    if (status == SIBU_OK) {
        status = store_hold(store, "drill", fault); /* one is opened at a time, whoever opens it */
    }
    if (status == SIBU_OK) {
        status = check_no_drill(store, drill->site, fault);
    }
    if (status == SIBU_OK) {
        status = add_drill(store, drill, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = add_participants(store, drill->key, people, count, fault);
    if (status == SIBU_OK) {
        struct sibu_record_event drawn = {.time_us = drill->t0_us, .kind = "drawn", .place = drill->zone};
        status = store_event_add(store, drill->key, &drawn, fault);
    }
    if (status == SIBU_OK && drill->alert != NULL) {
        status = store_alert_add(store, drill->key, drill->alert, fault);
    }
    return status;
}

enum sibu_status store_drill_open(struct store *store, struct store_drill *drill,
                                  const struct store_participant *people, size_t count, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status == SIBU_OK) {
        status = store_end(store, open_drill(store, drill, people, count, fault), fault);
    }
    if (status != SIBU_OK) {
        drill->key = 0;
    }
    return status;
}

static void read_drill(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_drill *drill = item;
    const char **const texts[] = {&drill->id,    &drill->site,  &drill->family, &drill->zone,
                                  &drill->state, &drill->ended, &drill->record, &drill->draw};
    const int count = (int)(sizeof texts / sizeof texts[0]);
    for (int i = 0; i < count; i++) {
        *texts[i] = store_text(query, i, arena);
    }
    drill->key = store_integer(query, count);
    drill->t0_us = store_integer(query, count + 1);
    drill->end_us = store_integer(query, count + 2);
    drill->unfolded_us = store_integer(query, count + 3);
}

#define DRILL_COLUMNS                                                                                                  \
    "d.id, d.site, d.family, d.zone, " STORE_STATE ", " STORE_ENDED ", d.record, d.draw, d.key, d.t0_us, d.end_us,"    \
    " d.unfolded_us"

/* Reads the drill that the query finds, ends it and gives back the lock. */
static enum sibu_status take_drill(struct store_query *query, struct sibu_arena *arena, struct store_drill *out,
                                   struct sibu_fault *fault)
{
    *out = (struct store_drill){0};
    if (store_step(query)) {
        read_drill(query, arena, out);
    }
    enum sibu_status status = store_query_end(query, fault);
    store_unlock(query->store);
    if (status == SIBU_OK && out->key == 0) {
        return sibu_fault_set(fault, SIBU_NO, "drill", "没有这样的演练", "there is no such drill");
    }
    return status;
}

enum sibu_status store_drills_open(struct store *store, struct sibu_arena *arena, struct store_drill **items,
                                   size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT " DRILL_COLUMNS " FROM drill d WHERE d.state <> 'closed' ORDER BY " STORE_AGE("d.key"));
    enum sibu_status status = store_query_list(&query, &list, read_drill, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_drill_by_id(struct store *store, const char *id, struct sibu_arena *arena,
                                   struct store_drill *out, struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query = store_query(store, "SELECT " DRILL_COLUMNS " FROM drill d WHERE d.id = ?1");
    store_put_text(&query, id);
    return take_drill(&query, arena, out, fault);
}

enum sibu_status store_drill_check_open(struct store *store, int64_t drill, struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "SELECT 1 FROM drill WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 AND state <> 'closed' /*+FOR UPDATE*/");
    store_put_integer(&query, drill);
    int is_open = store_step(&query);
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && !is_open) {
        return sibu_fault_set(fault, SIBU_NO, "drill", "这次演练已经结束归档", "this drill is closed");
    }
    return status;
}

/* Up to when what unfolds is drawn: the drill does not move before that. */
static enum sibu_status read_unfolded(struct store *store, int64_t drill, int64_t *time_us, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT unfolded_us FROM drill WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1");
    store_put_integer(&query, drill);
    return store_query_number(&query, 0, time_us, fault);
}

static enum sibu_status move_drill(struct store *store, int64_t drill, const char *state,
                                   const struct sibu_record_event *event, struct sibu_fault *fault)
{
    int64_t unfolded_us = 0;
    enum sibu_status status = read_unfolded(store, drill, &unfolded_us, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_record_event named = *event;
    named.kind = state;
    named.time_us = event->time_us > unfolded_us ? event->time_us : unfolded_us;
    struct store_query query = store_query(
        store,
        "UPDATE drill SET state = CASE WHEN ?2 IN ('mustered', 'evaluated') THEN state ELSE ?2 END,"
        " stage = CASE WHEN ?2 IN ('mustered', 'evaluated') THEN ?2 ELSE '' END, end_us = CASE WHEN end_us = 0 AND ?2"
        " NOT IN ('alerting', 'running') THEN ?3 ELSE end_us END WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1");
    store_put_integer(&query, drill);
    store_put_text(&query, state);
    store_put_integer(&query, named.time_us);
    status = store_query_run(&query, fault);
    if (status == SIBU_OK) {
        status = store_event_add(store, drill, &named, fault);
    }
    return status;
}

enum sibu_status store_drill_state(struct store *store, int64_t drill, const char *state,
                                   const struct sibu_record_event *event, const struct store_alert *alert,
                                   struct sibu_fault *fault)
{
    const struct store_drill_move move = {.drill = drill, .state = state, .event = event, .alert = alert};
    return store_drill_move(store, &move, fault);
}

enum sibu_status store_drill_move(struct store *store, const struct store_drill_move *move, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_claim_check(store, move->claim, fault);
    if (status == SIBU_OK) {
        status = store_drill_check_open(store, move->drill, fault);
    }
    if (status == SIBU_OK) {
        status = store_stand_check(store, move->drill, move->stand, fault);
    }
    if (status == SIBU_OK) {
        status = move_drill(store, move->drill, move->state, move->event, fault);
    }
    if (status == SIBU_OK && move->alert != NULL) {
        status = store_alert_add(store, move->drill, move->alert, fault);
    }
    return store_end(store, status, fault);
}

static void read_participant(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_participant *participant = item;
    participant->number = (uint32_t)store_integer(query, 0);
    participant->expected = (int)store_integer(query, 1);
    store_person_read(query, 2, arena, &participant->who);
    participant->person = participant->who.key;
}

enum sibu_status store_participants(struct store *store, int64_t drill, struct sibu_arena *arena,
                                    struct store_participant **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store,
        "SELECT p.number, p.expected, " STORE_PERSON_COLUMNS
        " FROM participant p JOIN person h ON /*+h.site_no = p.site_no AND*/ h.key = p.person WHERE /*+p.site_no = ?1 >> 32 AND*/ p.drill = ?1 ORDER BY p.number");
    store_put_integer(&query, drill);
    enum sibu_status status = store_query_list(&query, &list, read_participant, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_last_start(struct store *store, const char *site, int64_t *t0_us, size_t *drills,
                                  struct sibu_fault *fault)
{
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT coalesce(max(t0_us), 0), count(*) FROM drill WHERE ?1 = 0 OR site = ?2");
    store_put_integer(&query, site != NULL);
    store_put_text(&query, site);
    int found = store_step(&query);
    *t0_us = found ? store_integer(&query, 0) : 0;
    *drills = found ? (size_t)store_integer(&query, 1) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status;
}

static void read_record(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_drill *drill = item;
    drill->key = store_integer(query, 0);
    drill->record = store_text(query, 1, arena);
}

enum sibu_status store_drills_where(struct store *store, const char *sql, struct sibu_arena *arena,
                                    struct store_drill **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, sql);
    enum sibu_status status = store_query_list(&query, &list, read_record, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}
