/* The names on the plan, and its scale. See scene.h: placed once for each layer, the most important first. */
#include <stdio.h>
#include <string.h>

#include "view/layers_bar.h"
#include "view/scene.h"

#define NAME_BYTES 160
#define SMALL_MUSTER 130.0 /* the most of an assembly point's name and count, where several floors share the plan */
#define CROWDED 0.06 /* share of the plan above which names of exits or stairs would hide more than they tell */

static int32_t pill_height(const struct canvas *canvas, enum text_size size)
{
    return text_height(canvas->text, size) + canvas_px(canvas, 4);
}

/* At most `most` wide, in units of scale 1. */
static int32_t pill_width(struct canvas *canvas, const struct text_style *style, const char *text, double most)
{
    int32_t limit = canvas_px(canvas, most);
    int32_t width = canvas_text_width(canvas, style, text) + 2 * canvas_px(canvas, 6);
    return width < limit ? width : limit;
}

/* Places only: the counts are drawn with every picture. The widest number it will ever show decides. */
static void place_musters(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                          const struct camera *camera)
{
    const struct sibu_site *site = view->replay->site;
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, canvas->theme->safe_text};
    for (uint32_t i = 0; i < site->muster_count; i++) {
        const struct sibu_muster *muster = &site->musters[i];
        char text[NAME_BYTES];
        double most = view->cell_count > 1 ? SMALL_MUSTER : 300.0;
        if (muster->floor != view->floor) {
            continue;
        }
        (void)snprintf(text, sizeof text, "%.100s  %u/%u", muster->name.in[canvas->language], muster->capacity_persons,
                       muster->capacity_persons);
        scene->muster_labels[i] = label_beside(&scene->board, canvas_box(camera, &muster->polygon),
                                               pill_width(canvas, &style, text, most), pill_height(canvas, TEXT_BODY));
    }
}

static void place_origin(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                         const struct camera *camera)
{
    const struct replay_origin *origin = &view->replay->origin;
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, canvas->theme->danger_text};
    if (!origin->known || origin->floor != view->floor) {
        return;
    }
    scene->origin_label = (struct raster_rect){0};
    struct sibu_point at = camera_px(camera, origin->at_m.x, origin->at_m.y);
    if (!(at.x > -1e4 && at.x < 1e5 && at.y > -1e4 && at.y < 1e5)) {
        return;
    }
    int32_t reach = canvas_px(canvas, 16);
    struct raster_rect sign = {(int32_t)at.x - reach, (int32_t)at.y - reach, 2 * reach, 2 * reach};
    label_block(&scene->board, sign);
    const char *name = origin->family.in[canvas->language];
    scene->origin_label =
        label_beside(&scene->board, sign, pill_width(canvas, &style, name, 260.0), pill_height(canvas, TEXT_BODY));
}

static struct raster_rect line_box(const struct camera *camera, const struct sibu_line *line)
{
    struct sibu_point a = line->points[0], b = line->points[line->count - 1];
    struct raster_point from = camera_fixed(camera, a.x, a.y), to = camera_fixed(camera, b.x, b.y);
    struct raster_rect box = {(from.x < to.x ? from.x : to.x) / RASTER_ONE,
                              (from.y < to.y ? from.y : to.y) / RASTER_ONE, 0, 0};
    box.width = (from.x < to.x ? to.x : from.x) / RASTER_ONE - box.x;
    box.height = (from.y < to.y ? to.y : from.y) / RASTER_ONE - box.y;
    return raster_rect_inset(box, -4);
}

/* A name for something on the plan: a pill beside its box. */
struct tag {
    struct raster_rect anchor;
    uint32_t ground;
    struct text_style style;
    char text[NAME_BYTES];
};

static int is_seen(const struct scene *scene, const struct tag *tag)
{
    return raster_rect_meet(raster_rect_inset(tag->anchor, -1), scene->board.window);
}

static double tag_area(struct canvas *canvas, const struct tag *tag)
{
    return (double)pill_width(canvas, &tag->style, tag->text, 200.0) * (double)pill_height(canvas, TEXT_SMALL);
}

static void draw_tag(struct scene *scene, struct canvas *canvas, const struct tag *tag)
{
    int32_t width = pill_width(canvas, &tag->style, tag->text, 200.0);
    struct raster_rect box = label_beside(&scene->board, tag->anchor, width, pill_height(canvas, TEXT_SMALL));
    if (box.width > 0) {
        canvas_pill(canvas, box, tag->ground, &tag->style, tag->text);
    }
}

