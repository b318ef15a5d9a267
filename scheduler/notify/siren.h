/* The connection to the MQTT broker (protocol 5) that sirens, lamps and panels listen to.
 *
 * One connection, kept by a thread of its own: it connects, and after a loss again (0.25 s to 5 s later), publishes what is
 * due, and collects what devices say. Nothing here waits for the broker: what could not be said in time is reported as
 * failed. A message is queued until the broker has confirmed it (at least once), and a queue lives in memory alone: the
 * caller's outbox is what lasts. Nothing sounds late: a message that waited goes out with what is left of its life, and
 * messages in flight die with their connection. Depends on libmosquitto, whose loop this thread turns itself, so that closing
 * never waits for a connection that does not come. (It ignores SIGPIPE for the whole process, as that library does.)
 *
 * Order: in a zone a message of a lower event number than one given before is not said any more, and of the same event a
 * STOP wins. Another drill's numbers begin anew.
 *
 * Functions may be called from any thread; siren_open and siren_close from one.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "notify/siren_words.h"
#include "sibu/fault.h"

#define SIREN_QUEUE_MAX 256 /* messages that are not confirmed, or whose end was not collected */
#define SIREN_ZONES_MAX 256 /* topics that can be published to */
#define SIREN_COMMAND_LIFE_US INT64_C(30000000)

struct siren;

enum siren_tls { SIREN_TLS_NONE, SIREN_TLS_FIRST };
struct siren_def {
    const char *host;
    int port; /* 1..65535 */
    const char *site; /* id: the third level of each topic */
    const char *
        node; /* of several servers on one broker, this one's id: it is the device "sibu-ID" then; NULL or "": "sibu" */
    enum siren_tls tls;
    const char *ca_file; /* PEM; NULL or "": the system's */
    const char *user, *password; /* NULL or "": none */
    int keepalive_s; /* 5..3600; 0: 15. After one and a half of it without a sign the broker says that we are offline */
    struct clock *clock; /* outlives the connection */
    void (*wake)(
        void *data); /* called by the thread when there is something to collect; calls nothing here. NULL: none */
    void *wake_data;
};
/* Starts the thread. Strings are copied. SIBU_BAD_INPUT where the def cannot be used; that the broker is away is none. */
SIBU_MUST_USE enum sibu_status siren_open(struct siren **out, const struct siren_def *def, struct sibu_fault *fault);
/* Says that Sibu is offline, where there is a connection, and ends the thread. What is queued is dropped. NULL is
 * allowed. Waits at most for the name service, where the thread is asking it. */
void siren_close(struct siren *siren);

/* Queues the message; its end comes as an event. The same key twice is one message as long as it is queued.
 * SIBU_BAD_INPUT: it cannot be said. SIBU_LIMIT: the queue is full, or there are too many zones. */
SIBU_MUST_USE enum sibu_status siren_publish(struct siren *siren, const struct siren_message *message,
                                             struct sibu_fault *fault);

enum siren_event_kind {
    SIREN_TAKEN, /* by the broker: nothing about a device */
    SIREN_FAILED, /* will not be said any more; `fault` tells why */
    SIREN_HEARD /* a device speaks: `heard` */
};
struct siren_event {
    enum siren_event_kind kind;
    int64_t at_us; /* by the clock */
    char key[SIREN_ID_MAX + 1]; /* TAKEN and FAILED */
    int has_listeners; /* TAKEN: 0 where the broker says that nobody listens to the topic */
    const char
        *fault; /* FAILED: "expired" never sent, "unconfirmed" sent and not confirmed in time, "overtaken" by a later
                          event, "refused" by the broker; static */
    struct siren_heard heard;
};
/* Gives up to `most` events, oldest first; returns how many. Where devices speak faster than they are collected, their
 * newest words are dropped; the ends of messages never are. */
size_t siren_collect(struct siren *siren, struct siren_event *events, size_t most);

struct siren_line {
    int is_up;
    int64_t since_us; /* by the clock; since siren_open at first */
    const char *fault; /* down: "" not yet tried, "connect", "tls", "login", "refused", "broken", "silent"; static */
};
struct siren_line siren_line(struct siren *siren);
