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

static double fitting_scale(struct sibu_box plan, struct raster_rect window, int32_t margin_px)
{
    double width = larger(1.0, (double)(window.width - 2 * margin_px));
    double height = larger(1.0, (double)(window.height - 2 * margin_px));
    double scale = smaller(width / larger(0.1, plan.max_x - plan.min_x), height / larger(0.1, plan.max_y - plan.min_y));
    return smaller(scale, CAMERA_PX_PER_M_MAX);
}

struct camera camera_fit(struct sibu_box plan, struct raster_rect window, int32_t margin_px)
{
    struct camera camera = {.plan = plan, .window = window};
    camera.centre = (struct sibu_point){(plan.min_x + plan.max_x) / 2.0, (plan.min_y + plan.max_y) / 2.0};
    camera.fit_px_per_m = fitting_scale(plan, window, margin_px);
    camera.px_per_m = camera.fit_px_per_m;
    return camera;
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
    struct camera moved = camera_fit(camera->plan, window, margin_px);
    if (!camera_is_fitted(camera)) {
        moved.centre = camera->centre;
        moved.px_per_m = held(camera->px_per_m, moved.fit_px_per_m / 2.0, CAMERA_PX_PER_M_MAX);
    }
    return moved;
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

void camera_pan(struct camera *camera, double dx_px, double dy_px)
{
    camera_centre(camera, (struct sibu_point){camera->centre.x - dx_px / camera->px_per_m,
                                              camera->centre.y + dy_px / camera->px_per_m});
}

struct sibu_point camera_px(const struct camera *camera, double x_m, double y_m)
{
    double middle_x = camera->window.x + camera->window.width / 2.0;
    double middle_y = camera->window.y + camera->window.height / 2.0;
    return (struct sibu_point){middle_x + (x_m - camera->centre.x) * camera->px_per_m,
                               middle_y - (y_m - camera->centre.y) * camera->px_per_m};
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
    return (struct sibu_point){camera->centre.x + (x_px - middle_x) / camera->px_per_m,
                               camera->centre.y - (y_px - middle_y) / camera->px_per_m};
}
