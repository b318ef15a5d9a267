/* The frame buffer itself: opening, clipping, rectangles, copies, masks and sprites. The shapes with slanted edges
 * are in raster_path.c (filled) and raster_stroke.c (lines and discs).
 *
 * Depends on sibu/memory.h. Invariants: 1. the clip lies inside the raster; 2. every pixel's alpha is 255.
 */
#include "view/raster.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"
#include "view/sketch.h"

enum sibu_status raster_open(struct raster *raster, int32_t width, int32_t height, struct sibu_fault *fault)
{
    *raster = (struct raster){0};
    if (width < 1 || height < 1 || width > RASTER_SIZE_MAX || height > RASTER_SIZE_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "--size", "画面大小 %dx%d 超出范围，应在 1x1 到 8192x8192 之间",
                              "a picture of %dx%d is out of range, choose one between 1x1 and 8192x8192", (int)width,
                              (int)height);
    }
    raster->pixels = sibu_array_new((size_t)width * (size_t)height, sizeof *raster->pixels);
    if (raster->pixels == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "--size", "内存不足，无法建立 %dx%d 的画面",
                              "no memory for a picture of %dx%d", (int)width, (int)height);
    }
    raster->width = width;
    raster->height = height;
    raster->clip = raster_whole(raster);
    raster_fill_rect(raster, raster->clip, 0xff000000u);
    return SIBU_OK;
}

void raster_close(struct raster *raster)
{
    sibu_array_free(raster->pixels);
    sibu_array_free(raster->cover);
    *raster = (struct raster){0};
}

struct raster_rect raster_whole(const struct raster *raster)
{
    return (struct raster_rect){0, 0, raster->width, raster->height};
}

struct raster_rect raster_rect_cut(struct raster_rect a, struct raster_rect b)
{
    int32_t left = a.x > b.x ? a.x : b.x;
    int32_t top = a.y > b.y ? a.y : b.y;
    int32_t right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    int32_t bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
    if (right <= left || bottom <= top) {
        return (struct raster_rect){left, top, 0, 0};
    }
    return (struct raster_rect){left, top, right - left, bottom - top};
}

struct raster_rect raster_rect_inset(struct raster_rect rect, int32_t by)
{
    return (struct raster_rect){rect.x + by, rect.y + by, rect.width - 2 * by, rect.height - 2 * by};
}

