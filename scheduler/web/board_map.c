/* See board_map.h. A plan is drawn in decimetres, y downward, so that whole numbers are fine enough. */
#include "web/board_map.h"

#include <string.h>

#include "sibu/json.h"
#include "web/page.h"

#define UNITS_PER_M 10.0
#define MARGIN_M 3.0

struct place { /* where it broke out */
    uint32_t floor; /* SIBU_NONE: it is not known */
    double x_m, y_m;
};
struct sheet {
    const struct board_map *map;
    const struct sibu_site *site;
    struct sibu_text *out;
    struct place origin;
    uint32_t floor;
    struct sibu_box box; /* in metres, what is shown */
    double letters; /* their size, in units */
};

static double unit_x(const struct sheet *sheet, double x_m)
{
    return (x_m - sheet->box.min_x) * UNITS_PER_M;
}

static double unit_y(const struct sheet *sheet, double y_m)
{
    return (sheet->box.max_y - y_m) * UNITS_PER_M;
}

static uint32_t find_floor(const struct sibu_site *site, const char *id)
{
    for (uint32_t i = 0; id != NULL && i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

static struct place read_origin(const struct board_map *map)
{
    struct place place = {SIBU_NONE, 0.0, 0.0};
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "draw", map->course->draw, strlen(map->course->draw), &ignored) == SIBU_OK) {
        struct sibu_json_value root = sibu_json_root(document);
        int known = sibu_json_number(root, "x_m", -1e6, 1e6, &place.x_m, &ignored) == SIBU_OK &&
                    sibu_json_number(root, "y_m", -1e6, 1e6, &place.y_m, &ignored) == SIBU_OK;
        place.floor = known ? find_floor(map->site, sibu_json_as_string(sibu_json_member(root, "floor"))) : SIBU_NONE;
    }
    sibu_json_close(document);
    return place;
}

static void add_path(const struct sheet *sheet, const struct sibu_point *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sibu_text_addf(sheet->out, "%s%.0f %.0f", i == 0 ? "M" : "L", unit_x(sheet, points[i].x),
                       unit_y(sheet, points[i].y));
    }
}

static void add_polygon(const struct sheet *sheet, const struct sibu_polygon *polygon)
{
    for (uint32_t i = 0; i < polygon->count; i++) {
        add_path(sheet, polygon->rings[i].points, polygon->rings[i].count);
        sibu_text_add(sheet->out, "Z");
    }
}

static void draw_ground(const struct sheet *sheet)
{
    const struct sibu_floor *floor = &sheet->site->floors[sheet->floor];
    sibu_text_add(sheet->out, "<path class=\"ground\" fill-rule=\"evenodd\" d=\"");
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        add_polygon(sheet, &floor->walkable[i]);
    }
    sibu_text_add(sheet->out, "\"/>");
    for (uint32_t i = 0; i < sheet->site->zone_count; i++) {
        const struct sibu_zone *zone = &sheet->site->zones[i];
        if (zone->floor == sheet->floor) {
            int is_origin = strcmp(zone->id, sheet->map->drill->zone) == 0;
            sibu_text_addf(sheet->out, "<path class=\"zone%s\" d=\"", is_origin ? " hit" : "");
            add_polygon(sheet, &zone->polygon);
            sibu_text_add(sheet->out, "\"/>");
        }
    }
}

static void draw_exits(const struct sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->site->exit_count; i++) {
        const struct sibu_exit *exit = &sheet->site->exits[i];
        int is_lost = 0;
        for (size_t k = 0; k < sheet->map->course->lost_count; k++) {
            is_lost |= strcmp(sheet->map->course->lost[k], exit->id) == 0;
        }
        if (exit->floor == sheet->floor) {
            sibu_text_addf(sheet->out, "<path class=\"exit%s\" d=\"", is_lost ? " lost" : "");
            add_path(sheet, exit->line.points, exit->line.count);
            sibu_text_add(sheet->out, "\"/>");
        }
    }
}

/* What share of the assembly point is taken, from its lower edge on. */
static void draw_filling(const struct sheet *sheet, uint32_t index)
{
    const struct sibu_muster *muster = &sheet->site->musters[index];
    struct sibu_box box = sibu_polygon_box(&muster->polygon);
    uint32_t here = sheet->map->drill->at_muster[index];
    double share = muster->capacity_persons > 0 ? (double)here / muster->capacity_persons : here > 0 ? 1.0 : 0.0;
    double height = (box.max_y - box.min_y) * (share > 1.0 ? 1.0 : share);
    sibu_text_addf(sheet->out, "<clipPath id=\"point-%u\"><path d=\"", (unsigned)index);
    add_polygon(sheet, &muster->polygon);
    sibu_text_addf(sheet->out,
                   "\"/></clipPath><rect class=\"filling%s\" clip-path=\"url(#point-%u)\" x=\"%.0f\" y=\"%.0f\""
                   " width=\"%.0f\" height=\"%.0f\"/>",
                   share > 1.0 ? " over" : "", (unsigned)index, unit_x(sheet, box.min_x),
                   unit_y(sheet, box.min_y + height), (box.max_x - box.min_x) * UNITS_PER_M, height * UNITS_PER_M);
}

