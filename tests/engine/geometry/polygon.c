/* Polygons: area, inside, centre, edges; on hand-made cases and on random stars. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "geometry/box.h"
#include "geometry/polygon.h"
#include "geometry/ring.h"
#include "star.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct sibu_point SQUARE[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
static const struct sibu_point HOLE[] = {{3, 3}, {3, 7}, {7, 7}, {7, 3}};
static const struct sibu_ring FRAME_RINGS[] = {{SQUARE, 4}, {HOLE, 4}};
static const struct sibu_polygon FRAME = {FRAME_RINGS, 2};
static const struct sibu_point C_SHAPE[] = {{0, 0}, {10, 0}, {10, 2}, {2, 2}, {2, 8}, {10, 8}, {10, 10}, {0, 10}};
static const struct sibu_ring C_RING = {C_SHAPE, 8};
static const struct sibu_polygon C = {&C_RING, 1};

static void area_takes_the_holes_off(void **state)
{
    (void)state;
    assert_true(fabs(sibu_polygon_area(&FRAME) - 84.0) < 1e-12);
    assert_true(fabs(sibu_polygon_area(&C) - 52.0) < 1e-12);
    const struct sibu_polygon both[] = {FRAME, C};
    assert_true(fabs(polygon_areas(both, 2) - 136.0) < 1e-12);
    assert_true(ring_signed_area(FRAME_RINGS[0]) > 0.0);
    assert_true(ring_signed_area(FRAME_RINGS[1]) < 0.0);
}

static void inside_is_half_open_lower_and_left_edges_belong(void **state)
{
    (void)state;
    static const struct {
        double x, y;
        int inside;
    } CASES[] = {{5, 1, 1},  {5, 5, 0}, {-1, 5, 0}, {11, 5, 0},  {0, 5, 1},    {10, 5, 0},   {5, 0, 1},
                 {5, 10, 0}, {0, 0, 1}, {10, 0, 0}, {0, 10, 0},  {10, 10, 0},  {3, 5, 0},    {7, 5, 1},
                 {5, 3, 0},  {5, 7, 1}, {3, 3, 0},  {1e9, 5, 0}, {5, -1e9, 0}, {2.999, 3, 1}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(sibu_polygon_contains(&FRAME, CASES[i].x, CASES[i].y), CASES[i].inside);
    }
}

static void the_centre_of_a_frame_or_a_c_lies_inside(void **state)
{
    (void)state;
    const struct sibu_polygon *shapes[] = {&FRAME, &C};
    for (size_t i = 0; i < COUNT(shapes); i++) {
        struct sibu_point centre = sibu_polygon_centre(shapes[i]);
        assert_true(sibu_polygon_contains(shapes[i], centre.x, centre.y));
        assert_true(polygon_edge_distance(shapes[i], centre) > 0.9); /* and not at the very edge */
    }
}

static void edges_have_the_inside_on_their_left(void **state)
{
    (void)state;
    struct segment edges[8];
    assert_int_equal(polygon_edge_count(&FRAME, 1), 8);
    polygon_edges(&FRAME, 1, edges);
    for (size_t i = 0; i < COUNT(edges); i++) {
        struct sibu_point middle = segment_at(edges[i], 0.5);
        double length = point_distance(edges[i].a, edges[i].b);
        double left_x = middle.x - (edges[i].b.y - edges[i].a.y) / length * 0.01;
        double left_y = middle.y + (edges[i].b.x - edges[i].a.x) / length * 0.01;
        assert_true(sibu_polygon_contains(&FRAME, left_x, left_y));
    }
}

static void a_box_holds_what_it_was_made_of(void **state)
{
    (void)state;
    struct sibu_box box = sibu_polygon_box(&C);
    assert_true(box_width(box) == 10.0 && box_height(box) == 10.0);
    for (size_t i = 0; i < COUNT(C_SHAPE); i++) {
        assert_true(box_holds(box, C_SHAPE[i]));
    }
    assert_true(box_is_nothing(box_nothing()));
    assert_true(box_is_nothing(box_of(C_SHAPE, 0)));
    struct sibu_box touching = {10, 10, 12, 12};
    struct sibu_box away = {10.5, 0, 12, 12};
    assert_true(box_meets(box, touching));
    assert_false(box_meets(box, away));
    assert_true(box_meets(box_grow(box, 0.5), away));
}

