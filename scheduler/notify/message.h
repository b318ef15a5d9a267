/* What one alert says to one recipient: title and text in both languages, the link, and until when it holds. Every channel
 * but CAP itself is written from it.
 *
 * Depends on: cap_check, cap_words, catalogue. Pure. Any thread.
 *
 * Invariants of what passes message_check: 1. of an exercise, title and text in each language begin with 【演练】 or
 * "DRILL: ", and none says that it is no drill; 2. of a real emergency they begin with 真实险情 or "REAL EMERGENCY";
 * 3. the text ends with the line `until`; 4. all are valid UTF-8 without control characters but line ends.
 */
#pragma once
#include <stdint.h>

#include "notify/cap.h"
#include "sibu/memory.h"

#define MESSAGE_KEY_CHARACTERS 22
#define MESSAGE_LINK_BYTES_MAX 1000
#define MESSAGE_TO_BYTES_MAX 254

/* Strings are never NULL; they belong to the arena or to the caller. */
struct message {
    enum alert_kind kind;
    int is_exercise; /* 1 but for ALERT_REAL_EMERGENCY */
    const char *drill; /* id */
    uint32_t number; /* of the alert in the drill, 1.. */
    const char *key; /* idempotency key, 22 characters of base64url: the same in every attempt */
    struct sibu_name title; /* one line */
    struct sibu_name text; /* several lines, the last one is `until` */
    struct sibu_name until; /* "有效至 10:30。", "Valid until 10:30.", on the site's clock */
    const char *link; /* the person's page, or "" for a group */
    const char *to; /* the person's number, topic or tag, as the channel needs it; "" for a group */
    int64_t sent_us, expires_us; /* UTC */
    int32_t utc_offset_s; /* of the site */
};

/* Reads a CAP message of ours: its words are those of the message, so that all channels say the same. key, link and to are
 * "": the caller sets them for each recipient. Refuses what cap_check and message_check refuse, but for the key. */
SIBU_MUST_USE enum sibu_status message_read(const char *xml, size_t length, struct sibu_arena *arena,
                                            struct message *out, struct sibu_fault *fault);

/* SIBU_BAD_INPUT, naming the member, where an invariant is broken, or key, link or recipient cannot be sent as they are.
 * Every channel asks before it writes. */
SIBU_MUST_USE enum sibu_status message_check(const struct message *message, struct sibu_fault *fault);
