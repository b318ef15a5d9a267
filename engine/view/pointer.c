/* See pointer.h. */
#include "view/pointer.h"

#include "sibu/random.h"
#include "view/compare_hand.h"
#include "view/notes_draw.h"
#include "view/people.h"

#define STILL_PX 4 /* a hand that only clicks may move this far, at scale 1 */
#define REACH_PX 14.0 /* around a person, at scale 1 */
#define WHEEL_ZOOM_LOG 0.1823215567939546 /* log 1.2, a turn of the wheel */

static int far_from_start(const struct pointer *pointer, const struct pointer_input *input, int32_t limit)
{
    int32_t dx = input->x - pointer->start_x, dy = input->y - pointer->start_y;
    return dx > limit || dy > limit || dx < -limit || dy < -limit;
}

static void begin(struct pointer *pointer, const struct pointer_input *input)
{
    *pointer = (struct pointer){
        .holding = 1, .start_x = input->x, .start_y = input->y, .last_x = input->x, .last_y = input->y};
}

/* The floor under the hand is the one that is meant. */
static void mean_floor(const struct pointer_input *input, struct view_state *view)
{
    uint32_t floor = view_state_floor_at(view, input->x, input->y);
    view->floor = floor != SIBU_NONE ? floor : view->floor;
}

static int drag(struct pointer *pointer, const struct pointer_input *input, const struct picture *picture,
                struct view_state *view)
{
    if (!pointer->dragging && !far_from_start(pointer, input, canvas_px(&picture->canvas, STILL_PX))) {
        return 0;
    }
    pointer->dragging = 1;
    view->layers.following = 0;
    camera_pan(view_state_camera(view), (double)(input->x - pointer->last_x), (double)(input->y - pointer->last_y));
    pointer->last_x = input->x;
    pointer->last_y = input->y;
    return 1;
}

static void choose(const struct pointer_input *input, const struct picture *picture, struct view_state *view)
{
    uint32_t twin;
    if (compare_hand_choose(view, picture, input, &twin)) {
        view_state_choose(view, twin, &picture->motion.now);
        return;
    }
    struct sibu_point px = {(double)input->x, (double)input->y};
    if (view->teach.ruler.on) {
        ruler_add(&view->teach.ruler, view->floor, camera_m(view_state_camera(view), px.x, px.y));
        return;
    }
    uint32_t person = people_at(view, &picture->motion.now, px, REACH_PX * picture->layout.scale);
    view_state_choose(view, person, &picture->motion.now);
}

int pointer_apply(struct pointer *pointer, const struct pointer_input *input, struct picture *picture,
                  struct view_state *view)
{
    int changed = 0;
    if (input->down && !picture->widgets.over && !view->help_open && !view->teach.editing &&
        raster_rect_holds(picture->layout.plan, input->x, input->y)) {
        begin(pointer, input);
        mean_floor(input, view);
    }
    if (pointer->holding) {
        changed = drag(pointer, input, picture, view);
    }
    if (input->up && pointer->holding) {
        if (!pointer->dragging) {
            choose(input, picture, view);
        }
        *pointer = (struct pointer){0};
        changed = 1;
    }
    return changed;
}

/* Over what is about time: a second a turn, over the buttons a tenth. */
static int wheel_over_time(const struct pointer_input *input, double turns, const struct picture *picture,
                           struct view_state *view)
{
    const struct layout *layout = &picture->layout;
    if (raster_rect_holds(layout->timeline, input->x, input->y) ||
        raster_rect_holds(layout->difference, input->x, input->y)) {
        return view_state_do(view, turns > 0.0 ? ACTION_FORWARD_SECOND : ACTION_BACK_SECOND, &picture->tally);
    }
    if (raster_rect_holds(layout->controls, input->x, input->y)) {
        return view_state_do(view, turns > 0.0 ? ACTION_FORWARD_LITTLE : ACTION_BACK_LITTLE, &picture->tally);
    }
    return 0;
}

int pointer_wheel(const struct pointer_input *input, double turns, const struct picture *picture,
                  struct view_state *view)
{
    if (view->help_open || view->teach.editing) {
        return 0;
    }
    if (view->teach.list_open &&
        raster_rect_holds(notes_list_box(&picture->canvas, picture->layout.plan), input->x, input->y)) {
        view->teach.list_first += turns < 0.0;
        view->teach.list_first -= turns > 0.0 && view->teach.list_first > 0;
        return 1;
    }
    if (raster_rect_holds(picture->layout.plan, input->x, input->y)) {
        mean_floor(input, view);
        struct pointer_input at = compare_hand_lead(view, picture, input);
        camera_zoom(view_state_camera(view), (double)at.x, (double)at.y, sibu_exp(turns * WHEEL_ZOOM_LOG));
        return 1;
    }
    if (raster_rect_holds(picture->layout.panel, input->x, input->y)) {
        return view_state_do(view, turns > 0.0 ? ACTION_LIST_UP : ACTION_LIST_DOWN, &picture->tally);
    }
    return wheel_over_time(input, turns, picture, view);
}

int pointer_press_at_cross(const struct picture *picture, struct view_state *view)
{
    struct raster_rect plan = picture->layout.plan;
    if (!view->teach.ruler.on || picture->widgets.focus != 0 || view->help_open) {
        return 0;
    }
    ruler_add(&view->teach.ruler, view->floor,
              camera_m(view_state_camera(view), plan.x + plan.width / 2.0, plan.y + plan.height / 2.0));
    return 1;
}
