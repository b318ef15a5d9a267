/* The laws of a drawn population: everybody in their zone, clear of walls and each other, with a way out; speeds and
 * pre-movement as their sources say; the same for the same seed; refused where there is no room.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"
#include "sibu/memory.h"
#include "sibu/random.h"

static struct sibu_placement *everybody(size_t count, uint32_t zone, enum sibu_pace pace)
{
    struct sibu_placement *who = sibu_array_new(count, sizeof *who);
    assert_non_null(who);
    for (size_t i = 0; i < count; i++) {
        who[i] = (struct sibu_placement){.zone = zone, .pace = pace};
    }
    return who;
}

static enum sibu_status draw(struct play *play, uint32_t zone, enum sibu_pace pace, uint64_t seed,
                             struct sibu_fault *fault)
{
    struct sibu_placement *who = everybody(play->def.people_count, zone, pace);
    enum sibu_status status =
        sibu_population_draw(play->def.site, who, play->def.people_count, seed, play->people, fault);
    sibu_array_free(who);
    return status;
}

/* The world itself checks walls, bodies and ways: it must take them. */
static void drawn_people_make_a_world(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct play play;
        play_open(&play, scene_works(), 180);
        play_draw(&play, seed, 0);
        play_begin(&play);
        assert_true(play.witness.least_wall >= 0.999 && play.witness.least_pair >= 1.0);
        play_close(&play);
    }
}

static void people_stand_where_they_belong(void **state)
{
    (void)state;
    struct sibu_fault fault;
    for (uint32_t zone = 0; zone < 2; zone++) {
        struct play play;
        play_open(&play, scene_works(), 40);
        assert_int_equal(draw(&play, zone, SIBU_PACE_NORMAL, 3, &fault), SIBU_OK);
        for (size_t i = 0; i < 40; i++) {
            const struct sibu_person_def *person = &play.people[i];
            assert_int_equal(person->id, i + 1);
            assert_true(sibu_polygon_contains(&play.scene->zones[zone].polygon, person->x_m, person->y_m));
        }
        play_close(&play);
    }
}

static void start_areas_get_their_share(void **state)
{
    (void)state;
    static const size_t COUNTS[] = {10, 100, 150};
    for (size_t n = 0; n < 3; n++) {
        struct play play;
        size_t in_first = 0;
        play_open(&play, scene_works(), COUNTS[n]);
        assert_int_equal(sibu_population_count(play.def.site), 100); /* 60 and 40 */
        play_draw(&play, 6, 0);
        for (size_t i = 0; i < COUNTS[n]; i++) {
            in_first += play.people[i].x_m < 10.0 && play.people[i].y_m < 10.0;
        }
        assert_int_equal(in_first, COUNTS[n] * 6 / 10);
        play_close(&play);
    }
}

/* Places are spread evenly: a chi-squared test over 25 squares of an empty room, p < 1e-6 at 71. */
static void places_are_spread_evenly(void **state)
{
    (void)state;
    struct sibu_fault fault;
    double chi2 = 0.0;
    size_t squares[25] = {0};
    enum { PEOPLE = 100, SEEDS = 25 };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play;
        struct scene *scene = scene_room(1.0);
        scene_zone(scene, 0, (const double[]){5, 5, 15, 15}, SIBU_USE_OFFICE); /* away from walls */
        play_open(&play, scene, PEOPLE);
        assert_int_equal(draw(&play, 0, SIBU_PACE_NORMAL, seed, &fault), SIBU_OK);
        for (size_t i = 0; i < PEOPLE; i++) {
            size_t column = (size_t)((play.people[i].x_m - 5.0) / 2.0),
                   row = (size_t)((play.people[i].y_m - 5.0) / 2.0);
            squares[row * 5 + column]++;
        }
        play_close(&play);
    }
    for (size_t i = 0; i < 25; i++) {
        double off = (double)squares[i] - PEOPLE * SEEDS / 25.0;
        chi2 += off * off / (PEOPLE * SEEDS / 25.0);
    }
    assert_true(chi2 < 71.0);
}

