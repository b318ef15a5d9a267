/* Whether the server can do all of its work: the store can write, the draw goes on, the notifier runs.
 *
 * None of it depends on what was drawn. The draw counts as going on when the tick that the clock is in has been drawn, or
 * waits for what others have to give; what became of the drill is not asked, so that a drill which could not begin yet is not
 * given away. Of several servers one that does not draw is ready as long as what another draws comes. A server that is not ready takes check-ins all the same, as far as it can.
 */
#pragma once
#include <pthread.h>
#include <stdint.h>

#define READY_STEP_US (INT64_C(60) * 1000000) /* the clock's thread takes long to evaluate a large drill */
#define READY_TURN_US (INT64_C(30) * 1000000) /* the notifier may wait 5 s for the store */
#define READY_ASK_US                                                                                                   \
    (INT64_C(1) * 1000000) /* the store is asked to write no more often: anybody may ask whether it can */

/* Times are the monotonic clock's. */
struct ready_signs {
    int writes; /* the store has kept something when it was last asked to */
    int draws; /* no tick is due that the server alone could have drawn */
    int64_t stepped_us; /* when the clock's thread last came round; 0: never */
    int64_t turned_us; /* when the notifier's did */
    int is_over; /* of several servers: this one's claim has passed, and it sends nothing */
};
struct ready_parts {
    int store, draw, notifier;
};
struct ready_parts ready_judge(const struct ready_signs *signs, int64_t now_us); /* pure */

struct ready {
    pthread_mutex_t mutex; /* guards what follows */
    int draws, writes, asks; /* asks: somebody is asking the store now, the others take what was known before */
    int64_t stepped_us, asked_us;
};
int ready_init(struct ready *ready); /* false where there is no memory for the lock */
void ready_clear(struct ready *ready);
/* By the clock's thread, after each look at the draw. */
void ready_note(struct ready *ready, int draws);
