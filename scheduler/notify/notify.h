/* The notifier: takes due alerts from the store, posts them, and keeps what came of each attempt. It has two threads, one
 * for the peers and one for the store.
 *
 * An alert goes out at least once and with the same Idempotency-Key in every attempt; where the process dies between
 * taking and finishing, the next notifier sends it again at once. A store has one notifier at a time, or several with a claim
 * each: then one takes what another leaves, and looks every little while for what those had whose claim is over. Times in delivery
 * rows are the clock's. Functions may be called from any thread, notify_open and notify_close from one.
 *
 * What devices answer becomes events "device" of their drill. fault of a delivery row: "" accepted, "http" (its result says which status), or a word of carrier.h of siren.h, or
 * of the channel ("refused", "signature", "rate" ...).
 */
#pragma once
#include <stdint.h>

#include "base/clock.h"
#include "notify/channel.h"
#include "sibu/fault.h"
#include "store/store_outbox.h"

struct notify;

struct notify_options {
    const char *base_url; /* "http://127.0.0.1:8080": http or https, no slash at the end; copied */
    int concurrency; /* attempts at once of a channel, 1..64; 0: as the channel says */
    int connect_timeout_ms; /* real time; 0: 3000 */
    int total_timeout_ms; /* real time; 0: 10000 */
    const struct channels *channels; /* must outlive the notifier; NULL: the one channel "http", which may reach all */
    const struct vapid_key *push_key; /* must outlive the notifier; NULL: there is no Web Push */
    /* Of several servers on one store: this one's claim; NULL: it is the only one. Outlives the notifier, as `data` does. */
    const struct store_claim *claim;
    int (*holds)(void *data); /* whether it is held now: nothing begins to go out while it is not */
    void *data;
    int64_t look_us; /* real time between two looks for what others had; 0: with no claim */
    const char *node; /* by this name the broker of sirens tells it from the others; "" or NULL: with no claim */
    const struct sibu_site *const *sites; /* whose sirens are spoken to over MQTT; read by notify_open alone */
    size_t site_count;
};

/* How far the sending is, since notify_open. */
struct notify_counts {
    uint64_t attempts, accepted, given_up;
    uint64_t under_way; /* attempts going on at this moment */
};

/* Starts the threads. `store` and `clock` must outlive it. The caller closes it. */
SIBU_MUST_USE enum sibu_status notify_open(struct notify **out, struct store *store, struct clock *clock,
                                           const struct notify_options *options, struct sibu_fault *fault);
/* Stops and joins. Attempts under way are broken off; they are due again when their lease ends. NULL is allowed. */
void notify_close(struct notify *notify);
/* Something is due, or the clock was set: look now. */
void notify_wake(struct notify *notify);
struct notify_counts notify_counts(struct notify *notify);
/* The same by channel, for who watches it: what became of the attempts that ended. */
struct notify_lane {
    const char *channel; /* its id; lives as long as the notifier */
    uint64_t accepted, later, given_up; /* later: tried again */
    int is_down; /* its peer did not answer, and is left alone for a while */
};
/* Fills at most `room` and returns how many there are. */
size_t notify_lanes(struct notify *notify, struct notify_lane *out, size_t room);
/* When the thread last came round, by the monotonic clock: it does so at least once a second unless something holds it up. */
int64_t notify_turned_us(struct notify *notify);
/* Whether the channel with this id is left alone now, because its peer did not answer. */
int notify_is_down(struct notify *notify, const char *channel);
