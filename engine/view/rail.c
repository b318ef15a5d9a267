/* See rail.h. */
#include "view/rail.h"

#include "view/widget_ids.h"

#define SIDE_MOST 32 /* of a button, at scale 1 */
#define SIDE_LEAST 24 /* what can still be hit (WCAG 2.5.8) */
#define GAP 4 /* between two of them */
#define GAP_LOW 2 /* ... where they are small */
#define EDGE 6 /* around all */
#define BETWEEN 4 /* layers and zoom */

struct grid { /* how the buttons stand, pixels */
    int32_t columns, side, gap, edge;
};

static int32_t scaled(double scale, int32_t units)
{
    return (int32_t)((double)units * scale + 0.5);
}

static int32_t rows_for(int32_t buttons, int32_t columns)
{
    return (buttons + columns - 1) / columns;
}

/* How large buttons in so many columns can be in this height. */
static int32_t side_in(const struct layout *layout, int32_t columns, int32_t gap)
{
    int32_t rows = rows_for(RAIL_LAYERS, columns) + rows_for(RAIL_ZOOM, columns);
    int32_t room = layout->plan.height - scaled(layout->scale, 2 * EDGE + BETWEEN);
    return room / rows - gap;
}

/* The fewest columns in which buttons can be hit. */
static struct grid grid_of(const struct layout *layout)
{
    int32_t most = scaled(layout->scale, SIDE_MOST), least = scaled(layout->scale, SIDE_LEAST);
    struct grid grid = {1, 0, 0, scaled(layout->scale, EDGE)};
    for (;; grid.columns++) {
        grid.gap = scaled(layout->scale, GAP);
        grid.side = side_in(layout, grid.columns, grid.gap);
        if (grid.side < most) {
            grid.gap = scaled(layout->scale, GAP_LOW);
            grid.side = side_in(layout, grid.columns, grid.gap);
        }
        if (grid.side >= least || grid.columns == RAIL_LAYERS) {
            break;
        }
    }
    grid.side = grid.side < least ? least : grid.side < most ? grid.side : most;
    return grid;
}

void rail_lay_out(struct layout *layout)
{
    struct grid grid = grid_of(layout);
    struct raster_rect plan = layout->plan;
    int32_t width = grid.columns * (grid.side + grid.gap) - grid.gap + 2 * grid.edge;
    layout->rail = (struct raster_rect){plan.x + plan.width - width, plan.y, width, plan.height};
    layout->plan.width -= width;
}

struct raster_rect rail_button(const struct layout *layout, int32_t button)
{
    struct layout as_before = *layout;
    as_before.plan.height = layout->rail.height; /* curves may have taken from the plan's */
    struct grid grid = grid_of(&as_before);
    int32_t step = grid.side + grid.gap, zoom = button - RAIL_LAYERS;
    struct raster_rect rail = layout->rail;
    int32_t place = zoom < 0 ? button : zoom;
    struct raster_rect box = {rail.x + grid.edge + place % grid.columns * step,
                              rail.y + grid.edge + place / grid.columns * step, grid.side, grid.side};
    if (zoom >= 0) {
        box.y += rail.height - 2 * grid.edge + grid.gap - rows_for(RAIL_ZOOM, grid.columns) * step;
    }
    return box;
}

void rail_draw(struct canvas *canvas, const struct view_state *view, const struct layout *layout)
{
    const struct layers *layers = &view->layers;
    const struct {
        uint32_t ids;
        enum action action;
        enum icon icon;
        int on;
    } buttons[RAIL_BUTTONS] = {
        {WIDGET_LAYERS, ACTION_FOLLOW, ICON_FOLLOW, layers->following},
        {WIDGET_LAYERS, ACTION_TRAILS, ICON_TRAIL, layers->trail_s > 0.0},
        {WIDGET_LAYERS, ACTION_DENSITY, ICON_DENSITY, layers_is_density(layers)},
        {WIDGET_LAYERS, ACTION_HAZARD, ICON_HAZARD, layers_is_hazard(layers)},
        {WIDGET_LAYERS, ACTION_FLOORS, ICON_FLOORS, view->floors != FLOORS_TABS},
        {WIDGET_LAYERS, ACTION_CURVES, ICON_CURVES, view->curves != CURVES_NONE},
        {WIDGET_LAYERS, ACTION_AIMS, ICON_AIMS, layers->aims},
        {WIDGET_ZOOM, ACTION_ZOOM_IN, ICON_PLUS, 0},
        {WIDGET_ZOOM, ACTION_ZOOM_OUT, ICON_MINUS, 0},
        {WIDGET_ZOOM, ACTION_FIT, ICON_FIT, 0},
    };
    struct raster_rect edge = {layout->rail.x, layout->rail.y, canvas_px(canvas, 1), layout->rail.height};
    raster_fill_rect(canvas->raster, layout->rail, canvas->theme->panel);
    raster_fill_rect(canvas->raster, edge, canvas->theme->panel_edge);
    for (int32_t i = 0; i < RAIL_BUTTONS; i++) {
        struct widget_button button = {.id = buttons[i].ids + (uint32_t)buttons[i].action,
                                       .action = buttons[i].action,
                                       .label = "",
                                       .icon = buttons[i].icon,
                                       .chosen = buttons[i].on};
        (void)widget_button(canvas, rail_button(layout, i), &button);
    }
}
