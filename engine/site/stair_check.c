/* Stairs: straight, as high as the floors are apart, and open at their two ends only. See plan_check.h and docs/site.md.
 *
 * A stair's own frame: s runs along its direction, t to the left of it, both in metres.
 */
#include <math.h>

#include "geometry/box.h"
#include "site/plan_check.h"

#define WIDTH_MIN_M 0.6
#define FILL_MIN 0.75 /* of the rectangle along its direction; 0.79 for 1.5 m by 4 m that is 5 degrees off */
#define RISE_TOLERANCE 0.3
#define GAP_M 0.095 /* 0.1 m less rounding */
#define END_M 0.3 /* how deep the end may be touched: edges are not drawn exactly square */
#define TOUCH_M 0.005
#define STRAY_MIN_M2 0.003

struct flight {
    struct sibu_json_value source;
    const struct sibu_stair *stair;
    struct sibu_box own; /* s in x, t in y */
};

static struct sibu_box own_box(const struct sibu_stair *stair)
{
    struct sibu_box box = box_nothing();
    struct sibu_ring outer = stair->polygon.rings[0];
    for (uint32_t i = 0; i < outer.count; i++) {
        struct sibu_point p = outer.points[i];
        struct sibu_point own = {p.x * stair->direction.x + p.y * stair->direction.y,
                                 p.y * stair->direction.x - p.x * stair->direction.y};
        box = box_join(box, box_of(&own, 1));
    }
    return box;
}

static struct sibu_point from_own(const struct sibu_stair *stair, double s, double t)
{
    struct sibu_point point = {s * stair->direction.x - t * stair->direction.y,
                               s * stair->direction.y + t * stair->direction.x};
    return point;
}

static int check_form(struct draft *draft, const struct flight *flight)
{
    double length = box_width(flight->own);
    double width = box_height(flight->own);
    const char *place = sink_place(draft->sink, sibu_json_member(flight->source, "geometry"), NULL);
    if (width < WIDTH_MIN_M - 0.001) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, place, "楼梯“%.64s”宽 %.2f 米，至少应为 0.6 米",
                       "the stair \"%.64s\" is %.2f m wide; 0.6 m is the least", flight->stair->id, width);
        return 0;
    }
    if (sibu_polygon_area(&flight->stair->polygon) < FILL_MIN * length * width) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, place,
                       "楼梯“%.64s”不是沿 direction 方向的直跑楼梯：应为长边与该方向平行的矩形",
                       "the stair \"%.64s\" is no straight flight along its direction: draw a rectangle with two sides "
                       "parallel to it",
                       flight->stair->id);
        return 0;
    }
    return 1;
}

static int check_rise(struct draft *draft, const struct flight *flight)
{
    const struct sibu_stair *stair = flight->stair;
    double length = box_width(flight->own);
    double rise = fabs(draft->floors[stair->to].elevation_m - draft->floors[stair->floor].elevation_m);
    double drawn = stair->slope * length;
    if (fabs(drawn - rise) <= RISE_TOLERANCE * rise) {
        return 1;
    }
    struct sibu_json_value properties = sibu_json_member(flight->source, "properties");
    sibu_fault_set(
        sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, "slope"),
        "楼梯“%.64s”长 %.2f 米、坡度 %.2f，升高 %.2f 米，而两层标高相差 %.2f 米",
        "the stair \"%.64s\" is %.2f m long; with slope %.2f it rises %.2f m, but its floors are %.2f m apart",
        stair->id, length, stair->slope, drawn, rise);
    return 0;
}

/* The strip across the stair where it may be touched: its foot, or (far) its other end. */
static GEOSGeometry *end_strip(struct draft *draft, const struct flight *flight, int far_end)
{
    struct sibu_box own = box_grow(flight->own, 1.0);
    double low = far_end ? flight->own.max_x - END_M : own.min_x;
    double high = far_end ? own.max_x : flight->own.min_x + END_M;
    struct sibu_point corners[4] = {from_own(flight->stair, low, own.min_y), from_own(flight->stair, high, own.min_y),
                                    from_own(flight->stair, high, own.max_y), from_own(flight->stair, low, own.max_y)};
    struct sibu_ring ring = {corners, 4};
    return shape_of_ring(&draft->shapes, ring);
}

