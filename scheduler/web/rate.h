/* How often somebody may ask for what costs the server something: a bucket of tokens for each key, which fills again by itself.
 *
 * A bucket is kept as one moment, that at which it is full again: a key whose bucket is full needs no place. Kept in memory.
 * Pure; the caller guards it.
 */
#pragma once
#include <stdint.h>

#define RATE_ENTRIES 512

struct rate_rule {
    uint32_t most; /* tokens in a full bucket */
    uint32_t per_s; /* that come back a second; in [1, 1000000] */
};
struct rate_entry {
    uint64_t key; /* its hash */
    int64_t full_us; /* not after now: the place is free */
};
/* All zero but for the rule at first. Where all places are taken the one goes whose bucket is full the soonest. */
struct rate {
    struct rate_rule rule;
    struct rate_entry entries[RATE_ENTRIES];
};
/* Takes `cost` tokens, at most rule.most, out of the key's bucket: 0. Else takes none, and returns how long it is until they
 * are there. now_us: of a clock that never goes back. */
int64_t rate_take(struct rate *rate, const char *key, uint32_t cost, int64_t now_us);
