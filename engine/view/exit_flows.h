/* Who went through which exit when, and how fast: from the record's events of people.
 *
 * A person counts at the first exit that was crossed. Owned by one picture; one thread.
 */
#pragma once
#include "view/replay.h"

#define EXIT_FLOWS_SPAN_S 10.0 /* a flow is the people of so long around a moment, a second */

struct exit_flows {
    const struct replay *of; /* what it was made from; NULL: nothing yet */
    double *times_s; /* owned; by exit, ascending */
    size_t *first; /* owned; times of exit i: [first[i], first[i + 1]) */
    uint32_t *order; /* owned; exits with people, the most first */
    size_t shown; /* how many those are */
    size_t most; /* people of one exit */
    double peak_per_s; /* the highest flow of any exit */
};

/* Makes it for a replay, where it is not made for that one already. The caller closes it. */
SIBU_MUST_USE enum sibu_status exit_flows_take(struct exit_flows *flows, const struct replay *replay,
                                               struct sibu_fault *fault);
void exit_flows_close(struct exit_flows *flows); /* all zero is allowed */
size_t exit_flows_count(const struct exit_flows *flows, uint32_t exit, double time_s); /* by then, people */
/* Persons a second around a moment. */
double exit_flows_at(const struct exit_flows *flows, uint32_t exit, double time_s);
/* Persons a second between the first and the last, reckoned as for `sibu simulate`. */
double exit_flows_mean(const struct exit_flows *flows, uint32_t exit);
