/* When connections have had their time: whoever says a byte now and then is no more patient a peer than one that says nothing.
 *
 * The server tells when a connection begins, when a request is there whole, when its answer goes out and when that is over; a
 * thread of its own ends each connection whose time is up, by closing its socket for both sides. Nobody waits for that thread:
 * what is told is one number. Any thread.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"

struct deadlines;
struct deadline; /* of one connection */

/* request_ms: from the first moment of a connection, or from the end of the answer before, until all of the head and body is
 * there. answer_ms: how long an answer that is no stream may take to be read. Both in [1, 3600000]. The caller closes. */
SIBU_MUST_USE enum sibu_status deadlines_open(struct deadlines **out, int request_ms, int answer_ms,
                                              struct sibu_fault *fault);
/* After the last connection has ended. NULL is allowed. */
void deadlines_close(struct deadlines *deadlines);

/* NULL: out of memory, and the connection has no end by time. Each takes NULL. */
struct deadline *deadline_begin(struct deadlines *deadlines, int fd);
void deadline_next(struct deadlines *deadlines, struct deadline *deadline); /* a request may come now */
void deadline_rest(struct deadline *deadline); /* it is there: no end until more is told */
void deadline_answer(struct deadlines *deadlines, struct deadline *deadline); /* its answer goes out */
/* Before the socket is closed: afterwards its number is somebody else's. Frees. */
void deadline_end(struct deadlines *deadlines, struct deadline *deadline);
