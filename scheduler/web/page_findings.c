/* The page /findings: what drills showed that must be mended; one finding with its history, and what an officer does to it.
 * See route.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/zone.h"
#include "evaluate/finding_json.h"
#include "web/finding_desk.h"
#include "web/page.h"

#define SHOWN_MOST 500 /* findings in one list */

struct sheet { /* one page as it is made */
    struct server *server;
    struct http_request *request;
    enum sibu_language language;
    struct sibu_text *out;
    int64_t now_us;
};

static void say(const struct sheet *sheet, enum sibu_say_id id)
{
    page_say(sheet->out, sheet->language, id);
}

static void add_heading(const struct sheet *sheet, const char *element, enum sibu_say_id id)
{
    sibu_text_addf(sheet->out, "<%s>", element);
    say(sheet, id);
    sibu_text_addf(sheet->out, "</%s>\n", element);
}

static const char *language_code(const struct sheet *sheet)
{
    return sheet->language == SIBU_ZH ? "zh" : "en";
}

static enum sibu_say_id severity_of(const struct finding_item *item)
{
    static const enum sibu_say_id SEVERITIES[FINDING_SEVERITIES] = {SIBU_SAY_FINDING_MINOR, SIBU_SAY_FINDING_MINOR,
                                                                    SIBU_SAY_FINDING_MAJOR, SIBU_SAY_FINDING_CRITICAL};
    return SEVERITIES[item->severity];
}

/* The day in which it is due or was done, on the policy's clock. */
static void day_text(const struct sheet *sheet, int64_t time_us, char out[32])
{
    zone_time_text(sheet->server->def.plan->zone, time_us, out);
    out[10] = '\0';
}

static const char *site_name(const struct sheet *sheet, const char *id)
{
    uint32_t site = plan_find_site(sheet->server->def.plan, id);
    return site == SIBU_NONE ? id : sheet->server->def.plan->sites[site].site->name.in[sheet->language];
}

