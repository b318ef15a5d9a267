/* Text on a raster: glyphs are made once by SDL2_ttf, kept, and copied from then on.
 *
 * Text is UTF-8; what is not is shown as U+FFFD; control characters are left out. At most TEXT_LENGTH_MAX bytes are
 * looked at. Without a kit (NULL) nothing is written and text takes no room: so pictures are compared bit by bit, whatever
 * fonts there are. A kit belongs to one thread. Needs no display: SDL's video is never started here.
 */
#pragma once
#include "sibu/fault.h"
#include "view/font_find.h"
#include "view/raster.h"

#define TEXT_LENGTH_MAX 2048

enum text_size { TEXT_SMALL, TEXT_BODY, TEXT_TITLE, TEXT_FIGURE, TEXT_CLOCK, TEXT_SIZES };
enum text_align { TEXT_LEFT, TEXT_CENTRE, TEXT_RIGHT };
struct text_style {
    enum text_size size;
    enum font_weight weight;
    enum text_align align; /* in the box, of text_draw_in */
    uint32_t colour;
};

struct text_kit;

/* Opens the fonts at `scale` (1: small text is 12 pixels high). The caller closes the kit. */
SIBU_MUST_USE enum sibu_status text_open(struct text_kit **out, double scale, struct sibu_fault *fault);
void text_close(struct text_kit *kit); /* NULL is allowed */
/* Changes the scale; nothing happens where it is the same. */
SIBU_MUST_USE enum sibu_status text_rescale(struct text_kit *kit, double scale, struct sibu_fault *fault);

/* The family of the letters, "WenQuanYi Micro Hei"; lives as long as the kit. */
const char *text_family(const struct text_kit *kit);
int32_t text_height(const struct text_kit *kit, enum text_size size); /* of a line, pixels */
int32_t text_width(struct text_kit *kit, const struct text_style *style, const char *text);
/* One line in the box, vertically in its middle; what is too long ends in "…". Returns the pixels used. */
int32_t text_draw_in(struct text_kit *kit, struct raster *raster, struct raster_rect box,
                     const struct text_style *style, const char *text);
