/* Names on a plan: see plan_label.h. */
#include "site/plan_label.h"

#include <math.h>
#include <string.h>

#include "geometry/box.h"
#include "geometry/polygon.h"
#include "geometry/ring.h"
#include "site/plan_colour.h"
#include "site/plan_text.h"

#define GRID 25
#define LEADING 1.25
#define MARGIN_PX 3.0
#define ID_SIZE_PX 8.5
#define HALF_LINE_PX 11.0 /* a name of middle size and its id */

void taken_add(struct taken *taken, struct sibu_box box)
{
    if (taken->count < TAKEN_MAX) {
        taken->boxes[taken->count++] = box;
    }
}

static double overlap(struct sibu_box a, struct sibu_box b)
{
    double width = (a.max_x < b.max_x ? a.max_x : b.max_x) - (a.min_x > b.min_x ? a.min_x : b.min_x);
    double height = (a.max_y < b.max_y ? a.max_y : b.max_y) - (a.min_y > b.min_y ? a.min_y : b.min_y);
    return width > 0.0 && height > 0.0 ? width * height : 0.0;
}

static double covered(const struct taken *taken, struct sibu_box box)
{
    double inside = overlap(box, taken->within);
    double sum = 4.0 * (box_width(box) * box_height(box) - inside); /* leaving the sheet is worse than covering */
    for (uint32_t i = 0; i < taken->count; i++) {
        sum += overlap(box, taken->boxes[i]);
    }
    return sum;
}

static struct sibu_box box_around(struct sibu_point middle, double width, double height)
{
    struct sibu_box box = {middle.x - width / 2.0, middle.y - height / 2.0, middle.x + width / 2.0,
                           middle.y + height / 2.0};
    return box;
}

/* What a place costs besides what it covers, in px2. */
static double inconvenience(const struct wish *wish, struct sibu_point side, int ring)
{
    double wrong_way = wish->towards.x == 0.0 && wish->towards.y == 0.0
                           ? 0.0
                           : 1.0 - (side.x * wish->towards.x + side.y * wish->towards.y);
    return 60.0 * wrong_way + 20.0 * ring;
}

