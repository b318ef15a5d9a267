/* Between which of n measured times a quantile lies, whatever the distribution: order statistics.
 *
 * How many of n lie below the q-quantile is binomial (n, q), so the k-th smallest is below it with the probability that
 * at least k are: Thompson 1936; David and Nagaraja, Order Statistics (2003), section 7.1. 95 % throughout. Ranks count
 * from 1, the smallest; 0 in place of a rank: even the smallest (largest) of n does not bound it. q in (0, 1). Pure.
 */
#pragma once
#include <stdint.h>

struct quantile_ranks {
    uint32_t low, high; /* 0: not bounded on that side */
    double confidence; /* that the quantile is between them: at least 0.95 */
};

/* Two-sided, 2.5 % to each side. A side that n cannot bound with that leaves all 5 % to the other. Where neither can be
 * bounded with 2.5 %, there is no interval: both 0 with confidence 1. */
struct quantile_ranks quantile_rank_interval(uint32_t n, double q);
/* One-sided, 5 %: the smallest rank whose time is not below the quantile; the largest whose time is not above it. */
uint32_t quantile_rank_high(uint32_t n, double q);
uint32_t quantile_rank_low(uint32_t n, double q);
