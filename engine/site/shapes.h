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

#define GRID_M 0.001 /* of shape_snapped */

struct shapes {
    GEOSContextHandle_t handle;
    int failed; /* a result is missing: memory, or shapes too odd */
};

/* A large shape that many small ones are held against. */
struct solid {
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared; /* of shape; NULL where that is NULL */
};

struct shape_list { /* grows; the shapes in it are its own */
    GEOSGeometry **items;
    size_t count, capacity;
};

int shapes_open(struct shapes *shapes); /* false: no memory */
void shapes_close(struct shapes *shapes);

GEOSGeometry *shape_of_ring(struct shapes *shapes, struct sibu_ring ring); /* as a polygon without holes */
GEOSGeometry *shape_of_polygon(struct shapes *shapes, const struct sibu_polygon *polygon);
GEOSGeometry *shape_of_polygons(struct shapes *shapes, const struct sibu_polygon *polygons,
                                uint32_t count); /* which do not overlap */
GEOSGeometry *shape_of_line(struct shapes *shapes, const struct sibu_line *line);
GEOSGeometry *shape_of_point(struct shapes *shapes, struct sibu_point point);

void shape_list_add(struct shapes *shapes, struct shape_list *list, GEOSGeometry *shape); /* takes the shape */
void shape_list_clear(struct shapes *shapes, struct shape_list *list);
/* All shapes of the list as one; the list is empty afterwards. NULL: nothing. */
GEOSGeometry *shape_union(struct shapes *shapes, struct shape_list *list);
GEOSGeometry *shape_minus(struct shapes *shapes, const GEOSGeometry *from, const GEOSGeometry *what);
/* On the grid of 1 mm, and still a proper shape; what is thinner than the grid is closed. Only for reading its polygons:
 * GEOS goes on computing on the grid with such a shape, which takes it many times as long. */
GEOSGeometry *shape_snapped(struct shapes *shapes, const GEOSGeometry *shape);
GEOSGeometry *shape_overlap(struct shapes *shapes, const GEOSGeometry *a, const GEOSGeometry *b);
GEOSGeometry *shape_grown(struct shapes *shapes, const GEOSGeometry *shape, double by_m); /* below 0: shrunk */
void shape_free(struct shapes *shapes, GEOSGeometry *shape); /* NULL is allowed */

struct solid solid_make(struct shapes *shapes, GEOSGeometry *shape); /* takes the shape */
void solid_free(struct shapes *shapes, struct solid *solid);
/* What of the small shape lies in the solid. Quick where all of it does. */
GEOSGeometry *solid_overlap(struct shapes *shapes, const struct solid *solid, const GEOSGeometry *shape);
double solid_overlap_area(struct shapes *shapes, const struct solid *solid, const struct sibu_polygon *polygon);
/* How much of the line lies in the solid or on its edge, in m. Only what of the solid is near the line is looked at. */
double solid_overlap_length(struct shapes *shapes, const struct solid *solid, const struct sibu_line *line);

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
