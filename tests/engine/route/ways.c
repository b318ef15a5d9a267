/* The laws of ways: every door that fits a body has a way through it at any angle, no way leads through a wall however
 * thin, lengths are right, and directions keep off walls. The scenes are those of tests/engine/crowd.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "route/way_front.h"
#include "route/ways.h"
#include "scene.h"
#include "sibu/random.h"

#define DEGREE 0.017453292519943295

static struct sibu_ways *open_ways(struct scene *scene, enum sibu_goal goal)
{
    struct sibu_ways *ways = NULL;
    struct sibu_fault fault;
    scene_done(scene);
    assert_int_equal(sibu_ways_open(&ways, &scene->site, goal, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    return ways;
}

static void close_ways(struct sibu_ways *ways, struct scene *scene)
{
    sibu_ways_close(ways);
    sibu_array_free(scene);
}

static void turn_point(double radians, double *x, double *y)
{
    double sine, cosine, x0 = *x, y0 = *y;
    sibu_sincos(radians, &sine, &cosine);
    *x = x0 * cosine - y0 * sine;
    *y = x0 * sine + y0 * cosine;
}

static float length_from(const struct sibu_ways *ways, uint32_t floor, double x, double y)
{
    uint32_t node = way_node_at(&ways->map, floor, (float)x, (float)y);
    return node == WAY_NONE ? WAY_FAR : way_look(ways, 0, node, (float)x, (float)y).length;
}

static void a_door_survives_at_any_angle(void **state)
{
    (void)state;
    static const double WIDTHS[] = {0.7, 0.8, 0.9, 1.2};
    for (size_t w = 0; w < sizeof WIDTHS / sizeof WIDTHS[0]; w++) {
        for (int angle = 0; angle < 180; angle += 9) {
            struct scene *scene = scene_room(WIDTHS[w]);
            scene_turn(scene, (double)angle * DEGREE);
            struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
            double x = 10.0, y = 10.0;
            turn_point((double)angle * DEGREE, &x, &y);
            float length = length_from(ways, 0, x, y);
            assert_true(length > 10.0f && length < 13.0f); /* 10.4 m, and what a narrow door costs */
            close_ways(ways, scene);
        }
    }
}

/* Too narrow for a body of 0.25 m: no way, rather than one that nobody can walk. */
static void a_gap_narrower_than_a_body_is_no_way(void **state)
{
    (void)state;
    struct scene *scene = scene_room(0.4);
    struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
    assert_true(length_from(ways, 0, 10.0, 10.0) >= WAY_FAR);
    close_ways(ways, scene);
}

static void a_straight_way_has_its_length(void **state)
{
    (void)state;
    static const double FROM[] = {1.0, 5.0, 20.0, 38.0};
    for (int angle = 0; angle <= 45; angle += 15) {
        struct scene *scene = scene_corridor(41.0, 3.0, 40.0);
        scene_turn(scene, (double)angle * DEGREE);
        struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
        for (size_t i = 0; i < sizeof FROM / sizeof FROM[0]; i++) {
            double x = FROM[i], y = 1.5;
            turn_point((double)angle * DEGREE, &x, &y);
            double length = (double)length_from(ways, 0, x, y);
            assert_true(fabs(length - (40.0 - FROM[i])) < 0.02 * (40.0 - FROM[i]) + 0.1);
        }
        close_ways(ways, scene);
    }
}

static struct sibu_point at(const struct way_node *node)
{
    return (struct sibu_point){(double)node->x, (double)node->y};
}

static int crosses_ring(const struct sibu_ring *ring, struct sibu_point a, struct sibu_point b)
{
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct sibu_point ends[] = {ring->points[i], ring->points[(i + 1) % ring->count]};
        const struct sibu_line line = {.points = ends, .count = 2};
        double share;
        if (sibu_line_crossed(&line, a, b, &share)) {
            return 1;
        }
    }
    return 0;
}

static void no_link_crosses_a_wall(struct scene *scene)
{
    struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
    size_t links = 0;
    for (size_t n = 0; n < ways->map.node_count; n++) {
        const struct way_node *node = &ways->map.nodes[n];
        for (unsigned k = WAY_EAST; k <= WAY_SOUTH; k++) {
            uint32_t other = ways->map.links[n][k];
            if (other == WAY_NONE || ways->map.nodes[other].floor != node->floor) {
                continue;
            }
            const struct sibu_polygon *ground = &scene->site.floors[node->floor].walkable[0];
            for (uint32_t r = 0; r < ground->count; r++) {
                assert_false(crosses_ring(&ground->rings[r], at(node), at(&ways->map.nodes[other])));
            }
            links++;
        }
    }
    assert_true(links > 1000);
    close_ways(ways, scene);
}

