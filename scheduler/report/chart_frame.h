/* The frame of a chart over time: axes with their marks, lines across, and what the axes are called. Pure.
 * Depends on: chart_axis, drawing.
 */
#pragma once
#include "report/chart_axis.h"
#include "report/drawing.h"

enum chart_size {
    CHART_WHOLE, /* 720 by 406 units, as wide as the page; phones show it with larger letters, for which there is room */
    CHART_PANEL /* 360 by 220 units: one of several beside each other */
};
struct chart_frame {
    double width, height; /* of the picture, in its units */
    double left, right, top, bottom; /* of what the axes enclose */
    struct chart_axis x, y; /* their ends are set by chart_frame_open */
    const char *x_label, *y_label;
    double y_factor; /* marks of y are said as so many times their value: 100 for shares in percent */
};

/* Sets the size, and the ends of both axes. `height`: of the whole picture, in units; 0: as the size has it. */
void chart_frame_open(struct chart_frame *frame, enum chart_size size, double height);
/* The axis of time alone: its marks and its name; the drawing gets its size. */
void chart_frame_paint_time(struct drawing *out, const struct chart_frame *frame);
/* Marks, lines and names of both axes. */
void chart_frame_paint(struct drawing *out, const struct chart_frame *frame);
/* How many marks of each axis find room. */
int chart_frame_x_marks(enum chart_size size);
int chart_frame_y_marks(enum chart_size size);
