/* Recurrence rules of iCalendar (RRULE, RFC 5545 section 3.3.10): the wall times that follow from one, by libical.
 *
 * A rule comes from anybody, and libical follows some for minutes, reads some wrongly and writes past its lists on
 * others. So it sees a rule only after we have: known parts, each once, lists and numbers within bounds; FREQ from DAILY
 * up, at most 24 times a day (a never-time that comes back faster is an hour of the policy, or a mistake); BYSETPOS with
 * MONTHLY and YEARLY alone and beside BYDAY at most; no BYWEEKNO, whose week 53 it misplaces, and no RSCALE, by which it
 * puts the Chinese New Year of 2027 a day late. Every nth week is told from the others here: it miscounts them. What a
 * rule will cost is counted in steps of about 4 microseconds, before and while it runs.
 *
 * Threads: libical keeps its error number per thread, and the time zones that it shares between threads are never
 * touched, as all times here are wall times without a zone. Its flag "errors are fatal" is shared: Debian's is off, and it
 * is switched off here where it is on; so the first reading of a calendar in a process should be done by one thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/ics_read.h"

struct ics_repeat_def {
    const char *file;
    const struct ics_series *series; /* with a rule */
    int64_t last_days; /* nothing is wanted after this date */
    int64_t *steps_left; /* what all rules of the file together may cost; goes down */
};

struct ics_repeat {
    struct ics_repeat_def def;
    void *iterator; /* libical's; NULL: nothing (more) comes */
    struct ics_time until; /* UNTIL, for the caller to heed: he knows the zone */
    int has_until;
    int64_t interval_weeks, first_week_days; /* of a weekly rule; the first day of DTSTART's week */
    int64_t left; /* of the COUNT of a weekly rule; -1: without end */
};

/* Must be closed also on failure. */
SIBU_MUST_USE enum sibu_status ics_repeat_open(struct ics_repeat *out, const struct ics_repeat_def *def,
                                               struct sibu_fault *fault);
/* The next wall time, ascending, on the clock of the series' start (which is the first only if it fits the rule).
 * *is_there 0: none is left. */
SIBU_MUST_USE enum sibu_status ics_repeat_next(struct ics_repeat *repeat, struct ics_time *out, int *is_there,
                                               struct sibu_fault *fault);
void ics_repeat_close(struct ics_repeat *repeat);
