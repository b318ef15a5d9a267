/* See site_map.h. A plan is drawn in decimetres, y downward, so that whole numbers are fine enough. */
#include "report/site_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/chart_axis.h"
#include "report/chart_colour.h"
#include "report/hazard_map.h"
#include "report/site_map_lost.h"

#define UNITS_PER_M 10.0
#define MARGIN_M 3.0
#define LETTER_SHARE 0.62 /* width of a digit, of the letters' size */
#define TIME_SHARE 0.9 /* size of the times below the numbers, of theirs */
#define TIME_HIGH 3.2 /* how high and wide a zone must be for both, in sizes of the numbers */
#define TIME_WIDE 3.0

struct plan {
    const struct report *report;
    const struct sibu_site *site;
    struct drawing *out;
    uint32_t floor;
    struct sibu_box box; /* in metres, what is shown */
    double letters; /* size of the numbers, in units */
    uint32_t ground; /* its shape in the drawing */
};

static double unit_x(const struct plan *plan, double x_m)
{
    return (x_m - plan->box.min_x) * UNITS_PER_M;
}

static double unit_y(const struct plan *plan, double y_m)
{
    return (plan->box.max_y - y_m) * UNITS_PER_M;
}

int site_map_is_ground(const struct report *report, uint32_t floor)
{
    for (uint32_t i = 0; i < report->site->muster_count; i++) {
        if (report->site->musters[i].floor == floor) {
            return 1;
        }
    }
    return 0;
}

int site_map_has(const struct report *report, uint32_t floor)
{
    for (uint32_t i = 0; i < report->site->zone_count; i++) {
        if (report->site->zones[i].floor == floor) {
            return 1;
        }
    }
    return site_map_is_ground(report, floor);
}

uint32_t site_map_number(const struct report *report, const char *zone)
{
    uint32_t index = report->site == NULL ? SIBU_NONE : sibu_site_find_zone(report->site, zone);
    return index == SIBU_NONE ? 0 : index + 1;
}

static const struct evaluation_group *group_of(const struct report *report, const char *zone)
{
    for (size_t i = 0; i < report->evaluation.zone_count; i++) {
        if (strcmp(report->evaluation.zones[i].zone, zone) == 0) {
            return &report->evaluation.zones[i];
        }
    }
    return NULL;
}

int site_map_range(const struct report *report, double *from_s, double *to_s)
{
    int found = 0;
    *from_s = 0.0;
    *to_s = 0.0;
    for (size_t i = 0; i < report->evaluation.zone_count; i++) {
        double median_s = report->evaluation.zones[i].muster.median_s;
        if (median_s < 0.0) {
            continue;
        }
        *from_s = !found || median_s < *from_s ? median_s : *from_s;
        *to_s = !found || median_s > *to_s ? median_s : *to_s;
        found = 1;
    }
    return found;
}

static void widen(struct sibu_box *box, const struct sibu_box *by)
{
    box->min_x = by->min_x < box->min_x ? by->min_x : box->min_x;
    box->min_y = by->min_y < box->min_y ? by->min_y : box->min_y;
    box->max_x = by->max_x > box->max_x ? by->max_x : box->max_x;
    box->max_y = by->max_y > box->max_y ? by->max_y : box->max_y;
}

static void add_ring(const struct plan *plan, const struct sibu_ring *ring)
{
    for (uint32_t i = 0; i < ring->count; i++) {
        double x = unit_x(plan, ring->points[i].x), y = unit_y(plan, ring->points[i].y);
        if (i == 0) {
            drawing_move(plan->out, x, y);
        } else {
            drawing_to(plan->out, x, y);
        }
    }
    drawing_close(plan->out);
}

static void add_polygon(const struct plan *plan, const struct sibu_polygon *polygon)
{
    for (uint32_t i = 0; i < polygon->count; i++) {
        add_ring(plan, &polygon->rings[i]);
    }
}

static void name_of(const struct plan *plan, const char *part, char out[32])
{
    (void)snprintf(out, 32, "%s-%" PRIu32, part, plan->floor);
}

