/* Walls in a raster. See walls.h. */
#include "validate/walls.h"

#include <math.h>

#include "sibu/memory.h"

#define FAR_OUTSIDE_M (-10.0)

static double distance_m(struct sibu_point p, const struct wall *wall)
{
    double ux = wall->b.x - wall->a.x, uy = wall->b.y - wall->a.y, length2 = ux * ux + uy * uy;
    double share = length2 > 0.0 ? ((p.x - wall->a.x) * ux + (p.y - wall->a.y) * uy) / length2 : 0.0;
    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    double dx = wall->a.x + share * ux - p.x, dy = wall->a.y + share * uy - p.y;
    return sqrt(dx * dx + dy * dy);
}

static int is_inside(const struct sibu_floor *floor, double x, double y)
{
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        if (sibu_polygon_contains(&floor->walkable[i], x, y)) {
            return 1;
        }
    }
    return 0;
}

static struct sibu_point centre_of(const struct wall_floor *raster, uint32_t cell)
{
    return (struct sibu_point){raster->min_x + ((double)(cell % raster->columns) + 0.5) * WALLS_CELL_M,
                               raster->min_y + ((double)(cell / raster->columns) + 0.5) * WALLS_CELL_M};
}

/* Walls of one ring near the point: counted, and kept where `items` is not NULL. */
static uint32_t near_ring(const struct sibu_ring *ring, struct sibu_point p, struct wall *items)
{
    const double reach = WALLS_REACH_M + WALLS_CELL_M * 0.7072;
    uint32_t count = 0;
    for (uint32_t i = 0; i < ring->count; i++) {
        struct wall wall = {ring->points[i], ring->points[(i + 1) % ring->count]};
        if (distance_m(p, &wall) < reach) {
            if (items) {
                items[count] = wall;
            }
            count++;
        }
    }
    return count;
}

static uint32_t near_cell(const struct sibu_floor *floor, struct sibu_point p, struct wall *items)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        const struct sibu_polygon *polygon = &floor->walkable[i];
        for (uint32_t r = 0; r < polygon->count; r++) {
            count += near_ring(&polygon->rings[r], p, items ? items + count : NULL);
        }
    }
    return count;
}

static int open_floor(struct wall_floor *raster, const struct sibu_floor *floor)
{
    raster->min_x = floor->box.min_x;
    raster->min_y = floor->box.min_y;
    raster->columns = (uint32_t)((floor->box.max_x - floor->box.min_x) / WALLS_CELL_M) + 1;
    raster->rows = (uint32_t)((floor->box.max_y - floor->box.min_y) / WALLS_CELL_M) + 1;
    uint32_t cells = raster->columns * raster->rows;
    raster->first = sibu_array_new(cells + 1, sizeof *raster->first);
    raster->inside = sibu_array_new(cells, sizeof *raster->inside);
    if (!raster->first || !raster->inside) {
        return 0;
    }
    for (uint32_t cell = 0; cell < cells; cell++) {
        struct sibu_point centre = centre_of(raster, cell);
        raster->first[cell + 1] = raster->first[cell] + near_cell(floor, centre, NULL);
        raster->inside[cell] = (uint8_t)is_inside(floor, centre.x, centre.y);
    }
    raster->items = sibu_array_new(raster->first[cells] + 1, sizeof *raster->items);
    for (uint32_t cell = 0; raster->items && cell < cells; cell++) {
        (void)near_cell(floor, centre_of(raster, cell), raster->items + raster->first[cell]);
    }
    return raster->items != NULL;
}

int walls_open(struct walls *walls, const struct sibu_site *site)
{
    walls->site = site;
    walls->floors = sibu_array_new(site->floor_count, sizeof *walls->floors);
    for (uint32_t i = 0; walls->floors && i < site->floor_count; i++) {
        if (!open_floor(&walls->floors[i], &site->floors[i])) {
            return 0;
        }
    }
    return walls->floors != NULL;
}

void walls_close(struct walls *walls)
{
    for (uint32_t i = 0; walls->floors && i < walls->site->floor_count; i++) {
        sibu_array_free(walls->floors[i].first);
        sibu_array_free(walls->floors[i].items);
        sibu_array_free(walls->floors[i].inside);
    }
    sibu_array_free(walls->floors);
    walls->floors = NULL;
}

double walls_distance_m(const struct walls *walls, uint32_t storey, double x, double y)
{
    const struct wall_floor *raster = &walls->floors[storey];
    double column = floor((x - raster->min_x) / WALLS_CELL_M), row = floor((y - raster->min_y) / WALLS_CELL_M);
    if (!(column >= 0.0 && column < (double)raster->columns && row >= 0.0 && row < (double)raster->rows)) {
        return FAR_OUTSIDE_M;
    }
    uint32_t cell = (uint32_t)row * raster->columns + (uint32_t)column;
    double least = WALLS_REACH_M;
    if (raster->first[cell] == raster->first[cell + 1]) {
        return raster->inside[cell] ? least : FAR_OUTSIDE_M;
    }
    for (uint32_t i = raster->first[cell]; i < raster->first[cell + 1]; i++) {
        double distance = distance_m((struct sibu_point){x, y}, &raster->items[i]);
        least = distance < least ? distance : least;
    }
    return is_inside(&walls->site->floors[storey], x, y) ? least : -least;
}
