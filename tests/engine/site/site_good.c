/* What a good site file says is what the site holds; and its ground is the union of what was drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/site.h"
#include "site_text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct sibu_site *open_text(const struct sibu_text *text)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault;
    if (sibu_site_open(&site, "t.geojson", sibu_text_get(text), text->length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return site;
}

static struct sibu_site *open_file(const char *path)
{
    struct sibu_text text = {0};
    text_of_file(&text, path);
    struct sibu_site *site = open_text(&text);
    sibu_text_clear(&text);
    return site;
}

static double floor_area(const struct sibu_floor *floor)
{
    double area = 0.0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        area += sibu_polygon_area(&floor->walkable[i]);
    }
    return area;
}

static void everything_in_the_file_is_in_the_site(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("tests/engine/site/base.geojson");
    assert_string_equal(site->id, "test-works");
    assert_string_equal(site->name.in[SIBU_ZH], "测试厂");
    assert_string_equal(site->name.in[SIBU_EN], "Test works");
    assert_int_equal(site->grade, 'C');
    assert_string_equal(site->timezone, "Asia/Shanghai");
    assert_string_equal(site->sector, ""); /* they may be left out */
    assert_string_equal(site->county, "");
    assert_int_equal(site->geographic, 0);
    assert_int_equal(site->floor_count, 2);
    assert_true(fabs(site->floors[1].elevation_m - 3.0) < 1e-12);
    assert_int_equal(site->zone_count, 4);
    assert_int_equal(site->zones[0].hazard_count, 2);
    assert_string_equal(site->zones[0].hazards[1].family, "fire-electrical");
    assert_true(fabs(site->zones[0].hazards[1].weight - 0.5) < 1e-12);
    assert_int_equal(site->zones[2].use, SIBU_USE_OUTDOOR);
    assert_true(fabs(site->zones[2].area_m2 - 180.0) < 1e-9);
    assert_int_equal(site->door_count, 1);
    assert_true(fabs(site->doors[0].flow_per_s - 1.5) < 1e-12);
    assert_int_equal(site->exit_count, 1);
    assert_true(fabs(sibu_line_length(&site->exits[0].line) - 1.2) < 1e-9);
    assert_int_equal(site->stair_count, 1);
    assert_int_equal(site->stairs[0].floor, 0);
    assert_int_equal(site->stairs[0].to, 1);
    assert_true(fabs(site->stairs[0].direction.x) < 1e-12 && fabs(site->stairs[0].direction.y - 1.0) < 1e-12);
    assert_int_equal(site->muster_count, 1);
    assert_int_equal(site->musters[0].capacity_persons, 80);
    assert_int_equal(site->alarm_count, 1);
    assert_string_equal(site->alarms[0].topic, "works/horn");
    assert_int_equal(site->interlock_count, 1);
    assert_true(site->interlocks[0].floor == SIBU_NONE);
    assert_string_equal(site->interlocks[0].asks, "permits.csv");
    assert_int_equal(site->start_count, 2);
    assert_int_equal(site->starts[0].count, 30);
    assert_int_equal(site->starts[1].count, 18); /* 0.25 persons on each of 18 * 4 m2 */
    sibu_site_close(site);
}

static void ground_is_walkable_and_stairs_less_obstacles(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("tests/engine/site/base.geojson");
    assert_int_equal(site->floors[0].walkable_count, 1);
    assert_true(fabs(floor_area(&site->floors[0]) - (200.0 + 0.24 + 396.0 - 4.0 + 6.0)) < 1e-6);
    assert_true(fabs(floor_area(&site->floors[1]) - (200.0 + 0.24 + 116.0 + 6.0)) < 1e-6);
    static const struct {
        uint32_t floor;
        double x, y;
        int walkable;
    } CASES[] = {{0, 1, 1, 1},    {0, 4, 7, 0},    {0, 20.1, 4.5, 1}, {0, 20.1, 8, 0}, {0, 2.5, 12, 1},
                 {1, 2.5, 12, 1}, {1, 4.5, 12, 0}, {1, 10, 20, 1},    {1, 10, 5, 0},   {7, 1, 1, 0}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(sibu_site_walkable(site, CASES[i].floor, CASES[i].x, CASES[i].y), CASES[i].walkable);
    }
    sibu_site_close(site);
}

static void things_are_found_by_id_and_by_place(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("tests/engine/site/base.geojson");
    assert_int_equal(sibu_site_find_zone(site, "Z3"), 2);
    assert_int_equal(sibu_site_find_exit(site, "E1"), 0);
    assert_int_equal(sibu_site_find_muster(site, "M1"), 0);
    assert_true(sibu_site_find_zone(site, "E1") == SIBU_NONE);
    assert_true(sibu_site_find_exit(site, "") == SIBU_NONE);
    assert_true(sibu_site_find_muster(site, "m1") == SIBU_NONE);
    assert_int_equal(sibu_site_zone_at(site, 0, 10, 5), 0);
    assert_int_equal(sibu_site_zone_at(site, 1, 10, 20), 1);
    assert_true(sibu_site_zone_at(site, 0, 35, 3) == SIBU_NONE);
    sibu_site_close(site);
}

