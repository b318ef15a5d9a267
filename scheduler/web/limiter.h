/* How long somebody who failed to sign in has to wait: longer with each failure, per name and per address. Kept in memory.
 *
 * A name that belongs to nobody is treated like one that does, so a wait tells nothing of it. Pure; the caller guards it.
 */
#pragma once
#include <stdint.h>

#include "sibu/hash.h"

#define LIMITER_ENTRIES 512

struct limiter_rule {
    uint32_t free; /* failures without a wait */
    int64_t longest_us; /* after each further one the wait is twice as long, from a second up to this */
    int64_t forget_us; /* after so long without a failure it is as if there had been none */
};
struct limiter_entry {
    uint8_t key[SIBU_HASH_BYTES];
    uint32_t failures; /* 0: the place is free */
    int64_t last_us;
};
/* All zero but for the rule at first. Where all places are taken the one goes whose last failure is the oldest. */
struct limiter {
    struct limiter_rule rule;
    struct limiter_entry entries[LIMITER_ENTRIES];
};
/* How long `key` has to wait from now on; 0: not at all. */
int64_t limiter_wait_us(const struct limiter *limiter, const char *key, int64_t now_us);
void limiter_failed(struct limiter *limiter, const char *key, int64_t now_us);
void limiter_forget(struct limiter *limiter, const char *key);
