/* One diagram of values over the drill's time: frame, axes, lines, and the names of the lines with their values now.
 *
 * Colours are those of Okabe and Ito (2008); lines also differ by their dashes, so that nothing hangs on colour alone.
 * One thread.
 */
#pragma once
#include "view/timeline.h"

#define CHART_LINES 6 /* at most in one diagram */

struct chart {
    struct timeline_scale time;
    struct raster_rect track; /* where the lines are, pixels */
    size_t named; /* entries of the legend that found room */
    double top; /* the value at the upper edge, above 0; 0 stands at the lower one */
};
struct chart_name { /* a line's entry in the legend */
    int line; /* 0..CHART_LINES - 1: colour and dashes */
    char text[96];
};

/* The end of an axis: 1, 2 or 5 times a power of ten, not below `most`; at least 0.1. */
double chart_top(double most);
int32_t chart_y(const struct chart *chart, double value); /* pixel row, held to the track */
uint32_t chart_colour(enum theme_kind theme, int line); /* opaque */

struct chart_def {
    const char *title; /* with the unit */
    double top;
    const struct chart_name *names;
    size_t name_count;
};
/* Draws the title, the legend and the axes into the box, and says where the lines go. */
struct chart chart_open(struct canvas *canvas, const struct view_state *view, struct raster_rect box,
                        const struct chart_def *def);
/* A value at a time, or NaN where there is none; `of` is the caller's. */
typedef double chart_value(const void *of, double time_s);
/* Draws a line through the values, one a pixel; what stands above the top goes along it. */
void chart_line(struct canvas *canvas, const struct chart *chart, enum theme_kind theme, int line, chart_value *value,
                const void *of);
/* A sentence in the middle of the track, where there is nothing to be drawn. */
void chart_say(struct canvas *canvas, const struct chart *chart, const char *words);
/* The moment that is shown; a press or a drag on the track goes to that moment. */
void chart_close(struct canvas *canvas, struct view_state *view, const struct chart *chart, uint32_t widget);
