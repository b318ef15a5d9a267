/* What single persons and small groups must do: the times of RiMEA 1 to 3 and their like, the events, the stairs, the
 * muster areas, the doors with a limit. The witness looks at every step of every scene.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"
#include "sibu/random.h"

#define DEGREE 0.017453292519943295

static double corridor_time(int angle, double step_s, double speed)
{
    struct play play;
    struct scene *scene = scene_corridor(42.0, 2.0, 41.0);
    double x = 1.0, y = 1.0, sine, cosine;
    sibu_sincos((double)angle * DEGREE, &sine, &cosine);
    scene_turn(scene, (double)angle * DEGREE);
    play_open(&play, scene, 1);
    play_put(&play, 0, 0, x * cosine - y * sine, x * sine + y * cosine);
    play.people[0].speed_m_per_s = speed;
    play.def.step_s = step_s;
    play_begin(&play);
    double out_s = -1.0;
    while (sibu_world_walking(play.world) + sibu_world_waiting(play.world) > 0 && sibu_world_time_s(play.world) < 200) {
        sibu_world_step(play.world);
        struct sibu_events events = sibu_world_events(play.world);
        for (size_t i = 0; i < events.count; i++) {
            out_s = events.items[i].kind == SIBU_EVENT_EXIT ? events.items[i].time_s : out_s;
        }
        witness_look(&play.witness, play.world);
    }
    assert_true(witness_content(&play.witness));
    play_close(&play);
    return out_s;
}

/* RiMEA 1, IMO 1, NIST 2.1: 40 m at 1.0 m/s take 40 s; ours within 2 %. */
static void a_corridor_takes_its_time(void **state)
{
    (void)state;
    static const double SPEEDS[] = {0.5, 1.0, 1.33, 2.5};
    for (size_t i = 0; i < sizeof SPEEDS / sizeof SPEEDS[0]; i++) {
        double time_s = corridor_time(0, 0.05, SPEEDS[i]);
        assert_true(fabs(time_s - 40.0 / SPEEDS[i]) < 0.02 * 40.0 / SPEEDS[i]);
    }
}

static void a_turned_corridor_takes_the_same_time(void **state)
{
    (void)state;
    static const int ANGLES[] = {15, 30, 45, 77, 90, 135, 200};
    for (size_t i = 0; i < sizeof ANGLES / sizeof ANGLES[0]; i++) {
        double time_s = corridor_time(ANGLES[i], 0.05, 1.0);
        assert_true(fabs(time_s - 40.0) < 0.03 * 40.0);
    }
}

static void the_step_makes_no_difference_to_one_person(void **state)
{
    (void)state;
    static const double STEPS_S[] = {0.01, 0.025, 0.1, 0.13, 0.25};
    for (size_t i = 0; i < sizeof STEPS_S / sizeof STEPS_S[0]; i++) {
        assert_true(fabs(corridor_time(0, STEPS_S[i], 1.0) - 40.0) < 0.02 * 40.0);
    }
}

/* scene_storeys, or the same with its exit on the upper floor. */
static struct scene *stair_scene(int up)
{
    struct scene *scene = scene_storeys();
    if (up) {
        static const struct sibu_point LINE[] = {{20, 0}, {20, 6}};
        scene->exits[0].floor = 1;
        scene->exits[0].line.points = LINE;
    }
    return scene;
}

/* How long one person is on the stair between x = 8 and x = 13. */
static double stair_time(int up)
{
    struct play play;
    double enter_s = 0.0, leave_s = 0.0, foot = up ? 8.0 : 13.0, head = up ? 13.0 : 8.0;
    play_open(&play, stair_scene(up), 1);
    play_put(&play, 0, up ? 0 : 1, up ? 2.0 : 19.0, 3.0);
    play.people[0].speed_m_per_s = 1.0;
    play_begin(&play);
    while (sibu_world_done(play.world) == 0 && sibu_world_time_s(play.world) < 100.0) {
        double before = (double)sibu_world_people(play.world).x_m[0];
        sibu_world_step(play.world);
        double after = (double)sibu_world_people(play.world).x_m[0], time_s = sibu_world_time_s(play.world);
        enter_s = (before < foot) != (after < foot) ? time_s : enter_s;
        leave_s = (before < head) != (after < head) ? time_s : leave_s;
        witness_look(&play.witness, play.world);
    }
    assert_int_equal(sibu_world_done(play.world), 1);
    assert_true(witness_content(&play.witness));
    play_close(&play);
    return leave_s - enter_s;
}

/* RiMEA 2 and 3: the free speed on the stair, along its slope, is the level speed times 0.7 down and 0.5 up. */
static void a_stair_is_walked_at_stair_speed(void **state)
{
    (void)state;
    double slope_m = 5.0 * sqrt(1.0 + 0.5 * 0.5);
    assert_true(fabs(stair_time(0) / (slope_m / 0.7) - 1.0) < 0.06); /* its ends are cells of 0.25 m */
    assert_true(fabs(stair_time(1) / (slope_m / 0.5) - 1.0) < 0.06);
}

