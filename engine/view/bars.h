/* The bars around the plan: the banner that says at every moment that this is a drill, the tabs of the floors, the
 * buttons below the timeline, the tool tip, and the sheet of keys.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

void bars_banner(struct canvas *canvas, const struct view_state *view, struct raster_rect box);
void bars_floors(struct canvas *canvas, const struct view_state *view, const struct tally *tally,
                 struct raster_rect box);
/* May change the speed, when its slider is dragged. */
void bars_controls(struct canvas *canvas, struct view_state *view, struct raster_rect box);
void bars_tip(struct canvas *canvas);
/* Every function with its key, over all of `below`: the part of the picture under the banner, which stays as it is (sheet.c).
 * Shows the page, from 1, and returns how many there are: a small window has several. *chosen: the function that was
 * pressed, or ACTION_NONE. */
int bars_sheet(struct canvas *canvas, struct raster_rect below, int page, enum action *chosen);
/* Where the function of an entry of keys_table stands on that page; empty where it does not. */
struct raster_rect bars_sheet_row(const struct canvas *canvas, struct raster_rect below, int page, size_t key);
