/* What both laws and the optimum of odds_best.h stand on: which ticks are open, and how late a start may be.
 *
 * Depends on: law.h, memory. Immutable once open.
 */
#pragma once
#include <stdint.h>

#include "draw/law.h"

struct law_frame {
    uint32_t ticks, gap_ticks, least, most; /* as in the definition */
    uint32_t rows; /* open ticks; they are numbered 0 .. rows-1 */
    uint32_t top; /* the greatest number of starts that is possible: what fits, and at most `most` */
    int64_t weight_sum; /* W in thousandths, > 0 and below 2^53 */
    uint32_t *row_of; /* [ticks + 1]: the first open row at or after the tick; a closed tick's is that of the next */
    uint32_t last_start[LAW_MOST_MAX + 1]; /* [n], n = 1 .. least: the last tick for a start with n - 1 to follow */
};

/* Checks the definition but for mean, theta and floor. `*out` is to be closed even where this fails. */
SIBU_MUST_USE enum sibu_status law_frame_open(struct law_frame *out, const struct law_def *def,
                                              struct sibu_fault *fault);
void law_frame_close(struct law_frame *frame);

/* Where the definition gives no theta: is there one that gives the mean? */
SIBU_MUST_USE enum sibu_status law_frame_check_mean(const struct law_frame *frame, double mean,
                                                    struct sibu_fault *fault);

uint32_t law_frame_after_gap(const struct law_frame *frame, uint32_t tick); /* min(t + g, T) */
int law_frame_is_open(const struct law_frame *frame, uint32_t tick); /* tick < ticks */
int law_frame_can_keep(const struct law_frame *frame, uint32_t tick, uint32_t starts);
enum sibu_status law_no_memory(struct sibu_fault *fault);
