/* The notifier's thread: takes what is due from the store, sends it, and keeps what came of it. See notify_part.h. */
#include <string.h>

#include "base/log.h"
#include "notify/notify_part.h"

#define LEASE_S 60
#define PAUSE_US 1000000 /* real time, after the store failed */
#define LONGEST_WAIT_MS 1000 /* the clock may be set without anybody waking us */

/* Real seconds as clock time: what a peer or a lease needs in real time passes faster on a fast clock. */
static int64_t clock_us_of_real_s(struct notify *notify, int64_t real_s)
{
    double speed = clock_speed(notify->clock);
    return (int64_t)((double)(real_s * 1000000) * (speed > 1.0 ? speed : 1.0));
}

static size_t count_idle(const struct lane *lane)
{
    size_t count = 0;
    for (size_t i = 0; i < lane->count; i++) {
        count += lane->flights[i].state == FLIGHT_IDLE;
    }
    return count;
}

/* An idle flight of the lane; there is one. */
static struct flight *idle_flight(const struct lane *lane)
{
    struct flight *flight = lane->flights;
    while (flight->state != FLIGHT_IDLE) {
        flight++;
    }
    return flight;
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

/* What the end of an attempt says of the channel's peer. */
static void note_peer(struct notify *notify, struct lane *lane, const struct channel_verdict *verdict)
{
    if (!channel_has_one_peer(lane->channel)) {
        return;
    }
    if (verdict->is_down) {
        lane->goes_round |= breaker_failed(&lane->breaker, clock_monotonic_us());
    } else {
        breaker_answered(&lane->breaker);
    }
    pthread_mutex_lock(&notify->mutex);
    notify->is_down[lane - notify->lanes] = lane->breaker.wait_us != 0;
    pthread_mutex_unlock(&notify->mutex);
}

/* The end of a flight: what becomes of its item. */
static void land(struct notify *notify, struct flight *flight, int code, const struct channel_verdict *verdict)
{
    struct sibu_record_delivery *delivery = &flight->result.delivery;
    note_peer(notify, flight->lane, verdict);
    delivery->ended_us = clock_now_us(notify->clock);
    delivery->result = code;
    delivery->fault = verdict->fault;
    struct outbox_outcome outcome = {.answer = verdict->answer,
                                     .retry_after_us = clock_us_of_real_s(notify, verdict->wait_s)};
    struct outbox_attempt attempt = {.number = delivery->attempt,
                                     .ended_us = delivery->ended_us,
                                     .expires_us = flight->expires_us,
                                     .unit = sibu_draw_unit(&notify->stream)};
    struct outbox_decision decision = outbox_decide(&outcome, &attempt);
    flight->result.next_us = decision.next_us;
    flight->result.forgets = verdict->forgets;
    channel_load_clear(&flight->load);
    flight->fate = decision.fate;
    flight->state = FLIGHT_ENDED;
}

/* Copies what the delivery row will say; false where there is no memory. */
static int fill_flight(struct notify *notify, struct flight *flight, const struct store_outbox_item *item)
{
    const char *alert = sibu_arena_text(&flight->arena, item->identifier, strlen(item->identifier));
    const char *key = sibu_arena_text(&flight->arena, item->idempotency_key, strlen(item->idempotency_key));
    const char *address = sibu_arena_text(&flight->arena, item->address, strlen(item->address));
    flight->expires_us = item->expires_us;
    flight->result = (struct store_outbox_result){
        .item = item->key,
        .address = address,
        .delivery = {.started_us = clock_now_us(notify->clock),
                     .alert = alert,
                     .person = item->person,
                     .channel = flight->lane->channel->id,
                     .key = key,
                     .attempt = item->attempt},
    };
    return alert != NULL && key != NULL && address != NULL;
}

/* The person's own page; "" where the item is for all. */
static int write_answer_url(const struct notify *notify, const struct store_outbox_item *item, const char *drill,
                            struct sibu_text *out)
{
    if (item->to_wardens) {
        sibu_text_addf(out, "%s/tick?drill=%s", notify->base_url, drill);
    } else if (item->person != 0) {
        sibu_text_addf(out, "%s/w/%s", notify->base_url, item->token);
    }
    return sibu_text_ok(out);
}

/* An item that can never be sent like this ends here, with a word of why; nothing went out. */
static void refuse(struct flight *flight)
{
    struct sibu_record_delivery *delivery = &flight->result.delivery;
    delivery->ended_us = delivery->started_us;
    delivery->fault = "unsendable";
    flight->fate = OUTBOX_GIVE_UP;
    flight->state = FLIGHT_ENDED;
}

static enum sibu_status send_item(struct notify *notify, struct flight *flight, const struct channel_item *what,
                                  struct sibu_fault *fault)
{
    struct lane *lane = flight->lane;
    size_t slot = lane->first + (size_t)(flight - lane->flights);
    if (lane->channel->kind == CHANNEL_MQTT) {
        struct siren_order order = {slot, lane->channel, what->item->site, what->item->idempotency_key, what->message};
        return siren_desk_send(notify->sirens, &order, fault);
    }
    struct channel_way way = {lane->channel, notify->carrier, notify->desk};
    return channel_send(&way, slot, what, &flight->load, fault);
}

/* Sends an item. Where it cannot even be started for want of memory its lease runs out, and it is tried again. */
static void launch(struct notify *notify, struct lane *lane, const struct store_outbox_item *item,
                   const struct message *message)
{
    struct flight *flight = idle_flight(lane);
    struct sibu_text link = {.max_length = NOTIFY_URL_BYTES + 64};
    struct sibu_fault fault = {.status = SIBU_NO_MEMORY, .place = "notify", .what = {"内存不足", "no memory"}};
    enum sibu_status status = SIBU_NO_MEMORY;
    if (write_answer_url(notify, item, message->drill, &link) && fill_flight(notify, flight, item)) {
        struct channel_item what = {item, message, sibu_text_get(&link), clock_world_us()};
        status = send_item(notify, flight, &what, &fault);
    }
    sibu_text_clear(&link);
    if (status == SIBU_OK) {
        flight->state = FLIGHT_UNDER_WAY;
        pace_take(&lane->pace);
        breaker_began(&lane->breaker);
        count_start(notify);
        return;
    }
    channel_load_clear(&flight->load);
    log_fault(clock_now_us(notify->clock), "notify", &fault);
    if (status == SIBU_NO_MEMORY) {
        sibu_arena_clear(&flight->arena);
    } else {
        refuse(flight);
    }
}

static void launch_all(struct notify *notify, struct lane *lane, const struct store_outbox_item *items, size_t count)
{
    struct sibu_arena arena = {0};
    struct message message;
    struct sibu_fault fault;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || items[i].xml != items[i - 1].xml) { /* items of one alert share its text */
            status = message_read(items[i].xml, strlen(items[i].xml), &arena, &message, &fault);
        }
        if (status == SIBU_OK) {
            launch(notify, lane, &items[i], &message);
        } else {
            log_fault(clock_now_us(notify->clock), "notify", &fault); /* what the drill filed had been checked */
        }
    }
    sibu_arena_clear(&arena);
}

