/* The clerk: keeps in the store what became of attempts, and takes from it what is due. See notify_part.h. */
#include <string.h>

#include "base/log.h"
#include "notify/notify_part.h"

#define LEASE_S 60

int64_t clock_us_of_real_s(struct notify *notify, int64_t real_s)
{
    double speed = clock_speed(notify->clock);
    return (int64_t)((double)(real_s * 1000000) * (speed > 1.0 ? speed : 1.0));
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
}

enum sibu_status pile_open(struct pile *pile, size_t capacity, struct sibu_fault *fault)
{
    pile->results = sibu_array_new(capacity, sizeof *pile->results);
    pile->rows = sibu_array_new(capacity, sizeof *pile->rows);
    return pile->results == NULL || pile->rows == NULL ? no_memory(fault) : SIBU_OK;
}

void pile_free(struct pile *pile)
{
    for (size_t i = 0; i < pile->count; i++) {
        batch_leave(pile->rows[i].batch);
    }
    sibu_array_free(pile->results);
    sibu_array_free(pile->rows);
}

void batch_free(struct batch *batch)
{
    if (batch != NULL) {
        sibu_arena_clear(&batch->arena);
        sibu_array_free(batch);
    }
}

void batch_leave(struct batch *batch)
{
    batch->open--;
    if (batch->open == 0) {
        batch_free(batch);
    }
}

static const struct message *read_message(struct notify *notify, const char *xml, struct sibu_arena *arena)
{
    struct sibu_fault fault = {.status = SIBU_NO_MEMORY, .place = "notify", .what = {"内存不足", "no memory"}};
    struct message *message = sibu_arena_take(arena, 1, sizeof *message);
    if (message != NULL && message_read(xml, strlen(xml), arena, message, &fault) == SIBU_OK) {
        return message;
    }
    log_fault(clock_now_us(notify->clock), "notify", &fault); /* what the drill filed had been checked */
    return NULL;
}

static enum sibu_status read_messages(struct notify *notify, struct batch *batch, struct sibu_fault *fault)
{
    batch->messages = sibu_arena_take(&batch->arena, batch->count, sizeof *batch->messages);
    if (batch->messages == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < batch->count; i++) {
        int is_same = i > 0 && batch->items[i].xml == batch->items[i - 1].xml; /* items of one alert share its text */
        batch->messages[i] =
            is_same ? batch->messages[i - 1] : read_message(notify, batch->items[i].xml, &batch->arena);
    }
    return SIBU_OK;
}

/* Takes what is due, at most `room` items, and learns when to ask again. */
static enum sibu_status fill_batch(struct notify *notify, size_t lane, struct batch *batch, struct sibu_fault *fault)
{
    struct errand *errand = &notify->errand;
    const char *channel = notify->lanes[lane].channel->id; /* set once, before the threads began */
    int64_t now_us = clock_now_us(notify->clock);
    size_t room = errand->room[lane], waiting = 0;
    struct store_lease lease = {now_us, now_us + clock_us_of_real_s(notify, LEASE_S), room, channel, notify->claim};
    enum sibu_status status =
        store_outbox_take(notify->store, lease, &batch->arena, &batch->items, &batch->count, fault);
    if (status == SIBU_OK && batch->count > 0) {
        status = read_messages(notify, batch, fault);
    }
    batch->open = batch->count;
    batch->taken_us = clock_monotonic_us();
    errand->due_us[lane] = 0;
    if (status == SIBU_OK && batch->count < room) {
        status = store_outbox_waiting(notify->store, channel, &waiting, &errand->due_us[lane], fault);
    }
    return status;
}

static enum sibu_status take_lane(struct notify *notify, size_t lane, struct sibu_fault *fault)
{
    struct batch *batch = sibu_array_new(1, sizeof *batch);
    if (batch == NULL) {
        return no_memory(fault);
    }
    enum sibu_status status = fill_batch(notify, lane, batch, fault);
    if (batch->messages == NULL) {
        batch_free(batch);
        return status;
    }
    notify->errand.batches[lane] = batch;
    return status;
}

enum sibu_status clerk_release(struct notify *notify, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int64_t now_us = clock_now_us(notify->clock);
    for (size_t i = 0; i < notify->lane_count && status == SIBU_OK; i++) {
        status = store_outbox_release(notify->store, notify->claim, notify->lanes[i].channel->id, now_us, fault);
    }
    return status;
}

static void do_errand(struct notify *notify)
{
    struct errand *errand = &notify->errand;
    errand->status = errand->pile.count == 0
                         ? SIBU_OK
                         : store_outbox_finish(notify->store, errand->pile.results, errand->pile.count, &errand->fault);
    errand->is_kept = errand->status == SIBU_OK;
    if (errand->looks && errand->status == SIBU_OK) {
        errand->status = clerk_release(notify, &errand->fault);
    }
    for (size_t i = 0; i < notify->lane_count && errand->status == SIBU_OK; i++) {
        if (errand->room[i] > 0) {
            errand->status = take_lane(notify, i, &errand->fault);
        }
    }
}

/* Waits for an errand; false where there will be none any more. */
static int wait_for_errand(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    while (notify->clerk != CLERK_SENT && !notify->clerk_stops) {
        pthread_cond_wait(&notify->sent, &notify->mutex);
    }
    int is_sent = notify->clerk == CLERK_SENT;
    pthread_mutex_unlock(&notify->mutex);
    return is_sent;
}

void *clerk_run(void *data)
{
    struct notify *notify = data;
    while (wait_for_errand(notify)) {
        do_errand(notify);
        pthread_mutex_lock(&notify->mutex);
        notify->clerk = CLERK_BACK;
        pthread_mutex_unlock(&notify->mutex);
        carrier_wake(notify->carrier);
    }
    return NULL;
}

int clerk_is_free(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    int is_free = notify->clerk == CLERK_FREE;
    pthread_mutex_unlock(&notify->mutex);
    return is_free;
}

void clerk_send(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->clerk = CLERK_SENT;
    pthread_cond_signal(&notify->sent);
    pthread_mutex_unlock(&notify->mutex);
}

int clerk_comes_back(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    int is_back = notify->clerk == CLERK_BACK;
    if (is_back) {
        notify->clerk = CLERK_FREE;
    }
    pthread_mutex_unlock(&notify->mutex);
    return is_back;
}

void clerk_stop(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->clerk_stops = 1;
    pthread_cond_signal(&notify->sent);
    pthread_mutex_unlock(&notify->mutex);
    pthread_join(notify->clerk_thread, NULL);
}
