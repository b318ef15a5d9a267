/* Who sends a push message, said to the push service: RFC 8292 (VAPID), a token signed with the installation's key.
 *
 * A new key ends every subscription that was made under the old one: the file is kept with the data, and made once. The
 * token of an audience serves for an hour to 11 hours and is good for 12: push services refuse longer than 24, and some
 * look askance at one for each message. Times are UTC in microseconds, of the world and not of a demonstration's clock.
 */
#pragma once
#include <stdint.h>

#include "notify/p256.h"
#include "sibu/fault.h"

#define VAPID_TOKEN_BYTES 1024
#define VAPID_AUDIENCE_BYTES 272 /* "https://push.example.net:8443" and NUL */
#define VAPID_SUBJECT_BYTES 256
#define VAPID_AUDIENCES_MAX 16
#define VAPID_GOOD_FOR_US (INT64_C(12) * 3600 * 1000000)
#define VAPID_RENEWED_AFTER_US (INT64_C(11) * 3600 * 1000000)

struct vapid_key {
    uint8_t secret[P256_SECRET_BYTES];
    uint8_t point[P256_POINT_BYTES];
    char public_text[BASE64URL_BYTES(P256_POINT_BYTES)]; /* what a page hands to the browser, and k= */
};

/* Reads the key: one line, the secret in base64url. SIBU_BAD_INPUT where the file is no such thing, or others of the
 * machine may read it. */
SIBU_MUST_USE enum sibu_status vapid_key_read(struct vapid_key *key, const char *path, struct sibu_fault *fault);
/* Reads the key, or, where there is no file, makes it of `chance` (mode 0600). SIBU_NO: chance makes no key, draw again. */
SIBU_MUST_USE enum sibu_status vapid_key_open(struct vapid_key *key, const char *path,
                                              const uint8_t chance[P256_SECRET_BYTES], struct sibu_fault *fault);
void vapid_key_clear(struct vapid_key *key);

/* The token: header, claims and signature. `expires_s` is UTC in seconds. The audience and the subject hold nothing that
 * JSON would have to escape (SIBU_BAD_INPUT). */
struct vapid_claims {
    const char *audience; /* origin of the endpoint */
    int64_t expires_s;
    const char *subject; /* who answers for this sender: "mailto:..." or "https://..." */
};
SIBU_MUST_USE enum sibu_status vapid_token(const struct vapid_key *key, const struct vapid_claims *claims,
                                           char out[VAPID_TOKEN_BYTES], struct sibu_fault *fault);

/* Tokens by audience. Belongs to one thread; all zero but for key and subject is a valid start. */
struct vapid_desk {
    const struct vapid_key *key; /* outlives it */
    const char *subject; /* outlives it */
    struct vapid_pass {
        char audience[VAPID_AUDIENCE_BYTES]; /* "": free */
        int64_t made_us;
        char token[VAPID_TOKEN_BYTES];
    } passes[VAPID_AUDIENCES_MAX];
};
/* *out stays valid until the next call. */
SIBU_MUST_USE enum sibu_status vapid_desk_token(struct vapid_desk *desk, const char *audience, int64_t now_us,
                                                const char **out, struct sibu_fault *fault);
/* Whether push services will take it: "mailto:" with an address outside this machine, or "https://"; Apple refuses
 * others, with 403. */
SIBU_MUST_USE enum sibu_status vapid_subject_check(const char *subject, struct sibu_fault *fault);
