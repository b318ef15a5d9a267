/* The plan of a site as a list of things to draw, in drawing order: made once, drawn by anybody (SVG here, PNG and PDF
 * with cairo above, the viewer).
 *
 * Units are those of the picture: x to the right, y down, 1 is a pixel at the plan's natural size. Colours are
 * 0xAARRGGBB. A plan is immutable and owns all that it points to; it needs the site no longer once it is open.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/geometry.h"
#include "sibu/site.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sibu_plan_kind { SIBU_PLAN_PATH, SIBU_PLAN_CIRCLE, SIBU_PLAN_TEXT };
enum sibu_plan_anchor { SIBU_PLAN_START, SIBU_PLAN_MIDDLE, SIBU_PLAN_END };

struct sibu_plan_path {
    const struct sibu_point *points;
    uint32_t count;
};
struct sibu_plan_item {
    enum sibu_plan_kind kind;
    uint32_t fill, stroke; /* alpha 0: none. A text is filled, its stroke is a rim that keeps it readable */
    double stroke_width;
    double dash; /* length of dashes and gaps; 0: unbroken */
    int closed; /* of a path: whether its ends join. What is filled is inside by the even-odd rule over all paths */
    const struct sibu_plan_path *paths;
    uint32_t path_count;
    struct sibu_point at; /* centre of a circle; of a text the anchor, on the middle of its height */
    double size; /* radius of a circle; height of a text's letters (em) */
    enum sibu_plan_anchor anchor;
    int bold;
    const char *text; /* UTF-8, one line */
};
struct sibu_plan {
    double width, height;
    const char *title; /* "name of the site, name of the floor" */
    const struct sibu_plan_item *items;
    size_t count;
    void *owner; /* the plan's own memory */
};

/* The plan of one floor (SIBU_NONE: of all, in rows), with title, legend, scale and north. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_plan_open(struct sibu_plan **out, const struct sibu_site *site, uint32_t floor,
                                              enum sibu_language language, struct sibu_fault *fault);
void sibu_plan_close(struct sibu_plan *plan); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
