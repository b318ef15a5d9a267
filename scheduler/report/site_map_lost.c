/* See site_map_lost.h. */
#include "report/site_map_lost.h"

#include <string.h>

#include "report/chart_axis.h"

double site_map_lost_s(const struct report *report, const char *exit)
{
    for (size_t i = 0; i < report->unfolding.count; i++) { /* by time */
        const struct report_unfold *event = &report->unfolding.events[i];
        if (event->row.what == SIBU_UNFOLD_EXIT_LOST && strcmp(event->row.place, exit) == 0) {
            return event->at_s > 0.0 ? event->at_s : 0.0;
        }
    }
    return MEASURE_NEVER;
}

int site_map_lost_any(const struct report *report)
{
    for (uint32_t i = 0; report->site != NULL && i < report->site->exit_count; i++) {
        if (site_map_lost_s(report, report->site->exits[i].id) >= 0.0) {
            return 1;
        }
    }
    return 0;
}

/* A cross from corner to corner of the box, and a little beyond. */
static void draw_cross(struct drawing *out, const double box[4], double beyond, const struct drawing_paint *paint)
{
    double left = box[0] - beyond, top = box[1] - beyond;
    double right = box[0] + box[2] + beyond, bottom = box[1] + box[3] + beyond;
    (void)drawing_path(out, paint, "");
    drawing_move(out, left, top);
    drawing_to(out, right, bottom);
    drawing_move(out, left, bottom);
    drawing_to(out, right, top);
}

void site_map_lost_sign(struct drawing *out, const double box[4])
{
    double size = box[3];
    drawing_begin(out, &(struct drawing_bounds){.role = DRAWING_LOST, .id = "", .window = DRAWING_NOTHING});
    drawing_rect(out, &(struct drawing_paint){.role = DRAWING_SIGN}, box, size * 0.12);
    (void)drawing_path(out, &(struct drawing_paint){.role = DRAWING_WAY}, "");
    drawing_move(out, box[0] + box[2] * 0.36, box[1] + size * 0.2);
    drawing_to(out, box[0] + box[2] * 0.64, box[1] + size * 0.2);
    drawing_to(out, box[0] + box[2] * 0.64, box[1] + size * 0.8);
    drawing_to(out, box[0] + box[2] * 0.36, box[1] + size * 0.8);
    drawing_close(out);
    /* a white edge first: the cross is seen on the green of the sign too */
    draw_cross(out, box, size * 0.1, &(struct drawing_paint){.role = DRAWING_EDGE, .width = size * 0.3});
    draw_cross(out, box, size * 0.1, &(struct drawing_paint){.role = DRAWING_CROSS, .width = size * 0.16});
}

void site_map_lost_draw(struct drawing *out, const double at[2], double size, double lost_s)
{
    const struct drawing_letters letters = {DRAWING_WHEN, DRAWING_MIDDLE_OF, size * 0.85, 0.0};
    const double box[] = {at[0] - size * 0.7, at[1] - size / 2.0, size * 1.4, size};
    struct sibu_text when = {0};
    chart_say_time(&when, lost_s);
    site_map_lost_sign(out, box);
    drawing_text(out, &letters, (const double[]){at[0], box[1] + size * 2.05}, sibu_text_get(&when));
    drawing_end(out);
    sibu_text_clear(&when);
}
