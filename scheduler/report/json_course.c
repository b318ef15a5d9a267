/* See json_course.h. */
#include "report/json_course.h"

#include <inttypes.h>

static void add_when(struct sibu_text *out, const char *key, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        sibu_text_addf(out, ",\"%s\":%.9g", key, seconds);
    }
}

static void add_groups(const struct evaluation *evaluation, struct sibu_text *out)
{
    sibu_text_add(out, ",\"groups\":[");
    for (size_t i = 0; i < evaluation->group_count; i++) {
        const struct evaluation_group *group = &evaluation->groups[i];
        sibu_text_addf(out, "%s{\"kind\":\"%s\",\"id\":", i > 0 ? "," : "", group->kind);
        sibu_text_add_json(out, group->id);
        json_group(group, out);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_help(const struct evaluation_help *help, struct sibu_text *out)
{
    sibu_text_addf(
        out, ",\"help\":{\"calls\":%" PRIu32 ",\"ticked\":%" PRIu32 ",\"checked_in\":%" PRIu32 ",\"open\":%" PRIu32,
        help->calls, help->ticked, help->checked_in, help->open);
    json_measure("closing", &help->closing, out);
    sibu_text_add(out, "}");
}

static void add_search(const struct evaluation_search *search, struct sibu_text *out)
{
    sibu_text_addf(out, ",\"search\":{\"missing_at_end\":%" PRIu32 ",\"found_after_end\":%" PRIu32,
                   search->missing_at_end, search->found_after_end);
    add_when(out, "told_s", search->told_s);
    if (search->told_s >= 0.0) {
        sibu_text_addf(out,
                       ",\"declared\":%" PRIu32 ",\"found\":%" PRIu32 ",\"found_late\":%" PRIu32 ",\"open\":%" PRIu32,
                       search->declared, search->found, search->found_late, search->open);
        json_measure("finding", &search->finding, out);
    }
    sibu_text_add(out, "}");
}

static void add_sweep(const struct evaluation_sweep *sweep, const char *by, struct sibu_text *out)
{
    sibu_text_add(out, "{\"by\":");
    sibu_text_add_json(out, by);
    sibu_text_addf(out, ",\"ticks\":%" PRIu32, sweep->ticks);
    add_when(out, "first_s", sweep->first_s);
    add_when(out, "last_s", sweep->last_s);
    sibu_text_add(out, ",\"zones\":[");
    for (size_t i = 0; i < sweep->zone_count; i++) {
        const struct evaluation_sweep_zone *zone = &sweep->zones[i];
        sibu_text_add(out, i > 0 ? ",{\"zone\":" : "{\"zone\":");
        sibu_text_add_json(out, zone->zone);
        sibu_text_addf(out, ",\"ticks\":%" PRIu32, zone->ticks);
        add_when(out, "first_s", zone->first_s);
        add_when(out, "last_s", zone->last_s);
        add_when(out, "complete_s", zone->complete_s);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]}");
}

static void add_flow(const struct evaluation_flow *flow, struct sibu_text *out)
{
    sibu_text_add(out, "{\"exit\":");
    sibu_text_add_json(out, flow->id);
    sibu_text_addf(out,
                   ",\"crossings\":%" PRIu32
                   ",\"first_s\":%.9g,\"last_s\":%.9g,\"most_per_s\":%.9g,\"most_s\":%.9g,\"people\":[",
                   flow->crossings, flow->first_s, flow->last_s, flow->most_per_s, flow->most_s);
    for (size_t i = 0; i < flow->window_count; i++) {
        sibu_text_addf(out, "%s%" PRIu32, i > 0 ? "," : "", flow->windows[i]);
    }
    sibu_text_add(out, "]}");
}

static void add_flows(const struct evaluation *evaluation, struct sibu_text *out)
{
    if (evaluation->flow_count == 0) {
        sibu_text_add(out, ",\"flows\":null");
        return;
    }
    sibu_text_addf(out, ",\"flows\":{\"window_s\":%.9g,\"exits\":[", evaluation->flow_window_s);
    for (size_t i = 0; i < evaluation->flow_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_flow(&evaluation->flows[i], out);
    }
    sibu_text_add(out, "]}");
}

static void add_densities(const struct evaluation_densities *densities, struct sibu_text *out)
{
    const char *before = "";
    if (!densities->is_measured) {
        sibu_text_add(out, ",\"density\":null");
        return;
    }
    sibu_text_addf(out, ",\"density\":{\"every_s\":%.9g,\"per_m2\":[%.9g,%.9g],\"places\":[", densities->every_s,
                   DENSITY_FROM_PER_M2[0], DENSITY_FROM_PER_M2[1]);
    for (size_t i = 0; i < densities->place_count; i++) {
        const struct evaluation_density *place = &densities->places[i];
        if (place->above_s[0] > 0.0) {
            sibu_text_addf(out, "%s{\"kind\":\"%s\",\"id\":", before, place->kind);
            sibu_text_add_json(out, place->id);
            sibu_text_addf(out, ",\"above_s\":[%.9g,%.9g],\"person_s\":[%.9g,%.9g],\"most_per_m2\":%.9g}",
                           place->above_s[0], place->above_s[1], place->person_s[0], place->person_s[1],
                           place->most_per_m2);
            before = ",";
        }
    }
    sibu_text_add(out, "]}");
}

static void add_share(const char *key, const struct evaluation_share *share, struct sibu_text *out)
{
    sibu_text_addf(out, ",\"%s\":{\"share\":%.9g,\"least\":%.9g,\"most\":%.9g}", key, share->share, share->least,
                   share->most);
}

static void add_doubt(const struct evaluation_doubt *doubt, struct sibu_text *out)
{
    sibu_text_addf(out,
                   ",\"uncertain\":{\"answers\":%" PRIu32 ",\"timed\":%" PRIu32 ",\"mistimed\":%" PRIu32
                   ",\"held_s\":%.9g,\"phone_within_s\":%.9g,\"gate_within_s\":%.9g",
                   doubt->answers, doubt->timed, doubt->mistimed, doubt->held_s, EVALUATION_PHONE_S, EVALUATION_GATE_S);
    sibu_text_addf(out, ",\"unseen\":%" PRIu32 ",\"doubtful\":%" PRIu32 ",\"unexpected\":%" PRIu32, doubt->unseen,
                   doubt->doubtful, doubt->unexpected);
    add_share("acknowledged", &doubt->acknowledged, out);
    add_share("checked_in", &doubt->checked_in, out);
    add_share("accounted", &doubt->accounted, out);
    sibu_text_add(out, "}");
}

void json_course(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    add_when(out, "all_clear_s", evaluation->all_clear_s);
    add_when(out, "mustered_s", evaluation->mustered_s);
    add_groups(evaluation, out);
    add_doubt(&evaluation->doubt, out);
    add_help(&evaluation->help, out);
    add_search(&evaluation->search, out);
    sibu_text_add(out, ",\"wardens\":[");
    for (size_t i = 0; i < evaluation->sweep_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_sweep(&evaluation->sweeps[i], report_account(report, i), out);
    }
    sibu_text_add(out, "]");
    add_flows(evaluation, out);
    add_densities(&evaluation->density, out);
}
