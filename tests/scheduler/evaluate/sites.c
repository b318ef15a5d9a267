/* Sites compared fairly: shrinkage against an own solution of the formulas (scipy's brentq for the variance, metafor
 * 3.8-1 for the same), ranks against tables by hand and against their definition, and by how often they hold.
 */
#include "evaluate/rank_interval.h"
#include "evaluate/shrink.h"
#include "near.h"
#include "sibu/random.h"

static const struct between_value SITES[] = {{0, 95, 6},  {0, 120, 14}, {0, 82, 9},  {0, 150, 25},
                                             {0, 101, 7}, {0, 88, 11},  {0, 133, 18}};

static void seven_sites_are_shrunk_by_the_formulas(void **state)
{
    (void)state;
    static const struct shrink_site TABLE[] = {
        {0.0659588378, 95.5988699, 84.1183896, 107.07935},  {0.249428941, 116.028954, 91.1791095, 140.878798},
        {0.132073485, 84.9161098, 67.7068836, 102.125336},  {0.437278537, 129.919929, 87.2910664, 172.548791},
        {0.0866804149, 101.266928, 88.0358324, 114.498023}, {0.179713217, 90.8896895, 70.6109553, 111.168424},
        {0.33135782, 123.416949, 91.7047048, 155.129194}};
    struct shrink_site sites[7];
    struct shrink all;
    shrink_take(SITES, 7, sites, &all);
    assert_near(all.mean, 104.07944905974, 1e-9);
    assert_near(all.mean_error, 8.28518627343, 1e-9);
    assert_near(all.between, 327.86329393706, 1e-7);
    for (size_t i = 0; i < 7; i++) {
        assert_near(sites[i].toward_all, TABLE[i].toward_all, 1e-9);
        assert_near(sites[i].fair, TABLE[i].fair, 1e-6);
        assert_near(sites[i].low, TABLE[i].low, 1e-6);
        assert_near(sites[i].high, TABLE[i].high, 1e-6);
    }
}

static void open_stream(struct sibu_pcg64 *stream, const char *purpose)
{
    uint8_t key[32];
    sibu_key_of_seed(key, 20261127);
    sibu_pcg64_open(stream, key, purpose, 0);
}

/* Never past the mean, never the other way, and the less is known of a site the further. */
static void a_fair_value_is_between_its_own_and_that_of_all(void **state)
{
    (void)state;
    enum { COUNT = 9 };
    struct sibu_pcg64 stream;
    open_stream(&stream, "between");
    for (int i = 0; i < 500; i++) {
        struct between_value values[COUNT];
        struct shrink_site sites[COUNT];
        struct shrink all;
        size_t count = 1 + (size_t)sibu_pcg64_below(&stream, COUNT);
        for (size_t j = 0; j < count; j++) {
            values[j] = (struct between_value){0, sibu_draw_normal(&stream, 80, 15), sibu_draw_between(&stream, 1, 30)};
        }
        shrink_take(values, count, sites, &all);
        for (size_t j = 0; j < count; j++) {
            double own = values[j].value;
            assert_between(sites[j].toward_all, 0.0, 1.0);
            assert_true((sites[j].fair - own) * (all.mean - own) >= 0.0 || count < 4);
            assert_true(fabs(sites[j].fair - own) <= fabs(all.mean - own) || count < 4);
            assert_true(sites[j].low < sites[j].fair && sites[j].fair < sites[j].high);
            for (size_t k = 0; k < j; k++) {
                assert_true((sites[j].toward_all - sites[k].toward_all) * (values[j].error - values[k].error) >= -1e-9);
            }
        }
    }
}

static void few_sites_are_left_as_they_are(void **state)
{
    (void)state;
    struct shrink_site sites[4];
    struct shrink all;
    shrink_take(SITES, 3, sites, &all);
    for (size_t i = 0; i < 3; i++) {
        assert_near(sites[i].fair, SITES[i].value, 0.0);
        assert_near(sites[i].high - sites[i].fair, 1.959963984540054 * SITES[i].error, 1e-9);
    }
    assert_true(all.mean > 82 && all.mean < 120);
    shrink_take(SITES, 0, sites, &all);
    assert_near(all.mean, 0.0, 0.0);
    shrink_take(SITES, 4, sites, &all);
    assert_true(sites[3].fair < 150);
    static const struct between_value EXACT[] = {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}};
    shrink_take(EXACT, 4, sites, &all);
    assert_true(fabs(sites[0].fair - 1.0) <= 1e-12 && sites[0].high <= 1.0 + 1e-12);
}

/* 1,500 times ten sites whose true means are known: the intervals hold them, and the fair values are nearer to them
 * than the sites' own. */
