/* The forecast document: what is written is read back; what contradicts itself is refused by its place; and how a drill
 * lay to the band is told by cases reckoned by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "sibu/forecast_document.h"

#define PEOPLE 12

/* Smoke and a gas beyond x = 15. */
static void beyond(void *of, uint32_t floor, double x, double y, double time_s, struct sibu_air *air)
{
    (void)of;
    (void)floor;
    (void)y;
    (void)time_s;
    if (x > 15.0) {
        air->extinction_per_m = 2.0;
        air->nitric_oxide_ppm = 20000.0;
    }
}

static void check_spread(const struct sibu_ensemble *ensemble, enum sibu_measure measure,
                         const struct sibu_spread *read)
{
    struct sibu_summary summary;
    sibu_ensemble_summary(ensemble, measure, 0, &summary);
    assert_true(fabs(read->p5 - summary.quantiles[0].value) <= 1e-5 * read->p5);
    assert_true(fabs(read->p50 - summary.quantiles[2].value) <= 1e-5 * read->p50);
    assert_true(fabs(read->p95 - summary.quantiles[4].value) <= 1e-5 * read->p95);
    assert_true(read->p95 > 0.0);
}

static void check_air(const struct sibu_ensemble *ensemble, const struct sibu_forecast *forecast)
{
    const struct sibu_forecast_air *air = &forecast->air;
    assert_int_equal(forecast->events, 3);
    assert_int_equal(air->known, 1);
    assert_int_equal(air->smoke.law, SIBU_SMOKE_SEEN);
    assert_true(air->smoke.least == 0.2 && air->smoke.sign_constant == 3.0);
    check_spread(ensemble, SIBU_MEASURE_IN_SMOKE, &air->in_smoke);
    check_spread(ensemble, SIBU_MEASURE_DOSED, &air->dosed);
    check_spread(ensemble, SIBU_MEASURE_OVERCOME, &air->overcome);
    check_spread(ensemble, SIBU_MEASURE_MOST_DOSE, &air->most_dose);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    const struct sibu_world_air air = {
        .look = beyond, .smoke = sibu_smoke_default(SIBU_SMOKE_SEEN), .overcome_dose = HUGE_VAL};
    struct scene *scene = scene_works();
    struct sibu_answer_law law = sibu_answer_law_default();
    struct sibu_ensemble_def def = sibu_ensemble_default();
    struct sibu_ensemble *ensemble;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct sibu_arena arena = {0};
    struct sibu_forecast forecast;
    scene_done(scene);
    def.site = &scene->site;
    def.goal = SIBU_GOAL_MUSTER;
    def.cast.people = PEOPLE;
    def.runs = 8;
    def.until_s = 300.0;
    def.curve_s = 2.0;
    def.answers = &law;
    def.air = &air;
    assert_int_equal(sibu_ensemble_run(&ensemble, &def, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_write(&text, ensemble, &def, 3, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_read(&forecast, sibu_text_get(&text), text.length, &arena, &fault), SIBU_OK);
    assert_int_equal(forecast.runs, 8);
    assert_int_equal(forecast.people, PEOPLE);
    assert_int_equal(forecast.points, sibu_ensemble_points(ensemble));
    assert_in_range(forecast.points, 10, 151);
    struct sibu_band band[151];
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        sibu_ensemble_band(ensemble, (enum sibu_curve)curve, band);
        assert_memory_equal(band, forecast.curves[curve], forecast.points * sizeof *band);
    }
    assert_true(forecast.times_s[3] == 6.0);
    check_air(ensemble, &forecast);
    sibu_arena_clear(&arena);
    sibu_text_clear(&text);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

#define FLAT "{\"p5\":[0,1],\"p50\":[0,2],\"p95\":[0,3]}"
#define CURVES ",\"moving\":" FLAT ",\"out\":" FLAT ",\"arrived\":" FLAT ",\"checked_in\":" FLAT "}"
#define REST CURVES "}"
#define SPREAD "{\"p5\":0,\"p50\":1,\"p95\":2}"
#define AIR(law, in_smoke, dosed)                                                                                      \
    CURVES ",\"air\":{\"smoke_law\":\"" law "\",\"least\":0.1,\"sign_constant\":3,\"in_smoke\":" in_smoke              \
           ",\"dosed\":" dosed ",\"overcome\":" SPREAD ",\"most_dose\":" SPREAD "}}"
#define HEAD "{\"format\":1,\"runs\":5,\"people\":9,\"curves\":{\"t_s\":[0,2],\"acknowledged\":"

static enum sibu_status read_text(const char *text, struct sibu_forecast *out, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    enum sibu_status status = sibu_forecast_read(out, text, strlen(text), &arena, fault);
    sibu_arena_clear(&arena);
    return status;
}

static void what_contradicts_itself_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place;
    } CASES[] = {
        {HEAD "{\"p5\":[0,4],\"p50\":[0,2],\"p95\":[0,3]}" REST, "/curves/acknowledged/p50/1"},
        {HEAD "{\"p5\":[1,0],\"p50\":[1,2],\"p95\":[1,3]}" REST, "/curves/acknowledged/p5/1"},
        {HEAD "{\"p5\":[0,1],\"p50\":[0,2],\"p95\":[0,10]}" REST, "/curves/acknowledged/p95/1"},
        {HEAD "{\"p5\":[0,1],\"p50\":[0,2],\"p95\":[0]}" REST, "/curves/acknowledged/p95"},
        {HEAD "{\"p5\":[0,1],\"p50\":[0,\"2\"],\"p95\":[0,3]}" REST, "/curves/acknowledged/p50/1"},
        {"{\"format\":1,\"runs\":5,\"people\":9,\"curves\":{\"t_s\":[1,2]}}", "/curves/t_s/0"},
        {"{\"format\":1,\"runs\":5,\"people\":9,\"curves\":{\"t_s\":[0,2,2]}}", "/curves/t_s/2"},
        {"{\"format\":1,\"runs\":5,\"people\":9,\"curves\":{\"t_s\":[]}}", "/curves/t_s"},
        {"{\"format\":2,\"runs\":0}", "/format"},
        {"{\"format\":1}", "/runs"},
        {HEAD FLAT CURVES ",\"events\":-1}", "/events"},
        {HEAD FLAT AIR("fog", SPREAD, SPREAD), "/air/smoke_law"},
        {HEAD FLAT AIR("seen", "{\"p5\":0,\"p50\":1,\"p95\":10}", SPREAD), "/air/in_smoke/p95"},
        {HEAD FLAT AIR("seen", SPREAD, "{\"p5\":3,\"p50\":1,\"p95\":4}"), "/air/dosed/p50"},
        {"nothing", "forecast"},
    };
    struct sibu_forecast forecast;
    struct sibu_fault fault;
    assert_int_equal(read_text(HEAD FLAT REST, &forecast, &fault), SIBU_OK); /* all the others differ from it */
    assert_int_equal(forecast.air.known, 0); /* as forecasts were before they knew of the air */
    assert_int_equal(read_text(HEAD FLAT AIR("seen", SPREAD, SPREAD), &forecast, &fault), SIBU_OK);
    assert_int_equal(forecast.air.known, 1);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(read_text(CASES[i].text, &forecast, &fault), SIBU_BAD_INPUT);
        assert_int_equal(forecast.runs, 0);
        if (strstr(fault.place, CASES[i].place) == NULL) {
            fail_msg("case %zu is refused at %s", i, fault.place);
        }
    }
}