/* Takes what is due, at most `room` items, and learns when to ask again. */
static enum sibu_status take_items(struct notify *notify, struct lane *lane, size_t room, struct sibu_arena *arena,
                                   struct sibu_fault *fault)
{
    struct store_outbox_item *items = NULL;
    size_t count = 0, waiting = 0;
    int64_t now_us = clock_now_us(notify->clock);
    struct store_lease lease = {now_us, now_us + clock_us_of_real_s(notify, LEASE_S), room, lane->channel->id};
    enum sibu_status status = store_outbox_take(notify->store, lease, arena, &items, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    launch_all(notify, lane, items, count);
    lane->due_us = 0;
    if (count < room) {
        status = store_outbox_waiting(notify->store, lane->channel->id, &waiting, &lane->due_us, fault);
    }
    return status;
}

/* How many attempts the lane may begin now: its free flights, its pace, and what its peer is worth. */
static size_t room_of(struct lane *lane)
{
    int64_t now_us = clock_monotonic_us();
    size_t idle = count_idle(lane), permits = pace_room(&lane->pace, now_us);
    if (!breaker_allows(&lane->breaker, now_us)) {
        return 0;
    }
    size_t room = idle < permits ? idle : permits;
    return lane->breaker.wait_us != 0 && room > 1 ? 1 : room; /* one attempt tells whether it is up again */
}

static enum sibu_status take_lane(struct notify *notify, struct lane *lane, struct sibu_fault *fault)
{
    size_t room = room_of(lane);
    if (room == 0 || lane->due_us > clock_now_us(notify->clock)) {
        return SIBU_OK;
    }
    struct sibu_arena arena = {0};
    enum sibu_status status = take_items(notify, lane, room, &arena, fault);
    sibu_arena_clear(&arena);
    return status;
}

static void take_due(struct notify *notify)
{
    struct sibu_fault fault;
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < notify->lane_count && notify->woken; i++) {
        notify->lanes[i].due_us = 0;
    }
    notify->woken = 0;
    pthread_mutex_unlock(&notify->mutex);
    for (size_t i = 0; i < notify->lane_count && !is_paused(notify); i++) {
        if (take_lane(notify, &notify->lanes[i], &fault) != SIBU_OK) {
            pause_store(notify, &fault);
        }
    }
}

