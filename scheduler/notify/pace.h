/* How fast a channel may send: a bucket of permits that fills evenly, as the peer's stated limit allows. Pure.
 *
 * Depends on nothing. Times are microseconds of one clock that never goes back. One owner at a time.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct pace {
    double per_us; /* permits; 0: no limit */
    double most; /* that the bucket holds: what may go at once */
    double level; /* at `at_us` */
    int64_t at_us;
};

/* `per_minute` permits a minute, at most a tenth of them (at least one) at once, so that no minute has more than 1.1
 * times the limit; 0: no limit. The bucket begins full. */
void pace_open(struct pace *pace, double per_minute, int64_t now_us);
/* How many permits there are now; SIZE_MAX: no limit. */
size_t pace_room(struct pace *pace, int64_t now_us);
/* Takes one that there is. */
void pace_take(struct pace *pace);
/* When there is a permit: now_us or later. */
int64_t pace_next_us(struct pace *pace, int64_t now_us);
