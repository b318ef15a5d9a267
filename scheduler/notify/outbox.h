/* What becomes of an alert after an attempt to deliver it: done, tried again at a time, or given up. Pure.
 *
 * What the peer's answer means is the channel's to say. What may succeed later is tried again, at the earliest when the
 * peer asks for it. Nothing is sent at or after its expiry.
 */
#pragma once
#include <stdint.h>

enum outbox_fate { OUTBOX_DONE, OUTBOX_RETRY, OUTBOX_GIVE_UP };

enum outbox_answer {
    OUTBOX_ACCEPTED,
    OUTBOX_LATER, /* no answer, or one that says that another try may succeed */
    OUTBOX_REFUSED /* for good: the peer would say so again */
};
/* What the status of an HTTP answer says where nothing else does: 2xx accepted; none (0), 408, 425, 429 and 5xx later;
 * everything else, redirects too, refused. */
enum outbox_answer outbox_http_answer(int status);

struct outbox_outcome {
    enum outbox_answer answer;
    int64_t retry_after_us; /* what the peer asked for, in the clock's time; 0: nothing */
};
struct outbox_attempt {
    int number; /* 1.. */
    int64_t ended_us, expires_us;
    double unit; /* drawn from [0, 1): spreads the attempts of many */
};
struct outbox_decision {
    enum outbox_fate fate;
    int64_t next_us; /* for OUTBOX_RETRY, else 0 */
};

#define OUTBOX_FIRST_WAIT_US 2000000
#define OUTBOX_LONGEST_WAIT_US 60000000

/* Waits w = min(2 s * 2^(number - 1), 60 s), and of that a share drawn evenly from [1/2, 1). */
struct outbox_decision outbox_decide(const struct outbox_outcome *outcome, const struct outbox_attempt *attempt);
