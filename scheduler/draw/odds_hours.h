/* A law of a plan over the calendar period under way, whole: on ticks of an hour (for the figures of `policy odds`: a finer
 * tick adds the same bits to everything), or on those of the rules. Pure. Depends on: outlook, period_law.
 */
#pragma once
#include "draw/outlook.h"
#include "draw/period_law.h"

#define ODDS_TICK_S 3600
#define ODDS_OFFSETS_MAX 64

/* A law on hours, with all that it can be varied by. */
struct odds_hours {
    struct law_def def; /* as the rules say it, not yet fitted */
    int64_t *weights; /* of the hours, summed over the rules' ticks */
    int64_t *open; /* the same, never-times left aside */
    int64_t *level; /* the same: every hour alike */
};
SIBU_MUST_USE enum sibu_status odds_hours_open(struct odds_hours *out, const struct plan *plan,
                                               const struct outlook *outlook, uint32_t law, struct sibu_fault *fault);
void odds_hours_close(struct odds_hours *hours); /* all zero is allowed */

/* No more than fits, as the draw itself does it; most is 0 where nothing does. */
void odds_hours_fit(struct law_def *def);

/* The period of the outlook as a span of the rules' ticks. */
struct period_span odds_hours_span(const struct plan *plan, const struct outlook *outlook, uint32_t law,
                                   struct weights_offset offsets[ODDS_OFFSETS_MAX]);
