/* Alerts and the outbox: what is to be told to whom, by which channel, by when, and what became of it.
 *
 * Part of the store: what store.h says of it holds here. An alert is filed with one item for each person and each way on
 * which it is to go; an item is waiting until one of its attempts is accepted, or it is given up, superseded by a later
 * alert, expired, or no longer needed because the person has answered.
 */
#pragma once
#include "store/store_claims.h"

/* One way on which alerts go out. */
struct store_way {
    const char *channel; /* its id: "http", or as the channels file names it */
    const char
        *address; /* what it needs of a person: "url", "email", "phone" or "push"; "": it speaks to all at once */
    uint32_t
        step; /* 0: everybody, at once; later steps, without a gap: only who has not answered by then. Each person's
                      steps are counted without those for which the person has no address when the alert is filed */
    int64_t wait_us; /* of the step, after the alert was sent */
};
enum store_reach {
    STORE_BY_STEPS, /* each way when its step comes */
    STORE_WHERE_TRIED, /* at once: the first step, and every way on which the person was told something in this drill */
    STORE_EVERYWHERE /* at once, on every way that there is */
};

/* An alert: its CAP text, its event "alert" (detail {"identifier", "recipients", "without_address"}), and its outbox
 * items, in one transaction. Who has no address gets it as soon as there is one. SIBU_NO where the drill is closed, or the
 * claim was taken over. */
struct store_alert {
    const char *identifier; /* CAP identifier; never used before */
    const char *xml;
    int64_t sent_us, expires_us;
    int ends_earlier; /* 1: alerts of this drill that still wait are dropped: an "evacuate" after the all-clear would be
                         dangerous. For every message that says all there is to say now */
    int spares_arrived; /* 1: who has checked in does not get it: it says nothing to them any more */
    enum store_reach reach;
    const struct store_way *ways; /* in the order of their steps; not filled where alerts are read */
    size_t way_count; /* 0: the one way "http", to each person's url */
    int to_wardens; /* 1: to those of role warden alone, each at the own address; in no feed, since it names people */
    const uint32_t
        *named; /* these; once all of them have answered it is not told any more. Not filled where alerts are read */
    size_t named_count;
    const struct store_claim *claim; /* for store_alert_put: under which the drill is driven; NULL: under none */
    const struct store_stand
        *stand; /* likewise: how it stands (store_follow.h); SIBU_NO where it does not. NULL: however */
    const struct sibu_record_event
        *of; /* likewise: what it tells of, filed before it in the transaction; NULL: nothing */
};
SIBU_MUST_USE enum sibu_status store_alert_put(struct store *store, int64_t drill, const struct store_alert *alert,
                                               struct sibu_fault *fault);
/* The alerts of a drill in the order they were put, for the record and for the references of the next one. */
SIBU_MUST_USE enum sibu_status store_alerts(struct store *store, struct store_from from, struct sibu_arena *arena,
                                            struct store_alert **items, size_t *count, struct sibu_fault *fault);

struct store_outbox_item {
    int64_t key, drill;
    uint32_t person; /* number in the drill; 0: it is for all at once, and address, token and language are "" */
    const char *address, *token, *language;
    const char *site; /* of the drill */
    int to_wardens; /* its alert tells wardens who is silent */
    int64_t alert; /* the alert's place among all: a later one has a larger */
    const char *identifier, *xml;
    const char *idempotency_key; /* 22 characters, of (drill, alert, person, channel): the same in every attempt */
    int64_t expires_us;
    int attempt; /* the one to make now, 1.. ; counted when it is taken, so a number without a delivery row is an attempt
                    whose end nobody saw */
};
struct store_lease {
    int64_t now_us, lease_us;
    size_t most;
    const char *channel; /* NULL: "http" */
    const struct store_claim
        *claim; /* under which items are taken; NULL: under none, by the one server that there is */
};
/* Takes up to `most` items of the channel that are due at now_us and leases them until lease_us: no other caller gets
 * them meanwhile. The newest alert first, then those tried least. What has expired is dropped. SIBU_NO where the
 * claim was taken over. */