static struct flight *flight_of_slot(struct notify *notify, size_t slot)
{
    return &notify->flights[slot];
}

static size_t land_carried(struct notify *notify)
{
    size_t count = carrier_collect(notify->carrier, notify->ends, notify->flight_count);
    for (size_t i = 0; i < count; i++) {
        const struct carrier_end *end = &notify->ends[i];
        struct flight *flight = flight_of_slot(notify, end->slot);
        struct channel_verdict verdict;
        channel_judge(flight->lane->channel, end, &verdict);
        land(notify, flight, end->code, &verdict);
    }
    return count;
}

static size_t land_sirens(struct notify *notify)
{
    size_t count = siren_desk_collect(notify->sirens, notify->siren_ends, notify->flight_count);
    for (size_t i = 0; i < count; i++) {
        const struct siren_end *end = &notify->siren_ends[i];
        struct channel_verdict verdict = {.answer = end->answer, .fault = end->fault};
        land(notify, flight_of_slot(notify, end->slot), end->result, &verdict);
    }
    return count;
}

static void land_all(struct notify *notify)
{
    size_t count = land_carried(notify) + land_sirens(notify);
    pthread_mutex_lock(&notify->mutex);
    notify->counts.under_way -= count;
    pthread_mutex_unlock(&notify->mutex);
}

/* What the store has kept is counted, and the flight is free for another item. */
static void release_ended(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < notify->flight_count; i++) {
        struct flight *flight = &notify->flights[i];
        if (flight->state == FLIGHT_ENDED) {
            notify->counts.accepted += flight->fate == OUTBOX_DONE;
            notify->counts.given_up += flight->fate == OUTBOX_GIVE_UP;
            if (flight->fate == OUTBOX_RETRY && flight->result.next_us < flight->lane->due_us) {
                flight->lane->due_us = flight->result.next_us;
            }
            if (flight->fate == OUTBOX_GIVE_UP) {
                notify->woken = 1; /* the next step of another lane may be due now */
            }
            sibu_arena_clear(&flight->arena);
            flight->state = FLIGHT_IDLE;
        }
    }
    pthread_mutex_unlock(&notify->mutex);
}

