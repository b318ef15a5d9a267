/* What pages share: see page.h. */
#include "web/page.h"

#include <string.h>

enum sibu_language page_language(const struct http_request *request, enum sibu_language otherwise)
{
    const char *asked = http_query(request, "lang");
    if (asked != NULL) {
        return sibu_language_of(asked);
    }
    const char *accepted = http_header(request, "Accept-Language");
    if (accepted == NULL || accepted[0] == '\0' || accepted[0] == '*') {
        return otherwise;
    }
    return sibu_language_of(accepted); /* browsers name the one they prefer first */
}

void page_say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id)
{
    sibu_text_add_xml(out, sibu_say(language, id));
}

void page_say_one(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value)
{
    struct sibu_text said = {0};
    const char *const values[] = {value};
    sibu_say_with(&said, language, id, values, 1);
    sibu_text_add_xml(out, sibu_text_get(&said));
    sibu_text_clear(&said);
}

void page_ledger(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill)
{
    if (drill->ledger[0] != '\0' && drill->state != DRILL_REAL_EMERGENCY) {
        sibu_text_add(out, "<p class=\"soft\">");
        page_say_one(out, language, SIBU_SAY_PAGE_LEDGER, drill->ledger);
        sibu_text_add(out, "</p>\n");
    }
}

void page_begin(struct sibu_text *out, const struct page_head *head)
{
    sibu_text_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>",
                   head->language == SIBU_ZH ? "zh-CN" : "en");
    sibu_text_add(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    if (head->refresh_s > 0) {
        sibu_text_addf(out, "<meta http-equiv=\"refresh\" content=\"%d\"/>", head->refresh_s);
    }
    sibu_text_add(out, "<link rel=\"stylesheet\" href=\"/style.css\"/><title>");
    page_say(out, head->language, head->title);
    sibu_text_addf(out, "</title></head><body class=\"%s\"><main>\n", head->kind);
}

void page_end(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<p class=\"language\">");
    sibu_text_add(out, language == SIBU_ZH ? "<a href=\"?lang=en\" lang=\"en\">English</a>"
                                           : "<a href=\"?lang=zh\" lang=\"zh-CN\">中文</a>");
    sibu_text_add(out, "</p></main></body></html>\n");
}

void page_answer(struct http_answer *answer, unsigned status)
{
    answer->status = status;
    answer->type = "text/html; charset=utf-8";
}
