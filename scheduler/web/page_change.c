/* What the pages of rosters, of sites and of the policy share: see page_change.h. */
#include "web/page_change.h"

#include <stdio.h>
#include <string.h>

#include "web/scope.h"
#include "web/server_turn.h"

#define FAULTS_SHOWN 50
#define SHOWN_AGAIN_BYTES ((size_t)256 << 10) /* of a site: what is longer comes out of a file, and is mended there */

static void say(const struct change_page *page, enum sibu_say_id id)
{
    page_say(page->out, page->language, id);
}

void page_change_hash(struct sibu_text *out, const char *hash)
{
    sibu_text_addf(out, "<code>SHA-256 %s</code>", hash);
}

/* Puts what was found into the page; `look`: it is a draft's text. */
static void look_at(struct change_page *page, const struct draft *draft)
{
    const struct change_ask ask = {page->kind, page->site, draft->text, draft->length, 0};
    enum sibu_status status =
        change_look(page->server, page->request, &ask, &page->change, &page->faults, &page->fault);
    page->shows = status == SIBU_OK;
    page->wrong = status == SIBU_OK ? page->wrong : &page->fault;
}

static void open_page(struct change_page *page, struct server *server, struct http_request *request,
                      enum kept_kind kind, const char *site)
{
    static const char *const ADDRESSES[] = {"/policy", "/roster", "/site"};
    *page = (struct change_page){.kind = kind,
                                 .address = ADDRESSES[kind],
                                 .site = site,
                                 .language = page_language(request, SIBU_ZH),
                                 .server = server,
                                 .request = request};
    const char *hash = http_query(request, "draft");
    if (hash == NULL || hash[0] == '\0') {
        return;
    }
    struct draft key = {.kind = kind};
    (void)snprintf(key.hash, sizeof key.hash, "%s", hash);
    (void)snprintf(key.site, sizeof key.site, "%s", site);
    enum sibu_status status =
        drafts_find(server->drafts, &key, clock_now_us(server->def.clock), &request->arena, &page->draft, &page->fault);
    if (turn_elsewhere(server, status, &page->fault) == SIBU_OK) {
        look_at(page, &page->draft);
    } else {
        page->wrong = &page->fault;
    }
}

static void clear_page(struct change_page *page)
{
    change_clear(&page->change);
    sibu_fault_list_clear(&page->faults);
}

unsigned page_change_status(const struct change_page *page)
{
    if (page->wrong == NULL) {
        return 200;
    }
    return page->wrong->status == SIBU_NO ? 409 : page->wrong->status == SIBU_IO ? 503 : 400;
}

/* Sends the browser on to the page, which shows the draft or what was done. */
static void go(const struct change_page *page, struct http_answer *answer, const char *name, const char *value)
{
    struct sibu_text text = {0};
    sibu_text_addf(&text, "%s?lang=%s&site=", page->address, page->language == SIBU_ZH ? "zh" : "en");
    page_add_query(&text, page->site);
    sibu_text_addf(&text, "&%s=%s", name, value);
    answer->status = 303;
    answer->location = sibu_arena_text(&page->request->arena, sibu_text_get(&text), text.length);
    sibu_text_clear(&text);
}

static enum sibu_status bring(struct change_page *page, struct http_answer *answer)
{
    const char *text = http_form(page->request, "file");
    text = text != NULL && text[0] != '\0' ? text : http_form(page->request, "text");
    if (text == NULL || text[0] == '\0') {
        return sibu_fault_set(&page->fault, SIBU_BAD_INPUT, "", "没有收到文本，或不是 UTF-8 编码：请另存为“CSV UTF-8”",
                              "there is no text, or it is not in UTF-8: save it as \"CSV UTF-8\"");
    }
    const struct change_ask ask = {page->kind, page->site, text, strlen(text), 1};
    enum sibu_status status =
        change_bring(page->server, page->request, &ask, &page->change, &page->faults, &page->fault);
    int is_long = page->kind == KEPT_SITE && ask.length > SHOWN_AGAIN_BYTES;
    page->brought = status == SIBU_OK || is_long ? NULL : text;
    if (status == SIBU_OK) {
        go(page, answer, "draft", page->change.hash);
    }
    return status;
}

static enum sibu_status do_word(struct change_page *page, enum change_word word, struct http_answer *answer)
{
    static const char *const DONE[] = {"kept", "waits", "dropped"};
    struct draft draft = {.kind = page->kind};
    enum change_end end = CHANGE_KEPT;
    const char *hash = http_form(page->request, "sha256");
    (void)snprintf(draft.hash, sizeof draft.hash, "%s", hash != NULL ? hash : "");
    (void)snprintf(draft.site, sizeof draft.site, "%s", page->site);
    enum sibu_status status = change_do(page->server, page->request, &draft, word, &end, &page->fault);
    if (status == SIBU_OK) {
        go(page, answer, "done", DONE[end]);
    }
    return status;
}

