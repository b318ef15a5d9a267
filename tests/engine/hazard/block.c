/* Blocks: they cover the floor once, end at doors and at the edge of the sky, and their links fit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/block.h"
#include "scene.h"
#include "sibu/flood.h"
#include "sibu/memory.h"

struct house {
    struct scene *scene;
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
};

/* Two rooms of 10 x 10 m with a door of 1.2 m between them, and from the second an exit to a yard. */
static void open_house(struct house *house, double block_m)
{
    struct sibu_fault fault;
    struct scene *scene = scene_open(1);
    scene_ring(scene, 20, (const double[]){0,    0,   10,   0,  10,   4.4, 10.2, 4.4, 10.2, 0,  20.2, 0,   20.2, 4.4,
                                           20.4, 4.4, 20.4, 0,  30.4, 0,   30.4, 10,  20.4, 10, 20.4, 5.6, 20.2, 5.6,
                                           20.2, 10,  10.2, 10, 10.2, 5.6, 10,   5.6, 10,   10, 0,    10});
    scene_walkable(scene, 0, 1);
    scene_door(scene, 0, (const double[]){10.1, 4.4, 10.1, 5.6});
    scene_exit(scene, 0, (const double[]){20.3, 4.4, 20.3, 5.6});
    scene_muster(scene, 0, (const double[]){22, 2, 28, 8});
    scene_done(scene);
    *house = (struct house){.scene = scene};
    assert_int_equal(sibu_ways_open(&house->ways, &scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    assert_int_equal(sibu_blocks_open(&house->blocks, house->ways, block_m, &fault), SIBU_OK);
}

static void close_house(struct house *house)
{
    sibu_blocks_close(house->blocks);
    sibu_ways_close(house->ways);
    sibu_array_free(house->scene);
}

static double area_of(const struct sibu_blocks *blocks, _Bool open)
{
    double sum = 0.0;
    for (size_t i = 0; i < blocks->count; i++) {
        sum += (blocks->blocks[i].is_open != 0) == open ? (double)blocks->blocks[i].area_m2 : 0.0;
    }
    return sum;
}

/* Whatever the squares: the rooms have their area, the yard its own, and nothing is a sliver where it need not be. */
static void blocks_cover_the_floor(void **state)
{
    (void)state;
    static const double SIDES[] = {0.25, 1.0, 3.0, 5.0, 7.0, 1000.0};
    for (size_t i = 0; i < sizeof SIDES / sizeof SIDES[0]; i++) {
        struct house house;
        open_house(&house, SIDES[i]);
        double side = SIDES[i];
        assert_true(fabs(area_of(house.blocks, 0) - 200.5) < 0.05 * 200.0);
        assert_true(fabs(area_of(house.blocks, 1) - 100.3) < 0.05 * 100.0);
        for (size_t k = 0; k < house.blocks->count; k++) {
            double area = (double)house.blocks->blocks[k].area_m2;
            assert_true(area >= 0.25 * side * side || area > 90.0);
        }
        close_house(&house);
    }
}

/* Huge squares make rooms: three blocks, two doors of the right width; finer ones find the same rooms. */
static void huge_squares_make_rooms(void **state)
{
    (void)state;
    struct house house;
    open_house(&house, 1000.0);
    assert_int_equal(sibu_blocks_count(house.blocks), 3);
    assert_int_equal(house.blocks->link_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(house.blocks->links[i].is_door);
        assert_true(fabs((double)house.blocks->links[i].width_m - 1.2) < 0.5);
    }
    close_house(&house);
    open_house(&house, 2.0);
    uint32_t rooms = 0;
    for (size_t i = 0; i < house.blocks->count; i++) {
        rooms = house.blocks->blocks[i].room > rooms ? house.blocks->blocks[i].room : rooms;
    }
    assert_int_equal(rooms + 1, 3);
    uint32_t west = sibu_blocks_at(house.blocks, 0, 2.0, 2.0), east = sibu_blocks_at(house.blocks, 0, 18.0, 8.0);
    assert_true(house.blocks->blocks[west].room != house.blocks->blocks[east].room);
    assert_int_equal(house.blocks->blocks[west].room,
                     house.blocks->blocks[sibu_blocks_at(house.blocks, 0, 8.0, 8.0)].room);
    close_house(&house);
}

/* Each link stands with both of its blocks, and nowhere else. */
static void ends_are_the_links(void **state)
{
    (void)state;
    struct house house;
    open_house(&house, 3.0);
    const struct sibu_blocks *blocks = house.blocks;
    assert_int_equal(blocks->first_end[blocks->count], 2 * blocks->link_count);
    for (uint32_t block = 0; block < blocks->count; block++) {
        for (uint32_t k = blocks->first_end[block]; k < blocks->first_end[block + 1]; k++) {
            const struct block_link *link = &blocks->links[blocks->ends[k].link];
            assert_true(link->from < link->to && link->width_m > 0.0f && link->distance_m > 0.0f);
            assert_true((link->from == block && link->to == blocks->ends[k].other) ||
                        (link->to == block && link->from == blocks->ends[k].other));
        }
    }
    close_house(&house);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct house house;
    struct sibu_blocks *blocks = NULL;
    struct sibu_fault fault;
    open_house(&house, 5.0);
    assert_int_equal(sibu_blocks_open(&blocks, house.ways, -1.0, &fault), SIBU_BAD_INPUT);
    assert_int_equal(sibu_blocks_open(&blocks, house.ways, (double)NAN, &fault), SIBU_BAD_INPUT);
    assert_null(blocks);
    assert_int_equal(sibu_blocks_at(house.blocks, 0, -5.0, 5.0), SIBU_NONE);
    assert_int_equal(sibu_blocks_at(house.blocks, 7, 5.0, 5.0), SIBU_NONE);
    assert_int_equal(block_near(house.blocks, 0, -3.0, 5.0), sibu_blocks_at(house.blocks, 0, 0.5, 5.0));
    assert_int_equal(block_near(house.blocks, 0, -30.0, 5.0), SIBU_NONE);
    close_house(&house);
}

/* Water poured into one room: none is lost, it goes through the door, lies level in the end, and runs off outside. */
static void water_spreads_and_none_is_lost(void **state)
{
    (void)state;
    struct house house;
    struct sibu_flood *flood = NULL;
    struct sibu_fault fault;
    open_house(&house, 2.0);
    uint32_t first = sibu_blocks_at(house.blocks, 0, 2.0, 2.0), last = sibu_blocks_at(house.blocks, 0, 18.0, 8.0);
    assert_int_equal(sibu_flood_open(&flood, house.blocks, &fault), SIBU_OK);
    for (int second = 1; second <= 600; second++) {
        sibu_flood_pour(flood, first, 0.05);
        sibu_flood_step(flood, 1.0);
        double there = sibu_flood_m3(flood) + sibu_flood_gone_m3(flood), poured = 0.05 * second;
        assert_true(fabs(there - poured) <= 1e-9 * poured);
        if (second == 30) {
            assert_true(sibu_flood_depth_m(flood, first) > sibu_flood_depth_m(flood, last));
        }
    }
    assert_true(sibu_flood_depth_m(flood, last) > 0.005 && sibu_flood_gone_m3(flood) > 1.0);
    double before_m3 = sibu_flood_m3(flood);
    for (int second = 0; second < 1200; second++) {
        sibu_flood_step(flood, 1.0);
    }
    assert_true(sibu_flood_m3(flood) < 0.5 * before_m3);
    sibu_flood_close(flood);
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_cover_the_floor),
        cmocka_unit_test(huge_squares_make_rooms),
        cmocka_unit_test(ends_are_the_links),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(water_spreads_and_none_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
