/* A chart of values with their intervals, a row each, beside one mean for all. Names stand above the strokes, so that long ones fit
 * on a phone. Pure. Depends on: drawing.
 */
#pragma once
#include <stddef.h>

#include "report/drawing.h"

enum chart_interval_look { CHART_INTERVAL_MIDDLE, CHART_INTERVAL_ABOVE, CHART_INTERVAL_BELOW };

struct chart_interval_row {
    const char *name, *amount; /* amount: at the right, in words */
    double value, low, high, measured; /* measured: before it was drawn toward the mean, a hollow dot */
    enum chart_interval_look look; /* shape and colour: a dot, a triangle upward, a triangle downward */
};
struct chart_intervals {
    const struct chart_interval_row *rows;
    size_t count;
    double from, to; /* what the whole width stands for: the same in each of several pictures; to > from */
    double mean;
    int has_mean;
};
void chart_intervals_paint(struct drawing *out, const struct chart_intervals *chart);
/* The mark of a look in a legend, in the middle of its ornament. */
void chart_interval_mark(struct drawing *out, enum chart_interval_look look, const double at[2]);
