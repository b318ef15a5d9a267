/* Lines of several pieces: length, and where a way first crosses them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sibu/geometry.h"

static const struct sibu_point BENT[] = {{0, 0}, {0, 3}, {4, 3}};
static const struct sibu_line LINE = {BENT, 3};

static void length_is_the_sum_of_the_pieces(void **state)
{
    (void)state;
    assert_true(fabs(sibu_line_length(&LINE) - 7.0) < 1e-12);
}

static void the_first_crossing_on_the_way_counts(void **state)
{
    (void)state;
    struct sibu_point a = {-1, 1};
    struct sibu_point b = {3, 5};
    struct sibu_point c = {1, 4};
    double share = -1.0;
    assert_false(sibu_line_crossed(&LINE, a, a, &share));
    /* from the left through the upright piece at (0, 2), then through the level one at (1, 3) */
    assert_true(sibu_line_crossed(&LINE, a, b, &share));
    assert_true(fabs(share - 0.25) < 1e-12);
    /* and the other way round: the level piece comes first */
    assert_true(sibu_line_crossed(&LINE, b, a, &share));
    assert_true(fabs(share - 0.5) < 1e-12);
    assert_true(sibu_line_crossed(&LINE, c, a, &share));
    assert_false(sibu_line_crossed(&LINE, b, c, &share));
}

static void a_way_through_the_bend_crosses_once(void **state)
{
    (void)state;
    struct sibu_point outside = {-1, 4};
    struct sibu_point bend = {0, 3};
    struct sibu_point inside = {1, 2};
    double share = 0.0;
    assert_true(sibu_line_crossed(&LINE, outside, inside, &share));
    assert_true(fabs(share - 0.5) < 1e-12);
    assert_int_equal(sibu_line_crossed(&LINE, outside, bend, &share) + sibu_line_crossed(&LINE, bend, inside, &share),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_is_the_sum_of_the_pieces),
        cmocka_unit_test(the_first_crossing_on_the_way_counts),
        cmocka_unit_test(a_way_through_the_bend_crosses_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
