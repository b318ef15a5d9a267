/* PCG32 (XSH-RR 64/32) and PCG64-DXSM, as pcg-cpp 0.98 has them.
 *
 * DXSM here steps and mixes with the same "cheap" 64-bit multiplier 0xda942042e4dd58b5 (as NumPy does), not with the
 * 128-bit default one: other libraries seeded alike give another stream. Streams of Sibu are opened from a key
 * (sibu/random.h); what is below seeds as published, for the published vectors, and jumps.
 *
 * Depends on: nothing. Pure but for the stream given.
 */
#pragma once
#include <stdint.h>

#include "sibu/random.h"

__extension__ typedef unsigned __int128 uint128;

/* As pcg32_srandom(initial, sequence): state 0, one step, add, one step; increment 2 * sequence + 1. */
void pcg32_seed(struct sibu_pcg32 *stream, uint64_t initial, uint64_t sequence);
void pcg64_seed(struct sibu_pcg64 *stream, uint128 initial, uint128 sequence);

/* As if `steps` values had been drawn; steps counts modulo 2^64 or 2^128, so -1 goes back by one. O(log steps). */
void pcg32_advance(struct sibu_pcg32 *stream, uint64_t steps);
void pcg64_advance(struct sibu_pcg64 *stream, uint128 steps);
