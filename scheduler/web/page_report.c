/* The reports of drills: which drill, then its report in all forms, and for an officer the button that signs it. See route.h. */
#include <stdio.h>
#include <string.h>

#include "web/page.h"
#include "web/report_desk.h"
#include "web/scope.h"
#include "web/vouch.h"

#define DRILLS_SHOWN 50

static const enum sibu_say_id FORM_SAYS[REPORT_FORMS] = {
    SIBU_SAY_SIGNED_FORM_HTML,  SIBU_SAY_SIGNED_FORM_PDF,        SIBU_SAY_SIGNED_FORM_SUMMARY,
    SIBU_SAY_SIGNED_FORM_JSON,  SIBU_SAY_SIGNED_FORM_CSV,        SIBU_SAY_SIGNED_FORM_ZONES,
    SIBU_SAY_SIGNED_FORM_EXITS, SIBU_SAY_SIGNED_FORM_DELIVERIES, SIBU_SAY_SIGNED_FORM_MSEL};

static void add_paragraph(struct sibu_text *out, enum sibu_language language, const char *look, enum sibu_say_id says)
{
    sibu_text_addf(out, "<p%s>", look);
    page_say(out, language, says);
    sibu_text_add(out, "</p>\n");
}

/* The newest drills first. */
static void add_choice(struct sibu_text *out, enum sibu_language language, const struct store_drill *drills,
                       size_t count)
{
    add_paragraph(out, language, "", count > 0 ? SIBU_SAY_SIGNED_CHOOSE : SIBU_SAY_SHEET_NONE);
    sibu_text_add(out, "<ul>");
    for (size_t i = 0; i < count && i < DRILLS_SHOWN; i++) {
        const struct store_drill *drill = &drills[count - 1 - i];
        sibu_text_add(out, "<li><a href=\"/report?drill=");
        sibu_text_add_xml(out, drill->id);
        sibu_text_addf(out, "&amp;lang=%s\">", language == SIBU_ZH ? "zh" : "en");
        page_say_one(out, language, SIBU_SAY_SHEET_OF_DRILL, drill->id);
        sibu_text_add(out, "</a> ");
        sibu_text_add_xml(out, drill->site);
        sibu_text_add(out, "</li>\n");
    }
    sibu_text_add(out, "</ul>\n");
}

static void add_link(struct sibu_text *out, enum sibu_language language, const char *drill, const char *form,
                     enum sibu_say_id says)
{
    sibu_text_add(out, "<li><a href=\"/report/file?drill=");
    sibu_text_add_xml(out, drill);
    sibu_text_addf(out, "&amp;form=%s&amp;lang=%s\">", form, language == SIBU_ZH ? "zh" : "en");
    page_say(out, language, says);
    sibu_text_add(out, "</a></li>\n");
}

static void add_files(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                      const struct desk_report *report)
{
    sibu_text_add(out, "<ul>\n");
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        add_link(out, language, report->drill.id, REPORT_FORM[i].name, FORM_SAYS[i]);
    }
    if (report->is_signed) {
        add_link(out, language, report->drill.id, "signature", SIBU_SAY_SIGNED_FORM_SIGNATURE);
    }
    sibu_text_add(out, "</ul>\n");
    add_paragraph(out, language, " class=\"soft\"",
                  report_desk_names(request) == REPORT_NAMES_SHOWN ? SIBU_SAY_SIGNED_SEES_NAMES
                                                                   : SIBU_SAY_SIGNED_SEES_PSEUDONYMS);
}

static void add_signature(struct sibu_text *out, enum sibu_language language, const struct desk_report *report)
{
    char key[NOTE_KEY_TEXT_MAX];
    note_key_text(key, &report->about.key);
    sibu_text_add(out, "<p class=\"kept\" role=\"status\">");
    page_say_name(out, language, SIBU_SAY_SIGNED_BY, report->about.who);
    sibu_text_add(out, "</p>\n<p class=\"soft\">");
    page_say(out, language, SIBU_SAY_SIGNED_KEY);
    sibu_text_add(out, " <code>");
    sibu_text_add_xml(out, key);
    sibu_text_add(out, "</code></p>\n");
}

/* Only who has an account can sign: a signature is somebody's. */
static void add_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                     const struct desk_report *report)
{
    sibu_text_add(out, "<h2>");
    page_say(out, language, SIBU_SAY_SIGNED_SIGN);
    sibu_text_add(out, "</h2>\n");
    if (request->caller->account == 0) {
        page_note(out, language, 0, SIBU_SAY_SIGNED_KEY_CANNOT);
        return;
    }
    add_paragraph(out, language, "", SIBU_SAY_SIGNED_SIGN_MEANS);
    page_form(out, request, language, "/report");
    sibu_text_add(out, "<input type=\"hidden\" name=\"drill\" value=\"");
    sibu_text_add_xml(out, report->drill.id);
    sibu_text_add(out, "\"/><label for=\"password\">");
    page_say(out, language, SIBU_SAY_SIGNED_PASSWORD);
    sibu_text_add(out, "</label><input id=\"password\" name=\"password\" type=\"password\""
                       " autocomplete=\"current-password\" required=\"required\"/>\n");
    page_button(out, language, "sign", "go", SIBU_SAY_SIGNED_SIGN);
    sibu_text_add(out, "</form>\n");
}

