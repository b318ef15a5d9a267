/* The drill against the runs of its forecast, as a member of the report's JSON object. See json_course.h. */
#include <inttypes.h>

#include "report/forecast.h"
#include "report/json_course.h"

static void add_figures(struct sibu_text *out, const struct comparison *figures)
{
    uint32_t people = figures->counts[figures->points - 1], median = figures->band[figures->points - 1].p50;
    sibu_text_addf(out, ",\"runs\":%" PRIu32 ",\"until_s\":%.9g,\"people\":%" PRIu32 ",\"median_people\":%" PRIu32,
                   figures->runs, figures->times_s[figures->points - 1], people, median);
    sibu_text_add(out, ",\"departure\":");
    forecast_departure_json(&figures->departure, out);
    sibu_text_addf(out, ",\"area_person_s\":%.9g,\"p\":%.9g,\"shift_s\":", figures->area_person_s, figures->p);
    if (figures->has_shift) {
        sibu_text_addf(out, "%.9g", figures->shift_s);
    } else {
        sibu_text_add(out, "null");
    }
}

void json_comparison(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    const char *before = "";
    if (evaluation->comparison_count == 0) {
        sibu_text_add(out, ",\"comparison\":null");
        return;
    }
    sibu_text_add(out, ",\"comparison\":[");
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        const struct evaluation_comparison *item = &evaluation->comparisons[i];
        if (item->figures.points < 2) {
            continue;
        }
        sibu_text_addf(out, "%s{\"curve\":\"%s\",\"kind\":\"%s\",\"id\":", before, sibu_curve_name(item->curve),
                       item->kind);
        sibu_text_add_json(out, item->id);
        add_figures(out, &item->figures);
        sibu_text_add(out, "}");
        before = ",";
    }
    sibu_text_add(out, "]");
}
