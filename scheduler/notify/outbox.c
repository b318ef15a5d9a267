/* The decision after an attempt: see outbox.h. */
#include "notify/outbox.h"

#include <assert.h>

enum outbox_answer outbox_http_answer(int status)
{
    if (status >= 200 && status <= 299) {
        return OUTBOX_ACCEPTED;
    }
    int may_succeed =
        status == 0 || status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
    return may_succeed ? OUTBOX_LATER : OUTBOX_REFUSED;
}

/* The longest wait after this attempt: doubled each time up to a limit. */
static int64_t longest_wait_us(int number)
{
    int64_t wait_us = OUTBOX_FIRST_WAIT_US;
    for (int i = 1; i < number && wait_us < OUTBOX_LONGEST_WAIT_US; i++) {
        wait_us *= 2;
    }
    return wait_us < OUTBOX_LONGEST_WAIT_US ? wait_us : OUTBOX_LONGEST_WAIT_US;
}

struct outbox_decision outbox_decide(const struct outbox_outcome *outcome, const struct outbox_attempt *attempt)
{
    assert(attempt->number >= 1);
    assert(attempt->unit >= 0.0 && attempt->unit < 1.0);
    const struct outbox_decision give_up = {.fate = OUTBOX_GIVE_UP};
    if (outcome->answer != OUTBOX_LATER) {
        return outcome->answer == OUTBOX_ACCEPTED ? (struct outbox_decision){.fate = OUTBOX_DONE} : give_up;
    }
    double share = 0.5 + 0.5 * attempt->unit; /* spread, so that many do not come back in the same moment */
    int64_t wait_us = (int64_t)((double)longest_wait_us(attempt->number) * share);
    if (wait_us < outcome->retry_after_us) {
        wait_us = outcome->retry_after_us;
    }
    if (wait_us >= attempt->expires_us - attempt->ended_us) {
        return give_up;
    }
    return (struct outbox_decision){.fate = OUTBOX_RETRY, .next_us = attempt->ended_us + wait_us};
}
