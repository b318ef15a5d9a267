/* The phones' inbox: see inbox.h. */
#include "phones/inbox.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "phones/cap_read.h"
#include "sibu/memory.h"
#include "web/http.h"

#define THREADS 2
#define KEYS_A_PHONE 8
#define QUEUE_MAX ((size_t)1 << 20)

/* The keys that a phone has seen last, so that the same alert twice shows once. */
struct seen {
    char keys[KEYS_A_PHONE][40];
    unsigned next;
};
struct inbox {
    struct http_server *http;
    struct clock *clock;
    uint16_t port;
    uint32_t phones;
    pthread_mutex_t mutex; /* guards what follows */
    struct seen *seen;
    struct inbox_item *items; /* a queue: items[first..count-1] wait */
    size_t first, count, capacity;
    uint64_t received, repeated;
};

/* The number of the phone in the path "/p/17", or phones where it is none. */
static uint32_t phone_of(const struct inbox *inbox, const char *path)
{
    if (strncmp(path, "/p/", 3) != 0 || path[3] < '0' || path[3] > '9') {
        return inbox->phones;
    }
    char *end = NULL;
    unsigned long number = strtoul(path + 3, &end, 10);
    return *end == '\0' && number < inbox->phones ? (uint32_t)number : inbox->phones;
}

static int seen_before(struct seen *seen, const char *key)
{
    for (unsigned i = 0; i < KEYS_A_PHONE; i++) {
        if (strcmp(seen->keys[i], key) == 0) {
            return 1;
        }
    }
    (void)snprintf(seen->keys[seen->next], sizeof seen->keys[0], "%s", key);
    seen->next = (seen->next + 1) % KEYS_A_PHONE;
    return 0;
}

static enum inbox_kind kind_of(const struct cap_summary *summary)
{
    if (strcmp(summary->status, "Exercise") != 0) {
        return INBOX_REAL;
    }
    if (strcmp(summary->type, "Cancel") == 0 || strcmp(summary->response, "AllClear") == 0) {
        return INBOX_OVER;
    }
    return strcmp(summary->type, "Update") == 0 ? INBOX_UPDATE : INBOX_ALERT;
}

/* Keeps the alert; false where there is no memory for it. */
static int put(struct inbox *inbox, const struct inbox_item *item, const char *key)
{
    int kept = 1;
    pthread_mutex_lock(&inbox->mutex);
    inbox->received++;
    if (seen_before(&inbox->seen[item->phone], key)) {
        inbox->repeated++;
    } else {
        kept = sibu_array_reserve((void **)&inbox->items, &inbox->capacity, inbox->count + 1, sizeof *inbox->items,
                                  QUEUE_MAX);
        if (kept) {
            inbox->items[inbox->count++] = *item;
        }
    }
    pthread_mutex_unlock(&inbox->mutex);
    return kept;
}

static void answer(void *data, struct http_request *request, struct http_answer *out)
{
    struct inbox *inbox = data;
    struct cap_summary summary;
    struct inbox_item item = {.phone = phone_of(inbox, request->path), .received_us = clock_now_us(inbox->clock)};
    const char *key = http_header(request, "Idempotency-Key");
    if (item.phone == inbox->phones || strcmp(request->method, "POST") != 0) {
        http_answer_no(out, 404, "there is no such phone");
    } else if (key == NULL || key[0] == '\0' || strlen(key) >= 40 ||
               !cap_read(&summary, request->body, request->body_length)) {
        http_answer_no(out, 400, "takes a CAP message with an Idempotency-Key");
    } else {
        item.kind = kind_of(&summary);
        item.sent_us = summary.sent_us;
        item.shelters = strcmp(summary.response, "Shelter") == 0;
        (void)snprintf(item.lost_exit, sizeof item.lost_exit, "%s", summary.lost_exit);
        if (put(inbox, &item, key)) {
            out->status = 200;
            sibu_text_add(&out->body, "{\"ok\":true}\n");
        } else {
            http_answer_no(out, 503, "out of memory");
        }
    }
}

enum sibu_status inbox_open(struct inbox **out, const char *address, uint32_t phones, struct clock *clock,
                            struct sibu_fault *fault)
{
    int fd = -1;
    *out = NULL;
    struct inbox *inbox = sibu_array_new(1, sizeof *inbox);
    struct seen *seen = sibu_array_new(phones, sizeof *seen);
    if (inbox == NULL || seen == NULL || pthread_mutex_init(&inbox->mutex, NULL) != 0) {
        sibu_array_free(inbox);
        sibu_array_free(seen);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    inbox->seen = seen;
    inbox->clock = clock;
    inbox->phones = phones;
    struct http_handler handler = {.answer = answer, .data = inbox};
    enum sibu_status status = http_listen(address, 0, &fd, &inbox->port, fault);
    if (status == SIBU_OK) {
        status = http_open(&inbox->http, fd, THREADS, NULL, handler, fault);
    }
    if (status != SIBU_OK) {
        inbox_close(inbox);
        return status;
    }
    *out = inbox;
    return SIBU_OK;
}

void inbox_close(struct inbox *inbox)
{
    if (inbox != NULL) {
        http_close(inbox->http);
        pthread_mutex_destroy(&inbox->mutex);
        sibu_array_free(inbox->seen);
        sibu_array_free(inbox->items);
        sibu_array_free(inbox);
    }
}

uint16_t inbox_port(const struct inbox *inbox)
{
    return inbox->port;
}

int inbox_take(struct inbox *inbox, struct inbox_item *out)
{
    int taken = 0;
    pthread_mutex_lock(&inbox->mutex);
    if (inbox->first < inbox->count) {
        *out = inbox->items[inbox->first++];
        taken = 1;
    }
    if (inbox->first == inbox->count) {
        inbox->first = 0;
        inbox->count = 0;
    }
    pthread_mutex_unlock(&inbox->mutex);
    return taken;
}

void inbox_counts(struct inbox *inbox, uint64_t *received, uint64_t *repeated)
{
    pthread_mutex_lock(&inbox->mutex);
    *received = inbox->received;
    *repeated = inbox->repeated;
    pthread_mutex_unlock(&inbox->mutex);
}
