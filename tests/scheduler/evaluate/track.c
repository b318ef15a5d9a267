/* Flows through exits, how closely people stand, what they would have met and what time was left: by hand, and against plain
 * counting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drill_table.h"
#include "evaluate/evaluation.h"
#include "sibu/hazard.h"
#include "sibu/random.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9)) {
        fail_msg("%.9g is not %.9g", value, expected);
    }
}

/* A cross around (0, 0) on floor 0, in which each has all five within 1.128 m, and one above it on floor 1; two 1.128 m apart,
 * which is within the circle, and two 1.129 m apart, which is not; 17 on one spot; and two that are nowhere. */
static void everybody_within_a_circle_of_four_square_metres_counts(void **state)
{
    (void)state;
    enum { COUNT = 29 };
    float x_m[COUNT] = {0, 0.5f, -0.5f, 0, 0, 0, -10, -10 + 1.128f, 20, 20 + 1.129f};
    float y_m[COUNT] = {0, 0, 0, 0.5f, -0.5f, 0, -10, -10, 20, 20};
    uint16_t floor[COUNT] = {0, 0, 0, 0, 0, 1};
    static const double EXPECTED[] = {1.25, 1.25, 1.25, 1.25, 1.25, 0.25, 0.5, 0.5, 0.25, 0.25};
    double per_m2[COUNT];
    struct density_room room = {0};
    struct sibu_fault fault;
    for (size_t i = 10; i < 27; i++) {
        x_m[i] = y_m[i] = 1000.0f;
    }
    x_m[27] = NAN;
    y_m[28] = -4.1e6f;
    const struct density_people people = {COUNT, x_m, y_m, floor};
    assert_int_equal(density_reckon(&room, &people, per_m2, &fault), SIBU_OK);
    for (size_t i = 0; i < COUNT; i++) {
        assert_near(per_m2[i], i < 10 ? EXPECTED[i] : i < 27 ? 4.25 : 0.0);
    }
    density_clear(&room);
}

static void densities_are_those_of_plain_counting(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    static float x_m[COUNT], y_m[COUNT];
    static uint16_t floor[COUNT];
    static double per_m2[COUNT];
    struct sibu_pcg64 stream;
    uint8_t key[32];
    struct density_room room = {0};
    struct sibu_fault fault;
    sibu_key_of_seed(key, 5);
    sibu_pcg64_open(&stream, key, "densities", 0);
    for (size_t i = 0; i < COUNT; i++) {
        x_m[i] = (float)(16.0 * sibu_draw_unit(&stream) - 8.0);
        y_m[i] = (float)(16.0 * sibu_draw_unit(&stream) - 8.0);
        floor[i] = (uint16_t)(i % 2);
    }
    const struct density_people people = {COUNT, x_m, y_m, floor};
    assert_int_equal(density_reckon(&room, &people, per_m2, &fault), SIBU_OK);
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t around = 0;
        for (size_t k = 0; k < COUNT; k++) {
            double dx = (double)x_m[i] - (double)x_m[k], dy = (double)y_m[i] - (double)y_m[k];
            around += floor[i] == floor[k] && dx * dx + dy * dy <= 4.0 / 3.14159265358979323846 ? 1 : 0;
        }
        assert_near(per_m2[i], around / 4.0);
    }
    density_clear(&room);
}

struct opened {
    struct sibu_record *record;
    char path[64];
    struct evaluation evaluation;
};

static void begin(struct opened *opened)
{
    opened->record = table_empty(opened->path);
    table_event(opened->record, 0, "drawn", 0, "shop");
    for (uint32_t i = 0; i < 7; i++) {
        table_someone(opened->record, i + 1, &(struct table_who){"shop", "day", "worker", i < 5});
    }
}

static const struct evaluation *finish(struct opened *opened, double end_s)
{
    struct sibu_fault fault = {0};
    table_event(opened->record, end_s, "all-clear", 0, "");
    if (evaluation_open(&opened->evaluation, opened->record, &fault) != SIBU_OK) {
        fail_msg("%s", fault.what[SIBU_EN]);
    }
    return &opened->evaluation;
}

static void close_drill(struct opened *opened)
{
    evaluation_close(&opened->evaluation);
    table_clear(opened->record, opened->path);
}

