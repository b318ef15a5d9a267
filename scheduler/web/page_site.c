/* The page /site: the plan of a site that is in force, and what another would change, before it is kept. See route.h. */
#include <stdio.h>
#include <string.h>

#include "web/page_change.h"

#define SHOWN 500 /* parts that differ; the API has all */

static void say(const struct change_page *page, enum sibu_say_id id)
{
    page_say(page->out, page->language, id);
}

static void begin_table(const struct change_page *page, const enum sibu_say_id *heads, size_t count)
{
    sibu_text_add(page->out, "<table class=\"log\"><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(page->out, "<th scope=\"col\">");
        say(page, heads[i]);
        sibu_text_add(page->out, "</th>");
    }
    sibu_text_add(page->out, "</tr></thead><tbody>\n");
}

static enum sibu_say_id part_says(enum site_part part)
{
    static const enum sibu_say_id IDS[SITE_PARTS] = {
        SIBU_SAY_CHANGE_PART_FLOOR, SIBU_SAY_CHANGE_ZONE,        SIBU_SAY_CHANGE_PART_EXIT, SIBU_SAY_CHANGE_PART_DOOR,
        SIBU_SAY_CHANGE_PART_STAIR, SIBU_SAY_CHANGE_PART_MUSTER, SIBU_SAY_CHANGE_PART_ALARM};
    return IDS[part];
}

/* "name · shape" */
static void add_fields(const struct change_page *page, unsigned fields)
{
    static const enum sibu_say_id IDS[SITE_FIELDS] = {SIBU_SAY_CHANGE_FIELD_NAME,    SIBU_SAY_CHANGE_FIELD_LEVEL,
                                                      SIBU_SAY_CHANGE_FIELD_SHAPE,   SIBU_SAY_CHANGE_FIELD_USE,
                                                      SIBU_SAY_CHANGE_FIELD_HAZARDS, SIBU_SAY_CHANGE_FIELD_AMOUNT,
                                                      SIBU_SAY_CHANGE_FIELD_TOPIC};
    int first = 1;
    for (unsigned i = 0; i < SITE_FIELDS; i++) {
        if ((fields >> i & 1U) != 0) {
            sibu_text_add(page->out, first ? "" : " · ");
            say(page, IDS[i]);
            first = 0;
        }
    }
}

static int is_line(enum site_part part)
{
    return part == SITE_EXIT || part == SITE_DOOR;
}

/* "80 m² → 96 m²"; of doors and exits how wide; nothing of what has no size. */
static void add_size(const struct change_page *page, const struct site_change *change)
{
    const char *unit = is_line(change->part) ? " m" : " m²";
    if (change->part == SITE_ALARM) {
        sibu_text_add(page->out, "–");
        return;
    }
    if (change->was) {
        sibu_text_addf(page->out, is_line(change->part) ? "%.2f%s" : "%.0f%s", change->before, unit);
    }
    if (change->was && change->is) {
        sibu_text_add(page->out, " → ");
    }
    if (change->is) {
        sibu_text_addf(page->out, is_line(change->part) ? "%.2f%s" : "%.0f%s", change->after, unit);
    }
}

static void add_change(const struct change_page *page, const struct site_change *change)
{
    sibu_text_add(page->out, "<tr><td>");
    say(page, !change->was ? SIBU_SAY_CHANGE_COMES : !change->is ? SIBU_SAY_CHANGE_GOES : SIBU_SAY_CHANGE_DIFFERS);
    sibu_text_add(page->out, "</td><td>");
    say(page, part_says(change->part));
    sibu_text_add(page->out, " ");
    if (change->name != NULL) {
        page_name(page->out, change->name->in[page->language]);
        sibu_text_add(page->out, " ");
    }
    sibu_text_add(page->out, "<code>");
    sibu_text_add_xml(page->out, change->id);
    sibu_text_add(page->out, "</code></td><td>");
    add_fields(page, change->fields);
    sibu_text_add(page->out, "</td><td>");
    add_size(page, change);
    sibu_text_add(page->out, "</td></tr>\n");
}

static void add_changes(const struct change_page *page, const struct site_diff *diff)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHANGE_WHAT, SIBU_SAY_CHANGE_PART, SIBU_SAY_CHANGE_DIFFERS_IN,
                                             SIBU_SAY_CHANGE_SIZE};
    char more[24];
    if (diff->count == 0 && diff->whole == 0) {
        page_note(page->out, page->language, 0, SIBU_SAY_CHANGE_SITE_SAME);
        return;
    }
    begin_table(page, HEADS, 4);
    for (size_t i = 0; i < diff->count && i < SHOWN; i++) {
        add_change(page, &diff->changes[i]);
    }
    sibu_text_add(page->out, "</tbody></table>\n");
    if (diff->count > SHOWN) {
        (void)snprintf(more, sizeof more, "%zu", diff->count - SHOWN);
        sibu_text_add(page->out, "<p class=\"soft\">");
        page_say_one(page->out, page->language, SIBU_SAY_CHANGE_MORE, more);
        sibu_text_add(page->out, "</p>\n");
    }
}

static void add_pair(const struct change_page *page, enum sibu_say_id of, const char *before, const char *after)
{
    sibu_text_add(page->out, "<p>");
    say(page, of);
    sibu_text_add(page->out, " <del>");
    sibu_text_add_xml(page->out, before);
    sibu_text_add(page->out, "</del> → <ins>");
    sibu_text_add_xml(page->out, after);
    sibu_text_add(page->out, "</ins></p>\n");
}

