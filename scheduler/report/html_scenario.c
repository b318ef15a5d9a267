/* The scenario of record: what was drawn at T0, from which what unfolded was drawn later. See html_part.h. */
#include <stdio.h>
#include <string.h>

#include "report/html_part.h"
#include "report/unfold_read.h"

static void begin_row(const struct page *page, enum sibu_say_id label)
{
    html_add(page, "<tr><th scope=\"row\">");
    html_say(page, label);
    html_add(page, "</th><td>");
}

static void end_row(const struct page *page)
{
    html_add(page, "</td></tr>\n");
}

/* The draw has the family's name; a scenario of another family than the draw's has its id only. */
static void add_family(const struct page *page)
{
    const struct report_draw *draw = &page->report->draw;
    const char *id = page->report->scenario.family, *name = draw->family_name.in[page->language];
    begin_row(page, SIBU_SAY_REPORT_DRAWN_FAMILY);
    html_text(page, strcmp(draw->family, id) == 0 && name[0] != '\0' ? name : id);
    end_row(page);
}

static void add_origin(const struct page *page)
{
    const struct report_scenario *scenario = &page->report->scenario;
    char x[32], y[32];
    const char *const values[] = {x, y};
    begin_row(page, SIBU_SAY_REPORT_DRAWN_POINT);
    html_text(page, report_zone_name(page->report, scenario->zone, page->language));
    if (scenario->has_point) {
        (void)snprintf(x, sizeof x, "%.1f", scenario->x_m);
        (void)snprintf(y, sizeof y, "%.1f", scenario->y_m);
        html_add(page, "<small>");
        html_say_values(page, SIBU_SAY_MSEL_POINT, values, 2);
        html_add(page, "</small>");
    }
    end_row(page);
}

static void add_growth(const struct page *page)
{
    const struct report_scenario *scenario = &page->report->scenario;
    if (scenario->growth_count == 0) {
        return;
    }
    begin_row(page, SIBU_SAY_MSEL_GROWTH);
    for (size_t i = 0; i < scenario->growth_count; i++) {
        html_add(page, i > 0 ? "<br/><code>" : "<code>");
        html_text(page, scenario->growth[i].key);
        html_add(page, "</code> ");
        html_text(page, scenario->growth[i].value);
    }
    end_row(page);
}

static void add_rate(const struct page *page, const struct report_rate *rate)
{
    char per_min[32], most[32];
    (void)snprintf(per_min, sizeof per_min, "%.3g", rate->per_min);
    (void)snprintf(most, sizeof most, "%lld", (long long)rate->most);
    const char *const values[] = {sibu_say(page->language, sibu_unfold_sentence(rate->what)), per_min, most};
    html_say_values(page, SIBU_SAY_MSEL_RATE, values, 3);
}

static void add_rates(const struct page *page)
{
    const struct report_scenario *scenario = &page->report->scenario;
    begin_row(page, SIBU_SAY_MSEL_RATES);
    for (size_t i = 0; i < scenario->rate_count; i++) {
        html_add(page, i > 0 ? "<br/>" : "");
        add_rate(page, &scenario->rates[i]);
    }
    if (scenario->rate_count == 0) {
        html_say(page, SIBU_SAY_MSEL_RATES_NONE);
    }
    if (scenario->rates_unreadable > 0) {
        html_add(page, "<small>");
        html_say_count(page, SIBU_SAY_MSEL_RATES_UNREADABLE, scenario->rates_unreadable);
        html_add(page, "</small>");
    }
    end_row(page);
}

static void add_hash(const struct page *page)
{
    if (page->report->scenario.families_hash[0] != '\0') {
        begin_row(page, SIBU_SAY_MSEL_FAMILIES_HASH);
        html_add(page, "<code>");
        html_text(page, page->report->scenario.families_hash);
        html_add(page, "</code>");
        end_row(page);
    }
}

void html_scenario(const struct page *page)
{
    if (!page->report->scenario.known) {
        return;
    }
    html_add(page, "<h3>");
    html_say(page, SIBU_SAY_MSEL_SCENARIO);
    html_add(page, "</h3>\n<div class=\"wide\"><table class=\"scenario\"><tbody>\n");
    add_family(page);
    add_origin(page);
    add_growth(page);
    add_rates(page);
    add_hash(page);
    html_end_table(page);
    html_add(page, "<p class=\"note\">");
    html_say(page, SIBU_SAY_MSEL_SCENARIO_NOTE);
    html_add(page, "</p>\n");
}
