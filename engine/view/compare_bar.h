/* What a comparison writes over the plans and beside the tabs: which record is which, what does not go, and the buttons.
 */
#pragma once
#include "view/canvas.h"
#include "view/compare.h"

/* The buttons at the right end of the tabs' box, where there is anything to compare; takes their room off it. */
void compare_buttons(struct canvas *canvas, const struct view_state *view, struct raster_rect *tabs);
/* Names of the records above their plans; with nothing to compare with, the line that says so, where it was asked for. */
void compare_captions(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
/* The line of compare_note_of, static; "" where there is none. */
const char *compare_note_words(const struct view_state *view);