/* Through E1 at 66 67 68 71 72 75 s: three in each of two windows, but six in the ten seconds from 66 s on. */
static void the_highest_flow_is_over_any_ten_seconds(void **state)
{
    (void)state;
    static const double AT_S[] = {75, 66, 67, 68, 71, 72};
    struct opened opened;
    begin(&opened);
    for (uint32_t i = 0; i < 6; i++) {
        table_event(opened.record, AT_S[i], "exit", i + 2,
                    "E1"); /* two of them were not expected: they are in the way too */
    }
    table_event(opened.record, 80, "exit", 1, "E2");
    table_event(opened.record, 301, "exit", 2, "E2"); /* after the end */
    const struct evaluation *evaluation = finish(&opened, 300);
    assert_int_equal(evaluation->flow_count, 2);
    const struct evaluation_flow *first = &evaluation->flows[0], *second = &evaluation->flows[1];
    assert_string_equal(first->id, "E1");
    assert_int_equal(first->crossings, 6);
    assert_near(first->first_s, 66);
    assert_near(first->last_s, 75);
    assert_near(first->most_per_s, 0.6);
    assert_near(first->most_s, 66);
    assert_near(evaluation->flow_window_s, 10);
    assert_int_equal(first->window_count, 8);
    assert_int_equal(first->windows[5], 0);
    assert_int_equal(first->windows[6], 3);
    assert_int_equal(first->windows[7], 3);
    assert_string_equal(second->id, "E2");
    assert_int_equal(second->crossings, 1);
    assert_near(second->most_per_s, 0.1);
    close_drill(&opened);
}

static void a_long_drill_has_wider_windows(void **state)
{
    (void)state;
    struct opened opened;
    begin(&opened);
    table_event(opened.record, 8000, "exit", 1, "E1");
    const struct evaluation *evaluation = finish(&opened, 9000);
    assert_near(evaluation->flow_window_s, 20); /* 800 windows of 10 s are more than 720 */
    assert_int_equal(evaluation->flows[0].window_count, 401);
    close_drill(&opened);
}

#define FEATURE(kind, more, ring)                                                                                      \
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"" kind "\",\"floor\":\"F1\"" more                                \
    "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" ring "]]}},"
#define NAMED(id) ",\"id\":\"" id "\",\"name\":{\"zh\":\"" id "\",\"en\":\"" id "\"}"
#define SHOP FEATURE("walkable", "", "[0,0],[10,0],[10,8],[0,8],[0,0]")
#define OPENING FEATURE("walkable", "", "[10,3.4],[10.2,3.4],[10.2,4.6],[10,4.6],[10,3.4]")
#define YARD FEATURE("walkable", "", "[10.2,-4],[26,-4],[26,12],[10.2,12],[10.2,-4]")
#define ZONES                                                                                                          \
    FEATURE("zone", NAMED("shop") ",\"use\":\"workshop\"", "[0,0],[10,0],[10,8],[0,8],[0,0]")                          \
    FEATURE("zone", NAMED("yard") ",\"use\":\"outdoor\"", "[11,8],[17,8],[17,12],[11,12],[11,8]")
#define MUSTER FEATURE("muster", NAMED("M1") ",\"capacity\":60", "[18,0],[25,0],[25,7],[18,7],[18,0]")
static const char SITE[] =
    "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"little\",\"name\":{\"zh\":\"小厂\",\"en\":\"Little\"},"
    "\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"floors\":[{\"id\":\"F1\",\"name\":{\"zh\":"
    "\"一层\",\"en\":\"Ground\"},\"elevation\":0}]},\"features\":[" SHOP OPENING YARD ZONES MUSTER
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"exit\",\"floor\":\"F1\"" NAMED(
        "E1") "},\"geometry\":{\"type\":"
              "\"LineString\",\"coordinates\":[[10.1,3.4],[10.1,4.6]]}}]}";

