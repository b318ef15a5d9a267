/* The rasteriser draws the same pixels everywhere. Each scene without text has one number: BLAKE2b of its pixels. It was
 * taken after looking at the picture; gcc and clang, with and without optimisation, must give it.
 */
#include "cmocka_first.h"

#include <string.h>

#include "sibu/hash.h"
#include "view/icon.h"
#include "view/marker.h"
#include "view/raster.h"

#define WIDTH 200
#define HEIGHT 120

static void open_white(struct raster *raster)
{
    struct sibu_fault fault;
    assert_int_equal(raster_open(raster, WIDTH, HEIGHT, &fault), SIBU_OK);
    raster_fill_rect(raster, raster_whole(raster), 0xffffffffu);
}

static void number_of(const struct raster *raster, char hex[17])
{
    struct sibu_hash hash;
    uint8_t all[SIBU_HASH_BYTES];
    sibu_hash_init(&hash, "view test");
    for (int32_t i = 0; i < raster->width * raster->height; i++) {
        sibu_hash_integer(&hash, raster->pixels[i]);
    }
    sibu_hash_done(&hash, all);
    sibu_hex(hex, all, 8);
}

static struct raster_point at(double x, double y)
{
    return (struct raster_point){raster_fixed(x), raster_fixed(y)};
}

static void draw_rectangles(struct raster *raster)
{
    raster_fill_rect(raster, (struct raster_rect){-10, 5, 60, 40}, 0xff0072b2u);
    raster_fill_rect(raster, (struct raster_rect){30, 20, 60, 40}, 0x80e69f00u);
    raster_fill_round(raster, (struct raster_rect){100, 10, 80, 40}, 12, 0xff009e73u);
    raster_fill_round(raster, (struct raster_rect){110, 60, 20, 90}, 50, 0x90d55e00u);
    raster_frame(raster, (struct raster_rect){20, 70, 70, 40}, 3, 0xff17202au);
}

static void draw_polygon_with_hole(struct raster *raster)
{
    struct raster_point points[] = {at(10.3, 8.7),  at(180.2, 20.1), at(160.9, 110.4), at(25.5, 95.25),
                                    at(60.1, 40.2), at(120.6, 45.9), at(100.7, 85.3),  at(55.2, 70.6)};
    uint32_t ends[] = {4, 8};
    struct raster_path path = {points, ends, 2};
    assert_true(raster_fill_path(raster, &path, 0xff56b4e9u));
    struct raster_point star[] = {at(100, 10), at(130, 100), at(50, 45), at(150, 45), at(70, 100)};
    assert_true(raster_fill_points(raster, star, 5, 0x80cc79a7u));
}

static void draw_far_polygon(struct raster *raster)
{
    struct raster_point points[] = {at(-900000.0, -500000.0), at(1000000.0, 700000.0), at(60.0, 100.0)};
    assert_true(raster_fill_points(raster, points, 3, 0xff0072b2u));
}

static void draw_lines(struct raster *raster)
{
    struct raster_point points[] = {at(12.5, 20.0), at(100.25, 90.5), at(150.0, 15.0), at(190.0, 15.0)};
    struct raster_pen thick = {raster_fixed(9.0), 0x8017202au, 0};
    struct raster_pen thin = {raster_fixed(1.25), 0xffd55e00u, 1};
    assert_true(raster_stroke(raster, points, 4, &thick));
    assert_true(raster_stroke(raster, points, 4, &thin));
    struct raster_point far_off[] = {at(-800000.0, -300000.0), at(800000.0, 300100.0)};
    assert_true(raster_stroke(raster, far_off, 2, &thin));
}

static void draw_round_things(struct raster *raster)
{
    raster_disc(raster, at(40.25, 40.75), raster_fixed(25.5), 0xff009e73u);
    raster_ring(raster, at(120.0, 60.0), raster_fixed(40.0), raster_fixed(6.5), 0xa0d55e00u);
    raster_disc(raster, at(0.0, 120.0), raster_fixed(30.0), 0xff0072b2u);
}

static void draw_markers(struct raster *raster)
{
    static const int32_t RADII[] = {40, 56, 90, 170};
    for (int row = 0; row < 4; row++) {
        struct marker_set set = {0};
        struct sibu_fault fault;
        assert_int_equal(marker_make(&set, RADII[row], row % 2 == 0 ? THEME_LIGHT : THEME_DARK, &fault), SIBU_OK);
        for (int state = 0; state < STATES; state++) {
            marker_draw(raster, &set, (enum state)state, at(15.0 + 33.3 * state, 8.0 + 29.9 * row));
        }
        marker_close(&set);
    }
}

static void draw_icons(struct raster *raster)
{
    for (int icon = 1; icon < ICONS; icon++) {
        struct raster_rect box = {(icon - 1) % 7 * 28, (icon - 1) / 7 * 40, 26, 37};
        icon_draw(raster, box, (enum icon)icon, 0xff17202au);
    }
}

static void draw_clipped(struct raster *raster)
{
    struct raster_rect before = raster_clip(raster, (struct raster_rect){50, 30, 70, 50});
    draw_rectangles(raster);
    draw_polygon_with_hole(raster);
    draw_lines(raster);
    draw_round_things(raster);
    (void)raster_clip(raster, before);
}

