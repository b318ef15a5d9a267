/* Waits after failures: see limiter.h. */
#include "web/limiter.h"

#include <stddef.h>
#include <string.h>

static void hash_key(const char *key, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu limiter v1");
    sibu_hash_text(&hash, key);
    sibu_hash_done(&hash, out);
}

static size_t find(const struct limiter *limiter, const char *key)
{
    uint8_t hash[SIBU_HASH_BYTES];
    size_t i = 0;
    hash_key(key, hash);
    while (i < LIMITER_ENTRIES &&
           (limiter->entries[i].failures == 0 || memcmp(limiter->entries[i].key, hash, sizeof hash) != 0)) {
        i++;
    }
    return i;
}

static int64_t wait_of(const struct limiter_rule *rule, uint32_t failures)
{
    if (failures <= rule->free) {
        return 0;
    }
    uint32_t doublings = failures - rule->free - 1;
    int64_t wait_us = doublings < 30 ? INT64_C(1000000) << doublings : rule->longest_us;
    return wait_us < rule->longest_us ? wait_us : rule->longest_us;
}

int64_t limiter_wait_us(const struct limiter *limiter, const char *key, int64_t now_us)
{
    size_t i = find(limiter, key);
    if (i == LIMITER_ENTRIES) {
        return 0;
    }
    const struct limiter_entry *entry = &limiter->entries[i];
    int64_t left_us = entry->last_us + wait_of(&limiter->rule, entry->failures) - now_us;
    return left_us > 0 ? left_us : 0;
}

/* A free place, or that of the oldest failure. */
static size_t find_place(const struct limiter *limiter)
{
    size_t oldest = 0;
    for (size_t i = 0; i < LIMITER_ENTRIES; i++) {
        if (limiter->entries[i].failures == 0) {
            return i;
        }
        oldest = limiter->entries[i].last_us < limiter->entries[oldest].last_us ? i : oldest;
    }
    return oldest;
}

void limiter_failed(struct limiter *limiter, const char *key, int64_t now_us)
{
    size_t i = find(limiter, key);
    if (i == LIMITER_ENTRIES) {
        i = find_place(limiter);
        limiter->entries[i].failures = 0;
        hash_key(key, limiter->entries[i].key);
    }
    struct limiter_entry *entry = &limiter->entries[i];
    if (now_us - entry->last_us > limiter->rule.forget_us) {
        entry->failures = 0;
    }
    entry->failures += entry->failures < UINT32_MAX;
    entry->last_us = now_us;
}

void limiter_forget(struct limiter *limiter, const char *key)
{
    size_t i = find(limiter, key);
    if (i < LIMITER_ENTRIES) {
        limiter->entries[i] = (struct limiter_entry){.failures = 0};
    }
}
