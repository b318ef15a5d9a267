/* Shapes in the plane, in metres: the types that sites are made of, and the questions asked of them.
 *
 * A ring is closed without repeating its first point. Rings of a polygon: the outer first (counter-clockwise), then the
 * holes (clockwise). All functions are pure, exact in the same way on every machine (+ - * / sqrt only).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_point {
    double x, y;
};
struct sibu_box {
    double min_x, min_y, max_x, max_y;
};
struct sibu_ring {
    const struct sibu_point *points; /* at least 3 */
    uint32_t count;
};
struct sibu_polygon {
    const struct sibu_ring *rings; /* at least 1 */
    uint32_t count;
};
struct sibu_line {
    const struct sibu_point *points; /* at least 2 */
    uint32_t count;
};

double sibu_polygon_area(const struct sibu_polygon *polygon); /* m2, holes taken off */
struct sibu_point sibu_polygon_centre(
    const struct sibu_polygon *polygon); /* a point inside: the centroid, or where that lies outside, one near it */
int sibu_polygon_contains(const struct sibu_polygon *polygon, double x, double y);
/* A point drawn evenly over the polygon's area: from its box, until one lies inside; sibu_polygon_centre where a million
 * do not. Takes two numbers of the stream for each try. */
struct sibu_pcg64; /* sibu/random.h */
struct sibu_point sibu_polygon_draw(const struct sibu_polygon *polygon, struct sibu_pcg64 *stream);
struct sibu_box sibu_polygon_box(const struct sibu_polygon *polygon);
double sibu_line_length(const struct sibu_line *line);
/* Where the way from a to b first crosses the line: true and the share of the way in [0, 1]. */
int sibu_line_crossed(const struct sibu_line *line, struct sibu_point a, struct sibu_point b, double *share);

#ifdef __cplusplus
}
#endif
