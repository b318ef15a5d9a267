/* Geometries of GeoJSON: see shape_read.h. */
#include "site/shape_read.h"

#include <math.h>
#include <string.h>

#include "geometry/ring.h"
#include "geometry/segment.h"
#include "site/shape_valid.h"

#define COORDINATE_MAX 1e9 /* beyond this not even the arithmetic is sound */
#define RINGS_MAX 10000
#define POSITIONS_MAX 1000000
#define RING_AREA_MIN_M2 1e-4

static int wrong(struct draft *draft, struct sibu_json_value at, const char *zh, const char *en)
{
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, at, NULL), "%.0s%s", "%s%.0s", en,
                   zh);
    return 0;
}

int geometry_is(struct sibu_json_value feature, const char *type)
{
    struct sibu_json_value geometry = sibu_json_member(feature, "geometry");
    return strcmp(sibu_json_as_string(sibu_json_member(geometry, "type")), type) == 0;
}

static int read_coordinates(struct draft *draft, struct sibu_json_value feature, const char *type,
                            struct sibu_json_value *out)
{
    static const char *const MEMBERS[] = {"type", "coordinates", "bbox", NULL};
    const char *types[] = {type, NULL};
    struct sibu_json_value geometry = {NULL, NULL};
    size_t index = 0;
    return draft_take(draft, sibu_json_object(feature, "geometry", &geometry, &draft->fault)) &&
           draft_take(draft, sibu_json_choice(geometry, "type", types, &index, &draft->fault)) &&
           draft_take(draft, sibu_json_only(geometry, MEMBERS, &draft->fault)) &&
           draft_take(draft, sibu_json_array(geometry, "coordinates", 0, POSITIONS_MAX, out, &draft->fault));
}

/* One position: two numbers, and perhaps a height. */
static int read_position(struct draft *draft, struct sibu_json_value position, struct sibu_point *out)
{
    size_t count = sibu_json_count(position);
    struct sibu_json_value first = sibu_json_first(position);
    struct sibu_json_value second = sibu_json_next(first);
    if (sibu_json_kind(position) != SIBU_JSON_ARRAY || count < 2 || count > 3 ||
        sibu_json_kind(first) != SIBU_JSON_NUMBER || sibu_json_kind(second) != SIBU_JSON_NUMBER) {
        return wrong(draft, position, "位置应为两个数字 [x, y]", "a position is two numbers: [x, y]");
    }
    double x = sibu_json_as_number(first);
    double y = sibu_json_as_number(second);
    if (!(fabs(x) <= COORDINATE_MAX && fabs(y) <= COORDINATE_MAX)) {
        return wrong(draft, position, "坐标过大，应为米或度", "the coordinate is far too large for metres or degrees");
    }
    *out = frame_project(&draft->frame, x, y);
    return 1;
}

static int same(struct sibu_point a, struct sibu_point b)
{
    return !(a.x < b.x || a.x > b.x || a.y < b.y || a.y > b.y);
}

/* All positions of an array, without those that fall on the one before. NULL: reported. */
static struct sibu_point *read_positions(struct draft *draft, struct sibu_json_value array, uint32_t *count)
{
    struct sibu_point *points = draft_new(draft, sibu_json_count(array), sizeof points[0]);
    struct sibu_json_value position = sibu_json_first(array);
    *count = 0;
    for (; points != NULL && position.node != NULL; position = sibu_json_next(position)) {
        struct sibu_point point;
        if (!read_position(draft, position, &point)) {
            return NULL;
        }
        if (*count == 0 || !same(points[*count - 1], point)) {
            points[(*count)++] = point;
        }
    }
    return points;
}

/* In the file's own numbers: a ring that is closed only after rounding is not closed. */
static int is_closed(struct sibu_json_value ring)
{
    struct sibu_json_value first = sibu_json_first(ring);
    struct sibu_json_value last = sibu_json_item(ring, sibu_json_count(ring) - 1);
    struct sibu_point a = {sibu_json_as_number(sibu_json_item(first, 0)),
                           sibu_json_as_number(sibu_json_item(first, 1))};
    struct sibu_point b = {sibu_json_as_number(sibu_json_item(last, 0)), sibu_json_as_number(sibu_json_item(last, 1))};
    return same(a, b);
}