/* The ground, once: as paper, as the window through which zones are seen, and as walls around everything. */
static void paint_ground(struct plan *plan)
{
    const struct sibu_floor *floor = &plan->site->floors[plan->floor];
    char id[32];
    name_of(plan, "ground", id);
    plan->ground = drawing_path(plan->out, &(struct drawing_paint){.role = DRAWING_GROUND}, id);
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        add_polygon(plan, &floor->walkable[i]);
    }
}

/* 0: no people expected there, 1: fewer than half arrived, 2: coloured by `share`. */
static int shade_of(const struct plan *plan, const struct sibu_zone *zone, double *share)
{
    double from_s, to_s;
    const struct evaluation_group *group = group_of(plan->report, zone->id);
    if (group == NULL || group->expected == 0) {
        return 0;
    }
    if (group->muster.median_s < 0.0) {
        return 1;
    }
    (void)site_map_range(plan->report, &from_s, &to_s);
    *share = to_s > from_s ? (group->muster.median_s - from_s) / (to_s - from_s) : 0.5;
    return 2;
}

static void draw_zone(const struct plan *plan, const struct sibu_zone *zone)
{
    double share = 0.0;
    char colour[8];
    int shade = shade_of(plan, zone, &share);
    chart_viridis(1.0 - share, colour); /* the slowest are the darkest */
    const struct drawing_paint paint = {.role = shade == 0 ? DRAWING_ZONE_EMPTY : DRAWING_ZONE,
                                        .fill = shade == 2   ? colour
                                                : shade == 1 ? DRAWING_HATCH
                                                             : "none"};
    (void)drawing_path(plan->out, &paint, "");
    add_polygon(plan, &zone->polygon);
}

/* How large the letters of a zone's number are: smaller where the zone has less room. */
static double number_size(const struct plan *plan, uint32_t index)
{
    struct sibu_box box = sibu_polygon_box(&plan->site->zones[index].polygon);
    double room = box.max_x - box.min_x < box.max_y - box.min_y ? box.max_x - box.min_x : box.max_y - box.min_y;
    double digits = index + 1 >= 100 ? 3.0 : index + 1 >= 10 ? 2.0 : 1.0;
    double size = plan->letters;
    size = room * UNITS_PER_M * 0.8 < size ? room * UNITS_PER_M * 0.8 : size;
    double widest = (box.max_x - box.min_x) * UNITS_PER_M * 0.9 / (digits * LETTER_SHARE);
    return widest < size ? widest : size;
}

/* In which letters something reads well over the zone. */
static enum drawing_role role_over(const struct plan *plan, uint32_t index)
{
    double share = 0.0;
    int shade = shade_of(plan, &plan->site->zones[index], &share);
    return shade == 2 && chart_viridis_is_dark(1.0 - share) ? DRAWING_NUMBER_LIGHT
           : shade == 0                                     ? DRAWING_NUMBER_FAINT
                                                            : DRAWING_NUMBER;
}

static void draw_zone_number(const struct plan *plan, uint32_t index)
{
    struct sibu_point centre = sibu_polygon_centre(&plan->site->zones[index].polygon);
    const struct drawing_letters letters = {role_over(plan, index), DRAWING_MIDDLE_OF, number_size(plan, index), 0.35};
    char number[16];
    (void)snprintf(number, sizeof number, "%" PRIu32, index + 1);
    drawing_text(plan->out, &letters, (const double[]){unit_x(plan, centre.x), unit_y(plan, centre.y)}, number);
}

