/* The rasteriser: a frame buffer in memory, and the few shapes that everything on screen is made of.
 *
 * Pixels are 0xAARRGGBB and always opaque; colours given are straight (not premultiplied) and may be translucent. The
 * origin is the top left corner. Positions of polygons, lines and discs are in 256ths of a pixel (RASTER_ONE), so that
 * things move smoothly; inner loops use whole numbers only, and what little else there is (square roots) is exact by
 * IEEE 754: the same picture has the same pixels on every CPU. Nothing is drawn outside the clip.
 *
 * Depends on sibu/memory.h, and for vectors on sketch.h. A raster belongs to one thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#define RASTER_ONE 256 /* one pixel */
#define RASTER_SIZE_MAX 8192 /* pixels, either way */
#define RASTER_REACH (1 << 30) /* positions beyond are drawn as if they were here */

struct raster_rect {
    int32_t x, y, width, height; /* pixels; empty where width or height is not above 0 */
};
struct raster_point {
    int32_t x, y; /* 256ths of a pixel */
};
struct sketch;
struct raster {
    uint32_t *pixels; /* owned; width * height, row by row */
    int32_t width, height;
    struct raster_rect clip; /* always inside the raster */
    uint32_t *cover; /* owned; work space of polygons and lines, all zero between two calls */
    size_t cover_count;
    struct sketch
        *sketch; /* not owned; where there is one, shapes go to it as vectors, and no pixel changes (sketch.h) */
};
/* Several rings: ring i has the points [ends[i - 1], ends[i]), ends[-1] being 0. */
struct raster_path {
    const struct raster_point *points;
    const uint32_t *ends;
    uint32_t ring_count;
};
/* Coverage, one byte a pixel: a glyph. */
struct raster_mask {
    const uint8_t *bytes;
    int32_t width, height, stride;
};
/* A small picture with premultiplied colours: a person. */
struct raster_sprite {
    const uint32_t *pixels;
    int32_t width, height, stride;
};

/* Opens a black raster; sizes in 1..RASTER_SIZE_MAX. The caller closes it. */
SIBU_MUST_USE enum sibu_status raster_open(struct raster *raster, int32_t width, int32_t height,
                                           struct sibu_fault *fault);
void raster_close(struct raster *raster); /* all zero is allowed */

/* Limits drawing to `rect` (cut to the raster) and returns the clip so far, to be put back by the same call. */
struct raster_rect raster_clip(struct raster *raster, struct raster_rect rect);
struct raster_rect raster_rect_cut(struct raster_rect a, struct raster_rect b); /* what both share */
struct raster_rect raster_rect_inset(struct raster_rect rect, int32_t by); /* smaller by `by` on all sides */
int raster_rect_holds(struct raster_rect rect, int32_t x, int32_t y);
int raster_rect_meet(struct raster_rect a, struct raster_rect b); /* do they share a pixel */
struct raster_rect raster_whole(const struct raster *raster);

void raster_fill_rect(struct raster *raster, struct raster_rect rect, uint32_t colour);
/* With round corners of `radius` pixels, cut to half of the shorter side. */
void raster_fill_round(struct raster *raster, struct raster_rect rect, int32_t radius, uint32_t colour);
/* The outline of a rectangle, `thickness` pixels wide, inside it. */
void raster_frame(struct raster *raster, struct raster_rect rect, int32_t thickness, uint32_t colour);
/* Copies the clip's pixels from a raster of the same size. */
void raster_copy(struct raster *raster, const struct raster *from);

/* Fills where an odd number of rings lies around (holes are rings), edges smoothed in 32 steps. Without memory for its
 * work space it draws nothing and returns false. */
int raster_fill_path(struct raster *raster, const struct raster_path *path, uint32_t colour);
int raster_fill_points(struct raster *raster, const struct raster_point *points, uint32_t count, uint32_t colour);

/* How a line is drawn. Ends and corners are round. */
struct raster_pen {
    int32_t width; /* 256ths of a pixel */
    uint32_t colour;
    int closed; /* 1: back to the first point */
};
/* Draws the line through the points; where it crosses itself it is no darker. Returns false without memory. */
int raster_stroke(struct raster *raster, const struct raster_point *points, uint32_t count,
                  const struct raster_pen *pen);

void raster_disc(struct raster *raster, struct raster_point centre, int32_t radius, uint32_t colour);
void raster_ring(struct raster *raster, struct raster_point centre, int32_t radius, int32_t thickness, uint32_t colour);

void raster_draw_mask(struct raster *raster, int32_t x, int32_t y, const struct raster_mask *mask, uint32_t colour);
void raster_draw_sprite(struct raster *raster, int32_t x, int32_t y, const struct raster_sprite *sprite);

/* `under` with `over` on it, `alpha` in 0..255 being how much of `over` shows. Exactly rounded. */
static inline uint32_t raster_mix(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t rest = 255 - alpha;
    uint32_t red_blue = (over & 0xff00ffu) * alpha + (under & 0xff00ffu) * rest + 0x800080u;
    uint32_t green = ((over >> 8) & 0xffu) * alpha + ((under >> 8) & 0xffu) * rest + 0x80u;
    red_blue = ((red_blue + ((red_blue >> 8) & 0xff00ffu)) >> 8) & 0xff00ffu;
    green = (green + (green >> 8)) >> 8;
    return 0xff000000u | red_blue | (green << 8);
}
/* A position in pixels as one in 256ths, held within RASTER_REACH. */
int32_t raster_fixed(double pixels);
