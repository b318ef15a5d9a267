/* The camera: metres and pixels agree both ways, zooming keeps what is under the pointer, nothing gets lost. */
#include "cmocka_first.h"

#include "view/camera.h"

static const struct sibu_box PLAN = {-20.0, -6.0, 60.0, 34.0}; /* 80 m by 40 m */
static const struct raster_rect WINDOW = {0, 76, 968, 596};

static void assert_near(double a, double b)
{
    double off = a - b;
    assert_true(off < 1e-6 && off > -1e-6);
}

static void fitting_shows_all_and_fills_one_side(void **state)
{
    (void)state;
    static const struct raster_rect WINDOWS[] = {{0, 76, 968, 596}, {10, 20, 300, 900}, {0, 0, 3000, 200}};
    for (size_t i = 0; i < sizeof WINDOWS / sizeof WINDOWS[0]; i++) {
        struct raster_rect window = WINDOWS[i];
        struct camera camera = camera_fit(PLAN, window, 40);
        struct sibu_point top_left = camera_px(&camera, PLAN.min_x, PLAN.max_y);
        struct sibu_point bottom_right = camera_px(&camera, PLAN.max_x, PLAN.min_y);
        double left = top_left.x - window.x, top = top_left.y - window.y;
        assert_true(left > 39.999 && top > 39.999);
        assert_true(left < 40.001 || top < 40.001);
        assert_near(window.x + window.width - bottom_right.x, left);
        assert_near(window.y + window.height - bottom_right.y, top);
    }
}

static void pixels_and_metres_agree(void **state)
{
    (void)state;
    struct camera camera = camera_fit(PLAN, WINDOW, 40);
    camera_zoom(&camera, 300.0, 200.0, 3.7);
    for (int i = 0; i < 100; i++) {
        double x = -30.0 + i * 1.3, y = 40.0 - i * 0.7;
        struct sibu_point px = camera_px(&camera, x, y);
        struct sibu_point m = camera_m(&camera, px.x, px.y);
        assert_near(m.x, x);
        assert_near(m.y, y);
        struct raster_point fixed = camera_fixed(&camera, x, y);
        assert_true(fixed.x / 256.0 - px.x < 0.003 && px.x - fixed.x / 256.0 < 0.003);
    }
}

/* Seen aslant all still fits, metres and pixels agree, and a hand drags what it holds. */
static void aslant_the_same_holds(void **state)
{
    (void)state;
    struct camera straight = camera_fit(PLAN, WINDOW, 40), camera = camera_aslant(&straight, 0.45, 0.5, 40);
    static const double CORNERS[4][2] = {{-20.0, -6.0}, {60.0, -6.0}, {60.0, 34.0}, {-20.0, 34.0}};
    for (int i = 0; i < 4; i++) {
        struct sibu_point px = camera_px(&camera, CORNERS[i][0], CORNERS[i][1]);
        assert_true(px.x > WINDOW.x + 39.999 && px.x < WINDOW.x + WINDOW.width - 39.999);
        assert_true(px.y > WINDOW.y + 39.999 && px.y < WINDOW.y + WINDOW.height - 39.999);
    }
    assert_true(camera_px(&camera, 0.0, 30.0).x > camera_px(&camera, 0.0, 0.0).x);
    struct sibu_point held = camera_m(&camera, 300.0, 280.0);
    camera_zoom(&camera, 300.0, 280.0, 2.0);
    camera_pan(&camera, 31.0, -17.0);
    struct sibu_point moved = camera_px(&camera, held.x, held.y), back = camera_m(&camera, moved.x, moved.y);
    assert_near(moved.x, 331.0);
    assert_near(moved.y, 263.0);
    assert_near(back.x, held.x);
    assert_near(back.y, held.y);
    struct camera elsewhere = camera_moved_window(&camera, (struct raster_rect){0, 0, 500, 300}, 10);
    assert_near(elsewhere.lean, 0.45);
    assert_near(elsewhere.centre.x, camera.centre.x);
}

