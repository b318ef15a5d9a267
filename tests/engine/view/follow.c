/* The view goes along with a person, and leaves off when the hand takes it elsewhere; how fast that person walks. */
#include "cmocka_first.h"

#include <math.h>
#include <stdlib.h>

#include <SDL_keycode.h>

#include "sample_drill.h"
#include "view/follow.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/widget_ids.h"

#define PATH "view_follow.drill"

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static void draw(struct desk *desk, double time_s)
{
    struct sibu_fault fault = {0};
    playback_seek(&desk->view.playback, time_s);
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

static int open_desk(void **state)
{
    static struct desk desk;
    struct sibu_fault fault = {0};
    const struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    desk = (struct desk){0};
    if (unsetenv("DISPLAY") != 0 || sample_drill_write(PATH, &def, &fault) != SIBU_OK ||
        replay_open(&desk.replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk.view, &desk.replay, &fault) != SIBU_OK ||
        picture_open(&desk.picture, &desk.replay, 1280, 800, &fault) != SIBU_OK) {
        print_error("%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return -1;
    }
    draw(&desk, 0.0);
    *state = &desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
    return 0;
}

static void press(struct desk *desk, int32_t symbol)
{
    (void)view_state_do(&desk->view, keys_find(symbol, KEY_PLAIN), &desk->picture.tally);
    draw(desk, desk->view.playback.time_s);
}

/* Person 2 comes down from the upper floor. */
static void the_chosen_person_stays_in_the_middle_on_every_floor(void **state)
{
    struct desk *desk = *state;
    int floors[2] = {0, 0};
    desk->view.chosen = 2;
    press(desk, SDLK_t);
    double px_per_m = desk->view.cameras[0].px_per_m;
    assert_true(px_per_m >= FOLLOW_ZOOM * desk->view.cameras[0].fit_px_per_m - 1e-9);
    for (double time_s = 0.0; time_s <= 60.0; time_s += 0.7) {
        draw(desk, time_s);
        const struct motion_frame *now = &desk->picture.motion.now;
        size_t at = motion_find(&desk->picture.motion, 2);
        assert_int_equal(now->floor[at], desk->view.floor);
        struct camera *camera = view_state_camera(&desk->view);
        struct sibu_point px = camera_px(camera, (double)now->x_m[at], (double)now->y_m[at]);
        assert_true(fabs(px.x - (camera->window.x + camera->window.width / 2.0)) < 1.0);
        assert_true(fabs(px.y - (camera->window.y + camera->window.height / 2.0)) < 1.0);
        assert_true(fabs(camera->px_per_m - px_per_m) < 1e-9);
        floors[desk->view.floor]++;
    }
    assert_true(floors[0] > 5 && floors[1] > 5);
}

static void with_nobody_chosen_it_is_the_first_missing_person(void **state)
{
    struct desk *desk = *state;
    draw(desk, 90.0);
    press(desk, SDLK_t);
    assert_true(desk->view.layers.following);
    assert_int_equal(desk->view.chosen, 7);
    press(desk, SDLK_t);
    assert_false(desk->view.layers.following);
    assert_int_equal(desk->view.chosen, 7);
}

static void with_nobody_missing_it_does_not_begin(void **state)
{
    struct desk *desk = *state;
    const struct tally nobody = {0};
    follow_toggle(&desk->view, &nobody);
    assert_false(desk->view.layers.following);
}

static void whatever_takes_the_view_elsewhere_ends_it(void **state)
{
    struct desk *desk = *state;
    static const int32_t KEYS[] = {SDLK_f, SDLK_PAGEUP, SDLK_PAGEDOWN, SDLK_ESCAPE};
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        desk->view.chosen = 0;
        press(desk, SDLK_t);
        assert_true(desk->view.layers.following);
        press(desk, SDLK_EQUALS);
        press(desk, SDLK_SPACE);
        assert_true(desk->view.layers.following); /* size and time do not */
        press(desk, KEYS[i]);
        assert_false(desk->view.layers.following);
    }
}

static void dragging_the_plan_ends_it(void **state)
{
    struct desk *desk = *state;
    struct pointer pointer = {0};
    struct pointer_input input = {300, 300, 1, 0};
    desk->view.chosen = 0;
    press(desk, SDLK_t);
    (void)pointer_apply(&pointer, &input, &desk->picture, &desk->view);
    assert_true(desk->view.layers.following);
    input = (struct pointer_input){380, 340, 0, 0};
    assert_true(pointer_apply(&pointer, &input, &desk->picture, &desk->view));
    assert_false(desk->view.layers.following);
}

/* Presses a widget as Tab and Enter do. */
static void press_widget(struct desk *desk, uint32_t id)
{
    desk->picture.widgets.focus = id;
    desk->picture.widgets.input.press = 1;
    draw(desk, desk->view.playback.time_s);
    (void)view_state_do(&desk->view, desk->picture.widgets.fired, &desk->picture.tally);
}

static void the_card_and_the_plan_have_a_button_for_it(void **state)
{
    struct desk *desk = *state;
    desk->view.chosen = 3;
    press_widget(desk, WIDGET_FOLLOW);
    assert_true(desk->view.layers.following);
    press_widget(desk, WIDGET_LAYERS + ACTION_FOLLOW);
    assert_false(desk->view.layers.following);
    press_widget(desk, WIDGET_LAYERS + ACTION_TRAILS);
    assert_true(desk->view.layers.trail_s > 0.0);
}

/* The sample's people walk 1.3 m/s, in straight lines but for the corners. */
static void speed_is_the_way_between_two_frames(void **state)
{
    struct desk *desk = *state;
    const struct motion *motion = &desk->picture.motion;
    draw(desk, 1.0);
    assert_true(fabs(motion_speed(motion, &desk->replay, 0)) < 1e-6);
    draw(desk, 14.2);
    assert_true(fabs(motion_speed(motion, &desk->replay, 0) - 1.3) < 1e-3);
    assert_true(motion_speed(motion, &desk->replay, SIBU_NONE) < 0.0);
    draw(desk, 100.0);
    assert_true(motion_speed(motion, &desk->replay, 0) < 0.0); /* the last frame has none after it */
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(the_chosen_person_stays_in_the_middle_on_every_floor),
        DESK_TEST(with_nobody_chosen_it_is_the_first_missing_person),
        DESK_TEST(with_nobody_missing_it_does_not_begin),
        DESK_TEST(whatever_takes_the_view_elsewhere_ends_it),
        DESK_TEST(dragging_the_plan_ends_it),
        DESK_TEST(the_card_and_the_plan_have_a_button_for_it),
        DESK_TEST(speed_is_the_way_between_two_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
