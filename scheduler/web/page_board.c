/* The officer's board: how the drill stands, who is missing, help first, and the ways to end it. Plain HTML that a script
 * keeps fresh, or that reloads itself; every button is a form with a secret in it, so no other site can press it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/board_course.h"
#include "web/board_map.h"
#include "web/page.h"
#include "web/page_tick.h"
#include "web/scope.h"
#include "web/stop.h"
#include "web/two_persons.h"

/* What is shown: the drill that was chosen, if any, and all that run. */
struct board {
    struct drill_view drill;
    struct drill_course course;
    struct sibu_arena *arena;
    struct drill_brief *items;
    size_t count;
    enum wish_rule rule;
};

static void add_tile(struct sibu_text *out, enum sibu_language language, enum sibu_say_id says, uint32_t count)
{
    sibu_text_addf(out, "<div class=\"tile\"><b>%u</b>", (unsigned)count);
    page_say(out, language, says);
    sibu_text_add(out, "</div>\n");
}

static void add_tiles(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill)
{
    sibu_text_add(out, "<div class=\"tiles\">");
    add_tile(out, language, SIBU_SAY_PAGE_EXPECTED, drill->counts.expected);
    add_tile(out, language, SIBU_SAY_PAGE_ACKNOWLEDGED, drill->counts.acknowledged);
    add_tile(out, language, SIBU_SAY_PAGE_CHECKED_IN, drill->counts.checked_in);
    add_tile(out, language, SIBU_SAY_PAGE_MISSING, drill->counts.missing);
    add_tile(out, language, SIBU_SAY_PAGE_HELP, drill->counts.need_help);
    add_tile(out, language, SIBU_SAY_PAGE_EXCUSED, drill->counts.cannot);
    add_tile(out, language, SIBU_SAY_WALL_DOUBTFUL, drill->counts.doubtful);
    int64_t end_us = drill->end_us > 0 ? drill->end_us : drill->now_us;
    int64_t elapsed_s = (end_us - drill->t0_us) / 1000000;
    sibu_text_addf(out, "<div class=\"tile\"><b>%02" PRId64 ":%02" PRId64 "</b>", elapsed_s / 60, elapsed_s % 60);
    page_say(out, language, SIBU_SAY_PAGE_ELAPSED);
    sibu_text_add(out, "</div></div>\n");
}

static void add_heads(struct sibu_text *out, enum sibu_language language, const enum sibu_say_id *ids, size_t count)
{
    sibu_text_add(out, "<table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(out, "<th scope=\"col\">");
        page_say(out, language, ids[i]);
        sibu_text_add(out, "</th>");
    }
    sibu_text_add(out, "</tr></thead><tbody>\n");
}

/* Which drill the form is about. */
static void add_choice(struct sibu_text *out, const char *drill)
{
    sibu_text_add(out, "<input type=\"hidden\" name=\"drill\" value=\"");
    sibu_text_add_xml(out, drill);
    sibu_text_add(out, "\"/>");
}

/* Where the person was last heard of. */
static void add_sign(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                     const struct drill_missing *person)
{
    if (person->need_help) {
        page_say(out, language, SIBU_SAY_PAGE_HELP);
    } else if (person->last_us > 0) {
        sibu_text_addf(out, "+%" PRId64 " s", (person->last_us - drill->t0_us) / 1000000);
    } else {
        page_say(out, language, SIBU_SAY_PAGE_NEVER);
    }
}

/* One row, with the button that ticks the person off. */
static void add_missing_one(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                            const struct drill_missing *person, const struct sibu_site *site)
{
    uint32_t zone = sibu_site_find_zone(site, person->zone);
    sibu_text_add(out, person->need_help ? "<tr class=\"help\"><td>" : "<tr><td>");
    page_name(out, page_name_of(language, person->name, person->name_en));
    sibu_text_add(out, "</td><td>");
    sibu_text_add_xml(out, zone != SIBU_NONE ? site->zones[zone].name.in[language] : person->zone);
    sibu_text_add(out, "</td><td>");
    add_sign(out, language, drill, person);
    sibu_text_addf(out, "</td><td><button class=\"small\" name=\"person\" value=\"%u\">", (unsigned)person->number);
    page_say(out, language, SIBU_SAY_ACCOUNT_TICK_OFF);
    sibu_text_add(out, "</button></td></tr>\n");
}

