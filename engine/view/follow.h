/* Going along with the person chosen: floor and camera follow. Pure.
 */
#pragma once
#include "view/view_state.h"

#define FOLLOW_ZOOM 3.0 /* how much larger than the whole plan, at least, when following begins */

/* Begins or ends following. With nobody chosen it begins with the first missing person; with nobody missing it does not
 * begin. */
void follow_toggle(struct view_state *view, const struct tally *tally);
/* With every picture: the floor where the person is, and the person in the middle as far as the plan's edge allows. Who
 * is not on any plan now is waited for. Ends where nobody is chosen any more. */
void follow_go_along(struct view_state *view, const struct motion_frame *now);
/* The actions that take the view elsewhere end following. */
int follow_is_ended_by(enum action action);
