/* Rings: see ring.h. */
#include "geometry/ring.h"

#include "geometry/segment.h"

struct sibu_point ring_next(struct sibu_ring ring, uint32_t index)
{
    return ring.points[index + 1 < ring.count ? index + 1 : 0];
}

double ring_signed_area(struct sibu_ring ring)
{
    return ring_moment(ring, ring.points[0]).area_m2;
}

/* The shoelace sums, taken from `origin`: far from (0, 0) the products would lose the millimetres. */
struct ring_moment ring_moment(struct sibu_ring ring, struct sibu_point origin)
{
    struct ring_moment moment = {0.0, 0.0, 0.0};
    for (uint32_t i = 0; i < ring.count; i++) {
        struct sibu_point next = ring_next(ring, i);
        double ax = ring.points[i].x - origin.x;
        double ay = ring.points[i].y - origin.y;
        double bx = next.x - origin.x;
        double by = next.y - origin.y;
        double twice = ax * by - bx * ay;
        moment.area_m2 += twice / 2.0;
        moment.x_m3 += twice * (ax + bx) / 6.0;
        moment.y_m3 += twice * (ay + by) / 6.0;
    }
    return moment;
}

/* Does the ray from the point to the right cross the edge? The lower end belongs to an edge, the upper does not, and
 * the side is always taken from the lower end: two polygons that share the edge get the very same number, so every
 * point of a tiling lies in one tile, never in none or two. */
static int ray_crosses(struct sibu_point a, struct sibu_point b, struct sibu_point point)
{
    if ((a.y > point.y) == (b.y > point.y)) {
        return 0;
    }
    return a.y < b.y ? point_side(a, b, point) > 0.0 : point_side(b, a, point) > 0.0;
}

int ring_contains(struct sibu_ring ring, struct sibu_point point)
{
    int inside = 0;
    for (uint32_t i = 0; i < ring.count; i++) {
        inside ^= ray_crosses(ring.points[i], ring_next(ring, i), point);
    }
    return inside;
}
