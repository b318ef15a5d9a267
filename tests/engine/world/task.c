/* Wardens sweep their zone and leave last; helpers fetch whom they help. Nobody stays behind for it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

#define PEOPLE_MAX 64u
#define NEVER HUGE_VAL

struct fate { /* of each person */
    double start_s[PEOPLE_MAX], out_s[PEOPLE_MAX];
    double apart_m; /* the furthest that persons 0 and 1 were from each other while both walked, after they had met */
};

static double between(const struct sibu_people_view *people)
{
    double x = (double)(people->x_m[1] - people->x_m[0]), y = (double)(people->y_m[1] - people->y_m[0]);
    return sqrt(x * x + y * y);
}

static void see_events(struct play *play, struct fate *fate)
{
    struct sibu_events events = sibu_world_events(play->world);
    for (size_t i = 0; i < events.count; i++) {
        const struct sibu_event *event = &events.items[i];
        if (event->kind == SIBU_EVENT_START) {
            fate->start_s[event->person] = event->time_s;
        } else if (event->kind == SIBU_EVENT_EXIT || event->kind == SIBU_EVENT_ARRIVE) {
            fate->out_s[event->person] = event->time_s;
        }
    }
}

static struct fate run(struct play *play, double until_s)
{
    struct fate fate = {.apart_m = 0.0};
    for (size_t i = 0; i < PEOPLE_MAX; i++) {
        fate.start_s[i] = fate.out_s[i] = -1.0;
    }
    while (sibu_world_waiting(play->world) + sibu_world_walking(play->world) > 0 &&
           sibu_world_time_s(play->world) < until_s) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
        see_events(play, &fate);
        struct sibu_people_view people = sibu_world_people(play->world);
        _Bool both =
            people.count > 1 && people.state[0] == SIBU_PERSON_WALKING && people.state[1] == SIBU_PERSON_WALKING;
        if (both && sibu_world_time_s(play->world) > fate.start_s[1] + 1.0 && between(&people) > fate.apart_m) {
            fate.apart_m = between(&people);
        }
    }
    assert_true(witness_content(&play->witness));
    return fate;
}

/* Two rooms of 9.8 x 10 m side by side, each with a door of 1 m to a corridor 2 m wide in the north of them; the exit is at
 * the corridor's east end. One zone over both rooms. */
static struct scene *two_rooms(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 20,
               (const double[]){0,    0,    9.8,  0,    9.8, 10,   5.5, 10,   5.5,  10.2, 14.5, 10.2, 14.5, 10,
                                10.2, 10,   10.2, 0,    20,  0,    20,  10,   15.5, 10,   15.5, 10.2, 24,   10.2,
                                24,   12.2, 0,    12.2, 0,   10.2, 4.5, 10.2, 4.5,  10,   0,    10});
    scene_walkable(scene, 0, 1);
    scene_exit(scene, 0, (const double[]){23, 10.2, 23, 12.2});
    scene_zone(scene, 0, (const double[]){0, 0, 20, 10.2}, SIBU_USE_OFFICE);
    return scene;
}

/* Three who would stay for ten minutes in the corners, and a warden who is ready after five seconds. */
static void sweep_two_rooms(double step_s)
{
    static const double PLACES[4][2] = {{5.0, 9.0}, {0.5, 0.5}, {9.2, 1.0}, {19.2, 0.6}};
    struct play play;
    play_open(&play, two_rooms(), 4);
    play.def.step_s = step_s;
    for (size_t i = 0; i < 4; i++) {
        play_put(&play, i, 0, PLACES[i][0], PLACES[i][1]);
        play.people[i].premovement_s = i == 0 ? 5.0 : 600.0;
    }
    play.people[0].sweeps = 1;
    play_begin(&play);
    struct fate fate = run(&play, 300.0);
    assert_int_equal(sibu_world_done(play.world), 4);
    assert_true(fabs(fate.start_s[0] - 5.0) < 1e-9);
    for (size_t i = 1; i < 4; i++) {
        assert_true(fate.start_s[i] > 5.0 && fate.start_s[i] < 90.0);
        assert_true(fate.out_s[i] < fate.out_s[0]); /* the warden is the last */
    }
    assert_true(fate.start_s[3] > fate.start_s[1] + 5.0); /* no warden sees through the wall between the rooms */
    play_close(&play);
}

/* Whatever the step, and so whichever way the warden happens to walk. */
static void a_warden_sends_off_whom_they_see(void **state)
{
    (void)state;
    static const double STEPS_S[] = {0.01, 0.02, 0.025, 0.04, 0.05, 0.1};
    for (size_t i = 0; i < sizeof STEPS_S / sizeof STEPS_S[0]; i++) {
        sweep_two_rooms(STEPS_S[i]);
    }
}