struct seen { /* how often each kind of event was there, and the last time of each */
    size_t count[5];
    double last_s[5];
    int ordered;
};

static void see_all(struct play *play, struct seen *seen, double until_s)
{
    *seen = (struct seen){.ordered = 1};
    double last_s = 0.0;
    while (sibu_world_walking(play->world) + sibu_world_waiting(play->world) > 0 &&
           sibu_world_time_s(play->world) < until_s) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
        struct sibu_events events = sibu_world_events(play->world);
        for (size_t i = 0; i < events.count; i++) {
            seen->ordered = seen->ordered && events.items[i].time_s >= last_s;
            last_s = events.items[i].time_s;
            seen->count[events.items[i].kind]++;
            seen->last_s[events.items[i].kind] = last_s;
        }
    }
    assert_true(witness_content(&play->witness));
    assert_true(seen->ordered);
}

/* RiMEA 5, NIST 1.1: who starts, starts at their own time to the microsecond, and the exit is late by just that. */
static void a_start_is_not_rounded_to_steps(void **state)
{
    (void)state;
    static const double STARTS_S[] = {0.0, 0.001, 1.2345, 7.049999};
    for (size_t i = 0; i < sizeof STARTS_S / sizeof STARTS_S[0]; i++) {
        struct play play;
        struct seen seen;
        play_open(&play, scene_corridor(12.0, 2.0, 11.0), 1);
        play_put(&play, 0, 0, 1.0, 1.0);
        play.people[0].speed_m_per_s = 1.0;
        play.people[0].premovement_s = STARTS_S[i];
        play_begin(&play);
        see_all(&play, &seen, 100.0);
        assert_int_equal(seen.count[SIBU_EVENT_START], 1);
        assert_int_equal(seen.count[SIBU_EVENT_DOOR], 1);
        assert_int_equal(seen.count[SIBU_EVENT_EXIT], 1);
        assert_true(fabs(seen.last_s[SIBU_EVENT_START] - STARTS_S[i]) < 1e-9);
        assert_true(fabs(seen.last_s[SIBU_EVENT_EXIT] - STARTS_S[i] - 10.0) < 0.01 * 10.0);
        play_close(&play);
    }
}

static void who_never_starts_stays(void **state)
{
    (void)state;
    static const double NEVER_S[] = {-1.0, HUGE_VAL};
    for (size_t i = 0; i < 2; i++) {
        struct play play;
        play_open(&play, scene_corridor(12.0, 3.0, 11.0), 2);
        play_put(&play, 0, 0, 6.0, 1.5);
        play_put(&play, 1, 0, 1.0, 1.5);
        play.people[0].premovement_s = NEVER_S[i];
        play_begin(&play);
        assert_int_equal(sibu_world_waiting(play.world), 1);
        double time_s = play_run(&play, 60.0);
        struct sibu_people_view people = sibu_world_people(play.world);
        assert_true(time_s < 15.0); /* the other walks round */
        assert_int_equal(people.state[0], SIBU_PERSON_WAITING);
        assert_int_equal(people.state[1], SIBU_PERSON_DONE);
        assert_true(fabs((double)people.x_m[0] - 6.0) < 0.5);
        play_close(&play);
    }
}

/* In a corridor too narrow to pass, who stands in it is in the end taken along, and out of the exit: nobody locks others
 * in. That counts as a start. */
static void who_stands_in_the_way_is_swept_out(void **state)
{
    (void)state;
    for (int never = 0; never < 2; never++) {
        struct play play;
        struct seen seen;
        play_open(&play, scene_corridor(12.0, 0.7, 11.0), 4);
        for (size_t i = 0; i < 4; i++) {
            play_put(&play, i, 0, i == 0 ? 9.0 : 7.0 - 1.0 * (double)i, 0.35);
        }
        play.people[0].premovement_s = never ? HUGE_VAL : 500.0;
        play_begin(&play);
        see_all(&play, &seen, 300.0);
        assert_int_equal(sibu_world_done(play.world), 4);
        assert_int_equal(sibu_world_waiting(play.world), 0);
        assert_int_equal(sibu_world_walking(play.world), 0);
        assert_int_equal(seen.count[SIBU_EVENT_START], 4);
        assert_int_equal(seen.count[SIBU_EVENT_EXIT], 4);
        play_close(&play);
    }
}

static void people_come_down_from_the_upper_floor(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct play play;
        struct seen seen;
        play_open(&play, scene_storeys(), 30);
        play_draw(&play, seed, 1);
        play_begin(&play);
        see_all(&play, &seen, 200.0);
        assert_int_equal(sibu_world_done(play.world), 30);
        assert_true(seen.count[SIBU_EVENT_STAIR] >= 30 && seen.count[SIBU_EVENT_STAIR] % 2 == 0);
        play_close(&play);
    }
}

