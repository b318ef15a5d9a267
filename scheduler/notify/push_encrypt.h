/* A push message made unreadable for the push service: RFC 8291 over RFC 8188 (aes128gcm), one record.
 *
 * Pure: chance is passed in, so that the RFC's own example can be worked out again. Any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "notify/p256.h"
#include "sibu/fault.h"

#define PUSH_AUTH_BYTES 16
#define PUSH_SALT_BYTES 16
#define PUSH_BODY_MAX 4096 /* what every push service takes */
#define PUSH_HEAD_BYTES (PUSH_SALT_BYTES + 4 + 1 + P256_POINT_BYTES)
#define PUSH_PLAIN_MAX (PUSH_BODY_MAX - PUSH_HEAD_BYTES - 1 - 16)

/* Who can read it: what the browser gave when the person subscribed. */
struct push_recipient {
    uint8_t point[P256_POINT_BYTES]; /* p256dh */
    uint8_t auth[PUSH_AUTH_BYTES];
};
/* Drawn anew for each message, from the system's entropy. */
struct push_chance {
    uint8_t secret[P256_SECRET_BYTES]; /* of the key pair for this message */
    uint8_t salt[PUSH_SALT_BYTES];
};
struct push_body {
    uint8_t bytes[PUSH_BODY_MAX];
    size_t length;
};

/* From base64url. SIBU_BAD_INPUT where one has another length or letters, or the point is not on the curve. */
SIBU_MUST_USE enum sibu_status push_recipient_read(struct push_recipient *recipient, const char *p256dh,
                                                   const char *auth, struct sibu_fault *fault);

/* SIBU_LIMIT above PUSH_PLAIN_MAX. SIBU_NO where chance->secret is no secret of the curve: draw again. `plain` is given
 * as bytes and their number. */
SIBU_MUST_USE enum sibu_status push_encrypt(const struct push_recipient *recipient, const struct push_chance *chance,
                                            const void *plain, size_t length, struct push_body *out,
                                            struct sibu_fault *fault);
