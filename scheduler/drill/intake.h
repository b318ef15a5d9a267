/* Where answers come in, however many at once: one thread keeps all that have come, in one transaction, and meanwhile the
 * next ones gather; another thread tells those who brought them.
 *
 *   intake_bring ──> coming ──(the keeper takes all of it)──> keep ──> kept ──(the teller takes all of it)──> each is told
 *
 * So one wait for the disk serves as many as have come during the one before, whoever brings one need not wait for it, and
 * the next wait for the disk begins while the last ones are told. Inside drill/ only. Any thread may bring. Invariants:
 * 1. `keep` is called in one thread; 2. none is told before what it brought is on disk or has failed; 3. each is told once,
 * and is not touched afterwards.
 */
#pragma once
#include <pthread.h>

#include "drill/drill.h"

struct intake_def {
    /* Fills verdicts, times and statuses of the list. */
    void (*keep)(void *data, struct drill_taking *takings, size_t count);
    void *data;
};
struct intake_queue { /* all zero is none; closed by intake_close */
    pthread_cond_t came;
    struct drill_taking *first, **end;
    size_t count;
    int ends; /* 1: nothing comes any more */
};
struct intake {
    struct intake_def def;
    pthread_t keeper, teller;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t done;
    struct intake_queue coming, kept;
};

/* Starts the threads. SIBU_NO_MEMORY: there are none to be had, and nothing is to be closed. */
SIBU_MUST_USE enum sibu_status intake_open(struct intake *intake, const struct intake_def *def,
                                           struct sibu_fault *fault);
/* Keeps and tells what has come, and ends. Nobody brings anything any more. */
void intake_close(struct intake *intake);
/* Returns at once; taking->told is called in the teller's thread. */
void intake_bring(struct intake *intake, struct drill_taking *taking);
/* Returns when it is done; taking->told is not called. */
void intake_bring_and_wait(struct intake *intake, struct drill_taking *taking);