struct pace_case {
    enum sibu_pace pace;
    double least, most, mean; /* m/s */
};
static const struct pace_case PACES[] = {
    {SIBU_PACE_FAST, 1.11, 1.85, 1.48},       {SIBU_PACE_NORMAL, 0.80, 1.90, 1.34},
    {SIBU_PACE_SLOW, 0.56, 0.94, 0.75},       {SIBU_PACE_IMPAIRED, 0.46, 0.76, 0.61},
    {SIBU_PACE_WHEELCHAIR, 0.30, 1.35, 0.78}, /* the lower tail is cut off at 0.3 */
};

static void paces_walk_as_their_sources_say(void **state)
{
    (void)state;
    struct sibu_fault fault;
    for (size_t p = 0; p < sizeof PACES / sizeof PACES[0]; p++) {
        struct play play;
        double sum = 0.0;
        struct scene *scene = scene_room(1.0);
        scene_zone(scene, 0, (const double[]){0, 0, 20, 20}, SIBU_USE_OFFICE);
        play_open(&play, scene, 600);
        assert_int_equal(draw(&play, 0, PACES[p].pace, 2, &fault), SIBU_OK);
        for (size_t i = 0; i < 600; i++) {
            double speed = play.people[i].speed_m_per_s, radius = play.people[i].radius_m;
            assert_true(speed >= PACES[p].least && speed <= PACES[p].most);
            assert_true(radius >= 0.18 && radius <= SIBU_WAYS_RADIUS_M);
            sum += speed;
        }
        assert_true(fabs(sum / 600.0 - PACES[p].mean) < 0.05);
        play_close(&play);
    }
}

/* Of a working place 1 % have set out at 30 s and 99 % at 150 s; the median of the lognormal is 67 s. */
static void pre_movement_is_as_its_source_says(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct play play;
    size_t early = 0, half = 0, late = 0;
    struct scene *scene = scene_room(1.0);
    scene_zone(scene, 0, (const double[]){0, 0, 20, 20}, SIBU_USE_PROCESS);
    play_open(&play, scene, 1000);
    assert_int_equal(draw(&play, 0, SIBU_PACE_NORMAL, 12, &fault), SIBU_OK);
    for (size_t i = 0; i < 1000; i++) {
        double seconds = play.people[i].premovement_s;
        assert_true(seconds > 5.0 && seconds <= 600.0);
        early += seconds < 30.0;
        half += seconds < 67.08;
        late += seconds > 150.0;
    }
    assert_in_range(early, 2, 25);
    assert_in_range(half, 440, 560);
    assert_in_range(late, 2, 25);
    play_close(&play);
}

static void a_seed_draws_the_same_people(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct play one, two, more;
    play_open(&one, scene_works(), 50);
    play_open(&two, scene_works(), 50);
    play_open(&more, scene_works(), 51);
    assert_int_equal(draw(&one, 0, SIBU_PACE_NORMAL, 5, &fault), SIBU_OK);
    assert_int_equal(draw(&two, 0, SIBU_PACE_NORMAL, 5, &fault), SIBU_OK);
    assert_int_equal(draw(&more, 0, SIBU_PACE_NORMAL, 5, &fault), SIBU_OK);
    assert_memory_equal(one.people, two.people, 50 * sizeof *one.people);
    assert_memory_equal(one.people, more.people, 50 * sizeof *one.people); /* one person more changes nobody */
    assert_int_equal(draw(&two, 0, SIBU_PACE_NORMAL, 6, &fault), SIBU_OK);
    assert_memory_not_equal(one.people, two.people, 50 * sizeof *one.people);
    play_close(&one);
    play_close(&two);
    play_close(&more);
}

