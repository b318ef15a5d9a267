/* See widget.h. */
#include "view/widget.h"

#include "view/canvas.h"

void widget_begin(struct widget_state *state)
{
    state->order_count = 0;
    state->fired = ACTION_NONE;
    state->tip = ACTION_NONE;
    state->over = 0;
    state->focus_slides = 0;
    state->blocked = 0;
}

static uint32_t next_focus(const struct widget_state *state, int move)
{
    uint32_t count = state->order_count;
    if (count == 0) {
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (state->order[i] == state->focus) {
            return state->order[(i + (move > 0 ? 1 : count - 1)) % count];
        }
    }
    return state->order[move > 0 ? 0 : count - 1];
}

void widget_end(struct widget_state *state)
{
    if (state->input.focus_move != 0) {
        state->focus = next_focus(state, state->input.focus_move);
    }
    if (state->input.up) {
        state->held = 0;
    }
    state->input = (struct widget_input){.x = state->input.x, .y = state->input.y};
}

int widget_hovers(const struct canvas *canvas, struct raster_rect box)
{
    const struct widget_state *state = canvas->widgets;
    return !state->blocked && raster_rect_holds(box, state->input.x, state->input.y);
}

static void join_order(struct widget_state *state, uint32_t id)
{
    if (!state->blocked && state->order_count < WIDGET_ORDER_MAX) {
        state->order[state->order_count++] = id;
    }
}

int widget_press(struct canvas *canvas, struct raster_rect box, uint32_t id)
{
    struct widget_state *state = canvas->widgets;
    join_order(state, id);
    if (state->blocked) {
        return 0;
    }
    int hovers = widget_hovers(canvas, box);
    state->over = state->over || hovers;
    if (hovers && state->input.down) {
        state->held = id;
        state->focus = 0; /* the keyboard's frame would only disturb who uses the mouse */
    }
    return (hovers && state->input.up && state->held == id) || (state->input.press && state->focus == id);
}

static void draw_focus(struct canvas *canvas, struct raster_rect box, uint32_t id)
{
    if (canvas->widgets->focus == id) {
        raster_frame(canvas->raster, raster_rect_inset(box, -canvas_px(canvas, 1)), canvas_px(canvas, 2),
                     canvas->theme->focus);
    }
}

static void draw_button(struct canvas *canvas, struct raster_rect box, const struct widget_button *button)
{
    const struct theme *theme = canvas->theme;
    int hovers = widget_hovers(canvas, box);
    uint32_t ground = button->chosen ? theme->accent : hovers ? theme->hover : theme->raised;
    uint32_t ink = button->chosen ? theme->accent_text : theme->text;
    int32_t radius = canvas_px(canvas, 5);
    raster_fill_round(canvas->raster, box, radius, button->chosen ? theme->accent : theme->panel_edge);
    raster_fill_round(canvas->raster, raster_rect_inset(box, canvas_px(canvas, 1)), radius - 1, ground);
    if (button->icon != ICON_NONE) {
        int32_t inset = (box.height - canvas_px(canvas, 18)) / 2;
        icon_draw(canvas->raster, raster_rect_inset(box, inset > 0 ? inset : 0), button->icon, ink);
    }
    struct text_style style = {TEXT_BODY, button->chosen ? FONT_BOLD : FONT_REGULAR, TEXT_CENTRE, ink};
    struct raster_rect inner = raster_rect_inset(box, canvas_px(canvas, 4));
    if (button->note != NULL) {
        inner = raster_rect_inset(box, canvas_px(canvas, 10));
        style.align = TEXT_RIGHT;
        inner.width -= canvas_text(canvas, inner, &style, button->note) + canvas_px(canvas, 8);
        style.align = TEXT_LEFT;
    }
    (void)canvas_text(canvas, inner, &style, button->label);
    draw_focus(canvas, box, button->id);
}

int widget_button(struct canvas *canvas, struct raster_rect box, const struct widget_button *button)
{
    struct widget_state *state = canvas->widgets;
    int pressed = widget_press(canvas, box, button->id);
    draw_button(canvas, box, button);
    if (widget_hovers(canvas, box) || (state->focus == button->id && !state->blocked)) {
        state->tip = button->action;
        state->tip_beside = box;
    }
    if (pressed) {
        state->fired = button->action;
    }
    return pressed;
}

static double share_at(struct raster_rect box, int32_t x)
{
    double share = box.width > 1 ? (double)(x - box.x) / (double)(box.width - 1) : 0.0;
    return share > 0.0 ? (share < 1.0 ? share : 1.0) : 0.0;
}

int widget_drag(struct canvas *canvas, struct raster_rect box, uint32_t id, double step, double *share)
{
    struct widget_state *state = canvas->widgets;
    (void)widget_press(canvas, box, id);
    draw_focus(canvas, box, id);
    if (state->blocked) {
        return 0;
    }
    if (state->focus == id) {
        state->focus_slides = 1;
        if (state->input.nudge != 0) {
            double moved = *share + step * state->input.nudge;
            *share = moved > 0.0 ? (moved < 1.0 ? moved : 1.0) : 0.0;
            return 1;
        }
    }
    if (state->held != id) {
        return 0;
    }
    state->over = 1;
    *share = share_at(box, state->input.x);
    return 1;
}

int widget_slider(struct canvas *canvas, struct raster_rect box, uint32_t id, double step, double *share)
{
    const struct theme *theme = canvas->theme;
    int changed = widget_drag(canvas, box, id, step, share);
    int32_t thick = canvas_px(canvas, 4), middle = box.y + box.height / 2;
    int32_t at = box.x + (int32_t)(*share * (double)(box.width - 1) + 0.5);
    struct raster_rect bar = {box.x, middle - thick / 2, box.width, thick};
    raster_fill_round(canvas->raster, bar, thick / 2, theme->panel_edge);
    bar.width = at - box.x;
    raster_fill_round(canvas->raster, bar, thick / 2, theme->accent);
    struct raster_point centre = {at * RASTER_ONE, middle * RASTER_ONE};
    raster_disc(canvas->raster, centre, raster_fixed(7.0 * canvas->scale), theme->panel);
    raster_disc(canvas->raster, centre, raster_fixed(6.0 * canvas->scale), theme->accent);
    return changed;
}