/* "12/200" over each assembly point. */
static void draw_musters(const struct sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->site->muster_count; i++) {
        const struct sibu_muster *muster = &sheet->site->musters[i];
        if (muster->floor != sheet->floor) {
            continue;
        }
        struct sibu_point centre = sibu_polygon_centre(&muster->polygon);
        sibu_text_add(sheet->out, "<g class=\"muster\"><path d=\"");
        add_polygon(sheet, &muster->polygon);
        sibu_text_add(sheet->out, "\"/>");
        draw_filling(sheet, i);
        sibu_text_addf(sheet->out, "<text x=\"%.0f\" y=\"%.0f\" dy=\".35em\" font-size=\"%.0f\">%u",
                       unit_x(sheet, centre.x), unit_y(sheet, centre.y), sheet->letters,
                       (unsigned)sheet->map->drill->at_muster[i]);
        if (muster->capacity_persons > 0) {
            sibu_text_addf(sheet->out, "/%u", (unsigned)muster->capacity_persons);
        }
        sibu_text_add(sheet->out, "</text></g>");
    }
}

/* A ring with a cross through it. */
static void draw_origin(const struct sheet *sheet)
{
    if (sheet->origin.floor != sheet->floor) {
        return;
    }
    double x = unit_x(sheet, sheet->origin.x_m), y = unit_y(sheet, sheet->origin.y_m), r = sheet->letters * 0.6;
    sibu_text_addf(sheet->out,
                   "<g class=\"origin\" stroke-width=\"%.0f\"><circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\"/>"
                   "<path d=\"M%.0f %.0fH%.0fM%.0f %.0fV%.0f\"/></g>",
                   sheet->letters * 0.25, x, y, r, x - 1.7 * r, y, x + 1.7 * r, x, y - 1.7 * r, y + 1.7 * r);
}

static void widen(struct sibu_box *box, const struct sibu_polygon *polygon)
{
    struct sibu_box by = sibu_polygon_box(polygon);
    box->min_x = by.min_x < box->min_x ? by.min_x : box->min_x;
    box->min_y = by.min_y < box->min_y ? by.min_y : box->min_y;
    box->max_x = by.max_x > box->max_x ? by.max_x : box->max_x;
    box->max_y = by.max_y > box->max_y ? by.max_y : box->max_y;
}

static int has_muster(const struct sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->site->muster_count; i++) {
        if (sheet->site->musters[i].floor == sheet->floor) {
            return 1;
        }
    }
    return 0;
}

/* Whether the floor has anything to show: people's zones or assembly points; landings have neither. */
static int has_any(const struct sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->site->zone_count; i++) {
        if (sheet->site->zones[i].floor == sheet->floor) {
            return 1;
        }
    }
    return has_muster(sheet) || sheet->origin.floor == sheet->floor;
}

/* The floor with its assembly points, and a margin. */
static struct sibu_box box_of(const struct sibu_site *site, uint32_t floor)
{
    struct sibu_box box = site->floors[floor].box;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == floor) {
            widen(&box, &site->musters[i].polygon);
        }
    }
    return (struct sibu_box){box.min_x - MARGIN_M, box.min_y - MARGIN_M, box.max_x + MARGIN_M, box.max_y + MARGIN_M};
}

static void draw_floor(struct sheet *sheet)
{
    sheet->box = box_of(sheet->site, sheet->floor);
    double width = (sheet->box.max_x - sheet->box.min_x) * UNITS_PER_M;
    sheet->letters = width / 26.0;
    const char *name = sheet->site->floors[sheet->floor].name.in[sheet->map->language];
    sibu_text_addf(sheet->out, "<figure%s><svg class=\"plan\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"",
                   has_muster(sheet) ? " class=\"wide\"" : "", width,
                   (sheet->box.max_y - sheet->box.min_y) * UNITS_PER_M);
    page_say_one(sheet->out, sheet->map->language, SIBU_SAY_PAGE_MAP_FLOOR, name);
    sibu_text_add(sheet->out, "\">");
    draw_ground(sheet);
    draw_exits(sheet);
    draw_musters(sheet);
    draw_origin(sheet);
    sibu_text_add(sheet->out, "</svg><figcaption>");
    sibu_text_add_xml(sheet->out, name);
    sibu_text_add(sheet->out, "</figcaption></figure>\n");
}

void board_map_draw(struct sibu_text *out, const struct board_map *map)
{
    struct sheet sheet = {.map = map, .site = map->site, .out = out, .origin = read_origin(map)};
    sibu_text_add(out, "<h2>");
    page_say(out, map->language, SIBU_SAY_PAGE_MAP);
    sibu_text_add(out, "</h2>\n<div class=\"maps\">");
    for (sheet.floor = 0; sheet.floor < map->site->floor_count; sheet.floor++) {
        if (has_any(&sheet)) {
            draw_floor(&sheet);
        }
    }
    sibu_text_add(out, "</div><p class=\"soft\">");
    page_say(out, map->language, SIBU_SAY_PAGE_MAP_MEANS);
    sibu_text_add(out, "</p>\n");
}
