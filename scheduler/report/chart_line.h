/* A chart of step curves over time, as SVG: how many people had done something by when. Pure. Depends on: chart_axis.
 *
 * The letters' size and the colours of paper and ink come from the page's style, so that one drawing serves screen,
 * phone, dark and print.
 */
#pragma once
#include "evaluate/evaluation.h"
#include "report/chart_axis.h"

#define CHART_CURVES_MAX 6

struct chart_curve {
    const struct evaluation_curve *curve;
    const char *colour; /* "#0072B2" */
    const char *dashes; /* as SVG has it: "6 4"; "" for a full line */
    double width_px;
};
struct chart_line {
    const char *id; /* unique in the page: title and description are tied to it */
    const char *title, *description; /* for who cannot see it */
    const char *x_label, *y_label;
    const char *limit_label; /* of the line at `limit` people */
    double until_s;
    uint32_t limit;
    struct chart_curve curves[CHART_CURVES_MAX];
    int curve_count;
};
void chart_line_draw(struct sibu_text *out, const struct chart_line *chart);
