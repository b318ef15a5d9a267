/* The rehearsals of all studies on several threads. See pool.h. */
#include "validate/pool.h"

#include <pthread.h>
#include <time.h>

#include "sibu/memory.h"

#define THREADS_MAX 64u
#define LOOK_NS 100000000 /* how often progress is told */

struct pool {
    struct validate *validate;
    const volatile sig_atomic_t *stop;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t ended;
    size_t next, done, units;
    unsigned at_work;
    enum sibu_status status;
    struct sibu_fault fault;
};

static void open_rehearsal(struct rehearsal *rehearsal, const struct pool *pool, const struct validate_work *work,
                           size_t seed)
{
    uint8_t key[32];
    *rehearsal = (struct rehearsal){.stage = &work->stage,
                                    .seed = (uint64_t)seed + 1,
                                    .stop = pool->stop,
                                    .least_wall = work->sample.least_wall,
                                    .least_pair = work->sample.least_pair};
    sibu_key_of_seed(key, rehearsal->seed);
    sibu_pcg64_open(&rehearsal->stream, key, work->study->name, 0);
}

/* A unit is one seed of one study: the first seeds of all studies come first. */
static void rehearse(struct pool *pool, size_t unit)
{
    struct validate_work *work = &pool->validate->work[unit % pool->validate->work_count];
    size_t seed = unit / pool->validate->work_count;
    struct rehearsal rehearsal;
    open_rehearsal(&rehearsal, pool, work, seed);
    enum sibu_status status = work->study->run(&rehearsal, work->values + seed * work->study->value_count);
    (void)pthread_mutex_lock(&pool->mutex);
    if (status != SIBU_OK && pool->status == SIBU_OK) {
        pool->status = status;
        pool->fault = rehearsal.fault;
    }
    struct sample *sample = &work->sample;
    sample->least_wall = rehearsal.least_wall < sample->least_wall ? rehearsal.least_wall : sample->least_wall;
    sample->least_pair = rehearsal.least_pair < sample->least_pair ? rehearsal.least_pair : sample->least_pair;
    pool->done++;
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* The next unit, or `units` where there is none left or the work is to end. */
static size_t take(struct pool *pool)
{
    (void)pthread_mutex_lock(&pool->mutex);
    size_t unit = *pool->stop || pool->status != SIBU_OK ? pool->units : pool->next;
    pool->next += unit < pool->units;
    (void)pthread_mutex_unlock(&pool->mutex);
    return unit;
}

static void *labour(void *context)
{
    struct pool *pool = context;
    for (size_t unit = take(pool); unit < pool->units; unit = take(pool)) {
        rehearse(pool, unit);
    }
    (void)pthread_mutex_lock(&pool->mutex);
    pool->at_work--;
    (void)pthread_cond_signal(&pool->ended);
    (void)pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* Waits until nobody is at work, telling of progress meanwhile. */
static void wait_all(struct pool *pool, const struct validate_options *options)
{
    (void)pthread_mutex_lock(&pool->mutex);
    while (pool->at_work > 0) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&pool->ended, &pool->mutex, &until);
        size_t done = pool->done;
        if (options->progress) {
            (void)pthread_mutex_unlock(&pool->mutex);
            options->progress(options->context, done, pool->units);
            (void)pthread_mutex_lock(&pool->mutex);
        }
    }
    (void)pthread_mutex_unlock(&pool->mutex);
}

enum sibu_status pool_run(struct validate *validate, const struct validate_options *options, struct sibu_fault *fault)
{
    struct pool pool = {.validate = validate, .stop = options->stop, .units = validate->work_count * validate->seeds};
    pthread_t threads[THREADS_MAX];
    unsigned started = 0, wanted = options->threads < THREADS_MAX ? options->threads : THREADS_MAX;
    (void)pthread_mutex_init(&pool.mutex, NULL);
    (void)pthread_cond_init(&pool.ended, NULL);
    pool.at_work = wanted;
    while (started < wanted && pthread_create(&threads[started], NULL, labour, &pool) == 0) {
        started++;
    }
    (void)pthread_mutex_lock(&pool.mutex);
    pool.at_work -= wanted - started;
    (void)pthread_mutex_unlock(&pool.mutex);
    wait_all(&pool, options);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    (void)pthread_cond_destroy(&pool.ended);
    (void)pthread_mutex_destroy(&pool.mutex);
    validate->stopped = *options->stop != 0;
    if (started == 0) {
        return sibu_fault_set(fault, SIBU_LIMIT, "validate", "无法启动线程", "no thread can be started");
    }
    if (pool.status != SIBU_OK && fault) {
        *fault = pool.fault;
    }
    return pool.status;
}