/* Five in a cross around a point, for a second of four frames. */
static void stand(struct sibu_record *record, size_t second, double x, double y)
{
    static const uint32_t WHO[] = {1, 2, 3, 4, 5};
    static const float EAST[] = {0, 0.5f, -0.5f, 0, 0}, NORTH[] = {0, 0, 0, 0.5f, -0.5f};
    static const float AHEAD[] = {1, 1, 1, 1, 1}, ASIDE[] = {0, 0, 0, 0, 0};
    static const uint16_t FLOOR[] = {0, 0, 0, 0, 0};
    float x_m[5], y_m[5];
    for (size_t i = 0; i < 5; i++) {
        x_m[i] = (float)x + EAST[i];
        y_m[i] = (float)y + NORTH[i];
    }
    for (size_t quarter = 0; quarter < 4; quarter++) {
        struct sibu_fault fault;
        const struct sibu_record_frame frame = {
            (double)second + 0.25 * (double)quarter, 5, WHO, x_m, y_m, AHEAD, ASIDE, FLOOR};
        assert_int_equal(sibu_record_put_frame(record, &frame, &fault), SIBU_OK);
    }
}

/* In the shop at 0 s, in it before the exit at 1 s, in the yard at 2 s. */
static void walk(struct opened *opened)
{
    begin(opened);
    stand(opened->record, 0, 5, 6);
    stand(opened->record, 1, 9, 4);
    stand(opened->record, 2, 14, 10);
}

static void check_density(const struct evaluation_density *found, const char *kind, const char *id, double seconds)
{
    assert_string_equal(found->kind, kind);
    assert_string_equal(found->id, id);
    assert_near(found->above_s[0], seconds);
    assert_near(found->person_s[0], 5 * seconds);
    assert_near(found->above_s[1], 0);
    assert_near(found->person_s[1], 0);
    assert_near(found->most_per_m2, seconds > 0 ? 1.25 : 0);
}

static void a_place_is_dense_while_anybody_stands_densely(void **state)
{
    (void)state;
    static const double END_S[] = {1.5, 2.5}, YARD_S[] = {0, 1};
    for (size_t i = 0; i < 2; i++) {
        struct sibu_fault fault;
        struct opened opened;
        walk(&opened);
        assert_int_equal(sibu_record_put_document(opened.record, "site", SITE, sizeof SITE - 1, &fault), SIBU_OK);
        const struct evaluation_densities *density = &finish(&opened, END_S[i])->density;
        assert_int_equal(density->is_measured, 1);
        assert_near(density->every_s, 1);
        assert_int_equal(density->place_count, 3);
        check_density(&density->places[0], "zone", "shop", 2);
        check_density(&density->places[1], "zone", "yard", YARD_S[i]);
        check_density(&density->places[2], "exit", "E1", 1);
        close_drill(&opened);
    }
}

static void what_the_record_does_not_know_is_not_measured(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct opened opened;
    walk(&opened); /* nobody knows where the zones are */
    assert_int_equal(finish(&opened, 10)->density.is_measured, 0);
    assert_int_equal(opened.evaluation.density.place_count, 0);
    assert_int_equal(opened.evaluation.flow_count, 0);
    close_drill(&opened);
    begin(&opened); /* nobody knows where people were */
    assert_int_equal(sibu_record_put_document(opened.record, "site", SITE, sizeof SITE - 1, &fault), SIBU_OK);
    assert_int_equal(finish(&opened, 10)->density.is_measured, 0);
    close_drill(&opened);
}

/* A fire in the shop that grows fast, in the middle of it. */
static const char SCENARIO[] =
    "{\"format\":1,\"family\":\"fire\",\"zone\":\"shop\",\"x_m\":5,\"y_m\":6,\"field\":{\"growth_kw_per_s2\":0.2,\"peak_kw\":"
    "5000,\"burning_s\":1,\"soot_yield\":0.1,\"carbon_monoxide_yield\":0.1,\"release_kg_per_s\":0,\"release_s\":0,"
    "\"height_m\":0,\"wind_m_per_s\":0,\"wind_from_deg\":0,\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0}}";

static void put_fire(struct sibu_record *record)
{
    struct sibu_fault fault;
    assert_int_equal(sibu_record_put_document(record, "site", SITE, sizeof SITE - 1, &fault), SIBU_OK);
    assert_int_equal(sibu_record_put_document(record, "scenario", SCENARIO, sizeof SCENARIO - 1, &fault), SIBU_OK);
}

