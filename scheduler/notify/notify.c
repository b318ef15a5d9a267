/* The notifier's thread: see notify.h.
 *
 * Depends on the store, the clock, channel_http, outbox. What the thread alone touches stands in struct notify before
 * the mutex; what others ask or tell stands behind it.
 *
 * A flight is one attempt, and its number is its slot in the channel:
 *
 *   IDLE ──(item taken, posted)──> UNDER_WAY ──(answer or error)──> ENDED ──(kept by the store)──> IDLE
 *
 * Invariants: 1. an attempt that ended is a delivery row of the store before its flight takes another item; where the
 * store fails it stays ENDED and is kept later; 2. no more items are leased than there are flights; 3. the store is
 * asked only when something may be due: due_us is never later than the next item.
 */
#include "notify/notify.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "notify/cap.h"
#include "notify/channel_http.h"
#include "notify/outbox.h"
#include "sibu/random.h"

#define LEASE_S 60
#define PAUSE_US 1000000 /* real time, after the store failed */
#define LONGEST_WAIT_MS 1000 /* the clock may be set without anybody waking us */
#define BASE_URL_BYTES 256

enum flight_state { IDLE, UNDER_WAY, ENDED };

struct flight {
    enum flight_state state;
    struct sibu_arena arena; /* holds the strings of `result` */
    struct store_outbox_result result;
    int64_t expires_us;
    enum outbox_fate fate; /* once ENDED */
};

struct notify {
    struct store *store;
    struct clock *clock;
    struct channel_http *channel;
    int flight_count;
    struct flight flights[CHANNEL_HTTP_SLOTS_MAX];
    struct store_outbox_result results[CHANNEL_HTTP_SLOTS_MAX];
    struct sibu_pcg64 stream; /* spreads retries */
    int64_t due_us; /* by the clock: when to ask the store again */
    int64_t pause_until_us; /* by the monotonic clock: the store failed, let it rest */
    char base_url[BASE_URL_BYTES];
    pthread_t thread;

    pthread_mutex_t mutex; /* guards what follows */
    int stops, woken;
    struct notify_counts counts;
};

/* Real seconds as clock time: what a peer or a lease needs in real time passes faster on a fast clock. */
static int64_t clock_us_of_real_s(struct notify *notify, int64_t real_s)
{
    double speed = clock_speed(notify->clock);
    return (int64_t)((double)(real_s * 1000000) * (speed > 1.0 ? speed : 1.0));
}

static size_t count_flights(const struct notify *notify, enum flight_state state)
{
    size_t count = 0;
    for (int i = 0; i < notify->flight_count; i++) {
        count += notify->flights[i].state == state;
    }
    return count;
}

/* The number of an idle flight; there is one. */
static size_t idle_flight(const struct notify *notify)
{
    size_t number = 0;
    while (notify->flights[number].state != IDLE) {
        number++;
    }
    return number;
}

static void pause_store(struct notify *notify, const struct sibu_fault *fault)
{
    log_fault(clock_now_us(notify->clock), "notify", fault);
    notify->pause_until_us = clock_monotonic_us() + PAUSE_US;
}

static int is_paused(const struct notify *notify)
{
    return notify->pause_until_us > clock_monotonic_us();
}

static void count_start(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->counts.attempts++;
    notify->counts.under_way++;
    pthread_mutex_unlock(&notify->mutex);
}

/* The end of a flight: what becomes of its item. */
static void land(struct notify *notify, struct flight *flight, const struct channel_http_end *end)
{
    struct sibu_record_delivery *delivery = &flight->result.delivery;
    delivery->ended_us = clock_now_us(notify->clock);
    delivery->result = end->http_status;
    delivery->fault = end->fault;
    struct outbox_outcome outcome = {.http_status = end->http_status,
                                     .address_is_bad = end->address_is_bad,
                                     .retry_after_us = clock_us_of_real_s(notify, end->retry_after_s)};
    struct outbox_attempt attempt = {.number = delivery->attempt,
                                     .ended_us = delivery->ended_us,
                                     .expires_us = flight->expires_us,
                                     .unit = sibu_draw_unit(&notify->stream)};
    struct outbox_decision decision = outbox_decide(&outcome, &attempt);
    flight->result.next_us = decision.next_us;
    flight->fate = decision.fate;
    flight->state = ENDED;
}

/* Copies what the delivery row will say; false where there is no memory. */
static int fill_flight(struct notify *notify, struct flight *flight, const struct store_outbox_item *item)
{
    const char *alert = sibu_arena_text(&flight->arena, item->identifier, strlen(item->identifier));
    const char *key = sibu_arena_text(&flight->arena, item->idempotency_key, strlen(item->idempotency_key));
    flight->expires_us = item->expires_us;
    flight->result = (struct store_outbox_result){
        .item = item->key,
        .delivery = {.started_us = clock_now_us(notify->clock),
                     .alert = alert,
                     .person = item->person,
                     .channel = "http",
                     .key = key,
                     .attempt = item->attempt},
    };
    return alert != NULL && key != NULL;
}

