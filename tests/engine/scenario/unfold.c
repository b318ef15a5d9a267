/* How a drill unfolds: by its rates, where people are, within its guards, and the same again for the same key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../crowd/scene.h"
#include "sibu/memory.h"
#include "sibu/unfold.h"

#define EVENTS 64

struct stage {
    struct scene *scene;
    struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_hazard_weight hazards[1];
    struct sibu_event_rate rates[SIBU_UNFOLD_KINDS];
    struct sibu_growth growths[4];
    struct sibu_family family;
    double growth[4];
    uint8_t key[32];
    uint32_t heading[2], inside[2], waiting[2];
    struct sibu_unfold_state state;
    struct sibu_unfold *unfold;
};

/* A room of 12 x 6 m with an exit at either end, 0 on the left and 1 on the right; zone 0 its left half, zone 1 its right.
 * It breaks out on the left. */
static void stage_open(struct stage *stage)
{
    struct sibu_fault fault;
    memset(stage, 0, sizeof *stage);
    stage->scene = scene_open(1);
    scene_ring(stage->scene, 12, (const double[]){0,  0, 12, 0, 12, 2.5, 14, 2.5, 14, 3.5, 12, 3.5,
                                                  12, 6, 0,  6, 0,  3.5, -2, 3.5, -2, 2.5, 0,  2.5});
    scene_walkable(stage->scene, 0, 1);
    scene_exit(stage->scene, 0, (const double[]){-0.1, 2.5, -0.1, 3.5});
    scene_exit(stage->scene, 0, (const double[]){12.1, 2.5, 12.1, 3.5});
    scene_zone(stage->scene, 0, (const double[]){0, 0, 6, 6}, SIBU_USE_WORKSHOP);
    scene_zone(stage->scene, 0, (const double[]){6, 0, 12, 6}, SIBU_USE_WORKSHOP);
    scene_muster(stage->scene, 0, (const double[]){-1.9, 2.6, -1.1, 3.4});
    scene_muster(stage->scene, 0, (const double[]){13.1, 2.6, 13.9, 3.4});
    scene_done(stage->scene);
    stage->hazards[0] = (struct sibu_hazard_weight){"fall", 1.0};
    for (int zone = 0; zone < 2; zone++) {
        stage->scene->zones[zone].hazards = stage->hazards;
        stage->scene->zones[zone].hazard_count = 1;
    }
    assert_int_equal(sibu_ways_open(&stage->ways, &stage->scene->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, &fault),
                     SIBU_OK);
    stage->family =
        (struct sibu_family){.id = "fall", .events = stage->rates, .growths = stage->growths, .growth_count = 0};
    stage->heading[0] = stage->heading[1] = stage->inside[0] = stage->inside[1] = 10;
    stage->state = (struct sibu_unfold_state){.heading = stage->heading,
                                              .inside = stage->inside,
                                              .waiting = stage->waiting,
                                              .people = 20,
                                              .wardens = 4,
                                              .wardens_inside = 4,
                                              .contractors = 2,
                                              .contractors_inside = 2};
}

static void stage_close(struct stage *stage)
{
    sibu_unfold_close(stage->unfold);
    sibu_blocks_close(stage->blocks);
    sibu_ways_close(stage->ways);
    sibu_array_free(stage->scene);
}

/* `per_min` to a ten-millionth more. */
static void may(struct stage *stage, enum sibu_unfold_kind kind, double per_min, uint32_t most)
{
    stage->rates[stage->family.event_count++] =
        (struct sibu_event_rate){kind, {"per_min", per_min, per_min * (1.0 + 1e-7), SIBU_GROWTH_UNIFORM}, most};
}

static void begin(struct stage *stage, uint64_t seed)
{
    struct sibu_fault fault;
    sibu_unfold_close(stage->unfold);
    sibu_blocks_close(stage->blocks);
    assert_int_equal(sibu_blocks_open(&stage->blocks, stage->ways, 0.0, &fault), SIBU_OK);
    sibu_key_of_seed(stage->key, seed);
    const struct sibu_unfold_def def = {.site = &stage->scene->site,
                                        .ways = stage->ways,
                                        .blocks = stage->blocks,
                                        .family = &stage->family,
                                        .growth = stage->growth,
                                        .key = stage->key,
                                        .origin = {0, 0, 2.0, 3.0}};
    assert_int_equal(sibu_unfold_open(&stage->unfold, &def, &fault), SIBU_OK);
}

