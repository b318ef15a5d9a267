/* The law of the draw: exact in expectation, without memory, uniform inside a surprise; and its bytes.
 *
 * The vectors of R and U come from Python's hashlib.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/date.h"
#include "draw/plan.h"
#include "draw/tick.h"
#include "sibu/hash.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US (INT64_C(86400) * SECOND_US)
#define SITES "\"sites\": [{\"site\": \"a.geojson\", \"roster\": \"a.csv\"}]"

/* Working days and half the weight by night, summer time, and two weeks of never-times across the end of a half-year. */
static const char BUSY[] =
    "{\"format\": 1, \"mean_per_half_year\": 6, \"gap_days\": 14, \"tick_s\": 3600, " SITES ", \"windows\": ["
    "{\"days\": [\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"], \"from\": \"08:00\", \"to\": \"18:00\"},"
    "{\"from\": \"22:00\", \"to\": \"05:00\", \"weight\": 0.5}], \"never\": ["
    "{\"from\": \"2027-06-25\", \"to\": \"2027-07-04\"}, {\"from\": \"2028-02-01\", \"to\": \"2028-02-14\"}]}";
static const char PLAIN[] = "{\"format\": 1, \"mean_per_half_year\": 2, " SITES "}";

struct scene {
    struct policy *policy;
    struct zone *zone;
    struct draw_rules rules;
};

static void open_scene(struct scene *scene, const char *policy, const char *zone)
{
    struct sibu_fault fault;
    if (policy_open(&scene->policy, "p.json", policy, strlen(policy), &fault) != SIBU_OK ||
        plan_zone_open(&scene->zone, zone, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    scene->rules = (struct draw_rules){scene->policy, scene->zone, {{0}, 1}};
}

static void close_scene(struct scene *scene)
{
    policy_close(scene->policy);
    zone_close(scene->zone);
}

static int64_t index_of(const struct scene *scene, struct date date, int32_t second)
{
    return draw_tick_index(scene->policy, zone_utc_us(scene->zone, date_days(date), second));
}

/* The hazards of `count` ticks from `first` on, free of any gap; the caller frees them. */
static double *hazards(const struct scene *scene, const struct draw_state *state, int64_t first, size_t count)
{
    double *h = sibu_array_new(count, sizeof *h);
    assert_non_null(h);
    for (size_t i = 0; i < count; i++) {
        enum draw_gate gate;
        h[i] = draw_hazard(&scene->rules, state, first + (int64_t)i, &gate);
        assert_true(h[i] >= 0.0 && h[i] <= 1.0);
    }
    return h;
}

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

/* The recursion over the state "free": every start leaves it for `gap` ticks and comes back. Sums the starts expected in
 * each half-year of the range into sums[]. */
static size_t expected_starts(const struct scene *scene, int64_t first, size_t count, const double *h, double sums[8])
{
    int64_t gap = scene->policy->gap_days * INT64_C(86400) / scene->policy->tick_s;
    double *p = sibu_array_new(count, sizeof *p);
    double free = 1.0;
    size_t halves = 0;
    int64_t end_us = INT64_MIN;
    assert_non_null(p);
    for (size_t i = 0; i < count; i++) {
        int64_t time_us = draw_tick_time_us(scene->policy, first + (int64_t)i);
        if (time_us >= end_us) {
            int64_t from_us;
            draw_half_year(scene->zone, time_us, &from_us, &end_us);
            assert_in_range(halves, 0, 7);
            sums[halves++] = 0.0;
        }
        if ((int64_t)i >= gap) {
            free += p[(int64_t)i - gap];
        }
        p[i] = free * h[i];
        free -= p[i];
        sums[halves - 1] += p[i];
    }
    sibu_array_free(p);
    return halves;
}

/* By exact recursion, with summer time, never-times, and a gap that reaches over the half-years' ends. */
static void a_half_year_holds_the_mean_exactly(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, BUSY, "Europe/Berlin");
    int64_t first = index_of(&scene, (struct date){2027, 1, 1}, 0);
    size_t count = (size_t)(index_of(&scene, (struct date){2029, 1, 1}, 0) - first);
    struct draw_state begin = {.installed_us = draw_tick_time_us(scene.policy, first)};
    double *h = hazards(&scene, &begin, first, count);
    double sums[8];
    assert_int_equal(expected_starts(&scene, first, count, h, sums), 4);
    for (size_t i = 0; i < 4; i++) {
        if (distance(sums[i], 6.0) > 1e-9) {
            fail_msg("half-year %zu: %.12f starts", i, sums[i]);
        }
    }
    sibu_array_free(h);
    close_scene(&scene);
}

/* Installed in the middle of a half-year: its rest gets its share of the mean, by weight. */
static void a_part_of_a_half_year_holds_its_share(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, PLAIN, "Asia/Shanghai");
    int64_t first = index_of(&scene, (struct date){2027, 3, 17}, 7200);
    size_t count = (size_t)(index_of(&scene, (struct date){2027, 7, 1}, 0) - first);
    int64_t from_us = draw_tick_time_us(scene.policy, first);
    int64_t half_us[2];
    struct draw_state begin = {.installed_us = from_us};
    double sums[8];
    double *h = hazards(&scene, &begin, first, count);
    draw_half_year(scene.zone, from_us, &half_us[0], &half_us[1]);
    double rest = (double)policy_weight_sum_milli(scene.policy, scene.zone, from_us, half_us[1]);
    double whole = (double)policy_weight_sum_milli(scene.policy, scene.zone, half_us[0], half_us[1]);
    assert_int_equal(expected_starts(&scene, first, count, h, sums), 1);
    assert_true(distance(sums[0], 2.0 * rest / whole) < 1e-9);
    sibu_array_free(h);
    close_scene(&scene);
}

