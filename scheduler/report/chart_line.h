/* A chart of step curves over time, how many people had done something by when. Pure. Depends on: chart_frame, drawing.
 */
#pragma once
#include "evaluate/evaluation.h"
#include "report/chart_axis.h"
#include "report/drawing.h"
#include "sibu/forecast.h"

#define CHART_CURVES_MAX 6

struct chart_curve {
    const struct evaluation_curve *curve;
    const char *colour; /* "#0072B2" */
    const char *dashes; /* as SVG has it: "6 4"; "" for a full line */
    double width_px;
};
/* A band behind the curves, its middle a thin line: from point to point, then level to the right edge. */
struct chart_band {
    const double *times_s; /* ascending */
    const struct sibu_band *people; /* by time */
    size_t count; /* at least 1 */
    const char *colour;
    int is_line; /* 1: only its middle is drawn, in CHART_FIRST_DASHES */
};
#define CHART_BANDS_MAX 4
#define CHART_FIRST_DASHES "2 4"
struct chart_line {
    const char *id; /* unique in the page: title and description are tied to it */
    const char *title, *description; /* for who cannot see it */
    const char *x_label, *y_label;
    const char *limit_label; /* of the line at `limit` people */
    double until_s;
    double height; /* of the picture, in units; 0: 406, as its width is 720 */
    double seen_s; /* where the curves end; 0: at the right edge */
    uint32_t limit;
    struct chart_curve curves[CHART_CURVES_MAX];
    int curve_count;
    struct chart_band bands[CHART_BANDS_MAX];
    int band_count;
};
void chart_line_paint(struct drawing *out, const struct chart_line *chart);
/* The same as SVG. */
void chart_line_draw(struct sibu_text *out, const struct chart_line *chart);