/* The time that the zone's colour stands for, below its number, where the zone has room for both. */
static void draw_zone_time(const struct plan *plan, uint32_t index)
{
    const struct sibu_zone *zone = &plan->site->zones[index];
    const struct evaluation_group *group = group_of(plan->report, zone->id);
    struct sibu_point centre = sibu_polygon_centre(&zone->polygon);
    struct sibu_box box = sibu_polygon_box(&zone->polygon);
    struct sibu_text time = {0};
    double share = 0.0, size = plan->letters;
    if (shade_of(plan, zone, &share) != 2 || (box.max_y - box.min_y) * UNITS_PER_M < TIME_HIGH * size ||
        (box.max_x - box.min_x) * UNITS_PER_M < TIME_WIDE * size) {
        return;
    }
    chart_say_time(&time, group->muster.median_s);
    const struct drawing_letters letters = {role_over(plan, index), DRAWING_MIDDLE_OF, size * TIME_SHARE, 0.35};
    drawing_text(plan->out, &letters, (const double[]){unit_x(plan, centre.x), unit_y(plan, centre.y) + 1.05 * size},
                 sibu_text_get(&time));
    plan->out->failed |= !sibu_text_ok(&time);
    sibu_text_clear(&time);
}

/* The zones as the ground shows them; over them, what stands over obstacles, too. */
static void draw_zones(const struct plan *plan)
{
    char id[32];
    name_of(plan, "zones", id);
    drawing_begin(plan->out, &(struct drawing_bounds){.id = id, .window = DRAWING_NOTHING, .is_choice = 1});
    drawing_begin(plan->out, &(struct drawing_bounds){.id = "", .window = plan->ground});
    for (uint32_t i = 0; i < plan->site->zone_count; i++) {
        if (plan->site->zones[i].floor == plan->floor) {
            draw_zone(plan, &plan->site->zones[i]);
        }
    }
    drawing_end(plan->out);
    for (uint32_t i = 0; i < plan->site->zone_count; i++) {
        if (plan->site->zones[i].floor == plan->floor) {
            draw_zone_time(plan, i);
        }
    }
    drawing_end(plan->out);
}

static void draw_musters(const struct plan *plan)
{
    const struct drawing_letters letters = {DRAWING_MUSTER_ID, DRAWING_MIDDLE_OF, plan->letters * 1.2, 0.35};
    for (uint32_t i = 0; i < plan->site->muster_count; i++) {
        const struct sibu_muster *muster = &plan->site->musters[i];
        if (muster->floor != plan->floor) {
            continue;
        }
        struct sibu_point centre = sibu_polygon_centre(&muster->polygon);
        (void)drawing_path(plan->out, &(struct drawing_paint){.role = DRAWING_MUSTER}, "");
        add_polygon(plan, &muster->polygon);
        drawing_text(plan->out, &letters, (const double[]){unit_x(plan, centre.x), unit_y(plan, centre.y)}, muster->id);
    }
}

static void draw_exits(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->site->exit_count; i++) {
        const struct sibu_exit *exit = &plan->site->exits[i];
        if (exit->floor != plan->floor || exit->line.count == 0) {
            continue;
        }
        (void)drawing_path(plan->out, &(struct drawing_paint){.role = DRAWING_EXIT, .width = plan->letters * 0.4}, "");
        drawing_move(plan->out, unit_x(plan, exit->line.points[0].x), unit_y(plan, exit->line.points[0].y));
        for (uint32_t k = 1; k < exit->line.count; k++) {
            drawing_to(plan->out, unit_x(plan, exit->line.points[k].x), unit_y(plan, exit->line.points[k].y));
        }
    }
}

/* Over the numbers of the zones, so that none hides it. */
static void draw_lost_exits(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->site->exit_count; i++) {
        const struct sibu_exit *exit = &plan->site->exits[i];
        double lost_s = site_map_lost_s(plan->report, exit->id);
        if (exit->floor != plan->floor || lost_s < 0.0 || exit->line.count == 0) {
            continue;
        }
        const struct sibu_point *from = &exit->line.points[0], *to = &exit->line.points[exit->line.count - 1];
        const double at[2] = {unit_x(plan, (from->x + to->x) / 2.0), unit_y(plan, (from->y + to->y) / 2.0)};
        site_map_lost_draw(plan->out, at, plan->letters * 1.3, lost_s);
    }
}

/* Where the hazard was drawn, if on this floor. */
static int origin_on(const struct report *report, uint32_t floor)
{
    return report->draw.has_point && strcmp(report->draw.floor, report->site->floors[floor].id) == 0;
}