struct sibu_box taken_find(struct taken *taken, const struct wish *wish)
{
    static const struct sibu_point SIDES[] = {{0, -1}, {0, 1}, {1, 0}, {-1, 0}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    struct sibu_box best = box_around(wish->at, wish->width, wish->height);
    double least = HUGE_VAL;
    for (int ring = 0; ring < 5; ring++) {
        for (size_t i = 0; i < sizeof SIDES / sizeof SIDES[0]; i++) {
            struct sibu_point middle = {wish->at.x + SIDES[i].x * (wish->away + wish->width / 2.0 + 10.0 * ring),
                                        wish->at.y + SIDES[i].y * (wish->away + wish->height / 2.0 + 10.0 * ring)};
            struct sibu_box box = box_around(middle, wish->width, wish->height);
            double cost = covered(taken, box) + inconvenience(wish, SIDES[i], ring);
            if (cost < least) {
                least = cost;
                best = box;
            }
        }
    }
    taken_add(taken, best);
    return best;
}

/* How far it is from a point inside the polygon to its edges: left, right, down, up, in metres. */
struct room {
    double left, right, down, up;
};

static double nearer(double found, double distance)
{
    return distance >= 0.0 && distance < found ? distance : found; /* below 0: on the other side */
}

/* Where the edge is at height y; it must not be level. */
static double edge_x(struct segment edge, double y)
{
    return edge.a.x + (y - edge.a.y) / (edge.b.y - edge.a.y) * (edge.b.x - edge.a.x);
}

/* Left and right: the edge counts as far as it lies in the band that a line of letters takes. */
static void look_sideways(struct room *room, struct segment edge, struct sibu_point from, double half_line_m)
{
    struct segment rising = edge.a.y <= edge.b.y ? edge : (struct segment){edge.b, edge.a};
    double low = from.y - half_line_m;
    double high = from.y + half_line_m;
    if (rising.b.y < low || rising.a.y > high) {
        return;
    }
    double first = rising.a.y < low ? edge_x(rising, low) : rising.a.x;
    double last = rising.b.y > high ? edge_x(rising, high) : rising.b.x;
    double left = (first < last ? first : last) - from.x;
    double right = (first < last ? last : first) - from.x;
    room->right = nearer(room->right, left > 0.0 ? left : right >= 0.0 ? 0.0 : HUGE_VAL);
    room->left = nearer(room->left, right < 0.0 ? -right : left <= 0.0 ? 0.0 : HUGE_VAL);
}

/* Up and down, straight from the point. */
static void look_upright(struct room *room, struct segment edge, struct sibu_point from)
{
    if ((edge.a.x > from.x) != (edge.b.x > from.x)) {
        double y = edge.a.y + (from.x - edge.a.x) / (edge.b.x - edge.a.x) * (edge.b.y - edge.a.y);
        room->up = nearer(room->up, y - from.y);
        room->down = nearer(room->down, from.y - y);
    }
}

struct spot { /* a place for a label: its middle, and how much room there is around it */
    struct sibu_point at;
    double width, height;
};

/* What a label in a zone should keep off: the edges of the zone, and of the ground that lies in its box. */
struct edges {
    struct segment *items;
    uint32_t count;
};

static void add_edges(struct edges *edges, const struct sibu_polygon *polygon, struct sibu_box box)
{
    for (uint32_t i = 0; i < polygon->count; i++) {
        for (uint32_t k = 0; k < polygon->rings[i].count; k++) {
            struct segment edge = {polygon->rings[i].points[k], ring_next(polygon->rings[i], k)};
            if (box_meets(box, box_of((struct sibu_point[]){edge.a, edge.b}, 2))) {
                edges->items[edges->count++] = edge;
            }
        }
    }
}

static struct edges edges_near(struct sheet *sheet, const struct sibu_polygon *zone, const struct sibu_floor *ground)
{
    struct edges edges = {NULL, 0};
    size_t most = polygon_edge_count(zone, 1) +
                  (ground == NULL ? 0 : polygon_edge_count(ground->walkable, ground->walkable_count));
    struct sibu_box box = sibu_polygon_box(zone);
    edges.items = sheet_take(sheet, most, sizeof edges.items[0]);
    if (edges.items == NULL) {
        return edges;
    }
    add_edges(&edges, zone, box);
    for (uint32_t i = 0; ground != NULL && i < ground->walkable_count; i++) {
        add_edges(&edges, &ground->walkable[i], box);
    }
    return edges;
}

static struct spot spot_at(const struct edges *edges, struct sibu_point at, double half_line_m)
{
    struct room room = {HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL};
    for (uint32_t i = 0; i < edges->count; i++) {
        look_sideways(&room, edges->items[i], at, half_line_m);
        look_upright(&room, edges->items[i], at);
    }
    struct spot spot = {at, 2.0 * (room.left < room.right ? room.left : room.right),
                        2.0 * (room.up < room.down ? room.up : room.down)};
    return spot;
}

static int is_inside(const struct sibu_polygon *zone, const struct sibu_floor *ground, struct sibu_point at)
{
    int inside = ground == NULL;
    for (uint32_t i = 0; ground != NULL && i < ground->walkable_count; i++) {
        inside = inside || sibu_polygon_contains(&ground->walkable[i], at.x, at.y);
    }
    return inside && sibu_polygon_contains(zone, at.x, at.y);
}

/* The place in the zone with the most room for a text, which is wider than high; with `ground`, clear of walls and of
 * what stands in the zone. */
static struct spot best_spot(struct sheet *sheet, const struct sibu_polygon *zone, const struct sibu_floor *ground,
                             double half_line_m)
{
    struct sibu_box box = sibu_polygon_box(zone);
    struct edges edges = edges_near(sheet, zone, ground);
    struct spot best = {sibu_polygon_centre(zone), 0.0, 0.0};
    double most = 0.0;
    for (int i = 0; i < GRID * GRID; i++) {
        struct sibu_point at = {box.min_x + box_width(box) * (i % GRID + 0.5) / GRID,
                                box.min_y + box_height(box) * ((double)(i / GRID) + 0.5) / GRID};
        struct spot spot = spot_at(&edges, at, half_line_m);
        double score = spot.width < 3.5 * spot.height ? spot.width : 3.5 * spot.height;
        score += 0.05 * (spot.width + spot.height); /* of two places that are as wide, the one nearer the middle */
        if (score > most && is_inside(zone, ground, at)) {
            most = score;
            best = spot;
        }
    }
    return best;
}

static void write_lines(struct sheet *sheet, struct sibu_point at, struct lettering lettering, const char *text,
                        const struct lines *lines)
{
    for (int i = 0; i < lines->count; i++) {
        char *line = sibu_arena_text(&sheet->arena, text + lines->begin[i], lines->length[i]);
        if (line != NULL) {
            sheet_text(sheet, at, lettering, line);
        }
        at.y += LEADING * lettering.size;
    }
}

struct fitted { /* a name in its place */
    struct spot spot;
    struct lines lines;
    double size, name_height;
    int fits, with_id;
};

/* The largest letters with which the name fits into the room; the smallest ones where none do. */
static struct fitted fit(const struct sibu_zone *zone, const char *name, double px_per_m, struct spot spot)
{
    static const double SIZES[] = {15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0};
    double width = spot.width * px_per_m - 2.0 * MARGIN_PX;
    double height = spot.height * px_per_m - 2.0 * MARGIN_PX;
    struct fitted fitted = {.spot = spot};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0] && !fitted.fits; i++) {
        fitted.size = SIZES[i];
        fitted.lines = text_break(name, width / SIZES[i]);
        fitted.name_height = fitted.lines.count * LEADING * SIZES[i];
        fitted.fits = fitted.lines.width * SIZES[i] <= width && fitted.name_height <= height;
    }
    fitted.with_id = fitted.name_height + LEADING * ID_SIZE_PX <= height &&
                     text_width_em(zone->id, strlen(zone->id)) * ID_SIZE_PX <= width;
    return fitted;
}

