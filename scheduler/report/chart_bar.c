/* See chart_bar.h. Names stand above the bars, so that long ones fit on a phone. */
#include "report/chart_bar.h"

#include "report/chart_axis.h"

#define WIDTH 720.0
#define ROW 58.0
#define NAME_AT 27.0
#define BAR_AT 34.0
#define BAR 14.0

static struct chart_axis axis_of(const struct chart_bars *chart)
{
    uint32_t most = 1;
    for (size_t i = 0; i < chart->count; i++) {
        most = chart->bars[i].value > most ? chart->bars[i].value : most;
    }
    for (size_t i = 0; i < chart->count; i++) { /* a capacity is shown where it is in sight, not made the measure */
        uint32_t mark = chart->bars[i].mark;
        most = mark > most && mark / 3 <= most ? mark : most;
    }
    return (struct chart_axis){.from = 0.0, .to = (double)most, .step = (double)most, .from_px = 0.0, .to_px = WIDTH};
}

static void draw_row(struct sibu_text *out, const struct chart_bars *chart, size_t row, const struct chart_axis *x)
{
    const struct chart_bar *bar = &chart->bars[row];
    double top = (double)row * ROW;
    sibu_text_addf(out, "<text class=\"label\" x=\"0\" y=\"%.0f\">", top + NAME_AT);
    sibu_text_add_xml(out, bar->name);
    sibu_text_addf(out, "</text><text class=\"label end strong\" x=\"%.0f\" y=\"%.0f\">", WIDTH, top + NAME_AT);
    sibu_text_add_xml(out, bar->amount);
    sibu_text_addf(out, "</text><rect class=\"track\" x=\"0\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"3\"/>",
                   top + BAR_AT, WIDTH, BAR);
    sibu_text_addf(out, "<rect fill=\"%s\" x=\"0\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\" rx=\"3\"/>", chart->colour,
                   top + BAR_AT, chart_axis_at(x, (double)bar->value), BAR);
    if (bar->mark > 0 && (double)bar->mark <= x->to) {
        double at = chart_axis_at(x, (double)bar->mark) - 1.5;
        sibu_text_addf(out, "<rect class=\"mark\" x=\"%.1f\" y=\"%.0f\" width=\"3\" height=\"%.0f\"/>", at,
                       top + BAR_AT - 3.0, BAR + 6.0);
    }
}

void chart_bars_draw(struct sibu_text *out, const struct chart_bars *chart)
{
    struct chart_axis x = axis_of(chart);
    sibu_text_addf(out,
                   "<svg class=\"chart\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-t\""
                   " aria-describedby=\"%s-d\"><title id=\"%s-t\">",
                   WIDTH, (double)chart->count * ROW, chart->id, chart->id, chart->id);
    sibu_text_add_xml(out, chart->title);
    sibu_text_addf(out, "</title><desc id=\"%s-d\">", chart->id);
    sibu_text_add_xml(out, chart->description);
    sibu_text_add(out, "</desc>");
    for (size_t i = 0; i < chart->count; i++) {
        draw_row(out, chart, i, &x);
    }
    sibu_text_add(out, "</svg>\n");
}
