/* Straight pieces of walls and lines, found by place: a grid of buckets for each floor.
 *
 * Depends on: sibu/memory.h, sibu/site.h. Read-only once open: any number of threads may look things up.
 * Invariant: the bucket of a point lists every piece of its floor that is within the grid's reach of the point.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/geometry.h"
#include "sibu/memory.h"
#include "sibu/site.h"

#define PIECE_CELL_M 0.5
#define PIECE_REACH_M 0.75f /* more than a body's largest radius and its longest step together */

enum piece_kind { PIECE_WALL, PIECE_DOOR, PIECE_EXIT };

struct piece {
    float ax, ay, bx, by; /* m */
    uint16_t kind; /* enum piece_kind */
    uint16_t index; /* of the door or exit */
};
struct piece_source {
    uint32_t floor;
    struct piece piece;
};
struct piece_list { /* pieces as they are collected, before they are put in a grid; clear it with sibu_array_free */
    struct piece_source *items;
    size_t count, capacity;
};
struct piece_grid {
    float origin_x, origin_y; /* lower left corner, m */
    uint32_t columns, rows, floors;
    uint32_t *first; /* by bucket, and one more: where its pieces begin in `items` */
    struct piece *items;
};
struct piece_run { /* the pieces of one bucket */
    const struct piece *items;
    size_t count;
};

/* Adds the segments of a ring (closed) or of an open line. False: no memory, or more than a million pieces. */
SIBU_MUST_USE _Bool piece_add_ring(struct piece_list *list, uint32_t floor, const struct sibu_ring *ring);
SIBU_MUST_USE _Bool piece_add_line(struct piece_list *list, uint32_t floor, const struct sibu_line *line,
                                   struct piece tag);

/* Sorts the pieces into buckets over `box` (which holds them all). Memory comes from `arena`. False: none left. */
SIBU_MUST_USE _Bool piece_grid_open(struct piece_grid *grid, struct sibu_arena *arena, struct sibu_box box,
                                    uint32_t floors, const struct piece_list *list);

/* Where a bucket is. Inline, because every body asks several times a step. */
static inline uint32_t piece_index(float value, uint32_t count)
{
    if (!(value > 0.0f)) {
        return 0;
    }
    return value >= (float)count ? count - 1 : (uint32_t)value;
}

static inline uint32_t piece_column(const struct piece_grid *grid, float x)
{
    return piece_index((x - grid->origin_x) * (float)(1.0 / PIECE_CELL_M), grid->columns);
}

static inline uint32_t piece_row(const struct piece_grid *grid, float y)
{
    return piece_index((y - grid->origin_y) * (float)(1.0 / PIECE_CELL_M), grid->rows);
}

static inline size_t piece_bucket(const struct piece_grid *grid, uint32_t floor, uint32_t row, uint32_t column)
{
    return ((size_t)floor * grid->rows + row) * grid->columns + column;
}

/* The pieces near a point. A point outside the box is taken to its edge. */
static inline struct piece_run piece_near(const struct piece_grid *grid, uint32_t floor, float x, float y)
{
    size_t bucket = piece_bucket(grid, floor, piece_row(grid, y), piece_column(grid, x));
    uint32_t first = grid->first[bucket];
    return (struct piece_run){.items = grid->items + first, .count = grid->first[bucket + 1] - first};
}

/* The point of the piece nearest to (x, y): its offset from there goes to *dx, *dy; the square of the distance
 * returns. */
float piece_offset(const struct piece *piece, float x, float y, float *dx, float *dy);

/* The distance from (x, y) to the nearest wall, or PIECE_REACH_M where none is within that. */
float piece_clearance(const struct piece_grid *grid, uint32_t floor, float x, float y);

/* Whether the way from a to b goes across the piece, and at which share of the way. A way that ends on the piece has
 * not crossed it yet if it came from the piece's right; so a crossing in several steps counts once. */
_Bool piece_crossed(const struct piece *piece, struct sibu_point a, struct sibu_point b, double *share);

/* Whether a wall stands between a and b (both within reach of the bucket of a). */
_Bool piece_wall_between(struct piece_run run, float ax, float ay, float bx, float by);

/* The least distance between the segment a..b and the piece. */
float piece_segment_distance(const struct piece *piece, struct sibu_point a, struct sibu_point b);
