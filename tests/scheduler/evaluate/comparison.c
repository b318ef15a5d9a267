/* A drill against the runs of its forecast: figures reckoned by hand, alone and out of a record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/evaluation.h"

/* Five runs at 0, 10, 20, 30 s. Sorted at 10 s: 0 1 1 2 2; at 20 s: 2 2 3 3 4; at 30 s: 3 4 4 4 4. So the median is 0 1 3 4,
 * the 5 % quantile the least, the 95 % quantile the most. Areas up to 30 s: 80 60 40 70 45, the median's 60; up to 20 s: 40 25
 * 10 35 20, and 25. */
static const double TIMES_S[] = {0, 10, 20, 30};
static const uint32_t RUNS[] = {0, 2, 4, 4, 0, 1, 3, 4, 0, 0, 2, 4, 0, 2, 3, 4, 0, 1, 2, 3};

static const struct {
    const char *what;
    double seen_s[4], end_s;
    size_t seen, points;
    double area_person_s, p;
    int has_shift;
    double shift_s;
    struct sibu_departure departure;
} CASES[] = {
    {"the median itself", {10, 12, 20, 21}, 35, 4, 4, 0, 6 / 6.0, 1, 0, {0}},
    /* 0 0 1 3: just the median 10 s later. Area 25, as far as no run is. One too few at 20 s. */
    {"late", {12, 21, 25, 40}, 35, 4, 4, -35, 1 / 6.0, 1, 10, {1, 20, 1, 1, 20, 1, 10}},
    /* 1 3 4 4: 10 s earlier. Area 95. One too many at 0 s, where no run has anybody, and at 10 s. */
    {"early", {0, 3, 4, 15}, 30, 4, 4, 35, 1 / 6.0, 1, -10, {1, 0, 0, 1, 0, 0, 10}},
    /* 0 1 2 3, as the last run: 15 less. A, C and the last are at least as far. Shifted by
     * 10 x s the squares are x^2 + (2 x - 1)^2 + (x - 1)^2: least for x = 0.5. */
    {"a run like the others", {9, 11, 30}, 35, 3, 4, -15, 4 / 6.0, 1, 5, {0}},
    /* 0 0 1 until 20 s: area 5 instead of 25; one run of five is 15 off, two 10, one 5. */
    {"over soon", {12, 21, 25}, 29.9, 3, 3, -20, 1 / 6.0, 1, 10, {1, 20, 1, 1, 20, 1, 10}},
    /* 0 0 0 0: 60 less */
    {"nobody", {40}, 35, 1, 4, -60, 1 / 6.0, 0, 0, {1, 20, 1, 3, 30, 1, 20}},
};

static void assert_near(const char *what, double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9)) {
        fail_msg("%s: %.9g is not %.9g", what, value, expected);
    }
}

static void figures_are_those_reckoned_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const struct comparison_def def = {TIMES_S, 4, RUNS, 5, CASES[i].end_s};
        const struct sibu_departure *expected = &CASES[i].departure;
        struct sibu_arena arena = {0};
        struct comparison found;
        struct sibu_fault fault;
        assert_int_equal(comparison_take(&found, &def, CASES[i].seen_s, CASES[i].seen, &arena, &fault), SIBU_OK);
        assert_int_equal(found.points, CASES[i].points);
        assert_near(CASES[i].what, found.area_person_s, CASES[i].area_person_s);
        assert_near(CASES[i].what, found.p, CASES[i].p);
        assert_int_equal(found.has_shift, CASES[i].has_shift);
        assert_near(CASES[i].what, found.shift_s, CASES[i].shift_s);
        assert_int_equal(found.departure.left, expected->left);
        assert_int_equal(found.departure.first_below, expected->first_below);
        assert_int_equal(found.departure.most, expected->most);
        assert_near(CASES[i].what, found.departure.first_s, expected->first_s);
        assert_near(CASES[i].what, found.departure.most_s, expected->most_s);
        assert_int_equal(found.band[2].p5, 2);
        assert_int_equal(found.band[2].p50, 3);
        assert_int_equal(found.band[2].p95, 4);
        sibu_arena_clear(&arena);
    }
}

