/* When to ask the server next, and what time it is in the drill between two answers. Pure: the caller says what its own
 * monotonic clock shows, in seconds.
 */
#pragma once
#include <stdint.h>

#define LIVE_PACE_S 1.0 /* between an answer and the next question */
#define LIVE_PACE_MOST_S 30.0 /* after a failure; 1, 2, 4, 8, 16 before that */
#define LIVE_AHEAD_S 3.0 /* of our own clock: so long does the present go on without an answer */

struct live_pace {
    double next_s; /* when to ask; 0 at first */
    unsigned failures; /* in a row */
    int waits; /* 1: a question has no good answer yet */
    double asked_s; /* when the first such was asked */
};
void live_pace_asked(struct live_pace *pace, double now_s);
/* After an answer that was good; `more`: the server has more to tell at once. */
void live_pace_good(struct live_pace *pace, double now_s, int more);
void live_pace_failed(struct live_pace *pace, double now_s);
/* For how long a question, and what was asked after it, has had no good answer; 0: none waits for one. */
double live_pace_lost_for(const struct live_pace *pace, double now_s);

/* The present: seconds since T0. The server's clock may run faster than ours, as in a demonstration. Never goes back. */
struct live_clock {
    int is_set;
    double server_s, at_s; /* the last answer: the drill's time, and our clock then */
    double rate; /* the drill's seconds in one of ours, 0..1000 */
    double shown_s; /* the latest that was given out */
    int stands; /* 1: the drill is over, and so is its time */
};
/* An answer came at at_s which says that the drill's time is server_s. */
void live_clock_hear(struct live_clock *clock, double server_s, double at_s);
/* The drill is closed, and its last event was at end_s. */
void live_clock_stand(struct live_clock *clock, double end_s);
double live_clock_at(struct live_clock *clock, double now_s);