/* "by 2026-12-31", "overdue since ..., level 2", "closed 2026-12-01 by anna". */
static void add_state(const struct sheet *sheet, const struct finding_item *item)
{
    char day[32], level[16];
    struct sibu_text text = {0};
    (void)snprintf(level, sizeof level, "%d", (int)item->level);
    day_text(sheet, item->closed ? item->closed_us : item->due_us - 1, day);
    if (item->closed) {
        sibu_say_with(&text, sheet->language, SIBU_SAY_FINDING_STATE_CLOSED,
                      (const char *const[]){day, item->closed_by}, 2);
    } else if (finding_is_overdue(item, sheet->now_us)) {
        sibu_say_with(&text, sheet->language, SIBU_SAY_FINDING_STATE_OVERDUE, (const char *const[]){day, level}, 2);
    } else {
        sibu_say_with(&text, sheet->language, SIBU_SAY_FINDING_STATE_DUE, (const char *const[]){day}, 1);
    }
    sibu_text_add_xml(sheet->out, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void add_word(const struct sheet *sheet, const struct finding_item *item)
{
    static const enum sibu_say_id WORDS[] = {SIBU_SAY_FINDING_WORD_SEEN, SIBU_SAY_FINDING_WORD_MENDED,
                                             SIBU_SAY_FINDING_WORD_UNKNOWN};
    page_say_one(sheet->out, sheet->language, WORDS[item->word], item->word_drill);
}

static const char *words_of(const struct sheet *sheet, const char *zh, const char *en)
{
    return sheet->language == SIBU_ZH ? zh : en;
}

/* ---- The list ---- */

/* What is overdue comes first, then the gravest, then what is due first, and what is closed last. */
struct ranked {
    const struct finding_item *item;
    int64_t now_us;
};

static int compare(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    const struct finding_item *one = left->item, *other = right->item;
    int order = one->closed - other->closed;
    order = order != 0 ? order : finding_is_overdue(other, right->now_us) - finding_is_overdue(one, left->now_us);
    order = order != 0 ? order : (one->severity < other->severity) - (one->severity > other->severity);
    order = order != 0 ? order : (one->due_us > other->due_us) - (one->due_us < other->due_us);
    return order != 0 ? order : (one->id > other->id) - (one->id < other->id);
}

static void add_row(const struct sheet *sheet, const struct finding_item *item)
{
    struct sibu_text *out = sheet->out;
    int overdue = finding_is_overdue(item, sheet->now_us);
    sibu_text_addf(out, "<tr%s><td>%" PRId64 "</td><td>", overdue ? " class=\"help\"" : "", item->id);
    say(sheet, severity_of(item));
    sibu_text_add(out, "</td><td>");
    sibu_text_add_xml(out, site_name(sheet, item->site));
    sibu_text_addf(out, "</td><td><a href=\"/findings?id=%" PRId64 "&amp;lang=%s\">", item->id, language_code(sheet));
    sibu_text_add_xml(out, words_of(sheet, item->zh, item->en));
    sibu_text_add(out, "</a></td><td>");
    sibu_text_add_xml(out, item->owner);
    sibu_text_add(out, "</td><td>");
    add_state(sheet, item);
    sibu_text_add(out, "</td><td>");
    add_word(sheet, item);
    sibu_text_add(out, "</td></tr>\n");
}

static void add_heads(const struct sheet *sheet, const enum sibu_say_id *heads, size_t count)
{
    sibu_text_add(sheet->out, "<table class=\"log\"><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(sheet->out, "<th scope=\"col\">");
        say(sheet, heads[i]);
        sibu_text_add(sheet->out, "</th>");
    }
    sibu_text_add(sheet->out, "</tr></thead><tbody>\n");
}

static enum sibu_status add_list(const struct sheet *sheet, const struct finding_book *book,
                                 const struct finding_wanted *wanted, struct sibu_fault *fault)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_FINDING_HEAD_NUMBER, SIBU_SAY_FINDING_HEAD_SEVERITY,
                                             SIBU_SAY_PAGE_SITE,           SIBU_SAY_FINDING_HEAD_WHAT,
                                             SIBU_SAY_FINDING_HEAD_OWNER,  SIBU_SAY_FINDING_HEAD_STATE,
                                             SIBU_SAY_FINDING_HEAD_LAST};
    size_t count = 0;
    struct ranked *ranked = sibu_arena_take(&sheet->request->arena, book->count + 1, sizeof *ranked);
    if (ranked == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < book->count; i++) {
        if (finding_is_wanted(&book->items[i], wanted, sheet->now_us)) {
            ranked[count++] = (struct ranked){&book->items[i], sheet->now_us};
        }
    }
    if (count == 0) {
        page_note(sheet->out, sheet->language, 0, SIBU_SAY_FINDING_NONE);
        return SIBU_OK;
    }
    qsort(ranked, count, sizeof *ranked, compare);
    add_heads(sheet, HEADS, sizeof HEADS / sizeof HEADS[0]);
    for (size_t i = 0; i < count && i < SHOWN_MOST; i++) {
        add_row(sheet, ranked[i].item);
    }
    sibu_text_add(sheet->out, "</tbody></table>\n");
    if (count > SHOWN_MOST) {
        page_note(sheet->out, sheet->language, 0, SIBU_SAY_FINDING_MORE);
    }
    return SIBU_OK;
}

/* Which are shown, as links; the site stays. */
static void add_choices(const struct sheet *sheet, const char *show)
{
    static const struct {
        const char *value;
        enum sibu_say_id says;
    } CHOICES[] = {{"open", SIBU_SAY_FINDING_SHOW_OPEN},
                   {"overdue", SIBU_SAY_FINDING_SHOW_OVERDUE},
                   {"all", SIBU_SAY_FINDING_SHOW_ALL}};
    const char *site = http_query(sheet->request, "site");
    sibu_text_add(sheet->out, "<p>");
    for (size_t i = 0; i < sizeof CHOICES / sizeof CHOICES[0]; i++) {
        int is_shown = strcmp(show, CHOICES[i].value) == 0;
        sibu_text_addf(sheet->out, "%s<a href=\"/findings?show=%s&amp;lang=%s", i > 0 ? " · " : "", CHOICES[i].value,
                       language_code(sheet));
        if (site != NULL) {
            sibu_text_add(sheet->out, "&amp;site=");
            page_add_query(sheet->out, site);
        }
        sibu_text_add(sheet->out, is_shown ? "\" aria-current=\"page\">" : "\">");
        say(sheet, CHOICES[i].says);
        sibu_text_add(sheet->out, "</a>");
    }
    sibu_text_add(sheet->out, "</p>\n");
}

