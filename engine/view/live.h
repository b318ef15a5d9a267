/* A running drill followed on its server: asks what is new, keeps it in a record of its own (live_book.h), and knows what
 * time it is there. Says nothing and draws nothing.
 *
 * While no drill runs it asks for the list of those that do, which is the same until one begins; nothing about the time of
 * the next one is asked, told or kept. A drill that has been closed stays until another begins.
 *
 * Before the first good answer a failure is final. After it every failure is kept in `trouble`, and it asks again, with
 * longer and longer pauses, for what it has not. One thread.
 */
#pragma once
#include "view/alarm_tone.h"
#include "view/live_book.h"
#include "view/live_link.h"
#include "view/live_pace.h"

struct live_def {
    const char *server; /* as live_link_open takes it */
    const char *key;
    const char *drill; /* its number or its site; "": the first that runs */
};
enum live_stage {
    LIVE_CALLING, /* the server has not answered yet */
    LIVE_IDLE, /* no drill runs */
    LIVE_FILLING, /* a drill runs; what is known of it is not there in full yet */
    LIVE_DRILL, /* `book.path` can be read */
    LIVE_OVER /* likewise, and nothing comes after */
};
struct live {
    struct live_link *link; /* owned, as the book */
    struct live_book book;
    struct live_pace pace;
    struct live_clock clock;
    enum live_stage stage;
    char wanted[LIVE_ID_BYTES]; /* def.drill */
    char drill[LIVE_ID_BYTES]; /* the number of the one that is followed; "": none */
    int64_t t0_us;
    int other; /* 1: a drill was begun since the caller last set it to 0 */
    int grew; /* likewise: the book holds more */
    enum alarm_kind alarm; /* what should sound from now on; the caller sets it to ALARM_NONE */
    int alarm_ends; /* 1: the drill was ended */
    struct sibu_fault trouble; /* while pace.failures > 0 */
};

/* The caller closes it, also after a fault. */
SIBU_MUST_USE enum sibu_status live_open(struct live *live, const struct live_def *def, struct sibu_fault *fault);
void live_close(struct live *live);
/* Goes on; waits up to wait_ms for the net. now_s: a clock that never goes back. */
SIBU_MUST_USE enum sibu_status live_step(struct live *live, double now_s, int wait_ms, struct sibu_fault *fault);
/* What is in the book cannot be shown: `why` becomes the trouble, and the drill is asked for anew after a pause. */
void live_refuse(struct live *live, const struct sibu_fault *why, double now_s);
/* Whether there is a drill to show. */
int live_has_drill(const struct live *live);
