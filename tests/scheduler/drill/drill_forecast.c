/* The forecast of a drill: its seed comes from the draw; what is made in the background is what so many runs give, to the
 * byte; the document's quantiles are those of the ensemble; what cannot be made says why; and it can be called off.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "drill/forecast.h"
#include "scene.h"
#include "sibu/forecast_document.h"
#include "sibu/json.h"
#include "sibu/memory.h"

#define PEOPLE 12
#define REST_US 20000
#define PATIENCE_US ((int64_t)120 * 1000000)

#define ROOT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static uint64_t seed_of(const char *draw)
{
    return forecast_seed(draw, strlen(draw));
}

static void the_seed_comes_from_the_draw(void **state)
{
    (void)state;
    uint64_t seed = seed_of("{\"drill\":\"a\",\"tick\":{\"R\":\"" ROOT "\"}}");
    assert_true(seed > 0 && seed < UINT64_C(1) << 48);
    assert_true(seed == seed_of("{\"tick\":{\"index\":7,\"R\":\"" ROOT "\"},\"zone\":\"b\"}"));
    assert_true(seed !=
                seed_of("{\"tick\":{\"R\":\"10112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}}"));
    assert_true(seed_of("{\"drill\":\"a\"}") != seed_of("{\"drill\":\"b\"}")); /* no tick: from the document */
    assert_true(seed_of("no JSON") != seed_of("no JSON either"));
}

static struct scene *open_scene(void)
{
    struct scene *scene = scene_works();
    scene_done(scene);
    return scene;
}

static struct forecast_def def_of(const struct scene *scene)
{
    return (struct forecast_def){.site = &scene->site, .people = PEOPLE, .seed = 5, .until_s = 300.0};
}

/* A fire in the workshop that has burned for a while, and the works' only exit lost late. */
static struct forecast_def with_hazard(const struct scene *scene, const struct sibu_field_law *law,
                                       const struct sibu_unfold_event *event)
{
    struct forecast_def def = def_of(scene);
    def.law = law;
    def.origin = (struct sibu_field_place){.zone = 0, .floor = 0, .x_m = 2.0, .y_m = 2.0};
    def.events = event;
    def.event_count = event ? 1 : 0;
    return def;
}

static const struct sibu_field_law FIRE = {
    .growth_kw_per_s2 = 0.19, .peak_kw = 8000.0, .burning_s = 60.0, .soot_yield = 0.1, .carbon_monoxide_yield = 0.1};

static const char *wait_for(struct forecast *forecast, size_t *length)
{
    int64_t from_us = clock_monotonic_us();
    const char *document = forecast_take(forecast, length);
    while (document == NULL) {
        assert_true(clock_monotonic_us() - from_us < PATIENCE_US);
        clock_rest(REST_US);
        document = forecast_take(forecast, length);
    }
    return document;
}

