/* Distributions that tests ask for, and how well numbers fit them. Pure. Depends on: sibu/random.h, validate/study.h.
 */
#pragma once
#include "validate/study.h"

/* The pre-evacuation times of NIST TN 1822, test 1.1; s. */
#define NIST_GAMMA_SHAPE 1.291
#define NIST_GAMMA_SCALE 103.901
#define NIST_LOG_MU 4.586
#define NIST_LOG_SIGMA 0.967
#define NIST_WEIBULL_SCALE 139.285
#define NIST_WEIBULL_SHAPE 1.195

double statistics_draw_weibull(struct sibu_pcg64 *stream, double scale, double shape);
/* shape >= 1 (Marsaglia and Tsang, A simple method for generating gamma variables, 2000). */
double statistics_draw_gamma(struct sibu_pcg64 *stream, double shape, double scale);
/* The probability of a value below x. */
double statistics_weibull_below(double x, double scale, double shape);
double statistics_gamma_below(double x, double shape, double scale);
double statistics_lognormal_below(double x, double mu, double sigma);

/* The probability that numbers which follow `below` lie as far off it as these (Kolmogorov-Smirnov, asymptotic with
 * Stephens's correction): numbers part[0] .. part[0] + part[1] - 1 of all seeds. 0 without memory. */
double statistics_fit(const struct sample *sample, const size_t part[2], double (*below)(double x, const void *context),
                      const void *context);
/* Mean and standard deviation of the same numbers. */
void statistics_spread(const struct sample *sample, const size_t part[2], double *mean, double *sigma);