static void ways_never_lead_through_walls_however_thin(void **state)
{
    (void)state;
    for (int angle = 0; angle < 90; angle += 17) {
        struct scene *scene = scene_open(1); /* two rooms side by side, a wall of 5 cm, a gap of 1 m at its end */
        scene_ring(scene, 8, (const double[]){0, 0, 5, 0, 5, 9, 5.05, 9, 5.05, 0, 10, 0, 10, 10, 0, 10});
        scene_walkable(scene, 0, 1);
        scene_exit(scene, 0, (const double[]){9, 0, 9, 10});
        scene_turn(scene, (double)angle * DEGREE);
        no_link_crosses_a_wall(scene);
    }
    no_link_crosses_a_wall(scene_works());
    no_link_crosses_a_wall(scene_storeys());
}

/* From anywhere that a body can stand, a small step in the direction of the way stays off the walls. */
static void directions_keep_off_walls(void **state)
{
    (void)state;
    struct scene *scene = scene_works();
    struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_MUSTER);
    uint8_t key[32];
    struct sibu_pcg64 stream;
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&stream, key, "points", 0);
    size_t looked = 0;
    for (int i = 0; i < 20000; i++) {
        float x = (float)sibu_draw_between(&stream, 0.0, 40.0), y = (float)sibu_draw_between(&stream, -10.0, 30.0);
        uint32_t node = way_node_at(&ways->map, 0, x, y);
        if (node == WAY_NONE || ways->map.nodes[node].tight || piece_clearance(&ways->map.walls, 0, x, y) < 0.25f) {
            continue;
        }
        struct way_view view = way_look(ways, 0, node, x, y);
        assert_true(view.length < WAY_FAR);
        float clear = piece_clearance(&ways->map.walls, 0, x + 0.05f * view.dx, y + 0.05f * view.dy);
        assert_true(clear > 0.2f);
        looked++;
    }
    assert_true(looked > 5000);
    close_ways(ways, scene);
}

/* A stair's nodes are the same unknowns on both floors, and the way from the upper floor leads down it. */
static void a_stair_joins_two_floors(void **state)
{
    (void)state;
    for (int angle = 0; angle < 90; angle += 30) {
        struct scene *scene = scene_storeys();
        scene_turn(scene, (double)angle * DEGREE);
        struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
        double x = 10.5, y = 3.0;
        turn_point((double)angle * DEGREE, &x, &y);
        uint32_t lower = way_node_at(&ways->map, 0, (float)x, (float)y);
        assert_int_not_equal(lower, WAY_NONE);
        assert_int_equal(lower, way_node_at(&ways->map, 1, (float)x, (float)y));
        assert_int_equal(ways->map.nodes[lower].stair, 1);
        double up_x = 17.0, up_y = 3.0;
        turn_point((double)angle * DEGREE, &up_x, &up_y);
        float length = length_from(ways, 1, up_x, up_y);
        assert_true(length > 16.0f && length < 26.0f); /* 16 m, of which 5 on a stair */
        close_ways(ways, scene);
    }
}

static void a_goal_that_cannot_be_reached_is_refused(void **state)
{
    (void)state;
    struct sibu_ways *ways = NULL;
    struct sibu_fault fault;
    struct scene *scene = scene_open(1);
    scene_ring(scene, 4, (const double[]){0, 0, 10, 0, 10, 10, 0, 10});
    scene_walkable(scene, 0, 1);
    scene_done(scene);
    assert_int_equal(sibu_ways_open(&ways, &scene->site, SIBU_GOAL_EXIT, 0.25, &fault), SIBU_BAD_INPUT);
    assert_null(ways);
    assert_non_null(strstr(fault.what[SIBU_EN], "exit"));
    scene_exit(scene, 0, (const double[]){20, 0, 20, 5}); /* far outside */
    assert_int_equal(sibu_ways_open(&ways, &scene->site, SIBU_GOAL_EXIT, 0.25, &fault), SIBU_BAD_INPUT);
    assert_null(ways);
    assert_string_equal(fault.place, scene->exits[0].id);
    sibu_array_free(scene);
}

static void a_site_too_large_for_the_lattice_is_refused(void **state)
{
    (void)state;
    struct sibu_ways *ways = NULL;
    struct sibu_fault fault;
    struct scene *scene = scene_corridor(1e6, 1e6, 10.0);
    scene_done(scene);
    assert_int_equal(sibu_ways_open(&ways, &scene->site, SIBU_GOAL_EXIT, 0.25, &fault), SIBU_LIMIT);
    assert_null(ways);
    sibu_array_free(scene);
}

enum { MANY_EXITS = 2000 }; /* so that a small site has fields like a huge one's */

