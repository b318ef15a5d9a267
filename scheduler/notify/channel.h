/* A channel as the notifier uses it: what it sends for an item of the outbox, and what an answer means.
 *
 * Depends on the carrier. Pure but for that. A channel is made at the start and read-only from then on.
 */
#pragma once
#include "notify/carrier.h"
#include "notify/outbox.h"
#include "store/store_outbox.h"

#define CHANNELS_MAX 16
#define CHANNEL_SLOTS_MAX 64

enum channel_kind {
    CHANNEL_POST /* the alert as CAP, posted to each person's url */
};
struct channel {
    const char *id; /* in outbox items and delivery rows */
    enum channel_kind kind;
    size_t slots; /* attempts at once, 1..CHANNEL_SLOTS_MAX */
    double per_minute; /* attempts; 0: no limit */
    int has_one_peer; /* 1: all goes to the same peer, so that failures in a row say that it is down */
};

/* What there is to send. */
struct channel_item {
    const struct store_outbox_item *item;
    const char *answer_url; /* the person's own page; "" where it is for all */
    int is_exercise;
};
/* Starts an attempt in a slot of the carrier that is free. */
SIBU_MUST_USE enum sibu_status channel_send(const struct channel *channel, struct carrier *carrier, size_t slot,
                                            const struct channel_item *what, struct sibu_fault *fault);

struct channel_verdict {
    enum outbox_answer answer;
    const char *fault; /* of the delivery row; static */
    int64_t retry_after_s; /* real seconds; 0: nothing asked for */
    int is_down; /* 1: a failure of the peer, not of this item */
};
void channel_judge(const struct channel *channel, const struct carrier_end *end, struct channel_verdict *out);
