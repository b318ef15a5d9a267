/* People of another record of the same site, as faint outlines on this plan: where they were at the same time since T0.
 */
#pragma once
#include "view/canvas.h"
#include "view/motion.h"
#include "view/view_state.h"

struct ghosts {
    const struct motion_frame *now; /* not owned; NULL: there are none */
    const struct sibu_site *site; /* not owned; the other record's: its floors are found by their ids */
    uint32_t chosen; /* the other record's index of the person who is chosen, or SIBU_NONE */
};

/* Draws them; that of the chosen person stronger, and tied by a line to where the person is here. */
void ghosts_draw(struct canvas *canvas, const struct ghosts *ghosts, const struct view_state *view,
                 const struct motion_frame *here);
