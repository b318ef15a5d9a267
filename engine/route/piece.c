/* Pieces in buckets: how a body finds the walls, doors and exits around it. See piece.h. */
#include "route/piece.h"

#include <math.h>

#define PIECES_MAX 1000000u

static float lesser(float a, float b)
{
    return a < b ? a : b;
}

static float greater(float a, float b)
{
    return a > b ? a : b;
}

static struct piece piece_between(struct sibu_point a, struct sibu_point b, struct piece tag)
{
    tag.ax = (float)a.x;
    tag.ay = (float)a.y;
    tag.bx = (float)b.x;
    tag.by = (float)b.y;
    return tag;
}

static _Bool list_add(struct piece_list *list, uint32_t floor, struct piece piece)
{
    void *items = list->items;
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof *list->items, PIECES_MAX)) {
        return 0;
    }
    list->items = items;
    list->items[list->count++] = (struct piece_source){.floor = floor, .piece = piece};
    return 1;
}

_Bool piece_add_ring(struct piece_list *list, uint32_t floor, const struct sibu_ring *ring)
{
    for (uint32_t i = 0; i < ring->count; i++) {
        struct sibu_point next = ring->points[i + 1 < ring->count ? i + 1 : 0];
        if (!list_add(list, floor, piece_between(ring->points[i], next, (struct piece){.kind = PIECE_WALL}))) {
            return 0;
        }
    }
    return 1;
}

_Bool piece_add_line(struct piece_list *list, uint32_t floor, const struct sibu_line *line, struct piece tag)
{
    for (uint32_t i = 0; i + 1 < line->count; i++) {
        if (!list_add(list, floor, piece_between(line->points[i], line->points[i + 1], tag))) {
            return 0;
        }
    }
    return 1;
}

/* Whether a piece is within reach of some point of the cell: by the circle around the cell, so a little generous. */
static _Bool reaches_cell(const struct piece_grid *grid, const struct piece *piece, uint32_t row, uint32_t column)
{
    const float half = (float)(PIECE_CELL_M / 2.0);
    const float within = PIECE_REACH_M + half * 1.415f;
    float dx, dy;
    float x = grid->origin_x + ((float)column + 0.5f) * (float)PIECE_CELL_M;
    float y = grid->origin_y + ((float)row + 0.5f) * (float)PIECE_CELL_M;
    return piece_offset(piece, x, y, &dx, &dy) <= within * within;
}

/* Both passes over a piece: without `fill` its buckets are counted (at first[bucket + 1]), with it they are filled. */
static void visit_buckets(struct piece_grid *grid, const struct piece_source *source, uint32_t *fill)
{
    const struct piece *piece = &source->piece;
    float min_x = lesser(piece->ax, piece->bx) - PIECE_REACH_M, max_x = greater(piece->ax, piece->bx) + PIECE_REACH_M;
    float min_y = lesser(piece->ay, piece->by) - PIECE_REACH_M, max_y = greater(piece->ay, piece->by) + PIECE_REACH_M;
    for (uint32_t row = piece_row(grid, min_y); row <= piece_row(grid, max_y); row++) {
        for (uint32_t column = piece_column(grid, min_x); column <= piece_column(grid, max_x); column++) {
            if (!reaches_cell(grid, piece, row, column)) {
                continue;
            }
            size_t bucket = piece_bucket(grid, source->floor, row, column);
            if (fill) {
                grid->items[fill[bucket]++] = *piece;
            } else {
                grid->first[bucket + 1]++;
            }
        }
    }
}

