/* See chart_line.h. The frame is 720 by 406 units; phones show it with larger letters, for which the margins leave room. */
#include "report/chart_line.h"

#include <stdio.h>

#include "report/drawing_svg.h"

#define WIDTH 720.0
#define HEIGHT 406.0
#define LEFT 66.0
#define RIGHT 694.0
#define TOP 46.0
#define BOTTOM 336.0
#define TIME_MARKS 7
#define PEOPLE_MARKS 6
#define FINEST_PX 0.4 /* points closer than this are drawn as one */

static void write(struct drawing *out, const struct drawing_letters *letters, double x, double y, const char *text)
{
    drawing_text(out, letters, (const double[]){x, y}, text);
}

static void draw_people(struct drawing *out, const struct chart_axis *y)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_ENDS, 0.0, 0.35};
    char number[32];
    for (int i = 0; i < chart_axis_marks(y); i++) {
        double at = chart_axis_at(y, chart_axis_mark(y, i));
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_GRID}, (const double[]){LEFT, at},
                     (const double[]){RIGHT, at});
        (void)snprintf(number, sizeof number, "%.0f", chart_axis_mark(y, i));
        write(out, &LETTERS, LEFT - 8.0, at, number);
    }
}

static void draw_times(struct drawing *out, const struct chart_axis *x)
{
    static const struct drawing_letters LETTERS = {DRAWING_TICKS_TEXT, DRAWING_MIDDLE_OF, 0.0, 1.0};
    for (int i = 0; i < chart_axis_marks(x); i++) {
        struct sibu_text time = {0};
        double at = chart_axis_at(x, chart_axis_mark(x, i));
        drawing_line(out, &(struct drawing_paint){.role = DRAWING_TICK}, (const double[]){at, BOTTOM},
                     (const double[]){at, BOTTOM + 6.0});
        chart_say_time(&time, chart_axis_mark(x, i));
        write(out, &LETTERS, at, BOTTOM + 8.0, sibu_text_get(&time));
        sibu_text_clear(&time);
    }
}

static void draw_frame(struct drawing *out, const struct chart_line *chart, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    static const struct drawing_letters ACROSS = {DRAWING_LABEL, DRAWING_ENDS, 0.0, 2.35};
    static const struct drawing_letters UP = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    draw_people(out, y);
    draw_times(out, x);
    write(out, &UP, 4.0, 26.0, chart->y_label);
    write(out, &ACROSS, RIGHT, BOTTOM + 8.0, chart->x_label);
}

static void draw_limit(struct drawing *out, const struct chart_line *chart, const struct chart_axis *y)
{
    static const struct drawing_letters LETTERS = {DRAWING_LABEL, DRAWING_ENDS, 0.0, -0.45};
    double at = chart_axis_at(y, (double)chart->limit);
    drawing_line(out, &(struct drawing_paint){.role = DRAWING_LIMIT}, (const double[]){LEFT, at},
                 (const double[]){RIGHT, at});
    write(out, &LETTERS, RIGHT, at, chart->limit_label);
}

/* Each point is a step up; points that fall into one dot are one step to the last of them. */
static void draw_curve(struct drawing *out, const struct chart_curve *curve, const struct chart_axis *x,
                       const struct chart_axis *y, double end_px)
{
    const struct evaluation_curve *from = curve->curve;
    double drawn_px = LEFT, height_px = BOTTOM;
    const struct drawing_paint paint = {
        .role = DRAWING_CURVE, .stroke = curve->colour, .width = curve->width_px, .dashes = curve->dashes};
    (void)drawing_path(out, &paint, "");
    drawing_move(out, LEFT, BOTTOM);
    for (size_t i = 0; i < from->count; i++) {
        double at = chart_axis_at(x, from->points[i].time_s);
        int next_is_same = i + 1 < from->count && chart_axis_at(x, from->points[i + 1].time_s) - drawn_px < FINEST_PX;
        if (next_is_same) {
            continue;
        }
        drawing_to(out, at, height_px);
        height_px = chart_axis_at(y, (double)from->points[i].people);
        drawing_to(out, at, height_px);
        drawn_px = at;
    }
    drawing_to(out, end_px, height_px);
}

/* Points of the band that lie inside the chart. */
static size_t points_inside(const struct chart_band *band, const struct chart_axis *x)
{
    size_t count = 0;
    while (count < band->count && band->times_s[count] <= x->to) {
        count++;
    }
    return count;
}

