/* A chart of how many people did something in each stretch of time: columns beside each other. Pure. Depends on: chart_frame.
 */
#pragma once
#include "report/chart_frame.h"

#define CHART_COLUMNS_MAX 120 /* more would be too thin to be seen: stretches are put together before */

struct chart_columns {
    enum chart_size size;
    const char *x_label, *y_label;
    double until_s; /* of the axis */
    const uint32_t *values; /* people in each stretch from T0 on */
    size_t count; /* at most CHART_COLUMNS_MAX are shown */
    double each_s; /* how long a stretch is */
    uint32_t most; /* of all charts that stand beside each other: their measure */
    const char *colour;
    double lost_s; /* a line across: when the way was lost; less than 0: none */
    const char *lost_label;
};
void chart_columns_paint(struct drawing *out, const struct chart_columns *chart);
