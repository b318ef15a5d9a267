/* The curve P-256 (secp256r1), as Web Push uses it: keys as bare bytes, and base64url (RFC 4648, section 5, no padding).
 *
 * Depends on libcrypto and libsodium. A secret is a scalar of 32 bytes, big-endian, in [1, order of the curve); of 32
 * random bytes one in 2^32 is none. A point is uncompressed: 04, x, y. No state; any thread.
 */
#pragma once
#include <openssl/types.h>
#include <stddef.h>
#include <stdint.h>

#define P256_SECRET_BYTES 32
#define P256_POINT_BYTES 65
#define P256_SIGNATURE_BYTES 64

/* The functions answer 1, or 0 where what was given is no secret or no point on the curve, or memory is short. */
int p256_point_of(const uint8_t secret[P256_SECRET_BYTES], uint8_t point[P256_POINT_BYTES]);
int p256_is_point(const uint8_t point[P256_POINT_BYTES]);
/* x of secret * point: the secret that both sides share. */
int p256_agree(const uint8_t secret[P256_SECRET_BYTES], const uint8_t point[P256_POINT_BYTES], uint8_t shared[32]);
/* ECDSA over SHA-256 of the bytes, as r || s. The signature's own random number is libcrypto's: two signatures of the
 * same bytes differ. */
int p256_sign(const uint8_t secret[P256_SECRET_BYTES], const void *bytes, size_t length,
              uint8_t signature[P256_SIGNATURE_BYTES]);

#define BASE64URL_BYTES(length) (((length)*4 + 2) / 3 + 1) /* with the NUL */
/* out has BASE64URL_BYTES(length). */
void base64url_write(char *out, size_t out_bytes, const uint8_t *bytes, size_t length);
/* 1 where `text` is base64url of exactly `length` bytes, without padding and in its one spelling. */
int base64url_read(const char *text, uint8_t *out, size_t length);
