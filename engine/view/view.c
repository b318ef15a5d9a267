/* The window's loop: events in, pictures out. See view.h.
 *
 * The order of one round: take events; let the clock run; draw, if anything may have changed; do what keys and buttons
 * asked for. While nothing runs and nobody touches anything the loop sleeps.
 */
#include "view/view.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/live_watch.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/snapshot.h"
#include "view/window.h"

#define ROUND_MS 16 /* between two pictures, where the screen sets no pace */
#define IDLE_MS 1000
#define LIVE_MS 50 /* between two looks at the net */
#define PEOPLE_BUDGET 30000 /* persons read for a layer, a picture: a few hundredths of a second */
#define REAL_STEP_MAX_S 0.25 /* after a sleep of the machine, time does not leap */

struct show {
    struct window window;
    struct picture picture;
    struct view_state view;
    struct live_watch *watch; /* NULL: a record is shown */
    struct pointer pointer;
    struct pointer_input hand;
    double turns; /* of the wheel, not done yet */
    enum action asked; /* by a key, not done yet */
    int stale; /* the picture must be drawn anew */
    uint32_t focus; /* of the picture drawn last */
    uint64_t clock; /* of the last round, SDL's counter */
};

static unsigned modifiers_of(uint16_t state)
{
    unsigned modifiers = KEY_PLAIN;
    modifiers |= (state & KMOD_SHIFT) != 0 ? KEY_SHIFT : 0u;
    modifiers |= (state & KMOD_CTRL) != 0 ? KEY_CONTROL : 0u;
    modifiers |= (state & KMOD_ALT) != 0 ? KEY_ALT : 0u;
    return modifiers;
}

/* Keys that belong to the widgets before they are commands. Returns 1 where one took it. */
static int key_for_widgets(struct show *show, enum action action)
{
    struct widget_state *widgets = &show->picture.widgets;
    switch ((int)action) {
    case ACTION_FOCUS_NEXT:
        widgets->input.focus_move = 1;
        return 1;
    case ACTION_FOCUS_PREVIOUS:
        widgets->input.focus_move = -1;
        return 1;
    case ACTION_PRESS:
        widgets->input.press = 1;
        return 1;
    case ACTION_BACK_LITTLE:
        widgets->input.nudge = widgets->focus_slides ? -1 : 0;
        return widgets->focus_slides;
    case ACTION_FORWARD_LITTLE:
        widgets->input.nudge = widgets->focus_slides ? 1 : 0;
        return widgets->focus_slides;
    default:
        return 0;
    }
}

static void do_action(struct show *show, enum action action)
{
    if (action == ACTION_NONE) {
        return;
    }
    if (action == ACTION_CLOSE) {
        show->picture.widgets.focus = 0;
    }
    (void)view_state_do(&show->view, action, &show->picture.tally);
    if (action == ACTION_NEXT_PERSON || action == ACTION_PREVIOUS_PERSON) {
        view_state_choose(&show->view, show->view.chosen, &show->picture.motion.now);
    }
    show->stale = 1;
}

static void take_key(struct show *show, const SDL_KeyboardEvent *key)
{
    enum action action = keys_find(key->keysym.sym, modifiers_of(key->keysym.mod));
    int held_down = key->repeat != 0;
    if (held_down &&
        (action == ACTION_PLAY || action == ACTION_REVERSE || action == ACTION_HELP || action == ACTION_LANGUAGE ||
         action == ACTION_THEME || action == ACTION_FOLLOW || action == ACTION_FULL_SCREEN)) {
        return; /* a switch does not flutter */
    }
    if (!key_for_widgets(show, action)) {
        do_action(show, action);
    }
    show->stale = 1;
}

static void move_hand(struct show *show, int32_t x, int32_t y)
{
    struct raster_point px = window_pixel(&show->window, x, y);
    show->hand.x = show->picture.widgets.input.x = px.x;
    show->hand.y = show->picture.widgets.input.y = px.y;
    show->stale = 1;
}

