/* The window and what is remembered of it. Main thread only.
 */
#pragma once
#include "view/arguments.h"
#include "view/habit.h"
#include "view/view_state.h"
#include "view/window.h"

struct window_habit {
    struct habit habit; /* as read, and as it will be written */
    char path[SIDE_FILE_PATH_MAX]; /* ""; nothing is remembered */
    enum sibu_language language; /* as the view began */
    enum theme_kind theme;
};

/* Reads what is remembered. A file that is damaged or newer is told of on standard error, in `language`. */
void window_habit_open(struct window_habit *habit, enum sibu_language language);
/* Before the window: language and colours, where the command line does not say them. */
void window_habit_set_view(struct window_habit *habit, const struct arguments *arguments, struct view_state *view);
/* Between window_start and window_open: where the window goes, and whether it is full screen; its size is the command
 * line's where that says it. */
struct raster_rect window_habit_place(const struct window_habit *habit, const struct arguments *arguments,
                                      struct view_state *view);
/* Takes note of where it is, as long as it is neither full screen nor maximised. */
void window_habit_note(struct window_habit *habit, const struct window *window);
/* Writes it down. What cannot be written is not remembered. */
void window_habit_close(struct window_habit *habit, const struct view_state *view);