static void add_grades(const struct sheet *sheet, const struct finding_book *book)
{
    if (book->grade_count == 0) {
        return;
    }
    add_heading(sheet, "h2", SIBU_SAY_FINDING_GRADES);
    sibu_text_add(sheet->out, "<ul class=\"plain\">");
    for (size_t i = 0; i < book->grade_count; i++) {
        const struct finding_grade *grade = &book->grades[i];
        const char now[] = {grade->grade, '\0'}, base[] = {grade->base, '\0'};
        struct sibu_text text = {0};
        sibu_say_with(
            &text, sheet->language, SIBU_SAY_FINDING_LINE_GRADE,
            (const char *const[]){site_name(sheet, grade->site), now, base, words_of(sheet, grade->zh, grade->en)}, 4);
        sibu_text_add(sheet->out, "<li>");
        sibu_text_add_xml(sheet->out, sibu_text_get(&text));
        sibu_text_add(sheet->out, "</li>");
        sibu_text_clear(&text);
    }
    sibu_text_add(sheet->out, "</ul>\n");
}

static enum sibu_status add_overview(const struct sheet *sheet, const struct finding_book *book,
                                     struct sibu_fault *fault)
{
    const char *show = http_query(sheet->request, "show");
    show = show != NULL && (strcmp(show, "overdue") == 0 || strcmp(show, "all") == 0) ? show : "open";
    const struct finding_wanted wanted = {.open = strcmp(show, "open") == 0, .overdue = strcmp(show, "overdue") == 0};
    add_heading(sheet, "h1", SIBU_SAY_FINDING_TITLE);
    add_choices(sheet, show);
    enum sibu_status status = add_list(sheet, book, &wanted, fault);
    add_grades(sheet, book);
    return status;
}

/* ---- One finding ---- */

static void add_fact(const struct sheet *sheet, enum sibu_say_id term, const char *value)
{
    sibu_text_add(sheet->out, "<p><b>");
    say(sheet, term);
    sibu_text_add(sheet->out, "</b> ");
    page_name(sheet->out, value);
    sibu_text_add(sheet->out, "</p>\n");
}

static void add_facts(const struct sheet *sheet, const struct finding_item *item)
{
    add_fact(sheet, SIBU_SAY_PAGE_SITE, site_name(sheet, item->site));
    add_fact(sheet, SIBU_SAY_FINDING_HEAD_SEVERITY, sibu_say(sheet->language, severity_of(item)));
    add_fact(sheet, SIBU_SAY_FINDING_HEAD_OWNER, item->owner);
    sibu_text_add(sheet->out, "<p><b>");
    say(sheet, SIBU_SAY_FINDING_HEAD_STATE);
    sibu_text_add(sheet->out, "</b> ");
    add_state(sheet, item);
    sibu_text_add(sheet->out, " · ");
    add_word(sheet, item);
    sibu_text_add(sheet->out, "</p>\n");
}

static enum sibu_say_id event_of(const struct store_finding_row *row)
{
    static const struct {
        const char *event;
        enum sibu_say_id says;
    } EVENTS[] = {{"opened", SIBU_SAY_FINDING_EVENT_OPENED},     {"seen", SIBU_SAY_FINDING_EVENT_SEEN},
                  {"reopened", SIBU_SAY_FINDING_EVENT_REOPENED}, {"mended", SIBU_SAY_FINDING_EVENT_MENDED},
                  {"unknown", SIBU_SAY_FINDING_EVENT_UNKNOWN},   {"assigned", SIBU_SAY_FINDING_EVENT_ASSIGNED},
                  {"due", SIBU_SAY_FINDING_EVENT_DUE},           {"proof", SIBU_SAY_FINDING_EVENT_PROOF},
                  {"closed", SIBU_SAY_FINDING_EVENT_CLOSED},     {"returned", SIBU_SAY_FINDING_EVENT_RETURNED},
                  {"noted", SIBU_SAY_FINDING_EVENT_NOTED},       {"escalated", SIBU_SAY_FINDING_EVENT_ESCALATED}};
    for (size_t i = 0; i < sizeof EVENTS / sizeof EVENTS[0]; i++) {
        if (strcmp(EVENTS[i].event, row->event) == 0) {
            return EVENTS[i].says;
        }
    }
    return SIBU_SAY_FINDING_EVENT_NOTED;
}

static void add_event(const struct sheet *sheet, const struct store_finding_row *row)
{
    struct sibu_text *out = sheet->out;
    char time[32], due[32];
    zone_time_text(sheet->server->def.plan->zone, row->time_us, time);
    day_text(sheet, row->due_us - 1, due);
    sibu_text_addf(out, "<tr><td>%.10s %.5s</td><td>", time, time + 11);
    say(sheet, event_of(row));
    sibu_text_add(out, "</td><td>");
    page_name(out, strcmp(row->who, "system") == 0 ? row->drill : row->who);
    sibu_text_add(out, "</td><td>");
    sibu_text_add_xml(out, strcmp(row->event, "assigned") == 0 ? row->owner : words_of(sheet, row->zh, row->en));
    if (row->file[0] != '\0') {
        sibu_text_addf(out, " <code>%s</code>", row->file);
    }
    sibu_text_addf(out, "</td><td>%s</td></tr>\n", row->due_us > 0 ? due : "–");
}

