/* See chance.h. */
#include "evaluate/chance.h"

#include <math.h>

#include "sibu/random.h"

static const double PI = 3.14159265358979323846;
static const double ROOT_OF_2_PI = 2.50662827463100050242;
static const double HALF_LOG_OF_2_PI = 0.91893853320467274178;

/* Lower tails come with a minus sign here: the series is odd in z. */
static double normal_near(double z)
{
    double term = z, sum = z;
    for (uint32_t odd = 3; fabs(term) > 1e-18 * fabs(sum); odd += 2) {
        term *= z * z / (double)odd;
        sum += term;
    }
    return 0.5 - sum * sibu_exp(-z * z / 2.0) / ROOT_OF_2_PI;
}

double chance_normal_above(double z)
{
    if (fabs(z) < 3.0) {
        return normal_near(z);
    }
    if (fabs(z) > 37.0) {
        return z > 0.0 ? 0.0 : 1.0;
    }
    double far = fabs(z), fraction = far;
    for (uint32_t i = 150; i > 0; i--) {
        fraction = far + (double)i / fraction;
    }
    double tail = sibu_exp(-far * far / 2.0) / ROOT_OF_2_PI / fraction;
    return z > 0.0 ? tail : 1.0 - tail;
}

double chance_chi2_above(double x, uint32_t degrees)
{
    if (x <= 0.0) {
        return 1.0;
    }
    int odd = degrees % 2 == 1;
    double root = sqrt(x), term = odd ? 1.0 / root : 1.0, sum = odd ? 0.0 : 1.0;
    for (uint32_t i = odd ? 1 : 2; i + 2 <= degrees; i += 2) {
        term *= x / (double)i;
        sum += term;
    }
    double density = sibu_exp(-x / 2.0);
    return odd ? 2.0 * chance_normal_above(root) + 2.0 * density / ROOT_OF_2_PI * sum : density * sum;
}

double chance_student_outside(double t, uint32_t degrees)
{
    double free = (double)degrees;
    double sine = t / sqrt(free + t * t), cosine_2 = free / (free + t * t);
    int odd = degrees % 2 == 1;
    double term = odd ? sqrt(cosine_2) : 1.0, sum = degrees > 1 ? term : 0.0;
    for (uint32_t i = odd ? 3 : 2; i + 2 <= degrees; i += 2) {
        term *= cosine_2 * ((double)i - 1.0) / (double)i;
        sum += term;
    }
    double inside = odd ? 2.0 / PI * (sibu_atan2(t, sqrt(free)) + sine * sum) : sine * sum;
    return inside < 1.0 ? 1.0 - inside : 0.0;
}

double chance_student_limit(double outside, uint32_t degrees)
{
    double low = 0.0, high = 1.0;
    while (chance_student_outside(high, degrees) > outside) {
        high *= 2.0;
    }
    for (int i = 0; i < 60; i++) {
        double middle = low + (high - low) / 2.0;
        if (chance_student_outside(middle, degrees) > outside) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

static double log_factorial(uint32_t n)
{
    if (n < 16) {
        double product = 1.0;
        for (uint32_t i = 2; i <= n; i++) {
            product *= (double)i;
        }
        return sibu_log(product);
    }
    double x = (double)n, r = 1.0 / x, r2 = r * r;
    double rest = r * (1.0 / 12.0 - r2 * (1.0 / 360.0 - r2 * (1.0 / 1260.0 - r2 / 1680.0)));
    return (x + 0.5) * sibu_log(x) - x + HALF_LOG_OF_2_PI + rest;
}

/* P(X <= k) for k not above the mean: the terms only fall from k downwards. 0 < p < 1. */
static double lower_tail(uint32_t k, uint32_t n, double p)
{
    double log_term = log_factorial(n) - log_factorial(k) - log_factorial(n - k);
    log_term += (double)k * sibu_log(p) + (double)(n - k) * sibu_log(1.0 - p);
    double term = sibu_exp(log_term), sum = term;
    for (uint32_t j = k; j > 0 && term > 1e-18 * sum; j--) {
        term *= (double)j * (1.0 - p) / ((double)(n - j + 1) * p);
        sum += term;
    }
    return sum < 1.0 ? sum : 1.0;
}

double chance_binomial_most(uint32_t k, uint32_t n, double p)
{
    if (k >= n || p <= 0.0) {
        return 1.0;
    }
    if (p >= 1.0) {
        return 0.0;
    }
    if ((double)k <= (double)n * p) {
        return lower_tail(k, n, p);
    }
    return 1.0 - lower_tail(n - k - 1, n, 1.0 - p);
}

double chance_binomial_least(uint32_t k, uint32_t n, double p)
{
    if (k > n) {
        return 0.0;
    }
    return chance_binomial_most(n - k, n, 1.0 - p);
}
