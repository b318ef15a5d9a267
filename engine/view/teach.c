/* See teach.h. */
#include "view/teach.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/view_state.h"

#define SAME_MOMENT_S 0.05

void teach_open(struct teach *teach)
{
    *teach = (struct teach){.note = SIBU_NONE, .edited = SIBU_NONE};
}

void teach_close(struct teach *teach)
{
    notes_close(&teach->notes);
    teach_open(teach);
}

enum sibu_status teach_read_notes(struct teach *teach, const char *record, struct sibu_fault *fault)
{
    notes_close(&teach->notes);
    teach->note = SIBU_NONE;
    return notes_open(&teach->notes, record, fault);
}

void teach_say(struct teach *teach, enum sibu_say_id sentence, const char *value)
{
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        struct sibu_text text = {0};
        sibu_say_with(&text, (enum sibu_language)language, sentence, &value, 1);
        (void)snprintf(teach->said[language], TEACH_SAID_BYTES, "%s", sibu_text_get(&text));
        sibu_text_clear(&text);
    }
    teach->said_left_s = TEACH_SAID_S;
}

void teach_say_fault(struct teach *teach, const struct sibu_fault *fault)
{
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        (void)snprintf(teach->said[language], TEACH_SAID_BYTES, "%s: %s", fault->place, fault->what[language]);
    }
    teach->said_left_s = TEACH_SAID_S;
}

int teach_tick(struct teach *teach, double real_s)
{
    if (teach->said[0][0] == '\0') {
        return 0;
    }
    teach->said_left_s -= real_s;
    if (teach->said_left_s > 0.0) {
        return 0;
    }
    teach->said[SIBU_ZH][0] = teach->said[SIBU_EN][0] = '\0';
    return 1;
}

static void begin_edit(struct view_state *view, uint32_t note)
{
    struct teach *teach = &view->teach;
    teach->editing = 1;
    teach->edited = note;
    teach->edit_time_s = note != SIBU_NONE ? teach->notes.items[note].time_s : view->playback.time_s;
    line_edit_set(&teach->edit, note != SIBU_NONE ? teach->notes.items[note].text : "");
    playback_pause(&view->playback);
}

static void end_edit(struct teach *teach)
{
    teach->editing = 0;
    teach->edited = SIBU_NONE;
}

/* What was typed is kept in the field where it cannot be saved. */
static void save_edit(struct teach *teach)
{
    struct sibu_fault fault;
    uint32_t note = teach->edited;
    if (!teach->editing) {
        return;
    }
    if (notes_put(&teach->notes, &note, teach->edit_time_s, teach->edit.bytes, &fault) != SIBU_OK) {
        teach_say_fault(teach, &fault);
        return;
    }
    teach->note = note;
    end_edit(teach);
    teach_say(teach, SIBU_SAY_VIEW_NOTE_SAVED, teach->notes.path);
}

/* The note gone to, else one at this very moment, else SIBU_NONE. */
static uint32_t note_at_hand(const struct view_state *view)
{
    const struct teach *teach = &view->teach;
    double now_s = view->playback.time_s;
    if (teach->editing || teach->note < teach->notes.count) {
        return teach->editing ? teach->edited : teach->note;
    }
    for (size_t i = 0; i < teach->notes.count; i++) {
        double off_s = teach->notes.items[i].time_s - now_s;
        if (off_s < SAME_MOMENT_S && off_s > -SAME_MOMENT_S) {
            return (uint32_t)i;
        }
    }
    return SIBU_NONE;
}

static void edit_at_hand(struct view_state *view)
{
    uint32_t note = note_at_hand(view);
    if (note == SIBU_NONE) {
        teach_say(&view->teach, SIBU_SAY_VIEW_NOTE_NONE_CHOSEN, "");
    } else {
        begin_edit(view, note);
    }
}

static void delete_at_hand(struct view_state *view)
{
    struct teach *teach = &view->teach;
    struct sibu_fault fault;
    uint32_t note = note_at_hand(view);
    if (note == SIBU_NONE) {
        teach_say(teach, SIBU_SAY_VIEW_NOTE_NONE_CHOSEN, "");
        return;
    }
    char text[NOTE_BYTES];
    (void)snprintf(text, sizeof text, "%s", teach->notes.items[note].text);
    if (notes_remove(&teach->notes, note, &fault) != SIBU_OK) {
        teach_say_fault(teach, &fault);
        return;
    }
    end_edit(teach);
    teach->note = SIBU_NONE;
    teach_say(teach, SIBU_SAY_VIEW_NOTE_DELETED, text);
}

void teach_go_to(struct view_state *view, uint32_t note)
{
    if (note < view->teach.notes.count) {
        view->teach.note = note;
        playback_pause(&view->playback);
        playback_seek(&view->playback, view->teach.notes.items[note].time_s);
    }
}

static int do_note(struct view_state *view, enum action action)
{
    struct teach *teach = &view->teach;
    switch ((int)action) {
    case ACTION_NOTE:
        begin_edit(view, SIBU_NONE);
        return 1;
    case ACTION_NOTE_LIST:
        teach->list_open = !teach->list_open;
        return 1;
    case ACTION_NOTE_PREVIOUS:
    case ACTION_NOTE_NEXT:
        teach_go_to(view, notes_next(&teach->notes, view->playback.time_s, action == ACTION_NOTE_NEXT ? 1 : -1));
        return 1;
    case ACTION_NOTE_EDIT:
        edit_at_hand(view);
        return 1;
    case ACTION_NOTE_DELETE:
        delete_at_hand(view);
        return 1;
    case ACTION_NOTE_SAVE:
        save_edit(teach);
        return 1;
    case ACTION_NOTE_CANCEL:
        end_edit(teach);
        return 1;
    default:
        return 0;
    }
}

static int do_film(struct teach *teach, enum action action)
{
    if (action == ACTION_FILM) {
        teach->errand = action;
    }
    return action == ACTION_FILM;
}

/* A live drill has no record yet that notes could lie beside, or a film be made of. */
static int refuse_live(struct teach *teach, enum action action)
{
    int asked = action == ACTION_FILM || (action >= ACTION_NOTE && action <= ACTION_NOTE_DELETE);
    if (asked) {
        teach_say(teach, SIBU_SAY_LIVE_NO_RECORD, "");
    }
    return asked;
}

void teach_present(struct view_state *view, int on)
{
    struct teach *teach = &view->teach;
    if (on && !teach->presenting) {
        teach->curves_aside = view->curves;
        view->curves = CURVES_NONE;
    } else if (!on && teach->presenting && view->curves == CURVES_NONE) {
        view->curves = teach->curves_aside;
    }
    teach->presenting = on;
}

int teach_do(struct view_state *view, enum action action)
{
    struct teach *teach = &view->teach;
    switch ((int)action) {
    case ACTION_RULER:
        ruler_toggle(&teach->ruler);
        return 1;
    case ACTION_RULER_BACK:
        ruler_take_back(&teach->ruler);
        return 1;
    case ACTION_PRESENT:
        teach_present(view, !teach->presenting);
        return 1;
    case ACTION_SNAPSHOT:
    case ACTION_SNAPSHOT_VECTOR:
        teach->errand = action;
        return 1;
    default:
        return view->live.on ? refuse_live(teach, action) : do_film(teach, action) || do_note(view, action);
    }
}

int teach_close_uppermost(struct teach *teach)
{
    if (teach->editing) {
        end_edit(teach);
    } else if (teach->ruler.on) {
        ruler_toggle(&teach->ruler);
    } else if (teach->list_open) {
        teach->list_open = 0;
    } else {
        return 0;
    }
    return 1;
}
