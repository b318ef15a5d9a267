/* The forecast in words: how the drill lay to it, and what it says of the emergency drawn. See html_part.h. */
#include <stdio.h>

#include "report/forecast.h"
#include "report/html_part.h"

/* How the drill lay to its forecast. */
static void add_compared(const struct page *page)
{
    struct sibu_text words = {0};
    forecast_say(page->report, page->language, &words);
    if (words.length > 0) {
        html_add(page, "<p>");
        html_text(page, sibu_text_get(&words));
        html_add(page, "</p>\n");
    }
    sibu_text_clear(&words);
}

/* By which law people walk in smoke. */
static void add_law(const struct page *page, const struct sibu_smoke *smoke)
{
    const char *name[SIBU_LANGUAGES];
    char least[24], constant[24];
    sibu_smoke_name(smoke->law, name);
    (void)snprintf(least, sizeof least, "%.3g", smoke->least);
    (void)snprintf(constant, sizeof constant, "%.3g", smoke->sign_constant);
    const char *const values[] = {name[page->language], least, constant};
    html_add(page, "<p class=\"note\">");
    html_say_values(
        page, smoke->law == SIBU_SMOKE_SHARE ? SIBU_SAY_REPORT_FORECAST_LAW_SHARE : SIBU_SAY_REPORT_FORECAST_LAW_SPEED,
        values, 3);
    html_add(page, "</p>\n");
}

static void add_spread(const struct page *page, enum sibu_say_id name, const struct sibu_spread *spread)
{
    html_add(page, "<tr><th scope=\"row\">");
    html_say(page, name);
    sibu_text_addf(page->out, "</th><td class=\"n\">%.3g</td><td class=\"n\">%.3g</td><td class=\"n\">%.3g</td></tr>\n",
                   spread->p5, spread->p50, spread->p95);
}

void html_forecast(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_FORECAST_AIR, SIBU_SAY_REPORT_FORECAST_P5,
                                             SIBU_SAY_REPORT_MEDIAN, SIBU_SAY_REPORT_FORECAST_P95};
    const struct sibu_forecast_air *air = &page->report->forecast.air;
    add_compared(page);
    if (page->report->forecast.runs == 0 || !air->known) {
        return;
    }
    html_add(page, "<p>");
    html_say(page, SIBU_SAY_REPORT_FORECAST_NO_SMOKE);
    html_add(page, "</p>\n");
    html_table(page, HEADS, 4, 1);
    add_spread(page, SIBU_SAY_REPORT_FORECAST_IN_SMOKE, &air->in_smoke);
    add_spread(page, SIBU_SAY_REPORT_FORECAST_DOSED, &air->dosed);
    add_spread(page, SIBU_SAY_REPORT_FORECAST_OVERCOME, &air->overcome);
    add_spread(page, SIBU_SAY_REPORT_FORECAST_MOST_DOSE, &air->most_dose);
    html_end_table(page);
    add_law(page, &air->smoke);
}