static const struct scene {
    const char *name, *number;
    void (*draw)(struct raster *raster);
} SCENES[] = {
    {"rectangles", "692778b269d29895", draw_rectangles},
    {"polygon with hole", "44a3b0253ca70b71", draw_polygon_with_hole},
    {"far polygon", "39f8017e94431d48", draw_far_polygon},
    {"lines", "6a188a5221fe2f81", draw_lines},
    {"round things", "e1741c7acb13a3b8", draw_round_things},
    {"markers", "dc3914bda3f31c13", draw_markers},
    {"icons", "7969e437d1412347", draw_icons},
    {"clipped", "2b98095f2ac47da5", draw_clipped},
};

static void every_scene_has_its_number(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof SCENES / sizeof SCENES[0]; i++) {
        struct raster raster;
        char hex[17];
        open_white(&raster);
        SCENES[i].draw(&raster);
        number_of(&raster, hex);
        if (strcmp(hex, SCENES[i].number) != 0) {
            print_error("%s: %s, not %s\n", SCENES[i].name, hex, SCENES[i].number);
            wrong++;
        }
        raster_close(&raster);
    }
    assert_int_equal(wrong, 0);
}

static void nothing_is_drawn_outside_the_clip(void **state)
{
    (void)state;
    struct raster raster;
    open_white(&raster);
    draw_clipped(&raster);
    int inside = 0;
    for (int32_t y = 0; y < HEIGHT; y++) {
        for (int32_t x = 0; x < WIDTH; x++) {
            int changed = raster.pixels[y * WIDTH + x] != 0xffffffffu;
            int may = raster_rect_holds((struct raster_rect){50, 30, 70, 50}, x, y);
            assert_true(may || !changed);
            inside += may && changed;
        }
    }
    assert_true(inside > 70 * 50 / 2);
    raster_close(&raster);
}

/* A polygon's smoothed pixels add up to its area. */
static void coverage_is_area(void **state)
{
    (void)state;
    struct raster raster;
    open_white(&raster);
    raster_fill_rect(&raster, raster_whole(&raster), 0xff000000u);
    struct raster_point triangle[] = {at(20.0, 10.0), at(150.0, 37.0), at(61.0, 111.0)};
    assert_true(raster_fill_points(&raster, triangle, 3, 0xffffffffu));
    double sum = 0.0;
    for (int32_t i = 0; i < WIDTH * HEIGHT; i++) {
        sum += (double)(raster.pixels[i] & 0xff) / 255.0;
    }
    double area = ((150.0 - 20.0) * (111.0 - 10.0) - (61.0 - 20.0) * (37.0 - 10.0)) / 2.0;
    assert_true(sum > area * 0.999 && sum < area * 1.001);
    raster_close(&raster);
}

static void mixing_is_exact_at_its_ends(void **state)
{
    (void)state;
    for (uint32_t value = 0; value < 256; value++) {
        uint32_t under = 0xff000000u | value << 16 | (255 - value) << 8 | value;
        assert_int_equal(raster_mix(under, 0xff123456u, 0), under);
        assert_int_equal(raster_mix(under, 0xff123456u, 255), 0xff123456u);
        assert_int_equal(raster_mix(under, under, value), under);
    }
}

/* Work space is left as it was found: the next picture starts clean. */
static void a_second_drawing_is_the_same_as_the_first(void **state)
{
    (void)state;
    struct raster raster;
    char first[17], second[17];
    open_white(&raster);
    draw_lines(&raster);
    draw_polygon_with_hole(&raster);
    number_of(&raster, first);
    raster_fill_rect(&raster, raster_whole(&raster), 0xffffffffu);
    draw_lines(&raster);
    draw_polygon_with_hole(&raster);
    number_of(&raster, second);
    assert_string_equal(first, second);
    raster_close(&raster);
}

static void sizes_out_of_range_are_refused(void **state)
{
    (void)state;
    static const int32_t SIZES[][2] = {{0, 10}, {10, 0}, {-1, 10}, {RASTER_SIZE_MAX + 1, 10}, {10, INT32_MAX}};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct raster raster;
        struct sibu_fault fault;
        assert_int_equal(raster_open(&raster, SIZES[i][0], SIZES[i][1], &fault), SIBU_LIMIT);
        assert_null(raster.pixels);
    }
}

static void positions_are_held_to_their_reach(void **state)
{
    (void)state;
    assert_int_equal(raster_fixed(1.5), 384);
    assert_int_equal(raster_fixed(-1.5), -384);
    assert_int_equal(raster_fixed(1e30), RASTER_REACH);
    assert_int_equal(raster_fixed(-1e30), -RASTER_REACH);
    double nothing = 0.0;
    assert_int_equal(raster_fixed(nothing / nothing), -RASTER_REACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scene_has_its_number),
        cmocka_unit_test(nothing_is_drawn_outside_the_clip),
        cmocka_unit_test(coverage_is_area),
        cmocka_unit_test(mixing_is_exact_at_its_ends),
        cmocka_unit_test(a_second_drawing_is_the_same_as_the_first),
        cmocka_unit_test(sizes_out_of_range_are_refused),
        cmocka_unit_test(positions_are_held_to_their_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
