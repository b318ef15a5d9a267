/* What people say in a drill, and what wardens, gates and readers saw of them: how it is brought to the drills and kept.
 *
 * Part of drill.h, which says what a host is. Any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

struct drill_host;

enum drill_verdict {
    DRILL_TAKEN,
    DRILL_KNOWN,
    DRILL_NOBODY,
    DRILL_NONE
}; /* taken; taken before; unknown token; no drill for this person */
struct drill_answer {
    const char *token;
    const char *kind; /* as in struct sibu_record_response */
    const char *place; /* muster id, or "" */
    const char *key; /* idempotency key */
    int64_t client_us; /* by the phone's clock, corrected where it knows its offset; or 0 */
    int64_t phone_us; /* by the phone's clock as it stands; or 0 */
    const char *drill; /* the number of the drill that it answers: another one does not take it. NULL or "": any */
    const struct drill_evidence *evidence; /* of a check-in; NULL: the person says so, and nothing else */
};
/* What speaks for a check-in. It is kept whatever that is. */
struct drill_evidence {
    const char *source; /* "code", "printed", "warden" */
    const char *by; /* of a warden: the account's name, or "key"; NULL: it is not known */
    const char
        *found; /* what was found of a code: "good", "late", "stale", "wrong-point", "forged"; "": there was none */
    int64_t steps; /* how much newer than the scan it is */
    int doubtful; /* 1: flagged until a later one without doubt settles it */
};
/* Keeps the answer. On SIBU_OK *verdict says what became of it, and *received_us when it was first on disk. SIBU_BAD_INPUT, and
 * nothing is kept: its place or key is no UTF-8, is over SIBU_RECORD_WORD_MAX or has control characters. The same for places
 * below. */
SIBU_MUST_USE enum sibu_status drill_take(struct drill_host *host, const struct drill_answer *answer,
                                          enum drill_verdict *verdict, int64_t *received_us, struct sibu_fault *fault);

/* The same without waiting: what is brought is told when it is on disk or has failed, at the latest when the host is closed. */
struct drill_taking {
    const struct drill_answer *answer; /* lives, with all that it names, until it is told */
    void (*told)(
        void *data); /* called once, in a thread of the host; it must not wait. The taking may be freed in it */
    void *data;
    enum sibu_status status; /* this and what follows: what became of it, once it is told */
    enum drill_verdict verdict;
    int64_t received_us;
    struct sibu_fault fault; /* where the status is not SIBU_OK */
    struct drill_taking *next; /* this and what follows: the host's own */
    int is_done;
};
void drill_take_later(struct drill_host *host, struct drill_taking *taking);

/* Keeps that a warden or officer has seen participant `number` at the point. `drill`: its number. DRILL_NONE: there is no such
 * drill or number. */
struct drill_seen {
    const char *drill, *place;
    uint32_t number;
    const char *by; /* the account's name, "key" for the officer's key; NULL: not known */
};
SIBU_MUST_USE enum sibu_status drill_tick_off(struct drill_host *host, const struct drill_seen *seen,
                                              enum drill_verdict *verdict, struct sibu_fault *fault);

/* What gates, readers and counters saw: kind "start", "door", "exit", "arrive". */
struct drill_sighting {
    const char *id; /* of the person, as in the roster */
    const char *site; /* whose roster; NULL or "": that of the only drill which knows the id */
    const char *kind, *place;
    int64_t time_us;
};
/* *unknown: how many belonged to nobody in a drill, or to more than one. */
SIBU_MUST_USE enum sibu_status drill_sight(struct drill_host *host, const struct drill_sighting *sightings,
                                           size_t count, size_t *unknown, struct sibu_fault *fault);