/* Starts in one run through the hazards, with the gap. */
static int64_t run_through(const struct scene *scene, const double *h, size_t count, struct sibu_pcg64 *stream)
{
    size_t gap = (size_t)(scene->policy->gap_days * INT64_C(86400) / scene->policy->tick_s);
    int64_t starts = 0;
    for (size_t i = 0; i < count; i++) {
        if (h[i] > 0.0 && draw_fires(sibu_pcg64_next(stream), draw_threshold(h[i]))) {
            starts++;
            i += gap - 1;
        }
    }
    return starts;
}

/* 10,000 half-years: standard error 0.22 %. */
static void many_half_years_hold_the_mean(void **state)
{
    (void)state;
    struct scene scene;
    struct sibu_pcg64 stream;
    uint8_t key[32];
    open_scene(&scene, BUSY, "Europe/Berlin");
    int64_t first = index_of(&scene, (struct date){2027, 1, 1}, 0);
    size_t count = (size_t)(index_of(&scene, (struct date){2029, 1, 1}, 0) - first);
    struct draw_state begin = {.installed_us = draw_tick_time_us(scene.policy, first)};
    double *h = hazards(&scene, &begin, first, count);
    int64_t starts = 0;
    sibu_key_of_seed(key, 20260101);
    sibu_pcg64_open(&stream, key, "half-years", 0);
    for (int run = 0; run < 2500; run++) {
        starts += run_through(&scene, h, count, &stream);
    }
    double mean = (double)starts / 10000.0;
    if (distance(mean, 6.0) > 0.06) {
        fail_msg("mean %.4f", mean);
    }
    sibu_array_free(h);
    close_scene(&scene);
}

/* Where nothing but the week repeats, the hazard is the weight times one number, whenever the last drill was. */
static void the_hazard_has_no_memory(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, PLAIN, "Asia/Shanghai");
    int64_t first = index_of(&scene, (struct date){2027, 1, 20}, 0);
    size_t count = (size_t)(index_of(&scene, (struct date){2027, 7, 1}, 0) - first);
    struct draw_state free = {0};
    double *h = hazards(&scene, &free, first, count);
    int64_t half_us[2];
    draw_half_year(scene.zone, draw_tick_time_us(scene.policy, first), &half_us[0], &half_us[1]);
    double whole = (double)policy_weight_sum_milli(scene.policy, scene.zone, half_us[0], half_us[1]);
    double in_gap = (double)(10 * 10 * 6 * 1000 - 1000); /* ten workdays of 60 ticks, without the tick itself */
    double theta = 1.0 / (whole / 2.0 - in_gap);
    for (size_t i = 0; i < count; i++) {
        int64_t weight =
            policy_weight_milli(scene.policy, scene.zone, draw_tick_time_us(scene.policy, first + (int64_t)i));
        double expected = weight > 0 ? theta * 1000.0 : 0.0;
        if (distance(h[i], expected) > 1e-12) {
            fail_msg("tick %zu: %.17g, not %.17g", i, h[i], expected);
        }
    }
    struct draw_state quiet = {.last_start_us = draw_tick_time_us(scene.policy, first - 100 * 144)};
    double *after = hazards(&scene, &quiet, first, count);
    assert_memory_equal(h, after, count * sizeof *h);
    sibu_array_free(after);
    sibu_array_free(h);
    close_scene(&scene);
}

