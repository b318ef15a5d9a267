/* Where people wanted to go: a line from each to the exit or assembly point they had chosen, and at it how many had.
 *
 * A simulation's record says what each had chosen, moment by moment. A drill's does not: nobody was asked. There the
 * line leads to where the person did go later, broken, and a sentence says so. Who wants to a place on another floor has
 * a ring in its colour and no line, because the way there is not recorded.
 */
#pragma once
#include "view/canvas.h"
#include "view/motion.h"
#include "view/view_state.h"

/* The place that a person's line leads to now: an exit, or exit_count + an assembly point; SIBU_NONE: nowhere that is
 * known, or the person has arrived. */
uint32_t aims_of(const struct view_state *view, uint32_t person);
/* The lines of the people on the floor that is shown; under the people. */
void aims_draw(struct canvas *canvas, const struct view_state *view, const struct motion_frame *now);
/* At the places of that floor, how many people on all floors want to go there; over the people. */
void aims_draw_counts(struct canvas *canvas, const struct view_state *view, const struct motion_frame *now);
/* What the lines are, where the record does not say what people wanted: at the lower edge of the plan. */
void aims_note(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
