/* See chart_trend.h. The frame is that of chart_line.c, less high. */
#include "report/chart_trend.h"

#include <math.h>
#include <stdio.h>

#include "draw/date.h"
#include "report/chart_colour.h"

#define WIDTH 720.0
#define HEIGHT 330.0
#define LEFT 66.0
#define RIGHT 694.0
#define INSET 48.0 /* the first and the last dot lie so far from the edges */
#define TOP 46.0
#define BOTTOM 276.0
#define MARKS 5
#define DATES_MAX 3

#define DOT 4.5
#define DIAMOND 8.0
#define REACH 1.959963984540054 /* standard errors on each side of a dot */
#define DAY_S 86400.0
#define LAST_DAY 2932896.0 /* 9999-12-31 */

struct frame {
    struct drawing *out;
    const struct chart_trend *chart;
    struct chart_axis x, y;
};

static void write(struct drawing *out, const struct drawing_letters *letters, double x, double y, const char *text)
{
    drawing_text(out, letters, (const double[]){x, y}, text);
}

/* The highest value that must be in sight. */
static double most_of(const struct chart_trend *chart)
{
    double most = chart->has_band ? chart->high : 0.0;
    for (size_t i = 0; i < chart->count; i++) {
        most = fmax(most, chart->points[i].value + REACH * chart->points[i].error);
    }
    most *= chart->scale;
    return chart->most > 0.0 ? fmin(most, chart->most) : most;
}

static struct chart_axis values_of(const struct chart_trend *chart)
{
    double most = most_of(chart);
    struct chart_axis y =
        chart->unit == CHART_TREND_SECONDS ? chart_axis_time(most * 1.05, MARKS) : chart_axis_count(most, MARKS);
    y.from_px = BOTTOM;
    y.to_px = TOP;
    return y;
}

static struct chart_axis days_of(const struct chart_trend *chart)
{
    double from = chart->points[0].time, to = chart->points[chart->count - 1].time;
    double days = fmax(to - from, 1e-6);
    return (struct chart_axis){
        .from = from, .to = from + days, .step = days, .from_px = LEFT + INSET, .to_px = RIGHT - INSET};
}

static void say_value(const struct chart_trend *chart, double value, struct sibu_text *out)
{
    if (chart->unit == CHART_TREND_SECONDS) {
        chart_say_time(out, value);
    } else {
        sibu_text_addf(out, chart->unit == CHART_TREND_PERCENT ? "%.0f %%" : "%.0f", value);
    }
}

static void draw_values(const struct frame *frame)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_ENDS, 0.0, 0.35};
    static const struct drawing_letters UP = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    for (int i = 0; i < chart_axis_marks(&frame->y); i++) {
        struct sibu_text number = {0};
        double value = chart_axis_mark(&frame->y, i), at = chart_axis_at(&frame->y, value);
        drawing_line(frame->out, &(struct drawing_paint){.role = DRAWING_GRID}, (const double[]){LEFT, at},
                     (const double[]){RIGHT, at});
        say_value(frame->chart, value, &number);
        write(frame->out, &LETTERS, LEFT - 8.0, at, sibu_text_get(&number));
        sibu_text_clear(&number);
    }
    write(frame->out, &UP, 4.0, 26.0, frame->chart->y_label);
}

/* Dates at even distances, the first and the last drill's among them. */
static void draw_dates(const struct frame *frame)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_MIDDLE_OF, 0.0, 1.0};
    double days = frame->x.to - frame->x.from;
    int count = days >= DATES_MAX - 1 ? DATES_MAX : days >= 1.0 ? 2 : 1;
    for (int i = 0; i < count; i++) {
        char date[11];
        double day = frame->x.to - (count > 1 ? days * (count - 1 - i) / (count - 1) : 0.0);
        double at = chart_axis_at(&frame->x, day);
        double local_s = (double)frame->chart->t0_us / 1e6 + frame->chart->offset_s + day * DAY_S;
        date_text((int64_t)fmin(fmax(floor(local_s / DAY_S + 1e-9), 0.0), LAST_DAY), date);
        drawing_line(frame->out, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){at, BOTTOM},
                     (const double[]){at, BOTTOM + 6.0});
        write(frame->out, &LETTERS, at, BOTTOM + 8.0, date);
    }
}

