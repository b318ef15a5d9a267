/* Polygons: area, box, what lies inside, edges. See sibu/geometry.h and polygon.h. */
#include "geometry/polygon.h"

#include <math.h>

#include "geometry/box.h"
#include "geometry/ring.h"

double sibu_polygon_area(const struct sibu_polygon *polygon)
{
    double area = 0.0;
    for (uint32_t i = 0; i < polygon->count; i++) {
        double ring = fabs(ring_signed_area(polygon->rings[i]));
        area += i == 0 ? ring : -ring;
    }
    return area;
}

double polygon_areas(const struct sibu_polygon *polygons, uint32_t count)
{
    double area = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        area += sibu_polygon_area(&polygons[i]);
    }
    return area;
}

/* Odd over all rings: inside the outer one and in no hole. */
int sibu_polygon_contains(const struct sibu_polygon *polygon, double x, double y)
{
    struct sibu_point point = {x, y};
    int inside = 0;
    for (uint32_t i = 0; i < polygon->count; i++) {
        inside ^= ring_contains(polygon->rings[i], point);
    }
    return inside;
}

struct sibu_box sibu_polygon_box(const struct sibu_polygon *polygon)
{
    return box_of(polygon->rings[0].points, polygon->rings[0].count);
}

static size_t edges_of(const struct sibu_polygon *polygon)
{
    size_t edges = 0;
    for (uint32_t i = 0; i < polygon->count; i++) {
        edges += polygon->rings[i].count;
    }
    return edges;
}

size_t polygon_edge_count(const struct sibu_polygon *polygons, uint32_t count)
{
    size_t edges = 0;
    for (uint32_t i = 0; i < count; i++) {
        edges += edges_of(&polygons[i]);
    }
    return edges;
}

static size_t write_ring_edges(struct sibu_ring ring, struct segment *out)
{
    for (uint32_t i = 0; i < ring.count; i++) {
        out[i].a = ring.points[i];
        out[i].b = ring_next(ring, i);
    }
    return ring.count;
}

void polygon_edges(const struct sibu_polygon *polygons, uint32_t count, struct segment *out)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < polygons[i].count; k++) {
            out += write_ring_edges(polygons[i].rings[k], out);
        }
    }
}

static double ring_edge_distance(struct sibu_ring ring, struct sibu_point point)
{
    double least = HUGE_VAL;
    for (uint32_t i = 0; i < ring.count; i++) {
        struct segment edge = {ring.points[i], ring_next(ring, i)};
        double distance = segment_point_distance(edge, point);
        least = distance < least ? distance : least;
    }
    return least;
}

double polygon_edge_distance(const struct sibu_polygon *polygon, struct sibu_point point)
{
    double least = HUGE_VAL;
    for (uint32_t i = 0; i < polygon->count; i++) {
        double distance = ring_edge_distance(polygon->rings[i], point);
        least = distance < least ? distance : least;
    }
    return least;
}
