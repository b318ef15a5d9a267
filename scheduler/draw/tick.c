/* One tick's randomness: see tick.h. Pure. Depends on: hash. */
#include "draw/tick.h"

#include <assert.h>

#include "sibu/hash.h"

#define SECOND_US INT64_C(1000000)
#define TWO_TO_64 18446744073709551616.0

const char *draw_gate_letter(enum draw_gate gate)
{
    static const char *const LETTERS[] = {"o", "c", "g", "m", "i", "s", "n"};
    return LETTERS[gate];
}

int64_t draw_tick_index(int64_t tick_s, int64_t time_us)
{
    int64_t tick_us = tick_s * SECOND_US;
    return time_us / tick_us - (time_us % tick_us < 0);
}

int64_t draw_tick_time_us(int64_t tick_s, int64_t index)
{
    return index * tick_s * SECOND_US;
}

uint64_t draw_threshold(double hazard)
{
    assert(hazard >= 0.0);
    return hazard >= 1.0 ? DRAW_ALWAYS : (uint64_t)(hazard * TWO_TO_64);
}

int draw_fires(uint64_t u, uint64_t threshold)
{
    return threshold == DRAW_ALWAYS || u < threshold;
}

/* R of the place in time that the tag and the number say. */
static void root(const char *tag, const struct draw_installation *who, int64_t number, const uint8_t r[32],
                 uint8_t R[32])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, tag);
    sibu_hash_field(&hash, who->id, sizeof who->id);
    sibu_hash_integer(&hash, who->epoch);
    sibu_hash_integer(&hash, (uint64_t)number);
    sibu_hash_field(&hash, "", 0); /* the local mode has no chain of links */
    sibu_hash_field(&hash, r, 32);
    sibu_hash_done(&hash, R);
}

void draw_root(const struct draw_installation *who, int64_t index, const uint8_t r[32], uint8_t R[32])
{
    root("sibu tick v1", who, index, r, R);
}

void draw_root_shared(const struct draw_installation *who, int64_t index, const uint8_t parts[][32], size_t count,
                      uint8_t R[32])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu tick v1");
    sibu_hash_field(&hash, who->id, sizeof who->id);
    sibu_hash_integer(&hash, who->epoch);
    sibu_hash_integer(&hash, (uint64_t)index);
    for (size_t i = 0; i < count; i++) {
        sibu_hash_field(&hash, parts[i], 32);
    }
    sibu_hash_done(&hash, R);
}

void draw_root_now(const struct draw_installation *who, int64_t row, const uint8_t r[32], uint8_t R[32])
{
    root("sibu now v1", who, row, r, R);
}

/* The first 8 bytes of the hash keyed with R. */
static uint64_t keyed(const char *tag, const uint8_t R[32], const char *unit)
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    uint64_t value = 0;
    sibu_hash_init_keyed(&hash, tag, R);
    sibu_hash_text(&hash, unit);
    sibu_hash_done(&hash, bytes);
    for (size_t i = 0; i < 8; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

uint64_t draw_u(const uint8_t R[32], const char *unit)
{
    return keyed("sibu fire v1", R, unit);
}

uint64_t draw_order(const uint8_t R[32], const char *unit)
{
    return keyed("sibu order v1", R, unit);
}
