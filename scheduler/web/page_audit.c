/* The audit trail: the page /audit and GET /v1/audit, the newest first. See route.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "draw/zone.h"
#include "store/store_audit.h"
#include "web/page.h"

#define ROWS_SHOWN 100
#define ROWS_TOLD 1000

/* ?before=ROW: the rows before it; 0 where it is not given, -1 where it is no number of a row. */
static int64_t read_before(const struct http_request *request)
{
    const char *given = http_query(request, "before");
    char *end = NULL;
    if (given == NULL) {
        return 0;
    }
    long long before = strtoll(given, &end, 10);
    return end != given && *end == '\0' && before > 0 ? before : -1;
}

static enum sibu_status read_rows(struct server *server, struct http_request *request, size_t most,
                                  struct store_audit **rows, size_t *count, struct sibu_fault *fault)
{
    struct store_audit_part part = {read_before(request), most};
    if (part.before < 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "before", "要一个行号", "takes the number of a row");
    }
    return store_audit(server->store, part, &request->arena, rows, count, fault);
}

static void add_row(struct sibu_text *out, const struct server *server, const struct store_audit *row)
{
    char time[32];
    const char *const texts[] = {row->who, row->roles, row->action, row->object, row->address, row->result};
    zone_time_text(server->def.plan->zone, row->time_us, time);
    sibu_text_addf(out, "<tr><td>%" PRId64 "</td><td>%.19s</td>", row->row, time);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sibu_text_add(out, "<td>");
        sibu_text_add_xml(out, texts[i]);
        sibu_text_add(out, "</td>");
    }
    sibu_text_add(out, "</tr>\n");
}

static void add_table(struct sibu_text *out, const struct server *server, enum sibu_language language,
                      const struct store_audit *rows, size_t count)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_ACCOUNT_AUDIT_ROW,    SIBU_SAY_ACCOUNT_AUDIT_TIME,
                                             SIBU_SAY_ACCOUNT_AUDIT_WHO,    SIBU_SAY_ACCOUNT_ROLES,
                                             SIBU_SAY_ACCOUNT_AUDIT_ACTION, SIBU_SAY_ACCOUNT_AUDIT_OBJECT,
                                             SIBU_SAY_ACCOUNT_AUDIT_FROM,   SIBU_SAY_ACCOUNT_AUDIT_RESULT};
    sibu_text_add(out, "<table class=\"log\"><thead><tr>");
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        sibu_text_add(out, "<th scope=\"col\">");
        page_say(out, language, HEADS[i]);
        sibu_text_add(out, "</th>");
    }
    sibu_text_add(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        add_row(out, server, &rows[i]);
    }
    sibu_text_add(out, "</tbody></table>\n");
}

void page_audit(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_audit *rows = NULL;
    size_t count = 0;
    struct sibu_text *out = &answer->body;
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_ACCOUNT_AUDIT_TITLE, .kind = "board"};
    if (read_rows(server, request, ROWS_SHOWN, &rows, &count, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    page_answer(answer, 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, head.language, SIBU_SAY_ACCOUNT_AUDIT_TITLE);
    sibu_text_add(out, "</h1>\n");
    add_table(out, server, head.language, rows, count);
    if (count > 0 && rows[count - 1].row > 1) {
        sibu_text_addf(out, "<p><a href=\"/audit?before=%" PRId64 "&amp;lang=%s\">", rows[count - 1].row,
                       head.language == SIBU_ZH ? "zh" : "en");
        page_say(out, head.language, SIBU_SAY_ACCOUNT_AUDIT_OLDER);
        sibu_text_add(out, "</a></p>\n");
    }
    page_officer_end(out, server, request, head.language, 0);
}

static void tell_row(struct sibu_text *out, const struct store_audit *row)
{
    char hash[2 * SIBU_HASH_BYTES + 1];
    const char *const pairs[][2] = {{",\"who\":", row->who},         {",\"roles\":", row->roles},
                                    {",\"action\":", row->action},   {",\"object\":", row->object},
                                    {",\"address\":", row->address}, {",\"result\":", row->result}};
    sibu_hex(hash, row->hash, sizeof row->hash);
    sibu_text_addf(out, "{\"row\":%" PRId64 ",\"time_us\":%" PRId64, row->row, row->time_us);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        sibu_text_add(out, pairs[i][0]);
        sibu_text_add_json(out, pairs[i][1]);
    }
    sibu_text_addf(out, ",\"hash\":\"%s\"}", hash);
}

void api_audit(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_audit *rows = NULL;
    size_t count = 0;
    if (read_rows(server, request, ROWS_TOLD, &rows, &count, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 200;
    sibu_text_add(&answer->body, "{\"rows\":[");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(&answer->body, i > 0 ? "," : "");
        tell_row(&answer->body, &rows[i]);
    }
    sibu_text_add(&answer->body, "]}\n");
}
