/* Lines and discs: by distance. A pixel's coverage is how far its centre lies inside the pen's edge, half a pixel
 * either way; along a line of several pieces the greatest coverage counts, so that joints are not darker.
 *
 * Whole numbers, but for the square root of a whole number below 2^52, which IEEE 754 gives exactly everywhere.
 */
#include "view/raster.h"

#include <math.h>

#include "view/raster_cover.h"
#include "view/sketch.h"

/* One piece of a line, cut to where it can be seen. Positions in 256ths of a pixel. */
struct piece {
    int64_t ax, ay, dx, dy;
    int64_t length2; /* dx * dx + dy * dy */
    int64_t length16; /* 16 * its root */
    int64_t radius;
};

static int64_t whole_root(int64_t square)
{
    return (int64_t)sqrt((double)square);
}

/* Cuts the share [*from, *to] of a way to where low <= start + share * step <= high; false where nothing is left. */
static int cut_share(double start, double step, double low, double high, double share[2])
{
    if (fabs(step) < 0.5) {
        return start >= low && start <= high;
    }
    double first = (step > 0.0 ? low - start : high - start) / step;
    double last = (step > 0.0 ? high - start : low - start) / step;
    share[0] = first > share[0] ? first : share[0];
    share[1] = last < share[1] ? last : share[1];
    return share[0] <= share[1];
}

/* The part of a-b inside the box and `margin` around it, so that no product below leaves 64 bits. */
static int cut_piece(struct raster_point ends[2], struct raster_rect box, int32_t margin)
{
    double share[2] = {0.0, 1.0};
    double x = ends[0].x, y = ends[0].y;
    double dx = (double)ends[1].x - x, dy = (double)ends[1].y - y;
    double left = (double)box.x * RASTER_ONE - margin, right = left + (double)box.width * RASTER_ONE + 2.0 * margin;
    double top = (double)box.y * RASTER_ONE - margin, bottom = top + (double)box.height * RASTER_ONE + 2.0 * margin;
    if (!cut_share(x, dx, left, right, share) || !cut_share(y, dy, top, bottom, share)) {
        return 0;
    }
    if (share[1] < 1.0) {
        ends[1] =
            (struct raster_point){(int32_t)floor(x + share[1] * dx + 0.5), (int32_t)floor(y + share[1] * dy + 0.5)};
    }
    if (share[0] > 0.0) {
        ends[0] =
            (struct raster_point){(int32_t)floor(x + share[0] * dx + 0.5), (int32_t)floor(y + share[0] * dy + 0.5)};
    }
    return 1;
}

static struct piece make_piece(struct raster_point a, struct raster_point b, int32_t width)
{
    struct piece piece = {.ax = a.x, .ay = a.y, .dx = (int64_t)b.x - a.x, .dy = (int64_t)b.y - a.y};
    piece.length2 = piece.dx * piece.dx + piece.dy * piece.dy;
    piece.length16 = whole_root(piece.length2 * 256);
    piece.radius = width / 2;
    return piece;
}

/* Coverage 0..256 of the pixel whose centre is at x, y. */
static uint32_t piece_cover(const struct piece *piece, int64_t x, int64_t y)
{
    int64_t px = x - piece->ax, py = y - piece->ay;
    int64_t along = px * piece->dx + py * piece->dy;
    int64_t distance;
    if (along <= 0 || piece->length16 == 0) {
        distance = whole_root(px * px + py * py);
    } else if (along >= piece->length2) {
        distance = whole_root((px - piece->dx) * (px - piece->dx) + (py - piece->dy) * (py - piece->dy));
    } else {
        int64_t cross = piece->dx * py - piece->dy * px;
        distance = (cross < 0 ? -cross : cross) * 16 / piece->length16;
    }
    int64_t inside = piece->radius + RASTER_ONE / 2 - distance;
    if (inside <= 0) {
        return 0;
    }
    return inside < RASTER_ONE ? (uint32_t)inside : RASTER_ONE;
}

