/* See area.h. */
#include "view/area.h"

#include "view/compare.h"
#include "view/scene.h"

#define WASH 0xa0000000u
#define LEAST_WALKABLE 0.15F
#define PAD 8 /* of the legend, at scale 1 */
#define MUSTER_WEIGHT 4 /* how many exits an assembly point counts for, to be hidden or not */
#define LABEL_WIDE 50 /* how far the label of one reaches beyond it, mostly, at scale 1 */
#define LABEL_TALL 28
#define ORIGIN_WEIGHT 1000
#define TAKEN_WEIGHT 500 /* of a corner where something else stands */
#define LOW 360 /* a plan lower than that, at scale 1, has a brief legend */
#define SWATCH_LOW 80 /* per cent of a swatch's width, there */
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

/* Pixels at which the lines of the grid lie: whole ones, so that neighbours neither overlap nor part. */
static int32_t line_x(const struct camera *camera, const struct density_grid *grid, const struct density_floor *floor,
                      int32_t column)
{
    return camera_fixed(camera, floor->box.min_x + column * grid->cell_m, 0.0).x / RASTER_ONE;
}

static int32_t line_y(const struct camera *camera, const struct density_grid *grid, const struct density_floor *floor,
                      int32_t row)
{
    return camera_fixed(camera, 0.0, floor->box.max_y - row * grid->cell_m).y / RASTER_ONE;
}

struct painting { /* what is painted, and on which floor */
    const struct view_state *view;
    const struct density_grid *grid;
    area_step *step;
    const void *of;
};

/* The cells [from, to) of a row from pixel row `top` to `bottom`, where the plan is seen aslant. */
static void fill_aslant(struct canvas *canvas, const struct camera *camera, const struct sibu_box *cells, int32_t top,
                        int32_t bottom, uint32_t colour)
{
    struct raster_point points[4] = {
        camera_fixed(camera, cells->min_x, cells->max_y), camera_fixed(camera, cells->max_x, cells->max_y),
        camera_fixed(camera, cells->max_x, cells->min_y), camera_fixed(camera, cells->min_x, cells->min_y)};
    points[0].y = points[1].y = top * RASTER_ONE;
    points[2].y = points[3].y = bottom * RASTER_ONE;
    (void)raster_fill_points(canvas->raster, points, 4, colour);
}

static int step_at(const struct painting *painting, size_t cell)
{
    return painting->grid->walkable[cell] < LEAST_WALKABLE ? -1 : painting->step(painting->of, cell);
}

/* One row of cells: those of one step side by side are one rectangle. */
static void draw_row(struct canvas *canvas, const struct painting *painting, int32_t row)
{
    const struct density_floor *floor = &painting->grid->floors[painting->view->floor];
    const struct camera *camera = &painting->view->cameras[painting->view->floor];
    int32_t top = line_y(camera, painting->grid, floor, row), bottom = line_y(camera, painting->grid, floor, row + 1);
    if (!raster_rect_meet((struct raster_rect){canvas->raster->clip.x, top, 1, bottom - top}, canvas->raster->clip)) {
        return;
    }
    size_t first = floor->first + (size_t)row * (size_t)floor->width;
    for (int32_t from = 0, to = 0; from < floor->width; from = to) {
        int step = step_at(painting, first + (size_t)from);
        for (to = from + 1; to < floor->width && step_at(painting, first + (size_t)to) == step;) {
            to++;
        }
        if (step >= 0 && camera->flat > 0.0) {
            double cell_m = painting->grid->cell_m, high_m = floor->box.max_y - row * cell_m;
            struct sibu_box cells = {floor->box.min_x + from * cell_m, high_m - cell_m, floor->box.min_x + to * cell_m,
                                     high_m};
            fill_aslant(canvas, camera, &cells, top, bottom, area_wash(painting->view->theme, step));
        } else if (step >= 0) {
            int32_t left = line_x(camera, painting->grid, floor, from);
            int32_t right = line_x(camera, painting->grid, floor, to);
            raster_fill_rect(canvas->raster, (struct raster_rect){left, top, right - left, bottom - top},
                             area_wash(painting->view->theme, step));
        }
    }
}

void area_draw(struct canvas *canvas, const struct view_state *view, const struct density_grid *grid, area_step *step,
               const void *of)
{
    const struct painting painting = {view, grid, step, of};
    for (int32_t row = 0; row < grid->floors[view->floor].height; row++) {
        draw_row(canvas, &painting, row);
    }
}

/* Black or white, whichever can be read better on it. */
static uint32_t ink_on(uint32_t ground)
{
    return theme_contrast(ground, 0xff000000u) >= theme_contrast(ground, 0xffffffffu) ? 0xff000000u : 0xffffffffu;
}

static void draw_swatch(struct canvas *canvas, enum theme_kind theme, const struct area_legend *legend, int i,
                        struct raster_rect box)
{
    uint32_t wash = area_wash(theme, legend->step[i]);
    uint32_t colour = raster_mix(canvas->theme->ground, wash, wash >> 24); /* as it looks on the plan */
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
    int32_t width =
        larger(legend->swatches * canvas_px(canvas, legend->width), canvas_text_width(canvas, &title, legend->title));
    width = larger(width, canvas_text_width(canvas, &note, legend->note));
    int32_t rows = 1 + (legend->swatches > 0 ? 2 : 0) + (legend->note[0] != '\0');
    return (struct raster_rect){0, 0, width + 2 * pad, rows * row + 2 * pad - canvas_px(canvas, LINE)};
}

