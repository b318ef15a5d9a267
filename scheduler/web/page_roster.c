/* The page /roster: who is in a site's roster, and what another roster would change, before it is kept. See route.h. */
#include <stdio.h>
#include <string.h>

#include "notify/reach.h"
#include "web/page_change.h"

#define SHOWN 500 /* changes of a list; the API has all */

static void say(const struct change_page *page, enum sibu_say_id id)
{
    page_say(page->out, page->language, id);
}

static void begin_table(const struct change_page *page, const enum sibu_say_id *heads, size_t count, const char *look)
{
    sibu_text_addf(page->out, "<table%s><thead><tr>", look);
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(page->out, "<th scope=\"col\">");
        say(page, heads[i]);
        sibu_text_add(page->out, "</th>");
    }
    sibu_text_add(page->out, "</tr></thead><tbody>\n");
}

static void add_count(const struct change_page *page, const char *name, size_t count)
{
    sibu_text_add(page->out, "<tr><th scope=\"row\">");
    sibu_text_add_xml(page->out, name);
    sibu_text_addf(page->out, "</th><td>%zu</td></tr>\n", count);
}

static const char *role_word(enum sibu_language language, enum roster_role role)
{
    static const enum sibu_say_id IDS[ROSTER_ROLES] = {SIBU_SAY_ROSTER_ROLE_WORKER, SIBU_SAY_ROSTER_ROLE_WARDEN,
                                                       SIBU_SAY_ROSTER_ROLE_CONTRACTOR, SIBU_SAY_ROSTER_ROLE_VISITOR};
    return sibu_say(language, IDS[role]);
}

static size_t in_zone(const struct roster *roster, uint32_t zone)
{
    size_t count = 0;
    for (size_t i = 0; i < roster->count; i++) {
        count += roster->people[i].zone_index == zone;
    }
    return count;
}

static size_t on_shift(const struct plan_site *at, uint32_t shift)
{
    size_t count = 0;
    for (size_t i = 0; i < at->roster->count; i++) {
        count += at->shifts[i] == shift;
    }
    return count;
}

static size_t of_role(const struct roster *roster, int role)
{
    size_t count = 0;
    for (size_t i = 0; i < roster->count; i++) {
        count += (int)roster->people[i].role == role;
    }
    return count;
}

static void begin_counts(const struct change_page *page, enum sibu_say_id of)
{
    const enum sibu_say_id heads[] = {of, SIBU_SAY_CHANGE_PEOPLE};
    sibu_text_add(page->out, "<div>");
    begin_table(page, heads, 2, "");
}

static void end_counts(const struct change_page *page)
{
    sibu_text_add(page->out, "</tbody></table></div>\n");
}

static void add_counts(const struct change_page *page, const struct plan_site *at)
{
    const struct policy *policy = page->server->def.plan->policy;
    sibu_text_add(page->out, "<div class=\"row\">");
    begin_counts(page, SIBU_SAY_CHANGE_ZONE);
    for (uint32_t i = 0; i < at->site->zone_count; i++) {
        add_count(page, at->site->zones[i].name.in[page->language], in_zone(at->roster, i));
    }
    end_counts(page);
    begin_counts(page, SIBU_SAY_CHANGE_SHIFT);
    for (uint32_t i = 0; i < policy->shift_count; i++) {
        size_t count = on_shift(at, i);
        if (count > 0) {
            add_count(page, policy->shifts[i].id, count);
        }
    }
    end_counts(page);
    begin_counts(page, SIBU_SAY_CHANGE_ROLE);
    for (int i = 0; i < ROSTER_ROLES; i++) {
        add_count(page, role_word(page->language, (enum roster_role)i), of_role(at->roster, i));
    }
    end_counts(page);
    sibu_text_add(page->out, "</div>\n");
}

/* The plan of the site that the person's row was read against: the one in force, or the one to be. */
static const struct sibu_site *site_of(const struct change_page *page, int is_after)
{
    const struct plan *plan = page->server->def.plan;
    return is_after ? page->change.plan->sites[page->change.index].site
                    : plan->sites[plan_find_site(plan, page->site)].site;
}

/* A cell as it may be shown: addresses masked, words and names in the reader's language. */
static void add_cell(const struct change_page *page, const struct roster_person *person, enum roster_column column,
                     const struct sibu_site *site)
{
    struct sibu_text mask = {0};
    const char *value = roster_cell_of(person, column);
    if (value[0] == '\0') {
        sibu_text_add(page->out, "–");
        return;
    }
    if (column == ROSTER_PHONE || column == ROSTER_EMAIL || column == ROSTER_URL) {
        reach_mask(column == ROSTER_PHONE ? "phone" : column == ROSTER_EMAIL ? "email" : "url", value, &mask);
        value = sibu_text_get(&mask);
    } else if (column == ROSTER_ROLE) {
        value = role_word(page->language, person->role);
    } else if (column == ROSTER_ZONE && person->zone_index < site->zone_count) {
        value = site->zones[person->zone_index].name.in[page->language];
    }
    sibu_text_add_xml(page->out, value);
    sibu_text_clear(&mask);
}

/* "zone Workshop → Yard · shift day → night" */
static void add_fields(const struct change_page *page, const struct roster_change *change)
{
    int first = 1;
    for (int i = 0; i < ROSTER_COLUMNS; i++) {
        if ((change->fields >> i & 1U) == 0) {
            continue;
        }
        sibu_text_add(page->out, first ? "" : " · ");
        sibu_text_add_xml(page->out, roster_column_name((enum roster_column)i, (int)page->language));
        sibu_text_add(page->out, " ");
        add_cell(page, change->before, (enum roster_column)i, site_of(page, 0));
        sibu_text_add(page->out, " → ");
        add_cell(page, change->after, (enum roster_column)i, site_of(page, 1));
        first = 0;
    }
}

