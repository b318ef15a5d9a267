/* The worker's page: the alert, two large buttons, and the check-in. A plain form: it works in any browser, with no
 * script, inside chat apps. A GET never answers anything: link previews and mail scanners open every link. */
#include <stdio.h>
#include <string.h>

#include "web/person.h"

#define PREFIX_LENGTH 3 /* of "/w/" */

static const char *token_of(const struct http_request *request)
{
    return request->path + PREFIX_LENGTH;
}

static void add_button(struct sibu_text *out, enum sibu_language language, const char *answer, const char *look,
                       enum sibu_say_id says)
{
    sibu_text_addf(out, "<button class=\"%s\" name=\"answer\" value=\"%s\">", look, answer);
    page_say(out, language, says);
    sibu_text_add(out, "</button>\n");
}

static void add_kept(struct sibu_text *out, enum sibu_language language, enum sibu_say_id says, const char *value)
{
    sibu_text_add(out, "<p class=\"kept\" role=\"status\">");
    page_say_one(out, language, says, value);
    sibu_text_add(out, "</p>\n");
}

static const char *area_name(const struct sibu_site *site, const char *id, enum sibu_language language)
{
    uint32_t zone = sibu_site_find_zone(site, id);
    return zone != SIBU_NONE ? site->zones[zone].name.in[language] : id;
}

/* The name of an assembly point, or where it is none of the zone of a shelter, as the check-in gave it; or what was given. */
static const char *place_name(const struct sibu_site *site, const char *id, enum sibu_language language)
{
    uint32_t muster = sibu_site_find_muster(site, id);
    return muster != SIBU_NONE ? site->musters[muster].name.in[language] : area_name(site, id, language);
}

static void add_state(struct sibu_text *out, enum sibu_language language, const struct drill_person_view *person,
                      enum sibu_ask ask, const struct sibu_site *site)
{
    if (person->muster.checked_in) {
        add_kept(out, language, SIBU_SAY_PAGE_KEPT_CHECK_IN, place_name(site, person->muster.place, language));
    } else if (person->muster.need_help) {
        add_kept(out, language, SIBU_SAY_PAGE_KEPT_HELP, "");
    } else if (person->muster.cannot) {
        add_kept(out, language, SIBU_SAY_PAGE_KEPT_CANNOT, "");
    } else if (person->muster.acknowledged) {
        add_kept(out, language,
                 ask == SIBU_ASK_SHELTER ? SIBU_SAY_PAGE_KEPT_SHELTERING : SIBU_SAY_PAGE_KEPT_ACKNOWLEDGED, "");
    }
}

static void add_points(struct sibu_text *out, enum sibu_language language, const struct sibu_site *site)
{
    sibu_text_add(out, "<form method=\"post\" data-keep=\"1\"><label for=\"point\">");
    page_say(out, language, SIBU_SAY_PAGE_CHOOSE_POINT);
    sibu_text_add(out, "</label><select id=\"point\" name=\"point\">");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        sibu_text_add(out, "<option value=\"");
        sibu_text_add_xml(out, site->musters[i].id);
        sibu_text_add(out, "\">");
        sibu_text_add_xml(out, site->musters[i].name.in[language]);
        sibu_text_add(out, "</option>");
    }
    sibu_text_add(out, "</select>\n");
    add_button(out, language, "check-in", "go", SIBU_SAY_PAGE_CHECK_IN);
    sibu_text_add(out, "</form>\n");
}

/* Who is in shelter is where they work: there is nothing to choose. */
static void add_shelter(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<form method=\"post\" data-keep=\"1\">");
    add_button(out, language, "check-in", "go", SIBU_SAY_PAGE_CHECK_IN_SHELTER);
    sibu_text_add(out, "</form>\n");
}

static void add_answers(struct sibu_text *out, enum sibu_language language, enum sibu_ask ask)
{
    sibu_text_add(out, "<form class=\"answers\" method=\"post\" data-keep=\"1\">");
    add_button(out, language, "acknowledge", "go",
               ask == SIBU_ASK_SHELTER ? SIBU_SAY_PAGE_SHELTERING : SIBU_SAY_PAGE_ON_MY_WAY);
    add_button(out, language, "need-help", "help", SIBU_SAY_PAGE_NEED_HELP);
    add_button(out, language, "cannot", "small", SIBU_SAY_PAGE_CANNOT);
    sibu_text_add(out, "</form>\n");
}

