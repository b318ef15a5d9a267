/* Sessions: see session.h. */
#include "web/session.h"

#include <sodium.h>
#include <string.h>

#include "sibu/hash.h"
#include "web/audit.h"

/* How often it is kept that a session is in use: a write each time would be one for each look at the board. */
#define SEEN_EVERY_US (INT64_C(60) * 1000000)

void session_secret_hash(const char *secret, uint8_t hash[SIBU_HASH_BYTES])
{
    struct sibu_hash state;
    sibu_hash_init(&state, "sibu secret v1");
    sibu_hash_text(&state, secret);
    sibu_hash_done(&state, hash);
}

void session_secret(char out[SESSION_SECRET_BYTES], uint8_t hash[SIBU_HASH_BYTES])
{
    uint8_t bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(out, SESSION_SECRET_BYTES, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
    session_secret_hash(out, hash);
}

static void derive_form(const char *secret, char out[SESSION_TEXT_BYTES])
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    sibu_hash_init(&hash, "sibu form v2");
    sibu_hash_text(&hash, secret);
    sibu_hash_done(&hash, bytes);
    sibu_hex(out, bytes, sizeof bytes);
}

static int same(const char *a, const char *b)
{
    size_t length = strlen(a);
    return length == strlen(b) && sodium_memcmp(a, b, length) == 0;
}

int session_key_fits(const struct server *server, const char *key)
{
    return key != NULL && same(key, server->officer_key);
}

int session_has_run_out(const struct store_session *session, int64_t now_us, int64_t drill_t0_us)
{
    int64_t at_us = now_us < drill_t0_us ? now_us : drill_t0_us;
    return at_us - session->seen_us > SESSION_IDLE_US || at_us - session->made_us > SESSION_LONGEST_US;
}

/* T0 of the drill that has been running longest; INT64_MAX: none runs. */
static enum sibu_status find_t0(struct server *server, struct sibu_arena *arena, int64_t *t0_us,
                                struct sibu_fault *fault)
{
    struct drill_brief *items = NULL;
    size_t count = 0;
    enum sibu_status status = drill_list(server->drill, arena, &items, &count, fault);
    *t0_us = INT64_MAX;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        *t0_us = items[i].t0_us < *t0_us ? items[i].t0_us : *t0_us;
    }
    return status;
}

static enum sibu_status keep_seen(struct server *server, struct store_session *session, int64_t now_us,
                                  struct sibu_fault *fault)
{
    if (now_us - session->seen_us < SEEN_EVERY_US) {
        return SIBU_OK;
    }
    session->seen_us = now_us;
    return store_session_seen(server->store, session, fault);
}

static void set_roles(struct caller *caller, unsigned roles, const char *branch)
{
    caller->roles = roles;
    caller->branch = branch;
    role_list(roles, branch, caller->role_list);
}

/* SIBU_NO: there is no such session, or no more. */
static enum sibu_status find_by_cookie(struct server *server, struct http_request *request, const char *secret,
                                       struct caller *caller, struct sibu_fault *fault)
{
    struct store_session session;
    struct store_account account;
    int64_t t0_us = 0, now_us = clock_now_us(server->def.clock);
    session_secret_hash(secret, caller->hash);
    enum sibu_status status =
        store_session_find(server->store, caller->hash, &request->arena, &session, &account, fault);
    if (status == SIBU_OK) {
        status = find_t0(server, &request->arena, &t0_us, fault);
    }
    if (status == SIBU_OK && session_has_run_out(&session, now_us, t0_us)) {
        status = store_session_end(server->store, caller->hash, NULL, fault);
        return status == SIBU_OK ? sibu_fault_set(fault, SIBU_NO, "session", "会话已过期", "the session has run out")
                                 : status;
    }
    if (status == SIBU_OK) {
        status = keep_seen(server, &session, now_us, fault);
    }
    if (status == SIBU_OK) {
        caller->kind = CALLER_SESSION;
        caller->account = session.account;
        caller->name = session.account != 0 ? account.name : "key";
        set_roles(caller, session.account != 0 ? (unsigned)account.roles & ROLES_ALL : ROLE_BIT(ROLE_OFFICER),
                  session.account != 0 ? account.branch : "");
        derive_form(secret, caller->form);
    }
    return status;
}

