/* The buttons of what a trainer works with, and, without panels, what takes the panels' place on the plan. One thread.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

/* Note, list of notes, ruler, picture, vectors, film. */
void tools_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect box);
/* In presentation: the clock and who is safe, large, and a few buttons. */
void tools_present(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                   struct raster_rect plan);
/* The line that says how something went, and how far a film is, at the upper edge of the plan. Returns the pixels used. */
int32_t tools_said(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