static void closed_ticks_say_why_and_never_fire(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, BUSY, "Asia/Shanghai");
    int64_t start = index_of(&scene, (struct date){2027, 3, 1}, 10 * 3600); /* a Monday */
    int64_t start_us = draw_tick_time_us(scene.policy, start);
    const struct {
        struct draw_state state;
        int64_t index;
        enum draw_gate gate;
    } CASES[] = {
        {{.last_start_us = start_us + 5 * SECOND_US}, start + 1, DRAW_GATE_GAP},
        {{.last_start_us = start_us + 5 * SECOND_US}, start + 14 * 24 - 1, DRAW_GATE_GAP},
        {{.last_start_us = start_us + 5 * SECOND_US}, start + 14 * 24, DRAW_GATE_OPEN},
        {{.last_start_us = 0}, start, DRAW_GATE_OPEN},
        {{.last_start_us = 0}, start + 9, DRAW_GATE_WINDOW},
        {{.last_start_us = 0}, index_of(&scene, (struct date){2027, 7, 1}, 10 * 3600), DRAW_GATE_NEVER},
        {{.drill_running = 1}, start, DRAW_GATE_RUNNING},
        {{.surprise_until_us = start_us + DAY_US, .last_start_us = start_us - DAY_US}, start, DRAW_GATE_SURPRISE},
        {{.surprise_until_us = start_us + DAY_US, .drill_running = 1}, start, DRAW_GATE_RUNNING},
        {{.surprise_until_us = start_us + DAY_US}, start + 9, DRAW_GATE_WINDOW},
        {{.surprise_until_us = start_us}, start, DRAW_GATE_OPEN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct draw_tick tick;
        uint8_t r[32] = {(uint8_t)i};
        draw_tick(&scene.rules, &CASES[i].state, CASES[i].index, r, &tick);
        assert_int_equal(tick.gate, CASES[i].gate);
        int closed = tick.gate != DRAW_GATE_OPEN && tick.gate != DRAW_GATE_SURPRISE;
        assert_true((tick.threshold == 0) == closed);
        assert_false(closed && tick.start);
    }
    close_scene(&scene);
}

/* Over a window that spans closed hours: each open tick fires with the share of its weight, exactly, and one does. */
static void a_surprise_is_uniform_over_the_open_ticks(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, BUSY, "Asia/Shanghai");
    int64_t first = index_of(&scene, (struct date){2027, 3, 1}, 14 * 3600); /* a Monday, 14:00 */
    int64_t until_us =
        draw_tick_time_us(scene.policy, first + 12); /* four open hours, closed, then four of the night */
    struct draw_state armed = {.surprise_until_us = until_us};
    double left = 1.0;
    double sum = 0.0;
    for (int64_t index = first; index < first + 12; index++) {
        enum draw_gate gate;
        double h = draw_hazard(&scene.rules, &armed, index, &gate);
        int64_t weight = policy_weight_milli(scene.policy, scene.zone, draw_tick_time_us(scene.policy, index));
        assert_true(distance(left * h, (double)weight / 6000.0) < 1e-15);
        sum += left * h;
        left *= 1.0 - h;
    }
    assert_true(distance(sum, 1.0) < 1e-15);
    enum draw_gate gate;
    assert_true(draw_threshold(draw_hazard(&scene.rules, &armed, first + 11, &gate)) == DRAW_ALWAYS);
    close_scene(&scene);
}