/* The star seen from its centre is a fan of triangles: an independent area, and an independent inside. */
static void a_star_is_the_fan_of_its_triangles(void **state)
{
    (void)state;
    uint64_t random = 20261123;
    for (int round = 0; round < 500; round++) {
        struct star star;
        star_make(&star, &random);
        double fan = 0.0;
        int in_triangles = 0;
        struct sibu_point probe = {star.centre.x + 120.0 * (star_random(&random) - 0.5),
                                   star.centre.y + 120.0 * (star_random(&random) - 0.5)};
        for (uint32_t i = 0; i < star.ring.count; i++) {
            struct sibu_point corners[3] = {star.centre, star.points[i], ring_next(star.ring, i)};
            struct sibu_ring triangle = {corners, 3};
            fan += point_side(corners[0], corners[1], corners[2]) / 2.0;
            in_triangles += ring_contains(triangle, probe);
        }
        assert_true(fabs(sibu_polygon_area(&star.polygon) - fan) < 1e-6);
        /* a tiling: in exactly one triangle, or in none, whatever edge the probe lies on */
        assert_int_equal(in_triangles, sibu_polygon_contains(&star.polygon, probe.x, probe.y));
    }
}

static void corners_shared_by_tiles_belong_to_exactly_one(void **state)
{
    (void)state;
    uint64_t random = 77;
    for (int round = 0; round < 200; round++) {
        struct star star;
        star_make(&star, &random);
        int tiles = 0; /* the centre is a corner of every triangle of the fan */
        for (uint32_t i = 0; i < star.ring.count; i++) {
            struct sibu_point corners[3] = {star.centre, star.points[i], ring_next(star.ring, i)};
            struct sibu_ring triangle = {corners, 3};
            tiles += ring_contains(triangle, star.centre);
        }
        assert_int_equal(tiles, 1);
    }
}

static void a_way_out_of_a_star_crosses_its_border_once_more_than_it_comes_back(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int round = 0; round < 500; round++) {
        struct star star;
        star_make(&star, &random);
        struct segment way = {star.centre,
                              {star.centre.x + 200.0 * (star_random(&random) - 0.5),
                               star.centre.y + 200.0 * (star_random(&random) - 0.5)}};
        int crossings = 0;
        double share = 0.0;
        for (uint32_t i = 0; i < star.ring.count; i++) {
            struct segment edge = {star.points[i], ring_next(star.ring, i)};
            crossings += segment_crossed(edge, way, &share);
        }
        int inside = sibu_polygon_contains(&star.polygon, way.b.x, way.b.y);
        assert_int_equal(crossings % 2, inside ? 0 : 1);
    }
}

static void the_centre_of_a_star_lies_inside(void **state)
{
    (void)state;
    uint64_t random = 99;
    for (int round = 0; round < 500; round++) {
        struct star star;
        star_make(&star, &random);
        struct sibu_point centre = sibu_polygon_centre(&star.polygon);
        assert_true(sibu_polygon_contains(&star.polygon, centre.x, centre.y));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_takes_the_holes_off),
        cmocka_unit_test(inside_is_half_open_lower_and_left_edges_belong),
        cmocka_unit_test(the_centre_of_a_frame_or_a_c_lies_inside),
        cmocka_unit_test(edges_have_the_inside_on_their_left),
        cmocka_unit_test(a_box_holds_what_it_was_made_of),
        cmocka_unit_test(a_star_is_the_fan_of_its_triangles),
        cmocka_unit_test(corners_shared_by_tiles_belong_to_exactly_one),
        cmocka_unit_test(a_way_out_of_a_star_crosses_its_border_once_more_than_it_comes_back),
        cmocka_unit_test(the_centre_of_a_star_lies_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
