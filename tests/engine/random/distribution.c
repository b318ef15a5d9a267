/* The samplers against the distributions they stand for: a million draws each, from fixed seeds.
 *
 * Kolmogorov-Smirnov at p = 0.001 (D < 1.949 / sqrt n), moments within 5 standard errors, tails within 5 deviations.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "random/distribution.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define DRAWS 1000000

static struct sibu_pcg64 stream_of(const char *purpose)
{
    uint8_t key[32];
    struct sibu_pcg64 stream;
    sibu_key_of_seed(key, 2026);
    sibu_pcg64_open(&stream, key, purpose, 0);
    return stream;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The largest distance between the draws' empirical distribution and `law`. Sorts them. */
static double distance(double *draws, size_t count, double (*law)(double))
{
    double largest = 0.0;
    qsort(draws, count, sizeof draws[0], ascending);
    for (size_t i = 0; i < count; i++) {
        double p = law(draws[i]);
        double below = fabs(p - (double)i / (double)count);
        double above = fabs((double)(i + 1) / (double)count - p);
        largest = fmax(largest, fmax(below, above));
    }
    return largest;
}

static double moment(const double *draws, double mean, int power)
{
    double sum = 0.0;
    for (size_t i = 0; i < DRAWS; i++) {
        sum += pow(draws[i] - mean, power);
    }
    return sum / DRAWS;
}

static double uniform_law(double x)
{
    return x;
}

static double exponential_law(double x)
{
    return 1.0 - exp(-x / 3.0);
}

static double normal_law(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

static double lognormal_law(double x)
{
    return normal_law((log(x) - 0.5) / 0.25);
}

static double draw_unit(struct sibu_pcg64 *stream)
{
    return sibu_draw_unit(stream);
}

static double draw_exponential(struct sibu_pcg64 *stream)
{
    return sibu_draw_exponential(stream, 3.0);
}

static double draw_normal(struct sibu_pcg64 *stream)
{
    return sibu_draw_normal(stream, 0.0, 1.0);
}

static double draw_lognormal(struct sibu_pcg64 *stream)
{
    return sibu_draw_lognormal(stream, 0.5, 0.25);
}

/* A million draws, in memory of the caller's to free. */
static double *drawn(const char *purpose, double (*draw)(struct sibu_pcg64 *))
{
    struct sibu_pcg64 stream = stream_of(purpose);
    double *draws = sibu_array_new(DRAWS, sizeof draws[0]);
    assert_non_null(draws);
    for (size_t i = 0; i < DRAWS; i++) {
        draws[i] = draw(&stream);
    }
    return draws;
}

static void draws_follow_their_law(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double (*draw)(struct sibu_pcg64 *);
        double (*law)(double);
    } CASES[] = {{"uniform", draw_unit, uniform_law},
                 {"exponential", draw_exponential, exponential_law},
                 {"normal", draw_normal, normal_law},
                 {"lognormal", draw_lognormal, lognormal_law}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double *draws = drawn(CASES[i].name, CASES[i].draw);
        double d = distance(draws, DRAWS, CASES[i].law);
        printf("%s: D = %.2e\n", CASES[i].name, d);
        assert_true(d < 1.949 / sqrt((double)DRAWS));
        sibu_array_free(draws);
    }
}

static void moments_are_those_of_the_law(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double (*draw)(struct sibu_pcg64 *);
        double mean;
        double moments[5]; /* central, by power; [0] and [1] unused */
        double errors[5]; /* standard deviation of the estimate of one draw: sqrt(m_2p - m_p^2) */
    } CASES[] = {
        {"uniform", draw_unit, 0.5, {0, 0, 1.0 / 12, 0, 1.0 / 80}, {0, 0.28868, 0.07454, 0.04725, 0.01667}},
        {"normal", draw_normal, 0.0, {0, 0, 1, 0, 3}, {0, 1, 1.41422, 3.87299, 9.79796}},
        {"exponential", draw_exponential, 3.0, {0, 0, 9, 54, 729}, {0, 3, 25.5, 437.5, 9754}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double *draws = drawn("moments", CASES[i].draw);
        assert_true(fabs(moment(draws, 0.0, 1) - CASES[i].mean) < 5.0 * CASES[i].errors[1] / sqrt((double)DRAWS));
        for (int power = 2; power <= 4; power++) {
            double off = fabs(moment(draws, CASES[i].mean, power) - CASES[i].moments[power]);
            assert_true(off < 5.0 * CASES[i].errors[power] / sqrt((double)DRAWS));
        }
        sibu_array_free(draws);
    }
}