/* Of the site as a whole. */
static void add_whole(const struct change_page *page)
{
    const struct plan *plan = page->server->def.plan;
    const struct sibu_site *before = plan->sites[plan_find_site(plan, page->site)].site;
    const struct sibu_site *after = page->change.plan->sites[page->change.index].site;
    const struct site_diff *diff = &page->change.parts;
    const char was[2] = {before->grade, '\0'}, is[2] = {after->grade, '\0'};
    char from[40], to[40];
    if ((diff->whole & SITE_WHOLE_NAME) != 0) {
        add_pair(page, SIBU_SAY_CHANGE_FIELD_NAME, before->name.in[page->language], after->name.in[page->language]);
    }
    if ((diff->whole & SITE_WHOLE_GRADE) != 0) {
        add_pair(page, SIBU_SAY_CHANGE_GRADE, was, is);
    }
    if ((diff->whole & SITE_WHOLE_ZONE) != 0) {
        add_pair(page, SIBU_SAY_CHANGE_TIMEZONE, before->timezone, after->timezone);
    }
    (void)snprintf(from, sizeof from, "%.0f m²", diff->before_m2);
    (void)snprintf(to, sizeof to, "%.0f m²", diff->after_m2);
    if (strcmp(from, to) != 0) {
        add_pair(page, SIBU_SAY_CHANGE_WALKABLE, from, to);
    }
}

static void add_tile(const struct change_page *page, const size_t counts[SITE_PARTS], enum sibu_say_id of)
{
    size_t sum = 0;
    for (int i = 0; i < SITE_PARTS; i++) {
        sum += counts[i];
    }
    sibu_text_addf(page->out, "<div class=\"tile\"><b>%zu</b>", sum);
    say(page, of);
    sibu_text_add(page->out, "</div>");
}

static void add_preview(const struct change_page *page)
{
    const struct site_diff *diff = &page->change.parts;
    sibu_text_add(page->out, "<section><h2>");
    say(page, SIBU_SAY_CHANGE_PREVIEW);
    sibu_text_add(page->out, "</h2>\n<div class=\"tiles\">");
    add_tile(page, diff->come, SIBU_SAY_CHANGE_COMES);
    add_tile(page, diff->leave, SIBU_SAY_CHANGE_GOES);
    add_tile(page, diff->change, SIBU_SAY_CHANGE_DIFFERS);
    sibu_text_add(page->out, "</div>\n");
    add_whole(page);
    add_changes(page, diff);
    page_note(page->out, page->language, 0, SIBU_SAY_CHANGE_SITE_DRILLS);
    page_change_buttons(page);
    sibu_text_add(page->out, "</section>\n");
}

static void add_count(const struct change_page *page, enum sibu_say_id of, uint32_t count)
{
    sibu_text_add(page->out, "<tr><th scope=\"row\">");
    say(page, of);
    sibu_text_addf(page->out, "</th><td>%u</td></tr>\n", (unsigned)count);
}

static void add_in_force(const struct change_page *page, const struct plan_site *at)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHANGE_PART, SIBU_SAY_CHANGE_COUNT};
    const struct sibu_site *site = at->site;
    const uint32_t counts[SITE_PARTS] = {site->floor_count, site->zone_count,   site->exit_count, site->door_count,
                                         site->stair_count, site->muster_count, site->alarm_count};
    char hash[DRAFT_HASH_BYTES];
    sibu_hex(hash, at->site_sha256, sizeof at->site_sha256);
    sibu_text_add(page->out, "<h2>");
    sibu_text_add_xml(page->out, site->name.in[page->language]);
    sibu_text_add(page->out, "</h2>\n<p>");
    say(page, SIBU_SAY_CHANGE_SITE_IN_FORCE);
    say(page, at->site_kept ? SIBU_SAY_CHANGE_FROM_OFFICERS : SIBU_SAY_CHANGE_FROM_FILE);
    sibu_text_add(page->out, "<br/>");
    page_change_hash(page->out, hash);
    sibu_text_add(page->out, "<br/><a href=\"/v1/site?site=");
    page_add_query(page->out, site->id);
    sibu_text_add(page->out, "\">");
    say(page, SIBU_SAY_CHANGE_SITE_GET);
    sibu_text_add(page->out, "</a></p>\n");
    begin_table(page, HEADS, 2);
    for (int i = 0; i < SITE_PARTS; i++) {
        add_count(page, part_says((enum site_part)i), counts[i]);
    }
    sibu_text_add(page->out, "</tbody></table>\n");
}

static void show(struct change_page *page, struct http_answer *answer)
{
    const struct plan *plan = page->server->def.plan;
    struct page_head head = {.language = page->language, .title = SIBU_SAY_CHANGE_SITE_TITLE, .kind = "board"};
    page->out = &answer->body;
    page_answer(answer, page_change_status(page));
    page_begin(page->out, &head);
    sibu_text_add(page->out, "<h1>");
    say(page, SIBU_SAY_CHANGE_SITE_TITLE);
    sibu_text_add(page->out, "</h1>\n");
    page_change_sites(page);
    page_change_notes(page);
    if (page->shows) {
        add_preview(page);
    }
    add_in_force(page, &plan->sites[plan_find_site(plan, page->site)]);
    page_change_form(page, SIBU_SAY_CHANGE_SITE_BRING, SIBU_SAY_CHANGE_SITE_MEANS);
    page_officer_end(page->out, page->server, page->request, page->language, 0);
}

void page_site(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer(server, request, KEPT_SITE, show, answer);
}

void page_site_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer_post(server, request, KEPT_SITE, show, answer);
}
