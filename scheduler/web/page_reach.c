/* The page /reachability: before any drill, who could not be reached now, and why; and how old each proof is. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/page.h"
#include "web/reachability.h"
#include "web/scope.h"

#define SHOWN 500 /* people of a list; GET /v1/reachability has all */
#define DAY_US (INT64_C(86400) * 1000000)

struct sheet {
    struct sibu_text *out;
    enum sibu_language language;
    const struct server *server;
    const struct http_request *request;
    const struct reachability *from;
};

static void say(const struct sheet *sheet, enum sibu_say_id id)
{
    page_say(sheet->out, sheet->language, id);
}

static void say_number(const struct sheet *sheet, enum sibu_say_id id, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    page_say_one(sheet->out, sheet->language, id, text);
}

static void begin_table(const struct sheet *sheet, const enum sibu_say_id *heads, size_t count)
{
    sibu_text_add(sheet->out, "<table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(sheet->out, "<th scope=\"col\">");
        say(sheet, heads[i]);
        sibu_text_add(sheet->out, "</th>");
    }
    sibu_text_add(sheet->out, "</tr></thead><tbody>\n");
}

/* The date on the policy's clock. */
static void add_date(const struct sheet *sheet, int64_t time_us)
{
    char date[32];
    zone_time_text(sheet->server->def.plan->zone, time_us, date);
    sibu_text_addf(sheet->out, "%.10s", date);
}

static void add_age(const struct sheet *sheet, int64_t accepted_us)
{
    if (accepted_us <= 0) {
        say(sheet, SIBU_SAY_REACH_NEVER);
    } else {
        int64_t age_us = sheet->from->now_us - accepted_us;
        say_number(sheet, SIBU_SAY_REACH_AGE, age_us > 0 ? (uint64_t)(age_us / DAY_US) : 0);
    }
}

static void add_channels(const struct sheet *sheet, const struct reachability_counts *counts)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REACH_CHANNEL, SIBU_SAY_REACH_BY, SIBU_SAY_REACH_PROVED,
                                             SIBU_SAY_REACH_STATE};
    begin_table(sheet, HEADS, 4);
    for (size_t i = 0; i < sheet->from->way_count; i++) {
        sibu_text_add(sheet->out, "<tr><th scope=\"row\">");
        sibu_text_add_xml(sheet->out, sheet->from->ways[i].channel);
        sibu_text_addf(sheet->out, "</th><td>%zu</td><td>%zu</td><td>", counts->by[i], counts->proved[i]);
        say(sheet, sheet->from->ways[i].is_down ? SIBU_SAY_REACH_IS_DOWN : SIBU_SAY_REACH_IS_UP);
        sibu_text_add(sheet->out, "</td></tr>\n");
    }
    sibu_text_add(sheet->out, "</tbody></table>\n");
}

/* "mail w…@plant.example: the last attempt was refused (refused, 2026-11-24)" */
static void add_cell(const struct sheet *sheet, size_t way, const struct reachability_person *person)
{
    static const enum sibu_say_id STATES[REACH_STATES] = {SIBU_SAY_REACH_IS_UP, SIBU_SAY_REACH_IS_DOWN,
                                                          SIBU_SAY_REACH_FAILED, SIBU_SAY_REACH_MALFORMED,
                                                          SIBU_SAY_REACH_NO_ADDRESS};
    const struct reach_way *channel = &sheet->from->ways[way];
    const struct reachability_cell *cell = &person->cells[way];
    const char *address = reach_address(&person->addresses, channel->address);
    struct sibu_text mask = {0};
    sibu_text_add_xml(sheet->out, channel->channel);
    if (address[0] != '\0') {
        reach_mask(channel->address, address, &mask);
        sibu_text_add(sheet->out, " ");
        sibu_text_add_xml(sheet->out, sibu_text_get(&mask));
    }
    sibu_text_add(sheet->out, ": ");
    say(sheet, STATES[cell->state]);
    if (cell->state == REACH_FAILED) {
        sibu_text_add(sheet->out, " (");
        sibu_text_add_xml(sheet->out, cell->fault);
        sibu_text_add(sheet->out, ", ");
        add_date(sheet, cell->failed_us);
        sibu_text_add(sheet->out, ")");
    }
    sibu_text_clear(&mask);
}

static void begin_person(const struct sheet *sheet, const struct reachability_person *person)
{
    const struct store_person *who = person->who;
    sibu_text_add(sheet->out, "<tr><th scope=\"row\">");
    page_name(sheet->out, page_name_of(sheet->language, who->name, who->name_en));
    sibu_text_add(sheet->out, "</th><td>");
}

