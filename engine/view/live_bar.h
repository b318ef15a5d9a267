/* The live view's own strip, over the upper left of the plan: the button that goes back to the present, the one that mutes
 * the alarm, and what has to be said: how far behind the picture is, that there is no connection, that the drill is over.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

/* Draws nothing where a record is shown. */
void live_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
/* The waiting picture: that no drill runs, or that one is being read. Nothing in it depends on what is to come. */
struct live_wait_facts {
    enum sibu_say_id title, what; /* `what` SIBU_SAY_IDS: nothing below the title */
    const char *server;
    const char *trouble; /* "" where there is none */
    const char *news; /* likewise; why something that was asked for is not done */
    int muted;
};
void live_bar_wait(struct canvas *canvas, const struct live_wait_facts *facts);