static void a_drill_that_ends_at_once_is_not_compared(void **state)
{
    (void)state;
    const struct comparison_def def = {TIMES_S, 4, RUNS, 5, 9.9};
    struct sibu_arena arena = {0};
    struct comparison found;
    struct sibu_fault fault;
    assert_int_equal(comparison_take(&found, &def, (const double[]){1}, 1, &arena, &fault), SIBU_OK);
    assert_int_equal(found.points, 1);
    sibu_arena_clear(&arena);
}

/* Each of 40 runs in turn is the drill among the other 39: one in ten has a p of 0.1 or less, no more and no fewer. */
static void p_is_even_where_the_drill_is_a_run(void **state)
{
    (void)state;
    enum { N = 39 };
    uint32_t runs[(N + 1) * 2], rest[N * 2], at_most = 0;
    static const double TIMES[] = {0, 10};
    for (uint32_t i = 0; i <= N; i++) {
        runs[2 * i] = 0;
        runs[2 * i + 1] = i * i; /* each another area: 5 i^2 */
    }
    for (uint32_t drill = 0; drill <= N; drill++) {
        double seen_s[N * N];
        uint32_t count = 0;
        for (uint32_t i = 0; i <= N; i++) {
            if (i != drill) {
                rest[2 * count] = 0;
                rest[2 * count++ + 1] = runs[2 * i + 1];
            }
        }
        for (uint32_t i = 0; i < runs[2 * drill + 1]; i++) {
            seen_s[i] = 5;
        }
        const struct comparison_def def = {TIMES, 2, rest, N, 10};
        struct sibu_arena arena = {0};
        struct comparison found;
        struct sibu_fault fault;
        assert_int_equal(comparison_take(&found, &def, seen_s, runs[2 * drill + 1], &arena, &fault), SIBU_OK);
        at_most += found.p <= 0.1 + 1e-9 ? 1 : 0;
        sibu_arena_clear(&arena);
    }
    assert_int_equal(at_most, 4);
}

/* Of the drill of drill_table.c: acknowledged at 10 12 20 30; out W1 60 W2 70 of E1, W3 80 of E2; checked in Z1 100 120, Z2 180.
 * Times 0, 50, 100, 150. Its counts: out 0 0 3 3; checked in 0 0 1 2; E1 0 0 2 2; Z1 0 0 1 2; Z2 0 0 0 0; E3 none. */
static const char FORECAST[] =
    "{\"format\":1,\"runs\":3,\"people\":6,\"curves\":{\"t_s\":[0],\"acknowledged\":{\"p5\":[0],\"p50\":[0],\"p95\":[0]},"
    "\"moving\":{\"p5\":[0],\"p50\":[0],\"p95\":[0]},\"out\":{\"p5\":[0],\"p50\":[0],\"p95\":[0]},\"arrived\":{\"p5\":[0],"
    "\"p50\":[0],\"p95\":[0]},\"checked_in\":{\"p5\":[0],\"p50\":[0],\"p95\":[0]}},\"members\":{\"runs\":3,\"place_runs\":2,"
    "\"t_s\":[0,50,100,150],\"acknowledged\":[\"0 4\",\"0 5\",\"0 4\"],\"out\":[\"0 0 3\",\"0 1 2\",\"0 2 2\"],"
    "\"checked_in\":[\"0 0 2 1\",\"0 0 2 1\",\"0 0 2 1\"],"
    "\"exits\":[{\"id\":\"E3\",\"runs\":[\"0 1\",\"0 0 1\"]},{\"id\":\"E1\",\"runs\":[\"0 0 2\",\"0 1 1\"]}],"
    "\"zones\":[{\"id\":\"Z2\",\"runs\":[\"\",\"0 0 1\"]}]}}";