static int64_t held(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* The columns of the box that the piece can reach in this row: [out[0], out[1]). */
static void piece_columns(const struct piece *piece, struct raster_rect box, int64_t row_y, int32_t out[2])
{
    int64_t reach = piece->radius + RASTER_ONE;
    int64_t x0 = piece->ax, x1 = piece->ax + piece->dx;
    if (piece->dy != 0) {
        int64_t low = piece->dy < 0 ? piece->dy : 0, high = piece->dy > 0 ? piece->dy : 0;
        x0 = piece->ax + held(row_y - reach - piece->ay, low, high) * piece->dx / piece->dy;
        x1 = piece->ax + held(row_y + reach - piece->ay, low, high) * piece->dx / piece->dy;
    }
    int64_t left = (x0 < x1 ? x0 : x1) - reach - (int64_t)box.x * RASTER_ONE;
    int64_t right = (x0 < x1 ? x1 : x0) + reach - (int64_t)box.x * RASTER_ONE;
    out[0] = (int32_t)held(left < 0 ? 0 : left / RASTER_ONE, 0, box.width);
    out[1] = (int32_t)held(right < 0 ? 0 : right / RASTER_ONE + 1, 0, box.width);
}

static void cover_piece(struct raster *raster, struct raster_rect box, const struct piece *piece)
{
    int64_t reach = piece->radius + RASTER_ONE;
    int64_t top = (piece->dy < 0 ? piece->ay + piece->dy : piece->ay) - reach - (int64_t)box.y * RASTER_ONE;
    int64_t bottom = (piece->dy < 0 ? piece->ay : piece->ay + piece->dy) + reach - (int64_t)box.y * RASTER_ONE;
    int32_t from = (int32_t)held(top < 0 ? 0 : top / RASTER_ONE, 0, box.height);
    int32_t to = (int32_t)held(bottom < 0 ? 0 : bottom / RASTER_ONE + 1, 0, box.height);
    for (int32_t row = from; row < to; row++) {
        int64_t y = ((int64_t)box.y + row) * RASTER_ONE + RASTER_ONE / 2;
        uint32_t *cover = raster->cover + (size_t)row * ((size_t)box.width + 1);
        int32_t columns[2];
        piece_columns(piece, box, y, columns);
        for (int32_t column = columns[0]; column < columns[1]; column++) {
            int64_t x = ((int64_t)box.x + column) * RASTER_ONE + RASTER_ONE / 2;
            uint32_t part = piece_cover(piece, x, y);
            cover[column] = part > cover[column] ? part : cover[column];
        }
    }
}

static void mix_cover(struct raster *raster, struct raster_rect box, uint32_t colour)
{
    uint32_t alpha = colour >> 24;
    for (int32_t row = 0; row < box.height; row++) {
        uint32_t *pixels = raster->pixels + (size_t)(box.y + row) * (size_t)raster->width + box.x;
        uint32_t *cover = raster->cover + (size_t)row * ((size_t)box.width + 1);
        for (int32_t i = 0; i < box.width; i++) {
            if (cover[i] != 0) {
                pixels[i] = raster_mix(pixels[i], colour, cover[i] * alpha / RASTER_ONE);
                cover[i] = 0;
            }
        }
    }
}

int raster_stroke(struct raster *raster, const struct raster_point *points, uint32_t count,
                  const struct raster_pen *pen)
{
    if (count == 0) {
        return 1;
    }
    int32_t margin = pen->width / 2 + 2 * RASTER_ONE;
    struct raster_rect box = raster_cover_box(raster, points, count, margin);
    if (box.width == 0) {
        return 1;
    }
    if (raster->sketch != NULL) {
        sketch_stroke(raster, points, count, pen);
        return 1;
    }
    if (!raster_cover_reserve(raster, box.width, box.height)) {
        return 0;
    }
    uint32_t pieces = pen->closed || count == 1 ? count : count - 1;
    for (uint32_t i = 0; i < pieces; i++) {
        struct raster_point ends[2] = {points[i], points[(i + 1) % count]};
        if (cut_piece(ends, box, margin)) {
            struct piece piece = make_piece(ends[0], ends[1], pen->width);
            cover_piece(raster, box, &piece);
        }
    }
    mix_cover(raster, box, pen->colour);
    return 1;
}

/* Coverage 0..256 at `distance` of what lies within `radius`. */
static int64_t within(int64_t radius, int64_t distance)
{
    return held(radius + RASTER_ONE / 2 - distance, 0, RASTER_ONE);
}

void raster_ring(struct raster *raster, struct raster_point centre, int32_t radius, int32_t thickness, uint32_t colour)
{
    struct raster_rect box = raster_cover_box(raster, &centre, 1, radius + RASTER_ONE);
    uint32_t alpha = colour >> 24;
    if (raster->sketch != NULL) {
        sketch_ring(raster, centre, radius, thickness, colour);
        return;
    }
    for (int32_t row = box.y; row < box.y + box.height; row++) {
        uint32_t *pixels = raster->pixels + (size_t)row * (size_t)raster->width;
        int64_t dy = (int64_t)row * RASTER_ONE + RASTER_ONE / 2 - centre.y;
        for (int32_t column = box.x; column < box.x + box.width; column++) {
            int64_t dx = (int64_t)column * RASTER_ONE + RASTER_ONE / 2 - centre.x;
            int64_t distance = whole_root(dx * dx + dy * dy);
            int64_t cover = within(radius, distance);
            cover -= thickness < radius ? within(radius - thickness, distance) : 0;
            if (cover > 0) {
                pixels[column] = raster_mix(pixels[column], colour, (uint32_t)cover * alpha / RASTER_ONE);
            }
        }
    }
}

void raster_disc(struct raster *raster, struct raster_point centre, int32_t radius, uint32_t colour)
{
    raster_ring(raster, centre, radius, radius, colour);
}