static void too_many_people_are_refused(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct play play;
    play_open(&play, scene_works(), 2000);
    assert_int_equal(draw(&play, 0, SIBU_PACE_NORMAL, 1, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, play.scene->zones[0].id);
    assert_non_null(strstr(fault.what[SIBU_EN], "too small"));
    assert_int_equal(draw(&play, 7, SIBU_PACE_NORMAL, 1, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "no zone"));
    play_close(&play);
    play_open(&play, scene_corridor(10.0, 2.0, 9.0), 3);
    assert_int_equal(draw(&play, SIBU_NONE, SIBU_PACE_NORMAL, 1, &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "start areas"));
    play_close(&play);
}

/* IMO MSC.1/Circ.1533: down and up a stair, for the slowest and the fastest of each pace. */
static void stairs_are_walked_by_pace(void **state)
{
    (void)state;
    static const double LEAST[SIBU_PACES][2] = {{0.76, 0.50}, {0.52, 0.38}, {0.45, 0.37}, {0.36, 0.29}, {0.6, 0.4}};
    static const double MOST[SIBU_PACES][2] = {{1.27, 0.84}, {1.26, 0.93}, {0.76, 0.63}, {0.61, 0.50}, {0.6, 0.4}};
    struct sibu_fault fault;
    for (unsigned pace = 0; pace < SIBU_PACES; pace++) {
        struct play play;
        play_open(&play, scene_works(), 60);
        assert_int_equal(draw(&play, SIBU_NONE, (enum sibu_pace)pace, 5, &fault), SIBU_OK);
        for (size_t i = 0; i < 60; i++) {
            const struct sibu_person_def *person = &play.people[i];
            assert_true(person->down_m_per_s >= LEAST[pace][0] - 1e-9 && person->down_m_per_s <= MOST[pace][0]);
            assert_true(person->up_m_per_s >= LEAST[pace][1] - 1e-9 && person->up_m_per_s <= MOST[pace][1]);
            assert_int_equal(person->helps, 0); /* all ways out are level */
        }
        play_close(&play);
    }
}

/* Upstairs in a wheelchair: fetched by somebody able, one each; all get out. */
static void who_cannot_take_stairs_is_fetched(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct play play;
        struct sibu_fault fault;
        size_t helpers = 0;
        play_open(&play, scene_storeys(), 12);
        struct sibu_placement *who = everybody(12, SIBU_NONE, SIBU_PACE_NORMAL);
        who[3].pace = who[7].pace = SIBU_PACE_WHEELCHAIR;
        assert_int_equal(sibu_population_draw(play.def.site, who, 12, seed, play.people, &fault), SIBU_OK);
        sibu_array_free(who);
        for (size_t i = 0; i < 12; i++) {
            helpers += play.people[i].helps > 0;
            assert_true(play.people[i].helps == 0 || play.people[i].helps == 4 || play.people[i].helps == 8);
        }
        assert_int_equal(helpers, 2);
        assert_true(play.people[3].premovement_s < 0.0 && play.people[7].premovement_s < 0.0);
        play_begin(&play);
        (void)play_run(&play, 600.0);
        assert_int_equal(sibu_world_done(play.world), 12);
        play_close(&play);
    }
}

static void who_cannot_take_stairs_and_is_alone_stays(void **state)
{
    (void)state;
    struct play play;
    struct sibu_fault fault;
    play_open(&play, scene_storeys(), 2);
    assert_int_equal(draw(&play, SIBU_NONE, SIBU_PACE_WHEELCHAIR, 5, &fault), SIBU_OK);
    assert_true(play.people[0].premovement_s < 0.0 && play.people[1].premovement_s < 0.0);
    play_close(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_people_make_a_world),
        cmocka_unit_test(people_stand_where_they_belong),
        cmocka_unit_test(start_areas_get_their_share),
        cmocka_unit_test(places_are_spread_evenly),
        cmocka_unit_test(paces_walk_as_their_sources_say),
        cmocka_unit_test(pre_movement_is_as_its_source_says),
        cmocka_unit_test(a_seed_draws_the_same_people),
        cmocka_unit_test(too_many_people_are_refused),
        cmocka_unit_test(stairs_are_walked_by_pace),
        cmocka_unit_test(who_cannot_take_stairs_is_fetched),
        cmocka_unit_test(who_cannot_take_stairs_and_is_alone_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