/* Every place of the zone comes into sight: the warden passes within 5 m of each, on the same side of the wall. */
static void a_warden_sees_every_corner_of_an_empty_zone(void **state)
{
    (void)state;
    struct play play;
    double nearest[4] = {99, 99, 99, 99};
    static const double CORNERS[4][2] = {{0.3, 0.3}, {9.5, 0.3}, {10.5, 0.3}, {19.7, 0.3}};
    play_open(&play, two_rooms(), 1);
    play_put(&play, 0, 0, 12.0, 11.2);
    play.people[0].sweeps = 1;
    play_begin(&play);
    while (sibu_world_done(play.world) == 0 && sibu_world_time_s(play.world) < 200.0) {
        sibu_world_step(play.world);
        witness_look(&play.witness, play.world);
        struct sibu_people_view people = sibu_world_people(play.world);
        for (size_t k = 0; k < 4; k++) {
            double x = (double)people.x_m[0] - CORNERS[k][0], y = (double)people.y_m[0] - CORNERS[k][1];
            _Bool same_room = (double)people.y_m[0] < 10.0 && ((double)people.x_m[0] < 10.0) == (k < 2);
            nearest[k] = same_room && sqrt(x * x + y * y) < nearest[k] ? sqrt(x * x + y * y) : nearest[k];
        }
    }
    assert_int_equal(sibu_world_done(play.world), 1);
    for (size_t k = 0; k < 4; k++) {
        assert_true(nearest[k] <= 5.5);
    }
    assert_true(witness_content(&play.witness));
    play_close(&play);
}

/* Two wardens and forty others with their own pre-movement: the wardens are the last two, and everybody is out earlier
 * than without them. */
static void wardens_leave_last(void **state)
{
    (void)state;
    double last_s[2];
    for (int wardens = 0; wardens < 2; wardens++) {
        struct play play;
        play_open(&play, two_rooms(), 42);
        for (size_t i = 0; i < 42; i++) {
            play_put(&play, i, 0, 0.8 + 1.3 * (double)(i % 7) + (i < 21 ? 0.0 : 10.2),
                     1.0 + 2.5 * (double)(i % 21 / 7));
            play.people[i].premovement_s = i < 2 ? 10.0 : 15.0 + 8.0 * (double)i;
            play.people[i].sweeps = wardens && i < 2 ? 1 : 0;
        }
        play_begin(&play);
        struct fate fate = run(&play, 600.0);
        assert_int_equal(sibu_world_done(play.world), 42);
        last_s[wardens] = 0.0;
        for (size_t i = 2; i < 42; i++) {
            last_s[wardens] = fate.out_s[i] > last_s[wardens] ? fate.out_s[i] : last_s[wardens];
        }
        assert_int_equal(fate.out_s[0] > last_s[wardens] - 5.0 && fate.out_s[1] > last_s[wardens] - 5.0, wardens);
        play_close(&play);
    }
    assert_true(last_s[1] < last_s[0] - 60.0);
}

/* Somebody hurt who never leaves alone does not keep the warden, nor does a zone that nobody can get into. */
static void a_warden_does_not_stay_for_ever(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, two_rooms(), 2);
    play_put(&play, 0, 0, 5.0, 9.0);
    play_put(&play, 1, 0, 2.0, 2.0);
    play.people[0].sweeps = 1;
    play.people[1].premovement_s = NEVER;
    play_begin(&play);
    struct fate fate = run(&play, 600.0);
    assert_true(fate.out_s[0] > 0.0 && fate.out_s[0] < 120.0);
    assert_true(fate.start_s[1] < 0.0);
    play_close(&play);
}

/* The helper comes from the other room; the one who is hurt walks at 0.5 m/s then, or is carried at 0.6 m/s. */
static void a_helper_fetches_who_is_hurt(void **state)
{
    (void)state;
    static const double SPEEDS[2] = {0.5, 0.05};
    for (size_t k = 0; k < 2; k++) {
        struct play play;
        play_open(&play, two_rooms(), 2);
        play_put(&play, 0, 0, 17.0, 3.0);
        play_put(&play, 1, 0, 2.0, 2.0);
        play.people[0].helps = 2;
        play.people[1].premovement_s = k == 0 ? NEVER : -1.0;
        play.people[1].speed_m_per_s = SPEEDS[k];
        play_begin(&play);
        struct fate fate = run(&play, 300.0);
        assert_int_equal(sibu_world_done(play.world), 2);
        assert_true(fate.start_s[1] > 23.0 / 1.34 && fate.start_s[1] < 28.0 / 1.34); /* 25 m along straight lines */
        assert_true(fabs(fate.out_s[1] - fate.out_s[0]) < 6.0);
        assert_true(fate.apart_m < 4.0);
        double pace = 26.5 / (fate.out_s[1] - fate.start_s[1]); /* m along straight lines */
        assert_true(k == 0 ? pace > 0.42 && pace < 0.55 : pace > 0.5 && pace < 0.66);
        play_close(&play);
    }
}

