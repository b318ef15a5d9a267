/* The curves of an ensemble: they are what counting by hand over the same worlds gives, their bands what sorting gives;
 * as many runs as fit are always the first so many; who stays is waited for nowhere; coarse steps change little.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "sibu/forecast.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define PEOPLE 24
#define RUNS 9
#define UNTIL_S 400.0
#define EVERY_S 3.0
#define POINTS 134 /* 0, 3, ... 399 */

static const struct sibu_answer_law LAW = {.help = 0.1,
                                           .cannot = 0.1,
                                           .silent = 0.2,
                                           .forgets = 0.2,
                                           .absent = 0.1,
                                           .answer_mu = 3.0,
                                           .answer_sigma = 0.8,
                                           .scan_mu = 1.8,
                                           .scan_sigma = 0.6};

static struct scene *open_scene(void)
{
    struct scene *scene = scene_works();
    scene_done(scene);
    return scene;
}

static struct sibu_ensemble_def def_of(const struct scene *scene)
{
    struct sibu_ensemble_def def = sibu_ensemble_default();
    def.site = &scene->site;
    def.goal = SIBU_GOAL_MUSTER;
    def.cast.people = PEOPLE;
    def.runs = RUNS;
    def.threads = 2;
    def.seed = 70;
    def.until_s = UNTIL_S;
    def.curve_s = EVERY_S;
    def.answers = &LAW;
    return def;
}

static struct sibu_ensemble *must_run(const struct sibu_ensemble_def *def)
{
    struct sibu_ensemble *ensemble;
    struct sibu_fault fault;
    if (sibu_ensemble_run(&ensemble, def, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return ensemble;
}

/* When each person did each thing in a world made by hand; HUGE_VAL: never. */
struct by_hand {
    double at_s[SIBU_CURVES][PEOPLE];
    struct sibu_answer answers[PEOPLE];
};

static void note(struct by_hand *out, const struct sibu_event *event)
{
    uint32_t who = event->person;
    if (event->kind == SIBU_EVENT_START) {
        out->at_s[SIBU_CURVE_MOVING][who] = event->time_s;
    } else if (event->kind == SIBU_EVENT_EXIT && !isfinite(out->at_s[SIBU_CURVE_OUT][who])) {
        out->at_s[SIBU_CURVE_OUT][who] = event->time_s;
    } else if (event->kind == SIBU_EVENT_ARRIVE) {
        out->at_s[SIBU_CURVE_ARRIVED][who] = event->time_s;
        if (out->answers[who].checks_in) {
            out->at_s[SIBU_CURVE_CHECKED_IN][who] = event->time_s + out->answers[who].scan_s;
        }
    }
}

static struct sibu_world *open_by_hand(const struct scene *scene, uint64_t seed, struct by_hand *out)
{
    struct sibu_fault fault;
    struct sibu_placement who[PEOPLE];
    struct sibu_person_def people[PEOPLE];
    struct sibu_cast_law law = sibu_ensemble_default().cast;
    struct sibu_world_def def = sibu_world_default();
    struct sibu_world *world;
    uint8_t key[32];
    law.people = PEOPLE;
    sibu_cast_draw(&law, seed, who);
    assert_int_equal(sibu_population_draw(&scene->site, who, PEOPLE, seed, people, &fault), SIBU_OK);
    sibu_key_of_seed(key, seed);
    for (size_t i = 0; i < PEOPLE; i++) {
        out->answers[i] = sibu_answer_draw(&LAW, key, i);
        people[i].premovement_s = out->answers[i].walks ? people[i].premovement_s : HUGE_VAL;
        for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
            out->at_s[curve][i] = HUGE_VAL;
        }
        if (out->answers[i].acknowledges) {
            out->at_s[SIBU_CURVE_ACKNOWLEDGED][i] = out->answers[i].answer_s;
        }
    }
    def.site = &scene->site;
    def.goal = SIBU_GOAL_MUSTER;
    def.seed = seed;
    def.people = people;
    def.people_count = PEOPLE;
    assert_int_equal(sibu_world_open(&world, &def, &fault), SIBU_OK);
    return world;
}

static void play_by_hand(const struct scene *scene, uint64_t seed, struct by_hand *out)
{
    struct sibu_world *world = open_by_hand(scene, seed, out);
    while (sibu_world_walking(world) + sibu_world_waiting(world) > 0) {
        sibu_world_step(world);
        struct sibu_events events = sibu_world_events(world);
        for (size_t i = 0; i < events.count; i++) {
            note(out, &events.items[i]);
        }
    }
    sibu_world_close(world);
}

static uint32_t count_until(const double times_s[PEOPLE], double until_s)
{
    uint32_t count = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        count += times_s[i] <= until_s;
    }
    return count;
}

