/* What stands out, in a few sentences; and the one page for whoever has no time for more. See part.h. */
#include <stdio.h>

#include "report/forecast.h"
#include "report/part.h"

/* The zone with the most people missing, then by id; NULL where nobody is. */
static const struct evaluation_group *most_missing(const struct evaluation *evaluation)
{
    const struct evaluation_group *most = NULL;
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        const struct evaluation_group *zone = &evaluation->zones[i];
        most = zone->missing > (most != NULL ? most->missing : 0) ? zone : most;
    }
    return most;
}

/* The zone whose people took longest in the middle, then by id; NULL where no zone has a median. */
static const struct evaluation_group *slowest(const struct evaluation *evaluation)
{
    const struct evaluation_group *last = NULL;
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        const struct evaluation_group *zone = &evaluation->zones[i];
        if (zone->muster.median_s >= 0.0 && (last == NULL || zone->muster.median_s > last->muster.median_s)) {
            last = zone;
        }
    }
    return last;
}

static void add_fact(const struct part *part, enum sibu_say_id id, const char *const *values, int count)
{
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, id, values, count);
    part_close(part, DOCUMENT_ITEM);
}

static void add_missing(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    const struct evaluation_group *zone = most_missing(evaluation);
    char all[16], here[16];
    if (zone == NULL) {
        part_sentence(part, DOCUMENT_ITEM, SIBU_SAY_REPORT_MISSING_NONE);
        return;
    }
    (void)snprintf(all, sizeof all, "%u", (unsigned)evaluation->all.missing);
    (void)snprintf(here, sizeof here, "%u", (unsigned)zone->missing);
    if (zone->missing == 1) { /* then every missing person is the only one of a zone */
        const char *const each[] = {all, all};
        add_fact(part, SIBU_SAY_REPORT_FACT_MISSING_EACH, each, 2);
        return;
    }
    const char *const values[] = {all, report_zone_name(part->report, zone->zone, part->language), here};
    add_fact(part, SIBU_SAY_REPORT_FACT_MISSING, values, 3);
}

static void add_slowest(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    const struct evaluation_group *zone = slowest(evaluation);
    struct sibu_text here = {0}, all = {0};
    if (zone != NULL && evaluation->all.muster.median_s >= 0.0) {
        say_duration(&here, part->language, zone->muster.median_s);
        say_duration(&all, part->language, evaluation->all.muster.median_s);
        const char *const values[] = {report_zone_name(part->report, zone->zone, part->language), sibu_text_get(&here),
                                      sibu_text_get(&all)};
        add_fact(part, SIBU_SAY_REPORT_FACT_SLOWEST, values, 3);
    }
    sibu_text_clear(&here);
    sibu_text_clear(&all);
}

static void add_unreached(const struct part *part)
{
    const struct evaluation_deliveries *deliveries = &part->report->evaluation.deliveries;
    struct sibu_text limit = {0};
    char unreached[16], late[16];
    (void)snprintf(unreached, sizeof unreached, "%u", (unsigned)deliveries->unreached);
    (void)snprintf(late, sizeof late, "%u", (unsigned)deliveries->late);
    say_duration(&limit, part->language, EVALUATION_LATE_S);
    const char *const values[] = {unreached, late, sibu_text_get(&limit)};
    if (deliveries->unreached + deliveries->late > 0) {
        add_fact(part, SIBU_SAY_REPORT_FACT_UNREACHED, values, 3);
    }
    sibu_text_clear(&limit);
}

static void add_forecast(const struct part *part)
{
    struct sibu_text words = {0};
    forecast_say(part->report, part->language, &words);
    if (words.length > 0) {
        part_words(part, DOCUMENT_ITEM, 0, sibu_text_get(&words));
    }
    sibu_text_clear(&words);
}

void part_facts(const struct part *part)
{
    part_section(part, SIBU_SAY_REPORT_FACTS_TITLE);
    part_open(part, DOCUMENT_LIST, 0);
    add_missing(part);
    add_slowest(part);
    add_unreached(part);
    add_forecast(part);
    part_sentence(part, DOCUMENT_ITEM, SIBU_SAY_REPORT_LIMIT_BOUND);
    part_close(part, DOCUMENT_LIST);
    part_end_section(part);
}

void part_summary(const struct part *part)
{
    part_head(part);
    part_facts(part);
    part_judgement_brief(part);
    part_curves_chart(part);
    part_measures_brief(part);
}
