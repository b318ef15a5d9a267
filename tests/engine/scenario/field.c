/* A drill's fields: each kind does what its model does, the same again for the same law, and what is found out later about
 * the first place counts from the beginning. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../crowd/scene.h"
#include "sibu/field_course.h"
#include "sibu/memory.h"
#include "sibu/world.h"

#define EXITS 2

struct stage {
    struct scene *scene;
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_field_def def;
};

/* Two rooms of 10 x 10 m with a door between them; an exit in the west of the first and one in the east of the second. */
static void stage_open(struct stage *stage, enum sibu_use use)
{
    struct sibu_fault fault;
    memset(stage, 0, sizeof *stage);
    stage->scene = scene_open(1);
    scene_ring(stage->scene, 24, (const double[]){0,    0,   10,   0,   10,   4.4, 10.2, 4.4, 10.2, 0,   20.2, 0,
                                                  20.2, 4.4, 22.2, 4.4, 22.2, 5.6, 20.2, 5.6, 20.2, 10,  10.2, 10,
                                                  10.2, 5.6, 10,   5.6, 10,   10,  0,    10,  0,    5.6, -1,   5.6,
                                                  -2,   5.6, -2,   5,   -2,   4.8, -2,   4.6, -2,   4.4, 0,    4.4});
    scene_walkable(stage->scene, 0, 1);
    scene_door(stage->scene, 0, (const double[]){10.1, 4.4, 10.1, 5.6});
    scene_exit(stage->scene, 0, (const double[]){-0.1, 4.4, -0.1, 5.6});
    scene_exit(stage->scene, 0, (const double[]){20.3, 4.4, 20.3, 5.6});
    scene_zone(stage->scene, 0, (const double[]){0, 0, 10.1, 10}, use);
    scene_zone(stage->scene, 0, (const double[]){10.1, 0, 20.2, 10}, use);
    scene_muster(stage->scene, 0, (const double[]){-1.9, 4.6, -1.1, 5.4});
    scene_muster(stage->scene, 0, (const double[]){21.2, 4.6, 22, 5.4});
    scene_done(stage->scene);
    assert_int_equal(sibu_ways_open(&stage->ways, &stage->scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault),
                     SIBU_OK);
    assert_int_equal(sibu_blocks_open(&stage->blocks, stage->ways, 2.5, &fault), SIBU_OK);
    stage->def = (struct sibu_field_def){
        .site = &stage->scene->site, .blocks = stage->blocks, .law = {.airing_share = 1.0}, .origin = {0, 0, 3.0, 5.0}};
}

static void stage_close(struct stage *stage)
{
    sibu_blocks_close(stage->blocks);
    sibu_ways_close(stage->ways);
    sibu_array_free(stage->scene);
}

static void set_fire(struct stage *stage, double growth, double burning_s)
{
    struct sibu_field_law *law = &stage->def.law;
    law->growth_kw_per_s2 = growth;
    law->peak_kw = 2000.0;
    law->burning_s = burning_s;
    law->soot_yield = 0.1;
    law->carbon_monoxide_yield = 0.05;
}

static void set_gas(struct stage *stage, double from_deg)
{
    struct sibu_field_law *law = &stage->def.law;
    law->release_kg_per_s = 0.5;
    law->release_s = 1e6;
    law->height_m = 1.0;
    law->wind_m_per_s = 2.0;
    law->wind_from_deg = from_deg;
    law->substance = SIBU_SUBSTANCE_CHLORINE;
}

static struct sibu_field *begin(const struct stage *stage)
{
    struct sibu_field *field = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_field_open(&field, &stage->def, &fault), SIBU_OK);
    return field;
}

static void play(struct sibu_field *field, double until_s)
{
    while (sibu_field_time_s(field) < until_s) {
        sibu_field_step(field);
    }
}

