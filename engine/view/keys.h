/* What can be done, and the keys that do it: one table, read when a key is pressed and when the key sheet is drawn.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/catalogue.h"

enum action {
    ACTION_NONE,
    ACTION_PLAY,
    ACTION_REVERSE,
    ACTION_BACK_LITTLE, /* 0.1 s */
    ACTION_FORWARD_LITTLE,
    ACTION_BACK_SECOND,
    ACTION_FORWARD_SECOND,
    ACTION_PREVIOUS_EVENT,
    ACTION_NEXT_EVENT,
    ACTION_START,
    ACTION_END,
    ACTION_SLOWER,
    ACTION_FASTER,
    ACTION_SPEED_ONE,
    ACTION_FLOOR_UP,
    ACTION_FLOOR_DOWN,
    ACTION_FLOORS, /* tabs, side by side, one above the other */
    ACTION_FIT,
    ACTION_ZOOM_IN,
    ACTION_ZOOM_OUT,
    ACTION_PAN_LEFT,
    ACTION_PAN_RIGHT,
    ACTION_PAN_UP,
    ACTION_PAN_DOWN,
    ACTION_NEXT_PERSON,
    ACTION_PREVIOUS_PERSON,
    ACTION_FOLLOW,
    ACTION_TRAILS,
    ACTION_AIMS, /* where people want to go */
    ACTION_DENSITY,
    ACTION_DENSITY_BACK,
    ACTION_SERVICE, /* levels of service: of walkways, stairs, queues */
    ACTION_HAZARD,
    ACTION_COMPARE, /* beside, over, off */
    ACTION_COMPARE_LIST,
    ACTION_NEXT_LATE,
    ACTION_PREVIOUS_LATE,
    ACTION_NOTE, /* at this moment: opens the field for its words */
    ACTION_NOTE_LIST,
    ACTION_NOTE_PREVIOUS,
    ACTION_NOTE_NEXT,
    ACTION_NOTE_EDIT,
    ACTION_NOTE_DELETE,
    ACTION_RULER,
    ACTION_RULER_BACK,
    ACTION_SNAPSHOT,
    ACTION_SNAPSHOT_VECTOR,
    ACTION_FILM,
    ACTION_PRESENT,
    ACTION_CURVES, /* beside the plan: the next ones */
    ACTION_CURVES_BACK,
    ACTION_LIST_UP,
    ACTION_LIST_DOWN,
    ACTION_LANGUAGE,
    ACTION_THEME,
    ACTION_FULL_SCREEN,
    ACTION_HELP,
    ACTION_LIVE, /* back to the present */
    ACTION_MUTE,
    ACTION_FOCUS_NEXT,
    ACTION_FOCUS_PREVIOUS,
    ACTION_PRESS, /* the widget that has the keyboard */
    ACTION_CLOSE, /* sheet, card, focus: whatever is uppermost */
    ACTION_QUIT,
    ACTION_FLOOR_FIRST, /* and the 255 after it: the floor of that index */
    ACTION_FLOOR_LAST = ACTION_FLOOR_FIRST + 255,
    ACTION_NOTE_SAVE, /* buttons of the field for a note, whose keys are those of typing: not on the sheet */
    ACTION_NOTE_CANCEL
};

enum key_modifier { KEY_PLAIN = 0, KEY_SHIFT = 1, KEY_CONTROL = 2, KEY_ALT = 4 };

struct key {
    int32_t symbol; /* SDL's key code */
    unsigned modifiers; /* of enum key_modifier; exactly these */
    enum action action;
    const char *label; /* on the sheet, "Ctrl + →"; NULL: another key for the same, not on the sheet */
    enum sibu_say_id what; /* on the sheet */
};

/* The whole table, in the order of the sheet. */
const struct key *keys_table(size_t *count);
/* The action of a key, ACTION_NONE where it has none. */
enum action keys_find(int32_t symbol, unsigned modifiers);
/* 1 where a key that is held down does it again and again: what moves or steps. A switch does not flutter, and a picture
 * is saved once. */
int keys_repeat(enum action action);
