/* See chart_line.h. */
#include "report/chart_line.h"

#include "report/chart_frame.h"
#include "report/drawing_svg.h"

#define FINEST_PX 0.4 /* points closer than this are drawn as one */

static void draw_limit(struct drawing *out, const struct chart_line *chart, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    static const struct drawing_letters LETTERS = {DRAWING_LABEL, DRAWING_ENDS, 0.0, -0.45};
    double at = chart_axis_at(y, (double)chart->limit);
    drawing_line(out, &(struct drawing_paint){.role = DRAWING_LIMIT}, (const double[]){x->from_px, at},
                 (const double[]){x->to_px, at});
    drawing_text(out, &LETTERS, (const double[]){x->to_px, at}, chart->limit_label);
}

/* Each point is a step up; points that fall into one dot are one step to the last of them. */
static void draw_curve(struct drawing *out, const struct chart_curve *curve, const struct chart_axis *x,
                       const struct chart_axis *y, double end_px)
{
    const struct evaluation_curve *from = curve->curve;
    double drawn_px = x->from_px, height_px = y->from_px;
    const struct drawing_paint paint = {
        .role = DRAWING_CURVE, .stroke = curve->colour, .width = curve->width_px, .dashes = curve->dashes};
    (void)drawing_path(out, &paint, "");
    drawing_move(out, x->from_px, y->from_px);
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
    draw_point(out, count == 0, x->to_px, chart_axis_at(y, (double)band->people[last].p5));
    drawing_to(out, x->to_px, chart_axis_at(y, (double)band->people[last].p95));
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
    draw_point(out, count == 0, x->to_px, chart_axis_at(y, (double)band->people[last].p50));
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
    struct chart_frame frame = {.x = chart_axis_time(chart->until_s, chart_frame_x_marks(CHART_WHOLE)),
                                .y = chart_axis_count((double)most_of(chart), chart_frame_y_marks(CHART_WHOLE)),
                                .x_label = chart->x_label,
                                .y_label = chart->y_label,
                                .y_factor = 1.0};
    const struct chart_axis *x = &frame.x, *y = &frame.y;
    chart_frame_open(&frame, CHART_WHOLE, chart->height);
    double end_px = chart->seen_s > 0.0 && chart->seen_s < x->to ? chart_axis_at(x, chart->seen_s) : frame.right;
    chart_frame_paint(out, &frame);
    draw_limit(out, chart, x, y);
    for (int i = 0; i < chart->band_count; i++) {
        draw_band(out, &chart->bands[i], x, y);
    }
    for (int i = 0; i < chart->curve_count; i++) {
        draw_curve(out, &chart->curves[i], x, y, end_px);
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