/* The stair and the other ground of one of its floors. */
struct contact {
    GEOSGeometry *stair, *others, *strip;
    uint32_t floor;
};

static int check_touch(struct draft *draft, const struct flight *flight, const struct contact *contact)
{
    struct shapes *shapes = &draft->shapes;
    GEOSGeometry *edge = GEOSBoundary_r(shapes->handle, contact->stair);
    GEOSGeometry *near = shape_grown(shapes, contact->others, TOUCH_M);
    GEOSGeometry *touched = shape_overlap(shapes, edge, near);
    GEOSGeometry *at_end = shape_overlap(shapes, touched, contact->strip);
    double width = shape_length(shapes, at_end);
    shape_free(shapes, at_end);
    shape_free(shapes, touched);
    shape_free(shapes, near);
    shape_free(shapes, edge);
    if (width >= WIDTH_MIN_M - 0.05) {
        return 1;
    }
    const char *floor = draft->floors[contact->floor].id;
    int foot = contact->floor == flight->stair->floor;
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT,
                   sink_place(draft->sink, sibu_json_member(flight->source, "geometry"), NULL),
                   foot ? "楼梯“%.64s”的起步端没有与楼层“%.64s”的可通行区域相接"
                        : "楼梯“%.64s”的终端没有与楼层“%.64s”的可通行区域相接",
                   foot
                       ? "the foot of the stair \"%.64s\" does not touch the walkable ground of floor \"%.64s\": check "
                         "the polygon and the direction"
                       : "the far end of the stair \"%.64s\" does not touch the walkable ground of floor \"%.64s\": "
                         "check the polygon and the direction",
                   flight->stair->id, floor);
    return 0;
}

static int check_gap(struct draft *draft, const struct flight *flight, const struct contact *contact)
{
    struct shapes *shapes = &draft->shapes;
    GEOSGeometry *near = shape_grown(shapes, contact->others, GAP_M);
    GEOSGeometry *close = shape_overlap(shapes, contact->stair, near);
    GEOSGeometry *stray = shape_minus(shapes, close, contact->strip);
    int good = shape_area(shapes, stray) < STRAY_MIN_M2;
    if (!good) {
        char where[64];
        frame_text(&draft->frame, shape_inside(shapes, stray), where);
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT,
            sink_place(draft->sink, sibu_json_member(flight->source, "geometry"), NULL),
            "楼梯“%.64s”在 %s 处与楼层“%.64s”的可通行区域相距不到 0.1 米：除该层一端外，四周须留空隙（栏杆、墙）",
            "the stair \"%.64s\" is less than 0.1 m from walkable ground at %s on floor \"%.64s\": but for "
            "its end on that floor it needs a gap all round (rail, wall)",
            flight->stair->id, where, draft->floors[contact->floor].id);
    }
    shape_free(shapes, stray);
    shape_free(shapes, close);
    shape_free(shapes, near);
    return good;
}

static int check_end(struct draft *draft, const struct flight *flight, uint32_t index, int far_end)
{
    struct contact contact;
    struct sibu_box near = box_grow(sibu_polygon_box(&flight->stair->polygon), 1.0);
    contact.floor = far_end ? flight->stair->to : flight->stair->floor;
    contact.stair = shape_of_polygon(&draft->shapes, &flight->stair->polygon);
    contact.others = ground_near(draft, contact.floor, near, index);
    contact.strip = end_strip(draft, flight, far_end);
    int good = contact.stair != NULL && contact.strip != NULL && check_touch(draft, flight, &contact) &&
               check_gap(draft, flight, &contact);
    shape_free(&draft->shapes, contact.strip);
    shape_free(&draft->shapes, contact.others);
    shape_free(&draft->shapes, contact.stair);
    return good;
}

uint32_t check_stairs(struct draft *draft)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < draft->counts[KIND_STAIR] && !sink_full(draft->sink); i++) {
        struct flight flight = {draft->sources[KIND_STAIR][i], &draft->stairs[i], own_box(&draft->stairs[i])};
        int good = check_form(draft, &flight);
        good = good && check_rise(draft, &flight);
        good = good && check_end(draft, &flight, i, 0);
        good = good && check_end(draft, &flight, i, 1);
        wrong += good ? 0U : 1U;
    }
    return wrong;
}
