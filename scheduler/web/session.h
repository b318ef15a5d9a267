/* Who asks: a signed-in officer by their cookie, or a program by a key as a bearer: the officer's, or that of
 * the metrics, which has no role and opens nothing else.
 *
 * A session is 32 random bytes in a cookie; the store has their hash. It ends when the officer signs out, changes the password
 * or loses the account, when it was not used for half an hour, and 12 hours after it began. While a drill runs none ends by
 * time: what counts is how old it was at T0. A second secret made from the cookie guards forms against other sites.
 */
#pragma once
#include "store/store_accounts.h"
#include "web/role.h"
#include "web/server_state.h"

#define SESSION_IDLE_US (INT64_C(1800) * 1000000)
#define SESSION_LONGEST_US (INT64_C(12) * 3600 * 1000000)
#define SESSION_TEXT_BYTES 65 /* 64 hexadecimal digits and NUL */
#define SESSION_SECRET_BYTES 44 /* 43 characters and NUL */

/* The two keys come as a bearer. */
enum caller_kind { CALLER_NOBODY = 0, CALLER_KEY, CALLER_METRICS_KEY, CALLER_SESSION };
struct caller {
    enum caller_kind kind;
    int64_t account; /* 0: the officer's key, or nobody */
    const char *name; /* "-" for nobody, "key" and "metrics" for the keys */
    unsigned roles;
    const char *branch; /* of the organisation, for which the roles hold; "": for all (scope.h) */
    char role_list[ROLES_TEXT_BYTES]; /* "officer+warden", and "@beilun" behind it where there is a branch */
    char form[SESSION_TEXT_BYTES]; /* of a session: the secret that its forms carry */
    uint8_t hash[SIBU_HASH_BYTES]; /* of a session */
};

/* Finds out who asks, and keeps that in request->caller: nobody where a session has run out. */
SIBU_MUST_USE enum sibu_status session_find(struct server *server, struct http_request *request,
                                            struct sibu_fault *fault);
/* Begins one: its cookie becomes the answer's. account->key 0: of the officer's key. */
SIBU_MUST_USE enum sibu_status session_begin(struct server *server, struct http_request *request,
                                             struct http_answer *answer, const struct store_account *account,
                                             struct sibu_fault *fault);
/* Ends the caller's, and takes the cookie back. */
SIBU_MUST_USE enum sibu_status session_end(struct server *server, struct http_request *request,
                                           struct http_answer *answer, struct sibu_fault *fault);
/* Whether its time is up at now_us. drill_t0_us: since when a drill has been running; INT64_MAX: none is. Pure. */
int session_has_run_out(const struct store_session *session, int64_t now_us, int64_t drill_t0_us);
int session_key_fits(const struct server *server, const char *key); /* in constant time */
/* Whether what was posted carries the session's secret: in a form's field, or for the API in the header X-Sibu-Form. */
int session_form_fits(struct http_request *request);
/* Whether the caller has the right. */
int session_may(const struct http_request *request, enum right right);
/* 32 random bytes as 43 characters for a link or a cookie, and their hash, which is what is kept. */
void session_secret(char out[SESSION_SECRET_BYTES], uint8_t hash[SIBU_HASH_BYTES]);
void session_secret_hash(const char *secret, uint8_t hash[SIBU_HASH_BYTES]);
