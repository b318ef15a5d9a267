/* A push message as an HTTP call (RFC 8030), and what the push service's answer means. Pure.
 *
 * The push services stand abroad and belong to others: the message holds the drill's id and the message's key and no
 * word about a person; the phone asks the server for the text. The body is encrypted all the same.
 */
#pragma once
#include <stdint.h>

#include "notify/http_call.h"
#include "notify/push_encrypt.h"
#include "notify/push_vapid.h"
#include "sibu/fault.h"
#include "sibu/memory.h"

#define PUSH_ENDPOINT_MAX 2048
#define PUSH_TTL_MAX_S (INT64_C(28) * 86400)
#define PUSH_TOPIC_MAX 32

/* As the browser gave it: hostile. */
struct push_subscription {
    const char *endpoint, *p256dh, *auth;
};
enum push_urgency { PUSH_VERY_LOW, PUSH_LOW, PUSH_NORMAL, PUSH_HIGH };

struct push_message {
    const char *drill, *key; /* 1..64 letters, digits or -._~ */
    int64_t ttl_s; /* until the alert's end, 0..PUSH_TTL_MAX_S; 0: now or never */
    enum push_urgency urgency;
    const char
        *topic; /* a later message of the same topic replaces one that still waits: 1..32 of base64url; NULL: none */
};
struct push_sender {
    struct vapid_desk *desk;
    const char *plain_origin; /* "http://127.0.0.1:8090": the one origin that is spoken to without TLS; NULL: none */
};

/* Whether the subscription can be used at all; asked when the phone brings it. SIBU_BAD_INPUT in one line. */
SIBU_MUST_USE enum sibu_status push_subscription_check(const struct push_subscription *subscription,
                                                       const struct push_sender *sender, struct sibu_fault *fault);

/* All of `out` lies in the arena or in what was passed in. now_us: UTC. SIBU_NO: draw chance again. */
struct push_moment {
    const struct push_chance *chance;
    int64_t now_us;
};
struct push_order {
    const struct push_subscription *to;
    const struct push_message *message;
};
SIBU_MUST_USE enum sibu_status push_call(const struct push_sender *sender, const struct push_order *order,
                                         const struct push_moment *moment, struct sibu_arena *arena,
                                         struct http_call *out, struct sibu_fault *fault);

enum push_verdict {
    PUSH_TAKEN, /* by the push service; not yet by the phone */
    PUSH_RETRY,
    PUSH_FORGET, /* the subscription is over: it is never used again */
    PUSH_GIVE_UP /* this message will not go this way */
};
struct push_judgement {
    enum push_verdict verdict;
    const char
        *fault; /* "" taken, "gone", "too long", "refused" (the token or the call is wrong: ours), "busy", "http",
                          "none" (no answer); static */
};
/* http_status 0: no answer came. */
struct push_judgement push_judge(int http_status);
