/* The members of a forecast: what is counted by place adds up to what is counted of all; what is written is read back, is
 * the same with any number of threads, and is bounded; what is no run is refused by its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "sibu/forecast_document.h"

#define PEOPLE 12
#define RUNS 9u
#define ZONES_MAX 2000

struct staged {
    struct scene *scene;
    struct sibu_zone *zones; /* the scene's, and copies of the last one, in which nobody stands */
    struct sibu_placement who[PEOPLE];
    struct sibu_answer_law law;
    struct sibu_ensemble_def def;
    struct sibu_ensemble *ensemble;
};

/* zone_count 0: as many as the scene has. */
static void run(struct staged *out, uint32_t zone_count, size_t runs, unsigned threads)
{
    struct sibu_fault fault;
    out->scene = scene_works();
    scene_done(out->scene);
    out->zones = sibu_array_new(ZONES_MAX, sizeof *out->zones);
    assert_non_null(out->zones);
    struct sibu_site *site = &out->scene->site;
    for (uint32_t i = 0; i < zone_count; i++) {
        out->zones[i] = site->zones[i < site->zone_count ? i : site->zone_count - 1];
    }
    if (zone_count > 0) {
        site->zones = out->zones;
        site->zone_count = zone_count;
    }
    out->law = sibu_answer_law_default();
    out->def = sibu_ensemble_default();
    out->def.site = site;
    out->def.goal = SIBU_GOAL_MUSTER;
    for (uint32_t i = 0; i < PEOPLE; i++) {
        out->who[i] = (struct sibu_placement){.zone = i % 2, .pace = SIBU_PACE_NORMAL};
    }
    out->def.cast.people = PEOPLE;
    out->def.cast.who = out->who;
    out->def.runs = runs;
    out->def.until_s = 300.0;
    out->def.curve_s = 2.0;
    out->def.threads = threads;
    out->def.answers = &out->law;
    assert_int_equal(sibu_ensemble_run(&out->ensemble, &out->def, &fault), SIBU_OK);
}

static void done(struct staged *staged)
{
    sibu_ensemble_close(staged->ensemble);
    sibu_array_free(staged->zones);
    sibu_array_free(staged->scene);
}

static uint32_t sum(const uint32_t *counts, size_t places, size_t points, size_t at)
{
    uint32_t all = 0;
    for (size_t i = 0; i < places; i++) {
        all += counts[i * points + at];
    }
    return all;
}

static void check_sums(uint32_t zones, size_t expected_stride)
{
    struct staged staged;
    size_t points;
    run(&staged, zones, RUNS, 2);
    size_t stride = sibu_ensemble_place_grid(staged.ensemble, &points);
    const struct sibu_run *runs = sibu_ensemble_runs(staged.ensemble);
    const struct sibu_site *site = &staged.scene->site;
    assert_int_equal(stride, expected_stride);
    assert_int_equal(points, 150 / stride + 1);
    for (size_t i = 0; i < RUNS; i++) {
        for (size_t k = 0; k < points; k++) {
            assert_int_equal(sum(runs[i].by_exit, site->exit_count, points, k),
                             runs[i].curves[SIBU_CURVE_OUT][k * stride]);
            assert_int_equal(sum(runs[i].by_zone, site->zone_count, points, k),
                             runs[i].curves[SIBU_CURVE_CHECKED_IN][k * stride]);
        }
        assert_true(sum(runs[i].by_zone, site->zone_count, points, points - 1) > 0);
    }
    done(&staged);
}

static void places_add_up_to_all(void **state)
{
    (void)state;
    check_sums(0, 1);
    check_sums(400, 4); /* with 402 places the grid is coarser: 200 * 402 * 151 / 4,000,000 + 1 */
}

static void write(struct staged *staged, struct sibu_text *text, struct sibu_forecast *forecast,
                  struct sibu_members *members, struct sibu_arena *arena)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_forecast_write(text, staged->ensemble, &staged->def, 0, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_read(forecast, sibu_text_get(text), text->length, arena, &fault), SIBU_OK);
    assert_int_equal(sibu_members_read(members, forecast, sibu_text_get(text), text->length, arena, &fault), SIBU_OK);
}

