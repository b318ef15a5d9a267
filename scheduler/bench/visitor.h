/* Visitors of a server on loopback: each a thread with one connection that is kept, asking one thing after the other.
 *
 * Depends on: POSIX sockets and threads. A visitor knows as much of HTTP as it takes: an answer with a Content-Length.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#define VISITORS_MAX 512
#define VISIT_OTHERS_MAX 2

struct visit {
    uint16_t port;
    size_t visitors; /* 1..VISITORS_MAX */
    size_t requests; /* of all together */
    double
        per_s; /* begun evenly at this rate, whatever the answers do; 0: each as soon as the one before is answered */
    /* Writes the head and body of the number-th request; returns its length. Called in many threads at once. */
    size_t (*write)(const void *data, size_t number, char *out, size_t size);
    const void *data;
    uint16_t
        others[VISIT_OTHERS_MAX]; /* ports of servers beside the first: visitors are spread over them evenly; 0: none */
};
struct visit_outcome {
    double per_s; /* answers of status 200 */
    double p50_ms, p99_ms; /* from when it was due to the end of the answer */
    size_t refused; /* answers of another status */
    unsigned refused_with; /* one of those, or 0 */
};
/* Visits until all requests are answered. SIBU_IO where a connection cannot be made or breaks. */
SIBU_MUST_USE enum sibu_status visit_server(const struct visit *visit, struct visit_outcome *out,
                                            struct sibu_fault *fault);