/* Two rooms of 40 x 70 m, a wall of 5 cm between them with a gap of `width`, and a door in it; 2,000 exits on one spot. */
static enum sibu_status open_large(double width, struct way_map *map, struct sibu_fault *fault)
{
    struct scene *scene = scene_open(1);
    double top = 30.1 + width;
    scene_ring(scene, 12, (const double[]){0,  0,  40,    0,  40,    30.1, 40.05, 30.1, 40.05, 0,  80, 0,
                                           80, 70, 40.05, 70, 40.05, top,  40,    top,  40,    70, 0,  70});
    scene_walkable(scene, 0, 1);
    scene_door(scene, 0, (const double[]){40.02, 30.1, 40.02, top});
    scene_exit(scene, 0, (const double[]){1, 10, 1, 20});
    scene_done(scene);
    struct sibu_exit *exits = sibu_array_new(MANY_EXITS, sizeof *exits);
    assert_non_null(exits);
    for (int i = 0; i < MANY_EXITS; i++) {
        exits[i] = scene->exits[0];
    }
    scene->site.exits = exits;
    scene->site.exit_count = MANY_EXITS;
    enum sibu_status status = way_map_open(map, &scene->site, 0.25f, fault);
    for (size_t n = 0; status == SIBU_OK && n < map->node_count; n++) {
        for (unsigned k = WAY_EAST; k <= WAY_SOUTH; k++) {
            uint32_t other = map->links[n][k];
            const struct sibu_ring *ring = &scene->site.floors[0].walkable[0].rings[0];
            assert_false(other != WAY_NONE && crosses_ring(ring, at(&map->nodes[n]), at(&map->nodes[other])));
        }
    }
    sibu_array_free(exits);
    sibu_array_free(scene);
    return status;
}

/* Where fields of 0.25 m would not fit into memory, cells are larger; walls still hold, and doors that would be lost are
 * named. */
static void a_huge_site_has_larger_cells(void **state)
{
    (void)state;
    struct way_map map;
    struct sibu_fault fault;
    assert_int_equal(open_large(3.0, &map, &fault), SIBU_OK);
    assert_true((double)map.cell_m > WAY_CELL_M);
    assert_true(map.node_count > 5000 && map.node_count < 30000);
    way_map_clear(&map);
    assert_int_equal(open_large(0.52, &map, &fault), SIBU_LIMIT);
    assert_non_null(strstr(fault.what[SIBU_EN], "narrow"));
    way_map_clear(&map);
}

/* However a way is cut into steps, it crosses a line once. */
static void a_line_is_crossed_once(void **state)
{
    (void)state;
    const struct piece line = {.ax = 5.0f, .ay = -1.0f, .bx = 5.0f, .by = 1.0f};
    for (int steps = 1; steps <= 40; steps++) {
        for (int back = 0; back < 2; back++) {
            int crossed = 0;
            for (int i = 0; i < steps; i++) {
                double from = 10.0 * i / steps, to = 10.0 * (i + 1) / steps, share = -1.0;
                struct sibu_point a = {back ? 10.0 - from : from, 0.0}, b = {back ? 10.0 - to : to, 0.0};
                crossed += piece_crossed(&line, a, b, &share);
            }
            assert_int_equal(crossed, 1);
        }
    }
}

static void the_front_gives_the_shortest_bucket_first(void **state)
{
    (void)state;
    enum { NODES = 2000 };
    struct way_front front;
    uint8_t key[32];
    struct sibu_pcg64 stream;
    static float lengths[NODES];
    sibu_key_of_seed(key, 3);
    sibu_pcg64_open(&stream, key, "front", 0);
    assert_true(way_front_open(&front, NODES));
    for (uint32_t i = 0; i < NODES; i++) {
        lengths[i] = (float)sibu_draw_between(&stream, 0.0, i % 7 == 0 ? 20000.0 : 60.0);
        way_front_put(&front, i, lengths[i]);
    }
    for (uint32_t i = 0; i < NODES; i += 3) { /* it stays where it is */
        way_front_put(&front, i, lengths[i] * 0.5f);
    }
    uint32_t last = 0;
    static uint8_t seen[NODES];
    for (size_t n = 0; n < NODES; n++) {
        uint32_t node = way_front_take(&front), bucket = way_front_bucket(lengths[node]);
        assert_true(bucket >= last);
        assert_false(seen[node]++);
        last = bucket;
    }
    assert_int_equal(front.count, 0);
    way_front_close(&front);
}

/* A yard of 40 x 30 m with a building across it: two blocks with a passage of 2 m between them, an exit at either end.
 * The muster is on the right. */