static struct sibu_field_here here(const struct stage *stage, const struct sibu_field *field, double x, double y)
{
    struct sibu_field_here out;
    sibu_field_here(field, sibu_blocks_at(stage->blocks, 0, x, y), &out, NULL);
    return out;
}

/* Smoke threatens the exit of the room where it burns before the other one; heat does not go round corners. */
static void smoke_and_heat_threaten_the_near_exit_first(void **state)
{
    (void)state;
    struct stage stage;
    double reached_s[EXITS] = {1e9, 1e9};
    stage_open(&stage, SIBU_USE_WORKSHOP);
    set_fire(&stage, 0.0469, 0.0);
    struct sibu_field *field = begin(&stage);
    assert_true(sibu_field_threat(field, 0) < 0.8 && sibu_field_threat(field, 1) < 0.2); /* it is near, no more */
    while (sibu_field_time_s(field) < 400.0) {
        sibu_field_step(field);
        for (uint32_t exit = 0; exit < EXITS; exit++) {
            if (reached_s[exit] > 1e8 && sibu_field_threat(field, exit) > 0.99) {
                reached_s[exit] = sibu_field_time_s(field);
            }
        }
    }
    assert_true(reached_s[0] > 10.0 && reached_s[0] < reached_s[1] && reached_s[1] < 400.0);
    assert_true(here(&stage, field, 8.0, 5.0).kw_per_m2 > 0.5);
    assert_true(here(&stage, field, 15.0, 5.0).kw_per_m2 <= 0.0);
    assert_true(here(&stage, field, 8.0, 8.0).extinction_per_m > 0.1); /* down to the heads by now */
    sibu_field_close(field);
    stage_close(&stage);
}

/* What has burned for a while before it is found has filled the room the more. */
static void a_fire_that_has_burned_has_smoke(void **state)
{
    (void)state;
    struct stage stage;
    stage_open(&stage, SIBU_USE_WORKSHOP);
    set_fire(&stage, 0.0469, 0.0);
    struct sibu_field *fresh = begin(&stage);
    set_fire(&stage, 0.0469, 90.0);
    struct sibu_field *old = begin(&stage);
    assert_true(here(&stage, fresh, 5.0, 5.0).smoke_free_m > 1e9);
    assert_true(here(&stage, old, 5.0, 5.0).smoke_free_m < 2.5);
    play(fresh, 90.0);
    double after = here(&stage, fresh, 5.0, 5.0).smoke_free_m, before = here(&stage, old, 5.0, 5.0).smoke_free_m;
    assert_true(fabs(after - before) < 0.05);
    sibu_field_close(fresh);
    sibu_field_close(old);
    stage_close(&stage);
}

/* Under the sky the wind decides; in a room it does not, and the other room gets it later. */
static void gas_goes_with_the_wind_or_through_the_door(void **state)
{
    (void)state;
    struct stage stage;
    for (int way = 0; way < 2; way++) {
        stage_open(&stage, SIBU_USE_OUTDOOR);
        stage.def.origin.x_m = 10.1;
        set_gas(&stage, way == 0 ? 90.0 : 270.0); /* from the east, from the west */
        struct sibu_field *field = begin(&stage);
        play(field, 30.0);
        assert_true(sibu_field_threat(field, (uint32_t)way) > 0.99);
        assert_true(sibu_field_threat(field, (uint32_t)!way) < 0.5);
        sibu_field_turn(field, way == 0 ? 270.0 : 90.0);
        play(field, 90.0);
        assert_true(sibu_field_threat(field, (uint32_t)!way) > 0.99);
        sibu_field_close(field);
        stage_close(&stage);
    }
    stage_open(&stage, SIBU_USE_PROCESS);
    set_gas(&stage, 90.0);
    struct sibu_field *field = begin(&stage);
    play(field, 60.0);
    double near = here(&stage, field, 5.0, 5.0).ppm, far = here(&stage, field, 15.0, 5.0).ppm;
    assert_true(near > far && far > 0.0 && near > 50.0);
    struct sibu_field_here again;
    struct sibu_air air;
    sibu_field_here(field, sibu_blocks_at(stage.blocks, 0, 5.0, 5.0), &again, &air);
    assert_true(fabs(air.toxic_per_s - sibu_substance_load_per_s(SIBU_SUBSTANCE_CHLORINE, near)) <=
                1e-12 * air.toxic_per_s);
    assert_true(sibu_field_threat(field, 0) > sibu_field_threat(field, 1));
    sibu_field_close(field);
    stage_close(&stage);
}

