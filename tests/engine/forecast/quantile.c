/* Quantiles with confidence against values computed with exact fractions, and Student's quantile against its tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "forecast/quantile.h"
#include "sibu/memory.h"
#include "sibu/random.h"

/* Computed from the definition with Python's fractions: no rounding anywhere. */
static const struct {
    size_t n;
    unsigned percent;
    struct quantile_ranks ranks;
} EXACT[] = {
    {1, 5, {1, 0, 2}},          {1, 50, {1, 0, 2}},         {1, 95, {1, 0, 2}},         {2, 5, {1, 0, 2}},
    {2, 25, {1, 0, 3}},         {2, 95, {2, 1, 3}},         {5, 50, {3, 0, 6}},         {5, 95, {5, 4, 6}},
    {6, 50, {3, 1, 6}},         {6, 75, {5, 2, 7}},         {10, 25, {3, 0, 6}},        {10, 50, {5, 2, 9}},
    {20, 5, {1, 0, 4}},         {20, 25, {5, 2, 10}},       {20, 50, {10, 6, 15}},      {20, 75, {15, 11, 19}},
    {20, 95, {19, 17, 21}},     {30, 25, {8, 3, 13}},       {30, 95, {29, 26, 31}},     {72, 5, {4, 1, 9}},
    {72, 95, {69, 64, 72}},     {73, 5, {4, 1, 9}},         {73, 95, {70, 65, 73}},     {100, 5, {5, 1, 11}},
    {100, 25, {25, 17, 35}},    {100, 50, {50, 40, 61}},    {100, 75, {75, 66, 84}},    {100, 95, {95, 90, 100}},
    {200, 5, {10, 4, 17}},      {200, 50, {100, 86, 115}},  {200, 95, {190, 184, 197}}, {500, 5, {25, 16, 36}},
    {500, 25, {125, 106, 145}}, {500, 50, {250, 228, 273}}, {500, 75, {375, 356, 395}}, {500, 95, {475, 465, 485}},
};

static void ranks_are_those_of_exact_arithmetic(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof EXACT / sizeof EXACT[0]; i++) {
        struct quantile_ranks ranks;
        quantile_ranks(EXACT[i].n, EXACT[i].percent, &ranks);
        assert_int_equal(ranks.value, EXACT[i].ranks.value);
        assert_int_equal(ranks.low, EXACT[i].ranks.low);
        assert_int_equal(ranks.high, EXACT[i].ranks.high);
    }
}

/* 100,000 values: 0.5 n is off by 1.96 sqrt(n) / 2 on each side, as the normal distribution says. */
static void ranks_of_many_are_near_the_normal_ones(void **state)
{
    (void)state;
    struct quantile_ranks ranks;
    quantile_ranks(100000, 50, &ranks);
    assert_int_equal(ranks.value, 50000);
    assert_in_range(ranks.low, 50000 - 311, 50000 - 308);
    assert_in_range(ranks.high, 50000 + 309, 50000 + 312);
    quantile_ranks(100000, 5, &ranks); /* 1.96 sqrt(n p (1 - p)) = 135.1 */
    assert_in_range(ranks.low, 5000 - 137, 5000 - 133);
    assert_in_range(ranks.high, 5000 + 133, 5000 + 137);
}

static void student_is_as_in_the_tables(void **state)
{
    (void)state;
    static const struct {
        size_t degrees;
        double value;
    } TABLE[] = {{1, 12.7062047}, {2, 4.3026527},  {5, 2.5705818},   {10, 2.2281389},  {30, 2.0422725},
                 {31, 2.0395134}, {50, 2.0085591}, {100, 1.9839715}, {999, 1.9623415}, {1000000, 1.9599664}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_true(fabs(quantile_student(TABLE[i].degrees) - TABLE[i].value) < 1e-6);
    }
}

/* 1..20 in any order: order statistics are their own numbers; s / sqrt(n) = sqrt(35 / 20), t(19) = 2.0930241. */
static void a_sample_is_summarised(void **state)
{
    (void)state;
    double sample[20];
    struct sibu_summary summary;
    for (size_t i = 0; i < 20; i++) {
        sample[i] = (double)((i * 7) % 20 + 1);
    }
    sibu_summarise(sample, 20, &summary);
    assert_int_equal(summary.count, 20);
    const struct sibu_estimate *median = &summary.quantiles[2];
    assert_true(median->value == 10.0 && median->low == 6.0 && median->high == 15.0);
    assert_true(summary.quantiles[0].value == 1.0 && isinf(summary.quantiles[0].low) &&
                summary.quantiles[0].high == 4.0);
    assert_true(summary.quantiles[4].value == 19.0 && summary.quantiles[4].low == 17.0 &&
                isinf(summary.quantiles[4].high));
    assert_true(fabs(summary.mean.value - 10.5) < 1e-12);
    assert_true(fabs(summary.mean.high - summary.mean.low - 2.0 * 2.0930240544 * sqrt(35.0 / 20.0)) < 1e-9);
}

static void what_is_not_known_is_not_made_up(void **state)
{
    (void)state;
    struct sibu_summary summary;
    sibu_summarise(NULL, 0, &summary);
    assert_true(summary.count == 0 && isnan(summary.mean.value) && isnan(summary.quantiles[2].value));
    double one[] = {3.0};
    sibu_summarise(one, 1, &summary);
    assert_true(summary.mean.value == 3.0 && isinf(summary.mean.low) && isinf(summary.mean.high));
    double late[] = {5.0, HUGE_VAL, 4.0, 6.0, 3.0, 2.0}; /* one was not over when the run ended */
    sibu_summarise(late, 6, &summary);
    assert_true(isnan(summary.mean.value));
    assert_true(summary.quantiles[2].value == 4.0 && summary.quantiles[2].low == 2.0);
    assert_true(isinf(summary.quantiles[2].high) && isinf(summary.quantiles[4].value));
}

/* The law itself: of many samples of a known distribution, at least 95 % of the intervals hold the true quantile. */
static void intervals_hold_the_truth_as_often_as_they_say(void **state)
{
    (void)state;
    uint8_t key[32];
    struct sibu_pcg64 stream;
    size_t held[SIBU_QUANTILES] = {0}, trials = 4000;
    double sample[90];
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&stream, key, "coverage", 0);
    for (size_t trial = 0; trial < trials; trial++) {
        struct sibu_summary summary;
        for (size_t i = 0; i < 90; i++) {
            sample[i] = sibu_draw_exponential(&stream, 1.0);
        }
        sibu_summarise(sample, 90, &summary);
        for (size_t q = 0; q < SIBU_QUANTILES; q++) {
            double truth = -sibu_log(1.0 - (double)SIBU_QUANTILE_PERCENTS[q] / 100.0);
            held[q] += summary.quantiles[q].low <= truth && truth <= summary.quantiles[q].high;
        }
    }
    for (size_t q = 0; q < SIBU_QUANTILES; q++) { /* three standard deviations of 4,000 trials are 1 % */
        assert_in_range(held[q], trials * 94 / 100, trials * 995 / 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_of_exact_arithmetic),
        cmocka_unit_test(ranks_of_many_are_near_the_normal_ones),
        cmocka_unit_test(student_is_as_in_the_tables),
        cmocka_unit_test(a_sample_is_summarised),
        cmocka_unit_test(what_is_not_known_is_not_made_up),
        cmocka_unit_test(intervals_hold_the_truth_as_often_as_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
