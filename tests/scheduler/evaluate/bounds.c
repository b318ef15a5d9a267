/* Intervals of quantiles and shares: against vectors.json (order_statistic_ci, binomial_12_of_15), against scipy 1.10.1
 * (btdtri) and statsmodels 0.13.5 (proportion_confint), and by how often they hold.
 */
#include "evaluate/chance.h"
#include "evaluate/quantile_rank.h"
#include "evaluate/share.h"
#include "near.h"

/* vectors.json: order_statistic_ci. */
static void of_twenty_the_ranks_are_the_published_ones(void **state)
{
    (void)state;
    struct quantile_ranks median = quantile_rank_interval(20, 0.5);
    assert_int_equal(median.low, 6);
    assert_int_equal(median.high, 15);
    assert_near(median.confidence, 0.9586105, 5e-8);
    struct quantile_ranks p90 = quantile_rank_interval(20, 0.9);
    assert_int_equal(p90.low, 16);
    assert_int_equal(p90.high, 0); /* none above the largest */
    assert_near(p90.confidence, 0.9568255, 5e-8);
    struct quantile_ranks p95 = quantile_rank_interval(20, 0.95);
    assert_int_equal(p95.low, 17);
    assert_int_equal(p95.high, 0);
    assert_near(p95.confidence, 0.9840985, 5e-8);
}

/* 1 - 0.95^58 = 0.949, 1 - 0.95^59 = 0.951; 0.9^28 = 0.0523, 0.9^29 = 0.0471; 0.5^4 = 0.0625, 0.5^5 = 0.031. */
static void a_quantile_is_bounded_only_where_there_are_enough(void **state)
{
    (void)state;
    static const struct {
        double q;
        uint32_t enough;
    } TABLE[] = {{0.95, 59}, {0.9, 29}, {0.5, 5}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        for (uint32_t n = 0; n < TABLE[i].enough; n++) {
            assert_int_equal(quantile_rank_high(n, TABLE[i].q), 0);
            assert_int_equal(quantile_rank_low(n, 1.0 - TABLE[i].q), 0);
        }
        assert_int_equal(quantile_rank_high(TABLE[i].enough, TABLE[i].q), TABLE[i].enough); /* the largest of all */
        assert_int_equal(quantile_rank_low(TABLE[i].enough, 1.0 - TABLE[i].q), 1);
    }
}

/* P(X <= k) of the binomial, term by term: for n this small nothing is lost. */
static double plain_most(int64_t k, uint32_t n, double p)
{
    double term = 1.0, sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        term *= 1.0 - p;
    }
    for (uint32_t i = 0; (int64_t)i <= k && i <= n; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1) * p / (1.0 - p);
    }
    return sum;
}

/* Both hold: 95 % is kept, and no narrower interval of the kind keeps it. */
static void no_rank_nearer_would_hold(void **state)
{
    (void)state;
    static const double SHARES[] = {0.05, 0.1, 0.25, 0.5, 0.9, 0.95};
    for (size_t i = 0; i < sizeof SHARES / sizeof SHARES[0]; i++) {
        double q = SHARES[i];
        for (uint32_t n = 1; n <= 150; n++) {
            int64_t low = quantile_rank_low(n, q), high = quantile_rank_high(n, q);
            assert_true(low == 0 || plain_most(low - 1, n, q) <= 0.05 + 1e-9);
            assert_true(plain_most(low, n, q) > 0.05);
            assert_true(high == 0 || plain_most(high - 1, n, q) >= 0.95 - 1e-9);
            assert_true(plain_most((high == 0 ? n + 1 : high) - 2, n, q) < 0.95);
            struct quantile_ranks both = quantile_rank_interval(n, q);
            double above = both.high == 0 ? 1.0 : plain_most((int64_t)both.high - 1, n, q);
            double below = both.low == 0 ? 0.0 : plain_most((int64_t)both.low - 1, n, q);
            assert_near(both.confidence, above - below, 1e-10);
            assert_true(both.confidence >= 0.95 - 1e-9);
        }
    }
}

