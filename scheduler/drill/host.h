/* What a drill host holds. Inside drill/ only; the outside sees drill.h. */
#pragma once
#include <pthread.h>

#include "drill/forecast.h"
#include "drill/intake.h"
#include "drill/live.h"

/* One drill that is not closed. */
struct hosted {
    const struct drill_host_def *def; /* the host's */
    struct live live;
    struct store_claim claim; /* under which it is driven; fence 0: under none */
    int64_t renewed_us; /* by the monotonic clock, before the call that took or renewed it */
    int is_free; /* 1: at the last look nobody drove it */
    int is_behind; /* 1: a write was refused, since others had moved it on */
    int is_gone; /* 1: another server has closed it */
    int is_told_scenario; /* 1: its record has the document "scenario" */
    struct forecast *forecast; /* of the drill, while one is being made; see expect.h */
    int64_t forecast_awaited_us; /* when the drill could have closed but for its forecast, or 0 */
    uint32_t forecast_events; /* that the one being made knows of */
    int forecast_asked; /* 1: the record has been asked for what it has */
    uint32_t forecast_next; /* the least number of events that one must know of to be new; 0: the record has none */
    int forecast_over; /* 1: none can be had */
    uint64_t forecast_turn; /* when its last one was begun, in the host's turns; 0: none was */
    int is_to_evaluate; /* 1: its record has all that the store had, and may be evaluated */
    struct sibu_record_counts rows; /* that the record had then */
};
struct drill_host {
    struct drill_host_def def;
    char folder[4096], base_url[256], node[STORE_NODE_MAX];
    pthread_mutex_t mutex; /* guards all that follows, and what hangs on it */
    struct hosted
        *drills[POLICY_CONCURRENT_MAX]; /* owned; in the order in which they began; one for each site at most */
    uint32_t count;
    int is_behind; /* 1: not all that the store has could be taken into memory */
    struct store_claim opening; /* of the drill that is about to begin; fence 0: none */
    struct store_claim ending[POLICY_CONCURRENT_MAX]; /* of drills that this server has closed and not ended */
    uint32_t ending_count;
    uint64_t turns; /* of forecasts */
    struct tally tally;
    struct intake intake; /* guards itself; its thread takes the mutex */
};

/* take.c: keeps what the intake brings to the host that `data` is; see intake.h. */
void take_keep(void *data, struct drill_taking *takings, size_t count);

/* host.c; with the mutex held. */
/* Brings memory to what the store has: drills that are not in it, and rows and states of those that are. All that can be; the
 * first fault is told. */
SIBU_MUST_USE enum sibu_status host_gather(struct drill_host *host, struct sibu_fault *fault);
/* The same, where memory may be behind: with other servers always. */
SIBU_MUST_USE enum sibu_status host_gather_late(struct drill_host *host, struct sibu_fault *fault);
/* Forgets the index-th drill: the store and its record keep it. In the clock's thread alone, or where nobody else knows
 * the host. */
void host_forget(struct drill_host *host, uint32_t index);
/* The drill of this number, or else at this site; NULL: there is none. */
struct hosted *host_find(const struct drill_host *host, const char *which);
/* The drill that who has this token takes part in, and as which number; NULL: in none. */
struct hosted *host_find_token(const struct drill_host *host, const char *token, uint32_t *number);
/* The drill that this person of the store takes part in, and as which number; NULL: in none. */
struct hosted *host_find_person(const struct drill_host *host, int64_t person_key, uint32_t *number);
