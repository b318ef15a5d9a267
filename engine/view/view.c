/* The window's loop: events in, pictures out. See view.h.
 *
 * The order of one round: take events; let the clock run; draw, if anything may have changed; do what keys and buttons
 * asked for. While nothing runs and nobody touches anything the loop sleeps.
 */
#include "view/view.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "sibu/memory.h"
#include "view/errand.h"
#include "view/live_watch.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/snapshot.h"
#include "view/typing.h"
#include "view/window.h"
#include "view/window_habit.h"

#define ROUND_MS 16 /* between two pictures, where the screen sets no pace */
#define IDLE_MS 1000
#define LIVE_MS 50 /* between two looks at the net */
#define PEOPLE_BUDGET 30000 /* persons read for a layer, a picture: a few hundredths of a second */
#define REAL_STEP_MAX_S 0.25 /* after a sleep of the machine, time does not leap */

struct show {
    struct window window;
    const struct arguments *arguments;
    struct replay replay; /* of the record that is shown */
    char path[SIDE_FILE_PATH_MAX]; /* its own, where it was dropped on the window */
    char *dropped; /* SDL's: a file given by drag and drop, not opened yet; or NULL */
    struct window_habit habit;
    struct typing typing;
    struct errands errands;
    struct picture picture;
    struct view_state view;
    struct compare compare;
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
        widgets->input.press = !pointer_press_at_cross(&show->picture, &show->view);
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
    if (action == ACTION_CLOSE || action == ACTION_NOTE || action == ACTION_NOTE_EDIT) {
        show->picture.widgets.focus = 0;
    }
    (void)view_state_do(&show->view, action, &show->picture.tally);
    if (action == ACTION_NEXT_PERSON || action == ACTION_PREVIOUS_PERSON) {
        view_state_choose(&show->view, show->view.chosen, &show->picture.motion.now);
    }
    show->stale = 1;
}

/* By key, button or sheet. */
static void do_asked(struct show *show, enum action action)
{
    if (!key_for_widgets(show, action)) {
        do_action(show, action);
    }
}

static void take_key(struct show *show, const SDL_KeyboardEvent *key)
{
    enum action action = keys_find(key->keysym.sym, modifiers_of(key->keysym.mod));
    if (key->repeat != 0 && !keys_repeat(action)) {
        return;
    }
    do_asked(show, action);
    show->stale = 1;
}

static void move_hand(struct show *show, int32_t x, int32_t y)
{
    struct raster_point px = window_pixel(&show->window, x, y);
    show->hand.x = show->picture.widgets.input.x = px.x;
    show->hand.y = show->picture.widgets.input.y = px.y;
    show->stale = 1;
}

/* The right button opens the sheet of all functions, and closes it. */
static void take_right_button(struct show *show, const SDL_MouseButtonEvent *button)
{
    if (button->type == SDL_MOUSEBUTTONDOWN && !show->view.teach.editing) {
        do_action(show, show->view.help_open ? ACTION_CLOSE : ACTION_HELP);
    }
}

static void take_button(struct show *show, const SDL_MouseButtonEvent *button)
{
    if (button->button == SDL_BUTTON_RIGHT) {
        take_right_button(show, button);
    }
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
    window_habit_note(&show->habit, &show->window);
    if (event->event == SDL_WINDOWEVENT_LEAVE && !show->pointer.holding) {
        show->picture.widgets.input.x = show->picture.widgets.input.y = -1;
    }
    show->stale = 1;
}

/* The last of several counts. */
static void take_drop(struct show *show, char *path)
{
    SDL_free(show->dropped);
    show->dropped = path;
    show->stale = 1;
}

static void take_event(struct show *show, const SDL_Event *event)
{
    if (typing_take(&show->view, event, show->picture.widgets.focus)) {
        show->stale = 1;
        return;
    }
    switch (event->type) {
    case SDL_QUIT:
        show->view.quit = 1;
        break;
    case SDL_DROPFILE:
        take_drop(show, event->drop.file);
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
        typing_follow(&show->typing, &show->view, &show->picture, &show->window);
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
    show->stale |= teach_tick(&show->view.teach, real_s);
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
        status = picture_set_scale(&show->picture, window_scale(&show->window, show->arguments->scale), fault);
    }
    if (status == SIBU_OK) {
        status = picture_draw(&show->picture, &show->view, fault);
    }
    return status == SIBU_OK ? window_show(&show->window, &show->picture.frame, fault) : status;
}

