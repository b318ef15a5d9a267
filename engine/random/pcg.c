/* PCG32 and PCG64-DXSM: streams, values, unbiased bounds. See pcg.h and sibu/random.h.
 *
 * Depends on: sibu_hash for the opening of streams. A stream belongs to one thread.
 * M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", HMC-CS-2014-0905.
 * Raw or small states give weak first values, and streams that differ only in their number are images of one another:
 * so state and increment of each stream both come out of a keyed hash.
 */
#include "random/pcg.h"

#include <assert.h>

#include "sibu/hash.h"

#define PCG32_MULTIPLIER UINT64_C(6364136223846793005)
#define DXSM_MULTIPLIER UINT64_C(0xda942042e4dd58b5)

static uint64_t big_endian(const uint8_t bytes[8])
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static void stream_hash(uint8_t out[32], const char *tag, const uint8_t key[32], const char *purpose, uint64_t index)
{
    struct sibu_hash hash;
    sibu_hash_init_keyed(&hash, tag, key);
    sibu_hash_text(&hash, purpose);
    sibu_hash_integer(&hash, index);
    sibu_hash_done(&hash, out);
}

void sibu_key_of_seed(uint8_t key[32], uint64_t seed)
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu seed v1");
    sibu_hash_integer(&hash, seed);
    sibu_hash_done(&hash, key);
}

/* PCG32 */

void sibu_pcg32_open(struct sibu_pcg32 *stream, const uint8_t key[32], const char *purpose, uint64_t index)
{
    uint8_t bytes[SIBU_HASH_BYTES];
    stream_hash(bytes, "sibu pcg32 v1", key, purpose, index);
    stream->state = big_endian(bytes);
    stream->increment = big_endian(bytes + 8) | 1;
}

uint32_t sibu_pcg32_next(struct sibu_pcg32 *stream)
{
    uint64_t state = stream->state;
    stream->state = state * PCG32_MULTIPLIER + stream->increment;
    uint32_t mixed = (uint32_t)(((state >> 18) ^ state) >> 27);
    uint32_t turn = (uint32_t)(state >> 59);
    return mixed >> turn | mixed << ((32 - turn) & 31);
}

void pcg32_seed(struct sibu_pcg32 *stream, uint64_t initial, uint64_t sequence)
{
    stream->increment = sequence << 1 | 1;
    stream->state = (stream->increment + initial) * PCG32_MULTIPLIER + stream->increment;
}

/* F. B. Brown, "Random number generation with arbitrary strides", 1994: the affine step, squared again and again. */
void pcg32_advance(struct sibu_pcg32 *stream, uint64_t steps)
{
    uint64_t multiplier = PCG32_MULTIPLIER, increment = stream->increment;
    uint64_t all_multiplier = 1, all_increment = 0;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1) {
            all_multiplier *= multiplier;
            all_increment = all_increment * multiplier + increment;
        }
        increment = (multiplier + 1) * increment;
        multiplier *= multiplier;
    }
    stream->state = all_multiplier * stream->state + all_increment;
}

/* D. Lemire, "Fast random integer generation in an interval", 2019: the high half of a product, and a rare rejection
 * where the low half shows that the value would be over-represented. */
uint32_t sibu_pcg32_below(struct sibu_pcg32 *stream, uint32_t bound)
{
    assert(bound > 0);
    uint64_t product = (uint64_t)sibu_pcg32_next(stream) * bound;
    if ((uint32_t)product < bound) {
        uint32_t surplus = (UINT32_MAX - bound + 1) % bound;
        while ((uint32_t)product < surplus) {
            product = (uint64_t)sibu_pcg32_next(stream) * bound;
        }
    }
    return (uint32_t)(product >> 32);
}

/* PCG64-DXSM */

static uint128 joined(uint64_t high, uint64_t low)
{
    return (uint128)high << 64 | low;
}

static void set_state(struct sibu_pcg64 *stream, uint128 state)
{
    stream->state_high = (uint64_t)(state >> 64);
    stream->state_low = (uint64_t)state;
}

void sibu_pcg64_open(struct sibu_pcg64 *stream, const uint8_t key[32], const char *purpose, uint64_t index)
{
    uint8_t bytes[SIBU_HASH_BYTES];
    stream_hash(bytes, "sibu pcg64 v1", key, purpose, index);
    stream->state_high = big_endian(bytes);
    stream->state_low = big_endian(bytes + 8);
    stream->increment_high = big_endian(bytes + 16);
    stream->increment_low = big_endian(bytes + 24) | 1;
}

static void pcg64_step(struct sibu_pcg64 *stream)
{
    uint128 state = joined(stream->state_high, stream->state_low);
    set_state(stream, state * DXSM_MULTIPLIER + joined(stream->increment_high, stream->increment_low));
}

uint64_t sibu_pcg64_next(struct sibu_pcg64 *stream)
{
    uint64_t high = stream->state_high;
    uint64_t low = stream->state_low | 1;
    pcg64_step(stream);
    high ^= high >> 32;
    high *= DXSM_MULTIPLIER;
    high ^= high >> 48;
    return high * low;
}

void pcg64_seed(struct sibu_pcg64 *stream, uint128 initial, uint128 sequence)
{
    uint128 increment = sequence << 1 | 1;
    stream->increment_high = (uint64_t)(increment >> 64);
    stream->increment_low = (uint64_t)increment;
    set_state(stream, increment + initial);
    pcg64_step(stream);
}

void pcg64_advance(struct sibu_pcg64 *stream, uint128 steps)
{
    uint128 multiplier = DXSM_MULTIPLIER, increment = joined(stream->increment_high, stream->increment_low);
    uint128 all_multiplier = 1, all_increment = 0;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1) {
            all_multiplier *= multiplier;
            all_increment = all_increment * multiplier + increment;
        }
        increment = (multiplier + 1) * increment;
        multiplier *= multiplier;
    }
    set_state(stream, all_multiplier * joined(stream->state_high, stream->state_low) + all_increment);
}

uint64_t sibu_pcg64_below(struct sibu_pcg64 *stream, uint64_t bound)
{
    assert(bound > 0);
    uint128 product = (uint128)sibu_pcg64_next(stream) * bound;
    if ((uint64_t)product < bound) {
        uint64_t surplus = (UINT64_MAX - bound + 1) % bound;
        while ((uint64_t)product < surplus) {
            product = (uint128)sibu_pcg64_next(stream) * bound;
        }
    }
    return (uint64_t)(product >> 64);
}
