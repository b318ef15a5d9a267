/* From SDL's keys and input methods to the line that is being typed. Main thread only.
 */
#pragma once
#include <SDL.h>

#include "view/picture.h"
#include "view/window.h"

struct typing { /* all zero: keys are commands */
    int on; /* SDL hands letters to input methods */
    struct raster_rect caret; /* as SDL was told last */
};

/* Takes an event for the note that is being written; 0 where it is not for it (none is written, a button has the
 * keyboard and is pressed, Tab goes on). */
int typing_take(struct view_state *view, const SDL_Event *event, uint32_t focus);
/* After every event and picture: turns input methods on and off, and tells them where the caret is. */
void typing_follow(struct typing *typing, const struct view_state *view, const struct picture *picture,
                   const struct window *window);
