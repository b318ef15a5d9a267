/* Opening, closing and asking the notifier: see notify.h. Its threads are notify_run.c and notify_clerk.c. */
#include "notify/notify.h"

#include <netinet/in.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/notify_part.h"

static enum sibu_status check_options(const struct notify_options *options, struct sibu_fault *fault)
{
    const char *url = options->base_url == NULL ? "" : options->base_url;
    int is_http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    size_t plain = strspn(url, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/[]%");
    if (!is_http || url[plain] != '\0' || plain >= NOTIFY_URL_BYTES || url[plain - 1] == '/') {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, "base_url", "服务器地址应像 http://192.168.1.5:8080，末尾不带斜杠",
            "the server's address must look like http://192.168.1.5:8080, without a slash at the end");
    }
    if (options->concurrency < 0 || options->concurrency > CHANNEL_SLOTS_MAX || options->connect_timeout_ms < 0 ||
        options->total_timeout_ms < 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "notify", "同时发送数应为 1 到 %d，超时不能为负",
                              "attempts at once are 1 to %d, and timeouts are not negative", CHANNEL_SLOTS_MAX);
    }
    return SIBU_OK;
}

static void draw_stream(struct notify *notify)
{
    uint8_t key[32];
    randombytes_buf(key, sizeof key);
    sibu_pcg64_open(&notify->stream, key, "notify retries", 0);
}

