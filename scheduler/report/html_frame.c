/* See html_frame.h. Without CSS both languages stand one after the other. */
#include "report/html_frame.h"

#include "report/html_style.h"

static const char *code_of(enum sibu_language language)
{
    return language == SIBU_ZH ? "zh" : "en";
}

void html_frame_begin(struct sibu_text *out, enum sibu_language first, const char *title)
{
    sibu_text_addf(
        out,
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\" xml:lang=\"%s\">\n<head>\n"
        "<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"robots\" content=\"noindex\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
        " 'unsafe-inline'\"/>\n<title>",
        code_of(first), code_of(first));
    sibu_text_add_xml(out, title);
    sibu_text_add(out, "</title>\n<style>\n");
    html_style(out);
    sibu_text_add(out, "</style>\n</head>\n<body>\n");
}

void html_frame_switch(struct sibu_text *out, enum sibu_language first)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        sibu_text_addf(out, "<input type=\"radio\" name=\"language\" id=\"%s\"%s/>", code_of((enum sibu_language)i),
                       i == (int)first ? " checked=\"checked\"" : "");
    }
    sibu_text_add(out, "\n<nav class=\"switch\">");
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *code = code_of((enum sibu_language)i);
        sibu_text_addf(out, "<label for=\"%s\" lang=\"%s\">", code, code);
        sibu_text_add_xml(out, sibu_say((enum sibu_language)i, SIBU_SAY_WORD_LANGUAGE_NAME));
        sibu_text_add(out, "</label>");
    }
    sibu_text_add(out, "</nav>\n<main>\n");
}

void html_frame_article(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_addf(out, "<article class=\"%s\" lang=\"%s\">\n", code_of(language), code_of(language));
}

void html_frame_end_article(struct sibu_text *out)
{
    sibu_text_add(out, "</article>\n");
}

void html_frame_end(struct sibu_text *out)
{
    sibu_text_add(out, "</main>\n</body>\n</html>\n");
}
