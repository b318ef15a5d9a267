/* Golden pictures: the plan with its layers and the timeline are drawn to the bit as they were, by every compiler, at
 * every level of optimisation. Without text, which depends on the fonts that are installed, and without panels.
 *
 * The pictures stand in tests/engine/view/golden/. Where one changes on purpose, look at what the test wrote to TMPDIR,
 * and have them all made anew:
 *
 *     SIBU_GOLDEN=make ctest --test-dir build/dev -R view_golden
 */
#include "cmocka_first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "sample_drill.h"
#include "view/density_layer.h"
#include "view/hazard_layer.h"
#include "view/people.h"
#include "view/picture.h"
#include "view/picture_file.h"
#include "view/timeline.h"

#define PATH "view_golden.drill"
#define WIDTH 320
#define HEIGHT 240
#define TIMELINE_HEIGHT 84
#define MARGIN 8

#define BAND(a, b, c) "{\"p5\":[0," #a "],\"p50\":[0," #b "],\"p95\":[0," #c "]}"
static const char FORECAST[] =
    "{\"format\":1,\"runs\":7,\"people\":120,\"curves\":{\"t_s\":[0,100],\"acknowledged\":" BAND(
        0, 0, 0) ",\"moving\":" BAND(0, 0,
                                     0) ",\"out\":" BAND(0, 0,
                                                         0) ",\"arrived\":" BAND(0, 0,
                                                                                 0) ",\"checked_in\":" BAND(60, 90,
                                                                                                            118) "}}";
static const char SCENARIO[] = /* a fire that burns out, and gas that goes with the wind, which turns */
    "{\"format\":1,\"family\":\"any\",\"zone\":\"Z1\",\"x_m\":9.5,\"y_m\":6.2,\"ask\":\"evacuate\",\"field\":{"
    "\"growth_kw_per_s2\":0.1,\"peak_kw\":5000,\"burning_s\":60,\"soot_yield\":0.1,\"carbon_monoxide_yield\":0.1,"
    "\"release_kg_per_s\":2,\"release_s\":3000,\"height_m\":1,\"wind_m_per_s\":2,\"wind_from_deg\":90,"
    "\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0,\"substance\":\"ammonia\"}}";

/* What a picture shows. */
struct golden {
    const char *name;
    double time_s;
    enum theme_kind theme;
    const char *layer; /* as --show has it, or NULL */
    uint32_t floor, chosen; /* chosen: a person's number, or 0 */
    double zoom; /* 1: the floor fits */
};

static const struct golden GOLDENS[] = {
    {"before", 0.0, THEME_LIGHT, NULL, 0, 0, 1.0},
    {"walking", 31.25, THEME_LIGHT, NULL, 0, 0, 1.0},
    {"walking-dark", 31.25, THEME_DARK, NULL, 0, 0, 1.0},
    {"gathered", 95.0, THEME_LIGHT, NULL, 0, 0, 1.0},
    {"upper-floor", 12.0, THEME_LIGHT, NULL, 1, 0, 1.0},
    {"close", 33.1, THEME_DARK, NULL, 0, 1, 4.0},
    {"trails", 40.0, THEME_LIGHT, "trails", 0, 4, 1.0},
    {"trails-dark", 52.4, THEME_DARK, "trails", 0, 0, 2.0},
    {"density", 38.0, THEME_LIGHT, "density", 0, 0, 1.0},
    {"density-most-dark", 60.0, THEME_DARK, "density-max", 0, 0, 1.0},
    {"density-time", 70.5, THEME_LIGHT, "density-time", 0, 0, 1.0},
    {"hazard", 50.0, THEME_LIGHT, "hazard", 0, 0, 1.0},
    {"hazard-sight-dark", 64.0, THEME_DARK, "hazard-sight", 0, 0, 1.0},
    {"hazard-dose", 90.0, THEME_LIGHT, "hazard-dose", 0, 0, 1.0},
};

