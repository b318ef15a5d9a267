/* Where and what: sites by grade, zones by area and hazards, families by weight, origins uniform over the polygon; and
 * the document that says so. A plan made by hand: no files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/choose.h"
#include "sibu/hash.h"
#include "sibu/json.h"

#define RUNS 40000

/* An L of 300 m2 with a hole of 25 m2 inside its foot; and a square of 100 m2. */
static const struct sibu_point L_POINTS[] = {{0, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 20}, {0, 20}};
static const struct sibu_point HOLE[] = {{1, 1}, {1, 6}, {6, 6}, {6, 1}};
static const struct sibu_point SQUARE[] = {{30, 0}, {40, 0}, {40, 10}, {30, 10}};
static const struct sibu_ring L_RINGS[] = {{L_POINTS, 6}, {HOLE, 4}};
static const struct sibu_ring SQUARE_RINGS[] = {{SQUARE, 4}};
static const struct sibu_hazard_weight L_HAZARDS[] = {{"fire", 1.0}, {"leak", 3.0}, {"dust", 5.0}};
static const struct sibu_hazard_weight SQUARE_HAZARDS[] = {{"fire", 2.0}};
static const struct sibu_zone ZONES[] = {
    {.id = "L",
     .name = {{"甲", "L"}},
     .polygon = {L_RINGS, 2},
     .area_m2 = 275,
     .hazards = L_HAZARDS,
     .hazard_count = 3},
    {.id = "none", .name = {{"乙", "none"}}, .polygon = {SQUARE_RINGS, 1}, .area_m2 = 1000},
    {.id = "S",
     .name = {{"丙", "S"}},
     .polygon = {SQUARE_RINGS, 1},
     .area_m2 = 100,
     .hazards = SQUARE_HAZARDS,
     .hazard_count = 1},
};
static const struct sibu_floor FLOORS[] = {{.id = "F1"}};
static const struct sibu_growth GROWTHS[] = {{"peak_kw", 1.0, 2.0, SIBU_GROWTH_UNIFORM},
                                             {"growth_kw_per_s2", 0.1, 0.2, SIBU_GROWTH_UNIFORM}};
static const struct sibu_family FAMILIES[] = {
    {.id = "dust", .name = {{"粉尘", "Dust"}}},
    {.id = "fire", .name = {{"火灾", "Fire"}}, .growths = GROWTHS, .growth_count = 2},
    {.id = "leak", .name = {{"泄漏", "Leak"}}},
};
static const struct sibu_families SET = {.items = FAMILIES, .count = 3};
static const struct roster_person PEOPLE[] = {{.id = "1"}, {.id = "2"}};
static const struct roster ROSTER = {.people = PEOPLE, .count = 2};
static const uint32_t DAY[] = {0, 0};
static const uint32_t ALWAYS[] = {2, 0};

/* Three sites alike but for their grades; at the third everybody works by day. */
struct scene {
    struct sibu_site sites[3];
    struct plan_site at[3];
    struct policy *policy;
    struct zone *zone;
    struct plan_group group;
    struct plan plan;
};

static void open_scene(struct scene *scene)
{
    static const char POLICY[] =
        "{\"format\": 1, \"mean\": 2, \"allowed_families\": [\"fire\", \"leak\"],"
        " \"sites\": [{\"site\": \"a\", \"roster\": \"a\"}, {\"site\": \"b\", \"roster\": \"b\"}]}";
    struct sibu_fault fault;
    memset(scene, 0, sizeof *scene);
    assert_int_equal(policy_open(&scene->policy, "p.json", POLICY, strlen(POLICY), &fault), SIBU_OK);
    assert_int_equal(plan_zone_open(&scene->zone, "Asia/Shanghai", &fault), SIBU_OK);
    for (uint32_t i = 0; i < 3; i++) {
        scene->sites[i] = (struct sibu_site){.id = i == 0 ? "a" : i == 1 ? "b" : "c", .name = {{"场", "Site"}}};
        scene->sites[i].grade = i == 0 ? 'A' : i == 1 ? 'B' : 'D';
        scene->sites[i].zones = ZONES;
        scene->sites[i].zone_count = 3;
        scene->sites[i].floors = FLOORS;
        scene->sites[i].floor_count = 1;
        scene->at[i] = (struct plan_site){
            .site = &scene->sites[i], .roster = &ROSTER, .zone = scene->zone, .shifts = i == 2 ? DAY : ALWAYS};
    }
    scene->group = (struct plan_group){.policy = &scene->policy->groups[0], .zone = scene->zone};
    scene->plan = (struct plan){.policy = scene->policy,
                                .zone = scene->zone,
                                .groups = &scene->group,
                                .families = &SET,
                                .sites = scene->at,
                                .site_count = 3};
}

