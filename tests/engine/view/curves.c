/* The curves beside the plan, by number: axes, flows, densities of zones, where the panel stands, and that a press on a
 * curve goes to that moment.
 */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include "sample_drill.h"
#include "view/chart.h"
#include "view/picture.h"
#include "view/widget_ids.h"

#define PATH "view_curves.drill"

static void axes_end_at_round_numbers(void **state)
{
    (void)state;
    static const double CASES[][2] = {{0.0, 0.1}, {0.1, 0.1},    {0.11, 0.2},    {0.43, 0.5},    {1.0, 1.0},
                                      {1.2, 2.0}, {60.0, 100.0}, {120.0, 200.0}, {200.0, 200.0}, {70000.0, 100000.0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(fabs(chart_top(CASES[i][0]) - CASES[i][1]) < 1e-9 * CASES[i][1]);
    }
    struct chart chart = {.track = {10, 100, 50, 101}, .top = 200.0};
    assert_int_equal(chart_y(&chart, 0.0), 200);
    assert_int_equal(chart_y(&chart, 200.0), 100);
    assert_int_equal(chart_y(&chart, 50.0), 175);
    assert_int_equal(chart_y(&chart, -3.0), 200);
    assert_int_equal(chart_y(&chart, 999.0), 100);
}

/* Lines are told from the ground they lie on, and each from each, by more than dashes. */
static void lines_can_be_seen(void **state)
{
    (void)state;
    for (int theme = THEME_LIGHT; theme <= THEME_DARK; theme++) {
        for (int i = 0; i < CHART_LINES; i++) {
            uint32_t colour = chart_colour((enum theme_kind)theme, i);
            assert_true(theme_contrast(colour, theme_of((enum theme_kind)theme)->panel) >= 3.0);
            for (int k = 0; k < i; k++) {
                assert_int_not_equal(colour, chart_colour((enum theme_kind)theme, k));
            }
        }
    }
}

static void the_panel_takes_its_room_from_the_plan(void **state)
{
    (void)state;
    static const int32_t SIZES[][2] = {{640, 480}, {800, 600}, {1280, 720}, {1920, 1080}, {3840, 2160}};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct layout before = layout_of(SIZES[i][0], SIZES[i][1], 1.0), after = before;
        curves_lay_out(&after, CURVES_NONE);
        assert_memory_equal(&after.plan, &before.plan, sizeof before.plan);
        assert_int_equal(after.curves.width * after.curves.height, 0);
        curves_lay_out(&after, CURVES_ALL);
        int32_t whole = before.plan.width * before.plan.height;
        assert_false(raster_rect_meet(after.plan, after.curves));
        assert_int_equal(after.plan.width * after.plan.height + after.curves.width * after.curves.height, whole);
        assert_true(after.plan.width * after.plan.height > whole / 2);
        assert_int_equal(after.curves.x > before.plan.x, i >= 2); /* beside a wide plan, below a narrow one */
    }
}

struct desk {
    struct replay replay;
    struct view_state view;
    struct picture picture;
};

