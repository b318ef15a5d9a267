/* See window_habit.h. */
#include "view/window_habit.h"

#include <stdio.h>
#include <stdlib.h>

#define SCREENS_MAX 16

void window_habit_open(struct window_habit *habit, enum sibu_language language)
{
    struct sibu_fault fault;
    habit->habit = habit_none();
    if (!habit_path(habit->path, getenv("XDG_STATE_HOME"), getenv("HOME"))) {
        habit->path[0] = '\0';
        return;
    }
    if (habit_read(&habit->habit, habit->path, &fault) != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[language]);
    }
}

void window_habit_set_view(struct window_habit *habit, const struct arguments *arguments, struct view_state *view)
{
    if (habit->habit.language >= 0 && !arguments->language_given) {
        view->language = (enum sibu_language)habit->habit.language;
    }
    if (habit->habit.theme >= 0 && !arguments->theme_given) {
        view->theme = (enum theme_kind)habit->habit.theme;
    }
    habit->language = view->language;
    habit->theme = view->theme;
}

struct raster_rect window_habit_place(const struct window_habit *habit, const struct arguments *arguments,
                                      struct view_state *view)
{
    struct raster_rect screens[SCREENS_MAX], place = habit->habit.window;
    size_t count = 0;
    for (int i = 0; i < SDL_GetNumVideoDisplays() && count < SCREENS_MAX; i++) {
        SDL_Rect bounds;
        if (SDL_GetDisplayUsableBounds(i, &bounds) == 0) {
            screens[count++] = (struct raster_rect){bounds.x, bounds.y, bounds.w, bounds.h};
        }
    }
    if (place.width < 1 || count == 0) {
        return (struct raster_rect){(int32_t)SDL_WINDOWPOS_CENTERED, (int32_t)SDL_WINDOWPOS_CENTERED, arguments->width,
                                    arguments->height};
    }
    if (arguments->size_given) {
        place.width = arguments->width;
        place.height = arguments->height;
    }
    view->full_screen = habit->habit.full_screen && !arguments->size_given;
    return habit_place(place, screens, count);
}

void window_habit_note(struct window_habit *habit, const struct window *window)
{
    int x, y, width, height;
    if ((SDL_GetWindowFlags(window->window) &
         (SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_MAXIMIZED | SDL_WINDOW_MINIMIZED | SDL_WINDOW_HIDDEN)) != 0) {
        return;
    }
    SDL_GetWindowPosition(window->window, &x, &y);
    SDL_GetWindowSize(window->window, &width, &height);
    habit->habit.window = (struct raster_rect){x, y, width, height};
}

void window_habit_close(struct window_habit *habit, const struct view_state *view)
{
    struct sibu_fault fault;
    habit->habit.full_screen = view->full_screen;
    if (view->language != habit->language) {
        habit->habit.language = (int)view->language;
    }
    if (view->theme != habit->theme) {
        habit->habit.theme = (int)view->theme;
    }
    if (habit->path[0] != '\0' && habit_write(&habit->habit, habit->path, &fault) != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[view->language]);
    }
}
