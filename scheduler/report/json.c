/* The evaluation as JSON. See report.h; keys in docs/report.md. */
#include <inttypes.h>

#include "report/find.h"
#include "report/forecast.h"
#include "report/json_course.h"
#include "report/json_unfold.h"
#include "report/rate.h"
#include "report/say.h"
#include "report/trend_read.h"

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_seconds(struct sibu_text *out, const char *key, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        sibu_text_addf(out, ",\"%s\":%.9g", key, seconds);
    }
}

static void add_counts(struct sibu_text *out, const struct evaluation_group *group)
{
    sibu_text_addf(out,
                   ",\"expected\":%" PRIu32 ",\"alerted\":%" PRIu32 ",\"acknowledged\":%" PRIu32
                   ",\"checked_in\":%" PRIu32 ",\"need_help\":%" PRIu32 ",\"cannot\":%" PRIu32 ",\"missing\":%" PRIu32,
                   group->expected, group->alerted, group->acknowledged, group->checked_in, group->need_help,
                   group->cannot, group->missing);
}

static void add_figures(struct sibu_text *out, const char *key, const struct measure *measure)
{
    sibu_text_addf(out, "\"%s\":{\"n\":%" PRIu32 ",\"censored\":%" PRIu32, key, measure->n, measure->censored);
    add_seconds(out, "p10_s", measure->p10_s);
    add_seconds(out, "median_s", measure->median_s);
    add_seconds(out, "median_low_s", measure->median_low_s);
    add_seconds(out, "median_high_s", measure->median_high_s);
    add_seconds(out, "p90_s", measure->p90_s);
    add_seconds(out, "p95_s", measure->p95_s);
    add_seconds(out, "p95_low_s", measure->p95_low_s);
    add_seconds(out, "p95_high_s", measure->p95_high_s);
    add_seconds(out, "max_s", measure->max_s);
    add_seconds(out, "mean_restricted_s", measure->mean_s);
    add_seconds(out, "mean_restricted_low_s", measure->mean_low_s);
    add_seconds(out, "mean_restricted_high_s", measure->mean_high_s);
}

static void add_span(struct sibu_text *out, const struct measure_span *span)
{
    add_seconds(out, "median_least_s", span->median_least_s);
    add_seconds(out, "median_most_s", span->median_most_s);
    add_seconds(out, "p90_least_s", span->p90_least_s);
    add_seconds(out, "p90_most_s", span->p90_most_s);
}

static void add_measures(struct sibu_text *out, const struct evaluation_group *group)
{
    const struct {
        const char *key;
        const struct measure *measure;
    } measures[EVALUATION_MEASURES] = {{"sent", &group->sent},         {"delivery", &group->delivery},
                                       {"alert", &group->alert},       {"acknowledgement", &group->acknowledgement},
                                       {"answer", &group->answer},     {"pre_movement", &group->pre_movement},
                                       {"movement", &group->movement}, {"evacuation", &group->evacuation},
                                       {"muster", &group->muster},     {"accounted", &group->accounted}};
    sibu_text_add(out, ",\"measures\":{");
    for (size_t i = 0; i < EVALUATION_MEASURES; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_figures(out, measures[i].key, measures[i].measure);
        add_span(out, &group->span[i]);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "}");
    add_seconds(out, "complete_s", group->complete_s);
    sibu_text_addf(out, ",\"first\":{\"checked_in\":%" PRIu32 ",\"need_help\":%" PRIu32 ",\"cannot\":%" PRIu32 "}",
                   group->first[EVALUATION_CAME], group->first[EVALUATION_ASKED_FOR_HELP],
                   group->first[EVALUATION_STAYED]);
}

void json_group(const struct evaluation_group *group, struct sibu_text *out)
{
    add_counts(out, group);
    add_measures(out, group);
}

void json_measure(const char *key, const struct measure *measure, struct sibu_text *out)
{
    sibu_text_add(out, ",");
    add_figures(out, key, measure);
    sibu_text_add(out, "}");
}

