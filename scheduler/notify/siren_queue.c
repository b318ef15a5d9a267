/* The messages that are not confirmed yet, and the events to collect: see siren_part.h. */
#include <mqtt_protocol.h>
#include <stdio.h>
#include <string.h>

#include "notify/siren_part.h"

#define STATE_LIFE_US (INT64_C(7) * 86400 * 1000000)

static struct siren_event *add_event(struct siren *siren, enum siren_event_kind kind)
{
    struct siren_event *event = &siren->events[(siren->event_first + siren->event_count++) % SIREN_EVENTS_MAX];
    *event = (struct siren_event){.kind = kind, .at_us = clock_now_us(siren->def.clock), .fault = ""};
    return event;
}

void siren_queue_hear(struct siren *siren, const struct siren_heard *heard)
{
    if (siren->event_count < SIREN_EVENTS_MAX - SIREN_QUEUE_MAX) { /* the ends of messages always have room */
        add_event(siren, SIREN_HEARD)->heard = *heard;
    }
}

static struct siren_event *end_item(struct siren *siren, struct siren_item *item, enum siren_event_kind kind)
{
    struct siren_event *event = add_event(siren, kind);
    memcpy(event->key, item->key, sizeof event->key); /* of one size, and ended by NUL */
    item->state = SIREN_FREE;
    return event;
}

void siren_queue_fail(struct siren *siren, struct siren_item *item, const char *why)
{
    end_item(siren, item, SIREN_FAILED)->fault = why;
}

void siren_queue_confirm(struct siren *siren, int mid, int reason_code)
{
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state != SIREN_SENT || item->mid != mid) {
            continue;
        }
        if (reason_code >= 0x80) {
            siren_queue_fail(siren, item, "refused");
        } else {
            end_item(siren, item, SIREN_TAKEN)->has_listeners = reason_code != MQTT_RC_NO_MATCHING_SUBSCRIBERS;
        }
        return;
    }
}

/* The topic's place, new where it was never published to; NULL where there is no room. */
static struct siren_zone *find_zone(struct siren *siren, const char *topic)
{
    for (size_t i = 0; i < SIREN_ZONES_MAX; i++) {
        struct siren_zone *zone = &siren->zones[i];
        if (zone->topic[0] == '\0') {
            (void)snprintf(zone->topic, sizeof zone->topic, "%s", topic);
        }
        if (strcmp(zone->topic, topic) == 0) {
            return zone;
        }
    }
    return NULL;
}

static int is_overtaken(const struct siren *siren, const struct siren_item *item)
{
    const struct siren_zone *zone = &siren->zones[item->zone];
    return item->turn < zone->turn || item->rank < zone->rank;
}

/* Takes note of the message's rank; what waits with a lower one is not said any more. */
static void overtake(struct siren *siren, struct siren_zone *zone, const struct siren_message *message, int64_t rank)
{
    if (strcmp(zone->drill, message->drill) != 0) {
        (void)snprintf(zone->drill, sizeof zone->drill, "%s", message->drill);
        zone->turn++;
        zone->rank = 0;
    }
    zone->rank = rank > zone->rank ? rank : zone->rank;
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state == SIREN_WAITING && is_overtaken(siren, item)) {
            siren_queue_fail(siren, item, "overtaken");
        }
    }
}

static int64_t deadline_of(const struct siren *siren, const struct siren_message *message)
{
    int64_t left_us = clock_real_us_until(siren->def.clock, message->expires_us);
    int64_t most_us = message->kind == SIREN_STATE ? STATE_LIFE_US : SIREN_COMMAND_LIFE_US;
    return clock_monotonic_us() + (left_us < most_us ? left_us : most_us);
}

static int write_payload(struct siren_item *item, const struct siren_message *message)
{
    struct sibu_text text = {0};
    siren_payload(message, &text);
    int fine = sibu_text_ok(&text) && text.length < sizeof item->payload;
    if (fine) {
        memcpy(item->payload, text.bytes, text.length);
        item->payload_length = text.length;
    }
    sibu_text_clear(&text);
    return fine;
}