/* What the picture just drawn has found out: buttons, the plan under the hand, the wheel. */
static void do_what_was_asked(struct show *show)
{
    do_asked(show, show->picture.widgets.fired);
    show->stale |= pointer_apply(&show->pointer, &show->hand, &show->picture, &show->view);
    if (show->turns > 0.0 || show->turns < 0.0) {
        show->stale |= pointer_wheel(&show->hand, show->turns, &show->picture, &show->view);
    }
    show->stale |=
        show->picture.behind | show->hand.down | show->hand.up | (show->picture.widgets.focus != show->focus);
    show->focus = show->picture.widgets.focus;
    show->hand.down = show->hand.up = 0;
    show->turns = 0.0;
    show->stale |= errands_do(&show->errands, &show->picture, &show->view);
    typing_follow(&show->typing, &show->view, &show->picture, &show->window);
    live_show_heed(&show->view.live, &show->view.playback);
    window_set_full_screen(&show->window, show->view.full_screen);
    show_title(show);
}

/* Opens the picture of show->replay. */
static enum sibu_status open_picture(struct show *show, struct sibu_fault *fault)
{
    int32_t width, height;
    window_size(&show->window, &width, &height);
    enum sibu_status status = picture_open(&show->picture, &show->replay, width, height, fault);
    if (status == SIBU_OK) {
        show->picture.people_budget = PEOPLE_BUDGET;
        show_title(show);
    }
    return status;
}

/* The notes beside the record; where they cannot be read, the screen says so. */
static void read_notes(struct show *show)
{
    struct sibu_fault fault;
    if (teach_read_notes(&show->view.teach, show->replay.path, &fault) != SIBU_OK) {
        teach_say_fault(&show->view.teach, &fault);
    }
}

/* What was opened takes the place of what is shown, in the same language and colours, with the same layers, floors and
 * curves. */
static enum sibu_status take_over(struct show *show, struct replay *replay, struct view_state *view,
                                  struct sibu_fault *fault)
{
    view->language = show->view.language;
    view->theme = show->view.theme;
    view->layers = show->view.layers;
    view->layers.following = 0;
    view->curves = show->view.curves;
    view_state_set_floors(view, show->view.floors);
    view->full_screen = show->view.full_screen;
    view->teach.presenting = show->view.teach.presenting;
    errands_close(&show->errands, &show->view);
    picture_close(&show->picture);
    compare_close(&show->compare);
    view_state_close(&show->view);
    replay_close(&show->replay);
    (void)snprintf(show->path, sizeof show->path, "%s", replay->path);
    show->replay = *replay;
    show->replay.path = show->path;
    show->view = *view;
    show->view.replay = &show->replay;
    show->pointer = (struct pointer){0};
    read_notes(show);
    if (show->view.teach.said[0][0] == '\0') {
        teach_say(&show->view.teach, SIBU_SAY_VIEW_OPENED, show->path);
    }
    enum sibu_status status = compare_open(&show->compare, NULL, &show->view, fault);
    return status == SIBU_OK ? open_picture(show, fault) : status;
}

/* What is dropped on a live drill is not opened. */
static void refuse_dropped(struct show *show)
{
    teach_say(&show->view.teach, SIBU_SAY_LIVE_NO_RECORD, "");
    SDL_free(show->dropped);
    show->dropped = NULL;
    show->stale = 1;
}

/* Opens the file that was dropped on the window. A bad one is told of, and what is shown stays. Fails only where there
 * is no way on. */
static enum sibu_status open_dropped(struct show *show, struct sibu_fault *fault)
{
    if (show->watch != NULL) {
        refuse_dropped(show);
        return SIBU_OK;
    }
    struct replay replay;
    struct view_state view;
    char *path = show->dropped;
    show->dropped = NULL;
    enum sibu_status status = replay_open(&replay, path, fault);
    if (status == SIBU_OK) {
        status = view_state_open(&view, &replay, fault);
        if (status != SIBU_OK) {
            replay_close(&replay);
        }
    }
    if (status != SIBU_OK) {
        teach_say_fault(&show->view.teach, fault);
        status = SIBU_OK;
    } else {
        status = take_over(show, &replay, &view, fault);
    }
    SDL_free(path);
    show->stale = 1;
    return status;
}

/* How long a round may wait for events: not at all while there is something to draw. */
static int patience_ms(const struct show *show)
{
    int running = show->view.playback.playing;
    if (show->stale || show->errands.filming || (running && show->window.waits_for_screen && show->watch == NULL)) {
        return 0;
    }
    return show->watch != NULL ? LIVE_MS : running ? ROUND_MS : IDLE_MS;
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
        take_events(show, patience_ms(show));
        run_clock(show);
        show->stale |= errands_step(&show->errands, &show->view);
        enum sibu_status status = heed_server(show, fault);
        if (status == SIBU_OK && show->dropped != NULL) {
            status = open_dropped(show, fault);
        }
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
    enum sibu_status status = open_picture(show, fault);
    if (status == SIBU_OK) {
        status = loop(show, fault);
        errands_close(&show->errands, &show->view);
        picture_close(&show->picture);
    }
    SDL_free(show->dropped);
    return status;
}