static void a_blast_falls_off_and_water_rises(void **state)
{
    (void)state;
    struct stage stage;
    stage_open(&stage, SIBU_USE_PROCESS);
    stage.def.law.blast_mj = 5.0;
    struct sibu_field *field = begin(&stage);
    assert_true(here(&stage, field, 5.0, 5.0).kpa > here(&stage, field, 15.0, 5.0).kpa);
    assert_true(sibu_field_threat(field, 0) > 0.99 && sibu_field_threat(field, 1) < sibu_field_threat(field, 0));
    sibu_field_close(field);
    stage.def.law.blast_mj = 0.0;
    stage.def.law.water_m3_per_s = 0.5;
    field = begin(&stage);
    play(field, 120.0);
    assert_true(here(&stage, field, 5.0, 5.0).water_m > 0.05 && here(&stage, field, 15.0, 5.0).water_m > 0.0);
    sibu_field_close(field);
    stage_close(&stage);
}

/* Where nothing spreads, nearness alone threatens: e to the minus way over 25 m. */
static void nearness_falls_off_along_the_way(void **state)
{
    (void)state;
    struct stage stage;
    stage_open(&stage, SIBU_USE_OFFICE);
    struct sibu_field *field = begin(&stage);
    double west = sibu_field_threat(field, 0), east = sibu_field_threat(field, 1);
    assert_true(fabs(west - exp(-3.1 / 25.0)) < 0.03 && fabs(east - exp(-17.3 / 25.0)) < 0.04);
    play(field, 60.0);
    assert_true(fabs(sibu_field_threat(field, 0) - west) <= 0.0);
    sibu_field_close(field);
    stage_close(&stage);
}

/* The first report named the wrong place: then it is as if it had been the right one from the beginning, with what has
 * broken out and turned since. */
static void a_corrected_place_counts_from_the_beginning(void **state)
{
    (void)state;
    struct stage stage;
    uint8_t one[32], other[32], wrong[32];
    const struct sibu_field_place right = {1, 0, 17.0, 3.0}, second = {0, 0, 8.0, 8.0};
    stage_open(&stage, SIBU_USE_WORKSHOP);
    set_fire(&stage, 0.0469, 30.0);
    set_gas(&stage, 10.0);
    stage.def.law.water_m3_per_s = 0.1;
    struct sibu_field *field = begin(&stage);
    play(field, 40.0);
    sibu_field_add(field, &second);
    play(field, 60.0);
    sibu_field_turn(field, 100.0);
    play(field, 80.0);
    sibu_field_digest(field, wrong);
    sibu_field_move(field, &right);
    sibu_field_digest(field, one);
    stage.def.origin = right;
    struct sibu_field *again = begin(&stage);
    play(again, 40.0);
    sibu_field_add(again, &second);
    play(again, 60.0);
    sibu_field_turn(again, 100.0);
    play(again, 80.0);
    sibu_field_digest(again, other);
    assert_memory_equal(one, other, 32);
    assert_memory_not_equal(one, wrong, 32);
    sibu_field_close(field);
    sibu_field_close(again);
    stage_close(&stage);
}

