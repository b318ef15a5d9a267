/* What an ensemble holds. Only forecast/ sees this; everybody else sees sibu/forecast.h.
 *
 * Depends on: sibu/forecast.h. While it runs, `next`, `finished`, `begin`, `working` and `fault` belong to who holds the mutex;
 * a slot of `runs` belongs to the thread that took its index; what is left is only read.
 */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "sibu/forecast.h"

struct sibu_ensemble {
    struct sibu_ensemble_def def;
    struct sibu_ways *own_ways; /* NULL: shared */
    const struct sibu_detour *detours[SIBU_CLOSURES_MAX]; /* by closure */
    struct sibu_detour *own_detours[SIBU_CLOSURES_MAX]; /* NULL: the caller's */
    struct sibu_run *runs;
    double *figures; /* all that runs' arrays point to: by run exits, musters, clear_s, out_s */
    double *sample; /* room for one measure of all runs */
    uint32_t *counts; /* by run: [SIBU_CURVES][points] */
    size_t points; /* of the whole grid, up to until_s; 0: no curves */
    uint32_t *place_counts; /* by run, of the first SIBU_MEMBERS_MAX: [exits + zones][place_points] */
    size_t place_points; /* of their grid, which has every place_stride-th point of the other; 0: no curves */
    size_t place_stride;
    struct timespec began; /* monotonic */
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a run was finished, or a thread ended */
    size_t next, finished;
    size_t begin; /* runs from here on are not begun */
    unsigned working; /* threads */
    atomic_size_t limit; /* runs from here on are called off */
    struct sibu_fault fault; /* of run `limit`, where its status is not SIBU_OK */
};

/* Does runs until there are no more; what pthread_create wants. (worker.c) */
void *worker_main(void *ensemble);
/* Waits until all threads have ended, reporting progress and looking for the caller's stop. (worker.c) */
void worker_wait(struct sibu_ensemble *ensemble);