/* Which assembly point of the site the page is at: ?at, else the first. */
static uint32_t read_at(const struct http_request *request, const struct sibu_site *site)
{
    const char *at = http_query(request, "at");
    unsigned long number = at != NULL ? strtoul(at, NULL, 10) : 0;
    return number < site->muster_count ? (uint32_t)number : 0;
}

/* At which assembly point those are who are ticked off: links, since the page reloads itself and would forget a choice in a
 * form. Where people shelter nobody goes to one. */
static void add_points(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                       const struct drill_view *drill, const struct sibu_site *site)
{
    if (drill->ask != SIBU_ASK_EVACUATE || site->muster_count == 0) {
        return;
    }
    uint32_t at = read_at(request, site);
    sibu_text_addf(out,
                   "<input type=\"hidden\" name=\"at\" value=\"%u\"/><input type=\"hidden\" name=\"point\" value=\"",
                   (unsigned)at);
    sibu_text_add_xml(out, site->musters[at].id);
    sibu_text_add(out, "\"/><p>");
    page_say(out, language, SIBU_SAY_ACCOUNT_TICK_AT);
    for (uint32_t i = 0; i < site->muster_count; i++) {
        sibu_text_addf(out,
                       i > 0 ? " · <a href=\"/?drill=%s&amp;at=%u&amp;lang=%s\"%s>"
                             : " <a href=\"/?drill=%s&amp;at=%u&amp;lang=%s\"%s>",
                       drill->id, (unsigned)i, language == SIBU_ZH ? "zh" : "en",
                       i == at ? " aria-current=\"true\"" : "");
        sibu_text_add_xml(out, site->musters[i].name.in[language]);
        sibu_text_add(out, "</a>");
    }
    sibu_text_add(out, "</p>\n");
}

static void add_missing(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                        const struct drill_view *drill, const struct sibu_site *site)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_NAME, SIBU_SAY_PAGE_ZONE, SIBU_SAY_PAGE_LAST_SIGN,
                                             SIBU_SAY_ACCOUNT_TICK_OFF};
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_MISSING_PEOPLE);
    sibu_text_add(out, "</h2>\n");
    if (drill->missing_count == 0) {
        page_note(out, language, 0, SIBU_SAY_PAGE_EVERYONE_THERE);
        return;
    }
    page_form(out, request, language, "/");
    add_choice(out, drill->id);
    sibu_text_add(out, "<input type=\"hidden\" name=\"do\" value=\"tick\"/>");
    add_points(out, request, language, drill, site);
    add_heads(out, language, HEADS, 4);
    for (size_t i = 0; i < drill->missing_count && i < 500; i++) {
        add_missing_one(out, language, drill, &drill->missing[i], site);
    }
    sibu_text_add(out, "</tbody></table></form>\n");
}

static void add_musters(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                        const struct sibu_site *site)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_MUSTERS, SIBU_SAY_PAGE_CHECKED_IN};
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_MUSTERS);
    sibu_text_add(out, "</h2>\n");
    add_heads(out, language, HEADS, 2);
    for (uint32_t i = 0; i < site->muster_count; i++) {
        sibu_text_add(out, "<tr><td>");
        sibu_text_add_xml(out, site->musters[i].name.in[language]);
        sibu_text_addf(out, "</td><td>%u</td></tr>\n", (unsigned)drill->at_muster[i]);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

#define HELPS_NAMED 8

/* Who asks for help, by name: above all else. */
static void add_helps(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                      const struct sibu_site *site)
{
    struct sibu_text names = {0};
    size_t count = 0;
    for (; count < drill->missing_count && drill->missing[count].need_help && count < HELPS_NAMED; count++) {
        const struct drill_missing *person = &drill->missing[count];
        uint32_t zone = sibu_site_find_zone(site, person->zone);
        sibu_text_addf(&names, "%s%s (%s)", count > 0 ? " · " : "", person->name,
                       zone != SIBU_NONE ? site->zones[zone].name.in[language] : person->zone);
    }
    if (count > 0) {
        sibu_text_add(&names, drill->counts.need_help > count ? " …" : "");
        sibu_text_add(out, "<p class=\"kept warn\" role=\"alert\"><b>");
        page_say_one(out, language, SIBU_SAY_PAGE_HELPS, sibu_text_get(&names));
        sibu_text_add(out, "</b></p>\n");
    }
    sibu_text_clear(&names);
}

/* The map and the chart. A forecast that cannot be read leaves the board without a chart, and the log tells. */
static void add_course(struct sibu_text *out, enum sibu_language language, const struct board *board,
                       const struct sibu_site *site)
{
    struct sibu_fault fault;
    const struct board_map map = {site, &board->drill, &board->course, language};
    board_map_draw(out, &map);
    if (board_course_draw(out, board->arena, &board->drill, &board->course, language, &fault) != SIBU_OK) {
        log_fault(board->drill.now_us, "board", &fault);
    }
}

/* What has unfolded so far, the newest first. */
static void add_updates(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_ELAPSED, SIBU_SAY_PAGE_UNFOLDED};
    if (drill->update_count == 0) {
        return;
    }
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_UNFOLDED);
    sibu_text_add(out, "</h2>\n");
    add_heads(out, language, HEADS, 2);
    for (size_t i = drill->update_count; i-- > 0;) {
        sibu_text_addf(out, "<tr><td>+%" PRId64 " s</td><td>", (drill->updates[i].time_us - drill->t0_us) / 1000000);
        sibu_text_add_xml(out, drill->updates[i].words.in[language]);
        sibu_text_add(out, "</td></tr>\n");
    }
    sibu_text_add(out, "</tbody></table>\n");
}