static void add_unreachable(const struct sheet *sheet, const struct reachability_person *person)
{
    static const enum sibu_say_id WHYS[REACH_WHYS] = {SIBU_SAY_REACH_IS_UP,          SIBU_SAY_REACH_IS_DOWN,
                                                      SIBU_SAY_REACH_FAILED,         SIBU_SAY_REACH_MALFORMED,
                                                      SIBU_SAY_REACH_WHY_NO_ADDRESS, SIBU_SAY_REACH_WHY_OTHER_KIND,
                                                      SIBU_SAY_REACH_WHY_ONLY_GROUPS};
    begin_person(sheet, person);
    say(sheet, WHYS[person->why]);
    sibu_text_add(sheet->out, "</td><td>");
    for (size_t i = 0; i < sheet->from->way_count; i++) {
        sibu_text_add(sheet->out, i > 0 ? "<br/>" : "");
        add_cell(sheet, i, person);
    }
    sibu_text_add(sheet->out, "</td></tr>\n");
}

static void add_proofs(const struct sheet *sheet, const struct reachability_person *person)
{
    begin_person(sheet, person);
    for (size_t i = 0; i < sheet->from->way_count; i++) {
        sibu_text_add(sheet->out, i > 0 ? " · " : "");
        sibu_text_add_xml(sheet->out, sheet->from->ways[i].channel);
        sibu_text_add(sheet->out, " ");
        add_age(sheet, person->cells[i].accepted_us);
    }
    sibu_text_add(sheet->out, "</td></tr>\n");
}

/* One table of the site's people: those who cannot be reached, or everybody's proofs. */
static void add_people(const struct sheet *sheet, const char *site, int unreachable, size_t count)
{
    static const enum sibu_say_id CANNOT[] = {SIBU_SAY_PAGE_NAME, SIBU_SAY_REACH_WHY, SIBU_SAY_REACH_CHANNEL};
    static const enum sibu_say_id PROOFS[] = {SIBU_SAY_PAGE_NAME, SIBU_SAY_REACH_LAST};
    size_t shown = 0;
    sibu_text_add(sheet->out, "<h3>");
    say(sheet, unreachable ? SIBU_SAY_REACH_CANNOT : SIBU_SAY_REACH_PROOFS);
    sibu_text_add(sheet->out, "</h3>\n");
    begin_table(sheet, unreachable ? CANNOT : PROOFS, unreachable ? 3 : 2);
    for (size_t i = 0; i < sheet->from->count && shown < SHOWN; i++) {
        const struct reachability_person *person = &sheet->from->people[i];
        if (strcmp(person->who->site, site) != 0 || (unreachable && person->why == REACH_CAN)) {
            continue;
        }
        (unreachable ? add_unreachable : add_proofs)(sheet, person);
        shown++;
    }
    sibu_text_add(sheet->out, "</tbody></table>\n");
    if (shown < count) {
        sibu_text_add(sheet->out, "<p class=\"soft\">");
        say_number(sheet, SIBU_SAY_REACH_MORE, count - shown);
        sibu_text_add(sheet->out, "</p>\n");
    }
}

static void add_site(const struct sheet *sheet, const struct sibu_site *site)
{
    char share[64];
    struct reachability_counts counts;
    reachability_count(sheet->from, site->id, &counts);
    sibu_text_add(sheet->out, "<h2>");
    sibu_text_add_xml(sheet->out, site->name.in[sheet->language]);
    sibu_text_add(sheet->out,
                  counts.reachable < counts.people ? "</h2>\n<p class=\"kept warn\">" : "</h2>\n<p class=\"kept\">");
    (void)snprintf(share, sizeof share, "%zu / %zu", counts.reachable, counts.people);
    page_say_one(sheet->out, sheet->language, SIBU_SAY_REACH_SHARE, share);
    sibu_text_add(sheet->out, "</p>\n");
    add_channels(sheet, &counts);
    if (counts.reachable < counts.people) {
        add_people(sheet, site->id, 1, counts.people - counts.reachable);
    }
    if (sheet->from->way_count > 0) {
        add_people(sheet, site->id, 0, counts.people);
    }
}

static void add_reachability(const struct sheet *sheet)
{
    sibu_text_add(sheet->out, "<h1>");
    say(sheet, SIBU_SAY_REACH_TITLE);
    sibu_text_add(sheet->out, "</h1>\n<p class=\"soft\">");
    say(sheet, SIBU_SAY_REACH_MEANS);
    sibu_text_add(sheet->out, "</p>\n");
    for (uint32_t i = 0; i < sheet->server->def.plan->site_count; i++) {
        if (scope_index(sheet->server, sheet->request, i)) {
            add_site(sheet, sheet->server->def.plan->sites[i].site);
        }
    }
    sibu_text_add(sheet->out, "<p><a href=\"/\">");
    say(sheet, SIBU_SAY_PAGE_BOARD_TITLE);
    sibu_text_add(sheet->out, "</a></p>\n");
}

void page_reachability(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct reachability from;
    if (reachability_make(server, request, &from, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_REACH_TITLE, .kind = "board"};
    struct sheet sheet = {&answer->body, head.language, server, request, &from};
    page_answer(answer, 200);
    page_begin(&answer->body, &head);
    add_reachability(&sheet);
    page_officer_end(&answer->body, server, request, head.language, 0);
}