struct easel_bare { /* a picture without letters and panels */
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void check(enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault->place, fault->what[SIBU_EN]);
    }
}

static int write_record(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct sample_def def = {
        .people = 120, .frames = 1, .drill = 1, .unfolds = 1, .forecast = FORECAST, .scenario = SCENARIO};
    return sample_drill_write(PATH, &def, &fault) == SIBU_OK ? 0 : -1;
}

static void open_bare(struct easel_bare *easel, int32_t height)
{
    struct sibu_fault fault;
    struct picture *picture = &easel->picture;
    *picture = (struct picture){.widgets = {.input = {.x = -1, .y = -1}}};
    check(replay_open(&easel->replay, PATH, &fault), &fault);
    check(view_state_open(&easel->view, &easel->replay, &fault), &fault);
    check(raster_open(&picture->frame, WIDTH, height, &fault), &fault);
    check(scene_open(&picture->scene, easel->replay.site, &fault), &fault);
    check(tally_open(&picture->tally, &easel->replay, &fault), &fault);
    motion_open(&picture->motion);
    trail_open(&picture->trail);
    picture->canvas = (struct canvas){.raster = &picture->frame, .scale = 1.0, .widgets = &picture->widgets};
}

static void close_bare(struct easel_bare *easel)
{
    picture_close(&easel->picture);
    view_state_close(&easel->view);
    replay_close(&easel->replay);
}

/* Moment, floor, colours, layer: as the picture wants it. */
static void set_view(struct easel_bare *easel, const struct golden *golden)
{
    struct view_state *view = &easel->view;
    struct sibu_fault fault;
    playback_seek(&view->playback, golden->time_s);
    view->theme = golden->theme;
    view->floor = golden->floor;
    view->chosen = golden->chosen > 0 ? replay_find(&easel->replay, golden->chosen) : SIBU_NONE;
    if (golden->layer != NULL) {
        assert_true(layers_show(&view->layers, golden->layer));
    }
    easel->picture.canvas.theme = theme_of(golden->theme);
    check(motion_seek(&easel->picture.motion, &easel->replay, golden->time_s, &fault), &fault);
    tally_take(&easel->picture.tally, &easel->replay, &easel->picture.motion, golden->time_s);
    view_state_place(view, raster_whole(&easel->picture.frame), MARGIN);
    if (golden->zoom > 1.0) {
        camera_zoom(view_state_camera(view), WIDTH / 2.0, HEIGHT / 2.0, golden->zoom);
    }
}

static void draw_ground(struct easel_bare *easel)
{
    struct picture *picture = &easel->picture;
    struct view_state *view = &easel->view;
    struct sibu_fault fault;
    double time_s = view->playback.time_s;
    if (layers_is_density(&view->layers)) {
        check(density_layer_seek(&picture->density, view, &picture->motion.now, DENSITY_WHOLE, &fault), &fault);
        density_layer_draw(&picture->canvas, &picture->density, view);
    }
    if (layers_is_hazard(&view->layers)) {
        check(hazard_layer_seek(&picture->hazard, view, &fault), &fault);
        hazard_layer_draw(&picture->canvas, &picture->hazard, view);
    }
    if (view->layers.trail_s > 0.0) {
        check(trail_seek(&picture->trail, view->replay, time_s, view->layers.trail_s, &fault), &fault);
        trail_draw(&picture->canvas, &picture->trail, view, &picture->motion.now);
    }
}

static void draw_plan(struct easel_bare *easel)
{
    struct picture *picture = &easel->picture;
    struct sibu_fault fault;
    check(scene_prepare(&picture->scene, &picture->canvas, &easel->view, &fault), &fault);
    scene_draw(&picture->scene, &picture->canvas, &easel->view, &picture->tally);
    draw_ground(easel);
    check(people_draw(&picture->canvas, &picture->people_markers, &easel->view, &picture->motion.now, &fault), &fault);
    scene_draw_over(&picture->scene, &picture->canvas, &easel->view, &picture->tally);
    if (layers_is_hazard(&easel->view.layers)) {
        hazard_layer_sources(&picture->canvas, &picture->hazard, &easel->view);
    }
}