static void add_zones(struct sibu_text *out, const struct evaluation *evaluation)
{
    sibu_text_add(out, ",\"zones\":[");
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"zone\":" : "{\"zone\":");
        sibu_text_add_json(out, evaluation->zones[i].zone);
        add_counts(out, &evaluation->zones[i]);
        add_measures(out, &evaluation->zones[i]);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_places(struct sibu_text *out, const char *key, const struct evaluation_place *places, size_t count)
{
    sibu_text_addf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        sibu_text_add_json(out, places[i].id);
        sibu_text_addf(out, ",\"people\":%" PRIu32, places[i].people);
        add_seconds(out, "first_s", places[i].first_s);
        add_seconds(out, "last_s", places[i].last_s);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_curve(struct sibu_text *out, const char *key, const struct evaluation_curve *curve)
{
    sibu_text_addf(out, "\"%s\":[", key);
    for (size_t i = 0; i < curve->count; i++) {
        sibu_text_addf(out, "%s[%.9g,%" PRIu32 "]", i > 0 ? "," : "", curve->points[i].time_s, curve->points[i].people);
    }
    sibu_text_add(out, "]");
}

static void add_curves(struct sibu_text *out, const struct evaluation *evaluation)
{
    sibu_text_add(out, ",\"curves_s_people\":{");
    add_curve(out, "alerted", &evaluation->alerted);
    sibu_text_add(out, ",");
    add_curve(out, "acknowledged", &evaluation->acknowledged);
    sibu_text_add(out, ",");
    add_curve(out, "out", &evaluation->out);
    sibu_text_add(out, ",");
    add_curve(out, "checked_in", &evaluation->checked_in);
    sibu_text_add(out, "}");
}

/* Who it is, as the report names people. */
static void add_who(struct sibu_text *out, const struct report *report, const struct evaluation_person *person)
{
    const struct report_person named = report_person(report, (size_t)(person - report->evaluation.people));
    if (named.has_number) {
        sibu_text_addf(out, "{\"number\":%" PRIu32, person->number);
    } else {
        sibu_text_add(out, "{\"number\":null");
    }
    add_text(out, "id", named.id);
    if (report->naming.mode == REPORT_NAMES_SHOWN) {
        add_text(out, "name", named.name);
    }
}

static void add_missing(struct sibu_text *out, const struct report *report)
{
    const struct evaluation *evaluation = &report->evaluation;
    sibu_text_add(out, ",\"missing_people\":[");
    for (size_t i = 0; i < evaluation->missing_count; i++) {
        const struct evaluation_person *person = evaluation->missing[i];
        sibu_text_add(out, i > 0 ? "," : "");
        add_who(out, report, person);
        add_text(out, "zone", person->zone);
        if (person->last_kind[0] == '\0') {
            sibu_text_add(out, ",\"last\":null,\"last_s\":null}");
        } else {
            add_text(out, "last", person->last_kind);
            sibu_text_addf(out, ",\"last_s\":%.9g}", ((double)person->last_us - (double)evaluation->t0_us) / 1e6);
        }
    }
    sibu_text_add(out, "]");
}

static void add_deliveries(struct sibu_text *out, const struct evaluation_deliveries *deliveries)
{
    sibu_text_addf(out,
                   ",\"deliveries\":{\"attempts\":%" PRIu32 ",\"accepted\":%" PRIu32 ",\"failed\":%" PRIu32
                   ",\"retries\":%" PRIu32 ",\"duplicates\":%" PRIu32 ",\"people_reached\":%" PRIu32
                   ",\"people_late\":%" PRIu32 ",\"people_unreached\":%" PRIu32 ",\"late_after_s\":%.0f}",
                   deliveries->attempts, deliveries->accepted, deliveries->failed, deliveries->retries,
                   deliveries->duplicates, deliveries->reached, deliveries->late, deliveries->unreached,
                   EVALUATION_LATE_S);
}

static void add_drawn(struct sibu_text *out, const struct report_draw *draw)
{
    add_text(out, "drill", draw->drill);
    add_text(out, "site", draw->site);
    add_text(out, "family", draw->family);
    add_text(out, "zone", draw->zone);
    add_text(out, "t0", draw->t0);
    add_text(out, "draw_hash", draw->hash);
    sibu_text_add(out, ",\"ledger\":");
    if (draw->has_ledger) {
        head_write(out, &draw->ledger);
    } else {
        sibu_text_add(out, "null");
    }
}

void report_json(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    sibu_text_add(out, "{\"format\":1");
    add_drawn(out, &report->draw);
    sibu_text_addf(out, ",\"t0_us\":%" PRId64 ",\"end_us\":%" PRId64, evaluation->t0_us, evaluation->end_us);
    add_text(out, "end", evaluation->end);
    sibu_text_addf(out, ",\"duration_s\":%.9g", ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6);
    add_counts(out, &evaluation->all);
    add_measures(out, &evaluation->all);
    add_zones(out, evaluation);
    add_places(out, "exits", evaluation->exits, evaluation->exit_count);
    add_places(out, "musters", evaluation->musters, evaluation->muster_count);
    add_curves(out, evaluation);
    forecast_json(report, out);
    add_missing(out, report);
    add_deliveries(out, &evaluation->deliveries);
    sibu_text_addf(out, ",\"responses_after_end\":%" PRIu32, evaluation->late_responses);
    json_course(report, out);
    json_comparison(report, out);
    json_margin(report, out);
    json_hazard(report, out);
    json_unfold(report, out);
    rate_json(report, out);
    find_json(report, out);
    trend_json(report, out);
    sibu_text_add(out, "}\n");
}
