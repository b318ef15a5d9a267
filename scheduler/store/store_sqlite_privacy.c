/* What is kept of one person, given out and forgotten: see store_privacy.h. Depends on sqlite3, libsodium. */
#include "store/store_privacy.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "store/store_sqlite.h"

/* The key of the one person who is meant. */
static enum sibu_status find(struct store *store, const struct store_who *who, int64_t *key, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT min(key), count(*) FROM person WHERE id = ?1 AND (?2 = '' OR site = ?2)");
    store_put_text(&query, who->id);
    store_put_text(&query, who->site);
    int64_t count = 0;
    if (store_step(&query)) {
        *key = store_integer(&query, 0);
        count = store_integer(&query, 1);
    }
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && count == 0) {
        return sibu_fault_set(fault, SIBU_NO, "id", "没有这个工号", "nobody is of this id");
    }
    if (status == SIBU_OK && count > 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "id", "%d 个场所有这个工号，请用 --site 指定场所",
                              "%d sites have somebody of this id: name one with --site", (int)count);
    }
    return status;
}

/* One part of the export: a query that gives one JSON value for the key ?1. */
struct part {
    const char *name, *sql;
};
static const struct part PARTS[] = {
    {"person", "SELECT json_object('key', key, 'site', site, 'id', id, 'name', name, 'name_en', name_en, 'zone', zone,"
               " 'shift', shift, 'role', role, 'language', language, 'pace', pace, 'link', token, 'listed',"
               " json(iif(listed = 1, 'true', 'false'))) FROM person WHERE key = ?1"},
    {"addresses", "SELECT json_group_array(json_object('kind', kind, 'value', value)) FROM address WHERE person = ?1"},
    {"proofs", "SELECT json_group_array(json_object('channel', channel, 'address', address, 'accepted_us', accepted_us,"
               " 'failed_us', failed_us, 'fault', fault)) FROM proof WHERE person = ?1"},
    {"drills", "SELECT json_group_array(json_object('drill', d.id, 'number', p.number, 'expected',"
               " json(iif(p.expected = 1, 'true', 'false')), 'record', d.record)) FROM participant p JOIN drill d"
               " ON d.key = p.drill WHERE p.person = ?1"},
    {"openings", "SELECT json_group_array(json_object('drill', d.id, 'sign', o.sign, 'time_us', o.time_us)) FROM"
                 " participant p JOIN drill d ON d.key = p.drill JOIN opening o ON o.drill = p.drill AND o.person ="
                 " p.number WHERE p.person = ?1"},
    {"answers", "SELECT json_group_array(json_object('drill', d.id, 'kind', r.kind, 'place', r.place, 'received_us',"
                " r.received_us, 'client_us', r.client_us, 'key', r.key)) FROM participant p JOIN drill d ON d.key ="
                " p.drill JOIN response r ON r.drill = p.drill AND r.person = p.number WHERE p.person = ?1"},
    {"events",
     "SELECT json_group_array(json_object('drill', d.id, 'kind', e.kind, 'place', e.place, 'time_us',"
     " e.time_us, 'detail', iif(json_valid(e.detail), json_remove(e.detail, '$.by') || '', e.detail))) FROM participant p JOIN drill d ON d.key = p.drill JOIN event e ON"
     " e.drill = p.drill AND e.person = p.number WHERE p.person = ?1"},
    {"named", "SELECT json_group_array(json_object('drill', d.id, 'alert', a.identifier, 'sent_us', a.sent_us)) FROM"
              " participant p JOIN drill d ON d.key = p.drill JOIN alert a ON a.drill = p.drill JOIN named n ON"
              " n.alert = a.key AND n.person = p.number WHERE p.person = ?1"},
    {"alerts", "SELECT json_group_array(json_object('drill', d.id, 'channel', o.channel, 'address', o.address, 'state',"
               " o.state, 'attempt', o.attempt)) FROM participant p JOIN drill d ON d.key = p.drill JOIN outbox o ON"
               " o.drill = p.drill AND o.person = p.number WHERE p.person = ?1"},
    {"deliveries", "SELECT json_group_array(json_object('drill', d.id, 'channel', v.channel, 'alert', v.alert,"
                   " 'started_us', v.started_us, 'ended_us', v.ended_us, 'fault', v.fault)) FROM participant p JOIN"
                   " drill d ON d.key = p.drill JOIN delivery v ON v.drill = p.drill AND v.person = p.number WHERE"
                   " p.person = ?1"},
};

