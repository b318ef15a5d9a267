/* The names of zones: each where it hides the least of what stands in its zone. See scene.h. */
#include <stdio.h>
#include <string.h>

#include "view/scene.h"

#define NAME_BYTES 160
#define EDGE_PX 1 /* around a line that is minded */
#define LEADING_PX 2 /* above and below the letters of a line */

/* Where to break a name into two lines: the byte after the space nearest to its middle, or the character nearest to it
 * in a name without spaces. 0: nowhere. */
static size_t break_at(const char *name, size_t *skip)
{
    size_t length = strlen(name), best = 0;
    for (size_t i = 1; i < length; i++) {
        size_t off = i < length / 2 ? length / 2 - i : i - length / 2;
        size_t best_off = best < length / 2 ? length / 2 - best : best - length / 2;
        if (name[i] == ' ' && (best == 0 || off < best_off)) {
            best = i;
        }
    }
    *skip = best != 0;
    if (best != 0 || length < 6) {
        return best;
    }
    best = length / 2;
    while (best < length && ((unsigned char)name[best] & 0xc0) == 0x80) {
        best++; /* never inside a character */
    }
    return (unsigned char)name[best] >= 0x80 ? best : 0; /* nor inside a word of letters */
}

/* Text with a seam of the ground's colour around it, so that lines under it don't strike it through. */
static void draw_seamed(struct canvas *canvas, struct raster_rect box, const struct text_style *style, const char *text)
{
    struct text_style seam = *style;
    seam.colour = (canvas->theme->ground & 0xffffffu) | 0xb0000000u;
    for (int32_t i = 0; i < 9; i++) {
        struct raster_rect off = {box.x + i % 3 - 1, box.y + i / 3 - 1, box.width, box.height};
        (void)canvas_text(canvas, off, &seam, text);
    }
    (void)canvas_text(canvas, box, style, text);
}

struct zone_room { /* of a zone, on the screen */
    const struct camera *camera;
    const struct sibu_polygon *polygon;
};

static int holds_point(const struct zone_room *room, int32_t x, int32_t y)
{
    struct sibu_point at = camera_m(room->camera, (double)x, (double)y);
    return sibu_polygon_contains(room->polygon, at.x, at.y);
}

static int holds(const void *of, struct raster_rect label)
{
    int32_t right = label.x + label.width, top = label.y + LEADING_PX, bottom = label.y + label.height - LEADING_PX;
    return holds_point(of, label.x, top) && holds_point(of, right, top) && holds_point(of, label.x, bottom) &&
           holds_point(of, right, bottom) && holds_point(of, label.x + label.width / 2, label.y + label.height / 2);
}

static struct raster_rect around(const struct camera *camera, struct sibu_point a, struct sibu_point b)
{
    struct raster_point from = camera_fixed(camera, a.x, a.y), to = camera_fixed(camera, b.x, b.y);
    struct raster_rect box = {(from.x < to.x ? from.x : to.x) / RASTER_ONE,
                              (from.y < to.y ? from.y : to.y) / RASTER_ONE, 0, 0};
    box.width = (from.x < to.x ? to.x : from.x) / RASTER_ONE - box.x;
    box.height = (from.y < to.y ? to.y : from.y) / RASTER_ONE - box.y;
    return raster_rect_inset(box, -EDGE_PX);
}

/* What stands free in a room is a hole in the walkable ground, of which the whole is minded; what stands at its walls is a
 * dent in it, of which the edges are. */
static void mind_ring(struct label_board *board, const struct camera *camera, const struct sibu_ring *ring, int hole,
                      struct raster_rect zone)
{
    struct sibu_point low = ring->points[0], high = low;
    for (uint32_t i = 0; i < ring->count; i++) {
        struct sibu_point at = ring->points[i];
        low = (struct sibu_point){at.x < low.x ? at.x : low.x, at.y < low.y ? at.y : low.y};
        high = (struct sibu_point){at.x > high.x ? at.x : high.x, at.y > high.y ? at.y : high.y};
        struct raster_rect edge = around(camera, at, ring->points[(i + 1) % ring->count]);
        if (!hole && raster_rect_meet(edge, zone)) {
            label_mind(board, edge);
        }
    }
    struct raster_rect whole = around(camera, low, high);
    if (hole && raster_rect_meet(whole, zone)) {
        label_mind(board, whole);
    }
}