static double threat(const struct stage *stage, uint32_t exit)
{
    return sibu_field_threat(sibu_unfold_field(stage->unfold), exit);
}

/* All events until then, in steps of the length. */
static size_t play(struct stage *stage, double step_s, double until_s, struct sibu_unfold_event *out)
{
    size_t count = 0;
    for (int i = 1; (double)i * step_s <= until_s; i++) {
        count += sibu_unfold_step(stage->unfold, &stage->state, (double)i * step_s, out + count);
        assert_true(count <= SIBU_UNFOLD_MOST);
    }
    return count;
}

static void all_kinds(struct stage *stage, double per_min)
{
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        may(stage, (enum sibu_unfold_kind)kind, per_min, 2);
    }
}

static void assert_same(const struct sibu_unfold_event *a, const struct sibu_unfold_event *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->place, b->place);
    assert_true(!(a->time_s < b->time_s) && !(a->time_s > b->time_s));
    assert_true(!(a->x_m < b->x_m) && !(a->x_m > b->x_m));
}

static void the_same_key_and_states_give_the_same_events(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event first[EVENTS], again[EVENTS];
    size_t different = 0;
    stage_open(&stage);
    all_kinds(&stage, 0.5);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(&stage, seed);
        size_t count = play(&stage, 1.0, 400.0, first);
        begin(&stage, seed);
        assert_int_equal(play(&stage, 1.0, 400.0, again), count);
        for (size_t i = 0; i < count; i++) {
            assert_same(&first[i], &again[i]);
        }
        begin(&stage, seed + 1000);
        size_t other = play(&stage, 1.0, 400.0, again);
        different += other != count || (count > 0 && again[0].kind != first[0].kind);
    }
    assert_true(different > 10);
    stage_close(&stage);
}

/* As long as the state stays, how often one looks makes no difference. */
static void steps_of_any_length_give_the_same(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event fine[EVENTS], coarse[EVENTS];
    size_t seen = 0;
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_WARDEN_HURT, 1.0, 1);
    for (uint64_t seed = 1; seed <= 50; seed++) {
        begin(&stage, seed);
        size_t count = play(&stage, 0.5, 210.0, fine);
        begin(&stage, seed);
        assert_int_equal(play(&stage, 7.0, 210.0, coarse), count);
        if (count > 0) {
            assert_same(&fine[0], &coarse[0]);
            seen++;
        }
    }
    assert_true(seen > 40);
    stage_close(&stage);
}

/* One a minute: a third (1 - 1/sqrt e = 0.393) come in the first half of a minute; the mean is 60 s. */
static void waiting_is_exponential(void **state)
{
    (void)state;
    enum { DRILLS = 2000 };
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    double sum_s = 0.0;
    unsigned early = 0;
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_WARDEN_HURT, 1.0, 1);
    for (uint64_t seed = 1; seed <= DRILLS; seed++) {
        begin(&stage, seed);
        assert_int_equal(play(&stage, 10.0, 900.0, events), 1);
        double integral = sibu_unfold_integral(stage.unfold, SIBU_UNFOLD_WARDEN_HURT);
        assert_true(integral > events[0].time_s / 60.0 * 0.9999 && integral < events[0].time_s / 60.0 * 1.0001);
        sum_s += events[0].time_s;
        early += events[0].time_s < 30.0;
    }
    assert_true(sum_s / DRILLS > 55.0 && sum_s / DRILLS < 65.0); /* standard error 1.3 */
    assert_true(early > DRILLS * 0.35 && early < DRILLS * 0.436); /* 0.011 */
    stage_close(&stage);
}

static void half_the_share_makes_half_the_rate(void **state)
{
    (void)state;
    enum { DRILLS = 2000 };
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    double sum_s = 0.0;
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_WARDEN_HURT, 1.0, 1);
    stage.state.wardens = 8; /* four of them inside */
    for (uint64_t seed = 1; seed <= DRILLS; seed++) {
        begin(&stage, seed);
        assert_int_equal(play(&stage, 10.0, 1800.0, events), 1);
        assert_true(events[0].share > 0.4999 && events[0].share < 0.5001);
        sum_s += events[0].time_s;
    }
    assert_true(sum_s / DRILLS > 110.0 && sum_s / DRILLS < 130.0); /* standard error 2.7 */
    stage_close(&stage);
}

