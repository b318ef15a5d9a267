/* Keys, buttons and the mouse, without a window: what a hand does to what is shown. */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include <SDL_keycode.h>

#include "sample_drill.h"
#include "view/bars.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/widget_ids.h"

#define PATH "view_hand.drill"

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
    struct pointer pointer;
};

static int open_desk(void **state)
{
    static struct desk desk;
    struct sibu_fault fault = {0};
    struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    memset(&desk, 0, sizeof desk);
    if (sample_drill_write(PATH, &def, &fault) != SIBU_OK || replay_open(&desk.replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk.view, &desk.replay, &fault) != SIBU_OK ||
        picture_open(&desk.picture, &desk.replay, 1280, 800, &fault) != SIBU_OK) {
        print_error("%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return -1;
    }
    *state = &desk;
    return picture_draw(&desk.picture, &desk.view, &fault) == SIBU_OK ? 0 : -1;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    picture_close(&desk->picture);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
    return 0;
}

static void draw(struct desk *desk)
{
    struct sibu_fault fault = {0};
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

static void press_key(struct desk *desk, int32_t symbol, unsigned modifiers)
{
    enum action action = keys_find(symbol, modifiers);
    assert_int_not_equal(action, ACTION_NONE);
    (void)view_state_do(&desk->view, action, &desk->picture.tally);
    draw(desk);
}

static void mouse(struct desk *desk, int32_t x, int32_t y, int down, int up)
{
    struct pointer_input input = {x, y, down, up};
    desk->picture.widgets.input = (struct widget_input){.x = x, .y = y, .down = down, .up = up};
    draw(desk);
    (void)view_state_do(&desk->view, desk->picture.widgets.fired, &desk->picture.tally);
    (void)pointer_apply(&desk->pointer, &input, &desk->picture, &desk->view);
    draw(desk);
}

static void click(struct desk *desk, int32_t x, int32_t y)
{
    mouse(desk, x, y, 1, 0);
    mouse(desk, x, y, 0, 1);
}

/* A hand that rests on a key: what moves goes on, a switch does not flutter, and a picture is saved once. */
static void keys_that_are_held_down_move_and_do_not_switch(void **state)
{
    static const enum action SWITCHES[] = {ACTION_PLAY,     ACTION_FLOORS, ACTION_CURVES,   ACTION_COMPARE,
                                           ACTION_DENSITY,  ACTION_RULER,  ACTION_SNAPSHOT, ACTION_SNAPSHOT_VECTOR,
                                           ACTION_FILM,     ACTION_NOTE,   ACTION_PRESENT,  ACTION_MUTE,
                                           ACTION_NOTE_LIST};
    static const enum action MOVES[] = {ACTION_FORWARD_LITTLE, ACTION_NEXT_EVENT, ACTION_ZOOM_IN,
                                        ACTION_PAN_UP,         ACTION_LIST_DOWN,  ACTION_FLOOR_UP};
    (void)state;
    for (size_t i = 0; i < sizeof SWITCHES / sizeof SWITCHES[0]; i++) {
        assert_false(keys_repeat(SWITCHES[i]));
    }
    for (size_t i = 0; i < sizeof MOVES / sizeof MOVES[0]; i++) {
        assert_true(keys_repeat(MOVES[i]));
    }
}

static void time_keys_move_time(void **state)
{
    struct desk *desk = *state;
    static const struct {
        int32_t symbol;
        unsigned modifiers;
        double time_s;
    } CASES[] = {{SDLK_RIGHT, KEY_PLAIN, 0.1},   {SDLK_RIGHT, KEY_SHIFT, 1.1},    {SDLK_LEFT, KEY_PLAIN, 1.0},
                 {SDLK_RIGHT, KEY_CONTROL, 9.0}, {SDLK_RIGHT, KEY_CONTROL, 24.0}, {SDLK_LEFT, KEY_CONTROL, 9.0},
                 {SDLK_END, KEY_PLAIN, 100.0},   {SDLK_LEFT, KEY_SHIFT, 99.0},    {SDLK_HOME, KEY_PLAIN, 0.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        press_key(desk, CASES[i].symbol, CASES[i].modifiers);
        assert_true(fabs(desk->view.playback.time_s - CASES[i].time_s) < 1e-6);
    }
    press_key(desk, SDLK_SPACE, KEY_PLAIN);
    assert_true(desk->view.playback.playing);
    press_key(desk, SDLK_RIGHTBRACKET, KEY_PLAIN);
    assert_true(fabs(desk->view.playback.speed - 2.0) < 1e-12);
    press_key(desk, SDLK_BACKSLASH, KEY_PLAIN);
    assert_true(fabs(desk->view.playback.speed - 1.0) < 1e-12);
}

static void window_keys_change_what_is_shown(void **state)
{
    struct desk *desk = *state;
    press_key(desk, SDLK_PAGEUP, KEY_PLAIN);
    assert_int_equal(desk->view.floor, 1);
    press_key(desk, SDLK_PAGEUP, KEY_PLAIN);
    assert_int_equal(desk->view.floor, 1);
    press_key(desk, SDLK_PAGEDOWN, KEY_PLAIN);
    assert_int_equal(desk->view.floor, 0);
    press_key(desk, SDLK_l, KEY_PLAIN);
    assert_int_equal(desk->view.language, SIBU_EN);
    press_key(desk, SDLK_d, KEY_PLAIN);
    assert_int_equal(desk->view.theme, THEME_DARK);
    press_key(desk, SDLK_F11, KEY_PLAIN);
    assert_true(desk->view.full_screen);
    press_key(desk, SDLK_SLASH, KEY_SHIFT);
    assert_true(desk->view.help_open);
    press_key(desk, SDLK_ESCAPE, KEY_PLAIN);
    assert_false(desk->view.help_open);
    press_key(desk, SDLK_q, KEY_CONTROL);
    assert_true(desk->view.quit);
}

static void every_action_has_a_key_on_the_sheet_and_no_key_two(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_table(&count);
    for (int action = ACTION_PLAY; action < ACTION_FLOOR_FIRST; action++) {
        int shown = 0;
        for (size_t i = 0; i < count; i++) {
            shown += keys[i].action == (enum action)action && keys[i].label != NULL;
        }
        if (shown != 1) {
            fail_msg("action %d stands %d times on the sheet", action, shown);
        }
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++) {
            assert_false(keys[a].symbol == keys[b].symbol && keys[a].modifiers == keys[b].modifiers);
        }
    }
    assert_int_equal(keys_find(SDLK_SPACE, KEY_ALT), ACTION_NONE);
}

static void a_click_on_a_person_shows_the_card(void **state)
{
    struct desk *desk = *state;
    const struct motion_frame *now = &desk->picture.motion.now;
    struct camera *camera = view_state_camera(&desk->view);
    struct sibu_point px = camera_px(camera, (double)now->x_m[0], (double)now->y_m[0]);
    click(desk, (int32_t)px.x, (int32_t)px.y);
    assert_int_equal(desk->view.chosen, 0);
    click(desk, desk->picture.layout.plan.x + 5, desk->picture.layout.plan.y + 5);
    assert_int_equal(desk->view.chosen, SIBU_NONE);
}

static void dragging_moves_the_plan_and_chooses_nobody(void **state)
{
    struct desk *desk = *state;
    const struct motion_frame *now = &desk->picture.motion.now;
    struct camera *camera = view_state_camera(&desk->view);
    struct sibu_point px = camera_px(camera, (double)now->x_m[0], (double)now->y_m[0]);
    mouse(desk, (int32_t)px.x, (int32_t)px.y, 1, 0);
    mouse(desk, (int32_t)px.x + 60, (int32_t)px.y + 30, 0, 0);
    struct sibu_point moved = camera_px(camera, (double)now->x_m[0], (double)now->y_m[0]);
    mouse(desk, (int32_t)px.x + 60, (int32_t)px.y + 30, 0, 1);
    assert_true(fabs(moved.x - px.x - 60.0) < 1.0 && fabs(moved.y - px.y - 30.0) < 1.0);
    assert_int_equal(desk->view.chosen, SIBU_NONE);
}

static void the_wheel_zooms_to_the_pointer(void **state)
{
    struct desk *desk = *state;
    struct camera *camera = view_state_camera(&desk->view);
    struct pointer_input input = {400, 300, 0, 0};
    struct sibu_point before = camera_m(camera, 400.0, 300.0);
    double scale = camera->px_per_m;
    assert_true(pointer_wheel(&input, 2.0, &desk->picture, &desk->view));
    struct sibu_point after = camera_m(camera, 400.0, 300.0);
    assert_true(fabs(camera->px_per_m / scale - 1.44) < 1e-9);
    assert_true(fabs(after.x - before.x) < 1e-9 && fabs(after.y - before.y) < 1e-9);
    input.y = desk->picture.layout.timeline.y + 5;
    assert_true(pointer_wheel(&input, 1.0, &desk->picture, &desk->view));
    assert_true(fabs(desk->view.playback.time_s - 1.0) < 1e-9);
}

static void the_timeline_is_dragged(void **state)
{
    struct desk *desk = *state;
    struct raster_rect line = desk->picture.layout.timeline;
    mouse(desk, line.x + line.width / 2, line.y + line.height / 2, 1, 0);
    assert_true(fabs(desk->view.playback.time_s - 50.0) < 0.2);
    mouse(desk, line.x + line.width + 50, 5, 0, 0);
    assert_true(fabs(desk->view.playback.time_s - 100.0) < 1e-9);
    mouse(desk, 0, 5, 0, 1);
    assert_true(fabs(desk->view.playback.time_s) < 1e-9);
    mouse(desk, 500, line.y + line.height / 2, 0, 0);
    assert_true(fabs(desk->view.playback.time_s) < 1e-9); /* let go is let go */
}

/* Finds a widget by going through the Tab order, and presses it with Enter. */
static void press_by_keyboard(struct desk *desk, uint32_t id)
{
    struct widget_state *widgets = &desk->picture.widgets;
    for (int i = 0; i < WIDGET_ORDER_MAX && widgets->focus != id; i++) {
        widgets->input.focus_move = 1;
        draw(desk);
    }
    assert_int_equal(widgets->focus, id);
    widgets->input.press = 1;
    draw(desk);
    (void)view_state_do(&desk->view, widgets->fired, &desk->picture.tally);
    draw(desk);
}

static void every_button_can_be_reached_by_tab(void **state)
{
    struct desk *desk = *state;
    press_by_keyboard(desk, WIDGET_CONTROLS + ACTION_NEXT_EVENT);
    assert_true(fabs(desk->view.playback.time_s - 0.5) < 1e-9);
    press_by_keyboard(desk, WIDGET_FLOORS + 1);
    assert_int_equal(desk->view.floor, 1);
    press_by_keyboard(desk, WIDGET_BANNER + ACTION_LANGUAGE);
    assert_int_equal(desk->view.language, SIBU_EN);
    press_by_keyboard(desk, WIDGET_ROWS + 2);
    assert_int_equal(desk->view.chosen, 2);
    assert_int_equal(desk->view.floor, 1); /* where that person is */
    press_by_keyboard(desk, WIDGET_CLOSE_CARD);
    assert_int_equal(desk->view.chosen, SIBU_NONE);
}

static void arrows_move_the_slider_that_has_the_keyboard(void **state)
{
    struct desk *desk = *state;
    struct widget_state *widgets = &desk->picture.widgets;
    widgets->focus = WIDGET_SPEED;
    draw(desk);
    assert_true(widgets->focus_slides);
    widgets->input.nudge = 1;
    draw(desk);
    assert_true(desk->view.playback.speed > 1.4);
    widgets->input.nudge = -1;
    draw(desk);
    assert_true(desk->view.playback.speed < 1.3);
}

static void under_the_sheet_nothing_answers(void **state)
{
    struct desk *desk = *state;
    struct raster_rect line = desk->picture.layout.timeline;
    press_key(desk, SDLK_F1, KEY_PLAIN);
    click(desk, line.x + line.width / 2, line.y + line.height / 2);
    assert_true(fabs(desk->view.playback.time_s) < 1e-9);
    assert_true(desk->view.help_open);
    press_by_keyboard(desk, WIDGET_CLOSE_SHEET);
    assert_false(desk->view.help_open);
}

/* Whatever a key does stands on the sheet, whether one or several keys do it. */
static void every_function_is_on_the_sheet(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_table(&count);
    for (int action = ACTION_NONE + 1; action <= ACTION_QUIT; action++) {
        int shown = 0;
        for (size_t i = 0; i < count; i++) {
            shown += (int)keys[i].action == action && keys[i].label != NULL;
        }
        if (shown == 0) {
            fail_msg("the function %d is on no row of the sheet", action);
        }
    }
}

/* The row of an entry on whichever page of the sheet it stands, which is opened. */
static struct raster_rect open_page_of(struct desk *desk, size_t key)
{
    int32_t top = desk->picture.layout.banner.height;
    struct raster_rect below = {0, top, desk->picture.frame.width, desk->picture.frame.height - top}, row = {0};
    desk->view.help_open = 0;
    do {
        desk->view.help_open++;
        draw(desk);
        row = bars_sheet_row(&desk->picture.canvas, below, desk->view.help_open, key);
    } while (row.width == 0 && desk->view.help_open < desk->view.help_pages);
    return row;
}

/* So every function has a way by mouse, in the smallest window and in a presentation as well: a click on its row does it,
 * and the sheet goes. */
static void every_function_is_done_from_the_sheet(void **state)
{
    struct desk *desk = *state;
    struct sibu_fault fault = {0};
    size_t count;
    const struct key *keys = keys_table(&count);
    for (int small = 0; small <= 1; small++) {
        assert_int_equal(picture_resize(&desk->picture, small ? 640 : 1280, small ? 480 : 800, &fault), SIBU_OK);
        desk->view.teach.presenting = small;
        for (size_t i = 0; i < count; i++) {
            if (keys[i].label == NULL || (!small && i % 9 != 0)) { /* drawing large ones takes time */
                continue;
            }
            struct raster_rect row = open_page_of(desk, i);
            assert_true(row.width > 100 && row.height >= 16);
            int32_t x = row.x + row.width / 2, y = row.y + row.height / 2;
            desk->picture.widgets.input = (struct widget_input){.x = x, .y = y, .down = 1};
            draw(desk);
            assert_int_equal(desk->picture.widgets.fired, ACTION_NONE);
            desk->picture.widgets.input = (struct widget_input){.x = x, .y = y, .up = 1};
            draw(desk);
            assert_int_equal(desk->view.help_open, 0);
            enum action wanted = keys[i].action == ACTION_HELP ? ACTION_NONE : keys[i].action; /* it only closes */
            assert_int_equal(desk->picture.widgets.fired, wanted);
        }
    }
}

static void the_wheel_over_the_buttons_steps_a_tenth(void **state)
{
    struct desk *desk = *state;
    struct raster_rect box = desk->picture.layout.controls;
    struct pointer_input at = {box.x + 40, box.y + box.height / 2, 0, 0};
    playback_seek(&desk->view.playback, 10.0);
    assert_true(pointer_wheel(&at, 1.0, &desk->picture, &desk->view));
    assert_true(fabs(desk->view.playback.time_s - 10.1) < 1e-9);
    assert_true(pointer_wheel(&at, -1.0, &desk->picture, &desk->view));
    assert_true(fabs(desk->view.playback.time_s - 10.0) < 1e-9);
}

static void missing_people_are_gone_through_one_by_one(void **state)
{
    struct desk *desk = *state;
    playback_seek(&desk->view.playback, 90.0);
    draw(desk);
    assert_int_equal(desk->picture.tally.missing_count, 3);
    uint32_t seen[4];
    for (int i = 0; i < 4; i++) {
        press_key(desk, SDLK_n, KEY_PLAIN);
        seen[i] = desk->view.chosen;
    }
    assert_int_equal(seen[0], 7);
    assert_int_equal(seen[1], 30);
    assert_int_equal(seen[2], 53);
    assert_int_equal(seen[3], 7);
    press_key(desk, SDLK_n, KEY_SHIFT);
    assert_int_equal(desk->view.chosen, 53);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_that_are_held_down_move_and_do_not_switch),
        DESK_TEST(time_keys_move_time),
        DESK_TEST(window_keys_change_what_is_shown),
        DESK_TEST(every_action_has_a_key_on_the_sheet_and_no_key_two),
        DESK_TEST(a_click_on_a_person_shows_the_card),
        DESK_TEST(dragging_moves_the_plan_and_chooses_nobody),
        DESK_TEST(the_wheel_zooms_to_the_pointer),
        DESK_TEST(the_timeline_is_dragged),
        DESK_TEST(every_button_can_be_reached_by_tab),
        DESK_TEST(arrows_move_the_slider_that_has_the_keyboard),
        DESK_TEST(under_the_sheet_nothing_answers),
        cmocka_unit_test(every_function_is_on_the_sheet),
        DESK_TEST(every_function_is_done_from_the_sheet),
        DESK_TEST(the_wheel_over_the_buttons_steps_a_tenth),
        DESK_TEST(missing_people_are_gone_through_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