static void draw_point(struct drawing *out, int is_first, double at_x, double at_y)
{
    if (is_first) {
        drawing_move(out, at_x, at_y);
    } else {
        drawing_to(out, at_x, at_y);
    }
}

/* The slow edge from left to right, then the fast one back. */
static void draw_edges(struct drawing *out, const struct chart_band *band, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    size_t count = points_inside(band, x), last = count > 0 ? count - 1 : 0;
    (void)drawing_path(out, &(struct drawing_paint){.role = DRAWING_BAND, .fill = band->colour}, "");
    for (size_t k = 0; k < count; k++) {
        draw_point(out, k == 0, chart_axis_at(x, band->times_s[k]), chart_axis_at(y, (double)band->people[k].p5));
    }
    draw_point(out, count == 0, RIGHT, chart_axis_at(y, (double)band->people[last].p5));
    drawing_to(out, RIGHT, chart_axis_at(y, (double)band->people[last].p95));
    for (size_t k = count; k > 0; k--) {
        drawing_to(out, chart_axis_at(x, band->times_s[k - 1]), chart_axis_at(y, (double)band->people[k - 1].p95));
    }
    drawing_close(out);
}

static void draw_middle(struct drawing *out, const struct chart_band *band, const struct chart_axis *x,
                        const struct chart_axis *y)
{
    size_t count = points_inside(band, x), last = count > 0 ? count - 1 : 0;
    const struct drawing_paint paint = {
        .role = DRAWING_MIDDLE, .stroke = band->colour, .dashes = band->is_line ? CHART_FIRST_DASHES : NULL};
    (void)drawing_path(out, &paint, "");
    for (size_t k = 0; k < count; k++) {
        draw_point(out, k == 0, chart_axis_at(x, band->times_s[k]), chart_axis_at(y, (double)band->people[k].p50));
    }
    draw_point(out, count == 0, RIGHT, chart_axis_at(y, (double)band->people[last].p50));
}

static void draw_band(struct drawing *out, const struct chart_band *band, const struct chart_axis *x,
                      const struct chart_axis *y)
{
    if (!band->is_line) {
        draw_edges(out, band, x, y);
    }
    draw_middle(out, band, x, y);
}

static uint32_t most_of(const struct chart_line *chart)
{
    uint32_t most = chart->limit;
    for (int i = 0; i < chart->curve_count; i++) {
        const struct evaluation_curve *curve = chart->curves[i].curve;
        uint32_t last = curve->count > 0 ? curve->points[curve->count - 1].people : 0;
        most = last > most ? last : most;
    }
    for (int i = 0; i < chart->band_count; i++) {
        uint32_t last = chart->bands[i].people[chart->bands[i].count - 1].p95;
        most = last > most ? last : most;
    }
    return most;
}

void chart_line_paint(struct drawing *out, const struct chart_line *chart)
{
    struct chart_axis x = chart_axis_time(chart->until_s, TIME_MARKS);
    struct chart_axis y = chart_axis_count((double)most_of(chart), PEOPLE_MARKS);
    x.from_px = LEFT;
    x.to_px = RIGHT;
    y.from_px = BOTTOM;
    y.to_px = TOP;
    double end_px = chart->seen_s > 0.0 && chart->seen_s < x.to ? chart_axis_at(&x, chart->seen_s) : RIGHT;
    out->width = WIDTH;
    out->height = HEIGHT;
    out->digits = 1;
    draw_frame(out, chart, &x, &y);
    draw_limit(out, chart, &y);
    for (int i = 0; i < chart->band_count; i++) {
        draw_band(out, &chart->bands[i], &x, &y);
    }
    for (int i = 0; i < chart->curve_count; i++) {
        draw_curve(out, &chart->curves[i], &x, &y, end_px);
    }
}

void chart_line_draw(struct sibu_text *out, const struct chart_line *chart)
{
    const struct drawing_frame frame = {
        .kind = "chart", .id = chart->id, .title = chart->title, .description = chart->description};
    struct drawing drawing = {0};
    chart_line_paint(&drawing, chart);
    drawing_svg(out, &drawing, &frame);
    sibu_text_add(out, "\n");
    drawing_clear(&drawing);
}
