/* One floor of a plan: see plan_floor.h. */
#include "site/plan_floor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geometry/box.h"
#include "geometry/segment.h"
#include "sibu/catalogue.h"
#include "site/plan_colour.h"
#include "site/plan_label.h"
#include "site/plan_sign.h"
#include "site/plan_text.h"

#define TREAD_M 0.28
#define TREAD_MIN_PX 3.0
#define SIGN_PX 26.0
#define ALARM_PX 6.5

const uint32_t COLOUR_OF_USE[] = {0xfffbe3c6, 0xffd9e9f7, 0xffe8ddf2, 0xffece2d0, 0xfffdf2bf, 0xffdde0f6, 0xfff0f3e6};

static struct sibu_point middle_of(struct sibu_box box)
{
    struct sibu_point middle = {(box.min_x + box.max_x) / 2.0, (box.min_y + box.max_y) / 2.0};
    return middle;
}

/* A box of the site on the sheet. */
static struct sibu_box drawn_box(const struct floor_plan *plan, struct sibu_box metres)
{
    struct sibu_point low = view_point(&plan->view, (struct sibu_point){metres.min_x, metres.max_y});
    struct sibu_point high = view_point(&plan->view, (struct sibu_point){metres.max_x, metres.min_y});
    struct sibu_box box = {low.x, low.y, high.x, high.y};
    return box;
}

struct sibu_box plan_floor_box(const struct sibu_site *site, uint32_t floor)
{
    struct sibu_box box = site->floors[floor].walkable_count == 0 ? box_nothing() : site->floors[floor].box;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        if (site->zones[i].floor == floor) {
            box = box_join(box, sibu_polygon_box(&site->zones[i].polygon));
        }
    }
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == floor) {
            box = box_join(box, sibu_polygon_box(&site->musters[i].polygon));
        }
    }
    return box;
}

static void draw_zone_edges(struct sheet *sheet, const struct floor_plan *plan)
{
    struct style edge = {0, COLOUR_ZONE_EDGE, 0.8, 4.0};
    for (uint32_t i = 0; i < plan->site->zone_count; i++) {
        if (plan->site->zones[i].floor == plan->floor) {
            sheet_polygon(sheet, &plan->view, &plan->site->zones[i].polygon, edge);
        }
    }
}

/* Paper, tints of the zones, and over them everything that is no ground: so a machine in a zone stays grey. */
static void draw_ground(struct sheet *sheet, const struct floor_plan *plan)
{
    const struct sibu_site *site = plan->site;
    struct style paper = {COLOUR_GROUND, 0, 0.0, 0.0};
    struct style solid = {COLOUR_SOLID, COLOUR_WALL, 1.2, 0.0};
    struct style frame = {0, COLOUR_FRAME, 1.5, 0.0};
    sheet_box(sheet, plan->panel, 0.0, paper);
    for (uint32_t i = 0; i < site->zone_count; i++) {
        struct style tint = {COLOUR_OF_USE[site->zones[i].use], 0, 0.0, 0.0};
        if (site->zones[i].floor == plan->floor) {
            sheet_polygon(sheet, &plan->view, &site->zones[i].polygon, tint);
        }
    }
    draw_zone_edges(sheet, plan);
    sheet_outside(sheet, &plan->view, plan->panel, &site->floors[plan->floor], solid);
    sheet_box(sheet, plan->panel, 0.0, frame);
}

/* A stair in its own directions, in metres: along it from foot to far end, and across. */
struct flight {
    struct sibu_point foot; /* the middle of the foot */
    struct sibu_point along, left; /* unit vectors */
    double length, width;
};

