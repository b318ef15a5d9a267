/* The ground is the union of what was drawn, whatever was drawn: real overlapping parts, and random rectangles counted
 * cell by cell.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "geometry/ring.h"
#include "sibu/random.h"
#include "sibu/site.h"
#include "site_text.h"

#define FLOOR "{\"id\": \"F2\", \"name\": {\"zh\": \"二层\""
#define AND_FLOOR "{\"id\": \"X\", \"name\": {\"zh\": \"试\", \"en\": \"test\"}, \"elevation\": 9}, " FLOOR
#define FIRST "\"features\": ["
#define AREA_FLOOR 1 /* the new floor stands between F1 and F2 */

/* base.geojson with a floor more and these features on it; `features` ends with a comma. */
static struct sibu_site *open_with(const struct sibu_text *features)
{
    struct sibu_text text = {0};
    struct sibu_text first = {0};
    struct sibu_site *site = NULL;
    struct sibu_fault fault;
    text_of_file(&text, "tests/engine/site/base.geojson");
    text_change(&text, (struct change){FLOOR, AND_FLOOR});
    sibu_text_add(&first, FIRST);
    sibu_text_add(&first, sibu_text_get(features));
    text_change(&text, (struct change){FIRST, sibu_text_get(&first)});
    if (sibu_site_open(&site, "t.geojson", text.bytes, text.length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    sibu_text_clear(&first);
    sibu_text_clear(&text);
    return site;
}

static void begin_feature(struct sibu_text *out, const char *kind)
{
    sibu_text_addf(out,
                   "{\"type\": \"Feature\", \"properties\": {\"kind\": \"%s\", \"floor\": \"X\"}, \"geometry\": "
                   "{\"type\": \"Polygon\", \"coordinates\": ",
                   kind);
}

static double floor_area(const struct sibu_floor *floor)
{
    double area = 0.0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        area += sibu_polygon_area(&floor->walkable[i]);
    }
    return area;
}

/* One polygon of WKT, "((x y, x y), (...))", as GeoJSON; returns what follows it, and adds its own area. */
static const char *convert_polygon(struct sibu_text *out, const char *at, struct sibu_point origin)
{
    int depth = 0;
    do {
        if (*at == '(') {
            sibu_text_add(out, depth++ == 0 ? "[" : "[[");
            at++;
        } else if (*at == ')') {
            sibu_text_add(out, --depth == 0 ? "]" : "]]");
            at++;
        } else if (*at == ',') {
            sibu_text_add(out, depth == 1 ? ", " : "], [");
            at++;
        } else if (*at == ' ') {
            at++;
        } else {
            char *end = NULL;
            double x = strtod(at, &end);
            double y = strtod(end, &end);
            sibu_text_addf(out, "%.6f, %.6f", x - origin.x, y - origin.y);
            at = end;
        }
    } while (depth > 0);
    return at;
}

/* JuPedSim's example of five overlapping parts: 42,360 m2 drawn, 38,747 m2 of ground (data/README.md). */
static void overlapping_parts_of_a_real_building_are_united(void **state)
{
    (void)state;
    struct sibu_text wkt = {0};
    struct sibu_text features = {0};
    if (!text_of_file_if_there(&wkt, "../shared/data/wkt/Geometrie_verwinkelt_v1.wkt")) {
        print_message("skipped: no ../shared/data\n");
        skip();
    }
    const char *at = strstr(sibu_text_get(&wkt), "POLYGON ");
    while (at != NULL) {
        begin_feature(&features, "walkable");
        at = convert_polygon(&features, at + strlen("POLYGON "), (struct sibu_point){395000, 5268000});
        sibu_text_add(&features, "}},\n");
        at = strstr(at, "POLYGON ");
    }
    struct sibu_site *site = open_with(&features);
    assert_true(fabs(floor_area(&site->floors[AREA_FLOOR]) - 38747.0) < 1.0);
    sibu_site_close(site);
    sibu_text_clear(&features);
    sibu_text_clear(&wkt);
}

#define SIDE 40 /* cells of half a metre */
#define RECTANGLES 14

struct picture {
    int walkable[SIDE][SIDE], obstacle[SIDE][SIDE];
};

static void draw_rectangle(struct picture *picture, struct sibu_text *features, struct sibu_pcg64 *random)
{
    int obstacle = sibu_pcg64_below(random, 3) == 0;
    int x = (int)sibu_pcg64_below(random, SIDE - 1);
    int y = (int)sibu_pcg64_below(random, SIDE - 1);
    int right = x + 1 + (int)sibu_pcg64_below(random, (uint64_t)(SIDE - x < 14 ? SIDE - x : 14));
    int top = y + 1 + (int)sibu_pcg64_below(random, (uint64_t)(SIDE - y < 14 ? SIDE - y : 14));
    for (int row = y; row < top; row++) {
        for (int column = x; column < right; column++) {
            picture->walkable[row][column] |= !obstacle;
            picture->obstacle[row][column] |= obstacle;
        }
    }
    double l = x / 2.0;
    double b = y / 2.0;
    double r = right / 2.0;
    double t = top / 2.0;
    begin_feature(features, obstacle ? "obstacle" : "walkable");
    sibu_text_addf(features, "[[[%g, %g], [%g, %g], [%g, %g], [%g, %g], [%g, %g]]]}},\n", l, b, r, b, r, t, l, t, l, b);
}

static void check_picture(const struct picture *picture, const struct sibu_site *site)
{
    int cells = 0;
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            int ground = picture->walkable[row][column] && !picture->obstacle[row][column];
            cells += ground;
            assert_int_equal(sibu_site_walkable(site, AREA_FLOOR, column / 2.0 + 0.25, row / 2.0 + 0.25), ground);
        }
    }
    assert_true(fabs(floor_area(&site->floors[AREA_FLOOR]) - cells / 4.0) < 1e-6);
}