/* Starts the threads with all signals blocked: they belong to the main thread. */
static int start_threads(struct notify *notify)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&notify->clerk_thread, NULL, clerk_run, notify);
    if (!failed) {
        failed = pthread_create(&notify->thread, NULL, notify_run, notify);
        if (failed) {
            clerk_stop(notify);
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}

/* The lanes, side by side in the carrier's slots; those of sirens stay empty there. */
static void set_lanes(struct notify *notify, const struct notify_options *options)
{
    size_t count = options->channels != NULL ? options->channels->count : 1;
    for (size_t i = 0; i < count; i++) {
        const struct channel *channel = options->channels != NULL ? &options->channels->items[i] : &CHANNEL_POST;
        if (channel->kind == CHANNEL_WEBPUSH && options->push_key == NULL) {
            continue;
        }
        struct lane *lane = &notify->lanes[notify->lane_count++];
        lane->channel = channel;
        notify->seen[lane - notify->lanes].channel = channel->id;
        lane->first = notify->flight_count;
        lane->count = channel_slots(channel);
        if (options->concurrency > 0 && lane->count > (size_t)options->concurrency) {
            lane->count = (size_t)options->concurrency;
        }
        pace_open(&lane->pace, (double)channel->rate_per_min, clock_monotonic_us());
        notify->flight_count += lane->count;
    }
}

static enum sibu_status make_flights(struct notify *notify, struct sibu_fault *fault)
{
    notify->flights = sibu_array_new(notify->flight_count + 1, sizeof *notify->flights);
    notify->ends = sibu_array_new(notify->flight_count + 1, sizeof *notify->ends);
    notify->siren_ends = sibu_array_new(notify->flight_count + 1, sizeof *notify->siren_ends);
    if (notify->flights == NULL || notify->ends == NULL || notify->siren_ends == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
    }
    for (size_t i = 0; i < notify->lane_count; i++) {
        struct lane *lane = &notify->lanes[i];
        lane->flights = &notify->flights[lane->first];
        for (size_t k = 0; k < lane->count; k++) {
            lane->flights[k].lane = lane;
        }
    }
    enum sibu_status status = pile_open(&notify->pile, notify->flight_count + PILE_SPARE, fault);
    return status == SIBU_OK ? pile_open(&notify->errand.pile, notify->flight_count + PILE_SPARE, fault) : status;
}

static void free_flights(struct notify *notify)
{
    for (size_t i = 0; notify->flights != NULL && i < notify->flight_count; i++) {
        channel_load_clear(&notify->flights[i].load);
        if (notify->flights[i].is_under_way) {
            batch_leave(notify->flights[i].batch);
        }
    }
    sibu_array_free(notify->flights);
}

/* What is still queued goes with its lane; its lease says when it is due again. */
static void free_queue(struct lane *lane)
{
    while (lane->queue != NULL) {
        struct batch *batch = lane->queue;
        size_t left = batch->count - batch->begun;
        lane->queue = batch->next;
        while (left-- > 0) {
            batch_leave(batch);
        }
    }
}

static void free_parts(struct notify *notify)
{
    siren_desk_close(notify->sirens); /* its threads wake the carrier */
    carrier_close(notify->carrier);
    for (size_t i = 0; i < notify->lane_count; i++) {
        free_queue(&notify->lanes[i]);
    }
    free_flights(notify);
    pile_free(&notify->pile);
    pile_free(&notify->errand.pile);
    sibu_array_free(notify->desk);
    sibu_array_free(notify->ends);
    sibu_array_free(notify->siren_ends);
    pthread_cond_destroy(&notify->sent);
    pthread_mutex_destroy(&notify->mutex);
    sibu_array_free(notify);
}

static int may_reach(const void *data, const struct sockaddr *address)
{
    const struct channels *channels = data;
    socklen_t length = address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    return address_is_allowed(address, length, channels->allow_private, channels->allow_private_count);
}

static const char *push_subject(const struct channels *channels)
{
    for (size_t i = 0; channels != NULL && i < channels->count; i++) {
        if (channels->items[i].kind == CHANNEL_WEBPUSH) {
            return channels->items[i].push.subject;
        }
    }
    return "";
}

static enum sibu_status open_desk(struct notify *notify, const struct notify_options *options, struct sibu_fault *fault)
{
    if (options->push_key == NULL) {
        return SIBU_OK;
    }
    notify->desk = sibu_array_new(1, sizeof *notify->desk);
    if (notify->desk == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
    }
    notify->desk->key = options->push_key;
    notify->desk->subject = push_subject(options->channels);
    return SIBU_OK;
}

static void wake_carrier(void *carrier)
{
    carrier_wake(carrier);
}

static enum sibu_status open_sirens(struct notify *notify, const struct notify_options *options, int patience_ms,
                                    struct sibu_fault *fault)
{
    struct siren_desk_def def = {.channels = options->channels,
                                 .sites = options->sites,
                                 .site_count = options->site_count,
                                 .patience_ms = patience_ms,
                                 .node = options->node,
                                 .clock = notify->clock,
                                 .wake = wake_carrier,
                                 .wake_data = notify->carrier};
    return siren_desk_open(&notify->sirens, &def, fault);
}

static enum sibu_status open_parts(struct notify *notify, const struct notify_options *options,
                                   struct sibu_fault *fault)
{
    set_lanes(notify, options);
    struct carrier_def def = {.slots = notify->flight_count,
                              .connect_timeout_ms =
                                  options->connect_timeout_ms == 0 ? 3000 : options->connect_timeout_ms,
                              .total_timeout_ms = options->total_timeout_ms == 0 ? 10000 : options->total_timeout_ms,
                              .may_reach = options->channels != NULL ? may_reach : NULL,
                              .data = options->channels};
    (void)snprintf(notify->base_url, sizeof notify->base_url, "%s", options->base_url);
    draw_stream(notify);
    enum sibu_status status = make_flights(notify, fault);
    if (status == SIBU_OK) {
        status = open_desk(notify, options, fault);
    }
    if (status == SIBU_OK) {
        status = carrier_open(&notify->carrier, &def, fault);
    }
    if (status == SIBU_OK) {
        status =
            clerk_release(notify, fault); /* it may be the alert, or the end of a drill: it waits for no lease's end */
    }
    if (status == SIBU_OK) {
        status = open_sirens(notify, options, def.total_timeout_ms, fault);
    }
    if (status == SIBU_OK && !start_threads(notify)) {
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
    notify->claim = options->claim;
    notify->holds = options->holds;
    notify->holds_data = options->data;
    notify->look_us = options->look_us;
    pthread_mutex_init(&notify->mutex, NULL);
    pthread_cond_init(&notify->sent, NULL);
    status = open_parts(notify, options, fault);
    if (status != SIBU_OK) {
        free_parts(notify);
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
    carrier_wake(notify->carrier);
    pthread_join(notify->thread, NULL);
    free_parts(notify);
}

void notify_wake(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->woken = 1;
    pthread_mutex_unlock(&notify->mutex);
    carrier_wake(notify->carrier);
}

struct notify_counts notify_counts(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    struct notify_counts counts = {.attempts = notify->attempts, .under_way = notify->at_work};
    for (size_t i = 0; i < notify->lane_count; i++) {
        counts.accepted += notify->seen[i].accepted;
        counts.given_up += notify->seen[i].given_up;
    }
    pthread_mutex_unlock(&notify->mutex);
    return counts;
}

size_t notify_lanes(struct notify *notify, struct notify_lane *out, size_t room)
{
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < notify->lane_count && i < room; i++) {
        out[i] = notify->seen[i];
    }
    pthread_mutex_unlock(&notify->mutex);
    return notify->lane_count;
}

int64_t notify_turned_us(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    int64_t turned_us = notify->turned_us;
    pthread_mutex_unlock(&notify->mutex);
    return turned_us;
}

int notify_is_down(struct notify *notify, const char *channel)
{
    int is_down = 0;
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < notify->lane_count; i++) {
        is_down |= notify->seen[i].is_down && strcmp(notify->seen[i].channel, channel) == 0;
    }
    pthread_mutex_unlock(&notify->mutex);
    return is_down;
}
