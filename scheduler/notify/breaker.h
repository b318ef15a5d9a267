/* Whether a channel's peer is worth another attempt: after failures in a row it is left alone for a while, then asked by
 * one attempt, and all go to it again once that one is answered. Pure.
 *
 *   closed ──(BREAKER_FAILURES in a row)──> open ──(its wait is over)──> one attempt ──(answered)──> closed
 *                                            └<──(failed: the wait doubles)──┘
 *
 * Depends on nothing. Times are microseconds of one clock that never goes back. One owner at a time.
 */
#pragma once
#include <stdint.h>

#define BREAKER_FAILURES 5
#define BREAKER_FIRST_WAIT_US ((int64_t)5 * 1000000)
#define BREAKER_LONGEST_WAIT_US ((int64_t)60 * 1000000)

struct breaker {
    int failures; /* in a row */
    int64_t wait_us; /* 0 while closed */
    int64_t until_us; /* open until then */
    int is_trying; /* the one attempt is under way */
};

/* Whether an attempt may begin now. */
int breaker_allows(const struct breaker *breaker, int64_t now_us);
/* When one may, now_us or later; INT64_MAX while the one attempt is under way. */
int64_t breaker_next_us(const struct breaker *breaker, int64_t now_us);
void breaker_began(struct breaker *breaker);
/* The peer answered, whatever it said: it is there. */
void breaker_answered(struct breaker *breaker);
/* It did not, or said that it cannot. Returns 1 where the breaker opened by this. */
int breaker_failed(struct breaker *breaker, int64_t now_us);
