/* Whether a plan of a site from the outside is good, found out where it can do no harm: in a process of its own, with so much time
 * and memory and no more, and none of the server's files. A few thousand crossing edges can keep the union of shapes busy for
 * hours and fill the machine: what is too dear is refused here, before the server itself reads it. The process is
 * `sibu site check`.
 *
 * Thread safe. The caller's thread waits, no longer than the times below.
 */
#pragma once
#include <stdint.h>

#include "sibu/site.h"

struct site_trial_terms {
    const char *program; /* sibu; NULL: the one that this runs in */
    int64_t cpu_s; /* of one core, at least 1 */
    int64_t wall_ms; /* where the machine has other work too */
    int64_t memory_bytes; /* all that it has */
};
/* What the server gives: a plan of 4 MiB that somebody has drawn takes a second or two, and some 200 MB. */
#define SITE_TRIAL_TERMS(program) ((struct site_trial_terms){(program), 10, 60000, INT64_C(1) << 30})

/* sibu_site_check there: SIBU_OK, or SIBU_BAD_INPUT with all its faults in the list. SIBU_LIMIT: it took more than it may.
 * SIBU_IO: there is no process to be had. The fault is the first. The caller clears the list. */
SIBU_MUST_USE enum sibu_status site_trial(const char *name, const char *bytes, size_t length,
                                          const struct site_trial_terms *terms, struct sibu_fault_list *faults,
                                          struct sibu_fault *fault);