enum sibu_status session_find(struct server *server, struct http_request *request, struct sibu_fault *fault)
{
    static const char BEARER[] = "Bearer ";
    struct caller *caller = sibu_arena_take(&request->arena, 1, sizeof *caller);
    if (caller == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    caller->name = "-";
    caller->branch = "";
    request->caller = caller;
    request->address = http_address(request, server->def.base_url != NULL && server->def.tls == NULL);
    const char *header = http_header(request, "Authorization");
    const char *cookie = http_cookie(request, "sibu");
    if (header != NULL && strncmp(header, BEARER, sizeof BEARER - 1) == 0) {
        if (session_key_fits(server, header + sizeof BEARER - 1)) {
            caller->kind = CALLER_KEY;
            caller->name = "key";
            set_roles(caller, ROLE_BIT(ROLE_OFFICER), "");
        } else if (same(header + sizeof BEARER - 1, server->metrics_key)) {
            caller->kind = CALLER_METRICS_KEY;
            caller->name = "metrics";
        }
        return SIBU_OK;
    }
    if (cookie == NULL || strlen(cookie) != SESSION_SECRET_BYTES - 1) {
        return SIBU_OK;
    }
    enum sibu_status status = find_by_cookie(server, request, cookie, caller, fault);
    return status == SIBU_NO ? SIBU_OK : status;
}

/* Behind TLS the cookie never goes over the net without it. */
static const char *cookie_of(const struct server *server, struct http_request *request, const char *value,
                             const char *rest)
{
    struct sibu_text text = {0};
    sibu_text_addf(&text, "sibu=%s; Path=/; HttpOnly; SameSite=Strict%s%s", value,
                   strncmp(server->base_url, "https://", 8) == 0 ? "; Secure" : "", rest);
    const char *kept = sibu_text_ok(&text) ? sibu_arena_text(&request->arena, sibu_text_get(&text), text.length) : NULL;
    sibu_text_clear(&text);
    return kept;
}

enum sibu_status session_begin(struct server *server, struct http_request *request, struct http_answer *answer,
                               const struct store_account *account, struct sibu_fault *fault)
{
    char secret[SESSION_SECRET_BYTES], roles[ROLES_TEXT_BYTES];
    int64_t now_us = clock_now_us(server->def.clock);
    struct store_session session = {.account = account->key, .made_us = now_us, .seen_us = now_us};
    struct store_audit row = audit_row(server, request, "sign-in", "");
    role_list(account->key != 0 ? (unsigned)account->roles : ROLE_BIT(ROLE_OFFICER),
              account->key != 0 && account->branch != NULL ? account->branch : "", roles);
    row.who = account->key != 0 ? account->name : "key";
    row.roles = roles;
    session_secret(secret, session.hash);
    answer->cookie = cookie_of(server, request, secret, "");
    sodium_memzero(secret, sizeof secret);
    return store_session_put(server->store, &session, &row, fault);
}

enum sibu_status session_end(struct server *server, struct http_request *request, struct http_answer *answer,
                             struct sibu_fault *fault)
{
    const struct store_audit row = audit_row(server, request, "sign-out", "");
    answer->cookie = cookie_of(server, request, "", "; Max-Age=0");
    return store_session_end(server->store, request->caller->hash, &row, fault);
}

int session_form_fits(struct http_request *request)
{
    int is_api = strncmp(request->path, "/v1/", 4) == 0;
    const char *token = is_api ? http_header(request, "X-Sibu-Form") : http_form(request, "form");
    return request->caller->kind == CALLER_SESSION && token != NULL && same(token, request->caller->form);
}

int session_may(const struct http_request *request, enum right right)
{
    return role_may(request->caller->roles, right) ||
           (right == RIGHT_METRICS && request->caller->kind == CALLER_METRICS_KEY);
}