static struct sibu_json *must_read(const char *document, size_t length)
{
    struct sibu_json *json = NULL;
    struct sibu_fault fault;
    if (sibu_json_open(&json, "forecast", document, length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return json;
}

/* The same by so many runs at once, on one thread, without a budget. */
static void make_again(const struct forecast_def *def, size_t runs, struct sibu_text *out)
{
    struct sibu_answer_law answers;
    struct sibu_fault fault;
    struct sibu_ensemble *ensemble;
    struct forecast_ground ground;
    struct sibu_ensemble_def ensemble_def = forecast_ensemble(def, &answers);
    ensemble_def.runs = runs;
    ensemble_def.threads = 1;
    ensemble_def.budget_s = 0.0;
    ensemble_def.limit_s = 0.0;
    assert_int_equal(forecast_prepare(&ground, def, &ensemble_def, &fault), SIBU_OK);
    assert_int_equal(sibu_ensemble_run(&ensemble, &ensemble_def, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_write(out, ensemble, &ensemble_def, (uint32_t)def->event_count, &fault), SIBU_OK);
    sibu_ensemble_close(ensemble);
    forecast_ground_close(&ground);
}

/* Makes one in the background, in some haste, and again at once. Returns its number of runs. */
static double make_and_compare(const struct forecast_def *def, int hurried)
{
    struct forecast *forecast;
    struct sibu_fault fault;
    struct sibu_text again = {0};
    size_t length = 0;
    assert_int_equal(forecast_begin(&forecast, def, &fault), SIBU_OK);
    if (hurried) {
        forecast_hurry(forecast);
    }
    const char *document = wait_for(forecast, &length);
    struct sibu_json *json = must_read(document, length);
    double runs = sibu_json_as_number(sibu_json_member(sibu_json_root(json), "runs"));
    make_again(def, (size_t)runs, &again);
    assert_string_equal(document, sibu_text_get(&again));
    sibu_json_close(json);
    sibu_text_clear(&again);
    forecast_close(forecast);
    return runs;
}

static void it_is_what_so_many_runs_give(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    const struct forecast_def def = def_of(scene);
    double runs = make_and_compare(&def, 0);
    assert_true(runs >= FORECAST_RUNS_LEAST && runs <= FORECAST_RUNS_MAX);
    sibu_array_free(scene);
}

static void in_a_hurry_it_is_what_fewer_runs_give(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    const struct forecast_def def = def_of(scene);
    double runs = make_and_compare(&def, 1);
    assert_true(runs >= FORECAST_RUNS_FEW && runs < FORECAST_RUNS_MAX);
    sibu_array_free(scene);
}

static void one_that_knows_an_event_ends_with_a_few_runs_too(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    const struct sibu_unfold_event event = {.kind = SIBU_UNFOLD_EXIT_LOST, .number = 1, .time_s = 30.0, .place = 0};
    const struct forecast_def def = with_hazard(scene, &FIRE, &event);
    double runs = make_and_compare(&def, 1);
    assert_true(runs >= FORECAST_RUNS_FEW && runs < FORECAST_RUNS_MAX);
    sibu_array_free(scene);
}

/* So many runs of it, read. */
static void make_and_read(const struct forecast_def *def, struct sibu_forecast *out, struct sibu_arena *arena)
{
    struct sibu_text text = {0};
    struct sibu_fault fault;
    make_again(def, 20, &text);
    assert_int_equal(sibu_forecast_read(out, sibu_text_get(&text), text.length, arena, &fault), SIBU_OK);
    sibu_text_clear(&text);
}

static void it_knows_the_hazard_and_what_has_unfolded(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    const struct sibu_unfold_event event = {.kind = SIBU_UNFOLD_EXIT_LOST, .number = 1, .time_s = 20.0, .place = 0};
    const struct forecast_def clean = def_of(scene);
    const struct forecast_def burns = with_hazard(scene, &FIRE, NULL), lost = with_hazard(scene, &FIRE, &event);
    struct sibu_arena arena = {0};
    struct sibu_forecast in_clean, in_fire, without_exit;
    make_and_read(&clean, &in_clean, &arena);
    make_and_read(&burns, &in_fire, &arena);
    make_and_read(&lost, &without_exit, &arena);
    assert_false(in_clean.air.known);
    assert_true(in_fire.air.known && in_fire.air.smoke.law == SIBU_SMOKE_SHARE);
    assert_true(in_fire.air.in_smoke.p50 > 0.0 && in_fire.air.most_dose.p50 > 0.0);
    assert_true(in_clean.events == 0 && in_fire.events == 0 && without_exit.events == 1);
    const struct sibu_band *last = &without_exit.curves[SIBU_CURVE_OUT][without_exit.points - 1];
    assert_true(last->p95 < in_fire.curves[SIBU_CURVE_OUT][in_fire.points - 1].p5); /* most were still inside */
    sibu_arena_clear(&arena);
    sibu_array_free(scene);
}

static double item(struct sibu_json_value curve, const char *key, size_t k)
{
    return sibu_json_as_number(sibu_json_item(sibu_json_member(curve, key), k));
}

static void check_curve(struct sibu_json_value curves, const char *name, const struct sibu_band *band, size_t points)
{
    struct sibu_json_value curve = sibu_json_member(curves, name);
    assert_int_equal(sibu_json_count(sibu_json_member(curves, "t_s")), points);
    assert_int_equal(sibu_json_count(sibu_json_member(curve, "p95")), points);
    for (size_t k = 0; k < points; k++) {
        assert_true(item(curve, "p5", k) == (double)band[k].p5);
        assert_true(item(curve, "p50", k) == (double)band[k].p50);
        assert_true(item(curve, "p95", k) == (double)band[k].p95);
    }
}

static void the_document_says_what_the_ensemble_does(void **state)
{
    (void)state;
    static const char *const NAMES[SIBU_CURVES] = {"acknowledged", "moving", "out", "arrived", "checked_in"};
    struct scene *scene = open_scene();
    struct forecast_def def = def_of(scene);
    struct sibu_answer_law answers;
    struct sibu_ensemble_def ensemble_def = forecast_ensemble(&def, &answers);
    struct sibu_ensemble *ensemble;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct sibu_band band[FORECAST_POINTS_MAX + 1];
    ensemble_def.runs = 20;
    assert_int_equal(sibu_ensemble_run(&ensemble, &ensemble_def, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_write(&text, ensemble, &ensemble_def, 0, &fault), SIBU_OK);
    struct sibu_json *json = must_read(sibu_text_get(&text), text.length);
    struct sibu_json_value root = sibu_json_root(json), curves = sibu_json_member(root, "curves");
    size_t points = sibu_ensemble_points(ensemble);
    assert_in_range(points, 10, FORECAST_POINTS_MAX + 1);
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        sibu_ensemble_band(ensemble, (enum sibu_curve)curve, band);
        check_curve(curves, NAMES[curve], band, points);
    }
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, SIBU_MEASURE_EXIT, 0, &summary);
    struct sibu_json_value first = sibu_json_first(sibu_json_member(root, "exits"));
    assert_string_equal(sibu_json_as_string(sibu_json_member(first, "id")), scene->site.exits[0].id);
    double middle = sibu_json_as_number(sibu_json_member(sibu_json_member(first, "people"), "p50"));
    assert_true(middle == summary.quantiles[2].value && middle > 0.0);
    sibu_json_close(json);
    sibu_text_clear(&text);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

/* The step that is chosen for `people` who start at once in a room with such a door, or anywhere in the works. */
static double step_for(struct scene *scene, size_t people)
{
    struct sibu_answer_law answers;
    struct forecast_ground ground;
    struct sibu_fault fault;
    struct forecast_def def = {.site = &scene->site, .people = people, .seed = 5, .until_s = 900.0};
    struct sibu_ensemble_def ensemble_def = forecast_ensemble(&def, &answers);
    assert_int_equal(forecast_prepare(&ground, &def, &ensemble_def, &fault), SIBU_OK);
    forecast_ground_close(&ground);
    sibu_array_free(scene);
    return ensemble_def.step_s;
}

static void steps_are_fine_where_people_queue(void **state)
{
    (void)state;
    struct scene *queue = scene_room(0.8);
    scene_muster(queue, 0, (const double[]){22.0, 6.0, 24.0, 14.0});
    scene_done(queue);
    assert_true(step_for(open_scene(), PEOPLE) > 0.24);
    assert_true(step_for(queue, 250) < 0.11);
}

static void what_cannot_be_made_says_why(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct forecast_def def = def_of(scene);
    struct forecast *forecast;
    struct sibu_fault fault;
    size_t length = 0;
    scene->site.muster_count = 0; /* there is nowhere to go */
    assert_int_equal(forecast_begin(&forecast, &def, &fault), SIBU_OK);
    const char *document = wait_for(forecast, &length);
    struct sibu_json *json = must_read(document, length);
    struct sibu_json_value root = sibu_json_root(json), why = sibu_json_member(root, "fault");
    assert_int_equal(sibu_json_kind(sibu_json_member(root, "runs")), SIBU_JSON_NUMBER);
    assert_true(sibu_json_as_number(sibu_json_member(root, "runs")) < 0.5);
    assert_true(strlen(sibu_json_as_string(sibu_json_member(why, "zh"))) > 0);
    assert_true(strlen(sibu_json_as_string(sibu_json_member(why, "en"))) > 0);
    sibu_json_close(json);
    forecast_close(forecast);
    sibu_array_free(scene);
}

static void it_can_be_called_off(void **state)
{
    (void)state;
    struct scene *scene = open_scene();
    struct forecast_def def = def_of(scene);
    struct forecast *forecast;
    struct sibu_fault fault;
    clock_t from =
        clock(); /* of the processor's time, whoever else is there: one that is made takes more than its budget */
    assert_int_equal(forecast_begin(&forecast, &def, &fault), SIBU_OK);
    forecast_close(forecast);
    assert_true((double)(clock() - from) / CLOCKS_PER_SEC < FORECAST_BUDGET_S);
    sibu_array_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_comes_from_the_draw),
        cmocka_unit_test(it_is_what_so_many_runs_give),
        cmocka_unit_test(in_a_hurry_it_is_what_fewer_runs_give),
        cmocka_unit_test(one_that_knows_an_event_ends_with_a_few_runs_too),
        cmocka_unit_test(it_knows_the_hazard_and_what_has_unfolded),
        cmocka_unit_test(the_document_says_what_the_ensemble_does),
        cmocka_unit_test(steps_are_fine_where_people_queue),
        cmocka_unit_test(what_cannot_be_made_says_why),
        cmocka_unit_test(it_can_be_called_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