static void curves_are_counted_as_by_hand(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    struct sibu_ensemble *ensemble = must_run(&def);
    uint32_t most[SIBU_CURVES] = {0};
    size_t last_change = 0;
    for (size_t run = 0; run < RUNS; run++) {
        struct by_hand by_hand;
        play_by_hand(scene, 70 + run, &by_hand);
        for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
            const uint32_t *counts = sibu_ensemble_runs(ensemble)[run].curves[curve];
            for (size_t k = 0; k < POINTS; k++) {
                uint32_t expected = count_until(by_hand.at_s[curve], (double)k * EVERY_S);
                assert_int_equal(counts[k], expected);
                last_change = k > last_change && k > 0 && counts[k] != counts[k - 1] ? k : last_change;
                most[curve] = expected > most[curve] ? expected : most[curve];
            }
        }
    }
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        assert_in_range(most[curve], PEOPLE / 3,
                        PEOPLE - 1); /* each has something to count, and not everybody does it */
    }
    assert_int_equal(sibu_ensemble_points(ensemble), last_change + 1);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static int by_size(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void bands_are_quantiles_over_the_runs(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    def.runs = 40;
    struct sibu_ensemble *ensemble = must_run(&def);
    size_t points = sibu_ensemble_points(ensemble), wide = 0;
    struct sibu_band band[POINTS];
    assert_in_range(points, 20, POINTS);
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        sibu_ensemble_band(ensemble, (enum sibu_curve)curve, band);
        for (size_t k = 0; k < points; k++) {
            uint32_t counts[40];
            for (size_t run = 0; run < 40; run++) {
                counts[run] = sibu_ensemble_runs(ensemble)[run].curves[curve][k];
            }
            qsort(counts, 40, sizeof *counts, by_size);
            assert_int_equal(band[k].p5, counts[1]); /* the 2nd, the 20th and the 38th of 40 */
            assert_int_equal(band[k].p50, counts[19]);
            assert_int_equal(band[k].p95, counts[37]);
            wide += band[k].p5 < band[k].p50 && band[k].p50 < band[k].p95;
        }
    }
    assert_true(wide > 20);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void assert_prefix(const struct sibu_ensemble *part, const struct sibu_ensemble *whole, size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        const struct sibu_run *a = &sibu_ensemble_runs(part)[i], *b = &sibu_ensemble_runs(whole)[i];
        assert_true(a->finished && b->finished);
        assert_memory_equal(a->digest, b->digest, sizeof a->digest);
        assert_memory_equal(a->curves[SIBU_CURVE_OUT], b->curves[SIBU_CURVE_OUT], POINTS * sizeof(uint32_t));
    }
}

static void as_many_as_fit_are_the_first_so_many(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    struct sibu_ensemble *whole = must_run(&def);
    def.runs = 1000;
    def.least_runs = 5;
    def.budget_s = 1e-9; /* has passed before the first run */
    struct sibu_ensemble *part = must_run(&def);
    assert_int_equal(sibu_ensemble_finished(part), 5);
    assert_prefix(part, whole, 5);
    assert_false(sibu_ensemble_runs(part)[5].finished);
    sibu_ensemble_close(part);
    sibu_ensemble_close(whole);
    sibu_array_free(scene);
}

