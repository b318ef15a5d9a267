/* What a world refuses before its first step, each with a sentence in both languages that names the person. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

struct refusal {
    const char *name;
    struct sibu_person_def person; /* the second of two; the first stands at (3, 1) */
    double step_s;
    enum sibu_status status;
    const char *says; /* part of the English sentence */
};

#define GOOD .id = 2, .speed_m_per_s = 1.3, .radius_m = 0.2, .x_m = 5.0, .y_m = 1.0

static const struct refusal REFUSALS[] = {
    {"good", {GOOD}, 0.05, SIBU_OK, ""},
    {"step too long", {GOOD}, 0.3, SIBU_BAD_INPUT, "step"},
    {"step zero", {GOOD}, 0.0, SIBU_BAD_INPUT, "step"},
    {"step NaN", {GOOD}, (double)NAN, SIBU_BAD_INPUT, "step"},
    {"number zero", {.speed_m_per_s = 1, .radius_m = 0.2, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "at least 1"},
    {"number twice", {.id = 1, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "twice"},
    {"no such floor", {GOOD, .floor = 1}, 0.05, SIBU_BAD_INPUT, "floor"},
    {"no speed", {.id = 2, .radius_m = 0.2, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "speed"},
    {"speed NaN",
     {.id = 2, .speed_m_per_s = (double)NAN, .radius_m = 0.2, .x_m = 5, .y_m = 1},
     0.05,
     SIBU_BAD_INPUT,
     "speed"},
    {"too fast", {.id = 2, .speed_m_per_s = 3.1, .radius_m = 0.2, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "speed"},
    {"too thin", {.id = 2, .speed_m_per_s = 1, .radius_m = 0.05, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "radius"},
    {"too wide", {.id = 2, .speed_m_per_s = 1, .radius_m = 0.5, .x_m = 5, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "radius"},
    {"nowhere",
     {.id = 2, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = (double)NAN, .y_m = 1},
     0.05,
     SIBU_BAD_INPUT,
     "number"},
    {"pre-movement NaN", {GOOD, .premovement_s = (double)NAN}, 0.05, SIBU_BAD_INPUT, "number"},
    {"outside", {.id = 2, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = 50, .y_m = 1}, 0.05, SIBU_BAD_INPUT, "wall"},
    {"far outside",
     {.id = 2, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = -1e30, .y_m = 1},
     0.05,
     SIBU_BAD_INPUT,
     "wall"},
    {"in the wall", {.id = 2, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = 5, .y_m = 0.1}, 0.05, SIBU_BAD_INPUT, "wall"},
    {"on another",
     {.id = 2, .speed_m_per_s = 1, .radius_m = 0.2, .x_m = 3.2, .y_m = 1},
     0.05,
     SIBU_BAD_INPUT,
     "overlap"},
};

static void nonsense_is_refused_before_the_first_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++) {
        struct play play;
        struct sibu_fault fault = {0};
        play_open(&play, scene_corridor(10.0, 2.0, 9.0), 2);
        play_put(&play, 0, 0, 3.0, 1.0);
        play.people[1] = REFUSALS[i].person;
        play.def.step_s = REFUSALS[i].step_s;
        enum sibu_status status = sibu_world_open(&play.world, &play.def, &fault);
        if (status != REFUSALS[i].status || (status == SIBU_OK) != (play.world != NULL)) {
            fail_msg("%s: status %d, %s", REFUSALS[i].name, (int)status, fault.what[SIBU_EN]);
        }
        if (status != SIBU_OK) {
            assert_non_null(strstr(fault.what[SIBU_EN], REFUSALS[i].says));
            assert_true(strlen(fault.what[SIBU_ZH]) > 0 && strlen(fault.place) > 0);
        }
        play_close(&play);
    }
}

static void who_cannot_get_out_is_refused(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    struct scene *scene = scene_corridor(10.0, 2.0, 9.0);
    scene_ring(scene, 4, (const double[]){0, 5, 4, 5, 4, 9, 0, 9}); /* a room without a door */
    scene_walkable(scene, 0, 1);
    play_open(&play, scene, 1);
    play_put(&play, 0, 0, 2.0, 7.0);
    assert_int_equal(sibu_world_open(&play.world, &play.def, &fault), SIBU_BAD_INPUT);
    assert_null(play.world);
    assert_non_null(strstr(fault.what[SIBU_EN], "no way leads"));
    assert_non_null(strstr(fault.place, "person 1"));
    play_close(&play);
}

static void a_site_without_a_goal_is_refused(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    play_open(&play, scene_corridor(10.0, 2.0, 9.0), 1);
    play_put(&play, 0, 0, 2.0, 1.0);
    play.def.goal = SIBU_GOAL_MUSTER;
    assert_int_equal(sibu_world_open(&play.world, &play.def, &fault), SIBU_BAD_INPUT);
    assert_null(play.world);
    assert_non_null(strstr(fault.what[SIBU_EN], "muster"));
    play_close(&play);
}

static void a_world_of_nobody_is_a_world(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_corridor(10.0, 2.0, 9.0), 0);
    play_begin(&play);
    sibu_world_step(play.world);
    assert_int_equal(sibu_world_done(play.world), 0);
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonsense_is_refused_before_the_first_step),
        cmocka_unit_test(who_cannot_get_out_is_refused),
        cmocka_unit_test(a_site_without_a_goal_is_refused),
        cmocka_unit_test(a_world_of_nobody_is_a_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
