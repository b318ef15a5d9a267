/* The book of a live drill read again, in a thread of its own: with ten thousand people that takes as long as several
 * pictures, and the window goes on meanwhile.
 *
 * The replay that comes of it belongs to whoever takes it; until then nobody else touches it. All functions are for one and
 * the same thread.
 */
#pragma once
#include <SDL.h>

#include "view/live_book.h"
#include "view/replay.h"

struct live_load {
    SDL_Thread *thread; /* NULL: none is read */
    SDL_atomic_t done;
    char path[sizeof((struct live_book *)0)->path]; /* its own: the book's may change meanwhile */
    struct replay fresh;
    enum sibu_status status;
    struct sibu_fault fault;
};

/* Begins to read the record at `path`; nothing may be under way. SIBU_NO_MEMORY: there is no thread to be had. The load must
 * stay where it is in memory. */
SIBU_MUST_USE enum sibu_status live_load_start(struct live_load *load, const char *path, struct sibu_fault *fault);
int live_load_is_on(const struct live_load *load);
int live_load_is_done(struct live_load *load); /* 0 also where none is on */
/* Takes what was read, where it is done; waits where it is not. What replay_open says of it; *out points to `path`, which is
 * what it was begun with. */
SIBU_MUST_USE enum sibu_status live_load_take(struct live_load *load, struct replay *out, const char *path,
                                              struct sibu_fault *fault);
void live_load_close(struct live_load *load); /* waits for its end; all zero is allowed */
