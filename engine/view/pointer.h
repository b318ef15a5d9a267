/* The pointer over the plan: dragging moves it, the wheel zooms to where the pointer is, a click chooses a person. Free
 * of SDL, so that a test can be the hand.
 */
#pragma once
#include "view/picture.h"
#include "view/view_state.h"

struct pointer { /* all zero: nothing is held */
    int holding; /* the button went down on the plan and is still down */
    int dragging; /* and has moved since */
    int32_t start_x, start_y, last_x, last_y;
};
struct pointer_input {
    int32_t x, y;
    int down, up; /* since the last picture */
};

/* After picture_draw, which must have seen the same input: what no widget took is for the plan. Returns 1 where
 * something changed. */
int pointer_apply(struct pointer *pointer, const struct pointer_input *input, struct picture *picture,
                  struct view_state *view);
/* Turns of the wheel, away from the hand positive: zooms over the plan, scrolls the list over the panel, and steps by
 * a second over the timeline, by a tenth over the buttons below it. */
int pointer_wheel(const struct pointer_input *input, double turns, const struct picture *picture,
                  struct view_state *view);
/* Enter, while nothing has the keyboard: the ruler sets a point in the middle of the plan. 0 where it is off. */
int pointer_press_at_cross(const struct picture *picture, struct view_state *view);
