/* See chart_spans.h. */
#include "report/chart_spans.h"

#include "report/chart_axis.h"
#include "report/chart_colour.h"

#define WIDTH 720.0
#define LEFT 24.0
#define RIGHT 690.0
#define ROW 58.0
#define NAME_AT 27.0
#define BAR_AT 34.0
#define BAR 16.0
#define GAP 1.5 /* between spans */
#define BELOW 60.0 /* for the axis */
#define TIME_MARKS 7

const char *const CHART_SPAN_COLOURS[CHART_SPANS] = {CHART_SKY, CHART_ORANGE, CHART_BLUE};

static double whole_s(const struct chart_span_row *row)
{
    double sum_s = 0.0;
    for (int i = 0; i < CHART_SPANS; i++) {
        sum_s += row->spans_s[i];
    }
    return sum_s;
}

static struct chart_axis axis_of(const struct chart_spans *chart)
{
    double most_s = 1.0;
    for (size_t i = 0; i < chart->all; i++) {
        double sum_s = whole_s(&chart->rows[i]);
        most_s = sum_s > most_s ? sum_s : most_s;
        most_s = chart->rows[i].mark_s > most_s ? chart->rows[i].mark_s : most_s;
    }
    struct chart_axis axis = chart_axis_time(most_s, TIME_MARKS);
    axis.from_px = LEFT;
    axis.to_px = RIGHT;
    return axis;
}

static void draw_row(struct drawing *out, const struct chart_axis *x, const struct chart_span_row *row, double top)
{
    double from_s = 0.0;
    drawing_rect(out, &(struct drawing_paint){.role = DRAWING_TRACK},
                 (const double[]){LEFT, top + BAR_AT, RIGHT - LEFT, BAR}, 0.0);
    for (int i = 0; i < CHART_SPANS; i++) {
        double left = chart_axis_at(x, from_s), right = chart_axis_at(x, from_s + row->spans_s[i]);
        double width = right - left > 2.0 * GAP ? right - left - GAP : right - left;
        drawing_rect(out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_SPAN_COLOURS[i]},
                     (const double[]){left, top + BAR_AT, width, BAR}, 0.0);
        from_s += row->spans_s[i];
    }
    if (row->mark_s >= 0.0) {
        drawing_rect(out, &(struct drawing_paint){.role = DRAWING_MARK},
                     (const double[]){chart_axis_at(x, row->mark_s) - 2.0, top + BAR_AT - 5.0, 4.0, BAR + 10.0}, 0.0);
    }
}

static void draw_axis(struct drawing *out, const struct chart_axis *x, const char *label, double at)
{
    static const struct drawing_letters MARKS = {DRAWING_TICKS_TEXT, DRAWING_MIDDLE_OF, 0.0, 1.0};
    static const struct drawing_letters LABEL = {DRAWING_LABEL, DRAWING_ENDS, 0.0, 2.35};
    for (int i = 0; i < chart_axis_marks(x); i++) {
        struct sibu_text time = {0};
        double across = chart_axis_at(x, chart_axis_mark(x, i));
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){across, at},
                     (const double[]){across, at + 6.0});
        chart_say_time(&time, chart_axis_mark(x, i));
        drawing_text(out, &MARKS, (const double[]){across, at + 8.0}, sibu_text_get(&time));
        sibu_text_clear(&time);
    }
    drawing_text(out, &LABEL, (const double[]){RIGHT, at + 8.0}, label);
}

void chart_spans_paint(struct drawing *out, const struct chart_spans *chart)
{
    static const struct drawing_letters NAME = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    static const struct drawing_letters AMOUNT = {DRAWING_STRONG, DRAWING_ENDS, 0.0, 0.0};
    const struct chart_axis x = axis_of(chart);
    out->width = WIDTH;
    out->height = (double)chart->count * ROW + BELOW;
    out->digits = 1;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_span_row *row = &chart->rows[chart->first + i];
        double top = (double)i * ROW;
        drawing_text(out, &NAME, (const double[]){LEFT, top + NAME_AT}, row->name);
        drawing_text(out, &AMOUNT, (const double[]){RIGHT, top + NAME_AT}, row->amount);
        draw_row(out, &x, row, top);
    }
    draw_axis(out, &x, chart->x_label, (double)chart->count * ROW);
}
