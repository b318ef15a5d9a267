/* Validity of rings and polygons: see shape_valid.h. */
#include "site/shape_valid.h"

#include <stdio.h>
#include <string.h>

/* What GEOS says (in isValidDetail), and how we say it. %s is the place. */
struct reason {
    const char *of_geos;
    const char *says[SIBU_LANGUAGES];
};
static const struct reason REASONS[] = {
    {"Self-intersection", {"环在 %s 处与自身相交", "the ring crosses itself at %s"}},
    {"Ring Self-intersection", {"环在 %s 处与自身相接", "the ring touches itself at %s"}},
    {"Hole lies outside shell", {"洞在 %s 处位于外环之外", "the hole lies outside the outer ring at %s"}},
    {"Holes are nested", {"洞在 %s 处位于另一个洞内", "the hole lies inside another hole at %s"}},
    {"Interior is disconnected", {"洞把多边形在 %s 处分成两块", "holes cut the polygon in two at %s"}},
    {"Duplicate Rings", {"两个环在 %s 处重合", "two rings are the same at %s"}},
    {NULL, {"多边形在 %s 处无效", "the polygon is not valid at %s"}},
};

static const struct reason *reason_for(const char *of_geos)
{
    const struct reason *reason = REASONS;
    while (reason->of_geos != NULL && strcmp(reason->of_geos, of_geos) != 0) {
        reason++;
    }
    return reason;
}

static void report(struct draft *draft, struct sibu_json_value at, const char *of_geos, struct sibu_point point)
{
    const struct reason *reason = reason_for(of_geos);
    char where[64];
    char says[SIBU_LANGUAGES][160];
    frame_text(&draft->frame, point, where);
    for (int language = 0; language < SIBU_LANGUAGES; language++) { /* the formats stand in a table */
        const char *format = reason->says[language];
        size_t before = (size_t)(strstr(format, "%s") - format);
        snprintf(says[language], sizeof says[language], "%.*s%s%s", (int)before, format, where, format + before + 2);
    }
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, at, NULL), "%s%.0s", "%.0s%s",
                   says[SIBU_ZH], says[SIBU_EN]);
}

/* True when GEOS finds the shape valid; where it does not, reports it if `at` is given. Takes the shape. */
static int is_valid(struct draft *draft, GEOSGeometry *shape, const struct sibu_json_value *at)
{
    GEOSContextHandle_t handle = draft->shapes.handle;
    char *reason = NULL;
    GEOSGeometry *location = NULL;
    int valid = shape == NULL ? 0 : GEOSisValidDetail_r(handle, shape, 0, &reason, &location) == 1;
    if (!valid && at != NULL) {
        struct sibu_point point = {0.0, 0.0};
        if (location != NULL) {
            GEOSGeomGetX_r(handle, location, &point.x);
            GEOSGeomGetY_r(handle, location, &point.y);
        }
        report(draft, *at, reason == NULL ? "" : reason, point);
    }
    if (reason != NULL) {
        GEOSFree_r(handle, reason);
    }
    shape_free(&draft->shapes, location);
    shape_free(&draft->shapes, shape);
    return valid;
}

/* Each ring by itself: the fault then points at the ring. */
static int rings_are_valid(struct draft *draft, struct sibu_json_value rings, const struct sibu_polygon *polygon)
{
    int valid = 1;
    struct sibu_json_value ring = sibu_json_first(rings);
    for (uint32_t i = 0; i < polygon->count; i++, ring = sibu_json_next(ring)) {
        valid = is_valid(draft, shape_of_ring(&draft->shapes, polygon->rings[i]), &ring) && valid;
    }
    return valid;
}

/* The rings are fine, but not together: which hole is to blame? Each is tried alone with the outer ring. */
static int report_hole(struct draft *draft, struct sibu_json_value rings, const struct sibu_polygon *polygon)
{
    struct sibu_json_value ring = sibu_json_next(sibu_json_first(rings));
    for (uint32_t i = 1; i < polygon->count; i++, ring = sibu_json_next(ring)) {
        struct sibu_ring pair[2] = {polygon->rings[0], polygon->rings[i]};
        struct sibu_polygon with_one = {pair, 2};
        if (!is_valid(draft, shape_of_polygon(&draft->shapes, &with_one), &ring)) {
            return 0;
        }
    }
    return is_valid(draft, shape_of_polygon(&draft->shapes, polygon), &rings);
}

int polygon_is_valid(struct draft *draft, struct sibu_json_value rings, const struct sibu_polygon *polygon)
{
    if (!rings_are_valid(draft, rings, polygon)) {
        return 0;
    }
    return polygon->count == 1 || is_valid(draft, shape_of_polygon(&draft->shapes, polygon), NULL) ||
           report_hole(draft, rings, polygon);
}