/* What a box over the plan hides of what people look for on a floor, counted: the hazard's sign outweighs all else. */
static int hidden_on(const struct canvas *canvas, const struct view_state *view, uint32_t floor, struct raster_rect box)
{
    const struct sibu_site *site = view->replay->site;
    const struct replay_origin *origin = &view->replay->origin;
    const struct camera *camera = &view->cameras[floor];
    int hidden = 0;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        struct raster_rect place = canvas_box(camera, &site->musters[i].polygon);
        place.x -= canvas_px(canvas, LABEL_WIDE); /* its label stands above or below it */
        place.y -= canvas_px(canvas, LABEL_TALL);
        place.width += 2 * canvas_px(canvas, LABEL_WIDE);
        place.height += 2 * canvas_px(canvas, LABEL_TALL);
        hidden += site->musters[i].floor == floor && raster_rect_meet(box, place) ? MUSTER_WEIGHT : 0;
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        struct sibu_point at = site->exits[i].line.points[0];
        struct raster_point px = camera_fixed(camera, at.x, at.y);
        hidden += site->exits[i].floor == floor && raster_rect_holds(box, px.x / RASTER_ONE, px.y / RASTER_ONE);
    }
    if (origin->known && origin->floor == floor) {
        struct raster_point px = camera_fixed(camera, origin->at_m.x, origin->at_m.y);
        struct raster_rect around = raster_rect_inset(box, -canvas_px(canvas, 20));
        hidden += raster_rect_holds(around, px.x / RASTER_ONE, px.y / RASTER_ONE) ? ORIGIN_WEIGHT : 0;
    }
    return hidden;
}

/* The same over all floors that are shown, whose names count, too. */
static int hidden_by(struct canvas *canvas, const struct view_state *view, struct raster_rect box)
{
    int hidden = 0;
    for (size_t i = 0; view->cell_count > 1 && i < view->cell_count; i++) {
        uint32_t floor = view->floors_up[view->cells[i].level];
        struct raster_rect part = raster_rect_cut(box, view->cells[i].window);
        hidden += part.width > 0 ? hidden_on(canvas, view, floor, part) : 0;
        hidden += raster_rect_meet(box, scene_floor_name_box(canvas, view, floor)) ? MUSTER_WEIGHT : 0;
    }
    return view->cell_count > 1 ? hidden : hidden_on(canvas, view, view->floor, box);
}

/* Whether something else stands in a corner already: the notes at the left, the large clock of a presentation at the top.
 * Corners are counted as place_of has them. */
static int is_taken(const struct view_state *view, int corner)
{
    int list = view->teach.list_open, left = corner < 2, top = corner % 2 == 0;
    int clock_left = !list && !compare_is_on(view);
    return (list && left) || (view->teach.presenting && top && left == clock_left);
}

/* The corner where the legend hides the least; the first of equals. */
static struct raster_rect place_of(struct canvas *canvas, const struct view_state *view, struct raster_rect box,
                                   struct raster_rect plan)
{
    int32_t edge = canvas_px(canvas, 10), scale = canvas_px(canvas, 44);
    int32_t right = plan.x + plan.width - box.width - edge, bottom = plan.y + plan.height - box.height;
    int32_t live = view->live.on ? canvas_px(canvas, 38) : 0; /* the buttons of a live drill (live_bar.h) */
    int32_t shown =
        view->teach.presenting ? canvas_px(canvas, 44) : 0; /* the buttons of a presentation (tools_bar.h) */
    const struct raster_rect places[] = {{plan.x + edge, plan.y + edge + live, box.width, box.height},
                                         {plan.x + edge, bottom - scale, box.width, box.height},
                                         {right, plan.y + edge + live, box.width, box.height},
                                         {right, bottom - edge - shown, box.width, box.height}};
    struct raster_rect best = places[0];
    int least = INT32_MAX;
    for (int i = 0; i < (int)(sizeof places / sizeof places[0]); i++) {
        int hidden = hidden_by(canvas, view, places[i]) + (is_taken(view, i) ? TAKEN_WEIGHT : 0);
        if (hidden < least) {
            least = hidden;
            best = places[i];
        }
    }
    return best;
}

/* In a low plan it is the plan that matters: narrower swatches, and no note. */
static struct area_legend fit_legend(const struct canvas *canvas, const struct area_legend *legend,
                                     struct raster_rect plan)
{
    struct area_legend fit = *legend;
    if (plan.height < canvas_px(canvas, LOW) && legend->swatches > 0) {
        fit.note = legend->has_news ? legend->note : "";
        fit.width = legend->width * SWATCH_LOW / 100;
    }
    return fit;
}

struct raster_rect area_legend(struct canvas *canvas, const struct view_state *view, const struct area_legend *whole,
                               struct raster_rect plan)
{
    const struct area_legend fit = fit_legend(canvas, whole, plan), *legend = &fit;
    struct text_style title = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct text_style note = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    int32_t pad = canvas_px(canvas, PAD), small = text_height(canvas->text, TEXT_SMALL);
    int32_t step = small + canvas_px(canvas, LINE), side = canvas_px(canvas, legend->width);
    struct raster_rect box = place_of(canvas, view, size_of(canvas, legend), plan);
    raster_fill_round(canvas->raster, box, canvas_px(canvas, 6), canvas->theme->panel_edge);
    raster_fill_round(canvas->raster, raster_rect_inset(box, canvas_px(canvas, 1)), canvas_px(canvas, 5),
                      canvas->theme->raised);
    struct raster_rect row = {box.x + pad, box.y + pad, box.width - 2 * pad, small};
    (void)canvas_text(canvas, row, &title, legend->title);
    row.y += step;
    for (int i = 0; i < legend->swatches; i++) {
        draw_swatch(canvas, view->theme, legend, i, (struct raster_rect){row.x + i * side, row.y, side, small});
    }
    row.y += legend->swatches > 0 ? 2 * step : 0;
    (void)canvas_text(canvas, row, &note, legend->note);
    return box;
}
