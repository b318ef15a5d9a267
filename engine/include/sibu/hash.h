/* BLAKE2b-256 (RFC 7693) over fields, each one length-prefixed so that no two lists of fields give the same bytes.
 *
 * Encoding: a field is its length as 32-bit big-endian and then its bytes; an integer is a field of 8 bytes
 * big-endian. The tag says what the hash is for and is at most 16 bytes ("sibu tick v1"), used as the
 * personalisation of BLAKE2b. Any bytes, no errors, no allocation.
 */
#pragma once
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_HASH_BYTES 32

struct sibu_hash {
    alignas(64) unsigned char state[384];
};

void sibu_hash_init(struct sibu_hash *hash, const char *tag);
void sibu_hash_init_keyed(struct sibu_hash *hash, const char *tag, const uint8_t key[32]);
void sibu_hash_field(struct sibu_hash *hash, const void *bytes, size_t length);
void sibu_hash_text(struct sibu_hash *hash, const char *string);
void sibu_hash_integer(struct sibu_hash *hash, uint64_t value);
void sibu_hash_raw(struct sibu_hash *hash, const void *bytes,
                   size_t length); /* no length before it: for bulk data of known shape */
void sibu_hash_done(struct sibu_hash *hash, uint8_t out[SIBU_HASH_BYTES]);

/* Lower-case hexadecimal and NUL: out has 2 * length + 1 bytes. */
void sibu_hex(char *out, const uint8_t *bytes, size_t length);
/* The reverse; false unless `hex` is exactly 2 * length hexadecimal digits. */
int sibu_unhex(uint8_t *out, size_t length, const char *hex);

#ifdef __cplusplus
}
#endif
