/* What the hazard would have done to the people of a drill, as members of the report's JSON object. See json_course.h. */
#include <inttypes.h>

#include "report/json_course.h"

static void add_when(struct sibu_text *out, const char *key, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        sibu_text_addf(out, ",\"%s\":%.9g", key, seconds);
    }
}

static void add_exposure(const struct evaluation_exposure *exposure, struct sibu_text *out)
{
    if (!exposure->is_measured) {
        sibu_text_add(out, ",\"exposure\":null");
        return;
    }
    sibu_text_addf(out,
                   ",\"exposure\":{\"every_s\":%.9g,\"people\":%" PRIu32 ",\"dosed\":%" PRIu32 ",\"overcome\":%" PRIu32
                   ",\"most_dose\":%.9g,\"sight_below_10_m\":%" PRIu32 ",\"sight_below_5_m\":%" PRIu32 "}",
                   exposure->every_s, exposure->people, exposure->dosed, exposure->overcome, exposure->most_dose,
                   exposure->sight_below_10_m, exposure->sight_below_5_m);
}

static void add_margin(const struct evaluation_margin *margin, struct sibu_text *out)
{
    sibu_text_addf(out, "{\"kind\":\"%s\",\"id\":", margin->kind);
    sibu_text_add_json(out, margin->id);
    sibu_text_addf(out, ",\"aset_s\":%.9g,\"people\":%" PRIu32 ",\"caught\":%" PRIu32 ",\"too_few\":%s", margin->aset_s,
                   margin->people, margin->caught, margin->is_few ? "true" : "false");
    add_when(out, "alarm_p95_s", margin->alarm_s);
    add_when(out, "pre_p95_s", margin->pre_s);
    add_when(out, "move_p95_s", margin->move_s);
    if (margin->has_rset) {
        sibu_text_addf(out, ",\"rset_s\":%.9g,\"margin_s\":%.9g}", margin->rset_s, margin->margin_s);
    } else {
        sibu_text_add(out, ",\"rset_s\":null,\"margin_s\":null}");
    }
}

void json_margin(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    add_exposure(&evaluation->exposure, out);
    if (!evaluation->hazard.is_known || evaluation->flow_count == 0) {
        sibu_text_add(out, ",\"margins\":null");
        return;
    }
    sibu_text_add(out, ",\"margins\":[");
    for (size_t i = 0; i < evaluation->margin_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_margin(&evaluation->margins[i], out);
    }
    sibu_text_add(out, "]");
}
