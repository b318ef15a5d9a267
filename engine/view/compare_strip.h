/* The difference of the muster curves as a strip above the timeline, on the same clock: above its middle line more had
 * gathered in the first record, below it fewer, with the band of the forecast behind. Can be dragged like the timeline.
 */
#pragma once
#include "view/canvas.h"
#include "view/compare.h"
#include "view/layout.h"

/* Takes the strip's room off plan and panel where something is compared; else layout->difference is empty. */
void compare_strip_room(struct layout *layout, const struct view_state *view);
void compare_strip_draw(struct canvas *canvas, struct view_state *view, struct raster_rect box);
/* Where a difference stands, in pixels above the middle line, of a scale up to `most` persons and half_px pixels. */
int32_t compare_strip_height(double persons, double most, int32_t half_px);