static enum sibu_status add_part(struct store *store, const struct part *part, int64_t key, struct sibu_text *out,
                                 struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_query query = store_query(store, part->sql);
    store_put_integer(&query, key);
    if (store_step(&query)) {
        sibu_text_addf(out, "\"%s\":", part->name);
        sibu_text_add(out, store_text(&query, 0, &arena));
    }
    enum sibu_status status = store_query_end(&query, fault);
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status store_person_export(struct store *store, const struct store_who *who, struct sibu_text *out,
                                     struct sibu_fault *fault)
{
    int64_t key = 0;
    enum sibu_status status = store_begin(store, fault); /* so that all parts are of one moment */
    if (status != SIBU_OK) {
        return status;
    }
    status = find(store, who, &key, fault);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        sibu_text_add(out, i == 0 ? "{" : ",");
        status = add_part(store, &PARTS[i], key, out, fault);
    }
    sibu_text_add(out, status == SIBU_OK ? "}\n" : "");
    return store_end(store, status, fault);
}

static void read_path(struct store_query *query, struct sibu_arena *arena, void *item)
{
    *(const char **)item = store_text(query, 0, arena);
}

enum sibu_status store_person_records(struct store *store, const struct store_who *who, struct sibu_arena *arena,
                                      const char ***paths, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **paths};
    int64_t key = 0;
    store_lock(store);
    enum sibu_status status = find(store, who, &key, fault);
    if (status == SIBU_OK) {
        struct store_query query = store_query(store, "SELECT d.record FROM participant p JOIN drill d ON d.key ="
                                                      " p.drill WHERE p.person = ?1 ORDER BY d.key");
        store_put_integer(&query, key);
        status = store_query_list(&query, &list, read_path, fault);
    }
    store_unlock(store);
    *paths = list.items;
    *count = list.count;
    return status;
}

static enum sibu_status count_of(struct store *store, const char *sql, int64_t key, int64_t *count,
                                 struct sibu_fault *fault)
{
    struct store_query query = store_query(store, sql);
    store_put_integer(&query, key);
    *count = store_step(&query) ? store_integer(&query, 0) : 0;
    return store_query_end(&query, fault);
}

/* Neither named by a roster now nor in a drill that goes on. */
static enum sibu_status check_gone(struct store *store, int64_t key, struct sibu_fault *fault)
{
    int64_t listed = 0, open = 0;
    enum sibu_status status =
        count_of(store, "SELECT count(*) FROM person WHERE key = ?1 AND listed = 1", key, &listed, fault);
    if (status == SIBU_OK) {
        status = count_of(store,
                          "SELECT count(*) FROM participant p JOIN drill d ON d.key = p.drill WHERE p.person = ?1"
                          " AND d.state <> 'closed'",
                          key, &open, fault);
    }
    if (status == SIBU_OK && listed > 0) {
        return sibu_fault_set(fault, SIBU_NO, "id", "名册里还有此人：先从名册中删除并重启服务器",
                              "a roster names this person still: take them out of it and restart the server first");
    }
    if (status == SIBU_OK && open > 0) {
        return sibu_fault_set(fault, SIBU_NO, "id", "此人所在的演练还没有结束",
                              "a drill that they are in is not closed");
    }
    return status;
}

