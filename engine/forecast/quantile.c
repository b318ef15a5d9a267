/* Quantiles and means with their intervals of confidence.
 *
 * Quantile p of n values: the order statistic number ceil(n p). Its interval: the order statistics number l and u with
 * P(B < l) <= 0.025 and P(B >= u) <= 0.025, B binomial (n, p), l as great and u as small as can be; for n too small
 * there is none. Exact whatever the distribution (H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed. 2003, 7.1).
 * Mean: Student's t (exact for normal values, and good for the mean of many others).
 *
 * Depends on: sibu/forecast.h. Pure.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "forecast/quantile.h"

#define TAIL 0.025 /* on each side */
#define NEGLIGIBLE 1e-40 /* of the greatest weight: all that is smaller does not show in a double */

const unsigned SIBU_QUANTILE_PERCENTS[SIBU_QUANTILES] = {5, 25, 50, 75, 95};

/* Binomial weights relative to the one at the mode: none overflows, and all are positive. w(k+1) / w(k). */
static double ratio_up(size_t n, double p, size_t k)
{
    return (double)(n - k) / (double)(k + 1) * (p / (1.0 - p));
}

static struct sibu_estimate unknown(void)
{
    return (struct sibu_estimate){(double)NAN, (double)NAN, (double)NAN};
}

struct weights { /* from `first`, whose weight is `at_first`, up; they sum to `all` */
    size_t first;
    double at_first, all;
};

static struct weights weigh(size_t n, double p)
{
    size_t mode = (size_t)(((double)n + 1.0) * p);
    mode = mode > n ? n : mode;
    struct weights weights = {.first = mode, .at_first = 1.0, .all = 1.0};
    while (weights.first > 0 && weights.at_first > NEGLIGIBLE) {
        weights.at_first /= ratio_up(n, p, --weights.first);
        weights.all += weights.at_first;
    }
    double weight = 1.0;
    for (size_t k = mode; k < n && weight > NEGLIGIBLE; k++) {
        weight *= ratio_up(n, p, k);
        weights.all += weight;
    }
    return weights;
}

void quantile_ranks(size_t n, unsigned percent, struct quantile_ranks *out)
{
    assert(n > 0 && percent > 0 && percent < 100);
    double p = (double)percent / 100.0;
    struct weights weights = weigh(n, p);
    double below = 0.0, weight = weights.at_first; /* below: P(B < k) */
    *out = (struct quantile_ranks){.value = (n * percent + 99) / 100, .low = weights.first, .high = n + 1};
    for (size_t k = weights.first; k <= n; k++) {
        if (below <= TAIL) {
            out->low = k;
        }
        if (1.0 - below <= TAIL) {
            out->high = k;
            return;
        }
        below += weight / weights.all;
        weight *= ratio_up(n, p, k);
    }
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct sibu_estimate quantile_of(const double *sorted, size_t count, unsigned percent)
{
    struct quantile_ranks ranks;
    quantile_ranks(count, percent, &ranks);
    return (struct sibu_estimate){.value = sorted[ranks.value - 1],
                                  .low = ranks.low > 0 ? sorted[ranks.low - 1] : -HUGE_VAL,
                                  .high = ranks.high <= count ? sorted[ranks.high - 1] : HUGE_VAL};
}

/* 97.5 % of Student's distribution lie below; to ten digits up to 30 degrees, beyond by M. Abramowitz, I. A. Stegun,
 * Handbook of Mathematical Functions, 26.7.5, to seven digits and more. */
double quantile_student(size_t degrees)
{
    static const double EXACT[] = {12.7062047362, 4.3026527297, 3.1824463053, 2.7764451052, 2.5705818356, 2.4469118511,
                                   2.3646242516,  2.3060041352, 2.2621571628, 2.2281388520, 2.2009851601, 2.1788128297,
                                   2.1603686565,  2.1447866879, 2.1314495456, 2.1199052992, 2.1098155778, 2.1009220402,
                                   2.0930240544,  2.0859634473, 2.0796138447, 2.0738730679, 2.0686576104, 2.0638985616,
                                   2.0595385528,  2.0555294386, 2.0518305165, 2.0484071418, 2.0452296421, 2.0422724563};
    assert(degrees > 0);
    if (degrees <= sizeof EXACT / sizeof EXACT[0]) {
        return EXACT[degrees - 1];
    }
    const double z = 1.959963984540054; /* the same of the standard normal distribution */
    double n = (double)degrees, z2 = z * z;
    double g1 = z * (z2 + 1.0) / 4.0;
    double g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    double g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    double g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    return z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
}

static struct sibu_estimate mean_of(const double *sample, size_t count)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += sample[i];
    }
    double mean = sum / (double)count;
    if (!isfinite(mean)) {
        return unknown();
    }
    if (count < 2) {
        return (struct sibu_estimate){mean, -HUGE_VAL, HUGE_VAL};
    }
    for (size_t i = 0; i < count; i++) {
        squares += (sample[i] - mean) * (sample[i] - mean);
    }
    double half = quantile_student(count - 1) * sqrt(squares / (double)(count - 1) / (double)count);
    return (struct sibu_estimate){mean, mean - half, mean + half};
}

void sibu_summarise(double *sample, size_t count, struct sibu_summary *out)
{
    *out = (struct sibu_summary){.count = count, .mean = unknown()};
    for (size_t i = 0; i < SIBU_QUANTILES; i++) {
        out->quantiles[i] = unknown();
    }
    if (count == 0) {
        return;
    }
    qsort(sample, count, sizeof *sample, by_size);
    for (size_t i = 0; i < SIBU_QUANTILES; i++) {
        out->quantiles[i] = quantile_of(sample, count, SIBU_QUANTILE_PERCENTS[i]);
    }
    out->mean = mean_of(sample, count);
}
