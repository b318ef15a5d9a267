/* Claims with leases and fences. See store_claims.h for the law. */
#include "store/store_claims.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/rooms.h"

static enum sibu_status fault_of_held(const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, name, "另一台服务器正在负责这件事", "another server has this in hand");
}

static enum sibu_status check_request(const char *name, const char *node, int64_t lease_us, struct sibu_fault *fault)
{
    int is_good = name[0] != '\0' && strlen(name) < STORE_CLAIM_NAME_MAX && node[0] != '\0' &&
                  strlen(node) < STORE_NODE_MAX && lease_us > 0 && lease_us <= STORE_LEASE_US_MAX;
    return is_good ? SIBU_OK
                   : sibu_fault_set(fault, SIBU_BAD_INPUT, name, "名称、服务器编号或期限超出范围",
                                    "the name, the server's id or the lease is out of range");
}

/* Its row is there and is locked; SIBU_NO where another transaction has it. */
static enum sibu_status lock_claim(struct store *store, const char *name, struct sibu_fault *fault)
{
    struct store_query add = store_query(store, "INSERT INTO claim (name, holder, fence, until_us)"
                                                " VALUES (?1, '', 0, 0) ON CONFLICT (name) DO NOTHING");
    store_put_text(&add, name);
    enum sibu_status status = store_query_run(&add, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "SELECT 1 FROM claim WHERE name = ?1 /*+FOR UPDATE SKIP LOCKED*/");
    store_put_text(&query, name);
    int is_locked = store_step(&query);
    status = store_query_end(&query, fault);
    return status == SIBU_OK && !is_locked ? fault_of_held(name, fault) : status;
}

static enum sibu_status take_locked(struct store *store, struct store_claim *claim, int64_t lease_us,
                                    struct sibu_fault *fault)
{
    struct store_query query = store_query(
        store, "UPDATE claim SET holder = ?2, fence = fence + 1, until_us = " STORE_NOW " + ?3 WHERE name = ?1"
               " AND (holder IN ('', ?2) OR until_us <= " STORE_NOW ") RETURNING fence, until_us");
    store_put_text(&query, claim->name);
    store_put_text(&query, claim->holder);
    store_put_integer(&query, lease_us);
    while (store_step(&query)) {
        claim->fence = store_integer(&query, 0);
        claim->until_us = store_integer(&query, 1);
    }
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && claim->fence == 0 ? fault_of_held(claim->name, fault) : status;
}

enum sibu_status store_claim_take(struct store *store, const char *name, const char *node, int64_t lease_us,
                                  struct store_claim *out, struct sibu_fault *fault)
{
    *out = (struct store_claim){.fence = 0};
    enum sibu_status status = check_request(name, node, lease_us, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_claim claim = {.fence = 0};
    (void)snprintf(claim.name, sizeof claim.name, "%s", name);
    (void)snprintf(claim.holder, sizeof claim.holder, "%s", node);
    status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = lock_claim(store, name, fault);
    if (status == SIBU_OK) {
        status = take_locked(store, &claim, lease_us, fault);
    }
    status = store_end(store, status, fault);
    if (status == SIBU_OK) {
        *out = claim;
    }
    return status;
}

static void put_claim(struct store_query *query, const struct store_claim *claim)
{
    store_put_text(query, claim->name);
    store_put_text(query, claim->holder);
    store_put_integer(query, claim->fence);
}

static enum sibu_status fault_of_lost(const struct store_claim *claim, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, claim->name, "另一台服务器已接手这件事，这次写入没有保存",
                          "another server has taken this over; nothing of this write was kept");
}

enum sibu_status store_claim_renew(struct store *store, struct store_claim *claim, int64_t lease_us,
                                   struct sibu_fault *fault)
{
    int64_t until_us = 0;
    enum sibu_status status = check_request(claim->name, claim->holder, lease_us, fault);
    if (status == SIBU_OK) {
        status = store_begin(store, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "UPDATE claim SET until_us = " STORE_NOW " + ?4"
                                                  " WHERE name = ?1 AND holder = ?2 AND fence = ?3 RETURNING until_us");
    put_claim(&query, claim);
    store_put_integer(&query, lease_us);
    status = store_query_number(&query, 0, &until_us, fault);
    if (status == SIBU_OK && until_us == 0) {
        status = fault_of_lost(claim, fault);
    }
    status = store_end(store, status, fault);
    if (status == SIBU_OK) {
        claim->until_us = until_us;
    }
    return status;
}

enum sibu_status store_claim_hand(struct store *store, const struct store_claim *claim, const char *node,
                                  int64_t lease_us, struct sibu_fault *fault)
{
    enum sibu_status status = check_request(claim->name, node, lease_us, fault);
    if (status == SIBU_OK) {
        status = store_begin(store, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "UPDATE claim SET holder = ?4, fence = fence + 1, until_us = " STORE_NOW " + ?5"
                           " WHERE name = ?1 AND holder = ?2 AND fence = ?3");
    put_claim(&query, claim);
    store_put_text(&query, node);
    store_put_integer(&query, lease_us);
    status = store_query_run(&query, fault);
    if (status == SIBU_OK && query.changed == 0) {
        status = fault_of_lost(claim, fault);
    }
    return store_end(store, status, fault);
}

enum sibu_status store_claim_give_up(struct store *store, const struct store_claim *claim, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "UPDATE claim SET holder = '', until_us = 0"
                                                  " WHERE name = ?1 AND holder = ?2 AND fence = ?3");
    put_claim(&query, claim);
    return store_end(store, store_query_run(&query, fault), fault);
}

enum sibu_status store_claim_check(struct store *store, const struct store_claim *claim, struct sibu_fault *fault)
{
    if (claim == NULL) {
        return SIBU_OK;
    }
    assert(store->is_writing);
    struct store_query query =
        store_query(store, "SELECT 1 FROM claim WHERE name = ?1 AND holder = ?2 AND fence = ?3 /*+FOR SHARE*/");
    put_claim(&query, claim);
    int is_held = store_step(&query);
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && !is_held ? fault_of_lost(claim, fault) : status;
}

static void read_text(struct store_query *query, int column, size_t size, char *out)
{
    struct store_bytes text = store_bytes(query, column);
    (void)snprintf(out, size, "%.*s", (int)text.length, (const char *)text.bytes);
}

static void read_claim(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_claim *claim = item;
    (void)arena;
    read_text(query, 0, sizeof claim->name, claim->name);
    read_text(query, 1, sizeof claim->holder, claim->holder);
    claim->fence = store_integer(query, 2);
    claim->until_us = store_integer(query, 3);
}

enum sibu_status store_claims(struct store *store, const char *prefix, struct sibu_arena *arena,
                              struct store_claim **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(
        store, "SELECT name, holder, fence, until_us FROM claim WHERE holder <> '' AND until_us > " STORE_NOW
               " AND substr(name, 1, length(?1)) = ?1 ORDER BY name");
    store_put_text(&query, prefix);
    enum sibu_status status = store_query_list(&query, &list, read_claim, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}