static void take_button(struct show *show, const SDL_MouseButtonEvent *button)
{
    if (button->button != SDL_BUTTON_LEFT) {
        return;
    }
    move_hand(show, button->x, button->y);
    int down = button->type == SDL_MOUSEBUTTONDOWN;
    show->hand.down |= down;
    show->hand.up |= !down;
    show->picture.widgets.input.down |= down;
    show->picture.widgets.input.up |= !down;
}

static void take_window_event(struct show *show, const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_LEAVE && !show->pointer.holding) {
        show->picture.widgets.input.x = show->picture.widgets.input.y = -1;
    }
    show->stale = 1;
}

static void take_event(struct show *show, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        show->view.quit = 1;
        break;
    case SDL_KEYDOWN:
        take_key(show, &event->key);
        break;
    case SDL_MOUSEMOTION:
        move_hand(show, event->motion.x, event->motion.y);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        take_button(show, &event->button);
        break;
    case SDL_MOUSEWHEEL:
        show->turns += (double)event->wheel.preciseY;
        show->stale = 1;
        break;
    case SDL_WINDOWEVENT:
        take_window_event(show, &event->window);
        break;
    default:
        break;
    }
}

/* Events up to and with the first press or release: a second one in the same picture would hide the first. */
static void take_events(struct show *show, int wait_ms)
{
    SDL_Event event;
    int any = wait_ms > 0 ? SDL_WaitEventTimeout(&event, wait_ms) : SDL_PollEvent(&event);
    while (any) {
        take_event(show, &event);
        if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP) {
            return;
        }
        any = SDL_PollEvent(&event);
    }
}

static void run_clock(struct show *show)
{
    uint64_t now = SDL_GetPerformanceCounter();
    double real_s = (double)(now - show->clock) / (double)SDL_GetPerformanceFrequency();
    show->clock = now;
    if (show->view.playback.playing && show->picture.widgets.held == 0 && !show->view.live.following) {
        playback_advance(&show->view.playback, real_s < REAL_STEP_MAX_S ? real_s : REAL_STEP_MAX_S);
        show->stale = 1;
    }
}

static void show_title(struct show *show)
{
    char title[256];
    enum sibu_say_id drill = replay_is_real(show->view.replay, show->view.playback.time_s) ? SIBU_SAY_VIEW_BANNER_REAL
                             : show->view.replay->drill                                    ? SIBU_SAY_VIEW_BANNER_DRILL
                                                        : SIBU_SAY_VIEW_BANNER_SIMULATION;
    (void)snprintf(title, sizeof title, "%s %s · %.120s", sibu_say(SIBU_ZH, drill), sibu_say(SIBU_EN, drill),
                   show->view.replay->site->name.in[show->view.language]);
    window_set_title(&show->window, title);
}

static enum sibu_status draw(struct show *show, struct sibu_fault *fault)
{
    int32_t width, height;
    window_size(&show->window, &width, &height);
    show->stale = 0;
    enum sibu_status status = picture_resize(&show->picture, width, height, fault);
    if (status == SIBU_OK) {
        status = picture_draw(&show->picture, &show->view, fault);
    }
    return status == SIBU_OK ? window_show(&show->window, &show->picture.frame, fault) : status;
}

/* What the picture just drawn has found out: buttons, the plan under the hand, the wheel. */
static void do_what_was_asked(struct show *show)
{
    do_action(show, show->picture.widgets.fired);
    show->stale |= pointer_apply(&show->pointer, &show->hand, &show->picture, &show->view);
    if (show->turns > 0.0 || show->turns < 0.0) {
        show->stale |= pointer_wheel(&show->hand, show->turns, &show->picture, &show->view);
    }
    show->stale |=
        show->picture.behind | show->hand.down | show->hand.up | (show->picture.widgets.focus != show->focus);
    show->focus = show->picture.widgets.focus;
    show->hand.down = show->hand.up = 0;
    show->turns = 0.0;
    live_show_heed(&show->view.live, &show->view.playback);
    window_set_full_screen(&show->window, show->view.full_screen);
    show_title(show);
}

