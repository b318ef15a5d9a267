/* Where two plans stand, and how the camera of the second keeps in step with that of the first. Pure.
 */
#pragma once
#include "view/camera.h"

struct compare_boxes {
    struct raster_rect here, there; /* of the same size, `gap` pixels apart */
    int32_t captions; /* pixels that were taken off above each for what is said of it */
};
/* Halves a box, left and right or one above the other: whichever shows a plan of this aspect (width by height) larger; left
 * and right where it makes no difference. */
struct compare_boxes compare_boxes_of(struct raster_rect box, double aspect, int32_t gap_px);
/* A camera on another plan that sees the same part of it, in shares of the plan, as large against its fitted size. Of
 * plans of the same box in windows of the same size: the same view. */
struct camera compare_camera(const struct camera *lead, struct sibu_box plan, struct raster_rect window,
                             int32_t margin_px);