static size_t index_of(const struct sibu_site *site, const char *id)
{
    uint32_t zone = sibu_site_find_zone(site, id);
    assert_true(zone != SIBU_NONE);
    return zone;
}

static void check_written(uint32_t zones)
{
    struct staged staged;
    struct sibu_text text = {0};
    struct sibu_arena arena = {0};
    struct sibu_forecast forecast;
    struct sibu_members members;
    size_t points;
    run(&staged, zones, RUNS, 2);
    write(&staged, &text, &forecast, &members, &arena);
    size_t stride = sibu_ensemble_place_grid(staged.ensemble, &points);
    const struct sibu_run *runs = sibu_ensemble_runs(staged.ensemble);
    assert_int_equal(members.runs, RUNS);
    assert_int_equal(members.place_runs, RUNS);
    assert_in_range(members.points, zones > 0 ? 8 : 20, 41);
    assert_true(members.times_s[0] <= 0.0 &&
                members.times_s[members.points - 1] >= forecast.times_s[forecast.points - 1]);
    assert_null(members.curves[SIBU_CURVE_MOVING].counts);
    assert_true(members.zone_count > 0 && members.exit_count > 0);
    for (size_t i = 0; i < RUNS; i++) {
        for (size_t k = 0; k < members.points; k++) {
            size_t at = (size_t)(members.times_s[k] / 2.0 + 0.5);
            assert_int_equal(members.curves[SIBU_CURVE_OUT].counts[i * members.points + k],
                             runs[i].curves[SIBU_CURVE_OUT][at]);
            for (size_t zone = 0; zone < members.zone_count; zone++) {
                size_t index = index_of(&staged.scene->site, members.zones[zone].id);
                assert_int_equal(members.zones[zone].counts[i * members.points + k],
                                 runs[i].by_zone[index * points + at / stride]);
            }
        }
    }
    sibu_arena_clear(&arena);
    sibu_text_clear(&text);
    done(&staged);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    check_written(0);
    check_written(400); /* whose grid by place is coarser */
}

static void a_document_does_not_depend_on_the_threads(void **state)
{
    (void)state;
    struct staged one, four;
    struct sibu_text first = {0}, second = {0};
    struct sibu_fault fault;
    run(&one, 0, RUNS, 1);
    run(&four, 0, RUNS, 4);
    assert_int_equal(sibu_forecast_write(&first, one.ensemble, &one.def, 0, &fault), SIBU_OK);
    assert_int_equal(sibu_forecast_write(&second, four.ensemble, &four.def, 0, &fault), SIBU_OK);
    assert_string_equal(sibu_text_get(&first), sibu_text_get(&second));
    assert_non_null(strstr(sibu_text_get(&first), "\"members\":{\"runs\":9,"));
    sibu_text_clear(&first);
    sibu_text_clear(&second);
    done(&one);
    done(&four);
}

/* 200,000 counts hold 9 runs of 2,000 places at 10 times, which is too few of 40: then there are none by place. */
static void members_are_bounded(void **state)
{
    (void)state;
    static const struct {
        uint32_t zones;
        size_t runs;
        uint32_t kept, by_place;
    } CASES[] = {{400, RUNS, RUNS, RUNS}, {ZONES_MAX, 40, 40, 0}, {0, 203, 200, 200}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct staged staged;
        struct sibu_text text = {0};
        struct sibu_arena arena = {0};
        struct sibu_forecast forecast;
        struct sibu_members members;
        run(&staged, CASES[i].zones, CASES[i].runs, 2);
        write(&staged, &text, &forecast, &members, &arena);
        assert_int_equal(forecast.runs, CASES[i].runs);
        assert_int_equal(members.runs, CASES[i].kept);
        assert_int_equal(members.place_runs, CASES[i].by_place);
        assert_int_equal(members.zone_count > 0, CASES[i].by_place > 0);
        assert_true(text.length < 1000000);
        sibu_arena_clear(&arena);
        sibu_text_clear(&text);
        done(&staged);
    }
}

