/* Accounts of officers and the links that make them.
 *
 * Each call that changes something writes its row of the audit trail in its own transaction.
 */
#include "store/store_accounts.h"
#include "store/rooms.h"

/* Commits with the row, or undoes all where something is wrong. */
static enum sibu_status end_with(struct store *store, enum sibu_status status, const struct store_audit *row,
                                 struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        status = store_audit_add(store, row, fault);
    }
    return store_end(store, status, fault);
}

/* Runs; SIBU_NO with these words where no row was changed by it. */
static enum sibu_status run_on_one(struct store_query *query, const char *zh, const char *en, struct sibu_fault *fault)
{
    enum sibu_status status = store_query_run(query, fault);
    if (status == SIBU_OK && query->changed == 0) {
        return sibu_fault_set(fault, SIBU_NO, "account", "%s%.0s", "%.0s%s", zh, en);
    }
    return status;
}

static enum sibu_status run_on_account(struct store_query *query, struct sibu_fault *fault)
{
    return run_on_one(query, "没有这个账号", "there is no such account", fault);
}

static enum sibu_status run_on_link(struct store_query *query, struct sibu_fault *fault)
{
    return run_on_one(query, "这个链接已用过、已过期或不存在", "this link was used, has expired or never was", fault);
}

static void read_account(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_account *account = item;
    account->key = store_integer(query, 0);
    account->name = store_text(query, 1, arena);
    account->roles = store_integer(query, 2);
    account->password = store_text(query, 3, arena);
    account->made_us = store_integer(query, 4);
    account->ended_us = store_integer(query, 5);
    account->branch = store_text(query, 6, arena);
}

enum sibu_status store_accounts(struct store *store, struct sibu_arena *arena, struct store_account **items,
                                size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query = store_query(store, "SELECT key, name, roles, '', made_us, ended_us, branch FROM account"
                                                  " WHERE ended_us = 0 ORDER BY name");
    enum sibu_status status = store_query_list(&query, &list, read_account, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

enum sibu_status store_account_by_name(struct store *store, const char *name, struct sibu_arena *arena,
                                       struct store_account *out, struct sibu_fault *fault)
{
    *out = (struct store_account){0};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT key, name, roles, password, made_us, ended_us, branch FROM account"
                           " WHERE name = ?1 AND ended_us = 0");
    store_put_text(&query, name);
    if (store_step(&query)) {
        read_account(&query, arena, out);
    }
    enum sibu_status status = store_query_end(&query, fault);
    store_unlock(store);
    return status == SIBU_OK && out->key == 0
               ? sibu_fault_set(fault, SIBU_NO, "account", "没有这个账号", "there is no such account")
               : status;
}

static enum sibu_status remove_of_account(struct store *store, const char *sql, int64_t account,
                                          struct sibu_fault *fault)
{
    struct store_query query = store_query(store, sql);
    store_put_integer(&query, account);
    return store_query_run(&query, fault);
}

static enum sibu_status remove_sessions(struct store *store, int64_t account, struct sibu_fault *fault)
{
    return remove_of_account(store, "DELETE FROM session WHERE account = ?1", account, fault);
}

static enum sibu_status end_account(struct store *store, int64_t account, int64_t now_us, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "UPDATE account SET ended_us = ?2, password = '-' WHERE key = ?1 AND ended_us = 0");
    store_put_integer(&query, account);
    store_put_integer(&query, now_us);
    enum sibu_status status = run_on_account(&query, fault);
    if (status == SIBU_OK) {
        status = remove_sessions(store, account, fault);
    }
    return status == SIBU_OK
               ? remove_of_account(store, "DELETE FROM invitation WHERE account = ?1 AND account <> 0", account, fault)
               : status;
}

static enum sibu_status put_branch(struct store *store, const struct store_account_change *change,
                                   struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "UPDATE account SET branch = ?2 WHERE key = ?1 AND ended_us = 0");
    store_put_integer(&query, change->account);
    store_put_text(&query, change->branch);
    return run_on_account(&query, fault);
}

static enum sibu_status put_roles(struct store *store, const struct store_account_change *change,
                                  struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "UPDATE account SET roles = ?2 WHERE key = ?1 AND ended_us = 0");
    store_put_integer(&query, change->account);
    store_put_integer(&query, change->roles);
    enum sibu_status status = run_on_account(&query, fault);
    return status == SIBU_OK && change->branch != NULL ? put_branch(store, change, fault) : status;
}

