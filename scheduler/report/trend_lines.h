/* A drill beside the site's earlier ones, figure by figure: where they lay, whether they go up or down, and whether this one
 * is further off than chance explains.
 *
 * The earlier drills are those of the record's document "earlier" (evaluate/earlier.h). Times are days from this drill's T0,
 * below 0 for the earlier ones. Depends on: evaluate (figures, earlier, trend, change). Inside report/ only.
 */
#pragma once
#include "evaluate/change.h"
#include "evaluate/earlier.h"
#include "evaluate/trend.h"

#define TREND_SCORE FIGURES /* of a line: the score in points, behind the figures */
#define TREND_LINES (FIGURES + 1)
#define TREND_DAYS 30.0 /* slopes are told for so many days */
#define TREND_DAY_US 86400e6

struct trend_line {
    int kind; /* enum figure_kind, or TREND_SCORE */
    const struct between_value *points; /* by time; drills of which the figure is known */
    const uint32_t *drills; /* of each point: index in `earlier`, or its count for this drill */
    size_t count;
    int has_newest; /* 1: the last point is this drill */
    int has_trend; /* 1: there are two points or more at different times; this drill counts with the others */
    struct trend trend; /* slope per day */
    int has_level, has_line; /* 1: this drill could be held against the earlier ones */
    struct change level, line;
};
struct report_trend {
    int known; /* 0: the record has no document "earlier" */
    struct figures figures; /* of this drill */
    struct trend_line lines[TREND_LINES];
    uint32_t measured; /* earlier drills that measured anything */
    uint32_t compared; /* lines in which this drill was held against the earlier ones */
};

/* "share", "s", "times" or "points": the unit of a line. */
const char *trend_unit(int kind);
/* "alerted" ... "score": as in JSON. */
const char *trend_name(int kind);
/* 1 where more is better, 0 where less is. */
int trend_more_is_better(int kind);