static void many_people_bound_closely(void **state)
{
    (void)state;
    struct quantile_ranks p95 = quantile_rank_interval(10000, 0.95);
    assert_between(p95.low, 9455, 9460); /* 9500 -+ 1.96 sqrt(10000 * 0.95 * 0.05) = 42.7 */
    assert_between(p95.high, 9540, 9545);
    assert_between(p95.confidence, 0.95, 0.955);
}

/* vectors.json: binomial_12_of_15; the others from scipy's btdtri and statsmodels. */
static void shares_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        uint32_t k, n;
        struct share exact, wilson;
    } TABLE[] = {
        {12, 15, {0.5191089, 0.956688}, {0.5481455, 0.9295245}},
        {0, 60, {0, 0.059629492286167}, {0, 0.060171852142089886}},
        {60, 60, {0.940370507713833, 1}, {0.9398281478579099, 1}},
        {1, 7, {0.0036102968619005837, 0.5787231970431952}, {0.02567962434474355, 0.5131278292743189}},
        {250, 1000, {0.22343040626467678, 0.2780500062237641}, {0.2241530989836914, 0.27776028025908617}},
        {9990, 10000, {0.9981617358657878, 0.999520360276229}, {0.9981600556125619, 0.9994567140135028}},
        {0, 0, {0, 1}, {0, 1}},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        double tolerance = i == 0 ? 5.1e-8 : 1e-10;
        struct share exact = share_exact(TABLE[i].k, TABLE[i].n), wilson = share_wilson(TABLE[i].k, TABLE[i].n);
        assert_near(exact.low, TABLE[i].exact.low, tolerance);
        assert_near(exact.high, TABLE[i].exact.high, tolerance);
        assert_near(wilson.low, TABLE[i].wilson.low, tolerance);
        assert_near(wilson.high, TABLE[i].wilson.high, tolerance);
    }
}

enum { COVERED_MAX = 60 };

/* How often the interval of k of n holds the share behind it, summed over all k. */
static double coverage(const struct share *intervals, uint32_t n, double p)
{
    double covered = 0.0;
    for (uint32_t k = 0; k <= n; k++) {
        if (intervals[k].low <= p && p <= intervals[k].high) {
            covered += plain_most(k, n, p) - plain_most((int64_t)k - 1, n, p);
        }
    }
    return covered;
}

static void the_exact_share_always_holds_and_wilsons_on_the_average(void **state)
{
    (void)state;
    for (uint32_t n = 5; n <= COVERED_MAX; n += 11) {
        struct share exact[COVERED_MAX + 1], wilson[COVERED_MAX + 1];
        double sum = 0.0;
        for (uint32_t k = 0; k <= n; k++) {
            exact[k] = share_exact(k, n);
            wilson[k] = share_wilson(k, n);
        }
        for (int i = 1; i <= 199; i++) {
            double p = (double)i / 200.0;
            assert_true(coverage(exact, n, p) >= 0.95 - 1e-9);
            sum += coverage(wilson, n, p) / 199.0;
        }
        assert_between(sum, 0.945, 0.96);
    }
}

/* 1 - 0.05^(1/60) = 0.0487; vectors: n = 60 is 5 % at most. */
static void none_of_n_is_at_most_three_in_n(void **state)
{
    (void)state;
    assert_near(share_none_of(60), 0.05, 1e-15);
    assert_near(share_none_of(0), 1.0, 0.0);
    assert_near(share_none_of(2), 1.0, 0.0);
    for (uint32_t n = 4; n < 2000; n += 7) {
        double chance = plain_most(0, n, share_none_of(n)); /* of none, at that share */
        assert_true(chance <= 0.05);
        assert_true(n < 60 || chance > 0.046);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_twenty_the_ranks_are_the_published_ones),
        cmocka_unit_test(a_quantile_is_bounded_only_where_there_are_enough),
        cmocka_unit_test(no_rank_nearer_would_hold),
        cmocka_unit_test(many_people_bound_closely),
        cmocka_unit_test(shares_are_the_published_ones),
        cmocka_unit_test(the_exact_share_always_holds_and_wilsons_on_the_average),
        cmocka_unit_test(none_of_n_is_at_most_three_in_n),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
