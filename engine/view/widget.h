/* Buttons and sliders, drawn and asked anew with every picture: a widget is a function call that draws itself where it
 * is told and says what the pointer or the keyboard did to it. What lasts lies in struct widget_state.
 *
 * Every widget takes part in the order of the Tab key, in the order of the calls. A press is the pointer going down and
 * up on the same widget, or Enter while it has the focus. One thread.
 */
#pragma once
#include <stdint.h>

#include "view/icon.h"
#include "view/keys.h"
#include "view/raster.h"

#define WIDGET_ORDER_MAX 512

struct canvas;

struct widget_input { /* what happened since the last picture; all zero but x, y = -1: nothing */
    int32_t x, y; /* pointer, pixels; -1: not over the window */
    int down, up; /* the left button went down, came up */
    int press; /* Enter */
    int focus_move; /* 1: Tab, -1: Shift + Tab */
    int nudge; /* -1, 1: arrow keys for a slider that has the focus */
};
struct widget_state {
    struct widget_input input;
    uint32_t held; /* the widget on which the pointer went down, while it is down; else 0 */
    uint32_t focus; /* the widget that has the keyboard, or 0 */
    int focus_slides; /* it is a slider: arrow keys are its own */
    int over; /* the pointer is over a widget */
    enum action fired; /* what was asked for while this picture was drawn */
    enum action tip; /* of the button under the pointer, for its tool tip; else ACTION_NONE */
    struct raster_rect tip_beside;
    uint32_t order[WIDGET_ORDER_MAX];
    uint32_t order_count;
    int blocked; /* 1: a sheet lies over what is drawn now; widgets draw but don't answer */
};

void widget_begin(struct widget_state *state); /* before a picture */
void widget_end(struct widget_state *state); /* after it: moves the focus, forgets the input */

struct widget_button {
    uint32_t id; /* above 0, the same from picture to picture */
    enum action action; /* fired when pressed */
    const char *label; /* "" for an icon alone; cut where it is too long */
    const char *note; /* behind the label, never cut; NULL: none */
    enum icon icon;
    int chosen; /* drawn as the one that holds */
};
/* Returns 1 when pressed; `action` is then fired too. */
int widget_button(struct canvas *canvas, struct raster_rect box, const struct widget_button *button);

/* A place that answers like a button but draws nothing. */
int widget_press(struct canvas *canvas, struct raster_rect box, uint32_t id);

/* A place that the pointer drags along, and that arrow keys nudge by `step`. Draws nothing but the focus. Returns 1 when
 * it changed *share, which is in 0..1 from left to right. */
int widget_drag(struct canvas *canvas, struct raster_rect box, uint32_t id, double step, double *share);
/* A slider with its bar and handle. */
int widget_slider(struct canvas *canvas, struct raster_rect box, uint32_t id, double step, double *share);

int widget_hovers(const struct canvas *canvas, struct raster_rect box); /* the pointer is in it, and answers */