/* The left exit is nearer to where it broke out, so that one can be lost, and only if somebody heads there; the right one
 * cannot: it would leave people the left one alone. */
static void an_exit_is_lost_where_people_go_and_never_the_safer_one(void **state)
{
    (void)state;
    static const uint32_t HEADING[3][2] = {{20, 0}, {0, 20}, {10, 10}};
    static const size_t LOST[3] = {1, 0, 1};
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_EXIT_LOST, 30.0, 2);
    for (int k = 0; k < 3; k++) {
        memcpy(stage.heading, HEADING[k], sizeof stage.heading);
        for (uint64_t seed = 1; seed <= 40; seed++) {
            begin(&stage, seed);
            assert_true(threat(&stage, 0) > threat(&stage, 1));
            assert_int_equal(play(&stage, 1.0, 300.0, events), LOST[k]);
            assert_int_equal(sibu_unfold_is_lost(stage.unfold, 0), LOST[k]);
            assert_int_equal(sibu_unfold_is_lost(stage.unfold, 1), 0);
            if (LOST[k] > 0) {
                assert_int_equal(events[0].place, 0);
                assert_int_equal(events[0].heading, HEADING[k][0]);
            }
        }
    }
    stage_close(&stage);
}

static void nothing_happens_where_nobody_is_inside(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    all_kinds(&stage, 60.0);
    memset(stage.inside, 0, sizeof stage.inside);
    begin(&stage, 7);
    assert_int_equal(play(&stage, 1.0, 600.0, events), 0);
    stage_close(&stage);
}

static void the_last_warden_is_not_hurt(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_WARDEN_HURT, 60.0, 2);
    stage.state.wardens_inside = 1;
    begin(&stage, 7);
    assert_int_equal(play(&stage, 1.0, 600.0, events), 0);
    stage_close(&stage);
}

static void check_crowding(const struct sibu_unfold_event *events, size_t count)
{
    size_t kinds[SIBU_UNFOLD_KINDS] = {0};
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(events[i].number, i + 1);
        assert_true(++kinds[events[i].kind] <= 2);
        assert_true(i == 0 || events[i].time_s >= events[i - 1].time_s);
        assert_true(i < SIBU_UNFOLD_AT_A_TIME ||
                    events[i].time_s - events[i - SIBU_UNFOLD_AT_A_TIME].time_s >= SIBU_UNFOLD_APART_S);
    }
}

/* However much could happen. */
static void never_more_than_people_can_take_in(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    size_t full = 0;
    stage_open(&stage);
    all_kinds(&stage, 60.0);
    stage.waiting[0] = 10;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        begin(&stage, seed);
        size_t count = play(&stage, 1.0, 900.0, events);
        check_crowding(events, count);
        full += count == SIBU_UNFOLD_MOST;
    }
    assert_int_equal(full, 60);
    stage_close(&stage);
}

static void nothing_breaks_out_elsewhere_where_it_can_arise_nowhere_else(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    stage.scene->zones[1].hazard_count = 0;
    stage.waiting[0] = 10;
    may(&stage, SIBU_UNFOLD_SECOND_SOURCE, 60.0, 1);
    may(&stage, SIBU_UNFOLD_REPORT_CORRECTED, 60.0, 1);
    begin(&stage, 3);
    assert_int_equal(play(&stage, 1.0, 300.0, events), 0);
    stage_close(&stage);
}