/* Of who comes or leaves: "Workshop · day · worker" */
static void add_place(const struct change_page *page, const struct roster_person *person, const struct sibu_site *site)
{
    static const enum roster_column COLUMNS[] = {ROSTER_ZONE, ROSTER_SHIFT, ROSTER_ROLE};
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        sibu_text_add(page->out, i > 0 ? " · " : "");
        add_cell(page, person, COLUMNS[i], site);
    }
}

static void add_change(const struct change_page *page, const struct roster_change *change)
{
    const struct roster_person *who = change->after != NULL ? change->after : change->before;
    sibu_text_add(page->out, "<tr><td>");
    say(page, change->before == NULL  ? SIBU_SAY_CHANGE_COMES
              : change->after == NULL ? SIBU_SAY_CHANGE_LEAVES
                                      : SIBU_SAY_CHANGE_DIFFERS);
    sibu_text_add(page->out, "</td><td>");
    page_name(page->out, page_name_of(page->language, who->name, who->name_en));
    sibu_text_add(page->out, " ");
    sibu_text_add_xml(page->out, who->id);
    sibu_text_add(page->out, "</td><td>");
    if (change->fields != 0) {
        add_fields(page, change);
    } else {
        add_place(page, who, site_of(page, change->after != NULL));
    }
    sibu_text_add(page->out, "</td></tr>\n");
}

static void add_tile(const struct change_page *page, size_t count, enum sibu_say_id of)
{
    sibu_text_addf(page->out, "<div class=\"tile\"><b>%zu</b>", count);
    say(page, of);
    sibu_text_add(page->out, "</div>");
}

static void add_preview(const struct change_page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHANGE_WHAT, SIBU_SAY_CHANGE_WHO, SIBU_SAY_CHANGE_HOW};
    const struct roster_diff *diff = &page->change.people;
    char more[24];
    sibu_text_add(page->out, "<section><h2>");
    say(page, SIBU_SAY_CHANGE_PREVIEW);
    sibu_text_add(page->out, "</h2>\n<div class=\"tiles\">");
    add_tile(page, page->change.plan->sites[page->change.index].roster->count, SIBU_SAY_CHANGE_PEOPLE_AFTER);
    add_tile(page, diff->come, SIBU_SAY_CHANGE_COMES);
    add_tile(page, diff->leave, SIBU_SAY_CHANGE_LEAVES);
    add_tile(page, diff->change, SIBU_SAY_CHANGE_DIFFERS);
    sibu_text_add(page->out, "</div>\n");
    if (diff->count > 0) {
        begin_table(page, HEADS, 3, " class=\"log\"");
        for (size_t i = 0; i < diff->count && i < SHOWN; i++) {
            add_change(page, &diff->changes[i]);
        }
        sibu_text_add(page->out, "</tbody></table>\n");
    }
    if (diff->count > SHOWN) {
        (void)snprintf(more, sizeof more, "%zu", diff->count - SHOWN);
        sibu_text_add(page->out, "<p class=\"soft\">");
        page_say_one(page->out, page->language, SIBU_SAY_CHANGE_MORE, more);
        sibu_text_add(page->out, "</p>\n");
    }
    page_note(page->out, page->language, 0, SIBU_SAY_CHANGE_LINKS);
    page_change_buttons(page);
    sibu_text_add(page->out, "</section>\n");
}

static void add_in_force(const struct change_page *page, const struct plan_site *at)
{
    char count[24], hash[DRAFT_HASH_BYTES];
    (void)snprintf(count, sizeof count, "%zu", at->roster->count);
    sibu_hex(hash, at->roster_sha256, sizeof at->roster_sha256);
    sibu_text_add(page->out, "<h2>");
    sibu_text_add_xml(page->out, at->site->name.in[page->language]);
    sibu_text_add(page->out, "</h2>\n<p>");
    page_say_one(page->out, page->language, SIBU_SAY_CHANGE_ROSTER_IN_FORCE, count);
    say(page, at->roster_kept ? SIBU_SAY_CHANGE_FROM_OFFICERS : SIBU_SAY_CHANGE_FROM_FILE);
    sibu_text_add(page->out, "<br/>");
    page_change_hash(page->out, hash);
    sibu_text_add(page->out, "</p>\n");
}

static void show(struct change_page *page, struct http_answer *answer)
{
    const struct plan *plan = page->server->def.plan;
    const struct plan_site *at = &plan->sites[plan_find_site(plan, page->site)];
    struct page_head head = {.language = page->language, .title = SIBU_SAY_CHANGE_ROSTER_TITLE, .kind = "board"};
    page->out = &answer->body;
    page_answer(answer, page_change_status(page));
    page_begin(page->out, &head);
    sibu_text_add(page->out, "<h1>");
    say(page, SIBU_SAY_CHANGE_ROSTER_TITLE);
    sibu_text_add(page->out, "</h1>\n");
    page_change_sites(page);
    page_change_notes(page);
    if (page->shows) {
        add_preview(page);
    }
    add_in_force(page, at);
    add_counts(page, at);
    page_change_form(page, SIBU_SAY_CHANGE_ROSTER_BRING, SIBU_SAY_CHANGE_ROSTER_MEANS);
    page_officer_end(page->out, page->server, page->request, page->language, 0);
}

void page_roster(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer(server, request, KEPT_ROSTER, show, answer);
}

void page_roster_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer_post(server, request, KEPT_ROSTER, show, answer);
}
