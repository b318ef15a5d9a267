/* What a person is doing at a moment, as a pure function of the moments at which something happened to the person.
 *
 * Depends on: nothing. Pure. Times are seconds since T0; STATE_NEVER where it did not happen.
 */
#pragma once
#include <math.h>

enum state {
    STATE_NO_ANSWER, /* alerted, and nothing heard or seen of since */
    STATE_WAITING, /* in place: not alerted, or answered and not walking yet */
    STATE_WALKING, /* on the way */
    STATE_OUT, /* through an exit or at an assembly point, not checked in */
    STATE_CHECKED_IN,
    STATE_HELP, /* asked for help, and has not checked in */
    STATES
};

#define STATE_NEVER ((double)INFINITY)

/* What can happen to a person. */
enum moment {
    MOMENT_ALERTED,
    MOMENT_ACKNOWLEDGED,
    MOMENT_CANNOT, /* said that taking part is not possible */
    MOMENT_STARTED,
    MOMENT_EXITED,
    MOMENT_ARRIVED,
    MOMENT_CHECKED_IN,
    MOMENT_HELP,
    MOMENTS
};

struct state_times {
    double at_s[MOMENTS]; /* the first time of each */
};

/* All STATE_NEVER. */
struct state_times state_times_none(void);
/* Takes note that `moment` came at time_s: the earliest counts. */
void state_note(struct state_times *times, enum moment moment, double time_s);
/* Has it come by then. */
int state_reached(const struct state_times *times, enum moment moment, double time_s);
/* The state at time_s. A check-in outweighs everything, as in the muster of the live drill; then a call for help; being
 * out outweighs walking, and walking the lack of an answer. */
enum state state_at(const struct state_times *times, double time_s);
/* Neither checked in, nor asked for help, nor said that taking part is not possible: the muster's "missing". */
int state_missing(const struct state_times *times, double time_s);
/* Out of danger as far as is known: checked in, through an exit, or at an assembly point. */
int state_safe(const struct state_times *times, double time_s);
