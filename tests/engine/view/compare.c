/* Two small records compared: opened, shown in every way, walked through by keys and mouse, without a window. */
#include "cmocka_first.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <SDL_keycode.h>

#include "sample_drill.h"
#include "view/compare.h"
#include "view/compare_bar.h"
#include "view/compare_caption.h"
#include "view/compare_path.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/rail.h"
#include "view/widget_ids.h"

#define HERE "view_compare_a.drill"
#define THERE "view_compare_b.drill"
#define FLAT "{\"p5\":[0,0,0],\"p50\":[0,0,0],\"p95\":[0,0,0]}"
/* Of 30 people: half checked in at 20 s, 24 at 40 s; the slow edge has no more than 4 by 40 s. */
static const char FORECAST[] =
    "{\"format\":1,\"runs\":7,\"people\":30,\"curves\":{\"t_s\":[0,20,40],\"acknowledged\":" FLAT ",\"moving\":" FLAT
    ",\"out\":" FLAT ",\"arrived\":" FLAT ",\"checked_in\":{\"p5\":[0,2,4],\"p50\":[0,15,24],\"p95\":[0,18,28]}}}";

struct desk {
    struct replay replay;
    struct view_state view;
    struct compare compare;
    struct picture picture;
    struct pointer pointer;
};

static enum sibu_status open_desk(struct desk *desk, const struct sample_def *here, const struct sample_def *there,
                                  const char *with, struct sibu_fault *fault)
{
    memset(desk, 0, sizeof *desk);
    assert_int_equal(sample_drill_write(HERE, here, fault), SIBU_OK);
    assert_int_equal(there == NULL ? SIBU_OK : sample_drill_write(THERE, there, fault), SIBU_OK);
    assert_int_equal(replay_open(&desk->replay, HERE, fault), SIBU_OK);
    assert_int_equal(view_state_open(&desk->view, &desk->replay, fault), SIBU_OK);
    desk->view.language = SIBU_EN;
    return compare_open(&desk->compare, with, &desk->view, fault);
}

