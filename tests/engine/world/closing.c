/* Doors and exits that close while people walk: nobody crosses what is closed, everybody finds another way if there is
 * one, who stands in the line is not hurt, and what opens again is as it was.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

struct tally { /* events by kind and place */
    unsigned doors[SCENE_THINGS], exits[SCENE_THINGS], arrivals[SCENE_THINGS];
};

/* Steps until the world's time is until_s or nobody walks or waits. */
static void play_on(struct play *play, double until_s, struct tally *tally)
{
    while (sibu_world_time_s(play->world) < until_s - 1e-9 &&
           sibu_world_walking(play->world) + sibu_world_waiting(play->world) > 0) {
        sibu_world_step(play->world);
        struct sibu_events events = sibu_world_events(play->world);
        for (size_t i = 0; i < events.count; i++) {
            const struct sibu_event *event = &events.items[i];
            tally->doors[event->place] += event->kind == SIBU_EVENT_DOOR;
            tally->exits[event->place] += event->kind == SIBU_EVENT_EXIT;
            tally->arrivals[event->place] += event->kind == SIBU_EVENT_ARRIVE;
        }
        witness_look(&play->witness, play->world);
    }
}

static void set_exit(struct play *play, uint32_t exit, int open)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_world_set_exit(play->world, exit, open, &fault), SIBU_OK);
}

static void set_door(struct play *play, uint32_t door, int open)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_world_set_door(play->world, door, open, &fault), SIBU_OK);
}

/* A room of 12 x 6 m with a passage of 1 m and an exit in it at either end, 0 on the left and 1 on the right. */
static struct scene *two_exits(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 12, (const double[]){0,  0, 12, 0, 12, 2.5, 14, 2.5, 14, 3.5, 12, 3.5,
                                           12, 6, 0,  6, 0,  3.5, -2, 3.5, -2, 2.5, 0,  2.5});
    scene_walkable(scene, 0, 1);
    scene_exit(scene, 0, (const double[]){-1, 2.5, -1, 3.5});
    scene_exit(scene, 0, (const double[]){13, 2.5, 13, 3.5});
    return scene;
}

/* NIST TN 1822, verification 4.1, and RiMEA's like: the exit that one heads to closes after a second. */
static void who_heads_to_an_exit_that_closes_takes_the_other(void **state)
{
    (void)state;
    for (int given = 0; given < 2; given++) {
        struct play play;
        struct tally tally = {0};
        play_open(&play, two_exits(), 1);
        play_put(&play, 0, 0, 3.0, 3.0);
        play.people[0].goal = given ? 1 : 0;
        play_begin(&play);
        play_on(&play, 1.0, &tally);
        assert_true(sibu_world_people(play.world).x_m[0] < 2.8f); /* on the way to the left one */
        set_exit(&play, 0, 0);
        play_on(&play, 60.0, &tally);
        assert_int_equal(sibu_world_done(play.world), 1);
        assert_int_equal(tally.exits[0], 0);
        assert_int_equal(tally.exits[1], 1);
        assert_true(witness_content(&play.witness));
        play_close(&play);
    }
}

/* Without any way people stay where they are, counted as walking, and go on when a way opens. */
static void without_a_way_people_stay_until_one_opens(void **state)
{
    (void)state;
    struct play play;
    struct tally tally = {0};
    play_open(&play, two_exits(), 2);
    play_put(&play, 0, 0, 3.0, 3.0);
    play_put(&play, 1, 0, 9.0, 3.0);
    play.people[1].premovement_s = 4.0; /* sets out when everything is closed already */
    play_begin(&play);
    play_on(&play, 1.0, &tally);
    set_exit(&play, 0, 0);
    set_exit(&play, 1, 0);
    float x = sibu_world_people(play.world).x_m[0], y = sibu_world_people(play.world).y_m[0];
    play_on(&play, 21.0, &tally);
    struct sibu_people_view people = sibu_world_people(play.world);
    assert_int_equal(sibu_world_walking(play.world), 2);
    assert_int_equal(sibu_world_waiting(play.world), 0);
    assert_true(fabsf(people.x_m[0] - x) < 1e-3f && fabsf(people.y_m[0] - y) < 1e-3f);
    assert_true(fabsf(people.x_m[1] - 9.0f) < 1e-3f && fabsf(people.y_m[1] - 3.0f) < 1e-3f);
    set_exit(&play, 1, 1);
    play_on(&play, 60.0, &tally);
    assert_int_equal(tally.exits[1], 2);
    assert_true(witness_content(&play.witness));
    play_close(&play);
}