static void mind_what_stands_in(struct label_board *board, const struct camera *camera, const struct sibu_floor *floor,
                                struct raster_rect zone)
{
    label_mind_nothing(board);
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        for (uint32_t r = 0; r < floor->walkable[i].count; r++) {
            mind_ring(board, camera, &floor->walkable[i].rings[r], r > 0, zone);
        }
    }
}

struct zone_name { /* in one line, or in two */
    const char *whole;
    char first[NAME_BYTES];
    const char *second; /* NULL: one line */
};

static int in_two(struct zone_name *name)
{
    size_t skip, at = break_at(name->whole, &skip);
    if (at == 0 || at >= sizeof name->first) {
        return 0;
    }
    (void)snprintf(name->first, sizeof name->first, "%.*s", (int)at, name->whole);
    name->second = name->whole + at + skip;
    return 1;
}

/* The best place for it in two lines, if it has two. */
static struct raster_rect place_in_two(struct scene *scene, struct canvas *canvas, const struct label_room *room,
                                       struct zone_name *name, int64_t *hidden)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, 0};
    *hidden = INT64_MAX;
    if (!in_two(name)) {
        return (struct raster_rect){0};
    }
    int32_t first = canvas_text_width(canvas, &style, name->first);
    int32_t second = canvas_text_width(canvas, &style, name->second);
    return label_search(&scene->board, room, first > second ? first : second, 2 * text_height(canvas->text, TEXT_SMALL),
                        hidden);
}

/* In one line, else in two where those hide less, else not at all. */
static void draw_zone_name(struct scene *scene, struct canvas *canvas, const struct label_room *room, const char *whole)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->zone_text};
    struct zone_name name = {.whole = whole};
    int32_t line = text_height(canvas->text, TEXT_SMALL);
    int64_t hidden, hidden_in_two = INT64_MAX;
    struct raster_rect one = label_search(&scene->board, room, canvas_text_width(canvas, &style, whole), line, &hidden);
    struct raster_rect two = {0};
    if (hidden > 0) {
        two = place_in_two(scene, canvas, room, &name, &hidden_in_two);
    }
    if (two.width > 0 && hidden_in_two < hidden) {
        label_block(&scene->board, two);
        draw_seamed(canvas, (struct raster_rect){two.x, two.y, two.width, line}, &style, name.first);
        draw_seamed(canvas, (struct raster_rect){two.x, two.y + two.height - line, two.width, line}, &style,
                    name.second);
    } else if (one.width > 0) {
        label_block(&scene->board, one);
        draw_seamed(canvas, one, &style, whole);
    }
}

static struct raster_point middle_of(const struct camera *camera, const struct sibu_zone *zone)
{
    struct sibu_point middle = sibu_polygon_centre(&zone->polygon);
    struct raster_point at = camera_fixed(camera, middle.x, middle.y);
    return (struct raster_point){at.x / RASTER_ONE, at.y / RASTER_ONE};
}

/* How many are inside, below the zone's name. */
static struct raster_rect place_badge(struct scene *scene, struct canvas *canvas, struct raster_point middle)
{
    int32_t width = canvas_px(canvas, 76), height = text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 4);
    struct raster_rect low = {middle.x - width / 2, middle.y + height / 2, width, height};
    return label_inside(&scene->board, low, width, height);
}

void scene_name_zones(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct sibu_site *site = view->replay->site;
    const struct camera *camera = &view->cameras[view->floor];
    for (uint32_t i = 0; i < site->zone_count; i++) {
        const struct sibu_zone *zone = &site->zones[i];
        if (zone->floor != view->floor) {
            continue;
        }
        struct zone_room of = {camera, &zone->polygon};
        struct raster_rect box = canvas_box(camera, &zone->polygon);
        box.x += canvas_px(canvas, 3);
        box.width -= 2 * canvas_px(canvas, 3);
        struct label_room room = {box, middle_of(camera, zone), holds, &of};
        scene->zone_badges[i] = (struct raster_rect){0};
        if (view->replay->frame_count == 0) {
            scene->zone_badges[i] = place_badge(scene, canvas, room.middle);
        }
        if (raster_rect_meet(box, scene->board.window)) {
            mind_what_stands_in(&scene->board, camera, &site->floors[view->floor], box);
            draw_zone_name(scene, canvas, &room, zone->name.in[canvas->language]);
        }
    }
    label_mind_nothing(&scene->board);
}
