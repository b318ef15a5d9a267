/* Accounts of officers, their sessions, and the one-time links by which accounts come to be. Secrets are kept as hashes only:
 * passwords as libsodium's crypto_pwhash_str writes them, links and sessions as 32 bytes that the caller makes.
 *
 * What changes something takes a row of the audit trail, written in the same transaction: nothing is done without its row.
 * store.h says what every call may return.
 */
#pragma once
#include "store/store_audit.h"

struct store_account {
    int64_t key; /* never reused; 0: none. Sessions with account 0 are those of the officer's key */
    const char *name; /* never given twice, also not when its account has ended */
    int64_t roles; /* bits, which mean something to the caller */
    const char *password; /* its hash; "" where accounts are listed */
    const char *branch; /* of the organisation, by its id: the roles hold for it and what is below; "": for all */
    int64_t made_us, ended_us; /* ended 0: it lives */
};
/* All that live, in the order of their names. */
SIBU_MUST_USE enum sibu_status store_accounts(struct store *store, struct sibu_arena *arena,
                                              struct store_account **items, size_t *count, struct sibu_fault *fault);
/* SIBU_NO: no account that lives has this name. */
SIBU_MUST_USE enum sibu_status store_account_by_name(struct store *store, const char *name, struct sibu_arena *arena,
                                                     struct store_account *out, struct sibu_fault *fault);
/* Other roles for an account that lives; roles 0: it ends, with its sessions and links. Of those that live one must still
 * have the role `kept` for all branches afterwards, else SIBU_NO, as where there is no such account. */
struct store_account_change {
    int64_t account, roles, kept;
    const char *branch; /* for which they hold; NULL: for which they held before */
};
SIBU_MUST_USE enum sibu_status store_account_change(struct store *store, const struct store_account_change *change,
                                                    const struct store_audit *row, struct sibu_fault *fault);
/* Another password. Every session of the account ends. SIBU_NO where it does not live. */
SIBU_MUST_USE enum sibu_status store_account_password(struct store *store, int64_t account, const char *password,
                                                      const struct store_audit *row, struct sibu_fault *fault);

/* A link that works once: to make an account with these roles, or, with `account`, to give that one another password. */
struct store_invitation {
    uint8_t hash[SIBU_HASH_BYTES];
    int64_t account, roles;
    const char *branch; /* of the account to be; NULL counts as "" */
    const char *by; /* who made it: a name; "system": the server, for the first administrator */
    const char *name; /* of `account`; filled by reading */
    int64_t made_us, expires_us;
};
/* Files a link; one for the same account, or another one of "system", takes the place of the earlier. */
SIBU_MUST_USE enum sibu_status store_invitation_put(struct store *store, const struct store_invitation *invitation,
                                                    const struct store_audit *row, struct sibu_fault *fault);
/* Those that have not expired, the oldest first. */
SIBU_MUST_USE enum sibu_status store_invitations(struct store *store, int64_t now_us, struct sibu_arena *arena,
                                                 struct store_invitation **items, size_t *count,
                                                 struct sibu_fault *fault);
/* SIBU_NO: it was never made, has been used, or has expired. */
SIBU_MUST_USE enum sibu_status store_invitation_find(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                                     int64_t now_us, struct sibu_arena *arena,
                                                     struct store_invitation *out, struct sibu_fault *fault);
/* Uses a link up: makes the account (name, password; its roles are the link's), which ends the key's sessions, or gives the link's account its password and
 * ends its sessions. Fills account->key. SIBU_NO as above, or, with the place "name", where the name was given before. */
SIBU_MUST_USE enum sibu_status store_invitation_use(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                                    struct store_account *account, const struct store_audit *row,
                                                    struct sibu_fault *fault);
/* Takes a link back. SIBU_NO where it is not there. */
SIBU_MUST_USE enum sibu_status store_invitation_end(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                                    const struct store_audit *row, struct sibu_fault *fault);

struct store_session {
    uint8_t hash[SIBU_HASH_BYTES];
    int64_t account, made_us, seen_us;
};
SIBU_MUST_USE enum sibu_status store_session_put(struct store *store, const struct store_session *session,
                                                 const struct store_audit *row, struct sibu_fault *fault);
/* SIBU_NO where there is none, or its account has ended. *account is all zero for the officer's key. */
SIBU_MUST_USE enum sibu_status store_session_find(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                                  struct sibu_arena *arena, struct store_session *out,
                                                  struct store_account *account, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_session_seen(struct store *store, const struct store_session *session,
                                                  struct sibu_fault *fault); /* keeps its seen_us */
/* Ends one; row NULL: it has run out, which is nobody's deed. */
SIBU_MUST_USE enum sibu_status store_session_end(struct store *store, const uint8_t hash[SIBU_HASH_BYTES],
                                                 const struct store_audit *row, struct sibu_fault *fault);
