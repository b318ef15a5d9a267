/* People in bad air: smoke slows them down, gases overcome them, and everything else goes on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

/* The same air everywhere. */
static void everywhere(void *of, uint32_t floor, double x, double y, double time_s, struct sibu_air *air)
{
    (void)floor;
    (void)x;
    (void)y;
    (void)time_s;
    *air = *(const struct sibu_air *)of;
}

/* Poison beyond x = 20 only. */
static void beyond(void *of, uint32_t floor, double x, double y, double time_s, struct sibu_air *air)
{
    (void)floor;
    (void)y;
    (void)time_s;
    if (x > 20.0) {
        *air = *(const struct sibu_air *)of;
    }
}

static struct sibu_world_air source(struct sibu_air *air)
{
    return (struct sibu_world_air){
        .look = everywhere, .of = air, .smoke = sibu_smoke_default(SIBU_SMOKE_SHARE), .overcome_dose = 1.0};
}

/* When an event of the kind first happens to anybody; -1: never. */
static double first_s(struct play *play, enum sibu_event_kind kind, double until_s)
{
    double found = -1.0;
    while (found < 0.0 && sibu_world_walking(play->world) + sibu_world_waiting(play->world) > 0 &&
           sibu_world_time_s(play->world) < until_s) {
        sibu_world_step(play->world);
        witness_look(&play->witness, play->world);
        struct sibu_events events = sibu_world_events(play->world);
        for (size_t i = 0; i < events.count && found < 0.0; i++) {
            found = events.items[i].kind == kind ? events.items[i].time_s : found;
        }
    }
    assert_true(witness_content(&play->witness));
    return found;
}

static void begin_one(struct play *play, const struct sibu_world_air *air, double step_s, double premovement_s)
{
    play_open(play, scene_corridor(42.0, 2.0, 41.0), 1);
    play_put(play, 0, 0, 1.0, 1.0);
    play->people[0].speed_m_per_s = 1.25;
    play->people[0].premovement_s = premovement_s;
    play->def.step_s = step_s;
    play->def.air = air;
    play_begin(play);
}

static void smoke_slows_down_by_the_law(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    struct sibu_world_air bad = source(&air);
    struct play play;
    begin_one(&play, NULL, 0.05, 0.0);
    double clear_s = first_s(&play, SIBU_EVENT_EXIT, 400.0);
    assert_null(sibu_world_doses(play.world));
    play_close(&play);
    for (double extinction = 0.0; extinction < 11.0; extinction += 2.5) {
        air.extinction_per_m = extinction;
        begin_one(&play, &bad, 0.05, 0.0);
        double share = sibu_smoke_speed(&bad.smoke, extinction, 1.25) / 1.25;
        assert_true(fabs(first_s(&play, SIBU_EVENT_EXIT, 400.0) - clear_s / share) < 0.1);
        play_close(&play);
    }
}

/* Who wades in smoke is slowed down by both. */
static void water_slows_down_by_its_share(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    struct sibu_world_air bad = source(&air);
    struct play play;
    begin_one(&play, NULL, 0.05, 0.0);
    double dry_s = first_s(&play, SIBU_EVENT_EXIT, 400.0);
    play_close(&play);
    air.extinction_per_m = 2.5;
    for (double water_m = 0.0; water_m < 1.0; water_m += 0.2) {
        air.water_m = water_m;
        begin_one(&play, &bad, 0.05, 0.0);
        double share = sibu_smoke_speed(&bad.smoke, 2.5, 1.25) / 1.25 * sibu_water_share(water_m);
        assert_true(fabs(first_s(&play, SIBU_EVENT_EXIT, 400.0) - dry_s / share) < 0.1);
        play_close(&play);
    }
}

/* The load of another gas overcomes at its time, without any other harm in the air. */
static void another_gas_overcomes_by_its_load(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.toxic_per_s = 1.0 / 37.5;
    struct sibu_world_air bad = source(&air);
    struct play play;
    begin_one(&play, &bad, 0.05, 1e7);
    assert_true(fabs(first_s(&play, SIBU_EVENT_OVERCOME, 400.0) - 37.5) < 1e-6);
    play_close(&play);
}

/* NIST 2.6: the dose does not care about the step, nor whether anybody has set out. */
static void gas_overcomes_at_its_time(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.carbon_monoxide_ppm = 5000.0;
    air.carbon_dioxide_percent = 2.0;
    air.oxygen_percent = 18.0;
    struct sibu_world_air bad = source(&air);
    static const double STEPS[] = {0.025, 0.05, 0.1, 0.25};
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        struct play play;
        begin_one(&play, &bad, STEPS[i], 1e7);
        assert_true(fabs(first_s(&play, SIBU_EVENT_OVERCOME, 400.0) - 1.0 / sibu_dose_rate_per_s(&air)) < 1e-6);
        assert_int_equal(sibu_world_overcome(play.world), 1);
        assert_int_equal(sibu_world_waiting(play.world) + sibu_world_walking(play.world), 0);
        assert_int_equal(sibu_world_people(play.world).state[0], SIBU_PERSON_OVERCOME);
        assert_true(sibu_world_doses(play.world)[0] >= 1.0);
        play_close(&play);
    }
}

