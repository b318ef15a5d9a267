/* What the parts of the page are put together from. See html_part.h. */
#include "report/html_part.h"

#include <inttypes.h>

void html_add(const struct page *page, const char *markup)
{
    sibu_text_add(page->out, markup);
}

void html_text(const struct page *page, const char *text)
{
    sibu_text_add_xml(page->out, text);
}

void html_say(const struct page *page, enum sibu_say_id id)
{
    sibu_text_add_xml(page->out, sibu_say(page->language, id));
}

void html_say_values(const struct page *page, enum sibu_say_id id, const char *const *values, int count)
{
    struct sibu_text text = {0};
    sibu_say_with(&text, page->language, id, values, count);
    sibu_text_add_xml(page->out, sibu_text_get(&text));
    sibu_text_clear(&text);
}

void html_say_count(const struct page *page, enum sibu_say_id id, uint64_t count)
{
    struct sibu_text text = {0};
    say_count(&text, page->language, id, count);
    sibu_text_add_xml(page->out, sibu_text_get(&text));
    sibu_text_clear(&text);
}

void html_duration(const struct page *page, double seconds)
{
    struct sibu_text text = {0};
    say_duration(&text, page->language, seconds);
    sibu_text_add_xml(page->out, sibu_text_get(&text));
    sibu_text_clear(&text);
}

void html_section(const struct page *page, enum sibu_say_id heading)
{
    html_add(page, "<section>\n<h2>");
    html_say(page, heading);
    html_add(page, "</h2>\n");
}

void html_end_section(const struct page *page)
{
    html_add(page, "</section>\n");
}

void html_table(const struct page *page, const enum sibu_say_id *heads, int count, int texts)
{
    html_add(page, "<div class=\"wide\"><table>\n<thead><tr>");
    for (int i = 0; i < count; i++) {
        html_add(page, i < texts ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">");
        html_say(page, heads[i]);
        html_add(page, "</th>");
    }
    html_add(page, "</tr></thead>\n<tbody>\n");
}

void html_end_table(const struct page *page)
{
    html_add(page, "</tbody></table></div>\n");
}

void html_cell_duration(const struct page *page, double seconds)
{
    html_add(page, seconds < 0.0 ? "<td class=\"n faint\">" : "<td class=\"n\">");
    html_duration(page, seconds);
    html_add(page, "</td>");
}

void html_cell_count(const struct page *page, uint64_t count)
{
    sibu_text_addf(page->out, "<td class=\"n\">%" PRIu64 "</td>", count);
}

const char *html_code(enum sibu_language language)
{
    return language == SIBU_ZH ? "zh" : "en";
}
