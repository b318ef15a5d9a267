/* What fills and changes on the plan: assembly points, people still in their zones, the hazard. See scene.h. */
#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/scene.h"

#define NAME_BYTES 160

/* From below, as far as the count is of the capacity. */
static void fill_muster(struct canvas *canvas, const struct camera *camera, const struct sibu_muster *muster,
                        uint32_t count)
{
    struct raster_rect box = canvas_box(camera, &muster->polygon);
    double share = muster->capacity_persons > 0 ? (double)count / (double)muster->capacity_persons : 1.0;
    int32_t level = (int32_t)((share < 1.0 ? share : 1.0) * (double)(box.height + 1) + 0.5);
    struct raster_rect before = canvas->raster->clip;
    canvas_fill(canvas, camera, &muster->polygon, (canvas->theme->safe_line & 0xffffffu) | 0x24000000u);
    (void)raster_clip(
        canvas->raster,
        raster_rect_cut(before, (struct raster_rect){box.x, box.y + box.height + 1 - level, box.width + 1, level}));
    canvas_fill(canvas, camera, &muster->polygon, (canvas->theme->safe_line & 0xffffffu) | 0x66000000u);
    (void)raster_clip(canvas->raster, before);
}

void scene_draw(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                const struct tally *tally)
{
    const struct sibu_site *site = view->replay->site;
    const struct camera *camera = &view->cameras[view->floor];
    raster_copy(canvas->raster, &scene->layer);
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (site->musters[i].floor == view->floor) {
            fill_muster(canvas, camera, &site->musters[i], tally->at_muster[i]);
        }
    }
}

/* The count always; the name where it has room (scene_names.c). */
static void draw_muster_count(struct canvas *canvas, struct raster_rect box, const struct sibu_muster *muster,
                              uint32_t count)
{
    char words[48];
    int32_t pad = canvas_px(canvas, 5);
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_RIGHT, canvas->theme->safe_text};
    (void)snprintf(words, sizeof words, "%u/%u", count, muster->capacity_persons);
    canvas_pill(canvas, box, canvas->theme->safe, &style, "");
    struct raster_rect inner = {box.x + pad, box.y, box.width - 2 * pad, box.height};
    inner.width -= canvas_text(canvas, inner, &style, words) + pad;
    style.align = TEXT_LEFT;
    const char *name = muster->name.in[canvas->language];
    char less[NAME_BYTES];
    scene_short_name(name, less, sizeof less);
    name = canvas_text_width(canvas, &style, name) <= inner.width ? name : less;
    if (canvas_text_width(canvas, &style, name) <= inner.width) {
        (void)canvas_text(canvas, inner, &style, name);
    }
}

static void draw_muster_counts(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                               const struct tally *tally)
{
    const struct sibu_site *site = view->replay->site;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        if (scene->muster_labels[i].width > 0 && site->musters[i].floor == view->floor) {
            draw_muster_count(canvas, scene->muster_labels[i], &site->musters[i], tally->at_muster[i]);
        }
    }
}

static void badge_words(const struct canvas *canvas, uint32_t inside, char out[NAME_BYTES])
{
    struct sibu_text words = {.max_length = NAME_BYTES - 1};
    char number[16];
    const char *values[1] = {number};
    (void)snprintf(number, sizeof number, "%u", inside);
    sibu_say_with(&words, canvas->language, inside == 0 ? SIBU_SAY_VIEW_ZONE_EMPTY : SIBU_SAY_VIEW_ZONE_INSIDE, values,
                  1);
    (void)snprintf(out, NAME_BYTES, "%s", sibu_text_get(&words));
    sibu_text_clear(&words);
}

/* Without positions, how many of each zone's people are not out yet. */
static void draw_zone_badges(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                             const struct tally *tally)
{
    const struct theme *theme = canvas->theme;
    for (uint32_t i = 0; i < view->replay->site->zone_count; i++) {
        char text[NAME_BYTES];
        if (view->replay->site->zones[i].floor != view->floor || scene->zone_badges[i].width == 0 ||
            tally->zone_people[i] == 0) {
            continue;
        }
        int empty = tally->zone_inside[i] == 0;
        struct text_style style = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, empty ? theme->safe_text : theme->accent_text};
        badge_words(canvas, tally->zone_inside[i], text);
        canvas_pill(canvas, scene->zone_badges[i], empty ? theme->safe : theme->accent, &style, text);
    }
}

static void draw_origin(const struct scene *scene, struct canvas *canvas, const struct view_state *view)
{
    const struct theme *theme = canvas->theme;
    const struct replay_origin *origin = &view->replay->origin;
    if (!origin->known || origin->floor != view->floor) {
        return;
    }
    struct raster_point at = camera_fixed(&view->cameras[view->floor], origin->at_m.x, origin->at_m.y);
    int32_t unit = raster_fixed(canvas->scale);
    struct raster_point triangle[3] = {
        {at.x, at.y - 14 * unit}, {at.x + 15 * unit, at.y + 11 * unit}, {at.x - 15 * unit, at.y + 11 * unit}};
    struct raster_pen pen = {5 * unit, theme->danger_text, 1};
    (void)raster_stroke(canvas->raster, triangle, 3, &pen);
    (void)raster_fill_points(canvas->raster, triangle, 3, theme->danger);
    pen = (struct raster_pen){2 * unit, theme->danger, 1};
    (void)raster_stroke(canvas->raster, triangle, 3, &pen);
    struct raster_rect sign = {at.x / RASTER_ONE - canvas_px(canvas, 12), at.y / RASTER_ONE - canvas_px(canvas, 14),
                               2 * canvas_px(canvas, 12), 2 * canvas_px(canvas, 12)};
    icon_draw(canvas->raster, sign, ICON_WARNING, theme->danger_text);
    if (scene->origin_label.width > 0) {
        struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_CENTRE, theme->danger_text};
        canvas_pill(canvas, scene->origin_label, theme->danger, &style, origin->family.in[canvas->language]);
    }
}

void scene_draw_over(const struct scene *scene, struct canvas *canvas, const struct view_state *view,
                     const struct tally *tally)
{
    draw_muster_counts(scene, canvas, view, tally);
    if (view->replay->frame_count == 0) {
        draw_zone_badges(scene, canvas, view, tally);
    }
    draw_origin(scene, canvas, view);
    scene_lost_exits(canvas, view);
}
