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

void site_map_lost_draw(struct sibu_text *out, const double at[2], double size, double lost_s)
{
    double left = at[0] - size * 0.7, top = at[1] - size / 2.0, wide = size * 1.4;
    sibu_text_addf(
        out,
        "<g class=\"lost\"><rect class=\"sign\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"%.0f\"/>"
        "<path class=\"way\" d=\"M%.0f %.0fh%.0fv%.0fh%.0fz\"/>",
        left, top, wide, size, size * 0.12, left + wide * 0.36, top + size * 0.2, wide * 0.28, size * 0.6,
        -wide * 0.28);
    for (int over = 0; over <= 1; over++) { /* a white edge first: the cross is seen on the green of the sign too */
        sibu_text_addf(out, "<path class=\"%s\" stroke-width=\"%.1f\" d=\"M%.0f %.0fl%.0f %.0fM%.0f %.0fl%.0f %.0f\"/>",
                       over ? "cross" : "edge", size * (over ? 0.16 : 0.3), left - size * 0.1, top - size * 0.1,
                       wide + size * 0.2, size * 1.2, left - size * 0.1, top + size * 1.1, wide + size * 0.2,
                       -size * 1.2);
    }
    sibu_text_addf(out, "<text class=\"no when\" x=\"%.0f\" y=\"%.0f\" style=\"font-size:%.0fpx\">", at[0],
                   top + size * 2.05, size * 0.85);
    chart_say_time(out, lost_s);
    sibu_text_add(out, "</text></g>");
}
