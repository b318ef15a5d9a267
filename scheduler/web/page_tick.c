/* Wardens tick people off whom they see: who is missing, and whose check-in is doubtful, one button each. The page does not reload
 * by itself, so that nobody presses the name that has just moved there. */
#include "web/page_tick.h"

#include <string.h>

#include "web/scope.h"
#include "web/session.h"
#include "web/stop.h"

#define LISTED_MAX 2000

static enum sibu_say_id say_why(const char *why)
{
    return strcmp(why, "stale") == 0         ? SIBU_SAY_WALL_WHY_STALE
           : strcmp(why, "wrong-point") == 0 ? SIBU_SAY_WALL_WHY_WRONG_POINT
                                             : SIBU_SAY_WALL_WHY_FORGED;
}

static void add_doubt(struct sibu_text *out, enum sibu_language language, const struct drill_doubt *doubt,
                      const struct sibu_site *site)
{
    uint32_t point = sibu_site_find_muster(site, doubt->place);
    sibu_text_add(out, "<tr class=\"help\"><td>");
    page_name(out, page_name_of(language, doubt->name, doubt->name_en));
    sibu_text_add(out, "</td><td>");
    sibu_text_add_xml(out, point != SIBU_NONE ? site->musters[point].name.in[language] : doubt->place);
    sibu_text_add(out, "</td><td>");
    page_say(out, language, say_why(doubt->why));
    sibu_text_add(out, "</td></tr>\n");
}

static void add_doubt_table(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                            const struct sibu_site *site)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_NAME, SIBU_SAY_PAGE_MUSTERS, SIBU_SAY_WALL_WHY};
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_WALL_DOUBTS);
    sibu_text_add(out, "</h2><table><thead><tr>");
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        sibu_text_add(out, "<th scope=\"col\">");
        page_say(out, language, HEADS[i]);
        sibu_text_add(out, "</th>");
    }
    sibu_text_add(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < drill->doubt_count && i < LISTED_MAX; i++) {
        add_doubt(out, language, &drill->doubts[i], site);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

void tick_add_doubts(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                     const struct sibu_site *site)
{
    if (drill->doubt_count > 0) {
        add_doubt_table(out, language, drill, site);
    }
    sibu_text_addf(out, "<p><a href=\"/tick?drill=%s\">", drill->id);
    page_say(out, language, SIBU_SAY_WALL_TICK_TITLE);
    sibu_text_add(out, "</a> · <a href=\"/points\">");
    page_say(out, language, SIBU_SAY_WALL_POINTS);
    sibu_text_add(out, "</a></p>\n");
}

static void add_hidden(struct sibu_text *out, const char *name, const char *value)
{
    sibu_text_addf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    sibu_text_add_xml(out, value);
    sibu_text_add(out, "\"/>");
}

static void add_person(struct sibu_text *out, uint32_t number, const char *name, const char *place)
{
    sibu_text_addf(out, "<button class=\"small\" name=\"person\" value=\"%u\">", (unsigned)number);
    page_name(out, name);
    sibu_text_add(out, place[0] != '\0' ? " · " : "");
    sibu_text_add_xml(out, place);
    sibu_text_add(out, "</button>\n");
}

static void add_points(struct sibu_text *out, enum sibu_language language, const struct sibu_site *site,
                       const char *chosen)
{
    sibu_text_add(out, "<label for=\"point\">");
    page_say(out, language, SIBU_SAY_WALL_TICK_POINT);
    sibu_text_add(out, "</label><select id=\"point\" name=\"point\">");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        sibu_text_add(out, "<option value=\"");
        sibu_text_add_xml(out, site->musters[i].id);
        sibu_text_add(out, strcmp(site->musters[i].id, chosen) == 0 ? "\" selected=\"selected\">" : "\">");
        sibu_text_add_xml(out, site->musters[i].name.in[language]);
        sibu_text_add(out, "</option>");
    }
    sibu_text_add(out, "</select>\n");
}

static void add_form(struct sibu_text *out, const struct server *server, const struct http_request *request,
                     enum sibu_language language, const struct drill_view *drill)
{
    const struct sibu_site *site = server->def.plan->sites[drill->site].site;
    const char *chosen = http_query(request, "point");
    page_form(out, request, language, "/tick");
    add_hidden(out, "drill", drill->id);
    add_points(out, language, site, chosen != NULL ? chosen : "");
    sibu_text_add(out, "<div class=\"row\">");
    for (size_t i = 0; i < drill->doubt_count && i < LISTED_MAX; i++) {
        add_person(out, drill->doubts[i].number,
                   page_name_of(language, drill->doubts[i].name, drill->doubts[i].name_en),
                   sibu_say(language, say_why(drill->doubts[i].why)));
    }
    for (size_t i = 0; i < drill->missing_count && i < LISTED_MAX; i++) {
        uint32_t zone = sibu_site_find_zone(site, drill->missing[i].zone);
        add_person(out, drill->missing[i].number,
                   page_name_of(language, drill->missing[i].name, drill->missing[i].name_en),
                   zone != SIBU_NONE ? site->zones[zone].name.in[language] : "");
    }
    sibu_text_add(out, "</div></form>\n");
}

static void add_page(struct sibu_text *out, const struct server *server, const struct http_request *request,
                     enum sibu_language language, const struct drill_view *drill)
{
    sibu_text_add(out, "<h1>");
    page_say(out, language, SIBU_SAY_WALL_TICK_TITLE);
    sibu_text_add(out, "</h1><p class=\"soft\">");
    page_say(out, language, drill->running ? SIBU_SAY_WALL_TICK_HINT : SIBU_SAY_WALL_IDLE);
    sibu_text_add(out, "</p>\n");
    if (drill->running) {
        add_form(out, server, request, language, drill);
    }
    sibu_text_addf(out, "<p><a href=\"/%s%s\">", drill->running ? "?drill=" : "", drill->running ? drill->id : "");
    page_say(out, language, SIBU_SAY_WALL_TICK_BACK);
    sibu_text_add(out, "</a></p>\n");
}

void page_tick(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_view drill;
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_WALL_TICK_TITLE, .kind = "board"};
    if (scope_look(server, request, http_query(request, "drill"), &drill, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        page_answer(answer, 200);
        page_begin(&answer->body, &head);
        add_page(&answer->body, server, request, head.language, &drill);
        page_officer_end(&answer->body, server, request, head.language, 0);
    }
}

void page_tick_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    static const char PLAIN[] = "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    struct sibu_fault fault;
    struct sibu_text back = {0};
    const char *drill = http_form(request, "drill"), *point = http_form(request, "point");
    if (drill == NULL || strspn(drill, PLAIN) != strlen(drill)) {
        http_answer_no(answer, 400, "drill: takes the number of a drill");
        return;
    }
    if (tick_off(server, request, drill, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    sibu_text_addf(&back, "/tick?drill=%s", drill);
    if (point != NULL && strspn(point, PLAIN) == strlen(point)) {
        sibu_text_addf(&back, "&point=%s", point);
    }
    page_go_to(request, answer, &back);
}
