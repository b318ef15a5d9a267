/* Carries what channels send to their peers over HTTP and SMTP: many attempts at once, each in a slot, none waiting for
 * another.
 *
 * Depends on libcurl (multi interface). One thread uses a carrier, but carrier_wake, which any thread may call. Redirects
 * are not followed, proxies of the environment not used, certificates verified; reading an answer stops after
 * CARRIER_ANSWER_BYTES_MAX. What an answer means is the channel's to say, not the carrier's.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "notify/http_call.h"
#include "sibu/fault.h"

#define CARRIER_SLOTS_MAX 4160
#define CARRIER_ANSWER_BYTES_MAX (64 << 10)

struct carrier;

struct carrier_def {
    size_t slots; /* attempts at once, 1..CARRIER_SLOTS_MAX */
    int connect_timeout_ms, total_timeout_ms; /* real time, > 0 */
    /* Whether a connection to this address may be made: asked when the name has been looked up, so that no name can lead
     * elsewhere afterwards. NULL: to all. Called in the carrier's thread. */
    int (*may_reach)(const void *data, const struct sockaddr *address);
    const void *data;
};
SIBU_MUST_USE enum sibu_status carrier_open(struct carrier **out, const struct carrier_def *def,
                                            struct sibu_fault *fault);
/* Breaks off what is under way. NULL is allowed. */
void carrier_close(struct carrier *carrier);

/* Starts an attempt in a slot that is free. Everything is copied. SIBU_NO_MEMORY: it was not started. */
SIBU_MUST_USE enum sibu_status carrier_call(struct carrier *carrier, size_t slot, const struct http_call *call,
                                            struct sibu_fault *fault);
/* An attempt whose options somebody else sets: `set` is given the easy handle (CURL *) with the carrier's own rules on it,
 * and returns 0 where it could not set one. What it points to must live until the attempt's end. Its peer stands in the
 * settings of the installation, so may_reach is not asked. */
SIBU_MUST_USE enum sibu_status carrier_start(struct carrier *carrier, size_t slot, int (*set)(void *easy, void *data),
                                             void *data, struct sibu_fault *fault);

/* How an attempt ended. */
struct carrier_end {
    size_t slot; /* free again */
    const char *fault; /* "": the peer answered; else "connect", "resolve", "tls", "timeout", "broken", "address" (it
                          cannot be used), "private" (it may not be used) */
    int transfer; /* libcurl's result (CURLcode) */
    int code; /* HTTP status or SMTP reply; with a fault: the last one that came, or 0 */
    const char *body; /* of an answer, NUL behind it; valid until the slot is used again */
    size_t body_length;
    int64_t retry_after_s; /* what the peer asked for, at most an hour; 0: nothing */
};
/* Moves everything on without waiting, and gives up to `most` attempts that have ended; returns how many. */
size_t carrier_collect(struct carrier *carrier, struct carrier_end *ends, size_t most);
/* Waits until something moves, at most real_ms, or until woken. */
void carrier_wait(struct carrier *carrier, int real_ms);
void carrier_wake(struct carrier *carrier);
