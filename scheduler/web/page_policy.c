/* The page /policy: the rules of the draw and the sites that are in force, what they mean in words, and what another policy would
 * change, before it is kept. Nothing here hangs on what was drawn or will be. See route.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/policy_say.h"
#include "web/page_change.h"

#define SHOWN 500 /* members that differ; the API has all */

static void say(const struct change_page *page, enum sibu_say_id id)
{
    page_say(page->out, page->language, id);
}

static void begin_section(const struct change_page *page, enum sibu_say_id title)
{
    sibu_text_add(page->out, "<section><h2>");
    say(page, title);
    sibu_text_add(page->out, "</h2>\n");
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

/* What a plan's rules mean. The caller clears the text. */
static enum sibu_status say_plan(const struct change_page *page, const struct plan *plan, struct sibu_text *out,
                                 struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct outlook outlook;
    enum sibu_status status = outlook_make(plan, clock_now_us(page->server->def.clock), &arena, &outlook, fault);
    if (status == SIBU_OK) {
        policy_say(out, plan, &outlook, page->language);
    }
    outlook_clear(&outlook);
    sibu_arena_clear(&arena);
    return status;
}

/* The lines of a text, each ended by NUL in a copy of it. */
struct lines {
    const char **items, **sorted;
    size_t count;
};

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* False: no memory. */
static int split(const struct sibu_text *text, struct sibu_arena *arena, struct lines *out)
{
    char *copy = sibu_arena_text(arena, sibu_text_get(text), text->length);
    size_t most = 1;
    for (size_t i = 0; i < text->length; i++) {
        most += sibu_text_get(text)[i] == '\n';
    }
    out->items = sibu_arena_take(arena, most, sizeof(char *));
    out->sorted = sibu_arena_take(arena, most, sizeof(char *));
    if (copy == NULL || out->items == NULL || out->sorted == NULL) {
        return 0;
    }
    while (*copy != '\0') {
        size_t length = strcspn(copy, "\n");
        int is_last = copy[length] == '\0';
        copy[length] = '\0';
        out->items[out->count++] = copy;
        copy += length + (is_last ? 0 : 1);
    }
    memcpy(out->sorted, out->items, out->count * sizeof(char *));
    qsort(out->sorted, out->count, sizeof(char *), compare_lines);
    return 1;
}

/* The lines that the other text has not. */
static void add_lines(const struct change_page *page, const struct lines *lines, const struct lines *others,
                      const char *element)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (bsearch(&lines->items[i], others->sorted, others->count, sizeof(char *), compare_lines) == NULL) {
            sibu_text_addf(page->out, "<%s>", element);
            sibu_text_add_xml(page->out, lines->items[i] + strspn(lines->items[i], " "));
            sibu_text_addf(page->out, "</%s>\n", element);
        }
    }
}

/* What the rules mean now and would mean, where that differs. */
static enum sibu_status add_meanings(const struct change_page *page, struct sibu_fault *fault)
{
    struct sibu_text now = {0}, then = {0};
    struct lines before = {.count = 0}, after = {.count = 0};
    struct sibu_arena *arena = &page->request->arena;
    enum sibu_status status = say_plan(page, page->server->def.plan, &now, fault);
    if (status == SIBU_OK) {
        status = say_plan(page, page->change.plan, &then, fault);
    }
    if (status == SIBU_OK && (!split(&now, arena, &before) || !split(&then, arena, &after))) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    if (status == SIBU_OK) {
        sibu_text_add(page->out, "<div class=\"words\">");
        add_lines(page, &before, &after, "del");
        add_lines(page, &after, &before, "ins");
        sibu_text_add(page->out, "</div>\n");
    }
    sibu_text_clear(&now);
    sibu_text_clear(&then);
    return status;
}

static void add_members(const struct change_page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHANGE_MEMBER, SIBU_SAY_CHANGE_BEFORE, SIBU_SAY_CHANGE_AFTER};
    const struct policy_diff *diff = &page->change.members;
    begin_table(page, HEADS, 3);
    for (size_t i = 0; i < diff->count && i < SHOWN; i++) {
        const struct policy_change *change = &diff->changes[i];
        const char *const cells[] = {change->pointer, change->before, change->after};
        sibu_text_add(page->out, "<tr>");
        for (size_t k = 0; k < 3; k++) {
            sibu_text_add(page->out, k == 0 ? "<td><code>" : k == 1 ? "<td>" : "<td>→ ");
            sibu_text_add_xml(page->out, cells[k][0] != '\0' ? cells[k] : "–");
            sibu_text_add(page->out, k == 0 ? "</code></td>" : "</td>");
        }
        sibu_text_add(page->out, "</tr>\n");
    }
    sibu_text_add(page->out, "</tbody></table>\n");
    if (diff->count > SHOWN) {
        char more[24];
        (void)snprintf(more, sizeof more, "%zu", diff->count - SHOWN);
        sibu_text_add(page->out, "<p class=\"soft\">");
        page_say_one(page->out, page->language, SIBU_SAY_CHANGE_MORE, more);
        sibu_text_add(page->out, "</p>\n");
    }
}

static enum sibu_status add_preview(const struct change_page *page, struct sibu_fault *fault)
{
    begin_section(page, SIBU_SAY_CHANGE_PREVIEW);
    if (page->change.members.count == 0) {
        page_note(page->out, page->language, 0, SIBU_SAY_CHANGE_SAME);
    } else {
        add_members(page);
    }
    sibu_text_add(page->out, "<h3>");
    say(page, SIBU_SAY_CHANGE_MEANING);
    sibu_text_add(page->out, "</h3>\n");
    enum sibu_status status = add_meanings(page, fault);
    page_change_buttons(page);
    sibu_text_add(page->out, "</section>\n");
    return status;
}