static struct flight flight_of(const struct sibu_stair *stair)
{
    struct flight flight = {.along = stair->direction, .left = {-stair->direction.y, stair->direction.x}};
    struct sibu_box own = box_nothing();
    for (uint32_t i = 0; i < stair->polygon.rings[0].count; i++) {
        struct sibu_point p = stair->polygon.rings[0].points[i];
        struct sibu_point q = {p.x * flight.along.x + p.y * flight.along.y, p.x * flight.left.x + p.y * flight.left.y};
        own = box_join(own, box_of(&q, 1));
    }
    double middle = (own.min_y + own.max_y) / 2.0;
    flight.length = box_width(own);
    flight.width = box_height(own);
    flight.foot.x = own.min_x * flight.along.x + middle * flight.left.x;
    flight.foot.y = own.min_x * flight.along.y + middle * flight.left.y;
    return flight;
}

static struct sibu_point on_flight(const struct floor_plan *plan, const struct flight *flight, double along,
                                   double left)
{
    struct sibu_point metres = {flight->foot.x + along * flight->along.x + left * flight->left.x,
                                flight->foot.y + along * flight->along.y + left * flight->left.y};
    return view_point(&plan->view, metres);
}

static void draw_treads(struct sheet *sheet, const struct floor_plan *plan, const struct flight *flight)
{
    struct style line = {0, COLOUR_STAIR_LINE, 0.7, 0.0};
    double tread = TREAD_M;
    while (tread * plan->view.px_per_m < TREAD_MIN_PX) {
        tread *= 2.0;
    }
    for (double along = tread; along < flight->length - tread / 2.0; along += tread) {
        struct sibu_point ends[2] = {on_flight(plan, flight, along, -flight->width / 2.0),
                                     on_flight(plan, flight, along, flight->width / 2.0)};
        sheet_line(sheet, ends, 2, line);
    }
}

