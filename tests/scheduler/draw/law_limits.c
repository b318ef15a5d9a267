/* What no law can be made of: each is one sentence in both languages with the numbers in it; and what is just possible. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/law.h"
#include "draw/odds_best.h"
#include "sibu/memory.h"

#define TICKS 92u

static struct law_def usual(const int64_t weights[TICKS])
{
    return (struct law_def){LAW_MAX_ENTROPY, weights, TICKS, 14, 1, 4, 2.0, 0, 0};
}

static void fill(int64_t weights[TICKS], int64_t weight)
{
    for (size_t t = 0; t < TICKS; t++) {
        weights[t] = weight;
    }
}

static void assert_refused(const struct law_def *def, const char *english)
{
    struct law *law = NULL;
    struct sibu_fault fault = {0};
    assert_int_equal(law_open(&law, def, &fault), SIBU_BAD_INPUT);
    assert_null(law);
    if (strstr(fault.what[SIBU_EN], english) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", english, fault.what[SIBU_EN]);
    }
    assert_true(strlen(fault.what[SIBU_ZH]) > 10);
}

static void assert_opens(const struct law_def *def)
{
    struct law *law = NULL;
    struct sibu_fault fault;
    if (law_open(&law, def, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    law_close(law);
}

static void a_least_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    int64_t weights[TICKS];
    fill(weights, 1000);
    struct law_def def = usual(weights);
    def.least = 4;
    def.gap_ticks = 60;
    assert_refused(&def, "4 drills, each at least 60 ticks after the last, do not fit into the open ticks: 2 do");
    def.least = 2;
    def.mean = 2.0; /* and no more than 2 fit */
    assert_opens(&def);
    def.mean = 2.1;
    assert_refused(&def, "exactly 2");
}

static void impossible_shapes_are_refused(void **state)
{
    (void)state;
    int64_t weights[TICKS];
    fill(weights, 1000);
    struct law_def def = usual(weights);
    def.least = 5;
    assert_refused(&def, "at least 5 drills, but at most 4");
    def = usual(weights);
    def.most = 65;
    assert_refused(&def, "at most 65 drills in a period: 1 to 64");
    def = usual(weights);
    def.ticks = LAW_TICKS_MAX + 1;
    assert_refused(&def, "2000001 ticks");
    def.ticks = 0;
    assert_refused(&def, "0 ticks");
    def = usual(weights);
    def.gap_ticks = 0;
    assert_refused(&def, "gap of 0 ticks");
    def = usual(weights);
    def.theta = -1.0;
    assert_refused(&def, "-1");
    weights[17] = -1;
    def = usual(weights);
    assert_refused(&def, "tick 17");
    weights[17] = INT64_MAX;
    assert_refused(&def, "tick 17");
}

static void a_period_without_an_open_tick_is_refused(void **state)
{
    (void)state;
    int64_t weights[TICKS];
    fill(weights, 0);
    struct law_def def = usual(weights);
    assert_refused(&def, "no tick of the period is open");
    weights[TICKS - 1] = 1; /* one is enough for one */
    def.mean = 1.0;
    assert_opens(&def);
}

static void a_mean_at_or_beyond_its_limits_is_refused(void **state)
{
    (void)state;
    static const double WRONG[] = {-1.0, 0.0, .5, 1.0, 4.0, 4.1, 1e300};
    int64_t weights[TICKS];
    fill(weights, 1000);
    struct law_def def = usual(weights);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        def.mean = WRONG[i];
        assert_refused(&def, "above the least, 1, and below 4");
    }
    double zero = 0.0;
    def.mean = zero / zero;
    assert_refused(&def, "nan");
    for (double mean = 1.001; mean < 4.0; mean += .1) {
        def.mean = mean;
        assert_opens(&def);
    }
    def.kind = LAW_EVEN; /* its first drill comes late too often for four */
    def.mean = 3.9;
    assert_refused(&def, "reaches");
}

