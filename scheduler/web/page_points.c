/* For officers: the links of the assembly points' screens, and the codes to print. */
#include <stdio.h>
#include <string.h>

#include "web/check_in.h"
#include "web/page.h"
#include "web/qr.h"
#include "web/scope.h"

static void add_point(struct sibu_text *out, const struct server *server, enum sibu_language language,
                      const struct sibu_site *site, uint32_t point)
{
    char wall[CODE_TEXT_BYTES];
    sibu_text_add(out, "<tr><td>");
    sibu_text_add_xml(out, site->musters[point].name.in[language]);
    if (check_in_code_kept(server, CODE_WALL, site->id, site->musters[point].id, wall)) {
        sibu_text_addf(out, "</td><td><a href=\"/wall/%s\">", wall);
        page_say(out, language, SIBU_SAY_WALL_SCREEN);
        sibu_text_add(out, "</a></td><td><a href=\"/points/print?site=");
        page_add_query(out, site->id);
        sibu_text_add(out, "&amp;point=");
        page_add_query(out, site->musters[point].id);
        sibu_text_add(out, "\">");
        page_say(out, language, SIBU_SAY_WALL_PRINT);
        sibu_text_add(out, "</a></td></tr>\n");
    } else {
        sibu_text_add(out, "</td><td colspan=\"2\">");
        page_say(out, language, SIBU_SAY_WALL_NO_CODE);
        sibu_text_add(out, "</td></tr>\n");
    }
}

void page_points(struct server *server, struct http_request *request, struct http_answer *answer)
{
    enum sibu_language language = page_language(request, SIBU_ZH);
    struct page_head head = {.language = language, .title = SIBU_SAY_WALL_POINTS, .kind = "board"};
    struct sibu_text *out = &answer->body;
    page_answer(answer, 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, language, SIBU_SAY_WALL_POINTS);
    sibu_text_add(out, "</h1><p class=\"soft\">");
    page_say(out, language, SIBU_SAY_WALL_POINTS_HINT);
    sibu_text_add(out, "</p>\n");
    for (uint32_t i = 0; i < server->def.plan->site_count; i++) {
        const struct sibu_site *site = server->def.plan->sites[i].site;
        if (!scope_index(server, request, i)) {
            continue;
        }
        sibu_text_add(out, "<h2>");
        sibu_text_add_xml(out, site->name.in[language]);
        sibu_text_add(out, "</h2><table><tbody>\n");
        for (uint32_t k = 0; k < site->muster_count; k++) {
            add_point(out, server, language, site, k);
        }
        sibu_text_add(out, "</tbody></table>\n");
    }
    page_officer_end(out, server, request, language, 0);
}

/* One sheet: the name and what to do in both languages, for nobody chooses one on paper. */
static void add_sheet(struct sibu_text *out, const struct server *server, const struct sibu_site *site, uint32_t point,
                      const char *code)
{
    char address[CODE_TEXT_BYTES + 264];
    (void)snprintf(address, sizeof address, "%s/c/%s", server->base_url, code);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        const char *tag = language == SIBU_ZH ? "zh-CN" : "en";
        sibu_text_addf(out, "<h1 lang=\"%s\">", tag);
        sibu_text_add_xml(out, site->musters[point].name.in[language]);
        sibu_text_addf(out, "</h1><p lang=\"%s\">", tag);
        page_say(out, (enum sibu_language)language, SIBU_SAY_WALL_SCAN);
        sibu_text_add(out, "</p>\n");
    }
    (void)qr_add(out, address, sibu_say(SIBU_EN, SIBU_SAY_WALL_SCAN));
    sibu_text_add(out, "<p>");
    sibu_text_add_xml(out, address);
    sibu_text_add(out, "</p>\n");
}

void page_points_print(struct server *server, struct http_request *request, struct http_answer *answer)
{
    char code[CODE_TEXT_BYTES];
    const char *site_id = http_query(request, "site"), *point_id = http_query(request, "point");
    struct page_head head = {.language = page_language(request, SIBU_ZH), .title = SIBU_SAY_WALL_PRINT, .kind = "wall"};
    uint32_t index = site_id != NULL ? plan_find_site(server->def.plan, site_id) : SIBU_NONE;
    int is_there = index != SIBU_NONE && scope_index(server, request, index);
    const struct sibu_site *site = is_there ? server->def.plan->sites[index].site : NULL;
    uint32_t point = site != NULL && point_id != NULL ? sibu_site_find_muster(site, point_id) : SIBU_NONE;
    if (point == SIBU_NONE || !check_in_code_kept(server, CODE_PRINTED, site->id, site->musters[point].id, code)) {
        http_answer_no(answer, 404, "there is no such assembly point");
        return;
    }
    page_answer(answer, 200);
    page_begin(&answer->body, &head);
    add_sheet(&answer->body, server, site, point, code);
    sibu_text_add(&answer->body, "</main></body></html>\n"); /* both languages are on it */
}