/* So many people have come through doors; who is pushed back over a line crosses it twice more. */
static void assert_crossings(unsigned crossings, unsigned people)
{
    assert_true(crossings >= people && crossings <= people + 6 && (crossings - people) % 2 == 0);
}

/* Sixty people hurry through the door of a room; it closes in the midst of them, for ten seconds. */
static void a_closed_door_lets_nobody_through(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct play play;
        struct tally before = {0}, closed = {0}, after = {0};
        struct scene *scene = scene_works();
        play_open(&play, scene, sibu_population_count(&scene->site));
        play_draw(&play, seed, 1);
        play_begin(&play);
        play_on(&play, 8.0 + 0.35 * (double)seed, &before);
        assert_true(before.doors[0] > 3);
        set_door(&play, 0, 0);
        play_on(&play, sibu_world_time_s(play.world) + 10.0, &closed);
        assert_int_equal(closed.doors[0], 0);
        assert_true(sibu_world_walking(play.world) > 10);
        set_door(&play, 0, 1);
        play_on(&play, 300.0, &after);
        assert_int_equal(sibu_world_done(play.world), 100);
        assert_crossings(before.doors[0] + after.doors[0], 60);
        assert_true(witness_content(&play.witness));
        play_close(&play);
    }
}

/* A room of 10 x 10 m with two doors of 1 m to a corridor that leads to the exit on the right. */
static struct scene *two_doors(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 16, (const double[]){0, 0,    10,  0,    10,  10, 8.5, 10, 8.5, 10.2, 16, 10.2, 16, 13, 0, 13,
                                           0, 10.2, 1.5, 10.2, 1.5, 10, 0,   10, 0,   9,    0,  5,    0,  3,  0, 1});
    scene_ring(scene, 4, (const double[]){2.5, 10, 2.5, 10.2, 7.5, 10.2, 7.5, 10});
    scene_walkable(scene, 0, 2);
    scene_door(scene, 0, (const double[]){1.5, 10.1, 2.5, 10.1});
    scene_door(scene, 0, (const double[]){7.5, 10.1, 8.5, 10.1});
    scene_exit(scene, 0, (const double[]){15, 10.2, 15, 13});
    scene_start(scene, 0, (const double[]){0.5, 0.5, 9.5, 9.5}, 50);
    return scene;
}

static void all_take_the_other_door(void **state)
{
    (void)state;
    struct play play;
    struct tally open = {0}, closed = {0};
    play_open(&play, two_doors(), 50);
    play_draw(&play, 3, 1);
    play_begin(&play);
    play_on(&play, 3.0, &open);
    set_door(&play, 1, 0);
    play_on(&play, 120.0, &closed);
    assert_int_equal(sibu_world_done(play.world), 50);
    assert_int_equal(closed.doors[1], 0);
    assert_crossings(closed.doors[0] + open.doors[0] + open.doors[1], 50);
    assert_true(closed.doors[0] > 25);
    assert_true(witness_content(&play.witness));
    play_close(&play);
}

static void a_line_that_there_is_not_is_refused(void **state)
{
    (void)state;
    struct play play;
    struct tally tally = {0};
    struct sibu_fault fault;
    play_open(&play, scene_corridor(20.0, 2.0, 19.0), 1);
    play_put(&play, 0, 0, 1.0, 1.0);
    play_begin(&play);
    assert_int_equal(sibu_world_set_door(play.world, 99, 0, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "99"));
    assert_int_equal(sibu_world_set_exit(play.world, 1, 0, &fault), SIBU_BAD_INPUT);
    play_on(&play, 60.0, &tally);
    assert_int_equal(tally.exits[0], 1);
    play_close(&play);
}