static enum sibu_status heed_server(struct show *show, struct sibu_fault *fault)
{
    return show->watch == NULL ? SIBU_OK
                               : live_watch_round(show->watch, &show->view, &show->picture, &show->stale, fault);
}

static enum sibu_status loop(struct show *show, struct sibu_fault *fault)
{
    show->clock = SDL_GetPerformanceCounter();
    show->stale = 1;
    while (!show->view.quit) {
        int running = show->view.playback.playing;
        int paced = running && show->window.waits_for_screen;
        int idle_ms = show->watch != NULL ? LIVE_MS : running ? ROUND_MS : IDLE_MS;
        take_events(show, show->stale || (paced && show->watch == NULL) ? 0 : idle_ms);
        run_clock(show);
        enum sibu_status status = heed_server(show, fault);
        if (status == SIBU_OK && !show->stale) {
            continue;
        }
        status = status == SIBU_OK ? draw(show, fault) : status;
        if (status != SIBU_OK) {
            return status;
        }
        do_what_was_asked(show);
    }
    return SIBU_OK;
}

static enum sibu_status show_pictures(struct show *show, struct sibu_fault *fault)
{
    int32_t width, height;
    window_size(&show->window, &width, &height);
    enum sibu_status status = picture_open(&show->picture, show->view.replay, width, height, fault);
    if (status == SIBU_OK) {
        show->picture.people_budget = PEOPLE_BUDGET;
        show_title(show);
        status = loop(show, fault);
        picture_close(&show->picture);
    }
    return status;
}

static enum sibu_status show_replay(struct show *show, const struct arguments *arguments, struct sibu_fault *fault)
{
    enum sibu_status status = snapshot_set_view(&show->view, arguments, fault);
    if (status == SIBU_OK && show->watch != NULL) {
        live_watch_begin(show->watch, &show->view);
        return show_pictures(show, fault);
    }
    if (status == SIBU_OK) {
        status = window_open(&show->window, "sibu-view", arguments->width, arguments->height, fault);
    }
    if (status == SIBU_OK) {
        status = show_pictures(show, fault);
        window_close(&show->window);
    }
    return status;
}

static enum sibu_status show_record(struct show *show, const char *path, const struct arguments *arguments,
                                    struct sibu_fault *fault)
{
    struct replay replay;
    enum sibu_status status = replay_open(&replay, path, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = view_state_open(&show->view, &replay, fault);
    if (status == SIBU_OK) {
        status = show_replay(show, arguments, fault);
        view_state_close(&show->view);
    }
    replay_close(&replay);
    return status;
}

/* The window is there before the drill. */
static enum sibu_status show_live(struct show *show, const struct arguments *arguments, struct sibu_fault *fault)
{
    struct live_watch watch;
    show->watch = &watch;
    enum sibu_status status = live_watch_open(&watch, arguments, fault);
    if (status == SIBU_OK) {
        status = live_watch_first(&watch, fault);
    }
    if (status == SIBU_OK) {
        status = window_open(&show->window, "sibu-view", arguments->width, arguments->height, fault);
    }
    if (status == SIBU_OK) {
        status = live_watch_wait(&watch, &show->window, fault);
        if (status == SIBU_OK && !watch.quit) {
            status = show_record(show, watch.live.book.path, arguments, fault);
        }
        alarm_close(&watch.alarm);
        window_close(&show->window);
    }
    live_watch_close(&watch);
    return status;
}

enum sibu_status view_run(const struct arguments *arguments, struct sibu_fault *fault)
{
    struct show show = {.hand = {.x = -1, .y = -1}};
    return arguments->live.server != NULL ? show_live(&show, arguments, fault)
                                          : show_record(&show, arguments->record, arguments, fault);
}
