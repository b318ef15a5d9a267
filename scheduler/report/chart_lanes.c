/* See chart_lanes.h. */
#include "report/chart_lanes.h"

#define LANE 44.0 /* from one to the next: the label, and what it names */
#define STRIP 18.0 /* of that, what the moments stand in */
#define LEFT 14.0
#define TOP 8.0
#define BELOW 70.0 /* for the axis */
#define STRETCH 3.0 /* units of the picture that are one column */
#define COLUMNS_MAX 256
#define HALF_MARK 6.0

struct counts {
    uint32_t people[COLUMNS_MAX];
    uint32_t most;
    int used; /* columns from the left */
};

static double top_of(int lane)
{
    return TOP + LANE * lane + (LANE - STRIP);
}

static int is_on(const struct chart_lanes *chart, const struct chart_moment *moment)
{
    return moment->time_s >= 0.0 && moment->time_s <= chart->until_s;
}

static void count(const struct chart_lanes *chart, const struct chart_lane *lane, const struct chart_frame *frame,
                  struct counts *out)
{
    *out = (struct counts){.most = 1, .used = (int)((frame->right - frame->left) / STRETCH)};
    for (size_t i = 0; i < lane->count; i++) {
        int column = (int)((chart_axis_at(&frame->x, lane->moments[i].time_s) - frame->left) / STRETCH);
        column = column < out->used ? column : out->used - 1;
        if (is_on(chart, &lane->moments[i])) {
            out->people[column] += lane->moments[i].people;
            out->most = out->people[column] > out->most ? out->people[column] : out->most;
        }
    }
}

/* Nobody's column is too low to be seen. */
static void draw_columns(struct drawing *out, const struct chart_lanes *chart, const struct chart_frame *frame,
                         int lane)
{
    struct counts counts;
    const struct drawing_paint paint = {.role = DRAWING_PLAIN, .fill = chart->lanes[lane].colour};
    count(chart, &chart->lanes[lane], frame, &counts);
    for (int i = 0; i < counts.used; i++) {
        double high = 2.0 + (STRIP - 2.0) * counts.people[i] / counts.most;
        if (counts.people[i] > 0) {
            drawing_rect(out, &paint,
                         (const double[]){frame->left + STRETCH * i, top_of(lane) + STRIP - high, STRETCH, high}, 0.0);
        }
    }
}

static void draw_mark(struct drawing *out, const char *colour, double x, double y)
{
    const struct drawing_paint paint = {.role = DRAWING_PLAIN, .fill = colour, .stroke = "#ffffff", .width = 1.0};
    (void)drawing_path(out, &paint, "");
    drawing_move(out, x, y - HALF_MARK);
    drawing_to(out, x + HALF_MARK, y);
    drawing_to(out, x, y + HALF_MARK);
    drawing_to(out, x - HALF_MARK, y);
    drawing_close(out);
}

static void draw_marks(struct drawing *out, const struct chart_lanes *chart, const struct chart_frame *frame, int lane)
{
    const struct chart_lane *of = &chart->lanes[lane];
    for (size_t i = 0; i < of->count; i++) {
        if (is_on(chart, &of->moments[i])) {
            draw_mark(out, of->colour, chart_axis_at(&frame->x, of->moments[i].time_s), top_of(lane) + STRIP / 2.0);
        }
    }
}

static void draw_lane(struct drawing *out, const struct chart_lanes *chart, const struct chart_frame *frame, int lane)
{
    static const struct drawing_letters LETTERS = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    double base = top_of(lane) + (chart->lanes[lane].is_single ? STRIP / 2.0 : STRIP);
    drawing_text(out, &LETTERS, (const double[]){frame->left, top_of(lane) - 4.0}, chart->lanes[lane].label);
    drawing_line(out, &(struct drawing_paint){.role = DRAWING_GRID}, (const double[]){frame->left, base},
                 (const double[]){frame->right, base});
    if (chart->lanes[lane].is_single) {
        draw_marks(out, chart, frame, lane);
    } else {
        draw_columns(out, chart, frame, lane);
    }
}

void chart_lanes_paint(struct drawing *out, const struct chart_lanes *chart)
{
    struct chart_frame frame = {.x = chart_axis_time(chart->until_s, chart_frame_x_marks(CHART_WHOLE)),
                                .x_label = chart->x_label};
    chart_frame_open(&frame, CHART_WHOLE, TOP + LANE * chart->count + BELOW);
    frame.left = LEFT;
    frame.x.from_px = LEFT;
    chart_frame_paint_time(out, &frame);
    for (int i = 0; i < chart->count; i++) {
        draw_lane(out, chart, &frame, i);
    }
}
