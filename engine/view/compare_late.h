/* Who gathered later in one record than in another, by how much, and by which measured part of the way.
 *
 * A person's way is a chain of moments: alerted, answered, set off, through an exit, at an assembly point, gathered. Only
 * moments that both records hold are links, so the parts between them add up to the whole lateness; the cause is the part
 * that took longer by the most. Nothing is guessed: what no record holds is never a cause.
 *
 * Depends on state.h. Pure. Times are seconds since T0 of each record, STATE_NEVER where it did not happen.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "view/state.h"

#define LATE_LEAST_S 1.0 /* less is not called late */

enum late_cause {
    LATE_ALERT, /* the alert reached the person later */
    LATE_ANSWER, /* answered later after it */
    LATE_START, /* set off later after that */
    LATE_BLOCKED, /* the exit taken there was lost here: took another, which took longer */
    LATE_OTHER_EXIT, /* took another exit, which took longer */
    LATE_DETOUR, /* walked farther to the same exit */
    LATE_SLOWER, /* walked as far, more slowly, or stood in a queue */
    LATE_WAY, /* was longer on the way; how far, the records don't say */
    LATE_YARD, /* longer from the exit on */
    LATE_CHECK_IN, /* was there, and checked in later */
    LATE_SINCE, /* longer between alert or answer and the end: nothing in between is known */
    LATE_HELP, /* from here on: did not gather at all. Asked for help */
    LATE_CANNOT, /* said that taking part is not possible */
    LATE_UNREACHED, /* was never alerted */
    LATE_SILENT, /* neither answered nor set off */
    LATE_STAYED, /* answered, and never set off */
    LATE_INSIDE, /* set off, and never came out */
    LATE_UNCHECKED, /* came out, and never checked in */
    LATE_CAUSES
};

struct late_run { /* one person in one record */
    const struct state_times *times;
    double gathered_s; /* checked in, or out in a simulation */
    const char *exit; /* id of the one taken; "" where it is not known */
    double walked_m; /* up to the exit; below 0 where there are no positions */
};
struct late_pair {
    struct late_run here, there; /* the one that is judged, and the one that it is measured against */
    double exit_lost_s; /* since when the exit taken there was lost here */
};
struct late {
    uint32_t person; /* the caller's */
    double late_s; /* at least LATE_LEAST_S; STATE_NEVER: has not gathered at all */
    enum late_cause cause;
    double part_s; /* by how much that part took longer; 0 of those who never gathered */
    double jump_s; /* the moment here from which on the person is late: the part's start, and its length there */
    int beyond; /* 1: later than 95 % of the forecasts; the caller's */
};

/* Judges one person. False where there is nothing to be late against (the person did not gather there), or not late. */
int late_judge(struct late *out, const struct late_pair *pair);
/* Those who never gathered first, then by lateness, the worst first; equal ones by person. */
void late_sort(struct late *list, size_t count);
