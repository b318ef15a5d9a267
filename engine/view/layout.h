/* Where the parts of the picture stand, from its size alone. Pure.
 */
#pragma once
#include "view/raster.h"

#define LAYOUT_WIDTH_MIN 640
#define LAYOUT_HEIGHT_MIN 480
#define LAYOUT_TOOLS 6 /* buttons there is room for */

struct layout {
    double scale; /* of text and panels: 1 at 1280 by 720 and below, 3 at 4K; more where it was asked for */
    struct raster_rect banner; /* top, whole width */
    struct raster_rect tabs; /* floors, above the plan */
    struct raster_rect tools; /* right of the tabs: notes, ruler, pictures */
    struct raster_rect plan;
    struct raster_rect rail; /* right of the plan: buttons of layers and zoom; empty until rail_lay_out (rail.h) */
    struct raster_rect curves; /* beside the plan, or below it; empty where there are none (curves_lay_out) */
    struct raster_rect panel; /* right */
    struct raster_rect
        difference; /* above the timeline, where two records are compared; else empty (compare_strip.h) */
    struct raster_rect timeline; /* bottom, whole width: curve and marks */
    struct raster_rect controls; /* below the timeline: buttons */
};

/* `least`: what the scale is at least as far as the parts have room, that is in a picture of LAYOUT_WIDTH_MIN by
 * LAYOUT_HEIGHT_MIN times that: pixels to a unit of a fine screen, or what somebody wants who reads from afar; 1: nothing. */
struct layout layout_of(int32_t width, int32_t height, double least);
/* For showing to a room: banner, plan and a low timeline; the other parts are empty. */
struct layout layout_presenting(int32_t width, int32_t height, double least);