static void once_it_is_enough_what_was_begun_is_finished(void **state)
{
    (void)state;
    static const volatile sig_atomic_t ENOUGH = 1;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    struct sibu_ensemble *whole = must_run(&def);
    def.runs = 1000;
    def.enough = &ENOUGH;
    struct sibu_ensemble *part = must_run(&def);
    size_t finished = sibu_ensemble_finished(part);
    assert_in_range(finished, 1, 100);
    assert_prefix(part, whole, finished < RUNS ? finished : RUNS);
    for (size_t i = 0; i < 1000; i++) {
        assert_true((sibu_ensemble_runs(part)[i].finished != 0) == (i < finished));
    }
    sibu_ensemble_close(part);
    sibu_ensemble_close(whole);
    sibu_array_free(scene);
}

static void past_the_limit_one_run_is_made(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    struct sibu_ensemble *whole = must_run(&def);
    def.least_runs = 5;
    def.limit_s = 1e-9;
    struct sibu_ensemble *part = must_run(&def);
    assert_int_equal(sibu_ensemble_finished(part), 1);
    assert_prefix(part, whole, 1);
    sibu_ensemble_close(part);
    sibu_ensemble_close(whole);
    sibu_array_free(scene);
}

static void who_stays_is_waited_for_nowhere(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene);
    struct sibu_ensemble *ensemble = must_run(&def);
    size_t cleared = 0, stayed = 0;
    for (size_t i = 0; i < RUNS; i++) {
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[i];
        stayed += PEOPLE - run->out;
        for (uint32_t z = 0; z < scene->site.zone_count; z++) {
            assert_true(isnan(run->clear_s[z]) || isfinite(run->clear_s[z]));
            cleared += isfinite(run->clear_s[z]) && isfinite(run->out_s[z]);
        }
    }
    assert_true(stayed > RUNS && cleared >= RUNS);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static double middle(const struct scene *scene, double step_s, enum sibu_measure measure)
{
    struct sibu_ensemble_def def = def_of(scene);
    def.runs = 60;
    def.answers = NULL;
    def.step_s = step_s;
    def.divided_s = step_s;
    struct sibu_ensemble *ensemble = must_run(&def);
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, measure, 0, &summary);
    sibu_ensemble_close(ensemble);
    return summary.quantiles[2].value;
}

static void coarse_steps_change_less_than_three_percent(void **state)
{
    (void)state;
    static const enum sibu_measure MEASURES[] = {SIBU_MEASURE_T50, SIBU_MEASURE_T95};
    struct scene *scene = open_scene();
    for (size_t i = 0; i < 2; i++) {
        double fine_s = middle(scene, 0.05, MEASURES[i]), coarse_s = middle(scene, 0.25, MEASURES[i]);
        assert_true(fine_s > 10.0 && isfinite(fine_s));
        if (!(fabs(coarse_s - fine_s) < 0.03 * fine_s)) {
            fail_msg("%g s became %g s", fine_s, coarse_s);
        }
    }
    sibu_array_free(scene);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def wrong[] = {def_of(scene), def_of(scene), def_of(scene), def_of(scene)};
    wrong[0].curve_s = (double)NAN;
    wrong[1].curve_s = -1.0;
    wrong[2].curve_s = UNTIL_S / (SIBU_CURVE_POINTS_MAX + 1.0);
    wrong[3].divided_s = 0.26;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct sibu_ensemble *ensemble;
        struct sibu_fault fault;
        assert_int_equal(sibu_ensemble_run(&ensemble, &wrong[i], &fault), SIBU_BAD_INPUT);
        assert_null(ensemble);
    }
    sibu_array_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_are_counted_as_by_hand),
        cmocka_unit_test(bands_are_quantiles_over_the_runs),
        cmocka_unit_test(as_many_as_fit_are_the_first_so_many),
        cmocka_unit_test(once_it_is_enough_what_was_begun_is_finished),
        cmocka_unit_test(past_the_limit_one_run_is_made),
        cmocka_unit_test(who_stays_is_waited_for_nowhere),
        cmocka_unit_test(coarse_steps_change_less_than_three_percent),
        cmocka_unit_test(what_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
