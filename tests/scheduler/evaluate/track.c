/* Flows through exits and how closely people stand: by hand, and against plain counting.
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_within_a_circle_of_four_square_metres_counts),
        cmocka_unit_test(densities_are_those_of_plain_counting),
        cmocka_unit_test(the_highest_flow_is_over_any_ten_seconds),
        cmocka_unit_test(a_long_drill_has_wider_windows),
        cmocka_unit_test(a_place_is_dense_while_anybody_stands_densely),
        cmocka_unit_test(what_the_record_does_not_know_is_not_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
