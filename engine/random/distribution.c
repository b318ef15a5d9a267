/* Values of distributions, drawn from PCG64. See sibu/random.h.
 *
 * Depends on: pcg, elementary. Every sampler takes exactly one value of its stream for each draw, so that the n-th draw
 * of a stream can be named. A stream belongs to one thread.
 */
#include "random/distribution.h"

#include <assert.h>
#include <math.h>

#include "sibu/random.h"

double sibu_draw_unit(struct sibu_pcg64 *stream)
{
    return ((double)(sibu_pcg64_next(stream) >> 12) + 0.5) * 0x1p-52; /* exact: 52 bits and the half */
}

double sibu_draw_between(struct sibu_pcg64 *stream, double low, double high)
{
    assert(low <= high);
    return low + (high - low) * sibu_draw_unit(stream);
}

double sibu_draw_exponential(struct sibu_pcg64 *stream, double mean)
{
    assert(mean >= 0.0);
    return -mean * sibu_log(sibu_draw_unit(stream)); /* 1 - u is distributed as u */
}

/* c[0] + c[1] x + ... + c[7] x^7 */
static double polynomial(const double c[8], double x)
{
    double sum = c[7];
    for (int i = 6; i >= 0; i--) {
        sum = sum * x + c[i];
    }
    return sum;
}

struct rational {
    double above[8], below[8];
};

static double quotient(const struct rational *rational, double x)
{
    return polynomial(rational->above, x) / polynomial(rational->below, x);
}

/* M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484: three rational approximations. */
static const struct rational CENTRE = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
     3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}};
static const struct rational SHOULDER = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
static const struct rational TAIL = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};

double normal_quantile(double p)
{
    assert(p > 0.0 && p < 1.0);
    double q = p - 0.5;
    if (fabs(q) <= 0.425) {
        return q * quotient(&CENTRE, 0.180625 - q * q);
    }
    double r = sqrt(-sibu_log(q < 0.0 ? p : 1.0 - p));
    double z = r <= 5.0 ? quotient(&SHOULDER, r - 1.6) : quotient(&TAIL, r - 5.0);
    return q < 0.0 ? -z : z;
}

double sibu_draw_normal(struct sibu_pcg64 *stream, double mean, double deviation)
{
    assert(deviation >= 0.0);
    return mean + deviation * normal_quantile(sibu_draw_unit(stream));
}

double sibu_draw_lognormal(struct sibu_pcg64 *stream, double mu, double sigma)
{
    return sibu_exp(sibu_draw_normal(stream, mu, sigma));
}

size_t sibu_draw_weighted(struct sibu_pcg64 *stream, const double *weights, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        assert(weights[i] >= 0.0);
        sum += weights[i];
    }
    assert(sum > 0.0);

    double aim = sum * sibu_draw_unit(stream);
    double passed = 0.0;
    size_t chosen = 0;
    for (size_t i = 0; i < count && passed <= aim; i++) {
        if (weights[i] > 0.0) { /* so that a weight of 0 is never chosen, whatever the rounding */
            passed += weights[i];
            chosen = i;
        }
    }
    return chosen;
}
