/* What crowds must do: leave a room through any door that fits a body, at a flow within what is measured at real doors,
 * never stuck, never overlapping; and all of it the same every time, without memory.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"
#include "sibu/memory.h"

static size_t allocations; /* counted by the linker's wrap; tests are one thread */

int __real_posix_memalign(void **out, size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    allocations++;
    return __real_posix_memalign(out, alignment, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

/* The time when 200 people have left the room, or the limit. */
static double empty_room(double width, uint64_t seed)
{
    struct play play;
    play_open(&play, scene_room(width), 200);
    play_draw(&play, seed, 1);
    play_begin(&play);
    double time_s = play_run(&play, 600.0);
    assert_int_equal(sibu_world_done(play.world), 200);
    play_close(&play);
    return time_s;
}

/* 200 people, 20 x 20 m, and a door that two can hardly pass at once: others' engines jam here for ever. Flow at real
 * doors: 1.3 to 2.3 persons per metre and second. */
static void every_door_empties_the_room(void **state)
{
    (void)state;
    static const double WIDTHS[] = {0.8, 0.9, 1.0, 1.2};
    double slower_s = 1e9;
    for (size_t w = 0; w < sizeof WIDTHS / sizeof WIDTHS[0]; w++) {
        double mean_s = 0.0;
        for (uint64_t seed = 1; seed <= 2; seed++) {
            mean_s += empty_room(WIDTHS[w], seed) / 2.0;
        }
        double flow = 200.0 / mean_s / WIDTHS[w];
        assert_true(flow > 1.2 && flow < 2.3);
        assert_true(mean_s < slower_s); /* a wider door never delays the last one */
        slower_s = mean_s;
    }
}

static void a_wide_room_with_pillars_empties(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct play play;
        play_open(&play, scene_works(), 150);
        play_draw(&play, seed, 1);
        play_begin(&play);
        (void)play_run(&play, 300.0);
        assert_int_equal(sibu_world_done(play.world), 150);
        play_close(&play);
    }
}

static double empty_works(double step_s, double divided_s, uint64_t *agent_steps)
{
    struct play play;
    play_open(&play, scene_works(), 150);
    play_draw(&play, 2, 1);
    play.def.step_s = step_s;
    play.def.divided_s = divided_s;
    play_begin(&play);
    double time_s = play_run(&play, 300.0); /* the witness looks on */
    assert_int_equal(sibu_world_done(play.world), 150);
    *agent_steps = sibu_world_agent_steps(play.world);
    play_close(&play);
    return time_s;
}

/* However coarse the steps, nobody is in a wall or in somebody else, and all get out; at 0.1 s hardly sooner or later. */
static void coarse_steps_keep_the_promise(void **state)
{
    (void)state;
    uint64_t fine, coarse, coarsest, divided;
    double fine_s = empty_works(0.05, 0.0, &fine);
    double coarse_s = empty_works(0.1, 0.1, &coarse);
    (void)empty_works(0.25, 0.25, &coarsest);
    assert_true(fabs(coarse_s - fine_s) < 0.1 * fine_s);
    assert_in_range(coarse * 2, fine * 9 / 10, fine * 11 / 10);
    assert_true(coarsest < coarse);
    (void)empty_works(0.25, 0.0, &divided); /* without asking for it a step is divided */
    assert_in_range(divided, fine * 9 / 10, fine * 11 / 10);
}

static void digest_of(const struct sibu_world *world, uint8_t out[32])
{
    sibu_world_digest(world, out);
}

/* Two worlds stepped in turn, with other memory between, come out as one alone. */
static void the_same_definition_gives_the_same_digest(void **state)
{
    (void)state;
    struct play alone, first, second;
    uint8_t digests[3][32];
    void *junk[64];
    play_open(&alone, scene_room(1.0), 80);
    play_draw(&alone, 9, 0);
    play_begin(&alone);
    play_open(&first, scene_room(1.0), 80);
    play_draw(&first, 9, 0);
    play_begin(&first);
    for (size_t i = 0; i < 64; i++) {
        junk[i] = sibu_array_new(1 + i * 37, 8);
    }
    play_open(&second, scene_room(1.0), 80);
    play_draw(&second, 9, 0);
    play_begin(&second);
    for (int step = 0; step < 2500; step++) {
        sibu_world_step(alone.world);
    }
    for (int step = 0; step < 2500; step++) {
        sibu_world_step(second.world);
        sibu_world_step(first.world);
    }
    digest_of(alone.world, digests[0]);
    digest_of(first.world, digests[1]);
    digest_of(second.world, digests[2]);
    assert_memory_equal(digests[0], digests[1], 32);
    assert_memory_equal(digests[0], digests[2], 32);
    sibu_world_step(second.world);
    digest_of(second.world, digests[2]);
    assert_memory_not_equal(digests[0], digests[2], 32);
    for (size_t i = 0; i < 64; i++) {
        sibu_array_free(junk[i]);
    }
    play_close(&alone);
    play_close(&first);
    play_close(&second);
}

static void shared_ways_change_nothing(void **state)
{
    (void)state;
    struct play own, shared;
    struct sibu_ways *ways = NULL;
    struct sibu_fault fault;
    uint8_t digests[2][32];
    play_open(&own, scene_works(), 60);
    play_draw(&own, 4, 1);
    play_begin(&own);
    play_open(&shared, scene_works(), 60);
    play_draw(&shared, 4, 1);
    assert_int_equal(sibu_ways_open(&ways, shared.def.site, shared.def.goal, SIBU_WAYS_RADIUS_M, &fault), SIBU_OK);
    shared.def.ways = ways;
    play_begin(&shared);
    (void)play_run(&own, 100.0);
    (void)play_run(&shared, 100.0);
    digest_of(own.world, digests[0]);
    digest_of(shared.world, digests[1]);
    assert_memory_equal(digests[0], digests[1], 32);
    play_close(&own);
    play_close(&shared);
    sibu_ways_close(ways);
}

static void a_step_allocates_nothing(void **state)
{
    (void)state;
    struct play play;
    play_open(&play, scene_room(0.9), 200);
    play_draw(&play, 1, 1);
    play_begin(&play);
    sibu_world_step(play.world);
    sibu_world_step(play.world);
    size_t before = allocations;
    assert_true(before > 0); /* they are counted */
    for (int step = 0; step < 2000; step++) {
        sibu_world_step(play.world);
    }
    assert_int_equal(allocations, before);
    play_close(&play);
}

/* People in = people out and inside, at every moment; and agent-steps are steps of people who walk. */
static void nobody_is_lost(void **state)
{
    (void)state;
    struct play play;
    uint64_t walked = 0;
    play_open(&play, scene_works(), 100);
    play_draw(&play, 8, 0);
    play_begin(&play);
    while (sibu_world_done(play.world) < 100 && sibu_world_time_s(play.world) < 600.0) {
        struct sibu_people_view people = sibu_world_people(play.world);
        size_t states[3] = {0, 0, 0};
        for (size_t i = 0; i < people.count; i++) {
            states[people.state[i]]++;
        }
        assert_int_equal(states[SIBU_PERSON_WAITING], sibu_world_waiting(play.world));
        assert_int_equal(states[SIBU_PERSON_WALKING], sibu_world_walking(play.world));
        assert_int_equal(states[SIBU_PERSON_DONE], sibu_world_done(play.world));
        size_t walking_before = sibu_world_walking(play.world);
        sibu_world_step(play.world);
        walked += walking_before;
    }
    assert_int_equal(sibu_world_done(play.world), 100);
    assert_in_range(sibu_world_agent_steps(play.world), walked, walked + 100); /* each one's first step as well */
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_door_empties_the_room),
        cmocka_unit_test(a_wide_room_with_pillars_empties),
        cmocka_unit_test(coarse_steps_keep_the_promise),
        cmocka_unit_test(the_same_definition_gives_the_same_digest),
        cmocka_unit_test(shared_ways_change_nothing),
        cmocka_unit_test(a_step_allocates_nothing),
        cmocka_unit_test(nobody_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
