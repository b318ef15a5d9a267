/* Where things stand, by number: which place a label gets, how lengths grow with the picture, what stays large enough to be
 * hit, and where the moment shown stands on the timeline.
 */
#include "cmocka_first.h"

#include <math.h>

#include "view/canvas.h"
#include "view/label.h"
#include "view/layout.h"
#include "view/rail.h"
#include "view/timeline.h"

static void assert_rect(struct raster_rect rect, int32_t x, int32_t y, int32_t width, int32_t height)
{
    assert_int_equal(rect.x, x);
    assert_int_equal(rect.y, y);
    assert_int_equal(rect.width, width);
    assert_int_equal(rect.height, height);
}

static void a_label_takes_the_first_place_that_is_free(void **state)
{
    (void)state;
    static struct label_board board;
    const struct raster_rect anchor = {100, 100, 20, 10};
    label_clear(&board, (struct raster_rect){0, 0, 400, 300});
    assert_rect(label_beside(&board, anchor, 30, 12), 95, 85, 30, 12); /* above */
    assert_rect(label_beside(&board, anchor, 30, 12), 95, 113, 30, 12); /* below */
    assert_rect(label_beside(&board, anchor, 30, 12), 123, 99, 30, 12); /* right */
    assert_rect(label_beside(&board, anchor, 30, 12), 67, 99, 30, 12); /* left */
    assert_rect(label_beside(&board, anchor, 18, 8), 101, 101, 18, 8); /* in the middle */
    assert_int_equal(label_beside(&board, anchor, 18, 8).width, 0); /* nowhere */
}

static void what_is_kept_free_stays_free(void **state)
{
    (void)state;
    static struct label_board board;
    label_clear(&board, (struct raster_rect){0, 0, 100, 100});
    label_block(&board, (struct raster_rect){40, 40, 20, 20});
    assert_false(label_take(&board, (struct raster_rect){59, 59, 5, 5}));
    assert_true(label_take(&board, (struct raster_rect){60, 60, 5, 5}));
    assert_false(label_take(&board, (struct raster_rect){96, 0, 5, 5})); /* not wholly in the window */
    assert_int_equal(label_inside(&board, (struct raster_rect){40, 40, 20, 20}, 4, 4).width, 0);
    assert_rect(label_inside(&board, (struct raster_rect){0, 0, 20, 20}, 4, 6), 8, 7, 4, 6);
}

/* A board that is full takes no more, and says so. */
static void a_full_board_takes_no_more(void **state)
{
    (void)state;
    static struct label_board board;
    label_clear(&board, (struct raster_rect){0, 0, 4 * LABEL_MAX, 10});
    for (int32_t i = 0; i < LABEL_MAX; i++) {
        assert_true(label_take(&board, (struct raster_rect){2 * i, 0, 2, 2}));
    }
    assert_false(label_take(&board, (struct raster_rect){2 * LABEL_MAX, 0, 2, 2}));
    label_block(&board, (struct raster_rect){2 * LABEL_MAX, 0, 2, 2});
    assert_int_equal(board.count, LABEL_MAX);
}

static void lengths_grow_with_the_picture_and_never_vanish(void **state)
{
    (void)state;
    static const struct {
        double scale, units;
        int32_t px;
    } CASES[] = {{1.0, 10.0, 10}, {1.5, 10.0, 15}, {3.0, 7.0, 21}, {1.0, 0.1, 1},
                 {2.0, 0.2, 1},   {1.0, 0.0, 0},   {1.25, 2.0, 3}, {1.0, 2.4, 2}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct canvas canvas = {.scale = CASES[i].scale};
        assert_int_equal(canvas_px(&canvas, CASES[i].units), CASES[i].px);
    }
}

