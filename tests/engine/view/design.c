/* The look, by numbers: nothing overlaps at any size, all text can be read, every state can be told apart. */
#include "cmocka_first.h"

#include "view/label.h"
#include "view/layout.h"
#include "view/marker.h"
#include "view/scene.h"
#include "view/theme.h"

static void parts_tile_the_window_at_every_size(void **state)
{
    (void)state;
    static const int32_t SIZES[][2] = {{640, 480},   {800, 600},   {1024, 600},  {1280, 800},
                                       {1366, 768},  {1920, 1080}, {2560, 1440}, {3840, 2160},
                                       {1080, 1920}, {5120, 1440}, {8192, 8192}};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct layout layout = layout_of(SIZES[i][0], SIZES[i][1], 1.0);
        struct raster_rect parts[] = {layout.banner, layout.tabs,     layout.tools,   layout.plan,
                                      layout.panel,  layout.timeline, layout.controls};
        int64_t area = 0;
        for (size_t a = 0; a < 7; a++) {
            assert_true(parts[a].width > 0 && parts[a].height > 0);
            area += (int64_t)parts[a].width * parts[a].height;
            for (size_t b = a + 1; b < 7; b++) {
                assert_false(raster_rect_meet(parts[a], parts[b]));
            }
        }
        assert_true(area == (int64_t)SIZES[i][0] * SIZES[i][1]);
        assert_true(layout.plan.width * 2 > SIZES[i][0]);
        struct layout shown = layout_presenting(SIZES[i][0], SIZES[i][1], 1.0);
        assert_int_equal(shown.banner.height + shown.plan.height + shown.timeline.height, SIZES[i][1]);
        assert_true(shown.plan.width == SIZES[i][0] && shown.plan.height > layout.plan.height);
        assert_true(shown.plan.y == shown.banner.height && shown.timeline.y == shown.plan.y + shown.plan.height);
    }
}

static void text_grows_with_the_screen(void **state)
{
    (void)state;
    /* on a fine screen a window of 800 by 600 units has 1600 by 1200 pixels, and letters of the same size to the eye; but no
     * larger than that all parts have room */
    assert_true(layout_of(1600, 1200, 2.0).scale > 1.99 && layout_of(1600, 1200, 2.0).scale < 2.01);
    assert_true(layout_of(1600, 1200, 4.0).scale > 2.49 && layout_of(1600, 1200, 4.0).scale < 2.51);
    assert_true(layout_of(640, 480, 4.0).scale < 1.01 && layout_presenting(1280, 960, 2.0).scale > 1.99);
    assert_true(layout_of(800, 600, 1.0).scale > 0.99 && layout_of(1280, 800, 1.0).scale < 1.01);
    assert_true(layout_of(1920, 1080, 1.0).scale > 1.49 && layout_of(1920, 1080, 1.0).scale < 1.51);
    assert_true(layout_of(3840, 2160, 1.0).scale > 2.99 && layout_of(3840, 2160, 1.0).scale < 3.01);
}

/* A translucent colour on a ground. */
static uint32_t on(uint32_t ground, uint32_t colour)
{
    return raster_mix(ground, colour, colour >> 24);
}

static void text_can_be_read_on_its_ground(void **state)
{
    (void)state;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        const struct theme *theme = theme_of((enum theme_kind)kind);
        const uint32_t pairs[][2] = {
            {theme->text, theme->panel},         {theme->text, theme->raised},      {theme->text, theme->hover},
            {theme->faint, theme->panel},        {theme->faint, theme->raised},     {theme->faint, theme->hover},
            {theme->accent_text, theme->accent}, {theme->drill_text, theme->drill}, {theme->danger_text, theme->danger},
            {theme->safe_text, theme->safe},     {theme->panel, theme->text},       {theme->zone_text, theme->backdrop},
            {theme->zone_text, theme->ground},
        };
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            if (theme_contrast(pairs[i][0], pairs[i][1]) < 4.5) {
                fail_msg("theme %d, pair %zu: %.2f", kind, i, theme_contrast(pairs[i][0], pairs[i][1]));
            }
        }
        for (int use = 0; use < THEME_USES; use++) {
            assert_true(theme_contrast(theme->zone_text, on(theme->ground, theme->use[use])) >= 4.5);
        }
    }
}

