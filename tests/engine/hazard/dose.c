/* Doses of gases and heat against values worked out by hand from the formulas' sources, and what is true of all mixtures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sibu/hazard.h"

static struct sibu_air mixture(double monoxide_ppm, double dioxide_percent, double oxygen_percent)
{
    struct sibu_air air = sibu_air_clean();
    air.carbon_monoxide_ppm = monoxide_ppm;
    air.carbon_dioxide_percent = dioxide_percent;
    air.oxygen_percent = oxygen_percent;
    return air;
}

static double seconds_to_one(struct sibu_air air)
{
    return 1.0 / sibu_dose_rate_per_s(&air);
}

static _Bool near(double value, double wanted, double apart)
{
    return fabs(value - wanted) <= apart;
}

static void clean_air_does_nothing(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    assert_true(near(sibu_dose_rate_per_s(&air), 0.0, 0.0));
    assert_true(near(sibu_dose_rate_iso_per_s(&air), 0.0, 0.0));
    assert_true(near(sibu_irritant_concentration(&air), 0.0, 0.0));
    assert_true(sibu_heat_rate_per_s(&air) < 1e-5); /* days */
}

/* NIST TN 1822 test 2.6 and the four mixtures of ISO 20414 test 19. */
static void mixtures_overcome_when_the_standards_say(void **state)
{
    (void)state;
    assert_true(near(seconds_to_one(mixture(5000.0, 2.0, 18.0)), 208.7, 0.06));
    assert_true(near(seconds_to_one(mixture(1000.0, 2.0, 15.0)), 981.7, 0.06));
    assert_true(near(seconds_to_one(mixture(0.0, 0.0, 12.0)), 1666.3, 0.06));
    assert_true(near(seconds_to_one(mixture(1000.0, 0.0, 21.0)), 1692.8, 0.06));
    assert_true(near(seconds_to_one(mixture(1000.0, 3.43, 21.0)), 846.5, 0.06));
}

/* A minute's dose of each other gas alone, by hand. */
static void each_gas_counts(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.hydrogen_cyanide_ppm = 100.0;
    assert_true(near(sibu_dose_rate_per_s(&air) * 60.0, exp(100.0 / 43.0) / 220.0 - 0.0045, 1e-12));
    assert_true(near(sibu_dose_rate_iso_per_s(&air) * 60.0, pow(100.0, 2.36) / 1.2e6, 1e-12));
    air.nitrogen_dioxide_ppm = 40.0; /* protects from cyanide, and harms by itself */
    assert_true(near(sibu_dose_rate_per_s(&air) * 60.0,
                     exp(60.0 / 43.0) / 220.0 - 0.0045 + 40.0 / 1500.0 + 40.0 / 1900.0, 1e-12));
    air = sibu_air_clean();
    air.hydrogen_chloride_ppm = 1140.0;
    air.acrolein_ppm = 45.0;
    assert_true(near(sibu_dose_rate_per_s(&air) * 60.0, 0.02, 1e-12));
    assert_true(near(sibu_irritant_concentration(&air), 1.14 + 1.5, 1e-12));
    air = mixture(3500.0, 5.0, 20.9);
    assert_true(near(sibu_dose_rate_iso_per_s(&air) * 60.0, 0.1 * exp(1.0), 1e-12));
}

/* ISO 13571: 100 degrees are borne for 4.1e8 * 100^-3.61 = 24.7 min; 10 kW/m2 for 6.9 * 10^-1.56 min. */
static void heat_counts(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.temperature_c = 100.0;
    double minutes = 1.0 / (sibu_heat_rate_per_s(&air) * 60.0);
    assert_true(near(minutes, 4.1e8 * pow(100.0, -3.61), 1e-6));
    air.temperature_c = 0.0;
    air.radiation_kw_per_m2 = 2.5;
    assert_true(near(sibu_heat_rate_per_s(&air), 0.0, 0.0));
    air.radiation_kw_per_m2 = 10.0;
    minutes = 1.0 / (sibu_heat_rate_per_s(&air) * 60.0);
    assert_true(near(minutes, 6.9 * pow(10.0, -1.56), 1e-9));
}

/* More of anything, or less oxygen, never does less; what is below nothing is nothing. */
static void more_never_does_less(void **state)
{
    (void)state;
    double before = 0.0;
    for (double monoxide = -100.0; monoxide < 20000.0; monoxide += 100.0) {
        struct sibu_air air = mixture(monoxide, 1.0, 20.9);
        double now = sibu_dose_rate_per_s(&air);
        assert_true(now >= before && isfinite(now));
        before = now;
    }
    before = 0.0;
    for (double oxygen = 20.9; oxygen > -1.0; oxygen -= 0.1) {
        struct sibu_air air = mixture(0.0, 0.0, oxygen);
        double now = sibu_dose_rate_per_s(&air);
        assert_true(now >= before && isfinite(now));
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_air_does_nothing), cmocka_unit_test(mixtures_overcome_when_the_standards_say),
        cmocka_unit_test(each_gas_counts),        cmocka_unit_test(heat_counts),
        cmocka_unit_test(more_never_does_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