/* Where the flight leads to, beside the end at which this floor's people enter it. */
static void draw_stair_name(struct sheet *sheet, const struct floor_plan *plan, const struct sibu_stair *stair,
                            struct taken *taken)
{
    uint32_t other = stair->floor == plan->floor ? stair->to : stair->floor;
    const struct sibu_floor *floors = plan->site->floors;
    int up = floors[other].elevation_m > floors[plan->floor].elevation_m;
    const char *values[] = {floors[other].id};
    struct sibu_text text = {.max_length = 400};
    struct lettering letters = {9.5, COLOUR_INK, 0xd0ffffff, SIBU_PLAN_MIDDLE, 0};
    sibu_say_with(&text, plan->language, up ? SIBU_SAY_SITE_UP_TO : SIBU_SAY_SITE_DOWN_TO, values, 1);
    struct flight flight = flight_of(stair);
    int at_foot = stair->floor == plan->floor;
    double out = at_foot ? -1.0 : 1.0;
    struct wish wish = {.at = on_flight(plan, &flight, at_foot ? 0.3 : flight.length - 0.3, 0.0),
                        .width = text_width_em(sibu_text_get(&text), text.length) * letters.size + 4.0,
                        .height = 13.0,
                        .away = 4.0,
                        .towards = {out * flight.along.x, -out * flight.along.y}};
    struct sibu_box box = taken_find(taken, &wish);
    sheet_text(sheet, middle_of(box), letters, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void draw_stair_names(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    for (uint32_t i = 0; i < plan->site->stair_count; i++) {
        const struct sibu_stair *stair = &plan->site->stairs[i];
        if (stair->floor == plan->floor || stair->to == plan->floor) {
            draw_stair_name(sheet, plan, stair, taken);
        }
    }
}

static void draw_stairs(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    struct style ground = {COLOUR_STAIR, COLOUR_WALL, 1.2, 0.0};
    struct style arrow = {0, COLOUR_INK, 1.4, 0.0};
    for (uint32_t i = 0; i < plan->site->stair_count; i++) {
        const struct sibu_stair *stair = &plan->site->stairs[i];
        if (stair->floor != plan->floor && stair->to != plan->floor) {
            continue;
        }
        struct flight flight = flight_of(stair);
        int rises = plan->site->floors[stair->to].elevation_m > plan->site->floors[stair->floor].elevation_m;
        struct sibu_point foot = on_flight(plan, &flight, 0.08 * flight.length, 0.0);
        struct sibu_point far_end = on_flight(plan, &flight, 0.92 * flight.length, 0.0);
        sheet_polygon(sheet, &plan->view, &stair->polygon, ground);
        draw_treads(sheet, plan, &flight);
        sign_arrow(sheet, rises ? foot : far_end, rises ? far_end : foot, arrow);
        struct sibu_box box = sibu_polygon_box(&stair->polygon);
        taken_add(taken, drawn_box(plan, box));
    }
}

static void draw_doors(struct sheet *sheet, const struct floor_plan *plan)
{
    struct style line = {0, COLOUR_DOOR, 3.0, 0.0};
    for (uint32_t i = 0; i < plan->site->door_count; i++) {
        if (plan->site->doors[i].floor == plan->floor) {
            sheet_site_line(sheet, &plan->view, &plan->site->doors[i].line, line);
        }
    }
}

static void draw_musters(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    struct style area = {COLOUR_SAFE_TINT, COLOUR_SAFE, 1.6, 6.0};
    for (uint32_t i = 0; i < plan->site->muster_count; i++) {
        const struct sibu_muster *muster = &plan->site->musters[i];
        if (muster->floor != plan->floor) {
            continue;
        }
        struct sibu_point middle = view_point(&plan->view, sibu_polygon_centre(&muster->polygon));
        sheet_polygon(sheet, &plan->view, &muster->polygon, area);
        sign_assembly(sheet, middle, SIGN_PX);
        struct sibu_box box = {middle.x - SIGN_PX / 2.0, middle.y - SIGN_PX / 2.0, middle.x + SIGN_PX / 2.0,
                               middle.y + SIGN_PX / 2.0};
        taken_add(taken, box);
    }
}

/* Name and capacity, below the sign where there is room. */
static void draw_muster_names(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    struct lettering name = {11.5, COLOUR_SAFE, 0xe0ffffff, SIBU_PLAN_MIDDLE, 1};
    struct lettering small = {10.0, COLOUR_SAFE, 0xe0ffffff, SIBU_PLAN_MIDDLE, 0};
    for (uint32_t i = 0; i < plan->site->muster_count; i++) {
        const struct sibu_muster *muster = &plan->site->musters[i];
        if (muster->floor != plan->floor) {
            continue;
        }
        char number[16];
        const char *values[] = {number};
        struct sibu_text holds = {.max_length = 200};
        snprintf(number, sizeof number, "%u", (unsigned)muster->capacity_persons);
        sibu_say_with(&holds, plan->language, SIBU_SAY_SITE_HOLDS, values, 1);
        struct sibu_point at = view_point(&plan->view, sibu_polygon_centre(&muster->polygon));
        const char *title = muster->name.in[plan->language];
        struct sibu_box size = sign_exit_size(strlen(title) > holds.length ? title : sibu_text_get(&holds));
        struct wish wish = {at, size.max_x, 27.0, SIGN_PX / 2.0 + 3.0, {0.0, -1.0}};
        struct sibu_box box = taken_find(taken, &wish);
        double x = middle_of(box).x;
        sheet_text(sheet, (struct sibu_point){x, box.min_y + 7.0}, name, title);
        sheet_text(sheet, (struct sibu_point){x, box.min_y + 20.0}, small, sibu_text_get(&holds));
        sibu_text_clear(&holds);
    }
}

static void draw_alarms(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    for (uint32_t i = 0; i < plan->site->alarm_count; i++) {
        if (plan->site->alarms[i].floor != plan->floor) {
            continue;
        }
        struct sibu_point at = view_point(&plan->view, plan->site->alarms[i].point);
        struct sibu_box box = {at.x - ALARM_PX, at.y - ALARM_PX, at.x + ALARM_PX, at.y + ALARM_PX};
        sign_alarm(sheet, at, ALARM_PX);
        taken_add(taken, box);
    }
}

static void draw_exit_lines(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    struct style rim = {0, COLOUR_PAPER, 8.0, 0.0};
    struct style green = {0, COLOUR_SAFE, 5.0, 0.0};
    for (uint32_t i = 0; i < plan->site->exit_count; i++) {
        const struct sibu_exit *exit = &plan->site->exits[i];
        if (exit->floor == plan->floor) {
            sheet_site_line(sheet, &plan->view, &exit->line, rim);
            sheet_site_line(sheet, &plan->view, &exit->line, green);
            struct sibu_box box = drawn_box(plan, box_of(exit->line.points, exit->line.count));
            taken_add(taken, box_grow(box, 3.0));
        }
    }
}

static int is_indoors(const struct floor_plan *plan, struct sibu_point point)
{
    uint32_t zone = sibu_site_zone_at(plan->site, plan->floor, point.x, point.y);
    return zone != SIBU_NONE && plan->site->zones[zone].use != SIBU_USE_OUTDOOR;
}

/* On the sheet, away from the zone that the exit leads out of; 0, 0 where no side or both sides are in a zone. */
static struct sibu_point outwards(const struct floor_plan *plan, struct segment line)
{
    struct sibu_point middle = segment_at(line, 0.5);
    struct sibu_point nowhere = {0.0, 0.0};
    double length = point_distance(line.a, line.b);
    if (!(length > 0.0)) {
        return nowhere;
    }
    struct sibu_point left = {-(line.b.y - line.a.y) / length, (line.b.x - line.a.x) / length};
    int to_left = is_indoors(plan, (struct sibu_point){middle.x + left.x, middle.y + left.y});
    int to_right = is_indoors(plan, (struct sibu_point){middle.x - left.x, middle.y - left.y});
    if (to_left == to_right) {
        return nowhere;
    }
    double sign = to_left ? -1.0 : 1.0;
    struct sibu_point out = {sign * left.x, -sign * left.y}; /* y turns over on the sheet */
    return out;
}

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* From the exit to its name: the name may have had to move. */
static void draw_leader(struct sheet *sheet, struct sibu_point from, struct sibu_box box)
{
    struct style line = {0, COLOUR_SAFE, 1.3, 0.0};
    struct sibu_point ends[2] = {from, {within(from.x, box.min_x, box.max_x), within(from.y, box.min_y, box.max_y)}};
    sheet_line(sheet, ends, 2, line);
}

static void draw_exit_names(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    for (uint32_t i = 0; i < plan->site->exit_count; i++) {
        const struct sibu_exit *exit = &plan->site->exits[i];
        if (exit->floor != plan->floor) {
            continue;
        }
        const char *name = exit->name.in[plan->language];
        struct segment line = {exit->line.points[0], exit->line.points[exit->line.count - 1]};
        struct sibu_box size = sign_exit_size(name);
        struct wish wish = {view_point(&plan->view, segment_at(line, 0.5)), size.max_x, size.max_y, 7.0,
                            outwards(plan, line)};
        struct sibu_box box = taken_find(taken, &wish);
        draw_leader(sheet, wish.at, box);
        sign_exit(sheet, box, name);
    }
}

static void draw_zone_names(struct sheet *sheet, const struct floor_plan *plan, struct taken *taken)
{
    for (uint32_t i = 0; i < plan->site->zone_count; i++) {
        struct zone_label label = {&plan->site->zones[i], &plan->site->floors[plan->floor], plan->language};
        if (label.zone->floor == plan->floor) {
            label_zone(sheet, taken, &plan->view, &label);
        }
    }
}

void plan_draw_floor(struct sheet *sheet, const struct floor_plan *plan)
{
    struct taken *taken = sheet_take(sheet, 1, sizeof *taken);
    if (taken == NULL) {
        return;
    }
    taken->within = plan->panel;
    draw_ground(sheet, plan);
    draw_stairs(sheet, plan, taken);
    draw_doors(sheet, plan);
    draw_exit_lines(sheet, plan, taken);
    draw_musters(sheet, plan, taken);
    draw_alarms(sheet, plan, taken);
    draw_zone_names(sheet, plan, taken);
    draw_stair_names(sheet, plan, taken);
    draw_muster_names(sheet, plan, taken);
    draw_exit_names(sheet, plan, taken);
}