_Bool piece_grid_open(struct piece_grid *grid, struct sibu_arena *arena, struct sibu_box box, uint32_t floors,
                      const struct piece_list *list)
{
    grid->origin_x = (float)box.min_x;
    grid->origin_y = (float)box.min_y;
    grid->columns = (uint32_t)((box.max_x - box.min_x) / PIECE_CELL_M) + 1;
    grid->rows = (uint32_t)((box.max_y - box.min_y) / PIECE_CELL_M) + 1;
    grid->floors = floors;
    size_t buckets = (size_t)grid->columns * grid->rows * floors;
    grid->first = sibu_arena_take(arena, buckets + 1, sizeof *grid->first);
    uint32_t *fill = sibu_array_new(buckets, sizeof *fill);
    if (!grid->first || !fill) {
        sibu_array_free(fill);
        return 0;
    }
    for (size_t i = 0; i < list->count; i++) {
        visit_buckets(grid, &list->items[i], NULL);
    }
    for (size_t i = 0; i < buckets; i++) {
        fill[i] = grid->first[i];
        grid->first[i + 1] += grid->first[i];
    }
    grid->items = sibu_arena_take(arena, grid->first[buckets], sizeof *grid->items);
    for (size_t i = 0; grid->items && i < list->count; i++) {
        visit_buckets(grid, &list->items[i], fill);
    }
    sibu_array_free(fill);
    return grid->items != NULL;
}

float piece_offset(const struct piece *piece, float x, float y, float *dx, float *dy)
{
    float ux = piece->bx - piece->ax, uy = piece->by - piece->ay;
    float wx = x - piece->ax, wy = y - piece->ay;
    float length2 = ux * ux + uy * uy;
    float along = wx * ux + wy * uy;
    float share = length2 > 0.0f ? along / length2 : 0.0f;
    share = share < 0.0f ? 0.0f : share > 1.0f ? 1.0f : share;
    *dx = share * ux - wx;
    *dy = share * uy - wy;
    return *dx * *dx + *dy * *dy;
}

float piece_clearance(const struct piece_grid *grid, uint32_t floor, float x, float y)
{
    struct piece_run run = piece_near(grid, floor, x, y);
    float least = PIECE_REACH_M * PIECE_REACH_M;
    for (size_t i = 0; i < run.count; i++) {
        float dx, dy;
        least = lesser(least, piece_offset(&run.items[i], x, y, &dx, &dy));
    }
    return sqrtf(least);
}

/* Twice the area of the triangle (a, b, p): positive where p is left of the way from a to b. */
static double side_of(struct sibu_point a, struct sibu_point b, struct sibu_point p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

_Bool piece_crossed(const struct piece *piece, struct sibu_point a, struct sibu_point b, double *share)
{
    struct sibu_point c = {(double)piece->ax, (double)piece->ay}, d = {(double)piece->bx, (double)piece->by};
    double from = side_of(c, d, a), to = side_of(c, d, b);
    if ((from > 0.0) == (to > 0.0)) {
        return 0;
    }
    if ((side_of(a, b, c) > 0.0) == (side_of(a, b, d) > 0.0)) {
        return 0;
    }
    *share = from / (from - to);
    return 1;
}

_Bool piece_wall_between(struct piece_run run, float ax, float ay, float bx, float by)
{
    for (size_t i = 0; i < run.count; i++) {
        const struct piece *p = &run.items[i];
        float ux = p->bx - p->ax, uy = p->by - p->ay;
        float side_a = ux * (ay - p->ay) - uy * (ax - p->ax), side_b = ux * (by - p->ay) - uy * (bx - p->ax);
        float side_c = (bx - ax) * (p->ay - ay) - (by - ay) * (p->ax - ax);
        float side_d = (bx - ax) * (p->by - ay) - (by - ay) * (p->bx - ax);
        if ((side_a > 0.0f) != (side_b > 0.0f) && (side_c > 0.0f) != (side_d > 0.0f)) {
            return 1;
        }
    }
    return 0;
}

float piece_segment_distance(const struct piece *piece, struct sibu_point a, struct sibu_point b)
{
    double share;
    float dx, dy;
    if (piece_crossed(piece, a, b, &share)) {
        return 0.0f;
    }
    /* Segments that do not cross are nearest at an end of one of them. */
    struct piece way = {.ax = (float)a.x, .ay = (float)a.y, .bx = (float)b.x, .by = (float)b.y};
    float least = piece_offset(piece, way.ax, way.ay, &dx, &dy);
    least = lesser(least, piece_offset(piece, way.bx, way.by, &dx, &dy));
    least = lesser(least, piece_offset(&way, piece->ax, piece->ay, &dx, &dy));
    least = lesser(least, piece_offset(&way, piece->bx, piece->by, &dx, &dy));
    return sqrtf(least);
}