/* A course keeps what the field was at each of its steps, events and all. */
static void a_course_is_the_field_step_by_step(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_fault fault;
    struct sibu_field_course *course = NULL;
    const struct sibu_unfold_event events[] = {
        {.kind = SIBU_UNFOLD_EXIT_LOST, .time_s = 3.0, .place = 0, .floor = SIBU_NONE},
        {.kind = SIBU_UNFOLD_SECOND_SOURCE, .time_s = 22.0, .place = 1, .x_m = 15.0, .y_m = 8.0}};
    stage_open(&stage, SIBU_USE_WORKSHOP);
    set_fire(&stage, 0.1876, 60.0);
    assert_int_equal(sibu_field_course_open(&course, &stage.def, events, 2, 121.0, &fault), SIBU_OK);
    assert_int_equal(sibu_field_course_points(course), 25);
    struct sibu_field *field = begin(&stage);
    play(field, 20.0);
    sibu_field_add(field, &(struct sibu_field_place){1, 0, 15.0, 8.0});
    play(field, 100.0);
    uint32_t block = sibu_blocks_at(stage.blocks, 0, 15.0, 5.0);
    struct sibu_field_here kept, now = here(&stage, field, 15.0, 5.0);
    struct sibu_air walked = sibu_air_clean(), air;
    sibu_field_course_here(course, 20, block, &kept);
    sibu_field_course_look(course, 0, 15.0, 5.0, 103.0, &walked);
    sibu_field_here(field, block, &now, &air);
    assert_true(kept.extinction_per_m > 0.0 && kept.kw_per_m2 > 0.0);
    assert_true(fabs(kept.extinction_per_m - now.extinction_per_m) <= 1e-6 * now.extinction_per_m);
    assert_true(fabs(walked.carbon_monoxide_ppm - air.carbon_monoxide_ppm) <= 1e-6 * air.carbon_monoxide_ppm);
    assert_true(fabs(sibu_field_course_threat(course, 20, 1) - sibu_field_threat(field, 1)) <= 0.0);
    sibu_field_course_close(course);
    sibu_field_close(field);
    stage_close(&stage);
}

/* The law survives its JSON to the last bit; what is no law is refused by name. */
static void the_law_is_written_and_read(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_text text = {0};
    struct sibu_json *json = NULL;
    struct sibu_field_law back;
    struct sibu_fault fault;
    stage_open(&stage, SIBU_USE_WORKSHOP);
    set_fire(&stage, 0.1 / 3.0, 31.7);
    set_gas(&stage, 123.456789012345);
    sibu_field_law_write(&stage.def.law, &text);
    assert_int_equal(sibu_json_open(&json, "law", sibu_text_get(&text), text.length, &fault), SIBU_OK);
    assert_int_equal(sibu_field_law_read(sibu_json_root(json), &back, &fault), SIBU_OK);
    assert_memory_equal(&back.growth_kw_per_s2, &stage.def.law.growth_kw_per_s2, sizeof(double));
    assert_memory_equal(&back.wind_from_deg, &stage.def.law.wind_from_deg, sizeof(double));
    assert_int_equal(back.substance, SIBU_SUBSTANCE_CHLORINE);
    sibu_json_close(json);
    static const char *const BAD[] = {"{}", "{\"growth_kw_per_s2\":-1}", "{\"growth_kw_per_s2\":\"x\"}"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(sibu_json_open(&json, "law", BAD[i], strlen(BAD[i]), &fault), SIBU_OK);
        assert_int_equal(sibu_field_law_read(sibu_json_root(json), &back, &fault), SIBU_BAD_INPUT);
        sibu_json_close(json);
    }
    sibu_text_clear(&text);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smoke_and_heat_threaten_the_near_exit_first),
        cmocka_unit_test(a_fire_that_has_burned_has_smoke),
        cmocka_unit_test(gas_goes_with_the_wind_or_through_the_door),
        cmocka_unit_test(a_blast_falls_off_and_water_rises),
        cmocka_unit_test(nearness_falls_off_along_the_way),
        cmocka_unit_test(a_corrected_place_counts_from_the_beginning),
        cmocka_unit_test(a_course_is_the_field_step_by_step),
        cmocka_unit_test(the_law_is_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
