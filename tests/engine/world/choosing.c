/* Which exit people take: the one that they know, the one that others take, another one when theirs is closed, and
 * without any of that one as well as the other. NIST TN 1822 3.1 to 3.3, ISO 20414 15 and 16.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "play.h"

#define SEEDS 100u

/* A room of 10 x 15 m with an exit of 1 m in the middle of its south side (number 1) and of its north side (2). */
static struct scene *two_exits(void)
{
    struct scene *scene = scene_open(1);
    scene_ring(scene, 12, (const double[]){0,  0,  4.5, 0,  4.5, -1, 5.5, -1, 5.5, 0,  10, 0,
                                           10, 15, 5.5, 15, 5.5, 16, 4.5, 16, 4.5, 15, 0,  15});
    scene_walkable(scene, 0, 1);
    scene_exit(scene, 0, (const double[]){4.5, -0.5, 5.5, -0.5});
    scene_exit(scene, 0, (const double[]){4.5, 15.5, 5.5, 15.5});
    return scene;
}

/* How many of the first `count` people leave by exit 2. */
static size_t by_second_exit(struct play *play, size_t count)
{
    size_t second = 0;
    while (sibu_world_done(play->world) < play->def.people_count && sibu_world_time_s(play->world) < 120.0) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
        struct sibu_events events = sibu_world_events(play->world);
        for (size_t i = 0; i < events.count; i++) {
            second +=
                events.items[i].kind == SIBU_EVENT_EXIT && events.items[i].person < count && events.items[i].place == 1;
        }
    }
    assert_int_equal(sibu_world_done(play->world), play->def.people_count);
    assert_true(witness_content(&play->witness));
    return second;
}

struct pull {
    uint64_t familiar; /* of the free ones */
    size_t leaders; /* who were sent to exit 2 */
};

/* The share of two free people in the middle of the room who take exit 2. */
static double share_of_second(struct pull pull)
{
    size_t second = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play;
        play_open(&play, two_exits(), 2 + pull.leaders);
        for (size_t i = 0; i < 2 + pull.leaders; i++) {
            play_put(&play, i, 0, 4.0 + 1.0 * (double)i, 7.5);
            play.people[i].familiar = i < 2 ? pull.familiar : 0;
            play.people[i].goal = i < 2 ? 0 : 2;
        }
        play.def.seed = seed;
        play_begin(&play);
        second += by_second_exit(&play, 2);
        play_close(&play);
    }
    return (double)second / (2.0 * SEEDS);
}

static void two_equal_exits_are_taken_equally(void **state)
{
    (void)state;
    double share = share_of_second((struct pull){0});
    assert_true(share >= 0.4 && share <= 0.6);
}

static void the_familiar_exit_is_preferred(void **state)
{
    (void)state;
    assert_true(share_of_second((struct pull){.familiar = 2}) >= 0.9);
    assert_true(share_of_second((struct pull){.familiar = 1}) <= 0.1);
}

static void people_follow_their_neighbours(void **state)
{
    (void)state;
    double alone = share_of_second((struct pull){0}), followed = share_of_second((struct pull){.leaders = 1});
    assert_true(followed >= alone + 0.15);
    assert_true(share_of_second((struct pull){.familiar = 1, .leaders = 1}) <=
                0.1); /* but not against what they know */
}

/* Who stands right before an exit that they don't know takes it, if they see it; a wall hides it from them. */
static void an_unknown_exit_counts_where_it_is_seen(void **state)
{
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        struct play play;
        struct scene *scene = two_exits();
        if (hidden) { /* a screen across the room before exit 2, open at its west end */
            scene->ring_count = 0;
            scene->polygon_count = 0;
            scene->floors[0].walkable_count = 0;
            scene_ring(scene, 16,
                       (const double[]){0, 0,    4.5, 0,    4.5, -1, 5.5, -1, 5.5, 0,  10,  0,  10,  13, 3, 13,
                                        3, 13.2, 10,  13.2, 10,  15, 5.5, 15, 5.5, 16, 4.5, 16, 4.5, 15, 0, 15});
            scene_walkable(scene, 0, 1);
        }
        play_open(&play, scene, 1);
        play_put(&play, 0, 0, 5.0, 12.0);
        play.people[0].familiar = 1;
        play_begin(&play);
        assert_int_equal(by_second_exit(&play, 1), hidden ? 0 : 1);
        play_close(&play);
    }
}