/* Sends an item. Where it cannot even be started its lease runs out, and it is tried again. */
static void launch(struct notify *notify, const struct store_outbox_item *item, int is_exercise)
{
    size_t number = idle_flight(notify);
    struct flight *flight = &notify->flights[number];
    struct sibu_text answer_url = {.max_length = BASE_URL_BYTES + 64};
    struct sibu_fault fault = {.status = SIBU_NO_MEMORY, .place = "notify", .what = {"内存不足", "no memory"}};
    sibu_text_addf(&answer_url, "%s/w/%s", notify->base_url, item->token);
    struct channel_http_post post = {.url = item->address,
                                     .body = item->xml,
                                     .key = item->idempotency_key,
                                     .answer_url = sibu_text_get(&answer_url),
                                     .is_exercise = is_exercise};
    int started = sibu_text_ok(&answer_url) && fill_flight(notify, flight, item) &&
                  channel_http_start(notify->channel, number, &post, &fault) == SIBU_OK;
    sibu_text_clear(&answer_url);
    if (started) {
        flight->state = UNDER_WAY;
        count_start(notify);
    } else {
        sibu_arena_clear(&flight->arena);
        log_fault(clock_now_us(notify->clock), "notify", &fault);
    }
}

static void launch_all(struct notify *notify, const struct store_outbox_item *items, size_t count)
{
    int is_exercise = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || items[i].xml != items[i - 1].xml) { /* items of one alert share its text */
            is_exercise = cap_is_exercise(items[i].xml, strlen(items[i].xml));
        }
        launch(notify, &items[i], is_exercise);
    }
}

/* Takes what is due for the idle flights, and learns when to ask again. */
static enum sibu_status take_items(struct notify *notify, size_t idle, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    struct store_outbox_item *items = NULL;
    size_t count = 0, waiting = 0;
    int64_t now_us = clock_now_us(notify->clock);
    struct store_lease lease = {now_us, now_us + clock_us_of_real_s(notify, LEASE_S), idle, NULL};
    enum sibu_status status = store_outbox_take(notify->store, lease, arena, &items, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    launch_all(notify, items, count);
    notify->due_us = 0;
    if (count < idle) {
        status = store_outbox_waiting(notify->store, NULL, &waiting, &notify->due_us, fault);
    }
    return status;
}

static void take_due(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    if (notify->woken) {
        notify->due_us = 0;
    }
    notify->woken = 0;
    pthread_mutex_unlock(&notify->mutex);
    size_t idle = count_flights(notify, IDLE);
    if (idle == 0 || is_paused(notify) || notify->due_us > clock_now_us(notify->clock)) {
        return;
    }
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    if (take_items(notify, idle, &arena, &fault) != SIBU_OK) {
        pause_store(notify, &fault);
    }
    sibu_arena_clear(&arena);
}

static void land_all(struct notify *notify)
{
    struct channel_http_end ends[CHANNEL_HTTP_SLOTS_MAX];
    size_t count = channel_http_collect(notify->channel, ends, CHANNEL_HTTP_SLOTS_MAX);
    for (size_t i = 0; i < count; i++) {
        land(notify, &notify->flights[ends[i].slot], &ends[i]);
    }
    pthread_mutex_lock(&notify->mutex);
    notify->counts.under_way -= count;
    pthread_mutex_unlock(&notify->mutex);
}

/* What the store has kept is counted, and the flight is free for another item. */
static void release_ended(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    for (int i = 0; i < notify->flight_count; i++) {
        struct flight *flight = &notify->flights[i];
        if (flight->state == ENDED) {
            notify->counts.accepted += flight->fate == OUTBOX_DONE;
            notify->counts.given_up += flight->fate == OUTBOX_GIVE_UP;
            if (flight->fate == OUTBOX_RETRY && flight->result.next_us < notify->due_us) {
                notify->due_us = flight->result.next_us;
            }
            sibu_arena_clear(&flight->arena);
            flight->state = IDLE;
        }
    }
    pthread_mutex_unlock(&notify->mutex);
}

/* All that ended since the last time goes to the store in one transaction. */
static void keep_ended(struct notify *notify)
{
    size_t count = 0;
    for (int i = 0; i < notify->flight_count; i++) {
        if (notify->flights[i].state == ENDED) {
            notify->results[count++] = notify->flights[i].result;
        }
    }
    if (count == 0) {
        return;
    }
    struct sibu_fault fault;
    if (store_outbox_finish(notify->store, notify->results, count, &fault) == SIBU_OK) {
        release_ended(notify);
    } else {
        pause_store(notify, &fault);
    }
}

/* How long there is nothing to do but to wait for peers. */
static int wait_ms(struct notify *notify)
{
    int64_t real_us = LONGEST_WAIT_MS * (int64_t)1000;
    int64_t until_due_us =
        count_flights(notify, IDLE) > 0 ? clock_real_us_until(notify->clock, notify->due_us) : real_us;
    int64_t until_rested_us = notify->pause_until_us - clock_monotonic_us();
    if (until_due_us < until_rested_us) {
        until_due_us = until_rested_us;
    }
    return (int)((until_due_us < real_us ? until_due_us + 999 : real_us) / 1000);
}

static int stops(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    int stop = notify->stops;
    pthread_mutex_unlock(&notify->mutex);
    return stop;
}

static void *run(void *data)
{
    struct notify *notify = data;
    while (!stops(notify)) {
        take_due(notify);
        channel_http_wait(notify->channel, wait_ms(notify));
        land_all(notify);
        if (!is_paused(notify)) {
            keep_ended(notify);
        }
    }
    keep_ended(notify);
    return NULL;
}

static enum sibu_status check_options(const struct notify_options *options, struct sibu_fault *fault)
{
    const char *url = options->base_url == NULL ? "" : options->base_url;
    int is_http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    size_t plain = strspn(url, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/[]%");
    if (!is_http || url[plain] != '\0' || plain >= BASE_URL_BYTES || url[plain - 1] == '/') {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, "base_url", "服务器地址应像 http://192.168.1.5:8080，末尾不带斜杠",
            "the server's address must look like http://192.168.1.5:8080, without a slash at the end");
    }
    if (options->concurrency < 0 || options->concurrency > CHANNEL_HTTP_SLOTS_MAX || options->connect_timeout_ms < 0 ||
        options->total_timeout_ms < 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "notify", "同时发送数应为 1 到 %d，超时不能为负",
                              "attempts at once are 1 to %d, and timeouts are not negative", CHANNEL_HTTP_SLOTS_MAX);
    }
    return SIBU_OK;
}