static void the_intervals_hold_and_the_values_are_nearer(void **state)
{
    (void)state;
    enum { TIMES = 1500, COUNT = 10 };
    static const double SPREADS[] = {2.0, 10.0, 40.0};
    struct sibu_pcg64 stream;
    open_stream(&stream, "shrink");
    for (size_t k = 0; k < 3; k++) {
        double own = 0.0, fair = 0.0;
        int holds = 0;
        for (int i = 0; i < TIMES; i++) {
            struct between_value values[COUNT];
            struct shrink_site sites[COUNT];
            struct shrink all;
            double truth[COUNT];
            for (size_t j = 0; j < COUNT; j++) {
                double error = 4.0 + 2.0 * (double)j;
                truth[j] = sibu_draw_normal(&stream, 100.0, SPREADS[k]);
                values[j] = (struct between_value){0, sibu_draw_normal(&stream, truth[j], error), error};
            }
            shrink_take(values, COUNT, sites, &all);
            for (size_t j = 0; j < COUNT; j++) {
                holds += sites[j].low <= truth[j] && truth[j] <= sites[j].high;
                own += (values[j].value - truth[j]) * (values[j].value - truth[j]);
                fair += (sites[j].fair - truth[j]) * (sites[j].fair - truth[j]);
            }
        }
        assert_between((double)holds / TIMES / COUNT, 0.935, 0.995); /* the more, the less they differ */
        assert_true(fair < own);
        assert_true(k > 0 || fair < 0.3 * own); /* sites that hardly differ */
    }
}

static void nobody_is_put_before_one_whose_interval_overlaps(void **state)
{
    (void)state;
    static const struct rank_interval INTERVALS[] = {{60, 80}, {10, 20}, {30, 45}, {40, 55},
                                                     {50, 58}, {80, 90}, {95, 99}};
    static const struct rank_place TABLE[] = {{5, 6, 5, 2}, {1, 1, 1, 1}, {2, 3, 2, 3}, {2, 4, 2, 3},
                                              {3, 4, 2, 3}, {5, 6, 5, 2}, {7, 7, 7, 1}};
    struct rank_place places[7];
    struct sibu_fault fault;
    assert_int_equal(rank_intervals(INTERVALS, 7, places, &fault), SIBU_OK);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(places[i].best, TABLE[i].best);
        assert_int_equal(places[i].worst, TABLE[i].worst);
        assert_int_equal(places[i].rank, TABLE[i].rank);
        assert_int_equal(places[i].tied, TABLE[i].tied);
    }
    assert_int_equal(rank_intervals(NULL, 0, places, &fault), SIBU_OK);
}

/* By the definition, pair by pair. */
static void check_place(const struct rank_interval *intervals, const struct rank_place *places, size_t count, size_t i)
{
    uint32_t before = 0, behind = 0, alike = 0;
    for (size_t j = 0; j < count; j++) {
        int ahead = intervals[j].high<intervals[i].low, after = intervals[j].low> intervals[i].high;
        before += ahead ? 1 : 0;
        behind += after ? 1 : 0;
        alike += places[j].rank == places[i].rank ? 1 : 0;
        assert_true(ahead || after || places[j].rank == places[i].rank);
        assert_true(places[j].rank >= places[i].rank || ahead);
    }
    assert_int_equal(places[i].best, before + 1);
    assert_int_equal(places[i].worst, count - behind);
    assert_int_equal(places[i].tied, alike);
    assert_between(places[i].rank, 1, places[i].best);
}

static void ranks_are_what_they_are_said_to_be(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    struct sibu_pcg64 stream;
    open_stream(&stream, "rank");
    for (int i = 0; i < 300; i++) {
        struct rank_interval intervals[COUNT];
        struct rank_place places[COUNT];
        struct sibu_fault fault;
        double width = sibu_draw_exponential(&stream, 4.0);
        for (size_t j = 0; j < COUNT; j++) {
            double low = floor(sibu_draw_between(&stream, 0, 200));
            intervals[j] = (struct rank_interval){low, low + floor(sibu_draw_between(&stream, 0, width + 1.0))};
        }
        assert_int_equal(rank_intervals(intervals, COUNT, places, &fault), SIBU_OK);
        for (size_t j = 0; j < COUNT; j++) {
            check_place(intervals, places, COUNT, j);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seven_sites_are_shrunk_by_the_formulas),
        cmocka_unit_test(a_fair_value_is_between_its_own_and_that_of_all),
        cmocka_unit_test(few_sites_are_left_as_they_are),
        cmocka_unit_test(the_intervals_hold_and_the_values_are_nearer),
        cmocka_unit_test(nobody_is_put_before_one_whose_interval_overlaps),
        cmocka_unit_test(ranks_are_what_they_are_said_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
