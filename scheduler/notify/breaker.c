/* A channel's peer, up or down: see breaker.h. */
#include "notify/breaker.h"

int breaker_allows(const struct breaker *breaker, int64_t now_us)
{
    return breaker->wait_us == 0 || (now_us >= breaker->until_us && !breaker->is_trying);
}

int64_t breaker_next_us(const struct breaker *breaker, int64_t now_us)
{
    if (breaker_allows(breaker, now_us)) {
        return now_us;
    }
    return breaker->is_trying ? INT64_MAX : breaker->until_us;
}

void breaker_began(struct breaker *breaker)
{
    breaker->is_trying = breaker->wait_us != 0;
}

void breaker_answered(struct breaker *breaker)
{
    *breaker = (struct breaker){0};
}

int breaker_failed(struct breaker *breaker, int64_t now_us)
{
    int was_closed = breaker->wait_us == 0;
    if (was_closed && ++breaker->failures < BREAKER_FAILURES) {
        return 0;
    }
    if (!was_closed && !breaker->is_trying) {
        return 0; /* an attempt from before it opened */
    }
    int64_t wait_us = was_closed ? BREAKER_FIRST_WAIT_US : 2 * breaker->wait_us;
    breaker->wait_us = wait_us < BREAKER_LONGEST_WAIT_US ? wait_us : BREAKER_LONGEST_WAIT_US;
    breaker->until_us = now_us + breaker->wait_us;
    breaker->is_trying = 0;
    return was_closed;
}