static void draw_stream(struct notify *notify)
{
    uint8_t key[32];
    randombytes_buf(key, sizeof key);
    sibu_pcg64_open(&notify->stream, key, "notify retries", 0);
}

/* Starts the thread with all signals blocked: they belong to the main thread. */
static int start_thread(struct notify *notify)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&notify->thread, NULL, run, notify);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}

static enum sibu_status open_parts(struct notify *notify, const struct notify_options *options,
                                   struct sibu_fault *fault)
{
    struct channel_http_limits limits = {
        .slots = options->concurrency == 0 ? CHANNEL_HTTP_SLOTS_MAX : options->concurrency,
        .connect_timeout_ms = options->connect_timeout_ms == 0 ? 3000 : options->connect_timeout_ms,
        .total_timeout_ms = options->total_timeout_ms == 0 ? 10000 : options->total_timeout_ms};
    notify->flight_count = limits.slots;
    (void)snprintf(notify->base_url, sizeof notify->base_url, "%s", options->base_url);
    draw_stream(notify);
    enum sibu_status status = channel_http_open(&notify->channel, &limits, fault);
    if (status == SIBU_OK && !start_thread(notify)) {
        channel_http_close(notify->channel);
        return sibu_fault_set(fault, SIBU_IO, "notify", "无法启动发送线程", "the sending thread cannot be started");
    }
    return status;
}

enum sibu_status notify_open(struct notify **out, struct store *store, struct clock *clock,
                             const struct notify_options *options, struct sibu_fault *fault)
{
    *out = NULL;
    enum sibu_status status = check_options(options, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct notify *notify = sibu_array_new(1, sizeof *notify);
    if (notify == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
    }
    notify->store = store;
    notify->clock = clock;
    pthread_mutex_init(&notify->mutex, NULL);
    status = open_parts(notify, options, fault);
    if (status != SIBU_OK) {
        pthread_mutex_destroy(&notify->mutex);
        sibu_array_free(notify);
        return status;
    }
    *out = notify;
    return SIBU_OK;
}

void notify_close(struct notify *notify)
{
    if (notify == NULL) {
        return;
    }
    pthread_mutex_lock(&notify->mutex);
    notify->stops = 1;
    pthread_mutex_unlock(&notify->mutex);
    channel_http_wake(notify->channel);
    pthread_join(notify->thread, NULL);
    channel_http_close(notify->channel);
    for (int i = 0; i < notify->flight_count; i++) {
        sibu_arena_clear(&notify->flights[i].arena);
    }
    pthread_mutex_destroy(&notify->mutex);
    sibu_array_free(notify);
}

void notify_wake(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->woken = 1;
    pthread_mutex_unlock(&notify->mutex);
    channel_http_wake(notify->channel);
}

struct notify_counts notify_counts(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    struct notify_counts counts = notify->counts;
    pthread_mutex_unlock(&notify->mutex);
    return counts;
}
