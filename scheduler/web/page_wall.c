/* The screen of an assembly point: the code to scan, how many are there, how many are missing. Readable from some metres away;
 * it renews itself. Who has its link may open it: the link is signed and cannot be guessed. */
#include <stdio.h>
#include <string.h>

#include "web/check_in.h"
#include "web/page.h"
#include "web/qr.h"

#define PREFIX_LENGTH 6 /* of "/wall/" */
#define NAMES_MAX 60 /* more fit on no screen */
static const int REFRESH_S = 4;

struct wall {
    const struct server *server;
    enum sibu_language language;
    const struct sibu_site *site;
    uint32_t point; /* index in the site */
    struct drill_view drill;
};

/* The point that the link is for; false where the link is none of ours. */
static int find_point(const struct server *server, const char *text, struct wall *wall)
{
    struct code code;
    if (!code_read(&code, text) || code.kind != CODE_WALL || !code_is_signed(&code, server->code_secret, "")) {
        return 0;
    }
    uint32_t site = plan_find_site(server->def.plan, code.site);
    wall->site = site != SIBU_NONE ? server->def.plan->sites[site].site : NULL;
    wall->point = site != SIBU_NONE ? sibu_site_find_muster(wall->site, code.point) : SIBU_NONE;
    return wall->point != SIBU_NONE;
}

static void add_tile(struct sibu_text *out, enum sibu_language language, enum sibu_say_id says, uint32_t count)
{
    sibu_text_addf(out, "<div class=\"tile\"><b>%u</b>", (unsigned)count);
    page_say(out, language, says);
    sibu_text_add(out, "</div>\n");
}

static void add_code(struct sibu_text *out, struct server *server, const struct wall *wall)
{
    char code[CODE_TEXT_BYTES], address[CODE_TEXT_BYTES + 264];
    if (!check_in_code(server, wall->site->id, wall->site->musters[wall->point].id, code)) {
        return;
    }
    (void)snprintf(address, sizeof address, "%s/c/%s", server->base_url, code);
    (void)qr_add(out, address, sibu_say(wall->language, SIBU_SAY_WALL_SCAN));
    sibu_text_add(out, "<p>");
    page_say(out, wall->language, SIBU_SAY_WALL_SCAN);
    sibu_text_add(out, "</p>\n");
}

static void add_names(struct sibu_text *out, const struct wall *wall)
{
    if (!wall->server->def.wall_names || wall->drill.missing_count == 0) {
        return;
    }
    sibu_text_add(out, "<h2>");
    page_say(out, wall->language, SIBU_SAY_PAGE_MISSING_PEOPLE);
    sibu_text_add(out, "</h2><ul class=\"plain names\">");
    for (size_t i = 0; i < wall->drill.missing_count && i < NAMES_MAX; i++) {
        sibu_text_add(out, "<li>");
        page_name(out, page_name_of(wall->language, wall->drill.missing[i].name, wall->drill.missing[i].name_en));
        sibu_text_add(out, "</li>");
    }
    sibu_text_add(out, "</ul>\n");
}

static void add_drill(struct sibu_text *out, struct server *server, const struct wall *wall)
{
    const struct muster_counts *counts = &wall->drill.counts;
    int real = wall->drill.real;
    sibu_text_add(out, real ? "<p class=\"banner real\" role=\"alert\">" : "<p class=\"banner\">");
    page_say(out, wall->language, real ? SIBU_SAY_PAGE_REAL_BANNER : SIBU_SAY_PAGE_DRILL_BANNER);
    sibu_text_add(out, "</p>\n");
    sibu_text_add(out, "<div class=\"two\"><div>");
    add_code(out, server, wall);
    sibu_text_add(out, "</div><div class=\"tiles\">");
    add_tile(out, wall->language, SIBU_SAY_WALL_HERE, wall->drill.at_muster[wall->point]);
    add_tile(out, wall->language, SIBU_SAY_PAGE_CHECKED_IN, counts->checked_in);
    add_tile(out, wall->language, SIBU_SAY_PAGE_EXPECTED, counts->expected);
    add_tile(out, wall->language, SIBU_SAY_PAGE_MISSING, counts->missing);
    add_tile(out, wall->language, SIBU_SAY_PAGE_HELP, counts->need_help);
    sibu_text_add(out, "</div></div>\n");
    add_names(out, wall);
}

static void show(struct server *server, struct http_answer *answer, const struct wall *wall)
{
    struct page_head head = {.language = wall->language,
                             .title = SIBU_SAY_WALL_TITLE,
                             .kind = "wall",
                             .refresh_s = REFRESH_S,
                             .script = "/wall.js"};
    struct sibu_text *out = &answer->body;
    page_answer(answer, 200);
    page_begin(out, &head);
    page_lost(out, wall->language);
    sibu_text_add(out, "<div id=\"wall\"><h1>");
    sibu_text_add_xml(out, wall->site->musters[wall->point].name.in[wall->language]);
    sibu_text_add(out, "</h1>\n");
    if (wall->drill.running) {
        add_drill(out, server, wall);
    } else {
        sibu_text_add(out, "<p>");
        page_say(out, wall->language, SIBU_SAY_WALL_IDLE);
        sibu_text_add(out, "</p>");
    }
    sibu_text_add(out, "</div>\n");
    page_end(out, wall->language);
}

void page_wall(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct wall wall = {.server = server, .language = page_language(request, SIBU_ZH)};
    if (!find_point(server, request->path + PREFIX_LENGTH, &wall)) {
        struct page_head head = {.language = wall.language, .title = SIBU_SAY_WALL_TITLE, .kind = "worker"};
        page_answer(answer, 404);
        page_begin(&answer->body, &head);
        page_say(&answer->body, wall.language, SIBU_SAY_WALL_UNKNOWN);
        page_end(&answer->body, wall.language);
    } else if (drill_look(server->drill, wall.site->id, &request->arena, &wall.drill, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        show(server, answer, &wall);
    }
}