/* Who has to hear now, and did not before, that it is a drill. */
static void add_told(struct sibu_text *out, const struct server *server, enum sibu_language language, uint32_t site)
{
    const struct policy_rules *rules = plan_rules(server->def.plan, site);
    if (rules->told_count == 0) {
        return;
    }
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_TOLD_NOW);
    sibu_text_add(out, "</h2>\n<ul>");
    for (uint32_t i = 0; i < rules->told_count; i++) {
        sibu_text_add(out, "<li>");
        sibu_text_add_xml(out, rules->told[i].who.in[language]);
        sibu_text_add(out, rules->told[i].how[0] != '\0' ? " · " : "");
        sibu_text_add_xml(out, rules->told[i].how);
        sibu_text_add(out, "</li>");
    }
    sibu_text_add(out, "</ul>\n");
}

/* Once the drill has ended: nobody is waited for any more. */
static void add_muster_end(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                           const struct drill_view *drill)
{
    if (drill_state_allows(drill->state, DRILL_MUSTERED) && session_may(request, RIGHT_DRILLS)) {
        page_form(out, request, language, "/");
        add_choice(out, drill->id);
        page_button(out, language, "mustered", "small", SIBU_SAY_PAGE_CLOSE_MUSTER);
        sibu_text_add(out, "</form>\n");
    }
}

static void add_stops(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                      const struct drill_view *drill)
{
    page_form(out, request, language, "/");
    add_choice(out, drill->id);
    page_button(out, language, "real-emergency", "stop", SIBU_SAY_PAGE_STOP_REAL);
    if (!drill->over && session_may(request, RIGHT_DRILLS)) {
        sibu_text_add(out, "<div class=\"row\">");
        page_button(out, language, "all-clear", "small", SIBU_SAY_PAGE_STOP_ALL_CLEAR);
        page_button(out, language, "abort", "small", SIBU_SAY_PAGE_STOP_ABORT);
        sibu_text_add(out, "</div>");
    }
    sibu_text_add(out, "</form>\n");
}

static enum sibu_say_id say_state(enum drill_state state)
{
    static const enum sibu_say_id IDS[DRILL_STATES] = {SIBU_SAY_PAGE_STATE_ALERTING,       SIBU_SAY_PAGE_STATE_RUNNING,
                                                       SIBU_SAY_PAGE_STATE_ALL_CLEAR,      SIBU_SAY_PAGE_STATE_ABORT,
                                                       SIBU_SAY_PAGE_STATE_REAL_EMERGENCY, SIBU_SAY_PAGE_STATE_MUSTERED,
                                                       SIBU_SAY_PAGE_STATE_EVALUATED,      SIBU_SAY_PAGE_STATE_CLOSED};
    return IDS[state];
}

