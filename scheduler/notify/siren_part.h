/* What the parts of the siren's connection share: siren.c is called, siren_queue.c keeps the messages, siren_line.c is the
 * thread.
 *
 * The mutex guards the fields under it. What stands under `line` is the thread's alone. The mutex is never held while
 * libmosquitto is called, which holds its own when it calls back.
 */
#pragma once
#include <mosquitto.h>
#include <pthread.h>

#include "notify/siren.h"

#define SIREN_EVENTS_MAX (3 * SIREN_QUEUE_MAX)

enum siren_item_state { SIREN_FREE, SIREN_WAITING, SIREN_SENT };
struct siren_item {
    enum siren_item_state state;
    uint64_t sequence; /* order of publishing */
    int64_t deadline_us; /* monotonic */
    int is_retained;
    size_t zone; /* index */
    uint64_t turn; /* the topic's, when it was given */
    int64_t rank;
    int mid; /* SENT: libmosquitto's number for it; 0 until it has one */
    char key[SIREN_ID_MAX + 1];
    char response[SIREN_TOPIC_BYTES]; /* "": none */
    char payload[SIREN_PAYLOAD_MAX];
    size_t payload_length;
};
/* The last that was given for a topic. */
struct siren_zone {
    char topic[SIREN_TOPIC_BYTES]; /* "": free */
    char drill[SIREN_ID_MAX + 1];
    uint64_t turn; /* how often it went from one drill to another */
    int64_t rank; /* the highest of this turn: twice the event's number, and 1 more for a STOP */
};

struct siren {
    struct siren_def def; /* its strings point into words */
    char words[7][512];
    struct sibu_text status_topic; /* ours */
    char self[SIREN_ID_MAX + 1]; /* the device that we are */
    pthread_t thread;
    int wake_ends[2]; /* a pipe: [0] the thread waits on, [1] any thread writes to */

    pthread_mutex_t mutex;
    int is_closing;
    struct siren_line seen;
    uint64_t sequence;
    struct siren_item items[SIREN_QUEUE_MAX];
    struct siren_zone zones[SIREN_ZONES_MAX];
    struct siren_event events[SIREN_EVENTS_MAX]; /* a ring */
    size_t event_first, event_count;
    size_t owed; /* items in use, and their ends not collected: at most SIREN_QUEUE_MAX */

    struct {
        struct mosquitto *mosquitto; /* NULL between two attempts */
        int is_greeted; /* by the broker */
        int is_up; /* and has been greeted back */
        const char *lost; /* not NULL: over, and why */
        int64_t began_us, next_try_us, wait_us; /* monotonic */
        struct siren_item saying; /* a copy of the item that is about to be said */
    } line;
};

/* All with the mutex held. */
SIBU_MUST_USE enum sibu_status siren_queue_add(struct siren *siren, const struct siren_message *message,
                                               struct sibu_fault *fault);
/* The oldest that waits, or NULL. It counts as sent from then on; the caller says its mid, or how it failed. */
struct siren_item *siren_queue_take(struct siren *siren);
void siren_queue_fail(struct siren *siren, struct siren_item *item, const char *why);
void siren_queue_confirm(struct siren *siren, int mid, int reason_code);
void siren_queue_lost(struct siren *siren); /* what was sent and not confirmed waits again */
/* Fails what is past its time; returns 1 where something sent was not confirmed: then the connection is dead. */
int siren_queue_expire(struct siren *siren, int64_t monotonic_us);
int64_t siren_queue_deadline(const struct siren *siren); /* the next, monotonic; INT64_MAX: none */
void siren_queue_hear(struct siren *siren, const struct siren_heard *heard);

void *siren_line_run(void *siren); /* the thread */
