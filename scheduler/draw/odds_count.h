/* How many of many independent things happen: the exact distribution of a sum of counts, by convolution.
 *
 * All terms are positive, so nothing cancels; what is below 1e-22 at either end is dropped, so that the sum of 4000 sites
 * is some hundred numbers wide. Depends on: memory. A count is for one thread.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

struct odds_count {
    double *p; /* p[i]: the chance of first + i. [room] */
    size_t first, count, room;
};

/* Certainly 0; room for counts of up to `most` in all. */
SIBU_MUST_USE enum sibu_status odds_count_open(struct odds_count *out, size_t most, struct sibu_fault *fault);
void odds_count_close(struct odds_count *count); /* all zero is allowed */

void odds_count_set(struct odds_count *to, const double *p, size_t count); /* the chances of 0, 1, ... */
/* The sum of two independent counts; `to` is neither of them, and has room for it. */
void odds_count_add(struct odds_count *to, const struct odds_count *a, const struct odds_count *b);
/* The sum of n counts that are distributed as `one`; all five are different. */
void odds_count_repeat(struct odds_count *to, const struct odds_count *one, size_t n, struct odds_count spare[2]);

double odds_count_reaches(const struct odds_count *count, size_t n); /* the chance of n or more */
double odds_count_below(const struct odds_count *count, size_t n); /* the chance of fewer than n */
double odds_count_beyond(const struct odds_count *count, size_t n); /* expectation of what is more than n */
double odds_count_mean(const struct odds_count *count);
