/* The clock of a replay: where it is, whether and how fast and which way it runs.
 *
 * Depends on: nothing. Pure: the caller says how much real time passed. Invariants: from_s <= time_s <= to_s; the speed
 * is one of PLAYBACK_SPEEDS, or set freely within its ends.
 */
#pragma once
#include <stddef.h>

#define PLAYBACK_SPEED_MIN 0.1
#define PLAYBACK_SPEED_MAX 64.0

struct playback {
    double from_s, to_s; /* ends of the record, seconds since T0 */
    double time_s;
    double speed; /* drill seconds a second, in [0.1, 64] */
    int direction; /* 1 or -1 */
    int playing;
};

struct playback playback_open(double from_s, double to_s); /* at 0 or the nearest end, still, speed 1 */
void playback_advance(struct playback *playback, double real_s); /* stops at the ends */
void playback_seek(struct playback *playback, double time_s); /* held to the ends; what is not a number is ignored */
/* Starts or stops running forward; at the far end it starts over. */
void playback_play(struct playback *playback);
/* The same, backward. */
void playback_reverse(struct playback *playback);
void playback_pause(struct playback *playback);
/* A step by hand: stands still afterwards. */
void playback_step(struct playback *playback, double by_s);
void playback_speed(struct playback *playback, double speed); /* held to the limits */
void playback_faster(struct playback *playback); /* the next of 0.1 0.25 0.5 1 2 4 8 16 32 64 */
void playback_slower(struct playback *playback);
/* Where the speed stands on a slider, 0..1, and back. Equal steps are equal factors. */
double playback_speed_share(double speed);
double playback_speed_of(double share);
/* The next (direction 1) or previous (-1) of `count` ascending times from time_s on, or time_s where there is none. */
double playback_next(const double *times_s, size_t count, double time_s, int direction);
