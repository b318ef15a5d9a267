/* One measure of a drill: how long something took, over everybody of whom it was wanted.
 *
 * All numbers come from the product-limit estimate (survival.h), so the silent are in them; the bounds of the p95 from
 * order statistics (quantile_rank.h), where the silent count as later than everybody for the upper one, and as having
 * done it when they were last looked at for the lower one. Pure.
 */
#pragma once
#include "evaluate/survival.h"
#include "sibu/fault.h"

#define MEASURE_NEVER (-1.0) /* in place of a time: not reached before the drill ended */
#define MEASURE_P95_N_MIN 59 /* below, not even the longest time bounds the p95 with 95 %: 1 - 0.95^59 = 0.951 */

struct measure {
    uint32_t n; /* people of whom it was wanted */
    uint32_t censored; /* of these, not seen to do it before the end */
    double p10_s, median_s, p90_s; /* when 10, 50, 90 % of n had done it; or MEASURE_NEVER */
    double median_low_s, median_high_s; /* 95 % interval of the median; each may be MEASURE_NEVER */
    double p95_s; /* when 95 % had done it; MEASURE_NEVER also where n is below MEASURE_P95_N_MIN: too few to say */
    double
        p95_low_s; /* with 95 % the p95 is not below; also where it was not reached; MEASURE_NEVER where n is too few */
    double p95_high_s; /* with 95 % it is not above; MEASURE_NEVER where n is too few, or not so many did it */
    double max_s; /* the last one seen to do it; MEASURE_NEVER where nobody was */
    double mean_s; /* mean, each censored person with the time seen (restricted mean); MEASURE_NEVER where n is 0 */
    double mean_low_s, mean_high_s; /* its 95 % interval; MEASURE_NEVER where fewer than two did it */
};

/* Between what a measure's median and 90 % lie, however the people's own times lie within their bounds. */
struct measure_span {
    double median_least_s, median_most_s, p90_least_s, p90_most_s; /* or MEASURE_NEVER */
};

/* People as a measure may have had them; their subjects are sorted on the way. A count of 0: as in the figures. */
struct measure_people {
    struct survival_subject *subjects;
    size_t count;
};

/* From everybody at the earliest, and at the latest. The figures of `measure` are within: they are one way it may have been. */
SIBU_MUST_USE enum sibu_status measure_span_take(const struct measure_people *earliest,
                                                 const struct measure_people *latest, const struct measure *measure,
                                                 struct measure_span *out, struct sibu_fault *fault);

/* Measures the subjects, which are sorted on the way. */
SIBU_MUST_USE enum sibu_status measure_take(struct survival_subject *subjects, size_t count, struct measure *out,
                                            struct sibu_fault *fault);
