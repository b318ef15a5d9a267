/* Polygons for the modules above: their edges as a list (the walls), and the distance to them.
 *
 * Depends on: sibu/geometry.h. Pure; memory is the caller's.
 */
#pragma once
#include <stddef.h>

#include "geometry/segment.h"
#include "sibu/geometry.h"

/* How many edges `count` polygons have in all. */
size_t polygon_edge_count(const struct sibu_polygon *polygons, uint32_t count);
/* Writes them, polygon by polygon and ring by ring, to out[polygon_edge_count(...)]. Given the turn that
 * sibu/geometry.h asks for, the inside lies left of each edge. */
void polygon_edges(const struct sibu_polygon *polygons, uint32_t count, struct segment *out);

/* From the point to the nearest edge, in m; not signed. */
double polygon_edge_distance(const struct sibu_polygon *polygon, struct sibu_point point);

/* Area over all polygons of a list, m2. */
double polygon_areas(const struct sibu_polygon *polygons, uint32_t count);