#define HEAD "{\"members\":{\"runs\":2,\"place_runs\":1,\"t_s\":[0,5,9],\"acknowledged\":[\"1 2 3\",\"\"],\"out\":"
#define TAIL ",\"checked_in\":[\"0 1\",\"6\"],\"exits\":["
#define REST TAIL "],\"zones\":[]}}"

static enum sibu_status read_text(const char *text, struct sibu_members *out, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    const struct sibu_forecast forecast = {.runs = 5, .people = 6};
    return sibu_members_read(out, &forecast, text, strlen(text), arena, fault);
}

static void runs_are_increments(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct sibu_members members;
    struct sibu_fault fault;
    static const uint32_t OUT[] = {0, 4, 4, 6, 6, 6}, EXIT[] = {0, 0, 2};
    assert_int_equal(read_text(HEAD "[\"0 4\",\"6 0\"]" TAIL "{\"id\":\"X\",\"runs\":[\"0 0 2\"]}],\"zones\":[]}}",
                               &members, &arena, &fault),
                     SIBU_OK);
    assert_int_equal(members.points, 3);
    assert_memory_equal(members.curves[SIBU_CURVE_OUT].counts, OUT, sizeof OUT);
    assert_int_equal(members.exit_count, 1);
    assert_string_equal(members.exits[0].id, "X");
    assert_memory_equal(members.exits[0].counts, EXIT, sizeof EXIT);
    assert_int_equal(read_text("{\"format\":1}", &members, &arena, &fault), SIBU_OK); /* as documents were before */
    assert_int_equal(members.points, 0);
    sibu_arena_clear(&arena);
}

static void what_is_no_run_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place;
    } CASES[] = {
        {HEAD "[\"0 4\"]" REST, "/members/out"},
        {HEAD "[\"0 4\",7]" REST, "/members/out/1"},
        {HEAD "[\"0 4\",\"0 4 3\"]" REST, "/members/out/1"}, /* more than take part */
        {HEAD "[\"0 4\",\"1 1 1 1\"]" REST, "/members/out/1"},
        {HEAD "[\"0  4\",\"\"]" REST, "/members/out/0"},
        {HEAD "[\"0 4 \",\"\"]" REST, "/members/out/0"},
        {HEAD "[\"-1\",\"\"]" REST, "/members/out/0"},
        {HEAD "[\"99999999999\",\"\"]" REST, "/members/out/0"},
        {HEAD "[\"1\",\"\"]" TAIL "{\"runs\":[\"\"]}],\"zones\":[]}}", "/members/exits/0"},
        {HEAD "[\"1\",\"\"]" TAIL "{\"id\":\"X\",\"runs\":[]}],\"zones\":[]}}", "/members/exits/0/runs"},
        {HEAD "[\"1\",\"\"]" TAIL "]}}", "/members/zones"},
        {"{\"members\":{\"runs\":2,\"place_runs\":3}}", "/members/place_runs"},
        {"{\"members\":{\"runs\":201,\"place_runs\":3}}", "/members/runs"},
        {"{\"members\":{\"runs\":2,\"place_runs\":0,\"t_s\":[0]}}", "/members/t_s"},
        {"{\"members\":{\"runs\":2,\"place_runs\":0,\"t_s\":[0,2,2]}}", "/members/t_s/2"},
        {"{\"members\":[]}", "/members"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_arena arena = {0};
        struct sibu_members members;
        struct sibu_fault fault;
        if (read_text(CASES[i].text, &members, &arena, &fault) != SIBU_BAD_INPUT || members.points != 0 ||
            strstr(fault.place, CASES[i].place) == NULL) {
            fail_msg("case %zu is refused at %s", i, fault.place);
        }
        sibu_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_add_up_to_all),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_document_does_not_depend_on_the_threads),
        cmocka_unit_test(members_are_bounded),
        cmocka_unit_test(runs_are_increments),
        cmocka_unit_test(what_is_no_run_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
