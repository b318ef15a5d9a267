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
/* The keys, over all of `below`: the part of the picture under the banner, which stays as it is (sheet.c). Shows the
 * page, from 1, and returns how many there are: a small window has several. */
int bars_sheet(struct canvas *canvas, struct raster_rect below, int page);
