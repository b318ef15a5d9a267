/* A chart of one figure over the dates of drills: each drill a dot with the reach of its own error, the prediction band for the
 * newest, the Theil-Sen line, the newest drill a diamond with its value. Pure. Depends on: chart_axis, drawing, between.
 */
#pragma once
#include "evaluate/between.h"
#include "report/chart_axis.h"
#include "report/drawing.h"

#define CHART_TREND_DASHES "9 4" /* of the line */

enum chart_trend_unit { CHART_TREND_SECONDS, CHART_TREND_NUMBERS, CHART_TREND_PERCENT };

struct chart_trend {
    const struct between_value *points; /* by time, in days from the newest's T0; at least 1 */
    size_t count;
    int has_newest; /* the last point is the drill itself */
    int64_t t0_us; /* of day 0 */
    int32_t offset_s; /* of the site's wall clock */
    double scale; /* values are multiplied by it: 100 where the unit is percent */
    enum chart_trend_unit unit;
    double most; /* no value can be above it, scaled; 0: there is no such */
    int has_band;
    double low, high, expected; /* of the band, unscaled */
    int has_line;
    double level, slope; /* level + slope * days */
    const char *y_label, *newest_label;
};
void chart_trend_paint(struct drawing *out, const struct chart_trend *chart);
