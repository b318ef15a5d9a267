/* Shapes of GEOS: made, joined, measured. See shapes.h. */
#include "site/shapes.h"

#include "geometry/box.h"
#include "geometry/ring.h"

#define NEAR_M 1.0 /* of a line: what is farther has no say in what lies on it */

static void stay_silent(const char *message, void *user) /* what failed is seen from the missing result */
{
    (void)message;
    (void)user;
}

int shapes_open(struct shapes *shapes)
{
    shapes->failed = 0;
    shapes->handle = GEOS_init_r();
    if (shapes->handle == NULL) {
        return 0;
    }
    GEOSContext_setNoticeMessageHandler_r(shapes->handle, stay_silent, NULL);
    GEOSContext_setErrorMessageHandler_r(shapes->handle, stay_silent, NULL);
    return 1;
}

void shapes_close(struct shapes *shapes)
{
    if (shapes->handle != NULL) {
        GEOS_finish_r(shapes->handle);
        shapes->handle = NULL;
    }
}

static GEOSGeometry *made(struct shapes *shapes, GEOSGeometry *shape)
{
    if (shape == NULL) {
        shapes->failed = 1;
    }
    return shape;
}

/* The points as a sequence of GEOS, with the first one repeated at the end where `closed`. */
static GEOSCoordSequence *sequence_of(struct shapes *shapes, const struct sibu_point *points, uint32_t count,
                                      int closed)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(shapes->handle, count + (closed ? 1U : 0U), 2);
    for (uint32_t i = 0; sequence != NULL && i < count; i++) {
        GEOSCoordSeq_setXY_r(shapes->handle, sequence, i, points[i].x, points[i].y);
    }
    if (sequence != NULL && closed) {
        GEOSCoordSeq_setXY_r(shapes->handle, sequence, count, points[0].x, points[0].y);
    }
    return sequence;
}

static GEOSGeometry *linear_ring(struct shapes *shapes, struct sibu_ring ring)
{
    GEOSCoordSequence *sequence = sequence_of(shapes, ring.points, ring.count, 1);
    return made(shapes, sequence == NULL ? NULL : GEOSGeom_createLinearRing_r(shapes->handle, sequence));
}

GEOSGeometry *shape_of_ring(struct shapes *shapes, struct sibu_ring ring)
{
    GEOSGeometry *shell = linear_ring(shapes, ring);
    return made(shapes, shell == NULL ? NULL : GEOSGeom_createPolygon_r(shapes->handle, shell, NULL, 0));
}

GEOSGeometry *shape_of_polygon(struct shapes *shapes, const struct sibu_polygon *polygon)
{
    struct shape_list holes = {NULL, 0, 0};
    for (uint32_t i = 1; i < polygon->count; i++) {
        shape_list_add(shapes, &holes, linear_ring(shapes, polygon->rings[i]));
    }
    GEOSGeometry *shell = linear_ring(shapes, polygon->rings[0]);
    GEOSGeometry *shape = NULL;
    if (shell != NULL) {
        shape = made(shapes, GEOSGeom_createPolygon_r(shapes->handle, shell, holes.items, (unsigned)holes.count));
        holes.count = 0; /* they belong to the polygon now */
    }
    shape_list_clear(shapes, &holes);
    return shape;
}

GEOSGeometry *shape_of_line(struct shapes *shapes, const struct sibu_line *line)
{
    GEOSCoordSequence *sequence = sequence_of(shapes, line->points, line->count, 0);
    return made(shapes, sequence == NULL ? NULL : GEOSGeom_createLineString_r(shapes->handle, sequence));
}

GEOSGeometry *shape_of_point(struct shapes *shapes, struct sibu_point point)
{
    return made(shapes, GEOSGeom_createPointFromXY_r(shapes->handle, point.x, point.y));
}

void shape_free(struct shapes *shapes, GEOSGeometry *shape)
{
    if (shape != NULL) {
        GEOSGeom_destroy_r(shapes->handle, shape);
    }
}

void shape_list_add(struct shapes *shapes, struct shape_list *list, GEOSGeometry *shape)
{
    void *items = list->items;
    if (shape == NULL) {
        return;
    }
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof(GEOSGeometry *), UINT32_MAX)) {
        shapes->failed = 1;
        shape_free(shapes, shape);
        return;
    }
    list->items = items;
    list->items[list->count++] = shape;
}

void shape_list_clear(struct shapes *shapes, struct shape_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        shape_free(shapes, list->items[i]);
    }
    sibu_array_free(list->items);
    *list = (struct shape_list){NULL, 0, 0};
}