static void a_second_source_is_elsewhere_and_the_wind_turns_for_gas_alone(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    may(&stage, SIBU_UNFOLD_SECOND_SOURCE, 30.0, 1);
    may(&stage, SIBU_UNFOLD_WIND_TURNED, 30.0, 2);
    for (uint64_t seed = 1; seed <= 40; seed++) {
        begin(&stage, seed);
        assert_int_equal(play(&stage, 1.0, 300.0, events), 1); /* nothing that the wind could carry */
        assert_int_equal(events[0].place, 1);
        assert_true(events[0].x_m >= 6.0 && events[0].x_m <= 12.0 && events[0].y_m >= 0.0 && events[0].y_m <= 6.0);
    }
    stage.growths[0] = (struct sibu_growth){"release_kg_per_s", 1.0, 2.0, SIBU_GROWTH_UNIFORM};
    stage.growths[1] = (struct sibu_growth){"wind_bearing_deg", 0.0, 360.0, SIBU_GROWTH_UNIFORM};
    stage.growth[0] = 1.5;
    stage.growth[1] = 270.0; /* from the west: to the right exit */
    stage.family.growth_count = 2;
    size_t turned = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        begin(&stage, seed);
        size_t count = play(&stage, 1.0, 60.0, events);
        for (size_t i = 0; i < count; i++) {
            turned += events[i].kind == SIBU_UNFOLD_WIND_TURNED;
            assert_true(events[i].bearing_deg >= 0.0 && events[i].bearing_deg < 360.0);
        }
    }
    assert_true(turned > 20);
    stage_close(&stage);
}

static void gas_threatens_the_exit_that_the_wind_blows_to(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    stage_open(&stage);
    stage.growths[0] = (struct sibu_growth){"release_kg_per_s", 1.0, 2.0, SIBU_GROWTH_UNIFORM};
    stage.growths[1] = (struct sibu_growth){"wind_bearing_deg", 0.0, 360.0, SIBU_GROWTH_UNIFORM};
    stage.growth[0] = 1.5;
    stage.family.growth_count = 2;
    stage.scene->zones[0].use = stage.scene->zones[1].use = SIBU_USE_OUTDOOR;
    stage.family.substances[SIBU_SUBSTANCE_CHLORINE] = 1.0;
    for (int way = 0; way < 2; way++) {
        stage.growth[1] = way == 0 ? 90.0 : 270.0; /* from the east, from the west */
        begin(&stage, 1);
        double before[] = {threat(&stage, 0), threat(&stage, 1)}; /* they are near, no more */
        assert_true(before[0] < 0.9 && before[1] < before[0]);
        assert_int_equal(play(&stage, 1.0, 30.0, events), 0);
        assert_true(threat(&stage, (uint32_t)way) > 0.99);
        assert_true(threat(&stage, (uint32_t)!way) <= before[!way]);
    }
    stage_close(&stage);
}

static void smoke_comes_to_the_nearer_exit_first(void **state)
{
    (void)state;
    struct stage stage;
    struct sibu_unfold_event events[EVENTS];
    double reached_s[2] = {1e9, 1e9};
    stage_open(&stage);
    stage.growths[0] = (struct sibu_growth){"growth_kw_per_s2", 0.003, 0.2, SIBU_GROWTH_UNIFORM};
    stage.growth[0] = 0.0469;
    stage.family.growth_count = 1;
    begin(&stage, 1);
    for (double time_s = 1.0; time_s < 300.0; time_s += 1.0) {
        (void)sibu_unfold_step(stage.unfold, &stage.state, time_s, events);
        for (uint32_t exit = 0; exit < 2; exit++) {
            if (reached_s[exit] > 1e8 && threat(&stage, exit) > 0.99) {
                reached_s[exit] = time_s;
            }
        }
    }
    assert_true(reached_s[0] > 1.0 && reached_s[0] < reached_s[1] && reached_s[1] < 300.0);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_key_and_states_give_the_same_events),
        cmocka_unit_test(steps_of_any_length_give_the_same),
        cmocka_unit_test(waiting_is_exponential),
        cmocka_unit_test(half_the_share_makes_half_the_rate),
        cmocka_unit_test(an_exit_is_lost_where_people_go_and_never_the_safer_one),
        cmocka_unit_test(nothing_happens_where_nobody_is_inside),
        cmocka_unit_test(the_last_warden_is_not_hurt),
        cmocka_unit_test(never_more_than_people_can_take_in),
        cmocka_unit_test(nothing_breaks_out_elsewhere_where_it_can_arise_nowhere_else),
        cmocka_unit_test(a_second_source_is_elsewhere_and_the_wind_turns_for_gas_alone),
        cmocka_unit_test(gas_threatens_the_exit_that_the_wind_blows_to),
        cmocka_unit_test(smoke_comes_to_the_nearer_exit_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
