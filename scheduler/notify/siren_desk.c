/* Alerts on their way to sirens: see siren_desk.h. */
#include "notify/siren_desk.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "notify/siren_plan.h"
#include "sibu/memory.h"

#define EVENTS 32 /* collected at a time */
#define TURNS 32 /* a device that never stops talking does not hold the desk */

struct line {
    const struct channel *channel;
    const char *site;
    const char *const *zones;
    size_t zone_count;
    struct siren *siren; /* owned */
};
enum step_state { STEP_OPEN, STEP_TAKEN };
/* One attempt to say an alert. */
struct errand {
    int is_used, has_ended;
    const struct line *line;
    struct siren_end end;
    int64_t deadline_us; /* monotonic */
    char key[MESSAGE_KEY_CHARACTERS + 1], drill[SIREN_ID_MAX + 1];
    struct message about; /* the alert, without its texts: what of it is spoken stands in words */
    struct sibu_text words[SIBU_LANGUAGES]; /* owned */
    struct siren_step steps[SIREN_PLAN_STEPS_MAX];
    enum step_state states[SIREN_PLAN_STEPS_MAX];
    size_t step_count;
    uint32_t wave;
};
struct siren_desk {
    struct siren_desk_def def;
    struct sibu_arena arena;
    struct line *lines; /* owned */
    size_t line_count;
    struct errand *errands; /* owned */
    size_t errand_count;
    struct siren_ack acks[SIREN_DESK_ACKS_MAX];
    size_t ack_count;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "siren", "内存不足", "there is no memory left");
}

/* Starts the connection with all signals blocked: they belong to the main thread. */
static enum sibu_status open_line(struct siren_desk *desk, const struct channel *channel, const struct sibu_site *site,
                                  struct sibu_fault *fault)
{
    struct line *line = &desk->lines[desk->line_count++];
    line->channel = channel;
    line->site = sibu_arena_text(&desk->arena, site->id, strlen(site->id));
    enum sibu_status status = line->site == NULL ? no_memory(fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = siren_zones(site, &desk->arena, &line->zones, &line->zone_count, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct siren_def def = {.host = channel->mqtt.host,
                            .port = channel->mqtt.port,
                            .site = line->site,
                            .tls = channel->mqtt.tls ? SIREN_TLS_FIRST : SIREN_TLS_NONE,
                            .ca_file = channel->mqtt.ca_file,
                            .user = channel->mqtt.user,
                            .password = channel->mqtt.password,
                            .node = desk->def.node,
                            .clock = desk->def.clock,
                            .wake = desk->def.wake,
                            .wake_data = desk->def.wake_data};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    status = siren_open(&line->siren, &def, fault);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

static enum sibu_status open_lines(struct siren_desk *desk, struct sibu_fault *fault)
{
    const struct channels *channels = desk->def.channels;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; channels != NULL && i < channels->count; i++) {
        for (size_t k = 0; channels->items[i].kind == CHANNEL_MQTT && k < desk->def.site_count; k++) {
            status = open_line(desk, &channels->items[i], desk->def.sites[k], fault);
            if (status != SIBU_OK) {
                return status;
            }
        }
    }
    return status;
}

static size_t count_channels(const struct channels *channels)
{
    size_t count = 0;
    for (size_t i = 0; channels != NULL && i < channels->count; i++) {
        count += channels->items[i].kind == CHANNEL_MQTT;
    }
    return count;
}

enum sibu_status siren_desk_open(struct siren_desk **out, const struct siren_desk_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct siren_desk *desk = sibu_array_new(1, sizeof *desk);
    if (desk == NULL) {
        return no_memory(fault);
    }
    size_t channels = count_channels(def->channels);
    desk->def = *def;
    desk->errand_count = channels * SIREN_DESK_ERRANDS_MAX;
    desk->errands = sibu_array_new(desk->errand_count, sizeof *desk->errands);
    desk->lines = sibu_array_new(channels * def->site_count, sizeof *desk->lines);
    enum sibu_status status = desk->errands == NULL || desk->lines == NULL ? no_memory(fault) : open_lines(desk, fault);
    if (status != SIBU_OK) {
        siren_desk_close(desk);
        return status;
    }
    *out = desk;
    return SIBU_OK;
}

static void free_errand(struct errand *errand)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        sibu_text_clear(&errand->words[i]);
    }
    errand->is_used = errand->has_ended = 0;
}

