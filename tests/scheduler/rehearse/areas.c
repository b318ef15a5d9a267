/* Areas inside boxes, and whether origins that lie wrongly are found out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rehearse/areas.h"
#include "sibu/random.h"

/* An L: 10 x 10 m without its upper right quarter, and a hole of 2 x 2 m in the lower left one. */
static const struct sibu_point OUTER[] = {{0, 0}, {10, 0}, {10, 5}, {5, 5}, {5, 10}, {0, 10}};
static const struct sibu_point HOLE[] = {{1, 1}, {1, 3}, {3, 3}, {3, 1}};
static const struct sibu_ring RINGS[] = {{OUTER, 6}, {HOLE, 4}};
static const struct sibu_polygon ELL = {RINGS, 2};
static const struct sibu_point SQUARE[] = {{20, 0}, {30, 0}, {30, 10}, {20, 10}};
static const struct sibu_ring SQUARE_RING[] = {{SQUARE, 4}};

static void assert_near(double value, double wanted)
{
    assert_true(value > wanted - 1e-9 && value < wanted + 1e-9);
}

static void what_is_inside_a_box_is_reckoned_exactly(void **state)
{
    (void)state;
    assert_near(areas_inside(&ELL, &(struct sibu_box){0, 0, 10, 10}), 71.0);
    assert_near(areas_inside(&ELL, &(struct sibu_box){0, 0, 5, 5}), 21.0);
    assert_near(areas_inside(&ELL, &(struct sibu_box){5, 5, 10, 10}), 0.0);
    assert_near(areas_inside(&ELL, &(struct sibu_box){2, 2, 8, 8}), 9.0 + 9.0 + 9.0 - 1.0);
    assert_near(areas_inside(&ELL, &(struct sibu_box){40, 40, 50, 50}), 0.0);
}

struct lot { /* two zones: the L with weight 1, a square of 100 m2 with weight 3 */
    struct sibu_hazard_weight weights[2];
    struct sibu_zone zones[2];
    struct sibu_site site;
};

static void lot_open(struct lot *lot)
{
    *lot = (struct lot){.weights = {{"fire", 1.0}, {"fire", 3.0}}};
    for (uint32_t i = 0; i < 2; i++) {
        lot->zones[i].hazards = &lot->weights[i];
        lot->zones[i].hazard_count = 1;
    }
    lot->zones[0].polygon = ELL;
    lot->zones[1].polygon = (struct sibu_polygon){SQUARE_RING, 1};
    lot->site = (struct sibu_site){.zones = lot->zones, .zone_count = 2};
}

/* `count` origins, drawn by the shares as they are or with the square's as large as the L's. */
static double chi2_of(const struct lot *lot, size_t count, int fair)
{
    struct areas areas;
    struct sibu_pcg64 stream;
    uint8_t key[32];
    size_t freedom = 0;
    sibu_key_of_seed(key, 5);
    sibu_pcg64_open(&stream, key, "lot", 0);
    assert_true(areas_open(&areas, &lot->site));
    for (size_t n = 0; n < count;) {
        uint32_t zone = sibu_draw_unit(&stream) < (fair ? 71.0 / 371.0 : 0.5) ? 0 : 1;
        double x = sibu_draw_between(&stream, 0.0, 10.0), y = sibu_draw_between(&stream, 0.0, 10.0);
        while (zone == 0 && !sibu_polygon_contains(&ELL, x, y)) {
            x = sibu_draw_between(&stream, 0.0, 10.0);
            y = sibu_draw_between(&stream, 0.0, 10.0);
        }
        areas_add(&areas, zone, zone == 0 ? x : x + 20.0, y);
        n++;
    }
    double chi2 = areas_chi2(&areas, count, &freedom);
    areas_close(&areas);
    assert_int_equal(freedom, 6); /* eight parts, of which one holds nothing */
    return chi2;
}

static void what_is_drawn_by_weight_and_area_fits_and_nothing_else(void **state)
{
    (void)state;
    struct lot lot;
    lot_open(&lot);
    assert_true(chi2_of(&lot, 20000, 1) < 22.46); /* p = 0.001 with 6 degrees of freedom */
    assert_true(chi2_of(&lot, 20000, 0) > 1000.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_inside_a_box_is_reckoned_exactly),
        cmocka_unit_test(what_is_drawn_by_weight_and_area_fits_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
