/* The walkable ground of a site as the geometry that trajectory readers want: one WKT a floor, which together are one
 * connected area in the plan.
 *
 * PedPy unites the rows of the geometry table and takes a single polygon only. Floors are joined where a stair belongs to
 * both; where a site falls into parts that no walk connects, the largest part is kept. Pure. Depends on: site, text.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/site.h"
#include "sibu/text.h"

/* A polygon of a floor, and which part of the site it belongs to. */
struct area_piece {
    uint32_t floor;
    const struct sibu_polygon *polygon;
    uint32_t part; /* the index of the first piece of its part */
};
struct area {
    struct area_piece *pieces; /* in the arena; floor by floor */
    uint32_t count;
    uint32_t part; /* the one that is kept: the largest by area */
};

SIBU_MUST_USE enum sibu_status area_open(struct area *out, const struct sibu_site *site, struct sibu_arena *arena,
                                         struct sibu_fault *fault);
/* POLYGON or MULTIPOLYGON of what is kept of the floor, in metres; appends nothing where nothing is. */
void area_wkt(const struct area *area, uint32_t floor, struct sibu_text *out);
/* The floor with the most kept ground. */
uint32_t area_ground(const struct area *area);
