/* See follow.h. */
#include "view/follow.h"

void follow_toggle(struct view_state *view, const struct tally *tally)
{
    if (view->layers.following) {
        view->layers.following = 0;
        return;
    }
    if (view->chosen == SIBU_NONE && tally->missing_count > 0) {
        view->chosen = tally->missing_people[0];
    }
    if (view->chosen == SIBU_NONE) {
        return;
    }
    view->layers.following = 1;
    struct camera *camera = view_state_camera(view);
    double least = FOLLOW_ZOOM * camera->fit_px_per_m;
    least = least < CAMERA_PX_PER_M_MAX ? least : CAMERA_PX_PER_M_MAX;
    camera->px_per_m = camera->px_per_m < least ? least : camera->px_per_m;
}

/* To another floor, as large as the one before. */
static void change_floor(struct view_state *view, uint32_t floor)
{
    double px_per_m = view_state_camera(view)->px_per_m;
    view->floor = floor;
    view_state_camera(view)->px_per_m = px_per_m;
}

void follow_go_along(struct view_state *view, const struct motion_frame *now)
{
    view->layers.following = view->layers.following && view->chosen != SIBU_NONE;
    for (size_t i = 0; view->layers.following && i < now->count; i++) {
        if (now->person[i] == view->chosen && now->floor[i] < view->replay->site->floor_count) {
            if (view->floor != now->floor[i]) {
                change_floor(view, now->floor[i]);
            }
            camera_centre(view_state_camera(view), (struct sibu_point){(double)now->x_m[i], (double)now->y_m[i]});
        }
    }
}

int follow_is_ended_by(enum action action)
{
    return action == ACTION_FIT || (action >= ACTION_PAN_LEFT && action <= ACTION_PAN_DOWN) ||
           action == ACTION_FLOOR_UP || action == ACTION_FLOOR_DOWN ||
           (action >= ACTION_FLOOR_FIRST && action <= ACTION_FLOOR_LAST);
}
