/* The law of the draw: how likely a free tick is to start a drill, given how many of the period have started before it.
 *
 * A period has ticks t = 0 .. T-1 with weights w_t >= 0 in thousandths (0: closed), a gap of g ticks between two starts,
 * and between m and M starts. Two laws:
 *
 * LAW_MAX_ENTROPY. With x_t = theta * (double)w_t, rounded first,
 *
 *     V(t, k) = V(t+1, k) + [k < M] x_t V(min(t+g, T), k+1),    V(t >= T, k) = 1 if k >= m, else 0,
 *     h(t, k) = x_t V(min(t+g, T), k+1) / V(t, k).
 *
 * Every product is rounded, then the sum, then the quotient, all in IEEE 754 binary64 to nearest: this order is the
 * definition, and whoever follows it gets the same bits. A calendar of starts then has the probability
 * (product of its x) / V(0, 0): the least informative law with these rules and this mean.
 *
 * LAW_EVEN. h(t, k < m) = max(c0 w_t, w_t / (sum of w_s for t <= s <= L)), L being the last open tick at which a start
 * leaves room for the m-k-1 others; h(t, m <= k < M) = c1 w_t; both at most 1. Sums of weights are whole numbers below
 * 2^53 and so exact; c w is rounded once, and so is the quotient. Nearly the least that preparation can be made to buy.
 *
 * The usual c0: such that the floor alone would miss the least in e^-3.06 = 4.7 % of the periods (by Poisson's law):
 * c0 W = 3.06 for m = 1, 4.82 for 2, 6.38 for 3. With less the deadlines bite in most periods, and can be foreseen.
 *
 * Where the least can no longer be met (V = 0; a closed interlock or a server asleep may lead there) the hazard is 1 at
 * every open tick. The draw does not ask for it there: it goes on as if the least had been met (book_tick.c).
 *
 * Doubles with + - * / only (the usual c0 takes an exp of our own; what came of it stands in the row). A law is immutable
 * once open, owns its memory, and any number of threads may ask it.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"

#define LAW_TICKS_MAX 2000000u
#define LAW_MOST_MAX 64u

enum law_kind { LAW_MAX_ENTROPY = 0, LAW_EVEN };

struct law_def {
    enum law_kind kind;
    const int64_t *weights_milli; /* one a tick, >= 0, thousandths; 0: closed. Read while opening only */
    uint32_t ticks; /* T, 1 .. LAW_TICKS_MAX */
    uint32_t gap_ticks; /* g >= 1: after a start at s the next is at s + g at the earliest */
    uint32_t least, most; /* m <= M, 1 <= M <= LAW_MOST_MAX */
    double mean; /* wanted expected starts in the period; used where theta is 0 */
    double theta; /* > 0: given (as from a ledger's row), nothing is solved. Per thousandth of weight: theta, or c1 */
    double floor; /* LAW_EVEN: c0 per thousandth, with theta given as it is; 0 with theta 0: the usual one, see above */
};

struct law;

/* Opens the law. SIBU_BAD_INPUT, and a sentence in ticks: numbers out of range; no open tick; a least that does not fit
 * (law_most_that_fit says what does); a mean that no theta gives (m < mean < the most that fit is wanted, or mean == m
 * where nothing else is possible; theta is then 1 / W); a V that is positive but below 1e-280, or above 1e280. */
SIBU_MUST_USE enum sibu_status law_open(struct law **out, const struct law_def *def, struct sibu_fault *fault);
void law_close(struct law *law); /* NULL is allowed */

/* The hazard of a tick at which the unit is free, with that many starts in the period so far. In [0, 1]. 0 where the tick
 * is closed or past the period, or starts >= M; exactly 1 where a start is forced, or the least can no longer be met. */
double law_hazard(const struct law *law, uint32_t tick, uint32_t starts);

/* 0: the unit is free at that tick, and yet the least can no longer be met. */
int law_can_keep(const struct law *law, uint32_t tick, uint32_t starts);

double law_theta(const struct law *law); /* theta or c1, given or solved */
double law_floor(const struct law *law); /* c0; 0 for the maximum-entropy law */
double law_mean(const struct law *law); /* expected starts with this theta, from tick 0 on and no start yet */

/* What c0 times the sum of the period's weights usually is for this least, to 1e-12. */
double law_usual_floor(uint32_t least);
/* As in the definition. */
uint32_t law_ticks(const struct law *law);
uint32_t law_gap_ticks(const struct law *law);
uint32_t law_least(const struct law *law);
uint32_t law_most(const struct law *law);

/* The greatest number of starts that the open ticks hold with this gap (>= 1). Any number of ticks; 0 where none is open. */
uint32_t law_most_that_fit(const int64_t *weights_milli, uint32_t ticks, uint32_t gap_ticks);