static void contrast_is_that_of_wcag(void **state)
{
    (void)state;
    assert_true(theme_contrast(0xff000000u, 0xffffffffu) > 20.99 && theme_contrast(0xff000000u, 0xffffffffu) < 21.01);
    assert_true(theme_contrast(0xff777777u, 0xffffffffu) > 4.47 && theme_contrast(0xff777777u, 0xffffffffu) < 4.49);
    assert_true(theme_contrast(0xff0072b2u, 0xff0072b2u) < 1.001);
}

static void lines_and_markers_stand_out_from_the_plan(void **state)
{
    (void)state;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        const struct theme *theme = theme_of((enum theme_kind)kind);
        assert_true(theme_contrast(theme->wall, theme->ground) >= 3.0);
        assert_true(theme_contrast(theme->safe_line, theme->ground) >= 3.0);
        for (int s = 0; s < STATES; s++) {
            double body = theme_contrast(theme->state[s], theme->ground);
            double edge = theme_contrast(theme->state_edge, theme->ground);
            assert_true(body >= 3.0 || edge >= 3.0);
        }
    }
}

/* The same colour for all: the shapes alone still differ, in a tenth of their pixels at least. */
static void states_differ_by_shape_alone(void **state)
{
    (void)state;
    struct marker_set set = {0};
    struct sibu_fault fault;
    struct raster pictures[STATES];
    assert_int_equal(marker_make(&set, 6 * 16, THEME_LIGHT, &fault), SIBU_OK);
    for (int s = 0; s < STATES; s++) {
        assert_int_equal(raster_open(&pictures[s], 24, 24, &fault), SIBU_OK);
        marker_draw(&pictures[s], &set, (enum state)s, (struct raster_point){12 * RASTER_ONE, 12 * RASTER_ONE});
    }
    for (int a = 0; a < STATES; a++) {
        for (int b = a + 1; b < STATES; b++) {
            int differ = 0, any = 0;
            for (int i = 0; i < 24 * 24; i++) {
                int in_a = pictures[a].pixels[i] != 0xff000000u, in_b = pictures[b].pixels[i] != 0xff000000u;
                differ += in_a != in_b;
                any += in_a || in_b;
            }
            assert_true(differ * 100 > any * 10);
        }
    }
    for (int s = 0; s < STATES; s++) {
        raster_close(&pictures[s]);
    }
    marker_close(&set);
}

static void labels_never_overlap_and_stay_inside(void **state)
{
    (void)state;
    static struct label_board board;
    struct raster_rect window = {10, 20, 300, 200}, placed[200];
    int count = 0;
    label_clear(&board, window);
    for (int i = 0; i < 200; i++) {
        struct raster_rect anchor = {i * 37 % 320, i * 53 % 220, 5 + i % 20, 4};
        struct raster_rect box = label_beside(&board, anchor, 20 + i * 7 % 40, 14);
        if (box.width > 0) {
            placed[count++] = box;
        }
    }
    assert_true(count > 20 && count < 200);
    for (int a = 0; a < count; a++) {
        assert_int_equal(raster_rect_cut(placed[a], window).width, placed[a].width);
        assert_int_equal(raster_rect_cut(placed[a], window).height, placed[a].height);
        for (int b = a + 1; b < count; b++) {
            assert_false(raster_rect_meet(placed[a], placed[b]));
        }
    }
}

static void scale_bars_are_round_and_fit(void **state)
{
    (void)state;
    static const struct {
        double px_per_m, limit_px, bar_m;
    } CASES[] = {{10.0, 140.0, 10.0}, {23.0, 140.0, 5.0}, {400.0, 140.0, 0.2}, {0.5, 140.0, 200.0}, {7.0, 140.0, 20.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double bar_m = scene_bar_m(CASES[i].px_per_m, CASES[i].limit_px);
        assert_true(bar_m > CASES[i].bar_m * 0.999 && bar_m < CASES[i].bar_m * 1.001);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_tile_the_window_at_every_size),
        cmocka_unit_test(text_grows_with_the_screen),
        cmocka_unit_test(text_can_be_read_on_its_ground),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(lines_and_markers_stand_out_from_the_plan),
        cmocka_unit_test(states_differ_by_shape_alone),
        cmocka_unit_test(labels_never_overlap_and_stay_inside),
        cmocka_unit_test(scale_bars_are_round_and_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
