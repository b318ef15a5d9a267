/* Trends over drills and what is more than noise: against vectors.json (trend), scipy 1.10.1 (theilslopes, kendalltau),
 * R 4.2 (metafor 3.8-1, lm), against counting all orders, and by how often they hold.
 */
#include "evaluate/trend.h"
#include "evaluate/change.h"
#include "near.h"
#include "sibu/random.h"

enum { POINTS_MAX = 64 };

static struct trend trend_of(const double *times, const double *values, size_t count)
{
    struct between_value points[POINTS_MAX];
    struct trend trend;
    struct sibu_fault fault;
    for (size_t i = 0; i < count; i++) {
        points[i] = (struct between_value){times != NULL ? times[i] : (double)i, values[i], 0.0};
    }
    assert_int_equal(trend_take(points, count, &trend, &fault), SIBU_OK);
    return trend;
}

/* vectors.json: trend. The interval by trying every slope: those that Kendall's exact test of what is left accepts. */
static void eight_drills_have_the_published_trend(void **state)
{
    (void)state;
    static const double VALUES[] = {412, 398, 405, 371, 366, 352, 360, 331};
    struct trend trend = trend_of(NULL, VALUES, 8);
    assert_near(trend.slope, -11.375, 1e-12);
    assert_int_equal(trend.s, -24);
    assert_near(trend.variance, 65.33333, 5e-6);
    assert_near(trend.z, -2.845512, 5e-7);
    assert_near(trend.p_normal, 0.004434, 5e-7);
    assert_near(trend.p_exact, 0.0017361, 5e-8);
    assert_near(trend.p, trend.p_exact, 0.0);
    assert_near(trend.level, 411.0625, 1e-12); /* theilslopes, joint */
    assert_true(trend.bounded);
    assert_near(trend.slope_low, -14.0, 1e-12);
    assert_near(trend.slope_high, -5.0, 1e-12);
}

static void uneven_times_give_scipys_slopes(void **state)
{
    (void)state;
    static const double TIMES[] = {0, 31, 59, 92, 120, 153, 180, 212, 245, 271, 304, 333};
    static const double VALUES[] = {61.2, 58.9, 64.0, 55.1, 57.3, 52.8, 54.6, 50.2, 53.9, 47.7, 49.5, 45.0};
    struct trend trend = trend_of(TIMES, VALUES, 12);
    assert_near(trend.slope, -0.043808091853471814, 1e-12);
    assert_near(trend.level, 60.729025423728814, 1e-9);
    assert_near(trend.slope_low, -0.0627450980392157, 1e-12);
    assert_near(trend.slope_high, -0.0325, 1e-12);
    assert_near(trend.p_exact, 0.00010742344075677409, 1e-12);
}

/* The variance over all 5,040 orders of the values is 35.78095238095238; kendalltau: p without correction. */
static void ties_are_counted(void **state)
{
    (void)state;
    static const double TIMES[] = {1, 1, 2, 3, 3, 3, 4}, VALUES[] = {5, 6, 6, 7, 8, 8, 6};
    struct trend trend = trend_of(TIMES, VALUES, 7);
    assert_int_equal(trend.s, 8);
    assert_near(trend.variance, 35.78095238095238, 1e-9);
    assert_true(trend.p_exact < 0.0);
    static const double MORE_TIMES[] = {1, 2, 2, 4, 5, 6, 7, 8, 8, 10, 11, 12};
    static const double MORE_VALUES[] = {5, 7, 7, 3, 9, 9, 9, 4, 10, 12, 12, 8};
    trend = trend_of(MORE_TIMES, MORE_VALUES, 12);
    assert_int_equal(trend.s, 30);
    assert_near(trend.variance, 205.15151515151516, 1e-9);
    assert_near(trend.z, 29.0 / sqrt(205.15151515151516), 1e-12);
    assert_near(trend.p, 0.04289820228276901, 1e-12);
    assert_near(trend.slope, 0.5277777777777778, 1e-12);
    assert_near(trend.slope_low, 0.0, 1e-12);
    assert_near(trend.slope_high, 0.7777777777777778, 1e-12);
}

/* 518 of the 720 orders of six values have an |S| of 3 or more. */
static void the_exact_chance_counts_all_orders(void **state)
{
    (void)state;
    static const double VALUES[] = {3, 1, 4, 1.5, 9, 2.6};
    struct trend trend = trend_of(NULL, VALUES, 6);
    assert_int_equal(trend.s, 3);
    assert_near(trend.p_exact, 518.0 / 720.0, 1e-12);
}