SIBU_MUST_USE enum sibu_status store_outbox_take(struct store *store, struct store_lease lease,
                                                 struct sibu_arena *arena, struct store_outbox_item **items,
                                                 size_t *count, struct sibu_fault *fault);
/* What of the channel (NULL: "http") is leased by a taker that died and has no delivery row for its attempt is due at now_us: for
 * one who takes in its place. With a claim: what was taken under any claim that is over by now (its lease has passed, it
 * was given up or taken again). SIBU_NO where the own claim was taken over. Without (NULL): all that was taken under none;
 * two servers that take without a claim do not call it. */
SIBU_MUST_USE enum sibu_status store_outbox_release(struct store *store, const struct store_claim *claim,
                                                    const char *channel, int64_t now_us, struct sibu_fault *fault);
/* Ends attempts: each delivery row is kept; next_us 0: the item is finished (delivered or given up), else tried again
 * then. A late end of an attempt whose lease has passed, or of an item that was taken again under another claim, changes the
 * item only if it was accepted (fault ""). Where an item
 * is given up, the person's next step of this alert is due at once. One transaction. */
struct store_outbox_result {
    int64_t item;
    struct sibu_record_delivery delivery;
    int64_t next_us;
    int is_unsent; /* 1: nothing went out: there is no row, the attempt is not counted, and it is due at next_us */
    int forgets; /* 1: the person's address is none any more: it is taken away, if it is still the one that was tried */
    const char *address; /* that one, for `forgets` */
    const struct store_claim *claim; /* under which it was taken; NULL: none. It may be over by now */
};
SIBU_MUST_USE enum sibu_status store_outbox_finish(struct store *store, const struct store_outbox_result *results,
                                                   size_t count, struct sibu_fault *fault);
/* The channel is down: for everybody who waits for it the next step is due at now_us, not later. */
SIBU_MUST_USE enum sibu_status store_outbox_go_round(struct store *store, const char *channel, int64_t now_us,
                                                     struct sibu_fault *fault);
/* How many items of the channel (NULL: of all) that have an address are not finished, and when the next is due
 * (INT64_MAX: none). */
SIBU_MUST_USE enum sibu_status store_outbox_waiting(struct store *store, const char *channel, size_t *count,
                                                    int64_t *next_us, struct sibu_fault *fault);
/* How many of a drill, of the first step: those of later steps may never be needed. */
SIBU_MUST_USE enum sibu_status store_outbox_waiting_of(struct store *store, int64_t drill, size_t *count,
                                                       struct sibu_fault *fault);
/* How many items of drills that are not closed each channel has, by what has become of them ("waiting", "accepted",
 * "given-up", "superseded", "expired", "answered"). */
struct store_outbox_sum {
    const char *channel, *state;
    int64_t count;
};
SIBU_MUST_USE enum sibu_status store_outbox_sums(struct store *store, struct sibu_arena *arena,
                                                 struct store_outbox_sum **items, size_t *count,
                                                 struct sibu_fault *fault);

/* What sirens, lamps and panels answered: evidence for the record. Each becomes an event "device" of the drill that the
 * message belonged to: place: the zone, where a zone answers as one; detail {"device", "key", "result": "done" or "failed"},
 * where the first 22 characters of `key` are the key of a delivery. Kept once; passed over without a fault: what answers no
 * message of ours or of a drill that is closed, and more than STORE_DEVICE_ANSWERS_MAX of a drill. One transaction. */
#define STORE_DEVICE_ANSWERS_MAX 2000
struct store_device_answer {
    int64_t at_us;
    const char *device, *zone; /* one of them is "" */
    const char *key; /* of the message: an idempotency key of the outbox, a point, and more */
    int is_done;
};
SIBU_MUST_USE enum sibu_status store_device_answers_put(struct store *store, const struct store_device_answer *answers,
                                                        size_t count, struct sibu_fault *fault);