/* Doses go on beyond what overcomes, and the slowest is kept when the air is better. */
static void without_an_overcoming_dose_nobody_falls(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.carbon_monoxide_ppm = 5e5;
    air.extinction_per_m = 4.0;
    struct sibu_world_air bad = source(&air);
    bad.overcome_dose = HUGE_VAL;
    struct play play;
    begin_one(&play, &bad, 0.05, 0.0);
    assert_true(sibu_world_least_shares(play.world)[0] >= 1.0f);
    while (sibu_world_time_s(play.world) < 10.0) {
        sibu_world_step(play.world);
    }
    air = sibu_air_clean();
    assert_true(first_s(&play, SIBU_EVENT_OVERCOME, 400.0) < 0.0);
    assert_int_equal(sibu_world_done(play.world), 1);
    assert_true(sibu_world_doses(play.world)[0] > 3.0);
    assert_true(fabs((double)sibu_world_least_shares(play.world)[0] - (1.0 - 0.057 / 0.706 * 4.0)) < 1e-6);
    play_close(&play);
    begin_one(&play, NULL, 0.05, 0.0);
    assert_null(sibu_world_least_shares(play.world));
    play_close(&play);
}

/* Who walks into the gas falls there, the others stay behind or get past: everybody is counted. */
static void who_falls_stays_where_they_are(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.carbon_monoxide_ppm = 5e5; /* a dose in three seconds */
    struct sibu_world_air bad = source(&air);
    bad.look = beyond;
    struct play play;
    play_open(&play, scene_corridor(42.0, 2.0, 41.0), 12);
    for (size_t i = 0; i < 12; i++) {
        play_put(&play, i, 0, 1.0 + (double)(i / 2), i % 2 ? 0.6 : 1.4);
    }
    play.def.air = &bad;
    play_begin(&play);
    (void)play_run(&play, 120.0);
    struct sibu_people_view people = sibu_world_people(play.world);
    assert_int_equal(sibu_world_overcome(play.world) + sibu_world_done(play.world), 12);
    assert_true(sibu_world_overcome(play.world) > 0);
    for (size_t i = 0; i < 12; i++) {
        assert_true(people.state[i] == SIBU_PERSON_DONE || people.x_m[i] > 20.0f);
    }
    play_close(&play);
}

static void threads_and_the_plain_way_say_the_same(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    air.extinction_per_m = 2.0;
    air.carbon_monoxide_ppm = 20000.0;
    struct sibu_world_air bad = source(&air);
    uint8_t digests[3][32];
    for (unsigned k = 0; k < 3; k++) {
        struct play play;
        play_open(&play, scene_room(1.0), 100);
        play_draw(&play, 3, 1);
        play.def.air = &bad;
        play.def.threads = k == 1 ? 2 : 1;
        play.def.plain = k == 2;
        play_begin(&play);
        (void)play_run(&play, 60.0);
        sibu_world_digest(play.world, digests[k]);
        play_close(&play);
    }
    assert_memory_equal(digests[0], digests[1], 32);
    assert_memory_equal(digests[0], digests[2], 32);
}

static void bad_definitions_are_refused(void **state)
{
    (void)state;
    struct sibu_air air = sibu_air_clean();
    for (int k = 0; k < 4; k++) {
        struct sibu_world_air bad = source(&air);
        bad.look = k == 0 ? NULL : bad.look;
        bad.overcome_dose = k == 1 ? 0.0 : k == 2 ? (double)NAN : 1.0;
        bad.smoke.law = k == 3 ? (enum sibu_smoke_law)99 : bad.smoke.law;
        struct play play;
        struct sibu_fault fault;
        struct sibu_world *world = NULL;
        play_open(&play, scene_corridor(42.0, 2.0, 41.0), 1);
        play_put(&play, 0, 0, 1.0, 1.0);
        play.def.air = &bad;
        assert_int_equal(sibu_world_open(&world, &play.def, &fault), SIBU_BAD_INPUT);
        assert_null(world);
        play_close(&play);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smoke_slows_down_by_the_law),
        cmocka_unit_test(gas_overcomes_at_its_time),
        cmocka_unit_test(who_falls_stays_where_they_are),
        cmocka_unit_test(threads_and_the_plain_way_say_the_same),
        cmocka_unit_test(without_an_overcoming_dose_nobody_falls),
        cmocka_unit_test(bad_definitions_are_refused),
        cmocka_unit_test(water_slows_down_by_its_share),
        cmocka_unit_test(another_gas_overcomes_by_its_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