/* Fills the tag of the exit or stair `i`; false where it is not on this floor. */
typedef int tag_maker(struct canvas *canvas, const struct view_state *view, uint32_t i, struct tag *tag);

static int exit_tag(struct canvas *canvas, const struct view_state *view, uint32_t i, struct tag *tag)
{
    const struct sibu_exit *way = &view->replay->site->exits[i];
    tag->anchor = line_box(&view->cameras[view->floor], &way->line);
    tag->ground = canvas->theme->safe;
    tag->style = (struct text_style){TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, canvas->theme->safe_text};
    (void)snprintf(tag->text, sizeof tag->text, "%.120s", way->name.in[canvas->language]);
    return way->floor == view->floor;
}

/* Where a flight leads: the floor's name, or its id where that is shorter by much. */
static int stair_tag(struct canvas *canvas, const struct view_state *view, uint32_t i, struct tag *tag)
{
    const struct sibu_site *site = view->replay->site;
    const struct sibu_stair *stair = &site->stairs[i];
    const struct sibu_floor *other = &site->floors[stair->floor == view->floor ? stair->to : stair->floor];
    const char *arrow = other->elevation_m >= site->floors[view->floor].elevation_m ? "↑" : "↓";
    tag->anchor = canvas_box(&view->cameras[view->floor], &stair->polygon);
    tag->ground = canvas->theme->raised;
    tag->style = (struct text_style){TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->text};
    (void)snprintf(tag->text, sizeof tag->text, "%s %.120s", arrow, other->name.in[canvas->language]);
    if (canvas_text_width(canvas, &tag->style, tag->text) > canvas_px(canvas, 90)) {
        (void)snprintf(tag->text, sizeof tag->text, "%s %.60s", arrow, other->id);
    }
    return stair->floor == view->floor || stair->to == view->floor;
}

/* All of a kind or none: half of the exits named would look like all of them. */
static void name_all(struct scene *scene, struct canvas *canvas, const struct view_state *view, uint32_t count,
                     tag_maker *make)
{
    const struct raster_rect window = scene->board.window;
    double area = 0.0;
    struct tag tag;
    for (uint32_t i = 0; i < count; i++) {
        if (make(canvas, view, i, &tag) && is_seen(scene, &tag)) {
            area += tag_area(canvas, &tag);
        }
    }
    if (area > CROWDED * (double)window.width * (double)window.height) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (make(canvas, view, i, &tag) && is_seen(scene, &tag)) {
            draw_tag(scene, canvas, &tag);
        }
    }
}

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

/* A zone's name in one line, else in two, else not at all. */
static void draw_zone_name(struct scene *scene, struct canvas *canvas, struct raster_rect zone, const char *name)
{
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->zone_text};
    int32_t line = text_height(canvas->text, TEXT_SMALL), room = zone.width - canvas_px(canvas, 6);
    int32_t width = canvas_text_width(canvas, &style, name);
    if (width <= room && line <= zone.height) {
        struct raster_rect box = label_inside(&scene->board, zone, width, line);
        draw_seamed(canvas, box, &style, name);
        return;
    }
    char first[NAME_BYTES];
    size_t skip, at = break_at(name, &skip);
    if (at == 0 || at >= sizeof first || 2 * line > zone.height) {
        return;
    }
    (void)snprintf(first, sizeof first, "%.*s", (int)at, name);
    const char *second = name + at + skip;
    int32_t first_width = canvas_text_width(canvas, &style, first),
            second_width = canvas_text_width(canvas, &style, second);
    width = first_width > second_width ? first_width : second_width;
    if (width > room) {
        return;
    }
    struct raster_rect box = label_inside(&scene->board, zone, width, 2 * line);
    draw_seamed(canvas, (struct raster_rect){box.x, box.y, box.width, line}, &style, first);
    draw_seamed(canvas, (struct raster_rect){box.x, box.y + box.height - line, box.width, line}, &style, second);
}

/* The box for a label in the middle of a zone: around a point that is inside, whatever the zone's shape. */
static struct raster_rect zone_room(const struct camera *camera, const struct sibu_zone *zone)
{
    struct raster_rect box = canvas_box(camera, &zone->polygon);
    struct sibu_point middle = sibu_polygon_centre(&zone->polygon);
    struct raster_point at = camera_fixed(camera, middle.x, middle.y);
    int32_t x = at.x / RASTER_ONE, y = at.y / RASTER_ONE;
    int32_t half_width = x - box.x < box.x + box.width - x ? x - box.x : box.x + box.width - x;
    int32_t half_height = y - box.y < box.y + box.height - y ? y - box.y : box.y + box.height - y;
    return (struct raster_rect){x - half_width, y - half_height, 2 * half_width, 2 * half_height};
}

