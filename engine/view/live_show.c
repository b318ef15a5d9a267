/* See live_show.h. */
#include "view/live_show.h"

#include "view/playback.h"

void live_show_grow(struct live_show *live, struct playback *playback, double present_s)
{
    playback->to_s = present_s > playback->to_s ? present_s : playback->to_s;
    if (live->following) {
        playback->time_s = playback->to_s;
        playback->playing = 1;
        playback->direction = 1;
        playback->speed = 1.0;
    }
}

void live_show_heed(struct live_show *live, const struct playback *playback)
{
    int at_end = !(playback->time_s < playback->to_s);
    if (live->following) {
        live->following = playback->playing && playback->direction > 0 && at_end;
    } else {
        live->following = at_end;
    }
}

double live_show_behind_s(const struct live_show *live, const struct playback *playback)
{
    double behind_s = playback->to_s - playback->time_s;
    return live->on && behind_s > 0.0 ? behind_s : 0.0;
}
