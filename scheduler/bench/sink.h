/* Where alerts go when their delivery is measured: an HTTP server that takes each and says 200.
 *
 * Depends on libmicrohttpd, libsodium. One thread opens and closes it; it has threads of its own.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"

struct sink;

/* `service_ms` 0: it answers at once, so that what is measured is the client's own work. Else it does what the gateway of a
 * messenger does: it reckons a robot's signature (HMAC-SHA256 of the time and the secret), as for one that it checks, and answers
 * after so many milliseconds. Meanwhile its thread serves others. The caller closes it. */
SIBU_MUST_USE enum sibu_status sink_open(struct sink **out, unsigned service_ms, struct sibu_fault *fault);
uint16_t sink_port(const struct sink *sink);
/* NULL is allowed. */
void sink_close(struct sink *sink);
