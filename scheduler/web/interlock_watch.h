/* Interlocks that are asked over HTTP: a thread of its own asks all of them at an even rhythm, by day and night, whatever
 * the draw does, so that no question on the wire tells that a drill is near.
 *
 * Depends on notify/carrier.h. Thread safe. An interlock is open only while its newest answer, no older than three rounds,
 * is a 200 that says "open" by its own rule (interlock_rule.h); one that does not answer is closed.
 */
#pragma once
#include <stddef.h>

#include "base/clock.h"
#include "web/interlock_rule.h"

#define INTERLOCK_ROUND_MS 20000
#define INTERLOCK_ROUNDS_MOST 3 /* that an answer counts */

struct interlock_watch;
struct interlock_watch_def {
    const struct policy_interlock *const *items; /* each with its url; must outlive the watch */
    const struct zone *const *zones; /* of the group of each; must outlive the watch */
    struct clock *clock; /* by which a register is read; must outlive the watch */
    size_t count; /* 1..1024 */
    int round_ms; /* 0: INTERLOCK_ROUND_MS */
};
/* Starts the thread, which asks at once. The caller closes it. */
SIBU_MUST_USE enum sibu_status interlock_watch_open(struct interlock_watch **out, const struct interlock_watch_def *def,
                                                    struct sibu_fault *fault);
void interlock_watch_close(struct interlock_watch *watch); /* NULL is allowed */
/* Whether the item of this number is open now; closed where the watch is NULL. */
int interlock_watch_is_open(struct interlock_watch *watch, size_t number);
/* The number of the item with this id, or `count` where it is not watched. */
size_t interlock_watch_find(const struct interlock_watch *watch, const char *id);
