/* The buttons of the layers, in the upper right corner of the plan.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

#define LAYERS_BAR_BUTTONS 7
/* The part of the plan that the buttons take, for labels to keep out of. */
struct raster_rect layers_bar_box(const struct canvas *canvas, struct raster_rect plan);
void layers_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