/* All that ended since the last time goes to the store in one transaction. */
static void keep_ended(struct notify *notify)
{
    size_t count = 0;
    struct sibu_fault fault;
    for (size_t i = 0; i < notify->flight_count; i++) {
        if (notify->flights[i].state == FLIGHT_ENDED) {
            notify->results[count++] = notify->flights[i].result;
        }
    }
    if (count == 0) {
        return;
    }
    if (store_outbox_finish(notify->store, notify->results, count, &fault) == SIBU_OK) {
        release_ended(notify);
    } else {
        pause_store(notify, &fault);
    }
}

/* Where a channel's peer is down, who waits for it is told by the next step at once. */
static void go_round(struct notify *notify)
{
    struct sibu_fault fault;
    for (size_t i = 0; i < notify->lane_count; i++) {
        struct lane *lane = &notify->lanes[i];
        if (!lane->goes_round) {
            continue;
        }
        if (store_outbox_go_round(notify->store, lane->channel->id, clock_now_us(notify->clock), &fault) != SIBU_OK) {
            pause_store(notify, &fault);
            return;
        }
        lane->goes_round = 0;
        notify_wake(notify);
    }
}

/* What devices answered is evidence: an event of the drill whose message it was. */
static void keep_answers(struct notify *notify)
{
    size_t count = 0;
    struct sibu_fault fault;
    struct sibu_arena arena = {0};
    const struct siren_ack *acks = siren_desk_acks(notify->sirens, &count);
    if (count == 0) {
        return;
    }
    struct store_device_answer *answers = sibu_arena_take(&arena, count, sizeof *answers);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (answers != NULL) {
        for (size_t i = 0; i < count; i++) {
            const struct siren_heard *heard = &acks[i].heard;
            answers[i] =
                (struct store_device_answer){acks[i].at_us, heard->device, heard->zone, heard->key, heard->is_done};
        }
        status = store_device_answers_put(notify->store, answers, count, &fault);
    }
    sibu_arena_clear(&arena);
    if (status == SIBU_OK) {
        siren_desk_forget(notify->sirens);
    } else if (status != SIBU_NO_MEMORY) {
        pause_store(notify, &fault);
    }
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* How long a lane has nothing to begin. */
static int64_t lane_wait_us(struct notify *notify, struct lane *lane)
{
    int64_t now_us = clock_monotonic_us();
    if (count_idle(lane) == 0) {
        return INT64_MAX;
    }
    int64_t until_us = later(pace_next_us(&lane->pace, now_us), breaker_next_us(&lane->breaker, now_us)) - now_us;
    return later(until_us, clock_real_us_until(notify->clock, lane->due_us));
}

/* How long there is nothing to do but to wait for peers. */
static int wait_ms(struct notify *notify)
{
    int64_t wait_us = LONGEST_WAIT_MS * (int64_t)1000;
    int64_t until_rested_us = notify->pause_until_us - clock_monotonic_us();
    for (size_t i = 0; i < notify->lane_count; i++) {
        int64_t until_us = later(lane_wait_us(notify, &notify->lanes[i]), until_rested_us);
        wait_us = until_us < wait_us ? until_us : wait_us;
    }
    int64_t siren_us = siren_desk_next_us(notify->sirens);
    if (siren_us != INT64_MAX) {
        siren_us = later(siren_us - clock_monotonic_us(), 0);
        wait_us = siren_us < wait_us ? siren_us : wait_us;
    }
    return (int)((wait_us + 999) / 1000);
}

static int stops(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    int stop = notify->stops;
    pthread_mutex_unlock(&notify->mutex);
    return stop;
}

void *notify_run(void *data)
{
    struct notify *notify = data;
    while (!stops(notify)) {
        take_due(notify);
        carrier_wait(notify->carrier, wait_ms(notify));
        land_all(notify);
        if (!is_paused(notify)) {
            keep_ended(notify);
            keep_answers(notify);
            go_round(notify);
        }
    }
    keep_ended(notify);
    return NULL;
}
