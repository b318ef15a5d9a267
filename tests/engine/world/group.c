/* Groups: they set out together, keep to one goal, arrive together, and nobody in them is waited for in vain. NIST TN
 * 1822 2.9, ISO 20414 14.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

#define PEOPLE_MAX 16u

struct leaving { /* of each person: by which exit, when; when they set out */
    int exit[PEOPLE_MAX];
    double out_s[PEOPLE_MAX], start_s[PEOPLE_MAX];
};

static struct leaving run(struct play *play, double until_s)
{
    struct leaving leaving;
    for (size_t i = 0; i < PEOPLE_MAX; i++) {
        leaving.exit[i] = -1;
        leaving.out_s[i] = leaving.start_s[i] = -1.0;
    }
    while (sibu_world_waiting(play->world) + sibu_world_walking(play->world) > 0 &&
           sibu_world_time_s(play->world) < until_s) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
        struct sibu_events events = sibu_world_events(play->world);
        for (size_t i = 0; i < events.count; i++) {
            const struct sibu_event *event = &events.items[i];
            if (event->kind == SIBU_EVENT_EXIT) {
                leaving.exit[event->person] = event->place;
                leaving.out_s[event->person] = event->time_s;
            } else if (event->kind == SIBU_EVENT_START) {
                leaving.start_s[event->person] = event->time_s;
            }
        }
    }
    assert_true(witness_content(&play->witness));
    return leaving;
}

/* From the first to the last of them to leave; all of them have. */
static double spread_s(const struct leaving *leaving, size_t from, size_t to)
{
    double first = HUGE_VAL, last = 0.0;
    for (size_t i = from; i < to; i++) {
        assert_true(leaving->out_s[i] >= 0.0);
        first = leaving->out_s[i] < first ? leaving->out_s[i] : first;
        last = leaving->out_s[i] > last ? leaving->out_s[i] : last;
    }
    return last - first;
}

/* A room of 15 x 10 m with an exit in the middle of its east side. */
static struct scene *hall(double width)
{
    const double south = 5.0 - width / 2, north = 5.0 + width / 2;
    struct scene *scene = scene_open(1);
    scene_ring(scene, 8, (const double[]){0, 0, 15, 0, 15, south, 16, south, 16, north, 15, north, 15, 10, 0, 10});
    scene_walkable(scene, 0, 1);
    scene_exit(scene, 0, (const double[]){15.5, south, 15.5, north});
    return scene;
}

/* Two groups mixed in the west of the hall: four at 1.25 m/s and their slowest, and ten others. */
static void fill_hall(struct play *play, struct scene *scene, uint64_t seed, double slowest, double others)
{
    play_open(play, scene, 15);
    for (size_t i = 0; i < 15; i++) {
        size_t place = (i * 7 + (size_t)seed * 4) % 15; /* another mixture with each seed */
        play_put(play, i, 0, 1.0 + 0.8 * (double)(place % 3), 1.0 + 1.8 * (double)(place / 3));
        play->people[i].group = i < 5 ? 1 : 2;
        play->people[i].speed_m_per_s = i < 4 ? 1.25 : i == 4 ? slowest : others;
    }
    play->def.seed = seed;
    play_begin(play);
}

/* NIST 2.9: four at 1.25 m/s with one at 0.5 m/s; ten at 0.2 m/s besides. */
static void a_group_waits_for_its_slowest(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct play play;
        fill_hall(&play, hall(1.0), seed, 0.5, 0.2);
        struct leaving leaving = run(&play, 400.0);
        double spread = spread_s(&leaving, 0, 5);
        if (spread > 10.0) {
            fail_msg("seed %u: the group needs %.1f s to leave", (unsigned)seed, spread);
        }
        assert_int_equal(sibu_world_done(play.world), 15);
        play_close(&play);
    }
}

/* ISO 14: five at 1.25 m/s, ten at 0.5 m/s; through an exit that ten can pass in less than that. */
static void both_groups_leave_within_ten_seconds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct play play;
        fill_hall(&play, hall(2.0), seed, 1.25, 0.5);
        struct leaving leaving = run(&play, 400.0);
        double first = spread_s(&leaving, 0, 5), second = spread_s(&leaving, 5, 15);
        if (first > 10.0 || second > 10.0) {
            fail_msg("seed %u: the groups need %.1f and %.1f s to leave", (unsigned)seed, first, second);
        }
        play_close(&play);
    }
}

/* Without a group the fast one is out long before the slow one: what the group makes is not in the scene. */
static void who_is_alone_waits_for_nobody(void **state)
{
    (void)state;
    double spread[2];
    for (uint32_t group = 0; group < 2; group++) {
        struct play play;
        play_open(&play, scene_corridor(42.0, 2.0, 41.0), 2);
        play_put(&play, 0, 0, 1.0, 0.6);
        play_put(&play, 1, 0, 1.0, 1.4);
        play.people[0].speed_m_per_s = 1.4;
        play.people[1].speed_m_per_s = 0.6;
        play.people[0].group = play.people[1].group = group;
        play_begin(&play);
        struct leaving leaving = run(&play, 200.0);
        spread[group] = spread_s(&leaving, 0, 2);
        assert_true(fabs(leaving.out_s[1] - 40.0 / 0.6) < 3.0); /* the slow one is not held up */
        play_close(&play);
    }
    assert_true(spread[0] > 30.0);
    assert_true(spread[1] < 5.0);
}