void siren_desk_close(struct siren_desk *desk)
{
    if (desk == NULL) {
        return;
    }
    for (size_t i = 0; i < desk->line_count; i++) {
        siren_close(desk->lines[i].siren);
    }
    for (size_t i = 0; desk->errands != NULL && i < desk->errand_count; i++) {
        free_errand(&desk->errands[i]);
    }
    sibu_array_free(desk->lines);
    sibu_array_free(desk->errands);
    sibu_arena_clear(&desk->arena);
    sibu_array_free(desk);
}

static void end_errand(struct errand *errand, enum outbox_answer answer, const char *fault)
{
    errand->end.answer = answer;
    errand->end.fault = fault;
    errand->has_ended = 1;
}

static enum sibu_status say(struct errand *errand, const struct siren_step *step, struct sibu_fault *fault)
{
    char key[SIREN_ID_MAX + 1];
    const char *zone = errand->line->zones[step->zone];
    siren_plan_key(step, errand->key, zone, key);
    struct siren_message message = siren_plan_message(step, &errand->about, zone, key, errand->words);
    return siren_publish(errand->line->siren, &message, fault);
}

/* Says the steps of the errand's wave. A queue that is full has room again later. */
static enum sibu_status say_wave(struct errand *errand, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < errand->step_count && status == SIBU_OK; i++) {
        if (errand->steps[i].wave == errand->wave) {
            status = say(errand, &errand->steps[i], fault);
        }
    }
    if (status == SIBU_LIMIT) {
        end_errand(errand, OUTBOX_LATER, "busy");
        return SIBU_OK;
    }
    return status;
}

static const struct line *find_line(const struct siren_desk *desk, const struct siren_order *order)
{
    for (size_t i = 0; i < desk->line_count; i++) {
        const struct line *line = &desk->lines[i];
        if (line->channel == order->channel && strcmp(line->site, order->site) == 0) {
            return line;
        }
    }
    return NULL;
}

static struct errand *free_one(struct siren_desk *desk)
{
    for (size_t i = 0; i < desk->errand_count; i++) {
        if (!desk->errands[i].is_used) {
            return &desk->errands[i];
        }
    }
    return NULL;
}

static void fill(const struct siren_desk *desk, struct errand *errand, const struct siren_order *order)
{
    const struct message *message = order->message;
    errand->is_used = 1;
    errand->end = (struct siren_end){.slot = order->slot, .fault = ""};
    errand->deadline_us = clock_monotonic_us() + (int64_t)desk->def.patience_ms * 1000;
    (void)snprintf(errand->key, sizeof errand->key, "%s", order->key);
    (void)snprintf(errand->drill, sizeof errand->drill, "%s", message->drill);
    errand->about = (struct message){.kind = message->kind,
                                     .is_exercise = message->is_exercise,
                                     .drill = errand->drill,
                                     .number = message->number,
                                     .expires_us = message->expires_us};
    errand->step_count = siren_plan(message->kind, errand->line->zone_count, errand->steps);
    memset(errand->states, 0, sizeof errand->states);
    errand->wave = 0;
}

enum sibu_status siren_desk_send(struct siren_desk *desk, const struct siren_order *order, struct sibu_fault *fault)
{
    const struct line *line = find_line(desk, order);
    struct errand *errand = free_one(desk);
    if (line == NULL || strlen(order->message->drill) > SIREN_ID_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, order->channel->id, "没有这个厂区的警报器连接",
                              "there is no connection to sirens of this site");
    }
    if (errand == NULL) {
        return no_memory(fault);
    }
    errand->line = line;
    fill(desk, errand, order);
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        status = siren_plan_words(order->message, (enum sibu_language)i, &errand->words[i], fault);
    }
    if (status == SIBU_OK) {
        status = say_wave(errand, fault);
    }
    if (status != SIBU_OK) {
        free_errand(errand);
    }
    return status;
}

/* When the whole wave is confirmed the next one is said; after the last the alert is accepted. */
static void move_on(struct errand *errand)
{
    struct sibu_fault fault;
    int is_last = 1;
    for (size_t i = 0; i < errand->step_count; i++) {
        if (errand->steps[i].wave == errand->wave && errand->states[i] == STEP_OPEN) {
            return;
        }
        is_last = is_last && errand->steps[i].wave <= errand->wave;
    }
    if (is_last) {
        end_errand(errand, OUTBOX_ACCEPTED, "");
        return;
    }
    errand->wave++;
    if (say_wave(errand, &fault) != SIBU_OK) {
        end_errand(errand, OUTBOX_LATER, "busy");
    }
}