static enum sibu_status run_with(struct store *store, const char *sql, int64_t key, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, sql);
    store_put_integer(&query, key);
    return store_query_run(&query, fault);
}

/* The row of somebody whom drills refer to, without anything of them, and with a link that nobody has. */
static enum sibu_status empty_row(struct store *store, int64_t key, struct sibu_fault *fault)
{
    uint8_t hash[SIBU_HASH_BYTES];
    randombytes_buf(hash, sizeof hash);
    struct store_query query = store_query(
        store,
        "UPDATE person SET id = '#' || key, name = '#' || key, name_en = '', zone = '', shift = '', role = 'worker',"
        " language = '', pace = '', token = 'forgotten.............', token_hash = ?2 WHERE key = ?1");
    store_put_integer(&query, key);
    store_put_bytes(&query, hash, sizeof hash);
    return store_query_run(&query, fault);
}

static enum sibu_status forget(struct store *store, int64_t key, struct sibu_fault *fault)
{
    static const char *const SQL[] = {
        "DELETE FROM opening WHERE (drill, person) IN (SELECT drill, number FROM participant WHERE person = ?1)",
        "DELETE FROM address WHERE person = ?1",
        "DELETE FROM proof WHERE person = ?1",
        "UPDATE alert SET xml = '" STORE_UNNAMED "' WHERE key IN (SELECT a.key FROM participant p JOIN alert a ON"
        " a.drill = p.drill AND a.to_wardens = 1 JOIN named n ON n.alert = a.key AND n.person = p.number"
        " WHERE p.person = ?1)",
        "DELETE FROM person WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM participant WHERE person = ?1)",
    };
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0] && status == SIBU_OK; i++) {
        status = run_with(store, SQL[i], key, fault);
    }
    return status == SIBU_OK ? empty_row(store, key, fault) : status;
}

static enum sibu_status forget_with_row(struct store *store, const struct store_who *who, const struct store_audit *row,
                                        struct sibu_fault *fault)
{
    char object[32];
    int64_t key = 0;
    struct store_audit written = *row;
    enum sibu_status status = find(store, who, &key, fault);
    status = status == SIBU_OK ? check_gone(store, key, fault) : status;
    status = status == SIBU_OK ? forget(store, key, fault) : status;
    (void)snprintf(object, sizeof object, "#%" PRId64, key);
    written.object = object;
    return status == SIBU_OK ? store_audit_add(store, &written, fault) : status;
}

/* Into the file, and of length 0. *busy is 1 where somebody else reads it. */
static enum sibu_status empty_log(struct store *store, int64_t *busy, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "PRAGMA wal_checkpoint(TRUNCATE)");
    *busy = store_step(&query) ? store_integer(&query, 0) : 1;
    return store_query_end(&query, fault);
}

enum sibu_status store_scrub(struct store *store, struct sibu_fault *fault)
{
    int64_t busy = 1;
    store_lock(store);
    enum sibu_status status = store_run(store, "VACUUM", fault);
    status = status == SIBU_OK ? empty_log(store, &busy, fault) : status;
    status = status == SIBU_OK && !busy ? store_run(store, "DELETE FROM setting WHERE name = 'scrub'", fault) : status;
    store_unlock(store);
    if (status == SIBU_OK && busy) {
        return sibu_fault_set(
            fault, SIBU_IO, store->path, "另一个程序正在读数据库，旧页还没有清除：请停止它后再试",
            "another program reads the database and freed pages are not wiped yet: stop it, try again");
    }
    return status;
}

enum sibu_status store_person_forget(struct store *store, const struct store_who *who, const struct store_audit *row,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_end(store, forget_with_row(store, who, row, fault), fault);
    return status == SIBU_OK ? store_scrub(store, fault) : status;
}

static enum sibu_status read_count(struct store *store, const char *sql, int64_t *count, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, sql);
    *count = store_step(&query) ? store_integer(&query, 0) : 0;
    return store_query_end(&query, fault);
}

