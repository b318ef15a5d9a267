/* The evaluators' form, on a phone and without a script: which drill, then its questions, each with a grade and what it rests
 * on. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/page.h"
#include "web/scope.h"
#include "web/sheet_desk.h"

#define DRILLS_SHOWN 20

static void add_title(struct sibu_text *out, enum sibu_language language)
{
    sibu_text_add(out, "<h1>");
    page_say(out, language, SIBU_SAY_SHEET_TITLE);
    sibu_text_add(out, "</h1>\n");
}

static void add_drill(struct sibu_text *out, enum sibu_language language, const struct store_drill *drill)
{
    sibu_text_add(out, "<li><a href=\"/sheet?drill=");
    sibu_text_add_xml(out, drill->id);
    sibu_text_addf(out, "&amp;lang=%s\">", language == SIBU_ZH ? "zh" : "en");
    page_say_one(out, language, SIBU_SAY_SHEET_OF_DRILL, drill->id);
    sibu_text_add(out, "</a> ");
    sibu_text_add_xml(out, drill->site);
    sibu_text_add(out, "</li>\n");
}

/* The newest drills first. */
static void add_choice(struct sibu_text *out, enum sibu_language language, const struct store_drill *drills,
                       size_t count)
{
    sibu_text_add(out, "<p>");
    page_say(out, language, count > 0 ? SIBU_SAY_SHEET_CHOOSE : SIBU_SAY_SHEET_NONE);
    sibu_text_add(out, "</p>\n<ul>");
    for (size_t i = 0; i < count && i < DRILLS_SHOWN; i++) {
        add_drill(out, language, &drills[count - 1 - i]);
    }
    sibu_text_add(out, "</ul>\n");
}

static void add_option(struct sibu_text *out, const char *value, const char *says)
{
    sibu_text_add(out, "<option value=\"");
    sibu_text_add_xml(out, value);
    sibu_text_add(out, "\">");
    sibu_text_add_xml(out, says);
    sibu_text_add(out, "</option>");
}

/* What this evaluator said last to the question; NULL: nothing. */
static const struct rating_answer *last_answer(const struct sheet_form *form, const char *who, const char *question)
{
    for (size_t i = form->sheets.answer_count; i > 0; i--) {
        const struct rating_answer *answer = &form->sheets.answers[i - 1];
        if (strcmp(answer->who, who) == 0 && strcmp(answer->question, question) == 0) {
            return answer;
        }
    }
    return NULL;
}

static void add_last(struct sibu_text *out, enum sibu_language language, const struct rating_scheme *scheme,
                     const struct rating_answer *answer)
{
    struct sibu_text line = {0};
    uint32_t grade = rating_scheme_grade(scheme, answer->grade);
    const char *const values[] = {grade == RATING_UNRATED ? sibu_say(language, SIBU_SAY_SHEET_NOT_SEEN)
                                                          : scheme->grades[grade].name.in[language],
                                  answer->note};
    sibu_say_with(&line, language, SIBU_SAY_SHEET_LAST, values, 2);
    sibu_text_add(out, "<span class=\"soft\">");
    sibu_text_add_xml(out, sibu_text_get(&line));
    sibu_text_add(out, "</span>");
    sibu_text_clear(&line);
}

static void add_question(struct sibu_text *out, enum sibu_language language, const struct sheet_question *question,
                         const struct rating_answer *last)
{
    sibu_text_add(out, "<p><label>");
    sibu_text_add_xml(out, question->text->in[language]);
    sibu_text_add(out, "<select name=\"g:");
    sibu_text_add_xml(out, question->id);
    sibu_text_add(out, "\">");
    add_option(out, "", sibu_say(language, SIBU_SAY_SHEET_PICK));
    for (uint32_t i = 0; i < question->scheme->grade_count; i++) {
        add_option(out, question->scheme->grades[i].id, question->scheme->grades[i].name.in[language]);
    }
    add_option(out, "-", sibu_say(language, SIBU_SAY_SHEET_NOT_SEEN));
    sibu_text_add(out, "</select></label><label>");
    page_say(out, language, SIBU_SAY_SHEET_NOTE);
    sibu_text_add(out, "<input maxlength=\"300\" name=\"n:");
    sibu_text_add_xml(out, question->id);
    sibu_text_add(out, "\"/></label>");
    if (last != NULL) {
        add_last(out, language, question->scheme, last);
    }
    sibu_text_add(out, "</p>\n");
}

