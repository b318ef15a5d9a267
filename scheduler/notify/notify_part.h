/* What the notifier holds. Inside notify/ only; the outside sees notify.h.
 *
 * Two threads, so that neither waits for the other: the sender (notify_run.c) has the peers, the clerk (notify_clerk.c)
 * has the store, where each transaction waits for the disk. They hand over an errand: the sender gives what has ended and
 * how much room there is, the clerk keeps the ones and takes others, and says so. While the clerk has the errand nobody
 * else touches it; all else is the sender's.
 *
 * An item goes: taken by the clerk, in a batch ──> waits in its lane's queue ──> a flight, one attempt whose number is its
 * slot in the carrier ──> a row of the pile ──> kept by the clerk. Each channel has a lane with flights of its own, so
 * that none can take the others' place.
 *
 * Invariants: 1. an attempt that ended stands in a pile until it is a delivery row of the store, and no attempt begins that
 * would have no place there; 2. of a channel no more items are queued than four times what ended since the clerk was last sent:
 * what is queued goes out in a moment, or goes back to the store, which knows whether it is still to be said: after QUEUE_US,
 * or when items of a later alert come; 3. the store is asked only when something may be due: due_us of a lane is never later
 * than its next item.
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

/* Items of one lane that were taken together. It lives until the last of them has been kept. */
struct batch {
    struct batch *next; /* in the queue */
    struct sibu_arena arena; /* holds what the items point to, and their messages */
    struct store_outbox_item *items;
    const struct message **messages; /* of each item; NULL: it cannot be read */
    size_t count, begun; /* items, and those that left the queue */
    size_t open; /* items that are not kept yet */
    int is_overtaken; /* items of a later alert came behind it */
    int64_t taken_us; /* monotonic */
};
struct flight {
    int is_under_way;
    struct lane *lane;
    struct batch *batch; /* of its item */
    struct channel_load load;
    struct store_outbox_result result; /* its strings are the batch's */
    int64_t expires_us;
};
struct lane {
    const struct channel *channel;
    struct flight *flights; /* `count` of them, in the notifier's */
    size_t first, count;
    size_t under_way; /* of the flights */
    struct batch *queue; /* the oldest first */
    size_t queued; /* items in it */
    size_t landed; /* since the clerk was last sent: the clerk brings two or four times as many the next time */
    int ran_dry; /* since then a flight was idle for want of an item */
    struct pace pace; /* by the monotonic clock, like the breaker */
    struct breaker breaker;
    int64_t due_us; /* by the clock: when to ask the store again */
    int goes_round; /* 1: the breaker has opened, and the store is yet to be told */
};

/* What has ended: result i has fate i and batch i. */
#define PILE_SPARE 1024 /* places beyond one for each flight */
struct pile {
    struct store_outbox_result *results;
    struct pile_row {
        enum outbox_fate fate;
        struct lane *lane;
        struct batch *batch;
    } * rows;
    size_t count;
};
/* What the clerk is sent for. */
struct errand {
    struct pile pile; /* to keep; empty again where that was done */
    size_t room[CHANNELS_MAX + 1]; /* by lane: how many items to take; 0: none */
    struct batch *batches[CHANNELS_MAX + 1]; /* by lane: what was taken, or NULL */
    int64_t due_us[CHANNELS_MAX + 1]; /* by lane, where there was room */
    int looks; /* 1: for what others had whose claim is over */
    int is_kept; /* the pile is in the store */
    enum sibu_status status;
    struct sibu_fault fault;
};

enum clerk_state { CLERK_FREE, CLERK_SENT, CLERK_BACK };

struct notify {
    struct store *store;
    struct clock *clock;
    struct carrier *carrier;
    struct lane lanes[CHANNELS_MAX + 1]; /* the sender's own, with all that hangs on it */
    size_t lane_count;
    struct flight *flights; /* owned */
    struct carrier_end *ends; /* owned; as many */
    size_t flight_count, under_way;
    struct siren_end *siren_ends; /* owned; as many */
    struct pile pile; /* owned: what has ended since the clerk was sent */
    struct errand errand; /* whose it is: see clerk */
    struct vapid_desk *desk; /* owned; NULL: there is no Web Push */
    struct siren_desk *sirens; /* owned */
    struct sibu_pcg64 stream; /* spreads retries */
    int64_t errand_us; /* by the monotonic clock: no errand before */
    int64_t pause_until_us; /* by the monotonic clock: the store failed, let it rest */
    int64_t look_us, next_look_us; /* by the monotonic clock: each how long, and no look before; with a claim */
    char base_url[NOTIFY_URL_BYTES];
    const struct store_claim *claim; /* these three as notify_options has them */
    int (*holds)(void *data);
    void *holds_data;
    pthread_t thread, clerk_thread;

    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t sent; /* the clerk has something to do */
    enum clerk_state clerk; /* SENT: the errand is the clerk's; else the sender's */
    int stops, clerk_stops, woken;
    uint64_t attempts, at_work; /* at_work: under way, for whoever asks */
    int64_t turned_us;
    struct notify_lane seen[CHANNELS_MAX + 1]; /* by lane; is_down: its breaker is open */
};

/* The sender: sends what is due until it is told to stop. */
void *notify_run(void *notify);

/* notify_clerk.c: the clerk's thread, and what the sender has to do with it. */
void *clerk_run(void *notify);
/* Real seconds as clock time: what a peer or a lease needs in real time passes faster on a fast clock. */
int64_t clock_us_of_real_s(struct notify *notify, int64_t real_s);
/* Whether the errand is the sender's. */
int clerk_is_free(struct notify *notify);
void clerk_send(struct notify *notify);
/* True once after each errand: the clerk is back, and the errand is the sender's again. */
int clerk_comes_back(struct notify *notify);
/* The sender is through: waits for the clerk's end. */
void clerk_stop(struct notify *notify);
/* What others had whose claim is over is due now; where there is no claim, what was taken under none. */
SIBU_MUST_USE enum sibu_status clerk_release(struct notify *notify, struct sibu_fault *fault);
/* The item needs the batch no more. */
void batch_leave(struct batch *batch);
void batch_free(struct batch *batch);
SIBU_MUST_USE enum sibu_status pile_open(struct pile *pile, size_t capacity, struct sibu_fault *fault);
void pile_free(struct pile *pile);
