/* How far coordinates reach: see extent.h. */
#include "site/extent.h"

#include <math.h>

static int is_position(struct sibu_json_value value)
{
    return sibu_json_kind(sibu_json_first(value)) == SIBU_JSON_NUMBER;
}

#define COORDINATE_MAX 1e9 /* what is larger is reported by itself, where it stands (shape_read.c) */

static void add_position(struct extent *extent, struct sibu_json_value position)
{
    struct sibu_json_value first = sibu_json_first(position);
    struct sibu_point point = {sibu_json_as_number(first), sibu_json_as_number(sibu_json_next(first))};
    double size = fabs(point.x) > fabs(point.y) ? fabs(point.x) : fabs(point.y);
    extent->positions++;
    if (!(size <= COORDINATE_MAX)) {
        return;
    }
    extent->box = box_join(extent->box, box_of(&point, 1));
    if (size > extent->furthest_size) {
        extent->furthest_size = size;
        extent->furthest = position;
    }
    if (extent->no_degrees.node == NULL && (fabs(point.x) > 180.0 || fabs(point.y) > 90.0)) {
        extent->no_degrees = position;
    }
}

/* The positions of a line or ring. */
static void add_positions(struct extent *extent, struct sibu_json_value array)
{
    struct sibu_json_value item = sibu_json_first(array);
    for (; item.node != NULL; item = sibu_json_next(item)) {
        if (is_position(item)) {
            add_position(extent, item);
        }
    }
}

/* Coordinates are a position (Point), positions (LineString) or rings of positions (Polygon). */
static void add_coordinates(struct extent *extent, struct sibu_json_value coordinates)
{
    if (is_position(coordinates)) {
        add_position(extent, coordinates);
        return;
    }
    add_positions(extent, coordinates);
    struct sibu_json_value ring = sibu_json_first(coordinates);
    for (; ring.node != NULL; ring = sibu_json_next(ring)) {
        if (!is_position(ring)) {
            add_positions(extent, ring);
        }
    }
}

struct extent extent_of(struct sibu_json_value features)
{
    struct extent extent = {.box = box_nothing()};
    struct sibu_json_value feature = sibu_json_first(features);
    for (; feature.node != NULL; feature = sibu_json_next(feature)) {
        add_coordinates(&extent, sibu_json_member(sibu_json_member(feature, "geometry"), "coordinates"));
    }
    return extent;
}
