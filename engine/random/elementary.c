/* log, exp, sine, cosine and arc tangent: the same bits on every machine, compiler and optimisation.
 *
 * Depends on: IEEE 754 doubles, rounding to nearest, no contraction (-ffp-contract=off). Pure.
 * The C library's own differ from version to version and pick code by processor. Each function here reduces its
 * argument, with the rounding of the reduction carried along as a second double, to a short interval, where a
 * polynomial stands in; the polynomials are minimax ones, computed by the Remez algorithm with 220 bits, with the error
 * noted at each. Largest errors seen against long double: see tests/engine/random/elementary.c.
 */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "sibu/random.h"

_Static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles");
_Static_assert(DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024, "IEEE 754");

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^power, power in [-1022, 1023] */
static double power_of_two(int power)
{
    return of_bits((uint64_t)(power + 1023) << 52);
}

/* c[0] + c[1] x + ... */
static double polynomial(const double *c, int count, double x)
{
    double sum = c[count - 1];
    for (int i = count - 2; i >= 0; i--) {
        sum = sum * x + c[i];
    }
    return sum;
}

/* A number as the unevaluated sum of two doubles, the second below half a unit in the last place of the first. */
struct pair {
    double high, low;
};

static struct pair sum_of(double a, double b)
{
    double high = a + b;
    double part = high - a;
    return (struct pair){high, (a - (high - part)) + (b - part)};
}

/* The upper 26 bits of x, so that products of such halves are exact. |x| < 2^995. */
static double upper_half(double x)
{
    double shifted = x * 134217729.0; /* 2^27 + 1 */
    return shifted - (shifted - x);
}

