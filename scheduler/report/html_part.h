/* The parts of the page, each written once for each language. Inside report/ only. Pure.
 *
 * Whatever comes from the record is escaped on its way (html_text, html_say_values); only html_add takes markup.
 */
#pragma once
#include "report/html_style.h"
#include "report/say.h"

struct page {
    const struct report *report;
    enum sibu_language language;
    struct sibu_text *out;
};

void html_add(const struct page *page, const char *markup);
void html_text(const struct page *page, const char *text);
void html_say(const struct page *page, enum sibu_say_id id);
/* The sentence with its places filled, all of it escaped. */
void html_say_values(const struct page *page, enum sibu_say_id id, const char *const *values, int count);
void html_say_count(const struct page *page, enum sibu_say_id id, uint64_t count);
void html_duration(const struct page *page, double seconds);
/* The beginning of a section with its heading; it ends with html_end_section. */
void html_section(const struct page *page, enum sibu_say_id heading);
void html_end_section(const struct page *page);
/* A table's beginning with its head: ids from `heads` until its count; the first `texts` columns hold text, not numbers. */
void html_table(const struct page *page, const enum sibu_say_id *heads, int count, int texts);
void html_end_table(const struct page *page);
/* A cell with a duration or a dash; with a number. */
void html_cell_duration(const struct page *page, double seconds);
void html_cell_count(const struct page *page, uint64_t count);
/* "zh" or "en". */
const char *html_code(enum sibu_language language);

void html_head(const struct page *page); /* title, verdict, key figures */
void html_drawn(const struct page *page); /* what was drawn, and its proof */
void html_course(const struct page *page); /* what happened when */
void html_unfold(const struct page *page); /* what unfolded, as it was drawn */
void html_scenario(const struct page *page); /* from which ingredients; part of html_unfold's section */
void html_hazard(const struct page *page); /* its fields, reckoned again */
void html_curves(const struct page *page);
void html_forecast(const struct page *page); /* part of html_curves' section */
void html_measures(const struct page *page);
void html_zones(const struct page *page); /* maps and table */
void html_places(const struct page *page); /* exits and assembly points */
void html_missing(const struct page *page);
void html_deliveries(const struct page *page);
void html_limits(const struct page *page);
