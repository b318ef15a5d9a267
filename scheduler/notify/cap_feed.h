/* The feed of alerts as Atom (RFC 4287), for other systems that poll: exercises in one, actual alerts in another.
 *
 * Depends on message, libxml2's writer. No input or output, no clock. Any thread.
 *
 * Invariants: 1. no exercise stands in the feed of actual alerts, nor the other way; 2. the same alerts give the same
 * bytes, whenever they are asked for; 3. an entry's id is made of the message's identifier and time alone, so that it
 * stays the same wherever the server is reached.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

#define CAP_FEED_BYTES_MAX 900000
#define CAP_FEED_KEEPS_US (INT64_C(14) * 86400 * 1000000) /* so long after it was sent an alert is in it */

struct cap_feed_item {
    const char *identifier, *xml; /* as filed */
    int64_t sent_us;
};
struct cap_feed {
    int is_exercise; /* which of the two */
    const char *installation; /* what the feed's own id is made of */
    const char *base_url; /* of the server, no slash at the end */
    const char *key; /* the feed's key, which stands in its links; letters, digits, - and _ */
    const struct cap_feed_item *items; /* of both kinds, the newest first */
    size_t count;
};
/* Replaces `out` by the feed. *newest_us: when the newest alert in it was sent, which is the feed's `updated`; 0: it is
 * empty, and says nothing of whether there ever was one. Where it would be above CAP_FEED_BYTES_MAX the oldest are left out. What cannot be read as an alert of
 * ours is left out too. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status cap_feed_write(const struct cap_feed *feed, struct sibu_text *out, int64_t *newest_us,
                                              struct sibu_fault *fault);