static struct scene *scene_passage(void)
{
    static const double YARD[] = {0, 0, 40, 0, 40, 30, 0, 30};
    static const double BELOW[] = {10, 2, 10, 9, 30, 9, 30, 2};
    static const double ABOVE[] = {10, 11, 10, 28, 30, 28, 30, 11};
    struct scene *scene = scene_open(1);
    scene_ring(scene, 4, YARD);
    scene_ring(scene, 4, BELOW);
    scene_ring(scene, 4, ABOVE);
    scene_walkable(scene, 0, 3);
    scene_exit(scene, 0, (const double[]){10, 9, 10, 11});
    scene_exit(scene, 0, (const double[]){30, 9, 30, 11});
    scene_muster(scene, 0, (const double[]){34, 8, 38, 12});
    return scene;
}

static void who_has_left_a_building_does_not_walk_through_it(void **state)
{
    (void)state;
    struct scene *scene = scene_passage();
    struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_MUSTER);
    float around = length_from(ways, 0, 5.0, 10.0), inside = length_from(ways, 0, 12.0, 10.0);
    assert_true(around > 37.0f && around < 50.0f); /* 40 m around the block; 31 m through the passage */
    assert_true(inside > 23.0f && inside < 32.0f); /* 24 m out by the far exit: from inside every exit is open */
    assert_true(length_from(ways, 0, 9.0, 10.0) > inside);
    close_ways(ways, scene);
}

/* A view from (x, y) of the room of scene_room as it is before it was turned by the angle; and back. */
static struct way_view turned_view(double radians, double dx, double dy)
{
    turn_point(radians, &dx, &dy);
    return (struct way_view){.length = 1.0f, .dx = (float)dx, .dy = (float)dy};
}

static struct way_walker walker_at(double radians, double x, double y)
{
    turn_point(radians, &x, &y);
    return (struct way_walker){.x = (float)x, .y = (float)y, .radius = 0.2f};
}

/* Over its whole width, less what a body needs, a door is passed straight on; from beside it one aims at its edge. */
static void a_door_is_as_wide_as_it_is(void **state)
{
    (void)state;
    for (int angle = 0; angle < 360; angle += 24) {
        double radians = (double)angle * DEGREE;
        struct scene *scene = scene_room(1.2);
        scene_turn(scene, radians);
        struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
        for (int k = -5; k <= 5; k++) {
            double beside = 0.1 * (double)k, across = 1.0, along = 0.0;
            struct way_walker walker = walker_at(radians, 19.6, 10.0 + beside);
            struct way_view view = turned_view(radians, 0.8, 0.6);
            view.length = length_from(ways, 0, (double)walker.x, (double)walker.y);
            assert_true(way_through_door(ways, &walker, &view));
            turn_point(radians, &across, &along);
            float straight = view.dx * (float)across + view.dy * (float)along;
            float aside = view.dy * (float)across - view.dx * (float)along;
            assert_true(k < -3 || k > 3 ? straight > 0.95f : straight > 0.9999f);
            assert_true(k < -3 ? aside > 0.0f : k > 3 ? aside < 0.0f : 1);
        }
        close_ways(ways, scene);
    }
}

/* Who goes along a door, away from it or is far to its side is not turned. */
static void a_door_turns_nobody_who_passes_by(void **state)
{
    (void)state;
    struct scene *scene = scene_room(1.2);
    struct sibu_ways *ways = open_ways(scene, SIBU_GOAL_EXIT);
    static const double CASES[][4] = {{19.7, 10.0, 0.0, 1.0},
                                      {19.6, 10.0, -1.0, 0.0},
                                      {19.7, 11.0, 0.8, -0.6},
                                      {18.0, 10.0, 1.0, 0.0},
                                      {20.35, 10.0, 1.0, 0.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct way_walker walker = walker_at(0.0, CASES[i][0], CASES[i][1]);
        struct way_view view = turned_view(0.0, CASES[i][2], CASES[i][3]);
        view.length = length_from(ways, 0, CASES[i][0], CASES[i][1]);
        struct way_view before = view;
        assert_false(way_through_door(ways, &walker, &view));
        assert_memory_equal(&view, &before, sizeof view);
    }
    close_ways(ways, scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_door_survives_at_any_angle),
        cmocka_unit_test(a_gap_narrower_than_a_body_is_no_way),
        cmocka_unit_test(a_straight_way_has_its_length),
        cmocka_unit_test(ways_never_lead_through_walls_however_thin),
        cmocka_unit_test(directions_keep_off_walls),
        cmocka_unit_test(a_door_is_as_wide_as_it_is),
        cmocka_unit_test(a_door_turns_nobody_who_passes_by),
        cmocka_unit_test(a_stair_joins_two_floors),
        cmocka_unit_test(who_has_left_a_building_does_not_walk_through_it),
        cmocka_unit_test(a_goal_that_cannot_be_reached_is_refused),
        cmocka_unit_test(a_site_too_large_for_the_lattice_is_refused),
        cmocka_unit_test(a_huge_site_has_larger_cells),
        cmocka_unit_test(a_line_is_crossed_once),
        cmocka_unit_test(the_front_gives_the_shortest_bucket_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
