/* How far people walked in a record until they were out: the sum of their ways from one stored frame to the next, one
 * frame a second.
 */
#pragma once
#include "view/motion.h"

#define COMPARE_PATH_MOST 4000000u /* people times frames that are read at most */

/* metres[i]: of the person with that index, up to until_s[i]; below 0 where the record holds no position of that person.
 * All below 0 where it has no frames, or so many that reading them would keep people waiting (COMPARE_PATH_MOST). A step
 * to another floor counts as its way on the plan. Both lists hold replay->people_count. */
SIBU_MUST_USE enum sibu_status compare_path(const struct replay *replay, const double *until_s, double *metres,
                                            struct sibu_fault *fault);
