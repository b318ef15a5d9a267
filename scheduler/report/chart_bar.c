/* See chart_bar.h. Names stand above the bars, so that long ones fit on a phone. */
#include "report/chart_bar.h"

#include "report/chart_axis.h"

#define WIDTH 720.0
#define ROW 58.0
#define NAME_AT 27.0
#define BAR_AT 34.0
#define BAR 14.0
#define CORNER 3.0

static struct chart_axis axis_of(const struct chart_bars *chart)
{
    uint32_t most = 1;
    for (size_t i = 0; i < chart->all; i++) {
        most = chart->bars[i].value > most ? chart->bars[i].value : most;
    }
    for (size_t i = 0; i < chart->all; i++) { /* a capacity is shown where it is in sight, not made the measure */
        uint32_t mark = chart->bars[i].mark;
        most = mark > most && mark / 3 <= most ? mark : most;
    }
    return (struct chart_axis){.from = 0.0, .to = (double)most, .step = (double)most, .from_px = 0.0, .to_px = WIDTH};
}

static void draw_track(struct drawing *out, const struct chart_bars *chart, const struct chart_bar *bar, double top,
                       const struct chart_axis *x)
{
    drawing_rect(out, &(struct drawing_paint){.role = DRAWING_TRACK}, (const double[]){0.0, top + BAR_AT, WIDTH, BAR},
                 CORNER);
    drawing_rect(out, &(struct drawing_paint){.role = DRAWING_PLAIN, .fill = chart->colour},
                 (const double[]){0.0, top + BAR_AT, chart_axis_at(x, (double)bar->value), BAR}, CORNER);
    if (bar->mark > 0 && (double)bar->mark <= x->to) {
        double at = chart_axis_at(x, (double)bar->mark) - 1.5;
        at = at < WIDTH - 3.0 ? at : WIDTH - 3.0; /* at the end of the track it stays within the picture */
        drawing_rect(out, &(struct drawing_paint){.role = DRAWING_MARK},
                     (const double[]){at, top + BAR_AT - 3.0, 3.0, BAR + 6.0}, 0.0);
    }
}

void chart_bars_paint(struct drawing *out, const struct chart_bars *chart)
{
    static const struct drawing_letters NAME = {DRAWING_LABEL, DRAWING_START, 0.0, 0.0};
    static const struct drawing_letters AMOUNT = {DRAWING_STRONG, DRAWING_ENDS, 0.0, 0.0};
    struct chart_axis x = axis_of(chart);
    out->width = WIDTH;
    out->height = (double)chart->count * ROW;
    out->digits = 1;
    for (size_t i = 0; i < chart->count; i++) {
        double top = (double)i * ROW;
        const struct chart_bar *bar = &chart->bars[chart->first + i];
        drawing_text(out, &NAME, (const double[]){0.0, top + NAME_AT}, bar->name);
        drawing_text(out, &AMOUNT, (const double[]){WIDTH, top + NAME_AT}, bar->amount);
        draw_track(out, chart, bar, top, &x);
    }
}
