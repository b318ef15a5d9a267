/* See layers_bar.h. */
#include "view/layers_bar.h"

#include "view/widget_ids.h"

#define SIDE 32 /* of a button, at scale 1 */
#define GAP 4
#define EDGE 10

struct raster_rect layers_bar_box(const struct canvas *canvas, struct raster_rect plan)
{
    int32_t side = canvas_px(canvas, SIDE), gap = canvas_px(canvas, GAP), edge = canvas_px(canvas, EDGE);
    return (struct raster_rect){plan.x + plan.width - side - edge, plan.y + edge, side,
                                LAYERS_BAR_BUTTONS * (side + gap) - gap};
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
    };
    struct raster_rect box = layers_bar_box(canvas, plan);
    for (int32_t i = 0; i < LAYERS_BAR_BUTTONS; i++) {
        struct raster_rect place = {box.x, box.y + i * (box.width + canvas_px(canvas, GAP)), box.width, box.width};
        struct widget_button button = {.id = WIDGET_LAYERS + (uint32_t)buttons[i].action,
                                       .action = buttons[i].action,
                                       .label = "",
                                       .icon = buttons[i].icon,
                                       .chosen = buttons[i].on};
        (void)widget_button(canvas, place, &button);
    }
}
