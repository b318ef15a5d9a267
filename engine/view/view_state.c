/* See view_state.h. */
#include "view/view_state.h"

#include "sibu/catalogue.h"
#include "sibu/memory.h"
#include "view/compare.h"
#include "view/follow.h"

#define LITTLE_S 0.1
#define SECOND_S 1.0
#define ZOOM_STEP 1.25
#define PAN_SHARE 0.15 /* of the window, for one key press */

/* Insertion by elevation: floors are few, and equal ones keep the order of the file. */
static void sort_floors(struct view_state *view, const struct sibu_site *site)
{
    for (uint32_t i = 0; i < site->floor_count; i++) {
        uint32_t at = i;
        for (; at > 0 && site->floors[view->floors_up[at - 1]].elevation_m > site->floors[i].elevation_m; at--) {
            view->floors_up[at] = view->floors_up[at - 1];
        }
        view->floors_up[at] = i;
    }
}

static uint32_t first_floor(const struct view_state *view, const struct replay *replay)
{
    const struct sibu_site *site = replay->site;
    if (replay->origin.known && replay->origin.floor != SIBU_NONE) {
        return replay->origin.floor;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        for (uint32_t e = 0; e < site->exit_count; e++) {
            if (site->exits[e].floor == view->floors_up[i]) {
                return view->floors_up[i];
            }
        }
    }
    return view->floors_up[0];
}

enum sibu_status view_state_open(struct view_state *view, struct replay *replay, struct sibu_fault *fault)
{
    const struct sibu_site *site = replay->site;
    *view = (struct view_state){.replay = replay, .chosen = SIBU_NONE, .help_pages = 1};
    teach_open(&view->teach);
    view->cameras = sibu_array_new(site->floor_count, sizeof *view->cameras);
    view->floors_up = sibu_array_new(site->floor_count, sizeof *view->floors_up);
    if (view->cameras == NULL || view->floors_up == NULL) {
        view_state_close(view);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法显示", "no memory for the view");
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        view->cameras[i] = camera_fit(view_state_box(site, i), (struct raster_rect){0, 0, 100, 100}, 0);
    }
    sort_floors(view, site);
    view->floor = first_floor(view, replay);
    view->playback = playback_open(replay->from_s, replay->to_s);
    return SIBU_OK;
}

void view_state_close(struct view_state *view)
{
    sibu_array_free(view->cameras);
    sibu_array_free(view->floors_up);
    teach_close(&view->teach);
    *view = (struct view_state){0};
}

struct camera *view_state_camera(struct view_state *view)
{
    return &view->cameras[view->floor];
}

uint32_t view_state_level(const struct view_state *view)
{
    uint32_t level = 0;
    while (view->floors_up[level] != view->floor) {
        level++;
    }
    return level;
}

static void go_to_event(struct view_state *view, int direction)
{
    const struct replay *replay = view->replay;
    double time_s = playback_next(replay->mark_times_s, replay->mark_count, view->playback.time_s, direction);
    playback_pause(&view->playback);
    playback_seek(&view->playback, time_s);
}

static int do_time(struct view_state *view, enum action action)
{
    struct playback *playback = &view->playback;
    switch ((int)action) {
    case ACTION_PLAY:
        playback_play(playback);
        return 1;
    case ACTION_REVERSE:
        playback_reverse(playback);
        return 1;
    case ACTION_BACK_LITTLE:
        playback_step(playback, -LITTLE_S);
        return 1;
    case ACTION_FORWARD_LITTLE:
        playback_step(playback, LITTLE_S);
        return 1;
    case ACTION_BACK_SECOND:
        playback_step(playback, -SECOND_S);
        return 1;
    case ACTION_FORWARD_SECOND:
        playback_step(playback, SECOND_S);
        return 1;
    case ACTION_START:
        playback_step(playback, playback->from_s - playback->to_s);
        return 1;
    case ACTION_END:
    case ACTION_LIVE:
        playback_step(playback, playback->to_s - playback->from_s);
        return 1;
    default:
        return 0;
    }
}

static int do_speed(struct view_state *view, enum action action)
{
    switch ((int)action) {
    case ACTION_PREVIOUS_EVENT:
        go_to_event(view, -1);
        return 1;
    case ACTION_NEXT_EVENT:
        go_to_event(view, 1);
        return 1;
    case ACTION_SLOWER:
        playback_slower(&view->playback);
        return 1;
    case ACTION_FASTER:
        playback_faster(&view->playback);
        return 1;
    case ACTION_SPEED_ONE:
        playback_speed(&view->playback, 1.0);
        return 1;
    default:
        return 0;
    }
}

static void zoom_at_middle(struct camera *camera, double factor)
{
    struct raster_rect window = camera->window;
    camera_zoom(camera, window.x + window.width / 2.0, window.y + window.height / 2.0, factor);
}

static int do_camera(struct view_state *view, enum action action)
{
    struct camera *camera = view_state_camera(view);
    double step_x = camera->window.width * PAN_SHARE, step_y = camera->window.height * PAN_SHARE;
    switch ((int)action) {
    case ACTION_FIT:
        camera->px_per_m = camera->fit_px_per_m;
        camera_centre(camera, (struct sibu_point){(camera->plan.min_x + camera->plan.max_x) / 2.0,
                                                  (camera->plan.min_y + camera->plan.max_y) / 2.0});
        return 1;
    case ACTION_ZOOM_IN:
        zoom_at_middle(camera, ZOOM_STEP);
        return 1;
    case ACTION_ZOOM_OUT:
        zoom_at_middle(camera, 1.0 / ZOOM_STEP);
        return 1;
    case ACTION_PAN_LEFT:
        camera_pan(camera, step_x, 0.0);
        return 1;
    case ACTION_PAN_RIGHT:
        camera_pan(camera, -step_x, 0.0);
        return 1;
    case ACTION_PAN_UP:
        camera_pan(camera, 0.0, step_y);
        return 1;
    case ACTION_PAN_DOWN:
        camera_pan(camera, 0.0, -step_y);
        return 1;
    default:
        return 0;
    }
}

