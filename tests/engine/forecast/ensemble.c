/* What an ensemble must do: give the same results with any number of threads, and those of its worlds alone; stop when
 * told and keep what is done; name the first run that cannot be made; and give memory back when there is none left.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "sibu/forecast.h"
#include "sibu/memory.h"
#include "sibu/tally.h"

static atomic_long allocations_left = -1; /* how many succeed before all fail; negative: all succeed */

int __real_posix_memalign(void **out, size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

/* Whether one more is to fail. */
static int none_left(void)
{
    long left = atomic_load(&allocations_left);
    if (left > 0) {
        atomic_fetch_sub(&allocations_left, 1);
    }
    return left == 0;
}

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    return none_left() ? ENOMEM : __real_posix_memalign(out, alignment, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return none_left() ? NULL : __real_calloc(count, size);
}

#define PEOPLE 24

/* Rooms along a corridor, two of them zones: one where people start, one where nobody does. */
static struct scene *open_scene(void)
{
    struct scene *scene = scene_works();
    scene_done(scene);
    return scene;
}

static struct sibu_ensemble_def def_of(const struct scene *scene, size_t runs, unsigned threads)
{
    struct sibu_ensemble_def def = sibu_ensemble_default();
    def.site = &scene->site;
    def.cast.people = PEOPLE;
    def.runs = runs;
    def.threads = threads;
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

static void results_do_not_depend_on_the_number_of_threads(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    uint8_t digests[3][32];
    double t95_s[3][7];
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct sibu_ensemble_def def = def_of(scene, 7, threads);
        struct sibu_ensemble *ensemble = must_run(&def);
        assert_int_equal(sibu_ensemble_finished(ensemble), 7);
        sibu_ensemble_digest(ensemble, digests[threads - 1]);
        for (size_t i = 0; i < 7; i++) {
            t95_s[threads - 1][i] = sibu_ensemble_runs(ensemble)[i].t95_s;
        }
        sibu_ensemble_close(ensemble);
    }
    for (size_t k = 1; k < 3; k++) {
        assert_memory_equal(digests[0], digests[k], 32);
        assert_memory_equal(t95_s[0], t95_s[k], sizeof t95_s[0]);
    }
    sibu_array_free(scene);
}

/* A world made by hand with the seed of a run, without shared ways. */
static void play_alone(const struct scene *scene, uint64_t seed, struct sibu_tally *tally, uint8_t digest[32])
{
    struct sibu_fault fault;
    struct sibu_placement who[PEOPLE];
    struct sibu_person_def people[PEOPLE];
    struct sibu_cast_law law = sibu_ensemble_default().cast;
    struct sibu_world_def def = sibu_world_default();
    struct sibu_world *world;
    law.people = PEOPLE;
    sibu_cast_draw(&law, seed, who);
    assert_int_equal(sibu_population_draw(&scene->site, who, PEOPLE, seed, people, &fault), SIBU_OK);
    def.site = &scene->site;
    def.seed = seed;
    def.people = people;
    def.people_count = PEOPLE;
    assert_int_equal(sibu_world_open(&world, &def, &fault), SIBU_OK);
    assert_int_equal(sibu_tally_open(tally, &scene->site, def.goal, PEOPLE, &fault), SIBU_OK);
    while (sibu_world_done(world) < PEOPLE) {
        sibu_world_step(world);
        sibu_tally_step(tally, world);
    }
    sibu_world_digest(world, digest);
    sibu_world_close(world);
}

static void each_run_is_the_world_with_its_seed(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene, 3, 2);
    def.seed = 40;
    struct sibu_ensemble *ensemble = must_run(&def);
    for (size_t i = 0; i < 3; i++) {
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[i];
        struct sibu_tally tally;
        uint8_t digest[32];
        play_alone(scene, 40 + i, &tally, digest);
        assert_memory_equal(run->digest, digest, 32);
        assert_int_equal(run->seed, 40 + i);
        assert_int_equal(run->out, PEOPLE);
        assert_true(run->last_s == tally.out_s[PEOPLE - 1] && run->t50_s == tally.out_s[PEOPLE / 2 - 1]);
        double through = 0.0;
        for (uint32_t k = 0; k < scene->site.exit_count; k++) {
            assert_true(run->exits[k] == (double)tally.exits[k].count);
            through += run->exits[k];
        }
        assert_true(through == (double)PEOPLE);
        sibu_tally_clear(&tally);
    }
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void a_zone_is_empty_before_its_people_are_out(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene, 6, 2);
    struct sibu_ensemble *ensemble = must_run(&def);
    size_t seen = 0;
    for (size_t i = 0; i < 6; i++) {
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[i];
        for (uint32_t z = 0; z < scene->site.zone_count; z++) {
            if (!isnan(run->clear_s[z])) {
                assert_true(run->clear_s[z] > 0.0 && run->clear_s[z] < run->out_s[z]);
                assert_true(run->out_s[z] <= run->last_s);
                seen++;
            }
        }
    }
    assert_true(seen >= 6);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void a_run_that_ends_early_has_not_reached_its_times(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene, 2, 1);
    def.until_s = 1.0;
    struct sibu_ensemble *ensemble = must_run(&def);
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, SIBU_MEASURE_LAST, 0, &summary);
    assert_int_equal(summary.count, 2);
    assert_true(isinf(summary.quantiles[2].value) && isnan(summary.mean.value));
    assert_true(isinf(sibu_ensemble_runs(ensemble)[0].t50_s));
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void nobody_leaves_by_an_exit_that_is_shut(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene, 3, 2);
    struct sibu_ensemble *open = must_run(&def);
    for (size_t i = 0; i < 3; i++) {
        const struct sibu_run *whole = &sibu_ensemble_runs(open)[i];
        struct sibu_closure closures[] = {{.exit = 0, .time_s = whole->t50_s}, {.exit = 0, .time_s = 1e9}};
        struct sibu_ensemble_def one = def_of(scene, 1, 1);
        one.seed = whole->seed;
        one.closures = closures;
        one.closure_count = 2;
        one.until_s = 600.0;
        struct sibu_ensemble *ensemble = must_run(&one);
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[0];
        assert_true(run->t50_s == whole->t50_s); /* nothing is different before */
        assert_in_range(run->out, PEOPLE / 2, PEOPLE / 2 + 3); /* who crosses it in the same step has left */
        assert_int_equal(run->out + run->stuck, PEOPLE);
        assert_true(isinf(run->last_s));
        sibu_ensemble_close(ensemble);
    }
    sibu_ensemble_close(open);
    sibu_array_free(scene);
}

