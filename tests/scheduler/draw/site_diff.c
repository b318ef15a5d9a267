/* What another plan of a site would change: nothing is overlooked, and nothing is named that is the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/site_diff.h"

#define TEXT_BYTES 8000

/* The little works, as the file has it. */
static void read_little(char out[TEXT_BYTES])
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", getenv("SIBU_SOURCE"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(out, 1, TEXT_BYTES - 1, file);
    assert_in_range(length, 1000, TEXT_BYTES - 2);
    out[length] = '\0';
    assert_int_equal(fclose(file), 0);
}

static void replace(char text[TEXT_BYTES], const char *was, const char *is)
{
    char *copy = calloc(1, TEXT_BYTES);
    const char *at = strstr(text, was);
    assert_non_null(copy);
    assert_non_null(at);
    (void)snprintf(copy, TEXT_BYTES, "%.*s%s%s", (int)(at - text), text, is, at + strlen(was));
    memcpy(text, copy, TEXT_BYTES);
    free(copy);
}

static struct sibu_site *open_site(const char *text)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault = {0};
    if (sibu_site_open(&site, "site.geojson", text, strlen(text), &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return site;
}

struct sides {
    struct sibu_site *before, *after;
    struct sibu_arena arena;
    struct site_diff diff;
};

static void compare(struct sides *sides, const char *before, const char *after)
{
    *sides = (struct sides){.before = open_site(before), .after = open_site(after)};
    assert_true(site_diff_make(sides->before, sides->after, &sides->arena, &sides->diff));
}

static void end(struct sides *sides)
{
    sibu_site_close(sides->before);
    sibu_site_close(sides->after);
    sibu_arena_clear(&sides->arena);
}

static void the_same_differs_in_nothing(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    struct sides sides;
    read_little(text);
    compare(&sides, text, text);
    assert_int_equal(sides.diff.count, 0);
    assert_int_equal(sides.diff.whole, 0);
    assert_true(sides.diff.before_m2 > 300 && sides.diff.after_m2 > 300);
    end(&sides);
}

/* One change of the file, and the one change that it is. */
static void each_difference_is_found_where_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is;
        enum site_part part;
        const char *id;
        unsigned fields;
        double before, after;
    } CASES[] = {
        {"\"en\": \"Workshop\"", "\"en\": \"Shop\"", SITE_ZONE, "shop", 1U << SITE_NAME, 80, 80},
        {"\"zh\": \"车间\"", "\"zh\": \"工场\"", SITE_ZONE, "shop", 1U << SITE_NAME, 80, 80},
        {"\"use\": \"workshop\"", "\"use\": \"process\"", SITE_ZONE, "shop", 1U << SITE_USE, 80, 80},
        {"\"fire-hot-work\": 2", "\"fire-hot-work\": 3", SITE_ZONE, "shop", 1U << SITE_HAZARDS, 80, 80},
        {"\"fire-hot-work\": 2, ", "", SITE_ZONE, "shop", 1U << SITE_HAZARDS, 80, 80},
        {"[17, 12], [11, 12]", "[17, 11.99], [11, 12]", SITE_ZONE, "yard", 1U << SITE_SHAPE, 24, 23.97},
        {"[[10.1, 3.4], [10.1, 4.6]]", "[[10.1, 3.5], [10.1, 4.6]]", SITE_EXIT, "E1", 1U << SITE_SHAPE, 1.2, 1.1},
        {"\"id\": \"E1\",", "\"id\": \"E1\", \"flow\": 1.5,", SITE_EXIT, "E1", 1U << SITE_AMOUNT, 1.2, 1.2},
        {"\"capacity\": 60", "\"capacity\": 61", SITE_MUSTER, "M1", 1U << SITE_AMOUNT, 49, 49},
        {"\"elevation\": 0.0", "\"elevation\": 1.0", SITE_FLOOR, "F1", 1U << SITE_LEVEL, 330.04, 330.04},
        {"[10.2, -4], [26, -4], [26, 12]", "[10.2, -4], [27, -4], [27, 12]", SITE_FLOOR, "F1", 1U << SITE_SHAPE, 330.04,
         346.04},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char before[TEXT_BYTES], after[TEXT_BYTES];
        struct sides sides;
        read_little(before);
        read_little(after);
        replace(after, CASES[i].was, CASES[i].is);
        compare(&sides, before, after);
        const struct site_change *change = &sides.diff.changes[0];
        if (sides.diff.count != 1 || change->part != CASES[i].part || strcmp(change->id, CASES[i].id) != 0 ||
            change->fields != CASES[i].fields || sides.diff.change[CASES[i].part] != 1) {
            fail_msg("%s: %zu, part %d, %x", CASES[i].is, sides.diff.count, (int)change->part, change->fields);
        }
        assert_float_equal(change->before, CASES[i].before, 0.005);
        assert_float_equal(change->after, CASES[i].after, 0.005);
        end(&sides);
    }
}

#define DOOR(id)                                                                                                       \
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"door\", \"floor\": \"F1\", \"id\": \"" id                    \
    "\"}, \"geometry\": {\"type\": \"LineString\", \"coordinates\": [[10.0, 3.4], [10.0, 4.6]]}},\n"
#define ALARM(id)                                                                                                      \
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"alarm\", \"floor\": \"F1\", \"id\": \"" id                   \
    "\", \"audible\": 30}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [5, 5]}},\n"
