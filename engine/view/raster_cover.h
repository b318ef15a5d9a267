/* The work space that filled polygons and lines share: a box of numbers, one a pixel and one more at the end of each
 * row. Inside the rasteriser only. All zero between two calls.
 */
#pragma once
#include "view/raster.h"

/* Room for a box of this size in raster->cover; false without memory. */
int raster_cover_reserve(struct raster *raster, int32_t width, int32_t height);
/* The pixels that the points reach, grown by `margin` 256ths of a pixel, cut to the clip. count is at least 1. */
struct raster_rect raster_cover_box(const struct raster *raster, const struct raster_point *points, uint32_t count,
                                    int32_t margin);