static void close_scene(struct scene *scene)
{
    policy_close(scene->policy);
    zone_close(scene->zone);
}

/* The R of one imagined tick. */
static void root_of(uint64_t run, uint8_t R[32])
{
    sibu_key_of_seed(R, 1000000 + run);
}

/* 2026-11-23, a Monday, at this hour in Shanghai. */
static int64_t hour_us(int hour)
{
    return (INT64_C(1795363200) + (int64_t)hour * 3600) * 1000000;
}

static double chi_square(const int64_t *counts, const double *shares, size_t cells, int64_t runs)
{
    double sum = 0.0;
    for (size_t i = 0; i < cells; i++) {
        double expected = shares[i] * (double)runs;
        double off = (double)counts[i] - expected;
        sum += off * off / expected;
    }
    return sum;
}

static struct draw_result choose(const struct scene *scene, uint64_t run, int hour)
{
    uint8_t R[32];
    struct draw_result result;
    struct sibu_fault fault;
    root_of(run, R);
    uint32_t site = 0;
    assert_int_equal(
        choose_in_group(&scene->plan, R, &(struct choose_among){0, hour_us(hour), NULL, NULL}, &site, &fault), SIBU_OK);
    assert_int_equal(choose_at_site(&scene->plan, R, site, &result, &fault), SIBU_OK);
    return result;
}

/* Weights 1, 1.5 and 3 by day; by night nobody is at the third. Chi-square with 2 degrees, 1 degree: p = 1e-6. */
static void sites_are_drawn_by_grade_among_those_with_people(void **state)
{
    (void)state;
    struct scene scene;
    int64_t day[3] = {0};
    int64_t night[3] = {0};
    open_scene(&scene);
    for (uint64_t run = 0; run < RUNS; run++) {
        day[choose(&scene, run, 12).site]++;
        night[choose(&scene, run, 3).site]++;
    }
    assert_true(chi_square(day, (const double[]){1 / 5.5, 1.5 / 5.5, 3 / 5.5}, 3, RUNS) < 27.6);
    assert_int_equal(night[2], 0);
    assert_true(chi_square(night, (const double[]){0.4, 0.6}, 2, RUNS) < 23.9);
    close_scene(&scene);
}

/* The rules in force may weigh sites otherwise than their grades do: 0.5, 0 and 3 by day; by night the first alone. */
static void weights_of_the_rules_go_before_grades(void **state)
{
    (void)state;
    static const double WEIGHTS[] = {0.5, 0.0, 3.0};
    struct scene scene;
    struct sibu_fault fault;
    int64_t day[3] = {0};
    open_scene(&scene);
    for (uint64_t run = 0; run < RUNS; run++) {
        uint8_t R[32];
        uint32_t site = 0;
        struct choose_among group = {0, hour_us(12), NULL, WEIGHTS};
        root_of(run, R);
        assert_int_equal(choose_in_group(&scene.plan, R, &group, &site, &fault), SIBU_OK);
        day[site]++;
        group.time_us = hour_us(3);
        assert_int_equal(choose_in_group(&scene.plan, R, &group, &site, &fault), SIBU_OK);
        assert_int_equal(site, 0);
    }
    int64_t both[2] = {day[0], day[2]};
    assert_int_equal(day[1], 0);
    assert_true(chi_square(both, (const double[]){0.5 / 3.5, 3.0 / 3.5}, 2, RUNS) < 23.9);
    close_scene(&scene);
}