static void add_history(const struct sheet *sheet, const struct finding_desk *desk, const struct finding_item *item)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_FINDING_HEAD_TIME, SIBU_SAY_FINDING_HEAD_EVENT,
                                             SIBU_SAY_FINDING_HEAD_BY, SIBU_SAY_FINDING_HEAD_WORDS,
                                             SIBU_SAY_FINDING_HEAD_DUE};
    add_heading(sheet, "h2", SIBU_SAY_FINDING_HISTORY);
    add_heads(sheet, HEADS, sizeof HEADS / sizeof HEADS[0]);
    for (size_t i = 0; i < desk->row_count; i++) {
        if (finding_desk_is_of(&desk->rows[i], item)) {
            add_event(sheet, &desk->rows[i]);
        }
    }
    sibu_text_add(sheet->out, "</tbody></table>\n");
}

struct field {
    const char *name, *type; /* type: "text", "date" or "area" */
    enum sibu_say_id says;
    int required;
};

static void add_field(const struct sheet *sheet, const char *form, const struct field *field)
{
    const char *required = field->required ? " required=\"required\"" : "";
    sibu_text_addf(sheet->out, "<label for=\"%s-%s\">", form, field->name);
    say(sheet, field->says);
    sibu_text_add(sheet->out, "</label>");
    if (strcmp(field->type, "area") == 0) {
        sibu_text_addf(sheet->out, "<textarea id=\"%s-%s\" name=\"%s\" rows=\"3\" maxlength=\"1300\"%s></textarea>",
                       form, field->name, field->name, required);
    } else {
        sibu_text_addf(sheet->out, "<input id=\"%s-%s\" name=\"%s\" type=\"%s\" maxlength=\"80\"%s/>", form,
                       field->name, field->name, field->type, required);
    }
}

struct form {
    enum sibu_say_id heading;
    struct field fields[2];
    int field_count;
    struct {
        const char *act, *look;
        enum sibu_say_id says;
    } buttons[2];
    int button_count;
};

static void add_form(const struct sheet *sheet, const struct finding_item *item, const struct form *form)
{
    sibu_text_add(sheet->out, "<section>");
    add_heading(sheet, "h2", form->heading);
    page_form(sheet->out, sheet->request, sheet->language, "/findings");
    sibu_text_addf(sheet->out, "<input type=\"hidden\" name=\"id\" value=\"%" PRId64 "\"/>", item->id);
    for (int i = 0; i < form->field_count; i++) {
        add_field(sheet, form->buttons[0].act, &form->fields[i]);
    }
    sibu_text_add(sheet->out, "<div class=\"row\">");
    for (int i = 0; i < form->button_count; i++) {
        page_button(sheet->out, sheet->language, form->buttons[i].act, form->buttons[i].look, form->buttons[i].says);
    }
    sibu_text_add(sheet->out, "</div></form></section>\n");
}

static void add_forms(const struct sheet *sheet, const struct finding_item *item)
{
    static const struct form CLOSING = {
        SIBU_SAY_FINDING_DO_PROOF,
        {{"text", "area", SIBU_SAY_FINDING_FIELD_PROOF, 1}, {"sha256", "text", SIBU_SAY_FINDING_FIELD_FILE, 0}},
        2,
        {{"close", "small go", SIBU_SAY_FINDING_DO_CLOSE}, {"proof", "small", SIBU_SAY_FINDING_DO_ADD}},
        2};
    static const struct form OWNER = {SIBU_SAY_FINDING_DO_OWNER,
                                      {{"text", "text", SIBU_SAY_FINDING_FIELD_OWNER, 1}},
                                      1,
                                      {{"assign", "small", SIBU_SAY_FINDING_DO_ASSIGN}},
                                      1};
    static const struct form DUE = {
        SIBU_SAY_FINDING_DO_WHEN,
        {{"until", "date", SIBU_SAY_FINDING_FIELD_UNTIL, 1}, {"text", "text", SIBU_SAY_FINDING_FIELD_REASON, 1}},
        2,
        {{"due", "small", SIBU_SAY_FINDING_DO_DUE}},
        1};
    static const struct form REOPENING = {
        SIBU_SAY_FINDING_DO_AGAIN,
        {{"until", "date", SIBU_SAY_FINDING_FIELD_UNTIL, 1}, {"text", "text", SIBU_SAY_FINDING_FIELD_REASON, 1}},
        2,
        {{"reopen", "small stop", SIBU_SAY_FINDING_DO_REOPEN}},
        1};
    static const struct form NOTE = {SIBU_SAY_FINDING_DO_REMARK,
                                     {{"text", "area", SIBU_SAY_FINDING_FIELD_NOTE, 1}},
                                     1,
                                     {{"note", "small", SIBU_SAY_FINDING_DO_NOTE}},
                                     1};
    if (item->closed) {
        add_form(sheet, item, &REOPENING);
    } else {
        add_form(sheet, item, &CLOSING);
        add_form(sheet, item, &OWNER);
        add_form(sheet, item, &DUE);
    }
    add_form(sheet, item, &NOTE);
}