static void add_banner(struct sibu_text *out, enum sibu_language language, int real)
{
    sibu_text_add(out, real ? "<p class=\"banner real\" role=\"alert\" data-real=\""
                            : "<p class=\"banner\" role=\"alert\" data-real=\"");
    page_say(out, language, SIBU_SAY_PAGE_REAL_BANNER);
    sibu_text_add(out, "\">");
    page_say(out, language, real ? SIBU_SAY_PAGE_REAL_BANNER : SIBU_SAY_PAGE_DRILL_BANNER);
    sibu_text_add(out, "</p>\n");
}

/* What has unfolded, the newest first and before the eye. */
static void add_updates(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill)
{
    for (size_t i = drill->update_count; i-- > 0;) {
        int newest = i + 1 == drill->update_count;
        sibu_text_add(out, newest ? "<p class=\"kept warn\" role=\"alert\">" : "<p class=\"soft\">");
        sibu_text_add_xml(out, drill->updates[i].words.in[language]);
        sibu_text_add(out, "</p>\n");
    }
}

static const char *hidden(int is)
{
    return is ? " hidden=\"hidden\"" : "";
}

static void add_where(struct sibu_text *out, enum sibu_language language, const char *name, int over)
{
    sibu_text_addf(out, "<p class=\"where\"%s data-text=\"", hidden(over));
    page_say(out, language, SIBU_SAY_PAGE_ORIGIN);
    sibu_text_add(out, "\">");
    page_say_one(out, language, SIBU_SAY_PAGE_ORIGIN, name);
    sibu_text_add(out, "</p>\n");
}

static void add_over(struct sibu_text *out, enum sibu_language language, int over)
{
    sibu_text_addf(out, "<p class=\"kept over\" role=\"status\"%s>", hidden(!over));
    page_say(out, language, SIBU_SAY_PAGE_DRILL_OVER);
    sibu_text_add(out, "</p>\n");
}

/* The buttons. Once the drill is over nobody is asked any more but where they are. */
static void add_ways(struct sibu_text *out, enum sibu_language language, enum sibu_ask ask,
                     const struct sibu_site *site, int over)
{
    if (!over) {
        add_answers(out, language, ask);
    }
    if (ask == SIBU_ASK_SHELTER) {
        add_shelter(out, language);
    } else {
        add_points(out, language, site);
    }
}

static void add_hint(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<p class=\"soft\">");
    page_say(out, language, SIBU_SAY_PAGE_REAL_HINT);
    sibu_text_add(out, "</p>\n");
}

/* The page while a drill runs for this person. Its parts have the names by which the script finds them. */
static void add_drill(struct sibu_text *out, enum sibu_language language, const struct drill_person_view *person,
                      const struct drill_view *drill, const struct sibu_site *site)
{
    int real = drill->real, over = drill->over;
    sibu_text_addf(out, "<div id=\"live\" data-drill=\"%s\" data-there=\"%d\">\n", drill->id,
                   person->muster.checked_in);
    add_banner(out, language, real);
    add_over(out, language, over && !real);
    add_where(out, language, area_name(site, drill->zone, language), over);
    sibu_text_add(out, "<div class=\"updates\">");
    if (!over && !person->muster.checked_in) {
        add_updates(out, language, drill);
    }
    sibu_text_add(out, "</div>\n");
    add_state(out, language, person, drill->ask, site);
    sibu_text_add(out, "<div class=\"ways\">");
    if (!person->muster.checked_in && !real && drill->state != DRILL_EVALUATED) { /* then no answer is taken */
        add_ways(out, language, drill->ask, site, over);
    }
    sibu_text_add(out, "</div>\n");
    add_hint(out, language);
    page_ledger(out, language, drill);
    sibu_text_add(out, "</div>\n");
}

