/* Whole pictures of a small record, without a display: they show what they should, at every size, and the same each
 * time. Text depends on the font that is installed, so the pixels are compared with each other, not with a number.
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "sample_drill.h"
#include "view/picture.h"
#include "view/snapshot.h"

#define PATH "view_snapshot.drill"

static int write_sample(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sample_def def = {.people = 120, .frames = 1, .drill = 1};
    return unsetenv("DISPLAY") == 0 && unsetenv("WAYLAND_DISPLAY") == 0 &&
                   sample_drill_write(PATH, &def, &fault) == SIBU_OK
               ? 0
               : -1;
}

static cairo_surface_t *shoot(struct arguments *arguments, const char *png)
{
    struct sibu_fault fault = {0};
    arguments->record = PATH;
    arguments->snapshots[0].path = png;
    arguments->snapshot_count = 1;
    if (snapshot_run(arguments, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    cairo_surface_t *picture = cairo_image_surface_create_from_png(png);
    assert_int_equal(cairo_surface_status(picture), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(picture), arguments->width);
    assert_int_equal(cairo_image_surface_get_height(picture), arguments->height);
    return picture;
}

static struct arguments usual(double time_s)
{
    return (struct arguments){.snapshots = {{time_s, NULL}}, .width = 800, .height = 600, .language = SIBU_EN};
}

/* How many pixels differ between two pictures of one size. */
static int difference(cairo_surface_t *a, cairo_surface_t *b)
{
    int height = cairo_image_surface_get_height(a), width = cairo_image_surface_get_width(a);
    int stride = cairo_image_surface_get_stride(a), found = 0;
    assert_int_equal(stride, cairo_image_surface_get_stride(b));
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            size_t at = (size_t)y * (size_t)stride + (size_t)x * 4;
            found += memcmp(cairo_image_surface_get_data(a) + at, cairo_image_surface_get_data(b) + at, 3) != 0;
        }
    }
    return found;
}

static void the_same_moment_gives_the_same_picture(void **state)
{
    (void)state;
    struct arguments first = usual(45.0), second = usual(45.0);
    cairo_surface_t *a = shoot(&first, "view_a.png"), *b = shoot(&second, "view_b.png");
    assert_int_equal(difference(a, b), 0);
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
}

static void whatever_is_asked_for_can_be_seen(void **state)
{
    (void)state;
    struct arguments base = usual(45.0);
    struct arguments others[] = {usual(46.0), usual(45.0), usual(45.0), usual(45.0)};
    others[1].language = SIBU_ZH;
    others[2].theme = THEME_DARK;
    others[3].floor = "F2";
    cairo_surface_t *a = shoot(&base, "view_a.png");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        cairo_surface_t *b = shoot(&others[i], "view_b.png");
        assert_true(difference(a, b) > 200);
        cairo_surface_destroy(b);
    }
    cairo_surface_destroy(a);
}

static void times_beyond_the_record_show_its_ends(void **state)
{
    (void)state;
    struct arguments end = usual(100.0), beyond = usual(1e9);
    cairo_surface_t *a = shoot(&end, "view_a.png"), *b = shoot(&beyond, "view_b.png");
    assert_int_equal(difference(a, b), 0);
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
}

/* A pixel of the middle of the banner's ground, and one of the plan's backdrop. */
static uint32_t banner_pixel(const struct picture *picture)
{
    struct raster_rect banner = picture->layout.banner;
    return picture->frame.pixels[(banner.y + 2) * picture->frame.width + banner.width / 2];
}

static void draw_moment(const struct sample_def *def, double time_s, int help_open, uint32_t *banner)
{
    struct replay replay;
    struct view_state view;
    struct picture picture;
    struct sibu_fault fault;
    assert_int_equal(sample_drill_write("view_banner.drill", def, &fault), SIBU_OK);
    assert_int_equal(replay_open(&replay, "view_banner.drill", &fault), SIBU_OK);
    assert_int_equal(view_state_open(&view, &replay, &fault), SIBU_OK);
    assert_int_equal(picture_open(&picture, &replay, 800, 600, &fault), SIBU_OK);
    playback_seek(&view.playback, time_s);
    view.help_open = help_open;
    assert_int_equal(picture_draw(&picture, &view, &fault), SIBU_OK);
    *banner = banner_pixel(&picture);
    picture_close(&picture);
    view_state_close(&view);
    replay_close(&replay);
}

