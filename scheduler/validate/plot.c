/* Plots. See plot.h. The frame is 720 by 406 units, as in report/chart_line.c. */
#include "validate/plot.h"

#include "report/chart_colour.h"

#define WIDTH 720.0
#define HEIGHT 406.0
#define LEFT 66.0
#define RIGHT 694.0
#define TOP 46.0
#define BOTTOM 336.0

void plot_add(struct plot_curve *curve, double x, double y)
{
    if (curve->count < PLOT_POINTS) {
        curve->x[curve->count] = x;
        curve->y[curve->count++] = y;
    }
}

static void draw_frame(struct sibu_text *out, const struct plot *plot, const struct chart_axis *x,
                       const struct chart_axis *y)
{
    for (int i = 0; i < chart_axis_marks(y); i++) {
        double at = chart_axis_at(y, chart_axis_mark(y, i));
        sibu_text_addf(out, "<line class=\"grid\" x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\"/>", LEFT, at, RIGHT,
                       at);
        sibu_text_addf(out, "<text class=\"y\" x=\"%.0f\" y=\"%.1f\" dy=\".35em\">%.4g</text>", LEFT - 8.0, at,
                       chart_axis_mark(y, i));
    }
    for (int i = 0; i < chart_axis_marks(x); i++) {
        double at = chart_axis_at(x, chart_axis_mark(x, i));
        sibu_text_addf(out, "<line class=\"tick\" x1=\"%.1f\" y1=\"%.0f\" x2=\"%.1f\" y2=\"%.0f\"/>", at, BOTTOM, at,
                       BOTTOM + 6.0);
        sibu_text_addf(out, "<text class=\"x\" x=\"%.1f\" y=\"%.0f\" dy=\"1em\">%.4g</text>", at, BOTTOM + 8.0,
                       chart_axis_mark(x, i));
    }
    sibu_text_add(out, "<text class=\"label\" x=\"4\" y=\"26\">");
    sibu_text_add_xml(out, plot->y_label);
    sibu_text_addf(out, "</text><text class=\"label end\" x=\"%.0f\" y=\"%.0f\" dy=\"2.35em\">", RIGHT, BOTTOM + 8.0);
    sibu_text_add_xml(out, plot->x_label);
    sibu_text_add(out, "</text>");
}

static void add_point(struct sibu_text *out, char letter, const struct chart_axis axes[2], const double at[2])
{
    sibu_text_addf(out, "%c%.1f %.1f", letter, chart_axis_at(&axes[0], at[0]), chart_axis_at(&axes[1], at[1]));
}

static void draw_band(struct sibu_text *out, const struct plot *plot, const struct chart_axis axes[2])
{
    const struct plot_curve *low = &plot->low, *high = &plot->high;
    if (low->count == 0 || low->count != high->count) {
        return;
    }
    sibu_text_addf(out, "<path fill=\"%s\" fill-opacity=\".22\" d=\"", CHART_SKY);
    for (size_t i = 0; i < high->count; i++) {
        add_point(out, i == 0 ? 'M' : 'L', axes, (const double[]){high->x[i], high->y[i]});
    }
    for (size_t i = low->count; i-- > 0;) {
        add_point(out, 'L', axes, (const double[]){low->x[i], low->y[i]});
    }
    sibu_text_add(out, "Z\"/>");
}

static void draw_line(struct sibu_text *out, const struct plot_curve *curve, const struct chart_axis axes[2],
                      const char *dashes)
{
    if (curve->count == 0) {
        return;
    }
    sibu_text_addf(out, "<path class=\"curve\" stroke=\"%s\" stroke-width=\"2.5\"%s d=\"", CHART_BLUE, dashes);
    for (size_t i = 0; i < curve->count; i++) {
        add_point(out, i == 0 ? 'M' : 'L', axes, (const double[]){curve->x[i], curve->y[i]});
    }
    sibu_text_add(out, "\"/>");
}

static void draw_dots(struct sibu_text *out, const struct plot_curve *curve, const struct chart_axis axes[2])
{
    for (size_t i = 0; i < curve->count; i++) {
        sibu_text_addf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5.5\" fill=\"%s\"/>",
                       chart_axis_at(&axes[0], curve->x[i]), chart_axis_at(&axes[1], curve->y[i]), CHART_RED);
    }
}

void plot_draw(struct sibu_text *out, const struct plot *plot)
{
    struct chart_axis axes[2] = {plot->x, plot->y};
    axes[0].from_px = LEFT;
    axes[0].to_px = RIGHT;
    axes[1].from_px = BOTTOM;
    axes[1].to_px = TOP;
    sibu_text_addf(
        out, "<svg class=\"chart\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-t\"><title id=\"%s-t\">",
        WIDTH, HEIGHT, plot->id, plot->id);
    sibu_text_add_xml(out, plot->title);
    sibu_text_add(out, "</title>");
    draw_frame(out, plot, &axes[0], &axes[1]);
    draw_band(out, plot, axes);
    draw_line(out, &plot->lines[0], axes, "");
    draw_line(out, &plot->lines[1], axes, " stroke-dasharray=\"7 5\"");
    draw_dots(out, &plot->dots, axes);
    sibu_text_add(out, "</svg>\n");
}
