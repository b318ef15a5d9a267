/* Hears what an MQTT broker (protocol 5) says last on each of some topics.
 *
 * One connection, kept by a thread of its own, by day and night: it subscribes once to each topic, so that nothing on the wire
 * tells when what was heard is looked at. After a loss it connects again, 5 s later. Depends on libmosquitto, whose loop this
 * thread turns itself. Functions may be called from any thread; topic_watch_open and topic_watch_close from one.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

#define TOPIC_WATCH_BYTES_MAX ((size_t)64 << 10) /* of a message: a longer one counts as one that is empty */

struct topic_watch;
struct topic_watch_def {
    const char *host, *user, *password, *ca_file; /* copied; user "": none; ca_file "": the system's */
    int port, tls; /* tls 1: from the first byte */
    const char *const *topics; /* must outlive the watch */
    size_t count; /* at least 1 */
    int again_ms; /* after a loss; 0: 5000 */
};
/* Starts the thread. That the broker is away is no fault. The caller closes it. */
SIBU_MUST_USE enum sibu_status topic_watch_open(struct topic_watch **out, const struct topic_watch_def *def,
                                                struct sibu_fault *fault);
void topic_watch_close(struct topic_watch *watch); /* NULL is allowed; waits at most for the name service */
/* The last message of the topic of this number, retained ones too, copied to `out`, and by the monotonic clock when it came. False
 * where none ever did. `out` is empty then. */
int topic_watch_last(struct topic_watch *watch, size_t number, struct sibu_text *out, int64_t *heard_us);