static void turn(struct sibu_point *points, uint32_t count)
{
    for (uint32_t i = 1, k = count - 1; i < k; i++, k--) { /* the first point stays the first */
        struct sibu_point swap = points[i];
        points[i] = points[k];
        points[k] = swap;
    }
}

/* Above 0 unless all points lie on one line; of a ring that crosses itself too, where the signed area may be 0. */
static double spread(struct sibu_ring ring)
{
    double area = 0.0;
    for (uint32_t i = 2; i < ring.count; i++) {
        area += fabs(point_side(ring.points[0], ring.points[i - 1], ring.points[i])) / 2.0;
    }
    return area;
}

static int read_ring(struct draft *draft, struct sibu_json_value array, int shell, struct sibu_ring *out)
{
    uint32_t count = 0;
    struct sibu_point *points = NULL;
    if (sibu_json_kind(array) != SIBU_JSON_ARRAY) {
        return wrong(draft, array, "环应为位置的数组", "a ring is an array of positions");
    }
    if (sibu_json_count(array) < 4) {
        return wrong(draft, array, "环至少需要 4 个位置（最后一个与第一个相同）",
                     "a ring needs at least 4 positions, the last equal to the first");
    }
    points = read_positions(draft, array, &count);
    if (points == NULL) {
        return 0;
    }
    if (!is_closed(array)) {
        return wrong(draft, array, "环未闭合：最后一个位置必须与第一个相同",
                     "the ring is not closed: its last position must equal its first");
    }
    count -= count > 1 && same(points[0], points[count - 1]) ? 1U : 0U;
    struct sibu_ring ring = {points, count};
    if (count < 3 || spread(ring) < RING_AREA_MIN_M2) {
        return draft->frame_wrong || wrong(draft, array, "环没有面积：各点在一条线上或重合",
                                           "the ring has no area: its points lie on one line or on each other");
    }
    if ((ring_signed_area(ring) > 0.0) != (shell != 0)) {
        turn(points, count);
    }
    *out = ring;
    return 1;
}

int read_polygon(struct draft *draft, struct sibu_json_value feature, struct sibu_polygon *out)
{
    struct sibu_json_value coordinates;
    if (!read_coordinates(draft, feature, "Polygon", &coordinates)) {
        return 0;
    }
    size_t count = sibu_json_count(coordinates);
    if (count < 1 || count > RINGS_MAX) {
        return wrong(draft, coordinates, "多边形需要 1 到 10000 个环", "a polygon has 1 to 10000 rings");
    }
    struct sibu_ring *rings = draft_new(draft, count, sizeof rings[0]);
    struct sibu_json_value array = sibu_json_first(coordinates);
    int good = rings != NULL;
    for (uint32_t i = 0; rings != NULL && array.node != NULL; i++, array = sibu_json_next(array)) {
        good = read_ring(draft, array, i == 0, &rings[i]) && good;
    }
    out->rings = rings;
    out->count = (uint32_t)count;
    return good && (draft->frame_wrong || polygon_is_valid(draft, coordinates, out));
}

int read_line(struct draft *draft, struct sibu_json_value feature, struct sibu_line *out)
{
    struct sibu_json_value coordinates;
    if (!read_coordinates(draft, feature, "LineString", &coordinates)) {
        return 0;
    }
    out->points = read_positions(draft, coordinates, &out->count);
    if (out->points == NULL) {
        return 0;
    }
    if (out->count < 2) {
        return draft->frame_wrong ||
               wrong(draft, coordinates, "线至少需要两个不同的位置", "a line needs at least two positions that differ");
    }
    return 1;
}

int read_point(struct draft *draft, struct sibu_json_value feature, struct sibu_point *out)
{
    struct sibu_json_value coordinates;
    return read_coordinates(draft, feature, "Point", &coordinates) && read_position(draft, coordinates, out);
}
