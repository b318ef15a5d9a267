/* What the live view shows besides a replay: whether it keeps to the present, and how things stand with the server. Pure.
 *
 * While it follows, the clock is the present's and runs by itself. Whoever moves the clock, or stops it, is rewound: the
 * drill goes on, and the clock stands or runs where it was put. At the end of the timeline it follows again.
 */
#pragma once

struct playback;

struct live_show {
    int on; /* 0: a record is shown, and nothing else here counts */
    int following;
    int over; /* nothing comes after */
    int muted, has_no_sound;
    double lost_for_s; /* since when there is no answer; 0: there is */
};

/* The present has come to present_s. */
void live_show_grow(struct live_show *live, struct playback *playback, double present_s);
/* After the actions of a round, before the present goes on, and after its picture with its widgets: did they leave the
 * present, or come back to it? */
void live_show_heed(struct live_show *live, const struct playback *playback);
/* How far the clock is behind the present, in seconds. */
double live_show_behind_s(const struct live_show *live, const struct playback *playback);