/* Area times allowed weights: L has 275 * (1 + 3), S has 100 * 2; "dust" is not allowed. */
static void zones_and_families_follow_their_weights(void **state)
{
    (void)state;
    struct scene scene;
    int64_t zones[3] = {0};
    int64_t families[3] = {0};
    open_scene(&scene);
    for (uint64_t run = 0; run < RUNS; run++) {
        struct draw_result result = choose(&scene, run, 12);
        zones[result.zone]++;
        if (result.zone == 0) {
            families[result.family]++;
        } else {
            assert_string_equal(FAMILIES[result.family].id, "fire");
        }
    }
    int64_t both[2] = {zones[0], zones[2]};
    assert_int_equal(zones[1], 0);
    assert_true(chi_square(both, (const double[]){1100.0 / 1300.0, 200.0 / 1300.0}, 2, RUNS) < 23.9);
    assert_int_equal(families[0], 0);
    assert_true(chi_square(families + 1, (const double[]){0.25, 0.75}, 2, zones[0]) < 23.9);
    close_scene(&scene);
}

/* Cells of 2.5 m x 2.5 m of the L, as a share of its 275 m2; the hole's edges cut some of them. */
static void origins_are_uniform_over_the_polygon(void **state)
{
    (void)state;
    struct scene scene;
    int64_t counts[3] = {0};
    int64_t runs = 0;
    int64_t cells[32] = {0};
    open_scene(&scene);
    for (uint64_t run = 0; run < RUNS; run++) {
        struct draw_result result = choose(&scene, run, 12);
        if (result.zone != 0) {
            continue;
        }
        assert_true(sibu_polygon_contains(&ZONES[0].polygon, result.x_m, result.y_m));
        counts[result.x_m >= 10.0 ? 1 : result.y_m >= 10.0 ? 2 : 0]++;
        if (result.x_m >= 10.0) {
            cells[(int)((result.x_m - 10.0) / 2.5) * 4 + (int)(result.y_m / 2.5)]++;
        } else if (result.y_m >= 10.0) {
            cells[16 + (int)(result.x_m / 2.5) * 4 + (int)((result.y_m - 10.0) / 2.5)]++;
        }
        runs++;
    }
    assert_true(chi_square(counts, (const double[]){75.0 / 275.0, 100.0 / 275.0, 100.0 / 275.0}, 3, runs) < 27.6);
    double even[32];
    for (size_t i = 0; i < 32; i++) {
        even[i] = 1.0 / 32.0;
    }
    assert_true(chi_square(cells, even, 32, counts[1] + counts[2]) < 85.0); /* 31 degrees, p = 1e-6 at 84.8 */
    close_scene(&scene);
}

/* The same R gives the same drill; and what is drawn for one thing tells nothing of the next. */
static void everything_comes_from_the_root_and_nothing_else(void **state)
{
    (void)state;
    struct scene scene;
    open_scene(&scene);
    for (uint64_t run = 0; run < 100; run++) {
        struct draw_result a = choose(&scene, run, 12);
        struct draw_result b = choose(&scene, run, 12);
        assert_memory_equal(&a, &b, sizeof a);
    }
    close_scene(&scene);
}

static void where_nobody_is_nothing_can_be_held(void **state)
{
    (void)state;
    struct scene scene;
    uint8_t R[32] = {0};
    uint32_t site = 0;
    struct sibu_fault fault;
    open_scene(&scene);
    scene.at[0].shifts = DAY;
    scene.at[1].shifts = DAY;
    assert_int_equal(choose_in_group(&scene.plan, R, &(struct choose_among){0, hour_us(3), NULL, NULL}, &site, &fault),
                     SIBU_NO);
    assert_int_equal(choose_in_group(&scene.plan, R, &(struct choose_among){0, hour_us(12), NULL, NULL}, &site, &fault),
                     SIBU_OK);
    assert_int_equal(plan_expected_count(&scene.plan, 0, hour_us(3)), 0);
    assert_int_equal(plan_expected_count(&scene.plan, 0, hour_us(12)), 2);
    close_scene(&scene);
}

