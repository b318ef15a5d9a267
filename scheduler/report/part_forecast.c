/* The forecast in words: how the drill lay to it, and what it says of the emergency drawn. See part.h. */
#include <stdio.h>

#include "report/forecast.h"
#include "report/part.h"

/* How the drill lay to its forecast. */
static void add_compared(const struct part *part)
{
    struct sibu_text words = {0};
    forecast_say(part->report, part->language, &words);
    if (words.length > 0) {
        part_words(part, DOCUMENT_PARAGRAPH, 0, sibu_text_get(&words));
    }
    sibu_text_clear(&words);
}

/* By which law people walk in smoke. */
static void add_law(const struct part *part, const struct sibu_smoke *smoke)
{
    const char *name[SIBU_LANGUAGES];
    char least[24], constant[24];
    sibu_smoke_name(smoke->law, name);
    (void)snprintf(least, sizeof least, "%.3g", smoke->least);
    (void)snprintf(constant, sizeof constant, "%.3g", smoke->sign_constant);
    const char *const values[] = {name[part->language], least, constant};
    part_open(part, DOCUMENT_NOTE, 0);
    part_say_values(
        part, smoke->law == SIBU_SMOKE_SHARE ? SIBU_SAY_REPORT_FORECAST_LAW_SHARE : SIBU_SAY_REPORT_FORECAST_LAW_SPEED,
        values, 3);
    part_close(part, DOCUMENT_NOTE);
}

static void add_spread(const struct part *part, enum sibu_say_id name, const struct sibu_spread *spread)
{
    const double numbers[] = {spread->p5, spread->p50, spread->p95};
    char number[32];
    part_row(part, sibu_say(part->language, name));
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(number, sizeof number, "%.3g", numbers[i]);
        part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, number);
    }
    part_end_row(part);
}

void part_forecast(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_FORECAST_AIR, SIBU_SAY_REPORT_FORECAST_P5,
                                             SIBU_SAY_REPORT_MEDIAN, SIBU_SAY_REPORT_FORECAST_P95};
    const struct sibu_forecast_air *air = &part->report->forecast.air;
    add_compared(part);
    if (part->report->forecast.runs == 0 || !air->known) {
        return;
    }
    part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_REPORT_FORECAST_NO_SMOKE);
    part_table(part, "", HEADS, 4, PART_NUMBERS_FROM(1));
    add_spread(part, SIBU_SAY_REPORT_FORECAST_IN_SMOKE, &air->in_smoke);
    add_spread(part, SIBU_SAY_REPORT_FORECAST_DOSED, &air->dosed);
    add_spread(part, SIBU_SAY_REPORT_FORECAST_OVERCOME, &air->overcome);
    add_spread(part, SIBU_SAY_REPORT_FORECAST_MOST_DOSE, &air->most_dose);
    part_end_table(part);
    add_law(part, &air->smoke);
}
