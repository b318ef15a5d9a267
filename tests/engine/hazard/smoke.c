/* The laws of walking in smoke at the points that their sources give, and what is true of all of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sibu/hazard.h"

static double speed(enum sibu_smoke_law law, double extinction, double free)
{
    struct sibu_smoke smoke = sibu_smoke_default(law);
    return sibu_smoke_speed(&smoke, extinction, free);
}

static _Bool near(double value, double wanted, double apart)
{
    return fabs(value - wanted) <= apart;
}

/* ISO 20414, table 21: shares of the free speed. */
static void the_share_is_that_of_iso_20414(void **state)
{
    static const double POINTS[][2] = {{0.0, 1.0},     {0.5, 0.95963},  {1.0, 0.91926},  {3.0, 0.75779},
                                       {7.5, 0.39448}, {10.0, 0.19263}, {11.14, 0.1006}, {20.0, 0.1}};
    (void)state;
    for (size_t i = 0; i < sizeof POINTS / sizeof POINTS[0]; i++) {
        for (double free = 0.25; free < 1.5; free += 0.25) {
            assert_true(near(speed(SIBU_SMOKE_SHARE, POINTS[i][0], free), POINTS[i][1] * free, 2e-5 * free));
        }
    }
}

static void the_other_laws_have_their_points(void **state)
{
    (void)state;
    assert_true(near(speed(SIBU_SMOKE_ABSOLUTE, 2.0, 1.3), 0.592, 1e-12));
    assert_true(near(speed(SIBU_SMOKE_ABSOLUTE, 0.0, 1.3), 1.3, 0.0));
    assert_true(near(speed(SIBU_SMOKE_IRRITANT, 0.1, 1.3), 1.0, 1e-12));
    assert_true(near(speed(SIBU_SMOKE_IRRITANT, 0.3, 1.3), 0.65, 1e-12));
    assert_true(near(speed(SIBU_SMOKE_IRRITANT, 2.0, 1.3), 0.3, 0.0));
    assert_true(near(speed(SIBU_SMOKE_PLAIN, 0.6, 1.3), 0.75, 1e-12));
    assert_true(near(speed(SIBU_SMOKE_PLAIN, 5.0, 1.3), 0.3, 0.0));
    assert_true(near(speed(SIBU_SMOKE_SEEN, 1.0, 1.3), 1.3, 1e-12)); /* three metres are seen */
    assert_true(near(speed(SIBU_SMOKE_SEEN, 3.0, 1.3), 1.3 - 0.68, 1e-12)); /* one */
    assert_true(near(speed(SIBU_SMOKE_SEEN, 1e6, 0.9), 0.2, 0.0));
}

/* Nobody is ever faster than they can, nor slower than the least; more smoke never makes anybody faster. */
static void smoke_only_slows_down(void **state)
{
    (void)state;
    for (int law = 0; law < SIBU_SMOKE_LAWS; law++) {
        struct sibu_smoke smoke = sibu_smoke_default((enum sibu_smoke_law)law);
        for (double free = 0.1; free < 2.0; free += 0.1) {
            double before = free;
            for (double extinction = -1.0; extinction < 15.0; extinction += 0.05) {
                double now = sibu_smoke_speed(&smoke, extinction, free);
                double least = law == SIBU_SMOKE_SHARE ? smoke.least * free : fmin(smoke.least, free);
                assert_true(now <= before + 1e-12 && now >= least - 1e-12);
                before = now;
            }
        }
    }
}

static void smoke_is_soot_and_hides_signs(void **state)
{
    (void)state;
    assert_true(near(sibu_smoke_extinction(1e-3), 8.7, 1e-9));
    assert_true(near(sibu_smoke_extinction(-1.0), 0.0, 0.0));
    assert_true(near(sibu_smoke_visibility_m(0.6, 3.0), 5.0, 1e-12));
    assert_true(near(sibu_smoke_visibility_m(0.6, 8.0), 8.0 / 0.6, 1e-12));
    assert_true(near(sibu_smoke_visibility_m(0.0, 3.0), SIBU_SEES_MOST_M, 0.0));
    assert_true(near(sibu_smoke_visibility_m((double)NAN, 3.0), SIBU_SEES_MOST_M, 0.0));
}

static void each_law_has_a_name_in_both_languages(void **state)
{
    (void)state;
    for (int law = 0; law < SIBU_SMOKE_LAWS; law++) {
        const char *name[SIBU_LANGUAGES] = {NULL, NULL};
        sibu_smoke_name((enum sibu_smoke_law)law, name);
        assert_true(name[SIBU_ZH] && name[SIBU_ZH][0] && name[SIBU_EN] && name[SIBU_EN][0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_is_that_of_iso_20414),
        cmocka_unit_test(the_other_laws_have_their_points),
        cmocka_unit_test(smoke_only_slows_down),
        cmocka_unit_test(smoke_is_soot_and_hides_signs),
        cmocka_unit_test(each_law_has_a_name_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