static double height(const struct frame *frame, double value)
{
    return chart_axis_at(&frame->y, value * frame->chart->scale);
}

static void draw_band(const struct frame *frame)
{
    const struct chart_trend *chart = frame->chart;
    double top = height(frame, chart->high), bottom = height(frame, chart->low),
           middle = height(frame, chart->expected);
    drawing_rect(frame->out, &(struct drawing_paint){.role = DRAWING_BAND, .fill = CHART_SKY},
                 (const double[]){LEFT, top, RIGHT - LEFT, bottom - top}, 0.0);
    drawing_line(frame->out, &(struct drawing_paint){.role = DRAWING_MIDDLE, .stroke = CHART_BLUE},
                 (const double[]){LEFT, middle}, (const double[]){RIGHT, middle});
}

static void draw_line(const struct frame *frame)
{
    const struct chart_trend *chart = frame->chart;
    const struct drawing_paint paint = {
        .role = DRAWING_CURVE, .stroke = CHART_ORANGE, .width = 2.5, .dashes = CHART_TREND_DASHES};
    drawing_line(frame->out, &paint,
                 (const double[]){frame->x.from_px, height(frame, chart->level + chart->slope * frame->x.from)},
                 (const double[]){frame->x.to_px, height(frame, chart->level + chart->slope * frame->x.to)});
}

static void draw_newest(const struct frame *frame, double x, double y, double value)
{
    static const struct drawing_letters LETTERS = {DRAWING_STRONG, DRAWING_ENDS, 0.0, 0.0};
    struct sibu_text label = {0};
    /* On the side that is away from the other drills, where there is room. */
    int is_below = y < TOP + 2.0 || (frame->chart->has_band && value < frame->chart->expected && y < BOTTOM - 44.0);
    (void)drawing_path(frame->out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_RED}, "");
    drawing_move(frame->out, x, y - DIAMOND);
    drawing_to(frame->out, x + DIAMOND, y);
    drawing_to(frame->out, x, y + DIAMOND);
    drawing_to(frame->out, x - DIAMOND, y);
    drawing_close(frame->out);
    sibu_text_addf(&label, "%s ", frame->chart->newest_label);
    say_value(frame->chart, value * frame->chart->scale, &label);
    write(frame->out, &LETTERS, RIGHT, is_below ? y + 38.0 : y - 14.0, sibu_text_get(&label));
    sibu_text_clear(&label);
}

static void draw_points(const struct frame *frame)
{
    const struct chart_trend *chart = frame->chart;
    for (size_t i = 0; i < chart->count; i++) {
        const struct between_value *point = &chart->points[i];
        int is_newest = chart->has_newest && i + 1 == chart->count;
        double x = chart_axis_at(&frame->x, point->time), y = height(frame, point->value);
        if (point->error > 0.0) {
            drawing_line(frame->out, &(struct drawing_paint){.role = DRAWING_TICK},
                         (const double[]){x, height(frame, point->value - REACH * point->error)},
                         (const double[]){x, height(frame, point->value + REACH * point->error)});
        }
        if (is_newest) {
            draw_newest(frame, x, y, point->value);
        } else {
            drawing_circle(frame->out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = CHART_BLUE},
                           (const double[]){x, y}, DOT);
        }
    }
}

void chart_trend_paint(struct drawing *out, const struct chart_trend *chart)
{
    const struct frame frame = {out, chart, days_of(chart), values_of(chart)};
    out->width = WIDTH;
    out->height = HEIGHT;
    out->digits = 1;
    if (chart->has_band) {
        draw_band(&frame);
    }
    draw_values(&frame);
    draw_dates(&frame);
    if (chart->has_line) {
        draw_line(&frame);
    }
    draw_points(&frame);
}
