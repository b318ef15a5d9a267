/* Fires: the points of the usual classes, the heat as the integral of the curve, and the plume's formula by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/fire.h"

static _Bool near(double value, double wanted, double share)
{
    return fabs(value - wanted) <= share * fabs(wanted);
}

static void the_classes_reach_a_megawatt_when_they_should(void **state)
{
    (void)state;
    static const double CLASSES[][2] = {
        {SIBU_FIRE_SLOW, 600.0}, {SIBU_FIRE_MEDIUM, 300.0}, {SIBU_FIRE_FAST, 150.0}, {SIBU_FIRE_ULTRA_FAST, 75.0}};
    for (size_t i = 0; i < sizeof CLASSES / sizeof CLASSES[0]; i++) {
        struct sibu_fire fire = sibu_fire_default();
        fire.growth_kw_per_s2 = CLASSES[i][0];
        fire.peak_kw = 1e6;
        assert_true(near(sibu_fire_kw(&fire, CLASSES[i][1]), 1055.0, 1e-3));
        assert_true(near(sibu_fire_kw(&fire, CLASSES[i][1] / 2.0), 1055.0 / 4.0, 1e-3));
    }
}

/* Whatever the shape, the heat is what the curve adds up to, and never falls. */
static void heat_is_the_integral_of_the_curve(void **state)
{
    (void)state;
    static const double SHAPES[][2] = {{600.0, 600.0}, {0.0, 300.0}, {100.0, 0.0}, {0.0, 0.0}};
    for (size_t i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        struct sibu_fire fire = sibu_fire_default();
        fire.peak_s = SHAPES[i][0];
        fire.decay_s = SHAPES[i][1];
        double sum = 0.0, before = 0.0;
        const double step = 0.01, end = sibu_fire_out_s(&fire);
        for (long k = 0; (double)k * step < end + 10.0; k++) {
            sum += sibu_fire_kw(&fire, ((double)k + 0.5) * step) * step / 1000.0;
            double now = sibu_fire_mj(&fire, (double)(k + 1) * step);
            assert_true(now >= before && fabs(now - sum) < 0.05);
            before = now;
        }
        assert_true(sibu_fire_kw(&fire, -1.0) <= 0.0 && sibu_fire_kw(&fire, end) <= 0.0);
        assert_true(near(sibu_fire_burnt_kg(&fire, end), sibu_fire_mj(&fire, end) / 18.0, 1e-12));
    }
}

/* NFPA 92's formula by hand, 5,000 kW convective, 10 m: 0.071 * 17.1 * 46.4 + 9 = 65.3 kg/s. */
static void the_plume_entrains_air(void **state)
{
    (void)state;
    double heat = 5000.0 / 0.7;
    assert_true(near(sibu_fire_plume_kg_per_s(heat, 10.0), 0.071 * cbrt(5000.0) * pow(10.0, 5.0 / 3.0) + 9.0, 1e-9));
    assert_true(near(sibu_fire_plume_kg_per_s(heat, 2.0), 0.032 * pow(5000.0, 0.6) * 2.0, 1e-9)); /* in the flames */
    double flames = 0.166 * pow(5000.0, 0.4);
    assert_true(
        near(sibu_fire_plume_kg_per_s(heat, flames * 0.9999), sibu_fire_plume_kg_per_s(heat, flames * 1.0001), 0.15));
    assert_true(sibu_fire_plume_kg_per_s(0.0, 3.0) <= 0.0 && sibu_fire_plume_kg_per_s(100.0, 0.0) <= 0.0);
}

static void nonsense_is_refused_by_name(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sibu_fire fire = sibu_fire_default();
    assert_int_equal(sibu_fire_check(&fire, &fault), SIBU_OK);
    fire.peak_kw = 0.0;
    assert_int_equal(sibu_fire_check(&fire, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "peak_kw");
    fire = sibu_fire_default();
    fire.soot_yield = (double)NAN;
    assert_int_equal(sibu_fire_check(&fire, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "soot_yield");
    fire = sibu_fire_default();
    fire.decay_s = -1.0;
    assert_int_equal(sibu_fire_check(&fire, &fault), SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_classes_reach_a_megawatt_when_they_should),
        cmocka_unit_test(heat_is_the_integral_of_the_curve),
        cmocka_unit_test(the_plume_entrains_air),
        cmocka_unit_test(nonsense_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
