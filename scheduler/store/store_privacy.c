/* What is kept of one person, given out and forgotten: see store_privacy.h. Depends on libsodium. */
#include "store/store_privacy.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "store/rooms.h"

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

/* One part of the export: the query that gives its rows for the key ?1, and of what kind each column is: i an integer, t a
 * text, b a truth. A column's name is that of the member. */
struct part {
    const char *name, *kinds, *sql;
    int is_one; /* one row, an object of its own; else a list of objects */
};
static const struct part PARTS[] = {
    {"person", "ittttttttttb",
     "SELECT key, site, id, name, name_en, zone, shift, role, language, pace, token AS link, listed FROM person"
     " WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1",
     1},
    {"addresses", "tt", "SELECT kind, value FROM address WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1 ORDER BY kind",
     0},
    {"proofs", "ttiit",
     "SELECT channel, address, accepted_us, failed_us, fault FROM proof WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1"
     " ORDER BY channel",
     0},
    {"drills", "tibt",
     "SELECT d.id AS drill, p.number, p.expected, d.record FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY d.key",
     0},
    {"openings", "tti",
     "SELECT d.id AS drill, o.sign, o.time_us FROM participant p JOIN drill d ON /*+d.site_no = p.site_no AND*/"
     " d.key = p.drill JOIN opening o ON /*+o.site_no = p.site_no AND*/ o.drill = p.drill AND o.person = p.number"
     " WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY d.key, o.time_us, o.sign",
     0},
    {"answers", "tttiit",
     "SELECT d.id AS drill, r.kind, r.place, r.received_us, r.client_us, r.key FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill JOIN response r ON /*+r.site_no = p.site_no AND*/"
     " r.drill = p.drill AND r.person = p.number WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1"
     " ORDER BY d.key, r.sequence",
     0},
    {"events", "tttit",
     "SELECT d.id AS drill, e.kind, e.place, e.time_us, /*+without_author(e.detail)*//*-*/iif(json_valid(e.detail),"
     " json_remove(e.detail, '$.by') || '', e.detail)/*-*/ AS detail FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill JOIN event e ON /*+e.site_no = p.site_no AND*/ e.drill = p.drill"
     " AND e.person = p.number WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY d.key, e.sequence",
     0},
    {"named", "tti",
     "SELECT d.id AS drill, a.identifier AS alert, a.sent_us FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill JOIN alert a ON /*+a.site_no = p.site_no AND*/ a.drill = p.drill"
     " JOIN named n ON /*+n.site_no = a.site_no AND*/ n.alert = a.key AND n.person = p.number"
     " WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY a.key",
     0},
    {"alerts", "tttti",
     "SELECT d.id AS drill, o.channel, o.address, o.state, o.attempt FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill JOIN outbox o ON /*+o.site_no = p.site_no AND*/ o.drill = p.drill"
     " AND o.person = p.number WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY o.key",
     0},
    {"deliveries", "tttiit",
     "SELECT d.id AS drill, v.channel, v.alert, v.started_us, v.ended_us, v.fault FROM participant p JOIN drill d ON"
     " /*+d.site_no = p.site_no AND*/ d.key = p.drill JOIN delivery v ON /*+v.site_no = p.site_no AND*/"
     " v.drill = p.drill AND v.person = p.number WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1"
     " ORDER BY d.key, v.sequence",
     0},
};

/* The row as an object. */
static void add_row(struct store_query *query, const char *kinds, struct sibu_text *out)
{
    for (int i = 0; kinds[i] != '\0'; i++) {
        struct sibu_arena arena = {0};
        sibu_text_addf(out, "%c\"%s\":", i == 0 ? '{' : ',', query->store->driver->name(query, i));
        if (kinds[i] == 't') {
            sibu_text_add_json(out, store_text(query, i, &arena));
        } else if (kinds[i] == 'b') {
            sibu_text_add(out, store_integer(query, i) != 0 ? "true" : "false");
        } else {
            sibu_text_addf(out, "%" PRId64, store_integer(query, i));
        }
        sibu_arena_clear(&arena);
    }
    sibu_text_add(out, "}");
}

