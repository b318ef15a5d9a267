/* What k of n says about the share behind it: 95 % intervals.
 *
 * k <= n; with n 0 nothing is known: 0 to 1. Pure.
 */
#pragma once
#include <stdint.h>

struct share {
    double low, high; /* in [0, 1] */
};

/* For show: covers 95 % on the average over shares. E. B. Wilson 1927, without continuity correction. */
struct share share_wilson(uint32_t k, uint32_t n);
/* For pass or fail: covers at least 95 %, whatever the share. Clopper and Pearson 1934: the shares at which k or more
 * (k or less) would come up with 2.5 %, from the exact binomial tails by halving. */
struct share share_exact(uint32_t k, uint32_t n);
/* Of n none had it: with 95 % the share is at most this. 3 / n, the rule of three (Hanley and Lippman-Hand 1983), which
 * is just above the exact 1 - 0.05^(1/n); at most 1. */
double share_none_of(uint32_t n);