static void normal_tails_are_as_thick_as_they_should(void **state)
{
    (void)state;
    struct sibu_pcg64 stream = stream_of("tails");
    int beyond = 0;
    for (int i = 0; i < 10 * DRAWS; i++) {
        beyond += fabs(sibu_draw_normal(&stream, 0.0, 1.0)) > 4.0;
    }
    assert_in_range(beyond, 633 - 126, 633 + 126); /* 10^7 * 6.334e-5, five deviations of sqrt 633 */
}

/* A quantile off by a relative 1e-15 is off by z^2 1e-15 in the probability. */
static void the_normal_quantile_inverts_the_normal_law(void **state)
{
    (void)state;
    for (int i = 1; i < 100000; i++) {
        double p = (double)i / 100000.0;
        double z = normal_quantile(p);
        long double back = 0.5L * erfcl(-(long double)z / sqrtl(2.0L));
        assert_true(fabsl(back - (long double)p) < 4e-16L);
        assert_true(fabs(normal_quantile(1.0 - p) + z) < 1e-10);
    }
    for (double p = 1e-300; p < 1e-3; p *= 7.0) {
        long double z = (long double)normal_quantile(p);
        long double back = 0.5L * erfcl(-z / sqrtl(2.0L));
        assert_true(fabsl(back / (long double)p - 1.0L) < 1e-15L * (2.0L + z * z));
    }
}

static void units_are_never_zero_or_one(void **state)
{
    (void)state;
    double least = (0.0 + 0.5) * 0x1p-52;
    double most = ((double)((UINT64_C(1) << 52) - 1) + 0.5) * 0x1p-52;
    assert_true(least > 0.0 && most < 1.0);
    struct sibu_pcg64 stream = stream_of("ends");
    for (int i = 0; i < DRAWS; i++) {
        double unit = sibu_draw_unit(&stream);
        assert_true(unit >= least && unit <= most);
    }
}

static void weights_decide_how_often(void **state)
{
    (void)state;
    static const double WEIGHTS[] = {0.0, 1.0, 0.0, 2.5, 0.5, 1e-3, 0.0};
    enum { COUNT = sizeof WEIGHTS / sizeof WEIGHTS[0] };
    struct sibu_pcg64 stream = stream_of("weights");
    double sum = 0.0, chi2 = 0.0;
    int chosen[COUNT] = {0};
    for (size_t i = 0; i < COUNT; i++) {
        sum += WEIGHTS[i];
    }
    for (int i = 0; i < DRAWS; i++) {
        chosen[sibu_draw_weighted(&stream, WEIGHTS, COUNT)]++;
    }
    for (size_t i = 0; i < COUNT; i++) {
        double expected = DRAWS * WEIGHTS[i] / sum;
        if (WEIGHTS[i] > 0.0) {
            chi2 += (chosen[i] - expected) * (chosen[i] - expected) / expected;
        } else {
            assert_int_equal(chosen[i], 0);
        }
    }
    assert_true(chi2 < 3.0 + 5.0 * sqrt(6.0));
}

static void one_weight_is_always_chosen(void **state)
{
    (void)state;
    static const double WEIGHTS[] = {0.0, 0.0, 1e-300};
    struct sibu_pcg64 stream = stream_of("one");
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(sibu_draw_weighted(&stream, WEIGHTS, 3), 2);
    }
}

/* So that a draw more in one place never shifts another: each sampler takes one value. */
static void each_draw_takes_one_value(void **state)
{
    (void)state;
    static const double WEIGHTS[] = {1.0, 2.0};
    struct sibu_pcg64 stream = stream_of("steps"), counted = stream;
    (void)sibu_draw_unit(&stream);
    (void)sibu_draw_between(&stream, 1.0, 2.0);
    (void)sibu_draw_exponential(&stream, 1.0);
    (void)sibu_draw_normal(&stream, 0.0, 1.0);
    (void)sibu_draw_lognormal(&stream, 0.0, 1.0);
    (void)sibu_draw_weighted(&stream, WEIGHTS, 2);
    for (int i = 0; i < 6; i++) {
        (void)sibu_pcg64_next(&counted);
    }
    assert_int_equal(sibu_pcg64_next(&stream), sibu_pcg64_next(&counted));
}

int main(void)
{
    static const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(draws_follow_their_law),
        cmocka_unit_test(moments_are_those_of_the_law),
        cmocka_unit_test(normal_tails_are_as_thick_as_they_should),
        cmocka_unit_test(the_normal_quantile_inverts_the_normal_law),
        cmocka_unit_test(units_are_never_zero_or_one),
        cmocka_unit_test(weights_decide_how_often),
        cmocka_unit_test(one_weight_is_always_chosen),
        cmocka_unit_test(each_draw_takes_one_value),
    };
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
