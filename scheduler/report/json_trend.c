/* The drill among the site's earlier ones, as a member of the report's JSON object. See trend_read.h. */
#include <inttypes.h>

#include "report/trend_read.h"

static void add_number(struct sibu_text *out, const char *key, int is_known, double value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    if (is_known) {
        sibu_text_addf(out, "%.9g", value);
    } else {
        sibu_text_add(out, "null");
    }
}

static void add_change(struct sibu_text *out, const char *key, int is_known, const struct change *change)
{
    if (!is_known) {
        sibu_text_addf(out, ",\"%s\":null", key);
        return;
    }
    sibu_text_addf(out,
                   ",\"%s\":{\"earlier\":%" PRIu32 ",\"expected\":%.9g,\"low\":%.9g,\"high\":%.9g,\"difference\":%.9g,"
                   "\"p\":%.9g,\"more_than_noise\":%s}",
                   key, change->earlier, change->expected, change->low, change->high, change->difference, change->p,
                   change->more_than_noise ? "true" : "false");
}

static void add_points(const struct report *report, const struct trend_line *line, struct sibu_text *out)
{
    sibu_text_add(out, ",\"points\":[");
    for (size_t i = 0; i < line->count; i++) {
        int is_newest = line->drills[i] == report->earlier.drill_count;
        const struct earlier_drill *drill = is_newest ? NULL : &report->earlier.drills[line->drills[i]];
        sibu_text_addf(out, "%s{\"drill\":", i > 0 ? "," : "");
        sibu_text_add_json(out, drill != NULL ? drill->drill : report->draw.drill);
        sibu_text_addf(out, ",\"t0_us\":%" PRId64 ",\"value\":%.9g,\"error\":%.9g}",
                       drill != NULL ? drill->t0_us : report->evaluation.t0_us, line->points[i].value,
                       line->points[i].error);
    }
    sibu_text_add(out, "]");
}

static void add_slope(const struct trend_line *line, struct sibu_text *out)
{
    const struct trend *trend = &line->trend;
    if (!line->has_trend) {
        sibu_text_add(out, ",\"slope\":null");
        return;
    }
    sibu_text_addf(out, ",\"slope\":{\"days\":%.9g,\"value\":%.9g", TREND_DAYS, trend->slope * TREND_DAYS);
    add_number(out, "low", trend->bounded, trend->slope_low * TREND_DAYS);
    add_number(out, "high", trend->bounded, trend->slope_high * TREND_DAYS);
    sibu_text_addf(out, ",\"now\":%.9g,\"p\":%.9g}", trend->level, trend->p);
}

static void add_line(const struct report *report, const struct trend_line *line, struct sibu_text *out)
{
    const struct between_value *newest = line->has_newest ? &line->points[line->count - 1] : NULL;
    sibu_text_addf(out, "{\"figure\":\"%s\",\"unit\":\"%s\",\"better\":\"%s\"", trend_name(line->kind),
                   trend_unit(line->kind), trend_more_is_better(line->kind) ? "more" : "less");
    add_number(out, "value", newest != NULL, newest != NULL ? newest->value : 0.0);
    add_number(out, "error", newest != NULL, newest != NULL ? newest->error : 0.0);
    add_slope(line, out);
    add_change(out, "level", line->has_level, &line->level);
    add_change(out, "line", line->has_line, &line->line);
    add_points(report, line, out);
    sibu_text_add(out, "}");
}

void trend_json(const struct report *report, struct sibu_text *out)
{
    if (!report->trend.known) {
        sibu_text_add(out, ",\"trend\":null");
        return;
    }
    sibu_text_addf(out, ",\"trend\":{\"earlier\":%zu,\"measured\":%" PRIu32 ",\"compared\":%" PRIu32 ",\"figures\":[",
                   report->earlier.drill_count, report->trend.measured, report->trend.compared);
    for (int kind = 0; kind < TREND_LINES; kind++) {
        sibu_text_add(out, kind > 0 ? "," : "");
        add_line(report, &report->trend.lines[kind], out);
    }
    sibu_text_add(out, "]}");
}
