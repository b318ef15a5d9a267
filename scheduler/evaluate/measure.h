/* One measure of a drill: how long something took, over everybody of whom it was wanted.
 *
 * All numbers come from the product-limit estimate (survival.h), so the silent are in them. Pure.
 */
#pragma once
#include "evaluate/survival.h"
#include "sibu/fault.h"

#define MEASURE_NEVER (-1.0) /* in place of a time: not reached before the drill ended */

struct measure {
    uint32_t n; /* people of whom it was wanted */
    uint32_t censored; /* of these, not seen to do it before the end */
    double p10_s, median_s, p90_s; /* when 10, 50, 90 % of n had done it; or MEASURE_NEVER */
    double median_low_s, median_high_s; /* 95 % interval of the median; each may be MEASURE_NEVER */
    double max_s; /* the last one seen to do it; MEASURE_NEVER where nobody was */
    double mean_s; /* mean, each censored person with the time seen (restricted mean); MEASURE_NEVER where n is 0 */
};

/* Measures the subjects, which are sorted on the way. */
SIBU_MUST_USE enum sibu_status measure_take(struct survival_subject *subjects, size_t count, struct measure *out,
                                            struct sibu_fault *fault);
