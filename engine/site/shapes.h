/* The only door to GEOS: shapes of ours to shapes of GEOS and back.
 *
 * Depends on: the GEOS C API (reentrant functions, one handle a site being read). A handle belongs to one thread.
 * A shape that GEOS could not make is NULL, and the functions below take NULL for a shape without anything in it; the
 * handle remembers that something failed, so that whoever uses it asks once at the end.
 */
#pragma once
#include <geos_c.h>

#include "sibu/geometry.h"
#include "sibu/memory.h"

#define GRID_M 0.001 /* unions and differences are computed on this grid */

struct shapes {
    GEOSContextHandle_t handle;
    int failed; /* a result is missing: memory, or shapes too odd */
};

struct shape_list { /* grows; the shapes in it are its own */
    GEOSGeometry **items;
    size_t count, capacity;
};

int shapes_open(struct shapes *shapes); /* false: no memory */
void shapes_close(struct shapes *shapes);

GEOSGeometry *shape_of_ring(struct shapes *shapes, struct sibu_ring ring); /* as a polygon without holes */
GEOSGeometry *shape_of_polygon(struct shapes *shapes, const struct sibu_polygon *polygon);
GEOSGeometry *shape_of_line(struct shapes *shapes, const struct sibu_line *line);
GEOSGeometry *shape_of_point(struct shapes *shapes, struct sibu_point point);

void shape_list_add(struct shapes *shapes, struct shape_list *list, GEOSGeometry *shape); /* takes the shape */
void shape_list_clear(struct shapes *shapes, struct shape_list *list);
/* All shapes of the list as one; the list is empty afterwards. NULL: nothing. */
GEOSGeometry *shape_union(struct shapes *shapes, struct shape_list *list);
GEOSGeometry *shape_minus(struct shapes *shapes, const GEOSGeometry *from, const GEOSGeometry *what);
GEOSGeometry *shape_overlap(struct shapes *shapes, const GEOSGeometry *a, const GEOSGeometry *b);
GEOSGeometry *shape_grown(struct shapes *shapes, const GEOSGeometry *shape, double by_m); /* below 0: shrunk */
void shape_free(struct shapes *shapes, GEOSGeometry *shape); /* NULL is allowed */

double shape_area(struct shapes *shapes, const GEOSGeometry *shape);
double shape_length(struct shapes *shapes, const GEOSGeometry *shape);
double shape_overlap_area(struct shapes *shapes, const GEOSGeometry *a, const GEOSGeometry *b);
struct sibu_point shape_inside(struct shapes *shapes, const GEOSGeometry *shape); /* a point inside it */

/* The polygons of the shape, turned as sibu/geometry.h says, in the arena; those below min_area_m2 are left out. */
struct polygon_list {
    struct sibu_polygon *items;
    uint32_t count;
};
struct polygon_list shape_polygons(struct shapes *shapes, GEOSGeometry *shape, struct sibu_arena *arena,
                                   double min_area_m2);
