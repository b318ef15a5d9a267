/* What the notifier holds. Inside notify/ only; the outside sees notify.h.
 *
 * A flight is one attempt, and its number is its slot in the carrier; each channel has a lane of flights that are its own,
 * so that none can take the others' place:
 *
 *   IDLE ──(item taken, sent)──> UNDER_WAY ──(answer or error)──> ENDED ──(kept by the store)──> IDLE
 *
 * Invariants: 1. an attempt that ended is a delivery row of the store before its flight takes another item; where the
 * store fails it stays ENDED and is kept later; 2. no more items of a channel are leased than its lane has flights; 3. the
 * store is asked only when something may be due: due_us of a lane is never later than its next item.
 */
#pragma once
#include <pthread.h>

#include "notify/breaker.h"
#include "notify/channel.h"
#include "notify/notify.h"
#include "notify/pace.h"
#include "notify/siren_desk.h"
#include "sibu/random.h"

#define NOTIFY_URL_BYTES 256

enum flight_state { FLIGHT_IDLE, FLIGHT_UNDER_WAY, FLIGHT_ENDED };

struct flight {
    enum flight_state state;
    struct lane *lane;
    struct sibu_arena arena; /* holds the strings of `result` */
    struct channel_load load;
    struct store_outbox_result result;
    int64_t expires_us;
    enum outbox_fate fate; /* once ended */
};
struct lane {
    const struct channel *channel;
    struct flight *flights; /* `count` of them, in the notifier's */
    size_t first, count;
    struct pace pace; /* by the monotonic clock, like the breaker */
    struct breaker breaker;
    int64_t due_us; /* by the clock: when to ask the store again */
    int goes_round; /* 1: the breaker has opened, and the store is yet to be told */
};
struct notify {
    struct store *store;
    struct clock *clock;
    struct carrier *carrier;
    struct lane lanes[CHANNELS_MAX + 1]; /* the thread's own, with all that hangs on it */
    size_t lane_count;
    struct flight *flights; /* owned */
    struct store_outbox_result *results; /* owned; as many */
    struct carrier_end *ends; /* owned; as many */
    size_t flight_count;
    struct siren_end *siren_ends; /* owned; as many */
    struct vapid_desk *desk; /* owned; NULL: there is no Web Push */
    struct siren_desk *sirens; /* owned */
    struct sibu_pcg64 stream; /* spreads retries */
    int64_t pause_until_us; /* by the monotonic clock: the store failed, let it rest */
    char base_url[NOTIFY_URL_BYTES];
    pthread_t thread;

    pthread_mutex_t mutex; /* guards what follows */
    int stops, woken;
    struct notify_counts counts;
    int is_down[CHANNELS_MAX + 1]; /* by lane: its breaker is open */
};

/* The thread: sends what is due until it is told to stop. */
void *notify_run(void *notify);