static struct pair product_of(double a, double b)
{
    double high = a * b;
    double a1 = upper_half(a), b1 = upper_half(b);
    double a2 = a - a1, b2 = b - b1;
    return (struct pair){high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

#define LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits, so that its product with an exponent is exact */
#define LN2_LOW 0x1.ef35793c76730p-45

/* With m = 2^-k x in [sqrt(1/2), sqrt(2)), f = m - 1 and s = f / (2 + f): log m = 2 artanh s
 * = f - f^2/2 + s (f^2/2 + R(s^2)), where f - f^2/2 is what rounding may not touch. */
double sibu_log(double x)
{
    static const double R[] = {
        0x1.5555555555558p-1, 0x1.9999999995224p-2, 0x1.2492492e03e05p-2, 0x1.c71c62d0402aep-3,
        0x1.7462ba27c8794p-3, 0x1.39fdb949c5e05p-3, 0x1.2b5fbed6295a5p-3}; /* error of s R below 2^-57 of the result */
    assert(x > 0.0 && x <= DBL_MAX);
    int k = 0;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits = bits_of(x);
    k += (int)(bits >> 52) - 1023;
    double m = of_bits((bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000));
    if (m >= 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        k++;
    }
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double half = 0.5 * f * f;
    double tail = s * (half + z * polynomial(R, 7, z)) + (double)k * LN2_LOW;
    return (double)k * LN2_HIGH - ((half - tail) - f);
}

/* exp x = 2^k exp r, r = x - k log 2 in [-log(2)/2, log(2)/2], kept as two doubles. */
double sibu_exp(double x)
{
    static const double P[] = {0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555558p-5,
                               0x1.11111111100bdp-7,  0x1.6c16c16c151cap-10, 0x1.a01a01abf87d2p-13,
                               0x1.a01a01ad0cf62p-16, 0x1.71de01fd60961p-19, 0x1.27e4cca2a0ab5p-22,
                               0x1.af4e55f28192cp-26, 0x1.1f8b94e16636ep-29}; /* error of r^2 P below 2^-62 */
    double clamped = x < -700.0 ? -700.0 : x > 700.0 ? 700.0 : x;
    double turns = floor(clamped * 0x1.71547652b82fep+0 + 0.5);
    double high = clamped - turns * LN2_HIGH;
    double low = turns * LN2_LOW;
    double r = high - low;
    double lost = (high - r) - low;
    double result = 1.0 + (r + (r * r * polynomial(P, 11, r) + (lost + lost * r)));
    return result * power_of_two((int)turns);
}

/* r = x - k pi/2 in about [-pi/4, pi/4], exact to 2^-130 k: pi/2 in parts of 33 bits, whose products with k < 2^20 are
 * exact. Returns k modulo 4. */
static int reduce(double x, struct pair *r)
{
    double k = floor(x * 0x1.45f306dc9c883p-1 + 0.5);
    struct pair a = sum_of(x - k * 0x1.921fb54400000p+0, -k * 0x1.0b4611a600000p-34);
    struct pair b = sum_of(a.high, -k * 0x1.3198a2e000000p-69);
    *r = sum_of(b.high, a.low + (b.low - k * 0x1.b839a252049c1p-104));
    return (int)(k - 4.0 * floor(k * 0.25));
}

static double sine_near_zero(struct pair r)
{
    static const double S[] = {-0x1.5555555555555p-3, 0x1.1111111110badp-7,   -0x1.a01a019e82435p-13,
                               0x1.71de3794aecd2p-19, -0x1.ae60090c44d47p-26, 0x1.5e0a62ed2b329p-33}; /* 2^-56 */
    double z = r.high * r.high;
    return r.high + (z * r.high * polynomial(S, 6, z) + r.low * (1.0 - 0.5 * z));
}

static double cosine_near_zero(struct pair r)
{
    static const double C[] = {0x1.5555555555555p-5,   -0x1.6c16c16c16964p-10, 0x1.a01a019f4df8fp-16,
                               -0x1.27e4fa16e89fbp-22, 0x1.1eeb67ea7a39dp-29,  -0x1.907cea0cf7388p-37}; /* 2^-60 */
    double z = r.high * r.high;
    double high = 1.0 - 0.5 * z;
    double lost = (1.0 - high) - 0.5 * z;
    return high + (lost + (z * z * polynomial(C, 6, z) - r.high * r.low));
}

void sibu_sincos(double x, double *sine, double *cosine)
{
    assert(fabs(x) <= 1e6);
    struct pair r;
    int quarter = reduce(x, &r);
    double s = sine_near_zero(r);
    double c = cosine_near_zero(r);
    *sine = quarter == 0 ? s : quarter == 1 ? c : quarter == 2 ? -s : -c;
    *cosine = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
}

/* Divides both by the power of two that brings the larger into [1, 2): products below neither overflow nor vanish.
 * What is below 2^-900 of the larger may vanish: it does not show in the angle. */
static void scale(double *smaller, double *larger)
{
    if (*larger < 0x1p-900) {
        *smaller *= 0x1p120;
        *larger *= 0x1p120;
    }
    int power = (int)(bits_of(*larger) >> 52) - 1023;
    double half = power_of_two(-(power / 2)); /* in two steps, since 2^-1023 is no normal number */
    double rest = power_of_two(-(power - power / 2));
    *smaller = *smaller * half * rest;
    *larger = *larger * half * rest;
}

/* atan(smaller / larger) for 0 <= smaller <= larger, larger in [1, 2). The base angle is atan of 0, 1/2 or 1; the rest
 * is atan((smaller - c larger) / (larger + c smaller)), |rest| <= 1/4, with the quotient as two doubles. */
static struct pair angle_below_45(double smaller, double larger)
{
    static const double A[] = {-0x1.5555555555555p-2, 0x1.9999999999993p-3, -0x1.2492492491726p-3, 0x1.c71c71c5c2f59p-4,
                               -0x1.745d16b88ec63p-4, 0x1.3b138fff9cd1fp-4, -0x1.110c4afd4d827p-4, 0x1.e107662c18fc0p-5,
                               -0x1.a33970f629d88p-5, 0x1.2722696f38fadp-5}; /* error of t^3 A below 2^-68 */
    static const struct pair BASE[] = {
        {0.0, 0.0}, {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56}, {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};
    int nearest = smaller < 0.25 * larger ? 0 : smaller < 0.75 * larger ? 1 : 2;
    double c = 0.5 * (double)nearest;
    struct pair above = sum_of(smaller, -c * larger);
    struct pair below = sum_of(larger, c * smaller);
    double t = above.high / below.high;
    struct pair back = product_of(t, below.high);
    double rest = ((above.high - back.high) - back.low + (above.low - t * below.low)) / below.high;
    double z = t * t;
    double curve = z * t * polynomial(A, 10, z) + rest * (1.0 - z);
    struct pair angle = sum_of(BASE[nearest].high, t);
    angle.low += BASE[nearest].low + curve;
    return angle;
}

/* base - angle */
static struct pair taken_from(struct pair base, struct pair angle)
{
    struct pair difference = sum_of(base.high, -angle.high);
    difference.low += base.low - angle.low;
    return difference;
}

static double finite_atan2(double y, double x)
{
    static const struct pair QUARTER = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
    static const struct pair HALF = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};
    double up = fabs(y), along = fabs(x);
    if (x > 0.0 && up < along * 0x1p-30) {
        return y / x; /* the cube of the quotient is below half of its last place, and it may be subnormal */
    }
    double smaller = up < along ? up : along;
    double larger = up < along ? along : up;
    scale(&smaller, &larger);
    struct pair angle = angle_below_45(smaller, larger);
    if (up > along) {
        angle = taken_from(QUARTER, angle);
    }
    if (x < 0.0) {
        angle = taken_from(HALF, angle);
    }
    return copysign(angle.high + angle.low, y);
}

double sibu_atan2(double y, double x)
{
    if (isnan(x) || isnan(y)) {
        return x + y;
    }
    if (isinf(x) || isinf(y)) { /* directions: what is finite beside an infinity counts as 0 */
        x = copysign(isinf(x) ? 1.0 : 0.0, x);
        y = copysign(isinf(y) ? 1.0 : 0.0, y);
    }
    if (y > 0.0 || y < 0.0 || x > 0.0 || x < 0.0) {
        return finite_atan2(y, x);
    }
    return copysign(signbit(x) ? 0x1.921fb54442d18p+1 : 0.0, y); /* both are 0 */
}
