/* See compare_boxes.h. */
#include "view/compare_boxes.h"

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

struct compare_boxes compare_boxes_of(struct raster_rect box, double aspect, int32_t gap_px)
{
    int32_t wide = (box.width - gap_px) / 2, tall = (box.height - gap_px) / 2;
    double beside = smaller((double)wide, (double)box.height * aspect);
    double below = smaller((double)box.width, (double)tall * aspect);
    if (below > beside) {
        return (struct compare_boxes){
            {box.x, box.y, box.width, tall}, {box.x, box.y + tall + gap_px, box.width, tall}, 0};
    }
    return (struct compare_boxes){
        {box.x, box.y, wide, box.height}, {box.x + wide + gap_px, box.y, wide, box.height}, 0};
}

static double share_of(double value, double low, double high)
{
    return high > low ? (value - low) / (high - low) : 0.5;
}

struct camera compare_camera(const struct camera *lead, struct sibu_box plan, struct raster_rect window,
                             int32_t margin_px)
{
    struct camera camera = camera_fit(plan, window, margin_px);
    double x = share_of(lead->centre.x, lead->plan.min_x, lead->plan.max_x);
    double y = share_of(lead->centre.y, lead->plan.min_y, lead->plan.max_y);
    camera_centre(&camera, (struct sibu_point){plan.min_x + x * (plan.max_x - plan.min_x),
                                               plan.min_y + y * (plan.max_y - plan.min_y)});
    double scale = camera.fit_px_per_m * lead->px_per_m / lead->fit_px_per_m;
    camera.px_per_m = smaller(scale, CAMERA_PX_PER_M_MAX);
    return camera;
}
