/* GET /v1/statistics and the page /statistics: who was drilled when, beside what the rules let expect. See route.h. */
#include <inttypes.h>
#include <stdio.h>

#include "web/page.h"
#include "web/session.h"
#include "web/statistics.h"

#define PEOPLE_SHOWN 50

static void add_lines(struct sibu_text *out, const char *list, const char *key, const struct statistics_line *lines,
                      uint32_t count)
{
    sibu_text_addf(out, ",\"%s\":[", list);
    for (uint32_t i = 0; i < count; i++) {
        sibu_text_addf(out, "%s{\"%s\":", i > 0 ? "," : "", key);
        sibu_text_add_json(out, lines[i].id);
        sibu_text_addf(out, ",\"drills\":%" PRId64 ",\"expected\":%.4f,\"last_us\":%" PRId64 "}", lines[i].drills,
                       lines[i].expected, lines[i].last_us);
    }
    sibu_text_add(out, "]");
}

/* Sites that results can move, or that have results. */
static int is_told(const struct statistics_result *result)
{
    return result->moves || result->share_count > 0;
}

static void add_results(struct sibu_text *out, const struct statistics *from)
{
    int first = 1;
    sibu_text_add(out, ",\"results\":[");
    for (uint32_t i = 0; i < from->site_count; i++) {
        const struct statistics_result *it = &from->results[i];
        if (!is_told(it)) {
            continue;
        }
        sibu_text_add(out, first ? "{\"site\":" : ",{\"site\":");
        first = 0;
        sibu_text_add_json(out, from->sites[i].id);
        sibu_text_add(out, ",\"shares\":[");
        for (uint32_t k = 0; k < it->share_count; k++) {
            sibu_text_addf(out, "%s%.6f", k > 0 ? "," : "", (double)it->shares[k] / RESULT_WHOLE);
        }
        sibu_text_addf(out, "],\"moves\":%s,\"moved\":%d,\"waiting\":", it->moves ? "true" : "false", it->moved);
        sibu_text_addf(out, it->waits ? "%d}" : "null}", it->waiting);
    }
    sibu_text_add(out, "]");
}

static void add_people(struct sibu_text *out, const struct statistics *from)
{
    sibu_text_addf(out, ",\"never_drilled\":%zu,\"people\":[", from->never_count);
    for (size_t i = 0; i < from->person_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"site\":" : "{\"site\":");
        sibu_text_add_json(out, from->people[i].site);
        sibu_text_add(out, ",\"id\":");
        sibu_text_add_json(out, from->people[i].id);
        sibu_text_addf(out, ",\"drills\":%" PRId64 ",\"last_us\":%" PRId64 "}", from->people[i].drills,
                       from->people[i].last_us);
    }
    sibu_text_add(out, "]");
}

/* What the ledger has counted: of the whole alone. */
static void add_counts(struct sibu_text *out, const struct book_counts *c)
{
    sibu_text_addf(out,
                   ",\"ticks\":%" PRId64 ",\"skipped\":%" PRId64 ",\"drawn\":%" PRId64 ",\"held\":%" PRId64
                   ",\"not_held\":%" PRId64 ",\"aborted\":%" PRId64 ",\"surprises\":%" PRId64 ",\"nows\":%" PRId64
                   ",\"missed\":%" PRId64 ",\"closed\":%" PRId64 ",\"closed_starts\":%" PRId64
                   ",\"closed_starts_expected\":%.6g",
                   c->ticks, c->skipped, c->starts, c->held, c->not_held, c->aborted, c->surprises, c->nows, c->missed,
                   c->closed_ticks, c->closed_fired, c->closed_expected);
}

