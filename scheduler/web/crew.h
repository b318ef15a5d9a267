/* Threads for answers that take their time, a password's hash, a report, a write to the disk: so that they keep nobody waiting
 * whose answer is quick. Jobs begin in the order in which they came.
 *
 * Depends on: POSIX threads. Thread safe.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

#define CREW_MAX 32

/* One job: the caller's, until `run` has been called with `data`; owns nothing. */
struct crew_job {
    void (*run)(void *data);
    void *data;
    struct crew_job *next; /* the crew's */
};

struct crew;
/* `threads` in [1, CREW_MAX]. The caller closes it. */
SIBU_MUST_USE enum sibu_status crew_open(struct crew **out, size_t threads, struct sibu_fault *fault);
/* Never waits. */
void crew_take(struct crew *crew, struct crew_job *job);
/* Does what was taken, then ends. Nobody may hand over a job meanwhile. NULL is allowed. */
void crew_close(struct crew *crew);
