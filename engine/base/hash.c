/* BLAKE2b-256 over length-prefixed fields, by libsodium. See sibu/hash.h.
 *
 * Depends on: libsodium's crypto_generichash_blake2b, which needs no initialisation. A hash belongs to one thread.
 */
#include "sibu/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_generichash_blake2b_state) <= sizeof(struct sibu_hash), "the state fits");
_Static_assert(_Alignof(crypto_generichash_blake2b_state) <= _Alignof(struct sibu_hash), "and is aligned");
_Static_assert(crypto_generichash_blake2b_BYTES == SIBU_HASH_BYTES, "256 bits");

static crypto_generichash_blake2b_state *state_of(struct sibu_hash *hash)
{
    return (crypto_generichash_blake2b_state *)(void *)hash->state;
}

static void start(struct sibu_hash *hash, const char *tag, const uint8_t *key, size_t key_bytes)
{
    unsigned char personal[crypto_generichash_blake2b_PERSONALBYTES] = {0};
    size_t length = strlen(tag);
    assert(length <= sizeof personal);
    memcpy(personal, tag, length);
    int failed =
        crypto_generichash_blake2b_init_salt_personal(state_of(hash), key, key_bytes, SIBU_HASH_BYTES, NULL, personal);
    assert(!failed);
    (void)failed;
}

void sibu_hash_init(struct sibu_hash *hash, const char *tag)
{
    start(hash, tag, NULL, 0);
}

void sibu_hash_init_keyed(struct sibu_hash *hash, const char *tag, const uint8_t key[32])
{
    start(hash, tag, key, 32);
}

void sibu_hash_raw(struct sibu_hash *hash, const void *bytes, size_t length)
{
    crypto_generichash_blake2b_update(state_of(hash), bytes, length);
}

void sibu_hash_field(struct sibu_hash *hash, const void *bytes, size_t length)
{
    assert(length <= UINT32_MAX);
    uint8_t prefix[4];
    for (unsigned i = 0; i < 4; i++) {
        prefix[i] = (uint8_t)(length >> (24 - 8 * i));
    }
    sibu_hash_raw(hash, prefix, sizeof prefix);
    sibu_hash_raw(hash, bytes, length);
}

void sibu_hash_text(struct sibu_hash *hash, const char *string)
{
    sibu_hash_field(hash, string, strlen(string));
}

void sibu_hash_integer(struct sibu_hash *hash, uint64_t value)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(value >> (56 - 8 * i));
    }
    sibu_hash_field(hash, bytes, sizeof bytes);
}

void sibu_hash_done(struct sibu_hash *hash, uint8_t out[SIBU_HASH_BYTES])
{
    crypto_generichash_blake2b_final(state_of(hash), out, SIBU_HASH_BYTES);
}

void sibu_hex(char *out, const uint8_t *bytes, size_t length)
{
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        out[2 * i] = DIGITS[bytes[i] >> 4];
        out[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    out[2 * length] = '\0';
}

static int digit_of(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'f') {
        return character - 'a' + 10;
    }
    return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

int sibu_unhex(uint8_t *out, size_t length, const char *hex)
{
    if (strlen(hex) != 2 * length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        int high = digit_of(hex[2 * i]);
        int low = digit_of(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return 0;
        }
        out[i] = (uint8_t)(high * 16 + low);
    }
    return 1;
}