void api_statistics(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct statistics from;
    if (statistics_make(server, request, &from, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 200;
    sibu_text_addf(&answer->body, "{\"since_us\":%" PRId64 ",\"now_us\":%" PRId64, from.since_us, from.now_us);
    if (!from.is_part) {
        add_counts(&answer->body, &from.counts);
    }
    add_lines(&answer->body, "sites", "site", from.sites, from.site_count);
    add_lines(&answer->body, "shifts", "shift", from.shifts, from.shift_count);
    add_lines(&answer->body, "families", "family", from.families, from.family_count);
    add_results(&answer->body, &from);
    add_people(&answer->body, &from);
    sibu_text_add(&answer->body, "}\n");
}

/* The date on the policy's clock, or a dash. */
static void put_date(const struct server *server, int64_t time_us, char out[32])
{
    (void)snprintf(out, 32, "–");
    if (time_us > 0) {
        zone_time_text(server->def.plan->zone, time_us, out);
        out[10] = '\0';
    }
}

static void begin_table(struct sibu_text *out, enum sibu_language language, enum sibu_say_id title,
                        const enum sibu_say_id *heads, int count)
{
    sibu_text_add(out, "<h2>");
    page_say(out, language, title);
    sibu_text_add(out, "</h2>\n<table><thead><tr>");
    for (int i = 0; i < count; i++) {
        sibu_text_add(out, "<th scope=\"col\">");
        page_say(out, language, heads[i]);
        sibu_text_add(out, "</th>");
    }
    sibu_text_add(out, "</tr></thead><tbody>\n");
}

static void add_table(struct sibu_text *out, const struct server *server, enum sibu_language language,
                      enum sibu_say_id title, const struct statistics_line *lines, uint32_t count)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_STAT_NAME, SIBU_SAY_PAGE_STAT_DRILLS,
                                             SIBU_SAY_PAGE_STAT_EXPECTED, SIBU_SAY_PAGE_STAT_LAST};
    begin_table(out, language, title, HEADS, 4);
    for (uint32_t i = 0; i < count; i++) {
        char date[32];
        if (lines[i].drills == 0 && lines[i].expected <= 0.0) {
            continue;
        }
        put_date(server, lines[i].last_us, date);
        sibu_text_add(out, "<tr><th scope=\"row\">");
        sibu_text_add_xml(out, lines[i].name != NULL ? lines[i].name->in[language] : lines[i].id);
        sibu_text_addf(out, "</th><td>%" PRId64 "</td><td>%.2f</td><td>%s</td></tr>\n", lines[i].drills,
                       lines[i].expected, date);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

static void add_move(struct sibu_text *out, enum sibu_language language, int moved)
{
    static const enum sibu_say_id MOVES[] = {SIBU_SAY_PAGE_STAT_MOVE_FEWER, SIBU_SAY_PAGE_STAT_MOVE_NONE,
                                             SIBU_SAY_PAGE_STAT_MOVE_MORE};
    sibu_text_add(out, "</td><td>");
    page_say(out, language, MOVES[moved + 1]);
}

static void add_result_row(struct sibu_text *out, enum sibu_language language, const struct sibu_name *name,
                           const struct statistics_result *it)
{
    sibu_text_add(out, "<tr><th scope=\"row\">");
    sibu_text_add_xml(out, name->in[language]);
    sibu_text_add(out, "</th><td>");
    for (uint32_t k = 0; k < it->share_count; k++) {
        sibu_text_addf(out, "%s%.1f %%", k > 0 ? " · " : "", (double)it->shares[k] * 100.0 / RESULT_WHOLE);
    }
    add_move(out, language, it->moved);
    if (it->waits) {
        add_move(out, language, it->waiting);
    } else {
        sibu_text_add(out, "</td><td>–");
    }
    sibu_text_add(out, "</td></tr>\n");
}

static void add_results_table(struct sibu_text *out, enum sibu_language language, const struct statistics *from)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_STAT_NAME, SIBU_SAY_PAGE_STAT_RESULTS_LAST,
                                             SIBU_SAY_PAGE_STAT_MOVED, SIBU_SAY_PAGE_STAT_WAITING};
    int any = 0;
    for (uint32_t i = 0; i < from->site_count; i++) {
        any |= is_told(&from->results[i]);
    }
    if (!any) {
        return;
    }
    begin_table(out, language, SIBU_SAY_PAGE_STAT_RESULTS, HEADS, 4);
    for (uint32_t i = 0; i < from->site_count; i++) {
        if (is_told(&from->results[i])) {
            add_result_row(out, language, from->sites[i].name, &from->results[i]);
        }
    }
    sibu_text_add(out, "</tbody></table>\n");
}

