/* Zones, exits and assembly points, and deliveries as tables for spreadsheets. See report.h. */
#include <inttypes.h>

#include "report/report.h"
#include "report/site_map_lost.h"

#define MARK "\xEF\xBB\xBF" /* without it, spreadsheets take the Chinese for something else */
#define MEASURES 10

struct named_measure {
    const char *name;
    const struct measure *measure;
};

static void measures_of(const struct evaluation_group *group, struct named_measure out[MEASURES])
{
    const struct named_measure all[MEASURES] = {
        {"sent", &group->sent},         {"delivery", &group->delivery},
        {"alert", &group->alert},       {"acknowledgement", &group->acknowledgement},
        {"answer", &group->answer},     {"pre_movement", &group->pre_movement},
        {"movement", &group->movement}, {"evacuation", &group->evacuation},
        {"muster", &group->muster},     {"accounted", &group->accounted}};
    for (size_t i = 0; i < MEASURES; i++) {
        out[i] = all[i];
    }
}

static void add_word(struct sibu_text *out, const char *word)
{
    sibu_text_add(out, ",");
    sibu_text_add_csv(out, word);
}

static void add_seconds(struct sibu_text *out, double seconds)
{
    sibu_text_addf(out, seconds < 0.0 ? "," : ",%.3f", seconds);
}

static void add_zone(const struct report *report, const struct evaluation_group *group, struct sibu_text *out)
{
    struct named_measure measures[MEASURES];
    int is_all = group->zone[0] == '\0';
    sibu_text_add_csv(out, group->zone);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = (enum sibu_language)i;
        add_word(out, is_all ? sibu_say(language, SIBU_SAY_WORD_ALL) : report_zone_name(report, group->zone, language));
    }
    sibu_text_addf(out, ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32,
                   group->expected, group->alerted, group->acknowledged, group->checked_in, group->need_help,
                   group->cannot, group->missing);
    measures_of(group, measures);
    for (size_t i = 0; i < MEASURES; i++) {
        const struct measure *measure = measures[i].measure;
        sibu_text_addf(out, ",%" PRIu32 ",%" PRIu32, measure->n, measure->censored);
        add_seconds(out, measure->p10_s);
        add_seconds(out, measure->median_s);
        add_seconds(out, measure->median_low_s);
        add_seconds(out, measure->median_high_s);
        add_seconds(out, measure->p90_s);
        add_seconds(out, measure->p95_s);
        add_seconds(out, measure->max_s);
    }
    sibu_text_add(out, "\r\n");
}

void report_csv_zones(const struct report *report, struct sibu_text *out)
{
    struct named_measure measures[MEASURES];
    sibu_text_add(out, MARK "zone,name_zh,name_en,expected,alerted,acknowledged,checked_in,need_help,cannot,missing");
    measures_of(&report->evaluation.all, measures);
    for (size_t i = 0; i < MEASURES; i++) {
        const char *name = measures[i].name;
        sibu_text_addf(
            out, ",%s_n,%s_censored,%s_p10_s,%s_median_s,%s_median_low_s,%s_median_high_s,%s_p90_s,%s_p95_s,%s_max_s",
            name, name, name, name, name, name, name, name, name);
    }
    sibu_text_add(out, "\r\n");
    for (size_t i = 0; i < report->evaluation.zone_count; i++) {
        add_zone(report, &report->evaluation.zones[i], out);
    }
    add_zone(report, &report->evaluation.all, out);
}

static void add_place(const struct report *report, const struct evaluation_place *place, int is_muster,
                      struct sibu_text *out)
{
    uint32_t muster = report->site == NULL ? SIBU_NONE : sibu_site_find_muster(report->site, place->id);
    sibu_text_add(out, is_muster ? "muster" : "exit");
    add_word(out, place->id);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = (enum sibu_language)i;
        add_word(out, is_muster ? report_muster_name(report, place->id, language)
                                : report_exit_name(report, place->id, language));
    }
    sibu_text_addf(out, ",%" PRIu32 ",", place->people);
    if (is_muster && muster != SIBU_NONE && report->site->musters[muster].capacity_persons > 0) {
        sibu_text_addf(out, "%" PRIu32, report->site->musters[muster].capacity_persons);
    }
    add_seconds(out, place->first_s);
    add_seconds(out, place->last_s);
    add_seconds(out, is_muster ? MEASURE_NEVER : site_map_lost_s(report, place->id));
    sibu_text_add(out, "\r\n");
}

void report_csv_exits(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    sibu_text_add(out, MARK "kind,id,name_zh,name_en,people,capacity,first_s,last_s,lost_s\r\n");
    for (size_t i = 0; i < evaluation->exit_count; i++) {
        add_place(report, &evaluation->exits[i], 0, out);
    }
    for (size_t i = 0; i < evaluation->muster_count; i++) {
        add_place(report, &evaluation->musters[i], 1, out);
    }
}

void report_csv_deliveries(const struct report *report, struct sibu_text *out)
{
    const struct evaluation_deliveries *deliveries = &report->evaluation.deliveries;
    const struct {
        const char *name;
        uint32_t count;
    } rows[] = {{"attempts", deliveries->attempts},     {"accepted", deliveries->accepted},
                {"failed", deliveries->failed},         {"retries", deliveries->retries},
                {"duplicates", deliveries->duplicates}, {"people_reached", deliveries->reached},
                {"people_late", deliveries->late},      {"people_unreached", deliveries->unreached}};
    sibu_text_add(out, "figure,count\r\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sibu_text_addf(out, "%s,%" PRIu32 "\r\n", rows[i].name, rows[i].count);
    }
}
