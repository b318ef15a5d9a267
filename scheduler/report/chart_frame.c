/* See chart_frame.h. */
#include "report/chart_frame.h"

#include <stdio.h>

static const struct chart_frame SIZES[] = {
    [CHART_WHOLE] = {.width = 720.0, .height = 406.0, .left = 66.0, .right = 694.0, .top = 46.0, .bottom = 336.0},
    [CHART_PANEL] = {.width = 360.0, .height = 220.0, .left = 46.0, .right = 346.0, .top = 30.0, .bottom = 170.0},
};

void chart_frame_open(struct chart_frame *frame, enum chart_size size, double height)
{
    const struct chart_frame *from = &SIZES[size];
    double lower = height > 0.0 ? from->height - height : 0.0;
    frame->width = from->width;
    frame->height = from->height - lower;
    frame->left = from->left;
    frame->right = from->right;
    frame->top = from->top;
    frame->bottom = from->bottom - lower;
    frame->x.from_px = frame->left;
    frame->x.to_px = frame->right;
    frame->y.from_px = frame->bottom;
    frame->y.to_px = frame->top;
}

int chart_frame_x_marks(enum chart_size size)
{
    return size == CHART_WHOLE ? 7 : 4;
}

int chart_frame_y_marks(enum chart_size size)
{
    return size == CHART_WHOLE ? 6 : 4;
}

static void draw_up(struct drawing *out, const struct chart_frame *frame)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_ENDS, 0.0, 0.35};
    char number[48];
    for (int i = 0; i < chart_axis_marks(&frame->y); i++) {
        double value = chart_axis_mark(&frame->y, i), at = chart_axis_at(&frame->y, value);
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_GRID}, (const double[]){frame->left, at},
                     (const double[]){frame->right, at});
        (void)snprintf(number, sizeof number, "%.0f", value * frame->y_factor);
        drawing_text(out, &LETTERS, (const double[]){frame->left - 8.0, at}, number);
    }
}

static void draw_across(struct drawing *out, const struct chart_frame *frame)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_MIDDLE_OF, 0.0, 1.0};
    for (int i = 0; i < chart_axis_marks(&frame->x); i++) {
        struct sibu_text time = {0};
        double value = chart_axis_mark(&frame->x, i), at = chart_axis_at(&frame->x, value);
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){at, frame->bottom},
                     (const double[]){at, frame->bottom + 6.0});
        chart_say_time(&time, value);
        drawing_text(out, &LETTERS, (const double[]){at, frame->bottom + 8.0}, sibu_text_get(&time));
        sibu_text_clear(&time);
    }
}

void chart_frame_paint_time(struct drawing *out, const struct chart_frame *frame)
{
    static const struct drawing_letters ACROSS = {DRAWING_LABEL, DRAWING_ENDS, 0.0, 2.35};
    out->width = frame->width;
    out->height = frame->height;
    out->digits = 1;
    draw_across(out, frame);
    drawing_text(out, &ACROSS, (const double[]){frame->right, frame->bottom + 8.0}, frame->x_label);
}

void chart_frame_paint(struct drawing *out, const struct chart_frame *frame)
{
    static const struct drawing_letters UP = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    chart_frame_paint_time(out, frame);
    draw_up(out, frame);
    drawing_text(out, &UP, (const double[]){4.0, frame->top - 20.0}, frame->y_label);
}
