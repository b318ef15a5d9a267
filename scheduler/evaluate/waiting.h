/* Who was still waited for, over time: the product-limit estimate (survival.h) of a group's people, as a curve.
 *
 * Everybody who is expected counts; who had not done it by the end of the drill is censored there. Pure.
 * Depends on: evaluation, survival.
 */
#pragma once
#include "evaluate/evaluation.h"

enum waiting_for {
    WAITING_ACKNOWLEDGED, /* T0 to the acknowledgement */
    WAITING_OUT, /* T0 to the first exit */
    WAITING_ACCOUNTED /* T0 to evaluation_first */
};

struct waiting {
    uint32_t people; /* who count */
    const struct survival_step *steps; /* by time; they live in the arena */
    size_t count;
    uint32_t censored; /* people who had not done it by the end */
    double end_s; /* when they are censored: the end of the drill, from T0 */
};

/* The curve of the expected people of a zone, by its id; of all where it is NULL. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status waiting_take(struct waiting *out, const struct evaluation *evaluation,
                                            enum waiting_for what, const char *zone, struct sibu_arena *arena,
                                            struct sibu_fault *fault);
/* The estimate at a time: its last step that is not later; everybody waits before the first. */
struct survival_step waiting_at(const struct waiting *waiting, double time_s);