static const struct {
    const char *kind, *id;
    enum sibu_curve curve;
    uint32_t runs;
    double area_person_s, p;
} EXPECTED[] = {
    /* 4 4 4 from 50 s on, as the median: all three are as far (0) or farther */
    {"", "", SIBU_CURVE_ACKNOWLEDGED, 3, 0, 4 / 4.0},
    /* 50 (0 + 3 + 1.5) = 225; medians 1 3 3: 50 (1 + 3 + 1.5) = 275; the runs 225, 275 and 50 (2 + 4 + 2) = 400 */
    {"", "", SIBU_CURVE_OUT, 3, -50, 3 / 4.0},
    /* 50 (0 + 1 + 1) = 100; all runs 50 (0 + 2 + 1.5) = 175 */
    {"", "", SIBU_CURVE_CHECKED_IN, 3, -75, 1 / 4.0},
    /* 50 (0 + 2 + 1) = 150; runs 150 and 50 (1 + 2 + 1) = 200; the median of two is the lower: 150 */
    {"exit", "E1", SIBU_CURVE_OUT, 2, 0, 3 / 3.0},
    {"exit", "E2", SIBU_CURVE_OUT, 2, 75, 1 / 3.0}, /* 50 (0 + 1 + 0.5), and in no run anybody */
    /* nobody; runs 50 (1 + 1 + 0.5) = 125 and 75; the medians 0 1 1: 75 */
    {"exit", "E3", SIBU_CURVE_OUT, 2, -75, 1 / 3.0},
    {"zone", "Z1", SIBU_CURVE_CHECKED_IN, 2, 100, 1 / 3.0}, /* 50 (0 + 1 + 1), and in no run anybody */
    {"zone", "Z2", SIBU_CURVE_CHECKED_IN, 2, 0, 3 / 3.0}, /* nobody until 150 s; the median nobody */
};

static void a_record_is_compared_by_curve_exit_and_zone(void **state)
{
    (void)state;
    static const char FAILED[] = "{\"format\":1,\"runs\":0}"; /* later, and could not be made */
    char path[64];
    struct evaluation evaluation;
    struct sibu_fault fault;
    struct sibu_record *record = table_record(path);
    assert_int_equal(sibu_record_put_document(record, "forecast", FORECAST, sizeof FORECAST - 1, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "forecast-1", FAILED, sizeof FAILED - 1, &fault), SIBU_OK);
    assert_int_equal(evaluation_open(&evaluation, record, &fault), SIBU_OK);
    assert_int_equal(evaluation.comparison_count, sizeof EXPECTED / sizeof EXPECTED[0]);
    for (size_t i = 0; i < evaluation.comparison_count; i++) {
        const struct evaluation_comparison *found = &evaluation.comparisons[i];
        assert_string_equal(found->kind, EXPECTED[i].kind);
        assert_string_equal(found->id, EXPECTED[i].id);
        assert_int_equal(found->curve, EXPECTED[i].curve);
        assert_int_equal(found->figures.runs, EXPECTED[i].runs);
        assert_int_equal(found->figures.points, 4);
        assert_near(EXPECTED[i].id, found->figures.area_person_s, EXPECTED[i].area_person_s);
        assert_near(EXPECTED[i].id, found->figures.p, EXPECTED[i].p);
    }
    evaluation_close(&evaluation);
    table_clear(record, path);
}

static void without_runs_there_is_no_comparison(void **state)
{
    (void)state;
    static const char *const DOCUMENTS[] = {NULL, "nothing", "{\"format\":1,\"runs\":0}"};
    for (size_t i = 0; i < sizeof DOCUMENTS / sizeof DOCUMENTS[0]; i++) {
        char path[64];
        struct evaluation evaluation;
        struct sibu_fault fault;
        struct sibu_record *record = table_record(path);
        if (DOCUMENTS[i] != NULL) {
            assert_int_equal(sibu_record_put_document(record, "forecast", DOCUMENTS[i], strlen(DOCUMENTS[i]), &fault),
                             SIBU_OK);
        }
        assert_int_equal(evaluation_open(&evaluation, record, &fault), SIBU_OK);
        assert_int_equal(evaluation.comparison_count, 0);
        assert_int_equal(evaluation.members.points, 0);
        evaluation_close(&evaluation);
        table_clear(record, path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_reckoned_by_hand),
        cmocka_unit_test(a_drill_that_ends_at_once_is_not_compared),
        cmocka_unit_test(p_is_even_where_the_drill_is_a_run),
        cmocka_unit_test(a_record_is_compared_by_curve_exit_and_zone),
        cmocka_unit_test(without_runs_there_is_no_comparison),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