#define EXIT "{\"type\": \"Feature\", \"properties\": {\"kind\": \"exit\""

/* Another id is another thing. By part, then by id. */
static void what_comes_and_goes_is_told_in_order(void **state)
{
    (void)state;
    char before[TEXT_BYTES], after[TEXT_BYTES];
    struct sides sides;
    read_little(before);
    read_little(after);
    replace(before, EXIT, DOOR("D2") EXIT);
    replace(after, EXIT, DOOR("D1") EXIT);
    replace(after, EXIT, ALARM("A1") EXIT);
    replace(after, "\"id\": \"yard\"", "\"id\": \"court\"");
    compare(&sides, before, after);
    const struct {
        enum site_part part;
        const char *id;
        int was;
    } EXPECTED[] = {{SITE_ZONE, "court", 0},
                    {SITE_ZONE, "yard", 1},
                    {SITE_DOOR, "D1", 0},
                    {SITE_DOOR, "D2", 1},
                    {SITE_ALARM, "A1", 0}};
    assert_int_equal(sides.diff.count, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct site_change *change = &sides.diff.changes[i];
        assert_int_equal(change->part, EXPECTED[i].part);
        assert_string_equal(change->id, EXPECTED[i].id);
        assert_int_equal(change->was, EXPECTED[i].was);
        assert_int_equal(change->is, !EXPECTED[i].was);
        assert_int_equal(change->fields, 0);
    }
    assert_float_equal(sides.diff.changes[0].after, 24, 1e-9);
    assert_float_equal(sides.diff.changes[1].before, 24, 1e-9);
    assert_int_equal(sides.diff.come[SITE_ZONE], 1);
    assert_int_equal(sides.diff.leave[SITE_DOOR], 1);
    assert_int_equal(sides.diff.change[SITE_FLOOR], 0);
    end(&sides);
}

static void the_site_as_a_whole_is_compared_too(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is;
        unsigned whole;
    } CASES[] = {{"\"grade\": \"B\"", "\"grade\": \"C\"", SITE_WHOLE_GRADE},
                 {"Asia/Shanghai", "Asia/Urumqi", SITE_WHOLE_ZONE},
                 {"Little works", "Less works", SITE_WHOLE_NAME}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char before[TEXT_BYTES], after[TEXT_BYTES];
        struct sides sides;
        read_little(before);
        read_little(after);
        replace(after, CASES[i].was, CASES[i].is);
        compare(&sides, before, after);
        assert_int_equal(sides.diff.count, 0);
        assert_int_equal(sides.diff.whole, CASES[i].whole);
        end(&sides);
    }
}

/* Degrees east and north of 121.5, 31.2: some 100 m a thousandth. */
static void write_geographic(char out[TEXT_BYTES], double far_lon, double muster_lat)
{
    (void)snprintf(
        out, TEXT_BYTES,
        "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"g\",\"name\":{\"zh\":\"园\",\"en\":\"G\"},\"grade\":\"B\","
        "\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"wgs84\",\"floors\":[{\"id\":\"F1\",\"name\":{\"zh\":\"一\",\"en\":\"1\"},"
        "\"elevation\":0}]},\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"kind\":\"walkable\",\"floor\":\"F1\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[121.5,31.2],[%.7f,31.2],[%.7f,31.2001],[121.5,31.2001],[121.5,31.2]]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"kind\":\"exit\",\"floor\":\"F1\",\"id\":\"E1\",\"name\":{\"zh\":\"门\",\"en\":\"E\"}},"
        "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[121.5004,31.2],[121.5004,31.2001]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"kind\":\"muster\",\"floor\":\"F1\",\"id\":\"M1\",\"name\":{\"zh\":\"点\",\"en\":\"M\"},"
        "\"capacity\":60},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[121.5006,31.20002],[121.5009,31.20002],"
        "[121.5009,%.7f],[121.5006,31.20005],[121.5006,31.20002]]]}}]}",
        far_lon, far_lon, muster_lat);
}

/* Metres are counted from the middle of the plan, which moves when the plan grows: what stayed in its place on the earth did not
 * move. */
static void a_plan_in_degrees_that_grows_moves_nothing(void **state)
{
    (void)state;
    char before[TEXT_BYTES], after[TEXT_BYTES];
    struct sides sides;
    write_geographic(before, 121.501, 31.20005);
    write_geographic(after, 121.502, 31.20005);
    compare(&sides, before, after);
    assert_true(sides.before->origin_longitude_deg < sides.after->origin_longitude_deg - 0.0001);
    assert_int_equal(sides.diff.count, 1);
    assert_int_equal(sides.diff.changes[0].part, SITE_FLOOR);
    assert_int_equal(sides.diff.changes[0].fields, 1U << SITE_SHAPE);
    end(&sides);
    write_geographic(after, 121.502, 31.2000501); /* by a centimetre */
    compare(&sides, before, after);
    assert_int_equal(sides.diff.count, 2);
    assert_string_equal(sides.diff.changes[1].id, "M1");
    end(&sides);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_differs_in_nothing),
        cmocka_unit_test(each_difference_is_found_where_it_is),
        cmocka_unit_test(what_comes_and_goes_is_told_in_order),
        cmocka_unit_test(the_site_as_a_whole_is_compared_too),
        cmocka_unit_test(a_plan_in_degrees_that_grows_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