static void few_drills_have_no_interval(void **state)
{
    (void)state;
    static const double VALUES[] = {9, 8, 7.5, 6, 2};
    struct trend trend = trend_of(NULL, VALUES, 0);
    assert_true(trend.n == 0 && !trend.bounded && trend.p >= 1.0);
    trend = trend_of(NULL, VALUES, 1);
    assert_true(trend.n == 1 && !trend.bounded && trend.p >= 1.0);
    assert_near(trend.level, 9.0, 0.0);
    assert_false(trend_of(NULL, VALUES, 4).bounded); /* 2 / 4! = 0.083 */
    trend = trend_of(NULL, VALUES, 5); /* 2 / 5! = 0.017 */
    assert_true(trend.bounded);
    assert_near(trend.slope_low, -4.0, 1e-12);
    assert_near(trend.slope_high, -0.5, 1e-12);
    static const double SAME[] = {7, 7, 7, 7, 7, 7};
    trend = trend_of(NULL, SAME, 6);
    assert_true(trend.s == 0 && trend.p >= 1.0 && fabs(trend.slope) <= 0.0);
    trend = trend_of(SAME, VALUES, 5); /* all at one time */
    assert_true(trend.s == 0 && !trend.bounded && trend.p >= 1.0);
    assert_near(trend.level, 7.5, 0.0);
}

static void too_many_drills_are_refused(void **state)
{
    (void)state;
    struct between_value point = {0, 0, 0};
    struct trend trend;
    struct sibu_fault fault;
    assert_int_equal(trend_take(&point, TREND_POINTS_MAX + 1, &trend, &fault), SIBU_LIMIT);
}

static void open_stream(struct sibu_pcg64 *stream, const char *purpose)
{
    uint8_t key[32];
    sibu_key_of_seed(key, 20261127);
    sibu_pcg64_open(stream, key, purpose, 0);
}

/* 1,500 times ten (exact) and 45 (normal) drills with skewed noise: the slope is in the interval 95 % of the time, a
 * trend is seen where there is none in 5 % at most, and a trend is seen just where the interval leaves 0 out. */
static void the_interval_of_the_slope_holds(void **state)
{
    (void)state;
    enum { TIMES = 1500 };
    struct sibu_pcg64 stream;
    open_stream(&stream, "slope");
    for (size_t count = 10; count <= 45; count += 35) {
        int holds = 0, alarms = 0;
        for (int i = 0; i < TIMES; i++) {
            double values[POINTS_MAX];
            for (size_t j = 0; j < count; j++) {
                values[j] = sibu_draw_exponential(&stream, 5.0);
            }
            struct trend trend = trend_of(NULL, values, count);
            int seen = trend.slope_low > 0.0 || trend.slope_high < 0.0;
            holds += !seen;
            alarms += trend.p < 0.05;
            assert_true(count > TREND_EXACT_MAX || seen == (trend.p <= 0.05));
        }
        assert_between((double)holds / TIMES, 0.94, 0.975);
        assert_between((double)alarms / TIMES, 0.025, 0.06);
    }
}

/* Seven drills with medians and their errors: the first six say what the seventh should be. */
static const struct between_value DRILLS[] = {{0, 95, 6},    {30, 120, 14}, {61, 82, 9},   {91, 150, 25},
                                              {122, 101, 7}, {152, 88, 11}, {200, 133, 18}};

/* metafor: rma(method = "PM"), with mods = ~time for the line; predict at 200. */
static void the_variance_between_is_metafors(void **state)
{
    (void)state;
    struct between fit;
    assert_int_equal(between_fit(DRILLS, 7, BETWEEN_LEVEL, &fit), 1);
    assert_near(fit.variance, 327.86329393706, 1e-7);
    assert_near(fit.level, 104.07944905974, 1e-9);
    assert_near(sqrt(fit.level_variance), 8.28518627343, 1e-9);
    assert_int_equal(fit.free, 6);
    assert_int_equal(between_fit(DRILLS, 6, BETWEEN_LINE, &fit), 1);
    assert_near(fit.variance, 413.576874639157, 1e-6);
    assert_near(fit.slope, -0.030300068769, 1e-10);
    assert_near(sqrt(fit.slope_variance), 0.175852522059, 1e-10);
    assert_near(between_at(&fit, 0.0), 103.458940854283, 1e-8);
    assert_near(between_at(&fit, 200.0), 97.3989271005, 1e-8);
    assert_near(sqrt(between_variance_at(&fit, 200.0)), 24.0980199984, 1e-8);
}