/* True: the answer is whole; else the page is to be shown, with what was wrong. */
static int do_posted(struct change_page *page, struct http_answer *answer)
{
    static const struct {
        const char *name;
        enum change_word word;
        enum right right; /* besides that of the route */
    } WORDS[] = {{"keep", CHANGE_KEEP, RIGHT_SIGNED_IN},
                 {"second-yes", CHANGE_YES, RIGHT_DRILLS},
                 {"second-no", CHANGE_NO, RIGHT_DRILLS}};
    const char *what = http_form(page->request, "do");
    enum sibu_status status =
        sibu_fault_set(&page->fault, SIBU_BAD_INPUT, "do", "没有这个动作", "there is no such action");
    if (what != NULL && strcmp(what, "look") == 0) {
        status = bring(page, answer);
    }
    for (size_t i = 0; what != NULL && i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(what, WORDS[i].name) == 0 && session_may(page->request, WORDS[i].right)) {
            status = do_word(page, WORDS[i].word, answer);
        }
    }
    page->wrong = status == SIBU_OK ? NULL : &page->fault;
    return status == SIBU_OK;
}

/* The first site of the plan that the caller reaches; SIBU_NONE: there is none. */
static uint32_t first_reached(const struct server *server, const struct http_request *request)
{
    for (uint32_t i = 0; i < server->def.plan->site_count; i++) {
        if (scope_index(server, request, i)) {
            return i;
        }
    }
    return SIBU_NONE;
}

/* The site of the plan that is meant, by its id; the first that the caller reaches where none is named; NULL where there is none
 * of this id, or it is beyond. A policy is of none. */
static const char *find_site(const struct server *server, const struct http_request *request, enum kept_kind kind,
                             const char *id)
{
    const struct plan *plan = server->def.plan;
    if (kind == KEPT_POLICY) {
        return "";
    }
    uint32_t index = id != NULL && id[0] != '\0' ? plan_find_site(plan, id) : first_reached(server, request);
    return index != SIBU_NONE && scope_index(server, request, index) ? plan->sites[index].site->id : NULL;
}

void page_change_answer(struct server *server, struct http_request *request, enum kept_kind kind, page_change_show show,
                        struct http_answer *answer)
{
    struct change_page page;
    const char *site = find_site(server, request, kind, http_query(request, "site"));
    if (site == NULL) {
        http_answer_no(answer, 404, "there is no such site");
        return;
    }
    open_page(&page, server, request, kind, site);
    show(&page, answer);
    clear_page(&page);
}

void page_change_answer_post(struct server *server, struct http_request *request, enum kept_kind kind,
                             page_change_show show, struct http_answer *answer)
{
    struct change_page page;
    const char *site = find_site(server, request, kind, http_form(request, "site"));
    if (site == NULL) {
        http_answer_no(answer, 400, "there is no such site");
        return;
    }
    open_page(&page, server, request, kind, site);
    if (!do_posted(&page, answer)) {
        show(&page, answer);
    }
    clear_page(&page);
}

static void add_wrong(const struct change_page *page)
{
    const struct sibu_fault_list *list = &page->faults;
    sibu_text_add(page->out, "<div class=\"kept warn\" role=\"alert\"><p>");
    say(page, SIBU_SAY_CHANGE_NOTHING_KEPT);
    sibu_text_add(page->out, "</p><ul>");
    for (size_t i = 0; i < (list->count > 0 ? list->count : 1) && i < FAULTS_SHOWN; i++) {
        const struct sibu_fault *fault = list->count > 0 ? &list->items[i] : page->wrong;
        sibu_text_add(page->out, "<li>");
        if (fault->place[0] != '\0') {
            sibu_text_add_xml(page->out, fault->place);
            sibu_text_add(page->out, ": ");
        }
        sibu_text_add_xml(page->out, fault->what[page->language]);
        sibu_text_add(page->out, "</li>\n");
    }
    sibu_text_add(page->out, "</ul></div>\n");
}

static void add_pending(const struct change_page *page)
{
    char hash[DRAFT_HASH_BYTES];
    struct sibu_fault fault;
    if (change_pending(page->server, page->kind, page->site, hash, &fault) != SIBU_OK) {
        page_fault(page->out, page->language, &fault);
    } else if (hash[0] != '\0') {
        sibu_text_add(page->out, "<p class=\"kept\">");
        say(page, SIBU_SAY_CHANGE_PENDING);
        sibu_text_add(page->out, "<br/>");
        page_change_hash(page->out, hash);
        sibu_text_add(page->out, "</p>\n");
    }
}

/* Those that wait for a second person, each with a link to its preview. */
static void add_waiting(const struct change_page *page)
{
    struct draft drafts[DRAFTS_MAX];
    size_t count = 0;
    drafts_list(page->server->drafts, page->kind, clock_now_us(page->server->def.clock), drafts, &count);
    for (size_t i = 0; i < count; i++) {
        if (page->kind != KEPT_POLICY && !scope_site(page->server, page->request, drafts[i].site)) {
            continue;
        }
        sibu_text_add(page->out, "<p class=\"kept warn\">");
        page_say_name(page->out, page->language, SIBU_SAY_CHANGE_WAITS_OF, drafts[i].who);
        sibu_text_addf(page->out, "<br/><a href=\"%s?lang=%s&amp;site=", page->address,
                       page->language == SIBU_ZH ? "zh" : "en");
        page_add_query(page->out, drafts[i].site);
        sibu_text_addf(page->out, "&amp;draft=%s\">", drafts[i].hash);
        say(page, SIBU_SAY_CHANGE_LOOK_AT);
        sibu_text_add(page->out, "</a> ");
        sibu_text_add_xml(page->out, drafts[i].site);
        sibu_text_add(page->out, "</p>\n");
    }
}

