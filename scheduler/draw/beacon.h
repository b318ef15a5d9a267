/* A public randomness beacon of the drand kind, as far as it can be checked without a network: which round belongs to a
 * tick, and whether an answer is that round's.
 *
 * Checked here: the chain's hash over its period, genesis, public key, group hash and name, so that an /info of another
 * chain, or a changed one, is refused; the form of an answer, to the digit; its round; randomness = SHA-256(signature).
 * NOT checked here: the BLS12-381 signature itself, for which Debian 12 has no C library. So whoever answers (the server
 * behind the address, or someone between who can break TLS) could make up a signature and the randomness that goes with
 * it. Signatures are kept with the rounds, and anybody who has such a library can check them later. Nor does the hash
 * say whether the chain is chained: that is taken from /info, and decides only whether previous_signature must be there.
 *
 * Depends on: json, hash, libsodium (SHA-256). Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#define BEACON_HASH_BYTES 32
#define BEACON_SIGNATURE_BYTES_MAX 96
#define BEACON_ANSWER_BYTES_MAX 4096
#define BEACON_KEY_BYTES_MAX 96
#define BEACON_NAME_MAX 100
#define BEACON_ROUND_MAX INT64_C(9007199254740991) /* what JSON numbers hold exactly */

struct beacon_chain {
    uint8_t hash[BEACON_HASH_BYTES];
    int64_t period_s; /* 1..86400 */
    int64_t genesis_s; /* UTC seconds of round 1, > 0 */
    size_t signature_bytes; /* 48 in G1, 96 in G2 */
    int is_chained; /* each signature covers the one before */
    /* What its hash is made from, beside period and genesis. */
    uint8_t public_key[BEACON_KEY_BYTES_MAX], group_hash[BEACON_HASH_BYTES];
    size_t key_bytes;
    char name[BEACON_NAME_MAX + 1]; /* "default" and "" count for nothing; printable ASCII without " and \ */
};
/* Whether the hash is that of the rest: then period and genesis are the chain's. */
int beacon_chain_is_whole(const struct beacon_chain *chain);

/* The first round that is emitted at the moment or later, and so is known to nobody before it: ceil((T - genesis) /
 * period) + 1, at least 1. (floor + 1 would be a round already public at T.) */
int64_t beacon_round_at(const struct beacon_chain *chain, int64_t time_us);
/* When the round is emitted, UTC microseconds. `round` in [1, BEACON_ROUND_MAX / 1000000]. */
int64_t beacon_time_us(const struct beacon_chain *chain, int64_t round);

/* An answer as it came. */
struct beacon_answer {
    const char *name; /* stands for it in faults: its address */
    const char *bytes;
    size_t length;
};

/* GET /{hash}/info: the chain of the hash that was asked for, or SIBU_BAD_INPUT and *out all zero. */
SIBU_MUST_USE enum sibu_status beacon_info_read(struct beacon_chain *out, const struct beacon_answer *answer,
                                                const uint8_t hash[BEACON_HASH_BYTES], struct sibu_fault *fault);

struct beacon_round {
    int64_t round;
    uint8_t randomness[32];
    uint8_t signature[BEACON_SIGNATURE_BYTES_MAX]; /* the first chain->signature_bytes */
    uint8_t previous[BEACON_SIGNATURE_BYTES_MAX]; /* previous_signature, where the chain is chained */
    size_t previous_bytes; /* 0: not chained; 32 for round 1, whose predecessor is the group hash */
};
/* GET /{hash}/public/{round}: the round that was asked for, or SIBU_BAD_INPUT and *out all zero. */
SIBU_MUST_USE enum sibu_status beacon_round_read(struct beacon_round *out, const struct beacon_answer *answer,
                                                 const struct beacon_chain *chain, int64_t round,
                                                 struct sibu_fault *fault);