static void what_the_errors_explain_is_not_between(void **state)
{
    (void)state;
    static const struct between_value ALIKE[] = {{0, 10, 1}, {1, 10.5, 1}, {2, 9.8, 1}};
    static const struct between_value SAME[] = {{3, 5, 0}, {3, 5, 0}, {3, 5, 0}};
    struct between fit;
    assert_int_equal(between_fit(ALIKE, 3, BETWEEN_LEVEL, &fit), 1);
    assert_near(fit.variance, 0.0, 0.0);
    assert_near(fit.level, 10.1, 1e-9);
    assert_near(fit.level_variance, 1.0 / 3.0, 1e-9);
    assert_int_equal(between_fit(SAME, 3, BETWEEN_LEVEL, &fit), 1);
    assert_near(fit.variance, 0.0, 1e-12);
    assert_near(fit.level, 5.0, 1e-12);
    assert_int_equal(between_fit(SAME, 3, BETWEEN_LINE, &fit), 0);
    assert_int_equal(between_fit(ALIKE, 1, BETWEEN_LEVEL, &fit), 0);
    assert_int_equal(between_fit(ALIKE, 2, BETWEEN_LINE, &fit), 0);
}

/* R: metafor's fit, Student's t with 5 and 4 degrees, the newest one's own error added. */
static void the_newest_drill_has_a_band(void **state)
{
    (void)state;
    struct change change;
    assert_int_equal(change_of_newest(DRILLS, 7, BETWEEN_LEVEL, &change), 1);
    assert_int_equal(change.earlier, 6);
    assert_near(change.expected, 100.264263935, 1e-8);
    assert_near(change.low, 34.0269290341, 1e-6);
    assert_near(change.high, 166.501598837, 1e-6);
    assert_near(change.difference, 133 - 100.264263935, 1e-8);
    assert_near(change.p, 0.25983579695, 1e-9);
    assert_false(change.more_than_noise);
    assert_int_equal(change_of_newest(DRILLS, 7, BETWEEN_LINE, &change), 1);
    assert_near(change.low, -3.40902858635, 1e-6);
    assert_near(change.high, 198.206882787, 1e-6);
    assert_near(change.p, 0.382344980928, 1e-9);
}

/* R: predict(lm(y ~ x), interval = "prediction"). */
static void without_errors_the_band_is_that_of_least_squares(void **state)
{
    (void)state;
    struct between_value drills[7];
    struct change change;
    for (size_t i = 0; i < 7; i++) {
        drills[i] = (struct between_value){DRILLS[i].time, DRILLS[i].value, 0.0};
    }
    assert_int_equal(change_of_newest(drills, 7, BETWEEN_LINE, &change), 1);
    assert_near(change.expected, 103.051620057, 1e-8);
    assert_near(change.low, -10.5648954461, 1e-6);
    assert_near(change.high, 216.668135559, 1e-6);
    assert_int_equal(change_of_newest(drills, 4, BETWEEN_LINE, &change), 0);
    assert_int_equal(change_of_newest(drills, 3, BETWEEN_LEVEL, &change), 0);
    assert_int_equal(change_of_newest(drills, 4, BETWEEN_LEVEL, &change), 1);
}

/* 4,000 times seven earlier drills and one more of the same kind, then one that is slower by far. */
static void one_in_twenty_seems_changed_by_chance(void **state)
{
    (void)state;
    enum { TIMES = 4000 };
    struct sibu_pcg64 stream;
    open_stream(&stream, "change");
    for (int line = 0; line < 2; line++) {
        enum between_about about = line ? BETWEEN_LINE : BETWEEN_LEVEL;
        int alarms = 0, seen = 0;
        for (int i = 0; i < TIMES; i++) {
            struct between_value drills[8];
            struct change change;
            for (size_t j = 0; j < 8; j++) {
                double error = sibu_draw_between(&stream, 2.0, 6.0), spread = sqrt(error * error + 25.0);
                double trend = line ? -4.0 * (double)j : 0.0;
                drills[j] = (struct between_value){(double)j, sibu_draw_normal(&stream, 100.0 + trend, spread), error};
            }
            assert_int_equal(change_of_newest(drills, 8, about, &change), 1);
            alarms += change.more_than_noise;
            assert_true(change.more_than_noise == (change.p < 0.05));
            drills[7].value += 60.0;
            assert_int_equal(change_of_newest(drills, 8, about, &change), 1);
            seen += change.more_than_noise && change.difference > 0.0;
        }
        assert_between((double)alarms / TIMES, 0.03, 0.065);
        assert_true((double)seen / TIMES > 0.97);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_drills_have_the_published_trend),
        cmocka_unit_test(uneven_times_give_scipys_slopes),
        cmocka_unit_test(ties_are_counted),
        cmocka_unit_test(the_exact_chance_counts_all_orders),
        cmocka_unit_test(few_drills_have_no_interval),
        cmocka_unit_test(too_many_drills_are_refused),
        cmocka_unit_test(the_interval_of_the_slope_holds),
        cmocka_unit_test(the_variance_between_is_metafors),
        cmocka_unit_test(what_the_errors_explain_is_not_between),
        cmocka_unit_test(the_newest_drill_has_a_band),
        cmocka_unit_test(without_errors_the_band_is_that_of_least_squares),
        cmocka_unit_test(one_in_twenty_seems_changed_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
