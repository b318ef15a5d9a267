/* How likely: tails of the normal, chi-square, Student's and binomial distributions.
 *
 * Sources: A&S = Abramowitz and Stegun, Handbook of Mathematical Functions (1964), by formula number. Sums are finite
 * or run until a term no longer counts. Relative error below 1e-9 wherever the result is above 1e-200; Student's tail
 * is exact to 1e-14 absolute. Pure. Depends on: sibu/random.h for log, exp and atan2 that give the same bits
 * everywhere.
 */
#pragma once
#include <stdint.h>

#define CHANCE_Z_95 1.959963984540054 /* the standard normal is within +- this with probability 0.95 */
#define CHANCE_ERROR 0.05 /* how often a 95 % statement may be wrong: both sides together */

/* P(Z >= z), Z standard normal. A&S 26.2.11 (series) within +-3, 26.2.14 (continued fraction) outside. 0 beyond 37. */
double chance_normal_above(double z);
/* P(X >= x), X chi-square with `degrees` >= 1 of freedom; 1 where x <= 0. A&S 26.4.4 (odd), 26.4.5 (even). */
double chance_chi2_above(double x, uint32_t degrees);
/* P(|T| >= t), T Student's with `degrees` >= 1 of freedom, t >= 0. A&S 26.7.3 (odd), 26.7.4 (even). */
double chance_student_outside(double t, uint32_t degrees);
/* The t >= 0 with P(|T| >= t) = `outside`, in [1e-6, 1): by halving. */
double chance_student_limit(double outside, uint32_t degrees);
/* P(X <= k) and P(X >= k), X binomial: n tries with probability p in [0, 1]; any k. The greatest term by logarithms of
 * factorials (Stirling, A&S 6.1.41), the others from it by their ratios. */
double chance_binomial_most(uint32_t k, uint32_t n, double p);
double chance_binomial_least(uint32_t k, uint32_t n, double p);