static void draw(struct desk *desk)
{
    struct sibu_fault fault = {0};
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

static void sit_down(struct desk *desk, const struct sample_def *here, const struct sample_def *there, const char *with)
{
    struct sibu_fault fault = {0};
    if (open_desk(desk, here, there, with, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(picture_open(&desk->picture, &desk->replay, 1280, 720, &fault), SIBU_OK);
    draw(desk);
}

static void stand_up(struct desk *desk)
{
    picture_close(&desk->picture);
    compare_close(&desk->compare);
    view_state_close(&desk->view);
    replay_close(&desk->replay);
    (void)remove(HERE);
    (void)remove(THERE);
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

static const struct sample_def DRILL = {.people = 60, .frames = 1, .drill = 1};
static const struct sample_def FEWER = {.people = 40, .frames = 1, .drill = 1};
static const struct sample_def SIMULATION = {.people = 60, .frames = 1};
static const struct sample_def PLAN = {.people = 60, .drill = 1};

static struct compare_boxes boxes_of(const struct desk *desk)
{
    return compare_plans(&desk->picture.canvas, &desk->view, desk->picture.layout.plan);
}

static void the_key_goes_round_beside_over_and_off(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    assert_int_equal(desk.compare.way, COMPARE_BESIDE);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_UNLIKE);
    assert_true(boxes_of(&desk).there.width > 0 && desk.picture.layout.difference.height > 0);
    assert_null(compare_ghosts(&desk.view).now);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(desk.compare.way, COMPARE_OVER);
    assert_int_equal(boxes_of(&desk).there.width, 0);
    assert_ptr_equal(compare_ghosts(&desk.view).now, &desk.compare.side.motion.now);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_false(compare_is_on(&desk.view));
    assert_int_equal(desk.picture.layout.difference.height, 0);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(desk.compare.way, COMPARE_BESIDE);
    press_key(&desk, SDLK_c, KEY_SHIFT);
    assert_false(compare_lists(&desk.view));
    stand_up(&desk);
}

/* How many pixels of a box differ from what was there. */
static size_t changed(const struct desk *desk, const uint32_t *before, struct raster_rect box)
{
    size_t count = 0;
    const struct raster *frame = &desk->picture.frame;
    for (int32_t y = box.y; y < box.y + box.height; y++) {
        for (int32_t x = box.x; x < box.x + box.width; x++) {
            count += frame->pixels[y * frame->width + x] != before[y * frame->width + x];
        }
    }
    return count;
}

static uint32_t *copy_of(const struct desk *desk)
{
    const struct raster *frame = &desk->picture.frame;
    size_t count = (size_t)frame->width * (size_t)frame->height;
    uint32_t *copy = sibu_array_new(count, sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, frame->pixels, count * sizeof *copy);
    return copy;
}

static void both_plans_move_and_are_seen_alike(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    struct raster_rect here = boxes_of(&desk).here, there = boxes_of(&desk).there;
    assert_true(here.width == there.width && here.height == there.height);
    uint32_t *before = copy_of(&desk);
    press_key(&desk, SDLK_RIGHT, KEY_SHIFT);
    playback_seek(&desk.view.playback, 25.0);
    draw(&desk);
    assert_true(changed(&desk, before, here) > 500 && changed(&desk, before, there) > 500);
    sibu_array_free(before);
    assert_true(fabs(desk.compare.view.playback.time_s - 25.0) < 1e-9);
    press_key(&desk, SDLK_PAGEUP, KEY_PLAIN);
    assert_int_equal(desk.compare.view.floor, 1);
    press_key(&desk, SDLK_PAGEDOWN, KEY_PLAIN);
    press_key(&desk, SDLK_EQUALS, KEY_PLAIN);
    const struct camera *a = view_state_camera(&desk.view), *b = view_state_camera(&desk.compare.view);
    assert_true(fabs(a->px_per_m - b->px_per_m) < 1e-9 && a->px_per_m > a->fit_px_per_m);
    stand_up(&desk);
}

static void the_hand_over_the_second_plan_moves_both(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    playback_seek(&desk.view.playback, 20.0);
    draw(&desk);
    struct compare_boxes boxes = boxes_of(&desk);
    struct pointer_input over = {boxes.there.x + 100, boxes.there.y + 100, 0, 0};
    struct sibu_point under = camera_m(view_state_camera(&desk.compare.view), over.x, over.y);
    assert_true(pointer_wheel(&over, 3.0, &desk.picture, &desk.view));
    draw(&desk);
    struct sibu_point still = camera_m(view_state_camera(&desk.compare.view), over.x, over.y);
    assert_true(fabs(still.x - under.x) < 1e-6 && fabs(still.y - under.y) < 1e-6);
    press_key(&desk, SDLK_f, KEY_PLAIN);

    const struct motion_frame *now = &desk.compare.side.motion.now;
    struct sibu_point at = camera_px(view_state_camera(&desk.compare.view), (double)now->x_m[0], (double)now->y_m[0]);
    click(&desk, (int32_t)at.x, (int32_t)at.y);
    assert_int_not_equal(desk.view.chosen, SIBU_NONE);
    assert_int_equal(desk.compare.view.chosen, desk.compare.twins[desk.view.chosen]);
    assert_int_equal(desk.view.chosen, now->person[0]); /* the same people in the same order */
    stand_up(&desk);
}

static size_t row_of(const struct desk *desk, uint32_t person)
{
    for (size_t i = 0; i < desk->compare.late.count; i++) {
        if (desk->compare.late.items[i].person == person) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void the_list_leads_to_the_moment_and_the_person(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    const struct compare_late_list *late = &desk.compare.late;
    /* in a simulation gathered is out; in the drill there is still the way to the assembly point, and the check-in */
    assert_int_equal(late->compared, 60);
    assert_int_equal(late->strangers, 0);
    assert_true(late->count > 30);
    for (size_t i = 0; i < late->count; i++) {
        assert_int_equal(late->items[i].cause, LATE_YARD);
        assert_true(i == 0 || late->items[i - 1].late_s >= late->items[i].late_s);
    }
    press_key(&desk, SDLK_j, KEY_PLAIN);
    assert_int_equal(desk.view.chosen, late->items[0].person);
    assert_true(fabs(desk.view.playback.time_s - late->items[0].jump_s) < 1e-9);
    press_key(&desk, SDLK_j, KEY_PLAIN);
    assert_int_equal(desk.view.chosen, late->items[1].person);
    press_key(&desk, SDLK_j, KEY_SHIFT);
    press_key(&desk, SDLK_j, KEY_SHIFT);
    assert_int_equal(desk.view.chosen, late->items[late->count - 1].person);
    assert_int_equal(desk.compare.view.chosen, desk.view.chosen);

    desk.view.chosen = SIBU_NONE;
    desk.compare.list_first = 0;
    draw(&desk);
    struct raster_rect panel = desk.picture.layout.panel;
    click(&desk, panel.x + 60, panel.y + panel.height - 70); /* a row near the list's end */
    assert_int_not_equal(desk.view.chosen, SIBU_NONE);
    size_t row = row_of(&desk, desk.view.chosen);
    assert_true(row > 1 && row < 12);
    assert_true(fabs(desk.view.playback.time_s - late->items[row].jump_s) < 1e-9);
    uint32_t first = desk.compare.list_first;
    struct pointer_input over = {panel.x + 60, panel.y + 100, 0, 0};
    assert_true(pointer_wheel(&over, -1.0, &desk.picture, &desk.view));
    assert_int_equal(desk.compare.list_first, first + 1);
    stand_up(&desk);
}

static void who_is_gone_to_is_on_the_floor_that_is_shown(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    for (size_t row = 0; row < desk.compare.late.count; row++) {
        desk.view.floor = 1 - desk.view.floor;
        compare_go(&desk.view, row);
        draw(&desk);
        size_t at = motion_find(&desk.picture.motion, desk.view.chosen);
        assert_true(at != SIZE_MAX);
        assert_int_equal(desk.picture.motion.now.floor[at], desk.view.floor);
    }
    stand_up(&desk);
}

static void the_clock_reaches_over_both_records(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &PLAN, &SIMULATION, THERE);
    double from_s = desk.view.playback.from_s, to_s = desk.view.playback.to_s;
    assert_true(desk.replay.to_s <= to_s && desk.compare.other.to_s <= to_s);
    stand_up(&desk);
    static const struct sample_def SHORT = {.people = 60};
    sit_down(&desk, &SHORT, &PLAN, THERE); /* a simulation without positions ends with its last arrival */
    assert_true(desk.replay.to_s < desk.compare.other.to_s);
    assert_true(fabs(desk.view.playback.to_s - to_s) < 1e-9 && desk.view.playback.from_s <= from_s);
    playback_seek(&desk.view.playback, to_s);
    draw(&desk);
    assert_int_equal(desk.picture.tally.safe, 57);
    stand_up(&desk);
}

static void the_strip_is_dragged_like_the_timeline(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    struct raster_rect strip = desk.picture.layout.difference;
    mouse(&desk, strip.x + strip.width / 2, strip.y + strip.height / 2, 1, 0);
    mouse(&desk, strip.x + strip.width / 2, strip.y + strip.height / 2, 0, 1);
    double middle_s = (desk.view.playback.from_s + desk.view.playback.to_s) / 2.0;
    assert_true(fabs(desk.view.playback.time_s - middle_s) < 0.5);
    stand_up(&desk);
}

static void buttons_do_what_the_keys_do(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    struct raster_rect tabs = desk.picture.layout.tabs;
    click(&desk, tabs.x + tabs.width - 40, tabs.y + tabs.height / 2);
    assert_int_equal(desk.compare.way, COMPARE_OVER);
    click(&desk, tabs.x + tabs.width - 125, tabs.y + tabs.height / 2);
    assert_false(desk.compare.list_open);
    stand_up(&desk);
}

static void people_of_one_record_only_are_told_not_compared(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &FEWER, THERE);
    assert_int_equal(desk.compare.late.strangers, 20);
    assert_int_equal(desk.compare.late.compared, 40);
    assert_int_equal(desk.compare.late.count, 0); /* the sample's people do the same every time */
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_NONE);
    stand_up(&desk);
}

static void the_same_record_twice_differs_in_nothing(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, NULL, HERE);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_SAME);
    assert_int_equal(desk.compare.late.count, 0);
    assert_true(fabs(desk.compare.most - 1.0) < 1e-9);
    stand_up(&desk);
}

