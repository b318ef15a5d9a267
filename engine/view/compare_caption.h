/* What stands above the plans of a comparison: which record is which, how many have gathered, when it was.
 */
#pragma once
#include "view/canvas.h"
#include "view/compare.h"

#define COMPARE_CAPTION_BYTES 400

struct compare_caption {
    /* "A  12/60  ·  2026-11-24 06:30": how many have gathered; when the record ended, where that is past; its day; what it
     * is where it is no drill. The first parts matter the most. */
    char facts[COMPARE_CAPTION_BYTES];
    char name[COMPARE_CAPTION_BYTES]; /* of the file, with its folder where the other's is the same */
};

/* Says it of `replay`; `beside` is the record that it is compared with, or NULL. */
void compare_caption_say(struct compare_caption *out, const struct replay *replay, const struct replay *beside,
                         const struct view_state *view, const char *letter);
/* As much of it as stands in one line of `width` pixels: the name loses its middle before a fact is left out. */
void compare_caption_line(struct text_kit *kit, const struct text_style *style, int32_t width,
                          const struct compare_caption *caption, char out[COMPARE_CAPTION_BYTES]);
/* Names of the records above their plans. */
void compare_caption_draw(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
