/* The page: its head, the switch between the languages, the plots, the table. See validate.h.
 *
 * As in report/html.c the switch is two radio buttons and CSS, no script, and nothing comes from elsewhere.
 */
#include "validate/page.h"

#include <stdio.h>

#include "report/html_style.h"

static const char *code_of(enum sibu_language language)
{
    return language == SIBU_ZH ? "zh" : "en";
}

static void say(const struct page_part *part, const char *before, enum sibu_say_id id, const char *after)
{
    sibu_text_add(part->out, before);
    sibu_text_add_xml(part->out, sibu_say(part->language, id));
    sibu_text_add(part->out, after);
}

static void add_document_head(enum sibu_language first, struct sibu_text *out)
{
    sibu_text_addf(
        out,
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\" xml:lang=\"%s\">\n<head>\n"
        "<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
        " 'unsafe-inline'\"/>\n<title>",
        code_of(first), code_of(first));
    sibu_text_add_xml(out, sibu_say(first, SIBU_SAY_VALIDATE_PAGE_TITLE));
    sibu_text_add(out, "</title>\n<style>\n");
    html_style(out);
    sibu_text_add(out, "td p{margin:0}td.good{color:var(--good);font-weight:600}</style>\n</head>\n<body>\n");
}

static void add_switch(enum sibu_language first, struct sibu_text *out)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *code = code_of((enum sibu_language)i);
        sibu_text_addf(out, "<input type=\"radio\" name=\"language\" id=\"%s\"%s/>", code,
                       i == (int)first ? " checked=\"checked\"" : "");
    }
    sibu_text_add(out, "\n<nav class=\"switch\">");
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *code = code_of((enum sibu_language)i);
        sibu_text_addf(out, "<label for=\"%s\" lang=\"%s\">%s</label>", code, code,
                       sibu_say((enum sibu_language)i, SIBU_SAY_WORD_LANGUAGE_NAME));
    }
    sibu_text_add(out, "</nav>\n");
}

static void add_tile(const struct page_part *part, const char *kind, size_t count, enum sibu_say_id id)
{
    sibu_text_addf(part->out, "<li%s><b>%zu</b>", kind, count);
    say(part, "<span>", id, "</span></li>\n");
}

static void add_header(const struct page_part *part)
{
    const struct validate *validate = part->validate;
    sibu_text_addf(part->out, "<header%s>", validate->failed > 0 ? " class=\"bad\"" : "");
    say(part, "<p class=\"kind\"><b>", SIBU_SAY_VALIDATE_PAGE_KIND, "</b></p>\n");
    say(part, "<h1>", SIBU_SAY_VALIDATE_PAGE_TITLE, "</h1>\n<p class=\"verdict\">");
    say_sum(part->out, validate, part->language);
    sibu_text_add(part->out, "</p>\n<ul class=\"tiles\">\n");
    add_tile(part, " class=\"fine\"", validate->passed, SIBU_SAY_VALIDATE_PASS);
    add_tile(part, validate->failed > 0 ? " class=\"alarm\"" : "", validate->failed, SIBU_SAY_VALIDATE_FAIL);
    add_tile(part, "", validate->skipped, SIBU_SAY_VALIDATE_SKIPPED);
    say(part, "</ul>\n<p class=\"note\">", SIBU_SAY_VALIDATE_PAGE_NOTE, "</p></header>\n");
}

static void add_numbers(const struct page_part *part, const struct finding *finding)
{
    if (finding->extra_count == 0) {
        return;
    }
    say(part, "<details><summary>", SIBU_SAY_VALIDATE_NUMBERS, "</summary><code>");
    for (size_t i = 0; i < finding->extra_count; i++) {
        sibu_text_addf(part->out, "%s%s ", i > 0 ? " · " : "", finding->extras[i].name);
        say_number(part->out, finding->extras[i].value);
    }
    sibu_text_add(part->out, "</code></details>");
}

static void add_row(const struct page_part *part, const struct validate_result *result)
{
    const struct trial *trial = result->trial;
    enum verdict verdict = result->finding.verdict;
    sibu_text_addf(part->out, "<tr><td>%s</td><td><p><b>", trial->id);
    sibu_text_add_xml(part->out, trial->title[part->language]);
    sibu_text_add(part->out, "</b></p><p class=\"faint\">");
    sibu_text_add_xml(part->out, trial->criterion[part->language]);
    sibu_text_add(part->out, "</p>");
    add_numbers(part, &result->finding);
    sibu_text_add(part->out, "</td><td class=\"n\">");
    if (result->work) {
        say_number(part->out, result->finding.value);
        sibu_text_addf(part->out, " %s", trial->unit);
    }
    sibu_text_addf(part->out, "</td><td class=\"%s\">",
                   verdict == VERDICT_PASS   ? "good"
                   : verdict == VERDICT_FAIL ? "bad"
                                             : "faint");
    say(part, "", say_verdict(verdict), "</td></tr>\n");
}

static void add_table(const struct page_part *part)
{
    say(part, "<section><h2>", SIBU_SAY_VALIDATE_TESTS_TITLE, "</h2><div class=\"wide\"><table><thead><tr>");
    say(part, "<th>", SIBU_SAY_VALIDATE_HEAD_TEST, "</th>");
    say(part, "<th>", SIBU_SAY_VALIDATE_HEAD_WHAT, "</th>");
    say(part, "<th class=\"n\">", SIBU_SAY_VALIDATE_HEAD_NUMBER, "</th>");
    say(part, "<th>", SIBU_SAY_VALIDATE_HEAD_VERDICT, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < part->validate->result_count; i++) {
        add_row(part, &part->validate->results[i]);
    }
    sibu_text_add(part->out, "</tbody></table></div></section>\n");
}

static void add_body(const struct page_part *part)
{
    sibu_text_addf(part->out, "<article class=\"%s\" lang=\"%s\">\n", code_of(part->language), code_of(part->language));
    add_header(part);
    page_plots(part);
    add_table(part);
    say(part, "<section><h2>", SIBU_SAY_VALIDATE_PARAMETERS_TITLE, "</h2><p><code>");
    say_parameters(part->out);
    say(part, "</code></p></section>\n<footer>", SIBU_SAY_VALIDATE_FOOTER, "</footer>\n</article>\n");
}

void validate_html(const struct validate *validate, enum sibu_language first, struct sibu_text *out)
{
    add_document_head(first, out);
    add_switch(first, out);
    sibu_text_add(out, "<main>\n");
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const struct page_part part = {validate, (enum sibu_language)i, out};
        add_body(&part);
    }
    sibu_text_add(out, "</main>\n</body>\n</html>\n");
}
