/* The names on the plan, and its scale. See scene.h: placed once for each layer, the most important first. */
#include <stdio.h>
#include <string.h>

#include "view/scene.h"

#define NAME_BYTES 160
#define MUSTER_SHARE 0.45 /* of the plan's width, that the name of one assembly point may have */
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

void scene_short_name(const char *name, char *out, size_t size)
{
    static const char *const OPENS[] = {" (", "(", "（"};
    const char *end = NULL;
    for (size_t i = 0; i < sizeof OPENS / sizeof OPENS[0] && end == NULL; i++) {
        end = strstr(name, OPENS[i]);
    }
    size_t length = end != NULL && end > name ? (size_t)(end - name) : strlen(name);
    (void)snprintf(out, size, "%.*s", (int)length, name);
}

/* The width of an assembly point's name and count, the widest number it will ever show. */
static int32_t muster_width(struct canvas *canvas, const char *name, uint32_t capacity)
{
    char text[NAME_BYTES];
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, 0};
    (void)snprintf(text, sizeof text, "%.100s%s%u/%u", name, name[0] != '\0' ? "  " : "", capacity, capacity);
    return canvas_text_width(canvas, &style, text) + 2 * canvas_px(canvas, 6);
}

/* Whole where there is room and nothing is hidden, else without what stands in brackets; the count alone only where that
 * has no place either: what is left of a cut name says nothing. */
static struct raster_rect place_muster(struct scene *scene, struct canvas *canvas, const struct sibu_muster *muster,
                                       struct raster_rect box)
{
    char less[NAME_BYTES];
    const char *name = muster->name.in[canvas->language];
    scene_short_name(name, less, sizeof less);
    int32_t most = (int32_t)(MUSTER_SHARE * scene->board.window.width);
    const int32_t widths[] = {muster_width(canvas, name, muster->capacity_persons),
                              muster_width(canvas, less, muster->capacity_persons),
                              muster_width(canvas, "", muster->capacity_persons)};
    struct raster_rect best = {0};
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < 3 && least > 0; i++) {
        int64_t hidden;
        struct raster_rect place =
            label_best_beside(&scene->board, box, widths[i], pill_height(canvas, TEXT_BODY), &hidden);
        if (hidden < least && (widths[i] <= most || i == 2) && (i < 2 || best.width == 0)) {
            least = hidden;
            best = place;
        }
    }
    if (best.width > 0) {
        label_block(&scene->board, best);
    }
    return best;
}

/* Places only: the counts are drawn with every picture. Neither buildings nor who has gathered are hidden if
 * there is another place. */
static void place_musters(struct scene *scene, struct canvas *canvas, const struct view_state *view,
                          const struct camera *camera)
{
    const struct sibu_site *site = view->replay->site;
    for (uint32_t i = 0; i < site->zone_count; i++) {
        if (site->zones[i].floor == view->floor) {
            label_mind(&scene->board, canvas_box(camera, &site->zones[i].polygon));
        }
    }
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == view->floor) {
            label_mind(&scene->board, canvas_box(camera, &site->musters[i].polygon));
        }
    }
    for (uint32_t i = 0; i < site->muster_count; i++) {
        const struct sibu_muster *muster = &site->musters[i];
        if (muster->floor == view->floor) {
            scene->muster_labels[i] = place_muster(scene, canvas, muster, canvas_box(camera, &muster->polygon));
        }
    }
    label_mind_nothing(&scene->board);
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

static const char *floor_name(const struct canvas *canvas, const struct view_state *view, uint32_t floor)
{
    const struct sibu_floor *it = &view->replay->site->floors[floor];
    const char *name = it->name.in[canvas->language];
    return name[0] != '\0' ? name : it->id;
}

struct raster_rect scene_floor_name_box(struct canvas *canvas, const struct view_state *view, uint32_t floor)
{
    struct raster_rect window = view->cameras[floor].window;
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, 0};
    int32_t pad = canvas_px(canvas, 8), width = canvas_text_width(canvas, &style, floor_name(canvas, view, floor));
    int32_t most = window.width - 2 * pad;
    return (struct raster_rect){window.x + pad, window.y + pad / 2, width < most ? width : most,
                                text_height(canvas->text, TEXT_SMALL)};
}

/* Of several floors each says which it is, in its upper left corner. */
static void draw_floor_name(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->zone_text};
    struct raster_rect box = scene_floor_name_box(canvas, view, view->floor);
    (void)canvas_text(canvas, box, &style, floor_name(canvas, view, view->floor));
    label_block(&scene->board, box);
}

void scene_names(struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct camera *camera = &view->cameras[view->floor];
    label_clear(&scene->board, raster_rect_inset(camera->window, canvas_px(canvas, 4)));
    if (view->cell_count > 1) {
        draw_floor_name(scene, canvas, view);
    }
    draw_bar(scene, canvas, view);
    place_origin(scene, canvas, view, camera);
    place_musters(scene, canvas, view, camera);
    scene_name_zones(scene, canvas, view);
    name_all(scene, canvas, view, view->replay->site->exit_count, exit_tag);
    name_all(scene, canvas, view, view->replay->site->stair_count, stair_tag);
}