/* A label that may stand above or below is moved along into the window; one whose anchor is out of sight is not drawn in. */
static void a_label_is_moved_into_the_window(void **state)
{
    (void)state;
    static struct label_board board;
    label_clear(&board, (struct raster_rect){0, 0, 400, 300});
    assert_rect(label_beside(&board, (struct raster_rect){4, 100, 20, 10}, 60, 12), 0, 85, 60, 12);
    assert_rect(label_beside(&board, (struct raster_rect){390, 100, 20, 10}, 60, 12), 340, 85, 60, 12);
    assert_int_equal(label_beside(&board, (struct raster_rect){-90, 200, 20, 10}, 60, 12).width, 0);
}

/* Of the free places that is taken which hides the least. */
static void a_label_hides_what_is_minded_only_where_it_must(void **state)
{
    (void)state;
    static struct label_board board;
    const struct raster_rect anchor = {100, 100, 20, 10};
    int64_t hidden;
    label_clear(&board, (struct raster_rect){0, 0, 400, 300});
    label_mind(&board, (struct raster_rect){90, 80, 40, 20});
    assert_rect(label_best_beside(&board, anchor, 30, 12, &hidden), 95, 113, 30, 12); /* below: nothing is there */
    assert_int_equal(hidden, 0);
    label_mind(&board, (struct raster_rect){0, 0, 400, 300});
    assert_rect(label_best_beside(&board, anchor, 30, 12, &hidden), 95, 113, 30, 12);
    assert_int_equal(hidden, 30 * 12);
    label_mind_nothing(&board);
    assert_rect(label_best_beside(&board, anchor, 30, 12, &hidden), 95, 85, 30, 12);
}

static int in_the_left_half(const void *of, struct raster_rect label)
{
    return label.x + label.width <= *(const int32_t *)of;
}

/* In a room a label stands in the middle, else as near to it as goes without hiding what stands there. */
static void a_label_keeps_clear_of_what_stands_in_its_room(void **state)
{
    (void)state;
    static struct label_board board;
    int32_t half = 60;
    int64_t hidden;
    struct label_room room = {.box = {10, 10, 100, 80}, .middle = {60, 50}};
    label_clear(&board, (struct raster_rect){0, 0, 400, 300});
    assert_rect(label_search(&board, &room, 40, 12, &hidden), 40, 44, 40, 12);
    label_mind(&board, (struct raster_rect){10, 40, 100, 20});
    struct raster_rect box = label_search(&board, &room, 40, 12, &hidden);
    assert_int_equal(hidden, 0);
    assert_true(box.y + box.height <= 40 || box.y >= 60);
    assert_true(box.y >= 20 && box.y + box.height <= 80); /* and no further away than it must */
    label_mind(&board, (struct raster_rect){0, 0, 400, 300});
    assert_true(label_search(&board, &room, 40, 12, &hidden).width == 40 && hidden == 40 * 12);
    room.holds = in_the_left_half;
    room.of = &half;
    box = label_search(&board, &room, 40, 12, &hidden);
    assert_true(box.width == 40 && box.x + box.width <= half);
    assert_int_equal(label_search(&board, &room, 101, 12, &hidden).width, 0);
    assert_true(hidden == INT64_MAX);
}

/* The buttons beside the plan lie in the rail, none over another, large enough to be hit; plan and rail share what the plan
 * had, and the rail is as narrow as goes. */
static void the_rail_holds_its_buttons_at_every_size(void **state)
{
    (void)state;
    for (int32_t width = LAYOUT_WIDTH_MIN; width <= 4000; width += 120) {
        for (int32_t height = 300; height <= 2200; height += 31) {
            struct layout layout = layout_of(width, height < LAYOUT_HEIGHT_MIN ? LAYOUT_HEIGHT_MIN : height, 1.0);
            layout.plan.height -= height < LAYOUT_HEIGHT_MIN ? 60 : 0; /* a strip below it */
            const struct raster_rect before = layout.plan;
            rail_lay_out(&layout);
            layout.plan.height /= 2; /* curves below it: the rail is as it was */
            assert_int_equal(layout.plan.width + layout.rail.width, before.width);
            assert_true(layout.rail.width <= (int32_t)(84.0 * layout.scale));
            for (int32_t i = 0; i < RAIL_BUTTONS; i++) {
                struct raster_rect box = rail_button(&layout, i);
                struct raster_rect inside = raster_rect_cut(box, layout.rail);
                assert_memory_equal(&inside, &box, sizeof box);
                assert_true((double)box.width >= 24.0 * layout.scale - 0.5 && box.width == box.height);
                for (int32_t k = 0; k < i; k++) {
                    assert_false(raster_rect_meet(box, rail_button(&layout, k)));
                }
            }
        }
    }
}

