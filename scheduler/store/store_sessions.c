/* Sessions of signed-in officers. */
#include "store/rooms.h"
#include "store/store_accounts.h"

/* Who never comes back signs nobody out: what has not been seen for so long goes when another session begins. */
static enum sibu_status clear_forgotten(struct store *store, int64_t now_us, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "DELETE FROM session WHERE seen_us < ?1 - " STORE_SESSION_US);
    store_put_integer(&query, now_us);
    return store_query_run(&query, fault);
}

static enum sibu_status put_session(struct store *store, const struct store_session *session, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "INSERT INTO session (hash, account, made_us, seen_us) VALUES (?1, ?2, ?3, ?4)");
    store_put_bytes(&query, session->hash, sizeof session->hash);
    store_put_integer(&query, session->account);
    store_put_integer(&query, session->made_us);
    store_put_integer(&query, session->seen_us);
    return store_query_run(&query, fault);
}

enum sibu_status store_session_put(struct store *store, const struct store_session *session,
                                   const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = clear_forgotten(store, session->made_us, fault);
    if (status == SIBU_OK) {
        status = put_session(store, session, fault);
    }
    if (status == SIBU_OK) {
        status = store_audit_add(store, row, fault);
    }
    return store_end(store, status, fault);
}

enum sibu_status store_session_find(struct store *store, const uint8_t hash[SIBU_HASH_BYTES], struct sibu_arena *arena,
                                    struct store_session *out, struct store_account *account, struct sibu_fault *fault)
{
    int found = 0;
    *out = (struct store_session){.account = 0};
    *account = (struct store_account){.name = "", .password = "", .branch = ""};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT s.hash, s.account, s.made_us, s.seen_us, coalesce(a.name, ''), coalesce(a.roles, 0),"
                           " coalesce(a.branch, '')"
                           " FROM session AS s LEFT JOIN account AS a ON a.key = s.account AND a.ended_us = 0"
                           " WHERE s.hash = ?1");
    store_put_bytes(&query, hash, SIBU_HASH_BYTES);
    if (store_step(&query)) {
        store_hash(&query, 0, out->hash);
        out->account = store_integer(&query, 1);
        out->made_us = store_integer(&query, 2);
        out->seen_us = store_integer(&query, 3);
        account->name = store_text(&query, 4, arena);
        account->roles = store_integer(&query, 5);
        account->branch = store_text(&query, 6, arena);
        account->key = account->roles != 0 ? out->account : 0;
        found = out->account == account->key;
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status == SIBU_OK && !found
               ? sibu_fault_set(fault, SIBU_NO, "session", "没有这个会话", "there is no such session")
               : status;
}

enum sibu_status store_session_seen(struct store *store, const struct store_session *session, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "UPDATE session SET seen_us = ?2 WHERE hash = ?1");
    store_put_bytes(&query, session->hash, sizeof session->hash);
    store_put_integer(&query, session->seen_us);
    return store_end(store, store_query_run(&query, fault), fault);
}

enum sibu_status store_session_end(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                   const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query = store_query(store, "DELETE FROM session WHERE hash = ?1");
    store_put_bytes(&query, hash, SIBU_HASH_BYTES);
    status = store_query_run(&query, fault);
    if (status == SIBU_OK && row != NULL) {
        status = store_audit_add(store, row, fault);
    }
    return store_end(store, status, fault);
}
