/* A point inside a polygon: its centroid, or where that lies outside (a ring of rooms, an L), one near it.
 *
 * Depends on: ring.h. Pure, allocates nothing: the scan line below is looked at twice instead of sorted.
 */
#include <math.h>

#include "geometry/box.h"
#include "geometry/ring.h"
#include "sibu/geometry.h"

static struct sibu_point centroid(const struct sibu_polygon *polygon)
{
    struct sibu_point origin = polygon->rings[0].points[0];
    struct ring_moment sum = {0.0, 0.0, 0.0};
    for (uint32_t i = 0; i < polygon->count; i++) {
        struct ring_moment ring = ring_moment(polygon->rings[i], origin);
        double sign = (ring.area_m2 < 0.0) == (i == 0) ? -1.0 : 1.0; /* the outer ring adds, holes take off */
        sum.area_m2 += sign * ring.area_m2;
        sum.x_m3 += sign * ring.x_m3;
        sum.y_m3 += sign * ring.y_m3;
    }
    if (!(sum.area_m2 > 0.0)) {
        return origin;
    }
    struct sibu_point point = {origin.x + sum.x_m3 / sum.area_m2, origin.y + sum.y_m3 / sum.area_m2};
    return point;
}

/* The crossings of a level line with the polygon's edges that lie nearest to x: two on each side, beyond `left` and
 * `right`. Infinite where there is none. */
struct crossings {
    double left, left_before, right, right_after;
};

static void add_crossing(struct crossings *near, double from, double x)
{
    if (x <= from && x > near->left) {
        near->left_before = near->left;
        near->left = x;
    } else if (x <= from && x > near->left_before) {
        near->left_before = x;
    } else if (x > from && x < near->right) {
        near->right_after = near->right;
        near->right = x;
    } else if (x > from && x < near->right_after) {
        near->right_after = x;
    }
}

static void add_ring_crossings(struct crossings *near, struct sibu_ring ring, struct sibu_point from)
{
    for (uint32_t i = 0; i < ring.count; i++) {
        struct sibu_point a = ring.points[i];
        struct sibu_point b = ring_next(ring, i);
        if ((a.y > from.y) != (b.y > from.y)) {
            add_crossing(near, from.x, a.x + (from.y - a.y) / (b.y - a.y) * (b.x - a.x));
        }
    }
}

/* The middle of the stretch inside the polygon that holds `from`, or is nearest to it on its level (the longer of left
 * and right). Returns its length, 0 for none. */
static double nearest_stretch(const struct sibu_polygon *polygon, struct sibu_point from, struct sibu_point *middle)
{
    struct crossings near = {-HUGE_VAL, -HUGE_VAL, HUGE_VAL, HUGE_VAL};
    for (uint32_t i = 0; i < polygon->count; i++) {
        add_ring_crossings(&near, polygon->rings[i], from);
    }
    int held = sibu_polygon_contains(polygon, from.x, from.y);
    double starts[2] = {held ? near.left : near.left_before, near.right};
    double ends[2] = {held ? near.right : near.left, near.right_after};
    double longest = 0.0;
    for (int i = 0; i < (held ? 1 : 2); i++) {
        if (isfinite(starts[i]) && isfinite(ends[i]) && ends[i] - starts[i] > longest) {
            longest = ends[i] - starts[i];
            middle->x = starts[i] + longest / 2.0;
        }
    }
    middle->y = from.y;
    return sibu_polygon_contains(polygon, middle->x, middle->y) ? longest : 0.0;
}

/* Levels to look at when that of the centroid gives nothing: halves, quarters, eighths ... of the height. */
static double level(struct sibu_box box, uint32_t attempt)
{
    uint32_t parts = 2;
    uint32_t first = 0;
    while (attempt - first >= parts / 2) {
        first += parts / 2;
        parts *= 2;
    }
    double share = (2.0 * (double)(attempt - first) + 1.0) / (double)parts;
    return box.min_y + share * box_height(box);
}

struct sibu_point sibu_polygon_centre(const struct sibu_polygon *polygon)
{
    struct sibu_point centre = centroid(polygon);
    if (sibu_polygon_contains(polygon, centre.x, centre.y)) {
        return centre;
    }
    struct sibu_box box = sibu_polygon_box(polygon);
    struct sibu_point from = centre;
    struct sibu_point best = polygon->rings[0].points[0];
    double longest = 0.0;
    for (uint32_t attempt = 0; attempt < 255 && !(longest > 0.0); attempt++) {
        struct sibu_point middle = from;
        double length = nearest_stretch(polygon, from, &middle);
        if (length > longest) {
            longest = length;
            best = middle;
        }
        from.y = level(box, attempt);
    }
    return best;
}
