/* Intervals by drawing the same people again and again: for a median or mean of which no formula is trusted.
 *
 * Each run draws n of the n people with replacement, the silent with the others, and takes median and restricted mean
 * of the product-limit estimate (B. Efron, Censored Data and the Bootstrap, 1981); the interval are the runs' 2.5 % and
 * 97.5 % points (percentile method). Deterministic: key and people say all. The order of the people does not count.
 * Pure. Takes n * runs steps: 10,000 people in 1,999 runs a second or so.
 */
#pragma once
#include "evaluate/survival.h"
#include "sibu/fault.h"

#define BOOTSTRAP_RUNS 1999 /* usual: the 50th and the 1950th of them are the interval */
#define BOOTSTRAP_RUNS_MIN 39 /* the first and the last are */
#define BOOTSTRAP_RUNS_MAX 100000

struct bootstrap_def {
    uint8_t key[32]; /* of the random numbers: the record's digest, or sibu_key_of_seed */
    uint32_t runs; /* BOOTSTRAP_RUNS_MIN to BOOTSTRAP_RUNS_MAX */
    double until_s; /* of the restricted mean, > 0 */
};

struct bootstrap {
    double median_low_s, median_high_s; /* negative where the median is not reached that far out */
    double mean_low_s, mean_high_s; /* of the restricted mean */
    double mean_error_s; /* its standard deviation over the runs */
};

/* SIBU_BAD_INPUT for runs out of range or nobody to draw. */
SIBU_MUST_USE enum sibu_status bootstrap_take(const struct survival_subject *subjects, size_t count,
                                              const struct bootstrap_def *def, struct bootstrap *out,
                                              struct sibu_fault *fault);
