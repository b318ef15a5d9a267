/* Random numbers: PCG64-DXSM and PCG32 (M. E. O'Neill, PCG, HMC-CS-2014-0905; DXSM as in pcg-cpp 0.98) and samplers.
 *
 * State and increment of every stream come from a keyed hash of (key, purpose, index), so streams are unrelated and a
 * draw more in one never shifts another. Everything here is exact on every machine: no libm, own log, exp and sincos
 * with fixed polynomials. A stream belongs to one thread. Not for secrets: keys come from the kernel, at the edge.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_pcg32 {
    uint64_t state, increment; /* increment is odd */
};
struct sibu_pcg64 {
    uint64_t state_high, state_low, increment_high, increment_low;
};

/* The 32-byte key of a 64-bit seed: for simulations and tests. */
void sibu_key_of_seed(uint8_t key[32], uint64_t seed);

void sibu_pcg32_open(struct sibu_pcg32 *stream, const uint8_t key[32], const char *purpose, uint64_t index);
uint32_t sibu_pcg32_next(struct sibu_pcg32 *stream);
uint32_t sibu_pcg32_below(struct sibu_pcg32 *stream,
                          uint32_t bound); /* uniform in [0, bound), bound > 0, Lemire, no bias */

void sibu_pcg64_open(struct sibu_pcg64 *stream, const uint8_t key[32], const char *purpose, uint64_t index);
uint64_t sibu_pcg64_next(struct sibu_pcg64 *stream);
uint64_t sibu_pcg64_below(struct sibu_pcg64 *stream, uint64_t bound);

double sibu_draw_unit(struct sibu_pcg64 *stream); /* uniform in (0, 1): (k + 1/2) 2^-52, k of 52 bits, exact */
double sibu_draw_between(struct sibu_pcg64 *stream, double low, double high);
double sibu_draw_exponential(struct sibu_pcg64 *stream, double mean);
double sibu_draw_normal(struct sibu_pcg64 *stream, double mean,
                        double deviation); /* by inversion (Wichura AS241): one value a draw */
double sibu_draw_lognormal(struct sibu_pcg64 *stream, double mu, double sigma); /* exp(N(mu, sigma)) */
/* The index of one of `count` weights (>= 0, sum > 0), with probability weight / sum. */
size_t sibu_draw_weighted(struct sibu_pcg64 *stream, const double *weights, size_t count);

/* Elementary functions, the same bits everywhere; error below 1 ulp within the stated ranges. */
double sibu_log(double x); /* x in (0, DBL_MAX] */
double sibu_exp(double x); /* x in [-700, 700], clamped */
void sibu_sincos(double x, double *sine, double *cosine); /* |x| <= 1e6 */
double sibu_atan2(double y, double x);

#ifdef __cplusplus
}
#endif