static void add_report(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
                       const struct desk_report *report)
{
    sibu_text_add(out, "<p>");
    page_say_one(out, language, SIBU_SAY_SHEET_OF_DRILL, report->drill.id);
    sibu_text_add(out, " ");
    sibu_text_add_xml(out, report->drill.site);
    sibu_text_add(out, "</p>\n");
    if (report->is_signed) {
        add_signature(out, language, report);
    } else if (!report->is_sealed) {
        page_note(out, language, 0, SIBU_SAY_SIGNED_NOT_CLOSED);
        return;
    } else {
        page_note(out, language, 0, SIBU_SAY_SIGNED_NOT_SIGNED);
    }
    add_files(out, request, language, report);
    if (!report->is_signed && session_may(request, RIGHT_DRILLS)) {
        add_form(out, request, language, report);
    }
}

/* report NULL: the list of drills. wrong NULL: nothing went wrong. */
static void show(struct server *server, struct http_request *request, struct http_answer *answer,
                 const struct desk_report *report, const struct sibu_fault *wrong)
{
    struct sibu_fault fault;
    struct store_drill *drills = NULL;
    size_t count = 0;
    struct sibu_text *out = &answer->body;
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_SIGNED_TITLE, .kind = "board"};
    if (report == NULL && scope_past(server, request, &drills, &count, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    page_answer(answer, wrong != NULL ? 400 : 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, head.language, SIBU_SAY_SIGNED_TITLE);
    sibu_text_add(out, "</h1>\n");
    if (wrong != NULL) {
        page_fault(out, head.language, wrong);
    }
    if (report != NULL) {
        add_report(out, request, head.language, report);
    } else {
        add_choice(out, head.language, drills, count);
    }
    page_officer_foot(out, server, request, head.language, 0);
    page_end_of(out, head.language, request, report != NULL ? report->drill.id : NULL);
}

/* A drill that there is not is the caller's mistake. */
static int find(struct server *server, struct http_request *request, struct http_answer *answer, const char *drill,
                struct desk_report *out)
{
    struct sibu_fault fault;
    enum sibu_status status = report_desk_find(server, request, drill, out, &fault);
    if (status == SIBU_NO) {
        http_answer_no(answer, 404, "there is no such drill");
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    }
    return status == SIBU_OK;
}

void page_report(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct desk_report report;
    const char *drill = http_query(request, "drill");
    if (drill == NULL) {
        show(server, request, answer, NULL, NULL);
    } else if (find(server, request, answer, drill, &report)) {
        show(server, request, answer, &report, NULL);
    }
}

static void hand_out_signature(struct http_request *request, struct http_answer *answer,
                               const struct desk_report *report)
{
    char name[SIGNED_FILE_NAME_MAX + 1];
    const char *slash = strrchr(report->drill.record, '/');
    int length = snprintf(name, sizeof name, "%.150s" SIGNED_SUFFIX, slash != NULL ? slash + 1 : report->drill.record);
    answer->status = 200;
    answer->type = "application/json; charset=utf-8";
    answer->file = sibu_arena_text(&request->arena, name, (size_t)length);
    sibu_text_add(&answer->body, report->line);
    sibu_text_add(&answer->body, "\n");
}

static void hand_out(struct server *server, struct http_request *request, struct http_answer *answer,
                     const struct desk_report *report, const struct report_form *form)
{
    struct sibu_fault fault;
    const struct signed_file file =
        report_desk_form(report, form, report_desk_names(request), page_language(request, SIBU_ZH));
    if (report_desk_file(server, report, &file, &answer->body, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 200;
    answer->type = form->type;
    answer->file = sibu_arena_text(&request->arena, file.name, strlen(file.name));
}

void page_report_file(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct desk_report report;
    const char *drill = http_query(request, "drill"), *wanted = http_query(request, "form");
    const struct report_form *form = wanted != NULL ? report_form_find(wanted) : NULL;
    int is_signature = wanted != NULL && strcmp(wanted, "signature") == 0;
    if (drill == NULL || (form == NULL && !is_signature)) {
        http_answer_no(answer, 400, "takes drill, the number of a drill, and form, one of those on its page");
    } else if (!find(server, request, answer, drill, &report)) {
        return;
    } else if (form != NULL) {
        hand_out(server, request, answer, &report, form);
    } else if (report.is_signed) {
        hand_out_signature(request, answer, &report);
    } else {
        http_answer_no(answer, 404, "nobody has signed this report");
    }
}

static void go_back(struct http_request *request, struct http_answer *answer, const char *drill)
{
    struct sibu_text back = {0};
    sibu_text_add(&back, "/report?drill=");
    page_add_query(&back, drill);
    page_go_to(request, answer, &back);
}

void page_report_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_account account;
    struct desk_report report;
    const char *drill = http_form(request, "drill");
    if (drill == NULL) {
        http_answer_no(answer, 400, "drill: takes the number of a drill");
        return;
    }
    if (request->caller->account == 0) {
        page_refused(server, request, answer);
        return;
    }
    if (!find(server, request, answer, drill, &report)) {
        return;
    }
    enum sibu_status status = vouch_password(server, request, "password", &account, &fault);
    if (status == SIBU_OK) {
        status = report_desk_sign(server, request, &report, &fault);
    }
    if (status == SIBU_OK) {
        go_back(request, answer, report.drill.id);
    } else if (status == SIBU_BAD_INPUT) {
        show(server, request, answer, &report, &fault);
    } else {
        http_answer_fault(answer, &fault);
    }
}
