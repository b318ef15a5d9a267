/* The optimum against preparation, the rolling limit, and their published figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/law_rolling.h"
#include "draw/odds.h"
#include "draw/odds_best.h"

#define DAYS 180u

static const double SHARES[] = {.02, .05, .10, .20};

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

static void fill(int64_t weights[DAYS])
{
    for (size_t t = 0; t < DAYS; t++) {
        weights[t] = 1000;
    }
}

/* Printed were .166 (mean 1.2, 5 %) and .278 (mean 2.0, 20 %), from a list of prices; between these prices lies less. The
 * linear program over the occupancies, solved by the simplex method for the best price, gives these: .1654501, .2736497. */
static void the_optimum_is_the_published_one(void **state)
{
    (void)state;
    static const double MEANS[] = {1.2, 2.0};
    static const double CAUGHT[][4] = {{.08116, .16545, .27399, .43370}, {.04870, .09927, .16439, .27365}};
    static const double PRINTED[][4] = {{.081, .166, .274, .434}, {.049, .099, .164, .278}};
    int64_t weights[DAYS];
    fill(weights);
    for (size_t i = 0; i < 2; i++) {
        struct law_def def = {LAW_MAX_ENTROPY, weights, DAYS, 14, 1, 5, MEANS[i], 0, 0};
        struct sibu_fault fault;
        double caught[4];
        assert_int_equal(odds_best_caught(&def, SHARES, caught, 4, &fault), SIBU_OK);
        for (size_t s = 0; s < 4; s++) {
            assert_true(distance(caught[s], CAUGHT[i][s]) < 6e-6);
            assert_true(caught[s] < PRINTED[i][s] + 5e-4);
        }
    }
}

/* Two ticks, exactly one drill, at the first with the chance a: prepared for a share x of them he catches
 * 1 - (2 - 2x) a + a^2, which is least at a = 1 - x. */
static void two_ticks_have_the_optimum_worked_out_by_hand(void **state)
{
    (void)state;
    static const int64_t WEIGHTS[] = {1, 1};
    struct law_def def = {LAW_MAX_ENTROPY, WEIGHTS, 2, 1, 1, 1, 1, 0, 0};
    for (double x = .05; x < .9; x += .1) {
        struct sibu_fault fault;
        double caught;
        assert_int_equal(odds_best_caught(&def, &x, &caught, 1, &fault), SIBU_OK);
        assert_true(distance(caught, 1.0 - (1.0 - x) * (1.0 - x)) < 2e-6);
    }
}

static double caught_by(const struct law_def *def, double share)
{
    struct law *law = NULL;
    struct occupancy occupancy;
    struct odds_curve curve;
    struct sibu_fault fault;
    assert_int_equal(law_open(&law, def, &fault), SIBU_OK);
    assert_int_equal(occupancy_open_law(&occupancy, law, &fault), SIBU_OK);
    assert_int_equal(odds_curve_open_period(&curve, &occupancy, &fault), SIBU_OK);
    double caught = odds_caught(&curve, share);
    odds_curve_close(&curve);
    occupancy_close(&occupancy);
    law_close(law);
    return caught;
}

/* Also with closed days. Without a least the even law is one hazard for all open days, and that is the optimum. */
static void no_law_is_below_the_optimum(void **state)
{
    (void)state;
    int64_t weights[DAYS];
    fill(weights);
    for (size_t t = 0; t < DAYS; t++) {
        weights[t] = t % 7 >= 5 || (t > 60 && t < 80) ? 0 : 1000;
    }
    for (uint32_t least = 0; least <= 3; least++) {
        struct law_def def = {LAW_MAX_ENTROPY, weights, DAYS, 14, least, 8, least + .9, 0, 0};
        struct sibu_fault fault;
        double best[4];
        assert_int_equal(odds_best_caught(&def, SHARES, best, 4, &fault), SIBU_OK);
        for (size_t s = 0; s < 4; s++) {
            def.kind = LAW_MAX_ENTROPY;
            assert_true(caught_by(&def, SHARES[s]) > best[s] - 1e-6);
            assert_true(best[s] >= SHARES[s]);
            def.kind = LAW_EVEN;
            double even = caught_by(&def, SHARES[s]);
            assert_true(even > best[s] - 1e-6);
            assert_true(least > 0 || even < best[s] + 1e-6);
        }
    }
}

