/* See chart_line.h. The frame is 720 by 406 units; phones show it with larger letters, for which the margins leave room. */
#include "report/chart_line.h"

#define WIDTH 720.0
#define HEIGHT 406.0
#define LEFT 66.0
#define RIGHT 694.0
#define TOP 46.0
#define BOTTOM 336.0
#define TIME_MARKS 7
#define PEOPLE_MARKS 6
#define FINEST_PX 0.4 /* points closer than this are drawn as one */

static void draw_frame(struct sibu_text *out, const struct chart_line *chart, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    for (int i = 0; i < chart_axis_marks(y); i++) {
        double at = chart_axis_at(y, chart_axis_mark(y, i));
        sibu_text_addf(out, "<line class=\"grid\" x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\"/>", LEFT, at, RIGHT,
                       at);
        sibu_text_addf(out, "<text class=\"y\" x=\"%.0f\" y=\"%.1f\" dy=\".35em\">%.0f</text>", LEFT - 8.0, at,
                       chart_axis_mark(y, i));
    }
    for (int i = 0; i < chart_axis_marks(x); i++) {
        double at = chart_axis_at(x, chart_axis_mark(x, i));
        sibu_text_addf(out, "<line class=\"tick\" x1=\"%.1f\" y1=\"%.0f\" x2=\"%.1f\" y2=\"%.0f\"/>", at, BOTTOM, at,
                       BOTTOM + 6.0);
        sibu_text_addf(out, "<text class=\"x\" x=\"%.1f\" y=\"%.0f\" dy=\"1em\">", at, BOTTOM + 8.0);
        chart_say_time(out, chart_axis_mark(x, i));
        sibu_text_add(out, "</text>");
    }
    sibu_text_addf(out, "<text class=\"label\" x=\"4\" y=\"26\">");
    sibu_text_add_xml(out, chart->y_label);
    sibu_text_addf(out, "</text><text class=\"label end\" x=\"%.0f\" y=\"%.0f\" dy=\"2.35em\">", RIGHT, BOTTOM + 8.0);
    sibu_text_add_xml(out, chart->x_label);
    sibu_text_add(out, "</text>");
}

static void draw_limit(struct sibu_text *out, const struct chart_line *chart, const struct chart_axis *y)
{
    double at = chart_axis_at(y, (double)chart->limit);
    sibu_text_addf(out, "<line class=\"limit\" x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\"/>", LEFT, at, RIGHT, at);
    sibu_text_addf(out, "<text class=\"label end\" x=\"%.0f\" y=\"%.1f\" dy=\"-.45em\">", RIGHT, at);
    sibu_text_add_xml(out, chart->limit_label);
    sibu_text_add(out, "</text>");
}

/* Each point is a step up; points that fall into one dot are one step to the last of them. */
static void draw_curve(struct sibu_text *out, const struct chart_curve *curve, const struct chart_axis *x,
                       const struct chart_axis *y, double end_px)
{
    const struct evaluation_curve *from = curve->curve;
    double drawn_px = LEFT;
    sibu_text_addf(out, "<path class=\"curve\" stroke=\"%s\" stroke-width=\"%.1f\"", curve->colour, curve->width_px);
    if (curve->dashes[0] != '\0') {
        sibu_text_addf(out, " stroke-dasharray=\"%s\"", curve->dashes);
    }
    sibu_text_addf(out, " d=\"M%.1f %.1f", LEFT, BOTTOM);
    for (size_t i = 0; i < from->count; i++) {
        double at = chart_axis_at(x, from->points[i].time_s);
        int next_is_same = i + 1 < from->count && chart_axis_at(x, from->points[i + 1].time_s) - drawn_px < FINEST_PX;
        if (next_is_same) {
            continue;
        }
        sibu_text_addf(out, "H%.1fV%.1f", at, chart_axis_at(y, (double)from->points[i].people));
        drawn_px = at;
    }
    sibu_text_addf(out, "H%.1f\"/>", end_px);
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

static void draw_point(struct sibu_text *out, char command, double at_x, double at_y)
{
    sibu_text_addf(out, "%c%.1f %.1f", command, at_x, at_y);
}

/* The slow edge from left to right, then the fast one back. */
static void draw_edges(struct sibu_text *out, const struct chart_band *band, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    size_t count = points_inside(band, x), last = count > 0 ? count - 1 : 0;
    sibu_text_addf(out, "<path class=\"band\" fill=\"%s\" d=\"", band->colour);
    for (size_t k = 0; k < count; k++) {
        draw_point(out, k == 0 ? 'M' : 'L', chart_axis_at(x, band->times_s[k]),
                   chart_axis_at(y, (double)band->people[k].p5));
    }
    sibu_text_addf(out, "H%.1f", RIGHT);
    draw_point(out, 'L', RIGHT, chart_axis_at(y, (double)band->people[last].p95));
    for (size_t k = count; k > 0; k--) {
        draw_point(out, 'L', chart_axis_at(x, band->times_s[k - 1]), chart_axis_at(y, (double)band->people[k - 1].p95));
    }
    sibu_text_add(out, "Z\"/>");
}

static void draw_middle(struct sibu_text *out, const struct chart_band *band, const struct chart_axis *x,
                        const struct chart_axis *y)
{
    size_t count = points_inside(band, x);
    sibu_text_addf(out, "<path class=\"middle\" stroke=\"%s\"", band->colour);
    if (band->is_line) {
        sibu_text_add(out, " stroke-dasharray=\"" CHART_FIRST_DASHES "\"");
    }
    sibu_text_add(out, " d=\"");
    for (size_t k = 0; k < count; k++) {
        draw_point(out, k == 0 ? 'M' : 'L', chart_axis_at(x, band->times_s[k]),
                   chart_axis_at(y, (double)band->people[k].p50));
    }
    sibu_text_addf(out, "H%.1f\"/>", RIGHT);
}

static void draw_band(struct sibu_text *out, const struct chart_band *band, const struct chart_axis *x,
                      const struct chart_axis *y)
{
    if (!band->is_line) {
        draw_edges(out, band, x, y);
    }
    draw_middle(out, band, x, y);
}

void chart_line_draw(struct sibu_text *out, const struct chart_line *chart)
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
    struct chart_axis x = chart_axis_time(chart->until_s, TIME_MARKS);
    struct chart_axis y = chart_axis_count((double)most, PEOPLE_MARKS);
    x.from_px = LEFT;
    x.to_px = RIGHT;
    y.from_px = BOTTOM;
    y.to_px = TOP;
    double end_px = chart->seen_s > 0.0 && chart->seen_s < x.to ? chart_axis_at(&x, chart->seen_s) : RIGHT;
    sibu_text_addf(out,
                   "<svg class=\"chart\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-t\""
                   " aria-describedby=\"%s-d\"><title id=\"%s-t\">",
                   WIDTH, HEIGHT, chart->id, chart->id, chart->id);
    sibu_text_add_xml(out, chart->title);
    sibu_text_addf(out, "</title><desc id=\"%s-d\">", chart->id);
    sibu_text_add_xml(out, chart->description);
    sibu_text_add(out, "</desc>");
    draw_frame(out, chart, &x, &y);
    draw_limit(out, chart, &y);
    for (int i = 0; i < chart->band_count; i++) {
        draw_band(out, &chart->bands[i], &x, &y);
    }
    for (int i = 0; i < chart->curve_count; i++) {
        draw_curve(out, &chart->curves[i], &x, &y, end_px);
    }
    sibu_text_add(out, "</svg>\n");
}
