/* See live_watch.h. The waiting picture is in live_wait.c. */
#include "view/live_watch.h"

#include <stdio.h>
#include <string.h>

#include "view/live_run.h"
#include "view/snapshot.h"

#define LOAD_EACH_S 0.5 /* the book is read again no sooner than that after the last time */
#define LOAD_SHARE 4.0 /* nor sooner than so many times what that took: a large drill does not keep a processor busy */
#define FIELDS_EACH_S 10.0
#define DRAW_EACH_S 0.1 /* the clock shows tenths */

enum sibu_status live_watch_open(struct live_watch *watch, const struct arguments *arguments, struct sibu_fault *fault)
{
    *watch = (struct live_watch){.arguments = arguments,
                                 .language = arguments->language,
                                 .theme = arguments->theme,
                                 .muted = arguments->live.muted};
    return live_run_open(&watch->live, arguments, fault);
}

enum sibu_status live_watch_first(struct live_watch *watch, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && watch->live.stage == LIVE_CALLING) {
        status = live_step(&watch->live, live_run_now_s(), 100, fault);
    }
    return status;
}

void live_watch_close(struct live_watch *watch)
{
    live_load_close(&watch->load);
    alarm_close(&watch->alarm);
    live_close(&watch->live);
}

/* ---- Reading the book again ---- */

static void note_load(struct live_watch *watch, const struct replay *replay, double began_s, int fields)
{
    double now_s = live_run_now_s(), took_s = now_s - began_s;
    watch->next_load_s = now_s + (took_s * LOAD_SHARE > LOAD_EACH_S ? took_s * LOAD_SHARE : LOAD_EACH_S);
    watch->fields_s = fields ? now_s : watch->fields_s;
    watch->marks = replay->mark_count;
}

/* The one who is chosen stays so, even where there are more people than before. */
static void keep_chosen(struct view_state *view, uint32_t number)
{
    view->chosen = number != 0 ? replay_find(view->replay, number) : SIBU_NONE;
}

/* The fresh replay takes the place of the old one. The site is the same, and others point into it: the old one stays. */
static void exchange(struct replay *replay, struct replay *fresh)
{
    struct sibu_site *site = replay->site;
    replay->site = NULL;
    replay_close(replay);
    sibu_site_close(fresh->site);
    *replay = *fresh;
    replay->site = site;
}

/* What comes while it is read makes the book grow again. */
static enum sibu_status begin_load(struct live_watch *watch, struct sibu_fault *fault)
{
    watch->load_began_s = live_run_now_s();
    watch->live.grew = 0;
    return live_load_start(&watch->load, watch->live.book.path, fault);
}

static enum sibu_status show_fresh(struct live_watch *watch, struct view_state *view, struct picture *picture,
                                   struct replay *fresh, struct sibu_fault *fault)
{
    struct replay *replay = view->replay;
    uint32_t number = view->chosen != SIBU_NONE ? replay->people[view->chosen].number : 0;
    int fields = fresh->mark_count != watch->marks || watch->load_began_s - watch->fields_s > FIELDS_EACH_S;
    fresh->to_s = fresh->to_s > replay->to_s ? fresh->to_s : replay->to_s;
    exchange(replay, fresh);
    keep_chosen(view, number);
    note_load(watch, replay, watch->load_began_s, fields);
    return picture_renew(picture, replay, fields, fault);
}

/* What was read is shown, where it is still the drill that is followed. */
static enum sibu_status end_load(struct live_watch *watch, struct view_state *view, struct picture *picture,
                                 struct sibu_fault *fault)
{
    struct replay fresh;
    const char *path = watch->live.book.path;
    int is_old = strcmp(path, watch->load.path) != 0 || watch->live.other || !live_has_drill(&watch->live);
    enum sibu_status status = live_load_take(&watch->load, &fresh, path, fault);
    if (status == SIBU_OK && !is_old) {
        return show_fresh(watch, view, picture, &fresh, fault);
    }
    if (status == SIBU_OK) {
        replay_close(&fresh);
    } else if (status != SIBU_NO_MEMORY) {
        if (!is_old) {
            live_refuse(&watch->live, fault, watch->load_began_s);
        }
        status = SIBU_OK;
    }
    return status;
}

/* ---- Another drill ---- */