static void random_rectangles_cover_the_cells_that_they_cover(void **state)
{
    (void)state;
    uint8_t key[32];
    struct sibu_pcg64 random;
    sibu_key_of_seed(key, 7);
    sibu_pcg64_open(&random, key, "rectangles", 0);
    for (int round = 0; round < 60; round++) {
        struct picture picture = {0};
        struct sibu_text features = {0};
        for (int i = 0; i < RECTANGLES; i++) {
            draw_rectangle(&picture, &features, &random);
        }
        struct sibu_site *site = open_with(&features);
        check_picture(&picture, site);
        sibu_site_close(site);
        sibu_text_clear(&features);
    }
}

/* Shapes turn as sibu/geometry.h says, and no two of a floor overlap. */
static void ground_is_in_proper_form(void **state)
{
    (void)state;
    static const char *const FILES[] = {"scenarios/sites/chem-park.geojson",
                                        "scenarios/sites/training-building.geojson"};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        struct sibu_text text = {0};
        struct sibu_site *site = NULL;
        struct sibu_fault fault;
        text_of_file(&text, FILES[i]);
        assert_int_equal(sibu_site_open(&site, "t", text.bytes, text.length, &fault), SIBU_OK);
        for (uint32_t f = 0; f < site->floor_count; f++) {
            for (uint32_t p = 0; p < site->floors[f].walkable_count; p++) {
                const struct sibu_polygon *polygon = &site->floors[f].walkable[p];
                struct sibu_point inside = sibu_polygon_centre(polygon);
                int holders = 0;
                for (uint32_t other = 0; other < site->floors[f].walkable_count; other++) {
                    holders += sibu_polygon_contains(&site->floors[f].walkable[other], inside.x, inside.y);
                }
                assert_int_equal(holders, 1);
                assert_true(sibu_polygon_area(polygon) > 0.01);
                for (uint32_t r = 0; r < polygon->count; r++) {
                    assert_int_equal(ring_signed_area(polygon->rings[r]) > 0.0, r == 0);
                }
            }
        }
        sibu_site_close(site);
        sibu_text_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlapping_parts_of_a_real_building_are_united),
        cmocka_unit_test(random_rectangles_cover_the_cells_that_they_cover),
        cmocka_unit_test(ground_is_in_proper_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