static void a_site_that_is_left_out_is_not_chosen(void **state)
{
    (void)state;
    static const uint8_t ONE_LEFT[3] = {1, 0, 1}, NONE_LEFT[3] = {1, 1, 1};
    struct scene scene;
    struct sibu_fault fault;
    open_scene(&scene);
    assert_int_equal(scene.plan.site_count, 3);
    for (uint64_t run = 0; run < 50; run++) {
        uint8_t R[32];
        uint32_t site = 0;
        root_of(run, R);
        assert_int_equal(
            choose_in_group(&scene.plan, R, &(struct choose_among){0, hour_us(12), ONE_LEFT, NULL}, &site, &fault),
            SIBU_OK);
        assert_int_equal(site, 1);
        assert_int_equal(
            choose_in_group(&scene.plan, R, &(struct choose_among){0, hour_us(12), NONE_LEFT, NULL}, &site, &fault),
            SIBU_NO);
    }
    close_scene(&scene);
}

static void check_text(struct sibu_json_value object, const char *key, const char *expected)
{
    assert_string_equal(sibu_json_as_string(sibu_json_member(object, key)), expected);
}

static void the_document_says_what_was_drawn(void **state)
{
    (void)state;
    struct scene scene;
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    struct draw_installation who = {{1, 2, 3}, 1};
    struct draw_tick tick = {
        .index = 2992272, .unit = "*all", .gate = DRAW_GATE_SURPRISE, .u = 5, .threshold = DRAW_ALWAYS, .start = 1};
    struct draw_result result = {.site = 1, .zone = 2, .family = 1, .x_m = 31.25, .y_m = 2.0, .growth = {1.5, 0.125}};
    struct draw_facts facts = {
        "2026-000017", hour_us(12), &who, 1, {.size = 1234, .root = {{0x1A, 0x2B, [31] = 0xFF}}}};
    open_scene(&scene);
    choose_document(&text, &scene.plan, &tick, &result, &facts);
    assert_int_equal(sibu_json_open(&document, "draw", sibu_text_get(&text), text.length, &fault), SIBU_OK);
    struct sibu_json_value root = sibu_json_root(document);
    check_text(root, "drill", "2026-000017");
    check_text(root, "site", "b");
    check_text(root, "family", "fire");
    check_text(sibu_json_member(root, "family_name"), "zh", "火灾");
    check_text(root, "zone", "S");
    check_text(root, "floor", "F1");
    check_text(root, "t0", "2026-11-23T12:00:00+08:00");
    check_text(sibu_json_member(root, "tick"), "unit", "*all");
    check_text(sibu_json_member(root, "tick"), "threshold", "ffffffffffffffff");
    check_text(sibu_json_member(root, "tick"), "installation", "01020300000000000000000000000000");
    assert_true(sibu_json_as_number(sibu_json_member(sibu_json_member(root, "ledger"), "size")) == 1234.0);
    check_text(sibu_json_member(root, "ledger"), "root",
               "1a2b0000000000000000000000000000000000000000000000000000000000ff");
    assert_true(sibu_json_as_number(sibu_json_member(root, "x_m")) == 31.25);
    assert_true(sibu_json_as_number(sibu_json_member(sibu_json_member(root, "growth"), "growth_kw_per_s2")) == 0.125);
    assert_true(sibu_json_as_bool(sibu_json_member(root, "surprise")));
    assert_true(sibu_json_as_bool(sibu_json_member(root, "seeded")));
    sibu_json_close(document);
    sibu_text_clear(&text);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_are_drawn_by_grade_among_those_with_people),
        cmocka_unit_test(weights_of_the_rules_go_before_grades),
        cmocka_unit_test(zones_and_families_follow_their_weights),
        cmocka_unit_test(origins_are_uniform_over_the_polygon),
        cmocka_unit_test(everything_comes_from_the_root_and_nothing_else),
        cmocka_unit_test(where_nobody_is_nothing_can_be_held),
        cmocka_unit_test(a_site_that_is_left_out_is_not_chosen),
        cmocka_unit_test(the_document_says_what_was_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
