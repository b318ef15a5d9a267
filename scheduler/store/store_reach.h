/* What the store knows of reaching people: the proofs of each person and channel over all drills, and in one drill who
 * was told when, opened their page, saw it, answered and checked in.
 *
 * Part of the store: what store.h says of it holds here.
 */
#pragma once
#include "store/store.h"

/* Of a person and a channel: when something was last accepted, and when an attempt last failed, over all drills. What
 * went to another address than the present one proves nothing any more, and is forgotten. */
struct store_proof {
    int64_t person; /* key of store_person */
    const char *channel;
    int64_t accepted_us; /* end of the last attempt that was accepted; 0: never */
    int64_t failed_us; /* of the last that was not; 0: never */
    const char *fault; /* its word, "" where none failed */
};
/* Of those whom rosters name now, in the order of their keys. */
SIBU_MUST_USE enum sibu_status store_proofs(struct store *store, struct sibu_arena *arena, struct store_proof **items,
                                            size_t *count, struct sibu_fault *fault);

/* The address "push" of a person: what a browser gave to be reached by Web Push. */
struct store_push {
    int64_t person;
    const char *value;
};
SIBU_MUST_USE enum sibu_status store_pushes(struct store *store, struct sibu_arena *arena, struct store_push **items,
                                            size_t *count, struct sibu_fault *fault);
/* Keeps it instead of an earlier one; "" takes it away. Writes only where something changes. SIBU_NO where no roster names
 * this person now. Alerts that wait for such an address are due at once: call notify_wake. */
SIBU_MUST_USE enum sibu_status store_push_put(struct store *store, int64_t person, const char *value,
                                              struct sibu_fault *fault);

/* A person's page was opened, or seen, during a drill. Not an answer: link previews open every link. */
enum store_sign { STORE_OPENED, STORE_SEEN };
struct store_opening {
    const char *drill; /* its id */
    int64_t person; /* key of store_person */
    enum store_sign sign;
    int64_t time_us;
};
/* The first of each person, drill and sign is kept. What belongs to a drill that is closed, or to nobody in it, is
 * dropped. One transaction. */
SIBU_MUST_USE enum sibu_status store_openings_put(struct store *store, const struct store_opening *items, size_t count,
                                                  struct sibu_fault *fault);

/* The stages of a drill's evidence, for a person and, up to STORE_FAILED, a channel. */
enum store_stage {
    STORE_STAGE_QUEUED, /* filed with the first alert that is for the person on this channel; word: what became of the
                           newest one's item, as "accepted", "answered" (needed no more) or "expired" */
    STORE_STAGE_ACCEPTED, /* the first attempt that was accepted; times: how many were */
    STORE_STAGE_FAILED, /* the last attempt that was not; word: why; times: how many were not */
    STORE_STAGE_OPENED, /* the person's page, for the first time */
    STORE_STAGE_SEEN,
    STORE_STAGE_ANSWERED, /* the first answer of a kind; word: "acknowledge", "need-help", "cannot" */
    STORE_STAGE_CHECKED_IN
};
struct store_evidence {
    uint32_t person; /* number in the drill; 0: a channel that speaks to all at once */
    enum store_stage stage;
    const char *channel; /* "" from STORE_STAGE_OPENED on */
    int64_t time_us;
    const char *word;
    int64_t times;
};
/* All of a drill, by person, then channel, then stage. */
SIBU_MUST_USE enum sibu_status store_evidences(struct store *store, int64_t drill, struct sibu_arena *arena,
                                               struct store_evidence **items, size_t *count, struct sibu_fault *fault);

/* Alerts of all drills, for who polls them. */
struct store_cap {
    const char *identifier, *xml;
    int64_t sent_us;
};
/* Those sent after `after_us`, the newest first. */
SIBU_MUST_USE enum sibu_status store_caps(struct store *store, int64_t after_us, struct sibu_arena *arena,
                                          struct store_cap **items, size_t *count, struct sibu_fault *fault);
/* How many there are, and a number that grows with each new one: whether to ask again. */
SIBU_MUST_USE enum sibu_status store_caps_mark(struct store *store, int64_t after_us, int64_t mark[2],
                                               struct sibu_fault *fault);
/* The message of this identifier, sent after `after_us`. SIBU_NO where there is none. */
SIBU_MUST_USE enum sibu_status store_cap(struct store *store, const char *identifier, int64_t after_us,
                                         struct sibu_arena *arena, struct store_cap *out, struct sibu_fault *fault);