void page_change_sites(const struct change_page *page)
{
    const struct plan *plan = page->server->def.plan;
    int first = 1;
    if (plan->site_count < 2) {
        return;
    }
    sibu_text_add(page->out, "<p>");
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const struct sibu_site *site = plan->sites[i].site;
        if (!scope_index(page->server, page->request, i)) {
            continue;
        }
        sibu_text_addf(page->out, "%s<a%s href=\"%s?lang=%s&amp;site=", first ? "" : " · ",
                       strcmp(site->id, page->site) == 0 ? " aria-current=\"page\"" : "", page->address,
                       page->language == SIBU_ZH ? "zh" : "en");
        first = 0;
        page_add_query(page->out, site->id);
        sibu_text_add(page->out, "\">");
        sibu_text_add_xml(page->out, site->name.in[page->language]);
        sibu_text_add(page->out, "</a>");
    }
    sibu_text_add(page->out, "</p>\n");
}

void page_change_notes(const struct change_page *page)
{
    static const struct {
        const char *name;
        enum sibu_say_id says;
    } DONE[] = {{"kept", SIBU_SAY_CHANGE_KEPT}, {"waits", SIBU_SAY_CHANGE_WAITS}, {"dropped", SIBU_SAY_CHANGE_DROPPED}};
    const char *done = http_query(page->request, "done");
    for (size_t i = 0; done != NULL && page->wrong == NULL && i < sizeof DONE / sizeof DONE[0]; i++) {
        if (strcmp(done, DONE[i].name) == 0) {
            page_note(page->out, page->language, 0, DONE[i].says);
        }
    }
    if (page->wrong != NULL) {
        add_wrong(page);
    }
    add_pending(page);
    add_waiting(page);
}

static void begin_form(const struct change_page *page)
{
    page_form(page->out, page->request, page->language, page->address);
    if (page->site[0] != '\0') {
        sibu_text_add(page->out, "<input type=\"hidden\" name=\"site\" value=\"");
        sibu_text_add_xml(page->out, page->site);
        sibu_text_add(page->out, "\"/>");
    }
}

void page_change_buttons(const struct change_page *page)
{
    static const enum sibu_say_id WHY[] = {SIBU_SAY_CHANGE_BREAKS, SIBU_SAY_CHANGE_EMPTIES_A_SHIFT,
                                           SIBU_SAY_CHANGE_SITE_BREAKS};
    if (page->change.breaks) {
        page_note(page->out, page->language, 1, WHY[page->kind]);
    }
    begin_form(page);
    sibu_text_addf(page->out, "<input type=\"hidden\" name=\"sha256\" value=\"%s\"/>", page->change.hash);
    sibu_text_add(page->out, "<p>");
    page_change_hash(page->out, page->change.hash);
    sibu_text_add(page->out, "</p>");
    int is_own = page->draft.account == page->request->caller->account;
    if (!page->draft.waits) {
        page_button(page->out, page->language, "keep", "go", SIBU_SAY_CHANGE_KEEP);
    } else if (session_may(page->request, RIGHT_DRILLS)) {
        if (!is_own) {
            page_button(page->out, page->language, "second-yes", "go small", SIBU_SAY_CHANGE_YES);
        }
        page_button(page->out, page->language, "second-no", "small", SIBU_SAY_CHANGE_NO);
    }
    sibu_text_add(page->out, "</form>\n");
}

void page_change_form(const struct change_page *page, enum sibu_say_id title, enum sibu_say_id means)
{
    const char *text =
        page->kind == KEPT_POLICY ? page->server->def.plan->policy_bytes : NULL; /* to be changed in place */
    text = page->brought != NULL ? page->brought : text;
    sibu_text_add(page->out, "<section><h2>");
    say(page, title);
    sibu_text_add(page->out, "</h2>\n");
    begin_form(page);
    sibu_text_add(page->out, "<label for=\"text\">");
    say(page, means);
    sibu_text_add(page->out, "</label><textarea id=\"text\" name=\"text\" rows=\"10\""
                             " spellcheck=\"false\">\n");
    if (text != NULL) {
        sibu_text_add_xml(page->out, text);
    }
    sibu_text_add(page->out, "</textarea><label for=\"file\">");
    say(page, SIBU_SAY_CHANGE_FILE);
    sibu_text_add(page->out, "</label><input type=\"file\" id=\"file\" name=\"file\"/>"
                             "<button class=\"small\" name=\"do\" value=\"look\" formenctype=\"multipart/form-data\">");
    say(page, SIBU_SAY_CHANGE_LOOK);
    sibu_text_add(page->out, "</button></form></section>\n");
}
