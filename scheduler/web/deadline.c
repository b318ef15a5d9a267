/* The thread that ends connections whose time is up: see deadline.h. */
#include "web/deadline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "sibu/memory.h"

/* How often it looks: a connection may live longer by this. */
#define ROUND_MS 500

struct deadline {
    struct deadline *next, *before; /* in the list; guarded by its mutex, as the socket is */
    int fd;
    atomic_int_least64_t end_us; /* monotonic; INT64_MAX: none */
};
struct deadlines {
    int request_ms, answer_ms;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t done;
    struct deadline *first;
    int ends;
};

/* What has ended is shut again each round until the server has noticed, which does no harm. */
static void end_late(const struct deadlines *deadlines)
{
    int64_t now_us = clock_monotonic_us();
    for (const struct deadline *at = deadlines->first; at != NULL; at = at->next) {
        if (atomic_load_explicit(&at->end_us, memory_order_relaxed) <= now_us) {
            (void)shutdown(at->fd, SHUT_RDWR);
        }
    }
}

static void *run(void *data)
{
    struct deadlines *deadlines = data;
    int64_t round_us = (int64_t)(deadlines->request_ms < ROUND_MS ? deadlines->request_ms : ROUND_MS) * 1000;
    pthread_mutex_lock(&deadlines->mutex);
    while (!deadlines->ends) {
        int64_t until_us = clock_monotonic_us() + round_us;
        const struct timespec until = {.tv_sec = (time_t)(until_us / 1000000),
                                       .tv_nsec = (long)(until_us % 1000000 * 1000)};
        (void)pthread_cond_timedwait(&deadlines->done, &deadlines->mutex, &until);
        end_late(deadlines);
    }
    pthread_mutex_unlock(&deadlines->mutex);
    return NULL;
}

static int start(struct deadlines *deadlines)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) {
        return 0;
    }
    int ready = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&deadlines->done, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    if (!ready) {
        return 0;
    }
    if (pthread_mutex_init(&deadlines->mutex, NULL) != 0) {
        (void)pthread_cond_destroy(&deadlines->done);
        return 0;
    }
    if (pthread_create(&deadlines->thread, NULL, run, deadlines) != 0) {
        (void)pthread_mutex_destroy(&deadlines->mutex);
        (void)pthread_cond_destroy(&deadlines->done);
        return 0;
    }
    return 1;
}

enum sibu_status deadlines_open(struct deadlines **out, int request_ms, int answer_ms, struct sibu_fault *fault)
{
    *out = NULL;
    struct deadlines *deadlines = sibu_array_new(1, sizeof *deadlines);
    if (deadlines == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    deadlines->request_ms = request_ms;
    deadlines->answer_ms = answer_ms;
    if (!start(deadlines)) {
        sibu_array_free(deadlines);
        return sibu_fault_set(fault, SIBU_IO, "HTTP", "服务线程无法启动", "the server's threads cannot be started");
    }
    *out = deadlines;
    return SIBU_OK;
}

void deadlines_close(struct deadlines *deadlines)
{
    if (deadlines != NULL) {
        pthread_mutex_lock(&deadlines->mutex);
        deadlines->ends = 1;
        pthread_cond_signal(&deadlines->done);
        pthread_mutex_unlock(&deadlines->mutex);
        (void)pthread_join(deadlines->thread, NULL);
        (void)pthread_mutex_destroy(&deadlines->mutex);
        (void)pthread_cond_destroy(&deadlines->done);
        sibu_array_free(deadlines);
    }
}

static void set_end(struct deadline *deadline, int64_t end_us)
{
    if (deadline != NULL) {
        atomic_store_explicit(&deadline->end_us, end_us, memory_order_relaxed);
    }
}

struct deadline *deadline_begin(struct deadlines *deadlines, int fd)
{
    struct deadline *deadline = sibu_array_new(1, sizeof *deadline);
    if (deadline != NULL) {
        deadline->fd = fd;
        deadline_next(deadlines, deadline);
        pthread_mutex_lock(&deadlines->mutex);
        deadline->next = deadlines->first;
        if (deadline->next != NULL) {
            deadline->next->before = deadline;
        }
        deadlines->first = deadline;
        pthread_mutex_unlock(&deadlines->mutex);
    }
    return deadline;
}

void deadline_next(struct deadlines *deadlines, struct deadline *deadline)
{
    set_end(deadline, clock_monotonic_us() + (int64_t)deadlines->request_ms * 1000);
}

void deadline_rest(struct deadline *deadline)
{
    set_end(deadline, INT64_MAX);
}

void deadline_answer(struct deadlines *deadlines, struct deadline *deadline)
{
    set_end(deadline, clock_monotonic_us() + (int64_t)deadlines->answer_ms * 1000);
}

void deadline_end(struct deadlines *deadlines, struct deadline *deadline)
{
    if (deadline == NULL) {
        return;
    }
    pthread_mutex_lock(&deadlines->mutex);
    if (deadline->before != NULL) {
        deadline->before->next = deadline->next;
    } else {
        deadlines->first = deadline->next;
    }
    if (deadline->next != NULL) {
        deadline->next->before = deadline->before;
    }
    pthread_mutex_unlock(&deadlines->mutex);
    sibu_array_free(deadline);
}
