/* Filled polygons with holes: the edge-flag way. Each pixel has 32 sample points, one in each 32nd of its height, at
 * columns in bit-reversed order. Every edge flips, in each sample row that it crosses, the bit of the first sample to
 * its right; running along a row then turns flips into "inside" bits, and their number is the coverage. Even-odd by
 * nature, no sorting, and the cost is the length of the outline plus the area of its box.
 *
 * After K. Kallio, "Scanline edge-flag algorithm for antialiasing" (2007): the idea, not its code.
 * Invariant: raster->cover is all zero between two calls.
 */
#include "view/raster.h"

#include "sibu/memory.h"
#include "view/raster_cover.h"
#include "view/sketch.h"

#define SAMPLES 32
#define SAMPLE_STEP (RASTER_ONE / SAMPLES)
#define SLOPE_BITS 24 /* keeps a slope exact to 1/64 pixel over an edge of 250,000 pixels, and within 64 bits */

int raster_cover_reserve(struct raster *raster, int32_t width, int32_t height)
{
    size_t needed = ((size_t)width + 1) * (size_t)height;
    if (needed <= raster->cover_count) {
        return 1;
    }
    uint32_t *bigger = sibu_array_new(needed, sizeof *bigger);
    if (bigger == NULL) {
        return 0;
    }
    sibu_array_free(raster->cover);
    raster->cover = bigger;
    raster->cover_count = needed;
    return 1;
}

struct raster_rect raster_cover_box(const struct raster *raster, const struct raster_point *points, uint32_t count,
                                    int32_t margin)
{
    int32_t left = points[0].x, right = points[0].x, top = points[0].y, bottom = points[0].y;
    for (uint32_t i = 1; i < count; i++) {
        left = points[i].x < left ? points[i].x : left;
        right = points[i].x > right ? points[i].x : right;
        top = points[i].y < top ? points[i].y : top;
        bottom = points[i].y > bottom ? points[i].y : bottom;
    }
    int32_t x = (left - margin) / RASTER_ONE - 1;
    int32_t y = (top - margin) / RASTER_ONE - 1;
    struct raster_rect box = {x, y, (right + margin) / RASTER_ONE + 2 - x, (bottom + margin) / RASTER_ONE + 2 - y};
    return raster_rect_cut(box, raster->clip);
}

/* Where in a pixel, from its left, sample row `row` has its sample: 5 bits reversed, so that neighbours lie far apart
 * and any slope meets the samples evenly. */
static int32_t sample_column(int32_t row)
{
    int32_t reversed = (row & 1) << 4 | (row & 2) << 2 | (row & 4) | (row & 8) >> 2 | (row & 16) >> 4;
    return reversed * SAMPLE_STEP + SAMPLE_STEP / 2;
}

/* The number of the first sample row at or below y, counted from the top of the box, held in [0, rows]. */
static int32_t first_row(int32_t y, int32_t box_top, int32_t rows)
{
    int64_t below = (int64_t)y - (int64_t)box_top * RASTER_ONE - SAMPLE_STEP / 2;
    int64_t row = below <= 0 ? 0 : (below + SAMPLE_STEP - 1) / SAMPLE_STEP;
    return row < rows ? (int32_t)row : rows;
}

static void flip_edge(struct raster *raster, struct raster_rect box, struct raster_point a, struct raster_point b)
{
    struct raster_point upper = a.y < b.y ? a : b;
    struct raster_point lower = a.y < b.y ? b : a;
    int32_t from = first_row(upper.y, box.y, box.height * SAMPLES);
    int32_t to = first_row(lower.y, box.y, box.height * SAMPLES);
    if (from >= to) {
        return;
    }
    int64_t slope = ((int64_t)lower.x - upper.x) * (INT64_C(1) << SLOPE_BITS) / ((int64_t)lower.y - upper.y);
    int64_t left = (int64_t)box.x * RASTER_ONE;
    size_t stride = (size_t)box.width + 1;
    int64_t y = (int64_t)box.y * RASTER_ONE + (int64_t)from * SAMPLE_STEP + SAMPLE_STEP / 2;
    int64_t x = ((int64_t)upper.x - left) * (INT64_C(1) << SLOPE_BITS) + slope * (y - upper.y);
    for (int32_t row = from; row < to; row++, x += slope * SAMPLE_STEP) {
        int64_t beyond = x - (int64_t)sample_column(row % SAMPLES) * (INT64_C(1) << SLOPE_BITS);
        int64_t column = beyond <= 0 ? 0 : ((beyond - 1) >> (SLOPE_BITS + 8)) + 1;
        if (column < box.width) {
            raster->cover[(size_t)(row / SAMPLES) * stride + (size_t)column] ^= UINT32_C(1) << (row % SAMPLES);
        }
    }
}

static uint32_t count_bits(uint32_t bits)
{
    bits = bits - ((bits >> 1) & 0x55555555u);
    bits = (bits & 0x33333333u) + ((bits >> 2) & 0x33333333u);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0fu;
    return (bits * 0x01010101u) >> 24;
}

static void fill_cover_row(uint32_t *pixels, uint32_t *cover, int32_t width, uint32_t colour)
{
    uint32_t inside = 0;
    uint32_t alpha = colour >> 24;
    for (int32_t i = 0; i < width; i++) {
        inside ^= cover[i];
        cover[i] = 0;
        if (inside == UINT32_MAX && alpha == 255) {
            pixels[i] = colour;
        } else if (inside != 0) {
            pixels[i] = raster_mix(pixels[i], colour, alpha * count_bits(inside) / SAMPLES);
        }
    }
    cover[width] = 0;
}

int raster_fill_path(struct raster *raster, const struct raster_path *path, uint32_t colour)
{
    uint32_t count = path->ring_count == 0 ? 0 : path->ends[path->ring_count - 1];
    if (count < 3) {
        return 1;
    }
    struct raster_rect box = raster_cover_box(raster, path->points, count, 0);
    if (box.width == 0) {
        return 1;
    }
    if (raster->sketch != NULL) {
        sketch_path(raster, path, colour);
        return 1;
    }
    if (!raster_cover_reserve(raster, box.width, box.height)) {
        return 0;
    }
    uint32_t start = 0;
    for (uint32_t ring = 0; ring < path->ring_count; ring++) {
        uint32_t end = path->ends[ring];
        for (uint32_t i = start; i < end; i++) {
            flip_edge(raster, box, path->points[i], path->points[i + 1 < end ? i + 1 : start]);
        }
        start = end;
    }
    for (int32_t row = 0; row < box.height; row++) {
        fill_cover_row(raster->pixels + (size_t)(box.y + row) * (size_t)raster->width + box.x,
                       raster->cover + (size_t)row * ((size_t)box.width + 1), box.width, colour);
    }
    return 1;
}

int raster_fill_points(struct raster *raster, const struct raster_point *points, uint32_t count, uint32_t colour)
{
    return raster_fill_path(raster, &(struct raster_path){points, &count, 1}, colour);
}