static void an_exit_that_is_not_there_cannot_be_shut(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    const struct sibu_closure closure = {.exit = 7, .time_s = 1.0};
    struct sibu_ensemble_def def = def_of(scene, 3, 2);
    struct sibu_ensemble *ensemble;
    struct sibu_fault fault;
    const struct sibu_closure back[] = {{.exit = 0, .time_s = 2.0}, {.exit = 0, .time_s = 1.0}};
    def.closures = &closure;
    def.closure_count = 1;
    assert_int_equal(sibu_ensemble_run(&ensemble, &def, &fault), SIBU_BAD_INPUT);
    assert_null(ensemble);
    def.closures = back;
    def.closure_count = 2;
    assert_int_equal(sibu_ensemble_run(&ensemble, &def, &fault), SIBU_BAD_INPUT);
    sibu_array_free(scene);
}

/* The same air everywhere. */
static void everywhere(void *of, uint32_t floor, double x, double y, double time_s, struct sibu_air *air)
{
    (void)floor;
    (void)x;
    (void)y;
    (void)time_s;
    *air = *(const struct sibu_air *)of;
}

/* One run in such air, in which nobody falls. */
static struct sibu_ensemble *run_in(const struct scene *scene, struct sibu_air *air)
{
    const struct sibu_world_air source = {
        .look = everywhere, .of = air, .smoke = sibu_smoke_default(SIBU_SMOKE_SHARE), .overcome_dose = HUGE_VAL};
    struct sibu_ensemble_def def = def_of(scene, 1, 1);
    def.air = &source;
    return must_run(&def);
}