static void zooming_keeps_the_point_under_the_pointer(void **state)
{
    (void)state;
    static const double AT[][2] = {{484.0, 374.0}, {200.0, 300.0}, {700.0, 500.0}};
    for (size_t i = 0; i < sizeof AT / sizeof AT[0]; i++) {
        struct camera camera = camera_fit(PLAN, WINDOW, 40);
        struct sibu_point before = camera_m(&camera, AT[i][0], AT[i][1]);
        for (int step = 0; step < 8; step++) {
            camera_zoom(&camera, AT[i][0], AT[i][1], 1.2);
            struct sibu_point after = camera_m(&camera, AT[i][0], AT[i][1]);
            assert_near(after.x, before.x);
            assert_near(after.y, before.y);
        }
    }
}

static void zoom_has_limits_both_ways(void **state)
{
    (void)state;
    struct camera camera = camera_fit(PLAN, WINDOW, 40);
    double fit = camera.px_per_m;
    for (int i = 0; i < 200; i++) {
        camera_zoom(&camera, 10.0, 90.0, 1.5);
    }
    assert_near(camera.px_per_m, CAMERA_PX_PER_M_MAX);
    for (int i = 0; i < 200; i++) {
        camera_zoom(&camera, 10.0, 90.0, 0.5);
    }
    assert_near(camera.px_per_m, fit / 2.0);
}

static void the_middle_of_view_never_leaves_the_plan(void **state)
{
    (void)state;
    struct camera camera = camera_fit(PLAN, WINDOW, 40);
    camera_pan(&camera, 1e9, -1e9);
    assert_near(camera.centre.x, PLAN.min_x);
    assert_near(camera.centre.y, PLAN.min_y);
    camera_pan(&camera, -1e9, 1e9);
    assert_near(camera.centre.x, PLAN.max_x);
    assert_near(camera.centre.y, PLAN.max_y);
}

static void dragging_moves_the_plan_with_the_hand(void **state)
{
    (void)state;
    struct camera camera = camera_fit(PLAN, WINDOW, 40);
    struct sibu_point before = camera_px(&camera, 5.0, 5.0);
    camera_pan(&camera, 37.0, -21.0);
    struct sibu_point after = camera_px(&camera, 5.0, 5.0);
    assert_near(after.x - before.x, 37.0);
    assert_near(after.y - before.y, -21.0);
}

static void a_fitted_camera_stays_fitted_when_the_window_changes(void **state)
{
    (void)state;
    struct raster_rect larger = {0, 100, 1500, 800};
    struct camera camera = camera_fit(PLAN, WINDOW, 40);
    struct camera moved = camera_moved_window(&camera, larger, 40);
    assert_near(moved.px_per_m, camera_fit(PLAN, larger, 40).px_per_m);
    camera_zoom(&camera, 300.0, 300.0, 2.0);
    moved = camera_moved_window(&camera, larger, 40);
    assert_near(moved.px_per_m, camera.px_per_m);
    assert_near(moved.centre.x, camera.centre.x);
}

static void a_plan_without_size_still_has_a_camera(void **state)
{
    (void)state;
    struct camera camera = camera_fit((struct sibu_box){3.0, 3.0, 3.0, 3.0}, (struct raster_rect){0, 0, 0, 0}, 40);
    struct sibu_point px = camera_px(&camera, 3.0, 3.0);
    assert_near(px.x, 0.0);
    assert_near(px.y, 0.0);
    assert_true(camera.px_per_m > 0.0 && camera.px_per_m <= CAMERA_PX_PER_M_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fitting_shows_all_and_fills_one_side),
        cmocka_unit_test(pixels_and_metres_agree),
        cmocka_unit_test(aslant_the_same_holds),
        cmocka_unit_test(zooming_keeps_the_point_under_the_pointer),
        cmocka_unit_test(zoom_has_limits_both_ways),
        cmocka_unit_test(the_middle_of_view_never_leaves_the_plan),
        cmocka_unit_test(dragging_moves_the_plan_with_the_hand),
        cmocka_unit_test(a_fitted_camera_stays_fitted_when_the_window_changes),
        cmocka_unit_test(a_plan_without_size_still_has_a_camera),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
