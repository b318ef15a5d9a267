/* Smoke under the ceilings: nothing of it gets lost, it fills a room evenly, waits behind a lintel, and flows out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "sibu/layer.h"
#include "sibu/memory.h"

struct house {
    struct scene *scene;
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_layer *layer;
    struct sibu_layer_fire fire;
};

/* A room of 8 x 8 m with a door of 1.2 m in its east side and an exit behind it. */
static struct scene *small_room(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 12, (const double[]){0,    0, 8,   0, 8,   3.4, 8.2, 3.4, 8.2, 1, 11.2, 1,
                                           11.2, 7, 8.2, 7, 8.2, 4.6, 8,   4.6, 8,   8, 0,    8});
    scene_walkable(scene, 0, 1);
    scene_exit(scene, 0, (const double[]){8.1, 3.4, 8.1, 4.6});
    scene_muster(scene, 0, (const double[]){9, 2, 11, 6});
    return scene;
}

static void open_in_blocks(struct house *house, struct scene *scene, double x, double y, double block_m)
{
    struct sibu_fault fault;
    scene_done(scene);
    *house = (struct house){.scene = scene};
    assert_int_equal(sibu_ways_open(&house->ways, &scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    assert_int_equal(sibu_blocks_open(&house->blocks, house->ways, block_m, &fault), SIBU_OK);
    struct sibu_layer_def def = sibu_layer_default(house->blocks);
    assert_int_equal(sibu_layer_open(&house->layer, &def, &fault), SIBU_OK);
    house->fire =
        (struct sibu_layer_fire){.fire = sibu_fire_default(), .block = sibu_blocks_at(house->blocks, 0, x, y)};
    house->fire.fire.growth_kw_per_s2 = SIBU_FIRE_FAST;
}

static void open_house(struct house *house, struct scene *scene, double x, double y)
{
    open_in_blocks(house, scene, x, y, 0.25);
}

static void close_house(struct house *house)
{
    sibu_layer_close(house->layer);
    sibu_blocks_close(house->blocks);
    sibu_ways_close(house->ways);
    sibu_array_free(house->scene);
}

static _Bool step(struct house *house, double step_s)
{
    struct sibu_fault fault;
    return sibu_layer_step(house->layer, &house->fire, 1, step_s, &fault) == SIBU_OK;
}

static void burn_until(struct house *house, double time_s)
{
    while (sibu_layer_time_s(house->layer) < time_s - 1e-9) {
        assert_true(step(house, 1.0));
    }
}

static double depth_at(const struct house *house, double x, double y)
{
    return sibu_layer_depth_m(house->layer, sibu_blocks_at(house->blocks, 0, x, y));
}

static double given_off_kg(const struct house *house)
{
    double time_s = sibu_layer_time_s(house->layer);
    return sibu_fire_burnt_kg(&house->fire.fire, time_s) * house->fire.fire.soot_yield;
}

/* Soot under the ceilings and soot that has flowed out is what the fire gave off, all the time, to a millionth. */
static void no_smoke_gets_lost(void **state)
{
    (void)state;
    struct house house;
    open_house(&house, small_room(), 2.5, 5.0);
    for (double time_s = 10.0; time_s <= 120.0; time_s += 10.0) {
        burn_until(&house, time_s);
        double there = sibu_layer_soot_kg(house.layer) + sibu_layer_vented_kg(house.layer);
        assert_true(fabs(there - given_off_kg(&house)) <= 1e-6 * given_off_kg(&house));
    }
    assert_true(sibu_layer_vented_kg(house.layer) > 0.0); /* the room is full down to the lintel by then */
    close_house(&house);
}

/* Behind the lintel the layer hangs level: a metre deep before any of it gets out. */
static void a_room_fills_evenly_down_to_the_lintel(void **state)
{
    (void)state;
    struct house house;
    open_house(&house, small_room(), 2.5, 5.0);
    burn_until(&house, 40.0);
    assert_true(sibu_layer_vented_kg(house.layer) <= 0.0);
    burn_until(&house, 120.0);
    double least = 1e9, most = 0.0;
    for (double x = 0.5; x < 8.0; x += 1.0) {
        for (double y = 0.5; y < 8.0; y += 1.0) {
            double depth = depth_at(&house, x, y);
            least = depth < least ? depth : least;
            most = depth > most ? depth : most;
        }
    }
    assert_true(least > 1.0 && most < 3.0 && most < 1.4 * least); /* what rose at the walls has come back */
    assert_true(sibu_layer_vented_kg(house.layer) > 0.0);
    close_house(&house);
}

/* One breathes clean air below the layer, and smoke in it; outside there is none. */
static void the_air_depends_on_the_height(void **state)
{
    (void)state;
    struct house house;
    struct sibu_air low, high, out;
    open_house(&house, small_room(), 2.5, 5.0);
    burn_until(&house, 60.0);
    sibu_layer_air(house.layer, sibu_blocks_at(house.blocks, 0, 6.0, 2.0), 0.1, &low);
    sibu_layer_air(house.layer, sibu_blocks_at(house.blocks, 0, 6.0, 2.0), 2.9, &high);
    sibu_layer_air(house.layer, sibu_blocks_at(house.blocks, 0, 10.0, 4.0), 2.9, &out);
    assert_true(low.extinction_per_m <= 0.0 && out.extinction_per_m <= 0.0);
    assert_true(high.extinction_per_m > 0.05 && high.carbon_monoxide_ppm > 0.0 && high.carbon_dioxide_percent > 0.0);
    assert_true(high.oxygen_percent < 20.9 && high.oxygen_percent > 10.0 && high.temperature_c > 20.0);
    close_house(&house);
}

/* Smaller steps make no other fire. */
static void the_step_makes_little_difference(void **state)
{
    (void)state;
    struct house one, other;
    open_house(&one, small_room(), 2.5, 5.0);
    open_house(&other, small_room(), 2.5, 5.0);
    burn_until(&one, 40.0);
    while (sibu_layer_time_s(other.layer) < 40.0 - 1e-9) {
        assert_true(step(&other, 0.25));
    }
    double a = depth_at(&one, 6.0, 2.0), b = depth_at(&other, 6.0, 2.0);
    assert_true(fabs(a - b) < 0.03 * a);
    close_house(&one);
    close_house(&other);
}

/* Blocks of a drill's size find what the finest find: how deep the layer hangs, when it gets out, and how much of it. */
static void coarse_blocks_find_the_same(void **state)
{
    (void)state;
    static const double SIDES[] = {2.0, SIBU_BLOCK_M};
    struct house fine, coarse[2];
    open_house(&fine, small_room(), 2.5, 5.0);
    for (int i = 0; i < 2; i++) {
        open_in_blocks(&coarse[i], small_room(), 2.5, 5.0, SIDES[i]);
    }
    for (double time_s = 60.0; time_s <= 120.0; time_s += 30.0) { /* at first it is thin, and still on its way */
        burn_until(&fine, time_s);
        double a = depth_at(&fine, 6.0, 2.0);
        for (int i = 0; i < 2; i++) {
            burn_until(&coarse[i], time_s);
            double there = sibu_layer_soot_kg(coarse[i].layer) + sibu_layer_vented_kg(coarse[i].layer);
            assert_true(fabs(there - given_off_kg(&coarse[i])) <= 1e-6 * given_off_kg(&coarse[i]));
            assert_true(fabs(a - depth_at(&coarse[i], 6.0, 2.0)) < 0.1 * a);
        }
    }
    double a = sibu_layer_vented_kg(fine.layer);
    for (int i = 0; i < 2; i++) {
        assert_true(a > 0.0 && fabs(a - sibu_layer_vented_kg(coarse[i].layer)) < 0.3 * a);
        close_house(&coarse[i]);
    }
    close_house(&fine);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct house house;
    struct sibu_fault fault;
    struct sibu_layer *layer = NULL;
    open_house(&house, small_room(), 2.5, 5.0);
    struct sibu_layer_def def = sibu_layer_default(house.blocks);
    def.ceiling_m = 1.0;
    assert_int_equal(sibu_layer_open(&layer, &def, &fault), SIBU_BAD_INPUT);
    def = sibu_layer_default(house.blocks);
    def.lintel_m = 3.5;
    assert_int_equal(sibu_layer_open(&layer, &def, &fault), SIBU_BAD_INPUT);
    assert_false(step(&house, 0.0));
    assert_false(step(&house, (double)NAN));
    house.fire.block = 1u << 30;
    assert_false(step(&house, 1.0));
    house.fire.block = SIBU_NONE; /* where nobody could stand: no smoke */
    assert_true(step(&house, 1.0));
    assert_true(sibu_layer_soot_kg(house.layer) <= 0.0);
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_smoke_gets_lost),
        cmocka_unit_test(a_room_fills_evenly_down_to_the_lintel),
        cmocka_unit_test(the_air_depends_on_the_height),
        cmocka_unit_test(the_step_makes_little_difference),
        cmocka_unit_test(coarse_blocks_find_the_same),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
