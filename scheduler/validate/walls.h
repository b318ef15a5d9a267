/* The walls of a site in a raster, so that a witness finds those near a person at once. Independent of the engine's own.
 *
 * Depends on: sibu/site.h. Once open it is only read.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/site.h"

#define WALLS_CELL_M 0.5
#define WALLS_REACH_M 0.45 /* a wall is listed in all cells whose points may be nearer to it than this */

struct wall {
    struct sibu_point a, b;
};
struct wall_floor {
    double min_x, min_y;
    uint32_t columns, rows;
    uint32_t *first; /* by cell, and one more: its first wall */
    struct wall *items;
    uint8_t *inside; /* by cell without walls: 1 walkable */
};
struct walls {
    const struct sibu_site *site;
    struct wall_floor *floors;
};

/* False: no memory; close it all the same. The site must outlive the walls. */
SIBU_MUST_USE int walls_open(struct walls *walls, const struct sibu_site *site);
void walls_close(struct walls *walls);
/* Distance from the nearest wall of the floor, at most WALLS_REACH_M; negative (and at least -10) off the walkable
 * ground. */
double walls_distance_m(const struct walls *walls, uint32_t storey, double x, double y);
