/* See share.h. */
#include "evaluate/share.h"

#include <math.h>

#include "evaluate/chance.h"

struct share share_wilson(uint32_t k, uint32_t n)
{
    if (n == 0) {
        return (struct share){0.0, 1.0};
    }
    double size = (double)n, z2 = CHANCE_Z_95 * CHANCE_Z_95, own = (double)k / size;
    double middle = (own + z2 / (2.0 * size)) / (1.0 + z2 / size);
    double half = CHANCE_Z_95 * sqrt(own * (1.0 - own) / size + z2 / (4.0 * size * size)) / (1.0 + z2 / size);
    double low = k == 0 ? 0.0 : middle - half;
    return (struct share){low > 0.0 ? low : 0.0, k == n || middle + half > 1.0 ? 1.0 : middle + half};
}

/* The share at which at most k of n come up with 2.5 %; k < n. */
static double exact_high(uint32_t k, uint32_t n)
{
    double low = 0.0, high = 1.0;
    for (int i = 0; i < 60; i++) {
        double middle = low + (high - low) / 2.0;
        if (chance_binomial_most(k, n, middle) > CHANCE_ERROR / 2.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

struct share share_exact(uint32_t k, uint32_t n)
{
    return (struct share){k == 0 ? 0.0 : 1.0 - exact_high(n - k, n), k >= n ? 1.0 : exact_high(k, n)};
}

double share_none_of(uint32_t n)
{
    return n <= 3 ? 1.0 : 3.0 / (double)n;
}
