/* The law of one period under the rules: its weights, what can be asked of it, and the law itself. Pure.
 *
 * Where the rules ask for more than the period's open ticks can hold, less is asked of this one period: least and most are
 * at most the number that fits, and a mean that no longer lies between them is put halfway. Where an epoch begins inside
 * the period, what is left of it gets its share of the mean by weight (half the most, if that is less), and no least.
 */
#pragma once
#include "draw/law.h"
#include "draw/rules.h"

struct period_span {
    int64_t from_tick, to_tick; /* [from, to) */
    int64_t whole_from; /* first tick of the calendar period; < from_tick where the epoch began inside it */
    const struct weights_offset *offsets;
    size_t offset_count;
    double theta, floor; /* law.h; 0: to be solved */
};
struct period_law {
    struct law *law; /* NULL where nothing fits: no tick is open */
    int64_t *weights; /* thousandths, of the ticks from from_tick on */
    uint32_t fits; /* the greatest number of starts that the period holds */
    uint32_t least, most; /* that are asked of it */
    double mean;
};
SIBU_MUST_USE enum sibu_status period_law_open(struct period_law *out, const struct rules *rules, uint32_t law,
                                               const struct period_span *span, struct sibu_fault *fault);
void period_law_close(struct period_law *law); /* all zero is allowed */
