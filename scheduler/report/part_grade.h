/* How a grade looks in the report. Inside report/ only. Pure.
 */
#pragma once
#include "evaluate/rating.h"

/* Whether it is one of the lower half of its scheme's grades: "fair" and "poor", "M" and "U". 0 for RATING_UNRATED. */
static inline int grade_is_low(const struct rating_scheme *scheme, uint32_t grade)
{
    return grade != RATING_UNRATED && 2 * grade >= scheme->grade_count;
}
