/* What the viewer remembers from one time to the next: where its window was, full screen, language and colours.
 *
 * One small JSON file, $XDG_STATE_HOME/sibu/view.json, else ~/.local/state/sibu/view.json; written whole or not at all. A
 * damaged one is told of and replaced, a newer one is told of and left alone. What the command line says goes before it.
 * One thread.
 */
#pragma once
#include "view/raster.h"
#include "view/side_file.h"
#include "view/theme.h"

#define HABIT_VERSION 1
#define HABIT_FILE_BYTES_MAX 65536

struct habit { /* habit_none(): nothing is known */
    struct raster_rect window; /* SDL's units, without frame; width 0: not known */
    int full_screen;
    int language; /* of enum sibu_language; -1: not known */
    int theme; /* of enum theme_kind; -1: not known */
    int locked; /* the file is of a newer version, and not to be written */
};

struct habit habit_none(void);
/* Where the file stands, by the two variables of the environment (NULL: not set). False where neither says. */
int habit_path(char out[SIDE_FILE_PATH_MAX], const char *state_home, const char *home);
/* Reads it; habit_none() where there is none, and on failure, when `fault` says in one line what is wrong with it. */
SIBU_MUST_USE enum sibu_status habit_read(struct habit *habit, const char *path, struct sibu_fault *fault);
/* Writes it, making its folders; nothing where it is locked. */
SIBU_MUST_USE enum sibu_status habit_write(const struct habit *habit, const char *path, struct sibu_fault *fault);
/* Where a window remembered at `window` is put on the screens there are now (count > 0): all of it on the one that it
 * shares most with, else on the first; as large as the layout needs at least, and as the screen is at most. Pure. */
struct raster_rect habit_place(struct raster_rect window, const struct raster_rect *screens, size_t count);