static void without_positions_there_are_no_ghosts_and_a_line_says_so(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &PLAN, THERE);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_NONE);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_NO_GHOSTS);
    stand_up(&desk);
}

static void a_drill_is_compared_with_its_own_forecast(void **state)
{
    (void)state;
    struct desk desk;
    struct sample_def def = {.people = 30, .frames = 1, .drill = 1, .forecast = FORECAST};
    sit_down(&desk, &def, NULL, "forecast");
    assert_int_equal(desk.compare.way, COMPARE_ALONE);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_CURVES);
    assert_null(compare_other(&desk.view));
    const struct compare_late_list *late = &desk.compare.late;
    assert_int_equal(late->compared, 30);
    assert_true(late->count > 10);
    for (size_t i = 0; i < late->count; i++) {
        double late_s = late->items[i].late_s;
        assert_true(late_s >= LATE_LEAST_S && late_s < STATE_NEVER + 1.0);
        double gathered_s = compare_gathered_s(&desk.replay, late->items[i].person);
        assert_true(!(gathered_s < STATE_NEVER) || gathered_s > late_s);
    }
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(desk.compare.way, COMPARE_OFF);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(desk.compare.way, COMPARE_ALONE);
    stand_up(&desk);

    sit_down(&desk, &def, NULL, NULL); /* without being asked: there, and off */
    assert_int_equal(desk.compare.kind, COMPARE_FORECAST);
    assert_false(compare_is_on(&desk.view));
    stand_up(&desk);
}

