/* Where the parts of the picture stand, from its size alone. Pure.
 */
#pragma once
#include "view/raster.h"

#define LAYOUT_WIDTH_MIN 640
#define LAYOUT_HEIGHT_MIN 480

struct layout {
    double scale; /* of text and panels: 1 at 1280 by 720 and below, 3 at 4K */
    struct raster_rect banner; /* top, whole width */
    struct raster_rect tabs; /* floors, above the plan */
    struct raster_rect plan;
    struct raster_rect curves; /* beside the plan, or below it; empty where there are none (curves_lay_out) */
    struct raster_rect panel; /* right */
    struct raster_rect timeline; /* bottom, whole width: curve and marks */
    struct raster_rect controls; /* below the timeline: buttons */
};

struct layout layout_of(int32_t width, int32_t height);