/* At every size what is pressed is 24 pixels high at least, at scale 1 (WCAG 2.5.8), and the panel is as wide as its words
 * need. */
static void bars_stay_large_enough_to_be_hit(void **state)
{
    (void)state;
    for (int32_t width = LAYOUT_WIDTH_MIN; width <= 4000; width += 37) {
        for (int32_t height = LAYOUT_HEIGHT_MIN; height <= 2200; height += 113) {
            struct layout layout = layout_of(width, height, 1.0);
            double least = 24.0 * layout.scale;
            assert_true((double)layout.controls.height >= least && (double)layout.tabs.height >= least);
            assert_true((double)layout.timeline.height >= 2.0 * least && (double)layout.banner.height >= least);
            assert_true((double)layout.panel.width >= 247.0 * layout.scale);
            assert_true(layout.plan.height * 3 > height); /* the plan has the larger part */
        }
    }
}

/* The larger of two windows has no smaller plan. */
static void a_larger_window_shows_no_less(void **state)
{
    (void)state;
    int32_t before = 0;
    for (int32_t width = LAYOUT_WIDTH_MIN; width <= 1270; width += 10) { /* one scale */
        struct layout layout = layout_of(width, 800, 1.0);
        assert_true(layout.plan.width > before);
        before = layout.plan.width;
    }
}

/* Forward in time is to the right, the ends are the track's ends, and beyond them is held. */
static void the_cursor_goes_along_the_whole_track(void **state)
{
    (void)state;
    const struct raster_rect track = {22, 500, 1000, 40};
    struct playback playback = playback_open(-30.0, 570.0);
    struct timeline_scale scale = timeline_scale_of(&playback, track);
    int32_t before = -1;
    assert_int_equal(timeline_x(&scale, -30.0), 22);
    assert_int_equal(timeline_x(&scale, 570.0), 1021);
    assert_int_equal(timeline_x(&scale, -1e12), 22);
    assert_int_equal(timeline_x(&scale, 1e12), 1021);
    assert_int_equal(timeline_x(&scale, (double)NAN), 22);
    for (double time_s = -30.0; time_s <= 570.0; time_s += 0.37) {
        int32_t x = timeline_x(&scale, time_s);
        assert_true(x >= before);
        assert_true(fabs(timeline_s(&scale, x) - time_s) <= 600.0 / 999.0 / 2.0 + 1e-9); /* half a pixel */
        before = x;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_takes_the_first_place_that_is_free),
        cmocka_unit_test(what_is_kept_free_stays_free),
        cmocka_unit_test(a_full_board_takes_no_more),
        cmocka_unit_test(lengths_grow_with_the_picture_and_never_vanish),
        cmocka_unit_test(a_label_is_moved_into_the_window),
        cmocka_unit_test(a_label_hides_what_is_minded_only_where_it_must),
        cmocka_unit_test(a_label_keeps_clear_of_what_stands_in_its_room),
        cmocka_unit_test(the_rail_holds_its_buttons_at_every_size),
        cmocka_unit_test(bars_stay_large_enough_to_be_hit),
        cmocka_unit_test(a_larger_window_shows_no_less),
        cmocka_unit_test(the_cursor_goes_along_the_whole_track),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