static enum sibu_status open_window(struct show *show, struct sibu_fault *fault)
{
    enum sibu_status status = window_start(fault);
    if (status == SIBU_OK) {
        struct raster_rect place = window_habit_place(&show->habit, show->arguments, &show->view);
        status = window_open(&show->window, "sibu-view", &place, fault);
    }
    return status;
}

static enum sibu_status show_replay(struct show *show, struct sibu_fault *fault)
{
    enum sibu_status status = snapshot_set_view(&show->view, show->arguments, fault);
    window_habit_open(&show->habit, show->arguments->language);
    window_habit_set_view(&show->habit, show->arguments, &show->view);
    status = status == SIBU_OK ? open_window(show, fault) : status;
    if (status == SIBU_OK) {
        read_notes(show);
        status = show_pictures(show, fault);
        window_close(&show->window);
        window_habit_close(&show->habit, &show->view);
    }
    return status;
}

static enum sibu_status show_record(struct show *show, struct sibu_fault *fault)
{
    enum sibu_status status = replay_open(&show->replay, show->arguments->record, fault);
    if (status == SIBU_OK) {
        status = view_state_open(&show->view, &show->replay, fault);
    }
    if (status == SIBU_OK) {
        status = snapshot_set_compare(&show->compare, &show->view, show->arguments, fault);
        status = status == SIBU_OK ? show_replay(show, fault) : status;
        compare_close(&show->compare);
        view_state_close(&show->view);
    }
    replay_close(&show->replay);
    return status;
}

/* The drill that has come, in the window that is there. */
static enum sibu_status show_drill(struct show *show, struct sibu_fault *fault)
{
    enum sibu_status status = replay_open(&show->replay, show->watch->live.book.path, fault);
    if (status == SIBU_OK) {
        status = view_state_open(&show->view, &show->replay, fault);
    }
    if (status == SIBU_OK) {
        status = snapshot_set_view(&show->view, show->arguments, fault);
        live_watch_begin(show->watch, &show->view);
        status = status == SIBU_OK ? show_pictures(show, fault) : status;
        live_watch_keep(show->watch, &show->view);
        view_state_close(&show->view);
    }
    replay_close(&show->replay);
    return status;
}

/* What was chosen while waiting is what the window's memory goes by, too. */
static void remember(struct show *show)
{
    show->view.language = show->watch->language;
    show->view.theme = show->watch->theme;
    show->view.full_screen = show->watch->full_screen;
    window_habit_close(&show->habit, &show->view);
}

/* The window is there before the drill. */
static enum sibu_status show_window(struct show *show, struct sibu_fault *fault)
{
    struct live_watch *watch = show->watch;
    show->view = (struct view_state){.language = watch->language, .theme = watch->theme};
    window_habit_open(&show->habit, watch->language);
    window_habit_set_view(&show->habit, show->arguments, &show->view);
    enum sibu_status status = open_window(show, fault);
    if (status != SIBU_OK) {
        return status;
    }
    watch->language = show->view.language;
    watch->theme = show->view.theme;
    watch->full_screen = show->view.full_screen;
    status = live_watch_wait(watch, &show->window, fault);
    if (status == SIBU_OK && !watch->quit) {
        status = show_drill(show, fault);
    }
    alarm_close(&watch->alarm);
    window_habit_note(&show->habit, &show->window);
    window_close(&show->window);
    remember(show);
    return status;
}

static enum sibu_status show_live(struct show *show, struct sibu_fault *fault)
{
    struct live_watch watch;
    show->watch = &watch;
    enum sibu_status status = live_watch_open(&watch, show->arguments, fault);
    if (status == SIBU_OK) {
        status = live_watch_first(&watch, fault);
    }
    if (status == SIBU_OK) {
        status = show_window(show, fault);
    }
    live_watch_close(&watch);
    show->watch = NULL;
    return status;
}

enum sibu_status view_run(const struct arguments *arguments, struct sibu_fault *fault)
{
    struct show *show = sibu_array_new(1, sizeof *show); /* too large for a stack: it holds a film's view too */
    if (show == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "sibu-view", "内存不足，无法显示", "no memory for the view");
    }
    show->arguments = arguments;
    show->hand = (struct pointer_input){.x = -1, .y = -1};
    enum sibu_status status = arguments->live.server != NULL ? show_live(show, fault) : show_record(show, fault);
    sibu_array_free(show);
    return status;
}
