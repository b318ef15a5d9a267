/* What happened when, in lanes below each other on one axis of time: single events as marks, what many people did as columns. Pure.
 * Depends on: chart_frame.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "report/chart_frame.h"

#define CHART_LANES_MAX 8

struct chart_moment {
    double time_s; /* since T0 */
    uint32_t people; /* how many did it then */
};
struct chart_lane {
    const char *label; /* stands above it */
    const struct chart_moment *moments; /* by time; those outside the axis are left out */
    size_t count;
    int is_single; /* 1: each a mark; 0: a column for each stretch that can be seen, as high as many did it */
    const char *colour;
};
struct chart_lanes {
    const char *x_label;
    double until_s; /* of the axis */
    struct chart_lane lanes[CHART_LANES_MAX];
    int count;
};
void chart_lanes_paint(struct drawing *out, const struct chart_lanes *chart);
