/* See playback.h. */
#include "view/playback.h"

#include <math.h>

#include "sibu/random.h"

static const double SPEEDS[] = {0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
#define SPEED_COUNT (sizeof SPEEDS / sizeof SPEEDS[0])
#define SAME_S 1e-6 /* two times nearer than this are one: records count in microseconds */

struct playback playback_open(double from_s, double to_s)
{
    struct playback playback = {.from_s = from_s, .to_s = to_s > from_s ? to_s : from_s, .speed = 1.0, .direction = 1};
    playback.time_s = playback.from_s;
    playback_seek(&playback, 0.0);
    return playback;
}

void playback_seek(struct playback *playback, double time_s)
{
    if (isnan(time_s)) {
        return;
    }
    double late = time_s > playback->from_s ? time_s : playback->from_s;
    playback->time_s = late < playback->to_s ? late : playback->to_s;
}

void playback_advance(struct playback *playback, double real_s)
{
    if (!playback->playing || !(real_s > 0.0)) {
        return;
    }
    playback_seek(playback, playback->time_s + real_s * playback->speed * playback->direction);
    double end_s = playback->direction > 0 ? playback->to_s : playback->from_s;
    if (fabs(playback->time_s - end_s) < SAME_S) {
        playback->playing = 0;
    }
}

static void run(struct playback *playback, int direction)
{
    if (playback->playing && playback->direction == direction) {
        playback->playing = 0;
        return;
    }
    double start_s = direction > 0 ? playback->from_s : playback->to_s;
    double end_s = direction > 0 ? playback->to_s : playback->from_s;
    if (fabs(playback->time_s - end_s) < SAME_S) {
        playback->time_s = start_s;
    }
    playback->direction = direction;
    playback->playing = 1;
}

void playback_play(struct playback *playback)
{
    run(playback, 1);
}

void playback_reverse(struct playback *playback)
{
    run(playback, -1);
}

void playback_pause(struct playback *playback)
{
    playback->playing = 0;
}

void playback_step(struct playback *playback, double by_s)
{
    playback->playing = 0;
    playback_seek(playback, playback->time_s + by_s);
}

void playback_speed(struct playback *playback, double speed)
{
    double most = speed < PLAYBACK_SPEED_MAX ? speed : PLAYBACK_SPEED_MAX;
    playback->speed = most > PLAYBACK_SPEED_MIN ? most : PLAYBACK_SPEED_MIN;
}

void playback_faster(struct playback *playback)
{
    for (size_t i = 0; i < SPEED_COUNT; i++) {
        if (SPEEDS[i] > playback->speed * 1.001) {
            playback->speed = SPEEDS[i];
            return;
        }
    }
}

void playback_slower(struct playback *playback)
{
    for (size_t i = SPEED_COUNT; i > 0; i--) {
        if (SPEEDS[i - 1] < playback->speed * 0.999) {
            playback->speed = SPEEDS[i - 1];
            return;
        }
    }
}

double playback_speed_share(double speed)
{
    return sibu_log(speed / PLAYBACK_SPEED_MIN) / sibu_log(PLAYBACK_SPEED_MAX / PLAYBACK_SPEED_MIN);
}

double playback_speed_of(double share)
{
    double held = share > 0.0 ? (share < 1.0 ? share : 1.0) : 0.0;
    double speed = PLAYBACK_SPEED_MIN * sibu_exp(held * sibu_log(PLAYBACK_SPEED_MAX / PLAYBACK_SPEED_MIN));
    for (size_t i = 0; i < SPEED_COUNT; i++) {
        if (fabs(speed / SPEEDS[i] - 1.0) < 0.12) {
            return SPEEDS[i]; /* a hand on a slider means the round figure nearby */
        }
    }
    return speed;
}

double playback_next(const double *times_s, size_t count, double time_s, int direction)
{
    if (direction > 0) {
        for (size_t i = 0; i < count; i++) {
            if (times_s[i] > time_s + SAME_S) {
                return times_s[i];
            }
        }
        return time_s;
    }
    for (size_t i = count; i > 0; i--) {
        if (times_s[i - 1] < time_s - SAME_S) {
            return times_s[i - 1];
        }
    }
    return time_s;
}