static int open_desk(void **state)
{
    static struct desk desk;
    struct sibu_fault fault = {0};
    struct sample_def def = {.people = 120, .frames = 1, .drill = 1};
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

/* Flows against counting people by hand, exit by exit and moment by moment. */
static void flows_are_people_counted(void **state)
{
    struct desk *desk = *state;
    const struct replay *replay = &desk->replay;
    struct exit_flows flows = {0};
    struct sibu_fault fault;
    double peak = 0.0;
    assert_int_equal(exit_flows_take(&flows, replay, &fault), SIBU_OK);
    assert_true(flows.shown > 0 && flows.most > 50);
    for (size_t k = 0; k < flows.shown; k++) {
        uint32_t exit = flows.order[k];
        for (double time_s = 0.0; time_s < 100.0; time_s += 0.7) {
            size_t passed = 0, around = 0;
            for (size_t i = 0; i < replay->people_count; i++) {
                double at_s = replay->people[i].times.at_s[MOMENT_EXITED];
                passed += replay->people[i].exit == exit && at_s <= time_s;
                around += replay->people[i].exit == exit && at_s > time_s - 5.0 && at_s <= time_s + 5.0;
            }
            assert_int_equal(exit_flows_count(&flows, exit, time_s), passed);
            assert_true(fabs(exit_flows_at(&flows, exit, time_s) - (double)around / 10.0) < 1e-12);
            peak = (double)around / 10.0 > peak ? (double)around / 10.0 : peak;
        }
        assert_true(exit_flows_mean(&flows, exit) > 0.0);
        assert_true(k == 0 || exit_flows_count(&flows, exit, 1e9) <= exit_flows_count(&flows, flows.order[k - 1], 1e9));
    }
    assert_true(flows.peak_per_s >= peak && flows.peak_per_s < peak + 0.35);
    exit_flows_close(&flows);
}

/* Everybody who stands in a zone is in its density; where the record is read piece by piece, the result is the same. */
static void densities_of_zones_are_people_by_ground(void **state)
{
    struct desk *desk = *state;
    const struct replay *replay = &desk->replay;
    struct zone_course whole = {0}, slow = {0};
    struct sibu_fault fault;
    struct motion_frame frame = {.number = SIZE_MAX};
    assert_int_equal(zone_course_take(&whole, replay, SIZE_MAX, &fault), SIBU_OK);
    assert_int_equal(whole.done, whole.samples);
    assert_true(whole.shown >= 3);
    for (int calls = 0; slow.of == NULL || slow.done < slow.samples; calls++) {
        size_t before = slow.done;
        assert_int_equal(zone_course_take(&slow, replay, 150, &fault), SIBU_OK);
        assert_true(slow.done > before && slow.done <= before + 150);
    }
    assert_memory_equal(whole.people, slow.people, whole.samples * replay->site->zone_count * sizeof *whole.people);
    for (size_t number = 0; number < replay->frame_count; number += 20) {
        double time_s = replay->first_frame_s + (double)number / replay->frames_per_s;
        assert_int_equal(motion_frame_read(&frame, replay, number, &fault), SIBU_OK);
        for (uint32_t z = 0; z < replay->site->zone_count; z++) {
            double people = 0.0;
            for (size_t i = 0; i < frame.count; i++) {
                people +=
                    sibu_site_zone_at(replay->site, frame.floor[i], (double)frame.x_m[i], (double)frame.y_m[i]) == z;
            }
            double off = zone_course_at(&whole, z, time_s) * whole.area_m2[z] - people;
            assert_true(fabs(off) < 3.0); /* at a zone's edge the cell decides */
        }
    }
    assert_true(isnan(zone_course_at(&whole, 0, -1e6)) && isnan(zone_course_at(&whole, 0, 1e6)));
    motion_frame_close(&frame);
    zone_course_close(&whole);
    zone_course_close(&slow);
}

/* A record that grows while it is followed: what was read is not read again, and in the end all is as if it had been there
 * from the beginning. One that shrank is another. */
static void densities_go_on_where_a_record_grows(void **state)
{
    struct desk *desk = *state;
    struct replay growing = desk->replay;
    struct zone_course whole = {0}, grown = {0};
    struct sibu_fault fault;
    size_t zones = growing.site->zone_count, frames = growing.frame_count;
    assert_int_equal(zone_course_take(&whole, &growing, SIZE_MAX, &fault), SIBU_OK);
    growing.frame_count = frames / 3;
    assert_int_equal(zone_course_take(&grown, &growing, SIZE_MAX, &fault), SIBU_OK);
    size_t done = grown.done;
    growing.frame_count = frames;
    assert_int_equal(zone_course_grow(&grown, &fault), SIBU_OK);
    assert_int_equal(grown.done, done);
    assert_true(done > 8 && done < grown.samples);
    assert_int_equal(zone_course_take(&grown, &growing, SIZE_MAX, &fault), SIBU_OK);
    assert_int_equal(grown.done, whole.done);
    assert_int_equal(grown.shown, whole.shown);
    assert_memory_equal(whole.people, grown.people, whole.done * zones * sizeof *whole.people);
    growing.frame_count = frames / 4;
    assert_int_equal(zone_course_grow(&grown, &fault), SIBU_OK);
    assert_null(grown.of);
    zone_course_close(&whole);
    zone_course_close(&grown);
}

/* Four times as many frames as there are samples: each fourth stays, and is the one that the longer record has. */
static void samples_become_rarer_where_a_record_grows_long(void **state)
{
    struct desk *desk = *state;
    struct replay growing = desk->replay;
    struct zone_course before = {0}, grown = {0};
    struct sibu_fault fault;
    size_t zones = growing.site->zone_count;
    assert_int_equal(zone_course_take(&before, &growing, SIZE_MAX, &fault), SIBU_OK);
    assert_int_equal(zone_course_take(&grown, &growing, SIZE_MAX, &fault), SIBU_OK);
    assert_int_equal(before.stride, 1);
    growing.frame_count = 4 * (size_t)ZONE_COURSE_SAMPLES; /* it says so; what it has not is not read below */
    assert_int_equal(zone_course_grow(&grown, &fault), SIBU_OK);
    assert_int_equal(grown.stride, 4);
    assert_int_equal(grown.samples, ZONE_COURSE_SAMPLES);
    assert_int_equal(grown.done, (before.done + 3) / 4);
    for (size_t i = 0; i < grown.done; i++) {
        assert_memory_equal(grown.people + i * zones, before.people + 4 * i * zones, zones * sizeof *grown.people);
    }
    assert_true(fabs(grown.apart_s - 4.0 * before.apart_s) < 1e-9);
    zone_course_close(&before);
    zone_course_close(&grown);
}

static void draw(struct desk *desk, struct widget_input input)
{
    struct sibu_fault fault = {0};
    desk->picture.widgets.input = input;
    assert_int_equal(picture_draw(&desk->picture, &desk->view, &fault), SIBU_OK);
}

/* In each diagram, wherever it stands: a press left of the middle goes back, one at the right edge to the end. */
static void a_press_on_a_curve_goes_there(void **state)
{
    struct desk *desk = *state;
    for (int kind = CURVES_MUSTERED; kind <= CURVES_ALL; kind++) {
        desk->view.curves = (enum curves)kind;
        playback_seek(&desk->view.playback, 50.0);
        draw(desk, (struct widget_input){.x = -1, .y = -1});
        struct raster_rect box = desk->picture.layout.curves;
        int32_t y = box.y + box.height - 60;
        draw(desk, (struct widget_input){.x = box.x + box.width - 2, .y = y, .down = 1});
        draw(desk, (struct widget_input){.x = box.x + box.width - 2, .y = y, .up = 1});
        assert_true(fabs(desk->view.playback.time_s - 50.0) < 1e-9); /* outside the axes */
        draw(desk, (struct widget_input){.x = box.x + box.width / 2, .y = y, .down = 1});
        double middle_s = desk->view.playback.time_s;
        draw(desk, (struct widget_input){.x = box.x + box.width / 2 + 40, .y = y});
        assert_true(desk->view.playback.time_s > middle_s + 1.0);
        draw(desk, (struct widget_input){.x = box.x + box.width / 2 - 40, .y = y, .up = 1});
        assert_true(middle_s > 30.0 && middle_s < 70.0);
    }
}

static void words_and_keys_name_the_same(void **state)
{
    struct desk *desk = *state;
    enum curves curves = CURVES_NONE;
    assert_true(curves_show(&curves, "density"));
    assert_int_equal(curves, CURVES_DENSITY);
    assert_false(curves_show(&curves, "flows"));
    desk->view.curves = CURVES_NONE;
    for (int kind = CURVES_MUSTERED; kind <= CURVES_ALL; kind++) {
        assert_true(view_state_do(&desk->view, ACTION_CURVES, &desk->picture.tally));
        assert_int_equal(desk->view.curves, kind);
    }
    assert_true(view_state_do(&desk->view, ACTION_CURVES, &desk->picture.tally));
    assert_int_equal(desk->view.curves, CURVES_NONE);
    assert_true(view_state_do(&desk->view, ACTION_CURVES_BACK, &desk->picture.tally));
    assert_int_equal(desk->view.curves, CURVES_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_end_at_round_numbers),
        cmocka_unit_test(lines_can_be_seen),
        cmocka_unit_test(the_panel_takes_its_room_from_the_plan),
        cmocka_unit_test(flows_are_people_counted),
        cmocka_unit_test(densities_of_zones_are_people_by_ground),
        cmocka_unit_test(densities_go_on_where_a_record_grows),
        cmocka_unit_test(samples_become_rarer_where_a_record_grows_long),
        cmocka_unit_test(a_press_on_a_curve_goes_there),
        cmocka_unit_test(words_and_keys_name_the_same),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
