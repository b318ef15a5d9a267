/* How sites, sectors or counties compare over a period, fair to size and difficulty (docs/ranking.md).
 *
 * Each drill has its own measure of difficulty: the forecast made for it at T0, with its people on its site in its hazard.
 * What counts is how many people had checked in by the forecast's mark (forecast_time.h), beside how many the forecast
 * has by then for as many people: 1 is as forecast, more is better. Over the drills of a unit both are added up, so a
 * person counts alike everywhere. The error is the larger of two: that of so many people one by one, and what the unit's
 * drills differ by among each other. Values are then drawn toward the mean of all as far as that error says (shrink.h),
 * and nobody is ranked before another whose interval overlaps (rank_interval.h). Pure.
 */
#pragma once
#include "evaluate/forecast_time.h"
#include "evaluate/rank_interval.h"
#include "evaluate/shrink.h"
#include "sibu/fault.h"
#include "sibu/memory.h"

/* One drill as it counts. Strings outlive the ranking. */
struct ranking_drill {
    const char *key; /* of the unit: a site's id, a sector, a county */
    const char *names[2]; /* of the unit, by language */
    uint32_t people; /* expected; at least 1 */
    uint32_t by_then; /* of them, checked in by the forecast's mark */
    double share; /* of its people that the forecast has by then, in (0, 1] */
};
/* Takes the figures of a drill; the rest is the caller's. 0: the drill has no forecast to be held against. */
int ranking_drill_take(struct ranking_drill *out, const struct evaluation *evaluation,
                       const struct forecast_time *time);

enum ranking_standing { RANKING_MIDDLE, RANKING_BEST, RANKING_BEHIND };
struct ranking_unit {
    const char *key, *names[2];
    uint32_t drills, people, by_then;
    double expected; /* people whom the forecasts have by their marks */
    double measured, error; /* by_then / expected, and its standard error */
    double fair, low, high; /* drawn toward the mean of all; 95 % interval */
    struct rank_place place;
    enum ranking_standing standing; /* its interval lies wholly above the mean of all, or below it */
};
struct ranking {
    struct ranking_unit *units; /* by rank, then the fair value, then the key */
    size_t count;
    double mean; /* of all; 0 where there is but one */
    int shrunk; /* 0: fewer than four units, whose values stand as measured */
    struct sibu_arena arena;
};
/* Ranks. Sorts the drills on the way. The caller closes it. */
SIBU_MUST_USE enum sibu_status ranking_make(struct ranking *out, struct ranking_drill *drills, size_t count,
                                            struct sibu_fault *fault);
void ranking_close(struct ranking *ranking); /* all zero is allowed */