static void name_zones(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                       const struct camera *camera)
{
    const struct sibu_site *site = view->replay->site;
    int badges = view->replay->frame_count == 0;
    int32_t badge_width = canvas_px(canvas, 76), badge_height = pill_height(canvas, TEXT_SMALL);
    for (uint32_t i = 0; i < site->zone_count; i++) {
        if (site->zones[i].floor != view->floor) {
            continue;
        }
        scene->zone_badges[i] = (struct raster_rect){0};
        struct raster_rect room = zone_room(camera, &site->zones[i]);
        if (badges) {
            struct raster_rect low = {room.x, room.y + badge_height, room.width, room.height};
            scene->zone_badges[i] = label_inside(&scene->board, low, badge_width, badge_height);
        }
        draw_zone_name(scene, canvas, room, site->zones[i].name.in[canvas->language]);
    }
}

/* In the lower left corner of the plan: several floors have one scale. */
static void draw_bar(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct camera *camera = &view->cameras[view->floor];
    struct raster_rect plan = view->plan, window = camera->window;
    if (window.x > plan.x || window.y + window.height < plan.y + plan.height) {
        return;
    }
    double length_m = scene_bar_m(camera->px_per_m, 140.0 * canvas->scale);
    int32_t length = (int32_t)(length_m * camera->px_per_m + 0.5), line = canvas_px(canvas, 2);
    int32_t x = camera->window.x + canvas_px(canvas, 14);
    int32_t y = camera->window.y + camera->window.height - canvas_px(canvas, 14);
    struct text_style style = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->zone_text};
    int32_t tall = canvas_px(canvas, 6), text = text_height(canvas->text, TEXT_SMALL);
    char words[32];
    (void)snprintf(words, sizeof words, length_m < 1.0 ? "%.1f m" : "%.0f m", length_m);
    label_block(&scene->board, (struct raster_rect){x, y - tall - text, length, tall + text});
    raster_fill_rect(canvas->raster, (struct raster_rect){x, y, length, line}, canvas->theme->zone_text);
    raster_fill_rect(canvas->raster, (struct raster_rect){x, y - tall, line, tall}, canvas->theme->zone_text);
    raster_fill_rect(canvas->raster, (struct raster_rect){x + length - line, y - tall, line, tall},
                     canvas->theme->zone_text);
    (void)canvas_text(canvas,
                      (struct raster_rect){x + canvas_px(canvas, 6), y - text - line, canvas_px(canvas, 80), text},
                      &style, words);
}

/* Of several floors each says which it is, in its upper left corner. */
static void draw_floor_name(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct sibu_floor *floor = &view->replay->site->floors[view->floor];
    struct raster_rect window = view->cameras[view->floor].window;
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->zone_text};
    int32_t pad = canvas_px(canvas, 8);
    struct raster_rect box = {window.x + pad, window.y + pad / 2, window.width - 2 * pad,
                              text_height(canvas->text, TEXT_SMALL)};
    const char *name = floor->name.in[canvas->language];
    box.width = canvas_text(canvas, box, &style, name[0] != '\0' ? name : floor->id);
    label_block(&scene->board, box);
}

void scene_names(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct camera *camera = &view->cameras[view->floor];
    label_clear(&scene->board, raster_rect_inset(camera->window, canvas_px(canvas, 4)));
    /* the zoom buttons stand in the lower right corner of the plan (picture.c) */
    label_block(&scene->board, (struct raster_rect){view->plan.x + view->plan.width - canvas_px(canvas, 48),
                                                    view->plan.y + view->plan.height - canvas_px(canvas, 130),
                                                    canvas_px(canvas, 48), canvas_px(canvas, 130)});
    label_block(&scene->board, layers_bar_box(canvas, view->plan));
    if (view->cell_count > 1) {
        draw_floor_name(scene, canvas, view);
    }
    draw_bar(scene, canvas, view);
    place_origin(scene, canvas, view, camera);
    place_musters(scene, canvas, view, camera);
    name_zones(scene, canvas, view, camera);
    name_all(scene, canvas, view, view->replay->site->exit_count, exit_tag);
    name_all(scene, canvas, view, view->replay->site->stair_count, stair_tag);
}
