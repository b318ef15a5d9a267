/* The threads of an ensemble: they take runs by index, lowest first, and the caller's thread waits for them.
 *
 * When run k fails, runs after k are called off and those before k go on, for one of them may fail as well: so the
 * fault that is reported is that of the first run that fails, whatever the number of threads.
 *
 * Depends on: forecast/run.h, pthread.
 */
#include <errno.h>
#include <time.h>

#include "forecast/run.h"

#define LOOK_MS 50 /* how often the caller's thread looks for a stop and reports */

static _Bool is_past(const struct sibu_ensemble *ensemble, double end_s)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double since_s =
        (double)(now.tv_sec - ensemble->began.tv_sec) + (double)(now.tv_nsec - ensemble->began.tv_nsec) * 1e-9;
    return end_s > 0.0 && since_s >= end_s;
}

/* Whether there is time for one run more after so many. */
static _Bool has_time(const struct sibu_ensemble *ensemble, size_t begun)
{
    const struct sibu_ensemble_def *def = &ensemble->def;
    return begun == 0 ||
           (!is_past(ensemble, def->limit_s) && (begun < def->least_runs || !is_past(ensemble, def->budget_s)));
}

static _Bool take(struct sibu_ensemble *ensemble, size_t *index)
{
    pthread_mutex_lock(&ensemble->mutex);
    *index = ensemble->next;
    _Bool taken = ensemble->next < atomic_load(&ensemble->limit) && ensemble->next < ensemble->begin &&
                  has_time(ensemble, ensemble->next);
    ensemble->next += taken;
    pthread_mutex_unlock(&ensemble->mutex);
    return taken;
}

static void put_back(struct sibu_ensemble *ensemble, size_t index, const struct sibu_fault *fault)
{
    pthread_mutex_lock(&ensemble->mutex);
    if (ensemble->runs[index].finished) {
        ensemble->finished++;
        pthread_cond_signal(&ensemble->changed);
    } else if (fault && index < atomic_load(&ensemble->limit)) {
        atomic_store(&ensemble->limit, index);
        ensemble->fault = *fault;
    }
    pthread_mutex_unlock(&ensemble->mutex);
}

void *worker_main(void *context)
{
    struct sibu_ensemble *ensemble = context;
    size_t index;
    while (take(ensemble, &index)) {
        struct sibu_fault fault;
        enum sibu_status status = run_do(ensemble, index, &fault);
        put_back(ensemble, index, status == SIBU_OK ? NULL : &fault);
    }
    pthread_mutex_lock(&ensemble->mutex);
    ensemble->working--;
    pthread_cond_signal(&ensemble->changed);
    pthread_mutex_unlock(&ensemble->mutex);
    return NULL;
}

static struct timespec soon(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += LOOK_MS * 1000000L;
    at.tv_sec += at.tv_nsec / 1000000000L;
    at.tv_nsec %= 1000000000L;
    return at;
}

/* The caller's flag is read here and nowhere else, so that it may be the plain flag of a signal handler. */
static void look(struct sibu_ensemble *ensemble)
{
    if (ensemble->def.stop && *ensemble->def.stop) {
        atomic_store(&ensemble->limit, 0);
    }
    if (ensemble->def.enough && *ensemble->def.enough) {
        size_t begun = ensemble->next > 0 ? ensemble->next : 1;
        ensemble->begin = begun < ensemble->begin ? begun : ensemble->begin;
    }
    size_t finished = ensemble->finished;
    pthread_mutex_unlock(&ensemble->mutex);
    if (ensemble->def.progress) {
        ensemble->def.progress(ensemble->def.context, finished);
    }
    pthread_mutex_lock(&ensemble->mutex);
}

void worker_wait(struct sibu_ensemble *ensemble)
{
    pthread_mutex_lock(&ensemble->mutex);
    while (ensemble->working > 0) {
        look(ensemble);
        struct timespec until = soon();
        int waited = 0;
        while (ensemble->working > 0 && waited != ETIMEDOUT) {
            waited = pthread_cond_timedwait(&ensemble->changed, &ensemble->mutex, &until);
        }
    }
    pthread_mutex_unlock(&ensemble->mutex);
}
