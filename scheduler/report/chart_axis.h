/* An axis of a chart: from where to where, a mark at every round number, and where a value lies on it. Pure.
 */
#pragma once
#include "sibu/text.h"

struct chart_axis {
    double from, to; /* values at the ends; to > from; marks at from, from + step, ... up to `to` */
    double step;
    double from_px, to_px; /* where the ends are drawn; to_px may lie before from_px */
};

/* Round steps of 1, 2 or 5 times a power of ten, from 0 to the first step at or above `most`; at most `marks` steps.
 * Counts of people: no step is below 1. */
struct chart_axis chart_axis_count(double most, int marks);
/* Steps that clocks have (1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15, 30 min, 1, 2, 4 h, ...), from 0 to `until_s` itself. */
struct chart_axis chart_axis_time(double until_s, int marks);
/* Where a value is drawn; values outside are held to the ends. */
double chart_axis_at(const struct chart_axis *axis, double value);
/* How many marks there are, and the value of one. */
int chart_axis_marks(const struct chart_axis *axis);
double chart_axis_mark(const struct chart_axis *axis, int mark);
/* "3:05": minutes and seconds. */
void chart_say_time(struct sibu_text *out, double seconds);