static void rolling_limits_have_the_published_figures(void **state)
{
    (void)state;
    static const uint32_t MOST[] = {180, 270, 365};
    static const double BITS[] = {14.74, 15.26, 15.37};
    static const double CAUGHT[][4] = {{.130, .210, .303, .441}, {.065, .115, .185, .307}, {.040, .081, .143, .260}};
    for (size_t i = 0; i < 3; i++) {
        struct rolling_law law;
        struct odds_curve curve;
        struct sibu_fault fault;
        assert_int_equal(rolling_open(&law, 14, MOST[i], 90.0, &fault), SIBU_OK);
        assert_int_equal(odds_curve_open(&curve, law.ages, law.most, 1.0, &fault), SIBU_OK);
        assert_true(distance(law.bits * 180.0 / 90.0, BITS[i]) < .00501);
        for (size_t s = 0; s < 4; s++) {
            assert_true(distance(odds_caught(&curve, SHARES[s]), CAUGHT[i][s]) < .000501);
        }
        odds_curve_close(&curve);
        rolling_close(&law);
    }
}

/* Ages add up to all time, starts to one in the mean gap, and P(x) falls by z from age to age. */
static void rolling_hazards_are_those_of_the_gaps(void **state)
{
    (void)state;
    static const double MEANS[] = {14.01, 40.0, 57.0, 80.0, 99.9};
    for (size_t i = 0; i < sizeof MEANS / sizeof MEANS[0]; i++) {
        struct rolling_law law;
        struct sibu_fault fault;
        double time = 0.0;
        double starts = 0.0;
        double mean = 0.0;
        double quiet = 1.0;
        assert_int_equal(rolling_open(&law, 14, 100, MEANS[i], &fault), SIBU_OK);
        for (uint32_t x = 1; x <= 100; x++) {
            double p = quiet * rolling_hazard(&law, x);
            time += law.ages[x - 1].q;
            starts += law.ages[x - 1].q * law.ages[x - 1].h;
            mean += x * p;
            assert_true(x >= 14 || p <= 0.0);
            assert_true(x < 14 || x == 100 || p < 1e-10 ||
                        distance(quiet * (1.0 - rolling_hazard(&law, x)) * rolling_hazard(&law, x + 1), p * law.z) <
                            1e-11);
            quiet *= 1.0 - rolling_hazard(&law, x);
        }
        assert_true(distance(time, 1.0) < 1e-12 && distance(starts * MEANS[i], 1.0) < 1e-12);
        assert_true(distance(mean, MEANS[i]) < 1e-10 && quiet <= 0.0);
        rolling_close(&law);
    }
}

/* Run-length-limited codes (d, k), as published. */
static void capacities_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        uint32_t d, k;
        double bits;
    } CODES[] = {{0, 1, .6942}, {0, 2, .8791}, {0, 3, .9468},  {1, 3, .5515},
                 {1, 7, .6793}, {2, 7, .5174}, {2, 10, .5418}, {3, 7, .4057}};
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        assert_true(distance(rolling_capacity(CODES[i].d + 1, CODES[i].k + 1), CODES[i].bits) < .0000501);
    }
}

static void impossible_rolling_limits_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t least, most;
        double mean;
    } WRONG[] = {{0, 10, 5}, {10, 10, 10}, {10, 9, 9.5}, {10, 20, 10}, {10, 20, 20}, {1, ROLLING_GAP_MAX + 1, 10}};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct rolling_law law;
        struct sibu_fault fault;
        assert_int_equal(rolling_open(&law, WRONG[i].least, WRONG[i].most, WRONG[i].mean, &fault), SIBU_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_optimum_is_the_published_one),
        cmocka_unit_test(two_ticks_have_the_optimum_worked_out_by_hand),
        cmocka_unit_test(no_law_is_below_the_optimum),
        cmocka_unit_test(rolling_limits_have_the_published_figures),
        cmocka_unit_test(rolling_hazards_are_those_of_the_gaps),
        cmocka_unit_test(capacities_are_the_published_ones),
        cmocka_unit_test(impossible_rolling_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
