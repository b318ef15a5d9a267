/* See json_unfold.h. */
#include "report/json_unfold.h"

#include <inttypes.h>

#include "report/say.h"

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_name(struct sibu_text *out, const char *key, const struct sibu_name *name)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, name->in[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, name->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_seconds(struct sibu_text *out, const char *key, double seconds)
{
    sibu_text_addf(out, seconds < 0.0 ? ",\"%s\":null" : ",\"%s\":%.9g", key, seconds);
}

static void add_update(struct sibu_text *out, const struct report_unfold *event)
{
    if (event->alert[0] == '\0') {
        sibu_text_add(out, ",\"update\":null");
        return;
    }
    sibu_text_add(out, ",\"update\":{\"alert\":");
    sibu_text_add_json(out, event->alert);
    sibu_text_addf(out, ",\"reached\":%" PRIu32, event->reached);
    add_seconds(out, "reach_median_s", event->reach_median_s);
    add_seconds(out, "reach_max_s", event->reach_max_s);
    sibu_text_addf(out, ",\"answered\":%" PRIu32, event->answered);
    add_seconds(out, "answer_median_s", event->answer_median_s);
    sibu_text_add(out, "}");
}

static void add_event(const struct report *report, const struct report_unfold *event, struct sibu_text *out)
{
    const struct sibu_unfold_row *row = &event->row;
    struct sibu_text time = {0};
    say_iso(&time, row->time_us, report->draw.offset_s);
    sibu_text_addf(out, "{\"number\":%" PRIu32, row->number);
    add_text(out, "time", sibu_text_get(&time));
    sibu_text_addf(out, ",\"t_s\":%.9g", event->at_s);
    add_text(out, "event", sibu_unfold_name(row->what));
    add_text(out, "place", row->place);
    add_name(out, "place_name", &row->place_name);
    if (row->has_point) {
        sibu_text_addf(out, ",\"x_m\":%.9g,\"y_m\":%.9g", row->x_m, row->y_m);
    }
    if (row->has_bearing) {
        sibu_text_addf(out, ",\"bearing_deg\":%.9g", row->bearing_deg);
    }
    sibu_text_addf(out, ",\"rate_per_min\":%.9g,\"share\":%.9g,\"heading\":%" PRIu32, row->rate_per_min, row->share,
                   row->heading_persons);
    add_name(out, "words", &row->words);
    add_update(out, event);
    sibu_text_add(out, "}");
    sibu_text_clear(&time);
}

static void add_growth(const struct report_scenario *scenario, struct sibu_text *out)
{
    sibu_text_add(out, ",\"growth\":{");
    for (size_t i = 0; i < scenario->growth_count; i++) {
        const struct report_ingredient *ingredient = &scenario->growth[i];
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, ingredient->key);
        sibu_text_add(out, ":");
        if (ingredient->is_number) {
            sibu_text_add(out, ingredient->value);
        } else {
            sibu_text_add_json(out, ingredient->value);
        }
    }
    sibu_text_add(out, "}");
}

static void add_scenario(const struct report_scenario *scenario, struct sibu_text *out)
{
    sibu_text_add(out, ",\"scenario\":");
    if (!scenario->known) {
        sibu_text_add(out, "null");
        return;
    }
    sibu_text_add(out, "{\"family\":");
    sibu_text_add_json(out, scenario->family);
    add_text(out, "zone", scenario->zone);
    if (scenario->has_point) {
        sibu_text_addf(out, ",\"x_m\":%.9g,\"y_m\":%.9g", scenario->x_m, scenario->y_m);
    }
    add_growth(scenario, out);
    sibu_text_add(out, ",\"events\":[");
    for (size_t i = 0; i < scenario->rate_count; i++) {
        const struct report_rate *rate = &scenario->rates[i];
        sibu_text_addf(out, "%s{\"what\":\"%s\",\"per_min\":%.9g,\"most\":%" PRId64 "}", i > 0 ? "," : "",
                       sibu_unfold_name(rate->what), rate->per_min, rate->most);
    }
    sibu_text_add(out, "]");
    add_text(out, "families_hash", scenario->families_hash);
    sibu_text_add(out, "}");
}

void json_unfold(const struct report *report, struct sibu_text *out)
{
    sibu_text_add(out, ",\"msel\":[");
    for (size_t i = 0; i < report->unfolding.count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_event(report, &report->unfolding.events[i], out);
    }
    sibu_text_addf(out, "],\"msel_unreadable\":%zu", report->unfolding.unreadable);
    add_scenario(&report->scenario, out);
}
