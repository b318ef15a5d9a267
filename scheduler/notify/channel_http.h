/* The channel that posts an alert to an HTTP address: many attempts at once, each in a slot, none waiting for another.
 *
 * Depends on libcurl (multi interface). One thread uses a channel, but channel_http_wake, which any thread may call.
 * Redirects are not followed, proxies of the environment not used, certificates verified; of an answer only its status
 * and Retry-After count, and reading stops after CHANNEL_HTTP_ANSWER_BYTES_MAX.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#define CHANNEL_HTTP_SLOTS_MAX 64
#define CHANNEL_HTTP_ANSWER_BYTES_MAX (64 << 10)

struct channel_http;

struct channel_http_limits {
    int slots; /* attempts at once, 1..CHANNEL_HTTP_SLOTS_MAX */
    int connect_timeout_ms, total_timeout_ms; /* real time, > 0 */
};
SIBU_MUST_USE enum sibu_status channel_http_open(struct channel_http **out, const struct channel_http_limits *limits,
                                                 struct sibu_fault *fault);
/* Breaks off what is under way. NULL is allowed. */
void channel_http_close(struct channel_http *channel);

struct channel_http_post {
    const char *url;
    const char *body; /* CAP XML */
    const char *key; /* Idempotency-Key */
    const char *answer_url; /* the person's own page */
    int is_exercise;
};
/* Starts an attempt in a slot that is free. Everything is copied. SIBU_NO_MEMORY: it was not started. */
SIBU_MUST_USE enum sibu_status channel_http_start(struct channel_http *channel, size_t slot,
                                                  const struct channel_http_post *post, struct sibu_fault *fault);

/* How an attempt ended. */
struct channel_http_end {
    size_t slot; /* free again */
    int http_status; /* 0: no answer that counts */
    int address_is_bad;
    int64_t retry_after_s; /* what the peer asked for, at most an hour; 0: nothing */
    const char *fault; /* as in a delivery row (notify.h); static */
};
/* Moves everything on without waiting, and gives up to `most` attempts that have ended; returns how many. */
size_t channel_http_collect(struct channel_http *channel, struct channel_http_end *ends, size_t most);
/* Waits until something moves, at most real_ms, or until woken. */
void channel_http_wait(struct channel_http *channel, int real_ms);
void channel_http_wake(struct channel_http *channel);
