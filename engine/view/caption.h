/* Words on a ground of their own over the plan, broken into as many lines as they need: what the viewer says, and the
 * words of a note. One thread.
 */
#pragma once
#include "view/canvas.h"

#define CAPTION_LINES_MAX 5 /* what is longer ends in "…" */

struct caption {
    enum text_size size;
    uint32_t ground, ink;
    int at_bottom; /* of the box; else at its top */
};

/* Draws the words in the middle of the box's upper or lower edge. Returns the pixels used, with the gap behind them. */
int32_t caption_draw(struct canvas *canvas, struct raster_rect box, const struct caption *caption, const char *text);
/* Breaks text into lines of at most `width` pixels and draws them from the top left of the box on; with `draw` 0 it
 * only counts. Returns the pixels used. */
int32_t caption_lines(struct canvas *canvas, struct raster_rect box, const struct text_style *style, const char *text,
                      int draw);
