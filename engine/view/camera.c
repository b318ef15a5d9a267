/* See camera.h. */
#include "view/camera.h"

#include <math.h>

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double held(double value, double low, double high)
{
    return smaller(larger(value, low), high);
}

/* How much of a length northwards is seen upwards. */
static double upward(const struct camera *camera)
{
    return camera->flat > 0.0 ? camera->flat : 1.0;
}

/* The scale at which the plan fits, and its middle. */
static void fit(struct camera *camera, int32_t margin_px)
{
    struct sibu_box plan = camera->plan;
    double wide = larger(1.0, (double)(camera->window.width - 2 * margin_px));
    double tall = larger(1.0, (double)(camera->window.height - 2 * margin_px));
    double width_m = larger(0.1, plan.max_x - plan.min_x), height_m = larger(0.1, plan.max_y - plan.min_y);
    double scale = smaller(wide / (width_m + fabs(camera->lean) * height_m), tall / (height_m * upward(camera)));
    camera->centre = (struct sibu_point){(plan.min_x + plan.max_x) / 2.0, (plan.min_y + plan.max_y) / 2.0};
    camera->fit_px_per_m = camera->px_per_m = smaller(scale, CAMERA_PX_PER_M_MAX);
}

struct camera camera_fit(struct sibu_box plan, struct raster_rect window, int32_t margin_px)
{
    struct camera camera = {.plan = plan, .window = window};
    fit(&camera, margin_px);
    return camera;
}

struct camera camera_aslant(const struct camera *camera, double lean, double flat, int32_t margin_px)
{
    struct camera aslant = *camera;
    aslant.lean = lean;
    aslant.flat = flat;
    fit(&aslant, margin_px);
    return aslant;
}

int camera_is_fitted(const struct camera *camera)
{
    double middle_x = (camera->plan.min_x + camera->plan.max_x) / 2.0;
    double middle_y = (camera->plan.min_y + camera->plan.max_y) / 2.0;
    double pixel_m = 1.0 / camera->px_per_m;
    return fabs(camera->px_per_m - camera->fit_px_per_m) < 1e-9 * camera->fit_px_per_m &&
           fabs(camera->centre.x - middle_x) < pixel_m && fabs(camera->centre.y - middle_y) < pixel_m;
}

struct camera camera_moved_window(const struct camera *camera, struct raster_rect window, int32_t margin_px)
{
    struct camera moved = *camera;
    moved.window = window;
    fit(&moved, margin_px);
    if (!camera_is_fitted(camera)) {
        moved.centre = camera->centre;
        moved.px_per_m = held(camera->px_per_m, moved.fit_px_per_m / 2.0, CAMERA_PX_PER_M_MAX);
    }
    return moved;
}

void camera_fit_at(struct camera *camera, double px_per_m, int fitted)
{
    camera->fit_px_per_m = smaller(px_per_m, CAMERA_PX_PER_M_MAX);
    camera->px_per_m =
        fitted ? camera->fit_px_per_m : held(camera->px_per_m, camera->fit_px_per_m / 2.0, CAMERA_PX_PER_M_MAX);
}

void camera_centre(struct camera *camera, struct sibu_point at)
{
    camera->centre.x = held(at.x, camera->plan.min_x, camera->plan.max_x);
    camera->centre.y = held(at.y, camera->plan.min_y, camera->plan.max_y);
}

void camera_zoom(struct camera *camera, double x_px, double y_px, double factor)
{
    struct sibu_point under = camera_m(camera, x_px, y_px);
    camera->px_per_m = held(camera->px_per_m * factor, camera->fit_px_per_m / 2.0, CAMERA_PX_PER_M_MAX);
    struct sibu_point now = camera_m(camera, x_px, y_px);
    camera_centre(camera, (struct sibu_point){camera->centre.x + under.x - now.x, camera->centre.y + under.y - now.y});
}

void camera_go_along(struct camera *camera, const struct camera *with)
{
    camera->px_per_m = held(with->px_per_m, camera->fit_px_per_m / 2.0, CAMERA_PX_PER_M_MAX);
    camera_centre(camera, with->centre);
}

void camera_pan(struct camera *camera, double dx_px, double dy_px)
{
    double north_m = dy_px / (camera->px_per_m * upward(camera));
    camera_centre(camera, (struct sibu_point){camera->centre.x - dx_px / camera->px_per_m - camera->lean * north_m,
                                              camera->centre.y + north_m});
}

struct sibu_point camera_px(const struct camera *camera, double x_m, double y_m)
{
    double middle_x = camera->window.x + camera->window.width / 2.0;
    double middle_y = camera->window.y + camera->window.height / 2.0;
    double east_m = x_m - camera->centre.x, north_m = y_m - camera->centre.y;
    return (struct sibu_point){middle_x + (east_m + camera->lean * north_m) * camera->px_per_m,
                               middle_y - north_m * upward(camera) * camera->px_per_m};
}

struct raster_point camera_fixed(const struct camera *camera, double x_m, double y_m)
{
    struct sibu_point px = camera_px(camera, x_m, y_m);
    return (struct raster_point){raster_fixed(px.x), raster_fixed(px.y)};
}

struct sibu_point camera_m(const struct camera *camera, double x_px, double y_px)
{
    double middle_x = camera->window.x + camera->window.width / 2.0;
    double middle_y = camera->window.y + camera->window.height / 2.0;
    double north_m = (middle_y - y_px) / (camera->px_per_m * upward(camera));
    double east_m = (x_px - middle_x) / camera->px_per_m - camera->lean * north_m;
    return (struct sibu_point){camera->centre.x + east_m, camera->centre.y + north_m};
}
