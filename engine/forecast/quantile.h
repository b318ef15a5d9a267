/* What sibu_summarise is made of, for its tests: ranks of order statistics, and Student's quantile.
 *
 * Depends on: sibu/forecast.h. Pure.
 */
#pragma once
#include "sibu/forecast.h"

struct quantile_ranks { /* of the sorted values, from 1 */
    size_t value;
    size_t low; /* 0: n is too small for a lower bound */
    size_t high; /* n + 1: too small for an upper bound */
};
/* The ranks of the quantile at `percent`, in [1, 99], of `n` values, at least 1, and of its 95 % interval. */
void quantile_ranks(size_t n, unsigned percent, struct quantile_ranks *out);
/* The 0.975 quantile of Student's distribution with so many degrees of freedom, at least 1. */
double quantile_student(size_t degrees);
