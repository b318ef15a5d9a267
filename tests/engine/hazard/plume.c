/* Plumes: the puffs add up to the Gaussian formula, nothing gets lost, and the wind takes them where it blows to. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sibu/plume.h"

static _Bool near(double value, double wanted, double share)
{
    return fabs(value - wanted) <= share * fabs(wanted);
}

static struct sibu_wind wind_of(double speed, double angle, enum sibu_stability stability)
{
    return (struct sibu_wind){.speed_m_per_s = speed, .to_x = cos(angle), .to_y = sin(angle), .stability = stability};
}

/* A source of 1 kg/s, 2 m high, that has flowed for `seconds`. */
static struct sibu_plume *flowing(const struct sibu_wind *wind, double seconds, double step_s)
{
    struct sibu_plume *plume = sibu_plume_open(SIBU_PUFFS_MAX);
    assert_non_null(plume);
    for (double time = 0.0; time < seconds; time += step_s) {
        sibu_plume_step(plume, wind, step_s);
        sibu_plume_flow(plume, wind, (const double[]){0.0, 0.0, 2.0}, 1.0, step_s);
    }
    return plume;
}

/* On the centreline and beside it, in every class, along and across the axes, within 2 % of the formula. */
static void puffs_add_up_to_the_gaussian_plume(void **state)
{
    (void)state;
    for (int stability = 0; stability < SIBU_STABILITIES; stability++) {
        for (double angle = 0.0; angle < 1.3; angle += 0.6) {
            struct sibu_wind wind = wind_of(3.0, angle, (enum sibu_stability)stability);
            struct sibu_plume *plume = flowing(&wind, 400.0, 1.0);
            for (double along = 50.0; along <= 800.0; along *= 2.0) {
                double aside = 0.5 * sibu_spread_after(wind.stability, along).across_m;
                for (int side = -1; side <= 1; side++) {
                    double x = along * wind.to_x - side * aside * wind.to_y;
                    double y = along * wind.to_y + side * aside * wind.to_x;
                    double wanted = sibu_plume_steady(&wind, 1.0, 2.0, along, side * aside, 1.5);
                    assert_true(near(sibu_plume_at(plume, (const double[]){x, y, 1.5}), wanted, 0.02));
                }
            }
            sibu_plume_close(plume);
        }
    }
}

/* By hand: 1 kg/s on the ground in class D at 3 m/s, 1,000 m off: 1 / (pi 3 76.277 37.947). */
static void the_formula_is_that_of_the_books(void **state)
{
    (void)state;
    struct sibu_wind wind = wind_of(3.0, 0.0, SIBU_STABILITY_D);
    assert_true(near(sibu_spread_after(SIBU_STABILITY_D, 1000.0).across_m, 80.0 / sqrt(1.1), 1e-12));
    assert_true(near(sibu_spread_after(SIBU_STABILITY_D, 1000.0).up_m, 60.0 / sqrt(2.5), 1e-12));
    assert_true(near(sibu_spread_after(SIBU_STABILITY_F, 1000.0).up_m, 16.0 / 1.3, 1e-12));
    assert_true(near(sibu_plume_steady(&wind, 1.0, 0.0, 1000.0, 0.0, 0.0), 3.66569e-5, 1e-5));
    assert_true(sibu_plume_steady(&wind, 1.0, 0.0, -1.0, 0.0, 0.0) <= 0.0);
}

