/* A chart of who was still waited for: shares that go down in steps, with their bands and marks where people were censored. Pure.
 * Depends on: chart_frame, waiting.
 *
 * Steps closer than CHART_WAIT_FINEST to the last one drawn are drawn as one, so a curve has six hundred at the most, however many people there are.
 */
#pragma once
#include "evaluate/waiting.h"
#include "report/chart_frame.h"

#define CHART_WAIT_FINEST 2.0 /* units of the picture */
#define CHART_WAITS_MAX 3

struct chart_wait {
    const struct waiting *waiting;
    const char *colour; /* "#0072B2" */
    const char *dashes; /* as SVG has it: "6 4"; "" for a full line */
    double width;
    int is_plain; /* 1: without band and marks */
};
struct chart_waits {
    enum chart_size size;
    const char *x_label, *y_label;
    double until_s;
    struct chart_wait curves[CHART_WAITS_MAX]; /* from the one at the back */
    int count;
};
void chart_waits_paint(struct drawing *out, const struct chart_waits *chart);
/* The mark of censored people, upright, across the point. */
void chart_wait_mark(struct drawing *out, const char *colour, const double at[2]);