/* The drill's colour is at the top of every moment of a drill, and never once the emergency is real. */
static void the_banner_tells_drill_from_emergency(void **state)
{
    (void)state;
    const struct theme *theme = theme_of(THEME_LIGHT);
    static const struct sample_def DRILL = {30, 1, 1, 0, 0, 0, NULL, NULL, NULL},
                                   REAL = {30, 0, 1, 1, 0, 0, NULL, NULL, NULL},
                                   SIMULATION = {30, 1, 0, 0, 0, 0, NULL, NULL, NULL};
    static const struct {
        const struct sample_def *def;
        double time_s;
        int real;
    } CASES[] = {{&DRILL, 0.0, 0}, {&DRILL, 99.0, 0}, {&REAL, 49.0, 0}, {&REAL, 51.0, 1}, {&SIMULATION, 10.0, 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int help_open = 0; help_open <= 1; help_open++) {
            uint32_t banner;
            draw_moment(CASES[i].def, CASES[i].time_s, help_open, &banner);
            assert_int_equal(banner, CASES[i].real ? theme->danger : theme->drill);
        }
    }
}

static void every_size_and_every_sheet_can_be_drawn(void **state)
{
    (void)state;
    static const int32_t SIZES[][2] = {{640, 480}, {800, 600}, {1000, 2000}, {1920, 1080}, {3840, 2160}, {700, 500}};
    struct replay replay;
    struct view_state view;
    struct picture picture;
    struct sibu_fault fault;
    assert_int_equal(replay_open(&replay, PATH, &fault), SIBU_OK);
    assert_int_equal(view_state_open(&view, &replay, &fault), SIBU_OK);
    assert_int_equal(picture_open(&picture, &replay, 640, 480, &fault), SIBU_OK);
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        assert_int_equal(picture_resize(&picture, SIZES[i][0], SIZES[i][1], &fault), SIBU_OK);
        for (int round = 0; round < 4; round++) {
            view.help_open = round == 1;
            view.chosen = round == 2 ? 7 : SIBU_NONE;
            view.language = round % 2 == 0 ? SIBU_ZH : SIBU_EN;
            view.theme = round == 3 ? THEME_DARK : THEME_LIGHT;
            playback_seek(&view.playback, 30.0 * round);
            assert_int_equal(picture_draw(&picture, &view, &fault), SIBU_OK);
        }
    }
    picture_close(&picture);
    view_state_close(&view);
    replay_close(&replay);
}

static void faults_name_the_place(void **state)
{
    (void)state;
    struct sibu_fault fault = {0};
    struct arguments nowhere = usual(1.0), floor = usual(1.0);
    nowhere.record = PATH;
    nowhere.snapshots[0].path = "no-such-folder/a.png";
    nowhere.snapshot_count = 1;
    assert_int_equal(snapshot_run(&nowhere, &fault), SIBU_IO);
    assert_string_equal(fault.place, "no-such-folder/a.png");
    floor.record = PATH;
    floor.floor = "F9";
    assert_int_equal(snapshot_run(&floor, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "--floor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_moment_gives_the_same_picture),
        cmocka_unit_test(whatever_is_asked_for_can_be_seen),
        cmocka_unit_test(times_beyond_the_record_show_its_ends),
        cmocka_unit_test(the_banner_tells_drill_from_emergency),
        cmocka_unit_test(every_size_and_every_sheet_can_be_drawn),
        cmocka_unit_test(faults_name_the_place),
    };
    return cmocka_run_group_tests(tests, write_sample, NULL);
}
