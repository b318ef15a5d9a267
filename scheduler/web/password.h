/* Passwords: argon2id of libsodium. What is kept carries its own cost; any thread.
 *
 * The usual cost is libsodium's moderate one: 3 passes over 256 MiB, about a second of one core.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

#define PASSWORD_LEAST 12 /* characters */
#define PASSWORD_MOST 1000 /* bytes */
#define PASSWORD_HASH_BYTES 128
#define PASSWORD_NAME_MOST 40

struct password_cost {
    unsigned long long passes; /* 0: 3 */
    size_t bytes; /* 0: 256 MiB */
};
/* SIBU_NO_MEMORY where the memory that it costs is not there. */
SIBU_MUST_USE enum sibu_status password_hash(const char *password, struct password_cost cost,
                                             char out[PASSWORD_HASH_BYTES], struct sibu_fault *fault);
/* Whether the password is the one that was hashed. `kept` NULL: that of nobody; it takes as long, and does not fit. */
int password_fits(const char *kept, const char *password, struct password_cost cost);
/* Whether it may be taken: long enough, the same twice, not the name. SIBU_BAD_INPUT, with what to do. */
SIBU_MUST_USE enum sibu_status password_check(const char *password, const char *again, const char *name,
                                              struct sibu_fault *fault);
/* An account's name in its one form: 2 to 40 of a-z, 0-9, dot, dash, underscore, the first a letter; capitals become small.
 * SIBU_BAD_INPUT for anything else, and for names that the audit trail uses for others than accounts. */
SIBU_MUST_USE enum sibu_status password_name(const char *given, char out[PASSWORD_NAME_MOST + 1],
                                             struct sibu_fault *fault);