/* Somebody must be left who can do what nobody else may, everywhere. */
static enum sibu_status check_kept(struct store *store, int64_t kept, struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "SELECT count(*) FROM account WHERE ended_us = 0 AND (roles & ?1) <> 0 AND branch = ''");
    store_put_integer(&query, kept);
    int64_t count = store_step(&query) ? store_integer(&query, 0) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && count == 0) {
        return sibu_fault_set(fault, SIBU_NO, "account", "至少要留下一名管理员", "one administrator must be left");
    }
    return status;
}

enum sibu_status store_account_change(struct store *store, const struct store_account_change *change,
                                      const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = store_hold(store, "account", fault);
    if (status != SIBU_OK) {
        return store_end(store, status, fault);
    }
    status =
        change->roles == 0 ? end_account(store, change->account, row->time_us, fault) : put_roles(store, change, fault);
    if (status == SIBU_OK) {
        status = check_kept(store, change->kept, fault);
    }
    return end_with(store, status, row, fault);
}

static enum sibu_status put_password(struct store *store, int64_t account, const char *password,
                                     struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "UPDATE account SET password = ?2 WHERE key = ?1 AND ended_us = 0");
    store_put_integer(&query, account);
    store_put_text(&query, password);
    enum sibu_status status = run_on_account(&query, fault);
    return status == SIBU_OK ? remove_sessions(store, account, fault) : status;
}

enum sibu_status store_account_password(struct store *store, int64_t account, const char *password,
                                        const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return end_with(store, put_password(store, account, password, fault), row, fault);
}

/* Those that have expired go, and those that the new one takes the place of. */
static enum sibu_status clear_for(struct store *store, const struct store_invitation *invitation,
                                  struct sibu_fault *fault)
{
    struct store_query query =
        store_query(store, "DELETE FROM invitation WHERE expires_us <= ?1 OR (account = ?2 AND account <> 0)"
                           " OR (made_by = 'system' AND ?3 = 'system')");
    store_put_integer(&query, invitation->made_us);
    store_put_integer(&query, invitation->account);
    store_put_text(&query, invitation->by);
    return store_query_run(&query, fault);
}

enum sibu_status store_invitation_put(struct store *store, const struct store_invitation *invitation,
                                      const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = clear_for(store, invitation, fault);
    if (status == SIBU_OK) {
        struct store_query query =
            store_query(store, "INSERT INTO invitation (hash, account, roles, made_by, made_us, expires_us, branch)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        store_put_bytes(&query, invitation->hash, sizeof invitation->hash);
        store_put_integer(&query, invitation->account);
        store_put_integer(&query, invitation->roles);
        store_put_text(&query, invitation->by);
        store_put_integer(&query, invitation->made_us);
        store_put_integer(&query, invitation->expires_us);
        store_put_text(&query, invitation->branch);
        status = store_query_run(&query, fault);
    }
    return end_with(store, status, row, fault);
}

static void read_invitation(struct store_query *query, struct sibu_arena *arena, void *item)
{
    struct store_invitation *invitation = item;
    store_hash(query, 0, invitation->hash);
    invitation->account = store_integer(query, 1);
    invitation->roles = store_integer(query, 2);
    invitation->by = store_text(query, 3, arena);
    invitation->name = store_text(query, 4, arena);
    invitation->made_us = store_integer(query, 5);
    invitation->expires_us = store_integer(query, 6);
    invitation->branch = store_text(query, 7, arena);
}

enum sibu_status store_invitations(struct store *store, int64_t now_us, struct sibu_arena *arena,
                                   struct store_invitation **items, size_t *count, struct sibu_fault *fault)
{
    struct store_list list = {.arena = arena, .item_bytes = sizeof **items};
    store_lock(store);
    struct store_query query =
        store_query(store, "SELECT i.hash, i.account, i.roles, i.made_by, coalesce(a.name, ''), i.made_us,"
                           " i.expires_us, i.branch FROM invitation AS i LEFT JOIN account AS a ON a.key = i.account"
                           " WHERE i.expires_us > ?1 ORDER BY i.key");
    store_put_integer(&query, now_us);
    enum sibu_status status = store_query_list(&query, &list, read_invitation, fault);
    store_unlock(store);
    *items = list.items;
    *count = list.count;
    return status;
}

/* Between the lock and its end. */
static enum sibu_status find_invitation(struct store *store, const uint8_t hash[SIBU_HASH_BYTES], int64_t now_us,
                                        struct sibu_arena *arena, struct store_invitation *out,
                                        struct sibu_fault *fault)
{
    int found = 0;
    struct store_query query =
        store_query(store, "SELECT i.hash, i.account, i.roles, i.made_by, coalesce(a.name, ''), i.made_us,"
                           " i.expires_us, i.branch FROM invitation AS i LEFT JOIN account AS a ON a.key = i.account"
                           " WHERE i.hash = ?1 AND i.expires_us > ?2");
    store_put_bytes(&query, hash, SIBU_HASH_BYTES);
    store_put_integer(&query, now_us);
    if (store_step(&query)) {
        read_invitation(&query, arena, out);
        found = 1;
    }
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && !found ? sibu_fault_set(fault, SIBU_NO, "link", "这个链接已用过、已过期或不存在",
                                                        "this link was used, has expired or never was")
                                       : status;
}

enum sibu_status store_invitation_find(struct store *store, const uint8_t hash[SIBU_HASH_BYTES], int64_t now_us,
                                       struct sibu_arena *arena, struct store_invitation *out, struct sibu_fault *fault)
{
    *out = (struct store_invitation){0};
    store_lock(store);
    enum sibu_status status = find_invitation(store, hash, now_us, arena, out, fault);
    store_unlock(store);
    return status;
}

static enum sibu_status remove_invitation(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                          struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "DELETE FROM invitation WHERE hash = ?1");
    store_put_bytes(&query, hash, SIBU_HASH_BYTES);
    return run_on_link(&query, fault);
}

