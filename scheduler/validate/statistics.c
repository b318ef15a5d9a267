/* Distributions and how well numbers fit them. See statistics.h. */
#include "validate/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "sibu/memory.h"

static double power(double x, double exponent)
{
    return sibu_exp(exponent * sibu_log(x));
}

double statistics_draw_weibull(struct sibu_pcg64 *stream, double scale, double shape)
{
    return scale * power(-sibu_log(sibu_draw_unit(stream)), 1.0 / shape);
}

double statistics_draw_gamma(struct sibu_pcg64 *stream, double shape, double scale)
{
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double z = sibu_draw_normal(stream, 0.0, 1.0), root = 1.0 + c * z, v = root * root * root;
        if (root > 0.0 && sibu_log(sibu_draw_unit(stream)) < 0.5 * z * z + d - d * v + d * sibu_log(v)) {
            return scale * d * v;
        }
    }
}

double statistics_weibull_below(double x, double scale, double shape)
{
    return x <= 0.0 ? 0.0 : 1.0 - sibu_exp(-power(x / scale, shape));
}

/* ln Gamma(x), x > 0: Stirling's series from 8 on, and the recurrence below. */
static double log_gamma(double x)
{
    double below = 0.0;
    while (x < 8.0) {
        below += sibu_log(x);
        x += 1.0;
    }
    double inverse = 1.0 / x, square = inverse * inverse;
    double series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0));
    return (x - 0.5) * sibu_log(x) - x + 0.91893853320467274 + series - below;
}

/* The regularised lower incomplete gamma function by its power series, which ends for x below some hundreds. */
double statistics_gamma_below(double x, double shape, double scale)
{
    double t = x / scale, term = 1.0 / shape, sum = term;
    if (t <= 0.0 || t > 600.0) {
        return t <= 0.0 ? 0.0 : 1.0;
    }
    for (double n = 1.0; term > 1e-15 * sum; n += 1.0) {
        term *= t / (shape + n);
        sum += term;
    }
    return sum * sibu_exp(shape * sibu_log(t) - t - log_gamma(shape));
}

/* The normal distribution by its series around 0, or 0 and 1 far out. */
static double normal_below(double z)
{
    if (z < -7.0 || z > 7.0) {
        return z < 0.0 ? 0.0 : 1.0;
    }
    double term = z, sum = z;
    for (double n = 3.0; fabs(term) > 1e-17; n += 2.0) {
        term *= z * z / n;
        sum += term;
    }
    return 0.5 + sum * sibu_exp(-0.5 * z * z) * 0.3989422804014327;
}

double statistics_lognormal_below(double x, double mu, double sigma)
{
    return x <= 0.0 ? 0.0 : normal_below((sibu_log(x) - mu) / sigma);
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double chance_of(double distance, double count)
{
    double root = sqrt(count), lambda = (root + 0.12 + 0.11 / root) * distance, sum = 0.0, sign = 2.0;
    if (lambda < 0.2) {
        return 1.0;
    }
    for (double k = 1.0; k <= 100.0; k += 1.0) {
        sum += sign * sibu_exp(-2.0 * k * k * lambda * lambda);
        sign = -sign;
    }
    return sum < 0.0 ? 0.0 : sum > 1.0 ? 1.0 : sum;
}

double statistics_fit(const struct sample *sample, const size_t part[2], double (*below)(double x, const void *context),
                      const void *context)
{
    size_t count = sample->seeds * part[1];
    double *sorted = sibu_array_new(count, sizeof *sorted), distance = 0.0;
    if (!sorted) {
        return 0.0;
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = sample_at(sample, i / part[1], part[0] + i % part[1]);
    }
    qsort(sorted, count, sizeof *sorted, by_size);
    for (size_t i = 0; i < count; i++) {
        double expected = below(sorted[i], context);
        double over = (double)(i + 1) / (double)count - expected, under = expected - (double)i / (double)count;
        distance = over > distance ? over : distance;
        distance = under > distance ? under : distance;
    }
    sibu_array_free(sorted);
    return chance_of(distance, (double)count);
}

void statistics_spread(const struct sample *sample, const size_t part[2], double *mean, double *sigma)
{
    double sum = 0.0, squares = 0.0, count = (double)(sample->seeds * part[1]);
    for (size_t k = part[0]; k < part[0] + part[1]; k++) {
        sum += sample_sum(sample, k);
    }
    *mean = sum / count;
    for (size_t i = 0; i < sample->seeds * part[1]; i++) {
        double off = sample_at(sample, i / part[1], part[0] + i % part[1]) - *mean;
        squares += off * off;
    }
    *sigma = sqrt(squares / count);
}