static enum sibu_status count_open(struct store *store, int64_t *open, struct sibu_fault *fault)
{
    return read_count(store, "SELECT count(*) FROM drill WHERE state <> 'closed'", open, fault);
}

/* Who is gone and was not before, and what of officers has had its time. */
static enum sibu_status mark_over(struct store *store, int64_t now_us, struct sibu_fault *fault)
{
    static const char *const SQL[] = {
        "UPDATE person SET left_us = ?1 WHERE listed = 0 AND left_us = 0",
        "DELETE FROM invitation WHERE expires_us <= ?1",
        ("DELETE FROM session WHERE seen_us < ?1 - " STORE_SESSION_US),
    };
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0] && status == SIBU_OK; i++) {
        status = run_with(store, SQL[i], now_us, fault);
    }
    return status;
}

static void read_key(struct store_query *query, struct sibu_arena *arena, void *item)
{
    (void)arena;
    *(int64_t *)item = store_integer(query, 0);
}

static enum sibu_status find_over(struct store *store, const struct store_keeping_time *time, struct store_list *list,
                                  struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT key FROM person WHERE listed = 0 AND left_us > 0 AND left_us <= ?1"
                           " AND id <> '#' || key ORDER BY key LIMIT ?2");
    store_put_integer(&query, time->now_us - time->keep_us);
    store_put_integer(&query, time->most);
    return store_query_list(&query, list, read_key, fault);
}

static enum sibu_status expire_one(struct store *store, int64_t key, int64_t now_us, struct sibu_fault *fault)
{
    char object[32];
    (void)snprintf(object, sizeof object, "#%" PRId64, key);
    const struct store_audit row = {.time_us = now_us,
                                    .who = "system",
                                    .roles = "",
                                    .action = "person-expire",
                                    .object = object,
                                    .address = "",
                                    .result = "ok"};
    enum sibu_status status = forget(store, key, fault);
    return status == SIBU_OK ? store_audit_add(store, &row, fault) : status;
}

static enum sibu_status expire(struct store *store, const struct store_keeping_time *time, int32_t *count,
                               struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_list list = {.arena = &arena, .item_bytes = sizeof(int64_t)};
    enum sibu_status status = mark_over(store, time->now_us, fault);
    status = status == SIBU_OK ? find_over(store, time, &list, fault) : status;
    for (size_t i = 0; i < list.count && status == SIBU_OK; i++) {
        status = expire_one(store, ((const int64_t *)list.items)[i], time->now_us, fault);
    }
    if (status == SIBU_OK && list.count > 0) {
        status = store_run(store, "INSERT OR REPLACE INTO setting (name, value) VALUES ('scrub', 'due')", fault);
    }
    *count = status == SIBU_OK ? (int32_t)list.count : 0;
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status store_people_expire(struct store *store, const struct store_keeping_time *time, int32_t *count,
                                     struct sibu_fault *fault)
{
    int64_t open = 0, busy = 0;
    *count = 0;
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = count_open(store, &open, fault);
    if (status == SIBU_OK && open == 0) {
        status = expire(store, time, count, fault);
    }
    status = store_end(store, status, fault);
    if (status != SIBU_OK || open > 0) {
        return status;
    }
    store_lock(store);
    status = empty_log(store, &busy, fault); /* busy: the next time does it */
    store_unlock(store);
    return status;
}

enum sibu_status store_scrub_due(struct store *store, struct sibu_fault *fault)
{
    int64_t due = 0, open = 0;
    store_lock(store);
    enum sibu_status status = read_count(store, "SELECT count(*) FROM setting WHERE name = 'scrub'", &due, fault);
    status = status == SIBU_OK ? count_open(store, &open, fault) : status;
    store_unlock(store);
    return status == SIBU_OK && due > 0 && open == 0 ? store_scrub(store, fault) : status;
}