static enum sibu_status add_part(struct store *store, const struct part *part, int64_t key, struct sibu_text *out,
                                 struct sibu_fault *fault)
{
    struct store_query query = store_query(store, part->sql);
    store_put_integer(&query, key);
    sibu_text_addf(out, "\"%s\":%s", part->name, part->is_one ? "" : "[");
    for (int i = 0; store_step(&query); i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_row(&query, part->kinds, out);
    }
    sibu_text_add(out, part->is_one ? "" : "]");
    return store_query_end(&query, fault);
}

enum sibu_status store_person_export(struct store *store, const struct store_who *who, struct sibu_text *out,
                                     struct sibu_fault *fault)
{
    int64_t key = 0;
    enum sibu_status status = store_begin_still(store, fault); /* so that all parts are of one moment */
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
        struct store_query query =
            store_query(store, "SELECT d.record FROM participant p JOIN drill d ON d.key ="
                               " p.drill WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1 ORDER BY d.key");
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
    return store_query_number(&query, 0, count, fault);
}

/* Neither named by a roster now nor in a drill that goes on. */
static enum sibu_status check_gone(struct store *store, int64_t key, struct sibu_fault *fault)
{
    int64_t listed = 0, open = 0;
    enum sibu_status status =
        count_of(store, "SELECT count(*) FROM person WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 AND listed = 1", key,
                 &listed, fault);
    if (status == SIBU_OK) {
        status = count_of(
            store,
            "SELECT count(*) FROM participant p JOIN drill d ON /*+d.site_no = p.site_no AND*/ d.key = p.drill WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1"
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
        " language = '', pace = '', token = 'forgotten.............', token_hash = ?2 WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1");
    store_put_integer(&query, key);
    store_put_bytes(&query, hash, sizeof hash);
    return store_query_run(&query, fault);
}

static enum sibu_status forget(struct store *store, int64_t key, struct sibu_fault *fault)
{
    static const char *const SQL[] = {
        "DELETE FROM opening WHERE /*+site_no = ?1 >> 32 AND*/ (drill, person) IN (SELECT drill, number FROM participant WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1)",
        "DELETE FROM address WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1",
        "DELETE FROM proof WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1",
        "UPDATE alert SET xml = '" STORE_UNNAMED
        "' WHERE /*+site_no = ?1 >> 32 AND*/ key IN (SELECT a.key FROM participant p JOIN alert a ON"
        " /*+a.site_no = p.site_no AND*/ a.drill = p.drill AND a.to_wardens = 1 JOIN named n ON /*+n.site_no = a.site_no AND*/ n.alert = a.key AND n.person = p.number"
        " WHERE /*+p.site_no = ?1 >> 32 AND*/ p.person = ?1)",
        "DELETE FROM person WHERE /*+site_no = ?1 >> 32 AND*/ key = ?1 AND NOT EXISTS (SELECT 1 FROM participant WHERE /*+site_no = ?1 >> 32 AND*/ person = ?1)",
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

enum sibu_status store_scrub(struct store *store, struct sibu_fault *fault)
{
    int busy = 1;
    store_lock(store);
    enum store_failure failure = store->driver->ready(store);
    failure = failure == STORE_FINE ? store->driver->wipe(store, &busy) : failure;
    enum sibu_status status = failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
    status = status == SIBU_OK && !busy ? store_run(store, "DELETE FROM setting WHERE name = 'scrub'", fault) : status;
    store_unlock(store);
    if (status == SIBU_OK && busy) {
        return sibu_fault_set(
            fault, SIBU_IO, store->path,
            "另一个程序正在用这个数据库（或同一服务器上的另一个），旧页还没有清除：请停止它后再试",
            "another program uses the database (or another one of its server) and freed pages are not wiped yet: stop it, try again");
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
    return store_query_number(&query, 0, count, fault);
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
        status = store_run(store,
                           "INSERT INTO setting (name, value) VALUES ('scrub', 'due')"
                           " ON CONFLICT (name) DO NOTHING",
                           fault);
    }
    *count = status == SIBU_OK ? (int32_t)list.count : 0;
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status store_people_expire(struct store *store, const struct store_keeping_time *time, int32_t *count,
                                     struct sibu_fault *fault)
{
    int64_t open = 0;
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
    enum store_failure failure = store->driver->tidy(store);
    status = failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
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