GEOSGeometry *shape_union(struct shapes *shapes, struct shape_list *list)
{
    GEOSGeometry *joined = NULL;
    if (list->count > 0) {
        GEOSGeometry *all = made(shapes, GEOSGeom_createCollection_r(shapes->handle, GEOS_GEOMETRYCOLLECTION,
                                                                     list->items, (unsigned)list->count));
        list->count = 0;
        joined = all == NULL ? NULL : made(shapes, GEOSUnaryUnion_r(shapes->handle, all));
        shape_free(shapes, all);
    }
    shape_list_clear(shapes, list);
    return joined;
}

static GEOSGeometry *copy(struct shapes *shapes, const GEOSGeometry *shape)
{
    return made(shapes, GEOSGeom_clone_r(shapes->handle, shape));
}

GEOSGeometry *shape_minus(struct shapes *shapes, const GEOSGeometry *from, const GEOSGeometry *what)
{
    if (from == NULL) {
        return NULL;
    }
    return what == NULL ? copy(shapes, from) : made(shapes, GEOSDifference_r(shapes->handle, from, what));
}

GEOSGeometry *shape_snapped(struct shapes *shapes, const GEOSGeometry *shape)
{
    return shape == NULL ? NULL : made(shapes, GEOSGeom_setPrecision_r(shapes->handle, shape, GRID_M, 0));
}

GEOSGeometry *shape_of_polygons(struct shapes *shapes, const struct sibu_polygon *polygons, uint32_t count)
{
    struct shape_list list = {NULL, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        shape_list_add(shapes, &list, shape_of_polygon(shapes, &polygons[i]));
    }
    GEOSGeometry *all =
        made(shapes, GEOSGeom_createCollection_r(shapes->handle, GEOS_MULTIPOLYGON, list.items, (unsigned)list.count));
    list.count = 0; /* they belong to the collection now */
    shape_list_clear(shapes, &list);
    return all;
}

GEOSGeometry *shape_overlap(struct shapes *shapes, const GEOSGeometry *a, const GEOSGeometry *b)
{
    return a == NULL || b == NULL ? NULL : made(shapes, GEOSIntersection_r(shapes->handle, a, b));
}

GEOSGeometry *shape_grown(struct shapes *shapes, const GEOSGeometry *shape, double by_m)
{
    return shape == NULL ? NULL : made(shapes, GEOSBuffer_r(shapes->handle, shape, by_m, 8));
}

struct solid solid_make(struct shapes *shapes, GEOSGeometry *shape)
{
    struct solid solid = {shape, shape == NULL ? NULL : GEOSPrepare_r(shapes->handle, shape)};
    shapes->failed |= shape != NULL && solid.prepared == NULL;
    return solid;
}

void solid_free(struct shapes *shapes, struct solid *solid)
{
    if (solid->prepared != NULL) {
        GEOSPreparedGeom_destroy_r(shapes->handle, solid->prepared);
    }
    shape_free(shapes, solid->shape);
    *solid = (struct solid){NULL, NULL};
}

GEOSGeometry *solid_overlap(struct shapes *shapes, const struct solid *solid, const GEOSGeometry *shape)
{
    int inside =
        shape != NULL && solid->prepared != NULL && GEOSPreparedCovers_r(shapes->handle, solid->prepared, shape) == 1;
    return inside ? copy(shapes, shape) : shape_overlap(shapes, solid->shape, shape);
}

double solid_overlap_area(struct shapes *shapes, const struct solid *solid, const struct sibu_polygon *polygon)
{
    GEOSGeometry *shape = shape_of_polygon(shapes, polygon);
    GEOSGeometry *both = solid_overlap(shapes, solid, shape);
    double area = shape_area(shapes, both);
    shape_free(shapes, both);
    shape_free(shapes, shape);
    return area;
}

/* NULL: it can not be cut out soundly. */
static GEOSGeometry *cut_out(struct shapes *shapes, const GEOSGeometry *shape, struct sibu_box box)
{
    GEOSGeometry *part = GEOSClipByRect_r(shapes->handle, shape, box.min_x, box.min_y, box.max_x, box.max_y);
    if (part != NULL && GEOSisValid_r(shapes->handle, part) != 1) {
        shape_free(shapes, part);
        part = NULL;
    }
    return part;
}

double solid_overlap_length(struct shapes *shapes, const struct solid *solid, const struct sibu_line *line)
{
    GEOSGeometry *shape = shape_of_line(shapes, line);
    struct sibu_box box = box_grow(box_of(line->points, line->count), NEAR_M);
    GEOSGeometry *near = solid->shape != NULL ? cut_out(shapes, solid->shape, box) : NULL;
    GEOSGeometry *both = shape_overlap(shapes, near != NULL ? near : solid->shape, shape);
    double length = shape_length(shapes, both);
    shape_free(shapes, both);
    shape_free(shapes, near);
    shape_free(shapes, shape);
    return length;
}