static void add_drill(struct sibu_text *out, const struct server *server, const struct http_request *request,
                      enum sibu_language language, const struct board *board)
{
    const struct drill_view *drill = &board->drill;
    const struct sibu_site *site = server->def.plan->sites[drill->site].site;
    uint32_t zone = sibu_site_find_zone(site, drill->zone);
    int real = drill->real;
    sibu_text_add(out, real ? "<p class=\"banner real\" role=\"alert\">" : "<p class=\"banner\" role=\"alert\">");
    page_say(out, language, real ? SIBU_SAY_PAGE_REAL_BANNER : SIBU_SAY_PAGE_DRILL_BANNER);
    sibu_text_add(out, "</p>\n<h1>");
    sibu_text_add_xml(out, site->name.in[language]);
    sibu_text_add(out, " · ");
    sibu_text_add_xml(out, zone != SIBU_NONE ? site->zones[zone].name.in[language] : drill->zone);
    sibu_text_add(out, "</h1><p>");
    sibu_text_add_xml(out, drill->id);
    sibu_text_add(out, " · ");
    page_say(out, language, say_state(drill->state));
    sibu_text_add(out, "</p>\n");
    page_ledger(out, language, drill);
    add_helps(out, language, drill, site);
    add_tiles(out, language, drill);
    if (!real) {
        add_stops(out, request, language, drill);
    }
    add_muster_end(out, request, language, drill);
    if (!real) {
        add_told(out, server, language, drill->site);
    }
    add_course(out, language, board, site);
    add_updates(out, language, drill);
    tick_add_doubts(out, language, drill, site);
    add_missing(out, request, language, drill, site);
    add_musters(out, language, drill, site);
    page_link(out, language, "/evidence?drill=", drill->id, SIBU_SAY_EVIDENCE_LINK);
}

