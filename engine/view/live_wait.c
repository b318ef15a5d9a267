/* The window of the live view while there is no drill to show. See live_watch.h. */
#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/live_bar.h"
#include "view/live_run.h"
#include "view/live_watch.h"
#include "view/side_file.h"

#define ROUND_MS 50
#define TROUBLE_SAID_S 3.0
#define TOLD_S 15.0 /* how long it is told that a file was not opened */

struct waiting {
    struct live_watch *watch;
    struct window *window;
    struct raster frame; /* owned, as the text */
    struct text_kit *text;
    struct widget_state widgets;
    char dropped[SIDE_FILE_PATH_MAX]; /* a file that was not opened, and of which that is told; "" for none */
    double told_until_s;
};

static void do_action(struct live_watch *watch, enum action action)
{
    switch ((int)action) {
    case ACTION_LANGUAGE:
        watch->language = watch->language == SIBU_ZH ? SIBU_EN : SIBU_ZH;
        break;
    case ACTION_THEME:
        watch->theme = watch->theme == THEME_LIGHT ? THEME_DARK : THEME_LIGHT;
        break;
    case ACTION_FULL_SCREEN:
        watch->full_screen = !watch->full_screen;
        break;
    case ACTION_MUTE:
        watch->muted = !watch->muted;
        break;
    case ACTION_QUIT:
        watch->quit = 1;
        break;
    default:
        break;
    }
}

static void take_key(struct waiting *waiting, const SDL_KeyboardEvent *key)
{
    unsigned modifiers = (key->keysym.mod & KMOD_CTRL) != 0 ? KEY_CONTROL : KEY_PLAIN;
    modifiers |= (key->keysym.mod & KMOD_SHIFT) != 0 ? (unsigned)KEY_SHIFT : 0u;
    enum action action = keys_find(key->keysym.sym, modifiers);
    if (action == ACTION_FOCUS_NEXT || action == ACTION_FOCUS_PREVIOUS) {
        waiting->widgets.input.focus_move = action == ACTION_FOCUS_NEXT ? 1 : -1;
    } else if (action == ACTION_PRESS) {
        waiting->widgets.input.press = 1;
    } else if (key->repeat == 0) {
        do_action(waiting->watch, action);
    }
}

static void move_hand(struct waiting *waiting, int32_t x, int32_t y)
{
    struct raster_point px = window_pixel(waiting->window, x, y);
    waiting->widgets.input.x = px.x;
    waiting->widgets.input.y = px.y;
}

/* Whoever opened a record here would miss the drill. */
static void refuse_dropped(struct waiting *waiting, char *path)
{
    (void)snprintf(waiting->dropped, sizeof waiting->dropped, "%s", path);
    waiting->told_until_s = live_run_now_s() + TOLD_S;
    SDL_free(path);
}

/* Returns 1 after a press or release, which has a picture of its own. */
static int take_event(struct waiting *waiting, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        waiting->watch->quit = 1;
        return 1;
    case SDL_DROPFILE:
        refuse_dropped(waiting, event->drop.file);
        return 1;
    case SDL_KEYDOWN:
        take_key(waiting, &event->key);
        return 1;
    case SDL_MOUSEMOTION:
        move_hand(waiting, event->motion.x, event->motion.y);
        return 0;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        move_hand(waiting, event->button.x, event->button.y);
        waiting->widgets.input.down |= event->type == SDL_MOUSEBUTTONDOWN && event->button.button == SDL_BUTTON_LEFT;
        waiting->widgets.input.up |= event->type == SDL_MOUSEBUTTONUP && event->button.button == SDL_BUTTON_LEFT;
        return 1;
    default:
        return 0;
    }
}

static enum sibu_status fit(struct waiting *waiting, struct layout *layout, struct sibu_fault *fault)
{
    int32_t width, height;
    window_size(waiting->window, &width, &height);
    *layout = layout_of(width, height, window_scale(waiting->window, waiting->watch->arguments->scale));
    if (waiting->frame.width != width || waiting->frame.height != height) {
        raster_close(&waiting->frame);
        enum sibu_status status = raster_open(&waiting->frame, width, height, fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    return waiting->text == NULL ? text_open(&waiting->text, layout->scale, fault)
                                 : text_rescale(waiting->text, layout->scale, fault);
}

/* Why the file that was dropped last is not opened, for a while. */
static void say_dropped(const struct waiting *waiting, struct sibu_text *out)
{
    const char *value = waiting->dropped;
    if (waiting->dropped[0] != '\0' && live_run_now_s() < waiting->told_until_s) {
        sibu_say_with(out, waiting->watch->language, SIBU_SAY_LIVE_WAITS_NO_RECORD, &value, 1);
    }
}

static enum sibu_status draw(struct waiting *waiting, struct sibu_fault *fault)
{
    struct live_watch *watch = waiting->watch;
    struct layout layout;
    int fills = watch->live.stage == LIVE_FILLING;
    int lost = live_pace_lost_for(&watch->live.pace, live_run_now_s()) >= TROUBLE_SAID_S;
    struct live_wait_facts facts = {.title = fills ? SIBU_SAY_LIVE_FILLING : SIBU_SAY_LIVE_IDLE,
                                    .what = fills ? SIBU_SAY_COUNT : SIBU_SAY_LIVE_IDLE_WHAT,
                                    .server = watch->arguments->live.server,
                                    .trouble = lost ? watch->live.trouble.what[watch->language] : "",
                                    .muted = watch->muted};
    enum sibu_status status = fit(waiting, &layout, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct canvas canvas = {.raster = &waiting->frame,
                            .text = waiting->text,
                            .theme = theme_of(watch->theme),
                            .language = watch->language,
                            .scale = layout.scale,
                            .widgets = &waiting->widgets};
    struct sibu_text news = {0};
    say_dropped(waiting, &news);
    facts.news = sibu_text_get(&news);
    widget_begin(&waiting->widgets);
    live_bar_wait(&canvas, &facts);
    widget_end(&waiting->widgets);
    sibu_text_clear(&news);
    canvas_close(&canvas);
    do_action(watch, waiting->widgets.fired);
    window_set_full_screen(waiting->window, watch->full_screen);
    window_set_title(waiting->window, sibu_say(watch->language, facts.title));
    return window_show(waiting->window, &waiting->frame, fault);
}

static enum sibu_status wait_for_drill(struct waiting *waiting, struct sibu_fault *fault)
{
    struct live_watch *watch = waiting->watch;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && !watch->quit && !live_has_drill(&watch->live)) {
        SDL_Event event;
        int any = SDL_WaitEventTimeout(&event, ROUND_MS), shown = 0;
        while (any && !shown) {
            shown = take_event(waiting, &event);
            any = shown ? 0 : SDL_PollEvent(&event);
        }
        status = live_step(&watch->live, live_run_now_s(), 0, fault);
        if (status == SIBU_OK && watch->live.stage != LIVE_CALLING) {
            status = draw(waiting, fault);
        }
    }
    return status;
}

enum sibu_status live_watch_wait(struct live_watch *watch, struct window *window, struct sibu_fault *fault)
{
    struct waiting waiting = {.watch = watch, .window = window, .widgets = {.input = {.x = -1, .y = -1}}};
    enum sibu_status status = wait_for_drill(&waiting, fault);
    raster_close(&waiting.frame);
    text_close(waiting.text);
    return status;
}
