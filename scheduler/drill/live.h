/* The drill in memory: who takes part, the muster, the record it is followed into. Inside drill/ only.
 *
 * A fold over the store's rows in the order of their numbers: at the drill's begin, after a restart, and while other servers add
 * to them; the store is never behind it. The caller (drill.c) guards it by the host's mutex.
 */
#pragma once
#include "draw/head.h"
#include "drill/drill.h"
#include "store/store_follow.h"

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
    int64_t responses, events; /* the sequence numbers of the last ones that are in memory */
    struct sibu_record *record; /* NULL: another server writes it, or it could not be made yet */
    struct live_alert alerts[LIVE_ALERTS_MAX];
    uint32_t alert_count;
    uint32_t expected;
    uint32_t alerts_in_record;
    struct unfolding *unfolding; /* what unfolds; NULL until its ways are found */
    enum sibu_ask ask; /* what its family asks people to do */
    char ledger[HEAD_SHORT_BYTES]; /* the ledger's head when it began, or "" */
    size_t unfolded, minutes_filed; /* events of it, and minutes of its fields, that the store has */
    size_t unfold_rows, field_rows; /* of them, those behind which memory has been folded */
    int wardens_told; /* of who is silent, or there was nobody to tell or to tell of */
    int has_gap; /* the store has the row that says from when on nobody drove it */
    int unfolds_late; /* it was over before anything was drawn here: of that no forecast is made any more */
    int is_settled; /* it is over, and that row is there where it is needed */
    int unfolds_not; /* it could not be opened: nothing unfolds */
};

/* Takes up the drill that `live->drill` names from the store: participants, answers so far, alerts so far. Frees nothing on
 * failure: call live_close. */
SIBU_MUST_USE enum sibu_status live_open(struct live *live, const struct drill_host_def *def, struct sibu_fault *fault);
void live_close(struct live *live); /* as all zero afterwards */
/* Opens its record to go on with it, made where it is missing. */
SIBU_MUST_USE enum sibu_status live_open_record(struct live *live, const struct drill_host_def *def,
                                                struct sibu_fault *fault);
/* Takes into memory the rows of the store behind the last ones known. Where it fails, what was read stays; to be called again. */
SIBU_MUST_USE enum sibu_status live_fold(struct live *live, struct store *store, struct sibu_fault *fault);
/* The same where it stands otherwise than memory does, and then how it stands. */
SIBU_MUST_USE enum sibu_status live_catch_up(struct live *live, const struct store_standing *standing,
                                             struct store *store, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status live_set_state(struct live *live, const char *state, const char *ended,
                                              struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status live_set_record(struct live *live, const char *path, struct sibu_fault *fault);
/* Takes one answer: the next row, or one that has been taken before. */
void live_take(struct live *live, const struct sibu_record_response *response);
/* Remembers an alert as one of those that later ones refer to. */
void live_remember(struct live *live, const struct store_alert *alert);

/* The number of the person with this key of the store, or 0. */
uint32_t live_number(const struct live *live, int64_t person_key);
/* The number of the person with this token, or 0. Compares in constant time: tokens are given for good. */
uint32_t live_number_of_token(const struct live *live, const char *token);
/* The number of the person with this id of the roster, or 0. */
uint32_t live_number_of_id(const struct live *live, const char *id);
/* Writes into the record what the store has and the record has not. */
SIBU_MUST_USE enum sibu_status live_follow(struct live *live, struct store *store, struct sibu_fault *fault);
