/* The parts of a comparison that need no file: the difference of two curves, two plans in one box, and who is whom. */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include "view/compare_boxes.h"
#include "view/compare_difference.h"
#include "view/compare_panel.h"
#include "view/compare_strip.h"
#include "view/compare_twin.h"

static int near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static double HERE_S[] = {10.0, 20.0, 30.0, 40.0}, THERE_S[] = {5.0, 6.0, 7.0, 50.0, 60.0};

static struct replay here_of(void)
{
    return (struct replay){.expected_count = 8, .gathered = {HERE_S, 4}};
}

static struct replay there_of(size_t expected)
{
    return (struct replay){.expected_count = expected, .gathered = {THERE_S, 5}};
}

static void the_difference_counts_here_less_there(void **state)
{
    (void)state;
    struct replay here = here_of(), there = there_of(8);
    static const double CASES[][2] = {{0.0, 0.0},  {5.0, -1.0}, {7.0, -3.0},  {10.0, -2.0}, {29.9, -1.0},
                                      {45.0, 1.0}, {50.0, 0.0}, {60.0, -1.0}, {1e9, -1.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct compare_difference at = compare_difference_at(&here, &there, CASES[i][0]);
        assert_true(near(at.persons, CASES[i][1]));
        assert_false(at.has_band);
    }
    assert_true(near(compare_difference_most(&here, &there), 3.0));
    struct replay itself = here_of();
    assert_true(near(compare_difference_at(&here, &itself, 35.0).persons, 0.0));
    assert_true(near(compare_difference_most(&here, &itself), 1.0));
}

static void another_number_of_people_is_scaled(void **state)
{
    (void)state;
    struct replay here = here_of(), there = there_of(16), nobody = there_of(0);
    assert_true(near(compare_difference_at(&here, &there, 8.0).persons, -1.5)); /* 3 of 16 are 1.5 of 8 */
    assert_true(near(compare_difference_at(&here, &nobody, 15.0).persons, 1.0));
}

/* 0 to 10 persons in 100 s, the slow edge half as fast, the fast one twice. */
static const double TIMES_S[] = {0.0, 50.0, 100.0};
static const struct sibu_band BAND[] = {{0, 0, 0}, {2, 5, 8}, {5, 8, 8}};

static struct replay with_forecast(void)
{
    struct replay here = here_of();
    here.forecast.runs = 20;
    here.forecast.points = 3;
    here.forecast.times_s = TIMES_S;
    for (int i = 0; i < SIBU_CURVES; i++) {
        here.forecast.curves[i] = BAND;
    }
    return here;
}

static void a_forecast_is_subtracted_with_its_band(void **state)
{
    (void)state;
    struct replay here = with_forecast(), there = there_of(8);
    struct compare_difference at = compare_difference_at(&here, NULL, 50.0);
    assert_true(at.has_band && near(at.persons, -1.0) && near(at.low, -3.0) && near(at.high, 3.0));
    at = compare_difference_at(&here, &there, 50.0); /* 4 here, 4 there: the band lies around the same */
    assert_true(at.has_band && near(at.persons, 0.0) && near(at.low, -2.0) && near(at.high, 4.0));
    assert_true(near(compare_difference_most(&here, NULL), 4.0)); /* 4 less 8 at the end */
}

static void the_forecast_is_read_the_other_way_round_too(void **state)
{
    (void)state;
    struct replay here = with_forecast();
    assert_true(near(compare_forecast_time(&here.forecast, SIBU_CURVE_CHECKED_IN, 1, 5.0), 50.0));
    assert_true(near(compare_forecast_time(&here.forecast, SIBU_CURVE_CHECKED_IN, 1, 1.0), 10.0));
    assert_true(near(compare_forecast_time(&here.forecast, SIBU_CURVE_OUT, 0, 3.5), 75.0));
    assert_true(near(compare_forecast_time(&here.forecast, SIBU_CURVE_OUT, 0, 0.0), 0.0));
    assert_true(near(compare_forecast_time(&here.forecast, SIBU_CURVE_OUT, 1, 8.0), 100.0));
    assert_true(isinf(compare_forecast_time(&here.forecast, SIBU_CURVE_OUT, 0, 6.0)));
}

static void the_scale_is_round_and_holds_what_is_on_it(void **state)
{
    (void)state;
    static const double CASES[][2] = {{1, 1}, {2.5, 3}, {7, 8}, {9, 10}, {118, 200}, {383, 400}, {5001, 6000}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(near(compare_difference_round(CASES[i][0]), CASES[i][1]));
    }
    assert_int_equal(compare_strip_height(0.0, 10.0, 25), 0);
    assert_int_equal(compare_strip_height(10.0, 10.0, 25), 25);
    assert_int_equal(compare_strip_height(-4.0, 10.0, 25), -10);
    assert_int_equal(compare_strip_height(-99.0, 10.0, 25), -25);
}

static void two_plans_stand_where_they_are_seen_larger(void **state)
{
    (void)state;
    struct raster_rect wide = {10, 20, 804, 400}, tall = {0, 0, 300, 604};
    struct compare_boxes boxes = compare_boxes_of(wide, 1.5, 4);
    assert_memory_equal(&boxes.here, &((struct raster_rect){10, 20, 400, 400}), sizeof boxes.here);
    assert_memory_equal(&boxes.there, &((struct raster_rect){414, 20, 400, 400}), sizeof boxes.there);
    boxes = compare_boxes_of(tall, 1.5, 4);
    assert_memory_equal(&boxes.here, &((struct raster_rect){0, 0, 300, 300}), sizeof boxes.here);
    assert_memory_equal(&boxes.there, &((struct raster_rect){0, 304, 300, 300}), sizeof boxes.there);
    boxes = compare_boxes_of(wide, 20.0, 4); /* a very long site: one above the other even here */
    assert_int_equal(boxes.there.x, 10);
    assert_int_equal(boxes.there.width, 804);
}

static void cameras_keep_in_step(void **state)
{
    (void)state;
    struct sibu_box plan = {0.0, 0.0, 100.0, 50.0}, other = {1000.0, -10.0, 1050.0, 15.0};
    struct raster_rect left = {0, 0, 400, 300}, right = {404, 0, 400, 300};
    struct camera lead = camera_fit(plan, left, 20);
    camera_zoom(&lead, 100.0, 200.0, 3.0);
    struct camera same = compare_camera(&lead, plan, right, 20);
    for (double x = -20.0; x < 120.0; x += 35.0) {
        struct sibu_point a = camera_px(&lead, x, 12.0), b = camera_px(&same, x, 12.0);
        assert_true(fabs(b.x - a.x - 404.0) < 1e-6 && fabs(b.y - a.y) < 1e-6);
    }
    struct camera half = compare_camera(&lead, other, right, 20); /* half as large: the same share of it is seen */
    struct sibu_point a = camera_px(&lead, 30.0, 40.0), b = camera_px(&half, 1015.0, 10.0);
    assert_true(fabs(b.x - a.x - 404.0) < 1e-6 && fabs(b.y - a.y) < 1e-6);
    assert_true(near(half.px_per_m, 2.0 * lead.px_per_m));
}

static void people_are_matched_by_id_or_else_by_number(void **state)
{
    (void)state;
    struct replay_person here[] = {
        {.number = 1, .id = "A"}, {.number = 2, .id = "B"}, {.number = 3, .id = ""}, {.number = 4, .id = ""}};
    struct replay_person there[] = {
        {.number = 1, .id = "B"}, {.number = 2, .id = "X"}, {.number = 3, .id = ""}, {.number = 4, .id = "A"}};
    static const uint32_t WANTED[] = {3, 0, 2, SIBU_NONE};
    struct replay a = {.people = here, .people_count = 4}, b = {.people = there, .people_count = 4};
    struct sibu_fault fault;
    uint32_t twins[4];
    assert_int_equal(compare_twins(&a, &b, twins, &fault), SIBU_OK);
    assert_memory_equal(twins, WANTED, sizeof twins);
}

static void a_site_is_the_same_by_its_floors(void **state)
{
    (void)state;
    struct sibu_floor one[] = {{.id = "F1", .box = {0, 0, 10, 5}}, {.id = "F2", .box = {0, 0, 8, 5}}};
    struct sibu_floor other[] = {{.id = "F2", .box = {0, 0, 8.001, 5}}, {.id = "F1", .box = {0, 0, 10, 5}}};
    struct sibu_site a = {.id = "works", .floors = one, .floor_count = 2, .hash = {1}};
    struct sibu_site b = {.id = "works", .floors = other, .floor_count = 2, .hash = {2}};
    assert_int_equal(compare_site_of(&a, &b), COMPARE_SITE_SAME);
    assert_int_equal(compare_floor_of(&a, 0, &b), 1);
    assert_int_equal(compare_floor_of(&a, 5, &b), SIBU_NONE);
    other[1].box.max_x = 10.5;
    assert_int_equal(compare_site_of(&a, &b), COMPARE_SITE_CHANGED);
    other[1].box.max_x = 10.0;
    b.floor_count = 1;
    assert_int_equal(compare_site_of(&a, &b), COMPARE_SITE_CHANGED);
    b.id = "park";
    assert_int_equal(compare_site_of(&a, &b), COMPARE_SITE_OTHER);
    b.hash[0] = 1; /* the same bytes */
    assert_int_equal(compare_site_of(&a, &b), COMPARE_SITE_SAME);
}

static void shares_of_people_have_their_times(void **state)
{
    (void)state;
    struct replay here = here_of();
    assert_true(near(compare_share_s(&here, 0.5), 40.0));
    assert_true(near(compare_share_s(&here, 0.25), 20.0));
    assert_false(compare_share_s(&here, 0.9) < STATE_NEVER);
    here.expected_count = 0;
    assert_false(compare_share_s(&here, 0.5) < STATE_NEVER);
}

static void every_cause_has_its_words(void **state)
{
    (void)state;
    for (int language = 0; language < 2; language++) {
        char seen[LATE_CAUSES][200];
        for (int cause = 0; cause < LATE_CAUSES; cause++) {
            struct late late = {.late_s = 65.0, .cause = (enum late_cause)cause, .part_s = 35.0};
            compare_why_words(seen[cause], sizeof seen[cause], &late, (enum sibu_language)language);
            assert_true(cause >= LATE_HELP || strstr(seen[cause], "0:35") != NULL);
            assert_null(strchr(seen[cause], '{'));
            for (int other = 0; other < cause; other++) {
                assert_string_not_equal(seen[cause], seen[other]);
            }
        }
    }
    struct replay drill = {.drill = 1};
    struct late late = {.late_s = 65.0}, never = {.late_s = STATE_NEVER};
    char words[64];
    compare_late_words(words, sizeof words, &late, &drill, SIBU_EN);
    assert_string_equal(words, "+1:05");
    compare_late_words(words, sizeof words, &never, &drill, SIBU_EN);
    assert_string_equal(words, "not in");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_difference_counts_here_less_there),
        cmocka_unit_test(another_number_of_people_is_scaled),
        cmocka_unit_test(a_forecast_is_subtracted_with_its_band),
        cmocka_unit_test(the_forecast_is_read_the_other_way_round_too),
        cmocka_unit_test(the_scale_is_round_and_holds_what_is_on_it),
        cmocka_unit_test(two_plans_stand_where_they_are_seen_larger),
        cmocka_unit_test(cameras_keep_in_step),
        cmocka_unit_test(people_are_matched_by_id_or_else_by_number),
        cmocka_unit_test(a_site_is_the_same_by_its_floors),
        cmocka_unit_test(shares_of_people_have_their_times),
        cmocka_unit_test(every_cause_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
