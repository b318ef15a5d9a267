/* Asking interlocks at an even rhythm: see interlock_watch.h. */
#include "web/interlock_watch.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "notify/carrier.h"
#include "sibu/memory.h"

struct answer { /* of one item; all zero: none yet */
    int is_open;
    int64_t at_us; /* by the monotonic clock */
};
struct interlock_watch {
    struct interlock_watch_def def;
    struct carrier *carrier;
    int *asking; /* owned; the thread's own: 1 while the item's question is under way */
    int64_t next_us; /* when the next round begins */
    pthread_t thread;
    int has_thread;
    pthread_mutex_t mutex; /* guards what follows */
    struct answer *answers; /* owned */
    int stops;
};

static int64_t round_us(const struct interlock_watch *watch)
{
    return (int64_t)watch->def.round_ms * 1000;
}

static int says_open(const struct interlock_watch *watch, const struct carrier_end *end)
{
    return end->fault[0] == '\0' && end->code == 200 &&
           interlock_says_open(watch->def.items[end->slot], end->body, end->body_length, clock_now_us(watch->def.clock),
                               watch->def.zones[end->slot]);
}

static void take_answers(struct interlock_watch *watch)
{
    struct carrier_end ends[64];
    size_t count = carrier_collect(watch->carrier, ends, sizeof ends / sizeof ends[0]);
    pthread_mutex_lock(&watch->mutex);
    for (size_t i = 0; i < count; i++) {
        watch->asking[ends[i].slot] = 0;
        watch->answers[ends[i].slot] =
            (struct answer){.is_open = says_open(watch, &ends[i]), .at_us = clock_monotonic_us()};
    }
    pthread_mutex_unlock(&watch->mutex);
}

/* A question that the last round has asked and that is still under way is not asked again. */
static void ask_all(struct interlock_watch *watch)
{
    struct sibu_fault ignored;
    for (size_t i = 0; i < watch->def.count; i++) {
        struct http_call call = {.method = "GET", .url = watch->def.items[i]->url, .body = ""};
        if (!watch->asking[i]) {
            watch->asking[i] = carrier_call(watch->carrier, i, &call, &ignored) == SIBU_OK;
        }
    }
}

static int stops(struct interlock_watch *watch)
{
    pthread_mutex_lock(&watch->mutex);
    int stop = watch->stops;
    pthread_mutex_unlock(&watch->mutex);
    return stop;
}

static void *run(void *data)
{
    struct interlock_watch *watch = data;
    watch->next_us = clock_monotonic_us();
    while (!stops(watch)) {
        int64_t now_us = clock_monotonic_us();
        if (now_us >= watch->next_us) {
            ask_all(watch);
            watch->next_us += round_us(watch);
            if (watch->next_us <= now_us) { /* the machine slept: nothing is made up for */
                watch->next_us = now_us + round_us(watch);
            }
        }
        carrier_wait(watch->carrier, (int)((watch->next_us - now_us + 999) / 1000));
        take_answers(watch);
    }
    return NULL;
}

/* Signals belong to the main thread. */
static int start_thread(struct interlock_watch *watch)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    watch->has_thread = pthread_create(&watch->thread, NULL, run, watch) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return watch->has_thread;
}

static enum sibu_status open_parts(struct interlock_watch *watch, struct sibu_fault *fault)
{
    int patience_ms = watch->def.round_ms < 10000 ? watch->def.round_ms : 10000;
    struct carrier_def def = {
        .slots = watch->def.count, .connect_timeout_ms = patience_ms, .total_timeout_ms = patience_ms};
    watch->asking = sibu_array_new(watch->def.count, sizeof *watch->asking);
    watch->answers = sibu_array_new(watch->def.count, sizeof *watch->answers);
    if (watch->asking == NULL || watch->answers == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "interlock", "内存不足", "out of memory");
    }
    enum sibu_status status = carrier_open(&watch->carrier, &def, fault);
    if (status == SIBU_OK && !start_thread(watch)) {
        return sibu_fault_set(fault, SIBU_IO, "interlock", "无法启动联锁线程",
                              "the thread of interlocks cannot be started");
    }
    return status;
}

enum sibu_status interlock_watch_open(struct interlock_watch **out, const struct interlock_watch_def *def,
                                      struct sibu_fault *fault)
{
    *out = NULL;
    struct interlock_watch *watch = sibu_array_new(1, sizeof *watch);
    if (watch == NULL || pthread_mutex_init(&watch->mutex, NULL) != 0) {
        sibu_array_free(watch);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "interlock", "内存不足", "out of memory");
    }
    watch->def = *def;
    if (watch->def.round_ms == 0) {
        watch->def.round_ms = INTERLOCK_ROUND_MS;
    }
    enum sibu_status status = open_parts(watch, fault);
    if (status != SIBU_OK) {
        interlock_watch_close(watch);
        return status;
    }
    *out = watch;
    return SIBU_OK;
}

void interlock_watch_close(struct interlock_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    if (watch->has_thread) {
        pthread_mutex_lock(&watch->mutex);
        watch->stops = 1;
        pthread_mutex_unlock(&watch->mutex);
        carrier_wake(watch->carrier);
        (void)pthread_join(watch->thread, NULL);
    }
    carrier_close(watch->carrier);
    sibu_array_free(watch->asking);
    sibu_array_free(watch->answers);
    pthread_mutex_destroy(&watch->mutex);
    sibu_array_free(watch);
}

int interlock_watch_is_open(struct interlock_watch *watch, size_t number)
{
    if (watch == NULL || number >= watch->def.count) {
        return 0;
    }
    pthread_mutex_lock(&watch->mutex);
    struct answer answer = watch->answers[number];
    pthread_mutex_unlock(&watch->mutex);
    return answer.is_open && clock_monotonic_us() - answer.at_us <= INTERLOCK_ROUNDS_MOST * round_us(watch);
}

size_t interlock_watch_find(const struct interlock_watch *watch, const char *id)
{
    size_t number = 0;
    while (watch != NULL && number < watch->def.count && strcmp(watch->def.items[number]->id, id) != 0) {
        number++;
    }
    return number;
}