/* One who stands in the line when it closes comes out on the side where their centre is, wherever that is exactly. */
static void who_stands_in_the_line_comes_out_on_their_side(void **state)
{
    (void)state;
    for (int place = -10; place <= 10; place++) {
        struct play play;
        struct tally tally = {0};
        struct scene *scene = two_exits();
        scene_door(scene, 0, (const double[]){12.5, 2.5, 12.5, 3.5});
        play_open(&play, scene, 1);
        play_put(&play, 0, 0, 12.5 + 0.03 * place, 3.0);
        play.people[0].goal = 1;
        play.people[0].premovement_s = 0.5;
        play_begin(&play);
        set_door(&play, 0, 0);
        play_on(&play, 60.0, &tally);
        assert_int_equal(sibu_world_done(play.world), 1);
        assert_int_equal(tally.doors[0], 0);
        assert_int_equal(tally.exits[0] + tally.exits[1], 1);
        assert_true(place == 0 || (tally.exits[1] == 1) == (place > 0));
        assert_true(witness_content(&play.witness));
        play_close(&play);
    }
}

/* Eight people lose the left exit after a second and, a while later, the right one too: by detours or each by itself. */
static void lose_both(int by_detours, uint8_t digest[32])
{
    static const uint32_t EXITS[] = {0, 1};
    struct play play;
    struct tally tally = {0};
    struct sibu_fault fault;
    struct sibu_ways *ways;
    struct sibu_detour *detours[2];
    play_open(&play, two_exits(), 8);
    for (size_t i = 0; i < 8; i++) {
        play_put(&play, i, 0, 2.0 + (double)i, i % 2 ? 2.0 : 4.0);
    }
    assert_int_equal(sibu_ways_open(&ways, &play.scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    play.def.ways = ways;
    play_begin(&play);
    for (size_t k = 0; k < 2; k++) {
        assert_int_equal(sibu_detour_open(&detours[k], ways, EXITS, k + 1, &fault), SIBU_OK);
        play_on(&play, k == 0 ? 1.0 : 5.0, &tally);
        if (by_detours) {
            assert_int_equal(sibu_world_take_detour(play.world, detours[k], &fault), SIBU_OK);
            assert_int_equal(sibu_world_set_exit(play.world, 0, 1, &fault), SIBU_BAD_INPUT);
        } else {
            set_exit(&play, EXITS[k], 0);
            assert_int_equal(sibu_world_take_detour(play.world, detours[k], &fault), SIBU_BAD_INPUT);
        }
    }
    play_on(&play, 20.0, &tally);
    assert_int_equal(tally.exits[0], 0);
    assert_in_range(tally.exits[1], 1, 7); /* some got out while it was open */
    sibu_world_digest(play.world, digest);
    play_close(&play);
    sibu_detour_close(detours[0]);
    sibu_detour_close(detours[1]);
    sibu_ways_close(ways);
}

static void a_detour_is_as_if_each_exit_were_shut(void **state)
{
    (void)state;
    uint8_t digests[2][32];
    lose_both(0, digests[0]);
    lose_both(1, digests[1]);
    assert_memory_equal(digests[0], digests[1], 32);
}

static void a_detour_past_an_exit_that_is_not_there_is_refused(void **state)
{
    (void)state;
    static const uint32_t EXITS[] = {0, 2};
    struct play play;
    struct sibu_fault fault;
    struct sibu_ways *ways;
    struct sibu_detour *detour;
    play_open(&play, two_exits(), 1);
    play_put(&play, 0, 0, 3.0, 3.0);
    play_begin(&play);
    assert_int_equal(sibu_ways_open(&ways, &play.scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    assert_int_equal(sibu_detour_open(&detour, ways, EXITS, 2, &fault), SIBU_BAD_INPUT);
    assert_null(detour);
    assert_int_equal(sibu_detour_open(&detour, ways, EXITS, 1, &fault), SIBU_OK);
    assert_int_equal(sibu_world_take_detour(play.world, detour, &fault), SIBU_BAD_INPUT); /* of other ways */
    sibu_detour_close(detour);
    sibu_ways_close(ways);
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_detour_is_as_if_each_exit_were_shut),
        cmocka_unit_test(a_detour_past_an_exit_that_is_not_there_is_refused),
        cmocka_unit_test(who_heads_to_an_exit_that_closes_takes_the_other),
        cmocka_unit_test(without_a_way_people_stay_until_one_opens),
        cmocka_unit_test(a_closed_door_lets_nobody_through),
        cmocka_unit_test(all_take_the_other_door),
        cmocka_unit_test(who_stands_in_the_line_comes_out_on_their_side),
        cmocka_unit_test(a_line_that_there_is_not_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
