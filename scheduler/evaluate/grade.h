/* The grade of a site by its drills: a stated rule with hysteresis that moves one step a drill at most (docs/grades.md).
 *
 * A drill has a score of 0 to 100 from the figures of its evaluation. The mean of the last few scores is held against the
 * band of the grade that the site has; only where it lies beyond the band by more than the hysteresis the grade moves, by
 * one. Scores are kept in hundredths, so that everybody who reads the ledger comes to the same. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define GRADE_DRILLS_MAX 8 /* no rule looks further back */
#define GRADE_SCORE_MAX 10000 /* a score of 100, in hundredths */

enum grade_figure { GRADE_CHECKED_IN, GRADE_ACKNOWLEDGED, GRADE_ALERTED, GRADE_FORECAST, GRADE_FIGURES };

struct grade_rule {
    uint32_t
        drills; /* the mean is over so many, in [1, GRADE_DRILLS_MAX]; with fewer nothing moves; 0: there is no rule */
    double weights[GRADE_FIGURES]; /* not negative, not all zero */
    int32_t from[3]; /* the least mean of A, B and C in hundredths of a point, descending */
    int32_t hysteresis; /* hundredths of a point, at least 0 */
    int32_t better_steps; /* how many steps a grade may be better than that of the site file, in [0, 3] */
};

/* What a drill showed: shares in [0, 1]; a negative one is not known and does not count. */
struct grade_figures {
    double shares[GRADE_FIGURES];
};
/* The weighted mean of what is known, in hundredths of a point, rounded; -1 where nothing is. */
int32_t grade_score(const struct grade_rule *rule, const struct grade_figures *figures);
/* How much the measured time counts beside the forecast's: 1 up to it, falling to 0 at twice of it. ratio >= 0. */
double grade_forecast_share(double ratio);

/* The grade after these scores (the oldest first, the last one new), from the grade `now`; `base` is that of the site file.
 * *mean: of the last scores; -1 with fewer than the rule asks for. */
char grade_next(const struct grade_rule *rule, char base, char now, const int32_t *scores, size_t count, int32_t *mean);
