/* Segments: sides, distances, crossings. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "geometry/segment.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void distance_of_two_segments_is_that_of_their_nearest_points(void **state)
{
    (void)state;
    static const struct {
        struct segment first, second;
        double distance;
    } CASES[] = {
        {{{0, 0}, {4, 0}}, {{0, 3}, {4, 3}}, 3.0}, /* side by side */
        {{{0, 0}, {4, 0}}, {{2, -1}, {2, 1}}, 0.0}, /* crossing */
        {{{0, 0}, {4, 0}}, {{4, 0}, {9, 9}}, 0.0}, /* joined at an end */
        {{{0, 0}, {4, 0}}, {{2, 0}, {6, 0}}, 0.0}, /* over each other */
        {{{0, 0}, {4, 0}}, {{5, 0}, {6, 0}}, 1.0}, /* in a row */
        {{{0, 0}, {4, 0}}, {{7, 4}, {9, 9}}, 5.0}, /* corner to corner */
        {{{0, 0}, {4, 0}}, {{2, 1}, {5, 8}}, 1.0}, /* corner to edge */
        {{{1, 1}, {1, 1}}, {{4, 5}, {4, 5}}, 5.0}, /* two points */
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_true(fabs(segment_distance(CASES[i].first, CASES[i].second) - CASES[i].distance) < 1e-12);
        assert_true(fabs(segment_distance(CASES[i].second, CASES[i].first) - CASES[i].distance) < 1e-12);
    }
}

static void the_nearest_place_never_leaves_the_segment(void **state)
{
    (void)state;
    struct segment segment = {{2, 1}, {6, 1}};
    static const struct {
        struct sibu_point point;
        double share, distance;
    } CASES[] = {{{0, 1}, 0.0, 2.0}, {{3, 5}, 0.25, 4.0}, {{9, 5}, 1.0, 5.0}, {{6, 1}, 1.0, 0.0}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_true(fabs(segment_nearest(segment, CASES[i].point) - CASES[i].share) < 1e-12);
        assert_true(fabs(segment_point_distance(segment, CASES[i].point) - CASES[i].distance) < 1e-12);
    }
}

static void a_crossing_needs_both_sides_of_both(void **state)
{
    (void)state;
    struct segment line = {{0, 0}, {0, 2}};
    static const struct {
        struct segment way;
        int crossed;
        double share;
    } CASES[] = {
        {{{-1, 1}, {3, 1}}, 1, 0.25}, {{{3, 1}, {-1, 1}}, 1, 0.75}, {{{-1, 3}, {3, 3}}, 0, 0.0},
        {{{-3, 1}, {-1, 1}}, 0, 0.0}, {{{0, -1}, {0, 3}}, 0, 0.0}, /* along the line */
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        double share = 0.0;
        assert_int_equal(segment_crossed(line, CASES[i].way, &share), CASES[i].crossed);
        assert_true(fabs(share - CASES[i].share) < 1e-12);
    }
}

static void a_way_in_two_steps_that_meet_on_the_line_crosses_it_once(void **state)
{
    (void)state;
    struct segment line = {{0, 0}, {0, 2}};
    struct segment first = {{-1, 1}, {0, 1}};
    struct segment second = {{0, 1}, {1, 1}};
    struct segment back_first = {{1, 1}, {0, 1}};
    struct segment back_second = {{0, 1}, {-1, 1}};
    double share;
    assert_int_equal(segment_crossed(line, first, &share) + segment_crossed(line, second, &share), 1);
    assert_int_equal(segment_crossed(line, back_first, &share) + segment_crossed(line, back_second, &share), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_of_two_segments_is_that_of_their_nearest_points),
        cmocka_unit_test(the_nearest_place_never_leaves_the_segment),
        cmocka_unit_test(a_crossing_needs_both_sides_of_both),
        cmocka_unit_test(a_way_in_two_steps_that_meet_on_the_line_crosses_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
