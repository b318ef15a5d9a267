/* See chart_columns.h. */
#include "report/chart_columns.h"

#define GAP 0.6 /* between columns */

static void draw_column(struct drawing *out, const struct chart_frame *frame, const struct chart_columns *chart,
                        size_t column)
{
    double from = chart_axis_at(&frame->x, chart->each_s * (double)column);
    double to = chart_axis_at(&frame->x, chart->each_s * (double)(column + 1));
    double top = chart_axis_at(&frame->y, (double)chart->values[column]);
    double gap = to - from > 3.0 * GAP ? GAP : 0.0;
    if (chart->values[column] > 0) {
        drawing_rect(out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = chart->colour},
                     (const double[]){from, top, to - from - gap, frame->bottom - top}, 0.0);
    }
}

/* The words stand on the side that has more room. */
static void draw_lost(struct drawing *out, const struct chart_frame *frame, const struct chart_columns *chart)
{
    double at = chart_axis_at(&frame->x, chart->lost_s);
    int is_late = at > (frame->left + frame->right) / 2.0;
    const struct drawing_letters letters = {DRAWING_STRONG, is_late ? DRAWING_ENDS : DRAWING_START, 0.0, 1.0};
    drawing_line(out, &(struct drawing_paint){.role = DRAWING_LIMIT}, (const double[]){at, frame->top},
                 (const double[]){at, frame->bottom});
    drawing_text(out, &letters, (const double[]){is_late ? at - 4.0 : at + 4.0, frame->top}, chart->lost_label);
}

void chart_columns_paint(struct drawing *out, const struct chart_columns *chart)
{
    struct chart_frame frame = {.x = chart_axis_time(chart->until_s, chart_frame_x_marks(chart->size)),
                                .y = chart_axis_count((double)chart->most, chart_frame_y_marks(chart->size)),
                                .x_label = chart->x_label,
                                .y_label = chart->y_label,
                                .y_factor = 1.0};
    chart_frame_open(&frame, chart->size, 0.0);
    chart_frame_paint(out, &frame);
    for (size_t i = 0; i < chart->count && i < CHART_COLUMNS_MAX; i++) {
        draw_column(out, &frame, chart, i);
    }
    if (chart->lost_s >= 0.0 && chart->lost_s <= chart->until_s) {
        draw_lost(out, &frame, chart);
    }
}
