/* How predictable the rules of a plan leave the next drill: for `policy odds`. Exact figures of each law over the calendar
 * period under way, whole, on ticks of an hour (a finer tick adds the same bits to everything).
 *
 * Rules only: nothing is drawn, and no figure depends on a past outcome. Pure. Depends on: outlook, odds, odds_best.
 */
#pragma once
#include "draw/odds.h"
#include "draw/odds_best.h"
#include "draw/odds_hours.h"
#include "draw/outlook.h"

#define ODDS_SHARES 4 /* of the time that somebody stays prepared */
#define ODDS_CHANCES 3 /* of a drill within 24 h */
#define ODDS_DAYS_MAX 200 /* of a period */
extern const double ODDS_SHARE[ODDS_SHARES]; /* 0.02, 0.05, 0.1, 0.2 */
extern const double ODDS_CHANCE[ODDS_CHANCES]; /* 0.05, 0.2, 0.5 */

/* What a law would be without one of its rules, under the other law, or with half as many drills again. */
enum odds_without {
    ODDS_NO_GAP,
    ODDS_NO_LEAST,
    ODDS_NO_MOST,
    ODDS_NO_WINDOWS,
    ODDS_NO_NEVER,
    ODDS_OTHER_LAW,
    ODDS_MORE_DRILLS,
    ODDS_COUNT
};
struct odds_change {
    int possible; /* 0: the rule is not there, or without it nothing can be drawn */
    double bits; /* entropy of the period without it, less the entropy with it */
    double caught; /* by who is prepared 5 % of the time, without it */
};
struct odds_law {
    uint32_t ticks; /* of the period */
    double mean;
    struct odds_bits bits;
    double caught[ODDS_SHARES], best[ODDS_SHARES];
    double pietra, gini;
    double time_above[ODDS_CHANCES], drills_above[ODDS_CHANCES];
    double worst, worst_ever; /* greatest chance of a drill within 24 h, and how likely a period is to meet it */
    double min_entropy; /* bits of the first start, at the period's beginning */
    struct odds_change changes[ODDS_COUNT];
    double surprise_bits; /* of when a surprise within 8 hours strikes, on average over when it is asked for */
    uint32_t days;
    double quiet[ODDS_DAYS_MAX]; /* chance of a drill within 24 h at each day's beginning, none having started yet */
};

/* The figures of one law of the outlook's rules. SIBU_NO: nothing can be drawn in this period. */
SIBU_MUST_USE enum sibu_status odds_of_law(const struct plan *plan, const struct outlook *outlook, uint32_t law,
                                           struct odds_law *out, struct sibu_fault *fault);
