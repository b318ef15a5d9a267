/* Sites compared: sums and errors worked out by hand, and what a fair list must not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "evaluate/ranking.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6)) {
        fail_msg("%.9g is not %.9g", value, expected);
    }
}

static struct ranking_drill drill(const char *key, uint32_t people, uint32_t by_then, double share)
{
    return (struct ranking_drill){key, {key, key}, people, by_then, share};
}

static void rank_all(struct ranking *ranking, struct ranking_drill *drills, size_t count)
{
    struct sibu_fault fault;
    if (ranking_make(ranking, drills, count, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
}

static const struct ranking_unit *find(const struct ranking *ranking, const char *key)
{
    for (size_t i = 0; i < ranking->count; i++) {
        if (strcmp(ranking->units[i].key, key) == 0) {
            return &ranking->units[i];
        }
    }
    fail_msg("%s is not there", key);
    return NULL;
}

/* a: 90 of 100 where the forecast has 90: 1; p = 90.5 / 101, error sqrt(100 p (1 - p)) / 90.
 * b: 20 and 30 of 50 each, where the forecast has 40 each: 50 / 80; by people the variance is 24.04, but the drills are 5 off
 * the mean each: 2 / (2 - 1) * (25 + 25) = 100, which is more: error 10 / 80. */
static void sums_and_errors_are_as_worked_out_by_hand(void **state)
{
    (void)state;
    struct ranking ranking;
    struct ranking_drill drills[] = {drill("b", 50, 20, 0.8), drill("a", 100, 90, 0.9), drill("b", 50, 30, 0.8)};
    rank_all(&ranking, drills, 3);
    assert_int_equal(ranking.count, 2);
    assert_false(ranking.shrunk);
    const struct ranking_unit *a = &ranking.units[0], *b = &ranking.units[1];
    assert_string_equal(a->key, "a");
    assert_near(a->measured, 1.0);
    assert_near(a->error, 0.033912129);
    assert_near(a->low, 1.0 - 1.959963985 * 0.033912129);
    assert_int_equal(a->place.rank, 1);
    assert_int_equal(a->place.tied, 1);
    assert_int_equal(b->drills, 2);
    assert_int_equal(b->people, 100);
    assert_int_equal(b->by_then, 50);
    assert_near(b->expected, 80.0);
    assert_near(b->measured, 0.625);
    assert_near(b->error, 0.125);
    assert_int_equal(b->place.rank, 2); /* 0.87 at most, and a is 0.93 at least */
    ranking_close(&ranking);
}

/* Where the forecast has few by its mark because the way is long, few are as good as many elsewhere. */
static void a_harder_drill_asks_for_less(void **state)
{
    (void)state;
    struct ranking ranking;
    struct ranking_drill drills[] = {drill("easy", 200, 180, 0.9), drill("hard", 200, 100, 0.5)};
    rank_all(&ranking, drills, 2);
    assert_near(find(&ranking, "easy")->measured, find(&ranking, "hard")->measured);
    assert_int_equal(find(&ranking, "hard")->place.rank, 1);
    assert_int_equal(find(&ranking, "easy")->place.rank, 1);
    ranking_close(&ranking);
}

/* Three of three people are no better than 950 of a thousand: they are drawn toward the mean, and share a rank. */
static void a_handful_of_people_makes_nobody_first(void **state)
{
    (void)state;
    struct ranking ranking;
    struct ranking_drill drills[] = {drill("tiny", 3, 3, 0.9), drill("large", 1000, 950, 0.9),
                                     drill("middle", 400, 300, 0.9), drill("other", 400, 330, 0.9),
                                     drill("bad", 600, 240, 0.9)};
    rank_all(&ranking, drills, 5);
    assert_true(ranking.shrunk);
    const struct ranking_unit *tiny = find(&ranking, "tiny"), *large = find(&ranking, "large"),
                              *bad = find(&ranking, "bad");
    assert_true(tiny->measured > large->measured);
    assert_true(tiny->fair < tiny->measured && tiny->fair > ranking.mean);
    assert_true(tiny->measured - tiny->fair > large->measured - large->fair);
    assert_true(tiny->place.best <= large->place.worst && large->place.best <= tiny->place.worst); /* they overlap */
    assert_int_equal(tiny->place.rank, large->place.rank);
    assert_int_equal(tiny->standing, RANKING_MIDDLE);
    assert_int_equal(large->standing, RANKING_BEST);
    assert_int_equal(bad->standing, RANKING_BEHIND);
    assert_int_equal(bad->place.rank, 5);
    assert_string_equal(ranking.units[4].key, "bad");
    ranking_close(&ranking);
}

static void where_all_are_alike_nobody_is_named(void **state)
{
    (void)state;
    struct ranking ranking;
    struct ranking_drill drills[] = {drill("c", 100, 80, 0.9), drill("a", 100, 81, 0.9), drill("d", 100, 79, 0.9),
                                     drill("b", 100, 80, 0.9)};
    rank_all(&ranking, drills, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ranking.units[i].place.rank, 1);
        assert_int_equal(ranking.units[i].place.tied, 4);
        assert_int_equal(ranking.units[i].standing, RANKING_MIDDLE);
    }
    assert_string_equal(ranking.units[0].key, "a");
    assert_string_equal(ranking.units[1].key, "b"); /* of equal value by name */
    ranking_close(&ranking);
}

static void one_alone_and_none_are_no_ranking(void **state)
{
    (void)state;
    struct ranking ranking;
    struct ranking_drill drills[] = {drill("a", 10, 2, 0.9)};
    rank_all(&ranking, drills, 1);
    assert_int_equal(ranking.units[0].place.rank, 1);
    assert_int_equal(ranking.units[0].standing, RANKING_MIDDLE);
    ranking_close(&ranking);
    rank_all(&ranking, drills, 0);
    assert_int_equal(ranking.count, 0);
    ranking_close(&ranking);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_errors_are_as_worked_out_by_hand),
        cmocka_unit_test(a_harder_drill_asks_for_less),
        cmocka_unit_test(a_handful_of_people_makes_nobody_first),
        cmocka_unit_test(where_all_are_alike_nobody_is_named),
        cmocka_unit_test(one_alone_and_none_are_no_ranking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
