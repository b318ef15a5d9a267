/* A plot of numbers over numbers as SVG: a band, lines and dots. Pure. Depends on: report/chart_axis.h.
 *
 * Letters, paper and ink come from the page's style (report/html_style.h).
 */
#pragma once
#include "report/chart_axis.h"

#define PLOT_POINTS 64
#define PLOT_LINES 2

struct plot_curve {
    size_t count; /* 0: nothing to draw */
    double x[PLOT_POINTS], y[PLOT_POINTS];
};
struct plot {
    const char *id; /* unique in the page */
    const char *title; /* for who cannot see it, too */
    const char *x_label, *y_label;
    struct chart_axis x, y; /* from, to and step; where they are drawn is the plot's */
    struct plot_curve low, high; /* a band between two curves of the same x */
    struct plot_curve lines[PLOT_LINES]; /* the first full, the second dashed */
    struct plot_curve dots;
};
/* One more point; more than PLOT_POINTS are left out. */
void plot_add(struct plot_curve *curve, double x, double y);
void plot_draw(struct sibu_text *out, const struct plot *plot);