static void the_hash_is_that_of_the_bytes(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    text_of_file(&text, "tests/engine/site/base.geojson");
    struct sibu_site *first = open_text(&text);
    struct sibu_site *again = open_text(&text);
    sibu_text_add(&text, " ");
    struct sibu_site *other = open_text(&text);
    assert_memory_equal(first->hash, again->hash, sizeof first->hash);
    assert_memory_not_equal(first->hash, other->hash, sizeof first->hash);
    sibu_site_close(first);
    sibu_site_close(again);
    sibu_site_close(other);
    sibu_text_clear(&text);
}

/* The example of the document is a site. */
static void the_example_in_the_docs_is_good(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_text example = {0};
    text_of_file(&text, "docs/site.md");
    const char *begin = strstr(sibu_text_get(&text), "```json\n");
    assert_non_null(begin);
    const char *end = strstr(begin + 8, "```");
    assert_non_null(end);
    sibu_text_add_bytes(&example, begin + 8, (size_t)(end - begin - 8));
    struct sibu_site *site = open_text(&example);
    assert_string_equal(site->id, "little-workshop");
    sibu_site_close(site);
    sibu_text_clear(&example);
    sibu_text_clear(&text);
}

static void the_sample_sites_are_good(void **state)
{
    (void)state;
    static const char *const FILES[] = {"scenarios/sites/chem-park.geojson", "scenarios/sites/metal-works.geojson",
                                        "scenarios/sites/training-building.geojson"};
    for (size_t i = 0; i < COUNT(FILES); i++) {
        struct sibu_site *site = open_file(FILES[i]);
        assert_true(site->zone_count > 5 && site->exit_count > 1 && site->muster_count > 0);
        sibu_site_close(site);
    }
}

static void wkt_is_the_ground(void **state)
{
    (void)state;
    struct sibu_site *site = open_file("tests/engine/site/base.geojson");
    struct sibu_text wkt = {0};
    sibu_site_wkt(site, 0, &wkt);
    const char *text = sibu_text_get(&wkt);
    assert_int_equal(strncmp(text, "POLYGON ((", 10), 0);
    assert_non_null(strstr(text, "), (3 6, ")); /* the machine is a hole */
    assert_non_null(strstr(text, "40 15"));
    assert_int_equal(text[wkt.length - 1], ')');
    sibu_text_clear(&wkt);
    sibu_site_close(site);
}

static void assert_moved(const struct sibu_polygon *degrees, const struct sibu_polygon *metres,
                         struct sibu_point centre)
{
    assert_int_equal(degrees->rings[0].count, metres->rings[0].count);
    for (uint32_t i = 0; i < metres->rings[0].count; i++) {
        struct sibu_point a = degrees->rings[0].points[i];
        struct sibu_point b = metres->rings[0].points[i];
        assert_true(fabs(a.x - (b.x - centre.x)) < 0.002 && fabs(a.y - (b.y - centre.y)) < 0.002);
    }
}

/* The same works drawn in degrees at 31.2 degrees north come out as they were, with the origin in their middle. The
 * lengths of a degree are taken from another source than the reader's: the series of the US National
 * Geospatial-Intelligence Agency. */
static void degrees_become_metres_on_the_tangent_plane(void **state)
{
    (void)state;
    const double latitude = 31.2;
    const double phi = latitude * 3.14159265358979323846 / 180.0;
    const double east = 111412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi);
    const double north = 111132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi) - 0.0023 * cos(6 * phi);
    const struct sibu_point centre = {20.0, 12.5}; /* of the box around everything in base.geojson */
    struct sibu_text text = {0};
    text_of_file(&text, "tests/engine/site/base.geojson");
    struct sibu_site *metres = open_text(&text);
    text_change(&text, (struct change){"\"coordinates\": \"metres\"", "\"coordinates\": \"wgs84\""});
    text_move(&text, (struct sibu_point){1.0 / east, 1.0 / north}, (struct sibu_point){121.4, latitude});
    struct sibu_site *degrees = open_text(&text);
    assert_int_equal(degrees->geographic, 1);
    assert_true(fabs(degrees->origin_longitude_deg - (121.4 + centre.x / east)) < 1e-8);
    assert_true(fabs(degrees->origin_latitude_deg - (latitude + centre.y / north)) < 1e-8);
    for (uint32_t i = 0; i < metres->zone_count; i++) {
        assert_moved(&degrees->zones[i].polygon, &metres->zones[i].polygon, centre);
    }
    assert_moved(&degrees->stairs[0].polygon, &metres->stairs[0].polygon, centre);
    assert_true(fabs(floor_area(&degrees->floors[0]) - floor_area(&metres->floors[0])) < 0.1);
    sibu_site_close(degrees);
    sibu_site_close(metres);
    sibu_text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_in_the_file_is_in_the_site),
        cmocka_unit_test(ground_is_walkable_and_stairs_less_obstacles),
        cmocka_unit_test(things_are_found_by_id_and_by_place),
        cmocka_unit_test(the_hash_is_that_of_the_bytes),
        cmocka_unit_test(the_example_in_the_docs_is_good),
        cmocka_unit_test(the_sample_sites_are_good),
        cmocka_unit_test(wkt_is_the_ground),
        cmocka_unit_test(degrees_become_metres_on_the_tangent_plane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
