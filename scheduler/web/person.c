/* Whose phone asks: see person.h. */
#include "web/person.h"

#include <string.h>

static const char COOKIE[] = "me";

void person_remember(const struct server *server, struct http_request *request, struct http_answer *answer,
                     const char *token)
{
    struct sibu_text cookie = {0};
    const char *known = http_cookie(request, COOKIE);
    if (known != NULL && strcmp(known, token) == 0) {
        return;
    }
    sibu_text_addf(&cookie, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000%s", COOKIE, token,
                   strncmp(server->base_url, "https:", 6) == 0 ? "; Secure" : "");
    answer->cookie = sibu_arena_text(&request->arena, sibu_text_get(&cookie), cookie.length);
    sibu_text_clear(&cookie);
}

const char *person_token_in(struct http_request *request, const char *link)
{
    static const char PATH[] = "/w/";
    const char *at = strstr(link, PATH);
    link = at != NULL ? at + strlen(PATH) : link;
    link += strspn(link, " \t\r\n");
    return sibu_arena_text(&request->arena, link, strcspn(link, "/?# \t\r\n"));
}

enum sibu_status person_of_cookie(struct server *server, struct http_request *request, struct drill_person_view *out,
                                  struct sibu_fault *fault)
{
    const char *token = http_cookie(request, COOKIE);
    if (token == NULL) {
        return sibu_fault_set(fault, SIBU_NO, "cookie", "没有个人链接", "there is no person's link");
    }
    return drill_look_person(server->drill, token, &request->arena, out, fault);
}

static void add_data(struct sibu_text *out, const char *name, const char *value)
{
    sibu_text_addf(out, " data-%s=\"", name);
    sibu_text_add_xml(out, value);
    sibu_text_add(out, "\"");
}

void person_add_script(struct sibu_text *out, enum sibu_language language, const char *token, const char *drill)
{
    static const struct {
        const char *name;
        enum sibu_say_id says;
    } WORDS[] = {{"saved", SIBU_SAY_PHONE_SAVED},
                 {"unsaved", SIBU_SAY_PHONE_UNSAVED},
                 {"received", SIBU_SAY_PHONE_RECEIVED},
                 {"refused", SIBU_SAY_PHONE_REFUSED},
                 {"sound-off", SIBU_SAY_PHONE_SOUND_OFF},
                 {"sound-on", SIBU_SAY_PHONE_SOUND_ON},
                 {"sound-none", SIBU_SAY_PHONE_SOUND_NONE},
                 {"push-off", SIBU_SAY_PHONE_PUSH_OFF},
                 {"push-on", SIBU_SAY_PHONE_PUSH_ON},
                 {"push-denied", SIBU_SAY_PHONE_PUSH_DENIED},
                 {"push-none", SIBU_SAY_PHONE_PUSH_NONE},
                 {"tap", SIBU_SAY_PHONE_TAP},
                 {"help", SIBU_SAY_PHONE_HELP},
                 {"unknown", SIBU_SAY_PHONE_UNKNOWN},
                 {"mark", SIBU_SAY_PAGE_DRILL_BANNER},
                 {"real", SIBU_SAY_PAGE_REAL_BANNER},
                 {"over", SIBU_SAY_PAGE_DRILL_OVER}};
    sibu_text_add(
        out,
        "<ul id=\"mine\" class=\"plain\" aria-live=\"polite\"></ul><p id=\"net\" class=\"kept warn\" role=\"status\" hidden=\"hidden\">");
    page_say(out, language, SIBU_SAY_PHONE_OFFLINE);
    sibu_text_add(out, "</p><div id=\"me\" hidden=\"hidden\"");
    add_data(out, "token", token);
    add_data(out, "drill", drill);
    add_data(out, "lang", language == SIBU_ZH ? "zh" : "en");
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        add_data(out, WORDS[i].name, sibu_say(language, WORDS[i].says));
    }
    sibu_text_add(out, "></div>\n");
}