static void add_people_table(struct sibu_text *out, const struct server *server, enum sibu_language language,
                             const struct statistics *from)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_STAT_NAME, SIBU_SAY_PAGE_STAT_DRILLS,
                                             SIBU_SAY_PAGE_STAT_LAST};
    char never[32];
    begin_table(out, language, SIBU_SAY_PAGE_STAT_PEOPLE, HEADS, 3);
    for (size_t i = 0; i < from->person_count && i < PEOPLE_SHOWN; i++) {
        char date[32];
        put_date(server, from->people[i].last_us, date);
        sibu_text_add(out, "<tr><th scope=\"row\">");
        page_name(out, from->people[i].name);
        sibu_text_addf(out, "</th><td>%" PRId64 "</td><td>%s</td></tr>\n", from->people[i].drills, date);
    }
    sibu_text_add(out, "</tbody></table>\n<p class=\"soft\">");
    (void)snprintf(never, sizeof never, "%zu / %zu", from->never_count, from->person_count);
    page_say_one(out, language, SIBU_SAY_PAGE_STAT_NEVER, never);
    sibu_text_add(out, "</p>\n");
}

/* What was drawn and not held, and what interlocks kept from starting: for whoever audits. */
static void add_ledger(struct sibu_text *out, enum sibu_language language, const struct statistics *from)
{
    const struct book_counts *c = &from->counts;
    const struct {
        enum sibu_say_id id;
        int64_t value;
    } LINES[] = {{SIBU_SAY_PAGE_STAT_TICKS, c->ticks},         {SIBU_SAY_PAGE_STAT_SKIPPED, c->skipped},
                 {SIBU_SAY_PAGE_STAT_DRAWN, c->starts},        {SIBU_SAY_PAGE_STAT_HELD, c->held},
                 {SIBU_SAY_PAGE_STAT_NOT_HELD, c->not_held},   {SIBU_SAY_PAGE_STAT_ABORTED, c->aborted},
                 {SIBU_SAY_PAGE_STAT_ASKED, c->surprises},     {SIBU_SAY_PAGE_STAT_NOW, c->nows},
                 {SIBU_SAY_PAGE_STAT_CLOSED, c->closed_ticks}, {SIBU_SAY_PAGE_STAT_CLOSED_STARTS, c->closed_fired},
                 {SIBU_SAY_PAGE_STAT_MISSED, c->missed}};
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_PAGE_STAT_LEDGER);
    sibu_text_add(out, "</h2>\n<table><tbody>\n");
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        sibu_text_add(out, "<tr><th scope=\"row\">");
        page_say(out, language, LINES[i].id);
        sibu_text_addf(out, "</th><td>%" PRId64 "</td></tr>\n", LINES[i].value);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

void page_statistics(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct statistics from;
    if (statistics_make(server, request, &from, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_PAGE_STAT_TITLE, .kind = "board"};
    struct sibu_text *out = &answer->body;
    char since[32];
    page_answer(answer, 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, head.language, SIBU_SAY_PAGE_STAT_TITLE);
    sibu_text_add(out, "</h1>\n<p class=\"soft\">");
    put_date(server, from.since_us, since);
    page_say_one(out, head.language, SIBU_SAY_PAGE_STAT_SINCE, since);
    sibu_text_add(out, "</p>\n");
    add_table(out, server, head.language, SIBU_SAY_PAGE_STAT_SITES, from.sites, from.site_count);
    if (!from.is_part) {
        add_table(out, server, head.language, SIBU_SAY_PAGE_STAT_SHIFTS, from.shifts, from.shift_count);
        add_table(out, server, head.language, SIBU_SAY_PAGE_STAT_FAMILIES, from.families, from.family_count);
    }
    add_results_table(out, head.language, &from);
    add_people_table(out, server, head.language, &from);
    if (!from.is_part) {
        add_ledger(out, head.language, &from);
    }
    page_officer_end(out, server, request, head.language, 0);
}