static void show_floors(struct view_state *view)
{
    if (compare_has_one_floor(view)) {
        teach_say(&view->teach, SIBU_SAY_COMPARE_ONE_FLOOR, "");
    } else {
        view_state_set_floors(view, floors_next(view->floors, view->replay->site->floor_count));
    }
}

static int do_floor(struct view_state *view, enum action action)
{
    uint32_t level = view_state_level(view);
    uint32_t floors = view->replay->site->floor_count;
    if (action == ACTION_FLOOR_UP && level + 1 < floors) {
        view->floor = view->floors_up[level + 1];
        return 1;
    }
    if (action == ACTION_FLOOR_DOWN && level > 0) {
        view->floor = view->floors_up[level - 1];
        return 1;
    }
    if (action == ACTION_FLOORS) {
        show_floors(view);
        return 1;
    }
    if (action >= ACTION_FLOOR_FIRST && action <= ACTION_FLOOR_LAST && (uint32_t)action - ACTION_FLOOR_FIRST < floors) {
        view->floor = (uint32_t)action - ACTION_FLOOR_FIRST;
        return 1;
    }
    return 0;
}

/* The missing person after (or before) the one chosen, going round. */
static uint32_t beside_chosen(const struct view_state *view, const struct tally *tally, int direction)
{
    size_t count = tally->missing_count;
    if (count == 0) {
        return SIBU_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        if (tally->missing_people[i] == view->chosen) {
            return tally->missing_people[(i + (direction > 0 ? 1 : count - 1)) % count];
        }
    }
    return tally->missing_people[direction > 0 ? 0 : count - 1];
}

static int do_people(struct view_state *view, enum action action, const struct tally *tally)
{
    switch ((int)action) {
    case ACTION_NEXT_PERSON:
        view->chosen = beside_chosen(view, tally, 1);
        return 1;
    case ACTION_PREVIOUS_PERSON:
        view->chosen = beside_chosen(view, tally, -1);
        return 1;
    case ACTION_FOLLOW:
        follow_toggle(view, tally);
        return 1;
    case ACTION_LIST_UP:
        view->list_first -= view->list_first > 0;
        return 1;
    case ACTION_LIST_DOWN:
        view->list_first += view->list_first + 1 < tally->missing_count;
        return 1;
    default:
        return 0;
    }
}

static void close_uppermost(struct view_state *view)
{
    if (view->help_open) {
        view->help_open = 0;
    } else if (teach_close_uppermost(&view->teach)) {
        return;
    } else if (view->chosen != SIBU_NONE) {
        view->chosen = SIBU_NONE;
    } else if (view->full_screen) {
        view->full_screen = 0;
    } else {
        teach_present(view, 0);
    }
}

static int do_window(struct view_state *view, enum action action)
{
    switch ((int)action) {
    case ACTION_CURVES:
    case ACTION_CURVES_BACK:
        view->curves = curves_next(view->curves, action == ACTION_CURVES ? 1 : -1);
        return 1;
    case ACTION_LANGUAGE:
        view->language = view->language == SIBU_ZH ? SIBU_EN : SIBU_ZH;
        return 1;
    case ACTION_THEME:
        view->theme = view->theme == THEME_LIGHT ? THEME_DARK : THEME_LIGHT;
        return 1;
    case ACTION_FULL_SCREEN:
        view->full_screen = !view->full_screen;
        return 1;
    case ACTION_MUTE:
        view->live.muted = !view->live.muted;
        return view->live.on;
    case ACTION_HELP:
        view->help_open = view->help_open < view->help_pages ? view->help_open + 1 : 0;
        return 1;
    case ACTION_CLOSE:
        close_uppermost(view);
        return 1;
    case ACTION_QUIT:
        view->quit = 1;
        return 1;
    default:
        return 0;
    }
}

int view_state_do(struct view_state *view, enum action action, const struct tally *tally)
{
    view->layers.following = view->layers.following && !follow_is_ended_by(action);
    return compare_do(view, action) || do_time(view, action) || do_speed(view, action) || do_camera(view, action) ||
           do_floor(view, action) || do_people(view, action, tally) || layers_do(&view->layers, action) ||
           teach_do(view, action) || do_window(view, action);
}

void view_state_choose(struct view_state *view, uint32_t person, const struct motion_frame *now)
{
    view->chosen = person;
    for (size_t i = 0; person != SIBU_NONE && i < now->count; i++) {
        if (now->person[i] != person || now->floor[i] >= view->replay->site->floor_count) {
            continue;
        }
        view->floor = now->floor[i];
        struct camera *camera = view_state_camera(view);
        struct sibu_point px = camera_px(camera, (double)now->x_m[i], (double)now->y_m[i]);
        struct raster_rect window = camera->window;
        if (px.x < window.x || px.y < window.y || px.x > window.x + window.width || px.y > window.y + window.height) {
            camera_centre(camera, (struct sibu_point){(double)now->x_m[i], (double)now->y_m[i]});
        }
    }
}
