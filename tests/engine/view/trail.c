/* Trails: which frames they are made of, and where their lines run. */
#include "cmocka_first.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_drill.h"
#include "view/picture.h"
#include "view/trail.h"

#define PATH "view_trail.drill"

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void open_desk(struct desk *desk, unsigned people)
{
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = people, .frames = 1, .drill = 1};
    if (unsetenv("DISPLAY") != 0 || sample_drill_write(PATH, &def, &fault) != SIBU_OK ||
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

/* The sample has two frames a second. */
static void a_trail_is_made_of_frames_evenly_apart(void **state)
{
    (void)state;
    static const struct {
        double time_s, span_s;
        size_t newest, step, count;
    } CASES[] = {
        {45.0, 10.0, 90, 1, 21}, {45.2, 10.0, 90, 1, 21}, {45.0, 30.0, 90, 2, 31}, {45.0, 60.0, 88, 4, 23},
        {3.0, 10.0, 6, 1, 7},    {0.0, 10.0, 0, 1, 1},    {-1.0, 10.0, 0, 1, 0},   {1e6, 30.0, 200, 2, 31},
    };
    struct desk desk;
    struct trail trail;
    struct sibu_fault fault = {0};
    open_desk(&desk, 12);
    trail_open(&trail);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(trail_seek(&trail, &desk.replay, CASES[i].time_s, CASES[i].span_s, &fault), SIBU_OK);
        assert_int_equal(trail.count, CASES[i].count);
        for (size_t back = 0; back < trail.count; back++) {
            assert_int_equal(trail_sample(&trail, back)->number, CASES[i].newest - back * CASES[i].step);
            assert_int_equal(trail_sample(&trail, back)->count, 12);
        }
    }
    trail_close(&trail);
    close_desk(&desk);
}

static void without_positions_there_are_no_trails(void **state)
{
    (void)state;
    struct replay replay;
    struct trail trail;
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = 12, .frames = 0, .drill = 1};
    assert_int_equal(sample_drill_write(PATH, &def, &fault), SIBU_OK);
    assert_int_equal(replay_open(&replay, PATH, &fault), SIBU_OK);
    trail_open(&trail);
    assert_int_equal(trail_seek(&trail, &replay, 20.0, 10.0, &fault), SIBU_OK);
    assert_int_equal(trail.count, 0);
    trail_close(&trail);
    replay_close(&replay);
}

/* Time run on, run back or jumped to: the same picture. */
static void a_moment_has_one_picture_whichever_way_it_was_come_to(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, 60);
    desk.view.layers.trail_s = 30.0;
    draw(&desk, 44.5);
    size_t bytes = (size_t)desk.picture.frame.width * (size_t)desk.picture.frame.height * sizeof(uint32_t);
    uint32_t *first = malloc(bytes);
    assert_non_null(first);
    memcpy(first, desk.picture.frame.pixels, bytes);
    static const double TIMES_S[] = {40.0, 42.5, 44.5, 70.0, 100.0, 60.0, 44.5, 0.0, 44.5};
    for (size_t i = 0; i < sizeof TIMES_S / sizeof TIMES_S[0]; i++) {
        draw(&desk, TIMES_S[i]);
        int same = memcmp(first, desk.picture.frame.pixels, bytes) == 0;
        assert_int_equal(same, fabs(TIMES_S[i] - 44.5) < 1e-9);
    }
    free(first);
    close_desk(&desk);
}

static uint32_t pixel_at(const struct desk *desk, double x_m, double y_m)
{
    struct sibu_point px = camera_px(&desk->view.cameras[desk->view.floor], x_m, y_m);
    return desk->picture.frame.pixels[(int32_t)px.y * desk->picture.frame.width + (int32_t)px.x];
}

/* One person alone: where that was a few seconds ago the line lies, and where that was long ago none does. */
static void the_line_runs_where_the_person_was(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk, 1);
    desk.view.layers.trail_s = 10.0;
    desk.view.chosen = 0;
    double x_m[3], y_m[3];
    static const double TIMES_S[] = {3.0, 14.0, 18.5};
    for (int i = 0; i < 3; i++) {
        draw(&desk, TIMES_S[i]);
        x_m[i] = (double)desk.picture.motion.now.x_m[0];
        y_m[i] = (double)desk.picture.motion.now.y_m[0];
    }
    assert_int_equal(pixel_at(&desk, x_m[1], y_m[1]), theme_of(THEME_LIGHT)->focus);
    assert_int_not_equal(pixel_at(&desk, x_m[0], y_m[0]), theme_of(THEME_LIGHT)->focus);
    desk.view.layers.trail_s = 0.0;
    draw(&desk, 18.5);
    assert_int_not_equal(pixel_at(&desk, x_m[1], y_m[1]), theme_of(THEME_LIGHT)->focus);
    close_desk(&desk);
}

static void the_key_goes_round_the_spans(void **state)
{
    (void)state;
    struct layers layers = {0};
    static const double SPANS_S[] = {10.0, 30.0, 60.0, 0.0, 10.0};
    for (size_t i = 0; i < sizeof SPANS_S / sizeof SPANS_S[0]; i++) {
        assert_true(layers_do(&layers, ACTION_TRAILS));
        assert_true(fabs(layers.trail_s - SPANS_S[i]) < 1e-12);
    }
    assert_false(layers_do(&layers, ACTION_PLAY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trail_is_made_of_frames_evenly_apart),
        cmocka_unit_test(without_positions_there_are_no_trails),
        cmocka_unit_test(a_moment_has_one_picture_whichever_way_it_was_come_to),
        cmocka_unit_test(the_line_runs_where_the_person_was),
        cmocka_unit_test(the_key_goes_round_the_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