/* Sixty-four starts one by one: x^64 of a very small x. */
static void probabilities_that_vanish_are_refused(void **state)
{
    (void)state;
    int64_t weights[TICKS];
    fill(weights, 1);
    struct law_def def = usual(weights);
    def.gap_ticks = 1;
    def.least = 64;
    def.most = 64;
    def.mean = 64;
    def.theta = 1e-4;
    assert_opens(&def);
    def.theta = 1e-5;
    assert_refused(&def, "1e-280");
    def.least = 0;
    assert_opens(&def);
    def.theta = 1e20;
    assert_refused(&def, "1e280");
    def.theta = 1e-200;
    assert_refused(&def, "1e-280");
    int64_t *many = sibu_array_new(200000, sizeof *many);
    assert_non_null(many);
    many[0] = 1;
    many[1] = INT64_C(1000000000000);
    many[100000] = 1;
    def = (struct law_def){LAW_MAX_ENTROPY, many, 200000, 100000, 2, 2, 2, 0, 0};
    assert_opens(&def);
    def.theta = 1e-139;
    assert_refused(&def, "1e-280");
    sibu_array_free(many);
}

/* Close to what is possible the theta is large or small, and still gives the mean. */
static void a_mean_near_its_limits_is_met(void **state)
{
    (void)state;
    static const double MEANS[] = {1.0 + 1e-9, 1.0001, 3.999, 4.0 - 1e-6};
    int64_t weights[TICKS];
    fill(weights, 1000);
    struct law_def def = usual(weights);
    for (size_t i = 0; i < sizeof MEANS / sizeof MEANS[0]; i++) {
        struct law *law = NULL;
        struct sibu_fault fault;
        def.mean = MEANS[i];
        assert_int_equal(law_open(&law, &def, &fault), SIBU_OK);
        assert_true(law_mean(law) - MEANS[i] < 1e-12 && MEANS[i] - law_mean(law) < 1e-12);
        law_close(law);
    }
}

/* By all calendars of 14 ticks, with every gap. */
static void what_fits_is_the_most_of_all_calendars(void **state)
{
    (void)state;
    static const int64_t WEIGHTS[] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1};
    for (uint32_t gap = 1; gap <= 15; gap++) {
        uint32_t most = 0;
        for (unsigned mask = 0; mask >> 14 == 0; mask++) {
            uint32_t count = 0;
            int64_t last = -100;
            for (int64_t t = 0; t < 14; t++) {
                if (mask >> t & 1u) {
                    count = WEIGHTS[t] > 0 && t - last >= gap && count < 100 ? count + 1 : 100;
                    last = t;
                }
            }
            most = count < 100 && count > most ? count : most;
        }
        assert_int_equal(law_most_that_fit(WEIGHTS, 14, gap), most);
    }
    assert_int_equal(law_most_that_fit(WEIGHTS, 14, UINT32_MAX), 1);
    assert_int_equal(law_most_that_fit(WEIGHTS, 1, 3), 0);
}

static void the_optimum_refuses_what_the_law_does(void **state)
{
    (void)state;
    int64_t weights[TICKS];
    double share = .1;
    double caught;
    struct sibu_fault fault;
    fill(weights, 1000);
    struct law_def def = usual(weights);
    def.mean = 4.5;
    assert_int_equal(odds_best_caught(&def, &share, &caught, 1, &fault), SIBU_BAD_INPUT);
    def = usual(weights);
    def.least = 4;
    def.gap_ticks = 60;
    assert_int_equal(odds_best_caught(&def, &share, &caught, 1, &fault), SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_least_that_does_not_fit_is_refused),
        cmocka_unit_test(impossible_shapes_are_refused),
        cmocka_unit_test(a_period_without_an_open_tick_is_refused),
        cmocka_unit_test(a_mean_at_or_beyond_its_limits_is_refused),
        cmocka_unit_test(probabilities_that_vanish_are_refused),
        cmocka_unit_test(a_mean_near_its_limits_is_met),
        cmocka_unit_test(what_fits_is_the_most_of_all_calendars),
        cmocka_unit_test(the_optimum_refuses_what_the_law_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