/* A ring around a point, with a cross through it: where the hazard was drawn. */
static void draw_origin(const struct plan *plan)
{
    const struct report_draw *draw = &plan->report->draw;
    if (!origin_on(plan->report, plan->floor)) {
        return;
    }
    double x = unit_x(plan, draw->x_m), y = unit_y(plan, draw->y_m), r = plan->letters * 0.75;
    drawing_begin(plan->out,
                  &(struct drawing_bounds){
                      .role = DRAWING_ORIGIN, .id = "", .window = DRAWING_NOTHING, .width = plan->letters * 0.25});
    drawing_circle(plan->out, &(struct drawing_paint){.role = DRAWING_RING}, (const double[]){x, y}, r);
    drawing_line(plan->out, &(struct drawing_paint){.role = DRAWING_STROKES}, (const double[]){x - 1.7 * r, y},
                 (const double[]){x + 1.7 * r, y});
    drawing_line(plan->out, &(struct drawing_paint){.role = DRAWING_STROKES}, (const double[]){x, y - 1.7 * r},
                 (const double[]){x, y + 1.7 * r});
    drawing_end(plan->out);
}

/* What is shown: the zones, assembly points and the origin on the floor, with a margin. */
static struct sibu_box box_of(const struct report *report, uint32_t floor)
{
    const struct sibu_site *site = report->site;
    const struct sibu_box origin = {report->draw.x_m, report->draw.y_m, report->draw.x_m, report->draw.y_m};
    int found = 0;
    struct sibu_box box = site->floors[floor].box;
    for (uint32_t i = 0; i < site->zone_count + site->muster_count; i++) {
        int is_zone = i < site->zone_count;
        const struct sibu_polygon *polygon =
            is_zone ? &site->zones[i].polygon : &site->musters[i - site->zone_count].polygon;
        uint32_t on = is_zone ? site->zones[i].floor : site->musters[i - site->zone_count].floor;
        struct sibu_box each = sibu_polygon_box(polygon);
        if (on == floor) {
            box = found ? box : each;
            widen(&box, &each);
            found = 1;
        }
    }
    if (origin_on(report, floor)) {
        widen(&box, &origin);
    }
    box.min_x -= MARGIN_M;
    box.min_y -= MARGIN_M;
    box.max_x += MARGIN_M;
    box.max_y += MARGIN_M;
    return box;
}

/* What stands over the zones, or over what else is shown there. */
static void draw_marks(const struct plan *plan)
{
    char id[32];
    name_of(plan, "marks", id);
    drawing_begin(plan->out,
                  &(struct drawing_bounds){.id = id, .window = DRAWING_NOTHING, .width = plan->letters * 0.09});
    drawing_again(plan->out, plan->ground, DRAWING_WALLS);
    draw_musters(plan);
    draw_exits(plan);
    for (uint32_t i = 0; i < plan->site->zone_count; i++) {
        if (plan->site->zones[i].floor == plan->floor) {
            draw_zone_number(plan, i);
        }
    }
    draw_origin(plan);
    draw_lost_exits(plan);
    drawing_end(plan->out);
}

static void draw_hazard(const struct plan *plan)
{
    const struct hazard_map_view view = {plan->floor, plan->ground, plan->box.min_x, plan->box.max_y, UNITS_PER_M};
    hazard_map_paint(plan->report, &view, plan->out);
}

void site_map_paint(const struct report *report, uint32_t floor, struct drawing *out)
{
    struct plan plan = {report, report->site, out, floor, box_of(report, floor), 0.0, DRAWING_NOTHING};
    double width = (plan.box.max_x - plan.box.min_x) * UNITS_PER_M;
    plan.letters =
        width / (site_map_is_ground(report, floor) ? 55.0 : 32.0); /* upper floors are shown at half the width */
    out->width = width;
    out->height = (plan.box.max_y - plan.box.min_y) * UNITS_PER_M;
    out->shared = 1;
    paint_ground(&plan);
    draw_zones(&plan);
    draw_hazard(&plan);
    draw_marks(&plan);
}

void site_map_zones_id(uint32_t floor, char out[48])
{
    (void)snprintf(out, 48, "zones-%" PRIu32, floor);
}