static void without_anything_to_compare_with_the_key_says_so(void **state)
{
    (void)state;
    struct desk desk;
    struct sibu_fault fault = {0};
    sit_down(&desk, &DRILL, NULL, NULL);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_NOTHING);
    press_key(&desk, SDLK_c, KEY_PLAIN);
    assert_int_equal(compare_note_of(&desk.view), COMPARE_NOTE_NONE);
    stand_up(&desk);

    assert_int_equal(open_desk(&desk, &DRILL, NULL, "forecast", &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.what[SIBU_EN], "no forecast"));
    assert_null(desk.view.compare);
    view_state_close(&desk.view);
    replay_close(&desk.replay);
}

static void a_second_record_that_cannot_be_opened_is_named(void **state)
{
    (void)state;
    struct desk desk;
    struct sibu_fault fault = {0};
    assert_int_equal(open_desk(&desk, &DRILL, NULL, "no-such.drill", &fault), SIBU_BAD_INPUT);
    assert_non_null(strstr(fault.place, "no-such.drill"));
    assert_null(desk.view.compare);
    view_state_close(&desk.view);
    replay_close(&desk.replay);
}

static void ways_are_measured_from_the_positions(void **state)
{
    (void)state;
    struct desk desk;
    struct sibu_fault fault = {0};
    double until_s[60], metres[60];
    sit_down(&desk, &SIMULATION, &PLAN, THERE);
    for (size_t i = 0; i < 60; i++) {
        until_s[i] = i == 0 ? STATE_NEVER : 0.0;
    }
    assert_int_equal(compare_path(&desk.replay, until_s, metres, &fault), SIBU_OK);
    assert_true(metres[0] > 12.8 && metres[0] < 13.3); /* 13.2 m from (1, 4.9) by the door to (-11.6, 2.4) */
    assert_true(metres[1] >= 0.0 && metres[1] < 1e-6);
    assert_int_equal(compare_path(&desk.compare.other, until_s, metres, &fault), SIBU_OK);
    assert_true(metres[0] < 0.0 && metres[59] < 0.0);
    stand_up(&desk);
}

static void captions_say_which_record_and_how_many(void **state)
{
    (void)state;
    struct desk desk;
    struct compare_caption caption;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    playback_seek(&desk.view.playback, 1000.0);
    compare_caption_say(&caption, &desk.replay, NULL, &desk.view, "A");
    assert_string_equal(caption.facts, "A  57/60  ·  2026-11-24 06:30");
    assert_string_equal(caption.name, "view_compare_a.drill");
    desk.view.playback.time_s = 205.0;
    compare_caption_say(&caption, &desk.compare.other, &desk.replay, &desk.view, "B");
    assert_non_null(strstr(caption.facts, "ends at 1:"));
    assert_non_null(strstr(caption.facts, "SIMULATED DRILL"));
    stand_up(&desk);
}

/* However narrow its plan: it names A or B, and what of the file's name is left is both its ends. */
static void a_narrow_caption_still_tells_a_from_b(void **state)
{
    (void)state;
    struct desk desk;
    struct compare_caption caption;
    char words[COMPARE_CAPTION_BYTES];
    const struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, 0};
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    playback_seek(&desk.view.playback, 1000.0);
    compare_caption_say(&caption, &desk.replay, &desk.compare.other, &desk.view, "A");
    for (int32_t width = 160; width <= 600; width += 8) {
        compare_caption_line(desk.picture.text, &style, width, &caption, words);
        assert_true(text_width(desk.picture.text, &style, words) <= width);
        assert_memory_equal(words, "A  57/60", 8);
        if (strstr(words, "view_") == NULL || strstr(words, "rill") == NULL) {
            fail_msg("at %d pixels the file is not known any more: %s", (int)width, words);
        }
    }
    assert_string_equal(words, "A  57/60  ·  2026-11-24 06:30  ·  view_compare_a.drill");
    stand_up(&desk);
}

