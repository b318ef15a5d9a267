/* The ruler on the plan: its points, the metres of each piece, and of all. One thread.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

/* Draws it, where it is on; the last piece goes to the pointer. */
void ruler_draw(struct canvas *canvas, struct view_state *view, struct raster_rect plan);
/* Says at the upper edge of the box how long it is in all, or how to begin. */
void ruler_draw_words(struct canvas *canvas, const struct view_state *view, struct raster_rect box);
/* Metres as they stand on the plan: "3.42", "128.6". */
void ruler_say(char out[32], double length_m);