static void who_walks_in_smoke_is_counted(void **state)
{
    (void)state;
    static const struct {
        double extinction_per_m;
        size_t in_smoke;
    } CASES[] = {{0.0, 0}, {0.61, 0}, {0.63, PEOPLE}, {8.0, PEOPLE}}; /* a twentieth slower from 0.62 on */
    struct scene *scene = open_scene();
    double last_s = 0.0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_air air = sibu_air_clean();
        air.extinction_per_m = CASES[i].extinction_per_m;
        struct sibu_ensemble *ensemble = run_in(scene, &air);
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[0];
        assert_int_equal(run->in_smoke, CASES[i].in_smoke);
        assert_int_equal(run->dosed + run->overcome, 0);
        assert_int_equal(run->out, PEOPLE);
        assert_true(run->last_s > last_s); /* the thicker the later */
        last_s = run->last_s;
        sibu_ensemble_close(ensemble);
    }
    sibu_array_free(scene);
}

static void doses_are_counted_and_nobody_falls(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def def = def_of(scene, 1, 1);
    struct sibu_ensemble *clean = must_run(&def);
    const struct sibu_run *before = &sibu_ensemble_runs(clean)[0];
    assert_int_equal(before->in_smoke + before->dosed + before->overcome, 0);
    for (int k = 0; k < 2; k++) { /* half of them are in it for long enough: for 0.3, and for 1 */
        double enough = k == 0 ? SIBU_DOSED : SIBU_OVERCOME;
        struct sibu_air air = sibu_air_clean();
        air.nitric_oxide_ppm = enough / before->t50_s * 60.0 * 1500.0;
        double rate_per_s = sibu_dose_rate_per_s(&air);
        assert_true(fabs(rate_per_s * before->t50_s - enough) < 1e-9);
        struct sibu_ensemble *ensemble = run_in(scene, &air);
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[0];
        size_t counted = k == 0 ? run->dosed : run->overcome;
        assert_in_range(counted, PEOPLE / 2, PEOPLE / 2 + 2); /* whom one step more makes it */
        assert_true(run->dosed >= run->overcome && (k == 1 || run->overcome < run->dosed));
        assert_true(fabs(run->most_dose - rate_per_s * run->last_s) <= rate_per_s * 0.06);
        assert_int_equal(run->out, PEOPLE);
        assert_true(run->last_s == before->last_s);
        struct sibu_summary summary;
        sibu_ensemble_summary(ensemble, SIBU_MEASURE_MOST_DOSE, 0, &summary);
        assert_true(summary.quantiles[2].value == run->most_dose);
        sibu_ensemble_summary(ensemble, SIBU_MEASURE_DOSED, 0, &summary);
        assert_true(summary.quantiles[2].value == (double)run->dosed);
        sibu_ensemble_close(ensemble);
    }
    sibu_ensemble_close(clean);
    sibu_array_free(scene);
}

struct watcher {
    volatile sig_atomic_t stop;
    size_t stop_at, last;
};

static void watch(void *context, size_t done)
{
    struct watcher *watcher = context;
    assert_true(done >= watcher->last);
    watcher->last = done;
    watcher->stop = done >= watcher->stop_at;
}