static void a_group_sets_out_when_its_last_is_ready(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_corridor(22.0, 2.0, 21.0), 4);
    static const double READY_S[] = {1.0, 12.5, 4.0, HUGE_VAL};
    for (size_t i = 0; i < 4; i++) {
        play_put(&play, i, 0, 2.0 + (double)i, 1.0);
        play.people[i].premovement_s = READY_S[i];
        play.people[i].group = i == 2 ? 0 : 9;
    }
    play_begin(&play);
    struct leaving leaving = run(&play, 100.0);
    assert_true(fabs(leaving.start_s[0] - 12.5) < 1e-9 && fabs(leaving.start_s[1] - 12.5) < 1e-9);
    assert_true(fabs(leaving.start_s[2] - 4.0) < 1e-9);
    assert_true(leaving.out_s[0] > 0.0 && leaving.out_s[1] > 0.0); /* without the one who stays */
    assert_int_equal(sibu_world_done(play.world), 3);
    play_close(&play);
}

/* Two exits at the ends of a corridor, the group in between: all leave by the exit that is nearer to the slowest. */
static void a_group_keeps_to_one_exit(void **state)
{
    (void)state;
    for (int given = 0; given < 2; given++) {
        struct play play;
        struct scene *scene = scene_corridor(42.0, 2.0, 41.0);
        scene_exit(scene, 0, (const double[]){1, 0, 1, 2});
        play_open(&play, scene, 3);
        for (size_t i = 0; i < 3; i++) {
            play_put(&play, i, 0, 12.0 + 6.0 * (double)i, 1.0);
            play.people[i].group = 3;
            play.people[i].speed_m_per_s = i == 0 ? 0.7 : 1.3;
        }
        play_put(&play, 2, 0, 27.0, 1.0); /* would be nearer to the other exit */
        play.people[2].goal = given ? 1 : 0;
        play_begin(&play);
        struct leaving leaving = run(&play, 200.0);
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(leaving.exit[i], given ? 0 : 1);
        }
        assert_true(spread_s(&leaving, 0, 3) < 10.0);
        play_close(&play);
    }
}

/* One is upstairs, one downstairs: the one at the exit waits for the other to come down. */
static void a_group_meets_over_two_floors(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_storeys(), 2);
    play_put(&play, 0, 0, 4.0, 3.0);
    play_put(&play, 1, 1, 18.0, 3.0);
    play.people[0].group = play.people[1].group = 1;
    play_begin(&play);
    struct leaving leaving = run(&play, 200.0);
    assert_true(spread_s(&leaving, 0, 2) < 10.0);
    play_close(&play);
}

/* The last one hardly moves at all. */
static void nobody_waits_for_ever(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_corridor(30.0, 2.0, 29.0), 3);
    for (size_t i = 0; i < 3; i++) {
        play_put(&play, i, 0, i < 2 ? 12.0 + 2.0 * (double)i : 2.0, 1.0);
        play.people[i].group = 5;
    }
    play.people[2].speed_m_per_s = 0.01;
    play_begin(&play);
    struct leaving leaving = run(&play, 200.0);
    assert_true(leaving.out_s[0] > 0.0 && leaving.out_s[1] > 0.0);
    play_close(&play);
}

static void a_group_that_shares_no_goal_is_refused(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    struct scene *scene = scene_corridor(42.0, 2.0, 41.0);
    scene_exit(scene, 0, (const double[]){1, 0, 1, 2});
    play_open(&play, scene, 2);
    for (size_t i = 0; i < 2; i++) {
        play_put(&play, i, 0, 12.0 + 6.0 * (double)i, 1.0);
        play.people[i].group = 77;
        play.people[i].goal = (uint32_t)i + 1;
    }
    assert_int_equal(sibu_world_open(&play.world, &play.def, &fault), SIBU_BAD_INPUT);
    assert_null(play.world);
    assert_non_null(strstr(fault.what[SIBU_EN], "group 77"));
    assert_non_null(strstr(fault.what[SIBU_ZH], "77"));
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_waits_for_its_slowest), cmocka_unit_test(both_groups_leave_within_ten_seconds),
        cmocka_unit_test(who_is_alone_waits_for_nobody), cmocka_unit_test(a_group_sets_out_when_its_last_is_ready),
        cmocka_unit_test(a_group_keeps_to_one_exit),     cmocka_unit_test(a_group_meets_over_two_floors),
        cmocka_unit_test(nobody_waits_for_ever),         cmocka_unit_test(a_group_that_shares_no_goal_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