static void one_that_could_not_be_made_has_no_runs(void **state)
{
    (void)state;
    struct sibu_forecast forecast;
    struct sibu_fault fault;
    assert_int_equal(read_text("{\"format\":1,\"runs\":0,\"fault\":{\"zh\":\"\",\"en\":\"\"}}", &forecast, &fault),
                     SIBU_OK);
    assert_int_equal(forecast.runs, 0);
    assert_int_equal(forecast.points, 0);
}

static void a_document_is_named_by_what_it_knows(void **state)
{
    (void)state;
    char name[SIBU_FORECAST_NAME_BYTES];
    sibu_forecast_name(0, name);
    assert_string_equal(name, "forecast");
    sibu_forecast_name(UINT32_MAX, name);
    assert_string_equal(name, "forecast-4294967295");
}

static void departures_are_those_reckoned_by_hand(void **state)
{
    (void)state;
    static const double TIMES_S[] = {0, 2, 4, 6, 8};
    static const struct sibu_band BAND[] = {{0, 0, 0}, {2, 3, 4}, {5, 6, 8}, {8, 9, 10}, {9, 10, 10}};
    static const struct {
        uint32_t counts[5];
        size_t points;
        struct sibu_departure expected;
    } CASES[] = {
        {{0, 3, 6, 9, 10}, 5, {0}}, /* the median */
        {{0, 2, 8, 8, 10}, 5, {0}}, /* along the edges */
        {{0, 1, 2, 8, 9}, 5, {1, 2.0, 1, 3, 4.0, 1, 2.0}}, /* 3 too few at 4 s, as many as the edge had at 2 s */
        {{0, 6, 8, 9, 9}, 5, {1, 2.0, 0, 2, 2.0, 0, 2.0}}, /* 2 too many at 2 s: the edge is as far at 4 s */
        {{0, 1, 6, 9, 12}, 5, {1, 2.0, 1, 2, 8.0, 0, HUGE_VAL}}, /* first too few, at the end more than ever */
        {{0, 3, 6, 0, 0}, 3, {0}}, /* the drill ended at 4 s */
        {{0, 0, 0, 0, 0}, 5, {1, 2.0, 1, 9, 8.0, 1, 8.0}}, /* nobody came */
    };
    struct sibu_forecast forecast = {.runs = 20, .people = 12, .points = 5, .times_s = TIMES_S};
    forecast.curves[SIBU_CURVE_CHECKED_IN] = BAND;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_departure found =
            sibu_forecast_compare(&forecast, SIBU_CURVE_CHECKED_IN, CASES[i].counts, CASES[i].points);
        const struct sibu_departure *expected = &CASES[i].expected;
        if (found.left != expected->left || found.first_below != expected->first_below ||
            found.most != expected->most || found.most_below != expected->most_below ||
            fabs(found.first_s - expected->first_s) > 0.0 || fabs(found.most_s - expected->most_s) > 0.0 ||
            found.apart_s < expected->apart_s || found.apart_s > expected->apart_s) {
            fail_msg("case %zu: left %d at %g, %u at %g, %g s apart", i, found.left, found.first_s,
                     (unsigned)found.most, found.most_s, found.apart_s);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_contradicts_itself_is_refused),
        cmocka_unit_test(one_that_could_not_be_made_has_no_runs),
        cmocka_unit_test(a_document_is_named_by_what_it_knows),
        cmocka_unit_test(departures_are_those_reckoned_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
