/* Several floors at once: where they stand, that they go along with each other, and that a hand finds people on each. */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include "sample_drill.h"
#include "view/people.h"
#include "view/picture.h"
#include "view/pointer.h"

#define PATH "view_floors.drill"

static const struct raster_rect PLAN = {0, 76, 900, 500};

static void one_floor_has_the_whole_plan(void **state)
{
    (void)state;
    struct floors_cell cells[FLOORS_SHOWN_MAX];
    assert_int_equal(floors_lay_out(FLOORS_TABS, 5, 3, 2.0, PLAN, cells), 1);
    assert_int_equal(cells[0].level, 3);
    assert_memory_equal(&cells[0].window, &PLAN, sizeof PLAN);
    assert_int_equal(floors_lay_out(FLOORS_STACKED, 1, 0, 2.0, PLAN, cells), 1);
    assert_int_equal(floors_next(FLOORS_TABS, 1), FLOORS_TABS);
    assert_int_equal(floors_next(FLOORS_TABS, 2), FLOORS_SIDE);
    assert_int_equal(floors_next(FLOORS_SIDE, 2), FLOORS_STACKED);
    assert_int_equal(floors_next(FLOORS_STACKED, 2), FLOORS_TABS);
}

/* However many floors: cells lie inside the plan, none over another, and one above the other they fill it. */
static void cells_share_the_plan(void **state)
{
    (void)state;
    for (uint32_t floors = 2; floors < 30; floors++) {
        for (int mode = FLOORS_SIDE; mode <= FLOORS_STACKED; mode++) {
            struct floors_cell cells[FLOORS_SHOWN_MAX];
            uint32_t level = floors * 2 / 3;
            size_t count = floors_lay_out((enum floors_mode)mode, floors, level, 1.7, PLAN, cells);
            int32_t area = 0, has_level = 0;
            assert_int_equal(count, floors < FLOORS_SHOWN_MAX ? floors : FLOORS_SHOWN_MAX);
            for (size_t i = 0; i < count; i++) {
                struct raster_rect inside = raster_rect_cut(cells[i].window, PLAN);
                assert_memory_equal(&inside, &cells[i].window, sizeof inside);
                assert_true(cells[i].level < floors);
                area += inside.width * inside.height;
                has_level += cells[i].level == level;
                for (size_t k = 0; k < i; k++) {
                    assert_false(raster_rect_meet(cells[i].window, cells[k].window));
                }
            }
            assert_int_equal(has_level, 1);
            assert_true(mode == FLOORS_SIDE || area == PLAN.width * PLAN.height);
        }
    }
}

static void the_highest_is_uppermost_and_plans_come_out_large(void **state)
{
    (void)state;
    struct floors_cell cells[FLOORS_SHOWN_MAX];
    assert_int_equal(floors_lay_out(FLOORS_STACKED, 3, 0, 2.0, PLAN, cells), 3);
    assert_true(cells[2].window.y < cells[1].window.y && cells[1].window.y < cells[0].window.y);
    /* wide plans stand in one column, tall ones in one row */
    assert_int_equal(floors_lay_out(FLOORS_SIDE, 3, 0, 10.0, PLAN, cells), 3);
    assert_int_equal(cells[0].window.width, PLAN.width);
    assert_int_equal(floors_lay_out(FLOORS_SIDE, 3, 0, 0.3, PLAN, cells), 3);
    assert_int_equal(cells[0].window.height, PLAN.height);
    assert_true(cells[0].window.x < cells[1].window.x);
}

/* One above the other each has the height it needs, and all of them fill the plan. */
static void floors_get_the_height_they_need(void **state)
{
    (void)state;
    struct floors_cell cells[FLOORS_SHOWN_MAX];
    static const double TALL[] = {80.0, 10.0, 10.0};
    size_t count = floors_lay_out(FLOORS_STACKED, 3, 0, 2.0, PLAN, cells);
    floors_share_height(cells, count, PLAN, TALL, 20);
    assert_int_equal(cells[2].window.y, PLAN.y);
    assert_int_equal(cells[2].window.height, 20 + 44); /* 500 - 3 * 20 = 440 */
    assert_int_equal(cells[1].window.y, cells[2].window.y + cells[2].window.height);
    assert_int_equal(cells[1].window.height, 20 + 44);
    assert_int_equal(cells[0].window.y, cells[1].window.y + cells[1].window.height);
    assert_int_equal(cells[0].window.y + cells[0].window.height, PLAN.y + PLAN.height);
}

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
    struct pointer pointer;
};

