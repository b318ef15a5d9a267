/* The live view in a window: what goes on with every round of its loop. The book is read anew as it grows, the clock kept to
 * the present, the alarm sounded, and another drill gone into when it begins. While there is none, a picture says so.
 *
 * Main thread.
 */
#pragma once
#include "view/alarm.h"
#include "view/live.h"
#include "view/live_load.h"
#include "view/picture.h"
#include "view/window.h"

struct live_watch {
    const struct arguments *arguments;
    struct live live; /* owned, as alarm and load */
    struct alarm alarm;
    struct live_load load; /* the book, being read again */
    double load_began_s;
    double next_load_s; /* not before that is the book read again */
    double fields_s; /* when the hazard's fields were reckoned last */
    size_t marks; /* of the replay then */
    double next_draw_s;
    enum sibu_language language; /* as it was chosen while waiting */
    enum theme_kind theme;
    int full_screen, muted, quit;
};

/* The caller closes it, also after a fault. */
SIBU_MUST_USE enum sibu_status live_watch_open(struct live_watch *watch, const struct arguments *arguments,
                                               struct sibu_fault *fault);
/* Waits for the server's first answer, before there is a window: a wrong address or key is told at once. */
SIBU_MUST_USE enum sibu_status live_watch_first(struct live_watch *watch, struct sibu_fault *fault);
void live_watch_close(struct live_watch *watch);
/* Shows the waiting picture until there is a drill to show, or watch->quit. */
SIBU_MUST_USE enum sibu_status live_watch_wait(struct live_watch *watch, struct window *window,
                                               struct sibu_fault *fault);
/* The view of the first drill is open: it begins in the present. */
void live_watch_begin(struct live_watch *watch, struct view_state *view);
/* Language, colours and full screen as they are in the view, for what is shown next and for the window's memory. */
void live_watch_keep(struct live_watch *watch, const struct view_state *view);
/* One round. *stale is set where the picture must be drawn again. */
SIBU_MUST_USE enum sibu_status live_watch_round(struct live_watch *watch, struct view_state *view,
                                                struct picture *picture, int *stale, struct sibu_fault *fault);
