/* Trails: where everybody has been in the last seconds, as a line behind each.
 *
 * At most TRAIL_SAMPLES stored frames are held, evenly apart and always the same ones for a moment, whichever way it was
 * come to; while time runs on, one is read anew for each that falls out. So a record of any length costs the same.
 */
#pragma once
#include "view/canvas.h"
#include "view/motion.h"
#include "view/view_state.h"

#define TRAIL_SAMPLES 32

struct trail {
    struct motion_frame samples[TRAIL_SAMPLES]; /* owned; the frame n * step lies in place n % TRAIL_SAMPLES */
    size_t newest; /* frame */
    size_t step; /* frames from one sample to the next */
    size_t count; /* samples that are held: newest, newest - step, ... */
};

void trail_open(struct trail *trail);
void trail_close(struct trail *trail);
/* Has the trail reach from time_s back by span_s (above 0), as far as the record goes. */
SIBU_MUST_USE enum sibu_status trail_seek(struct trail *trail, const struct replay *replay, double time_s,
                                          double span_s, struct sibu_fault *fault);
/* The sample `back` steps before the newest, back < count. */
const struct motion_frame *trail_sample(const struct trail *trail, size_t back);
/* Draws the trails of the floor that is shown, each in the colour of the person's state; that of the chosen one last. */
void trail_draw(struct canvas *canvas, const struct trail *trail, const struct view_state *view,
                const struct motion_frame *now);