static void who_knows_no_way_out_takes_any(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    play_open(&play, two_exits(), 1);
    play_put(&play, 0, 0, 5.0, 7.0);
    play.people[0].familiar = 1;
    play_begin(&play);
    sibu_world_step(play.world);
    assert_int_equal(sibu_world_set_exit(play.world, 0, 0, &fault), SIBU_OK);
    assert_int_equal(by_second_exit(&play, 1), 1);
    play_close(&play);
}

/* Nobody has a target before setting out or after leaving; in between it is the exit that they know, and the other once
 * that is shut. */
static void the_target_is_where_a_person_goes(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    play_open(&play, two_exits(), 1);
    play_put(&play, 0, 0, 5.0, 7.0);
    play.people[0].familiar = 1;
    play.people[0].premovement_s = 2.0;
    play_begin(&play);
    while (sibu_world_time_s(play.world) < 1.9) {
        sibu_world_step(play.world);
        assert_int_equal(sibu_world_target(play.world, 0), SIBU_NONE);
    }
    while (sibu_world_time_s(play.world) < 3.0) {
        sibu_world_step(play.world);
    }
    assert_int_equal(sibu_world_target(play.world, 0), 0);
    assert_int_equal(sibu_world_target(play.world, 1), SIBU_NONE);
    assert_int_equal(sibu_world_set_exit(play.world, 0, 0, &fault), SIBU_OK);
    sibu_world_step(play.world);
    sibu_world_step(play.world);
    assert_int_equal(sibu_world_target(play.world, 0), 1);
    assert_int_equal(by_second_exit(&play, 1), 1);
    assert_int_equal(sibu_world_target(play.world, 0), SIBU_NONE);
    play_close(&play);
}

/* NIST 4.1: exit 1 closes after a second; who was sent there, and who chose it, leaves by exit 2. */
static void a_closed_exit_is_left(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    play_open(&play, two_exits(), 2);
    play_put(&play, 0, 0, 4.0, 5.0);
    play_put(&play, 1, 0, 6.0, 5.0);
    play.people[0].goal = 1;
    play_begin(&play);
    while (sibu_world_time_s(play.world) < 1.0) {
        sibu_world_step(play.world);
    }
    assert_int_equal(sibu_world_set_exit(play.world, 0, 0, &fault), SIBU_OK);
    assert_int_equal(by_second_exit(&play, 2), 2);
    play_close(&play);
}

/* NIST 3.1: who was given an exit takes it, however far it is. */
static void who_was_given_an_exit_takes_it(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, two_exits(), 10);
    for (size_t i = 0; i < 10; i++) {
        play_put(&play, i, 0, 0.6 + 0.9 * (double)i, 2.0);
        play.people[i].goal = i % 2 ? 2 : 1;
    }
    play_begin(&play);
    assert_int_equal(by_second_exit(&play, 10), 5);
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_equal_exits_are_taken_equally),
        cmocka_unit_test(the_familiar_exit_is_preferred),
        cmocka_unit_test(people_follow_their_neighbours),
        cmocka_unit_test(an_unknown_exit_counts_where_it_is_seen),
        cmocka_unit_test(who_knows_no_way_out_takes_any),
        cmocka_unit_test(the_target_is_where_a_person_goes),
        cmocka_unit_test(a_closed_exit_is_left),
        cmocka_unit_test(who_was_given_an_exit_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
