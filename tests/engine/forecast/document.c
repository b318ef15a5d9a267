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

static void what_is_written_is_read(void **state)
{
    (void)state;
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
    assert_int_equal(sibu_ensemble_run(&ensemble, &def, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_write(&text, ensemble, &def, &fault), SIBU_OK);
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
    sibu_arena_clear(&arena);
    sibu_text_clear(&text);
    sibu_ensemble_close(ensemble);
    sibu_array_free(scene);
}

#define FLAT "{\"p5\":[0,1],\"p50\":[0,2],\"p95\":[0,3]}"
#define REST ",\"moving\":" FLAT ",\"out\":" FLAT ",\"arrived\":" FLAT ",\"checked_in\":" FLAT "}}"
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
        {"nothing", "forecast"},
    };
    struct sibu_forecast forecast;
    struct sibu_fault fault;
    assert_int_equal(read_text(HEAD FLAT REST, &forecast, &fault), SIBU_OK); /* all the others differ from it */
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
        cmocka_unit_test(departures_are_those_reckoned_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