/* What the page of a drill will look like, for the script: it must not need the network when the alert comes. */
static void add_pattern(struct sibu_text *out, enum sibu_language language, enum sibu_ask ask,
                        const struct sibu_site *site)
{
    sibu_text_addf(out, "<template id=\"%s\">\n", ask == SIBU_ASK_SHELTER ? "shelter" : "evacuate");
    add_banner(out, language, 0);
    add_over(out, language, 0);
    add_where(out, language, "", 0);
    sibu_text_add(out, "<div class=\"updates\"></div>\n<div class=\"ways\">");
    add_ways(out, language, ask, site, 0);
    sibu_text_add(out, "</div>\n");
    add_hint(out, language);
    sibu_text_add(out, "</template>\n");
}

static void add_idle(struct sibu_text *out, const struct server *server, enum sibu_language language,
                     const struct drill_person_view *person, int is_idle)
{
    uint32_t site = plan_find_site(server->def.plan, person->person.site);
    sibu_text_addf(out, "<p id=\"idle\" class=\"kept\" role=\"status\"%s>", hidden(!is_idle));
    page_say(out, language, SIBU_SAY_PAGE_NO_DRILL);
    sibu_text_add(out, "</p>\n");
    if (is_idle && site != SIBU_NONE) {
        add_pattern(out, language, SIBU_ASK_EVACUATE, server->def.plan->sites[site].site);
        add_pattern(out, language, SIBU_ASK_SHELTER, server->def.plan->sites[site].site);
    }
}

static void answer_unknown(struct http_request *request, struct http_answer *answer)
{
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_PAGE_WORKER_TITLE, .kind = "worker"};
    page_answer(answer, 404);
    page_begin(&answer->body, &head);
    sibu_text_add(&answer->body, "<h1>");
    page_say(&answer->body, head.language, SIBU_SAY_PAGE_WORKER_TITLE);
    sibu_text_add(&answer->body, "</h1>\n<p class=\"kept warn\">");
    page_say(&answer->body, head.language, SIBU_SAY_PAGE_UNKNOWN_LINK);
    sibu_text_add(&answer->body, "</p>");
    page_end(&answer->body, head.language);
}