double shape_area(struct shapes *shapes, const GEOSGeometry *shape)
{
    double area = 0.0;
    if (shape != NULL && !GEOSArea_r(shapes->handle, shape, &area)) {
        shapes->failed = 1;
    }
    return area;
}

double shape_length(struct shapes *shapes, const GEOSGeometry *shape)
{
    double length = 0.0;
    if (shape != NULL && !GEOSLength_r(shapes->handle, shape, &length)) {
        shapes->failed = 1;
    }
    return length;
}

double shape_overlap_area(struct shapes *shapes, const GEOSGeometry *a, const GEOSGeometry *b)
{
    GEOSGeometry *both = shape_overlap(shapes, a, b);
    double area = shape_area(shapes, both);
    shape_free(shapes, both);
    return area;
}

struct sibu_point shape_inside(struct shapes *shapes, const GEOSGeometry *shape)
{
    struct sibu_point point = {0.0, 0.0};
    GEOSGeometry *inside = shape == NULL ? NULL : made(shapes, GEOSPointOnSurface_r(shapes->handle, shape));
    if (inside != NULL && !GEOSisEmpty_r(shapes->handle, inside)) {
        GEOSGeomGetX_r(shapes->handle, inside, &point.x);
        GEOSGeomGetY_r(shapes->handle, inside, &point.y);
    }
    shape_free(shapes, inside);
    return point;
}

/* A closed ring of GEOS as one of ours, turned counter-clockwise for a shell and clockwise for a hole. */
static struct sibu_ring ring_from(struct shapes *shapes, const GEOSGeometry *shape, int shell, struct sibu_arena *arena)
{
    struct sibu_ring ring = {NULL, 0};
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(shapes->handle, shape);
    unsigned size = 0;
    if (sequence == NULL || !GEOSCoordSeq_getSize_r(shapes->handle, sequence, &size) || size < 4) {
        shapes->failed = 1;
        return ring;
    }
    uint32_t count = size - 1;
    struct sibu_point *points = sibu_arena_take(arena, count, sizeof points[0]);
    if (points == NULL) {
        shapes->failed = 1;
        return ring;
    }
    for (uint32_t i = 0; i < count; i++) {
        GEOSCoordSeq_getXY_r(shapes->handle, sequence, i, &points[i].x, &points[i].y);
    }
    ring.points = points;
    ring.count = count;
    if ((ring_signed_area(ring) > 0.0) != (shell != 0)) {
        for (uint32_t i = 1, k = count - 1; i < k; i++, k--) { /* the first point stays the first */
            struct sibu_point swap = points[i];
            points[i] = points[k];
            points[k] = swap;
        }
    }
    return ring;
}

static struct sibu_polygon polygon_from(struct shapes *shapes, const GEOSGeometry *shape, struct sibu_arena *arena)
{
    struct sibu_polygon polygon = {NULL, 0};
    int holes = GEOSGetNumInteriorRings_r(shapes->handle, shape);
    struct sibu_ring *rings = holes < 0 ? NULL : sibu_arena_take(arena, (size_t)holes + 1, sizeof rings[0]);
    if (rings == NULL) {
        shapes->failed = 1;
        return polygon;
    }
    rings[0] = ring_from(shapes, GEOSGetExteriorRing_r(shapes->handle, shape), 1, arena);
    for (int i = 0; i < holes; i++) {
        rings[i + 1] = ring_from(shapes, GEOSGetInteriorRingN_r(shapes->handle, shape, i), 0, arena);
    }
    polygon.rings = rings;
    polygon.count = (uint32_t)holes + 1;
    return polygon;
}

struct polygon_list shape_polygons(struct shapes *shapes, GEOSGeometry *shape, struct sibu_arena *arena,
                                   double min_area_m2)
{
    struct polygon_list list = {NULL, 0};
    if (shape == NULL || GEOSNormalize_r(shapes->handle, shape) != 0) { /* the order is then that of the points */
        return list;
    }
    int parts = GEOSGetNumGeometries_r(shapes->handle, shape);
    list.items = parts < 0 ? NULL : sibu_arena_take(arena, (size_t)parts, sizeof list.items[0]);
    if (list.items == NULL) {
        shapes->failed = 1;
        return list;
    }
    for (int i = 0; i < parts && !shapes->failed; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(shapes->handle, shape, i);
        if (GEOSGeomTypeId_r(shapes->handle, part) == GEOS_POLYGON && shape_area(shapes, part) >= min_area_m2 &&
            !GEOSisEmpty_r(shapes->handle, part)) {
            list.items[list.count++] = polygon_from(shapes, part, arena);
        }
    }
    return list;
}