static void everybody_arrives_inside_a_muster_area(void **state)
{
    (void)state;
    struct play play;
    struct seen seen;
    play_open(&play, scene_works(), 100);
    play_draw(&play, 5, 0);
    play.def.goal = SIBU_GOAL_MUSTER;
    play_begin(&play);
    see_all(&play, &seen, 900.0);
    assert_int_equal(sibu_world_done(play.world), 100);
    assert_int_equal(seen.count[SIBU_EVENT_ARRIVE], 100);
    assert_int_equal(seen.count[SIBU_EVENT_START], 100);
    assert_true(seen.count[SIBU_EVENT_EXIT] >= 100);
    struct sibu_people_view people = sibu_world_people(play.world);
    for (size_t i = 0; i < people.count; i++) {
        double x = (double)people.x_m[i], y = (double)people.y_m[i];
        assert_true(sibu_polygon_contains(&play.scene->musters[0].polygon, x, y) ||
                    sibu_polygon_contains(&play.scene->musters[1].polygon, x, y));
    }
    play_close(&play);
}

static void a_door_with_a_limit_lets_through_no_more(void **state)
{
    (void)state;
    static const double LIMITS_PER_S[] = {0.5, 1.0};
    for (size_t i = 0; i < 2; i++) {
        struct play play;
        struct seen seen;
        struct scene *scene = scene_room(1.2);
        scene->doors[0].flow_per_s = LIMITS_PER_S[i];
        play_open(&play, scene, 40);
        play_draw(&play, 2, 1);
        play_begin(&play);
        see_all(&play, &seen, 300.0);
        assert_int_equal(sibu_world_done(play.world), 40);
        double flow = 39.0 / (seen.last_s[SIBU_EVENT_DOOR] - 2.0);
        assert_true(flow < LIMITS_PER_S[i] * 1.05 && flow > LIMITS_PER_S[i] * 0.8);
        play_close(&play);
    }
}

/* A corner of a room at any angle, a radius off both walls: nearer than ways keep, and yet one gets out of it. */
static void corners_are_left(void **state)
{
    (void)state;
    for (int angle = 0; angle < 90; angle += 3) {
        struct play play;
        struct scene *scene = scene_corridor(12.0, 3.0, 11.0);
        double sine, cosine;
        sibu_sincos((double)angle * DEGREE, &sine, &cosine);
        scene_turn(scene, (double)angle * DEGREE);
        play_open(&play, scene, 1);
        play_put(&play, 0, 0, 0.205 * cosine - 0.205 * sine, 0.205 * sine + 0.205 * cosine);
        play_begin(&play);
        (void)witness_run(&play.witness, play.world, 60.0);
        assert_int_equal(sibu_world_done(play.world), 1);
        assert_true(witness_content(&play.witness));
        play_close(&play);
    }
}

/* A minute after somebody has come up to who stands at (x, y) for ten; the walker starts at from_x. */
static void walk_up_to(struct play *play, struct scene *scene, double from_x, double x, double y)
{
    play_open(play, scene, 2);
    play_put(play, 0, 0, from_x, y);
    play_put(play, 1, 0, x, y);
    play->people[1].premovement_s = 600.0;
    play_begin(play);
    while (sibu_world_time_s(play->world) < 60.0) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
    }
    assert_true(witness_content(&play->witness));
}

/* In a corridor of 0.8 m one stops behind who stands there, and does not drive them along. */
static void who_stands_in_a_narrow_corridor_stays(void **state)
{
    (void)state;
    struct play play;
    walk_up_to(&play, scene_corridor(14.0, 0.8, 13.0), 0.5, 4.0, 0.4);
    struct sibu_people_view people = sibu_world_people(play.world);
    assert_true(fabsf(people.x_m[1] - 4.0f) < 0.02f);
    assert_true(people.x_m[0] > 3.4f && people.x_m[0] < 4.0f - 0.384f);
    play_close(&play);
}

/* But who stands in a door is walked out of it: nobody closes one for all others. */
static void who_stands_in_a_door_makes_room(void **state)
{
    (void)state;
    struct play play;
    walk_up_to(&play, scene_room(0.8), 15.0, 20.1, 10.0);
    assert_int_equal(sibu_world_people(play.world).state[0], SIBU_PERSON_DONE);
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corners_are_left),
        cmocka_unit_test(who_stands_in_a_narrow_corridor_stays),
        cmocka_unit_test(who_stands_in_a_door_makes_room),
        cmocka_unit_test(a_corridor_takes_its_time),
        cmocka_unit_test(a_turned_corridor_takes_the_same_time),
        cmocka_unit_test(the_step_makes_no_difference_to_one_person),
        cmocka_unit_test(a_stair_is_walked_at_stair_speed),
        cmocka_unit_test(a_start_is_not_rounded_to_steps),
        cmocka_unit_test(who_never_starts_stays),
        cmocka_unit_test(who_stands_in_the_way_is_swept_out),
        cmocka_unit_test(people_come_down_from_the_upper_floor),
        cmocka_unit_test(everybody_arrives_inside_a_muster_area),
        cmocka_unit_test(a_door_with_a_limit_lets_through_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
