/* How closely people stood from the record's first frame up to a moment: the most, the mean, the time above a limit.
 *
 * Frames are read from the record one at a time, one a second, and added up; what was reckoned is kept at up to
 * DENSITY_MARKS moments evenly apart, from which going back begins again. So memory does not grow with the record, and a
 * moment has one result whichever way it was come to. Owned by one picture; one thread.
 */
#pragma once
#include "view/density.h"

#define DENSITY_MARKS 16
#define DENSITY_STEP_S 1.0 /* from one frame that is added to the next; more where frames are rarer */
#define DENSITY_WHOLE SIZE_MAX /* a budget without bounds */

struct density_course {
    struct density_grid grid; /* cells 0 before density_course_open */
    float *now; /* owned; one number a cell: the density of the frame added last */
    struct density_sum sum; /* of the first `done` steps */
    size_t done, due; /* steps: reckoned, and wanted at the last seek */
    struct density_sum marks[DENSITY_MARKS]; /* mark i: after (i + 1) * apart steps; most NULL where not come to yet */
    size_t apart;
    struct motion_frame frame; /* work space */
};

SIBU_MUST_USE enum sibu_status density_course_open(struct density_course *out, const struct replay *replay,
                                                   struct sibu_fault *fault);
void density_course_close(struct density_course *course); /* all zero is allowed */
/* Reckons up to time_s. Reads on as long as fewer than `people_budget` persons (or work like theirs) have been read (DENSITY_WHOLE:
 * to the end): where that did not suffice, done stays below due, the sum stands for less time, and the next call goes on. */
SIBU_MUST_USE enum sibu_status density_course_seek(struct density_course *course, const struct replay *replay,
                                                   double time_s, size_t people_budget, struct sibu_fault *fault);