/* How long a change waits, and whether one does. */
static void add_wait(const struct change_page *page)
{
    char hours[24], time[32] = "";
    int64_t from_tick = 0;
    struct server *server = page->server;
    pthread_mutex_lock(&server->draw_mutex);
    const struct rules *rules = book_rules(server->book);
    (void)snprintf(hours, sizeof hours, "%" PRId64, rules->delay_s / 3600);
    if (book_next_rules(server->book, &from_tick) != NULL) {
        zone_time_text(server->def.plan->zone, from_tick * rules->tick_s * 1000000, time);
    }
    pthread_mutex_unlock(&server->draw_mutex);
    sibu_text_add(page->out, "<p class=\"soft\">");
    page_say_one(page->out, page->language, SIBU_SAY_CHANGE_DELAY, hours);
    sibu_text_add(page->out, "</p>\n");
    if (time[0] != '\0') {
        time[10] = ' ';
        time[16] = '\0'; /* to the minute */
        sibu_text_add(page->out, "<p class=\"kept\">");
        page_say_one(page->out, page->language, SIBU_SAY_CHANGE_RULES_WAIT, time);
        sibu_text_add(page->out, "</p>\n");
    }
}

static enum sibu_status add_in_force(const struct change_page *page, struct sibu_fault *fault)
{
    char hash[DRAFT_HASH_BYTES];
    struct sibu_text words = {0};
    const struct plan *plan = page->server->def.plan;
    sibu_hex(hash, plan->policy_sha256, sizeof plan->policy_sha256);
    begin_section(page, SIBU_SAY_CHANGE_POLICY_IN_FORCE);
    sibu_text_add(page->out, "<p>");
    say(page, plan->policy_kept ? SIBU_SAY_CHANGE_FROM_OFFICERS : SIBU_SAY_CHANGE_FROM_FILE);
    sibu_text_add(page->out, "<br/>");
    page_change_hash(page->out, hash);
    sibu_text_add(page->out, "</p>\n");
    add_wait(page);
    enum sibu_status status = say_plan(page, plan, &words, fault);
    sibu_text_add(page->out, "<pre class=\"words\" tabindex=\"0\">");
    sibu_text_add_xml(page->out, sibu_text_get(&words));
    sibu_text_add(page->out, "</pre></section>\n");
    sibu_text_clear(&words);
    return status;
}

static void add_site(const struct change_page *page, const struct plan_site *at)
{
    char hash[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hash, at->site->hash, SIBU_HASH_BYTES);
    sibu_text_add(page->out, "<tr><th scope=\"row\">");
    sibu_text_add_xml(page->out, at->site->name.in[page->language]);
    sibu_text_add(page->out, "</th><td>");
    sibu_text_add_xml(page->out, at->site->id);
    sibu_text_addf(page->out, "</td><td>%c</td><td><a href=\"/roster?lang=%s&amp;site=", at->site->grade,
                   page->language == SIBU_ZH ? "zh" : "en");
    page_add_query(page->out, at->site->id);
    sibu_text_addf(page->out, "\">%zu</a></td><td><a href=\"/site?lang=%s&amp;site=", at->roster->count,
                   page->language == SIBU_ZH ? "zh" : "en");
    page_add_query(page->out, at->site->id);
    sibu_text_addf(page->out, "\"><code>%.16s</code></a></td></tr>\n", hash);
}

static void add_sites(const struct change_page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_CHANGE_SITE, SIBU_SAY_CHANGE_ID, SIBU_SAY_CHANGE_GRADE,
                                             SIBU_SAY_CHANGE_PEOPLE, SIBU_SAY_CHANGE_PRINT};
    const struct plan *plan = page->server->def.plan;
    begin_section(page, SIBU_SAY_CHANGE_SITES);
    begin_table(page, HEADS, 5);
    for (uint32_t i = 0; i < plan->site_count; i++) {
        add_site(page, &plan->sites[i]);
    }
    sibu_text_add(page->out, "</tbody></table>\n<p class=\"soft\">");
    say(page, SIBU_SAY_CHANGE_SITES_MEAN);
    sibu_text_add(page->out, "</p></section>\n");
}

static void show(struct change_page *page, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct page_head head = {.language = page->language, .title = SIBU_SAY_CHANGE_POLICY_TITLE, .kind = "board"};
    page->out = &answer->body;
    page_answer(answer, page_change_status(page));
    page_begin(page->out, &head);
    sibu_text_add(page->out, "<h1>");
    say(page, SIBU_SAY_CHANGE_POLICY_TITLE);
    sibu_text_add(page->out, "</h1>\n");
    page_change_notes(page);
    enum sibu_status status = page->shows ? add_preview(page, &fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = add_in_force(page, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        answer->type = NULL;
        return;
    }
    add_sites(page);
    page_change_form(page, SIBU_SAY_CHANGE_POLICY_BRING, SIBU_SAY_CHANGE_POLICY_MEANS);
    page_officer_end(page->out, page->server, page->request, page->language, 0);
}

void page_policy(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer(server, request, KEPT_POLICY, show, answer);
}

void page_policy_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    page_change_answer_post(server, request, KEPT_POLICY, show, answer);
}