/* The index of the errand's step that has this key; SIZE_MAX: none. */
static size_t step_of_key(const struct errand *errand, const char *key)
{
    for (size_t i = 0; i < errand->step_count; i++) {
        char own[SIREN_ID_MAX + 1];
        siren_plan_key(&errand->steps[i], errand->key, errand->line->zones[errand->steps[i].zone], own);
        if (strcmp(own, key) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* What became of one message of the errand. A STOP that is overtaken has been said: by an attempt before, whose words
 * overtook it; or a later alert speaks now, which the words of this one will meet. */
static void end_step(struct errand *errand, const struct siren_event *event)
{
    size_t index = step_of_key(errand, event->key);
    if (index == SIZE_MAX) {
        return;
    }
    const struct siren_step *step = &errand->steps[index];
    int is_overtaken = strcmp(event->fault, "overtaken") == 0;
    if (event->kind == SIREN_TAKEN || (is_overtaken && step->kind == SIREN_STOP)) {
        errand->states[index] = STEP_TAKEN;
        if (event->kind == SIREN_TAKEN && !event->has_listeners && step->kind != SIREN_STATE) {
            errand->end.result = SIREN_RESULT_NOBODY;
        }
        move_on(errand);
        return;
    }
    int is_final = is_overtaken || strcmp(event->fault, "refused") == 0;
    end_errand(errand, is_final ? OUTBOX_REFUSED : OUTBOX_LATER, event->fault);
}

static void take_event(struct siren_desk *desk, const struct line *line, const struct siren_event *event)
{
    if (event->kind == SIREN_HEARD) {
        if (event->heard.kind == SIREN_HEARD_ACK && desk->ack_count < SIREN_DESK_ACKS_MAX) {
            desk->acks[desk->ack_count++] = (struct siren_ack){event->at_us, event->heard};
        }
        return;
    }
    for (size_t i = 0; i < desk->errand_count; i++) {
        struct errand *errand = &desk->errands[i];
        if (errand->is_used && !errand->has_ended && errand->line == line &&
            strncmp(errand->key, event->key, MESSAGE_KEY_CHARACTERS) == 0) {
            end_step(errand, event);
        }
    }
}

static void take_events(struct siren_desk *desk, const struct line *line)
{
    struct siren_event events[EVENTS];
    size_t count = EVENTS;
    for (int turn = 0; turn < TURNS && count == EVENTS; turn++) {
        count = siren_collect(line->siren, events, EVENTS);
        for (size_t i = 0; i < count; i++) {
            take_event(desk, line, &events[i]);
        }
    }
}

/* What was not confirmed in time is tried again: the same keys, so what still waits is not said twice. */
static void end_late(struct errand *errand, int64_t now_us)
{
    if (!errand->is_used || errand->has_ended || errand->deadline_us > now_us) {
        return;
    }
    struct siren_line seen = siren_line(errand->line->siren);
    const char *why = seen.is_up ? "unconfirmed" : seen.fault[0] == '\0' ? "connect" : seen.fault;
    end_errand(errand, OUTBOX_LATER, why);
}

size_t siren_desk_collect(struct siren_desk *desk, struct siren_end *ends, size_t most)
{
    size_t count = 0;
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < desk->line_count; i++) {
        take_events(desk, &desk->lines[i]);
    }
    for (size_t i = 0; i < desk->errand_count && count < most; i++) {
        end_late(&desk->errands[i], now_us);
        if (desk->errands[i].has_ended) {
            ends[count++] = desk->errands[i].end;
            free_errand(&desk->errands[i]);
        }
    }
    return count;
}

int64_t siren_desk_next_us(const struct siren_desk *desk)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < desk->errand_count; i++) {
        const struct errand *errand = &desk->errands[i];
        int64_t due_us = errand->has_ended ? 0 : errand->deadline_us;
        if (errand->is_used && due_us < next_us) {
            next_us = due_us;
        }
    }
    return next_us;
}

const struct siren_ack *siren_desk_acks(const struct siren_desk *desk, size_t *count)
{
    *count = desk->ack_count;
    return desk->acks;
}

void siren_desk_forget(struct siren_desk *desk)
{
    desk->ack_count = 0;
}