void live_watch_begin(struct live_watch *watch, struct view_state *view)
{
    view->language = watch->language;
    view->theme = watch->theme;
    view->full_screen = watch->full_screen;
    view->live = (struct live_show){.on = 1, .following = 1, .muted = watch->muted};
    live_run_show(&watch->live, view, live_run_now_s());
    note_load(watch, view->replay, live_run_now_s(), 1);
    watch->live.grew = 0;
    watch->live.other = 0;
}

void live_watch_keep(struct live_watch *watch, const struct view_state *view)
{
    watch->language = view->language;
    watch->theme = view->theme;
    watch->full_screen = view->full_screen;
}

/* How somebody has set the view, for the next drill. */
static void set_as(struct view_state *view, const struct view_state *before)
{
    view->layers = before->layers;
    view->layers.following = 0;
    view->curves = before->curves;
    view->teach.presenting = before->teach.presenting;
    view_state_set_floors(view, before->floors);
}

/* Where the new one cannot be shown, the old one stays. */
static enum sibu_status go_into(struct live_watch *watch, struct view_state *view, struct picture *picture,
                                struct sibu_fault *fault)
{
    struct replay fresh, *replay = view->replay;
    const struct view_state before = *view;
    int32_t width = picture->frame.width, height = picture->frame.height;
    size_t budget = picture->people_budget;
    double least_scale = picture->least_scale;
    enum sibu_status status = replay_open(&fresh, watch->live.book.path, fault);
    if (status != SIBU_OK) {
        live_refuse(&watch->live, fault, live_run_now_s());
        return status == SIBU_NO_MEMORY ? status : SIBU_OK;
    }
    live_watch_keep(watch, view);
    struct text_kit *text = picture_take_text(picture);
    picture_close(picture);
    view_state_close(view);
    replay_close(replay);
    *replay = fresh;
    status = view_state_open(view, replay, fault);
    if (status == SIBU_OK) {
        status = picture_open_with(picture, text, replay, width, height, fault);
    } else {
        text_close(text);
    }
    if (status == SIBU_OK) {
        status = picture_set_scale(picture, least_scale, fault);
    }
    if (status == SIBU_OK) {
        picture->people_budget = budget;
        set_as(view, &before);
        live_watch_begin(watch, view);
    }
    return status;
}

/* ---- The alarm ---- */

static void sound(struct live_watch *watch, struct view_state *view)
{
    struct alarm *alarm = &watch->alarm;
    watch->muted = view->live.muted;
    alarm_mute(alarm, watch->muted);
    if (watch->live.alarm_ends && alarm->kind == ALARM_DRILL) {
        alarm_start(alarm, ALARM_NONE);
    }
    if (watch->live.alarm != ALARM_NONE) {
        alarm_start(alarm, watch->live.alarm);
    }
    watch->live.alarm = ALARM_NONE;
    watch->live.alarm_ends = 0;
    alarm_keep(alarm);
    const struct sibu_fault *why = alarm_take_fault(alarm);
    if (why != NULL) {
        (void)fprintf(stderr, "%s: %s\n", why->place, why->what[view->language]);
    }
    view->live.has_no_sound = alarm->has_failed;
}

/* What came of the server: another drill is gone into, the book is read again, what was read is shown. */
static enum sibu_status heed_book(struct live_watch *watch, struct view_state *view, struct picture *picture,
                                  int *stale, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int has_drill = live_has_drill(&watch->live);
    if (live_load_is_done(&watch->load)) {
        *stale = 1;
        status = end_load(watch, view, picture, fault);
    } else if (watch->live.other && has_drill) {
        *stale = 1;
        status = go_into(watch, view, picture, fault);
    } else if (watch->live.grew && has_drill && !live_load_is_on(&watch->load) &&
               live_run_now_s() >= watch->next_load_s) {
        status = begin_load(watch, fault);
    }
    return status;
}

enum sibu_status live_watch_round(struct live_watch *watch, struct view_state *view, struct picture *picture,
                                  int *stale, struct sibu_fault *fault)
{
    double now_s = live_run_now_s();
    enum sibu_status status = live_step(&watch->live, now_s, 0, fault);
    if (status == SIBU_OK) {
        status = heed_book(watch, view, picture, stale, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (!watch->live.other) { /* else the clock is another drill's */
        live_show_heed(&view->live, &view->playback);
        live_run_show(&watch->live, view, now_s);
    }
    sound(watch, view);
    *stale |= now_s >= watch->next_draw_s;
    watch->next_draw_s = *stale ? now_s + DRAW_EACH_S : watch->next_draw_s;
    return SIBU_OK;
}
