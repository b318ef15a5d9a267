/* The rail: the buttons of the layers and of the zoom, in a column of their own beside the plan, so that they hide nothing
 * of it. A low window makes them smaller, and a very low one gives them more columns.
 */
#pragma once
#include "view/canvas.h"
#include "view/layout.h"
#include "view/view_state.h"

#define RAIL_LAYERS 7 /* buttons, from the top down */
#define RAIL_ZOOM 3 /* from the bottom up */
#define RAIL_BUTTONS (RAIL_LAYERS + RAIL_ZOOM)

/* Takes the rail from the right of the plan, whose height must be settled. Pure. */
void rail_lay_out(struct layout *layout);
/* Where a button stands, 0..RAIL_BUTTONS-1, those of the layers first. Pure. */
struct raster_rect rail_button(const struct layout *layout, int32_t button);
void rail_draw(struct canvas *canvas, const struct view_state *view, const struct layout *layout);
