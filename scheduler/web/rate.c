/* Buckets of tokens: see rate.h. */
#include "web/rate.h"

#include <stddef.h>
#include <string.h>

#include "sibu/hash.h"

#define SECOND_US INT64_C(1000000)

static uint64_t hash_key(const char *key)
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    uint64_t number = 0;
    sibu_hash_init(&hash, "sibu rate v1");
    sibu_hash_text(&hash, key);
    sibu_hash_done(&hash, bytes);
    memcpy(&number, bytes, sizeof number);
    return number;
}

/* The key's place, or else that of the bucket that is full the soonest, a free one among them. */
static size_t find_place(const struct rate *rate, uint64_t key)
{
    size_t soonest = 0;
    for (size_t i = 0; i < RATE_ENTRIES; i++) {
        if (rate->entries[i].key == key) {
            return i;
        }
        soonest = rate->entries[i].full_us < rate->entries[soonest].full_us ? i : soonest;
    }
    return soonest;
}

int64_t rate_take(struct rate *rate, const char *key, uint32_t cost, int64_t now_us)
{
    uint64_t number = hash_key(key);
    struct rate_entry *entry = &rate->entries[find_place(rate, number)];
    int64_t full_us = entry->key == number && entry->full_us > now_us ? entry->full_us : now_us;
    full_us += cost * SECOND_US / rate->rule.per_s;
    int64_t wait_us = full_us - now_us - rate->rule.most * SECOND_US / rate->rule.per_s;
    if (wait_us > 0) {
        return wait_us;
    }
    *entry = (struct rate_entry){.key = number, .full_us = full_us};
    return 0;
}
