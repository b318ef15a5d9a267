/* What a code of an assembly point opens on a phone: whose it is, and a button. A GET checks nobody in: previews and scanners open
 * every link. Works without scripts; with them the check-in is kept on the phone until the server has it. */
#include <stdio.h>
#include <string.h>

#include "web/check_in.h"
#include "web/person.h"

#define PREFIX_LENGTH 3 /* of "/c/" */

static const char *code_of(const struct http_request *request)
{
    return request->path + PREFIX_LENGTH;
}

/* The point that the code names, as the person reads it; NULL where it names none. */
static const char *point_name(const struct server *server, const char *text, enum sibu_language language)
{
    struct code code;
    if (!code_read(&code, text)) {
        return NULL;
    }
    uint32_t site = plan_find_site(server->def.plan, code.site);
    uint32_t point =
        site != SIBU_NONE ? sibu_site_find_muster(server->def.plan->sites[site].site, code.point) : SIBU_NONE;
    return point != SIBU_NONE ? server->def.plan->sites[site].site->musters[point].name.in[language] : NULL;
}

static void add_hidden(struct sibu_text *out, const char *name, const char *value)
{
    sibu_text_addf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    sibu_text_add_xml(out, value);
    sibu_text_add(out, "\"/>");
}

static void add_line(struct sibu_text *out, enum sibu_language language, const char *look, enum sibu_say_id says)
{
    sibu_text_addf(out, "<p class=\"%s\" role=\"status\">", look);
    page_say(out, language, says);
    sibu_text_add(out, "</p>\n");
}

/* `person` NULL: the phone is not known, and asks for the link. */
static void add_form(struct sibu_text *out, const struct server *server, const char *code, enum sibu_language language,
                     const struct drill_person_view *person)
{
    char seen[CODE_SEEN_BYTES];
    code_seen_write(server->code_secret, code, clock_now_us(server->def.clock), seen);
    sibu_text_add(out, person != NULL ? "<form method=\"post\" data-keep=\"1\">" : "<form method=\"post\">");
    add_hidden(out, "code", code);
    add_hidden(out, "seen", seen);
    if (person == NULL) {
        sibu_text_add(out, "<label for=\"link\">");
        page_say(out, language, SIBU_SAY_WALL_YOUR_LINK);
        sibu_text_add(out, "</label><input id=\"link\" name=\"link\" required=\"required\" autocomplete=\"off\"/>");
    }
    sibu_text_add(out, "<button class=\"go\" name=\"answer\" value=\"check-in\">");
    page_say(out, language, SIBU_SAY_WALL_HERE_BUTTON);
    sibu_text_add(out, "</button></form>\n");
}

static void add_person(struct sibu_text *out, const struct server *server, const char *code,
                       enum sibu_language language, const struct drill_person_view *person)
{
    sibu_text_add(out, "<p>");
    page_say_name(out, language, SIBU_SAY_PAGE_HELLO,
                  page_name_of(language, person->person.name, person->person.name_en));
    sibu_text_add(out, "</p>\n");
    if (!person->in_drill) {
        add_line(out, language, "kept", SIBU_SAY_PAGE_NO_DRILL);
    } else {
        add_form(out, server, code, language, person);
    }
    person_add_script(out, language, person->person.token, person->drill);
    sibu_text_addf(out, "<p><a href=\"/w/%s\">", person->person.token);
    page_say(out, language, SIBU_SAY_WALL_OWN_PAGE);
    sibu_text_add(out, "</a></p>\n");
}

/* `person` NULL: not known; `wrong` 1: what was given is nobody's link. */
static void show(struct server *server, struct http_request *request, struct http_answer *answer,
                 const struct drill_person_view *person, int wrong)
{
    enum sibu_language language =
        page_language(request, person != NULL ? sibu_language_of(person->person.language) : SIBU_ZH);
    struct page_head head = {.language = language, .title = SIBU_SAY_WALL_TITLE, .kind = "worker", .script = "/app.js"};
    struct sibu_text *out = &answer->body;
    const char *point = point_name(server, code_of(request), language);
    page_answer(answer, wrong ? 404 : 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say_one(out, language, SIBU_SAY_WALL_CODE_POINT, point != NULL ? point : "?");
    sibu_text_add(out, "</h1>\n");
    if (point == NULL) {
        add_line(out, language, "kept warn", SIBU_SAY_WALL_CODE_UNKNOWN);
    }
    if (wrong) {
        add_line(out, language, "kept warn", SIBU_SAY_WALL_CODE_WRONG_LINK);
    }
    if (person != NULL) {
        add_person(out, server, code_of(request), language, person);
    } else {
        add_form(out, server, code_of(request), language, NULL);
        person_add_script(out, language, "", "");
    }
    page_end_of(out, language, request, NULL);
}

void page_code(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_person_view person;
    enum sibu_status status = person_of_cookie(server, request, &person, &fault);
    if (status != SIBU_OK && status != SIBU_NO) {
        http_answer_fault(answer, &fault);
        return;
    }
    show(server, request, answer, status == SIBU_OK ? &person : NULL, 0);
}

/* The person of the form, or else of the cookie. */
static enum sibu_status find_person(struct server *server, struct http_request *request, struct drill_person_view *out,
                                    struct sibu_fault *fault)
{
    const char *link = http_form(request, "link");
    if (link == NULL || link[0] == '\0') {
        return person_of_cookie(server, request, out, fault);
    }
    const char *token = person_token_in(request, link);
    return drill_look_person(server->drill, token != NULL ? token : "", &request->arena, out, fault);
}

/* One code, one check-in: pressing again is the same one. */
static enum sibu_status keep(struct server *server, struct http_request *request,
                             const struct drill_person_view *person, enum drill_verdict *verdict,
                             struct sibu_fault *fault)
{
    char key[64];
    int64_t received_us = 0;
    struct code code;
    (void)snprintf(key, sizeof key, "code-%.30s-%lu", person->drill,
                   code_read(&code, code_of(request)) ? (unsigned long)code.step : 0ul);
    const struct check_in given = {
        .answer = {.token = person->person.token, .kind = "check-in", .place = "", .key = key},
        .code = code_of(request),
        .seen = http_form(request, "seen")};
    return check_in_keep(server, &given, verdict, &received_us, fault);
}

void page_code_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_person_view person;
    enum drill_verdict verdict = DRILL_NONE;
    enum sibu_status status = find_person(server, request, &person, &fault);
    if (status == SIBU_NO) {
        show(server, request, answer, NULL, 1);
        return;
    }
    if (status == SIBU_OK) {
        status = keep(server, request, &person, &verdict, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct sibu_text back = {0};
    sibu_text_addf(&back, "/w/%s", person.person.token);
    answer->location = sibu_arena_text(&request->arena, sibu_text_get(&back), back.length);
    answer->status = 303;
    person_remember(server, request, answer, person.person.token);
    sibu_text_clear(&back);
}
