/* A bucket of permits: see pace.h. */
#include "notify/pace.h"

#include <math.h>

void pace_open(struct pace *pace, double per_minute, int64_t now_us)
{
    double most = floor(per_minute / 10.0);
    *pace = (struct pace){.per_us = per_minute / 60e6, .most = most < 1.0 ? 1.0 : most, .at_us = now_us};
    pace->level = pace->most;
}

static void fill(struct pace *pace, int64_t now_us)
{
    if (now_us > pace->at_us) {
        pace->level = fmin(pace->most, pace->level + pace->per_us * (double)(now_us - pace->at_us));
        pace->at_us = now_us;
    }
}

size_t pace_room(struct pace *pace, int64_t now_us)
{
    if (pace->per_us <= 0.0) {
        return SIZE_MAX;
    }
    fill(pace, now_us);
    return (size_t)(pace->level + 1e-9); /* what rounding has lost of a whole permit */
}

void pace_take(struct pace *pace)
{
    if (pace->per_us > 0.0) {
        pace->level -= 1.0;
    }
}

int64_t pace_next_us(struct pace *pace, int64_t now_us)
{
    if (pace_room(pace, now_us) > 0) {
        return now_us;
    }
    return now_us + (int64_t)ceil((1.0 - pace->level) / pace->per_us);
}