/* The same through whole ticks, hashes and thresholds: 20,000 surprises over 48 equal ticks, chi-square with 47 degrees. */
static void surprises_are_drawn_uniformly(void **state)
{
    (void)state;
    struct scene scene;
    struct sibu_pcg64 stream;
    uint8_t key[32];
    int64_t counts[48] = {0};
    open_scene(&scene, PLAIN, "Asia/Shanghai");
    sibu_key_of_seed(key, 3);
    sibu_pcg64_open(&stream, key, "kernel", 0);
    int64_t first = index_of(&scene, (struct date){2027, 3, 1}, 9 * 3600);
    struct draw_state armed = {.surprise_until_us = draw_tick_time_us(scene.policy, first + 48)};
    for (int run = 0; run < 20000; run++) {
        struct draw_tick tick = {.start = 0};
        int64_t index = first;
        for (; !tick.start; index++) {
            uint64_t r[4];
            for (size_t i = 0; i < 4; i++) {
                r[i] = sibu_pcg64_next(&stream);
            }
            draw_tick(&scene.rules, &armed, index, (const uint8_t *)r, &tick);
        }
        counts[index - 1 - first]++;
    }
    double chi2 = 0.0;
    for (size_t i = 0; i < 48; i++) {
        double off = (double)counts[i] - 20000.0 / 48.0;
        chi2 += off * off / (20000.0 / 48.0);
    }
    assert_true(chi2 > 15.0 && chi2 < 110.0); /* p < 1e-6 on either side */
    close_scene(&scene);
}

static void a_surprise_fits_only_where_a_tick_is_open(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene, PLAIN, "Asia/Shanghai");
    int64_t six_us = zone_utc_us(scene.zone, date_days((struct date){2027, 3, 1}), 18 * 3600);
    assert_true(draw_surprise_fits(&scene.rules, six_us - 600 * SECOND_US, six_us));
    assert_false(draw_surprise_fits(&scene.rules, six_us - 600 * SECOND_US + 1, six_us)); /* its tick has gone by */
    assert_false(draw_surprise_fits(&scene.rules, six_us, six_us + 8 * 3600 * SECOND_US));
    assert_true(draw_surprise_fits(&scene.rules, six_us, six_us + 15 * 3600 * SECOND_US));
    close_scene(&scene);
}

static void thresholds_are_exact_at_their_ends(void **state)
{
    (void)state;
    assert_true(draw_threshold(0.0) == 0);
    assert_true(draw_threshold(0.5) == UINT64_C(1) << 63);
    assert_true(draw_threshold(1.0) == DRAW_ALWAYS);
    assert_true(draw_threshold(1.0 - 0x1p-53) == UINT64_MAX - 2047);
    assert_false(draw_fires(0, 0));
    assert_true(draw_fires(0, 1));
    assert_false(draw_fires(1, 1));
    assert_true(draw_fires(UINT64_MAX, DRAW_ALWAYS));
    assert_false(draw_fires(UINT64_MAX, UINT64_MAX - 1));
}

static void roots_are_those_of_the_published_form(void **state)
{
    (void)state;
    struct draw_installation who = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, 1};
    uint8_t r[32];
    uint8_t R[32];
    char hex[65];
    for (uint8_t i = 0; i < 32; i++) {
        r[i] = (uint8_t)(32 + i);
    }
    draw_root(&who, 2992000, r, R);
    sibu_hex(hex, R, sizeof R);
    assert_string_equal(hex, "2ca2282769b5ee0c658bb4bf61448ce56a7bf8efa505091eca6ca4727a14609d");
    assert_true(draw_u(R) == UINT64_C(0x06153b8389fc5edf));
}

static void half_years_begin_at_midnight_of_the_zone(void **state)
{
    (void)state;
    struct scene scene;
    int64_t half_us[2];
    open_scene(&scene, PLAIN, "Europe/Berlin");
    draw_half_year(scene.zone, INT64_C(1798757999) * SECOND_US, &half_us[0], &half_us[1]); /* a second to 2027 */
    assert_int_equal(half_us[0], INT64_C(1782856800) * SECOND_US); /* 2026-06-30 22:00 UTC */
    assert_int_equal(half_us[1], INT64_C(1798758000) * SECOND_US);
    draw_half_year(scene.zone, half_us[1], &half_us[0], &half_us[1]);
    assert_int_equal(half_us[0], INT64_C(1798758000) * SECOND_US);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_year_holds_the_mean_exactly),
        cmocka_unit_test(a_part_of_a_half_year_holds_its_share),
        cmocka_unit_test(many_half_years_hold_the_mean),
        cmocka_unit_test(the_hazard_has_no_memory),
        cmocka_unit_test(closed_ticks_say_why_and_never_fire),
        cmocka_unit_test(a_surprise_is_uniform_over_the_open_ticks),
        cmocka_unit_test(surprises_are_drawn_uniformly),
        cmocka_unit_test(a_surprise_fits_only_where_a_tick_is_open),
        cmocka_unit_test(thresholds_are_exact_at_their_ends),
        cmocka_unit_test(roots_are_those_of_the_published_form),
        cmocka_unit_test(half_years_begin_at_midnight_of_the_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
