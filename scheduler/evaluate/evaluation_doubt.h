/* What clocks and roster leave uncertain of a drill: between which two times each moment of a person lies, and who may not have been
 * on site, or not where they said. Part of evaluation.h, which says how times are counted; the rule, and why, in
 * docs/statistics.md.
 *
 * An alert reached somebody between the beginning and the end of the attempt that was accepted. An answer was given no later than it
 * was received, and no earlier than the phone's corrected clock says, less EVALUATION_PHONE_S; without a usable phone's time, when
 * it was received. What gates and readers saw is right to EVALUATION_GATE_S. Figures do not change by any of it: each gets a
 * least and a most.
 */
#pragma once
#include <stdint.h>

#define EVALUATION_PHONE_S                                                                                             \
    2.5 /* a phone gives up asking for the time after 5 s, so its clock as corrected is off by half of that at most */
#define EVALUATION_GATE_S 1.0 /* gates and readers send whole seconds of clocks of their own */

/* Moments of a person. */
enum evaluation_moment {
    EVALUATION_T0, /* the same for all, and certain */
    EVALUATION_SENT,
    EVALUATION_ALERTED,
    EVALUATION_ACKNOWLEDGED,
    EVALUATION_STARTED,
    EVALUATION_OUT,
    EVALUATION_HERE, /* checked in */
    EVALUATION_HELP,
    EVALUATION_UNABLE, /* said that they cannot take part */
    EVALUATION_KNOWN, /* the first of these three */
    EVALUATION_MOMENTS
};

/* Of one person. Seconds from T0; MEASURE_NEVER: not by the end, as early or as late as can be. */
struct evaluation_bounds {
    double least_s[EVALUATION_MOMENTS], most_s[EVALUATION_MOMENTS];
    int is_unseen; /* expected, and gave no sign at all: may not have been on site */
    int is_doubtful; /* the last check-in is flagged: may not have been at the assembly point */
};

/* A share of the expected people who did something by the end, and between what it lies. */
struct evaluation_share {
    double share, least, most; /* in [0, 1]; 0 where nobody is expected */
};

struct evaluation_doubt {
    uint32_t answers; /* of expected people */
    uint32_t timed; /* of these with a phone's time that can be right */
    uint32_t mistimed; /* whose phone's time cannot: before T0, or after it was received */
    double held_s; /* the longest from a phone's time to when it was received; 0 */
    uint32_t unseen, doubtful; /* expected people */
    uint32_t unexpected; /* people not expected who answered, or were seen */
    struct evaluation_share acknowledged, checked_in, accounted;
    const struct evaluation_bounds *bounds; /* by index of the people */
};
