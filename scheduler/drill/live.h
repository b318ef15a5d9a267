/* The drill in memory: who takes part, the muster, the record it is followed into. Inside drill/ only.
 *
 * Made at the drill's begin, or again from the store after a restart; the store is never behind it. The caller (drill.c)
 * guards it by the host's mutex.
 */
#pragma once
#include "draw/head.h"
#include "drill/drill.h"

#define LIVE_ALERTS_MAX 64

struct unfolding; /* unfolding.h */

struct live_alert {
    char identifier[160];
    int64_t sent_us, expires_us;
};
struct live {
    struct sibu_arena arena; /* holds every string below */
    struct store_drill drill;
    enum drill_state state;
    enum drill_state ended; /* how; while it runs, its state */
    uint32_t site; /* index in the plan */
    struct store_participant *participants; /* ascending by person key */
    struct store_person *people; /* people[number - 1] */
    size_t count;
    uint32_t *by_token; /* numbers, 0: none; at the place that the token's hash gives, or the next free one behind it */
    size_t places; /* of by_token: a power of two, at least twice as many as people */
    struct muster muster;
    struct sibu_record *record;
    struct live_alert alerts[LIVE_ALERTS_MAX];
    uint32_t alert_count;
    uint32_t expected;
    uint32_t alerts_in_record;
    struct unfolding *unfolding; /* what unfolds; NULL until its ways are found */
    enum sibu_ask ask; /* what its family asks people to do */
    char ledger[HEAD_SHORT_BYTES]; /* the ledger's head when it began, or "" */
    size_t unfolded, minutes_filed; /* events of it, and minutes of its fields, that the store has */
    int wardens_told; /* of who is silent, or there was nobody to tell or to tell of */
    int unfolds_not; /* it could not be opened: nothing unfolds */
};

/* Takes up the drill that `live->drill` names from the store: participants, answers so far, alerts so far, its record
 * (made where it is missing). Frees nothing on failure: call live_close. */
SIBU_MUST_USE enum sibu_status live_open(struct live *live, const struct drill_host_def *def, struct sibu_fault *fault);
void live_close(struct live *live); /* as all zero afterwards */

/* The number of the person with this key of the store, or 0. */
uint32_t live_number(const struct live *live, int64_t person_key);
/* The number of the person with this token, or 0. Compares in constant time: tokens are given for good. */
uint32_t live_number_of_token(const struct live *live, const char *token);
/* The number of the person with this id of the roster, or 0. */
uint32_t live_number_of_id(const struct live *live, const char *id);
/* Writes into the record what the store has and the record has not. */
SIBU_MUST_USE enum sibu_status live_follow(struct live *live, struct store *store, struct sibu_fault *fault);