/* What the fields give to who stands at the five places of `stand` around a point, each second from `from_s` to `to_s`. */
static double dose_of(const struct evaluation_hazard *hazard, double x, double y, int from_s, int to_s,
                      double *least_sight_m)
{
    double dose = 0.0;
    *least_sight_m = SIBU_SEES_MOST_M;
    for (int second = from_s; second <= to_s; second++) {
        struct sibu_air air = sibu_air_clean();
        sibu_field_course_look(hazard->course, 0, x, y, (double)second, &air);
        double sight_m = sibu_smoke_visibility_m(air.extinction_per_m, 3.0);
        *least_sight_m = sight_m < *least_sight_m ? sight_m : *least_sight_m;
        dose += sibu_dose_rate_per_s(&air);
    }
    return dose;
}

/* A minute and a half beside the fire, then half a minute in the yard: every second's dose counts, and the worst sight. */
static void what_is_met_is_what_the_fields_were_where_people_stood(void **state)
{
    (void)state;
    struct opened opened;
    double shop_sight_m, yard_sight_m;
    begin(&opened);
    put_fire(opened.record);
    for (size_t second = 0; second < 120; second++) {
        stand(opened.record, second, second < 90 ? 5 : 14, second < 90 ? 5 : 10);
    }
    const struct evaluation *evaluation = finish(&opened, 119.5);
    const struct evaluation_exposure *exposure = &evaluation->exposure;
    assert_int_equal(evaluation->hazard.is_known, 1);
    assert_int_equal(exposure->is_measured, 1);
    assert_int_equal(exposure->people, 5);
    double dose = dose_of(&evaluation->hazard, 5, 5, 0, 89, &shop_sight_m) +
                  dose_of(&evaluation->hazard, 14, 10, 90, 119, &yard_sight_m);
    assert_true(dose > 0.0 && shop_sight_m < 5.0 && shop_sight_m < yard_sight_m);
    assert_true(fabs(exposure->met[0].dose - dose) <= 1e-9 * dose);
    assert_near(exposure->met[0].least_sight_m, shop_sight_m);
    assert_int_equal(exposure->met[5].is_known, 0); /* of whom no position is known */
    assert_int_equal(exposure->sight_below_5_m, 5);
    assert_int_equal(exposure->sight_below_10_m, 5);
    assert_int_equal(exposure->dosed, dose >= 0.3 ? 5 : 0);
    assert_true(exposure->most_dose >= dose);
    close_drill(&opened);
}

/* So many people of the shop: the i-th is alerted at i s, sets out 10 s later and is out of E1 20 s after that. */
static const struct evaluation *evacuate(struct opened *opened, uint32_t people)
{
    opened->record = table_empty(opened->path);
    struct sibu_fault fault;
    assert_int_equal(sibu_record_begin(opened->record, &fault), SIBU_OK);
    table_event(opened->record, 0, "drawn", 0, "shop");
    for (uint32_t i = 1; i <= people; i++) {
        table_someone(opened->record, i, &(struct table_who){"shop", "day", "worker", 1});
        table_delivery(opened->record, (double)i, i, 1, "");
        table_event(opened->record, (double)i + 10, "start", i, "");
        table_event(opened->record, (double)i + 30, "exit", i, "E1");
    }
    put_fire(opened->record);
    const struct evaluation *evaluation = finish(opened, 300);
    assert_int_equal(sibu_record_commit(opened->record, &fault), SIBU_OK);
    return evaluation;
}

/* Of 60 the 57th is the first by whom 95 % are alerted: 57 s, and 10 s and 20 s for everybody. Who is out at i + 30 s is caught
 * where that is later than the shop was dangerous. */
static void a_margin_is_the_time_left_less_the_time_needed(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation *evaluation = evacuate(&opened, 60);
    assert_true(evaluation->margin_count >= 1);
    const struct evaluation_margin *shop = &evaluation->margins[0];
    double dangerous_s = evaluation->hazard.reached_s[SIBU_FIELD_DANGEROUS]; /* of the first zone */
    uint32_t caught = 0;
    for (uint32_t i = 1; i <= 60; i++) {
        caught += (double)i + 30 > dangerous_s ? 1 : 0;
    }
    assert_true(caught > 0 && caught < 60 && dangerous_s > 0.0); /* else this says nothing */
    assert_string_equal(shop->kind, "zone");
    assert_string_equal(shop->id, "shop");
    assert_int_equal(shop->people, 60);
    assert_int_equal(shop->is_few, 0);
    assert_near(shop->alarm_s, 57);
    assert_near(shop->pre_s, 10);
    assert_near(shop->move_s, 20);
    assert_near(shop->rset_s, 87);
    assert_near(shop->aset_s, dangerous_s);
    assert_near(shop->margin_s, dangerous_s - 87);
    assert_int_equal(shop->caught, caught);
    for (size_t i = 1; i < evaluation->margin_count; i++) {
        assert_string_equal(evaluation->margins[i].kind, "exit"); /* nobody is of the yard */
    }
    close_drill(&opened);
}