void label_zone(struct sheet *sheet, struct taken *taken, const struct view *view, const struct zone_label *label)
{
    const struct sibu_zone *zone = label->zone;
    const char *name = zone->name.in[label->language];
    double half_line_m = HALF_LINE_PX / view->px_per_m;
    struct fitted fitted =
        fit(zone, name, view->px_per_m, best_spot(sheet, &zone->polygon, label->ground, half_line_m));
    if (!fitted.fits) {
        fitted = fit(zone, name, view->px_per_m, best_spot(sheet, &zone->polygon, NULL, half_line_m));
    }
    double height = fitted.name_height + (fitted.with_id ? LEADING * ID_SIZE_PX : 0.0);
    struct sibu_point middle = view_point(view, fitted.spot.at);
    struct sibu_point at = {middle.x, middle.y - height / 2.0 + LEADING * fitted.size / 2.0};
    struct lettering big = {fitted.size, COLOUR_INK, 0xc0ffffff, SIBU_PLAN_MIDDLE, 0};
    struct lettering small = {ID_SIZE_PX, COLOUR_FAINT, 0xc0ffffff, SIBU_PLAN_MIDDLE, 0};
    write_lines(sheet, at, big, name, &fitted.lines);
    if (fitted.with_id) {
        at.y = middle.y + height / 2.0 - LEADING * ID_SIZE_PX / 2.0;
        sheet_text(sheet, at, small, zone->id);
    }
    taken_add(taken, box_around(middle, fitted.lines.width * fitted.size, height));
}
