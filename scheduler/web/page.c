/* What pages share: see page.h. */
#include "web/page.h"

#include <string.h>

#include "web/scope.h"

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

void page_name(struct sibu_text *out, const char *name)
{
    sibu_text_add(out, "<bdi>");
    sibu_text_add_xml(out, name);
    sibu_text_add(out, "</bdi>");
}

/* The sentence is made with a mark that no name can be, and the name is put in its place. */
void page_say_name(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *name)
{
    static const char MARK[] = "\x01";
    struct sibu_text said = {0};
    const char *const values[] = {MARK};
    sibu_say_with(&said, language, id, values, 1);
    const char *text = sibu_text_get(&said);
    size_t before = strcspn(text, MARK);
    struct sibu_text first = {0};
    sibu_text_add_bytes(&first, text, before);
    sibu_text_add_xml(out, sibu_text_get(&first));
    if (text[before] != '\0') {
        page_name(out, name);
        sibu_text_add_xml(out, text + before + 1);
    }
    sibu_text_clear(&first);
    sibu_text_clear(&said);
}

const char *page_name_of(enum sibu_language language, const char *name, const char *name_en)
{
    return language == SIBU_EN && name_en[0] != '\0' ? name_en : name;
}

void page_ledger(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill)
{
    if (drill->ledger[0] != '\0' && !drill->real) {
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
        sibu_text_addf(out, "%s<meta http-equiv=\"refresh\" content=\"%d\"/>%s",
                       head->script != NULL ? "<noscript>" : "", head->refresh_s,
                       head->script != NULL ? "</noscript>" : "");
    }
    if (head->script != NULL) {
        sibu_text_addf(out, "<script src=\"%s\" defer=\"defer\"></script>", head->script);
    }
    if (head->manifest != NULL) {
        sibu_text_addf(out,
                       "<link rel=\"manifest\" href=\"%s\"/><link rel=\"apple-touch-icon\" href=\"/icon-192.png\"/>",
                       head->manifest);
    }
    sibu_text_add(out, "<link rel=\"icon\" href=\"/icon.svg\"/><link rel=\"stylesheet\" href=\"/style.css\"/><title>");
    page_say(out, head->language, head->title);
    sibu_text_addf(out, "</title></head><body class=\"%s\"><main>\n", head->kind);
}

void page_add_query(struct sibu_text *out, const char *value)
{
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;
        int plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-';
        sibu_text_addf(out, plain ? "%c" : "%%%02X", c);
    }
}

void page_go_to(struct http_request *request, struct http_answer *answer, struct sibu_text *to)
{
    if (http_query(request, "lang") != NULL) {
        sibu_text_addf(to, "&lang=%s", sibu_language_of(http_query(request, "lang")) == SIBU_ZH ? "zh" : "en");
    }
    answer->status = 303;
    answer->location = sibu_arena_text(&request->arena, sibu_text_get(to), to->length);
    sibu_text_clear(to);
}

void page_end(struct sibu_text *out, enum sibu_language language)
{
    page_end_of(out, language, NULL, NULL);
}

static void add_kept(struct sibu_text *out, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        sibu_text_addf(out, "&amp;%s=", name);
        page_add_query(out, value);
    }
}

void page_end_of(struct sibu_text *out, enum sibu_language language, const struct http_request *request,
                 const char *drill)
{
    sibu_text_add(out, language == SIBU_ZH ? "<p class=\"language\"><a lang=\"en\" href=\"?lang=en"
                                           : "<p class=\"language\"><a lang=\"zh-CN\" href=\"?lang=zh");
    add_kept(out, "drill", drill == NULL && request != NULL ? http_query(request, "drill") : drill);
    add_kept(out, "site", request != NULL ? http_query(request, "site") : NULL);
    add_kept(out, "draft", request != NULL ? http_query(request, "draft") : NULL);
    add_kept(out, "point", request != NULL ? http_query(request, "point") : NULL);
    add_kept(out, "id", request != NULL ? http_query(request, "id") : NULL);
    add_kept(out, "show", request != NULL ? http_query(request, "show") : NULL);
    sibu_text_add(out, language == SIBU_ZH ? "\">English</a>" : "\">中文</a>");
    sibu_text_add(out, "</p></main></body></html>\n");
}

void page_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
               const char *address)
{
    sibu_text_addf(out, "<form method=\"post\" action=\"%s?lang=%s\">", address, language == SIBU_ZH ? "zh" : "en");
    if (request->caller != NULL && request->caller->kind == CALLER_SESSION) {
        sibu_text_addf(out, "<input type=\"hidden\" name=\"form\" value=\"%s\"/>", request->caller->form);
    }
}

void page_button(struct sibu_text *out, enum sibu_language language, const char *value, const char *look,
                 enum sibu_say_id says)
{
    sibu_text_addf(out, "<button class=\"%s\" name=\"do\" value=\"%s\">", look, value);
    page_say(out, language, says);
    sibu_text_add(out, "</button>");
}

void page_note(struct sibu_text *out, enum sibu_language language, int warns, enum sibu_say_id says)
{
    sibu_text_add(out, warns ? "<p class=\"kept warn\" role=\"alert\">" : "<p class=\"kept\">");
    page_say(out, language, says);
    sibu_text_add(out, "</p>\n");
}

void page_lost(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<p id=\"lost\" class=\"banner real\" role=\"alert\" hidden=\"hidden\">");
    page_say(out, language, SIBU_SAY_WALL_LOST);
    sibu_text_add(out, "</p>\n");
}