static void stopping_keeps_what_is_done(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct watcher watcher = {.stop_at = 2};
    struct sibu_ensemble_def def = def_of(scene, SIBU_RUNS_MAX, 2);
    def.stop = &watcher.stop;
    def.progress = watch;
    def.context = &watcher;
    struct sibu_ensemble *ensemble = must_run(&def);
    size_t finished = sibu_ensemble_finished(ensemble), counted = 0;
    assert_in_range(finished, 2, SIBU_RUNS_MAX - 1);
    assert_int_equal(watcher.last, finished);
    for (size_t i = 0; i < SIBU_RUNS_MAX; i++) {
        const struct sibu_run *run = &sibu_ensemble_runs(ensemble)[i];
        counted += run->finished != 0;
        assert_true(!run->finished || run->out == PEOPLE);
    }
    assert_int_equal(counted, finished);
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, SIBU_MEASURE_T95, 0, &summary);
    assert_int_equal(summary.count, finished);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void a_stop_before_the_first_run_leaves_nothing(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct watcher watcher = {.stop = 1};
    struct sibu_ensemble_def def = def_of(scene, 1000, 2);
    def.until_s = 1e9;
    def.stop = &watcher.stop;
    struct sibu_ensemble *ensemble = must_run(&def);
    assert_true(sibu_ensemble_finished(ensemble) < 1000);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

static void a_crowd_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_fault faults[2];
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct sibu_ensemble *ensemble;
        struct sibu_ensemble_def def = def_of(scene, 5, threads);
        def.cast.people = 20000;
        assert_int_equal(sibu_ensemble_run(&ensemble, &def, &faults[threads - 1]), SIBU_BAD_INPUT);
        assert_null(ensemble);
    }
    assert_string_equal(faults[0].what[SIBU_EN], faults[1].what[SIBU_EN]); /* that of the first run */
    sibu_array_free(scene);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct sibu_ensemble_def wrong[] = {def_of(scene, 0, 1),  def_of(scene, 1, 0),
                                        def_of(scene, 1, 65), def_of(scene, SIBU_RUNS_MAX + 1, 1),
                                        def_of(scene, 1, 1),  def_of(scene, 1, 1)};
    wrong[4].cast.people = 0;
    wrong[5].step_s = (double)NAN;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct sibu_ensemble *ensemble;
        struct sibu_fault fault;
        assert_int_equal(sibu_ensemble_run(&ensemble, &wrong[i], &fault), SIBU_BAD_INPUT);
        assert_null(ensemble);
        assert_true(strlen(fault.what[SIBU_EN]) > 0);
    }
    sibu_array_free(scene);
}

/* Memory that ends anywhere, from the first allocation to the last: a fault, and nothing is lost (the address
 * sanitizer's build looks for leaks). Where it ends while a step lists contacts, the step waits for better times. */
static void without_memory_there_is_a_fault(void **state)
{
    (void)state;
    struct scene *scene = scene_corridor(8.0, 2.0, 7.5);
    scene_start(scene, 0, (const double[]){0.5, 0.5, 5.0, 1.5}, 4);
    scene_done(scene);
    struct sibu_ensemble_def def = def_of(scene, 2, 2);
    def.cast.people = 4;
    def.until_s = 5.0;
    enum sibu_status status = SIBU_NO_MEMORY;
    long left = 0;
    for (; status != SIBU_OK && left < 1000; left++) {
        struct sibu_ensemble *ensemble;
        struct sibu_fault fault;
        atomic_store(&allocations_left, left);
        status = sibu_ensemble_run(&ensemble, &def, &fault);
        atomic_store(&allocations_left, -1);
        assert_true(status == SIBU_OK || status == SIBU_NO_MEMORY);
        sibu_ensemble_close(ensemble);
    }
    assert_in_range(left, 20, 999);
    sibu_array_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(each_run_is_the_world_with_its_seed),
        cmocka_unit_test(a_zone_is_empty_before_its_people_are_out),
        cmocka_unit_test(a_run_that_ends_early_has_not_reached_its_times),
        cmocka_unit_test(nobody_leaves_by_an_exit_that_is_shut),
        cmocka_unit_test(an_exit_that_is_not_there_cannot_be_shut),
        cmocka_unit_test(who_walks_in_smoke_is_counted),
        cmocka_unit_test(doses_are_counted_and_nobody_falls),
        cmocka_unit_test(stopping_keeps_what_is_done),
        cmocka_unit_test(a_stop_before_the_first_run_leaves_nothing),
        cmocka_unit_test(a_crowd_that_does_not_fit_is_refused),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(without_memory_there_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