/* Files of the same name are told apart by their folders. */
static void files_of_one_name_are_told_apart(void **state)
{
    (void)state;
    struct desk desk;
    struct compare_caption caption;
    struct replay other;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    desk.replay.path = "/exercises/may/yard.drill";
    other = desk.compare.other;
    other.path = "june/yard.drill";
    compare_caption_say(&caption, &desk.replay, &other, &desk.view, "A");
    assert_string_equal(caption.name, "may/yard.drill");
    compare_caption_say(&caption, &other, &desk.replay, &desk.view, "B");
    assert_string_equal(caption.name, "june/yard.drill");
    other.path = "june.drill";
    compare_caption_say(&caption, &desk.replay, &other, &desk.view, "A");
    assert_string_equal(caption.name, "yard.drill");
    desk.replay.path = HERE;
    stand_up(&desk);
}

/* Both plans, and what is written above them, are clear of each other and of the buttons, at every size. */
static void nothing_hides_the_edge_of_a_plan(void **state)
{
    (void)state;
    struct desk desk;
    static const int32_t SIZES[][2] = {{640, 480}, {800, 600}, {1280, 720}, {1920, 1080}};
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct sibu_fault fault = {0};
        assert_int_equal(picture_resize(&desk.picture, SIZES[i][0], SIZES[i][1], &fault), SIBU_OK);
        draw(&desk);
        struct compare_boxes boxes = boxes_of(&desk);
        assert_false(raster_rect_meet(boxes.here, boxes.there));
        for (int32_t button = 0; button < RAIL_BUTTONS; button++) {
            struct raster_rect place = rail_button(&desk.picture.layout, button);
            assert_false(raster_rect_meet(place, boxes.here) || raster_rect_meet(place, boxes.there));
        }
    }
    stand_up(&desk);
}

/* Two plans have room for one floor each: whoever asks for several is told, by key and when the comparison begins. */
static void that_there_is_one_floor_each_is_said(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, &DRILL, &SIMULATION, THERE);
    assert_int_equal(desk.compare.way, COMPARE_BESIDE);
    press_key(&desk, SDLK_s, KEY_PLAIN);
    assert_int_equal(desk.view.floors, FLOORS_TABS);
    assert_non_null(strstr(desk.view.teach.said[SIBU_EN], "one floor each"));
    assert_non_null(strstr(desk.view.teach.said[SIBU_ZH], "各显示一层"));
    (void)teach_tick(&desk.view.teach, 2.0 * TEACH_SAID_S);
    press_key(&desk, SDLK_c, KEY_PLAIN); /* over each other */
    press_key(&desk, SDLK_s, KEY_PLAIN);
    assert_int_equal(desk.view.floors, FLOORS_SIDE);
    assert_int_equal(desk.view.teach.said[SIBU_EN][0], '\0');
    press_key(&desk, SDLK_c, KEY_PLAIN); /* off */
    press_key(&desk, SDLK_c, KEY_PLAIN); /* beside each other again */
    assert_int_equal(desk.view.floors, FLOORS_TABS);
    assert_non_null(strstr(desk.view.teach.said[SIBU_EN], "one floor each"));
    stand_up(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_goes_round_beside_over_and_off),
        cmocka_unit_test(both_plans_move_and_are_seen_alike),
        cmocka_unit_test(the_hand_over_the_second_plan_moves_both),
        cmocka_unit_test(the_list_leads_to_the_moment_and_the_person),
        cmocka_unit_test(who_is_gone_to_is_on_the_floor_that_is_shown),
        cmocka_unit_test(the_clock_reaches_over_both_records),
        cmocka_unit_test(the_strip_is_dragged_like_the_timeline),
        cmocka_unit_test(buttons_do_what_the_keys_do),
        cmocka_unit_test(people_of_one_record_only_are_told_not_compared),
        cmocka_unit_test(the_same_record_twice_differs_in_nothing),
        cmocka_unit_test(without_positions_there_are_no_ghosts_and_a_line_says_so),
        cmocka_unit_test(a_drill_is_compared_with_its_own_forecast),
        cmocka_unit_test(without_anything_to_compare_with_the_key_says_so),
        cmocka_unit_test(a_second_record_that_cannot_be_opened_is_named),
        cmocka_unit_test(ways_are_measured_from_the_positions),
        cmocka_unit_test(captions_say_which_record_and_how_many),
        cmocka_unit_test(a_narrow_caption_still_tells_a_from_b),
        cmocka_unit_test(files_of_one_name_are_told_apart),
        cmocka_unit_test(nothing_hides_the_edge_of_a_plan),
        cmocka_unit_test(that_there_is_one_floor_each_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