/* The drills that run, each with the way to its own board. */
static void add_list(struct sibu_text *out, const struct server *server, enum sibu_language language,
                     const struct board *board)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_SITE, SIBU_SAY_PAGE_STATE, SIBU_SAY_PAGE_CHECKED_IN,
                                             SIBU_SAY_PAGE_MISSING, SIBU_SAY_PAGE_HELP};
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_DRILLS);
    sibu_text_add(out, "</h2>\n");
    add_heads(out, language, HEADS, 5);
    for (size_t i = 0; i < board->count; i++) {
        const struct drill_brief *item = &board->items[i];
        sibu_text_add(out, item->counts.need_help > 0 ? "<tr class=\"help\"><td><a href=\"/?drill="
                                                      : "<tr><td><a href=\"/?drill=");
        sibu_text_add_xml(out, item->id);
        sibu_text_add(out, "\">");
        sibu_text_add_xml(out, server->def.plan->sites[item->site].site->name.in[language]);
        sibu_text_addf(out, " · %s</a></td><td>", item->id);
        page_say(out, language, say_state(item->state));
        sibu_text_addf(out, "</td><td>%u / %u</td><td>%u</td><td>%u</td></tr>\n", (unsigned)item->counts.checked_in,
                       (unsigned)item->counts.expected, (unsigned)item->counts.missing,
                       (unsigned)item->counts.need_help);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

/* Several run, and none is chosen: a real emergency ends them all. */
static void add_stop_all(struct sibu_text *out, const struct http_request *request, enum sibu_language language)
{
    page_form(out, request, language, "/");
    page_button(out, language, "real-emergency", "stop", SIBU_SAY_PAGE_STOP_REAL_ALL);
    sibu_text_add(out, "</form>\n");
}

static void add_wish(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                     const struct door_wish *wish)
{
    sibu_text_add(out, "<p>");
    page_say_one(out, language, wish->within_s == 0 ? SIBU_SAY_ACCOUNT_TWO_NOW : SIBU_SAY_ACCOUNT_TWO_WITHIN,
                 wish->who);
    sibu_text_add(out, wish->unit[0] != '\0' ? " · " : "");
    sibu_text_add_xml(out, wish->unit);
    if (wish->within_s > 0) {
        sibu_text_addf(out, " · %" PRId64 " min", wish->within_s / 60);
    }
    sibu_text_add(out, "</p>\n");
    page_form(out, request, language, "/");
    sibu_text_addf(out, "<input type=\"hidden\" name=\"request\" value=\"%s\"/><div class=\"row\">", wish->id);
    if (request->caller->account != wish->account && request->caller->account != 0) {
        page_button(out, language, "second-yes", "go small", SIBU_SAY_ACCOUNT_TWO_YES);
    }
    page_button(out, language, "second-no", "small", SIBU_SAY_ACCOUNT_TWO_NO);
    sibu_text_add(out, "</div></form>\n");
}

/* What the rule of two persons means here, and what waits by it. */
static void add_two_persons(struct sibu_text *out, struct server *server, const struct http_request *request,
                            enum sibu_language language, enum wish_rule rule)
{
    struct door_wish wishes[DOOR_WISHES_MAX];
    size_t count = 0;
    char hours[32];
    if (rule == WISH_TOO_FEW) {
        page_note(out, language, 1, SIBU_SAY_ACCOUNT_TWO_FEW);
    } else if (rule == WISH_TWO) {
        (void)snprintf(hours, sizeof hours, "%" PRId64, server->def.two_persons_s / 3600);
        sibu_text_add(out, "<p class=\"soft\">");
        page_say_one(out, language, SIBU_SAY_ACCOUNT_TWO_ON, hours);
        sibu_text_add(out, "</p>\n");
    }
    wish_list(server, request, wishes, &count);
    if (count > 0) {
        sibu_text_add(out, "<h2>");
        page_say(out, language, SIBU_SAY_ACCOUNT_TWO_WAITS);
        sibu_text_add(out, "</h2>\n");
    }
    for (size_t i = 0; i < count; i++) {
        add_wish(out, request, language, &wishes[i]);
    }
}

static void add_idle(struct sibu_text *out, struct server *server, const struct http_request *request,
                     enum sibu_language language, enum wish_rule rule)
{
    page_note(out, language, 0, SIBU_SAY_PAGE_BOARD_IDLE);
    if (!session_may(request, RIGHT_DRILLS)) {
        return;
    }
    page_form(out, request, language, "/");
    sibu_text_add(out, "<label for=\"hours\">");
    page_say(out, language, SIBU_SAY_PAGE_SURPRISE_HOURS);
    sibu_text_add(out,
                  "</label><input id=\"hours\" name=\"hours\" type=\"number\" min=\"1\" max=\"168\" value=\"8\"/>");
    page_button(out, language, "surprise", "small", SIBU_SAY_PAGE_SURPRISE);
    page_button(out, language, "now", "small", SIBU_SAY_PAGE_NOW);
    sibu_text_add(out, "</form>\n");
    add_two_persons(out, server, request, language, rule);
    page_link(out, language, "/reachability", "", SIBU_SAY_REACH_LINK);
    page_link(out, language, "/evidence", "", SIBU_SAY_EVIDENCE_LINK);
}

static enum sibu_status look(struct server *server, struct http_request *request, struct board *board,
                             struct sibu_fault *fault)
{
    enum sibu_status status = scope_look(server, request, http_query(request, "drill"), &board->drill, fault);
    board->arena = &request->arena;
    if (status == SIBU_OK && board->drill.running) {
        status = drill_course(server->drill, board->drill.id, board->arena, &board->course, fault);
        if (status == SIBU_NO) { /* it has closed meanwhile */
            board->drill.running = 0;
            status = SIBU_OK;
        }
    }
    if (status == SIBU_OK) {
        status = scope_drills(server, request, &board->items, &board->count, fault);
    }
    return status == SIBU_OK ? wish_rule(server, request, NULL, &board->rule, fault) : status;
}

static void add_armed(struct sibu_text *out, enum sibu_language language, const char *bits)
{
    sibu_text_add(out, "<p class=\"kept\" role=\"status\">");
    page_say(out, language, SIBU_SAY_PAGE_SURPRISE_ARMED);
    sibu_text_add(out, " ");
    page_say_one(out, language, SIBU_SAY_PAGE_SURPRISE_BITS, bits);
    sibu_text_add(out, "</p>\n");
}

static void add_title(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<h1>");
    page_say(out, language, SIBU_SAY_PAGE_BOARD_TITLE);
    sibu_text_add(out, "</h1>\n");
}

static void add_board(struct sibu_text *out, struct server *server, const struct http_request *request,
                      enum sibu_language language, const struct board *board)
{
    if (board->drill.running) {
        add_drill(out, server, request, language, board);
    } else {
        add_title(out, language);
        if (board->count > 0) {
            add_stop_all(out, request, language);
        } else {
            add_idle(out, server, request, language, board->rule);
        }
    }
    if (board->count > 1 || (board->count > 0 && !board->drill.running)) {
        add_list(out, server, language, board);
    }
}

void page_board(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct board board = {.count = 0};
    if (look(server, request, &board, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct page_head head = {.language = page_language(request, SIBU_ZH),
                             .title = SIBU_SAY_PAGE_BOARD_TITLE,
                             .kind = "board",
                             .refresh_s = board.count > 0 ? 2 : 10,
                             .script = "/board.js"};
    page_answer(answer, 200);
    page_begin(&answer->body, &head);
    page_lost(&answer->body, head.language);
    sibu_text_add(&answer->body, "<div id=\"board\">\n");
    if (http_query(request, "armed") != NULL) {
        add_armed(&answer->body, head.language, http_query(request, "armed"));
    }
    add_board(&answer->body, server, request, head.language, &board);
    sibu_text_add(&answer->body, "</div>\n");
    page_officer_end(&answer->body, server, request, head.language, 1);
}

/* What a button needs beside the sight of the board. */
static enum right right_of(const char *what)
{
    static const struct {
        const char *what;
        enum right right;
    } RIGHTS_OF[] = {{"real-emergency", RIGHT_REAL_EMERGENCY}, {"tick", RIGHT_TICK_OFF}};
    for (size_t i = 0; i < sizeof RIGHTS_OF / sizeof RIGHTS_OF[0]; i++) {
        if (strcmp(what, RIGHTS_OF[i].what) == 0) {
            return RIGHTS_OF[i].right;
        }
    }
    return RIGHT_DRILLS;
}

static enum sibu_status ask_for(struct server *server, struct http_request *request, const char *what,
                                struct wish_end *end, struct sibu_fault *fault)
{
    const char *unit = http_form(request, "unit"), *hours = http_form(request, "hours");
    struct wish wish = {unit != NULL ? unit : "", 0};
    if (strcmp(what, "surprise") == 0) {
        long count = hours != NULL ? strtol(hours, NULL, 10) : 0;
        if (count < 1 || count > 168) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "hours", "要 1 到 168 小时", "takes 1 to 168 hours");
        }
        wish.within_s = count * 3600;
    }
    return wish_ask(server, request, &wish, end, fault);
}

static enum sibu_status act(struct server *server, struct http_request *request, const char *what, struct wish_end *end,
                            struct sibu_fault *fault)
{
    enum drill_state state;
    const char *drill = http_form(request, "drill"), *id = http_form(request, "request");
    int yes = strcmp(what, "second-yes") == 0;
    if (strcmp(what, "now") == 0 || strcmp(what, "surprise") == 0) {
        return ask_for(server, request, what, end, fault);
    }
    if (yes || strcmp(what, "second-no") == 0) {
        return wish_answer(server, request, id != NULL ? id : "", yes, end, fault);
    }
    if (strcmp(what, "tick") == 0) {
        return tick_off(server, request, drill != NULL ? drill : "", fault);
    }
    if (!drill_state_of(what, &state) || (!drill_state_ended(state) && state != DRILL_MUSTERED)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "do", "没有这个动作", "there is no such action");
    }
    return stop_drill(server, request, drill, state, fault);
}

