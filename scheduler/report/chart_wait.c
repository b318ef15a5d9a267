/* See chart_wait.h. */
#include "report/chart_wait.h"

#define MARK 8.0 /* how far the mark of the censored reaches up and down */
#define STEPS_MAX 640 /* two for each CHART_WAIT_FINEST of the widest frame are the most */

/* Where a curve goes down: at a place across, to these heights. */
struct corner {
    double x, waiting, low, high;
};
struct corners {
    struct corner at[STEPS_MAX];
    size_t count;
};

/* The steps that are drawn: those far enough from the last one drawn, and the last of all. */
static void thin_out(const struct chart_frame *frame, const struct waiting *waiting, struct corners *out)
{
    double drawn = frame->left - CHART_WAIT_FINEST;
    for (size_t i = 0; i < waiting->count && out->count < STEPS_MAX; i++) {
        const struct survival_step *step = &waiting->steps[i];
        double x = chart_axis_at(&frame->x, step->time_s);
        int next_is_same = i + 1 < waiting->count &&
                           chart_axis_at(&frame->x, waiting->steps[i + 1].time_s) - drawn < CHART_WAIT_FINEST;
        if (next_is_same) {
            continue;
        }
        out->at[out->count++] =
            (struct corner){x, chart_axis_at(&frame->y, step->waiting), chart_axis_at(&frame->y, step->low),
                            chart_axis_at(&frame->y, step->high)};
        drawn = x;
    }
}

static double end_of(const struct chart_frame *frame, const struct chart_wait *curve)
{
    return chart_axis_at(&frame->x, curve->waiting->end_s);
}

/* Along the upper edge from left to right, then back along the lower one. */
static void draw_band(struct drawing *out, const struct chart_frame *frame, const struct chart_wait *curve,
                      const struct corners *corners)
{
    double height = frame->top, end = end_of(frame, curve);
    (void)drawing_path(out, &(struct drawing_paint){.role = DRAWING_BAND, .fill = curve->colour}, "");
    drawing_move(out, frame->left, height);
    for (size_t i = 0; i < corners->count; i++) {
        drawing_to(out, corners->at[i].x, height);
        height = corners->at[i].high;
        drawing_to(out, corners->at[i].x, height);
    }
    drawing_to(out, end, height);
    drawing_to(out, end, corners->count > 0 ? corners->at[corners->count - 1].low : height);
    for (size_t i = corners->count; i > 0; i--) {
        drawing_to(out, corners->at[i - 1].x, corners->at[i - 1].low);
        drawing_to(out, corners->at[i - 1].x, i > 1 ? corners->at[i - 2].low : frame->top);
    }
    drawing_close(out);
}

static double draw_steps(struct drawing *out, const struct chart_frame *frame, const struct chart_wait *curve,
                         const struct corners *corners)
{
    const struct drawing_paint paint = {
        .role = DRAWING_CURVE, .stroke = curve->colour, .width = curve->width, .dashes = curve->dashes};
    double height = frame->top;
    (void)drawing_path(out, &paint, "");
    drawing_move(out, frame->left, height);
    for (size_t i = 0; i < corners->count; i++) {
        drawing_to(out, corners->at[i].x, height);
        height = corners->at[i].waiting;
        drawing_to(out, corners->at[i].x, height);
    }
    drawing_to(out, end_of(frame, curve), height);
    return height;
}

void chart_wait_mark(struct drawing *out, const char *colour, const double at[2])
{
    const struct drawing_paint paint = {.role = DRAWING_CURVE, .stroke = colour, .width = 2.5, .dashes = ""};
    drawing_line(out, &paint, (const double[]){at[0], at[1] - MARK}, (const double[]){at[0], at[1] + MARK});
}

static void draw_curve(struct drawing *out, const struct chart_frame *frame, const struct chart_wait *curve)
{
    struct corners corners;
    corners.count = 0;
    thin_out(frame, curve->waiting, &corners);
    if (!curve->is_plain) {
        draw_band(out, frame, curve, &corners);
    }
    double height = draw_steps(out, frame, curve, &corners);
    if (!curve->is_plain && curve->waiting->censored > 0) {
        chart_wait_mark(out, curve->colour, (const double[]){end_of(frame, curve), height});
    }
}

void chart_waits_paint(struct drawing *out, const struct chart_waits *chart)
{
    struct chart_frame frame = {.x = chart_axis_time(chart->until_s, chart_frame_x_marks(chart->size)),
                                .y = {.from = 0.0, .to = 1.0, .step = 0.25},
                                .x_label = chart->x_label,
                                .y_label = chart->y_label,
                                .y_factor = 100.0};
    chart_frame_open(&frame, chart->size, 0.0);
    chart_frame_paint(out, &frame);
    for (int i = 0; i < chart->count; i++) {
        draw_curve(out, &frame, &chart->curves[i]);
    }
}