static void a_helper_does_not_look_for_who_is_out(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, two_rooms(), 2);
    play_put(&play, 0, 0, 2.0, 2.0);
    play_put(&play, 1, 0, 22.0, 11.2);
    play.people[0].helps = 2;
    play.people[0].premovement_s = 10.0;
    play_begin(&play);
    struct fate fate = run(&play, 200.0);
    assert_true(fate.out_s[1] < 5.0);
    assert_true(fate.out_s[0] > 10.0 && fate.out_s[0] < 45.0);
    play_close(&play);
}

/* Whoever sets out alone is met on the way, even on another floor. */
static void a_helper_comes_up_the_stairs(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_storeys(), 2);
    play_put(&play, 0, 0, 3.0, 3.0);
    play_put(&play, 1, 1, 18.0, 4.0);
    play.people[0].helps = 2;
    play.people[1].premovement_s = NEVER;
    play.people[1].speed_m_per_s = 0.4;
    play_begin(&play);
    struct fate fate = run(&play, 300.0);
    assert_int_equal(sibu_world_done(play.world), 2);
    assert_true(fate.start_s[1] > 10.0);
    assert_true(fabs(fate.out_s[1] - fate.out_s[0]) < 10.0);
    play_close(&play);
}

/* Four groups of mixed paces and five wheelchairs with their helpers, most of them from other groups, down one stair: who
 * waits for whom must not go round in a circle. */
static void who_waits_for_each_other_gets_out(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 15; seed++) {
        struct play play;
        struct sibu_fault fault;
        struct sibu_placement who[24];
        play_open(&play, scene_storeys(), 24);
        for (size_t i = 0; i < 24; i++) {
            who[i] = (struct sibu_placement){.zone = SIBU_NONE, .pace = (enum sibu_pace)(i % SIBU_PACES)};
            who[i].group = i % 7 == 0 ? 0 : (uint32_t)(i / 7) + 1;
        }
        assert_int_equal(sibu_population_draw(play.def.site, who, 24, seed, play.people, &fault), SIBU_OK);
        play.def.seed = seed;
        play_begin(&play);
        double time_s = play_run(&play, 600.0);
        assert_int_equal(sibu_world_done(play.world), 24);
        assert_true(time_s < 320.0);
        play_close(&play);
    }
}

struct refused {
    const char *says;
    struct sibu_person_def first, second; /* what they are beside a body */
};

static void tasks_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct refused REFUSED[] = {
        {"circle", {.helps = 2}, {.helps = 1}},
        {"leaves last", {.sweeps = 1, .group = 1}, {.group = 1}},
        {"leaves last", {.sweeps = 1, .helps = 2}, {.id = 2}},
        {"no zone number 2", {.sweeps = 2}, {.id = 2}},
        {"cannot help", {.helps = 1}, {.id = 2}},
        {"cannot help", {.helps = 3}, {.id = 2}},
    };
    for (size_t k = 0; k < sizeof REFUSED / sizeof REFUSED[0]; k++) {
        struct play play;
        struct sibu_fault fault = {0};
        play_open(&play, two_rooms(), 2);
        for (size_t i = 0; i < 2; i++) {
            const struct sibu_person_def *task = i == 0 ? &REFUSED[k].first : &REFUSED[k].second;
            play_put(&play, i, 0, 2.0 + 3.0 * (double)i, 2.0);
            play.people[i].sweeps = task->sweeps;
            play.people[i].helps = task->helps;
            play.people[i].group = task->group;
        }
        assert_int_equal(sibu_world_open(&play.world, &play.def, &fault), SIBU_BAD_INPUT);
        if (!strstr(fault.what[SIBU_EN], REFUSED[k].says) || strlen(fault.what[SIBU_ZH]) == 0) {
            fail_msg("%s", fault.what[SIBU_EN]);
        }
        play_close(&play);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warden_sends_off_whom_they_see),
        cmocka_unit_test(a_warden_sees_every_corner_of_an_empty_zone),
        cmocka_unit_test(wardens_leave_last),
        cmocka_unit_test(a_warden_does_not_stay_for_ever),
        cmocka_unit_test(a_helper_fetches_who_is_hurt),
        cmocka_unit_test(a_helper_does_not_look_for_who_is_out),
        cmocka_unit_test(a_helper_comes_up_the_stairs),
        cmocka_unit_test(who_waits_for_each_other_gets_out),
        cmocka_unit_test(tasks_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
