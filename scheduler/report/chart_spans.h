/* A chart of times laid end to end, with a mark: what people needed, against what there was. One row for each place, its name above
 * it, all along one axis of time. Pure. Depends on: chart_axis, drawing.
 */
#pragma once
#include <stddef.h>

#include "report/drawing.h"

#define CHART_SPANS 3
#define CHART_SPAN_ROWS_MAX 8 /* in one picture */
extern const char
    *const CHART_SPAN_COLOURS[CHART_SPANS]; /* each is told from the one before by its place and a gap, too */

struct chart_span_row {
    const char *name; /* above the row */
    const char *amount; /* what stands at the end of that line */
    double spans_s[CHART_SPANS];
    double mark_s; /* a line across; less than 0: none */
};
struct chart_spans {
    const char *x_label;
    const struct chart_span_row *rows; /* all that share the axis, of whom a part is shown */
    size_t all;
    size_t first, count; /* the part */
};
void chart_spans_paint(struct drawing *out, const struct chart_spans *chart);