static void too_few_have_no_time_needed(void **state)
{
    (void)state;
    struct opened opened;
    const struct evaluation_margin *shop = &evacuate(&opened, 58)->margins[0];
    assert_int_equal(shop->people, 58);
    assert_int_equal(shop->is_few, 1);
    assert_int_equal(shop->has_rset, 0);
    assert_near(shop->alarm_s, MEASURE_NEVER);
    close_drill(&opened);
    shop = &evacuate(&opened, 59)->margins[0];
    assert_int_equal(shop->is_few, 0);
    assert_near(shop->alarm_s, 57); /* 56 of 59 are 94.9 % */
    close_drill(&opened);
}

#define LAW                                                                                                                \
    "\"field\":{\"growth_kw_per_s2\":0.2,\"peak_kw\":5000,\"burning_s\":1,\"soot_yield\":0.1,\"carbon_monoxide_yield\":"   \
    "0.1,\"release_kg_per_s\":0,\"release_s\":0,\"height_m\":0,\"wind_m_per_s\":0,\"wind_from_deg\":0,\"airing_share\":1," \
    "\"blast_mj\":0,\"water_m3_per_s\":0}}"

static void without_a_law_or_a_place_nothing_is_met(void **state)
{
    (void)state;
    static const char *const SCENARIOS[] = {"{\"zone\":\"shop\",\"x_m\":1,\"y_m\":1}",
                                            "{\"zone\":\"shop\",\"x_m\":1," LAW,
                                            "{\"zone\":\"shop\",\"y_m\":1," LAW,
                                            "{\"zone\":\"mine\",\"x_m\":1,\"y_m\":1," LAW,
                                            "nothing",
                                            "{\"zone\":\"shop\",\"x_m\":1,\"y_m\":1," LAW};
    for (size_t i = 0; i < sizeof SCENARIOS / sizeof SCENARIOS[0]; i++) {
        const char *scenario = SCENARIOS[i];
        int is_sound = i + 1 == sizeof SCENARIOS / sizeof SCENARIOS[0]; /* the last differs by what the others lack */
        struct sibu_fault fault;
        struct opened opened;
        walk(&opened);
        assert_int_equal(sibu_record_put_document(opened.record, "site", SITE, sizeof SITE - 1, &fault), SIBU_OK);
        assert_int_equal(sibu_record_put_document(opened.record, "scenario", scenario, strlen(scenario), &fault),
                         SIBU_OK);
        table_event(opened.record, 1, "exit", 1, "E1");
        const struct evaluation *evaluation = finish(&opened, 10);
        assert_int_equal(evaluation->hazard.is_known, is_sound);
        assert_int_equal(evaluation->exposure.is_measured, is_sound);
        assert_int_equal(evaluation->density.is_measured, 1); /* where people were is known all the same */
        close_drill(&opened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_within_a_circle_of_four_square_metres_counts),
        cmocka_unit_test(densities_are_those_of_plain_counting),
        cmocka_unit_test(the_highest_flow_is_over_any_ten_seconds),
        cmocka_unit_test(a_long_drill_has_wider_windows),
        cmocka_unit_test(a_place_is_dense_while_anybody_stands_densely),
        cmocka_unit_test(what_the_record_does_not_know_is_not_measured),
        cmocka_unit_test(what_is_met_is_what_the_fields_were_where_people_stood),
        cmocka_unit_test(a_margin_is_the_time_left_less_the_time_needed),
        cmocka_unit_test(too_few_have_no_time_needed),
        cmocka_unit_test(without_a_law_or_a_place_nothing_is_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
