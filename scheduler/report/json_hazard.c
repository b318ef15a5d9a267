/* The hazard's fields as a member of the report's JSON object. See json_unfold.h. */
#include "report/hazard_read.h"
#include "report/json_unfold.h"
#include "sibu/blast.h"

#define NAMED_FROM 0.05 /* as in the page */

static void add_when(struct sibu_text *out, const char *key, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        sibu_text_addf(out, ",\"%s\":%.9g", key, seconds);
    }
}

static void add_zones(const struct report *report, struct sibu_text *out)
{
    const char *before = "";
    sibu_text_add(out, ",\"zones\":[");
    for (uint32_t zone = 0; zone < report->site->zone_count; zone++) {
        double first_s = hazard_reaches_s(report, zone, SIBU_FIELD_NOTICEABLE);
        if (first_s < 0.0) {
            continue;
        }
        sibu_text_addf(out, "%s{\"zone\":", before);
        sibu_text_add_json(out, report->site->zones[zone].id);
        add_when(out, "noticeable_s", first_s);
        add_when(out, "hindering_s", hazard_reaches_s(report, zone, SIBU_FIELD_HINDERING));
        add_when(out, "dangerous_s", hazard_reaches_s(report, zone, SIBU_FIELD_DANGEROUS));
        sibu_text_add(out, "}");
        before = ",";
    }
    sibu_text_add(out, "]");
}

static void add_exits(const struct report *report, struct sibu_text *out)
{
    const char *before = "";
    sibu_text_add(out, ",\"threatened\":[");
    for (uint32_t exit = 0; exit < report->site->exit_count; exit++) {
        double threat = 0.0;
        size_t point = hazard_worst(report, exit, &threat);
        if (threat >= NAMED_FROM) {
            sibu_text_addf(out, "%s{\"exit\":", before);
            sibu_text_add_json(out, report->site->exits[exit].id);
            sibu_text_addf(out, ",\"most\":%.9g,\"at_s\":%.9g}", threat, SIBU_FIELD_STEP_S * (double)point);
            before = ",";
        }
    }
    sibu_text_add(out, "]");
}

static void add_blast(const struct report *report, struct sibu_text *out)
{
    sibu_text_add(out, ",\"blast\":[");
    for (int band = 0; band < SIBU_BLAST_BANDS && report->hazard.law.blast_mj > 0.0; band++) {
        double kpa = SIBU_BLAST_FROM_KPA[band];
        sibu_text_addf(out, "%s{\"kpa\":%.9g,\"up_to_m\":%.9g}", band > 0 ? "," : "", kpa,
                       sibu_blast_reach_m(report->hazard.law.blast_mj, kpa));
    }
    sibu_text_add(out, "]");
}

void json_hazard(const struct report *report, struct sibu_text *out)
{
    if (!report->hazard.known) {
        sibu_text_add(out, ",\"hazard\":null");
        return;
    }
    sibu_text_add(out, ",\"hazard\":{\"law\":");
    sibu_field_law_write(&report->hazard.law, out);
    add_zones(report, out);
    add_exits(report, out);
    add_blast(report, out);
    sibu_text_add(out, "}");
}
