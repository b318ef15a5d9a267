/* The page: its head, the switch between the languages, and the parts in each of them. See report.h.
 *
 * The switch is two radio buttons and CSS: no script. Without CSS both languages stand one after the other.
 */
#include "report/document_html.h"
#include "report/drawing_svg.h"
#include "report/html_style.h"
#include "report/part.h"
#include "report/plans.h"

static void add_title(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    struct sibu_text title = {0};
    say_title(&title, report, language);
    sibu_text_add_xml(out, sibu_text_get(&title));
    sibu_text_clear(&title);
}

static void add_document_head(const struct report *report, enum sibu_language first, struct sibu_text *out)
{
    const char *code = first == SIBU_ZH ? "zh" : "en";
    sibu_text_addf(
        out,
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\" xml:lang=\"%s\">\n<head>\n"
        "<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"robots\" content=\"noindex\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
        " 'unsafe-inline'\"/>\n<title>",
        code, code);
    add_title(report, first, out);
    sibu_text_add(out, "</title>\n<style>\n");
    html_style(out);
    sibu_text_add(out, "</style>\n</head>\n");
}

/* The buttons stand before both bodies, so that a style can follow what is chosen. */
static void add_switch(enum sibu_language first, struct sibu_text *out)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *code = part_code((enum sibu_language)i);
        sibu_text_addf(out, "<input type=\"radio\" name=\"language\" id=\"%s\"%s/>", code,
                       i == (int)first ? " checked=\"checked\"" : "");
    }
    sibu_text_add(out, "\n<nav class=\"switch\">");
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *code = part_code((enum sibu_language)i);
        sibu_text_addf(out, "<label for=\"%s\" lang=\"%s\">", code, code);
        sibu_text_add_xml(out, sibu_say((enum sibu_language)i, SIBU_SAY_WORD_LANGUAGE_NAME));
        sibu_text_add(out, "</label>");
    }
    sibu_text_add(out, "</nav>\n");
}

static void add_body(const struct report *report, const struct plans *plans, enum sibu_language language,
                     struct sibu_text *out)
{
    struct document document = {.language = language};
    const struct part part = {report, language, &document, plans->floors, 0.0};
    part_all(&part);
    sibu_text_addf(out, "<article class=\"%s\" lang=\"%s\">\n", part_code(language), part_code(language));
    document_html(out, &document);
    sibu_text_add(out, "</article>\n");
    document_clear(&document);
}

/* What the plans of both languages show, once and hidden. */
static void add_shapes(const struct plans *plans, struct sibu_text *out)
{
    sibu_text_add(out, "<svg class=\"shapes\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>");
    drawing_svg_hatch(out);
    for (uint32_t floor = 0; floor < plans->count; floor++) {
        drawing_svg_shapes(out, &plans->floors[floor]);
    }
    sibu_text_add(out, "</defs></svg>\n");
}

void report_html(const struct report *report, enum sibu_language first, struct sibu_text *out)
{
    struct plans plans;
    plans_open(&plans, report);
    out->failed |= plans.failed;
    add_document_head(report, first, out);
    sibu_text_add(out, "<body>\n");
    if (report->site != NULL) {
        add_shapes(&plans, out);
    }
    add_switch(first, out);
    sibu_text_add(out, "<main>\n");
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        add_body(report, &plans, (enum sibu_language)i, out);
    }
    sibu_text_add(out, "</main>\n</body>\n</html>\n");
    plans_clear(&plans);
}
