/* See area.h. */
#include "view/area.h"

#define WASH 0xb8000000u
#define SWATCH 48 /* width, at scale 1, as all here */
#define PAD 8
#define LINE 3 /* between two rows */

static const uint32_t COLOURS[2][AREA_STEPS] = {
    [THEME_LIGHT] = {0xffffeda0, 0xfffed976, 0xfffeb24c, 0xfffd8d3c, 0xfff03b20, 0xffbd0026},
    [THEME_DARK] = {0xff4b2a84, 0xff8c2981, 0xffc83e73, 0xfff3655c, 0xfffea772, 0xfffcfdbf},
};

uint32_t area_colour(enum theme_kind theme, int step)
{
    return COLOURS[theme == THEME_DARK ? THEME_DARK : THEME_LIGHT][step];
}

uint32_t area_wash(enum theme_kind theme, int step)
{
    return (area_colour(theme, step) & 0xffffffu) | WASH;
}

/* Black or white, whichever can be read better on it. */
static uint32_t ink_on(uint32_t ground)
{
    return theme_contrast(ground, 0xff000000u) >= theme_contrast(ground, 0xffffffffu) ? 0xff000000u : 0xffffffffu;
}

static void draw_swatch(struct canvas *canvas, enum theme_kind theme, const struct area_legend *legend, int i,
                        struct raster_rect box)
{
    uint32_t colour = area_colour(theme, legend->first_step + i);
    int32_t small = text_height(canvas->text, TEXT_SMALL);
    struct raster_rect patch = {box.x, box.y, box.width - canvas_px(canvas, 2), small};
    struct text_style in = {TEXT_SMALL, FONT_BOLD, TEXT_CENTRE, ink_on(colour)};
    struct text_style under = {TEXT_SMALL, FONT_REGULAR, TEXT_CENTRE, canvas->theme->text};
    raster_fill_rect(canvas->raster, patch, colour);
    (void)canvas_text(canvas, patch, &in, legend->in[i]);
    patch.y += small + canvas_px(canvas, 1);
    (void)canvas_text(canvas, patch, &under, legend->under[i]);
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The legend's box, with all but its place. */
static struct raster_rect size_of(struct canvas *canvas, const struct area_legend *legend)
{
    struct text_style title = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, 0}, note = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, 0};
    int32_t pad = canvas_px(canvas, PAD), row = text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, LINE);
    int32_t width = larger(legend->steps * canvas_px(canvas, SWATCH), canvas_text_width(canvas, &title, legend->title));
    width = larger(width, canvas_text_width(canvas, &note, legend->note));
    int32_t rows = 1 + (legend->steps > 0 ? 2 : 0) + (legend->note[0] != '\0');
    return (struct raster_rect){0, 0, width + 2 * pad, rows * row + 2 * pad - canvas_px(canvas, LINE)};
}

static struct raster_rect place_of(const struct canvas *canvas, const struct view_state *view, struct raster_rect box,
                                   struct raster_rect plan)
{
    const struct replay_origin *origin = &view->replay->origin;
    int32_t edge = canvas_px(canvas, 10), sign = canvas_px(canvas, 20);
    box.x = plan.x + edge;
    box.y = plan.y + edge;
    if (origin->known && origin->floor == view->floor) {
        struct raster_point at = camera_fixed(&view->cameras[view->floor], origin->at_m.x, origin->at_m.y);
        if (raster_rect_holds(raster_rect_inset(box, -sign), at.x / RASTER_ONE, at.y / RASTER_ONE)) {
            box.y = plan.y + plan.height - box.height - canvas_px(canvas, 44);
        }
    }
    return box;
}

void area_legend(struct canvas *canvas, const struct view_state *view, const struct area_legend *legend,
                 struct raster_rect plan)
{
    struct text_style title = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct text_style note = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    int32_t pad = canvas_px(canvas, PAD), small = text_height(canvas->text, TEXT_SMALL);
    int32_t step = small + canvas_px(canvas, LINE), side = canvas_px(canvas, SWATCH);
    struct raster_rect box = place_of(canvas, view, size_of(canvas, legend), plan);
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 6), canvas->theme->panel_edge);
    raster_fill_round(canvas->raster, raster_rect_inset(box, canvas_px(canvas, 1)), canvas_px(canvas, 5),
                      canvas->theme->raised);
    struct raster_rect row = {box.x + pad, box.y + pad, box.width - 2 * pad, small};
    (void)canvas_text(canvas, row, &title, legend->title);
    row.y += step;
    for (int i = 0; i < legend->steps; i++) {
        draw_swatch(canvas, view->theme, legend, i, (struct raster_rect){row.x + i * side, row.y, side, small});
    }
    row.y += legend->steps > 0 ? 2 * step : 0;
    (void)canvas_text(canvas, row, &note, legend->note);
}