static void draw(struct desk *desk)
{
    struct sibu_fault fault = {0};
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

static int open_desk(void **state)
{
    static struct desk desk;
    struct sibu_fault fault = {0};
    struct sample_def def = {.people = 60, .frames = 1, .drill = 1};
    if (sample_drill_write(PATH, &def, &fault) != SIBU_OK || replay_open(&desk.replay, PATH, &fault) != SIBU_OK ||
        view_state_open(&desk.view, &desk.replay, &fault) != SIBU_OK ||
        picture_open(&desk.picture, &desk.replay, 1280, 800, &fault) != SIBU_OK) {
        print_error("%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return -1;
    }
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

static void hand(struct desk *desk, int32_t x, int32_t y, int down, int up)
{
    struct pointer_input input = {x, y, down, up};
    desk->picture.widgets.input = (struct widget_input){.x = x, .y = y, .down = down, .up = up};
    draw(desk);
    (void)pointer_apply(&desk->pointer, &input, &desk->picture, &desk->view);
    draw(desk);
}

/* A click on somebody chooses them and their floor, on whichever floor they are. */
static void people_are_found_on_every_floor(void **state)
{
    struct desk *desk = *state;
    const struct motion_frame *now = &desk->picture.motion.now;
    unsigned found[2] = {0, 0};
    view_state_set_floors(&desk->view, FLOORS_STACKED);
    desk->view.language = SIBU_EN;
    playback_seek(&desk->view.playback, 12.0);
    draw(desk);
    assert_int_equal(desk->view.cell_count, 2);
    for (size_t i = 0; i < now->count; i += 4) {
        uint32_t floor = now->floor[i];
        struct sibu_point px = camera_px(&desk->view.cameras[floor], (double)now->x_m[i], (double)now->y_m[i]);
        hand(desk, (int32_t)px.x, (int32_t)px.y, 1, 0);
        hand(desk, (int32_t)px.x, (int32_t)px.y, 0, 1);
        assert_int_equal(desk->view.floor, floor);
        size_t chosen = motion_find(&desk->picture.motion, desk->view.chosen);
        assert_true(chosen < now->count && now->floor[chosen] == floor);
        assert_true(hypot((double)(now->x_m[chosen] - now->x_m[i]), (double)(now->y_m[chosen] - now->y_m[i])) < 1.0);
        found[floor]++;
    }
    assert_true(found[0] > 3 && found[1] > 3);
}

/* Dragging one floor drags all: the same place stays at the same offset of each cell's middle. */
static void floors_go_along_with_each_other(void **state)
{
    struct desk *desk = *state;
    static const enum floors_mode MODES[] = {FLOORS_SIDE, FLOORS_STACKED};
    for (size_t m = 0; m < 2; m++) {
        view_state_set_floors(&desk->view, MODES[m]);
        draw(desk);
        struct raster_rect from = desk->view.cells[0].window, to = desk->view.cells[1].window;
        struct sibu_point start = desk->view.cameras[0].centre;
        struct pointer_input wheel = {to.x + 30, to.y + 40, 0, 0};
        assert_true(pointer_wheel(&wheel, 2.0, &desk->picture, &desk->view));
        assert_int_equal(desk->view.floor, desk->view.floors_up[desk->view.cells[1].level]);
        hand(desk, from.x + 60, from.y + 60, 1, 0);
        hand(desk, from.x + 90, from.y + 75, 0, 0);
        hand(desk, from.x + 90, from.y + 75, 0, 1);
        assert_true(fabs(desk->view.cameras[0].centre.x - start.x) > 0.01);
        struct sibu_point a = camera_px(&desk->view.cameras[0], 3.0, 4.0),
                          b = camera_px(&desk->view.cameras[1], 3.0, 4.0);
        assert_true(fabs((a.x - (from.x + from.width / 2.0)) - (b.x - (to.x + to.width / 2.0))) < 1e-6);
        assert_true(fabs((a.y - (from.y + from.height / 2.0)) - (b.y - (to.y + to.height / 2.0))) < 1e-6);
    }
}

/* Fitted, one above the other, no floor is cropped: each is seen whole in its own window, at one scale. */
static void no_floor_is_cropped(void **state)
{
    struct desk *desk = *state;
    static const int32_t SIZES[][2] = {{1280, 800}, {800, 600}, {640, 480}, {1920, 1080}};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct sibu_fault fault = {0};
        assert_int_equal(picture_resize(&desk->picture, SIZES[i][0], SIZES[i][1], &fault), SIBU_OK);
        view_state_set_floors(&desk->view, FLOORS_STACKED);
        draw(desk);
        for (uint32_t floor = 0; floor < 2; floor++) {
            const struct camera *camera = &desk->view.cameras[floor];
            struct sibu_box box = view_state_box(desk->replay.site, floor);
            struct raster_rect window = camera->window;
            const double corners[4][2] = {
                {box.min_x, box.min_y}, {box.max_x, box.min_y}, {box.min_x, box.max_y}, {box.max_x, box.max_y}};
            assert_true(fabs(camera->px_per_m - desk->view.cameras[0].px_per_m) < 1e-9);
            for (size_t k = 0; k < 4; k++) {
                struct sibu_point px = camera_px(camera, corners[k][0], corners[k][1]);
                assert_true(px.x >= window.x && px.x <= window.x + window.width);
                assert_true(px.y >= window.y && px.y <= window.y + window.height);
            }
        }
    }
    struct sibu_fault fault = {0};
    assert_int_equal(picture_resize(&desk->picture, 1280, 800, &fault), SIBU_OK);
}

/* What one floor drew is not lost when another is drawn over it: back and forth gives the first picture again. */
static void modes_come_back_to_the_same_picture(void **state)
{
    struct desk *desk = *state;
    struct raster *frame = &desk->picture.frame;
    size_t bytes = (size_t)frame->width * (size_t)frame->height * sizeof *frame->pixels;
    uint32_t *before = test_malloc(bytes);
    desk->view.chosen = SIBU_NONE;
    desk->view.floor = 0;
    desk->picture.widgets.input = (struct widget_input){.x = -1, .y = -1};
    view_state_set_floors(&desk->view, FLOORS_TABS);
    draw(desk);
    memcpy(before, frame->pixels, bytes);
    for (int i = 0; i < 3; i++) {
        (void)view_state_do(&desk->view, ACTION_FLOORS, &desk->picture.tally);
        draw(desk);
        assert_true(i == 2 || memcmp(before, frame->pixels, bytes) != 0);
    }
    assert_memory_equal(before, frame->pixels, bytes);
    test_free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_floor_has_the_whole_plan),
        cmocka_unit_test(cells_share_the_plan),
        cmocka_unit_test(the_highest_is_uppermost_and_plans_come_out_large),
        cmocka_unit_test(floors_get_the_height_they_need),
        cmocka_unit_test_setup_teardown(no_floor_is_cropped, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(people_are_found_on_every_floor, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(floors_go_along_with_each_other, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(modes_come_back_to_the_same_picture, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
