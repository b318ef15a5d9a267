/* The feeds of alerts for other systems: /feed/exercise.atom and /feed/actual.atom, and the messages that they name.
 *
 * Whoever polls shows the feed's key, which opens nothing else. A feed is written when an alert came or left, else what
 * was written is given again. Before a drill begins there is nothing of it in the store, and so nothing here: the answer
 * is the same as without one.
 */
#pragma once
#include "web/http.h"

#define FEED_KEY_BYTES 44 /* 43 characters and NUL */

struct server;
struct feeds;

/* Takes the feed's key from the store, or makes it. */
SIBU_MUST_USE enum sibu_status feeds_open(struct feeds **out, struct server *server, struct sibu_fault *fault);
void feeds_close(struct feeds *feeds); /* NULL is allowed */