static void add_one(const struct sheet *sheet, const struct finding_desk *desk, const struct finding_item *item)
{
    sibu_text_addf(sheet->out, "<p><a href=\"/findings?lang=%s\">", language_code(sheet));
    say(sheet, SIBU_SAY_FINDING_BACK);
    sibu_text_addf(sheet->out, "</a></p>\n<h1>%" PRId64 " · ", item->id);
    sibu_text_add_xml(sheet->out, words_of(sheet, item->zh, item->en));
    sibu_text_add(sheet->out, "</h1>\n");
    add_facts(sheet, item);
    add_history(sheet, desk, item);
    if (session_may(sheet->request, RIGHT_MEND)) {
        add_forms(sheet, item);
    }
}

/* ---- The page ---- */

/* `item` NULL: the list. */
static enum sibu_status add_page(const struct sheet *sheet, const struct finding_desk *desk,
                                 const struct finding_item *item, const struct sibu_fault *wrong,
                                 struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    page_begin(sheet->out,
               &(struct page_head){.language = sheet->language, .title = SIBU_SAY_FINDING_TITLE, .kind = "board"});
    if (wrong != NULL) {
        page_fault(sheet->out, sheet->language, wrong);
    }
    if (item != NULL) {
        add_one(sheet, desk, item);
    } else {
        status = add_overview(sheet, &desk->book, fault);
    }
    page_officer_end(sheet->out, sheet->server, sheet->request, sheet->language, 0);
    return status;
}

/* `number` NULL: the list. `wrong`: what stood against what was asked for, or NULL. */
static void show(struct server *server, struct http_request *request, struct http_answer *answer, const char *number,
                 const struct sibu_fault *wrong)
{
    struct sibu_fault fault;
    struct finding_desk desk;
    const struct sheet sheet = {server, request, page_language(request, SIBU_ZH), &answer->body,
                                clock_now_us(server->def.clock)};
    const char *site = number == NULL ? http_query(request, "site") : NULL;
    enum sibu_status status = finding_desk_open(&desk, server, request, site, &fault);
    const struct finding_item *item = status == SIBU_OK && number != NULL ? finding_desk_find(&desk, number) : NULL;
    if (status == SIBU_OK && number != NULL && item == NULL) {
        http_answer_no(answer, 404, "there is no finding of this number");
    } else if (status == SIBU_OK) {
        page_answer(answer, wrong == NULL ? 200 : wrong->status == SIBU_NO ? 409 : 400);
        status = add_page(&sheet, &desk, item, wrong, &fault);
    }
    finding_desk_close(&desk);
    if (status != SIBU_OK) {
        sibu_text_clear(&answer->body);
        answer->type = NULL;
        http_answer_fault(answer, &fault);
    }
}

void page_findings(struct server *server, struct http_request *request, struct http_answer *answer)
{
    show(server, request, answer, http_query(request, "id"), NULL);
}

void page_findings_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    const char *event = "";
    char address[64];
    const struct finding_wish wish = {.act = http_form(request, "do"),
                                      .number = http_form(request, "id"),
                                      .text = http_form(request, "text"),
                                      .file = http_form(request, "sha256"),
                                      .until = http_form(request, "until")};
    enum sibu_status status = finding_desk_act(server, request, &wish, &event, &fault);
    if (status == SIBU_BAD_INPUT || status == SIBU_NO) {
        show(server, request, answer, wish.number, &fault);
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        (void)snprintf(address, sizeof address, "/findings?id=%.20s", wish.number);
        page_go(request, answer, address);
    }
}
