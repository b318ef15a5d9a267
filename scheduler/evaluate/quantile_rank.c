/* See quantile_rank.h. */
#include "evaluate/quantile_rank.h"

#include "evaluate/chance.h"

static const double SLACK = 1e-12; /* a chance of exactly 5 % misses it by a rounding */

/* The largest rank k with P(fewer than k of n lie below the quantile) <= error, or 0: by halving. */
static uint32_t rank_low(uint32_t n, double q, double error)
{
    uint32_t low = 0, high = n + 1; /* rank `low` fits, rank `high` does not */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (chance_binomial_most(middle - 1, n, q) <= error + SLACK) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The order turned round is the same question for 1 - q. */
static uint32_t rank_high(uint32_t n, double q, double error)
{
    uint32_t from_above = rank_low(n, 1.0 - q, error);
    return from_above > 0 ? n + 1 - from_above : 0;
}

struct quantile_ranks quantile_rank_interval(uint32_t n, double q)
{
    struct quantile_ranks ranks = {rank_low(n, q, CHANCE_ERROR / 2.0), rank_high(n, q, CHANCE_ERROR / 2.0), 1.0};
    if (ranks.low > 0 && ranks.high == 0) {
        ranks.low = rank_low(n, q, CHANCE_ERROR);
    } else if (ranks.low == 0 && ranks.high > 0) {
        ranks.high = rank_high(n, q, CHANCE_ERROR);
    }
    if (ranks.high > 0) {
        ranks.confidence -= chance_binomial_least(ranks.high, n, q);
    }
    if (ranks.low > 0) {
        ranks.confidence -= chance_binomial_most(ranks.low - 1, n, q);
    }
    return ranks;
}

uint32_t quantile_rank_high(uint32_t n, double q)
{
    return rank_high(n, q, CHANCE_ERROR);
}

uint32_t quantile_rank_low(uint32_t n, double q)
{
    return rank_low(n, q, CHANCE_ERROR);
}