/* The concentration of a burst, added up over everything above the ground, is what burst out. */
static void nothing_gets_lost(void **state)
{
    (void)state;
    struct sibu_wind wind = wind_of(2.0, 0.4, SIBU_STABILITY_C);
    struct sibu_plume *plume = sibu_plume_open(1);
    assert_non_null(plume);
    sibu_plume_burst(plume, (const double[]){5.0, -3.0, 1.0}, 7.0, 1.0);
    for (int step = 0; step < 60; step++) {
        sibu_plume_step(plume, &wind, 1.0);
    }
    double sum = 0.0, x0 = 5.0 + 120.0 * wind.to_x, y0 = -3.0 + 120.0 * wind.to_y;
    const double cell = 2.0;
    for (double x = x0 - 90.0; x < x0 + 90.0; x += cell) {
        for (double y = y0 - 90.0; y < y0 + 90.0; y += cell) {
            for (double up = cell / 2.0; up < 80.0; up += cell) {
                sum += sibu_plume_at(plume, (const double[]){x, y, up}) * cell * cell * cell;
            }
        }
    }
    assert_true(near(sum, 7.0, 0.001));
    assert_true(near(sibu_plume_mass(plume), 7.0, 1e-12));
    sibu_plume_close(plume);
}

static void the_wind_that_turns_takes_it_along(void **state)
{
    (void)state;
    struct sibu_wind east = wind_of(2.0, 0.0, SIBU_STABILITY_D),
                     north = wind_of(2.0, 1.5707963267948966, SIBU_STABILITY_D);
    struct sibu_plume *plume = flowing(&east, 100.0, 1.0);
    double before = sibu_plume_at(plume, (const double[]){100.0, 0.0, 1.5});
    assert_true(before > 0.0);
    for (int step = 0; step < 100; step++) {
        sibu_plume_step(plume, &north, 1.0);
    }
    assert_true(sibu_plume_at(plume, (const double[]){100.0, 0.0, 1.5}) < 1e-6 * before);
    assert_true(sibu_plume_at(plume, (const double[]){100.0, 200.0, 1.5}) > 0.02 * before);
    assert_true(near(sibu_plume_mass(plume), 100.0, 1e-9));
    sibu_plume_close(plume);
}

static void the_oldest_makes_room(void **state)
{
    (void)state;
    assert_null(sibu_plume_open(0));
    assert_null(sibu_plume_open(SIBU_PUFFS_MAX + 1u));
    struct sibu_plume *plume = sibu_plume_open(2);
    assert_non_null(plume);
    for (int i = 1; i <= 3; i++) {
        sibu_plume_burst(plume, (const double[]){0.0, 0.0, 0.0}, (double)i, 1.0);
    }
    assert_true(near(sibu_plume_mass(plume), 5.0, 1e-12));
    sibu_plume_close(plume);
    sibu_plume_close(NULL);
}

static void classes_follow_wind_and_sky(void **state)
{
    (void)state;
    assert_int_equal(sibu_stability_of(1.0, SIBU_SKY_SUN), SIBU_STABILITY_A);
    assert_int_equal(sibu_stability_of(4.0, SIBU_SKY_SUN), SIBU_STABILITY_B);
    assert_int_equal(sibu_stability_of(7.0, SIBU_SKY_HAZE), SIBU_STABILITY_D);
    assert_int_equal(sibu_stability_of(2.5, SIBU_SKY_NIGHT_CLEAR), SIBU_STABILITY_F);
    assert_int_equal(sibu_stability_of(4.0, SIBU_SKY_NIGHT_CLEAR), SIBU_STABILITY_E);
    assert_int_equal(sibu_stability_of(20.0, SIBU_SKY_NIGHT_CLEAR), SIBU_STABILITY_D);
}

/* Chlorine: 1 mg/m3 is 0.345 ppm. */
static void parts_per_million(void **state)
{
    (void)state;
    assert_true(near(sibu_gas_ppm(1e-6, 70.906), 0.3448, 1e-3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puffs_add_up_to_the_gaussian_plume),
        cmocka_unit_test(the_formula_is_that_of_the_books),
        cmocka_unit_test(nothing_gets_lost),
        cmocka_unit_test(the_wind_that_turns_takes_it_along),
        cmocka_unit_test(the_oldest_makes_room),
        cmocka_unit_test(classes_follow_wind_and_sky),
        cmocka_unit_test(parts_per_million),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