void page_fault(struct sibu_text *out, enum sibu_language language, const struct sibu_fault *fault)
{
    sibu_text_add(out, "<p class=\"kept warn\" role=\"alert\">");
    sibu_text_add_xml(out, fault->what[language]);
    sibu_text_add(out, "</p>\n");
}

static void add_links(struct sibu_text *out, const struct http_request *request, enum sibu_language language)
{
    static const struct {
        enum right right;
        const char *address;
        enum sibu_say_id says;
        int is_whole; /* 1: not for who has a branch alone */
    } PLACES[] = {{RIGHT_BOARD, "/", SIBU_SAY_PAGE_BOARD_TITLE, 0},
                  {RIGHT_STATISTICS, "/statistics", SIBU_SAY_PAGE_STAT_TITLE, 0},
                  {RIGHT_REPORTS, "/report", SIBU_SAY_SIGNED_TITLE, 0},
                  {RIGHT_FINDINGS, "/findings", SIBU_SAY_FINDING_TITLE, 0},
                  {RIGHT_EVALUATE, "/sheet", SIBU_SAY_SHEET_TITLE, 0},
                  {RIGHT_PEOPLE, "/roster", SIBU_SAY_CHANGE_ROSTER_TITLE, 0},
                  {RIGHT_RULES, "/site", SIBU_SAY_CHANGE_SITE_TITLE, 0},
                  {RIGHT_RULES, "/policy", SIBU_SAY_CHANGE_POLICY_TITLE, 1},
                  {RIGHT_ACCOUNTS, "/accounts", SIBU_SAY_ACCOUNT_TITLE, 0},
                  {RIGHT_AUDIT, "/audit", SIBU_SAY_ACCOUNT_AUDIT_TITLE, 1}};
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (session_may(request, PLACES[i].right) && (!PLACES[i].is_whole || scope_is_whole(request))) {
            sibu_text_addf(out, "<a href=\"%s?lang=%s\">", PLACES[i].address, language == SIBU_ZH ? "zh" : "en");
            page_say(out, language, PLACES[i].says);
            sibu_text_add(out, "</a> · ");
        }
    }
    if (request->caller->account != 0) {
        sibu_text_addf(out, "<a href=\"/password?lang=%s\">", language == SIBU_ZH ? "zh" : "en");
        page_say(out, language, SIBU_SAY_ACCOUNT_PASSWORD_TITLE);
        sibu_text_add(out, "</a> · ");
    }
}

/* Where it cannot be found out whether a drill runs, the button is there: a real emergency waits for no database. */
static int drill_runs(struct server *server, const struct http_request *request)
{
    struct sibu_arena arena = {0};
    struct drill_brief *items = NULL;
    size_t count = 0;
    struct sibu_fault ignored;
    int runs = drill_list(server->drill, &arena, &items, &count, &ignored) != SIBU_OK;
    for (size_t i = 0; i < count; i++) {
        runs |= scope_index(server, request, items[i].site);
    }
    sibu_arena_clear(&arena);
    return runs;
}

void page_officer_foot(struct sibu_text *out, struct server *server, const struct http_request *request,
                       enum sibu_language language, int has_emergency)
{
    if (!has_emergency && session_may(request, RIGHT_REAL_EMERGENCY) && drill_runs(server, request)) {
        page_form(out, request, language, "/");
        page_button(out, language, "real-emergency", "stop", SIBU_SAY_PAGE_STOP_REAL_ALL);
        sibu_text_add(out, "</form>\n");
    }
    sibu_text_add(out, "<nav class=\"soft\"><p>");
    add_links(out, request, language);
    page_name(out, request->caller->name);
    sibu_text_addf(out, " (%s)</p>", request->caller->role_list);
    if (request->caller->kind == CALLER_SESSION) {
        page_form(out, request, language, "/sign-out");
        page_button(out, language, "sign-out", "small", SIBU_SAY_PAGE_SIGN_OUT);
        sibu_text_add(out, "</form>");
    }
    sibu_text_add(out, "</nav>\n");
}

void page_officer_end(struct sibu_text *out, struct server *server, const struct http_request *request,
                      enum sibu_language language, int has_emergency)
{
    page_officer_foot(out, server, request, language, has_emergency);
    page_end_of(out, language, request, NULL);
}

void page_go(struct http_request *request, struct http_answer *answer, const char *address)
{
    const char *language = http_query(request, "lang");
    struct sibu_text text = {0};
    sibu_text_add(&text, address);
    if (language != NULL) {
        sibu_text_add(&text, strchr(address, '?') != NULL ? "&lang=" : "?lang=");
        sibu_text_add(&text, sibu_language_of(language) == SIBU_ZH ? "zh" : "en");
    }
    answer->status = 303;
    answer->location = sibu_arena_text(&request->arena, sibu_text_get(&text), text.length);
    sibu_text_clear(&text);
}

void page_answer(struct http_answer *answer, unsigned status)
{
    answer->status = status;
    answer->type = "text/html; charset=utf-8";
}

void page_link(struct sibu_text *out, enum sibu_language language, const char *path, const char *id,
               enum sibu_say_id says)
{
    sibu_text_addf(out, "<p><a href=\"%s", path);
    sibu_text_add_xml(out, id);
    sibu_text_add(out, "\">");
    page_say(out, language, says);
    sibu_text_add(out, "</a></p>\n");
}
