/* What a witness gives and what it refuses: the decisions of `sibu witness`, without clock, disk or network.
 *
 * A witness is another party than the operator of the draw. For each epoch of an installation it holds a hash chain
 * (draw/chain.h) whose anchor is told before the first tick. It gives the link of a tick only when its own clock has
 * reached that tick, only for one head of the ledger a tick, and only for heads that go on from the last one it signed
 * (docs/witness.md).
 */
#pragma once
#include <stdint.h>

#include "draw/chain.h"
#include "draw/note.h"
#include "draw/tree.h"
#include "sibu/fault.h"

#define WITNESS_EPOCH_MAX (INT64_C(1) << 53) /* numbers that JSON carries without loss */
#define WITNESS_EPOCH_S_MAX (INT64_C(366) * 86400)
#define WITNESS_EPOCHS_MAX 4096 /* that one witness keeps, of all installations */

/* An epoch as the server defines it. */
struct witness_epoch {
    struct draw_installation who;
    int64_t ticks; /* links, in [1, CHAIN_LINKS_MAX] and no longer than WITNESS_EPOCH_S_MAX together */
    int64_t tick_s; /* in [1, 86400] */
    int64_t first_tick; /* the index of the first one: its moment is first_tick * tick_s seconds since 1970 */
    struct note_key log; /* who signs the ledger's heads; heads have its name as origin */
};

/* What a witness may answer. The first three are a yes. */
enum witness_verdict {
    WITNESS_GIVE, /* it is new, must be kept, and then given */
    WITNESS_AGAIN, /* asked and answered before: the same again */
    WITNESS_IMPLIED, /* an earlier tick, never asked: its link follows from one that is out. Nothing is signed */
    WITNESS_BAD_EPOCH,
    WITNESS_OTHER_EPOCH,
    WITNESS_OTHER_LOG,
    WITNESS_LATE_EPOCH,
    WITNESS_FULL,
    WITNESS_NO_EPOCH,
    WITNESS_NO_TICK,
    WITNESS_EARLY,
    WITNESS_NOT_SIGNED,
    WITNESS_OTHER_HEAD,
    WITNESS_PASSED,
    WITNESS_SMALLER,
    WITNESS_OLD_SIZE,
    WITNESS_NO_PROOF,
    WITNESS_UNREAD, /* the request could not be read at all */
    WITNESS_FAILED, /* disk or memory; worth another try */
    WITNESS_VERDICTS
};
/* How a verdict is told: a word that never changes, an HTTP status, a sentence for people. Static. */
struct witness_words {
    const char *word; /* "early" */
    unsigned http_status;
    const char *what[SIBU_LANGUAGES];
};
const struct witness_words *witness_words(enum witness_verdict verdict);
/* WITNESS_FAILED for a word that is none. */
enum witness_verdict witness_verdict_of(const char *word);

/* True where the numbers are in the ranges above and the log's key is one of a log. */
int witness_epoch_is_good(const struct witness_epoch *epoch);
int64_t witness_tick_s(const struct witness_epoch *epoch, int64_t tick); /* its moment, seconds since 1970 */
int64_t witness_link_number(const struct witness_epoch *epoch, int64_t tick); /* 0: not a tick of this epoch */

/* What is kept about an epoch that is asked for. */
struct witness_shelf_view {
    const struct witness_epoch *same; /* the epoch of that number, as it was defined; NULL: none */
    const struct note_key *log; /* of this installation; NULL: never seen */
    int origin_is_taken; /* another installation has a log of this name */
    int64_t epochs; /* kept in all */
};
/* May this epoch be opened? GIVE: new. A new one must not have begun at now_us, the witness's time since 1970. */
enum witness_verdict witness_decide_epoch(const struct witness_shelf_view *view, const struct witness_epoch *asked,
                                          int64_t now_us);

/* A link that was given. */
struct witness_given {
    int64_t tick;
    struct tree_head head;
    int64_t time_s; /* that was signed with it */
    int64_t moment_s; /* of the tick, seconds since 1970 */
};
/* What is kept about the log and the epoch of a link that is asked for. */
struct witness_past {
    const struct witness_epoch *epoch;
    struct tree_head last; /* the last head cosigned for this log; no leaves where there is none */
    int64_t last_tick; /* the latest that was given in this epoch; INT64_MIN: none */
    int64_t last_moment_s; /* the latest for which a link of any epoch of the installation was given; INT64_MIN: none */
    const struct witness_given *given; /* of the tick asked for; NULL: never */
};
struct witness_ask {
    struct draw_installation who;
    int64_t tick; /* its index */
    uint64_t old_size; /* where the proof begins */
    struct tree_proof growth;
    struct note note; /* the ledger's head, signed */
};
/* May the link be given now? *wait_s: with EARLY, whole seconds until it may, at least 1; else 0. */
enum witness_verdict witness_decide_link(const struct witness_past *past, const struct witness_ask *ask, int64_t now_us,
                                         int64_t *wait_s);