/* The item of this key, or a free one; NULL where there is none. */
static struct siren_item *find_item(struct siren *siren, const char *key)
{
    struct siren_item *free_one = NULL;
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state != SIREN_FREE && strcmp(item->key, key) == 0) {
            return item;
        }
        free_one = item->state == SIREN_FREE && free_one == NULL ? item : free_one;
    }
    return free_one;
}

static enum sibu_status fill(struct siren *siren, struct siren_item *item, const struct siren_message *message,
                             struct sibu_fault *fault)
{
    if (!write_payload(item, message)) {
        return sibu_fault_set(fault, SIBU_LIMIT, "siren", "消息超过 %d 字节", "the message has more than %d bytes",
                              SIREN_PAYLOAD_MAX);
    }
    (void)snprintf(item->key, sizeof item->key, "%s", message->key);
    item->response[0] = '\0';
    if (message->kind != SIREN_STATE) {
        siren_response_topic(siren->def.site, message, item->response);
    }
    item->is_retained = message->kind == SIREN_STATE;
    item->sequence = siren->sequence++;
    item->deadline_us = deadline_of(siren, message);
    return SIBU_OK;
}

enum sibu_status siren_queue_add(struct siren *siren, const struct siren_message *message, struct sibu_fault *fault)
{
    char topic[SIREN_TOPIC_BYTES];
    siren_topic(siren->def.site, message, topic);
    struct siren_item *item = find_item(siren, message->key);
    if (item != NULL && item->state != SIREN_FREE) {
        return SIBU_OK; /* asked for again: it is on its way */
    }
    struct siren_zone *zone = find_zone(siren, topic);
    if (item == NULL || zone == NULL || siren->owed >= SIREN_QUEUE_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "siren", "等待发布的消息或分区超过 %d 个",
                              "more than %d messages wait, or zones", SIREN_QUEUE_MAX);
    }
    enum sibu_status status = fill(siren, item, message, fault);
    if (status != SIBU_OK) {
        return status;
    }
    item->rank = 2 * message->event + (message->kind == SIREN_STOP);
    item->zone = (size_t)(zone - siren->zones);
    overtake(siren, zone, message, item->rank);
    item->turn = zone->turn;
    item->state = SIREN_WAITING;
    siren->owed++;
    if (is_overtaken(siren, item)) {
        siren_queue_fail(siren, item, "overtaken");
    }
    return SIBU_OK;
}

struct siren_item *siren_queue_take(struct siren *siren)
{
    struct siren_item *next = NULL;
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state == SIREN_WAITING && (next == NULL || item->sequence < next->sequence)) {
            next = item;
        }
    }
    if (next != NULL) {
        next->state = SIREN_SENT;
        next->mid = 0;
    }
    return next;
}

void siren_queue_lost(struct siren *siren)
{
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state != SIREN_SENT) {
            continue;
        }
        item->state = SIREN_WAITING;
        if (is_overtaken(siren, item)) {
            siren_queue_fail(siren, item, "overtaken"); /* a STOP went out since: it must not sound again */
        }
    }
}

int siren_queue_expire(struct siren *siren, int64_t monotonic_us)
{
    int is_dead = 0;
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        struct siren_item *item = &siren->items[i];
        if (item->state == SIREN_FREE || item->deadline_us > monotonic_us) {
            continue;
        }
        is_dead = is_dead || item->state == SIREN_SENT;
        siren_queue_fail(siren, item, item->state == SIREN_SENT ? "unconfirmed" : "expired");
    }
    return is_dead;
}

int64_t siren_queue_deadline(const struct siren *siren)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < SIREN_QUEUE_MAX; i++) {
        const struct siren_item *item = &siren->items[i];
        if (item->state != SIREN_FREE && item->deadline_us < next_us) {
            next_us = item->deadline_us;
        }
    }
    return next_us;
}
