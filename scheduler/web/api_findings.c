/* GET and POST /v1/findings: what drills showed that must be mended, and what is done about it. See route.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "evaluate/finding_json.h"
#include "sibu/json.h"
#include "web/finding_desk.h"
#include "web/route.h"

void api_findings(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct finding_desk desk;
    const char *show = http_query(request, "show");
    const struct finding_wanted wanted = {.open = show != NULL && strcmp(show, "open") == 0,
                                          .overdue = show != NULL && strcmp(show, "overdue") == 0};
    if (show != NULL && !wanted.open && !wanted.overdue && strcmp(show, "all") != 0) {
        http_answer_no(answer, 400, "show: takes open, overdue or all");
        return;
    }
    if (finding_desk_open(&desk, server, request, http_query(request, "site"), &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        answer->status = 200;
        finding_book_json(&desk.book, &wanted, clock_now_us(server->def.clock), &answer->body);
    }
    finding_desk_close(&desk);
}

static enum sibu_status read_wish(struct sibu_json_value root, char number[24], struct finding_wish *wish,
                                  struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"finding", "do", "text", "until", "sha256", NULL};
    int64_t id = 0;
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "finding", 1, INT64_C(1) << 53, &id, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(root, "do", 16, &wish->act, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(root, "text", STORE_FINDING_TEXT_MAX, &wish->text, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(root, "until", "", &wish->until, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(root, "sha256", "", &wish->file, fault);
    }
    (void)snprintf(number, 24, "%" PRId64, id);
    wish->number = number;
    return status;
}

void api_findings_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    struct finding_wish wish = {0};
    const char *event = "";
    char number[24];
    enum sibu_status status = sibu_json_open(&document, "body", request->body, request->body_length, &fault);
    if (status == SIBU_OK) {
        status = read_wish(sibu_json_root(document), number, &wish, &fault);
    }
    if (status == SIBU_OK) {
        status = finding_desk_act(server, request, &wish, &event, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"ok\":true,\"finding\":%s,\"event\":\"%s\"}\n", number, event);
    }
    sibu_json_close(document);
}
