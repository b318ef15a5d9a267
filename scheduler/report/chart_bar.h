/* A chart of horizontal bars: one row for each place, its name above its bar. Pure. Depends on: chart_axis, drawing.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "report/drawing.h"

struct chart_bar {
    const char *name; /* above the bar */
    const char *amount; /* what stands at the end of that line: "120 (capacity 300)" */
    uint32_t value;
    uint32_t mark; /* a line across the bar's track, as a capacity; 0: none */
};
struct chart_bars {
    const char *colour;
    const struct chart_bar *bars; /* all that share the measure, of whom a part is shown */
    size_t all;
    size_t first, count; /* the part */
};
void chart_bars_paint(struct drawing *out, const struct chart_bars *chart);