static enum sibu_status check_name(struct store *store, const char *name, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "SELECT count(*) FROM account WHERE name = ?1");
    store_put_text(&query, name);
    int64_t count = store_step(&query) ? store_integer(&query, 0) : 0;
    enum sibu_status status = store_query_end(&query, fault);
    return status == SIBU_OK && count > 0 ? sibu_fault_set(fault, SIBU_NO, "name", "这个名字已经给过别人，请另取一个",
                                                           "this name was given before; take another one")
                                          : status;
}

static enum sibu_status make_account(struct store *store, struct store_account *account, struct sibu_fault *fault)
{
    enum sibu_status status = check_name(store, account->name, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct store_query query =
        store_query(store, "INSERT INTO account (name, roles, password, made_us, ended_us, branch)"
                           " VALUES (?1, ?2, ?3, ?4, 0, ?5) RETURNING key");
    store_put_text(&query, account->name);
    store_put_integer(&query, account->roles);
    store_put_text(&query, account->password);
    store_put_integer(&query, account->made_us);
    store_put_text(&query, account->branch);
    status = store_query_number(&query, 0, &account->key, fault);
    return status == SIBU_OK ? remove_sessions(store, 0, fault)
                             : status; /* who came by the key has a name from now on */
}

static enum sibu_status use_invitation(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                       struct store_account *account, int64_t now_us, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_invitation invitation = {.account = 0};
    enum sibu_status status = store_hold(store, "account", fault);
    if (status == SIBU_OK) {
        status = find_invitation(store, hash, now_us, &arena, &invitation, fault);
    }
    if (status == SIBU_OK) {
        status = remove_invitation(store, hash, fault);
    }
    if (status == SIBU_OK && invitation.account != 0) {
        account->key = invitation.account;
        status = put_password(store, invitation.account, account->password, fault);
    } else if (status == SIBU_OK) {
        account->roles = invitation.roles;
        account->branch = invitation.branch;
        account->made_us = now_us;
        status = make_account(store, account, fault);
        account->branch = ""; /* the link's own goes with the arena */
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status store_invitation_use(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                      struct store_account *account, const struct store_audit *row,
                                      struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return end_with(store, use_invitation(store, hash, account, row->time_us, fault), row, fault);
}

enum sibu_status store_invitation_end(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                      const struct store_audit *row, struct sibu_fault *fault)
{
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return end_with(store, remove_invitation(store, hash, fault), row, fault);
}