/* A field of the form that may stand in an address: digits and lines. */
static const char *plain_field(struct http_request *request, const char *name)
{
    const char *value = http_form(request, name);
    return value != NULL && strlen(value) < 64 && strspn(value, "0123456789-") == strlen(value) ? value : "";
}

/* Where the browser goes on: to the drill that the form was about, and the assembly point. */
static const char *back_to(struct http_request *request, const struct wish_end *end)
{
    char address[256];
    const char *drill = plain_field(request, "drill"), *at = plain_field(request, "at");
    const char *language = page_language(request, SIBU_ZH) == SIBU_ZH ? "zh" : "en";
    int length = snprintf(address, sizeof address, "/?lang=%s", language);
    if (end->armed) {
        length = snprintf(address, sizeof address, "/?armed=%.1f&lang=%s", end->bits, language);
    } else if (drill[0] != '\0') {
        length = snprintf(address, sizeof address, "/?drill=%s%s%s&lang=%s", drill, at[0] != '\0' ? "&at=" : "", at,
                          language);
    }
    const char *kept = sibu_arena_text(&request->arena, address, (size_t)length);
    return kept != NULL ? kept : "/";
}

void page_board_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct wish_end end = {.waits = 0};
    const char *what = http_form(request, "do");
    if (what != NULL && !session_may(request, right_of(what))) {
        page_refused(server, request, answer);
    } else if (what == NULL || act(server, request, what, &end, &fault) == SIBU_OK) {
        answer->status = 303;
        answer->location = back_to(request, &end);
    } else {
        http_answer_fault(answer, &fault);
    }
}
