/* The page /evidence: per person of a drill one row, per channel its stages, in seconds from the drill's beginning. */
#include <inttypes.h>
#include <stdlib.h>

#include "web/evidence.h"
#include "web/page.h"

#define ROWS 500 /* of a page; the next ones are a link away */

struct sheet {
    struct sibu_text *out;
    enum sibu_language language;
    const struct evidence *evidence;
    size_t from;
};

static void add_since(const struct sheet *sheet, int64_t time_us)
{
    if (time_us > 0) {
        sibu_text_addf(sheet->out, "+%" PRId64 " s", (time_us - sheet->evidence->drill.t0_us) / 1000000);
    } else {
        sibu_text_add(sheet->out, "–");
    }
}

static void add_stage(const struct sheet *sheet, enum sibu_say_id stage, int64_t time_us)
{
    sibu_text_add(sheet->out, " · ");
    page_say(sheet->out, sheet->language, stage);
    sibu_text_add(sheet->out, " ");
    add_since(sheet, time_us);
}

/* "mail · queued +0 s · accepted +2 s", or why not. */
static void add_channel(const struct sheet *sheet, const struct evidence_channel *it)
{
    sibu_text_add_xml(sheet->out, it->channel);
    if (it->queued_us > 0) {
        add_stage(sheet, SIBU_SAY_EVIDENCE_QUEUED, it->queued_us);
    }
    if (it->accepted_us > 0) {
        add_stage(sheet, SIBU_SAY_EVIDENCE_ACCEPTED, it->accepted_us);
    }
    if (it->failed_us > 0) {
        add_stage(sheet, SIBU_SAY_EVIDENCE_FAILED, it->failed_us);
        sibu_text_add(sheet->out, " ");
        sibu_text_add_xml(sheet->out, it->fault);
        sibu_text_addf(sheet->out, " ×%" PRId64, it->failed_times);
    }
}

static void add_channels(const struct sheet *sheet, const struct evidence_person *person)
{
    for (size_t i = 0; i < person->channel_count; i++) {
        sibu_text_add(sheet->out, i > 0 ? "<br/>" : "");
        add_channel(sheet, &person->channels[i]);
    }
}

static enum sibu_say_id say_answer(const char *answer)
{
    return answer[0] == 'n'   ? SIBU_SAY_EVIDENCE_NEED_HELP
           : answer[0] == 'c' ? SIBU_SAY_EVIDENCE_CANNOT
                              : SIBU_SAY_EVIDENCE_ACKNOWLEDGE;
}

static void add_row(const struct sheet *sheet, const struct evidence_person *person)
{
    const struct store_person *who = &person->who->who;
    const int64_t times[] = {person->opened_us, person->seen_us, person->answered_us, person->checked_in_us};
    sibu_text_add(sheet->out, "<tr><th scope=\"row\">");
    page_name(sheet->out, page_name_of(sheet->language, who->name, who->name_en));
    sibu_text_add(sheet->out, "</th><td>");
    add_channels(sheet, person);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        sibu_text_add(sheet->out, "</td><td>");
        add_since(sheet, times[i]);
        if (i == 2 && times[i] > 0) {
            sibu_text_add(sheet->out, " ");
            page_say(sheet->out, sheet->language, say_answer(person->answer));
        }
    }
    sibu_text_add(sheet->out, "</td></tr>\n");
}

static void add_table(const struct sheet *sheet)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_PAGE_NAME,         SIBU_SAY_EVIDENCE_CHANNELS,
                                             SIBU_SAY_EVIDENCE_OPENED,   SIBU_SAY_EVIDENCE_SEEN,
                                             SIBU_SAY_EVIDENCE_ANSWERED, SIBU_SAY_PAGE_CHECKED_IN};
    const struct evidence *evidence = sheet->evidence;
    sibu_text_add(sheet->out, "<table><thead><tr>");
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        sibu_text_add(sheet->out, "<th scope=\"col\">");
        page_say(sheet->out, sheet->language, HEADS[i]);
        sibu_text_add(sheet->out, "</th>");
    }
    sibu_text_add(sheet->out, "</tr></thead><tbody>\n");
    for (size_t i = sheet->from; i < evidence->count && i < sheet->from + ROWS; i++) {
        if (evidence->people[i].who->expected) {
            add_row(sheet, &evidence->people[i]);
        }
    }
    sibu_text_add(sheet->out, "</tbody></table>\n");
    if (sheet->from + ROWS < evidence->count) {
        sibu_text_add(sheet->out, "<p><a href=\"/evidence?drill=");
        sibu_text_add_xml(sheet->out, evidence->drill.id);
        sibu_text_addf(sheet->out, "&amp;from=%zu\">", sheet->from + ROWS);
        page_say(sheet->out, sheet->language, SIBU_SAY_EVIDENCE_NEXT);
        sibu_text_add(sheet->out, "</a></p>\n");
    }
}

/* What the channels tell that speak to all at once: nothing about anybody. */
static void add_all(const struct sheet *sheet)
{
    if (sheet->evidence->all.channel_count > 0) {
        sibu_text_add(sheet->out, "<h2>");
        page_say(sheet->out, sheet->language, SIBU_SAY_EVIDENCE_TO_ALL);
        sibu_text_add(sheet->out, "</h2>\n<p>");
        add_channels(sheet, &sheet->evidence->all);
        sibu_text_add(sheet->out, "</p>\n");
    }
}

static void add_evidence(const struct sheet *sheet)
{
    sibu_text_add(sheet->out, "<p>");
    sibu_text_add_xml(sheet->out, sheet->evidence->drill.id);
    sibu_text_add(sheet->out, "</p>\n<p class=\"soft\">");
    page_say(sheet->out, sheet->language, SIBU_SAY_EVIDENCE_MEANS);
    sibu_text_add(sheet->out, "</p>\n");
    add_table(sheet);
    add_all(sheet);
}

static size_t from_of(const struct http_request *request)
{
    const char *from = http_query(request, "from");
    unsigned long value = from != NULL ? strtoul(from, NULL, 10) : 0;
    return value <= STORE_ROWS_MAX ? (size_t)value : 0;
}

void page_evidence(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct evidence evidence;
    enum sibu_status status = evidence_make(server, request, http_query(request, "drill"), &evidence, &fault);
    if (status != SIBU_OK && status != SIBU_NO) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_EVIDENCE_TITLE, .kind = "board"};
    struct sheet sheet = {&answer->body, head.language, &evidence, from_of(request)};
    page_answer(answer, status == SIBU_OK ? 200 : 404);
    page_begin(sheet.out, &head);
    sibu_text_add(sheet.out, "<h1>");
    page_say(sheet.out, head.language, SIBU_SAY_EVIDENCE_TITLE);
    sibu_text_add(sheet.out, "</h1>\n");
    if (status == SIBU_OK) {
        add_evidence(&sheet);
    } else {
        sibu_text_add(sheet.out, "<p class=\"kept\">");
        sibu_text_add_xml(sheet.out, fault.what[head.language]);
        sibu_text_add(sheet.out, "</p>\n");
    }
    sibu_text_add(sheet.out, "<p><a href=\"/\">");
    page_say(sheet.out, head.language, SIBU_SAY_PAGE_BOARD_TITLE);
    sibu_text_add(sheet.out, "</a></p>\n");
    page_officer_foot(sheet.out, server, request, head.language, 0);
    page_end_of(sheet.out, head.language, request, status == SIBU_OK ? evidence.drill.id : "");
}
