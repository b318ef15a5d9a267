/* See chart_interval.h. */
#include "report/chart_interval.h"

#include <math.h>
#include <stdio.h>

#include "report/chart_axis.h"
#include "report/chart_colour.h"

#define WIDTH 720.0
#define ROW 54.0
#define NAME_AT 22.0
#define LINE_AT 38.0
#define INSET 12.0
#define FOOT 34.0
#define MARK 7.0
#define STROKE 5.0
#define STEPS_MOST 8

static const char *const COLOURS[] = {CHART_BLUE, CHART_GREEN, CHART_RED};

void chart_interval_mark(struct drawing *out, enum chart_interval_look look, const double at[2])
{
    const struct drawing_paint paint = {.role = DRAWING_PLAIN, .fill = COLOURS[look]};
    if (look == CHART_INTERVAL_MIDDLE) {
        drawing_circle(out, &paint, at, MARK - 1.0);
        return;
    }
    double up = look == CHART_INTERVAL_ABOVE ? -1.0 : 1.0;
    (void)drawing_path(out, &paint, "");
    drawing_move(out, at[0], at[1] + up * MARK);
    drawing_to(out, at[0] + MARK, at[1] - up * MARK);
    drawing_to(out, at[0] - MARK, at[1] - up * MARK);
    drawing_close(out);
}

static void draw_row(struct drawing *out, const struct chart_interval_row *row, double top, const struct chart_axis *x)
{
    static const struct drawing_letters NAME = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    static const struct drawing_letters AMOUNT = {DRAWING_STRONG, DRAWING_ENDS, 0.0, 0.0};
    double y = top + LINE_AT;
    const struct drawing_paint stroke = {.role = DRAWING_CURVE, .stroke = COLOURS[row->look], .width = STROKE};
    drawing_text(out, &NAME, (const double[]){0.0, top + NAME_AT}, row->name);
    drawing_text(out, &AMOUNT, (const double[]){WIDTH, top + NAME_AT}, row->amount);
    drawing_line(out, &(struct drawing_paint){.role = DRAWING_GRID}, (const double[]){0.0, y},
                 (const double[]){WIDTH, y});
    drawing_line(out, &stroke, (const double[]){chart_axis_at(x, row->low), y},
                 (const double[]){chart_axis_at(x, row->high), y});
    drawing_circle(out, &(struct drawing_paint){.role = DRAWING_CURVE, .stroke = COLOURS[row->look], .width = 1.5},
                   (const double[]){chart_axis_at(x, row->measured), y}, MARK - 3.0);
    chart_interval_mark(out, row->look, (const double[]){chart_axis_at(x, row->value), y});
}

/* Steps of 1, 2 or 5 times a power of ten, of which the width holds few. */
static double step_of(double width)
{
    static const double ROUND[] = {2.0, 2.5, 2.0}; /* from 1 to 2, to 5, to 10 */
    double step = 0.01;
    for (int i = 0; width / step > STEPS_MOST && i < 60; i++) {
        step *= ROUND[i % 3];
    }
    return step;
}

static void draw_axis(struct drawing *out, const struct chart_intervals *chart, const struct chart_axis *x)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_MIDDLE_OF, 0.0, 1.0};
    double bottom = (double)chart->count * ROW, step = step_of(chart->to - chart->from);
    for (double value = ceil(chart->from / step - 1e-9) * step; value <= chart->to + 1e-9; value += step) {
        char number[32];
        double at = chart_axis_at(x, value);
        (void)snprintf(number, sizeof number, "%.2f", value);
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){at, bottom},
                     (const double[]){at, bottom + 6.0});
        drawing_text(out, &LETTERS, (const double[]){at, bottom + 8.0}, number);
    }
    if (chart->has_mean) {
        double at = chart_axis_at(x, chart->mean);
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_LIMIT}, (const double[]){at, 0.0},
                     (const double[]){at, bottom});
    }
}

void chart_intervals_paint(struct drawing *out, const struct chart_intervals *chart)
{
    const struct chart_axis x = {.from = chart->from,
                                 .to = chart->to,
                                 .step = chart->to - chart->from,
                                 .from_px = INSET,
                                 .to_px = WIDTH - INSET};
    out->width = WIDTH;
    out->height = (double)chart->count * ROW + FOOT;
    out->digits = 1;
    draw_axis(out, chart, &x);
    for (size_t i = 0; i < chart->count; i++) {
        draw_row(out, &chart->rows[i], (double)i * ROW, &x);
    }
}
