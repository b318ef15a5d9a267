/* What colours the ground: the colours by numbers, the layers by their pixels, the keys that go through them. */
#include "cmocka_first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"
#include "view/density_layer.h"
#include "view/picture.h"

#define PATH "view_area.drill"

static uint32_t on(uint32_t ground, uint32_t colour)
{
    return raster_mix(ground, colour, colour >> 24);
}

/* By lightness alone, as it is laid on the ground: each step further from the ground than the one before. */
static void steps_can_be_told_apart_without_colours(void **state)
{
    (void)state;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        const struct theme *theme = theme_of((enum theme_kind)kind);
        double before = 1.0;
        for (int step = 0; step < AREA_STEPS; step++) {
            double contrast = theme_contrast(theme->ground, on(theme->ground, area_wash((enum theme_kind)kind, step)));
            if (contrast < before * 1.05) {
                fail_msg("theme %d, step %d: %.2f after %.2f", kind, step, contrast, before);
            }
            before = contrast;
        }
        assert_true(before > 3.0); /* WCAG 2.2, 1.4.11 */
    }
}

static void the_key_goes_through_the_densities_both_ways(void **state)
{
    (void)state;
    struct layers layers = {0};
    static const enum layer_area WAY[] = {LAYER_DENSITY_NOW,     LAYER_DENSITY_MOST,      LAYER_DENSITY_MEAN,
                                          LAYER_DENSITY_ABOVE_E, LAYER_DENSITY_CONGESTED, LAYER_AREA_NONE};
    for (int i = 0; i < 6; i++) {
        assert_true(layers_do(&layers, ACTION_DENSITY));
        assert_int_equal(layers.area, WAY[i]);
        assert_int_equal(layers_is_density(&layers), i < 5);
    }
    for (int i = 4; i >= -1; i--) {
        assert_true(layers_do(&layers, ACTION_DENSITY_BACK));
        assert_int_equal(layers.area, i >= 0 ? WAY[i] : LAYER_AREA_NONE);
    }
}

static void every_layer_can_be_named(void **state)
{
    (void)state;
    char words[200];
    int count = 0;
    assert_true(strlen(layers_words()) < sizeof words);
    (void)snprintf(words, sizeof words, "%s", layers_words());
    for (char *rest = words, *word; (word = strtok_r(rest, ", ", &rest)) != NULL; count++) {
        struct layers layers = {0};
        assert_true(layers_show(&layers, word));
        assert_true(layers.area != LAYER_AREA_NONE || layers.trail_s > 0.0 || layers.aims);
    }
    struct layers layers = {0};
    assert_true(count >= 6);
    assert_false(layers_show(&layers, "densit") || layers_show(&layers, ""));
}

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void open_desk(struct desk *desk, const struct sample_def *def)
{
    struct sibu_fault fault = {0};
    if (unsetenv("DISPLAY") != 0 || sample_drill_write(PATH, def, &fault) != SIBU_OK ||
        replay_open(&desk->replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk->view, &desk->replay, &fault) != SIBU_OK ||
        picture_open(&desk->picture, &desk->replay, 1280, 800, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
}

static void close_desk(struct desk *desk)
{
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
}

static void draw(struct desk *desk, double time_s)
{
    struct sibu_fault fault = {0};
    playback_seek(&desk->view.playback, time_s);
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

/* The cell of a value has the value's colour on the ground that was there before. */
static void cells_are_painted_in_their_steps(void **state)
{
    (void)state;
    struct desk desk;
    const struct sample_def def = {.people = 120, .frames = 1, .drill = 1};
    open_desk(&desk, &def);
    static const struct {
        enum layer_area area;
        double time_s, x_m, y_m;
    } CASES[] = {{LAYER_DENSITY_MOST, 90.0, -0.4, 4.0},
                 {LAYER_DENSITY_ABOVE_E, 90.0, -0.6, 4.1},
                 {LAYER_DENSITY_MOST, 90.0, -6.0, 4.2},
                 {LAYER_DENSITY_MEAN, 90.0, -8.0, 12.8}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
            desk.view.theme = (enum theme_kind)kind;
            desk.view.layers.area = LAYER_AREA_NONE;
            draw(&desk, CASES[i].time_s);
            struct sibu_point px = camera_px(view_state_camera(&desk.view), CASES[i].x_m, CASES[i].y_m);
            size_t at = (size_t)px.y * (size_t)desk.picture.frame.width + (size_t)px.x;
            uint32_t bare = desk.picture.frame.pixels[at];
            desk.view.layers.area = CASES[i].area;
            draw(&desk, CASES[i].time_s);
            size_t cell = density_cell(&desk.picture.density.grid, 0, CASES[i].x_m, CASES[i].y_m);
            double value = density_layer_value(&desk.picture.density, CASES[i].area, cell);
            int step = density_layer_step(&desk.view.layers, value);
            assert_int_equal(step >= 0, i < 3);
            assert_int_equal(desk.picture.frame.pixels[at],
                             step < 0 ? bare : on(bare, area_wash(desk.view.theme, step)));
        }
    }
    close_desk(&desk);
}

/* In a window the record is read in portions: the picture says so until it is whole, and then is the one of a snapshot. */
static void in_portions_it_becomes_the_same_picture(void **state)
{
    (void)state;
    struct desk desk;
    const struct sample_def def = {.people = 120, .frames = 1, .drill = 1};
    open_desk(&desk, &def);
    desk.view.layers.area = LAYER_DENSITY_MOST;
    draw(&desk, 80.0);
    assert_false(desk.picture.behind);
    size_t bytes = (size_t)desk.picture.frame.width * (size_t)desk.picture.frame.height * sizeof(uint32_t);
    uint32_t *whole = malloc(bytes);
    assert_non_null(whole);
    memcpy(whole, desk.picture.frame.pixels, bytes);
    density_course_close(&desk.picture.density);
    desk.picture.people_budget = 1500;
    int portions = 0;
    do {
        draw(&desk, 80.0);
        portions++;
        assert_int_equal(memcmp(whole, desk.picture.frame.pixels, bytes) == 0, !desk.picture.behind);
    } while (desk.picture.behind && portions < 1000);
    assert_true(portions > 3 && portions < 100);
    free(whole);
    close_desk(&desk);
}

static void without_positions_the_legend_says_so(void **state)
{
    (void)state;
    struct desk desk;
    const struct sample_def def = {.people = 20, .frames = 0, .drill = 1};
    open_desk(&desk, &def);
    for (int area = LAYER_DENSITY_FIRST; area <= LAYER_DENSITY_LAST; area++) {
        desk.view.layers.area = (enum layer_area)area;
        draw(&desk, 50.0);
        assert_false(desk.picture.behind);
    }
    close_desk(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_can_be_told_apart_without_colours),
        cmocka_unit_test(the_key_goes_through_the_densities_both_ways),
        cmocka_unit_test(every_layer_can_be_named),
        cmocka_unit_test(cells_are_painted_in_their_steps),
        cmocka_unit_test(in_portions_it_becomes_the_same_picture),
        cmocka_unit_test(without_positions_the_legend_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
