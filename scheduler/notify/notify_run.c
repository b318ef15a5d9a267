/* The sender: sends what the clerk has taken, and gives it what came of each attempt. See notify_part.h. */
#include <string.h>

#include "base/log.h"
#include "notify/notify_part.h"

#define PAUSE_US 1000000 /* real time, after the store failed */
#define LONGEST_WAIT_MS 1000 /* the clock may be set without anybody waking us */
#define ERRAND_US 5000 /* real time from one errand of the clerk to the next: each costs a wait for the disk */
#define UNHELD_US 200000 /* real time: so long nothing is taken before the claim is asked for again */
#define QUEUE_US 2000000 /* real time: so long an item waits for a flight before the store gets it back */

/* An idle flight of the lane; there is one. */
static struct flight *idle_flight(const struct lane *lane)
{
    struct flight *flight = lane->flights;
    while (flight->is_under_way) {
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
    notify->attempts++;
    notify->at_work++;
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
    notify->seen[lane - notify->lanes].is_down = lane->breaker.wait_us != 0;
    pthread_mutex_unlock(&notify->mutex);
}

static void add_to_pile(struct notify *notify, const struct store_outbox_result *result, struct pile_row row)
{
    struct pile *pile = &notify->pile;
    pile->results[pile->count] = *result;
    pile->rows[pile->count++] = row;
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
    add_to_pile(notify, &flight->result, (struct pile_row){decision.fate, flight->lane, flight->batch});
    flight->is_under_way = 0;
    flight->lane->under_way--;
    flight->lane->landed++;
    notify->under_way--;
}

/* What the delivery row will say. */
static struct store_outbox_result result_of(struct notify *notify, const struct lane *lane,
                                            const struct store_outbox_item *item)
{
    return (struct store_outbox_result){
        .item = item->key,
        .address = item->address,
        .claim = notify->claim,
        .delivery = {.started_us = clock_now_us(notify->clock),
                     .alert = item->identifier,
                     .person = item->person,
                     .channel = lane->channel->id,
                     .key = item->idempotency_key,
                     .attempt = item->attempt},
    };
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
static void refuse(struct notify *notify, struct lane *lane, struct store_outbox_result *result, struct batch *batch)
{
    result->delivery.ended_us = result->delivery.started_us;
    result->delivery.fault = "unsendable";
    add_to_pile(notify, result, (struct pile_row){OUTBOX_GIVE_UP, lane, batch});
}

/* An item that has waited too long here, or whose peer is down: the store has it back. */
static void give_back(struct notify *notify, struct lane *lane, struct batch *batch,
                      const struct store_outbox_item *item)
{
    struct store_outbox_result result = result_of(notify, lane, item);
    result.is_unsent = 1;
    result.next_us = clock_now_us(notify->clock);
    add_to_pile(notify, &result, (struct pile_row){OUTBOX_RETRY, lane, batch});
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

/* Where it cannot even be started for want of memory its lease runs out, and it is tried again. */
static void note_start(struct notify *notify, struct flight *flight, enum sibu_status status,
                       const struct sibu_fault *fault)
{
    struct lane *lane = flight->lane;
    if (status == SIBU_OK) {
        flight->is_under_way = 1;
        lane->under_way++;
        notify->under_way++;
        pace_take(&lane->pace);
        breaker_began(&lane->breaker);
        count_start(notify);
        return;
    }
    channel_load_clear(&flight->load);
    log_fault(clock_now_us(notify->clock), "notify", fault);
    if (status == SIBU_NO_MEMORY) {
        batch_leave(flight->batch);
    } else {
        refuse(notify, lane, &flight->result, flight->batch);
    }
}

static void launch(struct notify *notify, struct lane *lane, struct batch *batch, size_t number)
{
    const struct store_outbox_item *item = &batch->items[number];
    struct flight *flight = idle_flight(lane);
    struct sibu_text link = {.max_length = NOTIFY_URL_BYTES + 64};
    struct sibu_fault fault = {.status = SIBU_NO_MEMORY, .place = "notify", .what = {"内存不足", "no memory"}};
    enum sibu_status status = SIBU_NO_MEMORY;
    flight->batch = batch;
    flight->expires_us = item->expires_us;
    flight->result = result_of(notify, lane, item);
    if (write_answer_url(notify, item, batch->messages[number]->drill, &link)) {
        struct channel_item what = {item, batch->messages[number], sibu_text_get(&link), clock_world_us()};
        status = send_item(notify, flight, &what, &fault);
    }
    sibu_text_clear(&link);
    note_start(notify, flight, status, &fault);
}

/* Whether an attempt that begins now will have a place in the pile. */
static int has_place(const struct notify *notify)
{
    return notify->pile.count + notify->under_way < notify->flight_count + PILE_SPARE;
}

/* Whether what was taken is this server's still. */
static int holds_claim(const struct notify *notify)
{
    return notify->holds == NULL || notify->holds(notify->holds_data);
}

/* The oldest item of the lane's queue leaves it. */
static void begin_next(struct notify *notify, struct lane *lane)
{
    struct batch *batch = lane->queue;
    size_t number = batch->begun++;
    int64_t now_us = clock_monotonic_us();
    lane->queued--;
    if (batch->begun == batch->count) {
        lane->queue = batch->next;
    }
    if (batch->messages[number] == NULL) {
        batch_leave(batch); /* its lease runs out */
    } else if (batch->is_overtaken || now_us - batch->taken_us > QUEUE_US || !breaker_allows(&lane->breaker, now_us) ||
               !holds_claim(notify)) {
        give_back(notify, lane, batch, &batch->items[number]);
    } else {
        launch(notify, lane, batch, number);
    }
}

/* Whether the lane's next item has somewhere to go: a flight, or back. */
static int may_begin(struct lane *lane)
{
    return lane->queued > 0 && (lane->under_way < lane->count || lane->queue->is_overtaken ||
                                clock_monotonic_us() - lane->queue->taken_us > QUEUE_US);
}

static void begin_queued(struct notify *notify)
{
    for (size_t i = 0; i < notify->lane_count; i++) {
        struct lane *lane = &notify->lanes[i];
        while (has_place(notify) && may_begin(lane)) {
            begin_next(notify, lane);
        }
        lane->ran_dry |= lane->queued == 0 && lane->under_way < lane->count;
    }
}

/* Beyond its flights, twice as many as ended since the clerk was last sent: half of them go out before it is back, the others
 * before it is back the next time. Where that was not enough, twice as many again. Where a peer may be down, or wants its
 * pace, nothing is taken that cannot go out at once. */
static size_t ahead_of(const struct lane *lane)
{
    int waits = channel_has_one_peer(lane->channel) || lane->channel->rate_per_min > 0;
    size_t ahead = lane->landed * (lane->ran_dry ? 4 : 2);
    return waits ? 0 : ahead < PILE_SPARE ? ahead : PILE_SPARE;
}

/* How many items may be taken for the lane: what its flights, its pace, and what its peer is worth leave room for. */
static size_t room_of(struct lane *lane)
{
    int64_t now_us = clock_monotonic_us();
    size_t permits = pace_room(&lane->pace, now_us), most = lane->count + ahead_of(lane);
    size_t taken = lane->under_way + lane->queued;
    size_t room = most > taken ? most - taken : 0;
    if (!breaker_allows(&lane->breaker, now_us)) {
        return 0;
    }
    room = room < permits ? room : permits;
    return lane->breaker.wait_us != 0 && room > 1 ? 1 : room; /* one attempt tells whether it is up again */
}

static void look_at_all_if_woken(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < notify->lane_count && notify->woken; i++) {
        notify->lanes[i].due_us = 0;
    }
    notify->woken = 0;
    pthread_mutex_unlock(&notify->mutex);
}

/* Other servers may have filed what is due, or left it. */
static void look_again(struct notify *notify)
{
    notify->next_look_us = clock_monotonic_us() + notify->look_us;
    for (size_t i = 0; i < notify->lane_count; i++) {
        notify->lanes[i].due_us = 0;
    }
}

/* What has ended goes with the errand, and room is left behind; but what could not be kept goes again as it is. */
static void load_errand(struct notify *notify)
{
    struct pile full = notify->pile;
    if (notify->errand.pile.count == 0) {
        notify->pile = notify->errand.pile;
        notify->errand.pile = full;
    }
}

/* Whether it is time to look for what others had whose claim is over; then for all that is due. */
static int is_to_look(struct notify *notify, int takes)
{
    int looks = takes && notify->look_us > 0 && clock_monotonic_us() >= notify->next_look_us;
    if (looks) {
        look_again(notify);
    }
    return looks;
}

/* How many items the clerk is to take for each lane: returns whether for any. */
static int set_rooms(struct notify *notify, int takes)
{
    struct errand *errand = &notify->errand;
    int any = 0;
    for (size_t i = 0; i < notify->lane_count; i++) {
        struct lane *lane = &notify->lanes[i];
        errand->batches[i] = NULL;
        errand->room[i] = !takes || lane->due_us > clock_now_us(notify->clock) ? 0 : room_of(lane);
        any |= errand->room[i] > 0;
        lane->landed = 0;
        lane->ran_dry = 0;
    }
    return any;
}

/* Sends the clerk, where there is something to keep or to take. */
static void send_clerk(struct notify *notify)
{
    struct errand *errand = &notify->errand;
    if (is_paused(notify) || !clerk_is_free(notify) || clock_monotonic_us() < notify->errand_us) {
        return;
    }
    int takes = holds_claim(notify);
    errand->looks = is_to_look(notify, takes);
    look_at_all_if_woken(notify);
    load_errand(notify);
    int is_any = set_rooms(notify, takes);
    int is_needed = is_any || errand->looks || errand->pile.count > 0;
    if (is_needed || !takes) {
        notify->errand_us = clock_monotonic_us() + (is_needed ? ERRAND_US : UNHELD_US);
    }
    if (is_needed) {
        clerk_send(notify);
    }
}

/* Nothing of an earlier alert goes out once a later one has come: it may be the end of the drill. What is overtaken goes
 * back to the store, which knows whether it is still to be said. The items of a batch begin with the latest alert's. */
static void enqueue(struct lane *lane, struct batch *batch)
{
    struct batch **end = &lane->queue;
    while (*end != NULL) {
        (*end)->is_overtaken |= (*end)->items[0].alert < batch->items[0].alert;
        end = &(*end)->next;
    }
    *end = batch;
    lane->queued += batch->count;
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
    notify->at_work -= count;
    pthread_mutex_unlock(&notify->mutex);
}

/* What the store has kept is counted, and its place is free. */
static void release_kept(struct notify *notify)
{
    struct pile *pile = &notify->errand.pile;
    pthread_mutex_lock(&notify->mutex);
    for (size_t i = 0; i < pile->count; i++) {
        const struct pile_row *row = &pile->rows[i];
        struct notify_lane *seen = &notify->seen[row->lane - notify->lanes];
        seen->accepted += row->fate == OUTBOX_DONE;
        seen->later += row->fate == OUTBOX_RETRY && !pile->results[i].is_unsent;
        seen->given_up += row->fate == OUTBOX_GIVE_UP;
        if (row->fate == OUTBOX_RETRY && pile->results[i].next_us < row->lane->due_us) {
            row->lane->due_us = pile->results[i].next_us;
        }
        if (row->fate == OUTBOX_GIVE_UP) {
            notify->woken = 1; /* the next step of another lane may be due now */
        }
        batch_leave(row->batch);
    }
    pthread_mutex_unlock(&notify->mutex);
    pile->count = 0;
}

/* What the clerk has brought. */
static void meet_clerk(struct notify *notify)
{
    struct errand *errand = &notify->errand;
    if (!clerk_comes_back(notify)) {
        return;
    }
    for (size_t i = 0; i < notify->lane_count; i++) {
        if (errand->room[i] > 0 && errand->status == SIBU_OK) {
            notify->lanes[i].due_us = errand->due_us[i];
        }
        if (errand->batches[i] != NULL) {
            enqueue(&notify->lanes[i], errand->batches[i]);
        }
    }
    if (errand->is_kept) {
        release_kept(notify);
    }
    if (errand->status != SIBU_OK) {
        pause_store(notify, &errand->fault);
    }
}

/* At the end, when the clerk is gone: what it has not kept yet. */
static void keep_rest(struct notify *notify)
{
    struct sibu_fault fault;
    struct pile *const piles[] = {&notify->errand.pile, &notify->pile};
    for (size_t i = 0; i < 2; i++) {
        if (piles[i]->count > 0 &&
            store_outbox_finish(notify->store, piles[i]->results, piles[i]->count, &fault) != SIBU_OK) {
            log_fault(clock_now_us(notify->clock), "notify", &fault);
        }
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

/* How long a lane has nothing to take, and nothing to give back. */
static int64_t lane_wait_us(struct notify *notify, struct lane *lane)
{
    int64_t now_us = clock_monotonic_us();
    if (lane->queued > 0) {
        return later(lane->queue->taken_us + QUEUE_US - now_us, 0);
    }
    if (lane->under_way == lane->count) {
        return INT64_MAX;
    }
    int64_t until_us = later(pace_next_us(&lane->pace, now_us), breaker_next_us(&lane->breaker, now_us)) - now_us;
    return later(until_us, clock_real_us_until(notify->clock, lane->due_us));
}

/* How long there is nothing to send the clerk for. While it is away it wakes us when it is back. */
static int64_t clerk_wait_us(struct notify *notify)
{
    int64_t wait_us = notify->pile.count + notify->errand.pile.count > 0 ? 0 : INT64_MAX;
    int64_t floor_us = later(notify->pause_until_us, notify->errand_us) - clock_monotonic_us();
    if (notify->look_us > 0) {
        wait_us = later(notify->next_look_us - clock_monotonic_us(), 0);
        wait_us = notify->pile.count + notify->errand.pile.count > 0 ? 0 : wait_us;
    }
    for (size_t i = 0; i < notify->lane_count; i++) {
        int64_t lane_us = lane_wait_us(notify, &notify->lanes[i]);
        wait_us = lane_us < wait_us ? lane_us : wait_us;
    }
    return later(wait_us, floor_us);
}

/* How long there is nothing to do but to wait for peers. */
static int wait_ms(struct notify *notify)
{
    int64_t wait_us = LONGEST_WAIT_MS * (int64_t)1000;
    int64_t clerk_us = clerk_is_free(notify) ? clerk_wait_us(notify) : INT64_MAX;
    wait_us = clerk_us < wait_us ? clerk_us : wait_us;
    int64_t siren_us = siren_desk_next_us(notify->sirens);
    if (siren_us != INT64_MAX) {
        siren_us = later(siren_us - clock_monotonic_us(), 0);
        wait_us = siren_us < wait_us ? siren_us : wait_us;
    }
    return (int)((wait_us + 999) / 1000);
}

/* A new turn; true where it is the last. */
static int stops(struct notify *notify)
{
    pthread_mutex_lock(&notify->mutex);
    notify->turned_us = clock_monotonic_us();
    int stop = notify->stops;
    pthread_mutex_unlock(&notify->mutex);
    return stop;
}

void *notify_run(void *data)
{
    struct notify *notify = data;
    while (!stops(notify)) {
        meet_clerk(notify);
        begin_queued(notify);
        send_clerk(notify);
        carrier_wait(notify->carrier, wait_ms(notify));
        land_all(notify);
        if (!is_paused(notify)) {
            keep_answers(notify);
            go_round(notify);
        }
    }
    clerk_stop(notify);
    meet_clerk(notify);
    keep_rest(notify);
    return NULL;
}