static void show(struct server *server, struct http_request *request, struct http_answer *answer,
                 const struct drill_person_view *person, const struct drill_view *drill)
{
    enum sibu_language language = page_language(request, sibu_language_of(person->person.language));
    struct page_head head = {.language = language,
                             .title = SIBU_SAY_PAGE_WORKER_TITLE,
                             .kind = "worker",
                             .refresh_s = 20,
                             .script = "/app.js"};
    char manifest[128];
    (void)snprintf(manifest, sizeof manifest, "/w/%s/manifest.json", person->person.token);
    head.manifest = manifest;
    struct sibu_text *out = &answer->body;
    page_answer(answer, 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say_name(out, language, SIBU_SAY_PAGE_HELLO,
                  page_name_of(language, person->person.name, person->person.name_en));
    int runs = drill->running && person->in_drill;
    sibu_text_add(out, "</h1>\n");
    person_add_script(out, language, person->person.token, person->drill);
    sibu_text_add(out, "<div id=\"stage\">\n");
    if (runs) {
        add_drill(out, language, person, drill, server->def.plan->sites[drill->site].site);
    }
    add_idle(out, server, language, person, !runs);
    sibu_text_add(out, "</div>\n");
    sibu_text_add(out, "<button id=\"sound\" class=\"small\" type=\"button\" hidden=\"hidden\"></button>\n");
    if (server->has_push) {
        sibu_text_addf(
            out, "<button id=\"push\" class=\"small\" type=\"button\" hidden=\"hidden\" data-key=\"%s\"></button>\n",
            server->push_key.public_text);
    }
    person_remember(server, request, answer, person->person.token);
    page_end_of(out, language, request, NULL);
}

/* The person's own drill: others may run elsewhere. */
static enum sibu_status look(struct server *server, struct http_request *request,
                             const struct drill_person_view *person, struct drill_view *drill, struct sibu_fault *fault)
{
    *drill = (struct drill_view){.running = 0};
    return person->in_drill ? drill_glance(server->drill, person->drill, &request->arena, drill, fault) : SIBU_OK;
}

void page_worker(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_person_view person;
    struct drill_view drill;
    enum sibu_status status = drill_look_person(server->drill, token_of(request), &request->arena, &person, &fault);
    if (status == SIBU_NO) {
        answer_unknown(request, answer);
        return;
    }
    if (status == SIBU_OK) {
        status = look(server, request, &person, &drill, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    server_note_opening(server, &person, STORE_OPENED);
    show(server, request, answer, &person, &drill);
}

/* One form, one kind of answer: the same press again is the same answer, so it counts once. */
static void name_answer(const struct drill_person_view *person, const char *kind, char key[64])
{
    (void)snprintf(key, 64, "page-%s-%s", person->in_drill ? person->drill : "none", kind);
}

static int answer_known(const char *kind)
{
    return kind != NULL && (strcmp(kind, "acknowledge") == 0 || strcmp(kind, "need-help") == 0 ||
                            strcmp(kind, "cannot") == 0 || strcmp(kind, "check-in") == 0);
}

static enum sibu_status keep(struct server *server, struct http_request *request, const char *kind,
                             enum drill_verdict *verdict, struct sibu_fault *fault)
{
    struct drill_person_view person;
    char key[64];
    int64_t received_us = 0;
    enum sibu_status status = drill_look_person(server->drill, token_of(request), &request->arena, &person, fault);
    if (status != SIBU_OK && status != SIBU_NO) { /* nobody has this token: drill_take says so */
        return status;
    }
    name_answer(&person, kind, key);
    const char *point = strcmp(kind, "check-in") == 0 ? http_form(request, "point") : "";
    struct drill_answer given = {.token = token_of(request),
                                 .kind = kind,
                                 .place = point != NULL && strlen(point) <= 64 ? point : "",
                                 .key = key};
    return drill_take(server->drill, &given, verdict, &received_us, fault);
}

void page_worker_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    enum drill_verdict verdict = DRILL_NONE;
    const char *kind = http_form(request, "answer");
    if (!answer_known(kind)) {
        http_answer_no(answer, 400, "answer: takes acknowledge, need-help, cannot or check-in");
        return;
    }
    if (keep(server, request, kind, &verdict, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else if (verdict == DRILL_NOBODY) {
        answer_unknown(request, answer);
    } else {
        const char *language = http_query(request, "lang");
        struct sibu_text back = {0};
        sibu_text_addf(&back, "%s%s", request->path,
                       language == NULL                        ? ""
                       : sibu_language_of(language) == SIBU_ZH ? "?lang=zh"
                                                               : "?lang=en");
        answer->location = sibu_arena_text(&request->arena, sibu_text_get(&back), back.length);
        answer->status = 303;
        sibu_text_clear(&back);
    }
}

/* With it the page can be put on the home screen: it opens as an application, at the person's own link. */
void page_manifest(struct server *server, struct http_request *request, struct http_answer *answer)
{
    enum sibu_language language = page_language(request, SIBU_ZH);
    const char *token = token_of(request);
    (void)server; /* the link in it is the one that was asked for: it tells nobody anything */
    answer->status = 200;
    answer->type = "application/manifest+json; charset=utf-8";
    sibu_text_add(&answer->body, "{\"name\":");
    sibu_text_add_json(&answer->body, sibu_say(language, SIBU_SAY_PAGE_WORKER_TITLE));
    sibu_text_add(&answer->body, ",\"short_name\":");
    sibu_text_add_json(&answer->body, sibu_say(language, SIBU_SAY_PHONE_APP));
    sibu_text_addf(&answer->body, ",\"lang\":\"%s\",\"start_url\":\"/w/", language == SIBU_ZH ? "zh-CN" : "en");
    for (; *token != '\0' && *token != '/'; token++) { /* letters, digits, - and _ */
        sibu_text_addf(&answer->body, strchr("\"\\<>&", *token) != NULL || *token < ' ' ? "%%%02x" : "%c",
                       (unsigned char)*token);
    }
    sibu_text_add(
        &answer->body,
        "\",\"scope\":\"/\",\"display\":\"standalone\",\"background_color\":\"#ffffff\",\"theme_color\":\"#00694a\","
        "\"icons\":[{\"src\":\"/icon-192.png\",\"sizes\":\"192x192\",\"type\":\"image/png\"},"
        "{\"src\":\"/icon-512.png\",\"sizes\":\"512x512\",\"type\":\"image/png\"},"
        "{\"src\":\"/icon.svg\",\"sizes\":\"any\",\"type\":\"image/svg+xml\"}]}\n");
}