int raster_rect_holds(struct raster_rect rect, int32_t x, int32_t y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

int raster_rect_meet(struct raster_rect a, struct raster_rect b)
{
    struct raster_rect shared = raster_rect_cut(a, b);
    return shared.width > 0;
}

struct raster_rect raster_clip(struct raster *raster, struct raster_rect rect)
{
    struct raster_rect before = raster->clip;
    raster->clip = raster_rect_cut(rect, raster_whole(raster));
    return before;
}

static void fill_row(uint32_t *row, int32_t count, uint32_t colour)
{
    uint32_t alpha = colour >> 24;
    if (alpha == 255) {
        for (int32_t i = 0; i < count; i++) {
            row[i] = colour;
        }
        return;
    }
    for (int32_t i = 0; i < count; i++) {
        row[i] = raster_mix(row[i], colour, alpha);
    }
}

void raster_fill_rect(struct raster *raster, struct raster_rect rect, uint32_t colour)
{
    struct raster_rect part = raster_rect_cut(rect, raster->clip);
    if (raster->sketch != NULL) {
        sketch_rect(raster, rect, 0, colour);
        return;
    }
    for (int32_t y = part.y; y < part.y + part.height; y++) {
        fill_row(raster->pixels + (size_t)y * (size_t)raster->width + part.x, part.width, colour);
    }
}

/* How much of the pixel (column, row), counted from the corner of a quarter circle's box, lies in it: 0..16. */
static uint32_t corner_cover(int32_t column, int32_t row, int32_t radius)
{
    uint32_t cover = 0;
    for (int32_t sample = 0; sample < 16; sample++) {
        int32_t x = 8 * (radius - column) - 2 * (sample % 4) - 1;
        int32_t y = 8 * (radius - row) - 2 * (sample / 4) - 1;
        cover += x * x + y * y <= 64 * radius * radius;
    }
    return cover;
}

static void mix_at(struct raster *raster, int32_t x, int32_t y, uint32_t colour, uint32_t alpha)
{
    if (raster_rect_holds(raster->clip, x, y)) {
        uint32_t *pixel = raster->pixels + (size_t)y * (size_t)raster->width + x;
        *pixel = raster_mix(*pixel, colour, alpha);
    }
}

void raster_fill_round(struct raster *raster, struct raster_rect rect, int32_t radius, uint32_t colour)
{
    int32_t shorter = rect.width < rect.height ? rect.width : rect.height;
    int32_t r = radius < shorter / 2 ? radius : shorter / 2;
    int32_t right = rect.x + rect.width - 1;
    int32_t bottom = rect.y + rect.height - 1;
    uint32_t alpha = colour >> 24;
    if (raster->sketch != NULL) {
        sketch_rect(raster, rect, r, colour);
        return;
    }
    raster_fill_rect(raster, (struct raster_rect){rect.x, rect.y + r, rect.width, rect.height - 2 * r}, colour);
    raster_fill_rect(raster, (struct raster_rect){rect.x + r, rect.y, rect.width - 2 * r, r}, colour);
    raster_fill_rect(raster, (struct raster_rect){rect.x + r, bottom - r + 1, rect.width - 2 * r, r}, colour);
    for (int32_t row = 0; row < r; row++) {
        for (int32_t column = 0; column < r; column++) {
            uint32_t part = alpha * corner_cover(column, row, r) / 16;
            mix_at(raster, rect.x + column, rect.y + row, colour, part);
            mix_at(raster, right - column, rect.y + row, colour, part);
            mix_at(raster, rect.x + column, bottom - row, colour, part);
            mix_at(raster, right - column, bottom - row, colour, part);
        }
    }
}

void raster_frame(struct raster *raster, struct raster_rect rect, int32_t thickness, uint32_t colour)
{
    int32_t inner = rect.height - 2 * thickness;
    raster_fill_rect(raster, (struct raster_rect){rect.x, rect.y, rect.width, thickness}, colour);
    raster_fill_rect(raster, (struct raster_rect){rect.x, rect.y + rect.height - thickness, rect.width, thickness},
                     colour);
    raster_fill_rect(raster, (struct raster_rect){rect.x, rect.y + thickness, thickness, inner}, colour);
    raster_fill_rect(
        raster, (struct raster_rect){rect.x + rect.width - thickness, rect.y + thickness, thickness, inner}, colour);
}

void raster_copy(struct raster *raster, const struct raster *from)
{
    if (raster->sketch != NULL || raster->width != from->width || raster->height != from->height) {
        return;
    }
    struct raster_rect part = raster->clip;
    for (int32_t y = part.y; y < part.y + part.height; y++) {
        size_t start = (size_t)y * (size_t)raster->width + (size_t)part.x;
        memcpy(raster->pixels + start, from->pixels + start, (size_t)part.width * sizeof *raster->pixels);
    }
}

void raster_draw_mask(struct raster *raster, int32_t x, int32_t y, const struct raster_mask *mask, uint32_t colour)
{
    struct raster_rect part = raster_rect_cut((struct raster_rect){x, y, mask->width, mask->height}, raster->clip);
    uint32_t alpha = colour >> 24;
    for (int32_t row = part.y; row < part.y + part.height; row++) {
        uint32_t *to = raster->pixels + (size_t)row * (size_t)raster->width + part.x;
        const uint8_t *cover = mask->bytes + (ptrdiff_t)(row - y) * mask->stride + (part.x - x);
        for (int32_t i = 0; i < part.width; i++) {
            if (cover[i] != 0) {
                to[i] = raster_mix(to[i], colour, cover[i] * alpha / 255);
            }
        }
    }
}

/* `over` is premultiplied, so only what lies under it is weighted. */
static uint32_t put_over(uint32_t under, uint32_t over)
{
    uint32_t rest = 255 - (over >> 24);
    uint32_t red_blue = (under & 0xff00ffu) * rest + 0x800080u;
    uint32_t green = ((under >> 8) & 0xffu) * rest + 0x80u;
    red_blue = ((red_blue + ((red_blue >> 8) & 0xff00ffu)) >> 8) & 0xff00ffu;
    green = ((green + (green >> 8)) >> 8) << 8;
    return 0xff000000u | ((over & 0xffffffu) + (red_blue | green));
}

void raster_draw_sprite(struct raster *raster, int32_t x, int32_t y, const struct raster_sprite *sprite)
{
    struct raster_rect part = raster_rect_cut((struct raster_rect){x, y, sprite->width, sprite->height}, raster->clip);
    for (int32_t row = part.y; row < part.y + part.height; row++) {
        uint32_t *to = raster->pixels + (size_t)row * (size_t)raster->width + part.x;
        const uint32_t *from = sprite->pixels + (ptrdiff_t)(row - y) * sprite->stride + (part.x - x);
        for (int32_t i = 0; i < part.width; i++) {
            uint32_t alpha = from[i] >> 24;
            if (alpha == 255) {
                to[i] = from[i];
            } else if (alpha != 0) {
                to[i] = put_over(to[i], from[i]);
            }
        }
    }
}

int32_t raster_fixed(double pixels)
{
    double fixed = floor(pixels * RASTER_ONE + 0.5);
    if (fixed > (double)RASTER_REACH) {
        return RASTER_REACH;
    }
    return fixed > -(double)RASTER_REACH ? (int32_t)fixed : -RASTER_REACH; /* also for what is not a number */
}