static void add_heading(struct sibu_text *out, enum sibu_language language, const struct sheet_form *form, size_t index)
{
    const struct rating_item *items = form->rules->items;
    uint32_t group = items[rating_rules_item(form->rules, form->questions[index].item)].group;
    if (index == form->of_rules) {
        sibu_text_add(out, "<h2>");
        page_say(out, language, SIBU_SAY_SHEET_OF_FAMILY);
        sibu_text_add(out, "</h2>\n");
    } else if (index < form->of_rules &&
               (index == 0 || group != items[rating_rules_item(form->rules, form->questions[index - 1].item)].group)) {
        sibu_text_add(out, "<h2>");
        sibu_text_add_xml(out, form->rules->groups[group].name.in[language]);
        sibu_text_add(out, "</h2>\n");
    }
}

static void add_count(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                      const struct sheet_form *form)
{
    char number[16];
    const char *kept = http_query(request, "kept");
    if (kept != NULL && kept[0] != '\0' && strspn(kept, "0123456789") == strlen(kept) && strlen(kept) < 8) {
        sibu_text_add(out, "<p class=\"kept\" role=\"status\">");
        page_say_one(out, language, SIBU_SAY_SHEET_KEPT, kept);
        sibu_text_add(out, "</p>\n");
    }
    (void)snprintf(number, sizeof number, "%" PRIu32, form->sheets.count);
    sibu_text_add(out, "<p class=\"soft\">");
    page_say_one(out, language, SIBU_SAY_SHEET_SO_FAR, number);
    sibu_text_add(out, " ");
    page_say(out, language, SIBU_SAY_SHEET_HINT);
    sibu_text_add(out, "</p>\n");
}

static void add_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                     const struct sheet_form *form)
{
    sibu_text_add(out, "<p>");
    page_say_one(out, language, SIBU_SAY_SHEET_OF_DRILL, form->drill.id);
    sibu_text_add(out, "</p>\n");
    add_count(out, request, language, form);
    page_form(out, request, language, "/sheet");
    sibu_text_add(out, "<input type=\"hidden\" name=\"drill\" value=\"");
    sibu_text_add_xml(out, form->drill.id);
    sibu_text_add(out, "\"/>\n");
    for (size_t i = 0; i < form->count; i++) {
        add_heading(out, language, form, i);
        add_question(out, language, &form->questions[i],
                     last_answer(form, request->caller->name, form->questions[i].id));
    }
    page_button(out, language, "hand-in", "go", SIBU_SAY_SHEET_HAND_IN);
    sibu_text_add(out, "</form>\n");
}

static enum sibu_status fill(struct server *server, struct http_request *request, enum sibu_language language,
                             struct sibu_text *out, struct sibu_fault *fault)
{
    const char *drill = http_query(request, "drill");
    struct sheet_form form;
    struct store_drill *drills = NULL;
    size_t count = 0;
    if (drill == NULL) {
        enum sibu_status status = scope_past(server, request, &drills, &count, fault);
        add_choice(out, language, drills, count);
        return status;
    }
    enum sibu_status status = sheet_form_open(server, request, drill, &form, fault);
    if (status == SIBU_OK) {
        add_form(out, request, language, &form);
        sheet_form_close(&form);
    }
    return status;
}

/* A drill that there is not is the caller's mistake. */
static void refuse(struct http_answer *answer, const struct sibu_fault *fault)
{
    if (fault->status == SIBU_NO) {
        http_answer_no(answer, 404, "there is no such drill");
    } else {
        http_answer_fault(answer, fault);
    }
}

void page_sheet(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct sibu_text inside = {0};
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_SHEET_TITLE, .kind = "board"};
    if (fill(server, request, head.language, &inside, &fault) != SIBU_OK) {
        refuse(answer, &fault);
    } else {
        page_answer(answer, 200);
        page_begin(&answer->body, &head);
        add_title(&answer->body, head.language);
        sibu_text_add(&answer->body, sibu_text_get(&inside));
        page_officer_end(&answer->body, server, request, head.language, 0);
    }
    answer->body.failed |= inside.failed;
    sibu_text_clear(&inside);
}

static void go_back(struct http_request *request, struct http_answer *answer, const char *drill, uint32_t number)
{
    struct sibu_text back = {0};
    sibu_text_add(&back, "/sheet?drill=");
    page_add_query(&back, drill);
    sibu_text_addf(&back, "&kept=%" PRIu32, number);
    page_go_to(request, answer, &back);
}

void page_sheet_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct sheet_form form;
    uint32_t number = 0;
    const char *drill = http_form(request, "drill");
    if (drill == NULL) {
        http_answer_no(answer, 400, "drill: takes the number of a drill");
        return;
    }
    if (sheet_form_open(server, request, drill, &form, &fault) != SIBU_OK) {
        refuse(answer, &fault);
        return;
    }
    if (sheet_desk_take(server, request, &form, &number, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        go_back(request, answer, form.drill.id, number);
    }
    sheet_form_close(&form);
}
