/* See layers_bar.h. */
#include "view/layers_bar.h"

#include "view/widget_ids.h"

#define SIDE 32 /* of a button, at scale 1 */
#define GAP 4
#define EDGE 10
#define ZOOM_HEIGHT 136 /* of the zoom buttons in the lower corner, with what is above them */

/* How many buttons stand above each other: in a low plan there are more columns, clear of the zoom buttons. */
static int32_t rows_in(const struct canvas *canvas, struct raster_rect plan)
{
    int32_t rows = (plan.height - canvas_px(canvas, ZOOM_HEIGHT)) / canvas_px(canvas, SIDE + GAP);
    return rows < 1 ? 1 : rows < LAYERS_BAR_BUTTONS ? rows : LAYERS_BAR_BUTTONS;
}

struct raster_rect layers_bar_box(const struct canvas *canvas, struct raster_rect plan)
{
    int32_t step = canvas_px(canvas, SIDE) + canvas_px(canvas, GAP), edge = canvas_px(canvas, EDGE);
    int32_t rows = rows_in(canvas, plan), columns = (LAYERS_BAR_BUTTONS + rows - 1) / rows;
    int32_t width = columns * step - canvas_px(canvas, GAP), height = rows * step - canvas_px(canvas, GAP);
    return (struct raster_rect){plan.x + plan.width - width - edge, plan.y + edge, width, height};
}

void layers_bar(struct canvas *canvas, const struct view_state *view, struct raster_rect plan)
{
    const struct layers *layers = &view->layers;
    const struct {
        enum action action;
        enum icon icon;
        int on;
    } buttons[LAYERS_BAR_BUTTONS] = {
        {ACTION_FOLLOW, ICON_FOLLOW, layers->following},
        {ACTION_TRAILS, ICON_TRAIL, layers->trail_s > 0.0},
        {ACTION_DENSITY, ICON_DENSITY, layers_is_density(layers)},
        {ACTION_HAZARD, ICON_HAZARD, layers_is_hazard(layers)},
        {ACTION_FLOORS, ICON_FLOORS, view->floors != FLOORS_TABS},
        {ACTION_CURVES, ICON_CURVES, view->curves != CURVES_NONE},
        {ACTION_AIMS, ICON_AIMS, layers->aims},
    };
    struct raster_rect box = layers_bar_box(canvas, plan);
    int32_t side = canvas_px(canvas, SIDE), step = side + canvas_px(canvas, GAP), rows = rows_in(canvas, plan);
    for (int32_t i = 0; i < LAYERS_BAR_BUTTONS; i++) {
        struct raster_rect place = {box.x + box.width - side - i / rows * step, box.y + i % rows * step, side, side};
        struct widget_button button = {.id = WIDGET_LAYERS + (uint32_t)buttons[i].action,
                                       .action = buttons[i].action,
                                       .label = "",
                                       .icon = buttons[i].icon,
                                       .chosen = buttons[i].on};
        (void)widget_button(canvas, place, &button);
    }
}
