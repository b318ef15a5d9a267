/* The courier's thread and what it keeps: see courier.h. */
#include "witness/courier.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "sibu/memory.h"
#include "witness/courier_part.h"

#define SECOND_US INT64_C(1000000)
#define REST_US (3600 * SECOND_US) /* where there is nothing to do */

static void *run(void *data);

enum sibu_status courier_open(struct courier **out, struct tree_leaves leaves, int timeout_ms, struct sibu_fault *fault)
{
    struct courier *courier = sibu_array_new(1, sizeof *courier);
    pthread_condattr_t attributes;
    *out = NULL;
    if (courier == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    courier->leaves = leaves;
    courier->timeout_ms = timeout_ms;
    int ready = pthread_condattr_init(&attributes) == 0;
    ready = ready && pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
            pthread_mutex_init(&courier->mutex, NULL) == 0 && pthread_cond_init(&courier->wake, &attributes) == 0 &&
            pthread_cond_init(&courier->done, &attributes) == 0 &&
            pthread_create(&courier->thread, NULL, run, courier) == 0;
    (void)pthread_condattr_destroy(&attributes);
    if (!ready) {
        sibu_array_free(courier);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "无法启动线程", "a thread cannot be started");
    }
    *out = courier;
    return SIBU_OK;
}

void courier_close(struct courier *courier)
{
    if (courier != NULL) {
        pthread_mutex_lock(&courier->mutex);
        courier->stops = 1;
        pthread_cond_broadcast(&courier->wake);
        pthread_mutex_unlock(&courier->mutex);
        pthread_join(courier->thread, NULL);
        pthread_cond_destroy(&courier->wake);
        pthread_cond_destroy(&courier->done);
        pthread_mutex_destroy(&courier->mutex);
        sibu_array_free(courier);
    }
}

static struct timespec moment_of(int64_t monotonic_us)
{
    return (struct timespec){.tv_sec = (time_t)(monotonic_us / SECOND_US),
                             .tv_nsec = (long)(monotonic_us % SECOND_US) * 1000};
}

void courier_fetch(struct courier *courier, const struct courier_tick *tick)
{
    pthread_mutex_lock(&courier->mutex);
    memset(&courier->fetch, 0, sizeof courier->fetch);
    courier->fetch.wanted = *tick;
    courier->fetch.turns[tick->parties.witness_count].next_us = clock_monotonic_us() + tick->round_in_us;
    courier->fetch.number = ++courier->errands;
    courier->fetch.is_there = 1;
    pthread_cond_broadcast(&courier->wake);
    pthread_mutex_unlock(&courier->mutex);
}

int courier_fetched(struct courier *courier, int64_t tick, int wait_ms, struct ledger_link *out)
{
    struct timespec until = moment_of(clock_monotonic_us() + (int64_t)wait_ms * 1000);
    pthread_mutex_lock(&courier->mutex);
    const struct courier_fetching *fetch = &courier->fetch;
    int waiting = wait_ms > 0;
    while (waiting && fetch->is_there && !fetch->is_whole) {
        waiting = pthread_cond_timedwait(&courier->done, &courier->mutex, &until) == 0;
    }
    int there = fetch->is_there && fetch->is_whole && fetch->wanted.tick == tick;
    if (there) {
        memcpy(out->witnesses, fetch->found.witnesses, sizeof out->witnesses);
        out->witness_count = fetch->wanted.parties.witness_count;
        out->round = fetch->found.round;
        out->signature_bytes = fetch->found.signature_bytes;
        out->previous_bytes = fetch->found.previous_bytes;
        memcpy(out->signature, fetch->found.signature, sizeof out->signature);
        memcpy(out->previous, fetch->found.previous, sizeof out->previous);
    }
    pthread_mutex_unlock(&courier->mutex);
    return there;
}

static int same_epoch(const struct witness_epoch *a, const struct witness_epoch *b)
{
    return a->who.epoch == b->who.epoch && a->first_tick == b->first_tick && a->ticks == b->ticks;
}

void courier_begin(struct courier *courier, const struct courier_epoch *epoch)
{
    pthread_mutex_lock(&courier->mutex);
    memset(&courier->begin, 0, sizeof courier->begin);
    courier->begin.wanted = *epoch;
    courier->begin.number = ++courier->errands;
    courier->begin.is_there = 1;
    pthread_cond_broadcast(&courier->wake);
    pthread_mutex_unlock(&courier->mutex);
}

enum courier_answer courier_begun(struct courier *courier, const struct witness_epoch *epoch, struct ledger_epoch *out)
{
    enum courier_answer answer = COURIER_REFUSED;
    pthread_mutex_lock(&courier->mutex);
    const struct courier_beginning *begin = &courier->begin;
    if (begin->is_there && same_epoch(&begin->wanted.epoch, epoch)) {
        answer = begin->answer;
    }
    if (answer == COURIER_AGREED) {
        memcpy(out->witnesses, begin->found.witnesses, sizeof out->witnesses);
        out->witness_count = begin->wanted.parties.witness_count;
        out->has_beacon = begin->wanted.parties.has_beacon;
        out->beacon = begin->found.beacon;
    }
    pthread_mutex_unlock(&courier->mutex);
    return answer;
}

int courier_trouble(struct courier *courier, struct sibu_fault *fault)
{
    pthread_mutex_lock(&courier->mutex);
    int there = courier->has_trouble;
    if (there) {
        *fault = courier->trouble;
    }
    pthread_mutex_unlock(&courier->mutex);
    return there;
}

/* Goes on one errand with copies, the mutex open meanwhile, and puts down what came of it where it is still wanted. */
static void go_for_tick(struct courier *courier)
{
    struct courier_fetching fetch = courier->fetch;
    pthread_mutex_unlock(&courier->mutex);
    courier_try_tick(courier, &fetch);
    pthread_mutex_lock(&courier->mutex);
    if (courier->fetch.number == fetch.number) {
        courier->fetch = fetch;
        if (fetch.is_whole) {
            pthread_cond_broadcast(&courier->done);
        }
    }
}

static void go_for_epoch(struct courier *courier)
{
    struct courier_beginning begin = courier->begin;
    pthread_mutex_unlock(&courier->mutex);
    courier_try_epoch(courier, &begin);
    pthread_mutex_lock(&courier->mutex);
    if (courier->begin.number == begin.number) {
        courier->begin = begin;
    }
}

/* When there is something to do next; monotonic. */
static int64_t next_us(const struct courier *courier)
{
    int64_t at = clock_monotonic_us() + REST_US;
    if (courier->fetch.is_there && !courier->fetch.is_whole && courier->fetch.next_us < at) {
        at = courier->fetch.next_us;
    }
    if (courier->begin.is_there && courier->begin.answer == COURIER_ASKING && courier->begin.next_us < at) {
        at = courier->begin.next_us;
    }
    return at;
}

static int is_due(int there, int64_t at_us)
{
    return there && at_us <= clock_monotonic_us();
}

static void *run(void *data)
{
    struct courier *courier = data;
    pthread_mutex_lock(&courier->mutex);
    while (!courier->stops) {
        if (is_due(courier->fetch.is_there && !courier->fetch.is_whole, courier->fetch.next_us)) {
            go_for_tick(courier);
        } else if (is_due(courier->begin.is_there && courier->begin.answer == COURIER_ASKING, courier->begin.next_us)) {
            go_for_epoch(courier);
        } else {
            struct timespec until = moment_of(next_us(courier));
            (void)pthread_cond_timedwait(&courier->wake, &courier->mutex, &until);
        }
    }
    pthread_mutex_unlock(&courier->mutex);
    return NULL;
}