/* How many pixels of the raster are other than the file's; all of them where the file has another size or is not there. */
static int32_t difference(const struct raster *raster, const char *path)
{
    cairo_surface_t *stored = cairo_image_surface_create_from_png(path);
    int32_t found = raster->width * raster->height;
    if (cairo_surface_status(stored) == CAIRO_STATUS_SUCCESS &&
        cairo_image_surface_get_width(stored) == raster->width &&
        cairo_image_surface_get_height(stored) == raster->height) {
        const unsigned char *bytes = cairo_image_surface_get_data(stored);
        int stride = cairo_image_surface_get_stride(stored);
        found = 0;
        for (int32_t i = 0; i < raster->width * raster->height; i++) {
            uint32_t pixel;
            memcpy(&pixel, bytes + (size_t)(i / raster->width) * (size_t)stride + (size_t)(i % raster->width) * 4, 4);
            found += ((pixel ^ raster->pixels[i]) & 0xffffffu) != 0;
        }
    }
    cairo_surface_destroy(stored);
    return found;
}

/* Compares with the stored picture, or stores it. Returns 1 where they differ, having said so. */
static int differs(const struct raster *raster, const char *name)
{
    const char *source = getenv("SIBU_SOURCE"), *make = getenv("SIBU_GOLDEN"), *under = getenv("TMPDIR");
    char path[700];
    struct sibu_fault fault;
    assert_non_null(source);
    (void)snprintf(path, sizeof path, "%.500s/tests/engine/view/golden/%s.png", source, name);
    if (make != NULL && strcmp(make, "make") == 0) {
        check(picture_file_write(raster, path, &fault), &fault);
    }
    int32_t pixels = difference(raster, path);
    if (pixels == 0) {
        return 0;
    }
    (void)snprintf(path, sizeof path, "%.500s/golden-%s.png", under != NULL && under[0] != '\0' ? under : "/tmp", name);
    check(picture_file_write(raster, path, &fault), &fault);
    print_error("%s: %d of %d pixels differ; as drawn now: %s\n", name, (int)pixels,
                (int)(raster->width * raster->height), path);
    return 1;
}

static void plan_and_layers_are_as_they_were(void **state)
{
    (void)state;
    int different = 0;
    for (size_t i = 0; i < sizeof GOLDENS / sizeof GOLDENS[0]; i++) {
        struct easel_bare easel;
        open_bare(&easel, HEIGHT);
        set_view(&easel, &GOLDENS[i]);
        draw_plan(&easel);
        different += differs(&easel.picture.frame, GOLDENS[i].name);
        close_bare(&easel);
    }
    if (different > 0) {
        fail_msg("%d pictures differ; where that is meant, make them anew (golden.c says how)", different);
    }
}

static void the_timeline_is_as_it_was(void **state)
{
    (void)state;
    static const struct golden TIMELINES[] = {{"timeline", 20.0, THEME_LIGHT, NULL, 0, 0, 1.0},
                                              {"timeline-dark", 77.7, THEME_DARK, NULL, 0, 0, 1.0}};
    int different = 0;
    for (size_t i = 0; i < sizeof TIMELINES / sizeof TIMELINES[0]; i++) {
        struct easel_bare easel;
        open_bare(&easel, TIMELINE_HEIGHT);
        set_view(&easel, &TIMELINES[i]);
        timeline_draw(&easel.picture.canvas, &easel.view, raster_whole(&easel.picture.frame));
        different += differs(&easel.picture.frame, TIMELINES[i].name);
        close_bare(&easel);
    }
    if (different > 0) {
        fail_msg("%d pictures differ; where that is meant, make them anew (golden.c says how)", different);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_and_layers_are_as_they_were),
        cmocka_unit_test(the_timeline_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, write_record, NULL);
}
