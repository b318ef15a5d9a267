/* Names on a plan: see plan_label.h. */
#include "site/plan_label.h"

#include <math.h>
#include <string.h>

#include "geometry/box.h"
#include "geometry/ring.h"
#include "site/plan_colour.h"
#include "site/plan_text.h"

#define GRID 15
#define LEADING 1.25
#define MARGIN_PX 3.0
#define ID_SIZE_PX 8.5

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

struct sibu_box taken_find(struct taken *taken, struct sibu_point at, double width, double height, double away)
{
    static const struct sibu_point SIDES[] = {{0, -1}, {0, 1}, {1, 0}, {-1, 0}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    struct sibu_box best = {at.x, at.y, at.x + width, at.y + height};
    double least = INFINITY;
    for (int ring = 0; ring < 5 && least > 0.0; ring++) {
        for (size_t i = 0; i < sizeof SIDES / sizeof SIDES[0]; i++) {
            double x = at.x + SIDES[i].x * (away + width / 2.0 + 10.0 * ring);
            double y = at.y + SIDES[i].y * (away + height / 2.0 + 10.0 * ring);
            struct sibu_box box = {x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0};
            double cover = covered(taken, box);
            if (cover < least) {
                least = cover;
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
    return distance >= 0.0 && distance < found ? distance : found;
}

static void look_at_edge(struct room *room, struct sibu_point a, struct sibu_point b, struct sibu_point from)
{
    if ((a.y > from.y) != (b.y > from.y)) {
        double x = a.x + (from.y - a.y) / (b.y - a.y) * (b.x - a.x);
        room->right = nearer(room->right, x - from.x);
        room->left = nearer(room->left, from.x - x);
    }
    if ((a.x > from.x) != (b.x > from.x)) {
        double y = a.y + (from.x - a.x) / (b.x - a.x) * (b.y - a.y);
        room->up = nearer(room->up, y - from.y);
        room->down = nearer(room->down, from.y - y);
    }
}

static struct room room_around(const struct sibu_polygon *polygon, struct sibu_point from)
{
    struct room room = {INFINITY, INFINITY, INFINITY, INFINITY};
    for (uint32_t i = 0; i < polygon->count; i++) {
        for (uint32_t k = 0; k < polygon->rings[i].count; k++) {
            look_at_edge(&room, polygon->rings[i].points[k], ring_next(polygon->rings[i], k), from);
        }
    }
    return room;
}

struct spot { /* a place for a label: its middle, and how much room there is around it */
    struct sibu_point at;
    double width, height;
};

/* The place in the polygon with the most room for a text, which is wider than high. */
static struct spot best_spot(const struct sibu_polygon *polygon)
{
    struct sibu_box box = sibu_polygon_box(polygon);
    struct spot best = {sibu_polygon_centre(polygon), 0.0, 0.0};
    double most = -1.0;
    for (int i = 0; i < GRID * GRID; i++) {
        struct sibu_point at = {box.min_x + box_width(box) * (i % GRID + 0.5) / GRID,
                                box.min_y + box_height(box) * (double)(i / GRID + 0.5) / GRID};
        if (!sibu_polygon_contains(polygon, at.x, at.y)) {
            continue;
        }
        struct room room = room_around(polygon, at);
        double width = 2.0 * (room.left < room.right ? room.left : room.right);
        double height = 2.0 * (room.up < room.down ? room.up : room.down);
        double score = width < 3.0 * height ? width : 3.0 * height;
        if (score > most) {
            most = score;
            best = (struct spot){at, width, height};
        }
    }
    return best;
}

static struct sibu_box box_around(struct sibu_point middle, double width, double height)
{
    struct sibu_box box = {middle.x - width / 2.0, middle.y - height / 2.0, middle.x + width / 2.0,
                           middle.y + height / 2.0};
    return box;
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

/* The largest size at which the name fits into the room; the smallest one where none does. */
static double choose_size(const char *name, double width, double height, struct lines *lines)
{
    static const double SIZES[] = {15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0};
    size_t i = 0;
    for (;; i++) {
        *lines = text_break(name, width / SIZES[i]);
        int fits = lines->width * SIZES[i] <= width && lines->count * LEADING * SIZES[i] <= height;
        if (fits || i + 1 == sizeof SIZES / sizeof SIZES[0]) {
            return SIZES[i];
        }
    }
}

void label_zone(struct sheet *sheet, struct taken *taken, const struct view *view, const struct sibu_zone *zone,
                enum sibu_language language)
{
    struct spot spot = best_spot(&zone->polygon);
    const char *name = zone->name.in[language];
    double width = spot.width * view->px_per_m - 2.0 * MARGIN_PX;
    double height = spot.height * view->px_per_m - 2.0 * MARGIN_PX;
    struct lines lines;
    double size = choose_size(name, width, height, &lines);
    double name_height = lines.count * LEADING * size;
    int with_id =
        name_height + LEADING * ID_SIZE_PX <= height && text_width_em(zone->id, strlen(zone->id)) * ID_SIZE_PX <= width;
    double all = name_height + (with_id ? LEADING * ID_SIZE_PX : 0.0);
    struct sibu_point middle = view_point(view, spot.at);
    struct sibu_point at = {middle.x, middle.y - all / 2.0 + LEADING * size / 2.0};
    struct lettering big = {size, COLOUR_INK, 0xc0ffffff, SIBU_PLAN_MIDDLE, 0};
    struct lettering small = {ID_SIZE_PX, COLOUR_FAINT, 0xc0ffffff, SIBU_PLAN_MIDDLE, 0};
    write_lines(sheet, at, big, name, &lines);
    if (with_id) {
        at.y = middle.y + all / 2.0 - LEADING * ID_SIZE_PX / 2.0;
        sheet_text(sheet, at, small, zone->id);
    }
    taken_add(taken, box_around(middle, lines.width * size, all));
}
